//! `podlings grade`: the verdict on a file, for people or for programs. It must not know how anything is graded.

use std::io::{IsTerminal as _, Read as _, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::diff::{self, Look};
use super::learner;
use super::list::Output;
use super::packs::{PackArgs, SeedArgs, find_drawn};
use super::{CommandError, CommandResult, Outcome, Streams};
use crate::grade::diff::harmless;
use crate::grade::{CheckResult, FindingKind, Verdict, grade};
use crate::manifest::text::MAX_DOCUMENT_BYTES;
use crate::system::System;
use crate::system::environment::Environment;
use crate::system::files;

/// Arguments of `podlings grade`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  podlings grade config-loader pod.yaml
  kubectl get pod config-loader -o yaml | podlings grade config-loader - -o json

Exit codes: 0 full marks, 1 not full marks, 2 could not be graded.")]
pub struct Args {
    /// The exercise, as `podlings list` names it
    #[arg(value_name = "EXERCISE")]
    exercise: String,
    /// The answer: a manifest, `-` for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How to print the verdict
    #[arg(short, long, value_enum, default_value_t)]
    output: Output,
    /// When to use colours
    #[arg(long, value_enum, default_value_t)]
    color: When,
    #[command(flatten)]
    seed: SeedArgs,
    #[command(flatten)]
    packs: PackArgs,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum When {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl When {
    /// How to print on standard output.
    #[must_use]
    pub fn look(self) -> Look {
        let environment = Environment::of_this_process();
        let color = match self {
            When::Always => true,
            When::Never => false,
            When::Auto => std::io::stdout().is_terminal() && !environment.no_color(),
        };
        Look { color, unicode: environment.is_utf8() }
    }
}

/// Grades a file.
///
/// # Errors
/// When there is no such exercise, its file is broken, it is part of a running exam, the answer cannot be read, or the output
/// cannot be written.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    let library = args.packs.open()?;
    let exercise = find_drawn(&library, &args.exercise, args.seed)?;
    learner::refuse_verdict_in_exam(&exercise.id, system)?;
    let text = read(&args.file, streams)?;
    let verdict = grade(&exercise, &text);
    match args.output {
        Output::Text => write_text(&verdict, args.color.look(), streams.out)?,
        Output::Json => {
            let mut value = as_json(&verdict);
            if let Some(seed) = exercise.seed {
                value["seed"] = seed.into();
            }
            serde_json::to_writer_pretty(&mut *streams.out, &value).map_err(std::io::Error::from)?;
            writeln!(streams.out)?;
        }
    }
    Ok(if verdict.passed { Outcome::Good } else { Outcome::NotGood })
}

/// The answer's text. What is not UTF-8 is read as far as it goes: kubectl would say so, and so does the verdict.
fn read(file: &Path, streams: &mut Streams) -> Result<String, CommandError> {
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        let limit = u64::try_from(MAX_DOCUMENT_BYTES).unwrap_or(u64::MAX);
        streams
            .input
            .take(limit + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| CommandError::input(format!("standard input cannot be read: {error}")))?;
        if bytes.len() > MAX_DOCUMENT_BYTES {
            return Err(CommandError::input("standard input is larger than a manifest can be (3 MiB)"));
        }
        bytes
    } else {
        files::read_limited(file, MAX_DOCUMENT_BYTES).map_err(|error| {
            CommandError::input(error.to_string())
                .hint("give the path of a manifest, or `-` to read it from standard input")
        })?
    };
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The verdict for programs.
#[must_use]
pub fn as_json(verdict: &Verdict) -> Value {
    let check = |check: &CheckResult| {
        json!({
            "id": check.id,
            "text": check.text,
            "points": check.points,
            "max_points": check.max_points,
            "passed": check.passed,
            "expected": check.expected,
            "actual": check.actual,
            "line": check.place.map(|place| place.line),
            "column": check.place.map(|place| place.column),
            "kind": check.kind.map(kind_name),
            "why": check.why,
        })
    };
    let fields = verdict.diff.fields.iter();
    let fields = fields.map(|field| json!({ "path": field.path, "yours": field.yours, "expected": field.expected }));
    json!({
        "exercise": verdict.exercise,
        "score": verdict.score,
        "max_score": verdict.max_score,
        "passed": verdict.passed,
        "cluster": { "accepted": verdict.cluster.accepted, "message": verdict.cluster.message },
        "checks": verdict.checks.iter().map(check).collect::<Vec<_>>(),
        "diff": { "fields": fields.collect::<Vec<_>>(), "text": diff::plain(&verdict.diff) },
    })
}

/// A kind of finding as programs call it.
#[must_use]
pub fn kind_name(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::Missing => "missing",
        FindingKind::Wrong => "wrong",
        FindingKind::Misplaced => "misplaced",
        FindingKind::NearMiss => "near-miss",
        FindingKind::Unknown => "unknown",
        FindingKind::Extra => "extra",
        FindingKind::Life => "life",
        FindingKind::Limit => "limit",
        FindingKind::Unreadable => "unreadable",
    }
}

/// The verdict for people.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_text(verdict: &Verdict, look: Look, out: &mut dyn Write) -> std::io::Result<()> {
    let word = if verdict.passed { look.right("passed") } else { look.wrong("not yet") };
    writeln!(out, "{}: {} of {} points, {word}", harmless(&verdict.exercise), verdict.score, verdict.max_score)?;
    for check in verdict.checks.iter().filter(|check| !check.passed) {
        writeln!(out)?;
        write_failed(check, look, out)?;
    }
    if verdict.checks.iter().any(|check| check.passed) {
        writeln!(out)?;
    }
    for check in verdict.checks.iter().filter(|check| check.passed) {
        let points = points(check);
        writeln!(out, "{} {}  {points}", look.right(look.sign_right()), harmless(&check.text))?;
    }
    writeln!(out)?;
    write_cluster(verdict, look, out)?;
    if verdict.diff.nearest.is_empty() || verdict.diff.yours == verdict.diff.nearest {
        return Ok(());
    }
    writeln!(out, "\nYours (-) against the nearest right answer (+):\n")?;
    diff::write(&verdict.diff, look, out)
}

fn points(check: &CheckResult) -> String {
    format!("{} of {}", check.points, check.max_points)
}

fn write_failed(check: &CheckResult, look: Look, out: &mut dyn Write) -> std::io::Result<()> {
    let sign = if check.points > 0 { look.changed("~") } else { look.wrong(look.sign_wrong()) };
    writeln!(out, "{sign} {}  {}", harmless(&check.text), points(check))?;
    if let Some(path) = &check.path {
        writeln!(out, "    {}", harmless(path))?;
    }
    let lines = [("expected", &check.expected), ("yours   ", &check.actual)];
    for (name, value) in lines.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
        writeln!(out, "    {name}  {}", harmless(value).replace('\n', "\n              "))?;
    }
    if let Some(place) = check.place {
        writeln!(out, "    line {}, column {}", place.line, place.column)?;
    }
    for more in &check.more {
        writeln!(out, "    also: {}", harmless(more))?;
    }
    if !check.why.is_empty() {
        writeln!(out, "    {}", harmless(&check.why).replace('\n', "\n    "))?;
    }
    Ok(())
}

fn write_cluster(verdict: &Verdict, look: Look, out: &mut dyn Write) -> std::io::Result<()> {
    let cluster = &verdict.cluster;
    if cluster.accepted {
        writeln!(out, "API server: {}", look.right("would accept this Pod"))?;
    } else {
        writeln!(out, "API server: {}", look.wrong("would refuse this Pod"))?;
    }
    for line in cluster.message.lines() {
        writeln!(out, "    {}", harmless(line))?;
    }
    for refusal in &cluster.refusals {
        let place = refusal.place.map(|place| format!("line {}, column {}: ", place.line, place.column));
        let suggestion = refusal.suggestion.as_deref().map(|text| format!(" {text}"));
        let (place, suggestion) = (place.unwrap_or_default(), suggestion.unwrap_or_default());
        if !refusal.plain.is_empty() || !suggestion.is_empty() {
            writeln!(out, "  {place}{}{}", harmless(&refusal.plain), harmless(&suggestion))?;
        }
    }
    Ok(())
}
