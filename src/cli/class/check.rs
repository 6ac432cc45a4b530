//! `podlings class check`: what an assignment asks for, in words, or what is wrong with it. It must not know what is graded.

use std::path::PathBuf;

use super::plural;
use crate::classroom::Assignment;
use crate::classroom::assignment::Seeds;
use crate::classroom::course::{Course, CourseError};
use crate::cli::packs::shown;
use crate::cli::{CommandResult, Outcome, Streams};
use crate::system::System;

/// Arguments of `podlings class check`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Ends with 0 where the assignment is sound, 1 where something is wrong with it, 2 where it cannot be read.
`podlings pack check` proves the exercises of a pack of your own."
)]
pub struct Args {
    /// The assignment: its folder, its assignment.toml, or a bundle
    #[arg(value_name = "ASSIGNMENT", default_value = ".")]
    assignment: PathBuf,
}

/// Looks at an assignment.
///
/// # Errors
/// When it cannot be read, or the output cannot be written.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    let course = match Course::open(&system.environment.current_folder().join(&args.assignment)) {
        Ok(course) => course,
        Err(CourseError::Broken(problems)) => {
            for problem in &problems {
                writeln!(streams.out, "{problem}\n")?;
            }
            writeln!(streams.out, "{}", plural(problems.len(), "problem"))?;
            return Ok(Outcome::NotGood);
        }
        Err(error) => return Err(error.into()),
    };
    for problem in course.warnings() {
        writeln!(streams.err, "{problem}")?;
    }
    describe(&course, streams)?;
    Ok(if course.warnings().is_empty() { Outcome::Good } else { Outcome::NotGood })
}

fn describe(course: &Course, streams: &mut Streams) -> std::io::Result<()> {
    let assignment = &course.assignment;
    let out = &mut *streams.out;
    writeln!(out, "{} ({})", shown(&assignment.title), assignment.id)?;
    for line in when(assignment) {
        writeln!(out, "  {line}")?;
    }
    writeln!(out, "  students see: {}", allowed(assignment))?;
    let draws = course.exercises().filter(|exercise| exercise.has_values()).count();
    let exercises = assignment.exercises.len();
    match assignment.seeds {
        Seeds::AsWritten => writeln!(out, "  everybody gets the exercises as they are written")?,
        Seeds::PerClass | Seeds::PerStudent if draws == 0 => {
            writeln!(out, "  everybody gets the exercises as they are written: none of them draws values")?;
        }
        Seeds::PerClass => writeln!(out, "  one draw for the class, in {draws} of {}", plural(exercises, "exercise"))?,
        Seeds::PerStudent => {
            writeln!(out, "  each student has values of their own, in {draws} of {}", plural(exercises, "exercise"))?;
        }
    }
    let width = assignment.exercises.iter().map(|task| task.id.len()).max().unwrap_or(0);
    for exercise in course.exercises() {
        let points = format!("{:>6}", course.worth(exercise).to_string());
        let draws = if exercise.has_values() && assignment.seeds != Seeds::AsWritten { " (draws values)" } else { "" };
        writeln!(out, "  {:width$}  {points}  {}{draws}", exercise.id, shown(&exercise.title))?;
    }
    writeln!(out, "  {:width$}  {:>6}  points in all", "", course.as_result().max().to_string())?;
    if assignment.pack.is_none() {
        writeln!(
            out,
            "\nnote: these are built-in exercises, and `podlings solution` prints their answers to everybody."
        )?;
        writeln!(
            out,
            "For marks use a pack of your own: `podlings pack new pack` beside the assignment, and pack = \"pack\" in it."
        )?;
    }
    Ok(())
}

/// From when to when, and what becomes of late work.
fn when(assignment: &Assignment) -> Vec<String> {
    let moment = |zoned: &jiff::Zoned| zoned.strftime("%A %-d %B %Y, %H:%M (%Z)").to_string();
    let mut lines = Vec::new();
    lines.extend(assignment.opens.as_ref().map(|opens| format!("opens  {}", moment(opens))));
    lines.push(assignment.terms().unwrap_or_else(|| "no due date".to_owned()));
    if let Some(attempts) = assignment.attempts {
        let texts = plural(usize::try_from(attempts).unwrap_or(0), "graded text");
        lines.push(if assignment.feedback.verdict {
            format!("at most {texts} for each exercise, up to full marks; saving is none")
        } else {
            "attempts are not counted: students see no verdict".to_owned()
        });
    }
    lines
}

fn allowed(assignment: &Assignment) -> String {
    let feedback = assignment.feedback;
    let all = [
        (feedback.verdict, "the verdict"),
        (feedback.hints, "hints"),
        (feedback.diff, "the difference to the answer"),
        (feedback.solution, "the answer"),
    ];
    let words: Vec<&str> = all.into_iter().filter_map(|(allowed, word)| allowed.then_some(word)).collect();
    if words.is_empty() { "what the API server would say, nothing else".to_owned() } else { words.join(", ") }
}
