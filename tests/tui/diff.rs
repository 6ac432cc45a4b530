//! The diff: unified, side by side, folded, by field.

use insta::assert_snapshot;

use super::stage::{NARROW, Stage, WIDE, YOURS, not_yet};

fn on_diff(size: (u16, u16)) -> Stage {
    let mut stage = Stage::on_task(size, YOURS);
    stage.grade(not_yet());
    stage.press("d");
    stage
}

#[test]
fn unified_and_side_by_side() {
    assert_snapshot!("diff_narrow", on_diff(NARROW).screen());
    assert_snapshot!("diff_wide", on_diff(WIDE).screen());
}

#[test]
fn equal_lines_unfold() {
    let mut stage = on_diff(NARROW);
    stage.press("z");
    assert_snapshot!("diff_unfolded", stage.screen());
}

#[test]
fn by_field() {
    let mut stage = on_diff(NARROW);
    stage.press("Tab");
    assert_snapshot!("diff_fields", stage.screen());
}

#[test]
fn nothing_to_compare_with() {
    let mut stage = Stage::on_task(NARROW, YOURS);
    let mut verdict = not_yet();
    verdict.diff.nearest = String::new();
    stage.grade(verdict);
    stage.press("d");
    assert_snapshot!("diff_nothing", stage.screen());
}

#[test]
fn a_new_verdict_makes_a_new_diff() {
    let mut stage = on_diff(NARROW);
    let before = stage.screen();
    stage.tell(podlings::tui::msg::Msg::Changed {
        exercise: "config-loader".into(),
        answer: podlings::tui::attempt::Answer::Text(YOURS.into()),
    });
    let mut verdict = not_yet();
    verdict.diff.yours = verdict.diff.nearest.clone();
    verdict.diff.fields.clear();
    stage.grade(verdict);
    assert_ne!(stage.screen(), before);
    assert!(stage.screen().contains("word for word"), "{}", stage.screen());
}
