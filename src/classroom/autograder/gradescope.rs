//! Gradescope's `results.json`. It must not know where the file lies.
//!
//! Source: <https://gradescope-autograders.readthedocs.io/en/latest/specs/>. The score at the top overrides the sum of the
//! tests, so a deduction for being late needs no test of its own.

use serde_json::{Value, json};

use super::Work;
use crate::classroom::result::Points;
use crate::classroom::words;

/// When students see the tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Visibility {
    /// At once.
    #[default]
    Visible,
    /// Never.
    Hidden,
    /// When the assignment is over.
    AfterDueDate,
    /// When the teacher publishes the grades.
    AfterPublished,
}

impl Visibility {
    /// Gradescope's word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Visible => "visible",
            Self::Hidden => "hidden",
            Self::AfterDueDate => "after_due_date",
            Self::AfterPublished => "after_published",
        }
    }
}

/// The whole file.
#[must_use]
pub fn results(work: &Work, visibility: Visibility) -> Value {
    let mut tests = Vec::new();
    for (number, exercise) in (1..).zip(&work.student.exercises) {
        let of: u32 = exercise.checks.iter().map(|check| check.max).sum();
        let (mut reached, mut before) = (0, 0);
        for (part, check) in (1..).zip(&exercise.checks) {
            // Each is the difference of two sums, so that together they are exactly the exercise's points.
            let step = |from: &mut u32, by: u32| {
                let start = exercise.max.share(*from, of);
                *from += by;
                exercise.max.share(*from, of).minus(start)
            };
            let (score, max) = (step(&mut reached, check.points), step(&mut before, check.max));
            let mut output = words::findings(check, work.answers);
            if !exercise.answered {
                output.insert(0, "no answer was handed in".to_owned());
            }
            tests.push(json!({
                "name": words::line(&format!("{}: {}", work.title(&exercise.id), check.text)),
                "number": format!("{number}.{part}"),
                "score": score,
                "max_score": max,
                "status": if check.passed { "passed" } else { "failed" },
                "output": output.join("\n"),
                "output_format": "text",
                "name_format": "text",
                "visibility": visibility.name(),
            }));
        }
    }
    json!({
        "score": work.student.score(),
        "output": output(work),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
        "extra_data": { "assignment": work.assignment.id, "max": work.assignment.max() },
    })
}

/// What is said of everything.
fn output(work: &Work) -> String {
    let student = work.student;
    let mut lines = vec![format!("{} of {} points", student.score(), work.assignment.max())];
    lines.extend(words::doubts(student).into_iter().map(str::to_owned));
    if let Some(late) = &student.late {
        lines.push(words::late(late));
    }
    for exercise in &student.exercises {
        if exercise.answered && !exercise.cluster.accepted {
            let said = words::printable(&exercise.cluster.message);
            lines.push(format!("{}: the cluster would refuse it: {said}", words::line(work.title(&exercise.id))));
        }
    }
    if student.earned() == Points::ZERO && work.is_broken() {
        lines.push("the submission could not be graded".to_owned());
    }
    lines.extend(student.problems.iter().map(|problem| words::line(&problem.message)));
    lines.join("\n")
}
