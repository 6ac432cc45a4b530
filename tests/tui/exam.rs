//! The mock exam: before it, in it, its alerts and its end.

use std::sync::Arc;
use std::time::Duration;

use insta::assert_snapshot;
use jiff::SignedDuration;
use podlings::tui::attempt::Answer;
use podlings::tui::editors::FileKey;
use podlings::tui::exam::{Act, Offer, OpenExam, Task, Wish};
use podlings::tui::msg::{Effect, ExamEffect, ExamMsg, Msg};

use super::stage::{NARROW, Stage, WIDE, YOURS, library, start_of_time};

/// An exam of all exercises of the stage, an hour and twelve minutes before its end.
fn open_exam() -> OpenExam {
    let exercises = library();
    let tasks = exercises.entries().filter_map(|entry| entry.exercise().ok()).zip([30, 15, 15, 20, 10, 10]);
    OpenExam {
        tasks: tasks
            .enumerate()
            .map(|(number, (exercise, weight))| Task {
                exercise: Arc::new(exercise.clone()),
                weight,
                path: format!("/home/ada/.local/share/podlings/exams/1/{}/pod.yaml", number + 1),
                answer: Answer::Text(exercise.start.clone()),
                flagged: false,
                done: false,
                notes: String::new(),
            })
            .collect(),
        current: 0,
        deadline: start_of_time() + SignedDuration::from_secs(72 * 60 + 9),
        limit: Duration::from_mins(120),
        alerted: Vec::new(),
    }
}

fn in_exam(size: (u16, u16)) -> Stage {
    let mut stage = Stage::new(size);
    stage.tell(Msg::Exam(ExamMsg::Opened(Box::new(open_exam()))));
    stage
}

/// The acts that were kept.
fn kept(stage: &Stage) -> Vec<&Act> {
    let act = |effect| match effect {
        &Effect::Exam(ExamEffect::Keep(ref act)) => Some(act),
        _ => None,
    };
    stage.effects.iter().filter_map(act).collect()
}

#[test]
fn before_it_the_wishes_are_chosen() {
    for (name, size) in [("exam_start_narrow", NARROW), ("exam_start_wide", WIDE)] {
        let mut stage = Stage::new(size);
        stage.press("m Right Down Left");
        assert_snapshot!(name, stage.screen());
    }
    let mut stage = Stage::new(NARROW);
    stage.press("m Left Down Left Down");
    stage.type_text("4x2");
    assert_snapshot!("exam_start_seed", stage.screen());
    stage.press("Down");
    stage.type_text(" ");
    stage.press("Enter");
    let wish = Wish { tasks: 16, minutes: 110, topics: vec!["ambassador".into()], seed: Some(42) };
    assert_eq!(stage.effects.last(), Some(&Effect::Exam(ExamEffect::Begin(wish))));
}

#[test]
fn an_exam_that_was_going_on_is_offered() {
    let mut stage = Stage::new(NARROW);
    let deadline = start_of_time() + SignedDuration::from_mins(61);
    stage.tell(Msg::Exam(ExamMsg::Offered(Offer { tasks: 17, touched: 4, deadline })));
    assert_snapshot!("exam_offer", stage.screen());
    stage.press("n m");
    assert_snapshot!("exam_offer_later", stage.screen());
    stage.press("Enter");
    assert_eq!(stage.effects, [Effect::Exam(ExamEffect::GoOn)]);
}

#[test]
fn the_exam_shows_its_task_its_list_and_its_clock() {
    for (name, size) in [("exam_narrow", NARROW), ("exam_middle", (124, 32)), ("exam_wide", WIDE)] {
        let mut stage = in_exam(size);
        stage.press("f ] ] x [");
        stage.tell(Msg::Changed { file: FileKey::Task(1), answer: Answer::Text(YOURS.into()) });
        assert_snapshot!(name, stage.screen());
        stage.press("t Down");
        assert_snapshot!(format!("{name}_list"), stage.screen());
    }
    let mut stage = in_exam(NARROW);
    stage.press("f ] ] x [ t Down Down Enter");
    assert!(stage.screen().contains("task 4 of 6"), "{}", stage.screen());
    let shown = [0, 1, 2, 1, 3].map(Act::Shown);
    let flagged = Act::Flagged(0, true);
    let marked = Act::Marked(2, true);
    assert_eq!(kept(&stage), [&shown[0], &flagged, &shown[1], &shown[2], &marked, &shown[3], &shown[4]]);
}

#[test]
fn every_task_keeps_its_own_editor() {
    let mut stage = in_exam(NARROW);
    stage.press("e");
    stage.pane("the first editor");
    assert_snapshot!("exam_editor_narrow", stage.screen());
    stage.press("F12 ] e");
    stage.pane("the second editor");
    assert!(stage.screen().contains("the second editor"), "{}", stage.screen());
    stage.press("F12 [ e");
    assert!(stage.screen().contains("the first editor"), "{}", stage.screen());
    let mut stage = in_exam(WIDE);
    stage.press("e");
    stage.pane("the first editor");
    assert_snapshot!("exam_editor_wide", stage.screen());
}

#[test]
fn nothing_tells_a_verdict_before_the_end() {
    let mut stage = in_exam(NARROW);
    stage.tell(Msg::Changed { file: FileKey::Task(0), answer: Answer::Text(YOURS.into()) });
    stage.press("r");
    stage.play();
    stage.press("g");
    assert!(stage.screen().contains("Nothing is graded or shown before the end"), "{}", stage.screen());
    stage.press("Esc h d s x R g");
    assert!(!stage.effects.iter().any(|effect| matches!(effect, Effect::Grade { .. } | Effect::Hint { .. })));
    assert_eq!(kept(&stage).iter().filter(|act| matches!(act, Act::Saved(0, _))).count(), 1);
}

#[test]
fn notes_are_kept_while_they_are_written() {
    for (name, size) in [("exam_notes_narrow", NARROW), ("exam_notes_wide", WIDE)] {
        let mut stage = in_exam(size);
        stage.press("N");
        stage.type_text("the port is 6379,");
        stage.press("Enter");
        stage.type_text("qe]? see redis.conf");
        assert_snapshot!(name, stage.screen());
        stage.pass(1);
        assert!(kept(&stage).iter().any(|act| matches!(act, Act::Noted(0, text) if text.ends_with("redis.conf"))));
        stage.press("Esc");
        assert!(stage.screen().contains("Your notes"), "{}", stage.screen());
        stage.press("] N Esc [");
        assert!(stage.screen().contains("the port is 6379,"), "{}", stage.screen());
    }
}

#[test]
fn alerts_come_once_and_take_no_keys() {
    let mut stage = in_exam(NARROW);
    stage.press("e");
    stage.pane("an editor");
    stage.pass(42 * 60 + 10);
    assert!(stage.screen().contains("⚑ 30 minutes are left."), "{}", stage.screen());
    stage.effects.clear();
    stage.type_text("i");
    assert!(matches!(&stage.effects[..], [Effect::PaneInput { bytes, .. }] if bytes == b"i"));
    assert!(stage.screen().contains("30 minutes are left."), "a key does not take it away");
    stage.pass(60);
    assert!(!stage.screen().contains("30 minutes are left."), "{}", stage.screen());
    stage.press("F12");
    stage.pass(24 * 60);
    assert_snapshot!("exam_alert", stage.screen());
    let alerts: Vec<&Act> = kept(&stage).into_iter().filter(|act| matches!(act, Act::Alerted(_))).collect();
    assert_eq!(alerts, [&Act::Alerted(5)]);
}

#[test]
fn the_end_is_asked_for_and_names_what_is_open() {
    let mut stage = in_exam(NARROW);
    stage.press("f ] e F12");
    let editor = stage.editor();
    stage.tell(Msg::Changed { file: FileKey::Task(1), answer: Answer::Text(YOURS.into()) });
    stage.press("E");
    assert_snapshot!("exam_end_question", stage.screen());
    stage.press("n");
    assert!(stage.screen().contains("task 2 of 6"), "{}", stage.screen());
    stage.press("E y");
    let end = Effect::Exam(ExamEffect::End { by_time: false });
    assert_eq!(stage.effects[stage.effects.len() - 2..], [Effect::CloseEditor(editor), end]);
}

#[test]
fn time_ends_it_from_any_screen() {
    let mut stage = in_exam(NARROW);
    stage.press("e");
    let editor = stage.editor();
    stage.press("F12 q");
    assert!(stage.screen().contains("back to the exam"), "{}", stage.screen());
    stage.pass(72 * 60 + 9);
    let end = Effect::Exam(ExamEffect::End { by_time: true });
    assert_eq!(stage.effects[stage.effects.len() - 2..], [Effect::CloseEditor(editor), end]);
}
