//! `podlings completions`: what a shell needs to complete our command lines. It must not know any command.

use super::{CommandResult, Outcome, Streams};

/// Arguments of `podlings completions`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  podlings completions bash > ~/.local/share/bash-completion/completions/podlings
  podlings completions zsh > ~/.zfunc/_podlings
  podlings completions fish > ~/.config/fish/completions/podlings.fish")]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

/// Prints the completions.
///
/// # Errors
/// When the output cannot be written.
pub fn run(args: &Args, mut command: clap::Command, streams: &mut Streams) -> CommandResult {
    // The generator panics where it cannot write, so it writes to memory, which can.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "podlings", &mut script);
    streams.out.write_all(&script)?;
    Ok(Outcome::Good)
}
