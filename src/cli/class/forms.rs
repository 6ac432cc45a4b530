//! One student's results in the form that was asked for, for `class report` and `autograde` alike. It must not know where
//! results come from.

use std::io::Write;

use super::super::{CommandError, Kind};
use crate::classroom::autograder::classroom50::{self, Identity};
use crate::classroom::autograder::gradescope::{self, Visibility};
use crate::classroom::autograder::{Work, github, junit, markdown};
use crate::system::System;

/// The forms for one student.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// Markdown, for the summary of a CI job
    Markdown,
    /// Gradescope's results.json
    Gradescope,
    /// Classroom 50's result.json; reads CLASSROOM, ASSIGNMENT, `SUBMISSION_TAG`, `COMMIT_URL`, `RELEASE_URL`
    Classroom50,
    /// The base64 JSON of the GitHub Classroom autograding actions
    Github,
    /// `JUnit` XML
    Junit,
}

/// When students of Gradescope see the tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Seen {
    /// At once
    #[default]
    Visible,
    /// Never
    Hidden,
    /// When the assignment is over
    AfterDueDate,
    /// When the grades are published
    AfterPublished,
}

impl Seen {
    fn visibility(self) -> Visibility {
        match self {
            Self::Visible => Visibility::Visible,
            Self::Hidden => Visibility::Hidden,
            Self::AfterDueDate => Visibility::AfterDueDate,
            Self::AfterPublished => Visibility::AfterPublished,
        }
    }
}

/// Writes one student's results.
///
/// # Errors
/// The environment does not say what Classroom 50 needs, or `out` cannot be written.
pub fn write(form: Form, work: &Work, seen: Seen, system: &System, out: &mut dyn Write) -> Result<(), CommandError> {
    let text = match form {
        Form::Markdown => markdown::text(work),
        Form::Gradescope => format!("{:#}\n", gradescope::results(work, seen.visibility())),
        Form::Classroom50 => {
            let identity = Identity::read(|name| system.environment.text(name).map(str::to_owned));
            let identity = identity.map_err(|missing| {
                CommandError::environment(format!("not set: {}", missing.join(", ")))
                    .hint("Classroom 50's runner sets them; see https://github.com/foundation50/classroom50/wiki")
            })?;
            format!("{:#}\n", classroom50::result(work, &identity, system.now()))
        }
        Form::Github => {
            let text = github::encoded(work).map_err(|error| {
                CommandError::input(error.to_string()).hint("give the exercises fewer points: some hundred in all fit")
            })?;
            format!("{text}\n")
        }
        Form::Junit => junit::xml(work).map_err(|error| CommandError::new(Kind::Internal, error))?,
    };
    out.write_all(text.as_bytes())?;
    Ok(())
}
