//! What came of a mock exam: score, tasks, domains, topics, what to practise next. It must not know how it was graded.

use std::time::Duration;

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::{Areas, ExamRequest, Request, View, inset, scrolled};
use crate::history::ExamEnd;
use crate::session::exam::report::coverage_words;
use crate::session::exam::{Area, ExamResult, PASS_MARK, TaskResult, TaskState, domain_title};
use crate::tui::catalog::clock;
use crate::tui::exam::GradedExam;
use crate::tui::keymap::{Action, Context};
use crate::tui::look::{self, Look};
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::{Header, bar};
use crate::tui::widget::canvas::{Canvas, follow, most, spread};
use crate::tui::widget::markdown::{inline, markdown};
use crate::tui::widget::wrap::wrap;

/// The result of an exam; nothing while it is being graded.
#[derive(Debug, Default)]
pub struct ExamResultScreen {
    graded: Option<Box<GradedExam>>,
    chosen: usize,
    scroll: usize,
    /// On a narrow terminal: domains, topics and advice instead of the tasks.
    aside: bool,
    aside_scroll: usize,
}

/// The list of tasks, and what stands beside or behind it.
fn layout(areas: &Areas, aside: bool) -> (Option<Rect>, Option<Rect>, Option<u16>) {
    const SIDE_BY_SIDE: u16 = 130;
    let body = areas.body;
    if body.width < SIDE_BY_SIDE {
        return if aside { (None, Some(inset(body)), None) } else { (Some(inset(body)), None, None) };
    }
    let width = body.width * 11 / 20;
    let left = Rect { x: body.x + 1, width: width - 1, ..body };
    let rule = left.right() + 1;
    let right = Rect { x: rule + 2, width: (body.right() - rule - 3).min(78), ..body };
    (Some(left), Some(right), Some(rule))
}

/// From so many columns on there is room for the par times beside the titles.
const PAR_FROM: usize = 84;
/// Rows above the list of tasks.
const HEAD: u16 = 4;

fn list_area(area: Rect) -> Rect {
    let head = HEAD.min(area.height);
    Rect { y: area.y + head, height: area.height - head, ..area }
}

impl ExamResultScreen {
    /// The screen while the exam is graded.
    #[must_use]
    pub fn grading() -> Self {
        Self::default()
    }

    /// The result of an exam.
    #[must_use]
    pub fn of(graded: Box<GradedExam>) -> Self {
        Self { graded: Some(graded), ..Self::default() }
    }

    /// The exam that is shown.
    #[must_use]
    pub fn graded(&self) -> Option<&GradedExam> {
        self.graded.as_deref()
    }

    fn result(&self) -> Option<&ExamResult> {
        Some(&self.graded.as_ref()?.result)
    }

    fn count(&self) -> usize {
        self.result().map_or(0, |result| result.tasks.len())
    }

    fn aside_lines(&self, columns: usize, look: &Look, shared: &Shared) -> Vec<Line<'static>> {
        let Some(result) = self.result() else { return Vec::new() };
        let mut lines = vec![look.line("Domains", Meaning::Focus)];
        let domains = result.domains();
        let titled: Vec<_> = domains.iter().map(|area| (domain_title(&area.id), area)).collect();
        lines.extend(area_lines(&titled, columns, look));
        lines.push(Line::default());
        lines.push(look.line("Topics, the weakest first", Meaning::Focus));
        let topics = result.topics();
        let titled: Vec<_> = topics.iter().map(|area| (shared.catalog.topic_title(&area.id), area)).collect();
        lines.extend(area_lines(&titled, columns, look));
        lines.push(Line::default());
        lines.extend(not_counted(result, columns, look));
        lines.push(look.line("What to practise next", Meaning::Focus));
        lines.extend(advice(result, columns, look));
        for words in coverage_words(result) {
            lines.push(Line::default());
            lines.extend(wrap(&[look.span(&words, Meaning::Dim)], columns, &[], &[]));
        }
        lines
    }
}

fn time(seconds: u64) -> String {
    clock(Duration::from_secs(seconds))
}

/// The sign of a task's result, and what its colour says.
fn sign(task: &TaskResult, look: &Look) -> (&'static str, Meaning) {
    match task.state {
        TaskState::NotSeen | TaskState::NotChanged => (look.signs.open, Meaning::Dim),
        TaskState::Lost => (look.signs.unknown, Meaning::Dim),
        TaskState::Graded if task.passed => (look.signs.right, Meaning::Right),
        TaskState::Graded if task.points > 0 => (look.signs.partly, Meaning::Changed),
        TaskState::Graded => (look.signs.wrong, Meaning::Wrong),
    }
}

fn head_lines(result: &ExamResult, columns: usize, look: &Look) -> Vec<Line<'static>> {
    let (mark, meaning, word) = if result.passed() {
        (look.signs.right, Meaning::Right, "passed")
    } else {
        (look.signs.wrong, Meaning::Wrong, "not passed")
    };
    let mut score = vec![look.span(&format!("{mark} {}: {word}", result.score()), meaning), Span::raw("   ")];
    let reached = u64::from(result.score().0);
    score.extend(bar(look, 24.min(columns / 3), reached, 10_000, meaning));
    score.push(look.span(&format!("   {PASS_MARK} are needed"), Meaning::Dim));
    let how = match result.end {
        ExamEnd::ByHand => "ended by you",
        ExamEnd::ByTime => "ended by its time",
        ExamEnd::Discarded => "discarded",
    };
    let facts =
        format!("{how} after {} of {}, seed {}", time(result.seconds()), time(result.limit_seconds), result.seed);
    let par = if columns < PAR_FROM { "" } else { "     par " };
    let right = look.span(&format!("weight   points     time {par}"), Meaning::Dim);
    vec![
        Line::from(score),
        look.line(&look::fit(&facts, columns, look.signs.cut), Meaning::Dim),
        Line::default(),
        spread(look, columns, vec![look.span("      task", Meaning::Dim)], vec![right]),
    ]
}

fn task_line(number: usize, task: &TaskResult, chosen: bool, columns: usize, look: &Look) -> Line<'static> {
    let (mark, meaning) = sign(task, look);
    let points = match task.state {
        TaskState::NotSeen => "not seen".to_owned(),
        TaskState::NotChanged => "untouched".to_owned(),
        TaskState::Lost => "lost".to_owned(),
        TaskState::Graded => format!("{} of {}", task.points, task.max_points),
    };
    let pointer = if chosen { look.signs.pointer } else { " " };
    let left = vec![
        look.span(pointer, Meaning::Focus),
        look.span(&format!("{:>2} ", number + 1), Meaning::Dim),
        look.span(mark, meaning),
        look.span(&format!("{} ", if task.flagged { look.signs.flag } else { " " }), Meaning::Hurry),
        look.span(&task.title, if chosen { Meaning::Strong } else { Meaning::Text }),
    ];
    let slow = task.seconds > task.par_seconds && task.par_seconds > 0;
    let mut right = vec![
        look.span(&format!("{:>4} %  {points:>9} ", task.weight), Meaning::Text),
        look.span(&format!("{:>8} ", time(task.seconds)), if slow { Meaning::Hurry } else { Meaning::Text }),
    ];
    if columns >= PAR_FROM {
        right.push(look.span(&format!("{:>8} ", time(task.par_seconds)), Meaning::Dim));
    }
    spread(look, columns, left, right)
}

/// Areas with their titles, a line each, with bars where there is room for them beside the longest title.
fn area_lines(areas: &[(String, &Area)], columns: usize, look: &Look) -> Vec<Line<'static>> {
    /// Columns of a line but for title and bar.
    const NUMBERS: usize = 27;
    let longest = areas.iter().map(|(title, _)| look::width(title)).max().unwrap_or(0);
    let room = if longest + NUMBERS + 5 <= columns { (columns - longest - NUMBERS).min(8) } else { 0 };
    areas.iter().map(|(title, area)| area_line(area, title, room, columns, look)).collect()
}

fn area_line(area: &Area, title: &str, room: usize, columns: usize, look: &Look) -> Line<'static> {
    let tasks = if area.tasks == 1 { "1 task".to_owned() } else { format!("{} tasks", area.tasks) };
    let meaning = if area.score >= PASS_MARK { Meaning::Right } else { Meaning::Hurry };
    let mut right = vec![look.span(&format!("{tasks:>8} {:>3} % ", area.weight), Meaning::Dim)];
    if room > 0 {
        right.push(Span::raw(" "));
        right.extend(bar(look, room, u64::from(area.score.0), 10_000, meaning));
    }
    right.push(look.span(&format!(" {:>5} ", area.score.to_string()), meaning));
    spread(look, columns, vec![Span::raw("  "), look.span(title, Meaning::Text)], right)
}

/// The tasks in whose editors something stood that was not saved.
fn not_counted(result: &ExamResult, columns: usize, look: &Look) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for (number, task) in (1..).zip(&result.tasks).filter(|(_, task)| task.unsaved) {
        let saved = task.saved_seconds.map_or_else(
            || "nothing was saved before".to_owned(),
            |seconds| format!("saved last after {}", time(seconds)),
        );
        let text = format!("task {number}: {saved}");
        lines.extend(wrap(&[look.span(&text, Meaning::Text)], columns, &[Span::raw("  ")], &[Span::raw("  ")]));
    }
    if !lines.is_empty() {
        lines.insert(0, look.line("Not counted: typed in the editor and not saved", Meaning::Focus));
        lines.push(Line::default());
    }
    lines
}

fn advice(result: &ExamResult, columns: usize, look: &Look) -> Vec<Line<'static>> {
    let item = |text: String| {
        wrap(
            &inline(&text, look),
            columns,
            &[look.span(&format!("{} ", look.signs.bullet), Meaning::Dim)],
            &[Span::raw("  ")],
        )
    };
    let mut lines = Vec::new();
    for task in result.next() {
        let text = match task.state {
            TaskState::Graded => {
                format!("{}: {} of {} points, {} % of the exam", task.title, task.points, task.max_points, task.weight)
            }
            _ => format!("{}: not done, {} % of the exam", task.title, task.weight),
        };
        lines.extend(item(text));
    }
    for task in result.slow() {
        let text = format!("{}: right, but in {}, par {}", task.title, time(task.seconds), time(task.par_seconds));
        lines.extend(item(text));
    }
    if lines.is_empty() {
        lines.extend(item("Everything was right, and quick enough. Another exam has other tasks.".to_owned()));
    }
    lines
}

impl View for ExamResultScreen {
    fn context(&self, _shared: &Shared) -> Context {
        Context::ExamResult
    }

    fn header(&self, shared: &Shared) -> Header {
        let look = &shared.look;
        let number = self.graded.as_ref().map(|graded| graded.number);
        let place = number.map_or_else(|| "Mock exam".to_owned(), |number| format!("Mock exam {number}: result"));
        let standing = self.result().map(|result| {
            let meaning = if result.passed() { Meaning::Right } else { Meaning::Wrong };
            vec![look.span(&result.score().to_string(), meaning)]
        });
        Header { place: vec![look.span(&place, Meaning::Strong)], standing: standing.into_iter().collect() }
    }

    fn works(&self, action: Action, shared: &Shared) -> bool {
        let there = self.result().is_some();
        match action {
            Action::Review | Action::Practise => there && (!self.aside || is_wide(shared)),
            Action::SaveReport => there,
            Action::SwitchView => there && !is_wide(shared),
            Action::Settings => false,
            _ => true,
        }
    }

    fn label(&self, action: Action, _shared: &Shared) -> Option<String> {
        (action == Action::SwitchView).then(|| if self.aside { "tasks" } else { "what next" }.to_owned())
    }

    fn act(&mut self, action: Action, shared: &Shared) -> Option<Request> {
        match action {
            Action::Back => return Some(Request::Back),
            Action::PastExams => return Some(Request::Exam(ExamRequest::Past)),
            Action::SwitchView => self.aside = !self.aside,
            Action::Review => return Some(Request::Exam(ExamRequest::Review(self.chosen))),
            Action::Practise => {
                let task = self.result()?.tasks.get(self.chosen)?;
                return Some(Request::Open(task.exercise.clone()));
            }
            Action::SaveReport => {
                let number = self.graded.as_ref()?.number;
                return Some(Request::Exam(ExamRequest::Save(number)));
            }
            _ => {
                let (tasks, aside, _) = layout(&Areas::of(shared.size), self.aside);
                if let Some(area) = tasks {
                    self.chosen = scrolled(self.chosen, action, list_area(area).height).unwrap_or(self.chosen);
                } else if let Some(area) = aside {
                    self.aside_scroll = scrolled(self.aside_scroll, action, area.height).unwrap_or(self.aside_scroll);
                }
            }
        }
        None
    }

    fn click(&mut self, at: Position, shared: &Shared) -> Option<Request> {
        let list = list_area(layout(&Areas::of(shared.size), self.aside).0?);
        let row = self.scroll + usize::from(at.y.checked_sub(list.y)?);
        if !list.contains(at) || row >= self.count() {
            return None;
        }
        if row == self.chosen {
            return Some(Request::Exam(ExamRequest::Review(row)));
        }
        self.chosen = row;
        None
    }

    fn wheel(&mut self, at: Position, rows: isize, shared: &Shared) {
        let (_, aside, _) = layout(&Areas::of(shared.size), self.aside);
        if aside.is_some_and(|area| area.contains(at)) {
            self.aside_scroll = self.aside_scroll.saturating_add_signed(rows);
        } else {
            self.chosen = self.chosen.saturating_add_signed(rows.signum());
        }
    }

    fn settle(&mut self, shared: &Shared) {
        self.chosen = self.chosen.min(self.count().saturating_sub(1));
        let (tasks, aside, _) = layout(&Areas::of(shared.size), self.aside);
        if let Some(area) = tasks {
            self.scroll = follow(self.scroll, self.chosen, self.count(), list_area(area).height);
        }
        if let Some(area) = aside {
            let total = self.aside_lines(usize::from(area.width.saturating_sub(2)), &shared.look, shared).len();
            self.aside_scroll = self.aside_scroll.min(most(total, area.height));
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, areas: &Areas, shared: &Shared) -> Option<Position> {
        let (tasks, aside, rule) = layout(areas, self.aside);
        let look = &shared.look;
        let Some(result) = self.result() else {
            areas.rules(canvas, &[]);
            let text = "Your exam is over. Every task is graded now, and every Pod played; that takes a moment.";
            let area = inset(areas.body);
            canvas.text(area, &markdown(text, usize::from(area.width), look), 0);
            return None;
        };
        areas.rules(canvas, rule.as_slice());
        if let Some(area) = tasks {
            let columns = usize::from(area.width.saturating_sub(1));
            for (y, line) in (0..HEAD).zip(head_lines(result, columns, look)) {
                canvas.line(area, y, &line);
            }
            let list = list_area(area);
            for (y, (number, task)) in (0..list.height).zip(result.tasks.iter().enumerate().skip(self.scroll)) {
                canvas.line(list, y, &task_line(number, task, number == self.chosen, columns, look));
                if number == self.chosen {
                    canvas.paint(list, y, Meaning::Chosen);
                }
            }
            canvas.position(list, result.tasks.len(), self.scroll);
        }
        if let Some(area) = aside {
            let lines = self.aside_lines(usize::from(area.width.saturating_sub(2)), look, shared);
            canvas.text(area, &lines, self.aside_scroll);
        }
        None
    }
}

/// Whether both parts are seen at once.
fn is_wide(shared: &Shared) -> bool {
    layout(&Areas::of(shared.size), false).2.is_some()
}
