//! The exam that is going on, as the app holds it: its tasks, their files, flags and notes, its clock. It must not know screens,
//! nor how an exam is drawn, kept or graded.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::attempt::Answer;
use crate::exercise::Exercise;

/// Minutes before the end at which the candidate is told.
pub const ALERTS: [u32; 3] = [30, 15, 5];

/// What an exam is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// How many tasks.
    pub tasks: usize,
    /// How long.
    pub minutes: u32,
    /// The topics that tasks come from; none: all.
    pub topics: Vec<String>,
    /// What it is drawn by; `None`: another one each time.
    pub seed: Option<u64>,
}

impl Default for Wish {
    fn default() -> Self {
        Self { tasks: 17, minutes: 120, topics: Vec::new(), seed: None }
    }
}

/// An exam that is going on and could be gone on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// Its tasks.
    pub tasks: usize,
    /// Those whose file was changed.
    pub touched: usize,
    /// When its time is over.
    pub deadline: Timestamp,
}

impl Offer {
    /// Time that is left.
    #[must_use]
    pub fn left(&self, now: Timestamp) -> Duration {
        Duration::try_from(self.deadline.duration_since(now)).unwrap_or_default()
    }
}

/// A task of the exam with its file.
#[derive(Debug, Clone)]
pub struct Task {
    /// The exercise, its values drawn.
    pub exercise: Arc<Exercise>,
    /// Per cent of the exam.
    pub weight: u32,
    /// Where its file is, as it is shown.
    pub path: String,
    /// What is in the file now.
    pub answer: Answer,
    /// To be looked at again.
    pub flagged: bool,
    /// The candidate says that it is done.
    pub done: bool,
    /// The candidate's notes.
    pub notes: String,
}

impl Task {
    /// The file is no longer as it was at first.
    #[must_use]
    pub fn is_touched(&self) -> bool {
        match &self.answer {
            Answer::Text(text) => *text != self.exercise.start,
            Answer::Unreadable(_) => true,
        }
    }
}

/// The exam that is going on.
#[derive(Debug, Clone)]
pub struct OpenExam {
    /// Its tasks in their order.
    pub tasks: Vec<Task>,
    /// The one in front.
    pub current: usize,
    /// When its time is over.
    pub deadline: Timestamp,
    /// How long it lasts in all.
    pub limit: Duration,
    /// Minutes before the end of which the candidate was told already.
    pub alerted: Vec<u32>,
}

/// What happens in an exam and is kept. Tasks are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// The task came onto the screen.
    Shown(usize),
    /// Its flag was set or taken away.
    Flagged(usize, bool),
    /// The candidate says that it is done, or that it is not.
    Marked(usize, bool),
    /// Its file was saved with this text.
    Saved(usize, String),
    /// Its notes are this text now.
    Noted(usize, String),
    /// So many minutes before the end the candidate was told.
    Alerted(u32),
}

impl OpenExam {
    /// The task in front.
    #[must_use]
    pub fn task(&self) -> Option<&Task> {
        self.tasks.get(self.current)
    }

    /// Time that is left.
    #[must_use]
    pub fn left(&self, now: Timestamp) -> Duration {
        Duration::try_from(self.deadline.duration_since(now)).unwrap_or_default()
    }

    /// Whether its time is over.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        now >= self.deadline
    }

    /// Lets something happen.
    pub fn apply(&mut self, act: &Act) {
        let mut with = |number: usize, change: &dyn Fn(&mut Task)| {
            if let Some(task) = self.tasks.get_mut(number) {
                change(task);
            }
        };
        match act {
            Act::Shown(number) => self.current = *number,
            Act::Flagged(number, on) => with(*number, &|task| task.flagged = *on),
            Act::Marked(number, on) => with(*number, &|task| task.done = *on),
            Act::Saved(number, text) => with(*number, &|task| task.answer = Answer::Text(text.clone())),
            Act::Noted(number, text) => with(*number, &|task| task.notes.clone_from(text)),
            Act::Alerted(minutes) => self.alerted.push(*minutes),
        }
    }

    /// The alert that is due: the nearest to the end of those whose time has come and that were not given.
    #[must_use]
    pub fn alert(&self, now: Timestamp) -> Option<u32> {
        let left = self.left(now).as_secs();
        let is_due = |minutes: &u32| {
            let seconds = u64::from(*minutes) * 60;
            left <= seconds && seconds < self.limit.as_secs()
        };
        let due = ALERTS.into_iter().filter(is_due).min()?;
        (!self.alerted.contains(&due) && left > 0).then_some(due)
    }

    /// What is said of it where it can be gone on with.
    #[must_use]
    pub fn offer(&self) -> Offer {
        let touched = self.tasks.iter().filter(|task| task.is_touched()).count();
        Offer { tasks: self.tasks.len(), touched, deadline: self.deadline }
    }

    /// The tasks that a test holds for, as people count them.
    #[must_use]
    pub fn numbers(&self, holds: impl Fn(&Task) -> bool) -> Vec<usize> {
        (1..).zip(&self.tasks).filter(|(_, task)| holds(task)).map(|(number, _)| number).collect()
    }
}
