//! The mock exam: before it, in it, its alerts and its end.

use std::sync::Arc;
use std::time::Duration;

use insta::assert_snapshot;
use jiff::SignedDuration;
use podlings::history::{DiscardedExam, ExamAct, ExamEnd, ExamId, ExamPlan, ExamTask, KeptExam};
use podlings::session::exam::{CheckLine, Exam, ExamResult, Past, SavedFile, TaskResult, TaskState};
use podlings::tui::attempt::Answer;
use podlings::tui::editors::FileKey;
use podlings::tui::exam::{Desk, GradedExam, HandedIn, Offer, OpenExam, Wish};
use podlings::tui::msg::{Effect, ExamEffect, ExamMsg, Msg};

use super::stage::{NARROW, Stage, WIDE, YOURS, library, not_yet, start_of_time};

const WEIGHTS: [u32; 6] = [30, 15, 15, 20, 10, 10];

/// An exam of all exercises of the stage, an hour and twelve minutes before its end.
fn kept() -> KeptExam {
    let exercises = library();
    let entries: Vec<_> = exercises.entries().filter_map(|entry| entry.exercise().ok()).collect();
    let task = |(exercise, weight): (&&podlings::exercise::Exercise, u32)| ExamTask {
        exercise: exercise.id.clone(),
        seed: None,
        weight,
        title: exercise.title.clone(),
        topic: exercise.topic.clone(),
        domain: exercise.domain.clone(),
        kind: exercise.kind.name().to_owned(),
        difficulty: exercise.difficulty,
        points: exercise.points(),
        par: exercise.par,
    };
    let limit = Duration::from_hours(2);
    let deadline = start_of_time() + SignedDuration::from_secs(72 * 60 + 9);
    KeptExam {
        id: ExamId::of_number(3),
        started: deadline - SignedDuration::from_mins(120),
        deadline,
        plan: ExamPlan {
            seed: 42,
            limit,
            tasks: entries.iter().zip(WEIGHTS).map(task).collect(),
            uncovered: vec!["deployment".into()],
            packs: Vec::new(),
        },
        attempts: Vec::new(),
        events: Vec::new(),
        seen: start_of_time(),
        ended: None,
        report: None,
    }
}

fn open_exam() -> OpenExam {
    let exercises = library();
    let desks = exercises.entries().filter_map(|entry| entry.exercise().ok()).zip(1..);
    let desk = |(exercise, number): (&podlings::exercise::Exercise, u8)| Desk {
        exercise: Arc::new(exercise.clone()),
        path: format!("/home/ada/.local/share/podlings/work/exams/2026-11-23T07-12-09Z/{number:02}/pod.yaml"),
        answer: Answer::Text(exercise.start.clone()),
    };
    OpenExam { exam: Exam::resume(&kept()), desks: desks.map(desk).collect() }
}

fn in_exam(size: (u16, u16)) -> Stage {
    let mut stage = Stage::new(size);
    stage.tell(Msg::Exam(ExamMsg::Opened(Box::new(open_exam()))));
    stage
}

/// What was kept, in its order.
fn acts(stage: &Stage) -> Vec<&ExamAct> {
    let events = stage.effects.iter().filter_map(|effect| match effect {
        Effect::Exam(ExamEffect::Keep { events, .. } | ExamEffect::End { events, .. }) => Some(events),
        _ => None,
    });
    events.flatten().map(|event| &event.act).collect()
}

/// What lies in the files is looked at, and the exam ends.
fn hand_in(stage: &mut Stage, end: bool) {
    assert_eq!(stage.effects.last(), Some(&Effect::Exam(ExamEffect::Collect { end })), "{:?}", stage.effects);
    stage.tell(Msg::Exam(ExamMsg::Files { files: Vec::new(), end }));
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
    assert_snapshot!("exam_begin_question", stage.screen());
    stage.press("n Enter");
    assert!(stage.effects.is_empty(), "nothing begins without a yes: {:?}", stage.effects);
    stage.press("y");
    let wish = Wish { tasks: Some(1), minutes: Some(40), topics: vec!["ambassador".into()], seed: Some(42) };
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
fn an_exam_that_is_offered_can_be_ended_or_discarded() {
    let deadline = start_of_time() + SignedDuration::from_mins(61);
    for (key, discard, words) in [("E", false, "End the exam, and grade it?"), ("X", true, "Discard the exam?")] {
        let mut stage = Stage::new(NARROW);
        stage.tell(Msg::Exam(ExamMsg::Offered(Offer { tasks: 17, touched: 4, deadline })));
        stage.press("n m");
        stage.press(key);
        assert!(stage.screen().contains(words), "{}", stage.screen());
        stage.press("n");
        assert!(stage.effects.is_empty(), "{:?}", stage.effects);
        stage.press(key);
        stage.press("y");
        assert_eq!(stage.effects, [Effect::Exam(ExamEffect::Close { discard })]);
    }
}

#[test]
fn asked_for_on_the_command_line_it_is_shown_before_it_begins() {
    let mut stage = Stage::new(NARROW);
    let wish = Wish { tasks: Some(3), minutes: None, topics: vec!["sidecar".into(), "probes".into()], seed: Some(7) };
    stage.tell(Msg::Exam(ExamMsg::Asked(wish)));
    assert_snapshot!("exam_start_asked", stage.screen());
    assert!(stage.effects.is_empty());
}

#[test]
fn an_exam_that_is_ended_elsewhere_is_over_here_too() {
    for (graded, words) in [(true, "ended"), (false, "discarded")] {
        let mut stage = in_exam(NARROW);
        stage.press("e F12");
        let editor = stage.editor();
        stage.tell(Msg::Exam(ExamMsg::Over { elsewhere: true, graded }));
        assert!(stage.effects.contains(&Effect::CloseEditor(editor)));
        assert!(stage.screen().contains(&format!("The exam was {words} in another podlings.")), "{}", stage.screen());
        assert_eq!(stage.screen().contains("Every task is graded now"), graded, "{}", stage.screen());
    }
}

#[test]
fn a_discarded_exam_leaves_nothing_behind() {
    let mut stage = in_exam(NARROW);
    stage.press("e F12");
    let editor = stage.editor();
    stage.press("X");
    assert_snapshot!("exam_discard_question", stage.screen());
    stage.press("y");
    assert!(stage.effects.contains(&Effect::CloseEditor(editor)));
    let how = |effect: &Effect| matches!(effect, Effect::Exam(ExamEffect::End { how: ExamEnd::Discarded, .. }));
    assert!(stage.effects.iter().any(how), "{:?}", stage.effects);
    assert!(stage.screen().contains("The exam is discarded."), "{}", stage.screen());
    assert!(stage.screen().contains("Exercises for the CKAD"), "{}", stage.screen());
}

#[test]
fn what_was_not_saved_is_told_before_the_end_and_at_it() {
    let mut stage = in_exam(NARROW);
    stage.press("e");
    stage.pane("an editor");
    stage.type_text("i");
    stage.press("F12");
    stage.pass(67 * 60 + 10);
    assert!(stage.screen().contains("5 minutes are left. Save: you typed on in task 1"), "{}", stage.screen());
    stage.tell(Msg::Changed { file: FileKey::Task(0), answer: Answer::Text(YOURS.into()) });
    stage.pass(4 * 60);
    assert!(stage.screen().contains("1 minute is left. What is saved counts."), "{}", stage.screen());
    stage.press("e");
    stage.type_text("x");
    stage.pass(70);
    let files = vec![SavedFile { task: 0, text: YOURS.into(), at: start_of_time(), is_start: false, typed_on: false }];
    assert_eq!(stage.effects.last(), Some(&Effect::Exam(ExamEffect::Collect { end: false })));
    stage.tell(Msg::Exam(ExamMsg::Files { files, end: false }));
    assert!(acts(&stage).contains(&&ExamAct::Unsaved(0)), "{:?}", acts(&stage));
    assert_snapshot!("exam_over_unsaved", stage.screen());
    // Who was typing types on for a moment, and that must do nothing here.
    stage.tell(Msg::Exam(ExamMsg::Graded(Box::new(graded()))));
    stage.type_text("wqe");
    assert!(stage.screen().contains("Mock exam 3: result"), "{}", stage.screen());
    assert!(
        !stage.effects.iter().any(|effect| matches!(effect, Effect::Exam(ExamEffect::Save(_)) | Effect::Open { .. }))
    );
    stage.pass(2);
    stage.type_text("w");
    assert_eq!(stage.effects.last(), Some(&Effect::Exam(ExamEffect::Save(3))));
}

#[test]
fn the_clock_of_the_exam_is_seen_while_a_pod_is_played() {
    for size in [NARROW, WIDE] {
        let mut stage = in_exam(size);
        stage.tell(Msg::Changed { file: FileKey::Task(0), answer: Answer::Text(YOURS.into()) });
        stage.press("r");
        stage.play();
        let first = stage.screen().lines().next().unwrap_or_default().to_owned();
        assert!(first.starts_with(" podlings  Run: config-loader   1:12:09 left "), "{first}");
    }
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
    // A terminal that is wider still has the titles beside the task.
    let mut stage = in_exam((200, 24));
    let row = " 1 ○         Reach Redis through localhost          30 %  │ Add an ambassador.";
    assert!(stage.screen().contains(row), "{}", stage.screen());
    stage.press("t Down");
    assert!(stage.screen().contains(row), "nothing moves: {}", stage.screen());
    let mut stage = in_exam(NARROW);
    stage.press("f ] ] x [ t Down Down Enter");
    assert!(stage.screen().contains("task 4 of 6"), "{}", stage.screen());
    let expected = [
        ExamAct::Back,
        ExamAct::Shown(0),
        ExamAct::Flagged(0, true),
        ExamAct::Shown(1),
        ExamAct::Shown(2),
        ExamAct::Marked(2, true),
        ExamAct::Shown(1),
        ExamAct::Shown(3),
    ];
    assert_eq!(acts(&stage), expected.iter().collect::<Vec<_>>());
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
    assert_eq!(acts(&stage).iter().filter(|act| matches!(act, ExamAct::Saved(0, _))).count(), 1);
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
        stage.pass(2);
        assert!(
            acts(&stage).iter().any(|act| matches!(act, ExamAct::Noted(Some(0), text) if text.ends_with("redis.conf")))
        );
        stage.press("Esc");
        assert!(stage.screen().contains("Your notes"), "{}", stage.screen());
        stage.press("] N Esc [");
        assert!(stage.screen().contains("the port is 6379,"), "{}", stage.screen());
    }
}

#[test]
fn notes_on_the_whole_exam_are_seen_at_every_task() {
    for (name, size) in [("exam_whole_notes_narrow", NARROW), ("exam_whole_notes_wide", WIDE)] {
        let mut stage = in_exam(size);
        stage.press("N");
        stage.type_text("of task 1");
        stage.press("Tab");
        stage.type_text("k explain pod.spec");
        assert_snapshot!(name, stage.screen());
        stage.press("Tab");
        assert!(stage.screen().contains("of task 1") && !stage.screen().contains("k explain"), "{}", stage.screen());
        stage.press("Esc ] G");
        assert!(
            stage.screen().contains("k explain pod.spec") && !stage.screen().contains("of task 1"),
            "{}",
            stage.screen()
        );
        assert!(acts(&stage).contains(&&ExamAct::Noted(None, "k explain pod.spec".into())));
        assert!(acts(&stage).contains(&&ExamAct::Noted(Some(0), "of task 1".into())));
    }
}

#[test]
fn a_small_terminal_names_the_end_of_the_exam() {
    let mut stage = in_exam((60, 15));
    stage.press("f e F12");
    assert_snapshot!("exam_small", stage.screen());
    stage.press("N");
    assert!(stage.screen().contains("Tab notes on the exam"), "{}", stage.screen());
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
    let alerts: Vec<&ExamAct> = acts(&stage).into_iter().filter(|act| matches!(act, ExamAct::Alerted(_))).collect();
    assert_eq!(alerts, [&ExamAct::Alerted(15), &ExamAct::Alerted(5)], "what was passed meanwhile is not told late");
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
    hand_in(&mut stage, true);
    assert!(stage.effects.contains(&Effect::CloseEditor(editor)));
    let how = |effect: &Effect| matches!(effect, Effect::Exam(ExamEffect::End { how: ExamEnd::ByHand, .. }));
    assert!(stage.effects.last().is_some_and(how), "{:?}", stage.effects.last());
    assert_snapshot!("exam_grading", stage.screen());
}

#[test]
fn time_ends_it_from_any_screen() {
    let mut stage = in_exam(NARROW);
    stage.press("e");
    let editor = stage.editor();
    stage.press("F12 q");
    assert!(stage.screen().contains("back to the exam"), "{}", stage.screen());
    stage.pass(72 * 60 + 9);
    hand_in(&mut stage, false);
    assert!(stage.effects.contains(&Effect::CloseEditor(editor)));
    let by_time = |effect: &Effect| matches!(effect, Effect::Exam(ExamEffect::End { how: ExamEnd::ByTime, at, .. }) if *at == kept().deadline);
    assert!(stage.effects.last().is_some_and(by_time), "{:?}", stage.effects.last());
}

/// A result: one task right, one in part, one wrong, three never begun.
fn graded() -> GradedExam {
    let kept = kept();
    let outcome = [(4, TaskState::Graded), (5, TaskState::Graded), (0, TaskState::Graded)];
    let tasks = kept.plan.tasks.iter().enumerate().map(|(number, task)| {
        let (points, state) = outcome.get(number).copied().unwrap_or((0, TaskState::NotSeen));
        let max_points = if number == 1 { 7 } else { task.points };
        TaskResult {
            exercise: task.exercise.clone(),
            seed: None,
            title: task.title.clone(),
            topic: task.topic.clone(),
            domain: task.domain.clone(),
            weight: task.weight,
            points,
            max_points,
            passed: points == max_points,
            state,
            flagged: number == 1,
            done: number == 0,
            seconds: [1300, 641, 75].get(number).copied().unwrap_or(0),
            par_seconds: task.par.as_secs(),
            visits: 1,
            checks: vec![CheckLine {
                text: "a check".into(),
                points,
                max_points,
                passed: points == max_points,
                expected: None,
                actual: None,
                path: None,
                line: None,
                more: Vec::new(),
                why: String::new(),
            }],
            accepted: Some(true),
            message: String::new(),
            note: String::new(),
            saved_seconds: (number < 3).then_some(4000),
            unsaved: number == 1,
        }
    });
    let exercise = library().find("config-loader").unwrap().clone();
    let handed_in = HandedIn { exercise: Arc::new(exercise), text: YOURS.into() };
    GradedExam {
        number: 3,
        result: ExamResult {
            started: kept.started,
            ended: start_of_time(),
            end: ExamEnd::ByHand,
            limit_seconds: 7200,
            seed: 42,
            tasks: tasks.collect(),
            uncovered: kept.plan.uncovered.clone(),
            note: String::new(),
        },
        answers: vec![None, Some(handed_in), None, None, None, None],
    }
}

#[test]
fn the_result_says_what_was_reached_and_what_to_practise() {
    for (name, size) in [("exam_result_narrow", NARROW), ("exam_result_wide", WIDE)] {
        let mut stage = Stage::new(size);
        stage.tell(Msg::Exam(ExamMsg::Graded(Box::new(graded()))));
        assert_snapshot!(name, stage.screen());
        stage.press("Tab");
        if size == NARROW {
            assert_snapshot!("exam_result_aside", stage.screen());
        }
    }
}

#[test]
fn a_task_of_the_result_leads_to_its_checks_its_diff_and_to_practice() {
    let mut stage = Stage::new(NARROW);
    stage.tell(Msg::Exam(ExamMsg::Graded(Box::new(graded()))));
    stage.press("Enter");
    assert!(stage.screen().contains("Nothing was handed in for this task."), "{}", stage.screen());
    stage.press("Down Enter");
    stage.grade(not_yet());
    assert_snapshot!("exam_review", stage.screen());
    assert!(!stage.effects.iter().any(|effect| matches!(effect, Effect::Keep { .. } | Effect::Begin { .. })));
    stage.press("d");
    assert!(stage.screen().contains("2 fields differ"), "{}", stage.screen());
    stage.press("Esc x");
    assert!(stage.screen().contains("Why it works"), "{}", stage.screen());
    stage.press("Esc Esc");
    assert!(stage.screen().contains("Mock exam 3: result"), "{}", stage.screen());
    stage.press("w");
    assert_eq!(stage.effects.last(), Some(&Effect::Exam(ExamEffect::Save(3))));
    stage.press("e");
    assert!(matches!(stage.effects.last(), Some(Effect::Open { .. })), "{:?}", stage.effects.last());
}

fn discarded() -> Vec<DiscardedExam> {
    vec![DiscardedExam { id: ExamId::of_number(4), started: start_of_time(), at: start_of_time() }]
}

#[test]
fn past_exams_are_compared() {
    let result = graded().result;
    let past = |number, score: u32| {
        let past = Past::of(ExamId::of_number(number), &result);
        Past { score: podlings::session::exam::Percent(score), passed: score >= 6600, ..past }
    };
    for (name, size) in [("exams_narrow", NARROW), ("exams_wide", WIDE)] {
        let mut stage = Stage::new(size);
        stage.tell(Msg::Exam(ExamMsg::Past(vec![past(1, 4100), past(2, 6900), past(3, 5800)], discarded())));
        stage.press("Down");
        assert_snapshot!(name, stage.screen());
        stage.press("Enter");
        assert_eq!(stage.effects, [Effect::Exam(ExamEffect::Result(2))]);
    }
    let mut stage = Stage::new(NARROW);
    stage.tell(Msg::Exam(ExamMsg::Past(Vec::new(), Vec::new())));
    assert!(stage.screen().contains("You have taken no mock exam yet."), "{}", stage.screen());
}

#[test]
fn keys_of_practice_are_told_that_an_exam_has_nothing_of_the_sort() {
    for key in ["g", "h", "d", "s"] {
        let mut stage = in_exam(NARROW);
        let before = stage.screen();
        stage.press(key);
        let screen = stage.screen();
        assert!(screen.contains("Nothing is graded or shown before the end of the exam."), "{key}:\n{screen}");
        assert_eq!(screen.lines().take(20).collect::<Vec<_>>(), before.lines().take(20).collect::<Vec<_>>(), "{key}");
    }
}
