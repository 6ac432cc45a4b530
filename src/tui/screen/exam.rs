//! A mock exam: the task, the list of tasks, the file or the editor on it, notes, the clock. It must not know how anything is
//! graded, and shows no verdict.

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::{Areas, ExamRequest, Request, View, inset, scrolled, task};
use crate::session::exam::{Exam, Input};
use crate::tui::attempt::OpenExercise;
use crate::tui::catalog::clock;
use crate::tui::exam::{OpenExam, TaskView};
use crate::tui::keymap::{Action, Context};
use crate::tui::look::{self, Look};
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::{Header, Item};
use crate::tui::widget::canvas::{Canvas, follow, most, spread};
use crate::tui::widget::markdown::markdown;
use crate::tui::widget::textbox::TextBox;

/// The most letters of the notes on a task.
const NOTES: usize = 2000;
/// From so many columns on the list has a column of its own.
const THREE_COLUMNS: u16 = 150;
/// Columns of the list beside the task.
const LIST: u16 = 24;
/// Rows of the notes with their heading while they are written.
const NOTE_ROWS: u16 = 8;

/// What the keyboard is at.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Focus {
    /// The task's text.
    Task,
    /// The file, or the editor on it.
    File,
    /// The list of tasks, with the chosen one.
    List(usize),
    /// The notes.
    Notes(TextBox),
}

/// The exam that is going on.
#[derive(Debug)]
pub struct ExamScreen {
    focus: Focus,
    scroll: usize,
    file_scroll: usize,
    list_scroll: usize,
}

/// Where the parts of the screen are; what is not seen is `None`.
#[derive(Debug, Clone, Default)]
struct Layout {
    rules: Vec<u16>,
    list: Option<Rect>,
    task: Option<Rect>,
    notes: Option<Rect>,
    file: Option<Rect>,
}

/// The list's, the task's and the file's column, where the terminal is wide enough for all three.
fn three(areas: &Areas) -> Option<(Rect, Rect, Rect)> {
    if areas.all.width < THREE_COLUMNS {
        return None;
    }
    let body = areas.body;
    let list = Rect { width: LIST, ..body };
    let width = ((body.width - LIST) * 2 / 5).min(60);
    let task = Rect { x: list.right() + 2, width: width - 2, ..body };
    let file_x = task.right() + 1;
    Some((list, task, Rect { x: file_x + 1, width: body.right() - file_x - 1, ..body }))
}

fn layout(areas: &Areas, focus: &Focus, shared: &Shared) -> Layout {
    let noting = matches!(focus, Focus::Notes(_));
    let split = |column: Rect| {
        let height = if noting { NOTE_ROWS.min(column.height / 2) } else { 0 };
        let task = Rect { height: column.height - height, ..column };
        (Some(task), noting.then_some(Rect { y: task.bottom(), height, ..column }))
    };
    if let Some((list, column, file)) = three(areas) {
        let (task, notes) = split(column);
        let rules = vec![list.right(), file.x - 1];
        return Layout { rules, list: Some(list), task, notes, file: Some(file) };
    }
    if let Some(columns) = areas.columns() {
        let rules = vec![columns.rule];
        if let Focus::List(_) = focus {
            return Layout { rules, list: Some(columns.left), file: Some(columns.right), ..Layout::default() };
        }
        let (task, notes) = split(columns.left);
        return Layout { rules, task, notes, file: Some(columns.right), list: None };
    }
    match focus {
        Focus::List(_) => Layout { list: Some(inset(areas.body)), ..Layout::default() },
        Focus::Task | Focus::Notes(_) => {
            let (task, notes) = split(inset(areas.body));
            Layout { task, notes, ..Layout::default() }
        }
        Focus::File if shared.pane().is_some() => Layout { file: Some(task::alone(areas)), ..Layout::default() },
        Focus::File => Layout { file: Some(areas.body), ..Layout::default() },
    }
}

/// Where the editor's pane would be on a terminal of that size.
#[must_use]
pub fn pane_area(shared: &Shared) -> Rect {
    let areas = Areas::of(shared.size);
    three(&areas).map_or_else(|| task::pane_area(shared), |(_, _, file)| file)
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
    pub fn notes(&self) -> Option<&str> {
        match &self.focus {
            Focus::Notes(notes) => Some(notes.text()),
            _ => None,
        }
    }

    fn is_typing(&self, shared: &Shared) -> bool {
        self.focus == Focus::File && shared.pane().is_some()
    }

    /// Leaves the notes, which are kept.
    fn leave_notes(&mut self, exam: &OpenExam) -> Option<Request> {
        let Focus::Notes(notes) = std::mem::replace(&mut self.focus, Focus::Task) else { return None };
        let input = Input::Note(Some(exam.exam.current()), notes.text().to_owned());
        Some(Request::Exam(ExamRequest::Do(input)))
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

/// The task with what it weighs, its links and the notes on it.
fn task_lines(exam: &OpenExam, columns: usize, noting: bool, shared: &Shared) -> Vec<Line<'static>> {
    let look = &shared.look;
    let mut lines = task::task_lines(columns, shared);
    if let Some(task) = exam.task().filter(|task| !noting && !task.standing.note.trim().is_empty()) {
        lines.push(Line::default());
        lines.push(look.line("Your notes", Meaning::Focus));
        for line in task.standing.note.lines() {
            let spans = [look.span(line, Meaning::Text)];
            lines.extend(crate::tui::widget::wrap::wrap(&spans, columns, &[], &[]));
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

impl View for ExamScreen {
    fn context(&self, shared: &Shared) -> Context {
        match &self.focus {
            Focus::Notes(_) => Context::ExamNotes,
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
            if task.standing.flagged {
                place.push(look.span(&format!("   {} flagged", look.signs.flag), Meaning::Hurry));
            }
            if task.standing.done {
                place.push(look.span(&format!("   {} done", look.signs.done), Meaning::Right));
            }
        }
        Header { place, standing: vec![time_left(exam, shared)] }
    }

    fn works(&self, action: Action, shared: &Shared) -> bool {
        let Some(exam) = &shared.exam else { return action == Action::Back };
        let listing = matches!(self.focus, Focus::List(_));
        match action {
            Action::NextTask | Action::PreviousTask => exam.len() > 1 && !listing,
            Action::SwitchView | Action::Run | Action::Notes => !listing,
            Action::Settings => false,
            _ => true,
        }
    }

    fn label(&self, action: Action, shared: &Shared) -> Option<String> {
        let task = shared.exam.as_ref().and_then(OpenExam::task);
        let listing = matches!(self.focus, Focus::List(_));
        let word = match action {
            Action::SwitchView => {
                if self.focus == Focus::Task {
                    "YAML"
                } else {
                    "task"
                }
            }
            Action::Edit if listing => "go to it",
            Action::TaskList if listing => "back to the task",
            Action::Edit if shared.pane().is_some() => "back to the editor",
            Action::Flag if !listing && task.is_some_and(|task| task.standing.flagged) => "unflag",
            Action::MarkDone if !listing && task.is_some_and(|task| task.standing.done) => "not done",
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
        if let Focus::Notes(notes) = &mut self.focus {
            if action == Action::LeaveNotes {
                return self.leave_notes(exam);
            }
            notes.act(if action == Action::NewLine { Action::Submit } else { action });
            return None;
        }
        if let Focus::List(chosen) = self.focus
            && !matches!(action, Action::EndExam | Action::NextTask | Action::PreviousTask)
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
            Action::Back => Some(Request::Back),
            Action::TaskList => {
                self.focus = Focus::List(exam.exam.current());
                None
            }
            Action::Notes => {
                self.focus = Focus::Notes(TextBox::lines(&exam.task()?.standing.note, NOTES));
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
        if let Focus::Notes(notes) = &mut self.focus {
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
            let total = task_lines(exam, task::text_width(area), self.notes().is_some(), shared).len();
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
            let lines = task_lines(exam, task::text_width(area), self.notes().is_some(), shared);
            canvas.text(area, &lines, self.scroll);
        }
        if let (Some(area), Focus::Notes(notes)) = (layout.notes, &self.focus) {
            let heading = shared.look.line("Your notes on this task", Meaning::Focus);
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

impl ExamScreen {
    fn draw_list(&self, canvas: &mut Canvas<'_>, area: Rect, exam: &OpenExam, shared: &Shared) {
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

fn draw_file(canvas: &mut Canvas<'_>, area: Rect, scroll: usize, shared: &Shared) {
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

/// The time that is left, in a louder voice where it is short.
pub(super) fn time_left(exam: &OpenExam, shared: &Shared) -> Vec<Span<'static>> {
    const SHORT: u64 = 5 * 60;
    const LATE: u64 = 15 * 60;
    let left = exam.exam.left(shared.now);
    let (word, meaning) = match left.as_secs() {
        ..=SHORT => ("only ", Meaning::Hurry),
        left if left <= LATE => ("", Meaning::Hurry),
        _ => ("", Meaning::Strong),
    };
    vec![shared.look.span(&format!("{word}{} left", clock(left)), meaning)]
}
