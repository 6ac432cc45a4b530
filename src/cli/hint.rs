//! `podlings hint`: one hint more, with its price. It must not know what a price does to a score.

use super::learner::{self, ExerciseArgs};
use super::packs::shown;
use super::prose::{COLUMNS, filled};
use super::{CommandResult, Outcome, Streams};
use crate::exercise::{Exercise, Hint};
use crate::system::System;

/// Arguments of `podlings hint`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Hints go from far to near. What a hint costs is taken off the attempt's points, once.")]
pub struct Args {
    #[command(flatten)]
    exercise: ExerciseArgs,
    /// Show the hints of this attempt that were shown already, once more
    #[arg(long)]
    seen: bool,
}

/// Shows the next hint, and keeps that it was seen.
///
/// # Errors
/// When there is no such exercise, it is part of a running exam, or the output cannot be written.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    let library = args.exercise.library(system)?;
    let exercise = args.exercise.the_exercise(&library)?;
    let mut history = learner::history(&args.exercise.packs, system)?;
    learner::refuse_in_exam(&history, &exercise.id)?;
    let attempt = learner::attempt(&mut history, &exercise, system)?;
    let seen = usize::try_from(attempt.hints).unwrap_or(usize::MAX).min(exercise.hints.len());
    if args.seen {
        learner::warn(&history, streams)?;
        return show_again(&exercise, args, seen, streams);
    }
    let Some(hint) = exercise.hints.get(seen) else {
        learner::warn(&history, streams)?;
        writeln!(streams.out, "{}", none_left(&exercise, &args.exercise))?;
        return Ok(Outcome::NotGood);
    };
    let number = seen + 1;
    // Kept before it is shown: a hint that was seen has its price.
    history.record_hint(attempt.id, u32::try_from(number).unwrap_or(u32::MAX), hint.cost, system.now())?;
    learner::warn(&history, streams)?;
    show(&exercise, number, hint, &price(hint, args), streams)?;
    match exercise.hints.get(number) {
        None => writeln!(streams.out, "\nThis was the last one. {}", after_the_last(&exercise, &args.exercise))?,
        Some(next) => {
            let left = exercise.hints.len() - number;
            // The command does not ask, so what it will take is said before.
            let price = match args.exercise.packs.assignment {
                Some(_) => String::new(),
                None => format!("; the next {}", price(next, args)),
            };
            writeln!(streams.out, "\n{left} more{price}: {}", args.exercise.command("hint"))?;
        }
    }
    Ok(Outcome::Good)
}

fn show_again(exercise: &Exercise, args: &Args, seen: usize, streams: &mut Streams) -> CommandResult {
    if seen == 0 {
        writeln!(streams.out, "No hint was shown in this attempt yet.")?;
    }
    for (index, hint) in exercise.hints.iter().take(seen).enumerate() {
        if index > 0 {
            writeln!(streams.out)?;
        }
        show(exercise, index + 1, hint, &price(hint, args), streams)?;
    }
    Ok(Outcome::Good)
}

/// What a hint costs; in an assignment nothing, since its points are those of the checks.
fn price(hint: &Hint, args: &Args) -> String {
    match hint.cost {
        _ if args.exercise.packs.assignment.is_some() => "takes nothing off; the hand-in counts it".to_owned(),
        0 => "costs nothing".to_owned(),
        1 => "costs 1 point".to_owned(),
        cost => format!("costs {cost} points"),
    }
}

fn show(exercise: &Exercise, number: usize, hint: &Hint, price: &str, streams: &mut Streams) -> std::io::Result<()> {
    writeln!(
        streams.out,
        "Hint {number} of {} ({price})\n\n{}",
        exercise.hints.len(),
        filled(&shown(hint.text.trim()), COLUMNS)
    )
}

fn none_left(exercise: &Exercise, args: &ExerciseArgs) -> String {
    if exercise.hints.is_empty() {
        return "This exercise has no hints.".to_owned();
    }
    format!(
        "All hints were shown; {} --seen shows them again. {}",
        args.command("hint"),
        after_the_last(exercise, args)
    )
}

fn after_the_last(exercise: &Exercise, args: &ExerciseArgs) -> String {
    if !exercise.feedback.solution {
        return "Your teacher has the answer.".to_owned();
    }
    format!("The answer, which ends the attempt: {}", args.command("solution"))
}
