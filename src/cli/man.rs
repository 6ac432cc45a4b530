//! `podlings man`: manual pages. It must not know any command.

use super::{CommandError, CommandResult, Kind, Outcome, Streams};

/// Arguments of `podlings man`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  podlings man | man -l -
  podlings man grade > podlings-grade.1")]
pub struct Args {
    /// The page of this command, instead of the program's
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
}

/// Prints a page in the manual's own format.
///
/// # Errors
/// When there is no such command, or the output cannot be written.
pub fn run(args: &Args, mut command: clap::Command, streams: &mut Streams) -> CommandResult {
    command.build();
    let mut page = &command;
    for name in &args.command {
        page = page.find_subcommand(name).ok_or_else(|| {
            CommandError::new(Kind::Usage, format!("there is no command `{}`", args.command.join(" ")))
                .hint("`podlings --help` names all commands")
        })?;
    }
    // `podlings pack check` has the page podlings-pack-check.
    let title =
        std::iter::once("podlings").chain(args.command.iter().map(String::as_str)).collect::<Vec<_>>().join("-");
    clap_mangen::Man::new(page.clone()).title(title).render(&mut *streams.out)?;
    Ok(Outcome::Good)
}
