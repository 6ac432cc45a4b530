//! An assignment together with its exercises, as a teacher has it or as it was handed out. It must not know who works on it,
//! nor how anything is graded.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::assignment::{self, Assignment, FILE, Seeds};
use super::bundle;
use super::points::Points;
use super::result::{self, AssignedExercise, Terms};
use crate::exercise::{Exercise, Library, LookupError, MAX_FILE, PackFile, Problem};
use crate::system::files::{ReadError, read_text};
use crate::system::folder::{Limits, read_folder};

/// What is read of a pack's folder.
const LIMITS: Limits = Limits { depth: 2, files: 2000, bytes: MAX_FILE };

/// An assignment and its exercises. Every exercise of the assignment is there and can be used.
#[derive(Debug)]
pub struct Course {
    /// The assignment.
    pub assignment: Assignment,
    /// Where its exercises are found, maybe among others.
    pub library: Library,
    /// The assignment's file as it was read.
    text: String,
    /// The images that its pack brings: path and text.
    images: Vec<(String, String)>,
    fingerprint: String,
}

/// Why there is no course to be had.
#[derive(Debug, thiserror::Error)]
pub enum CourseError {
    /// A file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A folder cannot be listed.
    #[error("{} cannot be read: {reason}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The system's words.
        reason: std::io::Error,
    },
    /// The file is no bundle.
    #[error("{} is no assignment: {reason}", path.display())]
    NoBundle {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        reason: String,
    },
    /// The assignment, or an exercise of it, has to be mended.
    #[error("the assignment cannot be used")]
    Broken(Vec<Problem>),
}

impl Course {
    /// Opens an assignment: its folder, its `assignment.toml`, or a bundle in one file.
    ///
    /// # Errors
    /// See [`CourseError`].
    pub fn open(path: &Path) -> Result<Self, CourseError> {
        if path.is_dir() {
            return Self::open_file(&path.join(FILE), path);
        }
        if path.extension().is_some_and(|extension| extension == "toml") {
            return Self::open_file(path, path.parent().unwrap_or(Path::new("")));
        }
        let text = read_text(path, bundle::MAX_BUNDLE)?;
        let files = bundle::unpack(&text)
            .map_err(|reason| CourseError::NoBundle { path: path.to_owned(), reason: reason.to_string() })?;
        let place = format!("{}:", path.display());
        Self::of_bundle(&place, files).map_err(CourseError::Broken)
    }

    fn open_file(file: &Path, folder: &Path) -> Result<Self, CourseError> {
        let text = read_text(file, MAX_FILE)?;
        let name = file.display().to_string();
        let assignment = assignment::load(&name, &text).map_err(CourseError::Broken)?;
        let pack = match &assignment.pack {
            None => None,
            Some(pack) => {
                let path = folder.join(pack);
                let files =
                    read_folder(&path, ".toml", LIMITS).map_err(|reason| CourseError::Folder { path, reason })?;
                Some(files.into_iter().map(|(name, text)| (name, text.map_err(|error| error.to_string()))).collect())
            }
        };
        let place = assignment.pack.as_ref().map(|pack| format!("{}/", folder.join(pack).display()));
        Self::build(&name, text, assignment, &place.unwrap_or_default(), pack).map_err(CourseError::Broken)
    }

    /// The course of a bundle's files; `place` stands before their names in messages.
    ///
    /// # Errors
    /// What is wrong with the files.
    pub fn of_bundle(place: &str, files: BTreeMap<String, String>) -> Result<Self, Vec<Problem>> {
        let name = format!("{place}{FILE}");
        let Some(text) = files.get(FILE) else {
            return Err(vec![Problem::whole(&name, "there is no assignment in this bundle")]);
        };
        let text = text.clone();
        let assignment = assignment::load(&name, &text)?;
        let below = format!("{}/", assignment.pack.as_deref().unwrap_or(bundle::PACK));
        let pack = files
            .into_iter()
            .filter_map(|(path, text)| Some((path.strip_prefix(&below)?.to_owned(), Ok(text))))
            .collect::<Vec<PackFile>>();
        Self::build(&name, text, assignment, &format!("{place}{below}"), Some(pack))
    }

    /// Puts the parts together; without a pack the exercises are the built-in ones, which also stand behind a teacher's.
    fn build(
        name: &str,
        text: String,
        assignment: Assignment,
        place: &str,
        pack: Option<Vec<PackFile>>,
    ) -> Result<Self, Vec<Problem>> {
        let mut images = Vec::new();
        let mut library = Library::default();
        if let Some(files) = pack {
            let is_image = |path: &str| path.starts_with("images/");
            images.extend(
                files
                    .iter()
                    .filter(|(path, _)| is_image(path))
                    .filter_map(|(path, text)| Some((path.clone(), text.as_ref().ok()?.clone()))),
            );
            library.add(place, "exercises", files);
        } else {
            library = Library::embedded();
        }
        let mut problems = Vec::new();
        for (index, task) in assignment.exercises.iter().enumerate() {
            match library.find(&task.id) {
                Ok(_) => {}
                Err(LookupError::Broken { problems: broken, .. }) => problems.extend(broken),
                Err(unknown) => problems.push(assignment::unknown_exercise(name, &text, index, &unknown)),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let fingerprint = fingerprint(&assignment, &library);
        Ok(Self { assignment, library, text, images, fingerprint })
    }

    /// What is wrong with the pack beside the exercises of the assignment.
    #[must_use]
    pub fn warnings(&self) -> &[Problem] {
        self.library.problems()
    }

    /// The assignment's file as it was read.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The container images that the pack brings: their paths in it, and their texts.
    #[must_use]
    pub fn images(&self) -> &[(String, String)] {
        &self.images
    }

    /// The exercises of the assignment, in its order, as they are written.
    pub fn exercises(&self) -> impl Iterator<Item = &Exercise> {
        self.assignment.exercises.iter().filter_map(|task| self.library.find(&task.id).ok())
    }

    /// What an exercise is worth here.
    #[must_use]
    pub fn worth(&self, exercise: &Exercise) -> Points {
        let points = self.assignment.task(&exercise.id).and_then(|task| task.points);
        Points::whole(points.unwrap_or_else(|| exercise.points()))
    }

    /// What students do: the same for the teacher's files and for the handout, whatever feedback it allows and whoever's values
    /// are drawn. A due date that moves changes nothing in it.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Everything that decides a grade: the whole assignment, every exercise's file, the program's version.
    #[must_use]
    pub fn grading_key(&self) -> String {
        let mut hash = Sha256::new();
        let entries = self.assignment.exercises.iter().filter_map(|task| self.library.entry(&task.id).ok());
        let texts = entries.map(crate::exercise::Entry::text);
        let images = self.images.iter().flat_map(|(name, text)| [name.as_str(), text.as_str()]);
        for part in [env!("CARGO_PKG_VERSION"), self.text.as_str()].into_iter().chain(texts).chain(images) {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hex(&hash.finalize())
    }

    /// An exercise as it is spoken of to the whole class: with the values that all have, else as it is written.
    fn common<'a>(&self, exercise: &'a Exercise) -> Cow<'a, Exercise> {
        let seed = match self.assignment.seeds {
            Seeds::PerClass => self.assignment.seed("", &exercise.id).filter(|_| exercise.has_values()),
            Seeds::AsWritten | Seeds::PerStudent => None,
        };
        let drawn = seed.and_then(|seed| self.library.variant(&exercise.id, seed).ok());
        drawn.map_or(Cow::Borrowed(exercise), Cow::Owned)
    }

    /// The assignment as results have it.
    #[must_use]
    pub fn as_result(&self) -> result::Assignment {
        let assigned = |exercise: &Exercise| AssignedExercise {
            points: self.worth(exercise),
            varies: self.assignment.seeds == Seeds::PerStudent && exercise.has_values(),
            ..AssignedExercise::of(&self.common(exercise))
        };
        let assignment = &self.assignment;
        result::Assignment {
            format: result::FORMAT,
            id: assignment.id.clone(),
            title: assignment.title.clone(),
            due: assignment.due.as_ref().map(jiff::Zoned::timestamp),
            terms: assignment.due_and_grace().map(|due| Terms { due, late: assignment.late.words() }),
            exercises: self.exercises().map(assigned).collect(),
        }
    }
}

fn fingerprint(assignment: &Assignment, library: &Library) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    };
    add("podlings course 1");
    add(&assignment.id);
    add(&assignment.salt);
    for exercise in assignment.exercises.iter().filter_map(|task| library.find(&task.id).ok()) {
        add(&exercise.id);
        add(&exercise.task);
        add(&exercise.start);
    }
    hex(&hash.finalize())
}

/// Bytes as small hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
