//! Everything that adds to the history. Each method is one transaction. It must not read for screens.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use sha2::{Digest as _, Sha256};

use super::query;
use super::{Attempt, AttemptId, GradeRecord, History, HistoryError, Mode, OpenAttempt};
use crate::grade::FindingKind;

impl History {
    /// Goes on with the open attempt at the exercise in that mode and drawn by that seed (`None`: as it is written), or begins
    /// one.
    ///
    /// # Errors
    /// [`HistoryError::Busy`], or what cannot happen to a history in memory.
    pub fn open_attempt(
        &mut self,
        exercise: &str,
        mode: Mode,
        seed: Option<u64>,
        now: Timestamp,
    ) -> Result<OpenAttempt, HistoryError> {
        self.keep(|transaction| match query::open_attempt(transaction, exercise, mode, seed)? {
            Some(open) => Ok(open),
            None => begin(transaction, exercise, mode, seed, now),
        })
    }

    /// Keeps how long the attempt has been worked on; a clock that is behind the kept one changes nothing. Every few seconds is
    /// often enough: what was not kept is what a crash takes away.
    ///
    /// # Errors
    /// See [`open_attempt`](Self::open_attempt).
    pub fn keep_clock(&mut self, attempt: AttemptId, elapsed: Duration) -> Result<(), HistoryError> {
        self.keep(|transaction| move_clock(transaction, attempt, elapsed))
    }

    /// Keeps a graded text. Show the verdict after this: then no verdict that was ever seen can be lost.
    ///
    /// # Errors
    /// See [`open_attempt`](Self::open_attempt).
    pub fn record_grade(&mut self, attempt: AttemptId, record: &GradeRecord) -> Result<(), HistoryError> {
        self.keep(|transaction| add_grade(transaction, attempt, record))
    }

    /// Keeps that a hint was seen (counted from 1), and what it costs. The same hint again changes nothing.
    ///
    /// # Errors
    /// See [`open_attempt`](Self::open_attempt).
    pub fn record_hint(
        &mut self,
        attempt: AttemptId,
        number: u32,
        cost: u32,
        now: Timestamp,
    ) -> Result<(), HistoryError> {
        self.keep(|transaction| {
            transaction
                .execute(
                    "INSERT OR IGNORE INTO hint (attempt, number, cost, at) VALUES (?1, ?2, ?3, ?4)",
                    params![attempt.0, number, cost, now.as_millisecond()],
                )
                .map(drop)
        })
    }

    /// Ends the attempt; one that has ended already stays as it was. `solution_shown`: because the learner gave up.
    ///
    /// # Errors
    /// See [`open_attempt`](Self::open_attempt).
    pub fn finish(
        &mut self,
        attempt: AttemptId,
        now: Timestamp,
        elapsed: Duration,
        solution_shown: bool,
    ) -> Result<Option<Attempt>, HistoryError> {
        self.keep(|transaction| {
            add_ending(transaction, attempt, now, elapsed, solution_shown)?;
            query::ended_attempt(transaction, attempt)
        })
    }

    /// Runs the work in one transaction. Where the file cannot take it (full, read-only, damaged), the history goes on in
    /// memory with all that could be read, and the work is done there.
    pub(super) fn keep<T>(&mut self, work: impl Fn(&Transaction) -> rusqlite::Result<T>) -> Result<T, HistoryError> {
        let error = match commit(&mut self.connection, &work) {
            Ok(done) => return Ok(done),
            Err(error) => HistoryError::of(self.path.as_deref(), &error),
        };
        if self.path.is_none() || !error.is_lasting() {
            return Err(error);
        }
        self.fall_back(error);
        commit(&mut self.connection, &work).map_err(|error| HistoryError::of(None, &error))
    }

    fn fall_back(&mut self, trouble: HistoryError) {
        *self = Self::without_file(self.path.as_deref(), trouble);
    }
}

fn commit<T>(connection: &mut Connection, work: &impl Fn(&Transaction) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let transaction = Transaction::new(connection, TransactionBehavior::Immediate)?;
    let done = work(&transaction)?;
    transaction.commit()?;
    Ok(done)
}

/// Begins an attempt.
pub(super) fn begin(
    transaction: &Transaction,
    exercise: &str,
    mode: Mode,
    seed: Option<u64>,
    now: Timestamp,
) -> rusqlite::Result<OpenAttempt> {
    transaction
        .prepare_cached("INSERT INTO attempt (exercise, mode, seed, started) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![exercise, mode.name(), seed.map(u64::cast_signed), now.as_millisecond()])?;
    Ok(OpenAttempt {
        id: AttemptId(transaction.last_insert_rowid()),
        exercise: exercise.to_owned(),
        mode,
        seed,
        started: now,
        elapsed: Duration::ZERO,
        hints: 0,
        hint_cost: 0,
        last_grade: None,
        resumed: false,
    })
}

/// Keeps a text, once however often it comes, and gives what it is found by.
pub(super) fn add_body(transaction: &Transaction, text: &str) -> rusqlite::Result<[u8; 32]> {
    let hash: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    transaction
        .prepare_cached("INSERT OR IGNORE INTO body (hash, content) VALUES (?1, ?2)")?
        .execute(params![hash.as_slice(), text])?;
    Ok(hash)
}

pub(super) fn add_grade(transaction: &Transaction, attempt: AttemptId, record: &GradeRecord) -> rusqlite::Result<()> {
    let hash = add_body(transaction, &record.text)?;
    transaction
        .prepare_cached(
            "INSERT INTO grade (attempt, at, elapsed, body, points, max, passed, accepted)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            attempt.0,
            record.at.as_millisecond(),
            millis(record.elapsed),
            hash.as_slice(),
            record.score.points,
            record.score.max,
            record.score.passed,
            record.accepted,
        ])?;
    let grade = transaction.last_insert_rowid();
    let mut insert =
        transaction.prepare_cached("INSERT INTO failure (grade, item, path, kind) VALUES (?1, ?2, ?3, ?4)")?;
    for failure in &record.failures {
        insert.execute(params![grade, failure.check, failure.path, failure.kind])?;
    }
    move_clock(transaction, attempt, record.elapsed)
}

pub(super) fn add_ending(
    transaction: &Transaction,
    attempt: AttemptId,
    now: Timestamp,
    elapsed: Duration,
    solution_shown: bool,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT OR IGNORE INTO ending (attempt, at, elapsed, solution_shown) VALUES (?1, ?2, ?3, ?4)",
        params![attempt.0, now.as_millisecond(), millis(elapsed), solution_shown],
    )?;
    transaction.execute("DELETE FROM clock WHERE attempt = ?1", params![attempt.0]).map(drop)
}

fn move_clock(transaction: &Transaction, attempt: AttemptId, elapsed: Duration) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO clock (attempt, elapsed) SELECT ?1, ?2
             WHERE NOT EXISTS (SELECT 1 FROM ending WHERE attempt = ?1)
             ON CONFLICT (attempt) DO UPDATE SET elapsed = max(elapsed, excluded.elapsed)",
        )?
        .execute(params![attempt.0, millis(elapsed)])
        .map(drop)
}

pub(super) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// The name under which a finding's kind is kept; a published one never changes.
pub(super) fn kind_name(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::Missing => "missing",
        FindingKind::Wrong => "wrong",
        FindingKind::Misplaced => "misplaced",
        FindingKind::NearMiss => "near-miss",
        FindingKind::Unknown => "unknown",
        FindingKind::Extra => "extra",
        FindingKind::Life => "life",
        FindingKind::Limit => "limit",
        FindingKind::Unreadable => "unreadable",
    }
}

impl Mode {
    /// The name under which a mode is kept; a published one never changes.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::Drill => "drill",
            Self::Exam => "exam",
        }
    }

    /// The mode of a kept name. One that is not known can only come from a newer program, which this one refuses.
    pub(super) fn of_name(name: &str) -> Self {
        match name {
            "drill" => Self::Drill,
            "exam" => Self::Exam,
            _ => Self::Practice,
        }
    }
}
