//! Tests of the schedule: the rule of ratings, what FSRS makes of them, the order of a drill.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::exercise::Library;
use crate::history::{AttemptRecord, GradeRecord, History, Mode, Score};

const PAR: Duration = Duration::from_mins(5);

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Nine o'clock of the first day, and so many hours.
fn hour(hours: i64) -> Timestamp {
    "2026-11-01T09:00:00Z".parse::<Timestamp>().unwrap() + jiff::SignedDuration::from_hours(hours)
}

fn today() -> Date {
    date(2026, 11, 23)
}

fn review(exercise: &str, hours: i64, rating: Rating) -> Review {
    Review { exercise: exercise.to_owned(), at: hour(hours), rating }
}

fn schedule(reviews: &[Review]) -> Schedule {
    Schedule::of(reviews.iter().cloned(), &TimeZone::UTC)
}

#[test]
fn a_rating_goes_by_marks_time_and_hints() {
    let by = |hints, seconds| Rating::by(true, false, hints, secs(seconds), PAR);
    assert_eq!(by(0, 150), Rating::Easy);
    assert_eq!(by(0, 151), Rating::Good);
    assert_eq!(by(0, 300), Rating::Good);
    assert_eq!(by(0, 301), Rating::Hard);
    assert_eq!(by(1, 20), Rating::Hard);
    assert_eq!(by(2, 20), Rating::Again);
    assert_eq!(Rating::by(false, false, 0, secs(20), PAR), Rating::Again);
    assert_eq!(Rating::by(true, true, 0, secs(20), PAR), Rating::Again);
}

#[test]
fn an_exercise_that_was_only_opened_shows_nothing() {
    let mut history = History::in_memory();
    let open = history.open_attempt("a", Mode::Practice, None, hour(0)).unwrap();
    let attempt = history.finish(open.id, hour(1), secs(60), false).unwrap().unwrap();
    assert_eq!(Rating::of(&attempt, PAR), None);
    let open = history.open_attempt("a", Mode::Drill, None, hour(2)).unwrap();
    history.record_hint(open.id, 1, 0, hour(2)).unwrap();
    let attempt = history.finish(open.id, hour(3), secs(60), false).unwrap().unwrap();
    assert_eq!(Rating::of(&attempt, PAR), Some(Rating::Again));
    let open = history.open_attempt("a", Mode::Drill, None, hour(4)).unwrap();
    let attempt = history.finish(open.id, hour(5), secs(60), true).unwrap().unwrap();
    assert_eq!(Rating::of(&attempt, PAR), Some(Rating::Again));
}

#[test]
fn what_goes_well_comes_back_later_and_later() {
    let first = schedule(&[review("a", 0, Rating::Good)]);
    let first = *first.memory("a").unwrap();
    assert_eq!((first.last, first.due, first.reviews), (date(2026, 11, 1), date(2026, 11, 3), 1));
    assert_eq!(first.late(date(2026, 11, 2)), None);
    assert_eq!(first.late(date(2026, 11, 3)), Some(0));
    assert_eq!(first.late(date(2026, 11, 5)), Some(2));
    let second = schedule(&[review("a", 0, Rating::Good), review("a", 48, Rating::Good)]);
    let second = *second.memory("a").unwrap();
    assert!(second.due > date(2026, 11, 9), "{second:?}");
    assert!(second.recall(second.last) > 0.99 && (second.recall(second.due) - 0.9).abs() < 0.02, "{second:?}");
}

#[test]
fn what_went_wrong_is_due_at_once() {
    let wrong = schedule(&[review("a", 0, Rating::Good), review("a", 48, Rating::Again)]);
    assert!(wrong.is_due("a", date(2026, 11, 3)));
    assert!(!wrong.is_due("b", date(2026, 11, 3)));
}

#[test]
fn twenty_rounds_in_one_evening_are_not_twenty_days() {
    let one = schedule(&[review("a", 0, Rating::Good)]);
    let mut evening = vec![review("a", 0, Rating::Good)];
    evening.extend((0..20).map(|_| review("a", 1, Rating::Easy)));
    let many = schedule(&evening);
    let days = |schedule: &Schedule| days_between(date(2026, 11, 1), schedule.memory("a").unwrap().due);
    assert!(days(&many) <= days(&one) + 2, "{} {}", days(&one), days(&many));
}

#[test]
fn nothing_is_put_off_for_longer_than_half_a_year() {
    let reviews: Vec<Review> = (0..12).map(|year| review("a", year * 24 * 200, Rating::Easy)).collect();
    let memory = *schedule(&reviews).memory("a").unwrap();
    assert_eq!(days_between(memory.last, memory.due), 180);
}

#[test]
fn attempts_at_exercises_that_are_gone_are_left_out() {
    let mut history = History::in_memory();
    for exercise in ["here", "gone"] {
        let open = history.open_attempt(exercise, Mode::Exam, None, hour(0)).unwrap();
        history.record_grade(open.id, &graded(0, 60, true)).unwrap();
        history.finish(open.id, hour(0), secs(60), false).unwrap();
    }
    let attempts = history.attempts(None).unwrap();
    let par = |id: &str| (id == "here").then_some(PAR);
    let schedule = Schedule::replay(&attempts, par, &TimeZone::UTC);
    assert_eq!(
        schedule.memories().map(|(id, memory)| (id, memory.rating)).collect::<Vec<_>>(),
        [("here", Rating::Easy)]
    );
}

fn graded(hours: i64, seconds: u64, passed: bool) -> GradeRecord {
    GradeRecord {
        at: hour(hours),
        elapsed: secs(seconds),
        text: "kind: Pod".into(),
        score: Score { points: if passed { 4 } else { 2 }, max: 4, passed },
        accepted: true,
        failures: Vec::new(),
    }
}

fn set(fields: &[&str]) -> BTreeSet<String> {
    fields.iter().map(|field| (*field).to_owned()).collect()
}

#[test]
fn a_drill_takes_what_is_due_then_what_is_new_then_the_rest() {
    let schedule = schedule(&[
        review("later", 24 * 21, Rating::Easy),
        review("soon", 24 * 21, Rating::Good),
        review("due", 0, Rating::Good),
        review("failed", 24 * 21, Rating::Again),
        review("forgotten", 0, Rating::Again),
    ]);
    let plain = set(&["metadata"]);
    let weak_one = set(&["metadata", "containers.volumeMounts.readOnly"]);
    let candidates = ["new", "later", "due", "soon", "failed", "new-weak", "forgotten"]
        .map(|id| Candidate { id, fields: if id.ends_with("weak") { &weak_one } else { &plain } });
    let weak = [Weak { field: "containers.volumeMounts.readOnly".into(), weight: 1.0 }];
    let queue = queue(&candidates, &schedule, &weak, today());
    let order: Vec<&str> = queue.iter().map(|due| due.exercise.as_str()).collect();
    assert_eq!(order, ["forgotten", "due", "failed", "new-weak", "new", "soon", "later"]);
    assert_eq!(queue[3].field.as_deref(), Some("containers.volumeMounts.readOnly"));
    assert_eq!(queue[1].why, Why::Due { late: 20 });
    assert_eq!((queue[3].why, queue[6].why), (Why::New, Why::Later { on: date(2026, 11, 30) }));
}

fn attempted(exercise: &str, hours: i64, mistakes: &[&str]) -> AttemptRecord {
    let mut history = History::in_memory();
    let open = history.open_attempt(exercise, Mode::Practice, None, hour(hours)).unwrap();
    history.record_grade(open.id, &graded(hours, 60, mistakes.is_empty())).unwrap();
    let attempt = history.finish(open.id, hour(hours), secs(60), false).unwrap().unwrap();
    let mistakes = mistakes.iter().map(|field| (*field).to_owned()).collect();
    AttemptRecord { attempt, grades: 1, solved_after: None, mistakes }
}

#[test]
fn a_field_that_goes_wrong_is_weak_until_it_goes_right() {
    let fields = set(&["containers", "containers.volumeMounts", "containers.volumeMounts.readOnly", "metadata.name"]);
    let of = |attempts: &[AttemptRecord]| records(attempts, |_| Some(&fields), hour(24));
    let wrong = attempted("a", 0, &["initContainers.volumeMounts.readOnly"]);
    let found = of(std::slice::from_ref(&wrong));
    let one = found.iter().find(|one| one.field.ends_with("readOnly")).unwrap();
    assert_eq!(
        (one.field.as_str(), one.right, one.wrong, one.percent()),
        ("containers.volumeMounts.readOnly", 0, 1, 0)
    );
    assert!(one.weight > 0.9, "{one:?}");
    // The mount that holds it is neither right nor wrong.
    assert!(!found.iter().any(|one| one.field == "containers.volumeMounts"));
    assert_eq!(weak_fields(&found, &[&fields, &set(&[]), &set(&[])]).len(), 1);
    // Where all exercises train it, it tells none from another.
    assert_eq!(weak_fields(&found, &[&fields]), []);
    let mended = of(&[wrong, attempted("a", 1, &[]), attempted("a", 2, &[]), attempted("a", 3, &[])]);
    assert_eq!(weak_fields(&mended, &[&fields, &set(&[]), &set(&[])]), []);
    let one = mended.iter().find(|one| one.field.ends_with("readOnly")).unwrap();
    assert_eq!((one.right, one.wrong, one.percent()), (3, 1, 75));
}

#[test]
fn a_container_is_no_field_and_neither_is_a_label() {
    let fields = set(&["initContainers", "containers.image", "metadata.labels", "restartPolicy"]);
    let named = |mistakes: &[&str]| -> Vec<(String, u32, u32)> {
        let found = records(&[attempted("a", 0, mistakes)], |_| Some(&fields), hour(24));
        found.into_iter().map(|one| (one.field, one.right, one.wrong)).collect()
    };
    let one = |field: &str, right, wrong| (field.to_owned(), right, wrong);
    // A container that is missing as a whole says nothing of what should be in it.
    assert_eq!(named(&["containers"]), [one("metadata.labels", 1, 0), one("restartPolicy", 1, 0)]);
    // That it should be an init container is a thing to know.
    assert_eq!(
        named(&["initContainers"]),
        [one("initContainers", 0, 1), one("metadata.labels", 1, 0), one("restartPolicy", 1, 0)]
    );
    // The key of a label is the task's word.
    let labels = named(&["metadata.labels.app", "metadata.labels.tier"]);
    assert!(labels.contains(&one("metadata.labels", 0, 1)) && labels.len() == 4, "{labels:?}");
}

#[test]
fn every_exercise_trains_something() {
    let library = Library::embedded();
    let all: Vec<BTreeSet<String>> = library.entries().map(|entry| trained(entry.exercise().unwrap())).collect();
    assert!(all.iter().all(|fields| !fields.is_empty()));
    let some = |field: &str| all.iter().filter(|fields| fields.contains(field)).count();
    assert!(some("containers.volumeMounts.readOnly") > 1);
    assert!(
        all.iter()
            .flatten()
            .all(|field| !field.contains(['$', '[']) && !field.starts_with("initContainers.") && field != "containers")
    );
}

fn any_rating() -> impl Strategy<Value = Rating> {
    prop_oneof![Just(Rating::Again), Just(Rating::Hard), Just(Rating::Good), Just(Rating::Easy)]
}

fn any_reviews() -> impl Strategy<Value = Vec<Review>> {
    let one = ("[abc]", 0_i64..3000, any_rating()).prop_map(|(id, hours, rating)| review(&id, hours, rating));
    proptest::collection::vec(one, 0..30)
}

proptest! {
    #[test]
    fn a_better_result_never_comes_back_sooner(
        before in any_reviews(),
        hours in 3000_i64..6000,
        [worse, better] in [any_rating(), any_rating()],
    ) {
        let (worse, better) = (worse.min(better), worse.max(better));
        let after = |rating| {
            let mut reviews = before.clone();
            reviews.push(review("a", hours, rating));
            *schedule(&reviews).memory("a").unwrap()
        };
        prop_assert!(after(worse).due <= after(better).due);
        prop_assert!(after(worse).stability <= after(better).stability);
    }

    #[test]
    fn quicker_or_with_fewer_hints_is_never_worse(
        [quick, slow] in [0_u64..2000, 0_u64..2000],
        [few, many] in [0_u32..4, 0_u32..4],
    ) {
        let (quick, slow, few, many) = (quick.min(slow), quick.max(slow), few.min(many), few.max(many));
        prop_assert!(
            Rating::by(true, false, few, secs(quick), PAR) >= Rating::by(true, false, many, secs(slow), PAR)
        );
    }

    #[test]
    fn the_order_in_which_attempts_come_does_not_matter(
        (reviews, mixed) in any_reviews().prop_flat_map(|reviews| (Just(reviews.clone()), Just(reviews).prop_shuffle())),
    ) {
        prop_assert_eq!(schedule(&reviews), schedule(&mixed));
    }

    #[test]
    fn equal_times_have_no_order(
        ratings in proptest::collection::vec(any_rating(), 1..6).prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
    ) {
        let at_once = |ratings: &[Rating]| {
            schedule(&ratings.iter().map(|rating| review("a", 5, *rating)).collect::<Vec<_>>())
        };
        prop_assert_eq!(at_once(&ratings.0), at_once(&ratings.1));
    }

    #[test]
    fn a_memory_is_always_sound(reviews in any_reviews()) {
        for (_, memory) in schedule(&reviews).memories() {
            prop_assert!(memory.due >= memory.last);
            prop_assert!(memory.stability > 0.0 && memory.stability.is_finite());
            prop_assert!((1.0..=10.0).contains(&memory.difficulty));
            prop_assert!((0.0..=1.0).contains(&memory.recall(date(2030, 1, 1))));
        }
    }
}
