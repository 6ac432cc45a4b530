//! `podlings validate`: what `kubectl create --dry-run=server` would answer. It must not know any rule of Kubernetes.

use std::path::PathBuf;

use super::{CommandResult, Outcome, Streams};

/// Arguments of `podlings validate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files to read, `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What to print of an object that the cluster would take
    #[arg(short, long, value_enum)]
    output: Option<Output>,
}

/// Forms of an accepted object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Output {
    /// Kind and name
    Name,
    /// The object as it would be stored, as JSON
    Json,
    /// The object as it would be stored, as YAML
    Yaml,
}

/// Answers for every file.
///
/// # Errors
/// When the output cannot be written.
pub fn run(args: &Args, _streams: &mut Streams) -> CommandResult {
    let _ = (&args.files, args.output);
    Ok(Outcome::Good)
}
