//! `podlings reset`: an exercise's `pod.yaml` as it was at the start, with the old one kept. It must not know what is in it.

use super::learner::{ExerciseArgs, FolderArgs};
use super::packs::shown;
use super::{CommandResult, Outcome, Streams};
use crate::system::System;

/// Arguments of `podlings reset`.
#[derive(Debug, clap::Args)]
#[command(after_help = "What you wrote is kept beside it, in pod.DATE.yaml. The attempt and its clock go on.")]
pub struct Args {
    #[command(flatten)]
    exercise: ExerciseArgs,
    #[command(flatten)]
    folder: FolderArgs,
}

/// Sets the file back.
///
/// # Errors
/// When there is no such exercise, or the file cannot be kept or written.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    let library = args.exercise.library(system)?;
    let exercise = args.exercise.the_exercise(&library)?;
    let place = args.folder.place(&args.exercise.packs, system)?;
    let Some(mut file) = place.find(&exercise.folder())? else {
        let start = args.exercise.command_with("start", &args.folder.option());
        writeln!(streams.out, "There is nothing to reset yet; this begins it: {start}")?;
        return Ok(Outcome::Good);
    };
    let path = shown(&file.path().display().to_string());
    match file.reset(&exercise.start, system.now())? {
        Some(backup) => {
            writeln!(streams.out, "{path} is as it was at the start.")?;
            writeln!(streams.out, "What you wrote is kept: {}", shown(&backup.display().to_string()))?;
        }
        None => writeln!(streams.out, "{path} is as it was at the start already.")?,
    }
    Ok(Outcome::Good)
}
