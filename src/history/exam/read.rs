//! Everything that is read of exams. It must not write.

use std::path::PathBuf;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{DiscardedExam, ExamAct, ExamEnd, ExamEvent, ExamId, ExamPlan, ExamTask, KeptExam};
use crate::history::query::{duration, time};
use crate::history::{AttemptId, History, HistoryError};

impl History {
    /// The exam that is running, if there is one. Its time may be over: who asks ends it then.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open_exam(&self) -> Result<Option<KeptExam>, HistoryError> {
        open(&self.connection).map_err(|error| self.sort(&error))
    }

    /// The exam of that number.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn exam(&self, id: ExamId) -> Result<Option<KeptExam>, HistoryError> {
        exam(&self.connection, id).map_err(|error| self.sort(&error))
    }

    /// The numbers of all exams, the oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn exam_ids(&self) -> Result<Vec<ExamId>, HistoryError> {
        ids(&self.connection, "").map_err(|error| self.sort(&error))
    }

    /// The exams that have ended and are not graded yet, because the program died in between. One that was discarded never is.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn ungraded_exams(&self) -> Result<Vec<ExamId>, HistoryError> {
        let rest = "WHERE EXISTS (SELECT 1 FROM exam_ending WHERE exam = id AND reason <> 'discarded')
                    AND NOT EXISTS (SELECT 1 FROM exam_result WHERE exam = id)";
        ids(&self.connection, rest).map_err(|error| self.sort(&error))
    }

    /// The exams that were discarded, the oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn discarded_exams(&self) -> Result<Vec<DiscardedExam>, HistoryError> {
        let read = || -> rusqlite::Result<Vec<_>> {
            let sql = "SELECT e.id, e.started, n.at FROM exam e JOIN exam_ending n ON n.exam = e.id
                       WHERE n.reason = 'discarded' ORDER BY e.started, e.id";
            let mut statement = self.connection.prepare_cached(sql)?;
            let one = |row: &Row| {
                Ok(DiscardedExam { id: ExamId(row.get(0)?), started: time(row.get(1)?), at: time(row.get(2)?) })
            };
            statement.query_map([], one)?.collect()
        };
        read().map_err(|error| self.sort(&error))
    }

    /// The results of all exams that are graded, the oldest first, as `session::exam` wrote them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn exam_reports(&self) -> Result<Vec<(ExamId, String)>, HistoryError> {
        let read = || -> rusqlite::Result<Vec<_>> {
            let sql = "SELECT e.id, r.report FROM exam e JOIN exam_result r ON r.exam = e.id ORDER BY e.started, e.id";
            let mut statement = self.connection.prepare_cached(sql)?;
            statement.query_map([], |row| Ok((ExamId(row.get(0)?), row.get(1)?)))?.collect()
        };
        read().map_err(|error| self.sort(&error))
    }
}

fn ids(connection: &Connection, rest: &str) -> rusqlite::Result<Vec<ExamId>> {
    let mut statement = connection.prepare_cached(&format!("SELECT id FROM exam {rest} ORDER BY started, id"))?;
    statement.query_map([], |row| row.get(0).map(ExamId))?.collect()
}

/// The exam that has not ended; of several, which only a merge of histories can bring, the last.
pub(super) fn open(connection: &Connection) -> rusqlite::Result<Option<KeptExam>> {
    let open = ids(connection, "WHERE NOT EXISTS (SELECT 1 FROM exam_ending WHERE exam = id)")?;
    open.last().map_or(Ok(None), |id| exam(connection, *id))
}

pub(super) fn exam(connection: &Connection, id: ExamId) -> rusqlite::Result<Option<KeptExam>> {
    let sql = "SELECT e.started, e.deadline, e.seed, e.packs, e.uncovered, c.seen, n.at AS ended, n.reason, r.report
               FROM exam e LEFT JOIN exam_clock c ON c.exam = e.id LEFT JOIN exam_ending n ON n.exam = e.id
               LEFT JOIN exam_result r ON r.exam = e.id WHERE e.id = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let Some(mut exam) = statement.query_row(params![id.0], |row| head(id, row)).optional()? else { return Ok(None) };
    (exam.plan.tasks, exam.attempts) = tasks(connection, id)?.into_iter().unzip();
    exam.events = events(connection, id)?;
    exam.seen = exam.events.iter().map(|event| event.at).fold(exam.seen, Timestamp::max);
    Ok(Some(exam))
}

fn head(id: ExamId, row: &Row) -> rusqlite::Result<KeptExam> {
    let (started, deadline): (i64, i64) = (row.get("started")?, row.get("deadline")?);
    let ended: Option<i64> = row.get("ended")?;
    let reason: Option<String> = row.get("reason")?;
    let words = |name: &str| Ok::<Vec<String>, rusqlite::Error>(words(&row.get::<_, String>(name)?));
    Ok(KeptExam {
        id,
        started: time(started),
        deadline: time(deadline),
        plan: ExamPlan {
            seed: row.get::<_, i64>("seed")?.cast_unsigned(),
            limit: duration(deadline.saturating_sub(started)),
            tasks: Vec::new(),
            uncovered: words("uncovered")?,
            packs: words("packs")?.into_iter().map(PathBuf::from).collect(),
        },
        attempts: Vec::new(),
        events: Vec::new(),
        seen: time(row.get::<_, Option<i64>>("seen")?.unwrap_or(started)),
        ended: ended.zip(reason).map(|(at, reason)| (time(at), ExamEnd::of_name(&reason))),
        report: row.get("report")?,
    })
}

/// A list that was kept as one JSON text; a damaged one is empty.
pub(in crate::history) fn words(text: &str) -> Vec<String> {
    serde_json::from_str(text).unwrap_or_default()
}

fn tasks(connection: &Connection, id: ExamId) -> rusqlite::Result<Vec<(ExamTask, AttemptId)>> {
    let sql = "SELECT t.*, a.exercise, a.seed FROM exam_task t JOIN attempt a ON a.id = t.attempt
               WHERE t.exam = ?1 ORDER BY t.number";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &Row| {
        let task = ExamTask {
            exercise: row.get("exercise")?,
            seed: row.get::<_, Option<i64>>("seed")?.map(i64::cast_unsigned),
            weight: row.get("weight")?,
            title: row.get("title")?,
            topic: row.get("topic")?,
            domain: row.get("domain")?,
            kind: row.get("kind")?,
            difficulty: row.get("difficulty")?,
            points: row.get("points")?,
            par: duration(row.get("par")?),
        };
        Ok((task, AttemptId(row.get("attempt")?)))
    };
    statement.query_map(params![id.0], read)?.collect()
}

fn events(connection: &Connection, id: ExamId) -> rusqlite::Result<Vec<ExamEvent>> {
    let sql = "SELECT e.at, e.kind, e.task, e.value, b.content FROM exam_event e
               LEFT JOIN body b ON b.hash = e.body WHERE e.exam = ?1 ORDER BY e.id";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![id.0])?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        // A row that makes no sense can only come from a damaged file; the others still count.
        if let Some(act) = act(row)? {
            events.push(ExamEvent { at: time(row.get("at")?), act });
        }
    }
    Ok(events)
}

fn act(row: &Row) -> rusqlite::Result<Option<ExamAct>> {
    let kind: String = row.get("kind")?;
    let number: Option<i64> = row.get("task")?;
    let task = number.and_then(|number| usize::try_from(number).ok()?.checked_sub(1));
    let value: i64 = row.get::<_, Option<i64>>("value")?.unwrap_or(0);
    let text: Option<String> = row.get("content")?;
    Ok(match (kind.as_str(), task) {
        ("shown", Some(task)) => Some(ExamAct::Shown(task)),
        ("flagged", Some(task)) => Some(ExamAct::Flagged(task, value != 0)),
        ("marked", Some(task)) => Some(ExamAct::Marked(task, value != 0)),
        ("saved", Some(task)) => text.map(|text| ExamAct::Saved(task, text)),
        ("noted", task) => text.map(|text| ExamAct::Noted(task, text)),
        ("alerted", _) => u32::try_from(value).ok().map(ExamAct::Alerted),
        ("unsaved", Some(task)) => Some(ExamAct::Unsaved(task)),
        ("away", _) => Some(ExamAct::Away),
        ("back", _) => Some(ExamAct::Back),
        _ => None,
    })
}
