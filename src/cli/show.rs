//! `podlings show`: the task of an exercise as the candidate reads it, and no word of its answer. It must not know grading.

use serde_json::json;

use super::list::{Output, clock};
use super::packs::{PackArgs, SeedArgs, find_drawn, shown};
use super::prose::{COLUMNS, filled};
use super::{CommandError, CommandResult, Outcome, Streams};
use crate::classroom::desk::Desk;
use crate::exercise::Exercise;
use crate::history::History;
use crate::system::System;

/// Arguments of `podlings show`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Prints no answer. `podlings hint` and `podlings solution` help further.")]
pub struct Args {
    /// The exercise, as `podlings list` names it
    #[arg(value_name = "EXERCISE")]
    exercise: String,
    /// How to print it
    #[arg(short, long, value_enum, default_value_t)]
    output: Output,
    #[command(flatten)]
    seed: SeedArgs,
    #[command(flatten)]
    packs: PackArgs,
}

/// Shows the task.
///
/// # Errors
/// When there is no such exercise, its file is broken, or the output cannot be written.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    let library = args.packs.open_for(&args.exercise, system)?;
    let exercise = find_drawn(&library, &args.exercise, args.seed)?;
    match args.output {
        Output::Text => {
            let desk = args.packs.desk(system)?;
            write_text(&exercise, desk.as_ref(), streams)?;
            if let Some(desk) = &desk {
                write_terms(desk, &exercise, streams)?;
            }
        }
        Output::Json => write_json(&exercise, streams)?,
    }
    Ok(Outcome::Good)
}

fn write_text(exercise: &Exercise, desk: Option<&Desk>, streams: &mut Streams) -> std::io::Result<()> {
    let out = &mut *streams.out;
    writeln!(out, "{}", shown(&exercise.title))?;
    let (kind, difficulty, par) = (exercise.kind.name(), exercise.difficulty, clock(exercise.par));
    // In an assignment its points are what counts, and are told with its terms.
    let points = if desk.is_some() { String::new() } else { format!(", {} points", exercise.points()) };
    let seed = exercise.seed.map(|seed| format!(", seed {seed}")).unwrap_or_default();
    writeln!(out, "{kind}, difficulty {difficulty} of 5, par {par}{points}{seed}")?;
    writeln!(out, "\n{}", filled(&shown(exercise.task.trim()), COLUMNS))?;
    if !exercise.start.trim().is_empty() {
        writeln!(out, "\npod.yaml starts as:\n\n{}", shown(exercise.start.trim_end()))?;
    }
    if !exercise.docs.is_empty() {
        writeln!(out, "\nIn the docs:")?;
    }
    for page in &exercise.docs {
        writeln!(out, "  https://kubernetes.io/docs/{}", shown(page))?;
    }
    Ok(())
}

/// What the exercise is worth in the assignment, when that is due, and how often it may still be graded.
fn write_terms(desk: &Desk, exercise: &Exercise, streams: &mut Streams) -> Result<(), CommandError> {
    let assignment = &desk.course.assignment;
    writeln!(streams.out, "\nIn {}: {} points", shown(&assignment.title), desk.course.worth(exercise))?;
    if let Some(terms) = assignment.terms() {
        writeln!(streams.out, "  {terms}")?;
    }
    if let Some(left) = desk.left(&History::open(&desk.history()), exercise)? {
        writeln!(streams.out, "  {left} of {} attempts left", assignment.attempts.unwrap_or_default())?;
    }
    Ok(())
}

fn write_json(exercise: &Exercise, streams: &mut Streams) -> std::io::Result<()> {
    let checks = exercise.checks.iter().map(|check| (&check.id, &check.text, check.points));
    let life = exercise.life.iter().map(|check| (&check.id, &check.text, check.points));
    let requirements: Vec<serde_json::Value> =
        checks.chain(life).map(|(id, text, points)| json!({"id": id, "text": text, "points": points})).collect();
    let costs: Vec<u32> = exercise.hints.iter().map(|hint| hint.cost).collect();
    let links: Vec<String> = exercise.docs.iter().map(|page| format!("https://kubernetes.io/docs/{page}")).collect();
    let value = json!({
        "id": exercise.id,
        "topic": exercise.topic,
        "title": exercise.title,
        "domain": exercise.domain,
        "topics": exercise.topics,
        "kind": exercise.kind.name(),
        "difficulty": exercise.difficulty,
        "par_seconds": exercise.par.as_secs(),
        "kubernetes": exercise.kubernetes,
        "points": exercise.points(),
        "has_values": exercise.has_values(),
        "seed": exercise.seed,
        "task": exercise.task,
        "start": exercise.start,
        "docs": links,
        "checks": requirements,
        "hint_costs": costs,
    });
    serde_json::to_writer_pretty(&mut *streams.out, &value)?;
    writeln!(streams.out)
}
