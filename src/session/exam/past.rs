//! Past exams, to be compared. It must not know where they are kept.

use jiff::Timestamp;
use serde::Serialize;

use super::result::{ExamResult, Percent};
use crate::history::{ExamEnd, ExamId};

/// One past exam.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Past {
    /// Its number.
    pub number: i64,
    /// When it began.
    pub started: Timestamp,
    /// How many tasks it had.
    pub tasks: usize,
    /// Tasks with full marks.
    pub solved: usize,
    /// The time that it could last, in seconds.
    pub limit_seconds: u64,
    /// The time that it lasted, in seconds.
    pub seconds: u64,
    /// How it ended.
    pub end: ExamEnd,
    /// The result in hundredths of a per cent.
    pub score: Percent,
    /// It reached the pass mark.
    pub passed: bool,
    /// What it was drawn by.
    pub seed: u64,
}

impl Past {
    /// What lists say of a result.
    #[must_use]
    pub fn of(id: ExamId, result: &ExamResult) -> Self {
        Self {
            number: id.number(),
            started: result.started,
            tasks: result.tasks.len(),
            solved: result.tasks.iter().filter(|task| task.passed).count(),
            limit_seconds: result.limit_seconds,
            seconds: result.seconds(),
            end: result.end,
            score: result.score(),
            passed: result.passed(),
            seed: result.seed,
        }
    }
}

/// The past exams of kept results, in their order; a result that cannot be read is left out.
#[must_use]
pub fn past(reports: &[(ExamId, String)]) -> Vec<Past> {
    let read = |(id, text): &(ExamId, String)| {
        let result: ExamResult = serde_json::from_str(text).ok()?;
        Some(Past::of(*id, &result))
    };
    reports.iter().filter_map(read).collect()
}
