//! The verdict: what is wrong, where, and what the server says.

use insta::assert_snapshot;

use super::stage::{NARROW, Stage, WIDE, YOURS, full_marks, not_yet, refused};

fn on_verdict(size: (u16, u16), verdict: podlings::grade::Verdict) -> Stage {
    let mut stage = Stage::on_task(size, YOURS);
    stage.pass(192);
    stage.press("g");
    stage.grade(verdict);
    stage
}

#[test]
fn what_is_wrong_and_where() {
    assert_snapshot!("verdict_narrow", on_verdict(NARROW, not_yet()).screen());
    let mut stage = on_verdict(WIDE, not_yet());
    assert_snapshot!("verdict_wide", stage.screen());
    stage.press("n");
    assert_snapshot!("verdict_wide_next", stage.screen());
    stage.press("n");
    assert_snapshot!("verdict_wide", stage.screen());
}

#[test]
fn the_yaml_is_a_key_away_on_a_narrow_terminal() {
    let mut stage = on_verdict(NARROW, not_yet());
    stage.press("n Tab");
    assert_snapshot!("verdict_narrow_yaml", stage.screen());
}

#[test]
fn a_refusal_in_the_servers_words() {
    assert_snapshot!("verdict_refused_narrow", on_verdict(NARROW, refused()).screen());
    let mut stage = on_verdict(WIDE, refused());
    stage.press("N");
    assert_snapshot!("verdict_refused_wide", stage.screen());
}

#[test]
fn everything_is_right() {
    let mut verdict = full_marks();
    verdict.cluster.message = "Warning: spec.containers[0].ports[1]: duplicate port name".into();
    assert_snapshot!("verdict_full_narrow", on_verdict(NARROW, verdict).screen());
    assert_snapshot!("verdict_full_wide", on_verdict(WIDE, full_marks()).screen());
}

#[test]
fn nothing_graded_yet() {
    let mut stage = Stage::on_task(NARROW, YOURS);
    stage.press("g");
    assert!(stage.screen().contains("Grading…"), "{}", stage.screen());
}

#[test]
fn a_click_chooses_a_check() {
    let mut stage = on_verdict(WIDE, not_yet());
    let row = stage.screen().lines().position(|line| line.contains("app cannot change it")).unwrap();
    stage.click(10, u16::try_from(row).unwrap());
    assert!(stage.screen().contains("▸✗ app cannot change it"), "{}", stage.screen());
}

#[test]
fn edit_leads_back_into_the_editor() {
    let mut stage = on_verdict(NARROW, not_yet());
    stage.press("e");
    assert!(stage.screen().contains("F12 leave the editor"), "{}", stage.screen());
}
