//! `podlings import`: what `podlings export` wrote, added to what is here. It must not know what is in it.

use std::io::Read as _;
use std::path::PathBuf;

use super::error::system_words;
use super::export::{count, settings_file};
use super::packs::shown;
use super::{CommandError, CommandResult, Outcome, Streams};
use crate::history::History;
use crate::history::transfer::Merged;
use crate::system::files::{create_folder, create_new, read_text};
use crate::system::{Folder, System};
use crate::work::archive::{Archive, ArchiveError, Placed};

/// The largest export that is read, in bytes.
const LARGEST: usize = 512 * 1024 * 1024;

/// Arguments of `podlings import`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Nothing that is here is changed: attempts that are here already are left as they are, a work file that\n\
                        differs from yours is put beside it, and your settings stay. Importing twice does no harm."
)]
pub struct Args {
    /// The file that `podlings export` wrote; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Adds what the file holds.
///
/// # Errors
/// When the file cannot be read or is no export, or the history cannot be written.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    let text = if args.file.as_os_str() == "-" { from_input(streams)? } else { from_file(args, system)? };
    let name = shown(&args.file.display().to_string());
    let archive = Archive::read(&text).map_err(|error| refusal(&name, &error))?;
    let mut history = History::of(&system.environment);
    if let Some(trouble) = history.trouble() {
        return Err(trouble.clone().into());
    }
    let merged = history.merge(&archive.records)?;
    if let Some(trouble) = history.trouble() {
        return Err(trouble.clone().into());
    }
    let data = system.environment.folder(Folder::Data).ok_or(crate::work::WorkError::NoHome)?;
    let placed = archive.place_files(&data)?;
    report(merged, &placed, streams)?;
    settings(&archive, streams, system)
}

fn from_file(args: &Args, system: &System) -> Result<String, CommandError> {
    let path = system.environment.current_folder().join(&args.file);
    read_text(&path, LARGEST).map_err(|error| CommandError::input(error.to_string()))
}

fn from_input(streams: &mut Streams) -> Result<String, CommandError> {
    let mut text = String::new();
    let most = u64::try_from(LARGEST).unwrap_or(u64::MAX);
    (&mut *streams.input)
        .take(most)
        .read_to_string(&mut text)
        .map_err(|error| CommandError::input(format!("standard input cannot be read: {error}")))?;
    Ok(text)
}

fn refusal(name: &str, error: &ArchiveError) -> CommandError {
    let refused = CommandError::input(format!("cannot import {name}: {error}"));
    match error {
        ArchiveError::Newer { .. } => refused.hint("upgrade podlings on this machine"),
        ArchiveError::Foreign => refused.hint("`podlings export FILE` writes one"),
        ArchiveError::Cut { .. } | ArchiveError::Line { .. } => {
            refused.hint("nothing was imported; copy the file again")
        }
    }
}

fn report(merged: Merged, placed: &[Placed], streams: &mut Streams) -> std::io::Result<()> {
    let out = &mut *streams.out;
    let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let new = placed.iter().filter(|file| matches!(file, Placed::New(_))).count();
    let continued = merged.continued_attempts + merged.continued_exams;
    if merged.attempts + merged.grades + merged.exams + continued == 0 && new == 0 {
        writeln!(out, "Nothing new: all of it is here already.")?;
    } else if merged.attempts + merged.grades + merged.exams > 0 || new > 0 {
        writeln!(
            out,
            "New here: {}, {}, {} and {}.",
            count(number(merged.attempts), "attempt"),
            count(number(merged.grades), "graded text"),
            count(number(merged.exams), "mock exam"),
            count(new, "work file"),
        )?;
    }
    let attempts = (merged.continued_attempts > 0).then(|| count(number(merged.continued_attempts), "attempt"));
    let exams = (merged.continued_exams > 0).then(|| count(number(merged.continued_exams), "mock exam"));
    let continued: Vec<String> = attempts.into_iter().chain(exams).collect();
    if !continued.is_empty() {
        writeln!(out, "Here already, and now as far as on the other machine: {}.", continued.join(" and "))?;
    }
    for file in placed {
        match file {
            Placed::Beside(path) => {
                let path = shown(&path.display().to_string());
                writeln!(out, "Another text was there, which stays; the imported one is {path}")?;
            }
            Placed::Refused(path) => {
                writeln!(streams.err, "warning: left out, its path leads elsewhere: {}", shown(path))?;
            }
            Placed::New(_) | Placed::Same => {}
        }
    }
    Ok(())
}

/// The settings come along where there are none yet.
fn settings(archive: &Archive, streams: &mut Streams, system: &System) -> CommandResult {
    let (Some(text), Some(path)) = (&archive.settings, settings_file(system)) else { return Ok(Outcome::Good) };
    let written = path.parent().map_or(Ok(()), create_folder).and_then(|()| create_new(&path, text.as_bytes()));
    match written {
        Ok(true) => writeln!(streams.out, "Your settings came along.")?,
        Ok(false) if read_text(&path, LARGEST).is_ok_and(|here| here == *text) => {}
        Ok(false) => writeln!(streams.out, "The settings of this machine stay as they are.")?,
        Err(error) => {
            let path = shown(&path.display().to_string());
            return Err(CommandError::environment(format!("cannot write {path}: {}", system_words(&error))));
        }
    }
    Ok(Outcome::Good)
}
