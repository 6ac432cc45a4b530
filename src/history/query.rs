//! Everything that is read from the history but statistics. It must not write.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Params, Row, params};

use super::{Attempt, AttemptId, Failure, GradeRecord, History, HistoryError, Mode, OpenAttempt, Progress, Score};

/// A row for each attempt with all that its other rows say of it. A text that passed counts also where the program died before
/// the attempt was ended, and not where the solution had been shown before.
pub(super) const SUMMARY: &str = "
SELECT t.*, best.points AS best_points, best.max AS best_max, best.passed AS best_passed,
       last.points AS last_points, last.max AS last_max, last.passed AS last_passed, last.at AS last_at
FROM (
    SELECT a.id, a.exercise, a.mode, a.seed, a.started, e.at AS ended, e.elapsed AS whole, e.solution_shown, c.elapsed AS clock,
           (SELECT count(*) FROM hint h WHERE h.attempt = a.id) AS hints,
           (SELECT ifnull(sum(h.cost), 0) FROM hint h WHERE h.attempt = a.id) AS cost,
           (SELECT g.id FROM grade g WHERE g.attempt = a.id ORDER BY g.passed DESC, g.points DESC, g.id LIMIT 1) AS best_id,
           (SELECT max(g.id) FROM grade g WHERE g.attempt = a.id) AS last_id,
           (SELECT min(g.elapsed) FROM grade g
             WHERE g.attempt = a.id AND g.passed AND (e.solution_shown IS NOT 1 OR g.at <= e.at)) AS solved_after
    FROM attempt a LEFT JOIN ending e ON e.attempt = a.id LEFT JOIN clock c ON c.attempt = a.id
) t LEFT JOIN grade best ON best.id = t.best_id LEFT JOIN grade last ON last.id = t.last_id";

/// A row of [`SUMMARY`].
#[derive(Debug)]
pub(super) struct Summary {
    pub id: AttemptId,
    pub exercise: String,
    mode: Mode,
    seed: Option<u64>,
    pub started: Timestamp,
    pub ended: Option<Timestamp>,
    /// Of an ended attempt the whole time, of an open one the time kept last.
    pub elapsed: Duration,
    solution_shown: bool,
    hints: u32,
    cost: u32,
    best: Option<Score>,
    last: Option<Score>,
    last_at: Option<Timestamp>,
    pub solved_after: Option<Duration>,
}

impl Summary {
    fn read(row: &Row) -> rusqlite::Result<Self> {
        let ended = optional_time(row, "ended")?;
        Ok(Self {
            id: AttemptId(row.get("id")?),
            exercise: row.get("exercise")?,
            mode: Mode::of_name(&row.get::<_, String>("mode")?),
            seed: row.get::<_, Option<i64>>("seed")?.map(i64::cast_unsigned),
            started: time(row.get("started")?),
            ended,
            elapsed: duration(row.get::<_, Option<i64>>(if ended.is_some() { "whole" } else { "clock" })?.unwrap_or(0)),
            solution_shown: row.get::<_, Option<bool>>("solution_shown")?.unwrap_or(false),
            hints: row.get("hints")?,
            cost: row.get("cost")?,
            best: score(row, ["best_points", "best_max", "best_passed"])?,
            last: score(row, ["last_points", "last_max", "last_passed"])?,
            last_at: optional_time(row, "last_at")?,
            solved_after: row.get::<_, Option<i64>>("solved_after")?.map(duration),
        })
    }

    /// The best result, with the cost of the hints taken off.
    fn paid(&self) -> Option<Score> {
        self.best.map(|best| Score { points: best.points.saturating_sub(self.cost), ..best })
    }

    /// A task of a mock exam for which nothing was written: it is no try at its exercise.
    pub fn is_unseen_task(&self) -> bool {
        self.mode == Mode::Exam && self.best.is_none()
    }

    /// When something happened in it last.
    pub fn touched(&self) -> Timestamp {
        self.started.max(self.ended.unwrap_or(self.started)).max(self.last_at.unwrap_or(self.started))
    }

    fn into_open(self) -> OpenAttempt {
        OpenAttempt {
            id: self.id,
            exercise: self.exercise,
            mode: self.mode,
            seed: self.seed,
            started: self.started,
            elapsed: self.elapsed,
            hints: self.hints,
            hint_cost: self.cost,
            last_grade: self.last,
            resumed: true,
        }
    }

    /// `None` where it has not ended.
    pub fn into_ended(self) -> Option<Attempt> {
        Some(Attempt {
            id: self.id,
            mode: self.mode,
            seed: self.seed,
            started: self.started,
            ended: self.ended?,
            elapsed: self.elapsed,
            score: self.paid(),
            hints: self.hints,
            solution_shown: self.solution_shown,
            exercise: self.exercise,
        })
    }
}

impl Progress {
    fn add(&mut self, attempt: &Summary) {
        self.attempts += 1;
        self.open |= attempt.ended.is_none() && attempt.mode == Mode::Practice;
        self.last = self.last.max(Some(attempt.touched()));
        if let Some(time) = attempt.solved_after {
            self.solved += 1;
            self.best_time = Some(self.best_time.map_or(time, |best| best.min(time)));
        }
        let key = |score: &Score| (score.passed, score.points);
        self.best_score = self.best_score.into_iter().chain(attempt.paid()).max_by_key(key);
    }
}

impl History {
    /// The open attempt at the exercise in that mode, if there is one; of several that differ in their seeds the one begun last.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn find_open(&self, exercise: &str, mode: Mode) -> Result<Option<OpenAttempt>, HistoryError> {
        find_open(&self.connection, exercise, mode).map_err(|error| self.sort(&error))
    }

    /// All open attempts, the one worked on last first: what the program offers to go on with.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open_attempts(&self) -> Result<Vec<OpenAttempt>, HistoryError> {
        let mut open = self.summaries("WHERE t.ended IS NULL", [])?;
        open.sort_by_key(|attempt| std::cmp::Reverse((attempt.touched(), attempt.id)));
        Ok(open.into_iter().map(Summary::into_open).collect())
    }

    /// Ended attempts, the last one first: those at one exercise, or all.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn attempts(&self, exercise: Option<&str>) -> Result<Vec<Attempt>, HistoryError> {
        let rest = "WHERE t.ended IS NOT NULL AND (?1 IS NULL OR t.exercise = ?1) ORDER BY t.ended DESC, t.id DESC";
        Ok(self.summaries(rest, [exercise])?.into_iter().filter_map(Summary::into_ended).collect())
    }

    /// Every graded text of an attempt, in the order of time.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn grades(&self, attempt: AttemptId) -> Result<Vec<GradeRecord>, HistoryError> {
        grades(&self.connection, attempt).map_err(|error| self.sort(&error))
    }

    /// How far the learner is, by the exercise's id. What is not in it is new.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn progress(&self) -> Result<BTreeMap<String, Progress>, HistoryError> {
        let mut progress: BTreeMap<String, Progress> = BTreeMap::new();
        for attempt in self.summaries("", [])? {
            if attempt.is_unseen_task() {
                // A task of an exam that is going on, or that was never begun, says nothing of the exercise.
                continue;
            }
            progress.entry(attempt.exercise.clone()).or_default().add(&attempt);
        }
        Ok(progress)
    }

    pub(super) fn summaries(&self, rest: &str, values: impl Params) -> Result<Vec<Summary>, HistoryError> {
        summaries(&self.connection, rest, values).map_err(|error| self.sort(&error))
    }

    pub(super) fn sort(&self, error: &rusqlite::Error) -> HistoryError {
        HistoryError::of(self.path(), error)
    }
}

fn summaries(connection: &Connection, rest: &str, values: impl Params) -> rusqlite::Result<Vec<Summary>> {
    let mut statement = connection.prepare_cached(&format!("{SUMMARY} {rest}"))?;
    statement.query_map(values, Summary::read)?.collect()
}

fn find_open(connection: &Connection, exercise: &str, mode: Mode) -> rusqlite::Result<Option<OpenAttempt>> {
    let rest = "WHERE t.ended IS NULL AND t.exercise = ?1 AND t.mode = ?2 ORDER BY t.id DESC LIMIT 1";
    let mut found = summaries(connection, rest, params![exercise, mode.name()])?;
    Ok(found.pop().map(Summary::into_open))
}

pub(super) fn open_attempt(
    connection: &Connection,
    exercise: &str,
    mode: Mode,
    seed: Option<u64>,
) -> rusqlite::Result<Option<OpenAttempt>> {
    let rest = "WHERE t.ended IS NULL AND t.exercise = ?1 AND t.mode = ?2 AND t.seed IS ?3 ORDER BY t.id LIMIT 1";
    let mut found = summaries(connection, rest, params![exercise, mode.name(), seed.map(u64::cast_signed)])?;
    Ok(found.pop().map(Summary::into_open))
}

pub(super) fn ended_attempt(connection: &Connection, attempt: AttemptId) -> rusqlite::Result<Option<Attempt>> {
    let mut statement = connection.prepare_cached(&format!("{SUMMARY} WHERE t.id = ?1"))?;
    let found = statement.query_row(params![attempt.0], Summary::read).optional()?;
    Ok(found.and_then(Summary::into_ended))
}

fn grades(connection: &Connection, attempt: AttemptId) -> rusqlite::Result<Vec<GradeRecord>> {
    let mut failures =
        connection.prepare_cached("SELECT item, path, kind FROM failure WHERE grade = ?1 ORDER BY rowid")?;
    let mut statement = connection.prepare_cached(
        "SELECT g.id, g.at, g.elapsed, b.content, g.points, g.max, g.passed, g.accepted
         FROM grade g JOIN body b ON b.hash = g.body WHERE g.attempt = ?1 ORDER BY g.id",
    )?;
    let mut rows = statement.query(params![attempt.0])?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        let failures = failures.query_map(params![row.get::<_, i64>(0)?], |row| {
            Ok(Failure { check: row.get(0)?, path: row.get(1)?, kind: row.get(2)? })
        })?;
        records.push(GradeRecord {
            at: time(row.get(1)?),
            elapsed: duration(row.get(2)?),
            text: row.get(3)?,
            score: Score { points: row.get(4)?, max: row.get(5)?, passed: row.get(6)? },
            accepted: row.get(7)?,
            failures: failures.collect::<rusqlite::Result<_>>()?,
        });
    }
    Ok(records)
}

fn score(row: &Row, [points, max, passed]: [&str; 3]) -> rusqlite::Result<Option<Score>> {
    let Some(points) = row.get::<_, Option<u32>>(points)? else { return Ok(None) };
    Ok(Some(Score { points, max: row.get(max)?, passed: row.get(passed)? }))
}

fn optional_time(row: &Row, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(time))
}

/// A kept time. One that no calendar has can only come from a damaged file, and is shown as the first day.
pub(super) fn time(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}

pub(super) fn duration(millis: i64) -> Duration {
    Duration::from_millis(u64::try_from(millis).unwrap_or(0))
}
