//! Mock exams as they are kept: the plan, what happened in them as events that are only added, the end, and the result. It must
//! not know the rules of an exam (`session::exam` has them), nor what is in a result.

pub(super) mod read;
mod write;

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;

use super::AttemptId;

pub use write::TaskRecord;

/// An exam's number in this history, as people say it: `podlings exam report 3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExamId(i64);

impl ExamId {
    /// The exam of that number, if there is one.
    #[must_use]
    pub fn of_number(number: u32) -> Self {
        Self(i64::from(number))
    }

    /// Its number, counted from 1.
    #[must_use]
    pub fn number(self) -> i64 {
        self.0
    }
}

/// What an exam consists of. It is drawn once, and never changes after that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamPlan {
    /// What it was drawn by.
    pub seed: u64,
    /// The time that it lasts.
    pub limit: Duration,
    /// The tasks in their order; their weights sum to 100.
    pub tasks: Vec<ExamTask>,
    /// Of the exam's domains those that no exercise was there for.
    pub uncovered: Vec<String>,
    /// The folders that the exercises came from; none: the built-in ones alone.
    pub packs: Vec<PathBuf>,
}

/// One task of an exam, with what lists and reports say of its exercise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamTask {
    /// The exercise's id.
    pub exercise: String,
    /// What its values are drawn by; `None` where it has none to draw.
    pub seed: Option<u64>,
    /// Per cent of the whole exam.
    pub weight: u32,
    /// The exercise's title.
    pub title: String,
    /// The topic's id: `init-containers`.
    pub topic: String,
    /// The domain as exercise files write it: `design-and-build`.
    pub domain: String,
    /// `build`, `fix` or `debug`.
    pub kind: String,
    /// 1 to 5.
    pub difficulty: u8,
    /// Full marks.
    pub points: u32,
    /// What a prepared person needs.
    pub par: Duration,
}

/// Something that happened in an exam.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamEvent {
    /// When.
    pub at: Timestamp,
    /// What.
    pub act: ExamAct,
}

/// What can happen in an exam. Tasks are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExamAct {
    /// The task came onto the screen.
    Shown(usize),
    /// Its flag was set or taken away.
    Flagged(usize, bool),
    /// The candidate says that it is done, or that it is not.
    Marked(usize, bool),
    /// Its file was saved with this text, which was another before.
    Saved(usize, String),
    /// The notes are this text now: those of a task, or the general ones.
    Noted(Option<usize>, String),
    /// So many minutes before the end the candidate was told so.
    Alerted(u32),
    /// At the end of the exam an editor was open on the task, in which something had been typed after the last save.
    Unsaved(usize),
    /// The program went away, or was killed: from here on no task gets time.
    Away,
    /// It is there again.
    Back,
}

/// How an exam ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExamEnd {
    /// The candidate ended it.
    ByHand,
    /// Its time was over.
    ByTime,
    /// The candidate does not want it to count: it has no result, and stays in the list of exams.
    Discarded,
}

/// An exam that was discarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiscardedExam {
    /// Its number.
    pub id: ExamId,
    /// When it began.
    pub started: Timestamp,
    /// When it was discarded.
    pub at: Timestamp,
}

/// An exam with all that is kept of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptExam {
    /// Its number.
    pub id: ExamId,
    /// When it began.
    pub started: Timestamp,
    /// When its time is over, whatever happens.
    pub deadline: Timestamp,
    /// What it consists of.
    pub plan: ExamPlan,
    /// The attempt of each task, in their order; they are open until the result is kept.
    pub attempts: Vec<AttemptId>,
    /// What happened, in the order in which it was kept.
    pub events: Vec<ExamEvent>,
    /// When the program was seen running last, as far as that was kept.
    pub seen: Timestamp,
    /// When and how it ended; `None` while it runs.
    pub ended: Option<(Timestamp, ExamEnd)>,
    /// The result as `session::exam` wrote it; `None` until it is graded.
    pub report: Option<String>,
}

#[cfg(test)]
mod tests;
