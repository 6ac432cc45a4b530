//! Tests of the statistics' values.

use jiff::civil::date;

use super::*;
use crate::history::{GradeRecord, History, Score};

const DAY: i64 = 24;

fn hour(hours: i64) -> Timestamp {
    "2026-11-01T09:00:00Z".parse::<Timestamp>().unwrap() + jiff::SignedDuration::from_hours(hours)
}

fn attempt(history: &mut History, exercise: &str, hours: i64, seconds: u64, passed: bool) {
    let open = history.open_attempt(exercise, Mode::Drill, None, hour(hours)).unwrap();
    let record = GradeRecord {
        at: hour(hours),
        elapsed: Duration::from_secs(seconds),
        text: "kind: Pod".into(),
        score: Score { points: u32::from(passed), max: 1, passed },
        accepted: true,
        failures: Vec::new(),
    };
    history.record_grade(open.id, &record).unwrap();
    history.finish(open.id, hour(hours), Duration::from_secs(seconds), false).unwrap();
}

fn facts(id: &str, topic: &str) -> ExerciseFacts {
    ExerciseFacts {
        id: id.into(),
        topic: topic.into(),
        topics: Vec::new(),
        par: Duration::from_secs(100),
        fields: BTreeSet::new(),
    }
}

#[test]
fn pictures_of_a_week() {
    let mut history = History::in_memory();
    attempt(&mut history, "a", 0, 150, false);
    attempt(&mut history, "a", 1, 90, true);
    attempt(&mut history, "b", 6 * DAY, 40, true);
    attempt(&mut history, "gone", 6 * DAY, 40, true);
    history.open_attempt("a", Mode::Practice, None, hour(6 * DAY)).unwrap();
    let given_up = history.open_attempt("a", Mode::Drill, None, hour(6 * DAY)).unwrap();
    history.finish(given_up.id, hour(6 * DAY), Duration::ZERO, false).unwrap();
    let records = history.records().unwrap();
    let open = history.open_attempts().unwrap();
    let exercises = [facts("a", "one"), facts("c", "one"), facts("b", "two")];
    let attempts: Vec<_> = records.iter().map(|record| record.attempt.clone()).collect();
    let par = |id: &str| exercises.iter().find(|facts| facts.id == id).map(|facts| facts.par);
    let schedule = Schedule::replay(&attempts, par, &TimeZone::UTC);
    let statistics = Statistics::of(&records, &open, &exercises, &schedule, hour(6 * DAY), &TimeZone::UTC);
    assert_eq!((statistics.attempts, statistics.passed, statistics.time.as_secs()), (5, 3, 320));
    assert_eq!(statistics.times.iter().map(|times| times.exercise.as_str()).collect::<Vec<_>>(), ["b", "a"]);
    let times = statistics.times_of("a").unwrap();
    assert_eq!(
        times.points.iter().map(|point| (point.time.as_secs(), point.passed)).collect::<Vec<_>>(),
        [(150, false), (90, true)]
    );
    assert_eq!(times.best(), Some(Duration::from_secs(90)));
    assert_eq!((times.silent, times.open, statistics.open), (1, 1, 1));
    assert_eq!(times.attempts(), history.progress().unwrap()["a"].attempts, "every list counts the same");
    let day = |attempts, passed, seconds| Day { attempts, passed, time: Duration::from_secs(seconds) };
    let days: Vec<_> = statistics.days.into_iter().collect();
    assert_eq!(days, [(date(2026, 11, 1), day(2, 1, 240)), (date(2026, 11, 7), day(3, 2, 80))]);
    let [one, two] = statistics.topics.as_slice() else { panic!("{:?}", statistics.topics) };
    assert_eq!((one.topic.as_str(), one.exercises, one.solved, one.due), ("one", 2, 1, 1));
    assert!((30..50).contains(&one.percent), "{one:?}");
    assert_eq!((two.topic.as_str(), two.exercises, two.percent), ("two", 1, 100));
}

#[test]
fn nothing_yet() {
    let statistics = Statistics::of(&[], &[], &[facts("a", "one")], &Schedule::default(), hour(0), &TimeZone::UTC);
    assert!(statistics.times.is_empty() && statistics.days.is_empty() && statistics.fields.is_empty());
    assert_eq!(statistics.topics, [TopicStrength { topic: "one".into(), exercises: 1, solved: 0, due: 0, percent: 0 }]);
}
