//! The order of grading: read, find the Pod, ask the API server, compare, play, write the difference. It must not know how
//! any of these is done.

use super::compare::UnknownImages;
use super::document::{self, Answer};
use super::expectation::Expectation;
use super::nearest::{self, Yours};
use super::report;
use super::value::show_node;
use super::verdict::{CheckResult, ClusterWord, Difference, FindingKind, Verdict};
use crate::exercise::Exercise;
use crate::manifest::{Node, Reading, text};

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
        let cluster = cluster(&reading);
        let (checks, diff) = match document::find(self.exercise, &documents) {
            Answer::Pod(pod) => self.pod(text, pod, &cluster),
            Answer::Other(object) => (self.other(object), self.whole(text)),
            Answer::Nothing => match &reading.error {
                Some(error) => {
                    let note = "The text cannot be read, so nothing in it can be graded.";
                    let (kind, place) = (FindingKind::Unreadable, Some(error.place));
                    (report::all_failed(self.exercise, kind, &error.message, place, note), self.unread(text))
                }
                None => {
                    let note = "There is no Pod in this file.";
                    (report::all_failed(self.exercise, FindingKind::Missing, "(no Pod)", None, note), self.whole(text))
                }
            },
        };
        self.verdict(cluster, checks, diff)
    }

    fn verdict(&self, cluster: ClusterWord, checks: Vec<CheckResult>, diff: Difference) -> Verdict {
        let passed = cluster.accepted && checks.iter().all(|check| check.passed);
        Verdict {
            exercise: self.exercise.id.clone(),
            score: checks.iter().map(|check| check.points).sum(),
            max_score: self.exercise.points(),
            passed,
            cluster,
            checks,
            diff,
        }
    }

    fn pod(&self, text: &str, pod: &Node, cluster: &ClusterWord) -> (Vec<CheckResult>, Difference) {
        let images = &UnknownImages;
        let structure = report::structure(&self.exercise.checks, &self.expectation, pod, images);
        let checks = structure.checks.clone();
        if cluster.accepted && checks.iter().all(|check| check.passed) {
            return (checks, Difference { yours: text.to_owned(), nearest: text.to_owned(), fields: Vec::new() });
        }
        let yours = Yours { text, pod, structure: &structure };
        let is_right = |text: &str| self.is_right(text);
        (checks, nearest::nearest(self.exercise, &self.expectation, yours, images, &is_right))
    }

    /// Whether a text gets full marks.
    fn is_right(&self, text: &str) -> bool {
        let reading = text::read(text.as_bytes());
        let documents: Vec<&Node> = reading.documents.iter().map(|document| &document.root).collect();
        let Answer::Pod(pod) = document::find(self.exercise, &documents) else { return false };
        cluster(&reading).accepted
            && report::structure(&self.exercise.checks, &self.expectation, pod, &UnknownImages).is_right()
    }

    /// Something else instead of a Pod.
    fn other(&self, object: &Node) -> Vec<CheckResult> {
        let kind = object.get("kind");
        let actual = kind.map_or_else(|| "(no kind)".to_owned(), |kind| format!("kind: {}", show_node(kind)));
        let place = Some(kind.unwrap_or(object).span.start);
        let note = match kind.and_then(Node::as_str) {
            Some(kind) => format!("The task asks for a Pod, and this is a {kind}."),
            None => "The task asks for a Pod.".to_owned(),
        };
        report::all_failed(self.exercise, FindingKind::Wrong, &actual, place, &note)
    }

    /// Everything is missing.
    fn whole(&self, text: &str) -> Difference {
        Difference { fields: Vec::new(), yours: text.to_owned(), nearest: self.exercise.solution.clone() }
    }

    /// Nothing can be said.
    fn unread(&self, text: &str) -> Difference {
        Difference { fields: Vec::new(), yours: text.to_owned(), nearest: String::new() }
    }
}

/// What the API server would say.
fn cluster(reading: &Reading) -> ClusterWord {
    let message = reading.error.as_ref().map(|error| error.message.clone()).unwrap_or_default();
    ClusterWord { accepted: reading.error.is_none(), message, refusals: Vec::new() }
}
