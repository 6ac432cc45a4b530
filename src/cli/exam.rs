//! `podlings exam`: the mock exam, and what became of past ones. It must not know the rules of an exam.

mod close;
mod list;
mod report;

use clap::Subcommand;

use super::learner::{self, FolderArgs};
use super::packs::PackArgs;
use super::{CommandError, CommandResult, Outcome, Streams, app};
use crate::exercise::Library;
use crate::history::{ExamPlan, History};
use crate::session::exam::{self, ExamOptions, KeptExam, PlanError};
use crate::system::System;
use crate::tui::exam::Wish;

/// Arguments of `podlings exam`.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Without a subcommand the app opens in the exam: the one that is going on, or a new one. As in the real exam there is no
verdict, no hint and no solution until it has ended, and its clock cannot be stopped: it runs on while the program is
closed, and the exam goes on where you were. The same seed, options and exercises give the same exam."
)]
pub struct Args {
    #[command(flatten)]
    wish: WishArgs,
    #[command(flatten)]
    packs: PackArgs,
    #[command(flatten)]
    folder: FolderArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What a new exam is to be.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct WishArgs {
    /// How many tasks [default: 17, or as many as there are]
    #[arg(long, value_name = "NUMBER")]
    pub tasks: Option<usize>,
    /// How many minutes [default: 120, or 7 for each task where there are fewer than 15]
    #[arg(long, value_name = "MINUTES")]
    pub minutes: Option<u32>,
    /// Only tasks of these topics, with commas between them
    #[arg(long, value_name = "TOPICS", value_delimiter = ',')]
    pub topics: Vec<String>,
    /// What it is drawn by [default: another one each time]
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
}

impl WishArgs {
    /// Nothing is asked for that this exam is not: the same line again goes on with the exam that it began.
    #[must_use]
    pub fn is_met_by(&self, plan: &ExamPlan) -> bool {
        let minutes = |minutes: u32| plan.limit == std::time::Duration::from_mins(u64::from(minutes));
        self.tasks.is_none_or(|tasks| tasks == plan.tasks.len())
            && self.minutes.is_none_or(minutes)
            && self.seed.is_none_or(|seed| seed == plan.seed)
            && (self.topics.is_empty()
                || plan.tasks.iter().all(|task| self.topics.iter().any(|topic| topic.trim() == task.topic)))
    }

    /// What the app begins with.
    #[must_use]
    pub fn wish(&self) -> Wish {
        Wish {
            tasks: self.tasks,
            minutes: self.minutes,
            topics: self.topics.iter().map(|topic| topic.trim().to_owned()).collect(),
            seed: self.seed,
        }
    }

    /// The options to draw by.
    #[must_use]
    pub fn options(&self, seed: u64) -> ExamOptions {
        ExamOptions {
            tasks: self.tasks,
            minutes: self.minutes,
            topics: self.topics.iter().map(|topic| topic.trim().to_owned()).collect(),
            seed: self.seed.unwrap_or(seed),
        }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Compare past exams
    List(list::Args),
    /// Show the report on an exam, or write it to a file
    Report(report::Args),
    /// End the exam that is going on, and grade it
    End(EndArgs),
}

/// Arguments of `podlings exam end`.
#[derive(Debug, clap::Args)]
struct EndArgs {
    #[command(flatten)]
    packs: PackArgs,
    #[command(flatten)]
    folder: FolderArgs,
}

/// Opens the app in the exam, or does what the subcommand says.
///
/// # Errors
/// What was asked for cannot be drawn, or cannot be done.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    match &args.command {
        None => open(args, system),
        Some(Command::List(args)) => list::run(args, streams, system),
        Some(Command::Report(args)) => report::run(args, streams, system),
        Some(Command::End(args)) => end(args, streams, system),
    }
}

/// Says what is wrong with what was asked for before there is a screen, then opens the app.
fn open(args: &Args, system: &System) -> CommandResult {
    args.packs.refuse_assignment("exams")?;
    let mut history = learner::history(&args.packs, system)?;
    let going = close::settle(&mut history, &args.packs, &args.folder, system)?;
    let packs = match &going {
        Some(going) if !args.wish.is_met_by(&going.plan) => return Err(one_at_a_time(going)),
        Some(going) => close::packs_of(going, &args.packs),
        None => args.packs.clone(),
    };
    let library = packs.open(system)?;
    if let Some(going) = &going {
        complete(going, &library)?;
    } else {
        let options = args.wish.options(exam::seed_from(system.now()));
        exam::draw(&exam::candidates(&library), &options)?;
    }
    app::start_exam(&packs, &library, args.folder.place(&args.packs, system)?, history, args.wish.wish(), system)
}

fn one_at_a_time(going: &KeptExam) -> CommandError {
    CommandError::input(format!("exam {} is still going on, and there is one at a time", going.id.number()))
        .hint("`podlings exam` goes on with it, `podlings exam end` ends it")
}

/// Every exercise of the exam must be there.
fn complete(going: &KeptExam, library: &Library) -> Result<(), CommandError> {
    let missing = going.plan.tasks.iter().find(|task| library.find(&task.exercise).is_err());
    missing.map_or(Ok(()), |task| {
        Err(CommandError::input(format!(
            "exam {} was begun with other exercises: `{}` is not there",
            going.id.number(),
            task.exercise
        ))
        .hint("give the --pack that it was begun with, or end it with `podlings exam end`"))
    })
}

fn end(args: &EndArgs, streams: &mut Streams, system: &System) -> CommandResult {
    let mut history = learner::history(&args.packs, system)?;
    let Some(going) = history.open_exam()? else {
        return Err(CommandError::input("no exam is going on").hint("`podlings exam` begins one"));
    };
    close::end(&mut history, &going, &args.packs, &args.folder, system)?;
    learner::warn(&history, streams)?;
    let result = graded(&history, going.id)?;
    let number = going.id.number();
    let word = if result.passed() { "passed" } else { "not passed" };
    writeln!(streams.out, "Exam {number} has ended. {}: {word}.", result.score())?;
    writeln!(streams.out, "\nThe report: podlings exam report {number}")?;
    Ok(if result.passed() { Outcome::Good } else { Outcome::NotGood })
}

/// The result of an exam that was graded.
fn graded(history: &History, id: exam::ExamId) -> Result<exam::ExamResult, CommandError> {
    let report = history.exam(id)?.and_then(|kept| kept.report);
    let result = report.and_then(|report| serde_json::from_str(&report).ok());
    result.ok_or_else(|| CommandError::input(format!("the result of exam {} cannot be read", id.number())))
}

impl From<PlanError> for CommandError {
    fn from(error: PlanError) -> Self {
        let refusal = Self::input(error.to_string());
        match error.hint() {
            Some(hint) => refusal.hint(hint),
            None => refusal,
        }
    }
}
