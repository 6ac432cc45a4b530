//! The nearest right answer, written in the learner's own order, names and style. It must not know how an answer is proved
//! right: it is given the proof.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value as Json, json};

use super::changes::differences;
use super::compare::{Images, Setting};
use super::emit;
use super::expectation::Expectation;
use super::repair::{self, Mended, Mender, Source};
use super::report::{self, Structure};
use super::rewrite;
use super::shape::Shape;
use super::verdict::{Difference, FieldDifference};
use crate::exercise::{CheckSpec, Exercise, matcher};
use crate::manifest::{Node, Reading, Value, read};

/// Proves a text, which was read already, right; by its life too where that is asked for.
type Proof<'a> = dyn Fn(&str, Reading, bool) -> bool + 'a;

/// The most answers of an exercise that are looked at.
const ANSWERS: usize = 12;

/// The most parts of a spec from which alone what is too much is taken.
const PARTS: usize = 6;

/// A learner's Pod and how it compares.
#[derive(Debug, Clone, Copy)]
pub struct Yours<'a, 'b> {
    /// The whole text.
    pub text: &'a str,
    /// The Pod in it.
    pub pod: &'a Node,
    /// How it compares with what is wanted.
    pub structure: &'b Structure<'a>,
}

/// What an exercise says of right answers.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The exercise.
    pub exercise: &'a Exercise,
    /// Its right answers, as [`answers`] gives them.
    pub answers: &'a [Answer],
    /// What is wanted of an answer.
    pub expectation: &'a Expectation,
}

/// An exercise's right answers, the solution first.
#[must_use]
pub fn answers(exercise: &Exercise, expectation: &Expectation, images: &dyn Images) -> Vec<Answer> {
    let texts = std::iter::once(&exercise.solution).chain(exercise.accept.iter().map(|accept| &accept.manifest));
    let pods = texts.take(ANSWERS).filter_map(|text| pod_of(exercise, text));
    pods.map(|pod| Answer::new(&exercise.checks, expectation, pod, images)).collect()
}

/// Finds the nearest answer. `is_right` proves a text, by its life too where that is asked for; the learner's own is known
/// to be wrong.
#[must_use]
pub fn nearest<'a>(known: Known<'a>, yours: Yours<'a, '_>, images: &dyn Images, is_right: &Proof) -> Difference {
    let Known { exercise, answers, expectation } = known;
    let mut ranked = Ranked::new(answers, yours.pod, images);
    let Some(best) = ranked.get(0) else { return unchanged(yours.text) };
    if !yours.structure.is_right() {
        let mended = best.gentle(expectation, yours, images);
        if let Some(difference) = prove(yours, &mended, is_right, true) {
            return difference;
        }
    }
    let near: Vec<&Answer> = std::iter::once(best).chain(ranked.get(1)).collect();
    let loose = near.iter().find_map(|answer| prove(yours, &answer.firm(yours.pod, images, false), is_right, true));
    if let Some(difference) = loose {
        return difference;
    }
    // What no check asks about is in the way: first what is too much in one part of the spec goes, then all of it.
    let (loose, strict) = (best.firm(yours.pod, images, false), best.firm(yours.pod, images, true));
    let mut parts = repair::in_one_part(&loose, &strict).into_iter().take(PARTS);
    if let Some(difference) = parts.find_map(|mended| prove(yours, &mended, is_right, true)) {
        return difference;
    }
    for answer in near {
        if let Some(difference) = prove(yours, &answer.firm(yours.pod, images, true), is_right, false) {
            return difference;
        }
    }
    let fields = vec![FieldDifference { path: "the whole Pod".to_owned(), yours: None, expected: None }];
    Difference { fields, yours: yours.text.to_owned(), nearest: exercise.solution.clone() }
}

/// Answers by their distance from a Pod, worked out as far as it is asked for.
struct Ranked<'n> {
    /// The least that the distance can be, with what it is once it is known.
    answers: Vec<(usize, Option<usize>, &'n Answer)>,
    pod: &'n Node,
    images: &'n dyn Images,
}

impl<'n> Ranked<'n> {
    fn new(answers: &'n [Answer], pod: &'n Node, images: &'n dyn Images) -> Self {
        let least = |answer: &Answer| report::least_distance(&answer.all, pod, images);
        Self { answers: answers.iter().map(|answer| (least(answer), None, answer)).collect(), pod, images }
    }

    /// The answer at that place, the nearest at 0; of equally near ones the first.
    fn get(&mut self, place: usize) -> Option<&'n Answer> {
        loop {
            self.answers.sort_by_key(|(least, known, _)| known.unwrap_or(*least));
            let known = |(_, known, _): &(usize, Option<usize>, &Answer)| known.is_some();
            let unknown = self.answers.iter().take(place + 1).position(|answer| !known(answer));
            let Some(index) = unknown else { return self.answers.get(place).map(|(_, _, answer)| *answer) };
            let alone = self.answers.len() == 1;
            let (least, known, answer) = self.answers.get_mut(index)?;
            // Where there is no other, it is the nearest, however far it is.
            *known = Some(if alone { *least } else { answer.distance(self.pod, self.images, *least) });
        }
    }
}

fn unchanged(text: &str) -> Difference {
    Difference { fields: Vec::new(), yours: text.to_owned(), nearest: text.to_owned() }
}

fn pod_of(exercise: &Exercise, text: &str) -> Option<Node> {
    let reading = read(text.as_bytes());
    let documents: Vec<&Node> = reading.documents.iter().map(|document| &document.root).collect();
    match super::document::find(exercise, &documents) {
        super::document::Answer::Pod(pod) => Some(pod.clone()),
        _ => None,
    }
}

/// Writes a mended Pod into the text, and gives it back where it is proved right.
fn prove(yours: Yours, mended: &Mended, is_right: &Proof, play: bool) -> Option<Difference> {
    let (text, reading) = written(yours, mended);
    let fields = differences(mended);
    (text != yours.text && is_right(&text, reading, play)).then(|| Difference {
        fields,
        yours: yours.text.to_owned(),
        nearest: text,
    })
}

/// The learner's text with the mended Pod; a text of its own where the learner's cannot be changed in place (anchors).
fn written(yours: Yours, mended: &Mended) -> (String, Reading) {
    let text = rewrite::rewrite(yours.text, mended);
    let wanted = mended.to_node();
    let reading = read(text.as_bytes());
    if reading.documents.iter().any(|document| rewrite::same(&document.root, &wanted)) {
        return (text, reading);
    }
    let text = emit::document(&wanted, rewrite::style_of(yours.pod));
    let reading = read(text.as_bytes());
    (text, reading)
}

/// A right answer, and what it says as an expectation of its own.
#[derive(Debug)]
pub struct Answer {
    pod: Node,
    /// What it calls what is free in the exercise.
    names: Vec<Option<String>>,
    /// All that it says, with its volumes' names left free.
    all: Expectation,
}

impl Answer {
    fn new(checks: &[CheckSpec], expectation: &Expectation, pod: Node, images: &dyn Images) -> Self {
        let names = report::names(checks, expectation, &pod, images);
        let free = expectation.free.iter().zip(&names).filter(|(free, _)| !free.is_volume);
        let free: BTreeMap<&str, String> =
            free.filter_map(|(free, name)| Some(((*name)?, format!("$free-{}", free.name)))).collect();
        let mut volumes = BTreeMap::new();
        let mut expect = Map::new();
        for key in ["metadata", "spec"] {
            let part = pod.get(key).and_then(|part| as_expected(part, Shape::Pod.child(key), key, &free, &mut volumes));
            expect.extend(part.map(|part| (key.to_owned(), part)));
        }
        let names = names.into_iter().map(|name| name.map(str::to_owned)).collect();
        Self { pod, names, all: Expectation::new(&Json::Object(expect), Vec::new()) }
    }

    /// How many of its fields a Pod does not have.
    fn distance(&self, pod: &Node, images: &dyn Images, least: usize) -> usize {
        report::distance(&self.all, pod, images, least)
    }

    fn setting<'p, 'b>(&'p self, names: &'b [Option<&'p str>], images: &'b dyn Images) -> Setting<'p, 'b> {
        Setting { names, ..Setting::of(&self.pod, images) }
    }

    /// Only what the exercise wants is mended.
    fn gentle<'m>(&'m self, expectation: &'m Expectation, yours: Yours<'m, '_>, images: &dyn Images) -> Mended<'m> {
        let names: Vec<Option<&str>> = self.names.iter().map(Option::as_deref).collect();
        let renames = names.iter().zip(&yours.structure.names);
        let renames: HashMap<&str, &str> =
            renames.filter_map(|(theirs, yours)| Some(((*theirs)?, (*yours)?))).collect();
        let source = Source { pod: &self.pod, setting: self.setting(&names, images) };
        mend(expectation, yours.pod, yours.structure, source, renames, images, false)
    }

    /// Everything becomes as the answer has it; with `strict` what the answer has not goes.
    fn firm<'m>(&'m self, pod: &'m Node, images: &dyn Images, strict: bool) -> Mended<'m> {
        let yours = report::structure(&[], &self.all, pod, images);
        let theirs = report::names(&[], &self.all, &self.pod, images);
        let renames = theirs.iter().zip(&yours.names);
        let renames: HashMap<&str, &str> =
            renames.filter_map(|(theirs, yours)| Some(((*theirs)?, (*yours)?))).collect();
        let source = Source { pod: &self.pod, setting: self.setting(&theirs, images) };
        mend(&self.all, pod, &yours, source, renames, images, strict)
    }
}

fn mend<'m>(
    expectation: &'m Expectation,
    pod: &'m Node,
    structure: &Structure<'m>,
    source: Source<'m, '_>,
    renames: HashMap<&'m str, &'m str>,
    images: &dyn Images,
    strict: bool,
) -> Mended<'m> {
    let setting = Setting { names: &structure.names, ..Setting::of(pod, images) };
    Mender::new(structure, setting, source, renames, (&expectation.fields, strict)).pod(pod)
}

/// A part of an answer as an expectation; `None` where it says nothing.
fn as_expected(
    node: &Node,
    shape: Shape,
    key: &str,
    free: &BTreeMap<&str, String>,
    volumes: &mut BTreeMap<String, usize>,
) -> Option<Json> {
    Some(match &node.value {
        Value::Null => return None,
        Value::Bool(value) => json!(value),
        Value::Int(value) => json!(value),
        Value::Float(value) => json!(value),
        Value::String(text) if key == "name" && matches!(shape, Shape::Volume | Shape::Mount) => {
            let next = volumes.len();
            json!(format!("$volume-{}", volumes.entry(text.clone()).or_insert(next)))
        }
        Value::String(text) if key == "name" && free.contains_key(text.as_str()) => json!(free[text.as_str()]),
        Value::String(text) if matcher::free_name(text).is_some() => json!({ "$oneOf": [text] }),
        Value::String(text) => json!(text),
        Value::Sequence(items) if items.is_empty() => return None,
        Value::Sequence(items) => {
            Json::Array(items.iter().filter_map(|item| as_expected(item, shape, "", free, volumes)).collect())
        }
        Value::Mapping(entries) if entries.is_empty() => {
            // Which volume it is, is all that an empty source says; elsewhere nothing is said.
            return (key == "emptyDir").then(|| json!({}));
        }
        Value::Mapping(entries) => {
            let said = entries.iter().filter_map(|entry| {
                let below = if entry.node.entries().is_empty() && entry.node.items().is_empty() {
                    shape
                } else {
                    shape.child(&entry.key)
                };
                Some((entry.key.clone(), as_expected(&entry.node, below, &entry.key, free, volumes)?))
            });
            Json::Object(said.collect())
        }
    })
}
