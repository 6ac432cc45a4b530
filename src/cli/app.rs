//! `podlings` without a subcommand: the app. It must not know its screens.

use super::error::visible;
use super::learner::{FolderArgs, history};
use super::packs::{PackArgs, shown};
use super::{CommandError, CommandResult, Outcome, Streams};
use crate::exercise::Library;
use crate::history::History;
use crate::session::overview::Choice;
use crate::system::System;
use crate::tui::exam::Asked;
use crate::tui::{RunError, Setup, run as run_app};
use crate::work::Workplace;

/// Options of the app.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    packs: PackArgs,
    #[command(flatten)]
    folder: FolderArgs,
}

/// Runs the app on this process's terminal.
///
/// # Errors
/// There is no terminal, no folder for the work, or a pack that cannot be read.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    let library = args.packs.open(system)?;
    let workplace = args.folder.place(&args.packs, system)?;
    start(&args.packs, &library, workplace, history(&args.packs, system)?, None, streams, system)
}

/// Runs the app, in a drill where one is asked for.
///
/// # Errors
/// There is no terminal.
pub fn start(
    packs: &PackArgs,
    library: &Library,
    workplace: Workplace,
    history: History,
    drill: Option<Choice>,
    streams: &mut Streams,
    system: &System,
) -> CommandResult {
    let notice = notice(packs, system)?;
    let packs = packs.to_keep(system.environment.current_folder());
    run_setup(Setup { system, library, packs, workplace, history, drill, exam: None, notice }, streams)
}

/// Runs the app in a mock exam: the one that is going on, else one as it is asked for.
///
/// # Errors
/// There is no terminal.
pub fn start_exam(
    packs: &PackArgs,
    library: &Library,
    workplace: Workplace,
    history: History,
    asked: Asked,
    streams: &mut Streams,
    system: &System,
) -> CommandResult {
    let packs = packs.to_keep(system.environment.current_folder());
    run_setup(
        Setup { system, library, packs, workplace, history, drill: None, exam: Some(asked), notice: None },
        streams,
    )
}

/// What a student should know of the assignment before anything else; `None`: there is no assignment.
fn notice(packs: &PackArgs, system: &System) -> Result<Option<String>, CommandError> {
    let Some(desk) = packs.desk(system)? else { return Ok(None) };
    let assignment = &desk.course.assignment;
    let mut text = shown(&assignment.title);
    text.extend(assignment.due_words().map(|due| format!(": due by {due}")));
    text.extend(assignment.attempts.map(|number| format!("; at most {number} graded texts for each exercise")));
    Ok(Some(text + "."))
}

fn run_setup(setup: Setup<'_>, streams: &mut Streams) -> CommandResult {
    let last_words = run_app(setup).map_err(|error| {
        let hint = match &error {
            RunError::NoTerminal => "the subcommands work without one: see `podlings --help`",
            RunError::Terminal(_) => "is TERM set to what your terminal is?",
        };
        CommandError::environment(error.to_string()).hint(hint)
    })?;
    if let Some(words) = last_words {
        writeln!(streams.err, "{}", visible(&words))?;
    }
    Ok(Outcome::Good)
}
