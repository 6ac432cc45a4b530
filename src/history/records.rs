//! Every ended attempt with what went wrong in it: what schedules and statistics are computed from. It must not know either.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::query::Summary;
use super::stats::{FAILURES, field_name};
use super::{Attempt, AttemptId, History, HistoryError};

/// An ended attempt with what went wrong in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptRecord {
    /// The attempt.
    pub attempt: Attempt,
    /// Texts graded in it.
    pub grades: u32,
    /// The time to its first passed text; `None` where none passed before the solution was shown.
    pub solved_after: Option<Duration>,
    /// The fields that went wrong, by [`field_name`], in the order of the alphabet. What was merely not written yet when a text
    /// was graded does not count.
    pub mistakes: Vec<String>,
}

/// The quickest attempt at an exercise that got full marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BestRun {
    /// Time to full marks.
    pub time: Duration,
    /// The points of each graded text on the way, with the time of each.
    pub splits: Vec<(Duration, u32)>,
}

impl History {
    /// All ended attempts with what went wrong in them, the first one first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn records(&self) -> Result<Vec<AttemptRecord>, HistoryError> {
        let mut mistakes = self.mistakes().map_err(|error| self.sort(&error))?;
        let mut grades = self.grade_counts().map_err(|error| self.sort(&error))?;
        let attempts = self.summaries("WHERE t.ended IS NOT NULL ORDER BY t.ended, t.id", [])?;
        let record = |summary: Summary| {
            if summary.is_unseen_task() {
                return None;
            }
            let solved_after = summary.solved_after;
            let attempt = summary.into_ended()?;
            let mistakes = mistakes.remove(&attempt.id).unwrap_or_default().into_iter().collect();
            Some(AttemptRecord { grades: grades.remove(&attempt.id).unwrap_or(0), attempt, solved_after, mistakes })
        };
        Ok(attempts.into_iter().filter_map(record).collect())
    }

    /// The quickest attempt at an exercise that got full marks, in whatever mode; `None` where none did.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn best_run(&self, exercise: &str) -> Result<Option<BestRun>, HistoryError> {
        let rest = "WHERE t.exercise = ?1 AND t.solved_after IS NOT NULL ORDER BY t.solved_after, t.id LIMIT 1";
        let Some(best) = self.summaries(rest, [exercise])?.pop() else { return Ok(None) };
        let Some(time) = best.solved_after else { return Ok(None) };
        let grades = self.grades(best.id)?;
        let splits =
            grades.iter().filter(|grade| grade.elapsed <= time).map(|grade| (grade.elapsed, grade.score.points));
        Ok(Some(BestRun { time, splits: splits.collect() }))
    }

    fn mistakes(&self) -> rusqlite::Result<BTreeMap<AttemptId, BTreeSet<String>>> {
        let mut found: BTreeMap<AttemptId, BTreeSet<String>> = BTreeMap::new();
        let mut statement = self.connection.prepare_cached(FAILURES)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            found.entry(AttemptId(row.get(0)?)).or_default().insert(field_name(&row.get::<_, String>(1)?));
        }
        Ok(found)
    }

    fn grade_counts(&self) -> rusqlite::Result<BTreeMap<AttemptId, u32>> {
        let mut statement = self.connection.prepare_cached("SELECT attempt, count(*) FROM grade GROUP BY attempt")?;
        let counts = statement.query_map([], |row| Ok((AttemptId(row.get(0)?), row.get(1)?)))?;
        counts.collect()
    }
}
