//! Gradebooks as CSV: Canvas, Moodle and the plain one. It must not know how students are joined with a roster.

use std::io::{self, Write};

use super::join::{Entry, Join};
use super::{Missing, name_of};
use crate::classroom::result::{Assignment, Points};
use crate::classroom::roster::{Person, Roster};
use crate::classroom::words;

/// The forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Canvas,
    Moodle(Identifier),
    Plain,
}

/// The column by which Moodle finds a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identifier {
    IdNumber,
    Username,
    Email,
}

impl Identifier {
    /// The one that everybody of the roster has; the school's id, where nobody has one.
    pub fn for_roster(roster: Option<&Roster>) -> Self {
        let people = roster.map_or(&[][..], Roster::people);
        let all = [Self::IdNumber, Self::Username, Self::Email];
        let count = |identifier: &Self| people.iter().filter(|person| !identifier.of(person).is_empty()).count();
        // Of several that are as complete the first one wins.
        all.into_iter().rev().max_by_key(count).unwrap_or(Self::IdNumber)
    }

    fn title(self) -> &'static str {
        match self {
            Self::IdNumber => "ID number",
            Self::Username => "Username",
            Self::Email => "Email address",
        }
    }

    fn of(self, person: &Person) -> &str {
        match self {
            Self::IdNumber => &person.id,
            Self::Username => &person.login,
            Self::Email => &person.email,
        }
    }
}

/// A gradebook that is being written.
pub struct Sheet<'a> {
    form: Form,
    assignment: &'a Assignment,
    missing: Missing,
    has_roster: bool,
    out: csv::Writer<&'a mut dyn Write>,
}

impl<'a> Sheet<'a> {
    pub fn begin(
        form: Form,
        assignment: &'a Assignment,
        roster: Option<&'a Roster>,
        missing: Missing,
        out: &'a mut dyn Write,
    ) -> io::Result<Self> {
        let out = csv::WriterBuilder::new().flexible(true).from_writer(out);
        let mut sheet = Self { form, assignment, missing, has_roster: roster.is_some(), out };
        let title = words::cell(&words::line(&assignment.title));
        match form {
            Form::Canvas => {
                let column = roster.and_then(|roster| roster.column(&assignment.title)).map_or(title, str::to_owned);
                sheet.row(&["Student", "ID", "SIS User ID", "SIS Login ID", "Section", &column])?;
                sheet.row(&["    Points Possible", "", "", "", "", &assignment.max().to_string()])?;
            }
            Form::Moodle(identifier) => {
                let (grade, feedback) = (format!("{title} (Real)"), format!("{title} (Feedback)"));
                sheet.row(&[identifier.title(), &grade, &feedback])?;
            }
            Form::Plain => {
                let fixed = [
                    "id",
                    "name",
                    "login",
                    "email",
                    "section",
                    "status",
                    "score",
                    "max",
                    "earned",
                    "late_seconds",
                    "deduction",
                    "problems",
                ];
                let exercises = assignment.exercises.iter().map(|exercise| words::id_cell(&exercise.id));
                let row: Vec<String> = fixed.map(str::to_owned).into_iter().chain(exercises).collect();
                sheet.row(&row)?;
            }
        }
        Ok(sheet)
    }

    pub fn entry(&mut self, entry: &Entry, join: &mut Join) -> io::Result<()> {
        match self.form {
            Form::Canvas => self.canvas(entry, join),
            Form::Moodle(identifier) => self.moodle(identifier, entry, join),
            Form::Plain => self.plain(entry),
        }
    }

    pub fn end(mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Canvas knows nobody who is not in its course, and would take them for new: they have no row where a roster is given.
    fn canvas(&mut self, entry: &Entry, join: &mut Join) -> io::Result<()> {
        let nobody = Person::default();
        let own = entry.student.as_ref().map_or("", |student| student.id.as_str());
        let person = match entry.person {
            Some(person) => person,
            None if self.has_roster => {
                join.leave_out(own);
                return Ok(());
            }
            None => &nobody,
        };
        let id = if entry.person.is_some() { &person.id } else { own };
        let row = [
            words::cell(&name_of(entry)),
            words::id_cell(&person.canvas_id),
            words::id_cell(id),
            words::id_cell(&person.login),
            words::cell(&words::line(&person.section)),
            self.score(entry),
        ];
        self.row(&row)
    }

    fn moodle(&mut self, identifier: Identifier, entry: &Entry, join: &mut Join) -> io::Result<()> {
        let own = entry.student.as_ref().map_or("", |student| student.id.as_str());
        let id = match entry.person {
            Some(person) => identifier.of(person),
            None if self.has_roster => "",
            None => own,
        };
        if id.trim().is_empty() {
            join.leave_out(if own.is_empty() { entry.person.map_or("", Person::label) } else { own });
            return Ok(());
        }
        let score = self.score(entry);
        let score = if score.is_empty() { "-".to_owned() } else { score };
        let title = |id: &str| self.title(id);
        let feedback = entry.student.as_ref().map(|student| words::feedback(student, title)).unwrap_or_default();
        // Moodle shows feedback as HTML.
        let feedback = feedback.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        self.row(&[words::id_cell(id), score, words::cell(&feedback)])
    }

    fn plain(&mut self, entry: &Entry) -> io::Result<()> {
        let nobody = Person::default();
        let person = entry.person.unwrap_or(&nobody);
        let student = entry.student.as_ref();
        let id = if person.id.is_empty() { student.map_or("", |student| &student.id) } else { &person.id };
        let status = match (student, entry.person) {
            (None, _) => "missing",
            (Some(_), None) if self.has_roster => "not in the roster",
            (Some(student), _) if student.exercises.is_empty() => "unreadable",
            (Some(student), _) if student.late.is_some() => "late",
            (Some(_), _) => "handed in",
        };
        let number = |points: fn(&crate::classroom::result::Student) -> Points| {
            student.map(|student| points(student).to_string()).unwrap_or_default()
        };
        let mut row = vec![
            words::id_cell(id),
            words::cell(&name_of(entry)),
            words::id_cell(&person.login),
            words::id_cell(&person.email),
            words::cell(&words::line(&person.section)),
            status.to_owned(),
            self.score(entry),
            self.assignment.max().to_string(),
            number(crate::classroom::result::Student::earned),
            student.and_then(|student| student.late).map(|late| late.by.to_string()).unwrap_or_default(),
            number(crate::classroom::result::Student::deduction),
            words::cell(&student.map(words::problems).unwrap_or_default()),
        ];
        let exercises = self.assignment.exercises.iter();
        row.extend(exercises.map(|exercise| {
            let result = student.and_then(|student| student.exercise(&exercise.id));
            result.map(|result| result.score.to_string()).unwrap_or_default()
        }));
        self.row(&row)
    }

    /// The points that count; for nobody's work what the teacher chose.
    fn score(&self, entry: &Entry) -> String {
        match (&entry.student, self.missing) {
            (Some(student), _) => student.score().to_string(),
            (None, Missing::Zero) => Points::ZERO.to_string(),
            (None, Missing::Empty) => String::new(),
        }
    }

    fn title(&self, id: &str) -> String {
        let found = self.assignment.exercises.iter().find(|exercise| exercise.id == id);
        found.map_or_else(|| id.to_owned(), |exercise| exercise.title.clone())
    }

    fn row<T: AsRef<[u8]>>(&mut self, cells: &[T]) -> io::Result<()> {
        self.out.write_record(cells).map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) => error,
            other => io::Error::other(format!("{other:?}")),
        })
    }
}
