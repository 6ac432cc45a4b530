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

/// Between the markers `<!-- keys -->` and `<!-- end of keys -->` stands the keymap's own table.
/// `PICTURES=write cargo test --test all tui::keys` writes it anew.
#[test]
fn the_readme_names_the_keys() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let (before, rest) = readme.split_once("<!-- keys -->\n").expect("the marker of the keys");
    let (table, after) = rest.split_once("<!-- end of keys -->").expect("the end of the keys");
    let wanted = keymap::markdown(Key::F12);
    if std::env::var_os("PICTURES").is_some_and(|wish| wish == "write") {
        std::fs::write(path, format!("{before}<!-- keys -->\n{wanted}<!-- end of keys -->{after}")).unwrap();
    } else {
        assert_eq!(table, wanted, "write it anew with: PICTURES=write cargo test --test all tui::keys");
    }
}
