//! `podlings class grade`: every submission in a folder, graded anew. It must not know how one is graded.

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::plural;
use crate::classroom::course::Course;
use crate::classroom::journal::JournalError;
use crate::classroom::points::Points;
use crate::classroom::result::Student;
use crate::classroom::run::{self, Shard};
use crate::classroom::submission::{self, Listing};
use crate::cli::error::{system_words, visible};
use crate::cli::learner::quoted_path;
use crate::cli::{CommandError, CommandResult, Outcome, Streams};
use crate::system::System;

/// Arguments of `podlings class grade`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "DIR holds what `podlings hand-in` wrote (*.handin), or a folder for each student with such a file in it, or with
EXERCISE.yaml or EXERCISE/pod.yaml files, as GitHub Classroom leaves them.

Nothing that a submission claims is believed: each manifest is graded anew. A submission that cannot be read, was changed later,
is for another assignment or comes twice is named in the results, and the others are graded all the same. A run that was
killed goes on where it was when it is started again; a submission that has changed is graded again.

Ends with 0 when all was graded, whatever the grades are, and 2 where it could not be done."
)]
pub struct Args {
    /// The folder with the submissions
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The assignment with its answers: its folder, or its assignment.toml
    #[arg(long, value_name = "ASSIGNMENT", default_value = ".")]
    assignment: PathBuf,
    /// Where the results go, a line of JSON for each student [default: results.jsonl; with --shard results-1-of-4.jsonl]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Grade one part of several, such as 1/4; `podlings class merge` puts them together
    #[arg(long, value_name = "I/N", value_parser = shard)]
    shard: Option<Shard>,
    /// How many are graded at a time; as many as there are processors where it is left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
}

/// `1/4`: the first of four.
fn shard(text: &str) -> Result<Shard, String> {
    let numbers =
        text.split_once('/').and_then(|(index, of)| Some((index.parse::<u64>().ok()?, of.parse::<u64>().ok()?)));
    match numbers {
        Some((index, of)) if (1..=of).contains(&index) => Ok(Shard { index: index - 1, of }),
        _ => Err("a part such as 1/4 was expected: the first of four".to_owned()),
    }
}

/// Grades a folder.
///
/// # Errors
/// When the assignment or the folder cannot be used, or the results cannot be written.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    let here = system.environment.current_folder();
    let course = Course::open(&here.join(&args.assignment))?;
    if course.assignment.handout {
        return Err(students_bundle());
    }
    let mut listing = submission::list(&here.join(&args.folder)).map_err(|error| {
        CommandError::input(format!("{} cannot be read: {}", args.folder.display(), system_words(&error)))
            .hint("give the folder with what students handed in, as the platform's archive was unpacked")
    })?;
    tell_left_out(&listing, streams)?;
    if let Some(shard) = args.shard {
        listing.found.retain(|found| shard.has(&found.name));
    }
    let found = listing.found;
    let output = args.output.clone().unwrap_or_else(|| usual_output(args.shard));
    let threads = args.jobs.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
    let (bar, mut summary) = (bar(found.len()), Summary::default());
    let progress = |done: usize| bar.set_position(done as u64);
    let graded = run::grade(&course, &found, args.shard, &here.join(&output), threads, &progress, |student| {
        summary.add(student);
    });
    bar.finish_and_clear();
    let outcome = graded?;
    if outcome.kept > 0 {
        writeln!(streams.err, "{} had not changed since they were graded", plural(outcome.kept, "submission"))?;
    }
    summary.write(course.as_result().max(), streams)?;
    writeln!(streams.out, "Results: {}", quoted_path(&output))?;
    Ok(Outcome::Good)
}

/// Parts of a class do not write over each other.
fn usual_output(shard: Option<Shard>) -> PathBuf {
    let name = |shard: Shard| format!("results-{}-of-{}.jsonl", shard.index + 1, shard.of);
    shard.map_or_else(|| "results.jsonl".to_owned(), name).into()
}

/// Nothing is graded by what students have.
#[must_use]
pub fn students_bundle() -> CommandError {
    CommandError::input("this is the students' bundle; grading needs the assignment with its answers")
        .hint("--assignment takes the folder that `podlings class bundle` made it from")
}

/// Names the files that are no submissions, and says what would make them some.
fn tell_left_out(listing: &Listing, streams: &mut Streams) -> std::io::Result<()> {
    if listing.left_out == 0 {
        return Ok(());
    }
    let more = if listing.left_out > listing.others.len() { ", …" } else { "" };
    let files = plural(listing.left_out, "file");
    let names = visible(&listing.others.join(", "));
    writeln!(streams.err, "left out, since they are no hand-ins: {files} ({names}{more})")?;
    let ends = |endings: &[&str]| listing.others.iter().any(|name| endings.iter().any(|ending| name.ends_with(ending)));
    if ends(&[".zip", ".tar", ".gz", ".tgz", ".7z", ".rar"]) {
        writeln!(
            streams.err,
            "hint: archives are not opened: unpack them, each into a folder named by the student's id"
        )?;
    }
    if ends(&[".yaml", ".yml", ".json"]) {
        writeln!(streams.err, "hint: a manifest belongs into its student's folder: ID/EXERCISE.yaml")?;
    }
    Ok(())
}

/// The bar on standard error, on a terminal only.
fn bar(length: usize) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(length as u64), ProgressDrawTarget::stderr_with_hz(10));
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len} graded, {eta} to go");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(500));
    bar
}

/// The most submissions with problems that are named.
const NAMED: usize = 20;

/// What is told of the results.
#[derive(Debug, Default)]
pub struct Summary {
    students: u32,
    points: u64,
    late: usize,
    troubled: usize,
    lines: Vec<String>,
}

impl Summary {
    /// Counts a student.
    pub fn add(&mut self, student: &Student) {
        self.students += 1;
        self.points += u64::from(student.score().as_hundredths());
        self.late += usize::from(student.late.is_some());
        if student.problems.is_empty() {
            return;
        }
        self.troubled += 1;
        if self.troubled <= NAMED {
            let name = student.file.as_deref().unwrap_or(&student.id);
            let problems =
                student.problems.iter().map(|problem| format!("  {}: {}", visible(name), visible(&problem.message)));
            self.lines.extend(problems);
        }
    }

    /// Says it.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn write(&self, max: Points, streams: &mut Streams) -> std::io::Result<()> {
        let out = &mut *streams.out;
        if self.students == 0 {
            return writeln!(out, "There is nothing to grade.");
        }
        let mean = u32::try_from(self.points / u64::from(self.students)).unwrap_or(u32::MAX);
        let students = plural(usize::try_from(self.students).unwrap_or(usize::MAX), "submission");
        writeln!(
            out,
            "{students} graded: {} of {max} points on average, {} late",
            Points::hundredths(mean),
            self.late
        )?;
        if self.troubled > 0 {
            writeln!(out, "{} to look at:", self.troubled)?;
        }
        for line in &self.lines {
            writeln!(out, "{line}")?;
        }
        if self.troubled > NAMED {
            writeln!(out, "  and {} more, in the results", self.troubled - NAMED)?;
        }
        Ok(())
    }
}

impl From<JournalError> for CommandError {
    fn from(error: JournalError) -> Self {
        let words = error.to_string();
        match error {
            JournalError::Io { .. } => Self::environment(words).hint("-o names another file for the results"),
            JournalError::Absent(_) => Self::input(words).hint("`podlings class grade` writes results"),
            JournalError::Foreign(_) | JournalError::Others { .. } => {
                Self::input(words).hint("-o names another file for the results")
            }
            JournalError::Missing(_) => Self::input(words).hint("give the results of all shards, or --incomplete"),
            JournalError::Different(..) => {
                Self::input(words).hint("grade every part with the same assignment and the same podlings")
            }
            JournalError::Unfinished(_) => Self::input(words),
        }
    }
}
