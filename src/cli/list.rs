//! `podlings list`: all exercises in the order in which they are learnt. It must not know how any of them is solved.

use std::time::Duration;

use serde_json::json;
use unicode_width::UnicodeWidthStr as _;

use super::fit::Fit;
use super::packs::{PackArgs, shown};
use super::prose::{COLUMNS, filled};
use super::{CommandError, CommandResult, Outcome, Streams};
use crate::classroom::desk::Desk;
use crate::exercise::topics::{UnknownTopic, is_about, known};
use crate::exercise::{Entry, Exercise, Kind, Library};
use crate::history::History;
use crate::system::System;

/// Arguments of `podlings list`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  podlings list --kind debug
  podlings list --topic init-containers -o json")]
pub struct Args {
    /// Only the exercises of this topic: those of its folder, and those that name it among their topics
    #[arg(long, value_name = "TOPIC")]
    topic: Option<String>,
    /// Only the exercises of this kind
    #[arg(long, value_enum)]
    kind: Option<KindName>,
    /// How to print the list
    #[arg(short, long, value_enum, default_value_t)]
    output: Output,
    #[command(flatten)]
    packs: PackArgs,
}

/// Kinds of exercises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum KindName {
    /// Write a Pod from nothing or from a skeleton
    Build,
    /// Mend a manifest that is refused or does not do what it should
    Fix,
    /// Find out why a Pod does not work, and mend it
    Debug,
}

/// Forms of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Output {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

impl Args {
    fn wants(&self, entry: &Entry) -> bool {
        let kind = match self.kind {
            None => None,
            Some(KindName::Build) => Some(Kind::Build),
            Some(KindName::Fix) => Some(Kind::Fix),
            Some(KindName::Debug) => Some(Kind::Debug),
        };
        self.topic.as_ref().is_none_or(|topic| is_about(topic, &entry.topic, &entry.header.topics))
            && kind.is_none_or(|kind| kind == entry.header.kind)
    }
}

/// Lists the exercises.
///
/// # Errors
/// When a pack cannot be read, the topic is unknown, or the output cannot be written.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    let library = args.packs.open_and_warn(streams, system)?;
    if let Some(topic) = &args.topic {
        known_topic(&library, topic)?;
    }
    let wanted: Vec<&Entry> = library.entries().filter(|entry| args.wants(entry)).collect();
    match args.output {
        Output::Json => write_json(&wanted, streams)?,
        Output::Text => {
            if let Some(desk) = args.packs.desk(system)? {
                writeln!(streams.out, "{}", terms(&desk)?)?;
            }
            write_text(&library, &wanted, Fit::to_terminal(system), streams)?;
        }
    }
    Ok(if library.problems().is_empty() { Outcome::Good } else { Outcome::NotDone })
}

/// What a student must know of the assignment: when it is due, and for each exercise its points and the attempts that are left.
fn terms(desk: &Desk) -> Result<String, CommandError> {
    let course = &desk.course;
    let mut text = format!("{}, {}\n", shown(&course.assignment.title), desk.student);
    let about = course.assignment.about.trim();
    if !about.is_empty() {
        text.push_str(&format!("\n{}\n\n", shown(&filled(about, COLUMNS))));
    }
    if let Some(terms) = course.assignment.terms() {
        text.push_str(&format!("{terms}\n"));
    }
    let history = History::open(&desk.history());
    let width = course.assignment.exercises.iter().map(|task| task.id.len()).max().unwrap_or(0);
    for exercise in course.exercises() {
        let left = match desk.left(&history, exercise)? {
            Some(left) => format!(", {left} of {} attempts left", course.assignment.attempts.unwrap_or_default()),
            None => String::new(),
        };
        text.push_str(&format!("  {:width$}  {} points{left}\n", exercise.id, course.worth(exercise)));
    }
    if course.assignment.attempts.is_some() && course.assignment.feedback.verdict {
        text.push_str("Each text that is graded for the first time is an attempt, up to full marks; saving and handing in are none.\n");
    }
    Ok(text)
}

/// Refuses a topic that is not there.
///
/// # Errors
/// With the topics that are.
pub fn known_topic(library: &Library, topic: &str) -> Result<(), CommandError> {
    let words = library.entries().map(|entry| (entry.topic.as_str(), entry.header.topics.as_slice()));
    Ok(known(topic, words)?)
}

impl From<UnknownTopic> for CommandError {
    fn from(error: UnknownTopic) -> Self {
        Self::input(error.to_string()).hint(error.hint())
    }
}

fn write_text(library: &Library, wanted: &[&Entry], fit: Fit, streams: &mut Streams) -> std::io::Result<()> {
    let width = wanted.iter().map(|entry| entry.id.chars().count()).max().unwrap_or(0);
    let mut first = true;
    for topic in library.topics() {
        let mut entries = wanted.iter().filter(|entry| entry.topic == topic.id).peekable();
        if entries.peek().is_none() {
            continue;
        }
        if !std::mem::take(&mut first) {
            writeln!(streams.out)?;
        }
        writeln!(streams.out, "{}", shown(&topic.title))?;
        for entry in entries {
            let header = &entry.header;
            let (kind, par) = (header.kind.name(), clock(header.par));
            let level = format!("{}/5", header.difficulty);
            let before = format!("  {:width$}  {kind:5}  {level}  {par:>5}  ", entry.id);
            let [title] = fit.texts(before.width(), [shown(&header.title)]);
            writeln!(streams.out, "{before}{title}")?;
        }
    }
    if wanted.is_empty() {
        let nothing = if library.entries().next().is_none() {
            "There is no exercise here."
        } else {
            "No exercise is of that kind."
        };
        writeln!(streams.out, "{nothing}")?;
    }
    Ok(())
}

fn write_json(wanted: &[&Entry], streams: &mut Streams) -> std::io::Result<()> {
    let of = |entry: &&Entry| {
        json!({
            "id": entry.id,
            "topic": entry.topic,
            "title": entry.header.title,
            "domain": entry.header.domain,
            "topics": entry.header.topics,
            "kind": entry.header.kind.name(),
            "difficulty": entry.header.difficulty,
            "par_seconds": entry.header.par.as_secs(),
            "has_values": entry.exercise().is_ok_and(Exercise::has_values),
            "points": entry.exercise().ok().map(Exercise::points),
        })
    };
    let list: Vec<serde_json::Value> = wanted.iter().map(of).collect();
    serde_json::to_writer_pretty(&mut *streams.out, &list)?;
    writeln!(streams.out)
}

/// Minutes and seconds as a clock has them: `5:00`.
#[must_use]
pub fn clock(span: Duration) -> String {
    format!("{}:{:02}", span.as_secs() / 60, span.as_secs() % 60)
}
