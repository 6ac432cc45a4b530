//! Gradebooks: the results of a class as files that Canvas, Moodle, spreadsheets and programs take. It must not know where
//! results come from. Students pass through one at a time.
//!
//! The rules are those of the importers themselves: Canvas' `GradebookImporter` (the columns up to `Section`, then the
//! assignment, the row `Points Possible`), Moodle's `gradeimport_csv` (one column that identifies, `-` for no grade; a row
//! whose identifier is empty would be added to the student before it, so there must be none).

mod join;
mod sheet;

use std::io::{self, Write};

use serde_json::json;

pub use join::{Entry, Join, Notes, other_account};

use super::result::{Assignment, Points, Student};
use super::roster::{Person, Roster};
use super::words;

/// The forms of a gradebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For Canvas' *Import* in its gradebook.
    Canvas,
    /// For Moodle's *Grades > Import > CSV file*.
    Moodle,
    /// For people and spreadsheets.
    Csv,
    /// For programs.
    Json,
}

/// What a student gets who handed nothing in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Missing {
    /// No points.
    #[default]
    Zero,
    /// No grade: what the gradebook has already stays.
    Empty,
}

/// Writes a gradebook, and says what a teacher should know of it.
///
/// # Errors
/// A student cannot be read, or `out` cannot be written.
pub fn write<E: From<io::Error>>(
    form: Form,
    assignment: &Assignment,
    students: impl Iterator<Item = Result<Student, E>>,
    roster: Option<&Roster>,
    missing: Missing,
    out: &mut dyn Write,
) -> Result<Notes, E> {
    let mut book = Book::begin(form, assignment, roster, missing, out)?;
    let mut join = Join::new(roster);
    for student in students {
        if let Some(entry) = join.student(student?) {
            book.entry(&entry, &mut join)?;
        }
    }
    for person in join.missing() {
        book.entry(&Entry { person: Some(person), student: None }, &mut join)?;
    }
    let notes = join.notes();
    book.end(&notes)?;
    Ok(notes)
}

/// A gradebook that is being written.
enum Book<'a> {
    Sheet(Box<sheet::Sheet<'a>>),
    Json { out: &'a mut dyn Write, missing: Missing, first: bool },
}

impl<'a> Book<'a> {
    fn begin(
        form: Form,
        assignment: &'a Assignment,
        roster: Option<&'a Roster>,
        missing: Missing,
        out: &'a mut dyn Write,
    ) -> io::Result<Self> {
        let form = match form {
            Form::Canvas => sheet::Form::Canvas,
            Form::Moodle => sheet::Form::Moodle(sheet::Identifier::for_roster(roster)),
            Form::Csv => sheet::Form::Plain,
            Form::Json => {
                let exercises = assignment.exercises.iter();
                let exercises = exercises
                    .map(|exercise| json!({ "id": exercise.id, "title": exercise.title, "points": exercise.points }));
                let head = json!({
                    "id": assignment.id,
                    "title": assignment.title,
                    "due": assignment.due.map(|due| due.to_string()),
                    "max": assignment.max(),
                    "exercises": exercises.collect::<Vec<_>>(),
                });
                write!(out, "{{\n\"assignment\": {head},\n\"students\": [")?;
                return Ok(Self::Json { out, missing, first: true });
            }
        };
        Ok(Self::Sheet(Box::new(sheet::Sheet::begin(form, assignment, roster, missing, out)?)))
    }

    fn entry(&mut self, entry: &Entry, join: &mut Join) -> io::Result<()> {
        match self {
            Self::Sheet(sheet) => sheet.entry(entry, join),
            Self::Json { out, missing, first } => {
                let comma = if std::mem::take(first) { "" } else { "," };
                write!(out, "{comma}\n{}", row(entry, *missing))
            }
        }
    }

    fn end(self, notes: &Notes) -> io::Result<()> {
        match self {
            Self::Sheet(sheet) => sheet.end(),
            Self::Json { out, .. } => {
                let notes = json!({ "unknown": notes.unknown, "duplicates": notes.duplicates });
                writeln!(out, "\n],\n\"notes\": {notes}\n}}")
            }
        }
    }
}

/// A student for programs.
fn row(entry: &Entry, missing: Missing) -> serde_json::Value {
    let nobody = Person::default();
    let person = entry.person.unwrap_or(&nobody);
    let Some(student) = &entry.student else {
        let score = (missing == Missing::Zero).then_some(Points::ZERO);
        return json!({
            "id": person.id, "name": person.name, "login": person.login, "email": person.email, "section": person.section,
            "submitted": false, "score": score,
        });
    };
    let exercises = student.exercises.iter().map(|exercise| {
        let checks = exercise.checks.iter();
        json!({
            "id": exercise.id, "answered": exercise.answered, "score": exercise.score, "max": exercise.max,
            "passed": exercise.passed, "seed": exercise.seed, "seconds": exercise.seconds, "attempts": exercise.attempts,
            "checks": checks.map(|check| json!({ "id": check.id, "points": check.points, "max": check.max, "passed": check.passed })).collect::<Vec<_>>(),
        })
    });
    json!({
        "id": if person.id.is_empty() { &student.id } else { &person.id },
        "name": name_of(entry), "login": person.login, "email": person.email, "section": person.section,
        "submitted": true, "submitted_at": student.submitted.map(|moment| moment.to_string()),
        "score": student.score(), "earned": student.earned(), "deduction": student.deduction(),
        "late_seconds": student.late.map(|late| late.by), "in_roster": entry.person.is_some(),
        "problems": student.problems, "exercises": exercises.collect::<Vec<_>>(),
    })
}

/// The roster's name for a student, else the submission's.
fn name_of(entry: &Entry) -> String {
    let listed = entry.person.map(|person| person.name.as_str()).filter(|name| !name.is_empty());
    let own = entry.student.as_ref().map(|student| student.name.as_str());
    words::line(listed.or(own).unwrap_or_default())
}
