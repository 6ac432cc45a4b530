//! The process behind the pane: how it ends, what it sees, and that it cannot flood us.

use std::ffi::OsStr;
use std::sync::mpsc::sync_channel;

use podlings::system::processes::Exit;
use podlings::tui::pane::{Pty, PtyCommand, PtyError, PtyEvent};

use super::terminal::{Terminal, environment};

fn shell(script: &str, home: &tempfile::TempDir) -> Terminal {
    Terminal::start("sh", &[OsStr::new("-c"), OsStr::new(script)], home.path(), (10, 40))
}

#[test]
fn the_end_is_told_after_the_last_output() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = shell("echo last words; exit 3", &home);
    terminal.wait_for("last words");
    assert_eq!(terminal.end(), Exit::Code(3));
    assert!(matches!(shell("kill -9 $$", &home).end(), Exit::Signal(_)));
}

#[test]
fn a_child_that_stays_does_not_hide_the_end() {
    let home = tempfile::tempdir().unwrap();
    // It keeps the terminal open until it is told that the terminal is gone.
    let terminal = shell("sleep 1000 & exit 4", &home);
    assert_eq!(terminal.end(), Exit::Code(4));
}

#[test]
fn a_program_that_suspends_itself_goes_on() {
    let home = tempfile::tempdir().unwrap();
    let terminal = shell("kill -STOP $$; kill -STOP 0; exit 5", &home);
    assert_eq!(terminal.end(), Exit::Code(5));
}

#[test]
fn the_terminal_is_an_xterm_of_its_own() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = shell("echo \"[$TERM] [$LINES] [$HOME]\"; tty -s && stty size; read line", &home);
    terminal.wait_for("10 40");
    let wanted = format!("[xterm-256color] [] [{}]", home.path().display());
    assert!(terminal.view.contents().replace('\n', "").contains(&wanted), "{}", terminal.view.contents());
    terminal.type_text("\n");
    assert_eq!(terminal.end(), Exit::Code(0));
}

#[test]
fn a_program_that_prints_without_end_waits_for_us() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = shell("yes podlings", &home);
    terminal.wait_for("podlings");
    // Nobody reads now: the channel is full, then the terminal, and then the program waits.
    terminal.pty.kill();
    assert!(matches!(terminal.end(), Exit::Signal(_)));
}

#[test]
fn a_listener_that_is_gone_stops_nothing() {
    let home = tempfile::tempdir().unwrap();
    let environment = environment(home.path());
    let command = PtyCommand {
        program: "/bin/sh".into(),
        arguments: vec!["-c".into(), "yes".into()],
        folder: home.path().into(),
    };
    let (sender, events) = sync_channel(1);
    let pty = Pty::spawn(&command, &environment, (10, 40), move |event| sender.send(event).is_ok()).unwrap();
    assert!(matches!(events.recv().unwrap(), PtyEvent::Output(_)));
    drop(events);
    drop(pty);
}

#[test]
fn a_program_that_is_not_there_is_an_error() {
    let home = tempfile::tempdir().unwrap();
    let command = PtyCommand { program: "/does/not/exist".into(), arguments: Vec::new(), folder: home.path().into() };
    let error = Pty::spawn(&command, &environment(home.path()), (10, 40), |_| true).unwrap_err();
    assert!(matches!(error, PtyError::NotStarted { .. }), "{error}");
}
