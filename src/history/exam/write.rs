//! Everything that adds to exams. Each method is one transaction.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Transaction, params};

use super::read;
use super::{ExamAct, ExamEnd, ExamEvent, ExamId, ExamPlan, KeptExam};
use crate::history::write::{add_body, add_ending, add_grade, begin, millis};
use crate::history::{AttemptId, GradeRecord, History, HistoryError, Mode};

impl History {
    /// Begins an exam, with an attempt for each of its tasks. While another one is open it goes on with that one, whatever the
    /// plan is: there is one exam at a time.
    ///
    /// # Errors
    /// See [`open_attempt`](History::open_attempt).
    pub fn begin_exam(&mut self, plan: &ExamPlan, now: Timestamp) -> Result<KeptExam, HistoryError> {
        self.keep(|transaction| {
            if let Some(open) = read::open(transaction)? {
                return Ok(open);
            }
            let id = add_exam(transaction, plan, now)?;
            for (task, number) in plan.tasks.iter().zip(1_i64..) {
                let attempt = begin(transaction, &task.exercise, Mode::Exam, task.seed, now)?;
                transaction
                    .prepare_cached(
                        "INSERT INTO exam_task
                         (exam, number, attempt, weight, title, topic, domain, kind, difficulty, points, par)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                    )?
                    .execute(params![
                        id.0,
                        number,
                        attempt.id.0,
                        task.weight,
                        task.title,
                        task.topic,
                        task.domain,
                        task.kind,
                        task.difficulty,
                        task.points,
                        millis(task.par),
                    ])?;
            }
            move_clock(transaction, id, now)?;
            read::exam(transaction, id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)
        })
    }

    /// Keeps what happened in an exam, and that the program was running at `seen`. False: nothing was kept, since the exam has ended.
    ///
    /// # Errors
    /// See [`open_attempt`](History::open_attempt).
    pub fn record_exam(&mut self, exam: ExamId, events: &[ExamEvent], seen: Timestamp) -> Result<bool, HistoryError> {
        self.keep(|transaction| {
            if !is_open(transaction, exam)? {
                return Ok(false);
            }
            for event in events {
                add_event(transaction, exam, event)?;
            }
            move_clock(transaction, exam, seen)?;
            Ok(true)
        })
    }

    /// Keeps the end of an exam with the last that happened in it; one that has ended stays as it was. Grade it after this: a
    /// program that is killed while it grades has not opened the exam again. One that is discarded is not graded: its tasks'
    /// attempts end with it.
    ///
    /// # Errors
    /// See [`open_attempt`](History::open_attempt).
    pub fn end_exam(
        &mut self,
        exam: ExamId,
        events: &[ExamEvent],
        at: Timestamp,
        how: ExamEnd,
    ) -> Result<(), HistoryError> {
        self.keep(|transaction| {
            if !is_open(transaction, exam)? {
                return Ok(());
            }
            for event in events {
                add_event(transaction, exam, event)?;
            }
            transaction.execute(
                "INSERT INTO exam_ending (exam, at, reason) VALUES (?1, ?2, ?3)",
                params![exam.0, at.as_millisecond(), how.name()],
            )?;
            if how == ExamEnd::Discarded {
                end_attempts(transaction, exam, at)?;
            }
            transaction.execute("DELETE FROM exam_clock WHERE exam = ?1", params![exam.0]).map(drop)
        })
    }

    /// Keeps the result of an exam that has ended, together with the verdict on each task that has one, and ends the tasks'
    /// attempts. Show it after this. A result that is there stays as it was.
    ///
    /// # Errors
    /// See [`open_attempt`](History::open_attempt).
    pub fn record_exam_result(
        &mut self,
        exam: &KeptExam,
        report: &str,
        tasks: &[TaskRecord],
        now: Timestamp,
    ) -> Result<(), HistoryError> {
        self.keep(|transaction| {
            let added = transaction.execute(
                "INSERT OR IGNORE INTO exam_result (exam, at, report) VALUES (?1, ?2, ?3)",
                params![exam.id.0, now.as_millisecond(), report],
            )?;
            for task in tasks.iter().filter(|_| added == 1) {
                if let Some(grade) = &task.grade {
                    add_grade(transaction, task.attempt, grade)?;
                }
                add_ending(transaction, task.attempt, task.ended, task.spent, false)?;
            }
            Ok(())
        })
    }
}

/// What is kept of a task when the exam is graded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRecord {
    /// Its attempt.
    pub attempt: AttemptId,
    /// When the exam ended.
    pub ended: Timestamp,
    /// The time that the task got.
    pub spent: std::time::Duration,
    /// Its verdict; `None` where its file was never changed.
    pub grade: Option<GradeRecord>,
}

fn add_exam(transaction: &Transaction, plan: &ExamPlan, now: Timestamp) -> rusqlite::Result<ExamId> {
    let deadline = now.as_millisecond().saturating_add(millis(plan.limit));
    let packs: Vec<String> = plan.packs.iter().map(|folder| folder.to_string_lossy().into_owned()).collect();
    transaction.execute(
        "INSERT INTO exam (started, deadline, seed, packs, uncovered) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![now.as_millisecond(), deadline, plan.seed.cast_signed(), words(&packs), words(&plan.uncovered)],
    )?;
    Ok(ExamId(transaction.last_insert_rowid()))
}

/// A list of texts as one JSON text.
fn words(list: &[String]) -> String {
    serde_json::Value::from(list).to_string()
}

/// Ends the attempts of an exam without a verdict. How long each task was worked on stands in the exam's events.
fn end_attempts(transaction: &Transaction, exam: ExamId, at: Timestamp) -> rusqlite::Result<()> {
    let sql = "SELECT attempt FROM exam_task WHERE exam = ?1 ORDER BY number";
    let mut statement = transaction.prepare_cached(sql)?;
    let attempts: Vec<i64> =
        statement.query_map(params![exam.0], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    attempts.into_iter().try_for_each(|attempt| {
        add_ending(transaction, AttemptId(attempt), at, std::time::Duration::ZERO, false).map(drop)
    })
}

fn is_open(transaction: &Transaction, exam: ExamId) -> rusqlite::Result<bool> {
    let sql = "SELECT NOT EXISTS (SELECT 1 FROM exam_ending WHERE exam = id) FROM exam WHERE id = ?1";
    Ok(transaction.prepare_cached(sql)?.query_row(params![exam.0], |row| row.get(0)).optional()?.unwrap_or(false))
}

fn move_clock(transaction: &Transaction, exam: ExamId, seen: Timestamp) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO exam_clock (exam, seen) VALUES (?1, ?2)
             ON CONFLICT (exam) DO UPDATE SET seen = max(seen, excluded.seen)",
        )?
        .execute(params![exam.0, seen.as_millisecond()])
        .map(drop)
}

fn add_event(transaction: &Transaction, exam: ExamId, event: &ExamEvent) -> rusqlite::Result<()> {
    let (task, value, text) = match &event.act {
        ExamAct::Shown(task) | ExamAct::Unsaved(task) => (Some(*task), None, None),
        ExamAct::Flagged(task, on) | ExamAct::Marked(task, on) => (Some(*task), Some(i64::from(*on)), None),
        ExamAct::Saved(task, text) => (Some(*task), None, Some(text)),
        ExamAct::Noted(task, text) => (*task, None, Some(text)),
        ExamAct::Alerted(minutes) => (None, Some(i64::from(*minutes)), None),
        ExamAct::Away | ExamAct::Back => (None, None, None),
    };
    let body = text.map(|text| add_body(transaction, text)).transpose()?;
    let number = task.map(|task| i64::try_from(task).unwrap_or(i64::MAX).saturating_add(1));
    transaction
        .prepare_cached("INSERT INTO exam_event (exam, at, kind, task, value, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![
            exam.0,
            event.at.as_millisecond(),
            event.act.name(),
            number,
            value,
            body.as_ref().map(<[u8; 32]>::as_slice),
        ])
        .map(drop)
}

impl ExamAct {
    /// The name under which an event is kept; a published one never changes.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Shown(_) => "shown",
            Self::Flagged(..) => "flagged",
            Self::Marked(..) => "marked",
            Self::Saved(..) => "saved",
            Self::Noted(..) => "noted",
            Self::Alerted(_) => "alerted",
            Self::Unsaved(_) => "unsaved",
            Self::Away => "away",
            Self::Back => "back",
        }
    }
}

impl ExamEnd {
    /// The name under which an end is kept; a published one never changes.
    fn name(self) -> &'static str {
        match self {
            Self::ByHand => "by-hand",
            Self::ByTime => "by-time",
            Self::Discarded => "discarded",
        }
    }

    pub(super) fn of_name(name: &str) -> Self {
        match name {
            "by-time" => Self::ByTime,
            "discarded" => Self::Discarded,
            _ => Self::ByHand,
        }
    }
}
