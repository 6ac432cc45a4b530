//! What came in: a folder with a hand-in, or with plain manifests, for each student. Everything in it is hostile; what is wrong
//! with one submission is told in its result and touches no other. It must not know how anything is graded.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::assignment::Assignment;
use super::course::hex;
use super::desk::is_student;
use super::hand_in::{self, HandIn, MAX_HAND_IN};
use super::result::{Problem, ProblemKind};
use crate::system::files::{ReadError, read_limited};
use crate::work::LIMIT;

/// How the name of a hand-in ends.
pub const ENDING: &str = ".handin";
/// The most entries of a student's folder that are looked at.
const MAX_ENTRIES: usize = 1000;

/// Something that came in, by its name in the folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The name of its file or folder, as text.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

/// What is in the folder: hand-ins and students' folders in the order of their names, and how many other files.
///
/// # Errors
/// When the folder cannot be listed.
pub fn list(folder: &Path) -> io::Result<(Vec<Found>, usize)> {
    let (mut found, mut others) = (Vec::new(), 0);
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = crate::exercise::problem::clean(&entry.file_name().to_string_lossy());
        if name.starts_with('.') {
            continue;
        }
        // Not followed: a link is a submission that is refused.
        let kind = entry.file_type()?;
        if kind.is_dir() || name.ends_with(ENDING) || (kind.is_symlink() && entry.path().is_dir()) {
            found.push(Found { name, path: entry.path() });
        } else {
            others += 1;
        }
    }
    found.sort();
    Ok((found, others))
}

/// A submission, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// The name of its file or folder.
    pub name: String,
    /// Who it says it is from; the name of its file or folder where it does not.
    pub student: String,
    /// When it says it was handed in.
    pub at: Option<Timestamp>,
    /// The answers by exercise.
    pub answers: BTreeMap<String, Answer>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// It could not be read at all, or is for another assignment: it is not graded.
    pub is_unreadable: bool,
    /// The SHA-256 of all that was read.
    pub hash: [u8; 32],
}

/// An answer, with what the student's program counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// The manifest.
    pub text: String,
    /// What it says that the exercise drew its values by; the outer `None`: it says nothing of it.
    pub seed: Option<Option<u64>>,
    /// Different texts that were graded on the way.
    pub attempts: Option<u32>,
    /// Working time, in seconds.
    pub seconds: Option<u64>,
}

impl Submission {
    /// Reads what was found. `fingerprint` is that of the course.
    #[must_use]
    pub fn read(found: &Found, assignment: &Assignment, fingerprint: &str) -> Self {
        let mut reader = Reader { submission: Self::empty(found), hash: Sha256::new(), assignment, fingerprint };
        reader.all(&found.path);
        reader.submission.hash = reader.hash.finalize().into();
        reader.submission
    }

    fn empty(found: &Found) -> Self {
        let name = found.name.strip_suffix(ENDING).unwrap_or(&found.name);
        Self {
            name: found.name.clone(),
            student: name.to_owned(),
            at: None,
            answers: BTreeMap::new(),
            problems: Vec::new(),
            is_unreadable: false,
            hash: [0; 32],
        }
    }

    /// A submission of which nothing is known but that it failed.
    #[must_use]
    pub fn failed(found: &Found, problem: Problem) -> Self {
        Self { problems: vec![problem], is_unreadable: true, ..Self::empty(found) }
    }

    /// The hash as text.
    #[must_use]
    pub fn hash_text(&self) -> String {
        hex(&self.hash)
    }
}

struct Reader<'a> {
    submission: Submission,
    hash: Sha256,
    assignment: &'a Assignment,
    fingerprint: &'a str,
}

impl Reader<'_> {
    fn all(&mut self, path: &Path) {
        let kind = match fs::symlink_metadata(path) {
            Ok(metadata) => metadata.file_type(),
            Err(error) => return self.unreadable(&ReadError::Io { path: path.to_owned(), reason: error }),
        };
        if kind.is_symlink() {
            self.hash.update("link");
            return self.useless("it is a symbolic link, which is not followed");
        }
        if !kind.is_dir() {
            return self.hand_in(path);
        }
        match files_of(path) {
            Ok(files) => {
                self.listing(&files);
                self.folder(&files);
            }
            Err(error) => self.useless(&format!("its folder cannot be read: {error}")),
        }
    }

    /// Every file of a folder counts for the fingerprint, also one that is not read: a result must not outlive a file that came
    /// later.
    fn listing(&mut self, files: &[(String, PathBuf)]) {
        for (name, path) in files {
            let length = fs::symlink_metadata(path).map_or(u64::MAX, |metadata| metadata.len());
            for number in [name.len() as u64, length] {
                self.hash.update(number.to_be_bytes());
            }
            self.hash.update(name);
        }
    }

    /// A folder: one hand-in, or manifests.
    fn folder(&mut self, files: &[(String, PathBuf)]) {
        let hand_ins: Vec<_> = files.iter().filter(|(name, _)| name.ends_with(ENDING)).collect();
        match hand_ins.as_slice() {
            [(_, path)] => return self.hand_in(path),
            [_, _, ..] => return self.useless("its folder holds several hand-ins; leave the one that counts"),
            [] => {}
        }
        for (name, path) in files {
            match exercise_of(name) {
                Some(exercise) if self.assignment.task(exercise).is_some() => self.manifest(exercise, name, path),
                Some(_) => self.note(ProblemKind::Other, format!("`{name}` belongs to no exercise of the assignment")),
                None => {}
            }
        }
        if self.submission.answers.is_empty() && self.submission.problems.is_empty() {
            self.note(ProblemKind::Other, "its folder holds no answer: neither a hand-in nor EXERCISE.yaml files");
        }
    }

    fn manifest(&mut self, exercise: &str, name: &str, path: &Path) {
        if fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink()) {
            self.hash.update("link");
            return self.note(ProblemKind::Unreadable, format!("`{name}` is a symbolic link, which is not followed"));
        }
        let Some(text) = self.text(path, LIMIT, Some(name)) else { return };
        let answer = Answer { text, ..Answer::default() };
        if self.submission.answers.insert(exercise.to_owned(), answer).is_some() {
            self.note(ProblemKind::Other, format!("there is more than one answer to `{exercise}`; `{name}` counts"));
        }
    }

    fn hand_in(&mut self, path: &Path) {
        if fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink()) {
            self.hash.update("link");
            return self.useless("it is a symbolic link, which is not followed");
        }
        let Some(text) = self.text(path, MAX_HAND_IN, None) else { return };
        if text.trim().is_empty() {
            return self.useless("it is empty");
        }
        let read = hand_in::read(&text);
        for broken in &read.broken {
            self.note(ProblemKind::BrokenChain, format!("it was changed after it was written: {broken}"));
        }
        if read.head.is_none() && read.answers.is_empty() {
            return self.useless("it is no hand-in of podlings");
        }
        self.head(&read);
        if !read.broken.is_empty() && self.submission.at.take().is_some() {
            let message = "the time it says it was handed in at is not believed: whether it was late is not known";
            self.note(ProblemKind::BrokenChain, message);
        }
        self.attempts(&read);
        for (exercise, answer) in read.answers {
            if self.assignment.task(&exercise).is_none() {
                let shown: String = crate::exercise::problem::clean(&exercise).chars().take(60).collect();
                self.note(ProblemKind::Other, format!("the assignment has no exercise `{shown}`"));
                continue;
            }
            let answer = Answer {
                text: answer.text,
                seed: Some(answer.seed),
                attempts: Some(answer.attempts),
                seconds: Some(answer.seconds),
            };
            self.submission.answers.insert(exercise, answer);
        }
    }

    fn head(&mut self, read: &HandIn) {
        let Some(head) = &read.head else { return };
        self.submission.at = Some(head.at);
        if head.format > hand_in::FORMAT {
            self.note(ProblemKind::Unreadable, "a newer podlings wrote it: upgrade podlings, and grade it again");
        }
        if is_student(&head.student) {
            self.submission.student.clone_from(&head.student);
        } else {
            self.note(ProblemKind::Unreadable, "what it says who it is from cannot be a student's id");
        }
        if head.assignment != self.assignment.id {
            let other: String = crate::exercise::problem::clean(&head.assignment).chars().take(60).collect();
            self.submission.is_unreadable = true;
            self.note(ProblemKind::WrongAssignment, format!("it is for the assignment `{other}`: it is not graded"));
        } else if head.fingerprint != self.fingerprint {
            let message = "it was made for another version of the assignment: tasks or exercises have changed since";
            self.note(ProblemKind::WrongAssignment, message);
        }
        if self.assignment.is_early(head.at) {
            self.note(ProblemKind::Other, "it says that it was handed in before the assignment opened");
        }
    }

    /// What the attempts say: their number, and whether time runs in one direction.
    fn attempts(&mut self, read: &HandIn) {
        if let Some(allowed) = self.assignment.attempts {
            for task in &self.assignment.exercises {
                let of_it = read.attempts.iter().filter(|attempt| attempt.exercise == task.id);
                let texts: std::collections::HashSet<&str> = of_it.map(|attempt| attempt.text.as_str()).collect();
                if texts.len() > usize::try_from(allowed).unwrap_or(usize::MAX) {
                    let message =
                        format!("`{}`: {} texts were graded, and {allowed} are allowed", task.id, texts.len());
                    self.note(ProblemKind::TooManyAttempts, message);
                }
            }
        }
        let times = read.attempts.iter().map(|attempt| attempt.at).chain(read.head.as_ref().map(|head| head.at));
        let times: Vec<Timestamp> = times.collect();
        if times.iter().zip(times.iter().skip(1)).any(|(before, after)| after < before) {
            self.note(
                ProblemKind::Other,
                "its times go backwards: the student's clock was set back, or they are made up",
            );
        }
    }

    /// A file's text; what is wrong with it is noted, for the whole submission where `name` is `None`.
    fn text(&mut self, path: &Path, limit: usize, name: Option<&str>) -> Option<String> {
        let wrong = match read_limited(path, limit) {
            Ok(bytes) => {
                self.hash.update((bytes.len() as u64).to_be_bytes());
                self.hash.update(name.unwrap_or_default());
                self.hash.update(&bytes);
                match String::from_utf8(bytes) {
                    Ok(text) => return Some(text),
                    Err(_) => "is not UTF-8 text".to_owned(),
                }
            }
            Err(error) => {
                let error = error.to_string();
                self.hash.update(&error);
                error.strip_prefix(&path.display().to_string()).unwrap_or(&error).trim().to_owned()
            }
        };
        match name {
            Some(name) => self.note(ProblemKind::Unreadable, format!("`{name}` {wrong}")),
            None => self.useless(&format!("it {wrong}")),
        }
        None
    }

    fn unreadable(&mut self, error: &ReadError) {
        self.useless(&error.to_string());
    }

    fn useless(&mut self, message: &str) {
        self.submission.is_unreadable = true;
        self.note(ProblemKind::Unreadable, message);
    }

    fn note(&mut self, kind: ProblemKind, message: impl Into<String>) {
        self.submission.problems.push(Problem::new(kind, message));
    }
}

/// The files of a student's folder and of the folders in it, in the order of their names.
fn files_of(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut files = Vec::new();
    let mut folders = vec![(String::new(), folder.to_owned())];
    while let Some((place, folder)) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = crate::exercise::problem::clean(&entry.file_name().to_string_lossy());
            if name.starts_with('.') {
                continue;
            }
            if files.len() + folders.len() >= MAX_ENTRIES {
                return Err(io::Error::other(format!("it holds more than {MAX_ENTRIES} files")));
            }
            if entry.file_type()?.is_dir() {
                // One level: EXERCISE/pod.yaml.
                if place.is_empty() {
                    folders.push((format!("{name}/"), entry.path()));
                }
            } else {
                files.push((format!("{place}{name}"), entry.path()));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The exercise that a file is an answer to: `EXERCISE.yaml`, `EXERCISE/pod.yaml`, `EXERCISE/EXERCISE.yaml`, `.yml` and
/// `.json` too; `None` for a file that is no manifest.
fn exercise_of(name: &str) -> Option<&str> {
    let stem = [".yaml", ".yml", ".json"].iter().find_map(|ending| name.strip_suffix(ending))?;
    match stem.split_once('/') {
        None => Some(stem),
        Some((exercise, file)) if file == "pod" || file == exercise => Some(exercise),
        Some(_) => None,
    }
}
