//! `podlings hand-in`: a student's work on an assignment as one file for the teacher. It must not know what it is worth.

use std::path::{Path, PathBuf};

use super::error::system_words;
use super::learner::{self, FolderArgs, quoted_path};
use super::packs::{PackArgs, shown};
use super::{CommandError, CommandResult, Kind, Outcome, Streams};
use crate::classroom::desk::{Desk, Log};
use crate::classroom::hand_in::{self, Answer, Attempt, FORMAT, Head, MAX_HAND_IN, text_hash};
use crate::classroom::submission::ENDING;
use crate::classroom::words::span;
use crate::exercise::Exercise;
use crate::history::History;
use crate::system::System;
use crate::system::files::{create_new, write_atomic};
use crate::work::WorkError;

/// The most graded texts of one exercise that are told.
const MAX_ATTEMPTS: usize = 150;

/// Arguments of `podlings hand-in`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The file holds your pod.yaml of each exercise, how often and when each was graded, and your working time. Its records are
bound together, so that a later change shows. It is plain text: look at what you hand in.

Exit codes: 0 written, 1 not written since an answer is missing, 2 could not be done."
)]
pub struct Args {
    /// The assignment: the bundle that your teacher gave you
    #[arg(long, value_name = "FILE", default_value = ".")]
    assignment: PathBuf,
    /// Who you are, as your teacher knows you; said once, it is kept
    #[arg(long, value_name = "ID")]
    student: Option<String>,
    #[command(flatten)]
    folder: FolderArgs,
    /// The file to write; ASSIGNMENT-STUDENT.handin where it is left out
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Hand in what is there, though an answer is missing
    #[arg(long)]
    partial: bool,
    /// Write over an earlier hand-in
    #[arg(long)]
    replace: bool,
}

/// What there is of one exercise.
struct Work {
    exercise: String,
    seed: Option<u64>,
    /// The text, where it is an answer.
    text: Option<String>,
    /// Why it is none.
    missing: &'static str,
    log: Log,
}

/// Writes the file.
///
/// # Errors
/// When the assignment or an answer cannot be read, a hand-in is there already, or the file cannot be written.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    let packs =
        PackArgs { assignment: Some(args.assignment.clone()), student: args.student.clone(), ..PackArgs::default() };
    let desk = packs.desk(system)?.ok_or_else(|| CommandError::new(Kind::Internal, "there is no assignment"))?;
    let history = learner::history(&packs, system)?;
    learner::warn(&history, streams)?;
    let place = args.folder.place(&packs, system)?;
    let mut works = Vec::new();
    for exercise in desk.course.exercises() {
        works.push(work(&desk, &history, &place, exercise)?);
    }
    describe(&desk, &works, system, streams)?;
    let missing = works.iter().filter(|work| work.text.is_none()).count();
    if missing == works.len() {
        writeln!(streams.out, "\nNothing was written: there is no answer yet.")?;
        return Ok(Outcome::NotGood);
    }
    if missing > 0 && !args.partial {
        writeln!(streams.out, "\nNothing was written: {missing} of {} missing.", works.len())?;
        writeln!(streams.out, "--partial hands in what is there.")?;
        return Ok(Outcome::NotGood);
    }
    let path = args.output.clone();
    let path = path.unwrap_or_else(|| format!("{}-{}{ENDING}", desk.course.assignment.id, desk.student).into());
    let text = written(&desk, works, system);
    if text.len() > MAX_HAND_IN {
        return Err(CommandError::input("what is to be handed in is larger than 8 MiB")
            .hint("a pod.yaml has a few kilobytes; is one of them something else?"));
    }
    save(&system.environment.current_folder().join(&path), &path, &text, args.replace)?;
    writeln!(streams.out, "\n{}   give this file to your teacher", quoted_path(&path))?;
    Ok(Outcome::Good)
}

fn work(
    desk: &Desk,
    history: &History,
    place: &crate::work::Workplace,
    exercise: &Exercise,
) -> Result<Work, CommandError> {
    let log = desk.log(history, &exercise.id)?;
    let (mut text, mut missing) = (None, "not begun");
    if let Some(mut file) = place.find(&exercise.folder())? {
        let content = file.read().map_err(WorkError::from)?;
        if content.trim().is_empty() {
            missing = "empty";
        } else if content.trim() == exercise.start.trim() {
            missing = "as it was at the start";
        } else {
            text = Some(content.clone());
        }
    }
    Ok(Work { exercise: exercise.id.clone(), seed: exercise.seed, text, missing, log })
}

/// What is handed in, before it is.
fn describe(desk: &Desk, works: &[Work], system: &System, streams: &mut Streams) -> std::io::Result<()> {
    let assignment = &desk.course.assignment;
    writeln!(streams.out, "{}, {}", shown(&assignment.title), desk.student)?;
    let width = works.iter().map(|work| work.exercise.len()).max().unwrap_or(0);
    for work in works {
        let state = if work.text.is_some() {
            match work.log.texts() {
                0 => "never graded".to_owned(),
                1 => "graded once".to_owned(),
                times => format!("graded {times} times"),
            }
        } else {
            format!("MISSING: {}", work.missing)
        };
        writeln!(streams.out, "  {:width$}  {state}", work.exercise)?;
    }
    if let Some(by) = assignment.lateness(system.now())
        && let Some(terms) = assignment.terms()
    {
        writeln!(streams.out, "This is {} late: it was {terms}.", span(by.as_secs()))?;
        let keeps = assignment.late.keeps(Some(by));
        if keeps < 100 {
            writeln!(streams.out, "Handed in now, {keeps} % of its points are left.")?;
        }
    } else if let Some(terms) = assignment.terms() {
        writeln!(streams.out, "In time: {terms}.")?;
    }
    Ok(())
}

fn written(desk: &Desk, works: Vec<Work>, system: &System) -> String {
    let head = Head {
        format: FORMAT,
        assignment: desk.course.assignment.id.clone(),
        fingerprint: desk.course.fingerprint().to_owned(),
        student: desk.student.clone(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        at: system.now(),
    };
    let (mut attempts, mut answers) = (Vec::new(), Vec::new());
    for work in works {
        let first = work.log.grades.len().saturating_sub(MAX_ATTEMPTS);
        attempts.extend(work.log.grades.iter().skip(first).map(|grade| Attempt {
            exercise: work.exercise.clone(),
            at: grade.at,
            seconds: grade.elapsed.as_secs(),
            points: (grade.score.points, grade.score.max),
            text: text_hash(&grade.text),
        }));
        answers.extend(work.text.map(|text| Answer {
            exercise: work.exercise,
            seed: work.seed,
            attempts: work.log.texts(),
            seconds: work.log.seconds,
            hints: work.log.hints,
            text,
        }));
    }
    attempts.sort_by_key(|attempt| attempt.at);
    hand_in::write(head, attempts, answers)
}

fn save(path: &Path, named: &Path, text: &str, replace: bool) -> Result<(), CommandError> {
    let failed = |error: std::io::Error| {
        CommandError::environment(format!("cannot write {}: {}", named.display(), system_words(&error)))
    };
    if replace {
        return write_atomic(path, text.as_bytes()).map_err(failed);
    }
    if create_new(path, text.as_bytes()).map_err(failed)? {
        return Ok(());
    }
    Err(CommandError::input(format!("{} is there already", named.display()))
        .hint("--replace writes over it; -o names another file"))
}
