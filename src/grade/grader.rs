//! The order of grading: read, find the Pod, ask the API server, compare, play, write the difference. It must not know how
//! any of these is done.

use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value as Json;

use super::cluster;
use super::compare::Entrypoints;
use super::document::{self, Answer};
use super::expectation::Expectation;
use super::life;
use super::nearest::{self, Yours};
use super::report::{self, Structure};
use super::tried::Start;
use super::value::shorten;
use super::verdict::{CheckResult, ClusterWord, Difference, FindingKind, NEVER_RUNS, NO_POD, Verdict};
use crate::exercise::Exercise;
use crate::manifest::{Judgement, Node, Place, Reading, judge_reading, text};
use crate::sim::Images;

/// Grades one text.
#[must_use]
pub fn grade(exercise: &Exercise, text: &str) -> Verdict {
    Grader::new(exercise).grade(text)
}

/// So few fields differ from a right answer that where they do is where the running Pod goes wrong.
const FEW: usize = 2;

/// An exercise made ready to grade one text after another.
#[derive(Debug)]
pub struct Grader<'e> {
    exercise: &'e Exercise,
    /// What the texts' file is called in kubectl's words.
    file: &'e str,
    expectation: Expectation,
    images: Option<Images>,
    lives: Option<&'e life::Lives>,
    world: OnceLock<Vec<(Duration, Json)>>,
    start: OnceLock<Start>,
    answers: OnceLock<Vec<nearest::Answer>>,
}

/// A text, read and judged.
struct Read<'t> {
    text: &'t str,
    reading: Reading,
    judgement: Judgement,
}

impl<'t> Read<'t> {
    fn new(text: &'t str, file: &str) -> Self {
        Self::judged(text, file, text::read(text.as_bytes()))
    }

    fn judged(text: &'t str, file: &str, reading: Reading) -> Self {
        let judgement = judge_reading(text.as_bytes(), &reading, file);
        Self { text, reading, judgement }
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
        Self {
            exercise,
            file: cluster::FILE,
            expectation: Expectation::of(exercise),
            images,
            lives: None,
            world: OnceLock::new(),
            start: OnceLock::new(),
            answers: OnceLock::new(),
        }
    }

    /// The same grader for texts of a file that is called otherwise than `pod.yaml`.
    #[must_use]
    pub fn of_file(self, file: &'e str) -> Self {
        Self { file, ..self }
    }

    /// The same grader, which plays no life that is known already.
    #[must_use]
    pub fn sharing(self, lives: &'e life::Lives) -> Self {
        Self { lives: Some(lives), ..self }
    }

    /// Grades one text.
    #[must_use]
    pub fn grade(&self, text: &str) -> Verdict {
        let read = Read::new(text, self.file);
        let mut cluster = cluster::word(&read.judgement);
        if !cluster.accepted {
            self.start().mark_refusals(&mut cluster);
        }
        let (checks, diff, note) = match document::find(self.exercise, &read.documents()) {
            _ if !self.exercise.feedback.verdict => self.not_here(text),
            Answer::Pod(pod) => self.pod(&read, pod, &cluster),
            Answer::Other(object) => self.other(text, object),
            Answer::Nothing => self.no_pod(&read),
        };
        Verdict {
            exercise: self.exercise.id.clone(),
            score: checks.iter().map(|check| check.points).sum(),
            max_score: self.exercise.points(),
            passed: cluster.accepted && checks.iter().all(|check| check.passed),
            cluster,
            checks,
            diff,
            note,
        }
    }

    /// The learner is not to see which requirements are met.
    fn not_here(&self, text: &str) -> Graded {
        let note = "Your teacher grades this; hand it in when you are done.";
        (self.nothing(FindingKind::Limit, None), unread(text), Some(note.to_owned()))
    }

    /// A text without a Pod, or one that cannot be read that far.
    fn no_pod(&self, read: &Read) -> Graded {
        if let Some(error) = &read.reading.error {
            let note = "The text cannot be read as YAML, so nothing in it can be graded.";
            let place = read.judgement.refusals().find_map(|refusal| refusal.place).unwrap_or(error.place);
            return (self.nothing(FindingKind::Unreadable, Some(place)), unread(read.text), Some(note.to_owned()));
        }
        let note = "There is no Pod in this file yet.";
        (self.nothing(FindingKind::Missing, None), self.whole(read.text), Some(note.to_owned()))
    }

    /// The text that the exercise starts with; looked at when a text is not right.
    fn start(&self) -> &Start {
        self.start.get_or_init(|| {
            let read = Read::new(&self.exercise.start, self.file);
            let cluster = cluster::word(&read.judgement);
            match document::find(self.exercise, &read.documents()) {
                Answer::Pod(pod) => Start::with_pod(&cluster, &self.structure(pod), pod, &read.judgement),
                Answer::Other(_) | Answer::Nothing => Start::without_pod(&cluster),
            }
        })
    }

    fn answers(&self) -> &[nearest::Answer] {
        self.answers.get_or_init(|| nearest::answers(self.exercise, &self.expectation, &self.entrypoints()))
    }

    fn structure<'a>(&'a self, pod: &'a Node) -> Structure<'a> {
        report::structure(&self.exercise.checks, &self.expectation, pod, &self.entrypoints())
    }

    fn entrypoints(&self) -> Entrypoints<'_> {
        Entrypoints(self.images.as_ref())
    }

    fn pod(&self, read: &Read, pod: &Node, cluster: &ClusterWord) -> Graded {
        let structure = self.structure(pod);
        let mut lives = self.lives(read, pod, &structure);
        let lives_well = lives.iter().all(|check| check.passed);
        let mut checks = structure.checks.clone();
        if cluster.accepted && lives_well && checks.iter().all(|check| check.passed) {
            let text = read.text.to_owned();
            checks.extend(lives);
            return (checks, Difference { yours: text.clone(), nearest: text, fields: Vec::new() }, None);
        }
        self.start().mark_structure(&mut checks, &structure, &self.expectation.owners);
        let tried = lives_well || self.start().runs_otherwise(pod, &read.judgement);
        for check in &mut lives {
            check.tried = tried;
        }
        checks.extend(lives);
        let never_runs = !self.exercise.life.is_empty() && cluster::stored(&read.judgement, pod).is_none();
        let note = never_runs.then(|| "This Pod is refused, so it never runs.".to_owned());
        if !self.exercise.feedback.diff {
            return (checks, unread(read.text), note);
        }
        let yours = Yours { text: read.text, pod, structure: &structure };
        // Where the Pod lived as it should, mending a field of its structure is enough; else a mended one must live too.
        let is_right = |text: &str, reading: Reading, play: bool| {
            self.is_right(&Read::judged(text, self.file, reading), play && !lives_well)
        };
        let known = nearest::Known { exercise: self.exercise, answers: self.answers(), expectation: &self.expectation };
        let nearest = nearest::nearest(known, yours, &self.entrypoints(), &is_right);
        if structure.is_right() && nearest.fields.len() <= FEW {
            let all_tried = checks.iter().all(|check| check.passed || check.tried);
            let place = nearest.first_place().filter(|_| all_tried);
            for check in checks.iter_mut().filter(|check| !check.passed && !check.never_ran()) {
                check.place = place.or(check.place);
            }
        }
        (checks, nearest, note)
    }

    /// The life checks.
    fn lives(&self, read: &Read, pod: &Node, structure: &Structure) -> Vec<CheckResult> {
        if self.exercise.life.is_empty() {
            return Vec::new();
        }
        let Some(stored) = cluster::stored(&read.judgement, pod) else {
            return life::all_failed(self.exercise, NEVER_RUNS, "");
        };
        let world = self.world.get_or_init(|| cluster::world(self.exercise));
        let beside = cluster::beside(&read.reading, &read.judgement, &stored, world);
        let free = self.expectation.free.iter().zip(&structure.names);
        let names: Vec<(String, String)> =
            free.filter_map(|(free, name)| Some((free.name.clone(), (*name)?.to_owned()))).collect();
        let built_in = self.images.is_none().then(Images::default);
        let Some(images) = self.images.as_ref().or(built_in.as_ref()) else { return Vec::new() };
        let cast = life::Cast { pod: &stored, beside: &beside, world, images, names: &names };
        let mut lives = match self.lives {
            Some(known) => known.play(self.exercise, &cast),
            None => life::play(self.exercise, &cast),
        };
        for check in lives.iter_mut().filter(|check| check.place.is_none() && !check.passed) {
            check.place = place_of_container(pod, check.path.as_deref());
        }
        lives
    }

    /// Whether a text gets full marks; with `play` its life counts.
    fn is_right(&self, read: &Read, play: bool) -> bool {
        let cluster = cluster::word(&read.judgement);
        let Answer::Pod(pod) = document::find(self.exercise, &read.documents()) else { return false };
        let structure = self.structure(pod);
        cluster.accepted
            && structure.is_right()
            && (!play || self.lives(read, pod, &structure).iter().all(|check| check.passed))
    }

    /// Something else instead of a Pod.
    fn other(&self, text: &str, object: &Node) -> Graded {
        let kind = object.get("kind");
        let note = match kind.and_then(Node::as_str) {
            Some(kind) => format!("The task asks for a Pod, and this is a {}.", shorten(kind.to_owned())),
            None => "There is no Pod in this file: `kind: Pod` says that it is one.".to_owned(),
        };
        let place = Some(kind.unwrap_or(object).span.start);
        (self.nothing(FindingKind::Wrong, place), self.whole(text), Some(note))
    }

    /// Every check failed for one reason.
    fn nothing(&self, kind: FindingKind, place: Option<Place>) -> Vec<CheckResult> {
        let mut checks = report::all_failed(self.exercise, kind, place);
        let lives = life::all_failed(self.exercise, NO_POD, "");
        checks.extend(lives.into_iter().map(|check| CheckResult { tried: false, ..check }));
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

/// The checks, the way to a right answer, and what is said once for all checks.
type Graded = (Vec<CheckResult>, Difference, Option<String>);

/// Nothing can be said.
fn unread(text: &str) -> Difference {
    Difference { fields: Vec::new(), yours: text.to_owned(), nearest: String::new() }
}

/// Where a container that a life check is about stands: at its command, or at its beginning.
fn place_of_container(pod: &Node, path: Option<&str>) -> Option<Place> {
    let name = path?.strip_prefix("container ")?;
    let spec = pod.get("spec")?;
    let lists = ["containers", "initContainers"].into_iter().filter_map(|list| spec.get(list));
    let container =
        lists.flat_map(Node::items).take(1000).find(|item| item.get("name").and_then(Node::as_str) == Some(name))?;
    let script = container.entry("args").or_else(|| container.entry("command"));
    Some(script.map_or(container.span.start, |entry| entry.key_span.start))
}
