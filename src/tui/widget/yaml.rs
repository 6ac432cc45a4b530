//! A manifest with line numbers, and marks under the places that matter. It must not know why they matter.

use ratatui::text::{Line, Span};

use super::markdown::inline;
use super::wrap::wrap;
use crate::manifest::Place;
use crate::tui::look::{self, Look};
use crate::tui::theme::Meaning;

/// A place that is marked, with the words that stand under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The place.
    pub place: Place,
    /// The sign in front.
    pub sign: &'static str,
    /// What it says.
    pub text: String,
    /// What its colour says.
    pub meaning: Meaning,
}

/// A manifest as lines, and the line at which the mark begins.
#[derive(Debug, Clone, Default)]
pub struct YamlView {
    /// The lines.
    pub lines: Vec<Line<'static>>,
    /// The row of the marked line; 0 without a mark.
    pub marked: usize,
}

/// Draws a text with line numbers. A line longer than `columns` goes on in the next row, which has no number.
#[must_use]
pub fn yaml(text: &str, mark: Option<&Mark>, columns: usize, look: &Look) -> YamlView {
    yaml_with(text, mark, &[], columns, look)
}

/// A line that is marked in the margin alone: its number from 1, the sign, and what its colour says.
pub type MarginMark = (u32, &'static str, Meaning);

/// The same with marks in the margin.
#[must_use]
pub fn yaml_with(text: &str, mark: Option<&Mark>, margin: &[MarginMark], columns: usize, look: &Look) -> YamlView {
    let count = text.lines().count().max(1);
    let digits = count.to_string().len().max(2);
    let mut view = YamlView::default();
    let marked_line = mark.map(|mark| (mark.place.line as usize).clamp(1, count));
    for (number, line) in (1..).zip(text.lines()) {
        let is_marked = marked_line == Some(number);
        let number_meaning = if is_marked { Meaning::Focus } else { Meaning::Dim };
        let mut spans = vec![look.span(&format!("{number:>digits$} "), number_meaning)];
        if !margin.is_empty() {
            let sign = margin.iter().find(|(line, ..)| *line as usize == number);
            spans.push(sign.map_or_else(|| Span::raw(" "), |(_, sign, meaning)| look.span(sign, *meaning)));
        }
        if is_marked {
            view.marked = view.lines.len();
        }
        let rest = [Span::raw(" ".repeat(spans.iter().map(Span::width).sum()))];
        view.lines.extend(wrap(&coloured(&look.clean(line), look), columns, &spans, &rest));
        if let Some(mark) = mark.filter(|_| is_marked) {
            view.lines.extend(under(mark, line, digits + usize::from(!margin.is_empty()), columns, look));
        }
    }
    if text.is_empty()
        && let Some(mark) = mark
    {
        view.lines.extend(under(mark, "", digits, columns, look));
    }
    view
}

/// The lines under a marked one: the sign in the margin, a pointer at the column, the words.
fn under(mark: &Mark, line: &str, digits: usize, columns: usize, look: &Look) -> Vec<Line<'static>> {
    let before: String = line.chars().take((mark.place.column as usize).saturating_sub(1)).collect();
    // Of a line that goes on in further rows the beginning is pointed at. Words need room: a place far to the right points from further left.
    let blanks = line.chars().take_while(|letter| *letter == ' ').count();
    let far = look::width(&look.clean(line)) + digits + 1 > columns;
    let place = if far { blanks } else { look::width(&look.clean(&before)) };
    let indent = place.min(columns.saturating_sub(digits + 24));
    let first = [
        look.span(&format!("{:>digits$} ", mark.sign), mark.meaning),
        Span::raw(" ".repeat(indent)),
        look.span(&format!("{} ", look.signs.here), mark.meaning),
    ];
    let rest = [Span::raw(" ".repeat(digits + 1 + indent + 2))];
    let words: Vec<Span<'static>> =
        inline(&mark.text, look).into_iter().map(|span| span.style(look.style(mark.meaning))).collect();
    wrap(&words, columns, &first, &rest)
}

/// A line of YAML with its keys, comments and the rest told apart. It is for the eye only; grading reads YAML properly.
#[must_use]
pub fn coloured(line: &str, look: &Look) -> Vec<Span<'static>> {
    let trimmed = line.trim_start();
    if trimmed.starts_with('#') {
        return vec![Span::styled(line.to_owned(), look.style(Meaning::Dim))];
    }
    let indent = line.len() - trimmed.trim_start_matches("- ").trim_start().len();
    let (lead, rest) = line.split_at(indent);
    let key_end = rest.find(": ").or_else(|| rest.ends_with(':').then(|| rest.len() - 1));
    match key_end {
        Some(end) if !rest.starts_with(['"', '\'', '{', '[']) && !rest[..end].contains(' ') => vec![
            Span::raw(lead.to_owned()),
            Span::styled(rest[..end].to_owned(), look.style(Meaning::Code)),
            Span::raw(rest[end..].to_owned()),
        ],
        _ => vec![Span::raw(line.to_owned())],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::signs::UNICODE;
    use crate::tui::theme::Theme;

    #[test]
    fn a_place_is_marked_under_its_line() {
        let look = Look { theme: Theme::Plain, signs: UNICODE };
        let mark = Mark {
            place: Place { line: 2, column: 3 },
            sign: "✗",
            text: "readOnly: true is missing here".into(),
            meaning: Meaning::Missing,
        };
        let view = yaml("volumeMounts:\n- name: data\n  mountPath: /etc\n", Some(&mark), 30, &look);
        let shown: Vec<String> = view.lines.iter().map(ToString::to_string).collect();
        assert_eq!(
            shown,
            [
                " 1 volumeMounts:",
                " 2 - name: data",
                " ✗   ^ readOnly: true is",
                "       missing here",
                " 3   mountPath: /etc"
            ]
        );
        assert_eq!(view.marked, 1);
    }

    #[test]
    fn a_long_line_goes_on_in_the_next_row() {
        let look = Look { theme: Theme::Plain, signs: UNICODE };
        let place = Place { line: 1, column: 30 };
        let mark = Mark { place, sign: "✗", text: "no".into(), meaning: Meaning::Wrong };
        let view = yaml("  command: [sh, -c, 'echo one; echo two']\nnext: 1\n", Some(&mark), 30, &look);
        let shown: Vec<String> = view.lines.iter().map(ToString::to_string).collect();
        assert_eq!(shown, [" 1   command: [sh, -c, 'echo", "   one; echo two']", " ✗   ^ no", " 2 next: 1"]);
    }
}
