//! The assignment that a student works on: what holds for it, and which attempts were used. It must not know where any of it is
//! kept, nor how it is drawn.

use jiff::Timestamp;

use crate::classroom::desk::attempts_used;
use crate::classroom::points::Points;
use crate::classroom::words::span;

/// An assignment with how far its attempts are used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    /// What it is called.
    pub title: String,
    /// Who works on it.
    pub student: String,
    /// Markdown: what the teacher says first; may be empty.
    pub about: String,
    /// Until when, and what comes after; `None`: it is never due.
    pub due: Option<Due>,
    /// How many attempts there are at each exercise; `None`: as many as one likes.
    pub attempts: Option<u32>,
    /// The command that hands it in.
    pub hand_in: String,
    /// Its exercises in their order.
    pub tasks: Vec<AssignedTask>,
}

/// Until when an assignment is to be handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The moment.
    pub at: Timestamp,
    /// The last moment that is not late: with what grace there is.
    pub late_after: Timestamp,
    /// The same as a clock on the assignment's wall shows it.
    pub words: String,
    /// What becomes of late work, as a sentence without a full stop.
    pub late: String,
}

/// An exercise of an assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignedTask {
    /// Its id.
    pub exercise: String,
    /// What it is worth here, whatever its checks add up to.
    pub points: Points,
    /// Every graded text in the order of time, each with whether it got full marks.
    pub graded: Vec<(String, bool)>,
}

impl AssignedTask {
    /// Attempts that were used.
    #[must_use]
    pub fn used(&self) -> u32 {
        attempts_used(self.graded.iter().map(|(text, is_full)| (text.as_str(), *is_full)))
    }

    /// Whether grading a text uses an attempt: not one that was graded before, and none after full marks.
    fn costs(&self, text: &str) -> bool {
        !self.graded.iter().any(|(graded, is_full)| graded == text || *is_full)
    }
}

/// What grading a text would do to the attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// Nothing.
    Free,
    /// It uses one, and so many are left then, of so many.
    One { left: u32, of: u32 },
    /// There is none left of so many.
    TooMany { of: u32 },
}

impl Assigned {
    /// The task that an exercise is.
    #[must_use]
    pub fn task(&self, exercise: &str) -> Option<&AssignedTask> {
        self.tasks.iter().find(|task| task.exercise == exercise)
    }

    /// What points of an exercise's own are worth here, in words: `worth 4.55 of 10`; without a `score` what all of them are.
    /// `None`: it is not of the assignment, or they are worth themselves, so that there is nothing to say.
    #[must_use]
    pub fn worth(&self, exercise: &str, score: Option<u32>, of: u32) -> Option<String> {
        let points = self.task(exercise)?.points;
        if points == Points::whole(of) {
            return None;
        }
        Some(match score {
            Some(score) => format!("worth {} of {points}", points.share(score, of)),
            None => format!("worth {points}"),
        })
    }

    /// What grading a text of an exercise would do.
    #[must_use]
    pub fn cost(&self, exercise: &str, text: &str) -> Cost {
        let (Some(of), Some(task)) = (self.attempts, self.task(exercise)) else { return Cost::Free };
        if !task.costs(text) {
            return Cost::Free;
        }
        match of.checked_sub(task.used() + 1) {
            Some(left) => Cost::One { left, of },
            None => Cost::TooMany { of },
        }
    }

    /// How many attempts at an exercise are left, of how many; `None`: they are not counted, or no longer.
    #[must_use]
    pub fn left(&self, exercise: &str) -> Option<(u32, u32)> {
        let (of, task) = (self.attempts?, self.task(exercise)?);
        Some((of.saturating_sub(task.used()), of))
    }

    /// Remembers a text that was graded.
    pub fn graded(&mut self, exercise: &str, text: &str, is_full: bool) {
        if let Some(task) = self.tasks.iter_mut().find(|task| task.exercise == exercise) {
            task.graded.push((text.to_owned(), is_full));
        }
    }

    /// What is said first.
    #[must_use]
    pub fn greeting(&self) -> String {
        let due = self.due.as_ref().map_or_else(|| "it is never due".to_owned(), |due| format!("due by {}", due.words));
        format!("{}: {due}. `a` shows its terms.", self.title)
    }

    /// How long it is until it is due, or since: `in 2 d 4 h`, `2 h ago`.
    #[must_use]
    pub fn remaining(&self, now: Timestamp) -> Option<String> {
        let due = self.due.as_ref()?;
        let seconds = |from: Timestamp, to: Timestamp| u64::try_from(to.duration_since(from).as_secs()).unwrap_or(0);
        Some(if due.at >= now {
            format!("in {}", span(coarse(seconds(now, due.at))))
        } else {
            format!("{} ago", span(coarse(seconds(due.at, now))))
        })
    }
}

/// Without the seconds, unless they are all there is: nobody needs them, and nothing is to flicker.
fn coarse(seconds: u64) -> u64 {
    if seconds < 60 { seconds } else { seconds / 60 * 60 }
}
