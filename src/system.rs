//! The one door to clock, environment, files and processes; what differs between systems is here and nowhere else. It must
//! not know exercises, attempts or screens.

pub mod clock;
pub mod environment;
pub mod files;
pub mod folder;
pub mod keyboard;
pub mod processes;

pub use clock::Clock;
pub use environment::{Environment, Folder};

/// What a run of the program has of the machine: its time and its environment, as values. A test builds one with
/// [`Clock::fixed`] and [`Environment::of`], and then nothing that it runs can see the real ones.
#[derive(Debug, Clone)]
pub struct System {
    /// The time.
    pub clock: Clock,
    /// Variables, home and folders.
    pub environment: Environment,
}

impl System {
    /// The real machine, as this process finds it.
    #[must_use]
    pub fn real() -> Self {
        Self { clock: Clock::real(), environment: Environment::of_this_process() }
    }

    /// A machine for tests: the given clock and environment.
    #[must_use]
    pub fn new(clock: Clock, environment: Environment) -> Self {
        Self { clock, environment }
    }

    /// The wall clock.
    #[must_use]
    pub fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }
}
