//! Tests of the drill: its phases, its splits, its personal bests, its streak.

use proptest::prelude::*;

use super::*;
use crate::session::schedule::Why;

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn due(exercise: &str) -> Due {
    Due { exercise: exercise.to_owned(), why: Why::New, field: None }
}

fn drill() -> Drill {
    Drill::new(vec![due("a"), due("b")], 7, 2).unwrap()
}

fn course(drill: &Drill, best: Option<Best>) -> Course {
    let Wanted { exercise, seed } = drill.wanted();
    Course { exercise, seed, par: secs(300), points: 7, best }
}

fn ready(drill: &mut Drill) {
    let course = course(drill, None);
    assert!(drill.fetched(course));
}

fn solve(drill: &mut Drill, seconds: u64) -> Finish {
    ready(drill);
    assert!(drill.start());
    drill.graded(secs(seconds), 7, []);
    drill.finish(Ending::Solved, secs(seconds)).unwrap().clone()
}

#[test]
fn a_drill_needs_an_exercise() {
    assert_eq!(Drill::new(Vec::new(), 0, 0), None);
}

#[test]
fn the_clock_waits_for_the_first_key() {
    let mut drill = drill();
    assert_eq!(drill.phase(), Phase::Fetching);
    assert!(!drill.start());
    ready(&mut drill);
    assert_eq!(drill.phase(), Phase::Ready);
    drill.graded(secs(1), 3, []);
    assert_eq!(drill.finish(Ending::GivenUp, secs(1)), None);
    assert!(drill.start() && !drill.start());
    assert_eq!(drill.phase(), Phase::Running);
    assert_eq!(drill.again(), None);
    assert_eq!(drill.go_on(), None);
}

#[test]
fn what_was_fetched_for_another_round_is_left() {
    let mut drill = drill();
    let late = course(&drill, None);
    let first = drill.again().unwrap();
    assert_ne!(first.seed, late.seed);
    assert!(!drill.fetched(late));
    ready(&mut drill);
    let twice = course(&drill, None);
    assert!(!drill.fetched(twice));
}

#[test]
fn again_is_another_variant_and_next_another_exercise() {
    let mut drill = drill();
    let first = drill.wanted();
    let second = drill.again().unwrap();
    assert_eq!(second.exercise, first.exercise);
    assert_ne!(second.seed, first.seed);
    assert_eq!(drill.position(), (1, 2));
    assert_eq!(drill.go_on().unwrap().exercise, "b");
    assert_eq!(drill.position(), (2, 2));
    assert_eq!(drill.go_on(), None);
}

#[test]
fn a_quicker_round_is_the_new_best_and_the_next_one_runs_against_it() {
    let mut drill = drill();
    let first = solve(&mut drill, 200);
    assert!(first.is_best());
    assert_eq!((first.against_best(), first.against_par()), (None, Gap::Ahead(secs(100))));
    drill.again().unwrap();
    let second = solve(&mut drill, 230);
    assert!(!second.is_best());
    assert_eq!(second.against_best(), Some(Gap::Behind(secs(30))));
    drill.again().unwrap();
    let third = solve(&mut drill, 120);
    assert!(third.is_best());
    assert_eq!(third.against_best(), Some(Gap::Ahead(secs(80))));
    assert_eq!(drill.finished().len(), 3);
}

#[test]
fn the_split_says_how_the_points_so_far_stand_against_the_best_round() {
    let mut drill = drill();
    let best = Best { time: secs(120), splits: vec![(secs(40), 3), (secs(80), 5), (secs(120), 7)] };
    let course = course(&drill, Some(best));
    drill.fetched(course);
    drill.start();
    assert_eq!(drill.split(secs(10)).unwrap().against_best, None);
    drill.graded(secs(30), 3, []);
    assert_eq!(drill.split(secs(50)).unwrap().against_best, Some(Gap::Ahead(secs(10))));
    drill.graded(secs(90), 4, []);
    // Four points were reached in the best round when it had five.
    assert_eq!(drill.split(secs(95)).unwrap().against_best, Some(Gap::Behind(secs(10))));
    // A save that loses points changes nothing of what was reached.
    drill.graded(secs(97), 2, []);
    let split = drill.split(secs(99)).unwrap();
    assert_eq!((split.points, split.of, split.against_best), (2, 7, Some(Gap::Behind(secs(10)))));
}

#[test]
fn what_failed_on_the_way_is_told_once() {
    let mut drill = drill();
    ready(&mut drill);
    drill.start();
    let failed = |id: &str, mistake| Failed { check: id.to_owned(), text: format!("{id} is right"), mistake };
    drill.graded(secs(10), 4, [failed("mount", true), failed("port", false), failed("image", true)]);
    drill.graded(secs(20), 5, [failed("mount", true), failed("port", false)]);
    drill.graded(secs(30), 7, []);
    let finish = drill.finish(Ending::Solved, secs(30)).unwrap();
    assert_eq!(finish.failed, [failed("mount", true), failed("image", true)]);
    drill.again();
    ready(&mut drill);
    drill.start();
    drill.graded(secs(10), 5, [failed("mount", true), failed("port", false)]);
    drill.graded(secs(20), 6, [failed("port", false)]);
    let finish = drill.finish(Ending::GivenUp, secs(30)).unwrap();
    assert_eq!(finish.failed, [failed("mount", true), failed("port", false)]);
}

#[test]
fn a_streak_is_of_rounds_within_par_and_without_hints() {
    let mut drill = drill();
    assert_eq!(drill.streak(), 2);
    solve(&mut drill, 100);
    assert_eq!(drill.streak(), 3);
    // A round that was left at once says nothing.
    drill.again();
    ready(&mut drill);
    drill.start();
    assert_eq!(drill.finish(Ending::GivenUp, secs(2)).unwrap().rating, None);
    assert_eq!(drill.streak(), 3);
    drill.again();
    solve(&mut drill, 301);
    assert_eq!(drill.streak(), 0);
    drill.again();
    ready(&mut drill);
    drill.start();
    drill.hint();
    drill.graded(secs(50), 7, []);
    assert_eq!(drill.finish(Ending::Solved, secs(50)).unwrap().rating, Some(Rating::Hard));
    assert_eq!(drill.streak(), 0);
    assert_eq!(streak(&[Rating::Again, Rating::Good, Rating::Easy]), 2);
    assert_eq!(streak(&[Rating::Good, Rating::Hard]), 0);
}

proptest! {
    /// Whatever is pressed in whatever order: the drill stays in its bounds, and each finished round is told once.
    #[test]
    fn no_order_of_events_breaks_it(events in proptest::collection::vec(0_u8..8, 0..60)) {
        let mut drill = drill();
        let mut ended = 0;
        for (second, event) in (0_u64..).zip(events) {
            match event {
                0 => { let course = course(&drill, None); drill.fetched(course); }
                1 => { drill.start(); }
                2 => drill.hint(),
                3 => drill.graded(secs(second), 3, []),
                4 => ended += usize::from(drill.finish(Ending::Solved, secs(second)).is_some()),
                5 => ended += usize::from(drill.finish(Ending::GivenUp, secs(second)).is_some()),
                6 => { drill.again(); }
                _ => { drill.go_on(); }
            }
            let (place, of) = drill.position();
            prop_assert!(place >= 1 && place <= of);
            prop_assert_eq!(drill.finished().len(), ended);
            prop_assert_eq!(drill.course().is_some(), drill.phase() != Phase::Fetching);
        }
    }
}
