//! A mock exam in the real program with a real editor: begun, killed in its middle, gone on with, ended.

use std::ffi::OsStr;
use std::path::Path;

use crossterm::event::KeyCode;
use podlings::system::processes::Exit;

use super::terminal::{Terminal, installed};

/// The app on two exercises that are alike but for their names.
fn start(home: &Path) -> Terminal {
    let pack = home.join("pack/basics");
    std::fs::create_dir_all(&pack).expect("a folder");
    for name in ["small", "other"] {
        let text = include_str!("../exercise/small.toml");
        let text = text.replace("`small`", &format!("`{name}`")).replace("\"small\"", &format!("\"{name}\""));
        let text = text.replace("name: small", &format!("name: {name}"));
        std::fs::write(pack.join(format!("{name}.toml")), text).expect("an exercise");
    }
    let command = format!(
        "EDITOR=vim LANG=C.UTF-8 exec {} --pack {}",
        env!("CARGO_BIN_EXE_podlings"),
        home.join("pack").display()
    );
    let mut terminal = Terminal::start("sh", &[OsStr::new("-c"), OsStr::new(&command)], home, (24, 80));
    terminal.wait_for("Exercises for the CKAD");
    terminal
}

/// Which of the two exercises is on the screen.
fn name_on(terminal: &Terminal) -> &'static str {
    if terminal.view.contents().contains("Create a Pod other") { "other" } else { "small" }
}

fn answer(name: &str, image: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\nspec:\n  containers:\n  - name: app\n    image: {image}\n    command: [\"sleep\", \"3600\"]\n"
    )
}

/// Writes a text into the task's file with vim, which stays open behind it.
fn write(terminal: &mut Terminal, text: &str) {
    terminal.type_text("e");
    terminal.wait_for("F12 leave the editor");
    terminal.type_text(":set paste\ni");
    terminal.wait_for("INSERT");
    terminal.type_text(text);
    terminal.press(KeyCode::Esc);
    terminal.type_text(":w\n");
    terminal.wait_for("written");
    terminal.press(KeyCode::F(12));
    terminal.wait_for("e back to the editor");
}

#[test]
fn an_exam_goes_on_after_a_crash_and_ends_with_its_result() {
    let home = tempfile::tempdir().unwrap();
    if !installed("vim", home.path()) {
        return;
    }
    let mut terminal = start(home.path());
    terminal.type_text("m");
    terminal.wait_for("another exam each time");
    terminal.press(KeyCode::Enter);
    terminal.wait_for("Begin the exam: 2 tasks in");
    terminal.type_text("y");
    terminal.wait_for("task 1 of 2");
    let first = name_on(&terminal);
    write(&mut terminal, &answer(first, "busybox:1.36"));
    terminal.type_text("]");
    terminal.wait_for("task 2 of 2");
    let second = name_on(&terminal);
    assert_ne!(first, second);
    write(&mut terminal, &answer(second, "busybox:1.35"));
    terminal.type_text("f");
    terminal.wait_for("flagged");
    terminal.type_text("N");
    terminal.wait_for("Your notes on this task");
    terminal.type_text("which image?");
    terminal.press(KeyCode::Esc);
    terminal.wait_for("] next");
    terminal.type_text("t");
    terminal.wait("both tasks begun", |view| view.contents().matches("begun").count() == 2);
    terminal.pty.kill();
    assert!(matches!(terminal.end(), Exit::Signal(_)));

    let mut terminal = start(home.path());
    terminal.wait_for("A mock exam is going on");
    terminal.type_text("y");
    terminal.wait_for("task 2 of 2");
    terminal.wait_for("flagged");
    terminal.wait_for("which image?");
    terminal.type_text("E");
    terminal.wait_for("Flagged: task 2.");
    assert!(!terminal.view.contents().contains("Untouched"), "{}", terminal.view.contents());
    terminal.type_text("y");
    // Half of the second task's image check is lost: that the container is there counts.
    terminal.wait_for("87 %: passed");
    terminal.wait_for("4 of 4");
    terminal.wait_for("3 of 4");
    terminal.type_text("w");
    terminal.wait_for("exam-1.html");
    let report = home.path().join(".local/share/podlings/reports/exam-1.html");
    let report = std::fs::read_to_string(report).unwrap();
    assert!(report.contains("87 %") && report.contains("busybox:1.35"), "{report}");
    terminal.press(KeyCode::Down);
    terminal.press(KeyCode::Enter);
    terminal.wait_for("yours     image: busybox:1.35");
    terminal.type_text("qqq");
    assert_eq!(terminal.end(), Exit::Code(0));
    let kept = home.path().join(".local/share/podlings/work/exams");
    assert_eq!(std::fs::read_dir(kept).unwrap().count(), 1, "the exam has a folder of its own");
}
