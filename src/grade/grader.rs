//! The order of grading: read, find the Pod, ask the API server, compare, play, write the difference. It must not know how
//! any of these is done.

use super::compare::UnknownImages;
use super::document::{self, Answer};
use super::expectation::Expectation;
use super::report;
use super::value::show_node;
use super::verdict::{CheckResult, ClusterWord, Difference, FindingKind, Verdict};
use crate::exercise::Exercise;
use crate::manifest::Node;
use crate::manifest::text;

/// Grades one text.
#[must_use]
pub fn grade(exercise: &Exercise, text: &str) -> Verdict {
    Grader::new(exercise).grade(text)
}

/// An exercise made ready to grade one text after another.
#[derive(Debug)]
pub struct Grader<'e> {
    exercise: &'e Exercise,
    expectation: Expectation,
}

impl<'e> Grader<'e> {
    /// Makes an exercise ready.
    #[must_use]
    pub fn new(exercise: &'e Exercise) -> Self {
        Self { exercise, expectation: Expectation::of(exercise) }
    }

    /// Grades one text.
    #[must_use]
    pub fn grade(&self, text: &str) -> Verdict {
        let reading = text::read(text.as_bytes());
        let documents: Vec<&Node> = reading.documents.iter().map(|document| &document.root).collect();
        let cluster = ClusterWord { accepted: true, message: String::new(), refusals: Vec::new() };
        let checks: Vec<CheckResult> = match document::find(self.exercise, &documents) {
            Answer::Pod(pod) => report::structure(self.exercise, &self.expectation, pod, &UnknownImages).checks,
            Answer::Other(object) => {
                let kind = object.get("kind");
                let actual = kind.map_or_else(|| "(no kind)".to_owned(), |kind| format!("kind: {}", show_node(kind)));
                let note = "The task asks for a Pod.";
                let place = Some(kind.unwrap_or(object).span.start);
                report::all_failed(self.exercise, FindingKind::Wrong, &actual, place, note)
            }
            Answer::Nothing => report::all_failed(
                self.exercise,
                FindingKind::Missing,
                "(no Pod)",
                None,
                "There is no Pod in this file.",
            ),
        };
        let max_score = self.exercise.points();
        let score = checks.iter().map(|check| check.points).sum();
        let passed = cluster.accepted && checks.iter().all(|check| check.passed);
        Verdict {
            exercise: self.exercise.id.clone(),
            score,
            max_score,
            passed,
            cluster,
            checks,
            diff: Difference { yours: text.to_owned(), ..Difference::default() },
        }
    }
}
