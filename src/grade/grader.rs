//! The order of grading: read, find the Pod, ask the API server, compare, play, write the difference. It must not know how
//! any of these is done.

use super::cluster;
use super::compare::Entrypoints;
use super::document::{self, Answer};
use super::expectation::Expectation;
use super::life;
use super::nearest::{self, Yours};
use super::report::{self, Structure};
use super::value::show_node;
use super::verdict::{CheckResult, ClusterWord, Difference, FindingKind, Verdict};
use crate::exercise::Exercise;
use crate::manifest::{Judgement, Node, Reading, judge, text};
use crate::sim::Images;

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
    images: Option<Images>,
}

/// A text, read and judged.
struct Read<'t> {
    text: &'t str,
    reading: Reading,
    judgement: Judgement,
}

impl<'t> Read<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, reading: text::read(text.as_bytes()), judgement: judge(text.as_bytes(), cluster::FILE) }
    }

    fn documents(&self) -> Vec<&Node> {
        self.reading.documents.iter().map(|document| &document.root).collect()
    }
}

impl<'e> Grader<'e> {
    /// Makes an exercise ready.
    #[must_use]
    pub fn new(exercise: &'e Exercise) -> Self {
        // Without images of the pack, the program's own are read only when one is asked for.
        let images = (!exercise.images.is_empty()).then(|| Images::with(&exercise.images));
        Self { exercise, expectation: Expectation::of(exercise), images }
    }

    /// Grades one text.
    #[must_use]
    pub fn grade(&self, text: &str) -> Verdict {
        let read = Read::new(text);
        let cluster = cluster::word(&read.judgement);
        if !self.exercise.feedback.verdict {
            let note = "Your teacher grades this; hand it in when you are done.";
            return self.verdict(
                cluster,
                self.nothing(FindingKind::Limit, "(not graded here)", None, note),
                unread(text),
            );
        }
        let (checks, diff) = match document::find(self.exercise, &read.documents()) {
            Answer::Pod(pod) => self.pod(&read, pod, &cluster),
            Answer::Other(object) => (self.other(object), self.whole(text)),
            Answer::Nothing => self.no_pod(&read),
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

    /// A text without a Pod, or one that cannot be read that far.
    fn no_pod(&self, read: &Read) -> (Vec<CheckResult>, Difference) {
        if let Some(error) = &read.reading.error {
            let note = "The text cannot be read, so nothing in it can be graded.";
            let (kind, place) = (FindingKind::Unreadable, Some(error.place));
            return (self.nothing(kind, &error.message, place, note), unread(read.text));
        }
        let note = "There is no Pod in this file.";
        (self.nothing(FindingKind::Missing, "(no Pod)", None, note), self.whole(read.text))
    }

    fn structure<'a>(&'a self, pod: &'a Node) -> Structure<'a> {
        report::structure(&self.exercise.checks, &self.expectation, pod, &self.entrypoints())
    }

    fn entrypoints(&self) -> Entrypoints<'_> {
        Entrypoints(self.images.as_ref())
    }

    fn pod(&self, read: &Read, pod: &Node, cluster: &ClusterWord) -> (Vec<CheckResult>, Difference) {
        let structure = self.structure(pod);
        let lives = self.lives(read, pod, &structure, cluster);
        let lives_well = lives.iter().all(|check| check.passed);
        let mut checks = structure.checks.clone();
        checks.extend(lives);
        if cluster.accepted && checks.iter().all(|check| check.passed) {
            let text = read.text.to_owned();
            return (checks, Difference { yours: text.clone(), nearest: text, fields: Vec::new() });
        }
        if !self.exercise.feedback.diff {
            return (checks, unread(read.text));
        }
        let yours = Yours { text: read.text, pod, structure: &structure };
        // Where the Pod lived as it should, mending a field of its structure is enough; else a mended one must live too.
        let is_right = |text: &str, play: bool| self.is_right(text, play && !lives_well);
        (checks, nearest::nearest(self.exercise, &self.expectation, yours, &self.entrypoints(), &is_right))
    }

    /// The life checks.
    fn lives(&self, read: &Read, pod: &Node, structure: &Structure, cluster: &ClusterWord) -> Vec<CheckResult> {
        if self.exercise.life.is_empty() {
            return Vec::new();
        }
        let Some(stored) = cluster::stored(&read.judgement, pod) else {
            let note = "A Pod that the API server refuses never runs.";
            let first = cluster.message.lines().next().unwrap_or_default();
            return life::all_failed(self.exercise, &format!("(refused) {first}"), note);
        };
        let beside = cluster::beside(&read.judgement, stored);
        let world = cluster::world(self.exercise);
        let free = self.expectation.free.iter().zip(&structure.names);
        let names: Vec<(String, String)> =
            free.filter_map(|(free, name)| Some((free.name.clone(), (*name)?.to_owned()))).collect();
        let built_in = self.images.is_none().then(Images::default);
        let Some(images) = self.images.as_ref().or(built_in.as_ref()) else { return Vec::new() };
        let mut lives = life::play(
            self.exercise,
            &life::Cast { pod: stored, beside: &beside, world: &world, images, names: &names },
        );
        for check in lives.iter_mut().filter(|check| check.place.is_none() && !check.passed) {
            check.place = place_of_container(pod, check.path.as_deref());
        }
        lives
    }

    /// Whether a text gets full marks; with `play` its life counts.
    fn is_right(&self, text: &str, play: bool) -> bool {
        let read = Read::new(text);
        let cluster = cluster::word(&read.judgement);
        let Answer::Pod(pod) = document::find(self.exercise, &read.documents()) else { return false };
        let structure = self.structure(pod);
        cluster.accepted
            && structure.is_right()
            && (!play || self.lives(&read, pod, &structure, &cluster).iter().all(|check| check.passed))
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
        self.nothing(FindingKind::Wrong, &actual, place, &note)
    }

    /// Every check failed for one reason.
    fn nothing(
        &self,
        kind: FindingKind,
        actual: &str,
        place: Option<crate::manifest::Place>,
        note: &str,
    ) -> Vec<CheckResult> {
        let mut checks = report::all_failed(self.exercise, kind, actual, place, note);
        checks.extend(life::all_failed(self.exercise, "(no Pod)", note));
        checks
    }

    /// Everything is missing.
    fn whole(&self, text: &str) -> Difference {
        if !self.exercise.feedback.diff {
            return unread(text);
        }
        Difference { fields: Vec::new(), yours: text.to_owned(), nearest: self.exercise.solution.clone() }
    }
}

/// Nothing can be said.
fn unread(text: &str) -> Difference {
    Difference { fields: Vec::new(), yours: text.to_owned(), nearest: String::new() }
}

/// Where a container that a life check is about stands: at its command, or at its beginning.
fn place_of_container(pod: &Node, path: Option<&str>) -> Option<crate::manifest::Place> {
    let name = path?.strip_prefix("container ")?;
    let spec = pod.get("spec")?;
    let lists = ["containers", "initContainers"].into_iter().filter_map(|list| spec.get(list));
    let container =
        lists.flat_map(Node::items).take(1000).find(|item| item.get("name").and_then(Node::as_str) == Some(name))?;
    let script = container.entry("args").or_else(|| container.entry("command"));
    Some(script.map_or(container.span.start, |entry| entry.key_span.start))
}
