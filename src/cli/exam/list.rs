//! `podlings exam list`: past exams, compared. It must not know how they are kept.

use serde_json::{Value, json};

use super::close;
use crate::cli::learner::FolderArgs;
use crate::cli::list::Output;
use crate::cli::packs::PackArgs;
use crate::cli::{CommandResult, Outcome, Streams};
use crate::history::DiscardedExam;
use crate::session::exam::report::{clock, discarded_words, past_table};
use crate::session::exam::{Exam, KeptExam, past};
use crate::system::System;

/// Arguments of `podlings exam list`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How to print them
    #[arg(short, long, value_enum, default_value_t)]
    output: Output,
    #[command(flatten)]
    packs: PackArgs,
    #[command(flatten)]
    folder: FolderArgs,
}

/// Lists the exams.
///
/// # Errors
/// When the history cannot be read, or the output cannot be written.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    let (history, going) = close::settled(&args.packs, &args.folder, streams, system)?;
    let exams = past(&history.exam_reports()?);
    let discarded = history.discarded_exams()?;
    if args.output == Output::Json {
        let value = json!({
            "exams": exams,
            "discarded": discarded.iter().map(discarded_json).collect::<Vec<_>>(),
            "going_on": going.as_ref().map(|kept| going_json(kept, system)),
        });
        serde_json::to_writer_pretty(&mut *streams.out, &value).map_err(std::io::Error::from)?;
        writeln!(streams.out)?;
        return Ok(Outcome::Good);
    }
    if exams.is_empty() && discarded.is_empty() && going.is_none() {
        writeln!(streams.out, "No exam yet. `podlings exam` begins one: 17 tasks in 2 hours.")?;
    }
    write!(streams.out, "{}", past_table(&exams, &system.clock.zone()))?;
    if let Some(words) = discarded_words(&discarded) {
        writeln!(streams.out, "{words}")?;
    }
    if let Some(kept) = going {
        let exam = Exam::resume(&kept);
        let changed = exam.tasks().iter().filter(|task| task.changed).count();
        writeln!(
            streams.out,
            "Exam {} is going on: {} left, {changed} of {} tasks changed. `podlings exam` goes on with it.",
            kept.id.number(),
            clock(exam.left(system.now()).as_secs()),
            exam.tasks().len()
        )?;
    }
    Ok(Outcome::Good)
}

fn discarded_json(exam: &DiscardedExam) -> Value {
    json!({
        "number": exam.id.number(),
        "started": exam.started.to_string(),
        "discarded": exam.at.to_string(),
    })
}

fn going_json(kept: &KeptExam, system: &System) -> Value {
    let exam = Exam::resume(kept);
    json!({
        "number": kept.id.number(),
        "started": kept.started.to_string(),
        "deadline": kept.deadline.to_string(),
        "seconds_left": exam.left(system.now()).as_secs(),
        "tasks": exam.tasks().len(),
        "changed": exam.tasks().iter().filter(|task| task.changed).count(),
        "seed": kept.plan.seed,
    })
}
