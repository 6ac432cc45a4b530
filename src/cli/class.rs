//! `podlings class`: what teachers do with a class. It must not know how any of it is done.

pub mod forms;
pub mod report;

use super::{CommandResult, Streams};
use crate::system::System;

/// Arguments of `podlings class`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

/// What a teacher does.
#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Make gradebooks and reports out of results
    Report(report::Args),
}

/// Does it.
///
/// # Errors
/// What the command cannot do.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    match &args.command {
        Command::Report(args) => report::run(args, streams, system),
    }
}
