//! Prints a difference: removed and added lines with their changed words marked, equal lines folded. It must not know how
//! lines were compared.

use std::fmt::Write as _;
use std::io::Write;
use std::ops::Range;

use anstyle::{AnsiColor, Style};

use crate::grade::Difference;
use crate::grade::diff::{Change, Line, Row, rows};

/// Equal lines around a difference.
const CONTEXT: usize = 3;

/// How to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// With colours.
    pub color: bool,
    /// With signs beyond ASCII.
    pub unicode: bool,
}

impl Look {
    /// Something right.
    #[must_use]
    pub fn right(self, text: &str) -> String {
        self.styled(AnsiColor::Green.on_default(), text)
    }

    /// Something wrong.
    #[must_use]
    pub fn wrong(self, text: &str) -> String {
        self.styled(AnsiColor::Red.on_default(), text)
    }

    /// Something half right.
    #[must_use]
    pub fn changed(self, text: &str) -> String {
        self.styled(AnsiColor::Yellow.on_default(), text)
    }

    /// The sign of what is right.
    #[must_use]
    pub fn sign_right(self) -> &'static str {
        if self.unicode { "✓" } else { "+" }
    }

    /// The sign of what is wrong.
    #[must_use]
    pub fn sign_wrong(self) -> &'static str {
        if self.unicode { "✗" } else { "x" }
    }

    fn styled(self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

/// The unified difference without colours; empty where nothing differs.
#[must_use]
pub fn plain(difference: &Difference) -> String {
    let look = Look { color: false, unicode: false };
    if difference.nearest.is_empty() || difference.yours == difference.nearest {
        return String::new();
    }
    let rows = rows(&difference.yours, &difference.nearest, Some(CONTEXT));
    rows.iter().fold(String::new(), |mut out, row| {
        let _ = writeln!(out, "{}", show(row, look));
        out
    })
}

/// Prints the unified difference, a line number in front of each line.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(difference: &Difference, look: Look, out: &mut dyn Write) -> std::io::Result<()> {
    let rows = rows(&difference.yours, &difference.nearest, Some(CONTEXT));
    let width = difference.yours.lines().count().max(difference.nearest.lines().count()).to_string().len();
    for row in &rows {
        match row {
            Row::Line { line, .. } => writeln!(out, "{:>width$} {}", line.number, show(row, look))?,
            Row::Folded(_) => writeln!(out, "{:>width$} {}", "", show(row, look))?,
        }
    }
    Ok(())
}

fn show(row: &Row, look: Look) -> String {
    match row {
        Row::Folded(count) => format!("  {} {count} equal lines", if look.unicode { "⋯" } else { "..." }),
        Row::Line { change: Change::Equal, line } => format!("  {}", line.text).trim_end().to_owned(),
        Row::Line { change: Change::Removed, line } => show_changed("- ", line, AnsiColor::Red, look),
        Row::Line { change: Change::Added, line } => show_changed("+ ", line, AnsiColor::Green, look),
    }
}

/// A changed line in its colour; the changed words reversed.
fn show_changed(sign: &str, line: &Line, color: AnsiColor, look: Look) -> String {
    let style = color.on_default();
    let mut out = look.styled(style, sign);
    let mut at = 0;
    for Range { start, end } in &line.emphasis {
        out.push_str(&part(look, style, line.text.get(at..*start)));
        out.push_str(&part(look, style.invert(), line.text.get(*start..*end)));
        at = *end;
    }
    out.push_str(&part(look, style, line.text.get(at..)));
    out
}

fn part(look: Look, style: Style, text: Option<&str>) -> String {
    match text {
        None | Some("") => String::new(),
        Some(text) => look.styled(style, text),
    }
}
