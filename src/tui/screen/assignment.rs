//! The assignment's terms: when it is due, what being late costs, points and attempts left, how to hand in. It must not know how
//! any of it is counted.

use ratatui::layout::Position;
use ratatui::text::{Line, Span};

use super::{Areas, Request, View, inset, scrolled};
use crate::tui::assigned::Assigned;
use crate::tui::catalog::{State, state_name};
use crate::tui::keymap::{Action, Context};
use crate::tui::look;
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::Header;
use crate::tui::widget::canvas::{Canvas, most};
use crate::tui::widget::markdown::{inline, markdown};
use crate::tui::widget::wrap::wrap;

/// The terms of the assignment.
#[derive(Debug, Default)]
pub struct AssignmentScreen {
    scroll: usize,
}

impl AssignmentScreen {
    /// The screen, from the top.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// The widest text.
const WIDEST: usize = 76;
/// Columns of the words at the left.
const NAME: usize = 11;

fn lines(columns: usize, shared: &Shared) -> Vec<Line<'static>> {
    let look = &shared.look;
    let Some(assigned) = &shared.assigned else { return Vec::new() };
    let columns = columns.min(WIDEST);
    let mut lines = vec![look.line(&assigned.title, Meaning::Strong)];
    if !assigned.about.trim().is_empty() {
        lines.push(Line::default());
        lines.extend(markdown(&assigned.about, columns, look));
    }
    lines.push(Line::default());
    for (name, text) in terms(assigned, shared) {
        let mark = [look.span(&look::pad(name, NAME, ""), Meaning::Dim)];
        lines.extend(wrap(&inline(&text, look), columns, &mark, &[Span::raw(" ".repeat(NAME))]));
    }
    lines.push(Line::default());
    lines.extend(tasks(assigned, columns, shared));
    lines
}

/// What holds for the assignment: a word, and a sentence.
fn terms(assigned: &Assigned, shared: &Shared) -> Vec<(&'static str, String)> {
    let mut terms = Vec::new();
    if let Some(due) = &assigned.due {
        let remaining = assigned.remaining(shared.now).unwrap_or_default();
        let late = if due.late_after < shared.now { ": what you hand in now is late" } else { "" };
        terms.push(("Due", format!("{}, {remaining}{late}.", due.words)));
        terms.push(("Late work", format!("{}.", sentence(&due.late))));
    } else {
        terms.push(("Due", "Never: hand in when you like.".to_owned()));
    }
    terms.push((
        "Points",
        "Those below count; the checks of an exercise share them. Hints take nothing off: the hand-in says how many you read."
            .to_owned(),
    ));
    terms.push((
        "Attempts",
        match assigned.attempts {
            None => "As many as you like: each save is graded.".to_owned(),
            Some(of) => format!(
                "{of} at each exercise. `g` (`podlings grade`) uses one for each text that was not graded before; saving uses none, \
                 and after full marks none are counted. Without any left you can still write and hand in."
            ),
        },
    ));
    terms
        .push(("Hand in", format!("`{}` writes the file for your teacher; again with `--replace`.", assigned.hand_in)));
    terms
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The exercises: state, title, points, attempts left.
fn tasks(assigned: &Assigned, columns: usize, shared: &Shared) -> Vec<Line<'static>> {
    const NUMBER: usize = 8;
    const LEFT: usize = 15;
    let look = &shared.look;
    let counted = assigned.attempts.is_some();
    let right = NUMBER + 9 + if counted { LEFT } else { 0 };
    let title_columns = columns.saturating_sub(right);
    let row = |cells: [String; 4], meaning| {
        let [title, points, left, state] = cells;
        let left = if counted { format!("{left:>LEFT$}") } else { String::new() };
        let text = look::pad(&title, title_columns, look.signs.cut) + &format!("{points:>NUMBER$}{left}   {state}");
        look.line(text.trim_end(), meaning)
    };
    let words = ["Exercise", "points", "attempts left", ""].map(str::to_owned);
    let mut lines = vec![row(words, Meaning::Dim)];
    for task in &assigned.tasks {
        let title = shared.catalog.get(&task.exercise).map_or(task.exercise.as_str(), |exercise| &exercise.title);
        let left = assigned.left(&task.exercise).map_or_else(String::new, |(left, of)| format!("{left} of {of}"));
        let standing = shared.catalog.standing(&task.exercise);
        let (state, meaning) = match standing.state {
            State::Solved => ("solved", Meaning::Right),
            state => (state_name(state), Meaning::Text),
        };
        lines.push(row([title.to_owned(), task.points.to_string(), left, state.to_owned()], meaning));
    }
    lines
}

impl View for AssignmentScreen {
    fn context(&self, _shared: &Shared) -> Context {
        Context::Assignment
    }

    fn header(&self, shared: &Shared) -> Header {
        let look = &shared.look;
        let student = shared.assigned.as_ref().map(|assigned| assigned.student.as_str()).unwrap_or_default();
        Header {
            place: vec![look.span("Assignment", Meaning::Strong)],
            standing: vec![vec![look.span(student, Meaning::Text)]],
        }
    }

    fn act(&mut self, action: Action, shared: &Shared) -> Option<Request> {
        if matches!(action, Action::Back | Action::Assignment) {
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
        let total = lines(usize::from(area.width), shared).len();
        self.scroll = self.scroll.min(most(total, area.height));
    }

    fn draw(&self, canvas: &mut Canvas<'_>, areas: &Areas, shared: &Shared) -> Option<Position> {
        areas.rules(canvas, &[]);
        let area = inset(areas.body);
        let lines = lines(usize::from(area.width), shared);
        canvas.text(area, &lines, self.scroll);
        canvas.position(area, lines.len(), self.scroll);
        None
    }
}
