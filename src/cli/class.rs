//! `podlings class`: the teacher's commands. It must hold no logic of its own.

mod bundle;
mod check;
pub mod forms;
mod grade;
mod merge;
mod new;
pub mod report;

use super::{CommandResult, Streams};
use crate::system::System;
pub use grade::students_bundle;

/// Arguments of `podlings class`.
#[derive(Debug, clap::Args)]
#[command(after_help = "The way of an assignment:
  podlings class new week-1               an assignment.toml to start from
  podlings class check week-1             is it sound?
  podlings class bundle week-1            one file for students, without answers
  podlings class grade --assignment week-1 submissions/
                                          every hand-in graded anew: results.jsonl
  podlings class report results.jsonl     the class in the terminal; gradebooks and pages with -o")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Make an assignment.toml to start from
    New(new::Args),
    /// Say what an assignment asks for, and what is wrong with it
    Check(check::Args),
    /// Make what students are given: the assignment without its answers
    Bundle(bundle::Args),
    /// Grade every submission in a folder
    Grade(grade::Args),
    /// Put the results of several shards together
    Merge(merge::Args),
    /// Make gradebooks and reports out of results
    Report(report::Args),
}

/// Runs a teacher's command.
///
/// # Errors
/// See each of them.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    match &args.command {
        Command::New(args) => new::run(args, streams, system),
        Command::Check(args) => check::run(args, streams, system),
        Command::Bundle(args) => bundle::run(args, streams, system),
        Command::Grade(args) => grade::run(args, streams, system),
        Command::Merge(args) => merge::run(args, streams, system),
        Command::Report(args) => report::run(args, streams, system),
    }
}

/// `1 exercise`, `2 exercises`.
fn plural(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
