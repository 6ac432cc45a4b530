//! A student's side of an assignment: who works on it, and where the work and its history are kept, apart from everything else
//! that the student does. It must not know what is in an answer.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use super::bundle;
use super::course::{Course, CourseError};
use crate::exercise::{Exercise, Problem};
use crate::history::{GradeRecord, History, HistoryError};
use crate::system::files::{self, ReadError};
use crate::system::{Environment, Folder};

/// The file with the student's id.
const STUDENT: &str = "student";

/// An assignment that a student works on.
#[derive(Debug)]
pub struct Desk {
    /// The assignment, without its answers also where the student has the teacher's files.
    pub course: Course,
    /// Who works on it.
    pub student: String,
    /// Where all of it is kept.
    folder: PathBuf,
}

/// The work at one exercise, as the history has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Log {
    /// Every graded text, in the order of time.
    pub grades: Vec<GradeRecord>,
    /// Working time, in seconds.
    pub seconds: u64,
    /// Hints that were shown.
    pub hints: u32,
}

impl Log {
    /// How many attempts were used: the different texts that were graded, up to the first with full marks. What is graded after that
    /// costs nothing.
    #[must_use]
    pub fn texts(&self) -> u32 {
        let points = |grade: &GradeRecord| grade.score.points >= grade.score.max;
        attempts_used(self.grades.iter().map(|grade| (grade.text.as_str(), points(grade))))
    }

    /// Whether a text may be graded where so many attempts are allowed: one that was graded before always may, and each one after
    /// full marks.
    #[must_use]
    pub fn allows(&self, text: &str, attempts: Option<u32>) -> bool {
        let is_free = |grade: &GradeRecord| grade.text == text || grade.score.points >= grade.score.max;
        attempts.is_none_or(|allowed| self.texts() < allowed) || self.grades.iter().any(is_free)
    }
}

/// How many attempts texts are that were graded in this order, each with whether it got full marks: see [`Log::texts`].
#[must_use]
pub fn attempts_used<'a>(grades: impl Iterator<Item = (&'a str, bool)>) -> u32 {
    let mut texts = HashSet::new();
    for (text, is_full) in grades {
        texts.insert(text);
        if is_full {
            break;
        }
    }
    u32::try_from(texts.len()).unwrap_or(u32::MAX)
}

/// Why nobody can work on an assignment.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The assignment cannot be used.
    #[error(transparent)]
    Course(#[from] CourseError),
    /// There is no home to keep the work in.
    #[error("there is no home folder to keep your work in")]
    NoHome,
    /// It was never said who the student is.
    #[error("who are you?")]
    NoStudent,
    /// The id cannot be one.
    #[error("\"{}\" cannot be a student's id", .0.escape_debug())]
    BadStudent(String),
    /// Someone else works on it here.
    #[error("`{kept}` works on this assignment here, not `{asked}`")]
    OtherStudent {
        /// Who began.
        kept: String,
        /// Who was named now.
        asked: String,
        /// The file that says so.
        file: PathBuf,
    },
    /// The file with the id cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The id cannot be kept.
    #[error("cannot write {}: {reason}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's words.
        reason: io::Error,
    },
}

impl Desk {
    /// Opens an assignment for the student who is named, or who was named before.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub fn open(path: &Path, student: Option<&str>, environment: &Environment) -> Result<Self, DeskError> {
        let teachers = Course::open(path)?;
        let course = if teachers.assignment.handout { teachers } else { handed_out(&teachers)? };
        let data = environment.folder(Folder::Data).ok_or(DeskError::NoHome)?;
        let folder = data.join("assignments").join(&course.assignment.id);
        let student = who(&folder, student)?;
        let mut course = course;
        let Course { assignment, library, .. } = &mut course;
        library.draw(|exercise| assignment.seed(&student, exercise));
        if assignment.attempts.is_some() && assignment.feedback.verdict {
            library.grade_on_request();
        }
        Ok(Self { course, student, folder })
    }

    /// Where the answers are, in EXERCISE/pod.yaml.
    #[must_use]
    pub fn work(&self) -> PathBuf {
        self.folder.join("work")
    }

    /// What is known of the work at one exercise: all attempts at it, also those at values that were drawn by another seed.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn log(&self, history: &History, exercise: &str) -> Result<Log, HistoryError> {
        let mut log = Log::default();
        for attempt in history.attempts(Some(exercise))? {
            log.seconds += attempt.elapsed.as_secs();
            log.hints += attempt.hints;
            log.grades.extend(history.grades(attempt.id)?);
        }
        for open in history.open_attempts()?.into_iter().filter(|open| open.exercise == exercise) {
            log.seconds += open.elapsed.as_secs();
            log.hints += open.hints;
            log.grades.extend(history.grades(open.id)?);
        }
        log.grades.sort_by_key(|grade| grade.at);
        Ok(log)
    }

    /// How many more texts may be graded for an exercise; `None`: as many as one likes.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn left(&self, history: &History, exercise: &Exercise) -> Result<Option<u32>, HistoryError> {
        let Some(allowed) = self.course.assignment.attempts.filter(|_| exercise.feedback.verdict) else {
            return Ok(None);
        };
        Ok(Some(allowed.saturating_sub(self.log(history, &exercise.id)?.texts())))
    }

    /// Where the history of this assignment is.
    #[must_use]
    pub fn history(&self) -> PathBuf {
        self.folder.join("history.db")
    }
}

/// A course as students get it.
fn handed_out(course: &Course) -> Result<Course, CourseError> {
    let of_handout = |problems: Vec<Problem>| CourseError::Broken(problems);
    Course::of_bundle("", bundle::files(course)).map_err(of_handout)
}

/// Whether a text can be a student's id: what school accounts, numbers and e-mail addresses are made of.
#[must_use]
pub fn is_student(id: &str) -> bool {
    id.len() <= 100
        && id.starts_with(|c: char| c.is_ascii_alphanumeric())
        && id.chars().all(|c| c.is_ascii_alphanumeric() || "._@+-".contains(c))
}

/// The student who is named, kept from now on; or who was named before.
fn who(folder: &Path, named: Option<&str>) -> Result<String, DeskError> {
    if let Some(named) = named
        && !is_student(named)
    {
        return Err(DeskError::BadStudent(named.to_owned()));
    }
    let file = folder.join(STUDENT);
    let kept = match files::read_text(&file, 1000) {
        Ok(text) => Some(text.trim().to_owned()),
        Err(ReadError::Missing(_)) => None,
        Err(error) => return Err(error.into()),
    };
    match (kept, named) {
        (Some(kept), _) if !is_student(&kept) => Err(DeskError::BadStudent(kept)),
        (Some(kept), Some(asked)) if kept != asked => {
            Err(DeskError::OtherStudent { kept, asked: asked.to_owned(), file })
        }
        (Some(kept), _) => Ok(kept),
        (None, None) => Err(DeskError::NoStudent),
        (None, Some(named)) => {
            let written =
                files::create_folder(folder).and_then(|()| files::create_new(&file, format!("{named}\n").as_bytes()));
            written.map_err(|reason| DeskError::Write { path: file, reason })?;
            Ok(named.to_owned())
        }
    }
}
