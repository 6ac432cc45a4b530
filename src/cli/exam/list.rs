//! `podlings exam list`: past exams, compared. It must not know how they are kept.

use serde_json::{Value, json};

use super::close;
use crate::cli::learner::{self, FolderArgs};
use crate::cli::list::Output;
use crate::cli::packs::PackArgs;
use crate::cli::{CommandResult, Outcome, Streams};
use crate::session::exam::report::{clock, past_table};
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
    let mut history = learner::history(system);
    let going = close::settle(&mut history, &args.packs, &args.folder, system)?;
    learner::warn(&history, streams)?;
    let exams = past(&history.exam_reports()?);
    if args.output == Output::Json {
        let value = json!({ "exams": exams, "going_on": going.as_ref().map(|kept| going_json(kept, system)) });
        serde_json::to_writer_pretty(&mut *streams.out, &value).map_err(std::io::Error::from)?;
        writeln!(streams.out)?;
        return Ok(Outcome::Good);
    }
    if exams.is_empty() && going.is_none() {
        writeln!(streams.out, "No exam yet. `podlings exam` begins one: 17 tasks in 2 hours.")?;
    }
    write!(streams.out, "{}", past_table(&exams, &system.clock.zone()))?;
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
