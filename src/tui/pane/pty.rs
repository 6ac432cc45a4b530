//! The process behind the pane: a pseudo-terminal, what is read from it, what is written to it, how it ends. It must not know
//! what the bytes mean.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use portable_pty::{Child, ChildKiller, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::system::Environment;
use crate::system::processes::Exit;

/// The most that one [`PtyEvent::Output`] holds.
const CHUNK: usize = 64 * 1024;

/// Writes that wait for the program to read; beyond that the user's keys are dropped rather than the screen stopped.
const WAITING_WRITES: usize = 1024;

/// How long after the program's end its last output is waited for, where a child of it keeps the terminal open.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// Variables that tell of the terminal outside, which the program in the pane does not have.
const FOREIGN: &[&str] = &[
    "ALACRITTY_WINDOW_ID",
    "COLUMNS",
    "GHOSTTY_RESOURCES_DIR",
    "ITERM_PROFILE",
    "ITERM_SESSION_ID",
    "KITTY_PID",
    "KITTY_WINDOW_ID",
    "KONSOLE_VERSION",
    "LC_TERMINAL",
    "LC_TERMINAL_VERSION",
    "LINES",
    "TERMCAP",
    "TERM_PROGRAM",
    "TERM_PROGRAM_VERSION",
    "TERM_SESSION_ID",
    "VTE_VERSION",
    "WEZTERM_EXECUTABLE",
    "WEZTERM_PANE",
    "WT_SESSION",
    "XTERM_VERSION",
];

/// What to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PtyCommand {
    /// The program's path.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// The folder that it starts in.
    pub folder: PathBuf,
}

/// What comes from the process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PtyEvent {
    /// Bytes that it printed.
    Output(Vec<u8>),
    /// It has ended, and its output came before.
    Exited(Exit),
}

/// Why no process could be started.
#[derive(Debug, thiserror::Error)]
pub enum PtyError {
    /// The system gives no pseudo-terminal.
    #[error("the system gives no terminal for the editor: {0}")]
    NoTerminal(String),
    /// The program does not start.
    #[error("{} could not be started: {reason}", program.display())]
    NotStarted {
        /// The program's path.
        program: PathBuf,
        /// The system's words.
        reason: String,
    },
}

/// A running program on a pseudo-terminal of its own. When it is dropped the program is told that its terminal is gone, as when
/// a window is closed: vim then keeps what was not saved in its swap file.
pub struct Pty {
    master: Box<dyn MasterPty + Send>,
    writer: SyncSender<Vec<u8>>,
    killer: Box<dyn ChildKiller + Send + Sync>,
    process: Option<u32>,
    /// Set when the process has been waited for: its number may belong to another one from then on.
    ended: Arc<AtomicBool>,
}

impl std::fmt::Debug for Pty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pty").field("process", &self.process).finish_non_exhaustive()
    }
}

impl Pty {
    /// Starts a program on a terminal of `rows` and `cols`. `sink` gets everything that comes from it, on a thread of its own:
    /// while it blocks (a channel that is full) nothing more is read, so the program waits too. When it answers false nobody
    /// listens any more, and reading ends.
    ///
    /// # Errors
    /// See [`PtyError`].
    pub fn spawn(
        command: &PtyCommand,
        environment: &Environment,
        (rows, cols): (u16, u16),
        sink: impl Fn(PtyEvent) -> bool + Send + Sync + 'static,
    ) -> Result<Self, PtyError> {
        let pair =
            native_pty_system().openpty(size(rows, cols)).map_err(|error| PtyError::NoTerminal(error.to_string()))?;
        let reader = pair.master.try_clone_reader().map_err(|error| PtyError::NoTerminal(error.to_string()))?;
        let writer = pair.master.take_writer().map_err(|error| PtyError::NoTerminal(error.to_string()))?;
        let child = pair
            .slave
            .spawn_command(builder(command, environment))
            .map_err(|error| PtyError::NotStarted { program: command.program.clone(), reason: error.to_string() })?;
        // Ours must go, else the terminal never ends with the program.
        drop(pair.slave);
        let (killer, process) = (child.clone_killer(), child.process_id());
        let sink: Sink = Arc::new(sink);
        let (done, all_read) = sync_channel(1);
        let reading = Arc::clone(&sink);
        thread::spawn(move || {
            read_all(reader, &reading);
            // The other side may be gone already.
            let _ = done.send(());
        });
        let ended = Arc::new(AtomicBool::new(false));
        let end = Arc::clone(&ended);
        thread::spawn(move || wait_for_end(child, &end, &all_read, &sink));
        Ok(Self { master: pair.master, writer: write_thread(writer), killer, process, ended })
    }

    /// Sends bytes to the program, without waiting for it to read them. False: it does not read, or has ended.
    #[must_use]
    pub fn write(&self, bytes: Vec<u8>) -> bool {
        bytes.is_empty() || self.writer.try_send(bytes).is_ok()
    }

    /// Tells the program that its terminal has another size.
    pub fn resize(&self, rows: u16, cols: u16) {
        // It fails only where the program has just ended, which is told as `Exited`.
        let _ = self.master.resize(size(rows, cols));
    }

    /// The program's process number.
    #[must_use]
    pub fn process(&self) -> Option<u32> {
        self.process
    }

    /// Tells the program that its terminal is gone; [`PtyEvent::Exited`] follows.
    pub fn hang_up(&mut self) {
        if !self.ended.load(Ordering::Acquire) {
            // It fails only where the program has just ended.
            let _ = self.killer.kill();
        }
    }

    /// Ends a program that does not listen to [`hang_up`](Self::hang_up). What it has not saved is lost.
    pub fn kill(&mut self) {
        if let Some(process) = self.process
            && !self.ended.load(Ordering::Acquire)
        {
            crate::system::processes::kill(process);
        }
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        self.hang_up();
    }
}

type Sink = Arc<dyn Fn(PtyEvent) -> bool + Send + Sync>;

fn size(rows: u16, cols: u16) -> PtySize {
    PtySize { rows: rows.max(1), cols: cols.max(2), pixel_width: 0, pixel_height: 0 }
}

fn builder(command: &PtyCommand, environment: &Environment) -> CommandBuilder {
    let mut builder = CommandBuilder::new(&command.program);
    builder.args(&command.arguments);
    builder.cwd(&command.folder);
    builder.env_clear();
    for (name, value) in environment.variables() {
        if !FOREIGN.iter().any(|foreign| name == *foreign) {
            builder.env(name, value);
        }
    }
    builder.env("TERM", "xterm-256color");
    builder
}

fn read_all(mut reader: Box<dyn Read + Send>, sink: &Sink) {
    let mut buffer = vec![0; CHUNK];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return,
            Ok(count) => {
                let output = buffer.get(..count).unwrap_or_default().to_vec();
                if !sink(PtyEvent::Output(output)) {
                    return;
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            // The terminal is gone.
            Err(_) => return,
        }
    }
}

fn wait_for_end(mut child: Box<dyn Child + Send + Sync>, ended: &AtomicBool, all_read: &Receiver<()>, sink: &Sink) {
    if let Some(process) = child.process_id() {
        crate::system::processes::keep_going(process);
    }
    let status = child.wait();
    ended.store(true, Ordering::Release);
    // A child of the program may keep the terminal open for ever; a full channel may keep the reader longer.
    let _ = all_read.recv_timeout(LAST_WORDS);
    let exit = match status {
        Ok(status) => match status.signal() {
            Some(name) => Exit::Signal(name.to_owned()),
            None => Exit::Code(status.exit_code()),
        },
        Err(error) => Exit::Signal(error.to_string()),
    };
    sink(PtyEvent::Exited(exit));
}

/// Writing has a thread of its own: a program that does not read would stop ours.
fn write_thread(mut writer: Box<dyn Write + Send>) -> SyncSender<Vec<u8>> {
    let (sender, receiver) = sync_channel::<Vec<u8>>(WAITING_WRITES);
    thread::spawn(move || {
        for bytes in receiver {
            if writer.write_all(&bytes).and_then(|()| writer.flush()).is_err() {
                return;
            }
        }
    });
    sender
}
