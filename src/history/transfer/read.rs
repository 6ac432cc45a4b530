//! What a history holds, as records. It must not write.

use rusqlite::{Connection, Row, params};

use super::{
    AttemptRecord, EndingRecord, EventRecord, ExamEnding, ExamRecord, FailureRecord, GradedText, HintRecord, ModeName,
    Record, ResultRecord, TaskRecord, Uid,
};
use crate::history::exam::read::words;
use crate::history::{History, HistoryError, Mode};

impl History {
    /// Everything that is in it, in an order in which [`merge`](Self::merge) takes it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn everything(&mut self) -> Result<Vec<Record>, HistoryError> {
        // One transaction, so that what another instance adds meanwhile is seen whole or not at all.
        let read = |history: &mut Self| {
            let view = history.connection.transaction()?;
            let mut records = Vec::new();
            for (id, attempt) in attempts(&view)? {
                let grades = grades(&view, id, &attempt.uid)?;
                records.push(Record::Attempt(attempt));
                records.extend(grades.into_iter().map(Record::Grade));
            }
            for (id, exam) in exams(&view)? {
                let events = events(&view, id, &exam.uid)?;
                records.push(Record::Exam(exam));
                records.extend(events.into_iter().map(Record::ExamEvent));
            }
            Ok(records)
        };
        read(self).map_err(|error| self.sort(&error))
    }
}

/// A number that cannot be negative; one that is can only come from a damaged file.
fn whole(number: i64) -> u32 {
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
}

fn uid(text: String) -> Uid {
    Uid(text)
}

fn attempts(connection: &Connection) -> rusqlite::Result<Vec<(i64, AttemptRecord)>> {
    let mut hints = connection.prepare("SELECT number, cost, at FROM hint WHERE attempt = ?1 ORDER BY number")?;
    let mut statement = connection.prepare(
        "SELECT a.id, hex(a.uid) AS uid, a.exercise, a.mode, a.started, a.seed, c.elapsed AS clock,
                e.at, e.elapsed, e.solution_shown
         FROM attempt a LEFT JOIN clock c ON c.attempt = a.id LEFT JOIN ending e ON e.attempt = a.id ORDER BY a.id",
    )?;
    let mut rows = statement.query([])?;
    let mut attempts = Vec::new();
    while let Some(row) = rows.next()? {
        let id: i64 = row.get("id")?;
        let mut attempt = attempt(row)?;
        let read = |row: &Row| Ok(HintRecord { number: row.get(0)?, cost: row.get(1)?, at: row.get(2)? });
        attempt.hints = hints.query_map(params![id], read)?.collect::<rusqlite::Result<_>>()?;
        attempts.push((id, attempt));
    }
    Ok(attempts)
}

fn attempt(row: &Row) -> rusqlite::Result<AttemptRecord> {
    let ended: Option<i64> = row.get("at")?;
    let ending = match ended {
        None => None,
        Some(at) => {
            Some(EndingRecord { at, elapsed: whole(row.get("elapsed")?), solution_shown: row.get("solution_shown")? })
        }
    };
    Ok(AttemptRecord {
        uid: uid(row.get("uid")?),
        exercise: row.get("exercise")?,
        mode: match Mode::of_name(&row.get::<_, String>("mode")?) {
            Mode::Practice => ModeName::Practice,
            Mode::Drill => ModeName::Drill,
            Mode::Exam => ModeName::Exam,
        },
        started: row.get("started")?,
        seed: row.get("seed")?,
        clock: row.get::<_, Option<i64>>("clock")?.map(whole),
        hints: Vec::new(),
        ending,
    })
}

fn grades(connection: &Connection, attempt: i64, uid: &Uid) -> rusqlite::Result<Vec<GradedText>> {
    let mut failures =
        connection.prepare_cached("SELECT item, path, kind FROM failure WHERE grade = ?1 ORDER BY rowid")?;
    let mut statement = connection.prepare_cached(
        "SELECT g.id, g.at, g.elapsed, g.points, g.max, g.passed, g.accepted, b.content
         FROM grade g JOIN body b ON b.hash = g.body WHERE g.attempt = ?1 ORDER BY g.id",
    )?;
    let mut rows = statement.query(params![attempt])?;
    let mut grades = Vec::new();
    while let Some(row) = rows.next()? {
        let read = |row: &Row| Ok(FailureRecord { check: row.get(0)?, path: row.get(1)?, kind: row.get(2)? });
        grades.push(GradedText {
            attempt: uid.clone(),
            at: row.get(1)?,
            elapsed: whole(row.get(2)?),
            points: row.get(3)?,
            max: row.get(4)?,
            passed: row.get(5)?,
            accepted: row.get(6)?,
            failures: failures.query_map(params![row.get::<_, i64>(0)?], read)?.collect::<rusqlite::Result<_>>()?,
            text: row.get(7)?,
        });
    }
    Ok(grades)
}

fn exams(connection: &Connection) -> rusqlite::Result<Vec<(i64, ExamRecord)>> {
    let mut statement = connection.prepare(
        "SELECT e.id, hex(e.uid) AS uid, e.started, e.deadline, e.seed, e.packs, e.uncovered, c.seen,
                n.at AS ended, n.reason, r.at AS graded, r.report
         FROM exam e LEFT JOIN exam_clock c ON c.exam = e.id LEFT JOIN exam_ending n ON n.exam = e.id
         LEFT JOIN exam_result r ON r.exam = e.id ORDER BY e.id",
    )?;
    let mut rows = statement.query([])?;
    let mut exams = Vec::new();
    while let Some(row) = rows.next()? {
        let id: i64 = row.get("id")?;
        exams.push((id, ExamRecord { tasks: tasks(connection, id)?, ..exam(row)? }));
    }
    Ok(exams)
}

fn exam(row: &Row) -> rusqlite::Result<ExamRecord> {
    let (ended, reason): (Option<i64>, Option<String>) = (row.get("ended")?, row.get("reason")?);
    let (graded, report): (Option<i64>, Option<String>) = (row.get("graded")?, row.get("report")?);
    Ok(ExamRecord {
        uid: uid(row.get("uid")?),
        started: row.get("started")?,
        deadline: row.get("deadline")?,
        seed: row.get("seed")?,
        packs: words(&row.get::<_, String>("packs")?),
        uncovered: words(&row.get::<_, String>("uncovered")?),
        tasks: Vec::new(),
        seen: row.get("seen")?,
        ending: ended.zip(reason).map(|(at, reason)| ExamEnding { at, reason }),
        result: graded.zip(report).map(|(at, report)| ResultRecord { at, report }),
    })
}

fn tasks(connection: &Connection, exam: i64) -> rusqlite::Result<Vec<TaskRecord>> {
    let mut statement = connection.prepare_cached(
        "SELECT t.*, hex(a.uid) AS uid FROM exam_task t JOIN attempt a ON a.id = t.attempt
         WHERE t.exam = ?1 ORDER BY t.number",
    )?;
    let read = |row: &Row| {
        Ok(TaskRecord {
            attempt: uid(row.get("uid")?),
            weight: row.get("weight")?,
            title: row.get("title")?,
            topic: row.get("topic")?,
            domain: row.get("domain")?,
            kind: row.get("kind")?,
            difficulty: row.get("difficulty")?,
            points: row.get("points")?,
            par: whole(row.get("par")?),
        })
    };
    statement.query_map(params![exam], read)?.collect()
}

fn events(connection: &Connection, exam: i64, uid: &Uid) -> rusqlite::Result<Vec<EventRecord>> {
    let mut statement = connection.prepare_cached(
        "SELECT e.at, e.kind, e.task, e.value, b.content FROM exam_event e LEFT JOIN body b ON b.hash = e.body
         WHERE e.exam = ?1 ORDER BY e.id",
    )?;
    let read = |row: &Row| {
        Ok(EventRecord {
            exam: uid.clone(),
            at: row.get(0)?,
            kind: row.get(1)?,
            task: row.get(2)?,
            value: row.get(3)?,
            text: row.get(4)?,
        })
    };
    statement.query_map(params![exam], read)?.collect()
}
