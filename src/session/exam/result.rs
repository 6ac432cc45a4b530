//! What came out of an exam, as the value that all reports are made from and that is kept as JSON. It must not know how a text is
//! graded, nor how a report looks. A field that was published keeps its name and meaning; new ones have a default.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::history::ExamEnd;

/// What the real exam asks for.
pub const PASS_MARK: Percent = Percent(6600);

/// Hundredths of a per cent, so that sums are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Percent(pub u32);

impl Percent {
    /// A part of a whole; nothing of nothing.
    #[must_use]
    pub fn of(part: u64, whole: u64) -> Self {
        let hundredths = (part.saturating_mul(10_000) + whole / 2).checked_div(whole).unwrap_or(0);
        Self(u32::try_from(hundredths).unwrap_or(u32::MAX).min(10_000))
    }

    /// Whole per cent, rounded down: what is shown as 66 has passed.
    #[must_use]
    pub fn whole(self) -> u32 {
        self.0 / 100
    }
}

impl std::fmt::Display for Percent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} %", self.whole())
    }
}

/// The result of an exam.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExamResult {
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// How it ended.
    pub end: ExamEnd,
    /// The time that it could last, in seconds.
    pub limit_seconds: u64,
    /// What it was drawn by.
    pub seed: u64,
    /// The tasks in their order.
    pub tasks: Vec<TaskResult>,
    /// The domains that no exercise was there for.
    pub uncovered: Vec<String>,
    /// The candidate's general notes.
    pub note: String,
}

/// The result of a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "facts that do not depend on each other, as they are kept")]
pub struct TaskResult {
    /// The exercise's id.
    pub exercise: String,
    /// What its values were drawn by.
    #[serde(default)]
    pub seed: Option<u64>,
    /// The exercise's title.
    pub title: String,
    /// The topic's id.
    pub topic: String,
    /// The domain's id.
    pub domain: String,
    /// Per cent of the whole exam.
    pub weight: u32,
    /// Points reached.
    pub points: u32,
    /// Points to be had.
    pub max_points: u32,
    /// Full marks, and the cluster would take it.
    pub passed: bool,
    /// How the task was left.
    pub state: TaskState,
    /// The candidate's flag was still set.
    pub flagged: bool,
    /// The candidate said that it was done.
    pub done: bool,
    /// The time for which it was on the screen, in seconds.
    pub seconds: u64,
    /// What a prepared person needs, in seconds.
    pub par_seconds: u64,
    /// How often it was looked at.
    pub visits: u32,
    /// Every check, in the order of the exercise; none where nothing was graded.
    pub checks: Vec<CheckLine>,
    /// The cluster would take the text; `None` where nothing was graded.
    pub accepted: Option<bool>,
    /// What the cluster would say; may be empty.
    pub message: String,
    /// The candidate's notes.
    pub note: String,
    /// When the text that counted was saved, in seconds since the exam began; `None` where nothing was, or nobody kept it.
    #[serde(default)]
    pub saved_seconds: Option<u64>,
    /// At the end something stood in an editor that had been typed after the last save; it did not count.
    #[serde(default)]
    pub unsaved: bool,
}

/// How a task was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskState {
    /// It never came onto the screen.
    NotSeen,
    /// It was looked at, and its file never changed.
    NotChanged,
    /// Its file was graded.
    Graded,
    /// Its exercise is not there any more.
    Lost,
}

/// A check and how it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckLine {
    /// What must be true.
    pub text: String,
    /// Points reached.
    pub points: u32,
    /// Points to be had.
    pub max_points: u32,
    /// It holds in full.
    pub passed: bool,
    /// What was wanted.
    pub expected: Option<String>,
    /// What was there.
    pub actual: Option<String>,
    /// The field, in Kubernetes' terms.
    pub path: Option<String>,
    /// Where in the text.
    pub line: Option<u32>,
    /// More that is wrong under the same check.
    #[serde(default)]
    pub more: Vec<String>,
    /// Why it matters in a cluster.
    #[serde(default)]
    pub why: String,
}

/// How a domain or a topic went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its id.
    pub id: String,
    /// Its tasks.
    pub tasks: usize,
    /// What its tasks weigh together.
    pub weight: u32,
    /// Of that, what was reached.
    pub score: Percent,
    /// Time spent on it, in seconds.
    pub seconds: u64,
}

/// How far the exam covers the curriculum's domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The domain's id.
    pub domain: String,
    /// The curriculum's weight in per cent.
    pub wanted: u32,
    /// The exam's.
    pub had: u32,
}

impl TaskResult {
    /// The part of its points that was reached.
    #[must_use]
    pub fn score(&self) -> Percent {
        Percent::of(u64::from(self.points), u64::from(self.max_points))
    }

    /// What it gave to the exam's result, in millionths of a per cent.
    fn reached(&self) -> u64 {
        let gained = u64::from(self.weight) * 1_000_000 * u64::from(self.points.min(self.max_points));
        gained.checked_div(u64::from(self.max_points)).unwrap_or(0)
    }

    /// What it cost: the weight that was not reached, in millionths of a per cent.
    pub(super) fn lost(&self) -> u64 {
        (u64::from(self.weight) * 1_000_000).saturating_sub(self.reached())
    }
}

/// The weighed result of some tasks.
fn score<'a>(tasks: impl Iterator<Item = &'a TaskResult>) -> Percent {
    let (reached, weight) =
        tasks.fold((0, 0), |(reached, weight), task| (reached + task.reached(), weight + u64::from(task.weight)));
    Percent::of(reached, weight * 1_000_000)
}

impl ExamResult {
    /// The result of the whole exam.
    #[must_use]
    pub fn score(&self) -> Percent {
        score(self.tasks.iter())
    }

    /// It reached what the real exam asks for.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.score() >= PASS_MARK
    }

    /// The time that it lasted, in seconds, breaks and all.
    #[must_use]
    pub fn seconds(&self) -> u64 {
        u64::try_from(self.ended.duration_since(self.started).as_secs()).unwrap_or(0)
    }

    /// The time in which no task was on the screen, in seconds.
    #[must_use]
    pub fn away_seconds(&self) -> u64 {
        self.seconds().saturating_sub(self.tasks.iter().map(|task| task.seconds).sum())
    }

    /// The domains in the curriculum's order, then any other.
    #[must_use]
    pub fn domains(&self) -> Vec<Area> {
        let mut areas = areas(&self.tasks, |task| &task.domain);
        let rank = |area: &Area| super::DOMAINS.iter().position(|(domain, _)| *domain == area.id).unwrap_or(usize::MAX);
        areas.sort_by_key(rank);
        areas
    }

    /// The topics, those that went worst first.
    #[must_use]
    pub fn topics(&self) -> Vec<Area> {
        let mut areas = areas(&self.tasks, |task| &task.topic);
        areas.sort_by(|a, b| a.score.cmp(&b.score).then(b.weight.cmp(&a.weight)).then_with(|| a.id.cmp(&b.id)));
        areas
    }

    /// How the exam's weights are to the curriculum's.
    #[must_use]
    pub fn coverage(&self) -> Vec<Coverage> {
        let had = |domain: &str| self.tasks.iter().filter(|task| task.domain == domain).map(|task| task.weight).sum();
        let coverage = super::DOMAINS.iter();
        coverage
            .map(|(domain, wanted)| Coverage { domain: (*domain).to_owned(), wanted: *wanted, had: had(domain) })
            .collect()
    }

    /// What to practise next: the tasks that cost most, five at most.
    #[must_use]
    pub fn next(&self) -> Vec<&TaskResult> {
        let mut lost: Vec<&TaskResult> = self.tasks.iter().filter(|task| task.lost() > 0).collect();
        lost.sort_by_key(|task| std::cmp::Reverse(task.lost()));
        lost.truncate(5);
        lost
    }

    /// What is right and took more than twice its par time: to be done again until it is quick.
    #[must_use]
    pub fn slow(&self) -> Vec<&TaskResult> {
        let slow = |task: &&TaskResult| task.passed && task.par_seconds > 0 && task.seconds > 2 * task.par_seconds;
        self.tasks.iter().filter(slow).collect()
    }
}

fn areas(tasks: &[TaskResult], id: impl Fn(&TaskResult) -> &String) -> Vec<Area> {
    let mut by_id: BTreeMap<&str, Vec<&TaskResult>> = BTreeMap::new();
    for task in tasks {
        by_id.entry(id(task)).or_default().push(task);
    }
    let area = |(id, tasks): (&str, Vec<&TaskResult>)| Area {
        id: id.to_owned(),
        tasks: tasks.len(),
        weight: tasks.iter().map(|task| task.weight).sum(),
        score: score(tasks.iter().copied()),
        seconds: tasks.iter().map(|task| task.seconds).sum(),
    };
    by_id.into_iter().map(area).collect()
}
