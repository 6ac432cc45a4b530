//! What is kept of exams, and what happens to histories of the first format.

use std::path::PathBuf;
use std::time::Duration;

use rusqlite::Connection;

use super::*;
use crate::history::{GradeRecord, History, HistoryError, Mode, Score, schema};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_424_400 + second).unwrap()
}

fn plan() -> ExamPlan {
    let task = |exercise: &str, weight, seed| ExamTask {
        exercise: exercise.to_owned(),
        seed,
        weight,
        title: "A task".to_owned(),
        topic: "sidecar".to_owned(),
        domain: "design-and-build".to_owned(),
        kind: "build".to_owned(),
        difficulty: 3,
        points: 7,
        par: Duration::from_mins(5),
    };
    ExamPlan {
        seed: u64::MAX,
        limit: Duration::from_hours(2),
        tasks: vec![task("a", 60, None), task("b", 40, Some(7))],
        uncovered: vec!["deployment".to_owned()],
        packs: vec![PathBuf::from("/my/pack")],
    }
}

fn events() -> Vec<ExamEvent> {
    let acts = [
        ExamAct::Back,
        ExamAct::Shown(0),
        ExamAct::Flagged(0, true),
        ExamAct::Marked(1, true),
        ExamAct::Saved(1, "kind: Pod\n".to_owned()),
        ExamAct::Noted(None, "ü".to_owned()),
        ExamAct::Noted(Some(1), String::new()),
        ExamAct::Alerted(30),
        ExamAct::Away,
    ];
    acts.into_iter().zip(1..).map(|(act, second)| ExamEvent { at: at(second), act }).collect()
}

#[test]
fn an_exam_comes_back_as_it_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.db");
    let mut history = History::open(&path);
    let kept = history.begin_exam(&plan(), at(0)).unwrap();
    assert_eq!((kept.plan.clone(), kept.deadline, kept.seen), (plan(), at(7200), at(0)));
    history.record_exam(kept.id, &events(), at(60)).unwrap();
    history.record_exam(kept.id, &[], at(50)).unwrap();
    drop(history);

    let mut history = History::open(&path);
    let again = history.open_exam().unwrap().unwrap();
    assert_eq!((again.events.clone(), again.seen), (events(), at(60)));
    assert_eq!(history.begin_exam(&ExamPlan { seed: 1, ..plan() }, at(99)).unwrap(), again, "one at a time");
    // Its tasks are attempts, so that there is no help with them.
    assert_eq!(history.find_open("b", Mode::Exam).unwrap().unwrap().seed, Some(7));

    history.end_exam(kept.id, &[], at(100), ExamEnd::ByHand).unwrap();
    history.end_exam(kept.id, &events(), at(200), ExamEnd::ByTime).unwrap();
    assert!(!history.record_exam(kept.id, &events(), at(300)).unwrap(), "it has ended");
    let ended = history.exam(kept.id).unwrap().unwrap();
    assert_eq!((ended.ended, ended.events.len()), (Some((at(100), ExamEnd::ByHand)), events().len()));
    assert_eq!(history.ungraded_exams().unwrap(), [kept.id]);

    let grade = GradeRecord {
        at: at(100),
        elapsed: Duration::from_secs(40),
        text: "kind: Pod\n".to_owned(),
        score: Score { points: 3, max: 7, passed: false },
        accepted: true,
        failures: Vec::new(),
    };
    let record = |attempt: usize, grade| TaskRecord {
        attempt: ended.attempts[attempt],
        ended: at(100),
        spent: Duration::from_secs(40),
        grade,
    };
    let records = [record(0, None), record(1, Some(grade))];
    history.record_exam_result(&ended, "the result", &records, at(101)).unwrap();
    history.record_exam_result(&ended, "another", &records, at(102)).unwrap();
    assert_eq!(history.exam_reports().unwrap(), [(kept.id, "the result".to_owned())]);
    assert_eq!(history.ungraded_exams().unwrap(), []);
    assert_eq!((history.open_exam().unwrap(), history.find_open("b", Mode::Exam).unwrap()), (None, None));
    let attempts = history.attempts(Some("b")).unwrap();
    assert_eq!(attempts.len(), 1);
    assert_eq!((attempts[0].seed, attempts[0].score.unwrap().points, attempts[0].mode), (Some(7), 3, Mode::Exam));
    assert_eq!(history.grades(ended.attempts[1]).unwrap().len(), 1);
}

#[test]
fn nothing_of_an_exam_is_changed_or_deleted() {
    let mut history = History::in_memory();
    let kept = history.begin_exam(&plan(), at(0)).unwrap();
    history.record_exam(kept.id, &events(), at(60)).unwrap();
    history.end_exam(kept.id, &[], at(100), ExamEnd::ByHand).unwrap();
    history.record_exam_result(&kept, "the result", &[], at(101)).unwrap();
    for table in ["exam", "exam_task", "exam_event", "exam_ending", "exam_result"] {
        let column = if table.starts_with("exam_") { "exam" } else { "id" };
        for sql in [format!("DELETE FROM {table}"), format!("UPDATE {table} SET {column} = 9")] {
            let refusal = history.connection.execute(&sql, []).unwrap_err().to_string();
            assert!(refusal.ends_with(" are never deleted") || refusal.ends_with(" are never changed"), "{refusal}");
        }
    }
}

#[test]
fn a_disk_that_becomes_full_does_not_stop_an_exam() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.db");
    let mut history = History::open(&path);
    let kept = history.begin_exam(&plan(), at(0)).unwrap();
    history.record_exam(kept.id, &events(), at(60)).unwrap();
    history.connection.pragma_update(None, "max_page_count", 1).unwrap();
    let large = ExamEvent { at: at(61), act: ExamAct::Saved(0, "x".repeat(100_000)) };
    history.record_exam(kept.id, std::slice::from_ref(&large), at(61)).unwrap();
    assert_eq!(history.trouble(), Some(&HistoryError::Full(path)));
    let open = history.open_exam().unwrap().unwrap();
    assert_eq!(open.plan, plan());
    assert_eq!(open.events, events().into_iter().chain([large]).collect::<Vec<_>>());
}

/// A history as the first published format had it, with an attempt in it.
fn old(path: &std::path::Path) {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(schema::FIRST).unwrap();
    connection.pragma_update(None, "application_id", 0x706f_646c).unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
    let insert = "INSERT INTO attempt (exercise, mode, started) VALUES ('a', 'practice', 0)";
    connection.execute(insert, []).unwrap();
}

#[test]
fn a_history_of_the_first_format_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.db");
    old(&path);
    let mut history = History::open(&path);
    assert_eq!(history.trouble(), None);
    let attempt = history.open_attempt("a", Mode::Practice, None, at(0)).unwrap();
    assert!(attempt.resumed);
    assert_eq!(attempt.seed, None);
    assert!(
        !history.open_attempt("a", Mode::Practice, Some(3), at(1)).unwrap().resumed,
        "another seed is another attempt"
    );
    assert_eq!(history.find_open("a", Mode::Practice).unwrap().unwrap().seed, Some(3));
    history.begin_exam(&plan(), at(0)).unwrap();
    drop(history);
    assert!(History::open(&path).open_exam().unwrap().is_some());
}

#[test]
fn a_history_of_the_first_format_that_cannot_be_written_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.db");
    old(&path);
    let mut history = History::without_file(Some(&path), HistoryError::ReadOnly(path.clone()));
    assert_eq!(history.progress().unwrap()["a"].attempts, 1);
    history.begin_exam(&plan(), at(0)).unwrap();
    let version: i64 =
        Connection::open(&path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 1, "the file is left as it is");
}
