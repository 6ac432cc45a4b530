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
use crate::session::exam::report::clock;
use crate::session::exam::{self, Exam, ExamOptions, Input, KeptExam, PlanError};
use crate::system::System;
use crate::tui::exam::{Asked, Wish};

/// Arguments of `podlings exam`.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Without a subcommand the app opens in the exam that is going on; else it shows what would begin, and waits for your
`Enter`. As in the real exam there is no verdict, no hint and no solution until it has ended, and its clock cannot be
stopped: it runs on while the program is closed, and the exam goes on where you were. What counts is what is saved in
the tasks' files. The same seed, options and exercises give the same exam."
)]
pub struct Args {
    #[command(flatten)]
    wish: WishArgs,
    /// Begin at once: the clock runs when the first task is on the screen
    #[arg(long)]
    now: bool,
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
    /// How many minutes: 1 to 1440 [default: 120, or 7 for each task where there are fewer than 15]
    #[arg(long, value_name = "MINUTES")]
    pub minutes: Option<u32>,
    /// Only tasks of these topics, with commas between them: folders of exercises, and what else exercises name as their topics
    #[arg(long, value_name = "TOPICS", value_delimiter = ',')]
    pub topics: Vec<String>,
    /// What it is drawn by [default: another one each time]
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
}

impl WishArgs {
    /// Nothing is asked for that this exam is not: the same line again goes on with the exam that it began.
    #[must_use]
    pub fn is_met_by(&self, plan: &ExamPlan, library: &Library) -> bool {
        let topics = self.topics();
        let candidates = exam::candidates(library);
        let is_of = |exercise: &str| {
            candidates.iter().any(|candidate| candidate.exercise == exercise && candidate.is_of(&topics))
        };
        let minutes = |minutes: u32| plan.limit == std::time::Duration::from_mins(u64::from(minutes));
        self.tasks.is_none_or(|tasks| tasks == plan.tasks.len())
            && self.minutes.is_none_or(minutes)
            && self.seed.is_none_or(|seed| seed == plan.seed)
            && (topics.is_empty() || plan.tasks.iter().all(|task| is_of(&task.exercise)))
    }

    fn topics(&self) -> Vec<String> {
        self.topics.iter().map(|topic| topic.trim().to_owned()).collect()
    }

    /// What the app begins with.
    #[must_use]
    pub fn wish(&self) -> Wish {
        Wish { tasks: self.tasks, minutes: self.minutes, topics: self.topics(), seed: self.seed }
    }

    /// The options to draw by.
    #[must_use]
    pub fn options(&self, seed: u64) -> ExamOptions {
        ExamOptions { tasks: self.tasks, minutes: self.minutes, topics: self.topics(), seed: self.seed.unwrap_or(seed) }
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
    /// End the exam that is going on without a result: it stays in the list of exams as discarded
    Discard(DiscardArgs),
}

/// Arguments of `podlings exam end`.
#[derive(Debug, clap::Args)]
struct EndArgs {
    #[command(flatten)]
    packs: PackArgs,
    #[command(flatten)]
    folder: FolderArgs,
}

/// Arguments of `podlings exam discard`.
#[derive(Debug, clap::Args)]
struct DiscardArgs {
    /// Do it: a discarded exam cannot be gone on with, nor graded
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    end: EndArgs,
}

/// Opens the app in the exam, or does what the subcommand says.
///
/// # Errors
/// What was asked for cannot be drawn, or cannot be done.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    match &args.command {
        None => open(args, streams, system),
        Some(Command::List(args)) => list::run(args, streams, system),
        Some(Command::Report(args)) => report::run(args, streams, system),
        Some(Command::End(args)) => end(args, streams, system),
        Some(Command::Discard(args)) => discard(args, streams, system),
    }
}

/// Says what is wrong with what was asked for before there is a screen, then opens the app.
fn open(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    args.packs.refuse_assignment("exams")?;
    let mut history = learner::history(&args.packs, system)?;
    let going = close::settle(&mut history, &args.packs, &args.folder, system)?;
    let packs = going.as_ref().map_or_else(|| args.packs.clone(), |going| close::packs_of(going, &args.packs));
    let library = packs.open(system)?;
    if let Some(going) = &going {
        complete(going, &library)?;
        if !args.wish.is_met_by(&going.plan, &library) {
            return Err(one_at_a_time(going));
        }
    } else {
        let options = args.wish.options(exam::seed_from(system.now()));
        exam::draw(&exam::candidates(&library), &options)?;
    }
    let asked = Asked { wish: args.wish.wish(), at_once: args.now };
    app::start_exam(&packs, &library, args.folder.place(&args.packs, system)?, history, asked, streams, system)
}

fn one_at_a_time(going: &KeptExam) -> CommandError {
    CommandError::input(format!("exam {} is still going on, and there is one at a time", going.id.number())).hint(
        "`podlings exam` goes on with it; `podlings exam end` ends and grades it, `podlings exam discard` drops it",
    )
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
        .hint("give the --pack that it was begun with, or drop it with `podlings exam discard`"))
    })
}

/// The exam that is going on.
fn going(history: &History) -> Result<KeptExam, CommandError> {
    let none = || CommandError::input("no exam is going on").hint("`podlings exam` begins one");
    history.open_exam()?.ok_or_else(none)
}

fn end(args: &EndArgs, streams: &mut Streams, system: &System) -> CommandResult {
    let mut history = learner::history(&args.packs, system)?;
    let going = going(&history)?;
    close::end(&mut history, &going, Input::End, &args.packs, &args.folder, system)?;
    learner::warn(&history, streams)?;
    let result = graded(&history, going.id)?;
    let number = going.id.number();
    let word = if result.passed() { "passed" } else { "not passed" };
    writeln!(streams.out, "Exam {number} has ended. {}: {word}.", result.score())?;
    writeln!(streams.out, "\nThe report: podlings exam report {number}")?;
    Ok(if result.passed() { Outcome::Good } else { Outcome::NotGood })
}

fn discard(args: &DiscardArgs, streams: &mut Streams, system: &System) -> CommandResult {
    let EndArgs { packs, folder } = &args.end;
    let mut history = learner::history(packs, system)?;
    let going = going(&history)?;
    let number = going.id.number();
    if !args.yes {
        let exam = Exam::resume(&going);
        let changed = exam.tasks().iter().filter(|task| task.changed).count();
        let left = clock(exam.left(system.now()).as_secs());
        return Err(CommandError::input(format!(
            "exam {number} has {left} left, and {changed} of its {} tasks are changed: it would end without a result",
            exam.tasks().len()
        ))
        .hint("`podlings exam discard --yes` does it; `podlings exam end` grades what is there"));
    }
    close::end(&mut history, &going, Input::Discard, packs, folder, system)?;
    learner::warn(&history, streams)?;
    writeln!(streams.out, "Exam {number} is discarded: it has no result. Its files stay where they are.")?;
    Ok(Outcome::Good)
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
