//! All keys, from the keymap. It must not know what they do.

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::{Areas, Request, View, inset, scrolled};
use crate::tui::keymap::{Action, CONTEXTS, Context, bindings, names};
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::Header;
use crate::tui::widget::canvas::{Canvas, most};
use crate::tui::widget::markdown::inline;
use crate::tui::widget::wrap::wrap;

/// All keys, those of the screen that asked first.
#[derive(Debug)]
pub struct Help {
    from: Context,
    scroll: usize,
}

impl Help {
    /// The keys, first those of `from`.
    #[must_use]
    pub fn new(from: Context) -> Self {
        Self { from, scroll: 0 }
    }

    fn lines(&self, columns: usize, shared: &Shared) -> Vec<Line<'static>> {
        let others = CONTEXTS.into_iter().filter(|context| *context != self.from);
        let contexts = std::iter::once(self.from).chain(others);
        let two = columns >= 2 * COLUMN;
        let wide = if two { COLUMN - 2 } else { columns };
        let parts: Vec<Vec<Line<'static>>> =
            contexts.map(|context| part(context, wide, shared)).filter(|lines| !lines.is_empty()).collect();
        let mut lines = Vec::new();
        // Two columns where there is room, the parts in turn, so that the first ones are seen at once.
        if two {
            let (mut left, mut right): (Vec<Line<'_>>, Vec<Line<'_>>) = (Vec::new(), Vec::new());
            for part in parts {
                let shorter = if left.len() <= right.len() { &mut left } else { &mut right };
                shorter.extend(part);
                shorter.push(Line::default());
            }
            let rows = left.len().max(right.len());
            left.resize(rows, Line::default());
            right.resize(rows, Line::default());
            for (mut line, beside) in left.into_iter().zip(right) {
                let blank = COLUMN.saturating_sub(line.width());
                line.push_span(Span::raw(" ".repeat(blank)));
                line.spans.extend(beside.spans);
                lines.push(line);
            }
        } else {
            for part in parts {
                lines.extend(part);
                lines.push(Line::default());
            }
        }
        lines.extend(legend(wide, shared));
        lines
    }
}

/// Columns of the text beside the position.
fn text_width(area: Rect) -> usize {
    usize::from(area.width.saturating_sub(2))
}

/// Columns of a part of the help.
const COLUMN: usize = 74;

/// The keys of one context, what they do beside them, both in lines of at most `columns`.
fn part(context: Context, columns: usize, shared: &Shared) -> Vec<Line<'static>> {
    const KEYS: usize = 18;
    let look = &shared.look;
    let mut lines: Vec<Line<'static>> = Vec::new();
    for binding in bindings(context) {
        let keys = names(binding, &look.signs, shared.settings.leave).join(" ");
        let keys = wrap(&[look.span(&keys, Meaning::Key)], 2 + KEYS, &[Span::raw("  ")], &[Span::raw("  ")]);
        let help = inline(binding.help, look);
        let help = wrap(&help, columns.saturating_sub(3 + KEYS), &[], &[]);
        for row in 0..keys.len().max(help.len()) {
            let mut line = keys.get(row).cloned().unwrap_or_default();
            line.push_span(Span::raw(" ".repeat((3 + KEYS).saturating_sub(line.width()))));
            line.spans.extend(help.get(row).cloned().unwrap_or_default().spans);
            lines.push(line);
        }
    }
    if !lines.is_empty() {
        lines.insert(0, look.line(context.title(), Meaning::Strong));
    }
    lines
}

/// What the signs mean.
fn legend(columns: usize, shared: &Shared) -> Vec<Line<'static>> {
    let look = &shared.look;
    let signs = look.signs;
    let entries = [
        (signs.right, Meaning::Right, "right, solved"),
        (signs.wrong, Meaning::Wrong, "wrong"),
        (signs.partly, Meaning::Changed, "right in part, or another value"),
        (signs.tried, Meaning::Changed, "tried, not solved"),
        (signs.open, Meaning::Dim, "not graded, not tried"),
        (signs.unknown, Meaning::Dim, "the simulator cannot tell"),
        (signs.missing, Meaning::Missing, "missing in your file"),
        (signs.extra, Meaning::Extra, "too much in your file"),
    ];
    let mut lines = vec![look.line("Signs", Meaning::Strong)];
    lines.extend(entries.into_iter().flat_map(|(sign, meaning, text)| {
        let first = [Span::raw("  "), look.span(sign, meaning), Span::raw(" ")];
        wrap(&[look.span(text, Meaning::Text)], columns, &first, &[Span::raw("    ")])
    }));
    lines
}

impl View for Help {
    fn context(&self, _shared: &Shared) -> Context {
        Context::Help
    }

    fn header(&self, shared: &Shared) -> Header {
        Header { place: vec![shared.look.span("Keys and signs", Meaning::Strong)], standing: Vec::new() }
    }

    fn works(&self, action: Action, _shared: &Shared) -> bool {
        action != Action::Help
    }

    fn act(&mut self, action: Action, shared: &Shared) -> Option<Request> {
        if matches!(action, Action::Back | Action::Help) {
            return Some(Request::Back);
        }
        let height = Areas::of(shared.size).body.height;
        self.scroll = scrolled(self.scroll, action, height).unwrap_or(self.scroll);
        None
    }

    fn wheel(&mut self, _at: Position, rows: isize, _shared: &Shared) {
        self.scroll = self.scroll.saturating_add_signed(rows);
    }

    fn settle(&mut self, shared: &Shared) {
        let area = inset(Areas::of(shared.size).body);
        let total = self.lines(text_width(area), shared).len();
        self.scroll = self.scroll.min(most(total, area.height));
    }

    fn draw(&self, canvas: &mut Canvas<'_>, areas: &Areas, shared: &Shared) -> Option<Position> {
        areas.rules(canvas, &[]);
        let area = inset(areas.body);
        canvas.text(area, &self.lines(text_width(area), shared), self.scroll);
        None
    }
}
