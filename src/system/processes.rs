//! Processes: an editor that takes the terminal, our own number and suspension. It must not know what an editor is for.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// How a process ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exit {
    /// By itself, with a code.
    Code(u32),
    /// By a signal, with its name as the system says it.
    Signal(String),
}

impl Exit {
    /// It ended by itself and says that all is well.
    #[must_use]
    pub fn is_success(&self) -> bool {
        *self == Self::Code(0)
    }
}

impl std::fmt::Display for Exit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Code(code) => write!(f, "exit code {code}"),
            Self::Signal(name) => write!(f, "signal: {name}"),
        }
    }
}

/// Our own process number.
#[must_use]
pub fn own_id() -> u32 {
    std::process::id()
}

/// Runs a program on our own terminal, which it has to itself meanwhile, and waits for its end.
///
/// # Errors
/// When it cannot be started.
pub fn run_on_terminal(program: &Path, arguments: &[OsString], folder: &Path) -> io::Result<Exit> {
    let status = Command::new(program).args(arguments).current_dir(folder).status()?;
    Ok(of_status(status))
}

/// Starts a program that opens a window of its own, away from our terminal, and does not wait. Its end can be asked for.
///
/// # Errors
/// When it cannot be started.
pub fn start_apart(program: &Path, arguments: &[OsString], folder: &Path) -> io::Result<Apart> {
    use std::os::unix::process::CommandExt as _;
    let child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // A group of its own: Ctrl-C in our terminal is not meant for it.
        .process_group(0)
        .spawn()?;
    Ok(Apart { child })
}

/// A program that runs beside ours. It lives on when this is dropped.
#[derive(Debug)]
pub struct Apart {
    child: std::process::Child,
}

impl Apart {
    /// How it ended; `None` while it runs.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn ended(&mut self) -> io::Result<Option<Exit>> {
        Ok(self.child.try_wait()?.map(of_status))
    }
}

fn of_status(status: std::process::ExitStatus) -> Exit {
    use std::os::unix::process::ExitStatusExt as _;
    match (status.code(), status.signal()) {
        (Some(code), _) => Exit::Code(u32::try_from(code).unwrap_or(1)),
        (None, Some(number)) => Exit::Signal(signal_name(number)),
        (None, None) => Exit::Code(1),
    }
}

fn signal_name(number: i32) -> String {
    let name = match number {
        1 => "hung up",
        2 => "interrupted",
        3 => "quit",
        6 => "aborted",
        9 => "killed",
        11 => "segmentation fault",
        13 => "broken pipe",
        15 => "terminated",
        _ => return format!("signal {number}"),
    };
    name.to_owned()
}

/// Stops this process and its group until the shell's `fg`, as Ctrl-Z does in any program. Give the terminal back first.
///
/// # Errors
/// When the system refuses.
pub fn suspend() -> io::Result<()> {
    rustix::process::kill_current_process_group(rustix::process::Signal::TSTP)?;
    Ok(())
}

/// Kills a process of ours that does not listen to anything else. One that has just ended is left alone.
pub fn kill(id: u32) {
    let process = i32::try_from(id).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(process) = process {
        let _ = rustix::process::kill_process(process, rustix::process::Signal::KILL);
    }
}

/// Waits until a child of ours ends, without taking its end from whoever waits for it next. Whenever it stops meanwhile, it
/// goes on at once with its whole group: an editor that suspends itself (helix on Ctrl-Z) expects a shell that brings it back,
/// and there is none.
pub fn keep_going(id: u32) {
    use rustix::process::{Signal, WaitId, WaitIdOptions, kill_process_group, waitid};
    let Some(process) = i32::try_from(id).ok().and_then(rustix::process::Pid::from_raw) else { return };
    let told = WaitIdOptions::EXITED | WaitIdOptions::STOPPED | WaitIdOptions::NOWAIT;
    while let Ok(Some(status)) = waitid(WaitId::Pid(process), told) {
        if !status.stopped() {
            return;
        }
        // The stop is taken, so that it is told once.
        let _ = waitid(WaitId::Pid(process), WaitIdOptions::STOPPED | WaitIdOptions::NOHANG);
        let _ = kill_process_group(process, Signal::CONT);
    }
}

/// A file that may be executed.
#[must_use]
pub fn is_executable(path: &Path) -> bool {
    path.is_file() && rustix::fs::access(path, rustix::fs::Access::EXEC_OK).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_a_code_or_a_signal() {
        let shell = Path::new("/bin/sh");
        let run = |script: &str| run_on_terminal(shell, &["-c".into(), script.into()], Path::new("/")).unwrap();
        assert_eq!(run("exit 3").to_string(), "exit code 3");
        assert_eq!(run("kill -9 $$").to_string(), "signal: killed");
        assert!(run("exit 0").is_success());
    }

    #[test]
    fn a_missing_program_is_an_error() {
        assert!(run_on_terminal(Path::new("/does/not/exist"), &[], Path::new("/")).is_err());
    }
}
