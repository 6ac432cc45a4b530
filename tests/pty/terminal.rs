//! A person before the pane: keys in, screen out, with a real program behind it.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use podlings::system::Environment;
use podlings::system::processes::Exit;
use podlings::tui::pane::{PaneView, Pty, PtyCommand, PtyEvent};

/// After this a program that says nothing is taken for dead; it is not a measure of anything.
const GIVE_UP: Duration = Duration::from_secs(30);

pub struct Terminal {
    pub view: PaneView,
    pub pty: Pty,
    events: Receiver<PtyEvent>,
    exit: Option<Exit>,
}

/// The environment of a program under test: the machine's programs, a home of its own.
pub fn environment(home: &Path) -> Environment {
    let path = std::env::var_os("PATH").unwrap_or_default();
    Environment::of([("PATH", path), ("HOME", home.into()), ("LANG", "C.UTF-8".into()), ("LINES", "7".into())], home)
}

/// Says on the real standard error, which the test harness does not keep to itself, that a test could not be done.
pub fn installed(program: &str, home: &Path) -> bool {
    let found = environment(home).find_program(OsStr::new(program)).is_some();
    if !found {
        let _ = writeln!(std::io::stderr(), "skipped: {program} is not installed");
    }
    found
}

impl Terminal {
    pub fn start(program: &str, arguments: &[&OsStr], home: &Path, (rows, cols): (u16, u16)) -> Self {
        let environment = environment(home);
        let command = PtyCommand {
            program: environment.find_program(OsStr::new(program)).expect("an installed program"),
            arguments: arguments.iter().map(Into::into).collect(),
            folder: home.to_owned(),
        };
        let (sender, events) = sync_channel(16);
        let pty = Pty::spawn(&command, &environment, (rows, cols), move |event| sender.send(event).is_ok())
            .expect("a started program");
        Self { view: PaneView::new(rows, cols), pty, events, exit: None }
    }

    /// Lets the program run until its screen is as it should be.
    pub fn wait(&mut self, what: &str, seen: impl Fn(&PaneView) -> bool) {
        // A program that goes on printing (a clock, say) is never silent, so silence is not the only sign.
        let began = std::time::Instant::now();
        while !seen(&self.view) {
            assert!(began.elapsed() < 2 * GIVE_UP, "waited in vain for {what}:\n{}", self.view.contents());
            assert!(self.exit.is_none(), "{what}: it ended with {:?}:\n{}", self.exit, self.view.contents());
            self.step(what);
        }
    }

    pub fn wait_for(&mut self, text: &str) {
        self.wait(text, |view| view.contents().contains(text));
    }

    /// Lets the program run until its end.
    pub fn end(mut self) -> Exit {
        let began = std::time::Instant::now();
        while self.exit.is_none() {
            assert!(began.elapsed() < 2 * GIVE_UP, "it does not end:\n{}", self.view.contents());
            self.step("its end");
        }
        self.exit.expect("an end")
    }

    fn step(&mut self, what: &str) {
        match self.events.recv_timeout(GIVE_UP) {
            Ok(PtyEvent::Output(bytes)) => {
                let answer = self.view.process(&bytes);
                // It may have ended meanwhile, which is said next.
                let _ = self.pty.write(answer);
            }
            Ok(PtyEvent::Exited(exit)) => self.exit = Some(exit),
            Err(error) => panic!("waited in vain for {what} ({error}):\n{}", self.view.contents()),
        }
    }

    pub fn key(&mut self, code: KeyCode, modifiers: KeyModifiers) {
        let bytes = self.view.key(&KeyEvent::new(code, modifiers));
        assert!(self.pty.write(bytes));
    }

    pub fn press(&mut self, code: KeyCode) {
        self.key(code, KeyModifiers::NONE);
    }

    pub fn control(&mut self, c: char) {
        self.key(KeyCode::Char(c), KeyModifiers::CONTROL);
    }

    pub fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            self.press(if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) });
        }
    }

    pub fn paste(&mut self, text: &str) {
        let bytes = self.view.paste(text);
        assert!(self.pty.write(bytes));
    }

    pub fn resize(&mut self, rows: u16, cols: u16) {
        assert!(self.view.resize(rows, cols));
        self.pty.resize(rows, cols);
    }
}
