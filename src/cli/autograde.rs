//! `podlings autograde`: one student's folder, graded for a machine that shows or records the result. It must not know how
//! anything is graded.

use std::path::{Path, PathBuf};

use super::class::forms::{self, Form, Seen};
use super::class::students_bundle;
use super::error::system_words;
use super::packs::{PackArgs, find};
use super::{CommandError, CommandResult, Outcome, Streams};
use crate::classroom::assignment::Seeds;
use crate::classroom::autograder::Work;
use crate::classroom::checkout::{self, Checkout};
use crate::classroom::course::Course;
use crate::classroom::grading::Marker;
use crate::classroom::result::{Assignment, Student};
use crate::classroom::submission::{Found, Submission};
use crate::exercise::Exercise;
use crate::system::System;

/// Arguments of `podlings autograde`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The answer to an exercise is EXERCISE.yaml, or pod.yaml in a folder of the exercise's name, or, with
one exercise alone, pod.yaml. An exercise without an answer gets no points.

Examples:
  podlings autograde --exercise config-loader
  podlings autograde submission --assignment week-1 --student ada -o markdown
  podlings autograde submission -e config-loader -e wait-for-db -o gradescope > results.json
  result=$(podlings autograde -e config-loader -o github) && echo \"result=$result\" >> \"$GITHUB_OUTPUT\"

Exit codes: 0 graded, whatever the grade; 2 could not be graded."
)]
pub struct Args {
    /// The folder with the student's manifests
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// An exercise of the assignment, as `podlings list` names it (may be given more than once)
    #[arg(short, long = "exercise", value_name = "EXERCISE", required_unless_present = "assignment")]
    exercises: Vec<String>,
    /// An assignment with its answers instead: its exercises, points, seeds
    #[arg(long, value_name = "ASSIGNMENT", conflicts_with_all = ["exercises", "title", "folders"])]
    assignment: Option<PathBuf>,
    /// With --assignment: whose folder it is; decides the values that exercises draw
    #[arg(long, value_name = "ID", requires = "assignment")]
    student: Option<String>,
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
    /// Use the exercises of this folder instead of the built-in ones (may be given more than once)
    #[arg(long = "pack", value_name = "DIR")]
    folders: Vec<PathBuf>,
}

/// Grades a folder.
///
/// # Errors
/// An exercise does not exist, the folder cannot be read, or the output cannot be written.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    let here = system.environment.current_folder();
    let (assignment, student, may_tell) = match &args.assignment {
        Some(assignment) => of_assignment(args, &here.join(assignment), &here.join(&args.folder))?,
        None => of_exercises(args, &here.join(&args.folder))?,
    };
    let work = Work { assignment: &assignment, student: &student, answers: may_tell && !args.no_answers };
    forms::write(args.output, &work, args.visibility, system, streams.out)?;
    Ok(Outcome::Good)
}

/// Some exercises, each worth its own points.
fn of_exercises(args: &Args, folder: &Path) -> Result<(Assignment, Student, bool), CommandError> {
    let library = PackArgs { folders: args.folders.clone(), ..PackArgs::default() }.open_packs()?;
    let mut exercises: Vec<&Exercise> = Vec::new();
    for id in &args.exercises {
        let exercise = find(&library, id)?;
        if exercises.iter().all(|known| known.id != exercise.id) {
            exercises.push(exercise);
        }
    }
    let checkout = Checkout::read(folder).map_err(|error| unreadable(args, &error))?;
    let student = checkout::grade(&checkout, "student", &exercises);
    Ok((checkout::assignment("podlings", &args.title, &exercises), student, true))
}

/// A teacher's assignment. What was expected may be told where its feedback shows the difference.
fn of_assignment(args: &Args, assignment: &Path, folder: &Path) -> Result<(Assignment, Student, bool), CommandError> {
    let course = Course::open(assignment)?;
    if course.assignment.handout {
        return Err(students_bundle());
    }
    std::fs::read_dir(folder).map_err(|error| unreadable(args, &error))?;
    if args.student.is_none() && course.assignment.seeds == Seeds::PerStudent {
        return Err(CommandError::input("every student of this assignment has values of their own")
            .hint("say whose folder it is with --student ID"));
    }
    let name = args.student.clone().unwrap_or_else(|| "student".to_owned());
    let found = Found::new(name, folder);
    let submission = Submission::read(&found, &course.assignment, course.fingerprint());
    let may_tell = course.assignment.feedback.diff;
    Ok((course.as_result(), Marker::new(&course).grade(submission), may_tell))
}

fn unreadable(args: &Args, error: &std::io::Error) -> CommandError {
    CommandError::input(format!("{} cannot be read: {}", args.folder.display(), system_words(error)))
        .hint("give the folder with the student's manifests")
}
