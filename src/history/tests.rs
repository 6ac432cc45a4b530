//! What is kept, and what happens where it cannot be.

use std::fs;

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;

const MINUTE: Duration = Duration::from_mins(1);

fn at(minute: i64) -> Timestamp {
    "2026-11-23T09:00:00Z".parse::<Timestamp>().unwrap() + Duration::from_secs(60 * u64::try_from(minute).unwrap())
}

fn graded(minute: i64, text: &str, points: u32) -> GradeRecord {
    GradeRecord {
        at: at(minute),
        elapsed: MINUTE * u32::try_from(minute).unwrap(),
        text: text.to_owned(),
        score: Score { points, max: 7, passed: points == 7 },
        accepted: points > 0,
        failures: if points == 7 { Vec::new() } else { vec![failure("spec.containers[app].image", "wrong")] },
    }
}

fn failure(path: &str, kind: &str) -> Failure {
    Failure { check: "image".into(), path: Some(path.into()), kind: Some(kind.into()) }
}

struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("state").join("history.db")
    }

    fn open(&self) -> History {
        let history = History::open(&self.path());
        assert_eq!(history.trouble(), None);
        history
    }
}

#[test]
fn an_attempt_goes_on_with_the_same_clock_after_the_program_died() {
    let home = Home::new();
    let mut history = home.open();
    let first = history.open_attempt("a", Mode::Practice, None, at(0)).unwrap();
    assert!(!first.resumed);
    history.keep_clock(first.id, 2 * MINUTE).unwrap();
    history.record_hint(first.id, 1, 1, at(2)).unwrap();
    history.record_hint(first.id, 1, 1, at(2)).unwrap();
    history.record_grade(first.id, &graded(3, "x", 4)).unwrap();
    history.keep_clock(first.id, MINUTE).unwrap();
    drop(history);

    let mut history = home.open();
    let again = history.open_attempt("a", Mode::Practice, None, at(60)).unwrap();
    let expected = OpenAttempt {
        elapsed: 3 * MINUTE,
        hints: 1,
        hint_cost: 1,
        last_grade: Some(Score { points: 4, max: 7, passed: false }),
        resumed: true,
        ..first
    };
    assert_eq!(again, expected);
    assert_eq!(history.find_open("a", Mode::Practice).unwrap(), Some(again.clone()));
    assert_eq!(history.find_open("a", Mode::Exam).unwrap(), None);
    assert_eq!(history.open_attempts().unwrap(), [again]);
}

#[test]
fn an_ended_attempt_keeps_its_best_result_with_the_hints_taken_off() {
    let mut history = History::in_memory();
    let open = history.open_attempt("a", Mode::Practice, None, at(0)).unwrap();
    history.record_hint(open.id, 1, 2, at(1)).unwrap();
    history.record_grade(open.id, &graded(2, "x", 7)).unwrap();
    history.record_grade(open.id, &graded(3, "y", 3)).unwrap();
    let ended = history.finish(open.id, at(4), 4 * MINUTE, false).unwrap().unwrap();
    assert_eq!(ended.score, Some(Score { points: 5, max: 7, passed: true }));
    assert_eq!((ended.elapsed, ended.hints, ended.solution_shown), (4 * MINUTE, 1, false));
    // Ended is ended.
    assert_eq!(history.finish(open.id, at(9), 9 * MINUTE, true).unwrap(), Some(ended.clone()));
    history.keep_clock(open.id, 9 * MINUTE).unwrap();
    assert_eq!(history.attempts(Some("a")).unwrap(), [ended]);
    assert_eq!(history.attempts(Some("b")).unwrap(), []);
    assert_ne!(history.open_attempt("a", Mode::Practice, None, at(9)).unwrap().id, open.id);
}

#[test]
fn progress_counts_what_passed_before_the_solution_was_seen() {
    let mut history = History::in_memory();
    let solved = history.open_attempt("solved", Mode::Practice, None, at(0)).unwrap();
    history.record_grade(solved.id, &graded(5, "x", 7)).unwrap();
    let tried = history.open_attempt("tried", Mode::Practice, None, at(0)).unwrap();
    history.record_grade(tried.id, &graded(1, "x", 2)).unwrap();
    history.finish(tried.id, at(2), MINUTE, true).unwrap();
    history.record_grade(tried.id, &graded(3, "the solution", 7)).unwrap();
    let progress = history.progress().unwrap();
    assert_eq!(progress.keys().collect::<Vec<_>>(), ["solved", "tried"]);
    let solved = &progress["solved"];
    assert_eq!(
        (solved.state(), solved.solved, solved.best_time, solved.open),
        (State::Solved, 1, Some(5 * MINUTE), true)
    );
    assert_eq!(solved.last, Some(at(5)));
    let tried = &progress["tried"];
    assert_eq!((tried.state(), tried.attempts, tried.best_time, tried.open), (State::Tried, 1, None, false));
}

#[test]
fn every_graded_text_is_kept_with_what_failed() {
    let mut history = History::in_memory();
    let open = history.open_attempt("a", Mode::Drill, None, at(0)).unwrap();
    let records = [graded(1, "same", 3), graded(2, "same", 3), graded(3, "über\n", 7)];
    for record in &records {
        history.record_grade(open.id, record).unwrap();
    }
    assert_eq!(history.grades(open.id).unwrap(), records);
    let bodies: i64 = history.connection.query_row("SELECT count(*) FROM body", [], |row| row.get(0)).unwrap();
    assert_eq!(bodies, 2, "the same text takes room once");
}

#[test]
fn nothing_that_was_kept_can_be_changed() {
    let mut history = History::in_memory();
    let open = history.open_attempt("a", Mode::Drill, None, at(0)).unwrap();
    history.record_grade(open.id, &graded(1, "x", 3)).unwrap();
    for change in ["UPDATE grade SET points = 7", "DELETE FROM grade", "UPDATE attempt SET started = 0"] {
        assert!(history.connection.execute(change, []).is_err(), "{change}");
    }
}

#[test]
fn statistics_name_the_fields_that_go_wrong() {
    let mut history = History::in_memory();
    let day = 24 * 60;
    for (attempt, minute) in [("a", 0), ("b", day), ("c", 2 * day)] {
        let open = history.open_attempt(attempt, Mode::Practice, None, at(minute)).unwrap();
        let mut record = graded(minute, "x", 1);
        record.elapsed = MINUTE;
        record.failures = vec![
            failure("spec.containers[app].volumeMounts[data].readOnly", "wrong"),
            failure("spec.initContainers[0].image", "missing"),
            failure("metadata.name", "unreadable"),
        ];
        history.record_grade(open.id, &record).unwrap();
        history.record_grade(open.id, &GradeRecord { elapsed: 2 * MINUTE, ..graded(minute + 1, "y", 7) }).unwrap();
    }
    let stats = history.stats(at(2 * day + 60), &TimeZone::UTC).unwrap();
    let expected = Stats {
        tried: 3,
        solved: 3,
        attempts: 3,
        passed: 3,
        grades: 6,
        time: 6 * MINUTE,
        streak: 3,
        days: ["2026-11-23", "2026-11-24", "2026-11-25"]
            .map(|date| DayStat { date: date.parse().unwrap(), grades: 2, passed: 1 })
            .to_vec(),
        fields: vec![FieldStat { field: "containers.volumeMounts.readOnly".into(), attempts: 3 }],
    };
    assert_eq!(stats, expected);
    let streak = |minute| history.stats(at(minute), &TimeZone::UTC).unwrap().streak;
    assert_eq!((streak(3 * day), streak(4 * day)), (3, 0), "today may still come");
    assert_eq!(History::in_memory().stats(at(0), &TimeZone::UTC).unwrap(), Stats::default());
}

#[test]
fn a_newer_history_is_left_alone_and_the_program_goes_on_in_memory() {
    let home = Home::new();
    home.open().connection.pragma_update(None, "user_version", 99).unwrap();
    let before = fs::read(home.path()).unwrap();
    let mut history = History::open(&home.path());
    let trouble = history.trouble().unwrap().clone();
    assert_eq!(trouble, HistoryError::Newer { path: home.path(), found: 99, known: 2 });
    assert_eq!(
        trouble.to_string(),
        format!(
            "your history {} was written by a newer podlings (its format is 99, this program knows up to 2)",
            home.path().display()
        )
    );
    history.open_attempt("a", Mode::Practice, None, at(0)).unwrap();
    assert_eq!(fs::read(home.path()).unwrap(), before);
}

#[test]
fn a_damaged_history_is_left_alone_and_the_program_goes_on_in_memory() {
    let home = Home::new();
    home.open();
    for bytes in [b"not a database at all, but long enough to be one".repeat(30), {
        let mut bytes = fs::read(home.path()).unwrap();
        bytes.iter_mut().skip(100).for_each(|byte| *byte = 0xff);
        bytes
    }] {
        fs::write(home.path(), &bytes).unwrap();
        let mut history = History::open(&home.path());
        assert!(matches!(history.trouble(), Some(HistoryError::Damaged { .. })), "{:?}", history.trouble());
        history.open_attempt("a", Mode::Practice, None, at(0)).unwrap();
        assert_eq!(fs::read(home.path()).unwrap(), bytes);
    }
}

#[test]
fn another_programs_database_is_not_touched() {
    let home = Home::new();
    fs::create_dir_all(home.path().parent().unwrap()).unwrap();
    Connection::open(home.path()).unwrap().execute_batch("CREATE TABLE other (x)").unwrap();
    assert_eq!(History::open(&home.path()).trouble(), Some(&HistoryError::Foreign(home.path())));
}

#[test]
fn a_place_that_cannot_be_used_is_told() {
    let home = Home::new();
    fs::write(home.path().parent().unwrap(), "a file where the folder should be").unwrap();
    assert!(matches!(History::open(&home.path()).trouble(), Some(HistoryError::Io { .. })));
    fs::remove_file(home.path().parent().unwrap()).unwrap();
    fs::create_dir_all(home.path()).unwrap();
    assert!(matches!(History::open(&home.path()).trouble(), Some(HistoryError::Io { .. })));
}

#[test]
fn a_disk_that_becomes_full_is_told_and_nothing_of_this_run_is_missed() {
    let home = Home::new();
    let mut history = home.open();
    let open = history.open_attempt("a", Mode::Practice, None, at(0)).unwrap();
    history.record_grade(open.id, &graded(1, "kept", 3)).unwrap();
    history.connection.pragma_update(None, "max_page_count", 1).unwrap();
    let large = "x".repeat(100_000);
    history.record_grade(open.id, &graded(2, &large, 7)).unwrap();
    assert_eq!(history.trouble(), Some(&HistoryError::Full(home.path())));
    assert_eq!(history.trouble().unwrap().hint(), "make room on the disk; until then nothing of this run is kept");
    let texts =
        |history: &History| history.grades(open.id).unwrap().into_iter().map(|grade| grade.text).collect::<Vec<_>>();
    assert_eq!(texts(&history), ["kept", &large]);
    assert_eq!(history.progress().unwrap()["a"].state(), State::Solved);
    // Another program goes on in the file meanwhile, which has room again.
    assert_eq!(texts(&home.open()), ["kept"]);
    home.open().open_attempt("b", Mode::Practice, None, at(3)).unwrap();
    assert_eq!(history.rescue(), Some(Ok(())));
    assert_eq!(history.rescue(), None, "it is kept now");
    assert_eq!((history.trouble(), texts(&home.open())), (None, vec!["kept".to_owned(), large.clone()]));
    assert_eq!(home.open().open_attempts().unwrap().len(), 2);
}

#[test]
fn what_cannot_be_kept_at_the_end_either_is_told() {
    let home = Home::new();
    fs::create_dir_all(home.path().parent().unwrap()).unwrap();
    fs::write(home.path(), "no database at all, and long enough not to be taken for an empty one").unwrap();
    let mut history = History::open(&home.path());
    history.open_attempt("a", Mode::Practice, None, at(0)).unwrap();
    assert!(matches!(history.rescue(), Some(Err(HistoryError::Damaged { .. }))));
    assert_eq!(history.open_attempts().unwrap().len(), 1, "it is in memory still");
    assert_eq!(History::in_memory().rescue(), None);
}

#[test]
fn a_history_that_becomes_read_only_is_told() {
    let home = Home::new();
    let mut history = home.open();
    history.connection.pragma_update(None, "query_only", true).unwrap();
    let open = history.open_attempt("a", Mode::Practice, None, at(0)).unwrap();
    history.record_grade(open.id, &graded(1, "x", 7)).unwrap();
    assert_eq!(history.trouble(), Some(&HistoryError::ReadOnly(home.path())));
    assert_eq!(history.progress().unwrap()["a"].state(), State::Solved);
}

#[test]
fn two_programs_share_one_history() {
    let home = Home::new();
    let (mut one, mut other) = (home.open(), home.open());
    let first = one.open_attempt("a", Mode::Practice, None, at(0)).unwrap();
    let second = other.open_attempt("a", Mode::Practice, None, at(1)).unwrap();
    assert_eq!(first.id, second.id);
    for minute in 1..20 {
        one.record_grade(first.id, &graded(minute, "one", 3)).unwrap();
        other.record_grade(first.id, &graded(minute, "other", 4)).unwrap();
    }
    assert_eq!(one.grades(first.id).unwrap().len(), 38);
}

#[test]
fn many_threads_begin_one_attempt() {
    let home = Home::new();
    let ids = std::thread::scope(|scope| {
        let begin = || home.open().open_attempt("a", Mode::Practice, None, at(0)).unwrap().id;
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(begin)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<std::collections::BTreeSet<_>>()
    });
    assert_eq!(ids.len(), 1);
}

#[test]
fn a_verdict_is_kept_with_its_failed_checks() {
    use crate::grade::verdict::{CheckResult, ClusterWord, Difference, FindingKind, Verdict};
    let check = |id: &str, passed| CheckResult {
        id: id.into(),
        text: String::new(),
        points: 0,
        max_points: 1,
        passed,
        expected: None,
        actual: None,
        path: Some("metadata.name".into()),
        place: None,
        kind: (!passed).then_some(FindingKind::NearMiss),
        why: String::new(),
        more: Vec::new(),
        tried: true,
    };
    let verdict = Verdict {
        exercise: "a".into(),
        score: 1,
        max_score: 2,
        passed: false,
        cluster: ClusterWord { accepted: true, judged: true, message: String::new(), refusals: Vec::new() },
        checks: vec![check("good", true), check("bad", false)],
        diff: Difference::default(),
        note: None,
    };
    let record = GradeRecord::of(&verdict, "text", at(1), MINUTE);
    assert_eq!(record.score, Score { points: 1, max: 2, passed: false });
    let expected = Failure { check: "bad".into(), path: Some("metadata.name".into()), kind: Some("near-miss".into()) };
    assert_eq!(record.failures, [expected]);
}

proptest! {
    #[test]
    fn any_text_comes_back_as_it_was(text in any::<String>(), exercise in any::<String>()) {
        let mut history = History::in_memory();
        let open = history.open_attempt(&exercise, Mode::Practice, None, at(0)).unwrap();
        history.record_grade(open.id, &graded(1, &text, 3)).unwrap();
        prop_assert_eq!(&history.grades(open.id).unwrap()[0].text, &text);
        prop_assert!(history.progress().unwrap().contains_key(&exercise));
    }
}

#[test]
fn what_can_be_read_of_a_file_that_takes_nothing_is_there() {
    let home = Home::new();
    let mut history = home.open();
    let open = history.open_attempt("a", Mode::Practice, None, at(0)).unwrap();
    history.record_grade(open.id, &graded(1, "kept", 7)).unwrap();
    drop(history);
    let mut history = History::without_file(Some(&home.path()), HistoryError::ReadOnly(home.path()));
    assert_eq!(history.trouble(), Some(&HistoryError::ReadOnly(home.path())));
    assert_eq!(history.progress().unwrap()["a"].state(), State::Solved);
    history.record_grade(open.id, &graded(2, "not kept", 7)).unwrap();
    assert_eq!(history.grades(open.id).unwrap().len(), 2);
    assert_eq!(home.open().grades(open.id).unwrap().len(), 1);
}

/// What a machine has done, as numbers: attempts at a few exercises, each with graded texts, hints and maybe an end.
fn lived() -> impl Strategy<Value = Vec<(u8, Vec<u8>, u8, bool)>> {
    prop::collection::vec((0..3_u8, prop::collection::vec(0..8_u8, 0..4), 0..3_u8, any::<bool>()), 0..5)
}

fn live(history: &mut History, from: i64, days: &[(u8, Vec<u8>, u8, bool)]) {
    for (number, (exercise, grades, hints, ends)) in (from..).step_by(10).zip(days) {
        let attempt = history
            .open_attempt(&format!("exercise-{exercise}"), Mode::Practice, (*hints > 1).then_some(7), at(number))
            .unwrap();
        for (minute, points) in (number..).zip(grades) {
            let record = graded(minute, &format!("text {points}"), u32::from(*points));
            history.record_grade(attempt.id, &record).unwrap();
        }
        for hint in 1..=*hints {
            history.record_hint(attempt.id, u32::from(hint), 1, at(number)).unwrap();
        }
        if *ends {
            history.finish(attempt.id, at(number + 9), MINUTE, false).unwrap();
        }
    }
}

fn sorted(history: &mut History) -> Vec<String> {
    let mut records: Vec<String> = history.everything().unwrap().iter().map(|record| format!("{record:?}")).collect();
    records.sort();
    records
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn merging_loses_nothing_and_doubles_nothing(first in lived(), second in lived(), later in lived()) {
        let (mut ours, mut theirs) = (History::in_memory(), History::in_memory());
        live(&mut ours, 0, &first);
        theirs.merge(&ours.everything().unwrap()).unwrap();
        prop_assert_eq!(sorted(&mut theirs), sorted(&mut ours));
        // Both go on, also with the same attempts, and then meet again.
        live(&mut ours, 100, &second);
        live(&mut theirs, 200, &later);
        let before = (sorted(&mut ours).len(), sorted(&mut theirs).len());
        let (from_ours, from_theirs) = (ours.everything().unwrap(), theirs.everything().unwrap());
        ours.merge(&from_theirs).unwrap();
        theirs.merge(&from_ours).unwrap();
        let all = sorted(&mut ours);
        prop_assert!(all.len() >= before.0.max(before.1));
        prop_assert_eq!(all.len(), sorted(&mut theirs).len());
        for record in from_ours.iter().chain(&from_theirs) {
            if let transfer::Record::Grade(_) = record {
                prop_assert!(all.contains(&format!("{record:?}")), "{record:?} is lost");
            }
        }
        prop_assert_eq!(ours.merge(&from_theirs).unwrap(), transfer::Merged::default());
        prop_assert_eq!(sorted(&mut ours), all);
    }
}

#[test]
fn a_merge_tells_what_is_new_from_what_went_on_elsewhere() {
    let exam = |ending: bool| {
        let ending = if ending { r#","ending":{"at":2000,"reason":"finished"}"# } else { "" };
        let exam = format!(
            r#"{{"exam":{{"uid":"{:032}","started":1000,"deadline":9000,"seed":7,"packs":[],"uncovered":[],"tasks":[]{ending}}}}}"#,
            1
        );
        [serde_json::from_str::<transfer::Record>(&exam).unwrap()]
    };
    let mut history = History::in_memory();
    let merged = transfer::Merged::default();
    assert_eq!(history.merge(&exam(false)).unwrap(), transfer::Merged { exams: 1, ..merged });
    assert_eq!(history.merge(&exam(false)).unwrap(), merged);
    assert_eq!(history.merge(&exam(true)).unwrap(), transfer::Merged { continued_exams: 1, ..merged });
    assert_eq!(history.merge(&exam(true)).unwrap(), merged);
}
