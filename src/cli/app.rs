//! `podlings` without a subcommand: the app. It must not know its screens.

use super::learner::{FolderArgs, history};
use super::packs::PackArgs;
use super::{CommandError, CommandResult, Outcome};
use crate::system::System;
use crate::tui::{RunError, Setup, run as run_app};

/// Options of the app.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    packs: PackArgs,
    #[command(flatten)]
    folder: FolderArgs,
}

/// Runs the app on this process's terminal.
///
/// # Errors
/// There is no terminal, no folder for the work, or a pack that cannot be read.
pub fn run(args: &Args, system: &System) -> CommandResult {
    let library = args.packs.open(system)?;
    let setup = Setup {
        system,
        library: &library,
        workplace: args.folder.place(&args.packs, system)?,
        history: history(&args.packs, system)?,
    };
    run_app(setup).map_err(|error| {
        let hint = match &error {
            RunError::NoTerminal => "the subcommands work without one: see `podlings --help`",
            RunError::Terminal(_) => "is TERM set to what your terminal is?",
        };
        CommandError::environment(error.to_string()).hint(hint)
    })?;
    Ok(Outcome::Good)
}
