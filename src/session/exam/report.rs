//! The report on an exam, for the terminal, as Markdown and as a page: what all three say in the same words. It must not know
//! where it is written.

mod html;
mod markdown;
mod text;

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::past::Past;
use super::result::{Area, CheckLine, ExamResult, PASS_MARK, TaskResult, TaskState};
use crate::exercise::Library;
use crate::history::{DiscardedExam, ExamEnd};

/// A result with what is needed to write it.
#[derive(Debug, Clone)]
pub struct Report<'a> {
    /// The exam's number.
    pub number: i64,
    /// What came out.
    pub result: &'a ExamResult,
    /// All exams that are graded, this one too, the oldest first.
    pub past: &'a [Past],
    /// What the exercises' topics are called, by their ids.
    pub topics: &'a BTreeMap<String, String>,
    /// The candidate's time zone.
    pub zone: TimeZone,
}

/// What the topics of a library are called, by their ids.
#[must_use]
pub fn topic_titles(library: &Library) -> BTreeMap<String, String> {
    library.topics().iter().map(|topic| (topic.id.clone(), topic.title.clone())).collect()
}

impl Report<'_> {
    /// For a terminal; with signs beyond ASCII where it can show them, and titles shortened where its `columns` are too few for them.
    #[must_use]
    pub fn text(&self, unicode: bool, columns: Option<usize>) -> String {
        text::write(self, unicode, columns)
    }

    /// As Markdown, for a repository or a wiki.
    #[must_use]
    pub fn markdown(&self) -> String {
        markdown::write(self)
    }

    /// As one HTML file that needs nothing beside it.
    #[must_use]
    pub fn html(&self) -> String {
        html::write(self)
    }

    /// A topic's title; where its pack is not there any more, its id as words.
    fn topic(&self, id: &str) -> String {
        self.topics.get(id).cloned().unwrap_or_else(|| super::topic_title(id))
    }

    fn title(&self) -> String {
        format!("Mock exam {}", self.number)
    }

    /// `23 November 2026, 09:00`.
    fn began(&self) -> String {
        day_and_time(self.result.started, &self.zone)
    }

    /// `71 %: passed`.
    fn outcome(&self) -> String {
        let word = if self.result.passed() { "passed" } else { "not passed" };
        format!("{}: {word}", self.result.score())
    }

    /// What was reached, in sentences.
    fn summary(&self) -> Vec<String> {
        let result = self.result;
        let solved = result.tasks.iter().filter(|task| task.passed).count();
        let mut lines = vec![
            format!("The pass mark is {PASS_MARK}. {solved} of {} have full marks.", count(result.tasks.len(), "task")),
            format!("{} of {}; {}.", span(result.seconds()), span(result.limit_seconds), ended(result.end)),
        ];
        if result.away_seconds() > 60 {
            lines.push(format!("In {} of that no task was on the screen.", span(result.away_seconds())));
        }
        lines.extend(unsaved(result));
        lines.extend(self.compared());
        lines.extend(coverage_words(result));
        lines
    }

    /// Against the exam before, and the best of those before.
    fn compared(&self) -> Option<String> {
        let before: Vec<&Past> = self.past.iter().take_while(|past| past.number != self.number).collect();
        let last = before.last()?;
        let best = before.iter().map(|past| past.score).max()?;
        let here = self.result.score();
        let against_best = match here.cmp(&best) {
            std::cmp::Ordering::Greater => "your best so far".to_owned(),
            std::cmp::Ordering::Equal => "as good as your best".to_owned(),
            std::cmp::Ordering::Less => format!("your best is {best}"),
        };
        Some(format!("The exam before had {}; {against_best}.", last.score))
    }
}

/// The tasks in whose editors something stood that was not saved.
fn unsaved(result: &ExamResult) -> Option<String> {
    let tasks = (1..).zip(&result.tasks).filter(|(_, task)| task.unsaved);
    let numbers: Vec<String> = tasks.map(|(number, _): (usize, _)| number.to_string()).collect();
    let tasks = match numbers.split_last()? {
        (last, []) => format!("task {last}"),
        (last, others) => format!("tasks {} and {last}", others.join(", ")),
    };
    Some(format!("Not counted: what was typed in the editor on {tasks} after the last save."))
}

/// What the real exam asks for and this one did not, or hardly, in sentences.
#[must_use]
pub fn coverage_words(result: &ExamResult) -> Vec<String> {
    [uncovered(result), left_out(result), thin(result)].into_iter().flatten().collect()
}

fn uncovered(result: &ExamResult) -> Option<String> {
    let domains: Vec<String> = result.uncovered.iter().map(|domain| super::domain_title(domain)).collect();
    let none = "Not covered, because there is no exercise for it";
    (!domains.is_empty()).then(|| format!("{none}: {}. The real exam asks for it.", domains.join("; ")))
}

/// The domains that there are exercises for and that this exam has no task of, being short or of chosen topics.
fn left_out(result: &ExamResult) -> Option<String> {
    let is_left_out = |domain: &str, had: u32| had == 0 && !result.uncovered.iter().any(|other| other == domain);
    let domains: Vec<String> = result
        .coverage()
        .into_iter()
        .filter(|coverage| is_left_out(&coverage.domain, coverage.had))
        .map(|coverage| format!("{} ({} %)", super::domain_title(&coverage.domain), coverage.wanted))
        .collect();
    (!domains.is_empty()).then(|| format!("Not in this exam, but in the real one: {}.", domains.join("; ")))
}

/// The domains that weigh less than half of what they do in the real exam, because there are too few exercises for them.
fn thin(result: &ExamResult) -> Option<String> {
    let thin = result.coverage().into_iter().filter(|coverage| coverage.had > 0 && 2 * coverage.had < coverage.wanted);
    let domains: Vec<String> = thin
        .map(|coverage| {
            format!("{} ({} % of {} %)", super::domain_title(&coverage.domain), coverage.had, coverage.wanted)
        })
        .collect();
    (!domains.is_empty()).then(|| format!("Less than in the real exam: {}.", domains.join("; ")))
}

/// The curriculum's weight of a domain, in per cent.
fn wanted(result: &ExamResult, area: &Area) -> Option<u32> {
    result.coverage().into_iter().find(|coverage| coverage.domain == area.id).map(|coverage| coverage.wanted)
}

fn ended(end: ExamEnd) -> &'static str {
    match end {
        ExamEnd::ByHand => "you ended it",
        ExamEnd::ByTime => "the time was over",
        ExamEnd::Discarded => "you discarded it",
    }
}

/// What a task's line says of how it was left.
fn state(task: &TaskResult) -> &'static str {
    match task.state {
        TaskState::Graded if task.passed => "full marks",
        TaskState::Graded if task.accepted == Some(false) => "the cluster would refuse it",
        TaskState::Graded => "not everything",
        TaskState::NotChanged if task.unsaved => "nothing was saved",
        TaskState::NotChanged => "nothing was written",
        TaskState::NotSeen => "never looked at",
        TaskState::Lost => "its exercise is not there any more",
    }
}

/// What of a task counted, and what did not.
fn counted(task: &TaskResult) -> Option<String> {
    match (task.saved_seconds.map(clock), task.unsaved) {
        (None, false) => None,
        (Some(at), false) => Some(format!("saved last after {at}")),
        (Some(at), true) => {
            Some(format!("saved last after {at}; what was typed in the editor after that does not count"))
        }
        (None, true) => Some("what was typed in the editor was never saved, and does not count".to_owned()),
    }
}

/// Why a task should be practised: `nothing was written`, `3 of 8 points`.
fn reason(task: &TaskResult) -> String {
    match task.state {
        TaskState::Graded => format!("{}, {}", points(task), state(task)),
        _ => state(task).to_owned(),
    }
}

fn points(task: &TaskResult) -> String {
    format!("{} of {} points", task.points, task.max_points)
}

/// The lines below a check that failed: a name and a value.
fn details(check: &CheckLine) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    let mut add = |name, value: Option<String>| lines.extend(value.map(|value| (name, value)));
    add("field", check.path.clone());
    add("expected", check.expected.clone());
    add("yours", check.actual.clone());
    add("line", check.line.map(|line| line.to_string()));
    for more in &check.more {
        add("also", Some(more.clone()));
    }
    add("why", Some(check.why.clone()).filter(|why| !why.is_empty()));
    lines
}

/// The command that practises a task.
fn command(task: &TaskResult) -> String {
    format!("podlings start {}", task.exercise)
}

/// Past exams as lines for a terminal; nothing where there is none.
#[must_use]
pub fn past_table(past: &[Past], zone: &TimeZone) -> String {
    past.iter().map(|exam| text::past_line(exam, zone) + "\n").collect()
}

/// The exams that were discarded, in a sentence; `None` where there is none.
#[must_use]
pub fn discarded_words(exams: &[DiscardedExam]) -> Option<String> {
    let numbers: Vec<String> = exams.iter().map(|exam| exam.id.number().to_string()).collect();
    match numbers.split_last()? {
        (last, []) => Some(format!("Exam {last} was discarded: it has no result.")),
        (last, others) => Some(format!("Exams {} and {last} were discarded: they have no result.", others.join(", "))),
    }
}

/// `5:12`, `1:05:12`.
#[must_use]
pub fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// `1 h 48 min`, `12 min`, `40 s`.
fn span(seconds: u64) -> String {
    match (seconds / 3600, seconds / 60 % 60) {
        (0, 0) => format!("{seconds} s"),
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// `1 task`, `2 tasks`.
fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// `23 November 2026, 09:00`.
fn day_and_time(at: jiff::Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%-d %B %Y, %H:%M").to_string()
}

/// `2026-11-23 09:00`.
fn short_time(at: jiff::Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// What comes from a pack or from the candidate, with control characters made visible.
fn safe(text: &str) -> String {
    crate::grade::diff::harmless(text)
}
