//! What a shell remembers: variables, functions, options, parameters, traps, jobs. It must not know how commands run.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::arith::Variables;
use super::ast::Command;
use crate::world::{Exit, Process, Signal, text};

/// A variable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variable {
    /// Its text; none if it was only exported or made read-only.
    pub value: Option<Rc<str>>,
    /// Whether commands see it.
    pub exported: bool,
    /// Whether it may not be changed.
    pub read_only: bool,
}

/// The options of `set`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags(u32);

/// The options of `set` by letter (a space if it has none) and name, in the order in which `set -o` shows them.
pub const FLAGS: [(char, &str); 14] = [
    ('e', "errexit"),
    ('f', "noglob"),
    ('I', "ignoreeof"),
    ('m', "monitor"),
    ('n', "noexec"),
    ('x', "xtrace"),
    ('v', "verbose"),
    ('C', "noclobber"),
    ('a', "allexport"),
    ('b', "notify"),
    ('u', "nounset"),
    ('E', "errtrace"),
    ('V', "vi"),
    ('p', "pipefail"),
];

impl Flags {
    /// Whether an option is on; `i`, `c` and `s` say how the shell was started.
    #[must_use]
    pub fn has(self, letter: char) -> bool {
        self.0 & bit(letter) != 0
    }

    /// Switches an option.
    pub fn set(&mut self, letter: char, on: bool) {
        self.0 = if on { self.0 | bit(letter) } else { self.0 & !bit(letter) };
    }

    /// The letters of `$-`.
    #[must_use]
    pub fn letters(self) -> String {
        "efImnxvCabuics".chars().rev().filter(|letter| self.has(*letter)).collect()
    }
}

fn bit(letter: char) -> u32 {
    let known = "efImnxvCabuEVpics";
    known.find(letter).map_or(0, |index| 1 << index)
}

/// When a trap runs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Trap {
    /// When the shell ends.
    Exit,
    /// On a signal.
    Signal(Signal),
    /// When a command fails.
    Err,
}

/// A soft and a hard limit; none is no limit.
pub type Limits = (Option<u64>, Option<u64>);

/// The place of a name in a table of so many rows, as ash hashes names: it lists such tables row by row.
#[must_use]
pub fn row(name: &str, rows: u32) -> u32 {
    let first = u32::from(name.bytes().next().unwrap_or(0)) << 4;
    (first + name.bytes().map(u32::from).sum::<u32>()) % rows
}

/// A job: a command in the background.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its number for `%n`.
    pub number: usize,
    /// Its process, or the last of a pipeline.
    pub pid: u32,
    /// How it ended, once known.
    pub exit: Option<Exit>,
    /// Its end was waited for, so that its number may be given anew.
    pub waited: bool,
    /// Its text for `jobs`.
    pub text: String,
}

/// A shell.
#[derive(Clone)]
pub struct Shell {
    /// Its process.
    pub sys: Process,
    /// Variables by name.
    pub variables: Rc<BTreeMap<String, Variable>>,
    /// Functions by name.
    pub functions: Rc<BTreeMap<String, Rc<Command>>>,
    /// Aliases by name.
    pub aliases: Rc<BTreeMap<String, String>>,
    /// The values that `local` has hidden, for each running function.
    pub locals: Vec<Vec<(String, Option<Variable>)>>,
    /// `$0`.
    pub arg0: Rc<str>,
    /// The name of the running script or builtin, as messages have it.
    pub speaker: Option<Rc<str>>,
    /// `$1` and on.
    pub parameters: Rc<Vec<String>>,
    /// `$?`.
    pub status: u8,
    /// `$!`.
    pub last_background: Option<u32>,
    /// `$$`.
    pub main_pid: u32,
    /// The options.
    pub flags: Flags,
    /// Actions of `trap`.
    pub traps: BTreeMap<Trap, String>,
    /// Background jobs that nobody has waited for.
    pub jobs: Vec<Job>,
    /// Running loops, in the current function.
    pub loops: u32,
    /// Running functions and sourced files.
    pub functions_running: u32,
    /// The line of the running command.
    pub line: u32,
    /// The line up to which its text was read.
    pub read_line: u32,
    /// Programs that were found along `PATH`, in the order in which `hash` lists them.
    pub found: Rc<BTreeMap<(u32, String), String>>,
    /// Limits that `ulimit` has set: by letter, the soft one and the hard one.
    pub limits: Rc<BTreeMap<char, Limits>>,
    /// Descriptors of process substitutions, closed when the command is done that they belong to.
    pub pipes: Vec<i32>,
    /// What `set -x` shows once the redirections of the command are done.
    pub trace: Option<String>,
    /// What `getopts` remembers: the place within a word of options.
    pub option_place: usize,
    /// The trap of a failed command is running.
    pub in_error_trap: bool,
    /// How deep the running commands are nested.
    pub depth: u32,
    /// The exit code of the last command substitution of the running command.
    pub substituted: Option<u8>,
    /// Bytes of memory that were asked for.
    pub held: usize,
}

/// The text that memory is asked for at once.
pub(super) const HELD: usize = 16_384;

impl Shell {
    /// A shell of a process, with the process' environment as variables.
    #[must_use]
    pub fn new(sys: Process, arg0: &str) -> Self {
        let mut variables: BTreeMap<String, Variable> = BTreeMap::new();
        for entry in sys.environment().iter() {
            if let Some((name, value)) = entry.split_once('=')
                && super::parse::command::is_name(name)
            {
                let value = Some(Rc::from(value));
                variables.insert(name.to_owned(), Variable { value, exported: true, read_only: false });
            }
        }
        let main_pid = sys.pid();
        let mut shell = Shell {
            sys,
            variables: Rc::new(variables),
            functions: Rc::default(),
            aliases: Rc::default(),
            locals: Vec::new(),
            arg0: Rc::from(arg0),
            speaker: None,
            parameters: Rc::default(),
            status: 0,
            last_background: None,
            main_pid,
            flags: Flags::default(),
            traps: BTreeMap::new(),
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
        };
        shell.set_defaults();
        shell
    }

    fn set_defaults(&mut self) {
        let cwd = self.sys.cwd();
        let level = self.get("SHLVL").and_then(|level| level.parse::<u32>().ok()).unwrap_or(0) + 1;
        let old_pwd = self.get("PWD").filter(|pwd| *pwd == cwd);
        let exported = ["PWD", "SHLVL"];
        for (name, value) in [
            ("IFS", " \t\n".to_owned()),
            ("OPTIND", "1".into()),
            ("PPID", self.sys.parent_pid().to_string()),
            ("PS1", "\\w \\$ ".into()),
            ("PS2", "> ".into()),
            ("PS4", "+ ".into()),
            ("PWD", old_pwd.unwrap_or(cwd)),
            ("SHLVL", level.to_string()),
        ] {
            let was = self.variables.get(name).cloned().unwrap_or_default();
            let keeps = matches!(name, "PS1" | "PS2" | "PS4") && was.value.is_some();
            let value = if keeps { was.value } else { Some(Rc::from(value)) };
            let exported = was.exported || exported.contains(&name);
            Rc::make_mut(&mut self.variables).insert(name.into(), Variable { value, exported, read_only: false });
        }
        if self.get("PATH").is_none() {
            let path: Rc<str> = Rc::from("/sbin:/usr/sbin:/bin:/usr/bin");
            let variable = Variable { value: Some(path), exported: false, read_only: false };
            Rc::make_mut(&mut self.variables).insert("PATH".into(), variable);
        }
    }

    /// The text of a variable.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<String> {
        match name {
            "LINENO" => return Some(self.line.to_string()),
            "RANDOM" => return Some((self.sys.random() & 0x7fff).to_string()),
            "EPOCHSECONDS" => return Some(self.sys.wall().secs().to_string()),
            _ => {}
        }
        self.variables.get(name)?.value.as_deref().map(str::to_owned)
    }

    /// Sets a variable.
    ///
    /// # Errors
    /// The message, if it is read-only.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let all_exported = self.flags.has('a');
        if let Some(old) = self.variables.get(name) {
            if old.read_only {
                return Err(format!("{name}: is read only"));
            }
            self.hold(value.len(), old.value.as_ref().map_or(0, |old| old.len()));
        } else {
            self.hold(value.len(), 0);
        }
        if name == "OPTIND" {
            self.option_place = 0;
        } else if name == "PATH" {
            self.found = Rc::default();
        }
        let variables = Rc::make_mut(&mut self.variables);
        if let Some(variable) = variables.get_mut(name) {
            variable.value = Some(Rc::from(value));
            variable.exported |= all_exported;
        } else {
            let variable = Variable { value: Some(Rc::from(value)), exported: all_exported, read_only: false };
            variables.insert(name.to_owned(), variable);
        }
        Ok(())
    }

    /// Asks for memory for a long text in place of another.
    fn hold(&mut self, new: usize, old: usize) {
        if new < HELD && old < HELD {
            return;
        }
        let difference = i64::try_from(new).unwrap_or(i64::MAX) - i64::try_from(old).unwrap_or(0);
        self.sys.hold_memory(difference);
    }

    /// Takes a variable away.
    ///
    /// # Errors
    /// The message, if it is read-only.
    pub fn unset(&mut self, name: &str) -> Result<(), String> {
        if self.variables.get(name).is_some_and(|variable| variable.read_only) {
            return Err(format!("{name}: is read only"));
        }
        if let Some(Variable { value: Some(old), .. }) = Rc::make_mut(&mut self.variables).remove(name) {
            self.hold(0, old.len());
        }
        Ok(())
    }

    /// Changes how a variable is kept.
    pub fn mark(&mut self, name: &str, change: impl FnOnce(&mut Variable)) {
        change(Rc::make_mut(&mut self.variables).entry(name.to_owned()).or_default());
    }

    /// The environment of a command.
    #[must_use]
    pub fn environment(&self) -> Vec<String> {
        let exported = self.variables.iter().filter(|(_, variable)| variable.exported);
        exported.filter_map(|(name, variable)| Some(format!("{name}={}", variable.value.as_ref()?))).collect()
    }

    /// A parameter by its name: a variable, `$1`, `$?`, …; `@` and `*` are not asked for here.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        match name {
            "#" => Some(self.parameters.len().to_string()),
            "?" => Some(self.status.to_string()),
            "-" => Some(self.flags.letters()),
            "$" => Some(self.main_pid.to_string()),
            "!" => self.last_background.map(|pid| pid.to_string()),
            "0" => Some(self.arg0.to_string()),
            _ if name.starts_with(|c: char| c.is_ascii_digit()) => {
                self.parameters.get(name.parse::<usize>().ok()?.checked_sub(1)?).cloned()
            }
            _ => self.get(name),
        }
    }

    /// Ends a function: what `local` has hidden comes back.
    pub fn restore_locals(&mut self) {
        for (name, old) in self.locals.pop().unwrap_or_default().into_iter().rev() {
            let variables = Rc::make_mut(&mut self.variables);
            match old {
                Some(variable) => variables.insert(name, variable),
                None => variables.remove(&name),
            };
        }
    }

    /// Says something on standard error as ash does: who speaks, in which line of a script.
    pub async fn say(&self, message: &str) {
        self.say_at(message, self.line).await;
    }

    /// The same for another line.
    pub async fn say_at(&self, message: &str, line: u32) {
        let mut words = format!("{}: ", self.arg0);
        if let Some(speaker) = &self.speaker {
            if **speaker != *self.arg0 {
                words.push_str(&format!("{speaker}: "));
            }
            // Who types sees the line.
            if !self.flags.has('i') {
                words.push_str(&format!("line {line}: "));
            }
        }
        words.push_str(message);
        words.push('\n');
        self.complain(&words).await;
    }

    /// Writes to standard error as it is.
    pub async fn complain(&self, words: &str) {
        // There is nowhere else to complain to.
        let _ = self.sys.write(2, &text::to_bytes(words)).await;
    }
}

impl Variables for Shell {
    fn get(&self, name: &str) -> Option<String> {
        Shell::get(self, name)
    }

    fn set(&mut self, name: &str, value: i64) -> Result<(), String> {
        Shell::set(self, name, &value.to_string())
    }
}
