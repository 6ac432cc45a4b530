//! helix, micro and emacs, as far as they differ from vim: each says that it was skipped where it is not installed.

use std::ffi::OsStr;

use crossterm::event::KeyCode;
use podlings::system::processes::Exit;

use super::editors::{START, begin, edit, saved};
use super::terminal::{Terminal, installed};

#[test]
fn helix_saves_by_renaming_and_leaves() {
    let home = tempfile::tempdir().unwrap();
    let Some((mut file, mut terminal)) = edit("hx", home.path()) else { return };
    terminal.wait_for("NOR");
    terminal.type_text("geo");
    terminal.wait_for("INS");
    terminal.type_text("# 漢字 ü");
    terminal.wait_for("# 漢字 ü");
    terminal.press(KeyCode::Esc);
    terminal.wait_for("NOR");
    terminal.type_text(":w\n");
    terminal.wait_for("written");
    assert_eq!(saved(&mut file), Some(format!("{START}# 漢字 ü\n")));

    terminal.resize(12, 60);
    terminal.wait("its screen at the new size", |view| {
        view.contents().lines().nth(10).is_some_and(|line| line.contains("NOR")) && view.contents().contains("# 漢字 ü")
    });
    terminal.type_text(":q\n");
    assert_eq!(terminal.end(), Exit::Code(0));
}

#[test]
fn micro_saves_and_leaves() {
    let home = tempfile::tempdir().unwrap();
    let Some((mut file, mut terminal)) = edit("micro", home.path()) else { return };
    terminal.wait_for("pod.yaml");
    terminal.type_text("# 漢字 ü\n");
    terminal.wait_for("# 漢字 ü");
    terminal.control('s');
    terminal.wait_for("Saved");
    assert_eq!(saved(&mut file), Some(format!("# 漢字 ü\n{START}")));
    terminal.control('q');
    assert_eq!(terminal.end(), Exit::Code(0));
}

#[test]
fn emacs_saves_and_leaves() {
    let home = tempfile::tempdir().unwrap();
    if !installed("emacs", home.path()) {
        return;
    }
    let mut file = begin(home.path());
    let arguments: [&OsStr; 3] = ["-nw".as_ref(), "-Q".as_ref(), file.path().as_os_str()];
    let mut terminal = Terminal::start("emacs", &arguments, home.path(), (24, 80));
    terminal.wait_for("kind: Pod");
    terminal.type_text("# plain\n");
    terminal.wait_for("# plain");
    terminal.control('x');
    terminal.control('s');
    terminal.wait_for("Wrote");
    assert_eq!(saved(&mut file), Some(format!("# plain\n{START}")));
    terminal.control('x');
    terminal.control('c');
    assert_eq!(terminal.end(), Exit::Code(0));
}
