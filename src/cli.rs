//! The command line: one file per subcommand, exit codes, help. It must hold no logic of its own.

pub mod app;
pub mod autograde;
pub mod class;
pub mod completions;
pub mod diff;
pub mod drill;
pub mod error;
pub mod exam;
pub mod export;
mod fit;
pub mod grade;
pub mod hand_in;
mod help;
pub mod hint;
pub mod import;
mod leading;
pub mod learner;
pub mod list;
pub mod man;
pub mod pack;
pub mod packs;
pub mod prose;
pub mod reset;
pub mod sh;
pub mod show;
pub mod simulate;
pub mod solution;
pub mod start;
pub mod stats;
pub mod streams;
pub mod validate;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::system::System;
use crate::system::environment::command_line;

pub use error::{CommandError, Kind};
pub use streams::Streams;

/// How a command that could do its work came out. What could not be done at all is a [`CommandError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything good: exit code 0.
    Good,
    /// Not full marks, or refused: exit code 1.
    NotGood,
    /// Part of it could not be done, which the output says: exit code 2.
    NotDone,
    /// A script's own exit code.
    Code(u8),
}

/// What a subcommand gives back.
pub type CommandResult = Result<Outcome, CommandError>;

/// Train for the CKAD exam in your terminal: real exercises, your own editor, a verdict that a cluster would agree with.
#[derive(Debug, Parser)]
#[command(name = "podlings", version, about, disable_help_subcommand = true, args_conflicts_with_subcommands = true)]
struct CommandLine {
    #[command(flatten)]
    app: app::Args,
    #[command(subcommand)]
    command: Option<Command>,
}

/// The subcommands. A new one is a file `src/cli/NAME.rs` with `Args` and `run`, a variant here and an arm in [`dispatch`].
#[derive(Debug, Subcommand)]
enum Command {
    /// Grade an answer: points, what is wrong and why, what the cluster would say
    Grade(grade::Args),
    /// List the exercises
    List(list::Args),
    /// Show the task of an exercise, without its answer
    Show(show::Args),
    /// Play what Pods would do, without a cluster
    Simulate(simulate::Args),
    /// Run a shell script in a simulated busybox container
    Sh(sh::Args),
    /// Make a pack of exercises of your own, and prove it
    Pack(pack::Args),
    /// Take a mock exam: 17 tasks, 2 hours, no help
    Exam(exam::Args),
    /// Put an exercise's pod.yaml where you can edit it
    Start(start::Args),
    /// Show one hint more
    Hint(hint::Args),
    /// Show the answer, which ends the attempt
    Solution(solution::Args),
    /// Set an exercise's pod.yaml back, keeping what you wrote
    Reset(reset::Args),
    /// Drill against the clock: what is due, or one exercise again and again
    Drill(drill::Args),
    /// Say how far you are and what goes wrong most
    Stats(stats::Args),
    /// Put your history, work files and settings into one file, for another machine
    Export(export::Args),
    /// Add what `podlings export` wrote to what is here
    Import(import::Args),
    /// Say what the cluster would say of a manifest
    Validate(validate::Args),
    /// Hand in an assignment: one file for your teacher
    HandIn(hand_in::Args),
    /// Grade one student's folder for a CI system or an autograder
    Autograde(autograde::Args),
    /// For teachers: assignments, bundles, grading a whole class, gradebooks and reports
    Class(class::Args),
    /// Print completions for your shell
    Completions(completions::Args),
    /// Print the manual page
    Man(man::Args),
}

/// Runs the program and picks its exit code: 0 good, 1 not full marks or refused, 2 could not be done.
#[must_use]
pub fn main() -> ExitCode {
    stay_silent_about_guarded_panics();
    let work = || {
        let mut input = std::io::stdin().lock();
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        let mut err = std::io::stderr().lock();
        let mut streams = Streams { input: &mut input, out: &mut out, err: &mut err };
        run(command_line(), &mut streams)
    };
    // The hook has said what happened. Whoever called gets the exit code of what could not be done.
    let code = std::panic::catch_unwind(work).unwrap_or(Kind::Internal.exit_code());
    ExitCode::from(code)
}

/// A panic that the YAML scanner's guard catches becomes an error in the words of kubectl; nobody is to see it before that.
/// Any other is a mistake of this program, which is told so that it can be reported.
fn stay_silent_about_guarded_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !crate::manifest::text::is_guarded() {
            before(panic);
            eprintln!("error: podlings has made a mistake\nhint: please report the lines above");
        }
    }));
}

/// Runs one command line (`args` starts with the program's name) over the given streams, on the real machine, and gives its
/// exit code.
pub fn run(args: impl IntoIterator<Item = OsString>, streams: &mut Streams) -> u8 {
    run_on(args, streams, &System::real())
}

/// Runs one command line on the given machine: a test brings its own clock and home.
pub fn run_on(args: impl IntoIterator<Item = OsString>, streams: &mut Streams, system: &System) -> u8 {
    let mut command = help::flowing(CommandLine::command());
    let args = leading::behind_the_subcommand(args, |word| command.find_subcommand(word).is_some());
    let line = command.try_get_matches_from_mut(args).and_then(|matches| CommandLine::from_arg_matches(&matches));
    let line = match line {
        Ok(line) => line,
        Err(refusal) => return show_refusal(&refusal, streams),
    };
    let result = dispatch(line, streams, system).and_then(|outcome| Ok(streams.out.flush().map(|()| outcome)?));
    match result {
        Ok(Outcome::Good) => 0,
        Ok(Outcome::NotGood) => 1,
        Ok(Outcome::NotDone) => 2,
        Ok(Outcome::Code(code)) => code,
        Err(error) => {
            // When stderr is gone too there is nobody left to tell.
            let _ = error.show(streams.err);
            error.kind().exit_code()
        }
    }
}

fn dispatch(line: CommandLine, streams: &mut Streams, system: &System) -> CommandResult {
    match line.command {
        Some(Command::Grade(args)) => grade::run(&args, streams, system),
        Some(Command::Exam(args)) => exam::run(&args, streams, system),
        Some(Command::List(args)) => list::run(&args, streams, system),
        Some(Command::Show(args)) => show::run(&args, streams, system),
        Some(Command::Simulate(args)) => simulate::run(&args, streams),
        Some(Command::Sh(args)) => sh::run(&args, streams),
        Some(Command::Pack(args)) => pack::run(&args, streams),
        Some(Command::Start(args)) => start::run(&args, streams, system),
        Some(Command::Hint(args)) => hint::run(&args, streams, system),
        Some(Command::Solution(args)) => solution::run(&args, streams, system),
        Some(Command::Reset(args)) => reset::run(&args, streams, system),
        Some(Command::Drill(args)) => drill::run(&args, streams, system),
        Some(Command::Stats(args)) => stats::run(&args, streams, system),
        Some(Command::Export(args)) => export::run(&args, streams, system),
        Some(Command::Import(args)) => import::run(&args, streams, system),
        Some(Command::Validate(args)) => validate::run(&args, streams),
        Some(Command::HandIn(args)) => hand_in::run(&args, streams, system),
        Some(Command::Autograde(args)) => autograde::run(&args, streams, system),
        Some(Command::Class(args)) => class::run(&args, streams, system),
        Some(Command::Completions(args)) => completions::run(&args, CommandLine::command(), streams),
        Some(Command::Man(args)) => man::run(&args, help::flowing(CommandLine::command()), streams),
        None => app::run(&line.app, streams, system),
    }
}

/// Prints what clap has to say: help and version are answers (stdout, 0), anything else is a mistake (stderr, 2).
fn show_refusal(refusal: &clap::Error, streams: &mut Streams) -> u8 {
    let text = refusal.render();
    let (stream, code) =
        if refusal.use_stderr() { (&mut *streams.err, Kind::Usage.exit_code()) } else { (&mut *streams.out, 0) };
    let _ = write!(stream, "{text}").and_then(|()| stream.flush());
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        CommandLine::command().debug_assert();
    }
}
