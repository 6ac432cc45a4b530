//! What the learner has done: attempts, every graded text, progress and statistics, in SQLite, which lives here alone. It must
//! not know how a text is graded, nor what a screen shows; time comes in as values.
//!
//! Nothing is ever changed or deleted: an attempt is a row, what happens in it are rows of their own, its end is one more. The
//! only value that moves is the clock of an attempt that is still open. What a method has answered `Ok` to survives `kill -9`
//! and a power cut.

mod error;
pub mod exam;
mod query;
mod records;
mod schema;
mod stats;
pub mod transfer;
mod write;

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::Connection;

use crate::system::{Environment, Folder};

pub use error::HistoryError;
pub use exam::{DiscardedExam, ExamAct, ExamEnd, ExamEvent, ExamId, ExamPlan, ExamTask, KeptExam, TaskRecord};
pub use records::{AttemptRecord, BestRun};
pub use stats::{DayStat, FieldStat, Stats, field_name};

/// The name of the history's file in the user's data folder.
pub const FILE: &str = "history.db";

/// The history, in a file or only in memory.
#[derive(Debug)]
pub struct History {
    connection: Connection,
    path: Option<PathBuf>,
    trouble: Option<HistoryError>,
}

/// An attempt's number in this history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttemptId(i64);

/// In which way an exercise is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mode {
    /// At one's own pace.
    Practice,
    /// Against the clock, again and again.
    Drill,
    /// As part of a mock exam.
    Exam,
}

/// An attempt that has not ended: what it needs to go on as if nothing had happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenAttempt {
    /// Its number.
    pub id: AttemptId,
    /// The exercise's id.
    pub exercise: String,
    /// How it is done.
    pub mode: Mode,
    /// What its values were drawn by; `None`: the exercise as it is written.
    pub seed: Option<u64>,
    /// When it began.
    pub started: Timestamp,
    /// Time worked on it until its clock was kept last.
    pub elapsed: Duration,
    /// Hints seen, and what they cost together.
    pub hints: u32,
    /// Points that the hints cost.
    pub hint_cost: u32,
    /// The result of its last graded text.
    pub last_grade: Option<Score>,
    /// It was begun before, maybe by a program that was killed.
    pub resumed: bool,
}

/// Points reached, of those to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score {
    /// Reached.
    pub points: u32,
    /// To be had.
    pub max: u32,
    /// All of them, and the cluster would take the text.
    pub passed: bool,
}

/// One grading, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeRecord {
    /// When.
    pub at: Timestamp,
    /// Time worked on the attempt until then.
    pub elapsed: Duration,
    /// The text that was graded.
    pub text: String,
    /// The result.
    pub score: Score,
    /// The cluster would take it.
    pub accepted: bool,
    /// The checks that failed.
    pub failures: Vec<Failure>,
}

/// A check that failed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
    /// The check's id in the exercise.
    pub check: String,
    /// The field, in Kubernetes' terms, where the check is about one.
    pub path: Option<String>,
    /// How it is wrong: `missing`, `wrong`, …
    pub kind: Option<String>,
}

impl GradeRecord {
    /// What is kept of a verdict.
    #[must_use]
    pub fn of(verdict: &crate::grade::Verdict, text: &str, at: Timestamp, elapsed: Duration) -> Self {
        let failures = verdict.checks.iter().filter(|check| !check.passed).map(|check| Failure {
            check: check.id.clone(),
            path: check.path.clone(),
            kind: check.kind.map(|kind| write::kind_name(kind).to_owned()),
        });
        Self {
            at,
            elapsed,
            text: text.to_owned(),
            score: Score { points: verdict.score, max: verdict.max_score, passed: verdict.passed },
            accepted: verdict.cluster.accepted,
            failures: failures.collect(),
        }
    }
}

/// An attempt that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its number.
    pub id: AttemptId,
    /// The exercise's id.
    pub exercise: String,
    /// How it was done.
    pub mode: Mode,
    /// What its values were drawn by; `None`: the exercise as it is written.
    pub seed: Option<u64>,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// Time worked on it.
    pub elapsed: Duration,
    /// The result of its best graded text, the cost of hints taken off; `None` where nothing was graded.
    pub score: Option<Score>,
    /// Hints seen.
    pub hints: u32,
    /// It ended because the solution was shown.
    pub solution_shown: bool,
}

/// How far the learner is with one exercise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    /// Attempts, the open one too.
    pub attempts: u32,
    /// Attempts in which a text passed before the solution was seen.
    pub solved: u32,
    /// The least time to a passed text.
    pub best_time: Option<Duration>,
    /// The best result, the cost of hints taken off.
    pub best_score: Option<Score>,
    /// When something happened last.
    pub last: Option<Timestamp>,
    /// An attempt at one's own pace is open.
    pub open: bool,
}

impl Progress {
    /// New, tried or solved.
    #[must_use]
    pub fn state(&self) -> State {
        match (self.solved, self.attempts) {
            (1.., _) => State::Solved,
            (0, 1..) => State::Tried,
            (0, 0) => State::New,
        }
    }
}

/// What an exercise is to the learner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Never begun.
    New,
    /// Begun, never passed.
    Tried,
    /// Passed once or more.
    Solved,
}

impl History {
    /// Opens the history in a file, creates it where there is none, and brings an older one up to date. This never fails: where
    /// the file cannot be used the history is in memory, [`trouble`](Self::trouble) says why, and the file is left as it is.
    #[must_use]
    pub fn open(path: &Path) -> Self {
        match Self::try_open(path) {
            Ok(history) => history,
            Err(trouble) => Self::without_file(Some(path), trouble),
        }
    }

    /// In memory, with what can be read of the file where it is ours and merely takes nothing more.
    fn without_file(path: Option<&Path>, trouble: HistoryError) -> Self {
        let memory = Self::in_memory();
        if let (Some(path), true) = (path, trouble.is_lasting()) {
            schema::copy_into(&memory.connection, path);
        }
        Self { trouble: Some(trouble), ..memory }
    }

    /// The history of the user: in `history.db` in the data folder, or in memory, as with [`open`](Self::open).
    #[must_use]
    pub fn of(environment: &Environment) -> Self {
        match environment.folder(Folder::Data) {
            Some(folder) => Self::open(&folder.join(FILE)),
            None => Self { trouble: Some(HistoryError::NoHome), ..Self::in_memory() },
        }
    }

    /// Opens the history in a file, or says why that cannot be.
    ///
    /// # Errors
    /// See [`HistoryError`]; the file is then left as it is.
    pub fn try_open(path: &Path) -> Result<Self, HistoryError> {
        let connection = schema::open_file(path)?;
        Ok(Self { connection, path: Some(path.to_owned()), trouble: None })
    }

    /// A history that ends with the program.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { connection: schema::open_memory(), path: None, trouble: None }
    }

    /// Why what happens now will be forgotten at the program's end; `None` while all is kept. Ask after every call that keeps
    /// something: a disk may become full at any time.
    #[must_use]
    pub fn trouble(&self) -> Option<&HistoryError> {
        self.trouble.as_ref()
    }

    /// Tries once more to keep what went to memory, since its file may take it by now: after this it is in the file, with all that
    /// others have added there meanwhile. To be asked at the end of a run, because numbers of attempts and exams may be others then.
    /// `None`: it was kept all the time, or has no file.
    ///
    /// # Errors
    /// Why it cannot be kept still. It stays in memory, and the file as it is.
    pub fn rescue(&mut self) -> Option<Result<(), HistoryError>> {
        let path = self.trouble.as_ref()?.file()?.to_owned();
        Some(self.bring_to(&path))
    }

    fn bring_to(&mut self, path: &Path) -> Result<(), HistoryError> {
        let mut file = Self::try_open(path)?;
        file.merge(&self.everything()?)?;
        if let Some(trouble) = file.trouble {
            return Err(trouble);
        }
        *self = file;
        Ok(())
    }

    /// Where it is kept; `None` in memory.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }
}

#[cfg(test)]
mod tests;
