//! Simple commands: assignments, then a function, a builtin or a program.

use super::redirect::Saved;
use super::{Flow, How};
use crate::shell::applets;
use crate::shell::ast::{Redirect, Word};
use crate::shell::builtin::{self, Builtin};
use crate::shell::escape::quoted;
use crate::shell::parse::command::assignment;
use crate::shell::state::{Shell, Variable, row};
use crate::world::Errno;

/// The rows of the table of commands.
const ROWS: u32 = 31;

/// From so many arguments on they cost time of their own: `set -- "$@" "$@"` doubles them each time.
const MANY: usize = 64;

impl Shell {
    pub(super) async fn run_simple(
        &mut self,
        assignments: &[(String, Word)],
        words: &[Word],
        redirects: &[Redirect],
        how: How,
    ) -> Flow {
        self.sys.step(1).await;
        self.substituted = None;
        self.trace = None;
        let arguments = match self.arguments(words).await {
            Ok(arguments) => arguments,
            Err(flow) => return flow,
        };
        if arguments.len() >= MANY {
            self.sys.step(arguments.len() as u64 / 2).await;
        }
        let mut values = Vec::with_capacity(assignments.len());
        for (name, word) in assignments {
            match self.expand_text(word).await {
                // Each may use those before it.
                Ok(value) if arguments.is_empty() => {
                    if let Err(message) = self.set(name, &value) {
                        return self.fail(&message).await;
                    }
                    values.push((name.clone(), value));
                }
                Ok(value) => values.push((name.clone(), value)),
                Err(flow) => return flow,
            }
        }
        if self.flags.has('x') {
            self.trace = Some(self.traced(&values, &arguments));
        }
        let Some(name) = arguments.first() else {
            let status = self.substituted.take().unwrap_or(0);
            let mut saved = Saved::new();
            let result = self.redirect(redirects, Some(&mut saved)).await;
            self.restore(saved);
            if let Err(flow) = result {
                return flow;
            }
            self.status = status;
            return Flow::Next;
        };
        let builtin = builtin::find(name);
        if let Some(builtin) = builtin.filter(|builtin| builtin.special) {
            return self.run_special(builtin, values, &arguments, redirects, how).await;
        }
        if let Some(body) = self.functions.get(name).cloned() {
            let mut saved = Saved::new();
            if let Err(flow) = self.redirect(redirects, Some(&mut saved)).await {
                self.restore(saved);
                return flow;
            }
            let hidden = self.assign_for_a_while(&values);
            let flow = match hidden {
                Ok(hidden) => {
                    let flow = self.call(&body, &arguments, how).await;
                    self.bring_back(hidden);
                    flow
                }
                Err(message) => self.fail(&message).await,
            };
            self.restore(saved);
            return flow;
        }
        if let Some(builtin) = builtin {
            return self.run_builtin(builtin, &values, &arguments, redirects, how).await;
        }
        self.run_program(&values, arguments, redirects, how).await
    }

    /// The arguments; those of `export` and its kin that are assignments are not split.
    async fn arguments(&mut self, words: &[Word]) -> Result<Vec<String>, Flow> {
        let declares = matches!(
            words.first().map(Vec::as_slice),
            Some([crate::shell::ast::Piece::Literal(name)])
                if matches!(name.as_str(), "export" | "readonly" | "local" | "alias")
        );
        if !declares {
            return self.expand_words(words).await;
        }
        let mut arguments = Vec::new();
        for word in words {
            match assignment(word) {
                Some((name, value)) => {
                    let value = self.expand_text(&value).await?;
                    arguments.push(format!("{name}={value}"));
                }
                None => self.expand_word(word, &mut arguments).await?,
            }
        }
        Ok(arguments)
    }

    /// The line that `set -x` shows.
    fn traced(&self, values: &[(String, String)], arguments: &[String]) -> String {
        let mut line = self.get("PS4").unwrap_or_default();
        let assigned = values.iter().map(|(name, value)| format!("{name}={}", quoted_if_needed(value)));
        let words: Vec<String> = assigned.chain(arguments.iter().map(|word| quoted_if_needed(word))).collect();
        line.push_str(&words.join(" "));
        line.push('\n');
        line
    }

    async fn run_special(
        &mut self,
        builtin: &Builtin,
        values: Vec<(String, String)>,
        arguments: &[String],
        redirects: &[Redirect],
        how: How,
    ) -> Flow {
        let is_exec = arguments.first().is_some_and(|name| name == "exec");
        let mut saved = Saved::new();
        let keeps = is_exec;
        if let Err(flow) = self.redirect(redirects, if keeps { None } else { Some(&mut saved) }).await {
            self.restore(saved);
            // A special builtin that cannot be redirected ends the shell.
            return if flow == Flow::Next { Flow::Error } else { flow };
        }
        for (name, value) in values {
            if let Err(message) = self.set(&name, &value) {
                self.restore(saved);
                return self.fail(&message).await;
            }
        }
        let flow = self.speak_as(builtin, arguments, how).await;
        self.restore(saved);
        flow
    }

    async fn run_builtin(
        &mut self,
        builtin: &Builtin,
        values: &[(String, String)],
        arguments: &[String],
        redirects: &[Redirect],
        how: How,
    ) -> Flow {
        let mut saved = Saved::new();
        if let Err(flow) = self.redirect(redirects, Some(&mut saved)).await {
            self.restore(saved);
            return flow;
        }
        let flow = match self.assign_for_a_while(values) {
            Ok(hidden) => {
                let flow = self.speak_as(builtin, arguments, How { last: false, ..how }).await;
                self.bring_back(hidden);
                flow
            }
            Err(message) => self.fail(&message).await,
        };
        self.restore(saved);
        // Only a special builtin's error ends the shell.
        if flow == Flow::Error && !self.flags.has('i') { Flow::Next } else { flow }
    }

    /// Runs a builtin under its own name in messages.
    async fn speak_as(&mut self, builtin: &Builtin, arguments: &[String], how: How) -> Flow {
        let speaker = self.speaker.replace(std::rc::Rc::from(builtin.name));
        let flow = (builtin.run)(self, arguments, how, speaker.clone()).await;
        // The message of an error that ends the shell was said; what comes after is said by the script again.
        self.speaker = speaker;
        flow
    }

    /// Sets variables for one command, exported; what they were before.
    fn assign_for_a_while(&mut self, values: &[(String, String)]) -> Result<Vec<(String, Option<Variable>)>, String> {
        let mut hidden = Vec::with_capacity(values.len());
        for (name, value) in values {
            hidden.push((name.clone(), self.variables.get(name).cloned()));
            self.set(name, value)?;
            self.mark(name, |variable| variable.exported = true);
        }
        Ok(hidden)
    }

    fn bring_back(&mut self, hidden: Vec<(String, Option<Variable>)>) {
        if hidden.is_empty() {
            return;
        }
        let variables = std::rc::Rc::make_mut(&mut self.variables);
        for (name, old) in hidden.into_iter().rev() {
            match old {
                Some(variable) => variables.insert(name, variable),
                None => variables.remove(&name),
            };
        }
    }

    async fn run_program(
        &mut self,
        values: &[(String, String)],
        arguments: Vec<String>,
        redirects: &[Redirect],
        how: How,
    ) -> Flow {
        let mut environment = self.environment();
        for (name, value) in values {
            environment.retain(|entry| entry.split_once('=').is_none_or(|(known, _)| known != name));
            environment.push(format!("{name}={value}"));
        }
        let path = values.iter().rev().find(|(name, _)| name == "PATH").map(|(_, value)| value.clone());
        let name = arguments.first().cloned().unwrap_or_default();
        let found = match path {
            Some(path) => {
                // As whenever PATH is set, what was found before counts no more.
                self.found = std::rc::Rc::default();
                self.sys.find_command(&name, Some(&path))
            }
            None => self.locate(&name),
        };
        if how.last && self.traps.is_empty() {
            if let Err(flow) = self.redirect(redirects, None).await {
                return flow;
            }
            self.status = self.become_program(arguments, environment, found).await;
            return Flow::Exit;
        }
        let mut shell = self.clone();
        shell.traps.retain(|_, action| action.is_empty());
        let redirects = redirects.to_vec();
        let child = self
            .sys
            .fork(|sys| async move {
                shell.sys = sys;
                if shell.redirect(&redirects, None).await.is_err() {
                    return shell.status;
                }
                shell.become_program(arguments, environment, found).await
            })
            .await;
        match child {
            Ok(child) => {
                self.status = self.wait_for_child(child.pid).await;
                Flow::Next
            }
            Err(errno) => {
                self.say(&format!("can't fork: {errno}")).await;
                self.status = 2;
                Flow::Error
            }
        }
    }

    /// Where a program is: where it was found before. Is it there no more, the places in `PATH` behind that one count; those
    /// before it do not.
    pub(super) fn locate(&mut self, name: &str) -> Result<String, Errno> {
        let Some(known) = self.found.get(&(row(name, ROWS), name.to_owned())) else { return self.remember(name) };
        if self.sys.access(known, false, false, true).is_ok() {
            return Ok(known.clone());
        }
        let path = self.get("PATH").unwrap_or_default();
        let place = known.strip_suffix(name).unwrap_or_default();
        let is_known = |dir: &&str| place.strip_suffix('/').unwrap_or(place) == *dir;
        let rest: Vec<&str> = path.split(':').skip_while(|dir| !is_known(dir)).collect();
        self.sys.find_command(name, Some(&rest.join(":")))
    }

    /// Looks for a program in `PATH` and remembers where it was found, for `hash` and for the next time.
    pub(crate) fn remember(&mut self, name: &str) -> Result<String, Errno> {
        let found = self.sys.find_command(name, self.get("PATH").as_deref())?;
        if !name.contains('/') {
            let key = (row(name, ROWS), name.to_owned());
            if self.found.get(&key) != Some(&found) {
                std::rc::Rc::make_mut(&mut self.found).insert(key, found.clone());
            }
        }
        Ok(found)
    }

    /// Replaces the shell's process by a program, which was looked for already. Comes back, with an exit code, only if that
    /// fails.
    pub(crate) async fn become_program(
        &mut self,
        arguments: Vec<String>,
        environment: Vec<String>,
        found: Result<String, Errno>,
    ) -> u8 {
        let name = arguments.first().cloned().unwrap_or_default();
        let errno = match found {
            Ok(found) => {
                let errno = self.sys.exec(&found, arguments.clone(), environment.clone()).await;
                if errno == Errno::NoExec {
                    // A file without "#!" is a script for this shell.
                    let mut words = vec!["sh".to_owned(), found];
                    words.extend(arguments.into_iter().skip(1));
                    self.sys.exec("/bin/sh", words, environment).await
                } else {
                    errno
                }
            }
            Err(errno) => errno,
        };
        match errno {
            _ if name.is_empty() => {
                self.say(&format!(": {}", Errno::Access)).await;
                127
            }
            Errno::NoEnt | Errno::NotDir => {
                if !name.contains('/') && applets::is_missing(&name) {
                    self.sys.unsupported(&format!("the applet {name}"));
                }
                self.say(&format!("{name}: not found")).await;
                127
            }
            errno => {
                self.say(&format!("{name}: {errno}")).await;
                126
            }
        }
    }
}

/// A word as `set -x` shows it.
fn quoted_if_needed(word: &str) -> String {
    let plain = |c: char| ('+'..='z').contains(&c) && !(';'..='?').contains(&c) && !matches!(c, '`' | '[' | '\\');
    if word.chars().all(plain) && !super::super::builtin::is_keyword(word) { word.to_owned() } else { quoted(word) }
}
