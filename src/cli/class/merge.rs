//! `podlings class merge`: the results of several shards as those of one run. It must not know how anything is graded.

use std::path::PathBuf;

use super::grade::Summary;
use crate::classroom::journal;
use crate::classroom::run;
use crate::cli::learner::quoted_path;
use crate::cli::{CommandError, CommandResult, Outcome, Streams};
use crate::system::System;

/// Arguments of `podlings class merge`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The results files of all shards
    #[arg(value_name = "RESULTS", required = true)]
    parts: Vec<PathBuf>,
    /// Where the results of all go
    #[arg(short, long, value_name = "FILE", default_value = "results.jsonl")]
    output: PathBuf,
    /// Merge also where the results of a shard are missing
    #[arg(long)]
    incomplete: bool,
}

/// Merges results.
///
/// # Errors
/// When a file cannot be read or written, or they do not belong together.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    let here = system.environment.current_folder();
    let parts: Vec<PathBuf> = args.parts.iter().map(|part| here.join(part)).collect();
    let mut summary = Summary::default();
    let missing = run::merge(&parts, args.incomplete, &here.join(&args.output), |student| summary.add(student))?;
    let header = parts.first().map_or(Ok(None), |part| journal::header(part))?;
    let header = header.ok_or_else(|| CommandError::input("there are no results to merge"))?;
    summary.write(header.assignment.max(), streams)?;
    if let Some(missing) = missing {
        writeln!(streams.err, "note: {missing}")?;
    }
    writeln!(streams.out, "Results: {}", quoted_path(&args.output))?;
    Ok(Outcome::Good)
}
