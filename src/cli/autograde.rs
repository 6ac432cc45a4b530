//! `podlings autograde`: one student's folder, graded for a machine that shows or records the result. It must not know how
//! anything is graded.

use std::path::PathBuf;

use super::class::forms::{self, Form, Seen};
use super::error::system_words;
use super::packs::{PackArgs, find};
use super::{CommandError, CommandResult, Outcome, Streams};
use crate::classroom::autograder::Work;
use crate::classroom::checkout::{self, Checkout};
use crate::system::System;

/// Arguments of `podlings autograde`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The answer to an exercise is EXERCISE.yaml, or pod.yaml in a folder of the exercise's name, or, with
one exercise alone, pod.yaml. An exercise without an answer gets no points.

Examples:
  podlings autograde --exercise config-loader
  podlings autograde submission -e config-loader -e wait-for-db -o gradescope > results.json
  echo \"result=$(podlings autograde -e config-loader -o github)\" >> \"$GITHUB_OUTPUT\"

Exit codes: 0 graded, whatever the grade; 2 could not be graded."
)]
pub struct Args {
    /// The folder with the student's manifests
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// An exercise of the assignment, as `podlings list` names it (may be given more than once)
    #[arg(short, long = "exercise", value_name = "EXERCISE", required = true)]
    exercises: Vec<String>,
    /// How to write the result
    #[arg(short, long, value_enum, default_value_t = Form::Markdown)]
    output: Form,
    /// What the assignment is called
    #[arg(long, default_value = "Podlings", value_name = "TITLE")]
    title: String,
    /// Do not tell what was expected, only what is there
    #[arg(long)]
    no_answers: bool,
    /// With -o gradescope: when students see the tests
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    visibility: Seen,
    #[command(flatten)]
    packs: PackArgs,
}

/// Grades a folder.
///
/// # Errors
/// An exercise does not exist, the folder cannot be read, or the output cannot be written.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    let library = args.packs.open(system)?;
    let mut exercises = Vec::new();
    for id in &args.exercises {
        let exercise = find(&library, id)?;
        if exercises.iter().all(|known: &&crate::exercise::Exercise| known.id != exercise.id) {
            exercises.push(exercise);
        }
    }
    let checkout = Checkout::read(&system.environment.current_folder().join(&args.folder)).map_err(|error| {
        CommandError::input(format!("{} cannot be read: {}", args.folder.display(), system_words(&error)))
            .hint("give the folder with the student's manifests")
    })?;
    let student = checkout::grade(&checkout, "student", &exercises);
    let assignment = checkout::assignment("podlings", &args.title, &exercises);
    let work = Work { assignment: &assignment, student: &student, answers: !args.no_answers };
    forms::write(args.output, &work, args.visibility, system, streams.out)?;
    Ok(Outcome::Good)
}
