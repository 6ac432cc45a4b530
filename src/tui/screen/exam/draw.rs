//! Draws a mock exam. It must not change it.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::{inset, task};
use super::{ExamScreen, Focus};
use crate::session::exam::Exam;
use crate::tui::attempt::OpenExercise;
use crate::tui::catalog::clock;
use crate::tui::exam::{OpenExam, TaskView};
use crate::tui::look::{self, Look};
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::canvas::{Canvas, spread};
use crate::tui::widget::markdown::markdown;
use crate::tui::widget::wrap::wrap;

/// What the notes are called that belong to no task.
pub(super) const WHOLE_NOTES: &str = "Your notes on the whole exam";

/// The task with what it weighs, its links and the notes on it and on the exam.
pub(super) fn task_lines(exam: &OpenExam, columns: usize, noting: bool, shared: &Shared) -> Vec<Line<'static>> {
    let look = &shared.look;
    let mut lines = task::task_lines(columns, shared);
    let of_task = exam.task().map_or("", |task| task.standing.note.as_str());
    for (heading, note) in [("Your notes", of_task), (WHOLE_NOTES, exam.exam.note())] {
        if noting || note.trim().is_empty() {
            continue;
        }
        lines.push(Line::default());
        lines.push(look.line(heading, Meaning::Focus));
        for line in note.lines() {
            lines.extend(wrap(&[look.span(line, Meaning::Text)], columns, &[], &[]));
        }
    }
    lines
}

/// The sign of a task in the list, what its colour says, and the word beside it.
fn state(task: &TaskView<'_>, look: &Look) -> (&'static str, Meaning, &'static str) {
    if task.standing.done {
        (look.signs.done, Meaning::Right, "done")
    } else if task.standing.changed {
        (look.signs.tried, Meaning::Changed, "begun")
    } else {
        (look.signs.open, Meaning::Dim, "")
    }
}

fn list_line(task: &TaskView<'_>, exam: &Exam, chosen: bool, columns: usize, look: &Look) -> Line<'static> {
    /// From so many columns on the titles are shown too.
    const TITLES_FROM: usize = 40;
    let (sign, meaning, word) = state(task, look);
    let pointer = if task.number == exam.current() { look.signs.pointer } else { " " };
    let title = if chosen { Meaning::Strong } else { Meaning::Text };
    let mut left = vec![
        look.span(pointer, Meaning::Focus),
        look.span(&format!("{:>2} ", task.number + 1), Meaning::Text),
        look.span(sign, meaning),
        Span::raw(" "),
        look.span(if task.standing.flagged { look.signs.flag } else { " " }, Meaning::Hurry),
        Span::raw(" "),
    ];
    if columns >= TITLES_FROM {
        left.push(look.span(&look::pad(word, 6, ""), Meaning::Dim));
        left.push(look.span(&task.desk.exercise.title, title));
    } else {
        left.push(look.span(word, Meaning::Dim));
    }
    spread(look, columns, left, vec![look.span(&format!("{:>2} % ", task.weight), Meaning::Dim)])
}

impl ExamScreen {
    pub(super) fn draw_list(&self, canvas: &mut Canvas<'_>, area: Rect, exam: &OpenExam, shared: &Shared) {
        let columns = usize::from(area.width.saturating_sub(1));
        let chosen = if let Focus::List(chosen) = self.focus { Some(chosen) } else { None };
        for (y, task) in (0..area.height).zip(exam.tasks().skip(self.list_scroll)) {
            let number = task.number;
            let line = list_line(&task, &exam.exam, chosen == Some(number), columns, &shared.look);
            canvas.line(area, y, &line);
            if chosen == Some(number) {
                canvas.paint(area, y, Meaning::Chosen);
            } else if chosen.is_none() && number == exam.exam.current() {
                canvas.paint(area, y, Meaning::ChosenAside);
            }
        }
        canvas.position(area, exam.len(), self.list_scroll);
    }
}

pub(super) fn draw_file(canvas: &mut Canvas<'_>, area: Rect, scroll: usize, shared: &Shared) {
    if let Some(pane) = shared.pane() {
        pane.render(area, canvas.buf);
        return;
    }
    let look = shared.look;
    let empty = shared.open.as_ref().and_then(OpenExercise::text).is_some_and(|text| text.trim().is_empty());
    match &shared.editor_command {
        Ok(command) if empty => {
            let text = format!("`pod.yaml` is empty. Press `e` to write it in {}; what you save counts.", command.name);
            let area = inset(area);
            canvas.text(area, &markdown(&text, usize::from(area.width), &look), 0);
        }
        _ => task::draw_file(canvas, area, scroll, shared),
    }
}

/// The time that is left, in a louder voice where it is short: for the exam as for the clock.
pub(in crate::tui::screen) fn time_left(exam: &OpenExam, shared: &Shared) -> Vec<Span<'static>> {
    const SHORT: u64 = 5 * 60;
    const LATE: u64 = 15 * 60;
    let exam = &exam.exam;
    let left = exam.left(shared.now);
    let whole = u64::try_from(exam.deadline().duration_since(exam.started()).as_secs()).unwrap_or(0);
    let (short, late) = (SHORT.min(whole / 4), LATE.min(whole / 2));
    let (word, meaning) = match left.as_secs() {
        left if left <= short => ("only ", Meaning::Hurry),
        left if left <= late => ("", Meaning::Hurry),
        _ => ("", Meaning::Strong),
    };
    vec![shared.look.span(&format!("{word}{} left", clock(left)), meaning)]
}
