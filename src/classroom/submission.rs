//! What came in: a folder with a hand-in, or with plain manifests, for each student. Everything in it is hostile; what is wrong
//! with one submission is told in its result and touches no other. It must not know how anything is graded.

mod choose;
mod list;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::assignment::{Assignment, Seeds};
use super::course::hex;
use super::desk::{attempts_used, is_student};
use super::hand_in::{self, HandIn, MAX_HAND_IN};
use super::result::{Problem, ProblemKind};
use super::upload;
use crate::system::files::{ReadError, read_limited};
use crate::work::LIMIT;
pub use list::{Found, Listing, list};

/// How the name of a hand-in ends.
pub const ENDING: &str = ".handin";
/// The most manifests and hand-ins of a student's folder.
const MAX_ENTRIES: usize = 1000;
/// The most entries of a student's folder, and of the folders in it, that are looked at.
const MOST_SEEN: usize = 50_000;

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
        if found.files.is_empty() {
            reader.all(&found.path);
        } else {
            reader.listing(&found.files);
            reader.folder(&found.files);
        }
        reader.whose(found);
        reader.submission.hash = reader.hash.finalize().into();
        reader.submission
    }

    fn empty(found: &Found) -> Self {
        Self {
            name: found.name.clone(),
            student: found.student.clone(),
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
            Ok(Inside { files, links }) => {
                self.listing(&files);
                self.folder(&files);
                self.left_out(&links);
            }
            Err(error) => self.useless(&format!("its folder cannot be read: {error}")),
        }
    }

    /// Every file that could be an answer counts for the fingerprint, also one that is not read: a result must not outlive a file
    /// that came later.
    fn listing(&mut self, files: &[(String, PathBuf)]) {
        for (name, path) in files {
            let length = fs::symlink_metadata(path).map_or(u64::MAX, |metadata| metadata.len());
            for number in [name.len() as u64, length] {
                self.hash.update(number.to_be_bytes());
            }
            self.hash.update(name);
        }
    }

    /// A folder: a hand-in, or manifests.
    fn folder(&mut self, files: &[(String, PathBuf)]) {
        let hand_ins: Vec<_> = files.iter().filter(|(name, _)| name.ends_with(ENDING)).collect();
        match hand_ins.as_slice() {
            [(_, path)] => return self.hand_in(path),
            [_, _, ..] => return self.newest(&hand_ins),
            [] => {}
        }
        for (name, path) in files {
            match exercise_of(name, self.assignment) {
                Answers::To(exercise) => self.manifest(&exercise, name, path),
                Answers::Nothing => {
                    self.note(ProblemKind::Other, format!("`{name}` belongs to no exercise of the assignment"));
                }
                Answers::NoManifest => {}
            }
        }
        if self.submission.answers.is_empty() && self.submission.problems.is_empty() {
            self.note(ProblemKind::Other, "its folder holds no answer: neither a hand-in nor EXERCISE.yaml files");
        }
    }

    /// Names the links that could not have been an answer, or stand beside a hand-in: a teacher sees that nothing was followed.
    fn left_out(&mut self, links: &[String]) {
        const NAMED: usize = 3;
        if links.is_empty() {
            return;
        }
        let mut names: Vec<String> = links.iter().take(NAMED).map(|name| shown(name)).collect();
        if links.len() > NAMED {
            names.push(format!("{} more", links.len() - NAMED));
        }
        let what = if links.len() == 1 {
            "a symbolic link, which is not followed"
        } else {
            "symbolic links, which are not followed"
        };
        self.note(ProblemKind::Other, format!("left out: {}, {what}", names.join(", ")));
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
        if let Some(read) = self.read_hand_in(path) {
            self.take(read);
        }
    }

    /// A hand-in's records; what is wrong with it as a whole is noted where there are none.
    fn read_hand_in(&mut self, path: &Path) -> Option<HandIn> {
        if fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink()) {
            self.hash.update("link");
            self.useless("it is a symbolic link, which is not followed");
            return None;
        }
        let text = self.text(path, MAX_HAND_IN, None)?;
        if text.trim().is_empty() {
            self.useless("it is empty");
            return None;
        }
        let read = hand_in::read(&text);
        if read.head.is_none() && read.answers.is_empty() {
            self.useless("it is no hand-in of podlings");
            return None;
        }
        Some(read)
    }

    /// Takes what a hand-in says.
    fn take(&mut self, read: HandIn) {
        if !read.broken.is_empty() {
            let places = read.broken.join("; ");
            self.note(ProblemKind::BrokenChain, format!("it was changed after it was written: {places}"));
        }
        self.head(&read);
        if !read.broken.is_empty() && self.submission.at.take().is_some() {
            let message = "the time it says it was handed in at is not believed: whether it was late is not known";
            self.note(ProblemKind::BrokenChain, message);
        }
        self.attempts(&read);
        for (exercise, answer) in read.answers {
            if self.assignment.task(&exercise).is_none() {
                self.note(ProblemKind::Other, format!("the assignment has no exercise {}", shown(&exercise)));
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

    /// Whose values are meant cannot be told where the name alone says who it is, and is one that a platform made.
    fn whose(&mut self, found: &Found) {
        if found.is_late && self.submission.at.is_none() {
            self.note(
                ProblemKind::Other,
                "the platform says that it came late; by how much is not known here, and nothing was taken off",
            );
        }
        let says_nothing = self.submission.at.is_none() && self.submission.student == found.student;
        if self.assignment.seeds == Seeds::PerStudent
            && says_nothing
            && !self.submission.answers.is_empty()
            && found.is_named_by_platform()
        {
            let message = "only the platform's name for it says whose it is, and each student has values of their own: put \
                           it into a folder named by the student's id";
            self.note(ProblemKind::Other, message);
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
            self.submission.is_unreadable = true;
            let message = format!("it is for the assignment {}: it is not graded", shown(&head.assignment));
            self.note(ProblemKind::WrongAssignment, message);
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
                let used =
                    attempts_used(of_it.map(|attempt| (attempt.text.as_str(), attempt.points.0 >= attempt.points.1)));
                if used > allowed {
                    let message = format!("`{}`: {used} texts were graded, and {allowed} are allowed", task.id);
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

/// A name that a submission says, for a message.
fn shown(name: &str) -> String {
    let name: String = crate::exercise::problem::clean(name).chars().take(60).collect();
    format!("`{name}`")
}

/// What is in a student's folder and in the folders in it, in the order of names.
#[derive(Debug, Default)]
struct Inside {
    /// The files that could be answers: their names, and where they are.
    files: Vec<(String, PathBuf)>,
    /// The names of the symbolic links that nothing else is said of.
    links: Vec<String>,
}

/// Looks what is in a student's folder.
fn files_of(folder: &Path) -> io::Result<Inside> {
    /// `WHATEVER/EXERCISE/pod.yaml`, as it is unpacked from an archive.
    const DEPTH: usize = 2;
    const READ: [&str; 4] = [ENDING, ".yaml", ".yml", ".json"];
    let (mut inside, mut seen) = (Inside::default(), 0);
    let mut folders = vec![(String::new(), folder.to_owned(), 0)];
    while let Some((place, folder, depth)) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = crate::exercise::problem::clean(&entry.file_name().to_string_lossy());
            if name.starts_with('.') || name == "__MACOSX" {
                continue;
            }
            seen += 1;
            if inside.files.len() >= MAX_ENTRIES || seen > MOST_SEEN {
                return Err(io::Error::other(format!("it holds more than {MAX_ENTRIES} answers")));
            }
            let (kind, path) = (entry.file_type()?, format!("{place}{name}"));
            let could_be_read = READ.iter().any(|ending| name.ends_with(ending));
            if kind.is_dir() {
                if depth < DEPTH {
                    folders.push((format!("{path}/"), entry.path(), depth + 1));
                }
            } else if could_be_read {
                inside.files.push((path, entry.path()));
            } else if kind.is_symlink() {
                inside.links.push(path);
            }
        }
    }
    inside.files.sort();
    // A single hand-in is the answer, and nothing is read beside it: so nothing else would speak of the links that are there.
    if inside.files.iter().filter(|(name, _)| name.ends_with(ENDING)).count() == 1 {
        let beside = inside.files.iter().filter(|(name, path)| !name.ends_with(ENDING) && path.is_symlink());
        inside.links.extend(beside.map(|(name, _)| name.clone()));
    }
    inside.links.sort();
    Ok(inside)
}

/// What a file is an answer to.
#[derive(Debug, PartialEq, Eq)]
enum Answers {
    /// An exercise of the assignment.
    To(String),
    /// A manifest of something else.
    Nothing,
    /// It is no manifest.
    NoManifest,
}

/// The exercise that a file is an answer to: `EXERCISE.yaml`, `EXERCISE/pod.yaml`, with one exercise alone `pod.yaml`; `.yml` and
/// `.json` too, and in whatever folder. A number that the app (`EXERCISE.SEED`) or Canvas (`EXERCISE-1`) put behind the name
/// is not looked at.
fn exercise_of(name: &str, assignment: &Assignment) -> Answers {
    let Some(stem) = [".yaml", ".yml", ".json"].iter().find_map(|ending| name.strip_suffix(ending)) else {
        return Answers::NoManifest;
    };
    let (folder, file) = stem.rsplit_once('/').unwrap_or(("", stem));
    let folder = folder.rsplit('/').next().unwrap_or_default();
    let without_seed = folder.split_once('.').map_or(folder, |(exercise, _)| exercise);
    let plain = upload::without_number(file);
    let is_pod = plain == "pod";
    let mut names = vec![file, plain];
    names.extend([folder, without_seed].into_iter().filter(|_| is_pod));
    if let Some(name) = names.into_iter().find(|name| assignment.task(name).is_some()) {
        return Answers::To(name.to_owned());
    }
    match assignment.exercises.as_slice() {
        [only] if is_pod && folder.is_empty() => Answers::To(only.id.clone()),
        _ => Answers::Nothing,
    }
}

#[cfg(test)]
mod tests;
