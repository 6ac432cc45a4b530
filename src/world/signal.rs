//! Signals by number and name, what they do by default, and how a process ended.

use std::fmt;

/// A signal by its Linux number, 1 to 64.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signal(u8);

/// The Linux names of the signals 1 to 31, in order.
const NAMES: [&str; 31] = [
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
    "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "POLL",
    "PWR", "SYS",
];

/// What a signal does to a process that neither handles nor ignores it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DefaultAction {
    /// The process ends.
    Terminate,
    /// Nothing happens.
    Ignore,
    /// The process stands still until `CONT`.
    Stop,
    /// A stopped process goes on.
    Continue,
}

/// How a process has asked to be told of a signal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Disposition {
    /// The default action.
    #[default]
    Default,
    /// Nothing happens; inherited by `exec`.
    Ignore,
    /// Kept until the process asks for it; interruptible system calls end early.
    Handle,
}

impl Signal {
    pub const HUP: Signal = Signal(1);
    pub const INT: Signal = Signal(2);
    pub const QUIT: Signal = Signal(3);
    pub const ABRT: Signal = Signal(6);
    pub const KILL: Signal = Signal(9);
    pub const USR1: Signal = Signal(10);
    pub const SEGV: Signal = Signal(11);
    pub const USR2: Signal = Signal(12);
    pub const PIPE: Signal = Signal(13);
    pub const ALRM: Signal = Signal(14);
    pub const TERM: Signal = Signal(15);
    pub const CHLD: Signal = Signal(17);
    pub const CONT: Signal = Signal(18);
    pub const STOP: Signal = Signal(19);

    /// A signal by its number, if there is one of that number.
    #[must_use]
    pub const fn from_number(number: i64) -> Option<Signal> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked by the range before it")]
        if number >= 1 && number <= 64 { Some(Signal(number as u8)) } else { None }
    }

    /// A signal by its name, with or without `SIG`, in any case, or by its number.
    #[must_use]
    pub fn parse(word: &str) -> Option<Signal> {
        if let Ok(number) = word.parse::<i64>() {
            return Signal::from_number(number);
        }
        let upper = word.to_ascii_uppercase();
        let name = upper.strip_prefix("SIG").unwrap_or(&upper);
        let name = if name == "IO" { "POLL" } else { name };
        let index = NAMES.iter().position(|known| *known == name)?;
        Signal::from_number(i64::try_from(index).ok()? + 1)
    }

    /// The number that the kernel knows it by.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Its name without `SIG`; real-time signals have their number.
    #[must_use]
    pub fn name(self) -> String {
        NAMES.get(usize::from(self.0) - 1).map_or_else(|| self.0.to_string(), |name| (*name).to_owned())
    }

    /// What it does by default.
    #[must_use]
    pub const fn default_action(self) -> DefaultAction {
        match self.0 {
            17 | 23 | 28 => DefaultAction::Ignore,
            18 => DefaultAction::Continue,
            19..=22 => DefaultAction::Stop,
            _ => DefaultAction::Terminate,
        }
    }

    /// What a shell says when a child died of it (`Terminated`), if it says anything.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self.0 {
            1 => "Hangup",
            3 => "Quit",
            4 => "Illegal instruction",
            5 => "Trace/breakpoint trap",
            6 => "Aborted",
            7 => "Bus error",
            8 => "Floating point exception",
            9 => "Killed",
            10 => "User defined signal 1",
            11 => "Segmentation fault",
            12 => "User defined signal 2",
            14 => "Alarm clock",
            15 => "Terminated",
            16 => "Stack fault",
            _ => "",
        }
    }
}

impl fmt::Debug for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SIG{}", self.name())
    }
}

/// How a process ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Exit {
    /// By itself, with a code.
    Code(u8),
    /// By a signal.
    Signal(Signal),
}

impl Exit {
    /// The code that a shell's `$?` and a container's status have: that of the process, or 128 and the signal.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Exit::Code(code) => code,
            Exit::Signal(signal) => 128 + signal.number(),
        }
    }
}
