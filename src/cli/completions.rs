//! `podlings completions`: what a shell needs to complete our command lines, the names of the built-in exercises and topics among
//! it. It must not know any command: a command says by its argument's name that it takes one.

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap_complete::Shell;

use super::{CommandResult, Outcome, Streams};
use crate::exercise::Library;

/// Arguments of `podlings completions`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The names of the built-in exercises are completed in bash, zsh and fish; those of a --pack are not known beforehand.

Examples:
  podlings completions bash > ~/.local/share/bash-completion/completions/podlings
  podlings completions zsh > ~/.zfunc/_podlings
  podlings completions fish > ~/.config/fish/completions/podlings.fish"
)]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the completions.
///
/// # Errors
/// When the output cannot be written.
pub fn run(args: &Args, command: clap::Command, streams: &mut Streams) -> CommandResult {
    let library = Library::embedded();
    let exercises: Vec<PossibleValue> =
        library.entries().map(|entry| PossibleValue::new(entry.id.clone()).help(entry.header.title.clone())).collect();
    let topics: Vec<PossibleValue> =
        library.topics().iter().map(|topic| PossibleValue::new(topic.id.clone()).help(topic.title.clone())).collect();
    let mut command = offering(command, &exercises, &topics);
    // The generator panics where it cannot write, so it writes to memory, which can.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "podlings", &mut script);
    streams.out.write_all(&script)?;
    if args.shell == Shell::Fish {
        streams.out.write_all(for_fish(&command, &exercises).as_bytes())?;
    }
    Ok(Outcome::Good)
}

/// What an argument takes, by the name of its value.
fn value_of(argument: &clap::Arg) -> Option<&str> {
    argument.get_value_names()?.first().map(clap::builder::Str::as_str)
}

/// The same commands, with the names as values that are offered. Only the script is made from them: what the program takes is more,
/// since packs bring exercises of their own.
fn offering(command: clap::Command, exercises: &[PossibleValue], topics: &[PossibleValue]) -> clap::Command {
    command
        .mut_args(|argument| match value_of(&argument) {
            Some("EXERCISE") => argument.value_parser(PossibleValuesParser::new(exercises.to_vec())),
            Some("TOPIC" | "TOPICS") => argument.value_parser(PossibleValuesParser::new(topics.to_vec())),
            _ => argument,
        })
        .mut_subcommands(|subcommand| offering(subcommand, exercises, topics))
}

/// The generator for fish leaves arguments out that are no options, so the exercises are added to the commands that take one.
fn for_fish(command: &clap::Command, exercises: &[PossibleValue]) -> String {
    let takes_one =
        |command: &&clap::Command| command.get_positionals().any(|argument| value_of(argument) == Some("EXERCISE"));
    let commands: Vec<&str> = command.get_subcommands().filter(takes_one).map(clap::Command::get_name).collect();
    let names: Vec<&str> = exercises.iter().map(PossibleValue::get_name).collect();
    format!(
        "complete -c podlings -n \"__fish_podlings_using_subcommand {}\" -a \"{}\"\n",
        commands.join(" "),
        names.join(" ")
    )
}
