//! The exam that is going on, as the app holds it: how it stands, and the files of its tasks. It must not know screens, nor how
//! an exam is drawn, kept or graded.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::attempt::Answer;
use crate::exercise::Exercise;
use crate::session::exam::{Exam, ExamResult, TaskStanding};

/// What an exam is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// How many tasks; `None`: as in the real exam, or as many as there are.
    pub tasks: Option<usize>,
    /// How many minutes; `None`: as in the real exam, less for fewer tasks.
    pub minutes: Option<u32>,
    /// The topics that tasks come from; none: all.
    pub topics: Vec<String>,
    /// What it is drawn by; `None`: another one each time.
    pub seed: Option<u64>,
}

impl Wish {
    /// An exam like the real one.
    #[must_use]
    pub fn real() -> Self {
        Self { tasks: None, minutes: None, topics: Vec::new(), seed: None }
    }
}

/// The exam that the app is started for, where none is going on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What it is to be.
    pub wish: Wish,
    /// It begins at once; else it is shown, and waits for the candidate.
    pub at_once: bool,
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
    /// What is said of an exam.
    #[must_use]
    pub fn of(exam: &Exam) -> Self {
        let touched = exam.tasks().iter().filter(|task| task.changed).count();
        Self { tasks: exam.tasks().len(), touched, deadline: exam.deadline() }
    }

    /// Time that is left.
    #[must_use]
    pub fn left(&self, now: Timestamp) -> Duration {
        Duration::try_from(self.deadline.duration_since(now)).unwrap_or_default()
    }
}

/// A task's exercise with its file.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The exercise, its values drawn.
    pub exercise: Arc<Exercise>,
    /// Where its file is, as it is shown.
    pub path: String,
    /// What is in the file now.
    pub answer: Answer,
}

/// The exam that is going on.
#[derive(Debug, Clone)]
pub struct OpenExam {
    /// How it stands.
    pub exam: Exam,
    /// Its tasks, in the order of the plan.
    pub desks: Vec<Desk>,
}

/// An exam that was graded, with what was handed in.
#[derive(Debug, Clone)]
pub struct GradedExam {
    /// Its number.
    pub number: i64,
    /// The result.
    pub result: ExamResult,
    /// What was handed in, in the order of the tasks; nothing where a file was never changed or its exercise is gone.
    pub answers: Vec<Option<HandedIn>>,
}

/// A text that was handed in for a task.
#[derive(Debug, Clone)]
pub struct HandedIn {
    /// The exercise, its values drawn.
    pub exercise: Arc<Exercise>,
    /// The text.
    pub text: String,
}

/// A task of the exam with all that a screen shows of it.
#[derive(Debug, Clone, Copy)]
pub struct TaskView<'a> {
    /// Counted from 0.
    pub number: usize,
    /// Per cent of the exam.
    pub weight: u32,
    /// Its exercise and its file.
    pub desk: &'a Desk,
    /// How it stands.
    pub standing: &'a TaskStanding,
}

impl OpenExam {
    /// Its tasks in their order.
    pub fn tasks(&self) -> impl Iterator<Item = TaskView<'_>> {
        let parts = self.exam.plan().tasks.iter().zip(&self.desks).zip(self.exam.tasks());
        parts.enumerate().map(|(number, ((plan, desk), standing))| TaskView {
            number,
            weight: plan.weight,
            desk,
            standing,
        })
    }

    /// How many tasks it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.desks.len()
    }

    /// Whether it has none, which only a damaged history can bring.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.desks.is_empty()
    }

    /// The task in front.
    #[must_use]
    pub fn task(&self) -> Option<TaskView<'_>> {
        self.tasks().nth(self.exam.current())
    }

    /// The tasks that a test holds for, as people count them.
    #[must_use]
    pub fn numbers(&self, holds: impl Fn(&TaskStanding) -> bool) -> Vec<usize> {
        self.tasks().filter(|task| holds(task.standing)).map(|task| task.number + 1).collect()
    }
}
