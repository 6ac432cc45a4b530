//! `podlings stats`: what the history adds up to, by topic, by exercise and by field. It must not know how it is kept.

mod table;

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use super::drill::overview;
use super::fit::Fit;
use super::learner;
use super::list::clock;
use super::packs::{PackArgs, shown};
use super::{CommandResult, Outcome, Streams};
use crate::exercise::Library;
use crate::history::{Progress, Score, State, Stats};
use crate::session::overview::Overview;
use crate::system::System;

/// The fields that are named to people; programs get all.
const FIELDS: usize = 8;

/// Forms of statistics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Output {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// For spreadsheets: one row for each attempt
    Csv,
}

/// Arguments of `podlings stats`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  podlings stats
  podlings stats -o csv > attempts.csv

The app draws them: `s` on its first screen.")]
pub struct Args {
    /// How to print them
    #[arg(short, long, value_enum, default_value_t)]
    output: Output,
    #[command(flatten)]
    packs: PackArgs,
}

/// Shows the statistics.
///
/// # Errors
/// When the history cannot be read, or the output cannot be written.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    let library = args.packs.open(system)?;
    let history = learner::history(&args.packs, system)?;
    learner::warn(&history, streams)?;
    if args.output == Output::Csv {
        table::write(&history.records()?, &library, streams.out)?;
        return Ok(Outcome::Good);
    }
    let progress = history.progress()?;
    let stats = history.stats(system.now(), &system.clock.zone())?;
    let (overview, _) = overview(&library, &history, system)?;
    match args.output {
        Output::Json => write_json(&library, &progress, &stats, &overview, streams)?,
        _ => write_text(&library, &progress, &stats, &overview, Fit::to_terminal(system), streams)?,
    }
    Ok(Outcome::Good)
}

/// An exercise's progress, also of one that was never begun.
fn of(progress: &BTreeMap<String, Progress>, exercise: &str) -> Progress {
    progress.get(exercise).cloned().unwrap_or_default()
}

fn write_text(
    library: &Library,
    progress: &BTreeMap<String, Progress>,
    stats: &Stats,
    overview: &Overview,
    fit: Fit,
    streams: &mut Streams,
) -> std::io::Result<()> {
    let out = &mut *streams.out;
    if stats.attempts == 0 {
        return writeln!(out, "Nothing yet. `podlings` opens the app; `podlings list` names the exercises.");
    }
    let all = library.entries().count();
    let solved = library.entries().filter(|entry| of(progress, &entry.id).solved > 0).count();
    writeln!(out, "{solved} of {all} exercises solved")?;
    let open = overview.statistics.open;
    let going_on = if open > 0 { format!(", {open} going on") } else { String::new() };
    writeln!(
        out,
        "{}{going_on}, {} passed, {} graded",
        count(stats.attempts, "attempt"),
        stats.passed,
        count(stats.grades, "text")
    )?;
    writeln!(out, "{} of practice, {}", hours(stats.time), streak(stats.streak))?;
    match overview.due().count() {
        0 => writeln!(out, "nothing is due today; `podlings drill` takes what is new")?,
        due => writeln!(out, "{due} due today: `podlings drill --due`")?,
    }
    // Beside its title a topic's line has 43 columns.
    let widest = library.topics().iter().map(|topic| shown(&topic.title).width()).max().unwrap_or(0);
    let width = fit.column(43, widest);
    writeln!(out, "\nBy topic")?;
    for topic in library.topics() {
        let solved = topic.exercises.iter().filter(|id| of(progress, id).solved > 0).count();
        let title = fit.padded(&shown(&topic.title), width);
        writeln!(
            out,
            "  {title}  {solved:>2} of {:<2}  {}  {:>3} % known today",
            topic.exercises.len(),
            bar(solved, topic.exercises.len()),
            overview.statistics.topics.iter().find(|one| one.topic == topic.id).map_or(0, |one| one.percent)
        )?;
    }
    // The same as the app draws.
    let mut fields: Vec<_> = overview.statistics.fields.iter().collect();
    fields.sort_by(|a, b| b.wrong.cmp(&a.wrong).then_with(|| a.field.cmp(&b.field)));
    if !fields.is_empty() {
        writeln!(out, "\nWhat goes wrong most")?;
    }
    for field in fields.into_iter().take(FIELDS) {
        let wrong = format!("  in {}", count(field.wrong, "attempt"));
        let [name] = fit.texts(2 + wrong.len(), [shown(&field.field)]);
        writeln!(out, "  {name}{wrong}")?;
    }
    Ok(())
}

fn write_json(
    library: &Library,
    progress: &BTreeMap<String, Progress>,
    stats: &Stats,
    overview: &Overview,
    streams: &mut Streams,
) -> std::io::Result<()> {
    let strength = |id: &str| overview.statistics.topics.iter().find(|topic| topic.topic == id);
    let topics: Vec<Value> = library
        .topics()
        .iter()
        .map(|topic| {
            let solved = topic.exercises.iter().filter(|id| of(progress, id).solved > 0).count();
            json!({
                "id": topic.id,
                "title": topic.title,
                "exercises": topic.exercises.len(),
                "solved": solved,
                "due": strength(&topic.id).map_or(0, |topic| topic.due),
                "strength_percent": strength(&topic.id).map_or(0, |topic| topic.percent),
            })
        })
        .collect();
    let exercises: Vec<Value> =
        library.entries().map(|entry| exercise(&entry.id, &entry.topic, &of(progress, &entry.id), overview)).collect();
    let days: Vec<Value> = stats
        .days
        .iter()
        .map(|day| json!({"date": day.date.to_string(), "graded": day.grades, "passed": day.passed}))
        .collect();
    let fields: Vec<Value> =
        stats.fields.iter().map(|field| json!({"field": field.field, "attempts": field.attempts})).collect();
    let strengths: Vec<Value> = overview
        .statistics
        .fields
        .iter()
        .map(|field| {
            json!({"field": field.field, "right": field.right, "wrong": field.wrong, "percent": field.percent()})
        })
        .collect();
    let value = json!({
        "attempts": stats.attempts,
        "going_on": overview.statistics.open,
        "passed": stats.passed,
        "graded": stats.grades,
        "exercises_tried": stats.tried,
        "exercises_solved": stats.solved,
        "seconds": stats.time.as_secs(),
        "streak_days": stats.streak,
        "topics": topics,
        "exercises": exercises,
        "days": days,
        "fields": fields,
        "due": overview.due().count(),
        "drill_streak": overview.streak,
        "field_strengths": strengths,
    });
    serde_json::to_writer_pretty(&mut *streams.out, &value)?;
    writeln!(streams.out)
}

fn exercise(id: &str, topic: &str, progress: &Progress, overview: &Overview) -> Value {
    let state = match progress.state() {
        State::New => "new",
        State::Tried => "tried",
        State::Solved => "solved",
    };
    let best = progress.best_score.map(|Score { points, max, .. }| json!({"score": points, "max_score": max}));
    json!({
        "id": id,
        "topic": topic,
        "state": state,
        "attempts": progress.attempts,
        "solved": progress.solved,
        "best_seconds": progress.best_time.map(|time| time.as_secs()),
        "best": best,
        "last": progress.last.map(|last| last.to_string()),
        "open": progress.open,
        "due": overview.schedule.memory(id).map(|memory| memory.due.to_string()),
    })
}

/// `1 attempt`, `2 attempts`.
fn count(number: u32, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

fn streak(days: u32) -> String {
    match days {
        0 => "no streak at the moment".to_owned(),
        1 => "1 day in a row".to_owned(),
        days => format!("{days} days in a row"),
    }
}

/// `2 h 05 min`, and under an hour minutes and seconds.
fn hours(time: Duration) -> String {
    let minutes = time.as_secs() / 60;
    if minutes < 60 { clock(time) } else { format!("{} h {:02} min", minutes / 60, minutes % 60) }
}

/// Ten signs, the solved part filled.
fn bar(part: usize, whole: usize) -> String {
    let filled = (part * 10).checked_div(whole).unwrap_or(0);
    format!("{}{}", "#".repeat(filled), ".".repeat(10 - filled.min(10)))
}
