//! The drill's screens and the statistics: keys in, screen out.

use std::sync::Arc;
use std::time::Duration;

use insta::assert_snapshot;
use jiff::{SignedDuration, Timestamp};
use podlings::history::{Failure, GradeRecord, History, Mode, Score};
use podlings::session::drill::{Best, Wanted};
use podlings::session::overview::{ExerciseFacts, Overview};
use podlings::tui::attempt::{Answer, End};
use podlings::tui::editors::FileKey;
use podlings::tui::msg::{Effect, FetchedRound, Msg};

use super::stage::{NARROW, Setting, Stage, WIDE, YOURS, full_marks, library, not_yet, start_of_time};

/// A history: exercise, hours before now, seconds, full marks.
type Past<'a> = &'a [(&'a str, i64, u64, bool)];

const SOME_WEEKS: Past<'_> = &[
    ("wait-for-db", 24 * 40, 400, false),
    ("config-loader", 24 * 21, 540, false),
    ("config-loader", 24 * 20, 350, true),
    ("wait-for-db", 24 * 20, 200, true),
    ("ship-logs", 24 * 9, 280, true),
    ("config-loader", 24 * 9, 290, true),
    ("config-loader", 26, 170, true),
    ("redis", 25, 700, false),
];

fn overview(past: Past<'_>) -> Overview {
    let now = start_of_time();
    let mut history = History::in_memory();
    for (exercise, hours, seconds, passed) in past {
        let at: Timestamp = now - SignedDuration::from_hours(*hours);
        let open = history.open_attempt(exercise, Mode::Drill, None, at).unwrap();
        let failure = Failure {
            check: "read-only".into(),
            path: Some("spec.containers[app].volumeMounts[data].readOnly".into()),
            kind: Some("missing".into()),
        };
        let elapsed = Duration::from_secs(*seconds);
        let record = GradeRecord {
            at,
            elapsed,
            text: "kind: Pod".into(),
            score: Score { points: if *passed { 7 } else { 4 }, max: 7, passed: *passed },
            accepted: true,
            failures: if *passed { Vec::new() } else { vec![failure] },
        };
        history.record_grade(open.id, &record).unwrap();
        history.finish(open.id, at, elapsed, false).unwrap();
    }
    let library = library();
    let facts: Vec<ExerciseFacts> =
        library.entries().map(|entry| ExerciseFacts::of(entry.exercise().unwrap())).collect();
    Overview::of(&history.records().unwrap(), &history.open_attempts().unwrap(), &facts, now, &jiff::tz::TimeZone::UTC)
}

fn stage(size: (u16, u16), past: Past<'_>) -> Stage {
    with(Setting::of(size), past)
}

fn with(setting: Setting, past: Past<'_>) -> Stage {
    let mut stage = Stage::with(setting);
    stage.tell(Msg::Overview(Arc::new(overview(past))));
    stage
}

fn wanted(stage: &Stage) -> Option<(u64, &Wanted)> {
    stage.effects.iter().rev().find_map(|effect| match effect {
        Effect::Round { round, wanted } => Some((*round, wanted)),
        _ => None,
    })
}

/// Answers the last wish for a round.
fn fetch(stage: &mut Stage, best: Option<u64>) {
    let (round, wanted) = wanted(stage).map(|(round, wanted)| (round, wanted.clone())).expect("a wish for a round");
    let exercise = Arc::new(library().find(&wanted.exercise).unwrap().clone());
    let best = best.map(|seconds| Best {
        time: Duration::from_secs(seconds),
        splits: vec![(Duration::from_secs(seconds / 2), 5), (Duration::from_secs(seconds), 7)],
    });
    stage.tell(Msg::Round(Box::new(FetchedRound {
        round,
        seed: wanted.seed,
        exercise,
        path: "/home/ada/.local/share/podlings/work/.drill/config-loader/1/pod.yaml".into(),
        answer: Answer::Text(String::new()),
        best,
    })));
}

fn saved(stage: &mut Stage, round: u64) {
    stage.tell(Msg::Changed { file: FileKey::Round(round), answer: Answer::Text(YOURS.into()) });
}

/// A drill of `config-loader`, fetched, with a personal best.
fn drill(size: (u16, u16)) -> Stage {
    let mut stage = stage(size, SOME_WEEKS);
    choose_and_drill(&mut stage);
    stage
}

fn choose_and_drill(stage: &mut Stage) {
    stage.press("/");
    stage.type_text("config file");
    stage.press("Enter D");
    fetch(stage, Some(170));
}

#[test]
fn home_says_what_is_due() {
    assert_snapshot!("drill_home_narrow", stage(NARROW, SOME_WEEKS).screen());
    assert_snapshot!("drill_home_wide", stage(WIDE, SOME_WEEKS).screen());
}

#[test]
fn a_drill_takes_what_is_due_first() {
    let mut stage = stage(NARROW, SOME_WEEKS);
    stage.press("d");
    assert_eq!(wanted(&stage).map(|(_, wanted)| wanted.exercise.as_str()), Some("redis"));
    // In a chosen topic only its own exercises come.
    let mut stage = self::stage(NARROW, SOME_WEEKS);
    stage.press("Left j");
    stage.press("d");
    assert_eq!(wanted(&stage).map(|(_, wanted)| wanted.exercise.as_str()), Some("redis"));
    assert!(stage.screen().contains("Drill 1/1"), "{}", stage.screen());
}

#[test]
fn before_the_first_key_the_task_is_not_seen_and_no_clock_runs() {
    let mut stage = drill(NARROW);
    assert_snapshot!("drill_ready_narrow", stage.screen());
    assert_snapshot!("drill_ready_wide", drill(WIDE).screen());
    let before = stage.screen();
    stage.pass(100);
    assert_eq!(stage.screen(), before);
    assert!(!stage.effects.iter().any(|effect| matches!(effect, Effect::BeginRound { .. })));
}

#[test]
fn an_exercise_that_is_new_says_so() {
    let mut stage = stage(NARROW, &[]);
    stage.press("d");
    assert!(stage.screen().contains("One moment."));
    fetch(&mut stage, None);
    assert_snapshot!("drill_ready_new", stage.screen());
}

#[test]
fn any_key_starts_the_clock() {
    let mut stage = drill(NARROW);
    stage.press("j");
    let begun = Effect::BeginRound { exercise: "config-loader".into(), seed: None };
    assert!(stage.effects.contains(&begun));
    stage.pass(62);
    stage.press("e");
    saved(&mut stage, 1);
    stage.grade(not_yet());
    stage.press("F12");
    assert_snapshot!("drill_running_narrow", stage.screen());
    stage.pass(120);
    assert!(stage.screen().contains("over best 2:50"), "{}", stage.screen());
}

#[test]
fn on_a_narrow_terminal_the_title_gives_way_to_the_round_and_the_clock() {
    let mut stage = drill(NARROW);
    stage.press("Enter");
    stage.pass(62);
    let screen = stage.screen();
    let first = " podlings  Drill 1/6  Write a config file…            1:02  par 5:00  best 2:50";
    assert_eq!(screen.lines().next(), Some(first));
    // Without a best there is room for more of the title, and for a bar.
    let mut stage = self::stage(NARROW, &[]);
    stage.press("d");
    fetch(&mut stage, None);
    stage.press("Enter");
    let first = " podlings  Drill 1/6  Reach Redis through localh…   0:00  par 8:00 ────────────";
    assert_eq!(stage.screen().lines().next(), Some(first));
}

#[test]
fn on_a_wide_terminal_the_editor_opens_beside_the_task_at_once() {
    let mut stage = drill(WIDE);
    stage.press("Enter");
    assert!(stage.effects.iter().any(|effect| matches!(effect, Effect::Edit { file: FileKey::Round(1), .. })));
    stage.pass(75);
    saved(&mut stage, 1);
    stage.grade(not_yet());
    assert_snapshot!("drill_running_wide", stage.screen());
}

fn solved(size: (u16, u16), seconds: i64) -> Stage {
    let mut stage = drill(size);
    stage.press("Enter");
    stage.pass(40);
    saved(&mut stage, 1);
    stage.grade(not_yet());
    stage.pass(seconds - 40);
    saved(&mut stage, 1);
    stage.grade(full_marks());
    stage
}

/// The same a moment later, when keys work again.
fn rested(size: (u16, u16), seconds: i64) -> Stage {
    let mut stage = solved(size, seconds);
    told(&mut stage, seconds.unsigned_abs(), true);
    stage.pass(1);
    stage
}

/// The program tells where the learner stands after a round.
fn told(stage: &mut Stage, seconds: u64, passed: bool) {
    let past = [SOME_WEEKS, &[("config-loader", 0, seconds, passed)]].concat();
    stage.tell(Msg::Overview(Arc::new(overview(&past))));
}

#[test]
fn full_marks_end_the_round() {
    let stage = solved(NARROW, 141);
    let end = Effect::End { exercise: "config-loader".into(), how: End::Solved, after: Duration::from_secs(141) };
    assert!(stage.effects.contains(&end));
    assert_snapshot!("drill_best_narrow", rested(NARROW, 141).screen());
    assert_snapshot!("drill_best_wide", rested(WIDE, 141).screen());
    assert_snapshot!("drill_slow", rested(NARROW, 320).screen());
}

#[test]
fn keys_that_were_meant_for_the_editor_do_nothing() {
    let mut stage = solved(NARROW, 141);
    let before = stage.screen();
    let soon = " soon: r again  n next  x why it works  s statistics  q end the drill  ? keys";
    assert_eq!(before.lines().last(), Some(soon), "{before}");
    stage.press("q r n");
    stage.click(8, 23);
    assert_eq!(stage.screen(), before);
    stage.pass(1);
    assert!(stage.screen().contains("\n r again   n next   x why it works"), "{}", stage.screen());
    stage.press("r");
    fetch(&mut stage, Some(141));
    assert!(stage.screen().contains("Press any key"), "{}", stage.screen());
}

#[test]
fn again_is_a_new_round_with_a_file_of_its_own() {
    let mut stage = solved(WIDE, 141);
    let first = wanted(&stage).map(|(round, wanted)| (round, wanted.clone())).unwrap();
    stage.pass(2);
    stage.press("r");
    let (round, second) = wanted(&stage).unwrap();
    assert_eq!((round, second.exercise.as_str()), (2, "config-loader"));
    assert_ne!(second.seed, first.1.seed);
    assert!(stage.effects.iter().any(|effect| matches!(effect, Effect::CloseEditor(_))));
    // A late save of the old file is nobody's.
    saved(&mut stage, 1);
    fetch(&mut stage, Some(141));
    let graded = stage.effects.len();
    saved(&mut stage, 1);
    assert_eq!(stage.effects.len(), graded);
}

#[test]
fn a_round_can_be_given_up() {
    let mut stage = drill(NARROW);
    stage.press("Enter");
    stage.pass(50);
    saved(&mut stage, 1);
    stage.grade(not_yet());
    stage.press("q");
    assert_snapshot!("drill_give_up", stage.screen());
    stage.press("n");
    assert!(stage.screen().contains("5 of 7"));
    stage.press("q y");
    told(&mut stage, 50, false);
    stage.pass(2);
    assert_snapshot!("drill_given_up", stage.screen());
    stage.press("n");
    assert_eq!(wanted(&stage).map(|(round, _)| round), Some(2));
    stage.press("q");
    assert!(stage.screen().contains("1 round in 0:50."), "{}", stage.screen());
}

#[test]
fn the_solution_ends_the_round() {
    let mut stage = drill(NARROW);
    stage.press("Enter");
    stage.pass(30);
    stage.press("s y");
    assert!(stage.screen().contains("A right answer"));
    stage.press("q");
    assert!(stage.screen().contains("The solution was shown after 0:30"), "{}", stage.screen());
}

#[test]
fn a_round_that_cannot_be_fetched_ends_the_drill() {
    let mut stage = stage(NARROW, &[]);
    stage.press("d");
    stage.tell(Msg::NoRound { round: 1, trouble: "Cannot write /home/ada: No space left on device.".into() });
    let screen = stage.screen();
    assert!(screen.contains("No space left") && screen.contains("Exercises for the CKAD"), "{screen}");
}

#[test]
fn statistics_are_pictures() {
    let mut stage = stage(NARROW, SOME_WEEKS);
    stage.press("s n");
    assert_snapshot!("statistics_times", stage.screen());
    stage.press("Tab");
    assert_snapshot!("statistics_activity", stage.screen());
    stage.press("Tab");
    assert_snapshot!("statistics_topics", stage.screen());
    stage.press("Tab");
    assert_snapshot!("statistics_fields", stage.screen());
    let mut stage = self::stage(WIDE, SOME_WEEKS);
    stage.press("s n");
    assert_snapshot!("statistics_wide", stage.screen());
}

#[test]
fn without_attempts_the_statistics_say_what_to_do() {
    let mut stage = stage(NARROW, &[]);
    stage.press("s");
    assert_snapshot!("statistics_empty", stage.screen());
    stage.press("d");
    assert!(wanted(&stage).is_some());
}

#[test]
fn without_unicode_every_sign_is_ascii() {
    let ascii = |size| with(Setting { unicode: false, ..Setting::of(size) }, SOME_WEEKS);
    let mut stage = ascii(WIDE);
    stage.press("s");
    assert!(stage.screen().is_ascii(), "{}", stage.screen());
    let mut stage = ascii(NARROW);
    choose_and_drill(&mut stage);
    assert!(stage.screen().is_ascii(), "{}", stage.screen());
    stage.press("Enter");
    stage.pass(40);
    saved(&mut stage, 1);
    stage.grade(full_marks());
    assert_snapshot!("drill_ascii", stage.screen());
    assert!(stage.screen().is_ascii());
}

#[test]
fn no_size_breaks_a_screen() {
    for size in [(60, 15), (80, 24), (111, 20), (300, 90)] {
        let mut stage = solved(size, 100);
        stage.pass(2);
        stage.press("s");
        for _ in 0..4 {
            stage.press("Tab j End Home");
            stage.resize((60, 15));
            stage.resize((1, 1));
            stage.resize(size);
        }
        assert!(!stage.screen().is_empty());
    }
}
