//! `podlings exam report`: the report on an exam, on the terminal or in a file. It must not know what is in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::{close, graded};
use crate::cli::error::system_words;
use crate::cli::learner::{FolderArgs, quoted_path};
use crate::cli::list::Output;
use crate::cli::packs::PackArgs;
use crate::cli::{CommandError, CommandResult, Outcome, Streams};
use crate::history::History;
use crate::session::exam::report::{Report, topic_titles};
use crate::session::exam::{ExamId, past};
use crate::system::{System, files};

/// Arguments of `podlings exam report`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  podlings exam report --html report.html
  podlings exam report 3 -o json")]
pub struct Args {
    /// Which exam, as `podlings exam list` numbers them [default: the last]
    #[arg(value_name = "NUMBER")]
    number: Option<u32>,
    /// Write it to this file, as a page for a browser that needs nothing beside it
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write it to this file, as Markdown
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// How to print it
    #[arg(short, long, value_enum, default_value_t)]
    output: Output,
    #[command(flatten)]
    packs: PackArgs,
    #[command(flatten)]
    folder: FolderArgs,
}

/// Shows the report, or writes it to files.
///
/// # Errors
/// When there is no such exam, it has not ended, or a file cannot be written.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    let (history, going) = close::settled(&args.packs, &args.folder, streams, system)?;
    let reports = history.exam_reports()?;
    let asked = args.number.map(ExamId::of_number);
    let id = match (asked, reports.last()) {
        (Some(asked), _) if going.as_ref().is_some_and(|going| going.id == asked) => return Err(not_yet(asked)),
        (Some(asked), _) if reports.iter().any(|(id, _)| *id == asked) => asked,
        (Some(asked), _) if history.discarded_exams()?.iter().any(|exam| exam.id == asked) => {
            return Err(CommandError::input(format!("exam {} was discarded: it has no result", asked.number()))
                .hint("`podlings exam list` names those that have one"));
        }
        (Some(asked), _) => {
            return Err(CommandError::input(format!("there is no exam {}", asked.number()))
                .hint("`podlings exam list` numbers them"));
        }
        (None, Some((last, _))) => *last,
        (None, None) => match going {
            Some(going) => return Err(not_yet(going.id)),
            None => return Err(CommandError::input("there is no exam yet").hint("`podlings exam` begins one")),
        },
    };
    let (result, past) = (graded(&history, id)?, past(&reports));
    let topics = titles(&history, id, &args.packs, system);
    let report =
        Report { number: id.number(), result: &result, past: &past, topics: &topics, zone: system.clock.zone() };
    if let Some(file) = &args.html {
        write_file(file, &report.html(), streams, system)?;
    }
    if let Some(file) = &args.markdown {
        write_file(file, &report.markdown(), streams, system)?;
    }
    match args.output {
        Output::Json => {
            let score = result.score();
            let mut value = serde_json::to_value(&result).map_err(std::io::Error::from)?;
            value["number"] = json!(id.number());
            value["score_percent"] = json!(f64::from(score.0) / 100.0);
            value["passed"] = json!(result.passed());
            serde_json::to_writer_pretty(&mut *streams.out, &value).map_err(std::io::Error::from)?;
            writeln!(streams.out)?;
        }
        Output::Text if args.html.is_none() && args.markdown.is_none() => {
            write!(streams.out, "{}", report.text(system.environment.is_utf8(), system.columns))?;
        }
        Output::Text => {}
    }
    Ok(Outcome::Good)
}

/// What the topics are called; nothing where the packs that the exam was drawn from are not there any more.
fn titles(history: &History, id: ExamId, packs: &PackArgs, system: &System) -> BTreeMap<String, String> {
    let kept = history.exam(id).ok().flatten();
    let library = kept.and_then(|kept| close::packs_of(&kept, packs).open(system).ok());
    library.map(|library| topic_titles(&library)).unwrap_or_default()
}

fn not_yet(id: ExamId) -> CommandError {
    CommandError::input(format!("exam {} is still going on: there is no verdict before its end", id.number()))
        .hint("`podlings exam` goes on with it, `podlings exam end` ends it")
}

/// An older file of that name is replaced, whole or not at all; `-` is standard output.
fn write_file(path: &Path, text: &str, streams: &mut Streams, system: &System) -> Result<(), CommandError> {
    if path.as_os_str() == "-" {
        return Ok(write!(streams.out, "{text}")?);
    }
    let place = system.environment.current_folder().join(path);
    files::write_atomic(&place, text.as_bytes()).map_err(|error| {
        CommandError::environment(format!("cannot write {}: {}", place.display(), system_words(&error)))
    })?;
    Ok(writeln!(streams.err, "written: {}", quoted_path(path))?)
}
