//! The app with an assignment: its terms, its attempts, and what it has no room for.

use insta::assert_snapshot;
use podlings::classroom::points::Points;
use podlings::tui::assigned::{Assigned, AssignedTask, Due};
use podlings::tui::attempt::Answer;
use podlings::tui::editors::FileKey;
use podlings::tui::msg::{Effect, Msg};

use super::stage::{NARROW, Setting, Stage, WIDE, YOURS, full_marks, not_yet};

fn assigned(attempts: Option<u32>) -> Assigned {
    let task = |exercise: &str, points: u32, graded: &[(&str, bool)]| AssignedTask {
        exercise: exercise.to_owned(),
        points: Points::hundredths(points),
        graded: graded.iter().map(|(text, is_full)| ((*text).to_owned(), *is_full)).collect(),
    };
    Assigned {
        title: "Week 1: Pods".to_owned(),
        student: "ada".to_owned(),
        about: "Work **alone**. Ask in the forum when a task is unclear.".to_owned(),
        due: Some(Due {
            at: "2026-11-25T12:30:30Z".parse().unwrap(),
            late_after: "2026-11-25T12:45:30Z".parse().unwrap(),
            words: "Wednesday 25 November 2026, 13:30 (CET)".to_owned(),
            late: "each day late costs 10 % of the points, down to 50 %".to_owned(),
        }),
        attempts,
        hand_in: "podlings hand-in --assignment week-1.podlings".to_owned(),
        tasks: vec![
            task("config-loader", 1000, &[("one", false)]),
            task("wait-for-db", 750, &[("one", false), ("two", true)]),
        ],
    }
}

fn stage(size: (u16, u16), attempts: Option<u32>) -> Stage {
    Stage::with(Setting { assigned: Some(assigned(attempts)), ..Setting::of(size) })
}

fn save(stage: &mut Stage, text: &str) {
    stage.tell(Msg::Changed { file: FileKey::exercise("config-loader"), answer: Answer::Text(text.to_owned()) });
}

fn gradings(stage: &Stage) -> usize {
    stage.effects.iter().filter(|effect| matches!(effect, Effect::Grade { .. })).count()
}

#[test]
fn the_terms_are_a_key_away() {
    for (name, size) in [("assignment_narrow", NARROW), ("assignment_wide", WIDE)] {
        let mut stage = stage(size, Some(3));
        stage.press("a");
        assert_snapshot!(name, stage.screen());
    }
    let mut stage = stage(NARROW, None);
    stage.pass(60 * 60 * 24 * 3);
    stage.press("a");
    assert_snapshot!("assignment_late", stage.screen());
    stage.press("a");
    assert_snapshot!("assignment_home", stage.screen());
    let mut without = Stage::new(NARROW);
    without.press("a");
    assert!(
        without.screen().contains("`podlings --assignment FILE`")
            || without.screen().contains("podlings --assignment FILE")
    );
}

#[test]
fn an_attempt_is_a_text_that_was_graded_and_the_last_one_is_asked_for() {
    let mut stage = stage(NARROW, Some(3));
    stage.opened("config-loader", YOURS, None);
    assert_eq!(gradings(&stage), 0, "opening grades nothing");
    save(&mut stage, "two");
    assert_eq!(gradings(&stage), 0, "saving grades nothing");
    assert!(stage.screen().contains("Saved. g grades it: 2 of 3 attempts are left."), "{}", stage.screen());
    stage.press("g");
    stage.grade(not_yet());
    assert!(stage.screen().contains("Attempt 2 of 3: 1 left."), "{}", stage.screen());
    // The same text again is free.
    stage.press("g");
    assert_eq!(gradings(&stage), 2);
    stage.grade(not_yet());
    save(&mut stage, "three");
    stage.press("g");
    assert_snapshot!("assignment_last_attempt", stage.screen());
    stage.press("n");
    assert_eq!(gradings(&stage), 2);
    stage.press("g y");
    assert_eq!(gradings(&stage), 3);
    stage.grade(not_yet());
    save(&mut stage, "four");
    assert!(stage.screen().contains("Saved. All 3 attempts are used"), "{}", stage.screen());
    stage.press("g");
    assert_snapshot!("assignment_no_attempt", stage.screen());
    stage.press("d");
    assert_eq!(gradings(&stage), 3, "the difference is a grading too");
}

#[test]
fn in_the_editor_nobody_is_told_that_saving_grades() {
    let mut stage = stage(WIDE, Some(3));
    stage.opened("config-loader", YOURS, None);
    stage.press("e");
    stage.pane("~");
    assert!(stage.screen().contains("saving uses no attempt"), "{}", stage.screen());
}

#[test]
fn after_full_marks_nothing_is_counted() {
    let mut stage = stage(NARROW, Some(2));
    stage.opened("config-loader", YOURS, None);
    stage.press("g y");
    stage.grade(full_marks());
    for text in ["a", "b", "c"] {
        save(&mut stage, text);
        stage.press("g");
        stage.grade(not_yet());
    }
    assert_eq!(gradings(&stage), 4);
}

#[test]
fn drills_and_exams_are_not_part_of_an_assignment() {
    let mut stage = stage(NARROW, None);
    for key in ["m", "d", "D"] {
        stage.press(key);
        assert!(stage.screen().contains("There are no drills and exams in an assignment"), "{}", stage.screen());
    }
    assert!(stage.effects.is_empty(), "{:?}", stage.effects);
}

#[test]
fn points_of_the_exercise_are_told_with_what_they_are_worth() {
    for size in [NARROW, WIDE] {
        let mut stage = stage(size, None);
        stage.opened("config-loader", YOURS, None);
        assert!(stage.screen().contains("7 points to get, worth 10"), "{}", stage.screen());
        stage.grade(not_yet());
        assert!(stage.screen().contains("5 of 7 points, worth 7.14 of 10"), "{}", stage.screen());
        stage.press("g");
        stage.grade(not_yet());
        stage.press("g");
        // Where the first line has no room for both, the task screen has it.
        let both = stage.screen().contains("5 of 7   worth 7.14 of 10 ");
        assert_eq!(both, size == WIDE, "{}", stage.screen());
        // A hint takes nothing off them, so none is told to cost any.
        stage.press("q h");
        assert!(!stage.screen().contains("cost"), "{}", stage.screen());
    }
}
