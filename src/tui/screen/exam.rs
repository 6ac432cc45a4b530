//! A mock exam: the task, the list of tasks, the file or the editor on it, notes, the clock. It must not know how anything is
//! graded, and shows no verdict.

mod draw;
mod layout;

pub(super) use draw::time_left;
pub use layout::pane_area;

use ratatui::layout::{Position, Rect};

use super::{Areas, ExamRequest, Request, View, scrolled, task};
use crate::session::exam::Input;
use crate::tui::attempt::OpenExercise;
use crate::tui::exam::OpenExam;
use crate::tui::keymap::{Action, Context};
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::{Header, Item};
use crate::tui::widget::canvas::{Canvas, follow, most};
use crate::tui::widget::textbox::TextBox;
use draw::{WHOLE_NOTES, draw_file, task_lines};
use layout::layout;

/// Below so many columns the last line needs shorter words.
const SHORT_WORDS: u16 = 72;
/// The most letters of the notes on a task, or on the whole exam.
const NOTES: usize = 2000;

/// What the keyboard is at.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Focus {
    /// The task's text.
    Task,
    /// The file, or the editor on it.
    File,
    /// The list of tasks, with the chosen one.
    List(usize),
    /// Notes, of the task in front or of the whole exam.
    Notes {
        /// They belong to no task.
        whole: bool,
        /// What is being written.
        text: TextBox,
    },
}

/// The exam that is going on.
#[derive(Debug)]
pub struct ExamScreen {
    focus: Focus,
    scroll: usize,
    file_scroll: usize,
    list_scroll: usize,
}

impl ExamScreen {
    /// The screen, the keyboard at the task.
    #[must_use]
    pub fn new() -> Self {
        Self { focus: Focus::Task, scroll: 0, file_scroll: 0, list_scroll: 0 }
    }

    /// Another task is in front.
    pub fn turn(&mut self) {
        (self.focus, self.scroll, self.file_scroll) = (Focus::Task, 0, 0);
    }

    /// The notes that are being written, so that they are kept even where the program is killed.
    #[must_use]
    pub fn notes(&self, exam: &OpenExam) -> Option<Input> {
        match &self.focus {
            Focus::Notes { whole, text } => {
                Some(Input::Note((!whole).then_some(exam.exam.current()), text.text().to_owned()))
            }
            _ => None,
        }
    }

    /// Opens the notes of the task in front, or those of the whole exam.
    fn open_notes(&mut self, whole: bool, exam: &OpenExam) {
        let task = exam.task().map_or("", |task| task.standing.note.as_str());
        let text = TextBox::lines(if whole { exam.exam.note() } else { task }, NOTES);
        self.focus = Focus::Notes { whole, text };
    }

    fn is_noting(&self) -> bool {
        matches!(self.focus, Focus::Notes { .. })
    }

    fn is_typing(&self, shared: &Shared) -> bool {
        self.focus == Focus::File && shared.pane().is_some()
    }

    /// Leaves the notes, which are kept.
    fn leave_notes(&mut self, exam: &OpenExam) -> Option<Request> {
        let input = self.notes(exam)?;
        self.focus = Focus::Task;
        Some(happens(input))
    }

    fn act_in_notes(&mut self, action: Action, exam: &OpenExam) -> Option<Request> {
        let Focus::Notes { whole, text } = &mut self.focus else { return None };
        match action {
            Action::LeaveNotes => self.leave_notes(exam),
            Action::SwitchView => {
                let whole = !*whole;
                let kept = self.leave_notes(exam);
                self.open_notes(whole, exam);
                kept
            }
            Action::NewLine => {
                text.act(Action::Submit);
                None
            }
            action => {
                text.act(action);
                None
            }
        }
    }

    fn act_in_list(&mut self, action: Action, chosen: usize, exam: &OpenExam, shared: &Shared) -> Option<Request> {
        match action {
            Action::Edit => {
                self.focus = Focus::Task;
                return Some(happens(Input::Jump(chosen)));
            }
            Action::TaskList | Action::Back | Action::SwitchView => self.focus = Focus::Task,
            Action::Flag => return Some(happens(Input::Flag(chosen))),
            Action::MarkDone => return Some(happens(Input::Done(chosen))),
            _ => {
                let height = layout(&Areas::of(shared.size), &self.focus, shared).list.map_or(1, |area| area.height);
                let next = scrolled(chosen, action, height).unwrap_or(chosen);
                self.focus = Focus::List(next.min(exam.len().saturating_sub(1)));
            }
        }
        None
    }
}

impl Default for ExamScreen {
    fn default() -> Self {
        Self::new()
    }
}

fn happens(input: Input) -> Request {
    Request::Exam(ExamRequest::Do(input))
}

impl View for ExamScreen {
    fn context(&self, shared: &Shared) -> Context {
        match &self.focus {
            Focus::Notes { .. } => Context::ExamNotes,
            Focus::File if shared.pane().is_some() => Context::Editor,
            _ => Context::Exam,
        }
    }

    fn header(&self, shared: &Shared) -> Header {
        let look = &shared.look;
        let Some(exam) = &shared.exam else { return Header::default() };
        let mut place = Vec::new();
        if Areas::of(shared.size).columns().is_some() {
            place.push(look.span("Mock exam   ", Meaning::Dim));
        }
        place.push(look.span(&format!("task {} of {}", exam.exam.current() + 1, exam.len()), Meaning::Strong));
        if let Some(task) = exam.task() {
            place.push(look.span(&format!("   weight {} %", task.weight), Meaning::Dim));
            let short = shared.size.width < SHORT_WORDS;
            let (flagged, done) = if short { ("", "") } else { (" flagged", " done") };
            if task.standing.flagged {
                place.push(look.span(&format!("   {}{flagged}", look.signs.flag), Meaning::Hurry));
            }
            if task.standing.done {
                place.push(look.span(&format!("   {}{done}", look.signs.done), Meaning::Right));
            }
        }
        Header { place, standing: vec![time_left(exam, shared)] }
    }

    fn works(&self, action: Action, shared: &Shared) -> bool {
        let Some(exam) = &shared.exam else { return action == Action::Back };
        let listing = matches!(self.focus, Focus::List(_));
        match action {
            Action::NextTask | Action::PreviousTask => exam.len() > 1 && !listing,
            // Where an editor is in the place of the file, Tab does what `e` does, and there is no way back by it.
            Action::SwitchView => !listing && (matches!(self.focus, Focus::Notes { .. }) || shared.pane().is_none()),
            Action::Run | Action::Notes => !listing,
            Action::Settings => false,
            _ => true,
        }
    }

    fn label(&self, action: Action, shared: &Shared) -> Option<String> {
        let task = shared.exam.as_ref().and_then(OpenExam::task);
        let listing = matches!(self.focus, Focus::List(_));
        let short = shared.size.width < SHORT_WORDS;
        let word = match action {
            Action::SwitchView => match &self.focus {
                Focus::Task => "YAML",
                Focus::Notes { whole: false, .. } => "notes on the exam",
                Focus::Notes { whole: true, .. } => "notes on the task",
                _ => "task",
            },
            Action::Edit if listing => "go to it",
            Action::TaskList if listing => "back to the task",
            Action::Edit if short && shared.pane().is_some() => "editor",
            Action::Edit if shared.pane().is_some() => "back to the editor",
            Action::PreviousTask if short => "prev",
            Action::EndExam if short => "end",
            Action::Flag if !listing && task.is_some_and(|task| task.standing.flagged) => "unflag",
            Action::MarkDone if !listing && task.is_some_and(|task| task.standing.done) => "not done",
            Action::LeaveNotes if short => "back",
            Action::Back => "leave",
            _ => return None,
        };
        Some(word.to_owned())
    }

    fn pane_area(&self, shared: &Shared) -> Option<Rect> {
        shared.pane()?;
        layout(&Areas::of(shared.size), &self.focus, shared).file
    }

    fn focus_editor(&mut self, on: bool) {
        self.focus = if on { Focus::File } else { Focus::Task };
    }

    fn remark(&self, shared: &Shared) -> Option<Item> {
        self.is_typing(shared).then(|| Item::remark("what you save counts"))
    }

    fn act(&mut self, action: Action, shared: &Shared) -> Option<Request> {
        let exam = shared.exam.as_ref()?;
        if self.is_noting() {
            return self.act_in_notes(action, exam);
        }
        if let Focus::List(chosen) = self.focus
            && !matches!(action, Action::EndExam | Action::DiscardExam | Action::NextTask | Action::PreviousTask)
        {
            return self.act_in_list(action, chosen, exam, shared);
        }
        match action {
            Action::Edit => Some(Request::Edit(None)),
            Action::NextTask => Some(happens(Input::Next)),
            Action::PreviousTask => Some(happens(Input::Previous)),
            Action::Flag => Some(happens(Input::Flag(exam.exam.current()))),
            Action::MarkDone => Some(happens(Input::Done(exam.exam.current()))),
            Action::Run => Some(Request::Run),
            Action::OpenDocs => Some(Request::OpenDocs),
            Action::EndExam => Some(Request::Exam(ExamRequest::AskEnd)),
            Action::DiscardExam => Some(Request::Exam(ExamRequest::AskDiscard)),
            Action::Back => Some(Request::Back),
            Action::TaskList => {
                self.focus = Focus::List(exam.exam.current());
                None
            }
            Action::Notes => {
                self.open_notes(false, exam);
                None
            }
            Action::LeaveEditor => {
                self.focus = Focus::Task;
                None
            }
            Action::SwitchView | Action::Left | Action::Right => {
                self.focus = if self.focus == Focus::Task { Focus::File } else { Focus::Task };
                None
            }
            _ => {
                let layout = layout(&Areas::of(shared.size), &self.focus, shared);
                let file = self.focus == Focus::File;
                let area = if file { layout.file } else { layout.task };
                let scroll = if file { &mut self.file_scroll } else { &mut self.scroll };
                *scroll = scrolled(*scroll, action, area.map_or(1, |area| area.height)).unwrap_or(*scroll);
                None
            }
        }
    }

    fn text(&mut self, text: &str, _shared: &Shared) {
        if let Focus::Notes { text: notes, .. } = &mut self.focus {
            notes.insert(text);
        }
    }

    fn click(&mut self, at: Position, shared: &Shared) -> Option<Request> {
        let exam = shared.exam.as_ref()?;
        let layout = layout(&Areas::of(shared.size), &self.focus, shared);
        if let Some(list) = layout.list.filter(|area| area.contains(at)) {
            let number = self.list_scroll + usize::from(at.y - list.y);
            return (number < exam.len()).then(|| happens(Input::Jump(number)));
        }
        if layout.file.is_some_and(|area| area.contains(at)) {
            let request = self.leave_notes(exam);
            self.focus = Focus::File;
            return request;
        }
        if layout.task.is_some_and(|area| area.contains(at)) {
            let request = self.leave_notes(exam);
            self.focus = Focus::Task;
            return request;
        }
        None
    }

    fn wheel(&mut self, at: Position, rows: isize, shared: &Shared) {
        let layout = layout(&Areas::of(shared.size), &self.focus, shared);
        let over = |area: Option<Rect>| area.is_some_and(|area| area.contains(at));
        if let (Focus::List(chosen), true) = (&mut self.focus, over(layout.list)) {
            *chosen = chosen.saturating_add_signed(rows.signum());
            return;
        }
        let scroll = if over(layout.file) { &mut self.file_scroll } else { &mut self.scroll };
        *scroll = scroll.saturating_add_signed(rows);
    }

    fn settle(&mut self, shared: &Shared) {
        let Some(exam) = &shared.exam else { return };
        if let Focus::List(chosen) = &mut self.focus {
            *chosen = (*chosen).min(exam.len().saturating_sub(1));
        }
        let layout = layout(&Areas::of(shared.size), &self.focus, shared);
        if let Some(area) = layout.list {
            let chosen = if let Focus::List(chosen) = self.focus { chosen } else { exam.exam.current() };
            self.list_scroll = follow(self.list_scroll, chosen, exam.len(), area.height);
        }
        if let Some(area) = layout.task {
            let total = task_lines(exam, task::text_width(area), self.is_noting(), shared).len();
            self.scroll = self.scroll.min(most(total, area.height));
        }
        if let Some(area) = layout.file {
            let text = shared.open.as_ref().and_then(OpenExercise::text).unwrap_or_default();
            self.file_scroll = self.file_scroll.min(most(text.lines().count(), area.height));
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, areas: &Areas, shared: &Shared) -> Option<Position> {
        let exam = shared.exam.as_ref()?;
        let layout = layout(areas, &self.focus, shared);
        let alone = layout.task.is_none() && layout.list.is_none() && shared.pane().is_some();
        if !alone {
            areas.rules(canvas, &layout.rules);
        }
        if let Some(area) = layout.list {
            self.draw_list(canvas, area, exam, shared);
        }
        if let Some(area) = layout.task {
            let lines = task_lines(exam, task::text_width(area), self.is_noting(), shared);
            canvas.text(area, &lines, self.scroll);
        }
        if let (Some(area), Focus::Notes { whole, text: notes }) = (layout.notes, &self.focus) {
            let heading = if *whole { WHOLE_NOTES } else { "Your notes on this task" };
            let heading = shared.look.line(heading, Meaning::Focus);
            canvas.across(area, 0, &[]);
            canvas.line(area, 1, &heading);
            let inner = Rect { y: area.y + 2.min(area.height), height: area.height.saturating_sub(2), ..area };
            if let Some(area) = layout.file {
                draw_file(canvas, area, self.file_scroll, shared);
            }
            return notes.draw(canvas, inner);
        }
        draw_file(canvas, layout.file?, self.file_scroll, shared);
        let pane = shared.pane().filter(|_| self.focus == Focus::File)?;
        pane.cursor(layout.file?).map(|cursor| Position { x: cursor.x, y: cursor.y })
    }
}
