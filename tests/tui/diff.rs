//! The diff: unified, side by side, folded, by field.

use insta::assert_snapshot;

use podlings::tui::editors::FileKey;
use podlings::tui::msg::Effect;

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
fn what_cannot_be_compared_ends_nothing() {
    let mut stage = Stage::on_task(NARROW, "");
    let mut verdict = not_yet();
    verdict.checks[5].tried = false;
    verdict.diff.nearest = String::new();
    stage.press("d");
    stage.grade(verdict);
    for keys in ["q d", "Tab", "y"] {
        stage.press(keys);
        assert!(stage.screen().contains("could not be read as a Pod, so there is nothing to"), "{}", stage.screen());
    }
    assert!(!stage.effects.iter().any(|effect| matches!(effect, Effect::End { .. })), "{:?}", stage.effects);
}

#[test]
fn the_first_press_asks_before_it_shows_what_was_not_tried() {
    let mut stage = Stage::on_task(NARROW, "");
    let mut verdict = not_yet();
    verdict.checks[5].tried = false;
    stage.press("d");
    assert!(stage.screen().contains("Comparing…"), "{}", stage.screen());
    stage.grade(verdict);
    assert!(stage.screen().contains("Looking at it ends"), "{}", stage.screen());
    assert!(stage.screen().contains("5 of 7 points"), "it is asked over the task:\n{}", stage.screen());
    stage.press("y");
    assert!(stage.screen().contains("readOnly: true"), "{}", stage.screen());
}

#[test]
fn an_empty_file_is_not_said_to_be_right() {
    let mut stage = Stage::on_task(NARROW, "# nothing yet\n");
    let mut verdict = not_yet();
    verdict.diff.yours = String::new();
    verdict.diff.fields.clear();
    stage.grade(verdict);
    stage.press("d");
    assert!(stage.screen().contains("no Pod yet"), "{}", stage.screen());
    stage.press("Tab");
    assert!(stage.screen().contains("There is no Pod in your file yet"), "{}", stage.screen());
    assert!(!stage.screen().contains("differs"), "{}", stage.screen());
}

#[test]
fn a_long_line_is_shown_whole() {
    let long = format!("    command: [{}end]\n", "very-long-words ".repeat(10));
    for size in [NARROW, WIDE] {
        let mut stage = Stage::on_task(size, YOURS);
        let mut verdict = not_yet();
        verdict.diff.nearest = long.clone() + &verdict.diff.nearest;
        stage.grade(verdict);
        stage.press("d");
        let screen = stage.screen();
        assert_eq!(screen.matches("very-long-words").count(), 10, "{screen}");
        assert!(screen.contains("end]"), "{screen}");
    }
}

#[test]
fn the_next_difference_is_found_below_a_long_line() {
    let mut stage = Stage::on_task(NARROW, YOURS);
    let mut verdict = not_yet();
    verdict.diff.yours = format!("a: 1\n{}b: 1\nlast: 1\n", "same: 1\n".repeat(60));
    verdict.diff.nearest = format!("a: [{}]\n{}b: 2\nlast: 1\n", "long-words ".repeat(60), "same: 1\n".repeat(60));
    stage.grade(verdict);
    stage.press("d z n");
    assert!(stage.screen().contains("+ b: 2"), "{}", stage.screen());
}

#[test]
fn a_new_verdict_makes_a_new_diff() {
    let mut stage = on_diff(NARROW);
    let before = stage.screen();
    stage.tell(podlings::tui::msg::Msg::Changed {
        file: FileKey::exercise("config-loader"),
        answer: podlings::tui::attempt::Answer::Text(YOURS.into()),
    });
    let mut verdict = not_yet();
    verdict.diff.yours = verdict.diff.nearest.clone();
    verdict.diff.fields.clear();
    stage.grade(verdict);
    assert_ne!(stage.screen(), before);
    assert!(stage.screen().contains("word for word"), "{}", stage.screen());
}
