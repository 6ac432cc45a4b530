//! Draws differences: unified, side by side, by field. It must not change the screen.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Layout;
use crate::grade::diff::{Change, Line as TextLine, Pair, Row};
use crate::grade::verdict::FieldDifference;
use crate::tui::look::{self, Look};
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::canvas::Canvas;
use crate::tui::widget::markdown::markdown;
use crate::tui::widget::wrap::wrap;

/// Columns of a line number with the blank behind it.
const NUMBER: usize = 4;

/// The area below the titles.
#[must_use]
pub fn text_area(area: Rect) -> Rect {
    let head = 1.min(area.height);
    Rect { y: area.y + head, height: area.height - head, ..area }
}

/// Whether a row is a difference.
#[must_use]
pub fn is_change(row: &Row) -> bool {
    matches!(row, Row::Line { change: Change::Removed | Change::Added, .. })
}

/// Says what the columns are.
pub fn titles(canvas: &mut Canvas<'_>, layout: &Layout, fields: bool, shared: &Shared) {
    let look = shared.look;
    let yours = [look.span(look.signs.extra, Meaning::Extra), look.span(" yours", Meaning::Strong)];
    let nearest =
        [look.span(look.signs.missing, Meaning::Missing), look.span(" nearest right answer", Meaning::Strong)];
    if let Some((_, right)) = layout.right {
        canvas.line(layout.left, 0, &Line::from(yours.to_vec()));
        canvas.line(right, 0, &Line::from(nearest.to_vec()));
        return;
    }
    let mut spans = yours.to_vec();
    spans.push(Span::raw("   "));
    spans.extend(nearest);
    if fields {
        spans.push(look.span(&format!("   {} another value", look.signs.partly), Meaning::Dim));
    }
    canvas.line(layout.left, 0, &Line::from(spans));
}

/// A sentence instead of a diff.
pub fn sentence(canvas: &mut Canvas<'_>, area: Rect, text: &str, shared: &Shared) {
    let lines = markdown(text, usize::from(area.width).min(72), &shared.look);
    canvas.text(area, &lines, 0);
}

/// A picture as lines: the left and the right column, and the line at which each row begins.
#[derive(Debug, Default)]
pub struct Lines {
    /// The left column, or the only one.
    pub left: Vec<Line<'static>>,
    /// The right column.
    pub right: Vec<Line<'static>>,
    /// The line of each row.
    pub rows: Vec<usize>,
}

impl Lines {
    /// Adds a row, its sides made equally long.
    fn push(&mut self, mut left: Vec<Line<'static>>, mut right: Vec<Line<'static>>) {
        let rows = left.len().max(right.len());
        left.resize(rows, Line::default());
        right.resize(rows, Line::default());
        self.rows.push(self.left.len());
        self.left.extend(left);
        self.right.extend(right);
    }
}

/// The unified picture.
#[must_use]
pub fn unified(rows: &[Row], columns: usize, look: &Look) -> Lines {
    let mut lines = Lines::default();
    for row in rows {
        let row = match row {
            Row::Folded(count) => vec![folded(*count, columns, look)],
            Row::Line { change, line } => text_lines(line, *change, columns, look),
        };
        lines.push(row, Vec::new());
    }
    lines
}

/// The picture with both sides.
#[must_use]
pub fn sides(pairs: &[Pair], (left, right): (usize, usize), look: &Look) -> Lines {
    let mut lines = Lines::default();
    for pair in pairs {
        match pair {
            Pair::Folded(count) => lines.push(vec![folded(*count, left, look)], vec![folded(*count, right, look)]),
            Pair::Lines { equal, yours, nearest } => {
                let (removed, added) =
                    if *equal { (Change::Equal, Change::Equal) } else { (Change::Removed, Change::Added) };
                let side = |line: &Option<TextLine>, change, columns| {
                    line.as_ref().map_or_else(Vec::new, |line| text_lines(line, change, columns, look))
                };
                lines.push(side(yours, removed, left), side(nearest, added, right));
            }
        }
    }
    lines
}

fn folded(count: usize, columns: usize, look: &Look) -> Line<'static> {
    let lines = if count == 1 { "line" } else { "lines" };
    let text = format!("{} {count} equal {lines}", look.signs.cut);
    look.line(&look::fit(&text, columns, ""), Meaning::Dim)
}

/// A line of a text, broken at words where it is longer than the column is wide; each part says what it is.
fn text_lines(line: &TextLine, change: Change, columns: usize, look: &Look) -> Vec<Line<'static>> {
    let (sign, meaning, part) = match change {
        Change::Equal => (" ", Meaning::Text, Meaning::Text),
        Change::Removed => (look.signs.extra, Meaning::Extra, Meaning::ExtraPart),
        Change::Added => (look.signs.missing, Meaning::Missing, Meaning::MissingPart),
    };
    let mut spans = Vec::new();
    let mut at = 0;
    for range in &line.emphasis {
        spans.push(look.span(line.text.get(at..range.start).unwrap_or_default(), meaning));
        spans.push(look.span(line.text.get(range.clone()).unwrap_or_default(), part));
        at = range.end;
    }
    spans.push(look.span(line.text.get(at..).unwrap_or_default(), meaning));
    let before = |number: &str| {
        let number = look.span(&format!("{number:>width$} ", width = NUMBER - 1), Meaning::Dim);
        [number, look.span(sign, meaning), Span::raw(" ")]
    };
    wrap(&spans, columns, &before(&line.number.to_string()), &before(""))
}

/// The fields that differ, in Kubernetes' terms.
#[must_use]
pub fn fields(fields: &[FieldDifference], columns: usize, look: &Look) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for field in fields {
        let (sign, meaning) = match (&field.yours, &field.expected) {
            (None, _) => (look.signs.missing, Meaning::Missing),
            (_, None) => (look.signs.extra, Meaning::Extra),
            _ => (look.signs.partly, Meaning::Changed),
        };
        let first = [look.span(sign, meaning), Span::raw(" ")];
        lines.extend(wrap(&[look.span(&field.path, Meaning::Strong)], columns, &first, &[Span::raw("  ")]));
        let mut value = |sign, text: &Option<String>, meaning| {
            let Some(text) = text else { return };
            for (number, part) in text.lines().enumerate() {
                let mark = if number == 0 { sign } else { " " };
                let first = [look.span(&format!("    {mark} "), meaning)];
                lines.extend(wrap(&[look.span(part, meaning)], columns, &first, &[Span::raw("      ")]));
            }
        };
        value(look.signs.extra, &field.yours, Meaning::Extra);
        value(look.signs.missing, &field.expected, Meaning::Missing);
    }
    lines
}
