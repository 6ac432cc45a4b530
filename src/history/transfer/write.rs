//! Records that enter a history. What is there already stays as it is.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension as _, Transaction, params};

use super::{AttemptRecord, EventRecord, ExamRecord, GradedText, ModeName, Record, Uid, counted};
use crate::history::write::add_body;
use crate::history::{History, HistoryError};

/// What a merge has brought that was not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Merged {
    /// Attempts, as statistics count them.
    pub attempts: u32,
    /// Graded texts.
    pub grades: u32,
    /// Mock exams.
    pub exams: u32,
    /// Attempts that were there, and that went on elsewhere: a hint more, a later clock, an end.
    pub continued_attempts: u32,
    /// Mock exams that were there, and that went on elsewhere.
    pub continued_exams: u32,
}

/// What a record did to a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    /// It was not there.
    New,
    /// It was there, and something was added to it.
    Further,
    /// It was there as it is, or belongs to an attempt or exam that did not come with it.
    Known,
}

impl Came {
    fn of(new: usize, further: usize) -> Self {
        match (new, further) {
            (0, 0) => Self::Known,
            (0, _) => Self::Further,
            _ => Self::New,
        }
    }
}

impl History {
    /// Takes records from another history: all of them, or, where something fails, none. What is there already stays.
    ///
    /// # Errors
    /// See [`open_attempt`](Self::open_attempt).
    pub fn merge(&mut self, records: &[Record]) -> Result<Merged, HistoryError> {
        let counted = counted(records);
        self.keep(|transaction| {
            let mut merged = Merged::default();
            let (mut new_exams, mut further_exams) = (BTreeSet::new(), BTreeSet::new());
            for record in records {
                match record {
                    Record::Attempt(attempt) => match add_attempt(transaction, attempt)? {
                        Came::New if counted.contains(&attempt.uid) => merged.attempts += 1,
                        Came::Further if counted.contains(&attempt.uid) => merged.continued_attempts += 1,
                        _ => {}
                    },
                    Record::Grade(grade) => merged.grades += u32::from(add_grade(transaction, grade)?),
                    Record::Exam(exam) => match add_exam(transaction, exam)? {
                        Came::New => _ = new_exams.insert(&exam.uid),
                        Came::Further => _ = further_exams.insert(&exam.uid),
                        Came::Known => {}
                    },
                    Record::ExamEvent(event) => {
                        if add_event(transaction, event)? {
                            further_exams.insert(&event.exam);
                        }
                    }
                }
            }
            let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
            merged.exams = number(new_exams.len());
            merged.continued_exams = number(further_exams.difference(&new_exams).count());
            Ok(merged)
        })
    }
}

fn find(transaction: &Transaction, table: &str, uid: &Uid) -> rusqlite::Result<Option<i64>> {
    transaction
        .prepare_cached(&format!("SELECT id FROM {table} WHERE uid = unhex(?1)"))?
        .query_row(params![uid.0], |row| row.get(0))
        .optional()
}

/// One that was there may still get hints, a later clock, or its end.
fn add_attempt(transaction: &Transaction, attempt: &AttemptRecord) -> rusqlite::Result<Came> {
    let mode = match attempt.mode {
        ModeName::Practice => "practice",
        ModeName::Drill => "drill",
        ModeName::Exam => "exam",
    };
    let new = transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO attempt (uid, exercise, mode, started, seed) VALUES (unhex(?1), ?2, ?3, ?4, ?5)",
        )?
        .execute(params![attempt.uid.0, attempt.exercise, mode, attempt.started, attempt.seed])?;
    let Some(id) = find(transaction, "attempt", &attempt.uid)? else { return Ok(Came::Known) };
    let mut further = 0;
    for hint in &attempt.hints {
        further += transaction
            .prepare_cached("INSERT OR IGNORE INTO hint (attempt, number, cost, at) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![id, hint.number, hint.cost, hint.at])?;
    }
    if let Some(ending) = &attempt.ending {
        further += transaction
            .prepare_cached(
                "INSERT OR IGNORE INTO ending (attempt, at, elapsed, solution_shown) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![id, ending.at, ending.elapsed, ending.solution_shown])?;
        transaction.execute("DELETE FROM clock WHERE attempt = ?1", params![id])?;
    } else if let Some(clock) = attempt.clock {
        further += transaction
            .prepare_cached(
                "INSERT INTO clock (attempt, elapsed) SELECT ?1, ?2
                 WHERE NOT EXISTS (SELECT 1 FROM ending WHERE attempt = ?1)
                 ON CONFLICT (attempt) DO UPDATE SET elapsed = excluded.elapsed WHERE excluded.elapsed > elapsed",
            )?
            .execute(params![id, clock])?;
    }
    Ok(Came::of(new, further))
}

/// Whether it was not there.
fn add_grade(transaction: &Transaction, grade: &GradedText) -> rusqlite::Result<bool> {
    let Some(attempt) = find(transaction, "attempt", &grade.attempt)? else { return Ok(false) };
    let hash = add_body(transaction, &grade.text)?;
    let new = transaction
        .prepare_cached(
            "INSERT INTO grade (attempt, at, elapsed, body, points, max, passed, accepted)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
             WHERE NOT EXISTS (SELECT 1 FROM grade WHERE attempt = ?1 AND at = ?2 AND elapsed = ?3 AND body = ?4)",
        )?
        .execute(params![
            attempt,
            grade.at,
            grade.elapsed,
            hash.as_slice(),
            grade.points,
            grade.max,
            grade.passed,
            grade.accepted,
        ])?;
    if new == 0 {
        return Ok(false);
    }
    let id = transaction.last_insert_rowid();
    for failure in &grade.failures {
        transaction
            .prepare_cached("INSERT INTO failure (grade, item, path, kind) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![id, failure.check, failure.path, failure.kind])?;
    }
    Ok(true)
}

/// One that was there may still get a later clock, its end, or its result.
fn add_exam(transaction: &Transaction, exam: &ExamRecord) -> rusqlite::Result<Came> {
    let list = |words: &[String]| serde_json::Value::from(words.to_vec()).to_string();
    let new = transaction.execute(
        "INSERT OR IGNORE INTO exam (uid, started, deadline, seed, packs, uncovered)
         VALUES (unhex(?1), ?2, ?3, ?4, ?5, ?6)",
        params![exam.uid.0, exam.started, exam.deadline, exam.seed, list(&exam.packs), list(&exam.uncovered)],
    )?;
    let Some(id) = find(transaction, "exam", &exam.uid)? else { return Ok(Came::Known) };
    if new > 0 {
        add_tasks(transaction, id, exam)?;
    }
    let mut further = 0;
    if let Some(ending) = &exam.ending {
        further += transaction.execute(
            "INSERT OR IGNORE INTO exam_ending (exam, at, reason) VALUES (?1, ?2, ?3)",
            params![id, ending.at, ending.reason],
        )?;
        transaction.execute("DELETE FROM exam_clock WHERE exam = ?1", params![id])?;
    } else if let Some(seen) = exam.seen {
        further += transaction.execute(
            "INSERT INTO exam_clock (exam, seen) SELECT ?1, ?2
             WHERE NOT EXISTS (SELECT 1 FROM exam_ending WHERE exam = ?1)
             ON CONFLICT (exam) DO UPDATE SET seen = excluded.seen WHERE excluded.seen > seen",
            params![id, seen],
        )?;
    }
    if let Some(result) = &exam.result {
        further += transaction.execute(
            "INSERT OR IGNORE INTO exam_result (exam, at, report) VALUES (?1, ?2, ?3)",
            params![id, result.at, result.report],
        )?;
    }
    Ok(Came::of(new, further))
}

fn add_tasks(transaction: &Transaction, exam: i64, record: &ExamRecord) -> rusqlite::Result<()> {
    for (task, number) in record.tasks.iter().zip(1_u32..) {
        let Some(attempt) = find(transaction, "attempt", &task.attempt)? else { continue };
        transaction
            .prepare_cached(
                "INSERT OR IGNORE INTO exam_task
                 (exam, number, attempt, weight, title, topic, domain, kind, difficulty, points, par)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .execute(params![
                exam,
                number,
                attempt,
                task.weight,
                task.title,
                task.topic,
                task.domain,
                task.kind,
                task.difficulty,
                task.points,
                task.par,
            ])?;
    }
    Ok(())
}

/// Whether it was not there.
fn add_event(transaction: &Transaction, event: &EventRecord) -> rusqlite::Result<bool> {
    let Some(exam) = find(transaction, "exam", &event.exam)? else { return Ok(false) };
    let body = event.text.as_deref().map(|text| add_body(transaction, text)).transpose()?;
    let body = body.as_ref().map(<[u8; 32]>::as_slice);
    let new = transaction
        .prepare_cached(
            "INSERT INTO exam_event (exam, at, kind, task, value, body) SELECT ?1, ?2, ?3, ?4, ?5, ?6
             WHERE NOT EXISTS (SELECT 1 FROM exam_event
                 WHERE exam = ?1 AND at = ?2 AND kind = ?3 AND task IS ?4 AND value IS ?5 AND body IS ?6)",
        )?
        .execute(params![exam, event.at, event.kind, event.task, event.value, body])?;
    Ok(new > 0)
}
