//! The keymap: the help screen, and the README's table.

use insta::assert_snapshot;
use podlings::tui::keymap::{self, Key};

use super::stage::{NARROW, Stage, WIDE};

#[test]
fn help_begins_with_the_screen_that_asked() {
    let mut stage = Stage::on_task(NARROW, "");
    stage.press("?");
    assert_snapshot!("help_narrow", stage.screen());
    stage.press("End");
    assert_snapshot!("help_narrow_end", stage.screen());
    let mut stage = Stage::new(WIDE);
    stage.press("?");
    assert_snapshot!("help_wide", stage.screen());
    stage.press("?");
    assert_eq!(stage.screen(), Stage::new(WIDE).screen());
}

#[test]
fn the_readme_names_the_keys() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let table = keymap::markdown(Key::F12);
    assert!(readme.contains(&table), "README.md does not hold this table:\n{table}");
}
