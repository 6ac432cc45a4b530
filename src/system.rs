//! The one door to clock, environment, files and processes; what differs between systems is here and nowhere else. It must
//! not know exercises, attempts or screens.

pub mod clock;
pub mod environment;
pub mod files;
pub mod folder;
pub mod keyboard;
pub mod processes;
pub mod terminal;

pub use clock::Clock;
pub use environment::{Environment, Folder};

/// What a run of the program has of the machine: its time, its environment and its terminal's width, as values. A test builds one with
/// [`Clock::fixed`] and [`Environment::of`], and then nothing that it runs can see the real ones.
#[derive(Debug, Clone)]
pub struct System {
    /// The time.
    pub clock: Clock,
    /// Variables, home and folders.
    pub environment: Environment,
    /// How wide the terminal is that standard output is; `None`: it is none, or does not say.
    pub columns: Option<usize>,
}

impl System {
    /// The real machine, as this process finds it.
    #[must_use]
    pub fn real() -> Self {
        Self { clock: Clock::real(), environment: Environment::of_this_process(), columns: terminal::columns() }
    }

    /// A machine for tests: the given clock and environment, and no terminal.
    #[must_use]
    pub fn new(clock: Clock, environment: Environment) -> Self {
        Self { clock, environment, columns: None }
    }

    /// The same machine with a terminal of that width.
    #[must_use]
    pub fn with_columns(self, columns: Option<usize>) -> Self {
        Self { columns, ..self }
    }

    /// The wall clock.
    #[must_use]
    pub fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }
}
