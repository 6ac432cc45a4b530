//! `podlings drill`: the app in a drill, or a list of what is due. It must not know how a schedule is computed.

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use super::fit::Fit;
use super::learner::{FolderArgs, history, warn};
use super::list::Output;
use super::packs::{PackArgs, find, shown};
use super::{CommandError, CommandResult, Outcome, Streams, app, list};
use crate::exercise::Library;
use crate::history::History;
use crate::session::overview::{Choice, ExerciseFacts, Overview};
use crate::session::schedule::{Due, Why};
use crate::system::System;

/// Arguments of `podlings drill`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "What is due comes first, then what is new, in the order of the pack; within that, what trains the
fields that went wrong lately. Each round draws other names, images and paths where the exercise declares them.

Examples:
  podlings drill                      everything in its turn
  podlings drill config-loader        one exercise, again and again
  podlings drill --due                what is due today, and nothing else
  podlings drill --list -o json       what is due, and when"
)]
pub struct Args {
    /// The exercise to drill, as `podlings list` names it
    #[arg(value_name = "EXERCISE", conflicts_with_all = ["due", "topic"])]
    exercise: Option<String>,
    /// Only what is due today
    #[arg(long, conflicts_with = "topic")]
    due: bool,
    /// Only the exercises of this topic: those of its folder, and those that name it among their topics
    #[arg(long, value_name = "TOPIC")]
    topic: Option<String>,
    /// List what would be drilled, and when it is due, instead of drilling
    #[arg(long)]
    list: bool,
    /// How to print the list
    #[arg(short, long, value_enum, default_value_t, requires = "list")]
    output: Output,
    #[command(flatten)]
    packs: PackArgs,
    #[command(flatten)]
    folder: FolderArgs,
}

/// Drills, or lists.
///
/// # Errors
/// An exercise or a topic that is not there, a pack or a history that cannot be read, no terminal, a mock exam that is running.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    args.packs.refuse_assignment("drills")?;
    let library = args.packs.open(system)?;
    let choice = choice(args, &library)?;
    let history = history(&args.packs, system)?;
    let (overview, facts) = overview(&library, &history, system)?;
    let turns = overview.turns(&choice, &facts);
    if args.list {
        warn(&history, streams)?;
        match args.output {
            Output::Json => write_json(&turns, &overview, &library, streams)?,
            Output::Text => write_text(&turns, &overview, &library, &choice, Fit::to_terminal(system), streams)?,
        }
        return Ok(Outcome::Good);
    }
    if turns.is_empty() {
        write_text(&turns, &overview, &library, &choice, Fit::to_terminal(system), streams)?;
        return Ok(Outcome::Good);
    }
    refuse_in_exam(&history)?;
    app::start(&args.packs, &library, args.folder.place(&args.packs, system)?, history, Some(choice), streams, system)
}

fn choice(args: &Args, library: &Library) -> Result<Choice, CommandError> {
    Ok(match (&args.exercise, &args.topic, args.due) {
        (Some(exercise), ..) => Choice::One(find(library, exercise)?.id.clone()),
        (None, Some(topic), _) => {
            list::known_topic(library, topic)?;
            Choice::Topic(topic.clone())
        }
        (None, None, true) => Choice::Due,
        (None, None, false) => Choice::All,
    })
}

/// Where the learner stands, and what it was computed from.
///
/// # Errors
/// When the history cannot be read.
pub fn overview(
    library: &Library,
    history: &History,
    system: &System,
) -> Result<(Overview, Vec<ExerciseFacts>), CommandError> {
    let exercises = library.entries().filter_map(|entry| entry.exercise().ok());
    let facts: Vec<ExerciseFacts> = exercises.map(ExerciseFacts::of).collect();
    let overview =
        Overview::of(&history.records()?, &history.open_attempts()?, &facts, system.now(), &system.clock.zone());
    Ok((overview, facts))
}

/// A drill shows tasks and solutions that an exam may be asking for.
fn refuse_in_exam(history: &History) -> Result<(), CommandError> {
    if history.open_attempts()?.iter().all(|open| open.mode != crate::history::Mode::Exam) {
        return Ok(());
    }
    Err(CommandError::input("a mock exam is still running").hint("there are no drills in an exam; end it first"))
}

fn write_text(
    turns: &[Due],
    overview: &Overview,
    library: &Library,
    choice: &Choice,
    fit: Fit,
    streams: &mut Streams,
) -> std::io::Result<()> {
    let out = &mut *streams.out;
    if turns.is_empty() {
        let next = overview.queue.iter().find(|due| matches!(due.why, Why::Later { .. }));
        return match (choice, next) {
            (Choice::Due, Some(Due { exercise, why: Why::Later { on }, .. })) => {
                writeln!(out, "Nothing is due today. Next is `{exercise}`, on {}.", on.strftime("%A, %d %B"))
            }
            (Choice::Due, _) => {
                writeln!(out, "Nothing is due: nothing was done yet. `podlings drill` begins with the first exercise.")
            }
            _ => writeln!(out, "There is no exercise to drill."),
        };
    }
    let width = turns.iter().map(|due| due.exercise.chars().count()).max().unwrap_or(0);
    let due = turns.iter().filter(|due| matches!(due.why, Why::Due { .. })).count();
    writeln!(out, "{due} due today")?;
    for turn in turns {
        let title = library.entry(&turn.exercise).map(|entry| shown(&entry.header.title)).unwrap_or_default();
        let when = match turn.why {
            Why::Due { late: 0 } => "today".to_owned(),
            Why::Due { late: 1 } => "since yesterday".to_owned(),
            Why::Due { late } => format!("since {late} days"),
            Why::New => "new".to_owned(),
            Why::Later { on } => on.to_string(),
        };
        let before = format!("  {:<width$}  {when:<15}  ", turn.exercise);
        let Some(field) = turn.field.as_deref() else {
            let [title] = fit.texts(before.width(), [title]);
            writeln!(out, "{before}{title}")?;
            continue;
        };
        let [title, field] = fit.texts(before.width() + "  (trains )".len(), [title, field.to_owned()]);
        writeln!(out, "{before}{title}  (trains {field})")?;
    }
    Ok(())
}

fn write_json(turns: &[Due], overview: &Overview, library: &Library, streams: &mut Streams) -> std::io::Result<()> {
    let of = |turn: &Due| {
        let entry = library.entry(&turn.exercise).ok();
        let memory = overview.schedule.memory(&turn.exercise);
        json!({
            "exercise": turn.exercise,
            "title": entry.map(|entry| entry.header.title.clone()),
            "topic": entry.map(|entry| entry.topic.clone()),
            "state": match turn.why {
                Why::Due { .. } => "due",
                Why::New => "new",
                Why::Later { .. } => "later",
            },
            "due": memory.map(|memory| memory.due.to_string()),
            "days_late": memory.and_then(|memory| memory.late(overview.today)),
            "last": memory.map(|memory| memory.last.to_string()),
            "last_rating": memory.map(|memory| memory.rating.name()),
            "reviews": memory.map_or(0, |memory| memory.reviews),
            "recall": memory.map(|memory| f64::from(memory.recall(overview.today) * 1000.0).round() / 1000.0),
            "weak_field": turn.field,
        })
    };
    let list: Vec<Value> = turns.iter().map(of).collect();
    let due = turns.iter().filter(|due| matches!(due.why, Why::Due { .. })).count();
    let value = json!({"today": overview.today.to_string(), "due": due, "streak": overview.streak, "exercises": list});
    serde_json::to_writer_pretty(&mut *streams.out, &value)?;
    writeln!(streams.out)
}
