//! The task beside the learner's file: requirements, hints, the editor pane. It must not know how the file is read or graded.

mod checks;
mod head;
mod text;

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::{Areas, Request, View, inset, scrolled};
use crate::exercise::Kind;
use crate::tui::attempt::{Answer, Clock, End};
use crate::tui::keymap::{Action, Context};
use crate::tui::settings::EditorPlace;
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::{Header, Item};
use crate::tui::widget::canvas::{Canvas, most};
use crate::tui::widget::markdown::markdown;
use crate::tui::widget::wrap::wrap;
use crate::tui::widget::yaml::yaml;
use checks::check_lines;
use head::standing;

pub use head::place;
pub use text::{DOCS, docs, task_lines};

/// What the keyboard is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// The task's text.
    Task,
    /// The file, or the editor on it.
    File,
}

/// The open exercise.
#[derive(Debug)]
pub struct Task {
    focus: Focus,
    scroll: usize,
    file_scroll: usize,
}

impl Task {
    /// The screen, the keyboard at the task.
    #[must_use]
    pub fn new() -> Self {
        Self { focus: Focus::Task, scroll: 0, file_scroll: 0 }
    }

    /// Shows the newest hint, which stands at the end of the task.
    pub fn show_last_hint(&mut self, shared: &Shared) {
        self.focus = Focus::Task;
        self.scroll = usize::MAX / 2;
        self.settle(shared);
    }

    /// Whether letters go to the editor.
    #[must_use]
    pub fn is_typing(&self, shared: &Shared) -> bool {
        self.focus == Focus::File && shared.pane().is_some()
    }
}

impl Default for Task {
    fn default() -> Self {
        Self::new()
    }
}

/// Where the parts of the screen are; what is not seen is `None`.
#[derive(Debug, Clone, Copy)]
struct Layout {
    rule: Option<u16>,
    task: Option<Rect>,
    checks: Option<Rect>,
    file: Option<Rect>,
}

fn layout(areas: &Areas, focus: Focus, shared: &Shared) -> Layout {
    let split = |column: Rect, shared: &Shared| {
        // The task keeps at least half of the column, where it needs it.
        let needs = usize::from(column.height - column.height / 2).min(text::length(text_width(column), shared));
        let rows = usize::from(column.height).saturating_sub(needs);
        let lines = check_lines(usize::from(column.width), rows, shared);
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(column.height);
        let task = Rect { height: column.height - height, ..column };
        let checks = Rect { y: task.bottom(), height, ..column };
        (task, checks)
    };
    if let Some(columns) = areas.columns() {
        let (task, checks) = split(columns.left, shared);
        return Layout { rule: Some(columns.rule), task: Some(task), checks: Some(checks), file: Some(columns.right) };
    }
    match focus {
        Focus::Task => {
            let (task, checks) = split(inset(areas.body), shared);
            Layout { rule: None, task: Some(task), checks: Some(checks), file: None }
        }
        // The editor gets every row that is not the first or the last.
        Focus::File if shared.pane().is_some() => {
            Layout { rule: None, task: None, checks: None, file: Some(alone(areas)) }
        }
        Focus::File => Layout { rule: None, task: None, checks: None, file: Some(areas.body) },
    }
}

/// Where the editor's pane would be on a terminal of that size.
#[must_use]
pub fn pane_area(shared: &Shared) -> Rect {
    let areas = Areas::of(shared.size);
    areas.columns().map_or_else(|| alone(&areas), |columns| columns.right)
}

/// Every row that is not the first or the last.
pub(super) fn alone(areas: &Areas) -> Rect {
    Rect { y: 1.min(areas.all.height), height: areas.all.height.saturating_sub(2), ..areas.all }
}

impl View for Task {
    fn context(&self, shared: &Shared) -> Context {
        if self.is_typing(shared) { Context::Editor } else { Context::Task }
    }

    fn header(&self, shared: &Shared) -> Header {
        let mut standing = standing(shared);
        if self.is_typing(shared)
            && Areas::of(shared.size).columns().is_none()
            && let Some(verdict) = shared.open.as_ref().and_then(|open| open.verdict.as_ref())
        {
            // The checklist is not seen behind the editor, so the score takes its place in the first line.
            let look = &shared.look;
            let (sign, meaning) =
                if verdict.passed { (look.signs.right, Meaning::Right) } else { (look.signs.wrong, Meaning::Wrong) };
            let score =
                [look.span(&format!("{sign} {} of {}", verdict.score, verdict.max_score), meaning), Span::raw("   ")];
            for variant in &mut standing {
                variant.splice(0..0, score.iter().cloned());
            }
            if let (Some(worth), Some(first)) = (shared.worth(Some(verdict.score)), standing.first().cloned()) {
                let worth = look.span(&format!(", {worth}"), Meaning::Text);
                standing
                    .insert(0, first[..1].iter().cloned().chain([worth]).chain(first[1..].iter().cloned()).collect());
            }
        }
        Header { place: place(shared), standing }
    }

    fn works(&self, action: Action, shared: &Shared) -> bool {
        let Some(open) = &shared.open else { return action == Action::Back };
        match action {
            Action::Hint => open.next_hint().is_some() && !open.is_over(),
            Action::Solution => {
                open.exercise.feedback.solution && !matches!(open.clock, Clock::Ended { how: End::Solved, .. })
            }
            Action::Diff => open.exercise.feedback.diff && open.verdict.as_ref().is_some_and(|verdict| !verdict.passed),
            Action::Explain => open.exercise.feedback.solution && open.is_over(),
            // Where an editor is in the place of the file, Tab does what `e` does, and there is no way back by it.
            Action::SwitchView => shared.pane().is_none(),
            Action::Reset => open.is_over() || !matches!(open.answer, Answer::Text(_)),
            Action::Settings => false,
            _ => true,
        }
    }

    fn label(&self, action: Action, shared: &Shared) -> Option<String> {
        let open = shared.open.as_ref()?;
        match action {
            Action::Hint => open.hint_label().filter(|_| shared.assigned.is_none()),
            Action::SwitchView => Some(if self.focus == Focus::Task { "YAML" } else { "task" }.to_owned()),
            Action::Edit if shared.pane().is_some() => Some("back to the editor".to_owned()),
            Action::Edit if open.answer.last().is_some() => Some("bring it back".to_owned()),
            Action::Explain => Some("why it works".to_owned()),
            Action::Back if shared.drill.is_some() => Some("give up".to_owned()),
            _ => None,
        }
    }

    fn pane_area(&self, shared: &Shared) -> Option<Rect> {
        shared.pane()?;
        layout(&Areas::of(shared.size), self.focus, shared).file
    }

    fn focus_editor(&mut self, on: bool) {
        self.focus = if on { Focus::File } else { Focus::Task };
    }

    fn first(&self, shared: &Shared) -> Option<Action> {
        // A broken Pod is looked at before its manifest is changed.
        let open = shared.open.as_ref()?;
        let unseen = open.exercise.kind == Kind::Debug && open.verdict.is_none() && shared.pane().is_none();
        unseen.then_some(Action::Run)
    }

    fn remark(&self, shared: &Shared) -> Option<Item> {
        let on_save = shared.open.as_ref().is_some_and(|open| open.exercise.feedback.on_save);
        let words = if on_save { "saving in the editor grades at once" } else { "saving uses no attempt" };
        self.is_typing(shared).then(|| Item::remark(words))
    }

    fn act(&mut self, action: Action, shared: &Shared) -> Option<Request> {
        match action {
            Action::Edit => Some(Request::Edit(None)),
            Action::EditFullScreen => Some(Request::Edit(Some(EditorPlace::FullScreen))),
            Action::EditOutside => Some(Request::Edit(Some(EditorPlace::Window))),
            Action::Run => Some(Request::Run),
            Action::OpenDocs => Some(Request::OpenDocs),
            Action::Grade => Some(Request::Grade),
            Action::Hint => Some(Request::Hint),
            Action::Diff => Some(Request::Diff),
            Action::Solution => Some(Request::Solution),
            Action::Explain => Some(Request::Explain),
            Action::Reset => Some(Request::Reset),
            Action::Back => Some(Request::Back),
            Action::LeaveEditor => {
                self.focus = Focus::Task;
                None
            }
            Action::SwitchView | Action::Left | Action::Right => {
                self.focus = if self.focus == Focus::Task { Focus::File } else { Focus::Task };
                None
            }
            _ => {
                let layout = layout(&Areas::of(shared.size), self.focus, shared);
                let (scroll, area) = match self.focus {
                    Focus::Task => (&mut self.scroll, layout.task),
                    Focus::File => (&mut self.file_scroll, layout.file),
                };
                *scroll = scrolled(*scroll, action, area.map_or(1, |area| area.height)).unwrap_or(*scroll);
                None
            }
        }
    }

    fn click(&mut self, at: Position, shared: &Shared) -> Option<Request> {
        let layout = layout(&Areas::of(shared.size), self.focus, shared);
        if layout.checks.is_some_and(|area| area.contains(at)) {
            self.focus = Focus::Task;
            return shared.open.as_ref()?.verdict.is_some().then_some(Request::Grade);
        }
        if layout.file.is_some_and(|area| area.contains(at)) {
            self.focus = Focus::File;
        } else if layout.task.is_some_and(|area| area.contains(at)) {
            self.focus = Focus::Task;
        }
        None
    }

    fn wheel(&mut self, at: Position, rows: isize, shared: &Shared) {
        let layout = layout(&Areas::of(shared.size), self.focus, shared);
        let file = layout.file.is_some_and(|area| area.contains(at));
        let scroll = if file { &mut self.file_scroll } else { &mut self.scroll };
        *scroll = scroll.saturating_add_signed(rows);
    }

    fn settle(&mut self, shared: &Shared) {
        let layout = layout(&Areas::of(shared.size), self.focus, shared);
        if let Some(area) = layout.task {
            let total = task_lines(text_width(area), shared).len();
            self.scroll = self.scroll.min(most(total, area.height));
        }
        if let Some(area) = layout.file.filter(|_| shared.pane().is_none()) {
            self.file_scroll = self.file_scroll.min(most(file_lines(inset(area), shared).len(), area.height));
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, areas: &Areas, shared: &Shared) -> Option<Position> {
        let layout = layout(areas, self.focus, shared);
        let alone = layout.task.is_none() && shared.pane().is_some();
        if !alone {
            areas.rules(canvas, layout.rule.as_slice());
        }
        if let Some(area) = layout.task {
            canvas.text(area, &task_lines(text_width(area), shared), self.scroll);
        }
        if let Some(area) = layout.checks {
            canvas.text(area, &check_lines(usize::from(area.width), usize::from(area.height), shared), 0);
        }
        let file = layout.file?;
        let Some(pane) = shared.pane() else {
            draw_file(canvas, file, self.file_scroll, shared);
            return None;
        };
        pane.render(file, canvas.buf);
        if self.focus != Focus::File {
            return None;
        }
        pane.cursor(file).map(|cursor| Position { x: cursor.x, y: cursor.y })
    }
}

/// Columns of a text in an area that may need its last column for the position.
pub(super) fn text_width(area: Rect) -> usize {
    usize::from(area.width.saturating_sub(2))
}

/// Draws the file as it was saved last.
pub(super) fn draw_file(canvas: &mut Canvas<'_>, area: Rect, scroll: usize, shared: &Shared) {
    let area = inset(area);
    canvas.text(area, &file_lines(area, shared), scroll);
}

/// The file as it was saved last, or what is to be said instead.
fn file_lines(area: Rect, shared: &Shared) -> Vec<Line<'static>> {
    let look = &shared.look;
    let Some(open) = &shared.open else { return Vec::new() };
    let columns = usize::from(area.width.saturating_sub(1));
    let message = match (&open.answer, &shared.editor_command) {
        (Answer::Unreadable(_) | Answer::Gone { .. }, _) => shared.file_trouble().unwrap_or_default(),
        (Answer::Text(text), Ok(command)) if text.trim().is_empty() => {
            format!("`pod.yaml` is empty. Press `e` to write it in {}; every save is graded at once.", command.name)
        }
        (Answer::Text(text), Err(reason)) if text.trim().is_empty() => reason.clone(),
        (Answer::Text(text), _) => return yaml(text, None, columns, look).lines,
    };
    let mut lines = markdown(&message, columns, look);
    lines.push(Line::default());
    lines.extend(wrap(&[look.span(&open.path, Meaning::Dim)], columns, &[], &[]));
    lines
}
