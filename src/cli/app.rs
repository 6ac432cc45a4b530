//! `podlings` without a subcommand: the app. It must not know its screens.

use super::error::visible;
use super::learner::{FolderArgs, history};
use super::packs::{PackArgs, shown};
use super::{CommandError, CommandResult, Outcome, Streams};
use crate::exercise::Library;
use crate::history::History;
use crate::session::overview::Choice;
use crate::system::System;
use crate::tui::assigned::{Assigned, AssignedTask, Due};
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
    let assigned = assigned(packs, system, &history)?;
    let packs = packs.to_keep(system.environment.current_folder());
    run_setup(Setup { system, library, packs, workplace, history, drill, exam: None, assigned }, streams)
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
        Setup { system, library, packs, workplace, history, drill: None, exam: Some(asked), assigned: None },
        streams,
    )
}

/// The assignment as the app shows it; `None`: there is none.
fn assigned(packs: &PackArgs, system: &System, history: &History) -> Result<Option<Assigned>, CommandError> {
    let Some(desk) = packs.desk(system)? else { return Ok(None) };
    let course = &desk.course;
    let assignment = &course.assignment;
    let mut tasks = Vec::new();
    for exercise in course.exercises() {
        let texts = desk.log(history, &exercise.id)?.grades.into_iter();
        tasks.push(AssignedTask {
            exercise: exercise.id.clone(),
            points: course.worth(exercise),
            graded: texts.map(|text| (text.text, text.score.points >= text.score.max)).collect(),
        });
    }
    let due = assignment.due.as_ref().zip(assignment.due_and_grace()).map(|(due, words)| Due {
        at: due.timestamp(),
        late_after: due.timestamp().saturating_add(assignment.late.grace).unwrap_or(jiff::Timestamp::MAX),
        words: shown(&words),
        late: assignment.late.words(),
    });
    Ok(Some(Assigned {
        title: shown(&assignment.title),
        student: desk.student.clone(),
        about: assignment.about.clone(),
        due,
        attempts: assignment.attempts.filter(|_| assignment.feedback.verdict),
        hand_in: format!("podlings hand-in{}", packs.options()),
        tasks,
    }))
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
