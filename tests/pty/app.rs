//! The real program on a real terminal with a real editor: from the first screen to full marks, and after a crash.

use std::ffi::OsStr;

use crossterm::event::KeyCode;
use podlings::system::processes::Exit;

use super::terminal::{Terminal, installed};

const WRONG: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: wrong\n";

/// The app in its own home with one small exercise. `EDITOR` is part of the command, because the environment is the harness's.
fn start(home: &std::path::Path, editor: &str) -> Terminal {
    let pack = home.join("pack/basics");
    std::fs::create_dir_all(&pack).expect("a folder");
    std::fs::write(pack.join("small.toml"), include_str!("../exercise/small.toml")).expect("a pack");
    let command = format!(
        "EDITOR={editor} LANG=C.UTF-8 exec {} --pack {}",
        env!("CARGO_BIN_EXE_podlings"),
        home.join("pack").display()
    );
    let mut terminal = Terminal::start("sh", &[OsStr::new("-c"), OsStr::new(&command)], home, (24, 80));
    terminal.wait_for("Exercises for the CKAD");
    terminal
}

#[test]
fn an_exercise_from_the_first_screen_to_the_verdict_in_vim() {
    let home = tempfile::tempdir().unwrap();
    if !installed("vim", home.path()) {
        return;
    }
    let mut terminal = start(home.path(), "vim");
    terminal.press(KeyCode::Enter);
    terminal.wait_for("4 points to get");
    terminal.type_text("e");
    terminal.wait_for("F12 leave the editor");
    terminal.type_text(":set paste\ni");
    terminal.wait_for("INSERT");
    terminal.type_text(WRONG);
    terminal.press(KeyCode::Esc);
    terminal.type_text(":w\n");
    // The score stands in the first line while the editor stays open.
    terminal.wait_for("of 4");
    terminal.press(KeyCode::F(12));
    terminal.type_text("g");
    // The verdict, and not only the score in the first line.
    terminal.wait_for("People look it up by its name.");
    terminal.type_text("e:q\n");
    terminal.wait_for("leave the editor");
    terminal.wait_for("Tab YAML");
    terminal.type_text("qq");
    assert_eq!(terminal.end(), Exit::Code(0));
    let written = std::fs::read_to_string(home.path().join(".local/share/podlings/work/small/pod.yaml")).unwrap();
    assert_eq!(written.trim_end(), WRONG.trim_end());
}

#[test]
fn after_a_crash_it_goes_on_where_it_was() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = start(home.path(), "true");
    terminal.press(KeyCode::Enter);
    terminal.wait_for("4 points to get");
    terminal.type_text("h");
    terminal.wait_for("Hint 1 of 1");
    terminal.pty.kill();
    assert!(matches!(terminal.end(), Exit::Signal(_)));
    let mut terminal = start(home.path(), "true");
    terminal.wait_for("going on, 1 attempt");
    terminal.press(KeyCode::Enter);
    terminal.wait_for("Hint 1 of 1");
}

#[test]
fn the_terminal_is_given_back() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = start(home.path(), "true");
    let process = terminal.pty.process().expect("a process").to_string();
    let status = std::process::Command::new("kill").arg(process).status().unwrap();
    assert!(status.success());
    terminal.wait("the screen that was there before", |view| !view.contents().contains("Exercises"));
    assert_eq!(terminal.end(), Exit::Code(0));
}

#[test]
fn an_editor_that_is_not_there_is_said() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = start(home.path(), "no-such-editor");
    terminal.press(KeyCode::Enter);
    terminal.wait_for("4 points to get");
    terminal.type_text("e");
    terminal.wait_for("there is no program \"no-such-editor\"");
}

#[test]
fn what_is_done_in_the_app_on_drawn_values_is_handed_in() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("week-1");
    std::fs::create_dir_all(folder.join("pack/basics")).unwrap();
    std::fs::write(folder.join("assignment.toml"), crate::classroom::students::ASSIGNMENT).unwrap();
    std::fs::write(folder.join("pack/basics/first.toml"), crate::classroom::students::FIRST).unwrap();
    std::fs::write(folder.join("pack/basics/second.toml"), crate::classroom::students::second()).unwrap();
    // The editor writes a line and leaves; it has the terminal to itself.
    let editor = home.path().join("ed");
    std::fs::write(&editor, "#!/bin/sh\nprintf 'apiVersion: v1\\nkind: Pod\\nmetadata: {name: mine}\\n' > \"$1\"\n")
        .unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&editor, mode).unwrap();
    let podlings = env!("CARGO_BIN_EXE_podlings");
    let run = |command: String| Terminal::start("sh", &[OsStr::new("-c"), OsStr::new(&command)], home.path(), (24, 80));
    let assignment = format!("--assignment {}", folder.display());
    let mut terminal =
        run(format!("EDITOR={} LANG=C.UTF-8 exec {podlings} {assignment} --student ada", editor.display()));
    terminal.wait_for("0 of 2 solved");
    terminal.press(KeyCode::Enter);
    terminal.wait_for("points to get");
    terminal.type_text("e");
    terminal.wait_for("Saved. g grades it");
    terminal.type_text("g");
    terminal.wait_for("People look it up.");
    terminal.type_text("qqq");
    assert_eq!(terminal.end(), Exit::Code(0));
    let mut terminal = run(format!("exec {podlings} hand-in {assignment} --partial -o {}/out", home.path().display()));
    terminal.wait_for("first   graded once");
    terminal.wait_for("give this file to your teacher");
    assert_eq!(terminal.end(), Exit::Code(0));
}
