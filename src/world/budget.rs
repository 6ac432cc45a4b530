//! What a Pod's processes may use up of the simulator, and what happens when they do.

use std::fmt;

/// The most that the processes of one cell (a Pod) may use. Real limits of a container, such as its memory limit, are
/// another thing: these keep the program itself safe and quick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Steps of programs at once: a shell's commands, bytes moved; a fork counts several. Every second of virtual time adds
    /// a thousand, so that a long life is not an offence.
    pub steps: u64,
    /// Bytes printed into logs.
    pub output: u64,
    /// Bytes that writes have added to files.
    pub files: u64,
    /// Files, directories and links made.
    pub inodes: u64,
    /// Bytes that programs hold: variables, what they have read.
    pub memory: u64,
    /// Processes at one time; a fork beyond it fails with `EAGAIN`, as under a real limit.
    pub processes: u32,
    /// Open files at one time; an open beyond it fails with `EMFILE`.
    pub open_files: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Budget {
            steps: 1_600_000,
            output: 16 << 20,
            files: 256 << 20,
            inodes: 100_000,
            memory: 192 << 20,
            processes: 400,
            open_files: 4096,
        }
    }
}

/// Which part of a budget was used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// See [`Budget::steps`].
    Steps,
    /// See [`Budget::output`].
    Output,
    /// See [`Budget::files`].
    Files,
    /// See [`Budget::inodes`].
    Inodes,
    /// See [`Budget::memory`].
    Memory,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Limit::Steps => "stopped by the simulator: it worked on and on without a pause",
            Limit::Output => "stopped by the simulator: it printed too much",
            Limit::Files => "stopped by the simulator: it wrote too much into files",
            Limit::Inodes => "stopped by the simulator: it made too many files",
            Limit::Memory => "stopped by the simulator: it held too much in memory",
        })
    }
}

/// A budget and what is used of it.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    pub(super) budget: Budget,
    pub(super) steps: u64,
    pub(super) output: u64,
    pub(super) files: u64,
    pub(super) inodes: u64,
    pub(super) memory: u64,
    pub(super) processes: u32,
    pub(super) open_files: u32,
    pub(super) exhausted: Option<Limit>,
}

impl Cell {
    pub(super) fn new(budget: Budget) -> Self {
        Cell {
            budget,
            steps: 0,
            output: 0,
            files: 0,
            inodes: 0,
            memory: 0,
            processes: 0,
            open_files: 0,
            exhausted: None,
        }
    }

    /// Counts a use; whether it is within the budget and what was earned on top of it.
    pub(super) fn take(&mut self, limit: Limit, amount: u64, earned: u64) -> bool {
        let (used, most) = match limit {
            Limit::Steps => (&mut self.steps, self.budget.steps),
            Limit::Output => (&mut self.output, self.budget.output),
            Limit::Files => (&mut self.files, self.budget.files),
            Limit::Inodes => (&mut self.inodes, self.budget.inodes),
            Limit::Memory => (&mut self.memory, self.budget.memory),
        };
        *used = used.saturating_add(amount);
        *used <= most.saturating_add(earned)
    }

    /// Steps taken so far.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The part of the budget that was used up first, if one was.
    #[must_use]
    pub fn exhausted(&self) -> Option<Limit> {
        self.exhausted
    }
}
