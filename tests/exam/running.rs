//! The exam over time: clocks, breaks, alerts, the end.

use std::time::Duration;

use podlings::session::exam::{Exam, ExamEnd, Input, mark};
use proptest::prelude::*;

use super::bench::{Sitting, at, names, plan, saved};

#[test]
fn only_the_task_on_the_screen_gets_time() {
    let mut sitting = Sitting::begin(&plan());
    assert_eq!(names(&sitting.apply(Input::Return, 0).events), ["Back", "Shown(0)"]);
    sitting.work(1, 60);
    let _ = sitting.apply(Input::Next, 60);
    sitting.work(61, 90);
    let _ = sitting.apply(Input::Previous, 90);
    let _ = sitting.apply(Input::Previous, 95);
    sitting.work(96, 100);
    assert_eq!(sitting.spent(), [65, 30, 5]);
    assert_eq!(sitting.exam.current(), 2, "before the first task is the last");
    assert_eq!(sitting.exam.tasks().iter().map(|task| task.visits).collect::<Vec<_>>(), [2, 1, 1]);
    assert_eq!(sitting.exam.left(at(100)), Duration::from_secs(3500));
}

#[test]
fn a_break_goes_to_no_task_and_the_clock_runs_on() {
    let mut sitting = Sitting::begin(&plan());
    let _ = sitting.apply(Input::Return, 0);
    sitting.work(1, 60);
    let _ = sitting.apply(Input::Leave, 60);
    let _ = sitting.apply(Input::Return, 600);
    sitting.work(601, 610);
    assert_eq!(sitting.spent(), [70, 0, 0]);
    // The machine sleeps, unannounced.
    assert_eq!(names(&sitting.apply(Input::Tick, 1200).events), ["Away", "Back"]);
    // The program is killed.
    let mut sitting = sitting.killed();
    let _ = sitting.apply(Input::Return, 1500);
    sitting.work(1501, 1505);
    assert_eq!(sitting.spent(), [75, 0, 0]);
    assert_eq!(sitting.exam.left(at(1505)), Duration::from_secs(2095));
}

#[test]
fn a_program_that_was_killed_was_away_however_short_that_was() {
    let mut sitting = Sitting::begin(&plan());
    let _ = sitting.apply(Input::Return, 0);
    sitting.work(1, 10);
    let mut sitting = sitting.killed();
    assert_eq!(names(&sitting.apply(Input::Return, 25).events), ["Away", "Back"]);
    sitting.work(26, 28);
    assert_eq!(sitting.spent(), [13, 0, 0]);
}

#[test]
fn flags_marks_and_notes_are_there_after_a_crash() {
    let mut sitting = Sitting::begin(&plan());
    let _ = sitting.apply(Input::Return, 0);
    for input in [
        Input::Flag(1),
        Input::Flag(2),
        Input::Flag(2),
        Input::Done(0),
        Input::Note(Some(1), "ask again".to_owned()),
        Input::Note(None, "breathe".to_owned()),
        Input::Jump(2),
        Input::Jump(9),
        Input::Flag(9),
        Input::Note(Some(9), "nothing".to_owned()),
    ] {
        let _ = sitting.apply(input, 5);
    }
    let _ = sitting.apply(saved(0, "kind: Pod", 6), 6);
    let before = sitting.exam.clone();
    let sitting = sitting.killed();
    assert_eq!(sitting.exam, before);
    let flags: Vec<bool> = sitting.exam.tasks().iter().map(|task| task.flagged).collect();
    assert_eq!(flags, [false, true, false]);
    assert_eq!((sitting.exam.note(), sitting.exam.current()), ("breathe", 2));
    assert_eq!(sitting.exam.tasks()[1].note, "ask again");
    assert!(sitting.exam.tasks()[0].done && sitting.exam.tasks()[0].changed);
}

#[test]
fn each_alert_comes_once() {
    let mut sitting = Sitting::begin(&plan());
    let _ = sitting.apply(Input::Return, 0);
    assert_eq!(sitting.work(1, 1799), [0_u32; 0]);
    assert_eq!(sitting.work(1800, 2000), [30]);
    let mut sitting = sitting.killed();
    assert_eq!(sitting.apply(Input::Return, 2001).alert, None, "it was told before");
    // Two marks are passed while the program is away: only the last one still says something.
    let alert = sitting.apply(Input::Return, 3400).alert.unwrap();
    assert_eq!((alert.minutes, alert.left), (5, Duration::from_secs(200)));
    assert_eq!(sitting.work(3401, 3599), [1], "the time to save");
}

#[test]
fn an_exam_shorter_than_an_alert_has_it_not() {
    let mut short = plan();
    short.limit = Duration::from_mins(15);
    let mut sitting = Sitting::begin(&short);
    assert_eq!(sitting.apply(Input::Return, 0).alert, None);
    assert_eq!(sitting.work(1, 899), [5, 1]);
}

#[test]
fn the_time_ends_it_at_the_deadline_however_late_that_is_seen() {
    let mut sitting = Sitting::begin(&plan());
    let _ = sitting.apply(Input::Return, 0);
    sitting.work(1, 10);
    let mut sitting = sitting.killed();
    let step = sitting.apply(Input::Flag(0), 9999);
    assert_eq!(step.ended, Some((at(3600), ExamEnd::ByTime)));
    assert!(!sitting.exam.tasks()[0].flagged, "nothing happens after the end");
    assert_eq!(sitting.spent(), [10, 0, 0]);
    assert_eq!(sitting.exam.left(at(9999)), Duration::ZERO);
    assert_eq!(sitting.resumed(), sitting.exam);
    assert_eq!(sitting.history.open_exam().unwrap(), None);
}

#[test]
fn what_was_saved_in_time_counts_and_what_was_saved_later_does_not() {
    let mut sitting = Sitting::begin(&plan());
    let _ = sitting.apply(Input::Return, 0);
    let _ = sitting.apply(saved(0, "early", 10), 10);
    let _ = sitting.apply(saved(1, "early", 10), 10);
    let mut sitting = sitting.killed();
    let (Input::Saved(mut files), Input::Saved(more)) = (saved(0, "in time", 3600), saved(1, "late", 3601)) else {
        unreachable!()
    };
    files.extend(more);
    let step = sitting.apply(Input::Saved(files), 5000);
    assert_eq!(step.ended, Some((at(3600), ExamEnd::ByTime)));
    let texts: Vec<_> = sitting.exam.tasks().iter().map(|task| task.saved.as_deref()).collect();
    assert_eq!(texts, [Some("in time"), Some("early"), None]);
    assert_eq!(sitting.resumed(), sitting.exam);
}

#[test]
fn the_start_of_a_task_is_nobodys_work() {
    let mut sitting = Sitting::begin(&plan());
    let Input::Saved(mut files) = saved(0, "start", 1) else { unreachable!() };
    files[0].is_start = true;
    assert_eq!(sitting.apply(Input::Saved(files.clone()), 1).events, []);
    let _ = sitting.apply(saved(0, "mine", 2), 2);
    let _ = sitting.apply(Input::Saved(files), 3);
    assert_eq!(sitting.exam.tasks()[0].saved.as_deref(), Some("start"), "going back to it is");
}

#[test]
fn ended_by_hand_is_ended() {
    let mut sitting = Sitting::begin(&plan());
    let _ = sitting.apply(Input::Return, 0);
    sitting.work(1, 30);
    assert_eq!(sitting.apply(Input::End, 31).ended, Some((at(31), ExamEnd::ByHand)));
    assert_eq!(sitting.apply(Input::Next, 32).events, []);
    assert_eq!(sitting.spent(), [31, 0, 0]);
    assert_eq!(sitting.ended(), Some((at(31), ExamEnd::ByHand)));
    assert_eq!(sitting.resumed(), sitting.exam);
}

#[test]
fn a_clock_that_is_set_back_gives_no_time() {
    let mut sitting = Sitting::begin(&plan());
    let _ = sitting.apply(Input::Return, 0);
    sitting.work(1, 600);
    sitting.work(-5000, -4990);
    assert_eq!(sitting.exam.left(at(-4990)), Duration::from_mins(50));
    assert_eq!(sitting.spent(), [600, 0, 0]);
}

#[test]
fn what_was_typed_and_not_saved_is_known_at_the_end() {
    let mut sitting = Sitting::begin(&plan());
    let _ = sitting.apply(saved(0, "early", 10), 10);
    let Input::Saved(mut files) = saved(0, "early", 10) else { unreachable!() };
    files[0].typed_on = true;
    assert_eq!(names(&sitting.apply(Input::Saved(files.clone()), 20).events), ["Unsaved(0)"]);
    assert_eq!(sitting.apply(Input::Saved(files), 21).events, [], "once");
    assert!(sitting.exam.tasks()[0].unsaved);
    let _ = sitting.apply(saved(0, "late", 30), 30);
    assert!(!sitting.exam.tasks()[0].unsaved, "a save takes it back");
    assert_eq!(sitting.resumed(), sitting.exam);
}

#[test]
fn a_discarded_exam_ends_without_a_result() {
    for second in [100, 5000] {
        let mut sitting = Sitting::begin(&plan());
        let _ = sitting.apply(saved(0, "mine", 10), 10);
        let (_, how) = sitting.apply(Input::Discard, second).ended.expect("an end, after its time too");
        assert_eq!(how, ExamEnd::Discarded);
        let kept = sitting.history.exam(sitting.kept.id).unwrap().unwrap();
        assert_eq!(Exam::resume(&kept), sitting.exam);
        assert_eq!(mark(&kept, &sitting.exam, |_, _| None), None);
        assert_eq!(sitting.history.ungraded_exams().unwrap(), []);
        assert_eq!(sitting.history.open_attempts().unwrap(), []);
        assert_eq!(sitting.history.discarded_exams().unwrap().len(), 1);
        assert!(sitting.history.records().unwrap().is_empty(), "it is no attempt at any exercise");
    }
}

fn input() -> impl Strategy<Value = Input> {
    let text = "[ab]{0,2}";
    prop_oneof![
        4 => Just(Input::Tick),
        1 => Just(Input::Return),
        1 => Just(Input::Leave),
        1 => (0..4_usize).prop_map(Input::Jump),
        1 => Just(Input::Next),
        1 => Just(Input::Previous),
        1 => (0..4_usize).prop_map(Input::Flag),
        1 => (0..4_usize).prop_map(Input::Done),
        1 => (proptest::option::of(0..4_usize), text).prop_map(|(task, text)| Input::Note(task, text)),
        1 => (0..4_usize, text, -100..5000_i64, any::<bool>()).prop_map(|(task, text, second, typed_on)| {
            let Input::Saved(mut files) = saved(task, &text, second) else { unreachable!() };
            files[0].typed_on = typed_on;
            Input::Saved(files)
        }),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_times_fit_and_a_crash_changes_nothing(
        inputs in proptest::collection::vec((input(), -50..400_i64, any::<bool>()), 1..40),
        ends in proptest::option::of(prop_oneof![Just(Input::End), Just(Input::Discard)]),
    ) {
        let mut sitting = Sitting::begin(&plan());
        let mut uninterrupted = sitting.exam.clone();
        let mut now = 0;
        let inputs = inputs.into_iter().chain(ends.map(|end| (end, 1, false)));
        for (input, later, killed) in inputs {
            now += later;
            let _ = sitting.apply(input.clone(), now);
            let _ = uninterrupted.apply(input, at(now));
            let spent: u64 = sitting.spent().iter().sum();
            let elapsed = sitting.exam.seen().duration_since(at(0)).as_secs();
            prop_assert!(i64::try_from(spent).unwrap() <= elapsed, "{spent} of {elapsed}");
            prop_assert!(sitting.exam.left(at(now)) <= Duration::from_hours(1));
            if killed {
                sitting = sitting.killed();
            }
            prop_assert_eq!(&sitting.exam, &uninterrupted);
            prop_assert_eq!(sitting.exam.ended().is_some(), sitting.history.open_exam().unwrap().is_none());
        }
        prop_assert_eq!(Exam::resume(&sitting.history.exam(sitting.kept.id).unwrap().unwrap()), uninterrupted);
    }
}
