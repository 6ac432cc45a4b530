//! The explanation and the solution: what is read once the attempt is over. It must not know how it came to its end.

use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use super::{Areas, Request, View, inset, scrolled, task};
use crate::tui::attempt::{Clock, End};
use crate::tui::keymap::{Action, Context};
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::Header;
use crate::tui::widget::canvas::{Canvas, most};
use crate::tui::widget::markdown::markdown;
use crate::tui::widget::yaml::yaml;

/// The explanation, beside the solution where there is room.
#[derive(Debug, Default)]
pub struct Reading {
    scroll: usize,
    solution_scroll: usize,
}

impl Reading {
    /// The screen, from the top.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// The explanation's lines; the solution's too where it has no column of its own.
fn lines(columns: usize, with_solution: bool, shared: &Shared) -> Vec<Line<'static>> {
    let look = &shared.look;
    let Some(open) = &shared.open else { return Vec::new() };
    let mut why = vec![look.line("Why it works", Meaning::Focus), Line::default()];
    why.extend(markdown(&open.exercise.explanation, columns, look));
    why.extend(task::docs(&open.exercise.docs, columns, look));
    if !with_solution {
        return why;
    }
    // Who asked for the solution sees it first; who found one wants to know why it works.
    let asked = matches!(open.clock, Clock::Ended { how: End::SolutionShown, .. });
    let answer = solution(columns, shared);
    let (mut lines, below) = if asked { (answer, why) } else { (why, answer) };
    lines.push(Line::default());
    lines.extend(below);
    lines
}

fn solution(columns: usize, shared: &Shared) -> Vec<Line<'static>> {
    let Some(open) = &shared.open else { return Vec::new() };
    let look = &shared.look;
    let mut lines = vec![look.line("A right answer", Meaning::Focus), Line::default()];
    lines.extend(yaml(&open.exercise.solution, None, columns, look).lines);
    lines
}

/// Where the explanation and the solution stand.
fn layout(areas: &Areas) -> (Rect, Option<(u16, Rect)>) {
    match areas.columns() {
        Some(columns) => (columns.left, Some((columns.rule, inset(columns.right)))),
        None => (inset(areas.body), None),
    }
}

fn text_width(area: Rect) -> usize {
    usize::from(area.width.saturating_sub(2)).min(76)
}

impl View for Reading {
    fn context(&self, _shared: &Shared) -> Context {
        Context::Reading
    }

    fn header(&self, shared: &Shared) -> Header {
        let mut header = super::task::Task::new().header(shared);
        header.place = task::place(shared);
        header
    }

    fn works(&self, action: Action, shared: &Shared) -> bool {
        match action {
            Action::Diff => shared.open.as_ref().and_then(|open| open.verdict.as_ref()).is_some_and(|v| !v.passed),
            Action::Next => shared.open.as_ref().and_then(|open| shared.catalog.after(&open.exercise.id)).is_some(),
            Action::Settings => false,
            _ => true,
        }
    }

    fn act(&mut self, action: Action, shared: &Shared) -> Option<Request> {
        match action {
            Action::Back => return Some(Request::Back),
            Action::Diff => return Some(Request::Diff),
            Action::Next => return Some(Request::NextExercise),
            Action::OpenDocs => return Some(Request::OpenDocs),
            _ => {}
        }
        let (area, _) = layout(&Areas::of(shared.size));
        if let Some(scroll) = scrolled(self.scroll, action, area.height) {
            self.scroll = scroll;
            self.solution_scroll = scrolled(self.solution_scroll, action, area.height).unwrap_or(0);
        }
        None
    }

    fn wheel(&mut self, at: Position, rows: isize, shared: &Shared) {
        let (_, right) = layout(&Areas::of(shared.size));
        let in_solution = right.is_some_and(|(_, area)| area.contains(at));
        let scroll = if in_solution { &mut self.solution_scroll } else { &mut self.scroll };
        *scroll = scroll.saturating_add_signed(rows);
    }

    fn settle(&mut self, shared: &Shared) {
        let (area, right) = layout(&Areas::of(shared.size));
        let total = lines(text_width(area), right.is_none(), shared).len();
        self.scroll = self.scroll.min(most(total, area.height));
        if let Some((_, area)) = right {
            let total = solution(usize::from(area.width), shared).len();
            self.solution_scroll = self.solution_scroll.min(most(total, area.height));
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, areas: &Areas, shared: &Shared) -> Option<Position> {
        let (area, right) = layout(areas);
        let rules: Vec<u16> = right.iter().map(|(rule, _)| *rule).collect();
        areas.rules(canvas, &rules);
        canvas.text(area, &lines(text_width(area), right.is_none(), shared), self.scroll);
        if let Some((_, area)) = right {
            let columns = usize::from(area.width.saturating_sub(2));
            canvas.text(area, &solution(columns, shared), self.solution_scroll);
        }
        None
    }
}
