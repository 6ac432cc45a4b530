//! Results joined with a roster: who is who, who is missing, who is nobody. It must not know any form of gradebook.

use std::collections::{BTreeMap, HashSet};

use crate::classroom::result::{Problem, ProblemKind, Student};
use crate::classroom::roster::{Person, Roster};
use crate::classroom::upload::Upload;
use crate::classroom::words;

/// A row: somebody of the roster, a submission, or both.
#[derive(Debug)]
pub struct Entry<'r> {
    /// Who it is, where there is a roster that has them.
    pub person: Option<&'r Person>,
    /// What they handed in.
    pub student: Option<Student>,
}

/// What a teacher should know of a gradebook that was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    /// People of the roster without a submission.
    pub missing: Vec<String>,
    /// Ids of submissions that are nobody's of the roster.
    pub unknown: Vec<String>,
    /// Ids of further submissions of somebody who has one; the first counts.
    pub duplicates: Vec<String>,
    /// What makes grades doubtful, with the ids of the submissions.
    pub doubts: BTreeMap<&'static str, Vec<String>>,
    /// Ids that the gradebook's form cannot hold.
    pub left_out: Vec<String>,
}

/// Joins one student after another.
#[derive(Debug)]
pub struct Join<'r> {
    roster: Option<&'r Roster>,
    seen: HashSet<usize>,
    ids: HashSet<String>,
    notes: Notes,
}

impl<'r> Join<'r> {
    /// Begins with nobody.
    #[must_use]
    pub fn new(roster: Option<&'r Roster>) -> Self {
        Self { roster, seen: HashSet::new(), ids: HashSet::new(), notes: Notes::default() }
    }

    /// The row of a student; `None` for a second one of the same student.
    pub fn student(&mut self, mut student: Student) -> Option<Entry<'r>> {
        student.problems.extend(self.other_account(&student));
        for doubt in words::doubts(&student) {
            self.notes.doubts.entry(doubt).or_default().push(student.id.clone());
        }
        let found = self.roster.and_then(|roster| roster.find(&student.id));
        let is_new = match found {
            Some(index) => self.seen.insert(index),
            None => self.ids.insert(student.id.clone()),
        };
        if !is_new {
            self.notes.duplicates.push(student.id);
            return None;
        }
        if self.roster.is_some() && found.is_none() {
            self.notes.unknown.push(student.id.clone());
        }
        let person = self.roster.zip(found).and_then(|(roster, index)| roster.people().get(index));
        Some(Entry { person, student: Some(student) })
    }

    /// The platform says by the file's name that another one of the roster has uploaded it.
    fn other_account(&self, student: &Student) -> Option<Problem> {
        let roster = self.roster?;
        let upload = Upload::of(student.file.as_deref()?)?;
        let (uploader, author) = (roster.find(upload.owner)?, roster.find(&student.id)?);
        if uploader == author {
            return None;
        }
        let who = roster.people().get(uploader).map(Person::label)?;
        let message = format!("it was uploaded by {}, and says it is from `{}`", words::line(who), student.id);
        Some(Problem::new(ProblemKind::OtherAccount, message))
    }

    /// Who is in the roster and had no submission, in the roster's order.
    pub fn missing(&mut self) -> Vec<&'r Person> {
        let people = self.roster.map_or(&[][..], Roster::people).iter().enumerate();
        let missing: Vec<&Person> =
            people.filter(|(index, _)| !self.seen.contains(index)).map(|(_, person)| person).collect();
        self.notes.missing = missing.iter().map(|person| person.label().to_owned()).collect();
        missing
    }

    /// Notes that somebody has no row.
    pub fn leave_out(&mut self, id: &str) {
        self.notes.left_out.push(id.to_owned());
    }

    /// What came up.
    #[must_use]
    pub fn notes(self) -> Notes {
        self.notes
    }
}
