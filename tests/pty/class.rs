//! A class graded before somebody's eyes: on a terminal the run shows how far it is, and ends.

use std::sync::mpsc::sync_channel;
use std::time::Duration;

use podlings::system::processes::Exit;
use podlings::tui::pane::{Pty, PtyCommand, PtyEvent};

use super::terminal::environment;

/// After this a program that says nothing is taken for dead; it is not a measure of anything.
const GIVE_UP: Duration = Duration::from_mins(1);

#[test]
fn grading_on_a_terminal_shows_how_far_it_is_and_ends() {
    let home = tempfile::tempdir().unwrap();
    let podlings = env!("CARGO_BIN_EXE_podlings");
    for student in 0..20 {
        let folder = home.path().join(format!("in/student-{student}"));
        std::fs::create_dir_all(&folder).unwrap();
        let pod = format!("apiVersion: v1\nkind: Pod\nmetadata:\n  name: pod-{student}\n");
        std::fs::write(folder.join("probe-on-init.yaml"), pod).unwrap();
    }
    let script = format!("'{podlings}' class new week-1 && exec '{podlings}' class grade --assignment week-1 in");
    let command = PtyCommand {
        program: "/bin/sh".into(),
        arguments: vec!["-c".into(), script.into()],
        folder: home.path().into(),
    };
    let (sender, events) = sync_channel(16);
    let _pty =
        Pty::spawn(&command, &environment(home.path()), (24, 80), move |event| sender.send(event).is_ok()).unwrap();
    let mut printed = Vec::new();
    let exit = loop {
        match events.recv_timeout(GIVE_UP) {
            Ok(PtyEvent::Output(bytes)) => printed.extend(bytes),
            Ok(PtyEvent::Exited(exit)) => break exit,
            Err(error) => panic!("it does not end ({error}):\n{}", String::from_utf8_lossy(&printed)),
        }
    };
    let printed = String::from_utf8_lossy(&printed);
    assert_eq!(exit, Exit::Code(0), "{printed}");
    assert!(printed.contains(" of 20 graded") && printed.contains("20 submissions graded"), "{printed}");
}
