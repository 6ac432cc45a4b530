//! `podlings class new`: an assignment to start from. It must not know what makes one good.

use std::path::PathBuf;

use crate::classroom::assignment::FILE;
use crate::cli::error::system_words;
use crate::cli::learner::quoted_path;
use crate::cli::{CommandError, CommandResult, Outcome, Streams};
use crate::system::System;
use crate::system::files::{create_folder, create_new};

const SCAFFOLD: &str = include_str!("../../../assets/class/assignment.toml");

/// Arguments of `podlings class new`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder; it is made where it does not exist, and no file in it is overwritten
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
}

/// Writes the file where there is none.
///
/// # Errors
/// When it cannot be written.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    let folder = system.environment.current_folder().join(&args.folder);
    let written = create_folder(&folder).and_then(|()| create_new(&folder.join(FILE), SCAFFOLD.as_bytes()));
    let file = args.folder.join(FILE);
    let made = written.map_err(|error| {
        CommandError::environment(format!("cannot write {}: {}", file.display(), system_words(&error)))
    })?;
    if !made {
        return Err(CommandError::input(format!("{} is there already and stays as it is", file.display())));
    }
    let place = quoted_path(&args.folder);
    writeln!(streams.out, "{}\n", quoted_path(&file))?;
    writeln!(streams.out, "Next: choose exercises (`podlings list`) and times, then")?;
    writeln!(streams.out, "  podlings class check {place}\n  podlings class bundle {place}")?;
    Ok(Outcome::Good)
}
