//! Processes of a shell: forks, pipelines, background jobs, waiting.

use std::rc::Rc;

use super::{Flow, How};
use crate::shell::ast::{Command, Piece};
use crate::shell::parse::command::is_name;
use crate::shell::state::{Job, Shell, Trap};
use crate::world::{Disposition, Errno, Exit, OpenHow, Process, Signal};

impl Shell {
    /// Starts a subshell that runs a command; `prepare` sees to its descriptors. `None` if there are too many processes.
    pub(super) async fn fork(
        &mut self,
        command: &Rc<Command>,
        tested: bool,
        prepare: impl FnOnce(&Process) + 'static,
    ) -> Option<u32> {
        let mut shell = self.child(command);
        let command = Rc::clone(command);
        let child = self
            .sys
            .fork(|sys| async move {
                prepare(&sys);
                shell.sys = sys;
                shell.run_to_the_end(&command, tested).await
            })
            .await;
        match child {
            Ok(child) => Some(child.pid),
            Err(errno) => {
                self.say(&format!("can't fork: {errno}")).await;
                self.status = 2;
                None
            }
        }
    }

    /// The shell that a child begins with: traps are forgotten, loops are not its own, jobs neither, unless it is to list them
    /// (`kill $(jobs -p)`).
    fn child(&self, command: &Command) -> Shell {
        let mut child = self.clone();
        child.traps.retain(|_, action| action.is_empty());
        if !lists_jobs(command) {
            child.jobs.clear();
        }
        child.depth = 0;
        child.flags.set('i', false);
        child
    }

    /// Runs a command as the only thing a process does; its exit code.
    pub async fn run_to_the_end(&mut self, command: &Rc<Command>, tested: bool) -> u8 {
        let mut command = command;
        // A child that is only to run a subshell is that subshell: its PID is `$!`, and signals reach its traps.
        while let Command::Subshell(inner) = command.as_ref() {
            command = inner;
        }
        match self.run(command, How { tested, last: true }).await {
            Flow::Error if self.status == 0 => self.status = 2,
            _ => {}
        }
        self.run_exit_trap().await;
        self.status
    }

    pub(super) async fn run_subshell(&mut self, inner: &Rc<Command>, how: How) -> Flow {
        debug_assert!(self.depth > 0 || how.last);
        let Some(pid) = self.fork(inner, how.tested, |_| {}).await else { return Flow::Error };
        self.status = self.wait_for_child(pid).await;
        Flow::Next
    }

    pub(super) async fn run_pipeline(&mut self, stages: &[Rc<Command>], how: How) -> Flow {
        let mut children = Vec::new();
        let mut input: Option<i32> = None;
        self.remember_stages(stages);
        for (index, stage) in stages.iter().enumerate() {
            let last = index + 1 == stages.len();
            let pipe = if last {
                None
            } else {
                match self.sys.pipe() {
                    Ok(pipe) => Some(pipe),
                    Err(_) => return self.fail("pipe call failed: Too many open files").await,
                }
            };
            let from = input;
            let child = self
                .fork(stage, how.tested, move |sys| {
                    if let Some(from) = from {
                        let _ = sys.dup2(from, 0);
                        let _ = sys.close(from);
                    }
                    if let Some((read, write)) = pipe {
                        let _ = sys.close(read);
                        let _ = sys.dup2(write, 1);
                        if write != 1 {
                            let _ = sys.close(write);
                        }
                    }
                })
                .await;
            if let Some(from) = from {
                let _ = self.sys.close(from);
            }
            input = pipe.map(|(read, write)| {
                let _ = self.sys.close(write);
                read
            });
            match child {
                Some(pid) => children.push(pid),
                None => {
                    if let Some(input) = input {
                        let _ = self.sys.close(input);
                    }
                    return Flow::Error;
                }
            }
        }
        let (mut status, mut failed) = (0, 0);
        for pid in children {
            status = self.wait_for_child(pid).await;
            if status != 0 {
                failed = status;
            }
        }
        self.status = if self.flags.has('p') { failed } else { status };
        Flow::Next
    }

    /// Looks up the programs of a pipeline, so that they are remembered by the shell and not by its children alone.
    fn remember_stages(&mut self, stages: &[Rc<Command>]) {
        for stage in stages {
            let Command::Simple { words, .. } = stage.as_ref() else { continue };
            if let Some([Piece::Literal(name)]) = words.first().map(Vec::as_slice)
                && is_name(name)
                && !self.functions.contains_key(name)
                && crate::shell::builtin::find(name).is_none()
            {
                // What cannot be found is said by the stage itself.
                let _ = self.locate(name);
            }
        }
    }

    pub(super) async fn run_background(&mut self, inner: &Rc<Command>) {
        let interactive = self.flags.has('i');
        let mut shell = self.child(inner);
        let command = Rc::clone(inner);
        let child = self
            .sys
            .fork(|sys| async move {
                if interactive {
                    // Ctrl-C is not meant for it.
                    sys.new_group();
                } else {
                    sys.on_signal(Signal::INT, Disposition::Ignore);
                    sys.on_signal(Signal::QUIT, Disposition::Ignore);
                    if let Ok(null) = sys.open("/dev/null", OpenHow::READ).await {
                        let _ = sys.dup2(null, 0);
                        let _ = sys.close(null);
                    }
                }
                shell.sys = sys;
                shell.run_to_the_end(&command, false).await
            })
            .await;
        match child {
            Ok(child) => {
                self.last_background = Some(child.pid);
                // A text is kept only where jobs are controlled.
                let text = if interactive { describe(inner) } else { String::new() };
                self.add_job(child.pid, text);
                self.status = 0;
            }
            Err(errno) => {
                self.say(&format!("can't fork: {errno}")).await;
                self.status = 2;
            }
        }
    }

    /// Waits for a child in the foreground; its exit code. Death by a signal is said.
    pub(super) async fn wait_for_child(&mut self, pid: u32) -> u8 {
        match self.sys.wait(Some(pid), false).await {
            Ok(waited) => {
                self.say_death(waited.exit).await;
                waited.exit.code()
            }
            Err(_) => 127,
        }
    }

    /// Says how a child died, as ash does for all but interrupts and broken pipes.
    pub(crate) async fn say_death(&self, exit: Exit) {
        if let Exit::Signal(signal) = exit
            && signal != Signal::INT
            && signal != Signal::PIPE
        {
            let words = format!("{}\n", signal.description());
            self.complain(&words).await;
        }
    }

    /// Adds a job under the lowest number that is free, or whose job has ended and was waited for.
    fn add_job(&mut self, pid: u32, text: String) {
        let mut number = 1;
        while let Some(index) = self.jobs.iter().position(|job| job.number == number) {
            if self.jobs[index].exit.is_some() && self.jobs[index].waited {
                self.jobs.remove(index);
                break;
            }
            number += 1;
        }
        self.jobs.push(Job { number, pid, exit: None, waited: false, text });
    }

    /// Notes background jobs that have ended, so that they are no zombies for longer than in a real shell.
    pub(crate) fn collect_jobs(&mut self) {
        for job in &mut self.jobs {
            if job.exit.is_none()
                && let Ok(Some(waited)) = self.sys.try_wait(Some(job.pid))
            {
                job.exit = Some(waited.exit);
            }
        }
    }

    /// Waits for a background job: its exit code, or that of the signal that interrupted the waiting.
    pub(crate) async fn wait_for_job(&mut self, pid: u32) -> u8 {
        let Some(index) = self.jobs.iter().position(|job| job.pid == pid) else { return 127 };
        if let Some(exit) = self.jobs[index].exit {
            self.jobs[index].waited = true;
            return exit.code();
        }
        match self.sys.wait(Some(pid), true).await {
            Ok(waited) => {
                if let Some(job) = self.jobs.get_mut(index) {
                    (job.exit, job.waited) = (Some(waited.exit), true);
                }
                self.say_death(waited.exit).await;
                waited.exit.code()
            }
            Err(Errno::Intr) => self.interrupted(),
            Err(_) => 127,
        }
    }

    /// Waits for background jobs as `wait -n` of 1.36 does: until one ends well (0), until none runs any more, or until a
    /// process ends that is none or not the last of its job (129). 127 where there is no job at all.
    pub(crate) async fn wait_for_any(&mut self) -> u8 {
        self.collect_jobs();
        if !self.is_waited_for() {
            return if self.jobs.is_empty() { 127 } else { 0 };
        }
        loop {
            match self.sys.wait(None, true).await {
                Ok(waited) => {
                    let Some(job) = self.jobs.iter_mut().find(|job| job.pid == waited.pid) else { break };
                    job.exit = Some(waited.exit);
                    if waited.exit == Exit::Code(0) {
                        self.collect_jobs();
                        return 0;
                    }
                }
                Err(Errno::Intr) => return self.interrupted(),
                Err(_) => break,
            }
        }
        129
    }

    /// Whether a job still runs; those that do not were waited for with that.
    fn is_waited_for(&mut self) -> bool {
        for job in self.jobs.iter_mut().rev() {
            if job.exit.is_none() {
                return true;
            }
            job.waited = true;
        }
        false
    }

    /// Waits for all background jobs.
    pub(crate) async fn wait_for_all(&mut self) -> u8 {
        self.collect_jobs();
        while self.is_waited_for() {
            match self.sys.wait(None, true).await {
                Ok(waited) => {
                    if let Some(job) = self.jobs.iter_mut().find(|job| job.pid == waited.pid) {
                        job.exit = Some(waited.exit);
                    }
                }
                Err(Errno::Intr) => return self.interrupted(),
                Err(_) => return 0,
            }
        }
        0
    }

    fn interrupted(&self) -> u8 {
        let pending = self.traps.keys().find_map(|trap| match trap {
            Trap::Signal(signal) if self.sys.is_pending(*signal) => Some(signal.number()),
            _ => None,
        });
        128 + pending.unwrap_or(0)
    }
}

/// The command is `jobs`.
fn lists_jobs(command: &Command) -> bool {
    let Command::Simple { words, .. } = command else { return false };
    matches!(words.first().map(Vec::as_slice), Some([Piece::Literal(name)]) if name == "jobs")
}

/// The text of a job as `jobs` shows it, as far as it is simple.
fn describe(command: &Command) -> String {
    match command {
        Command::Simple { words, .. } => {
            let text = |word: &Vec<Piece>| {
                word.iter()
                    .map(|piece| match piece {
                        Piece::Literal(text) | Piece::Quoted(text) => text.clone(),
                        _ => "${}".to_owned(),
                    })
                    .collect::<String>()
            };
            words.iter().map(text).collect::<Vec<_>>().join(" ")
        }
        Command::Pipeline(stages) => stages.iter().map(|stage| describe(stage)).collect::<Vec<_>>().join(" | "),
        _ => "{ ...; }".into(),
    }
}
