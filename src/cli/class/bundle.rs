//! `podlings class bundle`: what students are given, as one file or as a folder. It must not know what is taken out.

use std::io;
use std::path::{Path, PathBuf};

use super::plural;
use crate::classroom::bundle;
use crate::classroom::course::Course;
use crate::cli::error::system_words;
use crate::cli::learner::{quoted, quoted_path};
use crate::cli::{CommandError, CommandResult, Outcome, Streams};
use crate::system::System;
use crate::system::files::{create_folder, create_new, write_atomic};

/// Arguments of `podlings class bundle`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The answers, the wrong answers and the explanations are left out, and hints, where `feedback` does not allow them.
Where students may see the verdict, the bundle holds the expectations: who reads the file can read them."
)]
pub struct Args {
    /// The assignment: its folder, or its assignment.toml
    #[arg(value_name = "ASSIGNMENT", default_value = ".")]
    assignment: PathBuf,
    /// The file to write; ID.podlings where it is left out
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write a folder instead, such as for a repository
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    folder: Option<PathBuf>,
    /// Write over a bundle that is there
    #[arg(long)]
    replace: bool,
}

/// Writes the bundle.
///
/// # Errors
/// When the assignment cannot be used, something is there already, or it cannot be written.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    let here = system.environment.current_folder();
    let course = Course::open(&here.join(&args.assignment))?;
    if course.assignment.handout {
        return Err(CommandError::input("this is a bundle already: its answers were taken out"));
    }
    let files = bundle::files(&course);
    // What was taken out must be missed by nothing: the bundle is read as a student's program will read it.
    Course::of_bundle("", files.clone()).map_err(|problems| {
        let all = problems.iter().map(|problem| format!("\n{problem}")).collect::<String>();
        CommandError::new(crate::cli::Kind::Internal, format!("the bundle could not be read again{all}"))
    })?;
    let target = match (&args.folder, &args.output) {
        (Some(folder), _) => {
            for (name, text) in &files {
                write(&here.join(folder).join(name), text, args.replace)?;
            }
            folder.clone()
        }
        (None, output) => {
            let path = output.clone().unwrap_or_else(|| PathBuf::from(format!("{}.podlings", course.assignment.id)));
            write(&here.join(&path), &bundle::pack(files), args.replace)?;
            path
        }
    };
    let exercises = plural(course.assignment.exercises.len(), "exercise");
    let place = quoted_path(&target);
    writeln!(streams.out, "{place}   {exercises}, without their answers\n")?;
    writeln!(streams.out, "Students work on it with")?;
    writeln!(streams.out, "  podlings --assignment {place} --student ID")?;
    writeln!(streams.out, "  podlings hand-in --assignment {place}")?;
    writeln!(streams.out, "and you grade what they hand in with")?;
    let assignment = quoted(&args.assignment.to_string_lossy());
    writeln!(streams.out, "  podlings class grade --assignment {assignment} DIR")?;
    Ok(Outcome::Good)
}

/// Writes a file with the folders that it needs.
fn write(path: &Path, text: &str, replace: bool) -> Result<(), CommandError> {
    let failed = |error: io::Error| {
        CommandError::environment(format!("cannot write {}: {}", path.display(), system_words(&error)))
    };
    path.parent().map_or(Ok(()), create_folder).map_err(failed)?;
    if replace {
        return write_atomic(path, text.as_bytes()).map_err(failed);
    }
    if create_new(path, text.as_bytes()).map_err(failed)? {
        return Ok(());
    }
    Err(CommandError::input(format!("{} is there already", path.display())).hint("--replace writes over it"))
}
