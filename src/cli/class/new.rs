//! `podlings class new`: an assignment to start from. It must not know what makes one good.

use std::path::{Path, PathBuf};

use jiff::Span;

use crate::classroom::assignment::FILE;
use crate::cli::error::system_words;
use crate::cli::learner::quoted_path;
use crate::cli::{CommandError, CommandResult, Outcome, Streams};
use crate::exercise::is_id;
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
    let text = scaffold(&folder, system);
    let written = create_folder(&folder).and_then(|()| create_new(&folder.join(FILE), text.as_bytes()));
    let file = args.folder.join(FILE);
    let made = written.map_err(|error| {
        CommandError::environment(format!("cannot write {}: {}", file.display(), system_words(&error)))
    })?;
    if !made {
        return Err(CommandError::input(format!("{} is there already and stays as it is", file.display())));
    }
    let place = quoted_path(&args.folder);
    writeln!(streams.out, "{}\n", quoted_path(&file))?;
    writeln!(
        streams.out,
        "Next: choose exercises (`podlings list`, or your own: `podlings pack new`) and times, then"
    )?;
    writeln!(streams.out, "  podlings class check {place}\n  podlings class bundle {place}")?;
    Ok(Outcome::Good)
}

/// The scaffold under the folder's name, from today for a week, in the zone of this machine.
fn scaffold(folder: &Path, system: &System) -> String {
    let mut text = SCAFFOLD.to_owned();
    if let Some(id) = folder.file_name().and_then(|name| name.to_str()).filter(|name| is_id(name)) {
        let title = id.replace('-', " ");
        let mut letters = title.chars();
        let title: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        text = text.replacen("id = \"week-1\"", &format!("id = \"{id}\""), 1);
        text = text.replacen("title = \"Week 1\"", &format!("title = \"{title}\""), 1);
    }
    let zone = system.clock.zone();
    let today = system.now().to_zoned(zone.clone()).date();
    let last = today.checked_add(Span::new().days(7)).unwrap_or(today);
    let zone = zone.iana_name().filter(|name| *name != "Etc/UTC").unwrap_or("UTC");
    text = text.replacen("timezone = \"UTC\"", &format!("timezone = \"{zone}\""), 1);
    text.replacen("2026-01-12", &today.to_string(), 1).replacen("2026-01-19", &last.to_string(), 1)
}
