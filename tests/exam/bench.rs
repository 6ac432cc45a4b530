//! What the tests of exams begin with.

use std::time::Duration;

use jiff::Timestamp;
use podlings::history::{ExamEnd, ExamEvent, History, KeptExam};
use podlings::session::exam::{Exam, ExamPlan, ExamTask, Input, SavedFile, Step};

/// A minute after nine, and so on; `second` may be far away.
pub fn at(second: i64) -> Timestamp {
    let nine: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
    Timestamp::from_second(nine.as_second() + second).unwrap()
}

pub fn task(exercise: &str, weight: u32) -> ExamTask {
    ExamTask {
        exercise: exercise.to_owned(),
        seed: None,
        weight,
        title: format!("The task {exercise}"),
        topic: "sidecar".to_owned(),
        domain: "design-and-build".to_owned(),
        kind: "build".to_owned(),
        difficulty: 2,
        points: 8,
        par: Duration::from_mins(5),
    }
}

/// Three tasks in an hour.
pub fn plan() -> ExamPlan {
    ExamPlan {
        seed: 42,
        limit: Duration::from_hours(1),
        tasks: vec![task("a", 40), task("b", 35), task("c", 25)],
        uncovered: vec!["deployment".to_owned()],
        packs: Vec::new(),
    }
}

pub fn saved(task: usize, text: &str, second: i64) -> Input {
    Input::Saved(vec![SavedFile { task, text: text.to_owned(), at: at(second), is_start: false, typed_on: false }])
}

/// An exam whose every step is kept, as the program keeps it.
pub struct Sitting {
    pub history: History,
    pub kept: KeptExam,
    pub exam: Exam,
}

impl Sitting {
    pub fn begin(plan: &ExamPlan) -> Self {
        let mut history = History::in_memory();
        let kept = history.begin_exam(plan, at(0)).unwrap();
        let exam = Exam::resume(&kept);
        Self { history, kept, exam }
    }

    pub fn apply(&mut self, input: Input, second: i64) -> Step {
        let step = self.exam.apply(input, at(second));
        if let Some((ended, how)) = step.ended {
            self.history.end_exam(self.kept.id, &step.events, ended, how).unwrap();
        } else {
            // False after the end: then there is nothing to be kept.
            let open = self.history.record_exam(self.kept.id, &step.events, self.exam.seen()).unwrap();
            assert!(open || step.events.is_empty());
        }
        step
    }

    /// What a program finds that starts after this one was killed.
    pub fn resumed(&self) -> Exam {
        Exam::resume(&self.history.exam(self.kept.id).unwrap().unwrap())
    }

    pub fn killed(mut self) -> Self {
        self.exam = self.resumed();
        self
    }

    /// On the screen all the time, with a sign of life each second.
    pub fn work(&mut self, from: i64, to: i64) -> Vec<u32> {
        (from..=to).filter_map(|second| self.apply(Input::Tick, second).alert).map(|alert| alert.minutes).collect()
    }

    pub fn spent(&self) -> Vec<u64> {
        self.exam.tasks().iter().map(|task| task.spent.as_secs()).collect()
    }

    pub fn ended(&self) -> Option<(Timestamp, ExamEnd)> {
        self.exam.ended()
    }
}

pub fn names(events: &[ExamEvent]) -> Vec<String> {
    events.iter().map(|event| format!("{:?}", event.act)).collect()
}
