//! `podlings export`: everything of a learner in one file. It must not know what is in it.

use std::path::{Path, PathBuf};

use super::error::system_words;
use super::packs::shown;
use super::{CommandError, CommandResult, Outcome, Streams, learner};
use crate::history::History;
use crate::history::transfer::{Record, counted};
use crate::system::files::{create_new, read_text};
use crate::system::{Folder, System};
use crate::work::LIMIT;
use crate::work::archive::Archive;

/// Arguments of `podlings export`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "It holds your history (attempts, graded texts, exams), your work files and your settings, as lines of JSON.\n\
                        On the other machine: podlings import FILE\n\
                        Straight there: podlings export - | ssh other podlings import -"
)]
pub struct Args {
    /// The file to write, which must not be there yet; - for standard output
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Writes the file.
///
/// # Errors
/// When the history cannot be read, or the file is there already or cannot be written.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    let archive = gather(streams, system)?;
    if args.file.as_os_str() == "-" {
        archive.write(streams.out, system.now())?;
        return Ok(Outcome::Good);
    }
    let mut bytes = Vec::new();
    archive.write(&mut bytes, system.now())?;
    let name = shown(&args.file.display().to_string());
    let path = system.environment.current_folder().join(&args.file);
    match create_new(&path, &bytes) {
        Ok(true) => {}
        Ok(false) => {
            return Err(
                CommandError::input(format!("{name} is there already")).hint("choose another name, or move it away")
            );
        }
        Err(error) => return Err(CommandError::environment(format!("cannot write {name}: {}", system_words(&error)))),
    }
    writeln!(streams.out, "{name} holds {}.", contents(&archive))?;
    writeln!(streams.out, "On the other machine: podlings import {}", learner::quoted_path(&args.file))?;
    Ok(Outcome::Good)
}

fn gather(streams: &mut Streams, system: &System) -> Result<Archive, CommandError> {
    let mut history = History::of(&system.environment);
    // Of a file that merely takes nothing more all is there; of another one nothing, and an empty export would be taken for all.
    if let Some(trouble) = history.trouble().filter(|trouble| !trouble.leaves_it_readable()) {
        return Err(CommandError::environment(format!("nothing is exported: {trouble}")).hint(trouble.remedy()));
    }
    learner::warn(&history, streams)?;
    let records = history.everything()?;
    let files = match system.environment.folder(Folder::Data) {
        None => Vec::new(),
        Some(data) => {
            let (files, left) = Archive::files_of(&data)
                .map_err(|error| CommandError::environment(format!("cannot read {}: {error}", data.display())))?;
            for file in left {
                writeln!(streams.err, "warning: left out: {}", shown(&file))?;
            }
            files
        }
    };
    Ok(Archive { records, files, settings: settings_file(system).and_then(|path| read_text(&path, LIMIT).ok()) })
}

/// Where the settings are.
pub(super) fn settings_file(system: &System) -> Option<PathBuf> {
    Some(system.environment.folder(Folder::Config)?.join(Path::new("settings.toml")))
}

/// `12 attempts, 30 graded texts, 1 exam and 4 work files`
fn contents(archive: &Archive) -> String {
    let records = |wanted: fn(&Record) -> bool| archive.records.iter().filter(|record| wanted(record)).count();
    format!(
        "{}, {}, {} and {}",
        count(counted(&archive.records).len(), "attempt"),
        count(records(|record| matches!(record, Record::Grade(_))), "graded text"),
        count(records(|record| matches!(record, Record::Exam(_))), "mock exam"),
        count(archive.files.len(), "work file"),
    )
}

/// `1 attempt`, `2 attempts`.
pub(super) fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
