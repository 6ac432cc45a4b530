//! The task beside the learner's file: requirements, hints, the editor pane. It must not know how the file is read or graded.

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::{Areas, Request, View, inset, scrolled};
use crate::tui::attempt::{Answer, Clock, End, OpenExercise};
use crate::tui::catalog::clock;
use crate::tui::keymap::{Action, Context};
use crate::tui::look::{self, Look};
use crate::tui::settings::EditorPlace;
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::{Header, Item, time_against_par};
use crate::tui::widget::canvas::{Canvas, most, spread};
use crate::tui::widget::checklist::checklist;
use crate::tui::widget::markdown::markdown;
use crate::tui::widget::split::live;
use crate::tui::widget::wrap::wrap;
use crate::tui::widget::yaml::yaml;

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
        let (lines, _) = check_lines(column, shared);
        // The task keeps at least half of the column.
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(column.height / 2);
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

/// The task with its hints and links, as lines.
pub(super) fn task_lines(columns: usize, shared: &Shared) -> Vec<Line<'static>> {
    let look = &shared.look;
    let Some(open) = &shared.open else { return Vec::new() };
    let mut lines = markdown(&open.exercise.task, columns, look);
    lines.extend(docs(&open.exercise.docs, columns, look));
    for (number, hint) in (1..).zip(open.exercise.hints.iter().take(open.hints)) {
        lines.push(Line::default());
        let price = if hint.cost == 0 { "free".to_owned() } else { format!("cost {}", points(hint.cost)) };
        let count = open.exercise.hints.len();
        lines.push(Line::from(vec![
            look.span(&format!("Hint {number} of {count}"), Meaning::Focus),
            look.span(&format!("  {price}"), Meaning::Dim),
        ]));
        lines.extend(markdown(&hint.text, columns, look));
    }
    lines
}

/// Where the pages of the Kubernetes docs are.
pub const DOCS: &str = "https://kubernetes.io/docs/";

/// Links into the Kubernetes docs: in full where they fit, else as short as they can be.
#[must_use]
pub fn docs(paths: &[String], columns: usize, look: &Look) -> Vec<Line<'static>> {
    if paths.is_empty() {
        return Vec::new();
    }
    let longest = paths.iter().map(|path| look::width(path)).max().unwrap_or(0);
    let (heading, before) = if longest + DOCS.len() <= columns {
        ("Kubernetes docs (o opens them)", DOCS)
    } else {
        ("Docs (o), below https://kubernetes.io/docs/", "")
    };
    let mut lines = vec![Line::default(), look.line(heading, Meaning::Dim)];
    for path in paths {
        for line in link_lines(&format!("{before}{path}"), columns) {
            lines.extend(wrap(&[look.span(&line, Meaning::Link)], columns, &[], &[]));
        }
    }
    lines
}

/// A link in lines of at most `columns`, broken behind a `/` or before a `#`, and indented from the second line on.
fn link_lines(link: &str, columns: usize) -> Vec<String> {
    const INDENT: &str = "  ";
    let (mut lines, mut indent, mut rest) = (Vec::new(), "", link);
    while look::width(rest) + indent.len() > columns {
        let head = look::fit(rest, columns.saturating_sub(indent.len()), "");
        let place = head.rfind('#').or(head.rfind('/').map(|slash| slash + 1));
        let Some((head, tail)) = place.filter(|place| *place > 0).and_then(|place| rest.split_at_checked(place)) else {
            break;
        };
        lines.push(format!("{indent}{head}"));
        (indent, rest) = (INDENT, tail);
    }
    lines.push(format!("{indent}{rest}"));
    lines
}

fn points(number: u32) -> String {
    if number == 1 { "1 point".to_owned() } else { format!("{number} points") }
}

/// The checklist with its heading, for a column of that size; the second value says how many rows stand above the list.
fn check_lines(column: Rect, shared: &Shared) -> (Vec<Line<'static>>, usize) {
    let look = &shared.look;
    let Some(open) = &shared.open else { return (Vec::new(), 0) };
    let columns = usize::from(column.width);
    let mut lines = vec![Line::default(), check_heading(open, columns, shared)];
    let trouble = trouble(open, look);
    let head = lines.len() + usize::from(trouble.is_some());
    let room = usize::from(column.height / 2).saturating_sub(head);
    lines.extend(checklist(&open.exercise, open.verdict.as_deref(), columns, room, look));
    lines.extend(trouble);
    (lines, head)
}

fn check_heading(open: &OpenExercise, columns: usize, shared: &Shared) -> Line<'static> {
    let look = &shared.look;
    let left = match &open.verdict {
        None => format!("{} to get", points(open.exercise.points())),
        Some(verdict) => format!("{} of {}", verdict.score, points(verdict.max_score)),
    };
    let cost = open.hint_cost();
    let mut left = vec![look.span(&left, Meaning::Strong)];
    if cost > 0 {
        left.push(look.span(&format!(", {cost} for hints"), Meaning::Dim));
    }
    spread(look, columns, left, vec![look.span(&saved(open, shared), Meaning::Dim)])
}

/// When the file was saved, or that it is being graded where that takes long enough to be noticed.
fn saved(open: &OpenExercise, shared: &Shared) -> String {
    let since = |then| u64::try_from(shared.now.duration_since(then).as_millis()).unwrap_or(0);
    if let Some(grading) = open.grading.map(since).filter(|passed| *passed >= 100) {
        return format!("grading, {}.{} s", grading / 1000, grading / 100 % 10);
    }
    match open.saved.map(since) {
        None if open.verdict.is_none() => "not graded yet".to_owned(),
        None => String::new(),
        Some(0..1000) => "saved now".to_owned(),
        Some(passed @ 0..60_000) => format!("saved {} s ago", passed / 1000),
        Some(passed) => format!("saved {} min ago", passed / 60_000),
    }
}

/// What stands in the way beside the checks: the API server's refusal, or a file that cannot be read.
fn trouble(open: &OpenExercise, look: &Look) -> Option<Line<'static>> {
    let text = match (&open.answer, &open.verdict) {
        // The path is said in full where the file itself would be; here the reason is what must fit.
        (Answer::Unreadable(reason), _) => reason.replace(&open.path, "pod.yaml"),
        (Answer::Text(_), Some(verdict)) if !verdict.cluster.accepted => {
            "the API server would refuse this (g says why)".to_owned()
        }
        _ => return None,
    };
    let sign = look.span(&format!("{} ", look.signs.wrong), Meaning::Wrong);
    Some(Line::from(vec![sign, look.span(&text, Meaning::Wrong)]))
}

/// The first line of an exercise's screens: topic, title.
#[must_use]
pub fn place(shared: &Shared) -> Vec<Span<'static>> {
    let look = &shared.look;
    let Some(open) = &shared.open else { return Vec::new() };
    let topics = shared.catalog.topics();
    let topic = topics.iter().find(|topic| topic.id == open.exercise.topic);
    let standing = topic.map(|topic| format!(" {}/{}", topic.solved, topic.total)).unwrap_or_default();
    let title = look.span(&open.exercise.title, Meaning::Strong);
    if let Some(drill) = &shared.drill {
        let (place, of) = drill.position();
        if Areas::of(shared.size).columns().is_none() {
            // In a drill the clock is worth more than the end of the title.
            return vec![look.span(&look::fit(&open.exercise.title, 26, look.signs.cut), Meaning::Strong)];
        }
        return vec![look.span(&format!("Drill {place}/{of}   "), Meaning::Dim), title];
    }
    if Areas::of(shared.size).columns().is_none() {
        return vec![title];
    }
    vec![look.span(&format!("{}{standing}   ", shared.catalog.topic_title(&open.exercise.topic)), Meaning::Dim), title]
}

/// How the learner stands with the open exercise: score, clock, hints, from long to short.
fn standing(shared: &Shared) -> Vec<Vec<Span<'static>>> {
    let look = &shared.look;
    let Some(open) = &shared.open else { return Vec::new() };
    let elapsed = open.elapsed(shared.now).unwrap_or_default();
    if let Some(split) = shared.drill.as_ref().filter(|_| open.is_running()).and_then(|drill| drill.split(elapsed)) {
        return live(look, &split);
    }
    match open.clock {
        Clock::Running { .. } => {
            let hints = look.span(&format!("   hints {}/{}", open.hints, open.exercise.hints.len()), Meaning::Dim);
            let with_hints = |mut spans: Vec<Span<'static>>| {
                spans.push(hints.clone());
                spans
            };
            let [long, short, bare] = time_against_par(look, elapsed, open.exercise.par);
            vec![with_hints(long), with_hints(short.clone()), short, bare]
        }
        Clock::Ended { how: End::Solved, .. } => {
            vec![vec![
                look.span(&format!("{} solved", look.signs.right), Meaning::Right),
                look.span(&format!(" in {}", clock(elapsed)), Meaning::Text),
            ]]
        }
        Clock::Ended { how: End::Examined, .. } => {
            vec![vec![look.span(&format!("in the mock exam, {}", clock(elapsed)), Meaning::Dim)]]
        }
        Clock::Ended { .. } => vec![vec![look.span("solution shown", Meaning::Dim)]],
        Clock::Exam => Vec::new(),
        Clock::Stopped | Clock::Waiting => {
            let best = shared.catalog.standing(&open.exercise.id).best;
            let text = best.map_or_else(|| "solved before".to_owned(), |best| format!("solved, best {}", clock(best)));
            vec![vec![look.span(&format!("{} ", look.signs.right), Meaning::Right), look.span(&text, Meaning::Text)]]
        }
    }
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
            Action::Reset => open.is_over(),
            Action::Settings => false,
            _ => true,
        }
    }

    fn label(&self, action: Action, shared: &Shared) -> Option<String> {
        let open = shared.open.as_ref()?;
        match action {
            Action::Hint => {
                let (_, hint) = open.next_hint()?;
                (hint.cost > 0).then(|| format!("hint (-{})", hint.cost))
            }
            Action::SwitchView => Some(if self.focus == Focus::Task { "YAML" } else { "task" }.to_owned()),
            Action::Edit if shared.pane().is_some() => Some("back to the editor".to_owned()),
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
        if let Some(area) = layout.file {
            let text = shared.open.as_ref().and_then(OpenExercise::text).unwrap_or_default();
            self.file_scroll = self.file_scroll.min(most(text.lines().count(), area.height));
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
            let column = areas.columns().map_or(inset(areas.body), |columns| columns.left);
            canvas.text(area, &check_lines(column, shared).0, 0);
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
    let look = &shared.look;
    let Some(open) = &shared.open else { return };
    let area = inset(area);
    let message = match (&open.answer, &shared.editor_command) {
        (Answer::Unreadable(reason), _) => reason.clone(),
        (Answer::Text(text), Ok(command)) if text.trim().is_empty() => {
            format!("`pod.yaml` is empty. Press `e` to write it in {}; every save is graded at once.", command.name)
        }
        (Answer::Text(text), Err(reason)) if text.trim().is_empty() => reason.clone(),
        (Answer::Text(text), _) => {
            let view = yaml(text, None, usize::from(area.width.saturating_sub(1)), look);
            canvas.text(area, &view.lines, scroll);
            return;
        }
    };
    let mut lines = markdown(&message, usize::from(area.width), look);
    lines.push(Line::default());
    lines.push(look.line(&open.path, Meaning::Dim));
    canvas.text(area, &lines, 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_breaks_between_its_parts() {
        let link = "tasks/configure-pod-container/configure-pod-initialization/#create-a-pod";
        assert_eq!(link_lines(link, 80), [link]);
        let parts = ["tasks/configure-pod-container/configure-pod-initialization/", "  #create-a-pod"];
        assert_eq!(link_lines(link, 62), parts);
        let parts = ["tasks/configure-pod-container/", "  configure-pod-initialization/", "  #create-a-pod"];
        assert_eq!(link_lines(link, 40), parts);
        assert_eq!(link_lines("no-place-to-break", 5), ["no-place-to-break"]);
    }
}
