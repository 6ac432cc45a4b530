//! An assignment: which exercises for how many points, from when to when, and what a student may see. It must not know where
//! its file came from, nor how anything is graded.

mod file;
mod load;
mod moment;

use std::time::Duration;

use jiff::civil::Time;
use jiff::{Span, Timestamp, Zoned};
use sha2::{Digest as _, Sha256};

use super::words::span;
pub use crate::exercise::Feedback;
pub use load::{load, unknown_exercise};

/// The file's name in the folder of an assignment, and in a bundle.
pub const FILE: &str = "assignment.toml";

/// An assignment, checked by itself; whether its exercises exist is x.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// What it is called in file names and gradebooks' keys.
    pub id: String,
    /// What it is called by people.
    pub title: String,
    /// Markdown: what students read before they begin; may be empty.
    pub about: String,
    /// The folder with its exercises, relative to the file; the built-in exercises where there is none.
    pub pack: Option<String>,
    /// The file was made by `podlings class bundle`: the pack beside it has no answers.
    pub handout: bool,
    /// Nothing counts before.
    pub opens: Option<Zoned>,
    /// What comes later is late.
    pub due: Option<Zoned>,
    /// What becomes of late work.
    pub late: Late,
    /// How many texts a student may have graded for each exercise; `None`: as many as they like.
    pub attempts: Option<u32>,
    /// Whose values an exercise has that draws them.
    pub seeds: Seeds,
    /// Mixed into the seeds, so that next term draws other values.
    pub salt: String,
    /// What a student sees while working.
    pub feedback: Feedback,
    /// The exercises in their order, each once.
    pub exercises: Vec<Task>,
}

/// An exercise of an assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The exercise's id in its pack.
    pub id: String,
    /// What it is worth here; `None`: its own points.
    pub points: Option<u32>,
}

/// What becomes of work that comes after it was due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    /// What it costs.
    pub rule: LateRule,
    /// How long after the due time nothing is late yet.
    pub grace: Duration,
}

/// What being late costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LateRule {
    /// It is noted and costs nothing.
    Noted,
    /// No points at all.
    Refused,
    /// Per cent of the points for each day begun, and what always remains.
    PerDay { percent: u32, floor: u32 },
    /// Per cent of the points, however late.
    Fixed { percent: u32 },
}

/// Whose values an exercise has that draws them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seeds {
    /// Each exercise as it is written.
    AsWritten,
    /// The same draw for the whole class.
    PerClass,
    /// A draw of its own for each student.
    PerStudent,
}

impl Assignment {
    /// What an exercise draws its values by for a student; `None`: it is taken as it is written.
    ///
    /// The seed is no secret: who has the assignment can compute any student's. It makes a neighbour's answer worth nothing, and
    /// the draw the same wherever and whenever it is made.
    #[must_use]
    pub fn seed(&self, student: &str, exercise: &str) -> Option<u64> {
        let student = match self.seeds {
            Seeds::AsWritten => return None,
            Seeds::PerClass => "",
            Seeds::PerStudent => student,
        };
        let mut hash = Sha256::new();
        for part in ["podlings seed 1", &self.id, &self.salt, student, exercise] {
            // With its length before it no part can pretend to be the end of another.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let bytes = hash.finalize();
        Some(bytes.iter().take(8).fold(0, |seed, byte| (seed << 8) | u64::from(*byte)))
    }

    /// How long after the due time something came; `None`: in time.
    #[must_use]
    pub fn lateness(&self, came: Timestamp) -> Option<Duration> {
        let after = came.duration_since(self.due.as_ref()?.timestamp());
        let after = Duration::try_from(after).ok()?;
        (after > self.late.grace).then_some(after)
    }

    /// Until when it is to be handed in: `Monday 23 November 2026, 08:00 (UTC)`; a whole day as `the end of Monday 19 January
    /// 2026 (CET)`, since the first moment of the next day would be read as a day later.
    #[must_use]
    pub fn due_words(&self) -> Option<String> {
        let due = self.due.as_ref()?;
        if due.time() == Time::midnight()
            && let Ok(day) = due.checked_sub(Span::new().nanoseconds(1))
        {
            return Some(day.strftime("the end of %A %-d %B %Y (%Z)").to_string());
        }
        Some(due.strftime("%A %-d %B %Y, %H:%M (%Z)").to_string())
    }

    /// When it is due and what becomes of late work, in a sentence for students; `None`: it is never due.
    #[must_use]
    pub fn terms(&self) -> Option<String> {
        Some(format!("due by {}; {}", self.due_and_grace()?, self.late.words()))
    }

    /// Until when, and how long after it nothing is late yet; `None`: it is never due.
    #[must_use]
    pub fn due_and_grace(&self) -> Option<String> {
        let due = self.due_words()?;
        Some(match self.late.grace.as_secs() {
            0 => due,
            seconds => format!("{due} ({} of grace)", span(seconds)),
        })
    }

    /// Whether a time is before the assignment opens.
    #[must_use]
    pub fn is_early(&self, came: Timestamp) -> bool {
        self.opens.as_ref().is_some_and(|opens| came < opens.timestamp())
    }

    /// What each exercise is worth, and all of them, where `own` are an exercise's own points.
    #[must_use]
    pub fn points(&self, own: impl Fn(&str) -> u32) -> u32 {
        self.exercises.iter().map(|task| task.points.unwrap_or_else(|| own(&task.id))).sum()
    }

    /// The exercise of that id.
    #[must_use]
    pub fn task(&self, exercise: &str) -> Option<&Task> {
        self.exercises.iter().find(|task| task.id == exercise)
    }
}

impl Late {
    /// Per cent of the points that remain when something comes that late.
    #[must_use]
    pub fn keeps(&self, late: Option<Duration>) -> u32 {
        const DAY: u64 = 24 * 60 * 60;
        let Some(late) = late else { return 100 };
        match self.rule {
            LateRule::Noted => 100,
            LateRule::Refused => 0,
            LateRule::Fixed { percent } => 100 - percent.min(100),
            LateRule::PerDay { percent, floor } => {
                let days = late.as_secs().div_ceil(DAY).max(1);
                let lost = u32::try_from(days).unwrap_or(u32::MAX).saturating_mul(percent);
                100_u32.saturating_sub(lost).max(floor)
            }
        }
    }

    /// The rule in a sentence for students.
    #[must_use]
    pub fn words(&self) -> String {
        match self.rule {
            LateRule::Noted => "late work is noted and costs nothing".to_owned(),
            LateRule::Refused => "late work gets no points".to_owned(),
            LateRule::Fixed { percent } => format!("late work loses {percent} % of its points"),
            LateRule::PerDay { percent, floor: 0 } => format!("each day late costs {percent} % of the points"),
            LateRule::PerDay { percent, floor } => {
                format!("each day late costs {percent} % of the points, down to {floor} %")
            }
        }
    }
}

/// The JSON Schema of the format, as it stands in `assets/assignment.schema.json`.
#[must_use]
pub fn schema() -> String {
    file::schema()
}

#[cfg(test)]
mod tests;
