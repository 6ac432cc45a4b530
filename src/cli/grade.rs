//! `podlings grade`: the verdict on a file, for people or for programs. It must not know how anything is graded.

use std::io::{IsTerminal as _, Read as _, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use super::diff::{self, Look};
use super::error::visible;
use super::learner::{self, FolderArgs};
use super::list::Output;
use super::packs::{PackArgs, SeedArgs, find_drawn};
use super::{CommandError, CommandResult, Outcome, Streams};
use crate::classroom::desk::Desk;
use crate::classroom::points::Points;
use crate::exercise::Exercise;
use crate::grade::diff::harmless;
use crate::grade::{CheckResult, Fault, FindingKind, Grader, Verdict};
use crate::history::{GradeRecord, History, Mode};
use crate::manifest::text::MAX_DOCUMENT_BYTES;
use crate::system::System;
use crate::system::environment::Environment;
use crate::system::files;

/// Arguments of `podlings grade`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  podlings grade config-loader                    your own file, as `podlings start` put it
  podlings grade config-loader pod.yaml
  kubectl get pod config-loader -o yaml | podlings grade config-loader - -o json
  podlings grade config-loader answer.yaml --reveal -o json

What a check expected is told once the answer says something about it that the start does not, and the nearest right answer
once that is so for each check that fails. --reveal tells all; for your own file that ends your attempt, as `solution` does.

Exit codes: 0 full marks, 1 not full marks, 2 could not be graded.")]
pub struct Args {
    /// The exercise, as `podlings list` names it
    #[arg(value_name = "EXERCISE")]
    exercise: String,
    /// The answer: a manifest, `-` for standard input; without it your own file
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Tell what was expected and the nearest right answer even where nothing has been tried
    #[arg(long)]
    reveal: bool,
    /// How to print the verdict
    #[arg(short, long, value_enum, default_value_t)]
    output: Output,
    /// When to use colours
    #[arg(long, value_enum, default_value_t)]
    color: When,
    #[command(flatten)]
    seed: SeedArgs,
    #[command(flatten)]
    folder: FolderArgs,
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
    let library = args.packs.open_for(&args.exercise, system)?;
    let exercise = find_drawn(&library, &args.exercise, args.seed)?;
    learner::refuse_verdict_in_exam(&exercise.id, system)?;
    let desk = args.packs.desk(system)?;
    if args.reveal && desk.is_some() && !exercise.feedback.solution {
        return Err(CommandError::input("this assignment comes without its answers; your teacher has them"));
    }
    let file = match &args.file {
        Some(file) => file.clone(),
        None => own_file(args, &exercise, streams, system)?,
    };
    let text = read(&file, streams)?;
    if let Some(desk) = &desk {
        refuse_beyond_attempts(desk, &exercise, &text)?;
    }
    let name = args.file.as_ref().map(|file| named(file));
    let grader = Grader::new(&exercise);
    let whole = match &name {
        Some(name) => grader.of_file(name),
        None => grader,
    }
    .grade(&text);
    if let Some(desk) = &desk {
        keep(desk, &exercise, &text, &whole, system, streams)?;
    }
    if !exercise.feedback.verdict && matches!(args.output, Output::Text) {
        writeln!(
            streams.out,
            "{}: your teacher grades this; what the API server would say:\n",
            harmless(&exercise.id)
        )?;
        write_cluster(&whole, args.color.look(), streams.out)?;
        return Ok(if whole.cluster.accepted { Outcome::Good } else { Outcome::NotGood });
    }
    if desk.is_none() && is_own(args, &file, &exercise, system) {
        keep_own(args, &exercise, &text, &whole, streams, system)?;
    }
    if args.reveal && args.file.is_none() && whole.has_untried() {
        end_attempt(args, &exercise, streams, system)?;
    }
    let verdict = if args.reveal { whole } else { whole.told(&exercise) };
    match args.output {
        Output::Text => {
            write_text(&verdict, &exercise, args.color.look(), streams.out)?;
            if let Some(worth) = desk.as_ref().and_then(|desk| worth(desk, &exercise, &verdict)) {
                writeln!(streams.out, "\n{worth}")?;
            }
        }
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

/// How kubectl calls a file that is given to it.
fn named(file: &Path) -> String {
    if file == Path::new("-") { "STDIN".to_owned() } else { file.to_string_lossy().into_owned() }
}

/// What the points are worth in an assignment that has points of its own for the exercise.
fn worth(desk: &Desk, exercise: &Exercise, verdict: &Verdict) -> Option<String> {
    let all = desk.course.worth(exercise);
    let title = harmless(&desk.course.assignment.title);
    (all != Points::whole(verdict.max_score))
        .then(|| format!("In {title} that is worth {} of {all} points.", all.share(verdict.score, verdict.max_score)))
}

/// Refuses a text that was not graded before, where an assignment allows no more gradings.
fn refuse_beyond_attempts(desk: &Desk, exercise: &Exercise, text: &str) -> Result<(), CommandError> {
    let history = History::open(&desk.history());
    let allowed = desk.course.assignment.attempts.filter(|_| exercise.feedback.verdict);
    if desk.log(&history, &exercise.id)?.allows(text, allowed) {
        return Ok(());
    }
    Err(CommandError::input(format!("all {} attempts at `{}` are used", allowed.unwrap_or_default(), exercise.id))
        .hint("`podlings hand-in` hands in what is in your pod.yaml, whether it was graded or not"))
}

/// Keeps a graded text in the history of the assignment, before its verdict is shown.
fn keep(
    desk: &Desk,
    exercise: &Exercise,
    text: &str,
    verdict: &Verdict,
    system: &System,
    streams: &mut Streams,
) -> Result<(), CommandError> {
    let mut history = History::open(&desk.history());
    let attempt = learner::attempt(&mut history, exercise, system)?;
    history.record_grade(attempt.id, &GradeRecord::of(verdict, text, system.now(), attempt.elapsed))?;
    if verdict.passed {
        history.finish(attempt.id, system.now(), attempt.elapsed, false)?;
    }
    learner::warn(&history, streams)
}

/// The learner's own file, which is named, so that nobody takes it for another.
fn own_file(args: &Args, exercise: &Exercise, streams: &mut Streams, system: &System) -> Result<PathBuf, CommandError> {
    let place = args.folder.place(&args.packs, system)?;
    let Some(file) = place.find(&exercise.folder())? else {
        let path = place.path_of(&exercise.folder())?;
        let start = format!("podlings start {}", learner::quoted(&exercise.id));
        return Err(CommandError::input(format!("there is no {} to grade", visible(&path.display().to_string())))
            .hint(format!("`{start}` puts it there; or name a file, or `-` for standard input")));
    };
    let path = file.path().to_owned();
    writeln!(streams.err, "grading {}", visible(&path.display().to_string()))?;
    Ok(path)
}

/// Whether a file is the one that `podlings start` has put there, whatever it is called on the command line.
fn is_own(args: &Args, file: &Path, exercise: &Exercise, system: &System) -> bool {
    let own = args.folder.place(&args.packs, system).ok().and_then(|place| place.path_of(&exercise.folder()).ok());
    let here = system.environment.current_folder().join(file);
    own.is_some_and(|own| files::is_same(&own, &here))
}

/// Keeps what was graded of the learner's own file with the attempt that `podlings start` has begun. There is no clock on the
/// command line, so the time since then counts, as far as it can be one sitting.
fn keep_own(
    args: &Args,
    exercise: &Exercise,
    text: &str,
    verdict: &Verdict,
    streams: &mut Streams,
    system: &System,
) -> Result<(), CommandError> {
    const SITTING: Duration = Duration::from_hours(2);
    let mut history = learner::history(&args.packs, system)?;
    let open = history.open_attempts()?.into_iter();
    let mut ours =
        open.filter(|open| open.exercise == exercise.id && open.mode == Mode::Practice && open.seed == exercise.seed);
    let Some(attempt) = ours.next() else { return Ok(()) };
    let since = Duration::try_from(system.now().duration_since(attempt.started)).unwrap_or_default();
    let elapsed = attempt.elapsed.max(since.min(SITTING));
    history.record_grade(attempt.id, &GradeRecord::of(verdict, text, system.now(), elapsed))?;
    if verdict.passed {
        history.finish(attempt.id, system.now(), elapsed, false)?;
    }
    learner::warn(&history, streams)
}

/// To see what was not tried is to see the solution: the open attempt ends without marks.
fn end_attempt(args: &Args, exercise: &Exercise, streams: &mut Streams, system: &System) -> Result<(), CommandError> {
    let mut history = learner::history(&args.packs, system)?;
    learner::refuse_in_exam(&history, &exercise.id)?;
    let open = history.open_attempts()?.into_iter();
    let mut ours =
        open.filter(|open| open.exercise == exercise.id && open.mode == Mode::Practice && open.seed == exercise.seed);
    if let Some(attempt) = ours.next() {
        history.finish(attempt.id, system.now(), attempt.elapsed, true)?;
    }
    learner::warn(&history, streams)
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
            "tried": check.passed || check.tried,
        })
    };
    let fields = verdict.diff.fields.iter();
    let fields = fields.map(|field| json!({ "path": field.path, "yours": field.yours, "expected": field.expected }));
    json!({
        "exercise": verdict.exercise,
        "score": verdict.score,
        "max_score": verdict.max_score,
        "passed": verdict.passed,
        "note": verdict.note,
        "cluster": { "accepted": verdict.cluster.accepted, "message": verdict.cluster.message },
        "checks": verdict.checks.iter().map(check).collect::<Vec<_>>(),
        "diff": { "fields": fields.collect::<Vec<_>>(), "text": diff::plain(&verdict.diff), "withheld": is_withheld(verdict) },
    })
}

/// Whether the nearest right answer is kept back, because not everything was tried.
fn is_withheld(verdict: &Verdict) -> bool {
    verdict.has_untried() && verdict.diff.nearest.is_empty() && !verdict.is_unreadable()
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
pub fn write_text(verdict: &Verdict, exercise: &Exercise, look: Look, out: &mut dyn Write) -> std::io::Result<()> {
    let word = if verdict.passed { look.right("passed") } else { look.wrong("not yet") };
    writeln!(out, "{}: {} of {} points, {word}", harmless(&verdict.exercise), verdict.score, verdict.max_score)?;
    if let Some(note) = &verdict.note {
        writeln!(out, "\n{}", harmless(note))?;
    }
    write_faults(verdict, look, out)?;
    if verdict.checks.iter().any(|check| check.passed) {
        writeln!(out)?;
    }
    for check in verdict.checks.iter().filter(|check| check.passed) {
        let points = points(check);
        writeln!(out, "{} {}  {points}", look.right(look.sign_right()), harmless(&check.text))?;
    }
    if verdict.cluster.refusals.is_empty() {
        writeln!(out)?;
        write_cluster(verdict, look, out)?;
    }
    if is_withheld(verdict) {
        return writeln!(out, "\n{}", what_helps(exercise));
    }
    if verdict.diff.nearest.is_empty() || verdict.diff.yours == verdict.diff.nearest {
        return Ok(());
    }
    writeln!(out, "\nYours (-) against the nearest right answer (+):\n")?;
    diff::write(&verdict.diff, look, out)
}

/// All that is wrong: the refusals in one place, what says no more than that it fails on one line each.
fn write_faults(verdict: &Verdict, look: Look, out: &mut dyn Write) -> std::io::Result<()> {
    let bare = verdict.note_says_all();
    let is_short = |fault: Option<&Fault>| matches!(fault, Some(Fault::Check(check)) if bare || check.never_ran());
    let faults = verdict.faults();
    let mut before = None;
    for fault in &faults {
        match fault {
            Fault::Refusal(_) if matches!(before, Some(Fault::Refusal(_))) => {}
            Fault::Refusal(_) => {
                writeln!(out)?;
                write_cluster(verdict, look, out)?;
            }
            Fault::Check(check) => {
                if !(is_short(Some(fault)) && is_short(before.as_ref())) {
                    writeln!(out)?;
                }
                if bare {
                    writeln!(out, "{}", title(check, look))?;
                } else {
                    write_failed(check, look, out)?;
                }
            }
        }
        before = Some(*fault);
    }
    Ok(())
}

/// What is told later, and what helps until then; only what the exercise's feedback allows.
fn what_helps(exercise: &Exercise) -> String {
    let feedback = exercise.feedback;
    let later = if feedback.diff {
        "What was expected, and the nearest right answer, are told once you have tried each check that fails."
    } else {
        "What was expected is told once you have tried each check that fails."
    };
    // Without an assignment everything helps, also where an exercise has no hints of its own.
    let hints = feedback.solution || (feedback.hints && !exercise.hints.is_empty());
    match (hints, feedback.solution) {
        (_, true) => format!("{later}\n`podlings hint` helps; --reveal tells all, and ends your attempt."),
        (true, false) => format!("{later}\n`podlings hint` helps."),
        (false, false) => later.to_owned(),
    }
}

fn points(check: &CheckResult) -> String {
    format!("{} of {}", check.points, check.max_points)
}

fn title(check: &CheckResult, look: Look) -> String {
    let sign = if check.points > 0 { look.changed("~") } else { look.wrong(look.sign_wrong()) };
    format!("{sign} {}  {}", harmless(&check.text), points(check))
}

fn write_failed(check: &CheckResult, look: Look, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}", title(check, look))?;
    if check.never_ran() {
        // What is wanted of a Pod is in the line above; why there is none is said with the refusal.
        return writeln!(out, "    {}", check.actual.as_deref().unwrap_or_default());
    }
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
    let answer = match (cluster.accepted, cluster.judged) {
        (false, _) => look.wrong(cluster.answer()),
        (true, true) => look.right(cluster.answer()),
        (true, false) => cluster.answer().to_owned(),
    };
    writeln!(out, "{}: {answer}", cluster.speaker())?;
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
