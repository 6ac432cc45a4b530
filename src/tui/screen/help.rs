//! All keys, from the keymap. It must not know what they do.

use ratatui::layout::Position;
use ratatui::text::{Line, Span};

use super::{Areas, Request, View, inset, scrolled};
use crate::tui::keymap::{Action, CONTEXTS, Context, bindings, names};
use crate::tui::look;
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::Header;
use crate::tui::widget::canvas::{Canvas, most};

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
        let parts: Vec<Vec<Line<'static>>> =
            contexts.map(|context| part(context, shared)).filter(|lines| !lines.is_empty()).collect();
        let mut lines = Vec::new();
        // Two columns where there is room, the parts in turn, so that the first ones are seen at once.
        if columns < 2 * COLUMN {
            for part in parts {
                lines.extend(part);
                lines.push(Line::default());
            }
        } else {
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
        }
        lines.extend(legend(shared));
        lines
    }
}

/// Columns of a part of the help.
const COLUMN: usize = 74;

fn part(context: Context, shared: &Shared) -> Vec<Line<'static>> {
    const KEYS: usize = 18;
    let look = &shared.look;
    let mut lines: Vec<Line<'static>> = bindings(context)
        .map(|binding| {
            let keys = names(binding, &look.signs, shared.settings.leave).join(" ");
            let keys = look::pad(&keys, KEYS, look.signs.cut);
            let help = binding.help.replace('`', "");
            Line::from(vec![
                Span::raw("  "),
                look.span(&keys, Meaning::Key),
                Span::raw(" "),
                look.span(&help, Meaning::Text),
            ])
        })
        .collect();
    if !lines.is_empty() {
        lines.insert(0, look.line(context.title(), Meaning::Strong));
    }
    lines
}

/// What the signs mean.
fn legend(shared: &Shared) -> Vec<Line<'static>> {
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
    lines.extend(entries.into_iter().map(|(sign, meaning, text)| {
        Line::from(vec![Span::raw("  "), look.span(sign, meaning), Span::raw(" "), look.span(text, Meaning::Text)])
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
        let total = self.lines(usize::from(area.width), shared).len();
        self.scroll = self.scroll.min(most(total, area.height));
    }

    fn draw(&self, canvas: &mut Canvas<'_>, areas: &Areas, shared: &Shared) -> Option<Position> {
        areas.rules(canvas, &[]);
        let area = inset(areas.body);
        canvas.text(area, &self.lines(usize::from(area.width), shared), self.scroll);
        None
    }
}
