//! A drill with the real program on a real terminal with a real editor: two rounds, and what is kept of them.

use std::ffi::OsStr;
use std::path::Path;

use crossterm::event::KeyCode;
use podlings::history::{History, Mode};
use podlings::system::processes::Exit;

use super::terminal::{Terminal, installed};

const RIGHT: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: small\nspec:\n  containers:\n  - name: app\n    image: \
                     busybox:1.36\n    command: [\"sleep\", \"3600\"]\n";

fn start(home: &Path, editor: &str) -> Terminal {
    let pack = home.join("pack/basics");
    std::fs::create_dir_all(&pack).expect("a folder");
    std::fs::write(pack.join("small.toml"), include_str!("../exercise/small.toml")).expect("a pack");
    let command = format!(
        "EDITOR={editor} LANG=C.UTF-8 exec {} drill small --pack {}",
        env!("CARGO_BIN_EXE_podlings"),
        home.join("pack").display()
    );
    let mut terminal = Terminal::start("sh", &[OsStr::new("-c"), OsStr::new(&command)], home, (30, 130));
    terminal.wait_for("Press any key");
    terminal
}

#[test]
fn a_round_in_vim_from_the_first_key_to_full_marks_and_again() {
    let home = tempfile::tempdir().unwrap();
    if !installed("vim", home.path()) {
        return;
    }
    let mut terminal = start(home.path(), "vim");
    for round in ["for the first time", "Full marks in"] {
        terminal.press(KeyCode::Enter);
        // The editor opens beside the task by itself, on a file that is begun anew.
        terminal.wait_for("F12 leave the editor");
        terminal.wait_for("not graded yet");
        terminal.wait_for("pod.yaml");
        terminal.type_text(":set paste\ni");
        terminal.wait_for("INSERT");
        terminal.type_text(RIGHT);
        terminal.press(KeyCode::Esc);
        terminal.type_text(":w\n");
        terminal.wait_for(round);
        terminal.wait_for("That counts as known by heart.");
        // Keys right after the end are taken for the editor's; the last line names those that work.
        terminal.wait_for("r again   x why");
        terminal.type_text("r");
        terminal.wait_for("Press any key");
    }
    terminal.press(KeyCode::Esc);
    terminal.wait_for("2 rounds in");
    terminal.type_text("q");
    assert_eq!(terminal.end(), Exit::Code(0));
    let data = home.path().join(".local/share/podlings");
    let attempts = History::open(&data.join("history.db")).attempts(None).unwrap();
    assert_eq!(attempts.len(), 2);
    assert!(attempts.iter().all(|attempt| attempt.mode == Mode::Drill && attempt.score.is_some_and(|s| s.passed)));
    assert!(!data.join("work/small").exists(), "the practice file is not touched");
}
