//! `podlings class report`: gradebooks, autograder files and the class report out of results. It must not know how any of them
//! looks.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};

use super::super::error::{system_words, visible};
use super::super::{CommandError, CommandResult, Kind, Outcome, Streams};
use super::forms::{self, Seen};
use crate::classroom::autograder::Work;
use crate::classroom::gradebook::{self, Missing, Notes};
use crate::classroom::journal;
use crate::classroom::records::Reader;
use crate::classroom::result::{Assignment, Student};
use crate::classroom::roster::{self, Roster, RosterError};
use crate::classroom::summary::{Counter, Summary, html, terminal};
use crate::classroom::words;
use crate::system::{System, files};

/// The most names that a warning lists.
const MOST_NAMES: usize = 10;

/// Arguments of `podlings class report`.
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "Examples:
  podlings class report results.jsonl                              the class, in the terminal
  podlings class report results.jsonl -o html > week-1.html        the class, as one page
  podlings class report results.jsonl -o canvas --roster export.csv > grades.csv
  podlings class report shard-*.jsonl -o csv > grades.csv          several shards at once
  podlings class report results.jsonl -o markdown --student ada    one student

Exit codes: 0 written, 2 could not be done.")]
pub struct Args {
    /// Results of `podlings class grade`; those of several shards may be given together
    #[arg(value_name = "RESULTS", required = true)]
    results: Vec<PathBuf>,
    /// What to make of them
    #[arg(short, long, value_enum, default_value_t)]
    output: Output,
    /// Who is in the class: a CSV file with columns id, name, login, email, section; an exported gradebook will do. In text and html
    /// it gives names, and says who handed nothing in
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,
    /// In gradebooks: what somebody of the roster gets who handed nothing in
    #[arg(long, value_enum, default_value_t, value_name = "WHAT")]
    missing: MissingArg,
    /// For the forms of one student: whose
    #[arg(long, value_name = "ID")]
    student: Option<String>,
    /// In text and html: tell nobody's name
    #[arg(long)]
    without_names: bool,
    /// In the forms of one student: do not tell what was expected
    #[arg(long)]
    no_answers: bool,
    /// With -o gradescope: when students see the tests
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    visibility: Seen,
}

/// What is made of results.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Output {
    /// The class report, for the terminal
    #[default]
    Text,
    /// The class report, as one HTML file
    Html,
    /// A gradebook for Canvas' import
    Canvas,
    /// A gradebook for Moodle's grade import
    Moodle,
    /// A gradebook for spreadsheets
    Csv,
    /// A gradebook for programs
    Json,
    /// One student: Markdown
    Markdown,
    /// One student: Gradescope's results.json
    Gradescope,
    /// One student: Classroom 50's result.json
    Classroom50,
    /// One student: the base64 JSON of the GitHub Classroom actions
    Github,
    /// One student: `JUnit` XML
    Junit,
}

/// What somebody gets who handed nothing in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum MissingArg {
    /// No points
    #[default]
    Zero,
    /// No grade
    Empty,
}

impl Args {
    /// The same with every path below the folder that the program was started in.
    fn below(&self, here: &Path) -> Self {
        let mut args = self.clone();
        for path in args.results.iter_mut().chain(&mut args.roster) {
            *path = here.join(&path);
        }
        args
    }
}

/// Writes what was asked for.
///
/// # Errors
/// Results or roster cannot be used, there is no such student, or the output cannot be written.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    let here = system.environment.current_folder();
    let args = &args.below(here);
    refuse_idle_options(args)?;
    let assignment = open(&args.results)?.0;
    tell_missing(&args.results, streams.err)?;
    match args.output {
        Output::Text => {
            let text = terminal::text(&summary(args, &assignment)?, system.environment.is_utf8());
            write!(streams.out, "{}", visible(&text))?;
        }
        Output::Html => write!(streams.out, "{}", html::report(&summary(args, &assignment)?))?,
        Output::Canvas => book(args, gradebook::Form::Canvas, &assignment, streams)?,
        Output::Moodle => book(args, gradebook::Form::Moodle, &assignment, streams)?,
        Output::Csv => book(args, gradebook::Form::Csv, &assignment, streams)?,
        Output::Json => book(args, gradebook::Form::Json, &assignment, streams)?,
        Output::Markdown => one(args, forms::Form::Markdown, &assignment, streams, system)?,
        Output::Gradescope => one(args, forms::Form::Gradescope, &assignment, streams, system)?,
        Output::Classroom50 => one(args, forms::Form::Classroom50, &assignment, streams, system)?,
        Output::Github => one(args, forms::Form::Github, &assignment, streams, system)?,
        Output::Junit => one(args, forms::Form::Junit, &assignment, streams, system)?,
    }
    Ok(Outcome::Good)
}

/// An option that does nothing in the form that was asked for was meant for another one.
fn refuse_idle_options(args: &Args) -> Result<(), CommandError> {
    use Output as Form;
    let is_one =
        matches!(args.output, Form::Markdown | Form::Gradescope | Form::Classroom50 | Form::Github | Form::Junit);
    let is_book = matches!(args.output, Form::Canvas | Form::Moodle | Form::Csv | Form::Json);
    let idle = [
        (
            args.student.is_some() && !is_one,
            "--student is for the forms of one student",
            "-o markdown, gradescope, classroom50, github, junit",
        ),
        (
            args.no_answers && !is_one,
            "--no-answers is for the forms of one student",
            "-o markdown, gradescope, classroom50, github, junit",
        ),
        (args.roster.is_some() && is_one, "--roster is for a whole class", "-o canvas, moodle, csv, json, text, html"),
        (args.without_names && (is_one || is_book), "--without-names is for the class report", "-o text, html"),
    ];
    match idle.into_iter().find(|(is_idle, ..)| *is_idle) {
        Some((_, words, forms)) => Err(CommandError::new(Kind::Usage, words).hint(format!("it goes with {forms}"))),
        None => Ok(()),
    }
}

type Students<'a> = Box<dyn Iterator<Item = Result<Student, CommandError>> + 'a>;

/// The assignment of several results files, which must all be of the same one, and their students.
fn open(paths: &[PathBuf]) -> Result<(Assignment, Students<'_>), CommandError> {
    let mut assignment: Option<Assignment> = None;
    let mut all: Students = Box::new(std::iter::empty());
    for path in paths {
        let reader = reader(path)?;
        match &assignment {
            None => assignment = Some(reader.assignment().clone()),
            Some(first) if first != reader.assignment() => {
                let words = format!("{} belongs to another assignment, or another version of it", path.display());
                return Err(CommandError::input(words).hint("give only results of one assignment"));
            }
            Some(_) => {}
        }
        let students = reader
            .map(move |student| student.map_err(|error| CommandError::input(format!("{}: {error}", path.display()))));
        all = Box::new(all.chain(students));
    }
    assignment.map(|assignment| (assignment, all)).ok_or_else(|| CommandError::input("there are no results"))
}

/// Says which shards the results do not have. Results that another program wrote have none.
fn tell_missing(paths: &[PathBuf], err: &mut dyn Write) -> std::io::Result<()> {
    let shards: Vec<_> = paths
        .iter()
        .map(|path| journal::header(path).ok().flatten().map_or_else(Vec::new, |header| header.shards))
        .collect();
    if let Some(missing) = journal::missing(&shards) {
        writeln!(err, "note: {missing}: this is not the whole class")?;
    }
    Ok(())
}

fn reader(path: &Path) -> Result<Reader<BufReader<File>>, CommandError> {
    if journal::is_unfinished(path) {
        return Err(journal::JournalError::Unfinished(path.to_owned()).into());
    }
    let words = |error: String| {
        CommandError::input(format!("{} {error}", path.display())).hint("`podlings class grade` writes results")
    };
    let file = File::open(path).map_err(|error| words(format!("cannot be read: {}", system_words(&error))))?;
    Reader::new(BufReader::new(file)).map_err(|error| words(error.to_string()))
}

/// The places of the submissions that count: of several of one student the one with the newest time. A time that is not believed
/// is older than any.
fn counting(results: &[PathBuf], roster: Option<&Roster>) -> Result<HashSet<usize>, CommandError> {
    let mut best = HashMap::new();
    for (place, student) in open(results)?.1.enumerate() {
        let student = student?;
        let person = roster.and_then(|roster| roster.find(&student.id));
        let who = (person, if person.is_some() { String::new() } else { student.id.clone() });
        // What could be graded goes before what could not.
        let rank = (!student.exercises.is_empty(), student.submitted);
        let known = best.entry(who).or_insert((rank, place));
        if rank > known.0 {
            *known = (rank, place);
        }
    }
    Ok(best.into_values().map(|(_, place)| place).collect())
}

/// The students at these places, or at all others.
fn of_places<'a>(results: &'a [PathBuf], places: &'a HashSet<usize>, at: bool) -> Result<Students<'a>, CommandError> {
    let all = open(results)?.1.enumerate();
    Ok(Box::new(all.filter(move |(place, _)| places.contains(place) == at).map(|(_, student)| student)))
}

/// Those that count before the others, so that a gradebook takes them.
fn newest_first<'a>(results: &'a [PathBuf], counts: &'a HashSet<usize>) -> Result<Students<'a>, CommandError> {
    Ok(Box::new(of_places(results, counts, true)?.chain(of_places(results, counts, false)?)))
}

/// Counts the class; who is alike is read once more, because only they are needed in full.
fn summary(args: &Args, assignment: &Assignment) -> Result<Summary, CommandError> {
    let roster = args.roster.as_deref().map(read_roster).transpose()?;
    if let Some(roster) = &roster {
        matches_somebody(roster, &args.results)?;
    }
    let mut counter = Counter::new(assignment, !args.without_names);
    let counts = counting(&args.results, roster.as_ref())?;
    let mut there = HashSet::new();
    for student in of_places(&args.results, &counts, true)? {
        let mut student = student?;
        if let Some((index, roster)) = roster.as_ref().and_then(|roster| Some((roster.find(&student.id)?, roster))) {
            there.insert(index);
            roster.people().get(index).map_or("", |person| &person.name).clone_into(&mut student.name);
        }
        counter.add(&student);
    }
    if let Some(roster) = &roster {
        let absent = roster.people().iter().enumerate().filter(|(index, _)| !there.contains(index));
        counter.missing(absent.map(|(_, person)| person.label().to_owned()).collect());
    }
    let wanted = counter.wanted();
    let mut again = BTreeMap::new();
    if !wanted.is_empty() {
        for (place, student) in of_places(&args.results, &counts, true)?.enumerate() {
            if wanted.binary_search(&place).is_ok() {
                again.insert(place, student?);
            }
        }
    }
    Ok(counter.finish(&again))
}

fn book(
    args: &Args,
    form: gradebook::Form,
    assignment: &Assignment,
    streams: &mut Streams,
) -> Result<(), CommandError> {
    let roster = args.roster.as_deref().map(read_roster).transpose()?;
    let missing = match args.missing {
        MissingArg::Zero => Missing::Zero,
        MissingArg::Empty => Missing::Empty,
    };
    if let Some(roster) = &roster {
        matches_somebody(roster, &args.results)?;
    }
    let counts = counting(&args.results, roster.as_ref())?;
    let students = newest_first(&args.results, &counts)?;
    let notes = gradebook::write(form, assignment, students, roster.as_ref(), missing, streams.out)?;
    streams.out.flush()?;
    tell(&notes, streams.err)?;
    if form == gradebook::Form::Canvas && roster.is_none() {
        writeln!(
            streams.err,
            "note: without --roster the columns Student and ID are empty: Canvas finds people by SIS User ID alone"
        )?;
    }
    if form == gradebook::Form::Moodle && assignment.max().as_number() > 100.0 {
        writeln!(streams.err, "note: Moodle refuses grades above 100 unless its site allows unlimited grades")?;
    }
    Ok(())
}

/// A roster in which nobody of the results is found is one with other ids: a class without points would be made of it.
fn matches_somebody(roster: &Roster, results: &[PathBuf]) -> Result<(), CommandError> {
    let mut any = false;
    for student in open(results)?.1 {
        if roster.find(&student?.id).is_some() {
            return Ok(());
        }
        any = true;
    }
    if any {
        let words = "nobody who handed in is in the roster";
        return Err(CommandError::input(words).hint(
            "its column with the ids students hand in by must be called id, ID number, login, username or email",
        ));
    }
    Ok(())
}

fn read_roster(path: &Path) -> Result<Roster, CommandError> {
    let text = files::read_text(path, roster::MAX_BYTES).map_err(|error| {
        let hint = match error {
            files::ReadError::NotUtf8 { .. } => {
                "save it as CSV in UTF-8: Excel's \"CSV UTF-8\", LibreOffice's character set"
            }
            _ => "give a gradebook that Canvas or Moodle exported, or a CSV file with the columns id and name",
        };
        CommandError::input(error.to_string()).hint(hint)
    })?;
    Roster::read(&text).map_err(|error| {
        let hint = match error {
            RosterError::Twice { .. } => "leave one line for each student",
            RosterError::NotCsv(_) | RosterError::NoIds => {
                "columns are found by their names in the first line: id, name, login, email, section, as Canvas and Moodle write them"
            }
        };
        CommandError::input(format!("{} {error}", path.display())).hint(hint)
    })
}

/// Says what a gradebook cannot say itself.
fn tell(notes: &Notes, err: &mut dyn Write) -> std::io::Result<()> {
    // Who has no row because nobody knows them is said once.
    let rowless = !notes.unknown.is_empty() && notes.unknown.iter().all(|id| notes.left_out.contains(id));
    let unknown =
        if rowless { "handed in, but not in the roster: they have no row" } else { "handed in, but not in the roster" };
    let left_out: Vec<String> = notes.left_out.iter().filter(|id| !notes.unknown.contains(id)).cloned().collect();
    let mut lists = vec![
        ("handed nothing in", &notes.missing),
        (unknown, &notes.unknown),
        ("handed in more than once, the newest counts", &notes.duplicates),
        ("left out, without an id that the gradebook knows", &left_out),
    ];
    let doubts: Vec<(String, &Vec<String>)> =
        notes.doubts.iter().map(|(doubt, ids)| (doubt.trim_end_matches('.').replacen('W', "w", 1), ids)).collect();
    lists.extend(doubts.iter().map(|(doubt, ids)| (doubt.as_str(), *ids)));
    for (what, names) in lists.into_iter().filter(|(_, names)| !names.is_empty()) {
        let more = names.len().saturating_sub(MOST_NAMES);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let shown: Vec<&str> = names.iter().take(MOST_NAMES).map(String::as_str).collect();
        let line = format!("note: {what} ({}): {}{more}", names.len(), shown.join("; "));
        writeln!(err, "{}", visible(&line.replace('\n', " ")))?;
    }
    Ok(())
}

/// Nobody has that id: with the ids that there are, as far as they help.
fn no_such_student(id: &str, results: &[PathBuf]) -> CommandError {
    let ids = open(results).map(|(_, students)| students.filter_map(Result::ok).map(|student| student.id));
    let mut near: Vec<String> = ids.map(Iterator::collect).unwrap_or_default();
    near.sort_by_cached_key(|known| (!known.eq_ignore_ascii_case(id), !known.contains(id), known.clone()));
    let shown: Vec<String> = near.iter().take(5).map(|id| visible(id)).collect();
    let more = if near.len() > shown.len() { ", …" } else { "" };
    CommandError::input(format!("there is no student `{id}` in the results"))
        .hint(format!("they are of {}{more}", shown.join(", ")))
}

fn one(
    args: &Args,
    form: forms::Form,
    assignment: &Assignment,
    streams: &mut Streams,
    system: &System,
) -> Result<(), CommandError> {
    // Of several submissions of one student the one that counts for gradebooks.
    let counts = counting(&args.results, None)?;
    let mut students = of_places(&args.results, &counts, true)?;
    let student = if let Some(id) = &args.student {
        let found = students.find(|student| student.as_ref().map_or(true, |student| student.id == *id));
        found.ok_or_else(|| no_such_student(id, &args.results))??
    } else {
        let first = students.next().ok_or_else(|| CommandError::input("there is no student in the results"))??;
        if students.next().is_some() {
            return Err(CommandError::input("this form is for one student, and the results have several")
                .hint("say which one with --student ID"));
        }
        first
    };
    let doubts = words::doubts(&student);
    if !doubts.is_empty() {
        let (name, doubts) = (visible(&student.id), doubts.join(" "));
        writeln!(streams.err, "note: please look at {name}: {doubts} {}", visible(&words::problems(&student)))?;
    }
    let work = Work { assignment, student: &student, answers: !args.no_answers };
    forms::write(form, &work, args.visibility, system, streams.out)
}
