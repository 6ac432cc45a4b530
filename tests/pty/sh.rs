//! A conversation with `podlings sh` on a real terminal: Ctrl-C and Ctrl-D, as busybox' own shell takes them.

use std::ffi::OsStr;

use podlings::system::processes::Exit;

use super::terminal::Terminal;

fn start(home: &std::path::Path) -> Terminal {
    let command = format!("exec {} sh", env!("CARGO_BIN_EXE_podlings"));
    let mut terminal = Terminal::start("sh", &[OsStr::new("-c"), OsStr::new(&command)], home, (24, 80));
    waits_in(&mut terminal, 1);
    terminal
}

/// Waits for the prompt in a line of the screen, counted from 1, and gives the lines above it.
fn waits_in(terminal: &mut Terminal, line: usize) -> Vec<String> {
    let lines = |contents: &str| contents.trim_end().lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    terminal.wait(&format!("the prompt in line {line}"), |view| {
        let lines = lines(&view.contents());
        lines.len() == line && lines.last().is_some_and(|last| last == "/ #")
    });
    let mut lines = lines(&terminal.view.contents());
    lines.pop();
    lines
}

#[test]
fn ctrl_c_takes_back_to_the_prompt() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = start(home.path());
    terminal.type_text("abc");
    terminal.wait_for("# abc");
    terminal.control('c');
    assert_eq!(waits_in(&mut terminal, 2), ["/ # abc^C"]);
    terminal.type_text("echo $?\n");
    assert_eq!(waits_in(&mut terminal, 4)[1..], ["/ # echo $?", "130"]);
    // An unfinished command is forgotten.
    terminal.type_text("if true\n");
    terminal.wait_for("\n>");
    terminal.control('c');
    assert_eq!(waits_in(&mut terminal, 6)[3..], ["/ # if true", "> ^C"]);
    // A trap has its say, and the prompt comes again.
    terminal.type_text("trap 'echo no' INT\n");
    waits_in(&mut terminal, 7);
    terminal.control('c');
    assert_eq!(waits_in(&mut terminal, 8)[6..], ["/ # ^Cno"]);
    terminal.type_text("trap - INT\n");
    waits_in(&mut terminal, 9);
    terminal.control('c');
    assert_eq!(waits_in(&mut terminal, 10)[8..], ["/ # ^C"]);
    terminal.type_text("exit 7\n");
    assert_eq!(terminal.end(), Exit::Code(7));
}

#[test]
fn ctrl_c_ends_what_runs_and_what_would_come_after_it() {
    let home = tempfile::tempdir().unwrap();
    for command in [
        "for i in 1 2; do sleep 1d; done; echo after",
        "(sleep 1d; echo inner); echo after",
        "cat | sort || echo failed",
        "f() { sleep 1d; echo inner; }; f; echo after",
        "x=$(cat); echo after",
        "sleep 1d & wait; echo after",
        "read x; echo after",
    ] {
        let mut terminal = start(home.path());
        terminal.type_text(&format!("echo on; {command}\n"));
        terminal.wait_for("\non");
        terminal.control('c');
        assert_eq!(waits_in(&mut terminal, 4), [format!("/ # echo on; {command}").as_str(), "on", "^C"]);
        terminal.type_text("echo $?\n");
        assert_eq!(waits_in(&mut terminal, 6)[3..], ["/ # echo $?", "130"], "{command}");
    }
}

#[test]
fn ctrl_d_ends_the_input_of_who_reads() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = start(home.path());
    terminal.type_text("cat\nmeow\n");
    terminal.wait_for("meow\nmeow");
    terminal.control('d');
    assert_eq!(waits_in(&mut terminal, 4), ["/ # cat", "meow", "meow"]);
    terminal.type_text("wc -l\n1\n2\n");
    terminal.wait_for("1\n2");
    terminal.control('d');
    assert_eq!(waits_in(&mut terminal, 8)[3..], ["/ # wc -l", "1", "2", "2"]);
    terminal.type_text("(exit 3)\n");
    waits_in(&mut terminal, 9);
    terminal.control('d');
    assert_eq!(terminal.end(), Exit::Code(3));
}
