//! Running commands: lists, pipelines, loops, functions. Simple commands and redirections have files of their own.

mod jobs;
mod redirect;
mod simple;

use std::pin::Pin;
use std::rc::Rc;

use super::ast::{Command, Word};
use super::expand::Expanded;
use super::parse::Parser;
use super::pattern::Pattern;
use super::state::{Shell, Trap};
use crate::world::{Disposition, Process, Signal, text};

/// How a command ended, besides its exit code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flow {
    /// The next command runs.
    Next,
    /// So many loops end.
    Break(u32),
    /// So many loops end but the last, which goes on with its next round.
    Continue(u32),
    /// The function or sourced file ends.
    Return,
    /// The shell ends.
    Exit,
    /// An error that ends a shell, unless it is interactive.
    Error,
}

/// How a command is run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct How {
    /// Its failure is looked at, so `set -e` does not end the shell.
    pub tested: bool,
    /// It is the last thing that this process does, so it need not fork.
    pub last: bool,
}

type Running<'a> = Pin<Box<dyn Future<Output = Flow> + 'a>>;

/// The lowest descriptor of a process substitution.
const SUBSTITUTED: i32 = 64;
/// How many levels of commands run on one native stack.
const LEVELS: u32 = 16;
/// How many levels there may be: beyond them a real shell has used up its stack.
const MOST_LEVELS: u32 = 12_000;
/// What a level of commands takes of the memory, as a real stack frame does.
const LEVEL_BYTES: i64 = 600;

impl Shell {
    /// Runs a command.
    pub fn run<'a>(&'a mut self, command: &'a Rc<Command>, how: How) -> Running<'a> {
        Box::pin(async move {
            self.depth += 1;
            if self.depth > MOST_LEVELS {
                // Where our shell gives up, a real one dies of its full stack.
                return self.overflow().await;
            }
            let flow = if self.depth.is_multiple_of(LEVELS) {
                self.run_deeper(command, how).await
            } else {
                self.run_here(command, how).await
            };
            self.depth -= 1;
            flow
        })
    }

    async fn overflow(&mut self) -> Flow {
        self.sys.on_signal(Signal::SEGV, Disposition::Default);
        let pid = i64::from(self.sys.pid());
        // A shell that is PID 1 cannot be killed by its own signal; it ends all the same.
        let _ = self.sys.kill(pid, Some(Signal::SEGV)).await;
        self.status = 139;
        self.traps.clear();
        Flow::Exit
    }

    /// Goes on with a native stack of its own; the shell's state moves there and back.
    async fn run_deeper(&mut self, command: &Rc<Command>, how: How) -> Flow {
        self.sys.hold_memory(LEVEL_BYTES * i64::from(LEVELS));
        let sys = self.sys.clone();
        let mut moved = std::mem::replace(self, Shell::hollow(&sys));
        let command = Rc::clone(command);
        let (back, flow) = sys
            .deepen(async move {
                let flow = moved.run_here(&command, how).await;
                (moved, flow)
            })
            .await;
        *self = back;
        self.sys.hold_memory(-LEVEL_BYTES * i64::from(LEVELS));
        flow
    }

    async fn run_here(&mut self, command: &Rc<Command>, how: How) -> Flow {
        if self.flags.has('n') && !self.flags.has('i') {
            return Flow::Next;
        }
        match command.as_ref() {
            Command::Simple { assignments, words, redirects, line } => {
                self.line = *line;
                let pipes = std::mem::take(&mut self.pipes);
                let flow = self.run_simple(assignments, words, redirects, how).await;
                self.close_pipes(pipes);
                self.after(flow, how).await
            }
            Command::Pipeline(stages) => {
                let flow = self.run_pipeline(stages, how).await;
                self.after(flow, how).await
            }
            Command::Not(inner) => {
                let flow = self.run(inner, How { tested: true, last: false }).await;
                if flow == Flow::Next {
                    self.status = u8::from(self.status == 0);
                }
                flow
            }
            Command::AndOr(first, rest) => self.run_and_or(first, rest, how).await,
            Command::List(commands) => self.run_list(commands, how).await,
            Command::Background(inner) => {
                self.run_background(inner).await;
                Flow::Next
            }
            Command::Subshell(inner) => {
                let flow = self.run_subshell(inner, how).await;
                self.after(flow, how).await
            }
            Command::Group(inner) => self.run(inner, how).await,
            Command::Redirected(inner, redirects) => {
                let pipes = std::mem::take(&mut self.pipes);
                let flow = self.run_redirected(inner, redirects, how).await;
                self.close_pipes(pipes);
                flow
            }
            Command::If(clauses, otherwise) => self.run_if(clauses, otherwise.as_ref(), how).await,
            Command::Loop(is_while, condition, body) => self.run_loop(*is_while, condition, body, how).await,
            Command::For(name, words, body) => {
                let pipes = std::mem::take(&mut self.pipes);
                let flow = self.run_for(name, words.as_deref(), body, how).await;
                self.close_pipes(pipes);
                flow
            }
            Command::Case(subject, arms) => self.run_case(subject, arms, how).await,
            Command::Function(name, body) => {
                Rc::make_mut(&mut self.functions).insert(name.clone(), Rc::clone(body));
                self.status = 0;
                Flow::Next
            }
        }
    }

    /// What follows every command: traps, `set -e`.
    async fn after(&mut self, flow: Flow, how: How) -> Flow {
        let flow = match self.run_traps().await {
            Flow::Next => flow,
            other => other,
        };
        if flow != Flow::Next || self.status == 0 || how.tested {
            return flow;
        }
        match self.run_error_trap().await {
            Flow::Next if self.flags.has('e') => Flow::Exit,
            flow => flow,
        }
    }

    /// Runs the trap of a command that failed and whose failure nobody looks at.
    async fn run_error_trap(&mut self) -> Flow {
        let Some(action) = self.traps.get(&Trap::Err).filter(|_| !self.in_error_trap).cloned() else {
            return Flow::Next;
        };
        let status = self.status;
        self.in_error_trap = true;
        let flow = self.run_text(&action, How::default()).await;
        self.in_error_trap = false;
        if flow == Flow::Next {
            self.status = status;
        }
        flow
    }

    /// Runs the traps of signals that have come.
    pub async fn run_traps(&mut self) -> Flow {
        while self.sys.has_signal() {
            let Some(signal) = self.sys.take_signal() else { break };
            if let Some(action) = self.traps.get(&Trap::Signal(signal)).cloned() {
                let status = self.status;
                let flow = self.run_text(&action, How::default()).await;
                if flow != Flow::Next {
                    return flow;
                }
                self.status = status;
            } else if signal == Signal::INT && self.flags.has('i') {
                // Ctrl-C takes a conversation back to its prompt, on a line of its own.
                self.complain("\n").await;
                self.status = 128 + signal.number();
                return Flow::Error;
            }
        }
        Flow::Next
    }

    /// Runs the trap of the shell's end.
    pub async fn run_exit_trap(&mut self) {
        let Some(action) = self.traps.remove(&Trap::Exit) else { return };
        let status = self.status;
        self.depth = 0;
        if self.run_text(&action, How::default()).await != Flow::Exit {
            self.status = status;
        }
    }

    /// Runs a text as `eval` does.
    pub fn run_text<'a>(&'a mut self, script: &'a str, how: How) -> Running<'a> {
        Box::pin(async move {
            let mut parser = Parser::new(script);
            self.sys.owe(192 + script.len() as u64);
            let outer = self.read_line;
            loop {
                parser.set_aliases(&self.aliases);
                let command = match parser.next_command() {
                    Ok(Some(command)) => command,
                    Ok(None) => {
                        self.read_line = outer;
                        return Flow::Next;
                    }
                    Err(error) => return self.fail(&error.to_string()).await,
                };
                self.read_line = parser.line();
                match self.run(&command, How { last: false, ..how }).await {
                    Flow::Next => {}
                    other => {
                        self.read_line = outer;
                        return other;
                    }
                }
            }
        })
    }

    async fn run_list(&mut self, commands: &[Rc<Command>], how: How) -> Flow {
        if commands.is_empty() {
            self.status = 0;
        }
        for (index, command) in commands.iter().enumerate() {
            let last = how.last && index + 1 == commands.len();
            let flow = self.run(command, How { last, ..how }).await;
            if flow != Flow::Next {
                return flow;
            }
        }
        Flow::Next
    }

    async fn run_and_or(&mut self, first: &Rc<Command>, rest: &[(bool, Rc<Command>)], how: How) -> Flow {
        let mut flow = self.run(first, How { tested: true, last: false }).await;
        for (index, (and, command)) in rest.iter().enumerate() {
            if flow != Flow::Next {
                return flow;
            }
            if (self.status == 0) != *and {
                continue;
            }
            let last = index + 1 == rest.len();
            flow = self.run(command, How { tested: how.tested || !last, last: how.last && last }).await;
        }
        flow
    }

    async fn run_if(
        &mut self,
        clauses: &[(Rc<Command>, Rc<Command>)],
        otherwise: Option<&Rc<Command>>,
        how: How,
    ) -> Flow {
        for (condition, body) in clauses {
            let flow = self.run(condition, How { tested: true, last: false }).await;
            if flow != Flow::Next {
                return flow;
            }
            if self.status == 0 {
                return self.run(body, how).await;
            }
        }
        match otherwise {
            // `$?` is still that of the condition there.
            Some(body) => self.run(body, how).await,
            None => {
                self.status = 0;
                Flow::Next
            }
        }
    }

    async fn run_loop(&mut self, is_while: bool, condition: &Rc<Command>, body: &Rc<Command>, how: How) -> Flow {
        self.loops += 1;
        let mut status = 0;
        let flow = loop {
            self.sys.step(1).await;
            match self.run(condition, How { tested: true, last: false }).await {
                Flow::Next => {}
                other => match leave(other) {
                    Some(flow) => break flow,
                    None => continue,
                },
            }
            if (self.status == 0) != is_while {
                self.status = status;
                break Flow::Next;
            }
            let flow = self.run(body, How { last: false, ..how }).await;
            status = self.status;
            if flow != Flow::Next
                && let Some(flow) = leave(flow)
            {
                break flow;
            }
        };
        self.loops = self.loops.saturating_sub(1);
        flow
    }

    async fn run_for(&mut self, name: &str, words: Option<&[Word]>, body: &Rc<Command>, how: How) -> Flow {
        let values = match words {
            None => self.parameters.as_ref().clone(),
            Some(words) => match self.expand_words(words).await {
                Ok(values) => values,
                Err(flow) => return flow,
            },
        };
        self.loops += 1;
        self.status = 0;
        let mut result = Flow::Next;
        for value in values {
            self.sys.step(1).await;
            if let Err(message) = self.set(name, &value) {
                result = self.fail(&message).await;
                break;
            }
            let flow = self.run(body, How { last: false, ..how }).await;
            if flow != Flow::Next
                && let Some(flow) = leave(flow)
            {
                result = flow;
                break;
            }
        }
        self.loops = self.loops.saturating_sub(1);
        result
    }

    async fn run_case(&mut self, subject: &Word, arms: &[(Vec<Word>, Option<Rc<Command>>)], how: How) -> Flow {
        let subject = match self.expand_text(subject).await {
            Ok(subject) => subject,
            Err(flow) => return flow,
        };
        let chars: Vec<char> = subject.chars().collect();
        for (patterns, body) in arms {
            for pattern in patterns {
                let pattern = match self.expand_pattern(pattern).await {
                    Ok(pattern) => Pattern::new(&pattern),
                    Err(flow) => return flow,
                };
                self.sys.owe(pattern.cost(chars.len()));
                if pattern.matches(&chars) {
                    self.status = 0;
                    return match body {
                        Some(body) => self.run(body, how).await,
                        None => Flow::Next,
                    };
                }
            }
        }
        self.status = 0;
        Flow::Next
    }

    /// Calls a function.
    pub async fn call(&mut self, body: &Rc<Command>, arguments: &[String], how: How) -> Flow {
        let parameters = Rc::new(arguments.iter().skip(1).cloned().collect());
        let outer = std::mem::replace(&mut self.parameters, parameters);
        let (loops, place) = (std::mem::take(&mut self.loops), std::mem::take(&mut self.option_place));
        self.locals.push(Vec::new());
        self.functions_running += 1;
        // A function has no trap of errors but one that it sets, unless `set -E`.
        let hidden = if self.flags.has('E') { None } else { self.traps.remove(&Trap::Err) };
        let flow = self.run(body, How { last: false, ..how }).await;
        self.functions_running = self.functions_running.saturating_sub(1);
        if let Some(action) = hidden {
            self.traps.entry(Trap::Err).or_insert(action);
        }
        self.restore_locals();
        self.loops = loops;
        self.option_place = place;
        self.parameters = outer;
        match flow {
            Flow::Return | Flow::Break(_) | Flow::Continue(_) => Flow::Next,
            other => other,
        }
    }

    /// Runs a substitution in a subshell; what it printed, without the newlines at its end.
    ///
    /// # Errors
    /// When there is no room for a pipe or a process; it was said.
    pub async fn substitute(&mut self, command: &Rc<Command>) -> Expanded<String> {
        let Ok((read, write)) = self.sys.pipe() else {
            return Err(self.fail("pipe call failed: Too many open files").await);
        };
        // `set -e` is off in there.
        let checked = self.flags.has('e');
        self.flags.set('e', false);
        let child = self
            .fork(command, false, move |sys| {
                // Both were open in the parent a moment ago.
                let _ = sys.dup2(write, 1);
                if write != 1 {
                    let _ = sys.close(write);
                }
                if read != 1 {
                    let _ = sys.close(read);
                }
            })
            .await;
        self.flags.set('e', checked);
        let _ = self.sys.close(write);
        let Some(child) = child else {
            let _ = self.sys.close(read);
            return Err(Flow::Error);
        };
        let output = self.collect(read).await;
        let _ = self.sys.close(read);
        let status = self.wait_for_child(child).await;
        // `$?` of the same command is still that of the one before.
        self.substituted = Some(status);
        let mut output = text::from_bytes(&output);
        output.truncate(output.trim_end_matches('\n').len());
        Ok(output.replace('\0', ""))
    }

    /// Runs a process substitution: a subshell at the other end of a pipe, and the name of our end. It stays open until
    /// the command is done that asked for it, and nobody waits for the subshell.
    ///
    /// # Errors
    /// As [`Shell::substitute`].
    pub async fn substitute_process(&mut self, command: &Rc<Command>, writes: bool) -> Expanded<String> {
        let Ok((read, write)) = self.sys.pipe() else {
            return Err(self.fail("pipe call failed: Too many open files").await);
        };
        let (ours, theirs, place) = if writes { (write, read, 0) } else { (read, write, 1) };
        let child = self
            .fork(command, false, move |sys| {
                // Both were open in the parent a moment ago.
                let _ = sys.close(ours);
                if theirs != place {
                    let _ = sys.dup2(theirs, place);
                    let _ = sys.close(theirs);
                }
            })
            .await;
        let _ = self.sys.close(theirs);
        let mut kept = SUBSTITUTED;
        while self.sys.is_open(kept) {
            kept += 1;
        }
        // There is room for it: the other end was closed just now.
        let _ = self.sys.dup2(ours, kept);
        let _ = self.sys.close(ours);
        if child.is_none() {
            let _ = self.sys.close(kept);
            return Err(Flow::Error);
        }
        self.pipes.push(kept);
        Ok(format!("/dev/fd/{kept}"))
    }

    /// Closes the pipes of the command that has run; those of the one around it remain.
    fn close_pipes(&mut self, outer: Vec<i32>) {
        for fd in std::mem::replace(&mut self.pipes, outer) {
            let _ = self.sys.close(fd);
        }
    }

    async fn collect(&self, fd: i32) -> Vec<u8> {
        let mut all = Vec::new();
        let mut held = 0;
        loop {
            // A trapped signal does not end the reading; its trap runs after the command.
            match self.sys.read_patiently(fd, 65_536).await {
                Ok(bytes) if bytes.is_empty() => break,
                Ok(bytes) => {
                    all.extend_from_slice(&bytes);
                    self.sys.step(1 + bytes.len() as u64 / 1024).await;
                    if all.len() > held + 65_536 {
                        self.sys.hold_memory(i64::try_from(all.len() - held).unwrap_or(i64::MAX));
                        held = all.len();
                        self.sys.step(1).await;
                    }
                }
                Err(_) => break,
            }
        }
        self.sys.hold_memory(-i64::try_from(held).unwrap_or(i64::MAX));
        all
    }
}

impl Shell {
    /// A shell without anything, for the moment in which its state is elsewhere.
    fn hollow(sys: &Process) -> Shell {
        Shell {
            sys: sys.clone(),
            variables: Rc::default(),
            functions: Rc::default(),
            aliases: Rc::default(),
            locals: Vec::new(),
            arg0: Rc::from(""),
            speaker: None,
            parameters: Rc::default(),
            status: 0,
            last_background: None,
            main_pid: 0,
            flags: super::state::Flags::default(),
            traps: std::collections::BTreeMap::new(),
            jobs: Vec::new(),
            loops: 0,
            functions_running: 0,
            line: 0,
            read_line: 0,
            found: Rc::default(),
            limits: Rc::default(),
            pipes: Vec::new(),
            trace: None,
            option_place: 0,
            depth: 0,
            substituted: None,
            in_error_trap: false,
            held: 0,
        }
    }
}

/// What a loop does with the flow of its body: `None`, the next round; else how the loop ends.
fn leave(flow: Flow) -> Option<Flow> {
    match flow {
        Flow::Next | Flow::Continue(0 | 1) => None,
        Flow::Break(0 | 1) => Some(Flow::Next),
        Flow::Break(count) => Some(Flow::Break(count - 1)),
        Flow::Continue(count) => Some(Flow::Continue(count - 1)),
        other => Some(other),
    }
}
