//! `podlings solution`: the answer with its explanation, after a word of warning. It must not know how it is graded.

use std::io::Read;

use super::learner::{self, ExerciseArgs};
use super::packs::shown;
use super::prose::{COLUMNS, filled};
use super::{CommandError, CommandResult, Kind, Outcome, Streams};
use crate::exercise::Exercise;
use crate::system::System;

/// Arguments of `podlings solution`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    exercise: ExerciseArgs,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
}

/// Shows the solution, which ends the open attempt.
///
/// # Errors
/// When there is no such exercise, it is part of a running exam, or nobody can be asked.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    let library = args.exercise.library(system)?;
    let exercise = args.exercise.the_exercise(&library)?;
    let mut history = learner::history(&args.exercise.packs, system)?;
    if !exercise.feedback.solution {
        return Err(CommandError::input(format!("the answer of `{}` is not part of your assignment", exercise.id))
            .hint("your teacher has it"));
    }
    learner::refuse_in_exam(&history, &exercise.id)?;
    if !args.yes && !confirmed(streams)? {
        writeln!(streams.err, "Nothing was shown; your attempt goes on.")?;
        return Ok(Outcome::NotGood);
    }
    // Ended before it is shown, so that no attempt passes with an answer that was seen. Without an open attempt one is made of
    // the look alone: the exercise was tried then.
    let attempt = learner::attempt(&mut history, &exercise, system)?;
    history.finish(attempt.id, system.now(), attempt.elapsed, true)?;
    learner::warn(&history, streams)?;
    show(&exercise, streams)?;
    Ok(Outcome::Good)
}

fn show(exercise: &Exercise, streams: &mut Streams) -> std::io::Result<()> {
    writeln!(streams.out, "{}", shown(exercise.solution.trim_end()))?;
    if !exercise.explanation.trim().is_empty() {
        // As a comment, so that the output is YAML that kubectl takes.
        writeln!(streams.out, "#")?;
    }
    for line in filled(&shown(exercise.explanation.trim()), COLUMNS - 2).lines() {
        writeln!(streams.out, "{}", format!("# {line}").trim_end())?;
    }
    Ok(())
}

/// Asks on standard error; only `y` and `yes` are a yes.
fn confirmed(streams: &mut Streams) -> Result<bool, CommandError> {
    write!(streams.err, "The solution ends your attempt at this exercise. Show it? [y/N] ")?;
    streams.err.flush()?;
    if let Some(answer) = read_line(&mut *streams.input)? {
        return Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"));
    }
    writeln!(streams.err)?;
    Err(CommandError::new(Kind::Usage, "there is nobody to ask")
        .hint("say --yes to see the solution without being asked"))
}

/// The first line, of which no more than a hundred bytes are looked at; `None` where there is none.
fn read_line(input: &mut dyn Read) -> std::io::Result<Option<String>> {
    let mut line = Vec::new();
    let mut byte = [0];
    while line.len() < 100 {
        if input.read(&mut byte)? == 0 {
            return Ok((!line.is_empty()).then(|| String::from_utf8_lossy(&line).into_owned()));
        }
        if byte == *b"\n" {
            break;
        }
        line.extend_from_slice(&byte);
    }
    Ok(Some(String::from_utf8_lossy(&line).into_owned()))
}
