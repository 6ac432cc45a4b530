//! `podlings` without a subcommand: the app. It must not know its screens.

use std::path::PathBuf;

use super::packs::PackArgs;
use super::{CommandError, CommandResult, Outcome};
use crate::history::History;
use crate::system::{Folder, System};
use crate::tui::{RunError, Setup, run as run_app};
use crate::work::Workplace;

/// Options of the app.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    packs: PackArgs,
    /// Keep your pod.yaml files in this folder
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Runs the app on this process's terminal.
///
/// # Errors
/// There is no terminal, no folder for the work, or a pack that cannot be read.
pub fn run(args: &Args) -> CommandResult {
    let system = System::real();
    let library = args.packs.open()?;
    let workplace = Workplace::of(&system.environment, args.dir.as_deref())
        .map_err(|error| CommandError::environment(error.to_string()))?;
    let history = match system.environment.folder(Folder::State) {
        Some(folder) => History::open(&folder.join("history.sqlite3")),
        None => History::in_memory(),
    };
    run_app(Setup { system: &system, library: &library, workplace, history }).map_err(|error| {
        let hint = match &error {
            RunError::NoTerminal => "the subcommands work without one: see `podlings --help`",
            RunError::Terminal(_) => "is TERM set to what your terminal is?",
        };
        CommandError::environment(error.to_string()).hint(hint)
    })?;
    Ok(Outcome::Good)
}
