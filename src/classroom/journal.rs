//! Results on the disk: lines that are added while a class is graded, and the file that is made of them at the end. Nothing but an
//! index of names is ever in memory. It must not know how anything is graded.
//!
//! A line is a record as [`crate::classroom::records`] reads it, with a key of its own: the student's result holds while the key does.

use std::collections::{BTreeSet, HashMap};
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::result::{Assignment, Problem, ProblemKind, Student};

/// The longest line that is read.
const MAX_LINE: u64 = 16 * 1024 * 1024;

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    record: String,
    /// What decided the grades: [`crate::classroom::course::Course::grading_key`].
    pub course: String,
    /// The assignment.
    #[serde(flatten)]
    pub assignment: Assignment,
    /// The parts of the class that the results are of; empty for the whole class.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shards: Vec<Shard>,
}

/// A part of a class: the shard `index` (from 0) of `of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shard {
    /// Of how many.
    pub of: u64,
    /// Which one, from 0.
    pub index: u64,
}

impl Header {
    /// The header of a course.
    #[must_use]
    pub fn new(course: String, assignment: Assignment) -> Self {
        Self { record: "assignment".to_owned(), course, assignment, shards: Vec::new() }
    }

    /// The same for these parts of the class; none of them: for all of it.
    #[must_use]
    pub fn with_shards(self, shards: Vec<Shard>) -> Self {
        Self { shards, ..self }
    }

    /// Whether results of both may stand in one file: the same assignment, graded alike.
    #[must_use]
    pub fn belongs_to(&self, other: &Self) -> bool {
        (&self.course, &self.assignment) == (&other.course, &other.assignment)
    }
}

#[derive(Serialize)]
struct Line<'a> {
    record: &'static str,
    key: &'a str,
    #[serde(flatten)]
    student: &'a Student,
}

/// What an index needs of a line.
#[derive(Deserialize)]
struct Entry {
    key: Option<String>,
    id: String,
    file: Option<String>,
    #[serde(default)]
    problems: Vec<Problem>,
}

/// A student's line: where it is, and what it is about.
#[derive(Debug, Clone)]
struct Place {
    source: usize,
    offset: u64,
    key: String,
    id: String,
    says_duplicate: bool,
}

/// The results of some files, by the names of the submissions.
#[derive(Debug, Default)]
pub struct Index {
    files: Vec<PathBuf>,
    places: HashMap<String, Place>,
}

/// Why results cannot be used or kept.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The system refuses.
    #[error("{}: {}", path.display(), words(reason))]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's words.
        reason: io::Error,
    },
    /// There is no such file.
    #[error("{} does not exist", .0.display())]
    Absent(PathBuf),
    /// It does not begin with an assignment.
    #[error("{} is no results file of `podlings class grade`", .0.display())]
    Foreign(PathBuf),
    /// The results of another assignment, or of another part of the class, would be lost.
    #[error("{} holds the results of {of}", path.display())]
    Others {
        /// The file.
        path: PathBuf,
        /// What of: `the assignment week-1`, `the shard 1/4`.
        of: String,
    },
    /// What a run keeps while it grades.
    #[error("{} is what `podlings class grade` keeps until it has ended: start that run again to end it", .0.display())]
    Unfinished(PathBuf),
    /// Some shards are not there.
    #[error("of the class {0}: the results would not be whole")]
    Missing(String),
    /// Two files that do not belong together.
    #[error("{} and {} are results of different assignments, or of different versions of one", .0.display(), .1.display())]
    Different(PathBuf, PathBuf),
}

/// The system's words without its number.
fn words(reason: &io::Error) -> String {
    let text = reason.to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> JournalError {
    let path = path.to_owned();
    move |reason| JournalError::Io { path, reason }
}

/// The header of a results file; `None` where there is no file.
///
/// # Errors
/// When it cannot be read, or is something else.
pub fn header(path: &Path) -> Result<Option<Header>, JournalError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io_error(path)(error)),
    };
    let mut line = Vec::new();
    BufReader::new(file).take(MAX_LINE).read_until(b'\n', &mut line).map_err(io_error(path))?;
    if line.is_empty() {
        return Ok(None);
    }
    match serde_json::from_slice::<Header>(&line) {
        Ok(header) if header.record == "assignment" => Ok(Some(header)),
        _ => Err(JournalError::Foreign(path.to_owned())),
    }
}

/// Whether a file is by its name the journal of a run that has not ended.
#[must_use]
pub fn is_unfinished(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "part")
}

/// Which shards are missing, in words; `None` where results with these shards are those of the whole class. `shards` has those of
/// every results file; an empty one is a whole class.
#[must_use]
pub fn missing(shards: &[Vec<Shard>]) -> Option<String> {
    if shards.iter().any(Vec::is_empty) {
        return None;
    }
    let there: BTreeSet<Shard> = shards.iter().flatten().copied().collect();
    let of = there.first()?.of;
    // A forged number of shards must not be counted up to.
    let absent: Vec<u64> = (0..of).filter(|index| !there.contains(&Shard { of, index: *index })).take(11).collect();
    if absent.is_empty() {
        return None;
    }
    let more = if absent.len() > 10 { ", and more" } else { "" };
    let names: Vec<String> = absent.iter().take(10).map(|index| format!("{}/{of}", index + 1)).collect();
    Some(format!("the shards {}{more} are missing", names.join(", ")))
}

impl Index {
    /// Adds the students of a file; of two lines about one submission the later one counts. What cannot be read, such as the half
    /// line of a killed run, is left out.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn add(&mut self, path: &Path) -> Result<(), JournalError> {
        let source = self.files.len();
        self.files.push(path.to_owned());
        let mut reader = BufReader::new(File::open(path).map_err(io_error(path))?);
        let (mut offset, mut line) = (0, Vec::new());
        loop {
            line.clear();
            let length = (&mut reader).take(MAX_LINE).read_until(b'\n', &mut line).map_err(io_error(path))?;
            if length == 0 {
                return Ok(());
            }
            if let (true, Ok(entry)) = (line.ends_with(b"\n"), serde_json::from_slice::<Entry>(&line))
                && let (Some(key), Some(file)) = (entry.key, entry.file)
            {
                let says_duplicate = entry.problems.iter().any(|problem| problem.kind == ProblemKind::Duplicate);
                self.places.insert(file, Place { source, offset, key, id: entry.id, says_duplicate });
            }
            offset += length as u64;
        }
    }

    /// The key of a submission's result.
    #[must_use]
    pub fn key(&self, submission: &str) -> Option<&str> {
        self.places.get(submission).map(|place| place.key.as_str())
    }

    /// Forgets what `is_wanted` does not want.
    pub fn retain(&mut self, is_wanted: impl Fn(&str) -> bool) {
        self.places.retain(|name, _| is_wanted(name));
    }

    /// The submissions that there are results of.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// No result at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Writes one results file, whole or not at all: the header, then the students in the order of their submissions' names.
    /// Students of whom there are several submissions are marked, and `look` sees each student.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn write(&self, header: &Header, out: &Path, mut look: impl FnMut(&Student)) -> Result<(), JournalError> {
        let mut submissions: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut names: Vec<&String> = self.places.keys().collect();
        names.sort();
        for name in &names {
            submissions.entry(&self.places[*name].id).or_default().push(name);
        }
        let mut beside = out.as_os_str().to_owned();
        beside.push(".new");
        let mut files = Vec::new();
        for path in &self.files {
            files.push(BufReader::new(File::open(path).map_err(io_error(path))?));
        }
        let write = || -> io::Result<()> {
            let mut writer = BufWriter::new(File::create(&beside)?);
            put(&mut writer, header)?;
            for name in names {
                let place = &self.places[name];
                let Some(file) = files.get_mut(place.source) else { continue };
                file.seek(SeekFrom::Start(place.offset))?;
                let mut line = Vec::new();
                file.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)?;
                let mut student: Student = serde_json::from_slice(&line)?;
                let same = submissions.get(place.id.as_str()).map_or(&[][..], Vec::as_slice);
                if same.len() > 1 || place.says_duplicate {
                    mark(&mut student, name, same);
                    put(&mut writer, &Line { record: "student", key: &place.key, student: &student })?;
                } else {
                    writer.write_all(&line)?;
                }
                look(&student);
            }
            writer.flush()?;
            writer.get_ref().sync_all()?;
            std::fs::rename(&beside, out)
        };
        write().map_err(io_error(out))
    }
}

/// Says of a student's submission that there are others, or no longer does.
fn mark(student: &mut Student, name: &str, same: &[&str]) {
    student.problems.retain(|problem| problem.kind != ProblemKind::Duplicate);
    let others: Vec<String> =
        same.iter().filter(|other| **other != name).take(5).map(|other| format!("`{other}`")).collect();
    if !others.is_empty() {
        let message = format!("it says it is from `{}`, and so does {}", student.id, others.join(", "));
        student.problems.push(Problem::new(ProblemKind::Duplicate, message));
    }
}

fn put(writer: &mut impl Write, line: &impl Serialize) -> io::Result<()> {
    let mut text = serde_json::to_vec(line)?;
    text.push(b'\n');
    writer.write_all(&text)
}

/// A file that results are added to, each of them whole and at once.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
}

impl Journal {
    /// Opens a journal, or begins one. What a killed run left of its last line is cut off.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn open(path: &Path, header: &Header) -> Result<Self, JournalError> {
        let open = || -> io::Result<File> {
            let mut file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path)?;
            let end = end_of_last_line(&mut file)?;
            file.set_len(end)?;
            file.seek(SeekFrom::Start(end))?;
            if end == 0 {
                put(&mut file, header)?;
            }
            Ok(file)
        };
        let file = open().map_err(io_error(path))?;
        Ok(Self { file, path: path.to_owned() })
    }

    /// Adds a result.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn add(&mut self, line: &[u8]) -> Result<(), JournalError> {
        self.file.write_all(line).map_err(io_error(&self.path))
    }
}

/// A student's line, with its end.
#[must_use]
pub fn line(key: &str, student: &Student) -> Vec<u8> {
    let mut line = serde_json::to_vec(&Line { record: "student", key, student }).unwrap_or_default();
    line.push(b'\n');
    line
}

/// The byte behind the last line break.
fn end_of_last_line(file: &mut File) -> io::Result<u64> {
    let mut end = file.metadata()?.len();
    let mut buffer = [0; 4096];
    while end > 0 {
        let start = end.saturating_sub(4096);
        let length = usize::try_from(end - start).unwrap_or(4096);
        let part = &mut buffer[..length];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(part)?;
        if let Some(at) = part.iter().rposition(|byte| *byte == b'\n') {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}
