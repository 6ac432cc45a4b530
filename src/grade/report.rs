//! From findings to points: what every check of an exercise got. It must not know how anything was found.

use std::collections::HashSet;

use super::bind::{self, Names};
use super::compare::{Images, Miss, Part, Setting, Sink, Walk, Wanted};
use super::expectation::{Expectation, LeafId};
use super::finding::{Finding, Understanding};
use super::render::Writer;
use super::survey::Survey;
use super::verdict::{CheckResult, FindingKind};
use crate::exercise::{CheckSpec, Exercise};
use crate::manifest::{Node, Place};

/// How the structure of a Pod compares with an expectation.
#[derive(Debug, Clone)]
pub struct Structure<'a> {
    /// Every check about fields, in the exercise's order.
    pub checks: Vec<CheckResult>,
    /// For every leaf whether it holds.
    pub leaves: Vec<bool>,
    /// The leaves of which nothing is there at all.
    pub missing: HashSet<LeafId>,
    /// What stands in the place of something wanted.
    pub culprits: Vec<(Wanted<'a>, &'a Node)>,
    /// What the learner calls what is free.
    pub names: Names<'a>,
}

/// Compares a Pod with an expectation.
#[must_use]
pub fn structure<'a>(
    checks: &[CheckSpec],
    expectation: &'a Expectation,
    pod: &'a Node,
    images: &dyn Images,
) -> Structure<'a> {
    let start = Setting::of(pod, images);
    let names = bind::bind(expectation, checks, pod, start, expectation.owners.len());
    let setting = Setting { names: &names, ..start };
    let heard = hear_twice(expectation, pod, setting);
    let findings = understand(expectation, pod, setting, &heard);
    let report = Report { writer: Writer { expectation, names: &names }, leaves: &heard.leaves, findings: &findings };
    let checks = checks.iter().enumerate().map(|(index, check)| report.of(index, check)).collect();
    let culprits = findings.iter().filter_map(|finding| finding.culprit).collect();
    let missing = findings.iter().filter(|finding| finding.kind == FindingKind::Missing);
    let missing = missing.flat_map(|finding| finding.leaves.iter().copied()).collect();
    Structure { checks, leaves: heard.leaves, missing, culprits, names }
}

/// How many leaves of an expectation do not hold in a Pod; `least` is its [`least_distance`], below which nobody need look.
#[must_use]
pub fn distance(expectation: &Expectation, pod: &Node, images: &dyn Images, least: usize) -> usize {
    let start = Setting::of(pod, images);
    let names = bind::bind(expectation, &[], pod, start, expectation.owners.len().saturating_sub(least));
    failing(expectation, pod, Setting { names: &names, ..start })
}

/// As [`distance`], in a fraction of its time: whatever name stands where a free one is wanted is taken for it. Hardly ever more
/// than the distance.
#[must_use]
pub fn least_distance(expectation: &Expectation, pod: &Node, images: &dyn Images) -> usize {
    failing(expectation, pod, Setting { any_name: true, ..Setting::of(pod, images) })
}

/// How many leaves do not hold with these names.
fn failing<'a>(expectation: &'a Expectation, pod: &'a Node, setting: Setting<'a, '_>) -> usize {
    let count = |setting: Setting<'a, '_>| {
        let mut holding = Holding { leaves: vec![false; expectation.owners.len()], solid: false };
        Walk::new(setting, &mut holding).pod(&expectation.fields, pod);
        (holding.solid, holding.leaves.iter().filter(|holds| !**holds).count())
    };
    match count(setting) {
        (true, failing) => failing,
        (false, _) => count(Setting { silence_counts: false, ..setting }).1,
    }
}

/// Hears which leaves hold, and nothing else.
struct Holding {
    leaves: Vec<bool>,
    solid: bool,
}

impl<'a> Sink<'a> for Holding {
    const HEARS_WRONG: bool = false;

    fn right(&mut self, leaf: LeafId, solid: bool, _got: Option<&'a Node>) {
        self.leaves[leaf] = true;
        self.solid |= solid;
    }

    fn wrong(&mut self, _miss: Miss<'a>, _path: &[Part<'a>]) {}
}

/// What the learner calls what is free.
#[must_use]
pub fn names<'a>(checks: &[CheckSpec], expectation: &'a Expectation, pod: &'a Node, images: &dyn Images) -> Names<'a> {
    bind::bind(expectation, checks, pod, Setting::of(pod, images), expectation.owners.len())
}

fn hear_twice<'a>(expectation: &'a Expectation, pod: &'a Node, setting: Setting<'a, '_>) -> Heard<'a> {
    let heard = hear(expectation, pod, setting);
    if heard.solid {
        return heard;
    }
    // Nothing that was asked for is written: then silence is no answer either.
    hear(expectation, pod, Setting { silence_counts: false, ..setting })
}

fn hear<'a>(expectation: &'a Expectation, pod: &'a Node, setting: Setting<'a, '_>) -> Heard<'a> {
    let leaves = vec![false; expectation.owners.len()];
    let mut heard = Heard { leaves, solid: false, right: HashSet::new(), misses: Vec::new() };
    Walk::new(setting, &mut heard).pod(&expectation.fields, pod);
    heard
}

fn understand<'a>(
    expectation: &'a Expectation,
    pod: &'a Node,
    setting: Setting<'a, '_>,
    heard: &Heard<'a>,
) -> Vec<Finding<'a>> {
    if heard.misses.is_empty() {
        return Vec::new();
    }
    let survey = Survey::of(pod);
    let writer = Writer { expectation, names: setting.names };
    let understanding = Understanding { writer, setting, survey: &survey, right: &heard.right };
    heard.misses.iter().map(|(miss, parts)| understanding.of(miss, parts)).collect()
}

/// Everything that a walk said.
struct Heard<'a> {
    leaves: Vec<bool>,
    solid: bool,
    right: HashSet<*const Node>,
    misses: Vec<(Miss<'a>, Vec<Part<'a>>)>,
}

impl Structure<'_> {
    /// Everything holds.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.leaves.iter().all(|holds| *holds)
    }
}

impl<'a> Sink<'a> for Heard<'a> {
    fn right(&mut self, leaf: LeafId, solid: bool, got: Option<&'a Node>) {
        self.leaves[leaf] = true;
        self.solid |= solid;
        self.right.extend(got.map(std::ptr::from_ref));
    }

    fn wrong(&mut self, miss: Miss<'a>, path: &[Part<'a>]) {
        self.misses.push((miss, path.to_vec()));
    }
}

/// What checks are told from.
struct Report<'a, 'b> {
    writer: Writer<'a, 'b>,
    leaves: &'b [bool],
    findings: &'b [Finding<'a>],
}

impl Report<'_, '_> {
    /// How one check went.
    fn of(&self, index: usize, check: &CheckSpec) -> CheckResult {
        let owners = &self.writer.expectation.owners;
        let own = |leaf: LeafId| owners.get(leaf).copied().flatten() == Some(index);
        let all = (0..self.leaves.len()).filter(|leaf| own(*leaf)).count();
        let right = (0..self.leaves.len()).filter(|leaf| own(*leaf) && self.leaves[*leaf]).count();
        let mut result = CheckResult {
            id: check.id.clone(),
            text: check.text.clone(),
            points: bind::share(check.points, right, all),
            max_points: check.points,
            passed: all > 0 && right == all,
            expected: None,
            actual: None,
            path: None,
            place: None,
            kind: None,
            why: check.why.clone(),
            more: Vec::new(),
            tried: true,
        };
        let mut mine: Vec<&Finding> =
            self.findings.iter().filter(|finding| finding.leaves.iter().any(|leaf| own(*leaf))).collect();
        mine.sort_by_key(|finding| rank(finding.kind));
        if let Some((first, others)) = mine.split_first() {
            let is_shared = first.kind == FindingKind::Missing && !first.leaves.iter().all(|leaf| own(*leaf));
            let (path, expected) = if is_shared {
                first.narrowed(self.writer, &own)
            } else {
                (first.path.clone(), first.expected.clone())
            };
            result.expected = Some(expected);
            result.actual = Some(first.actual.clone());
            result.path = Some(path);
            result.place = first.place;
            result.kind = Some(first.kind);
            result.why = join(&first.note, &check.why);
            result.more = others.iter().map(|finding| line(finding)).collect();
        }
        result
    }
}

/// The most telling kinds come first.
fn rank(kind: FindingKind) -> u8 {
    match kind {
        FindingKind::Misplaced => 0,
        FindingKind::NearMiss => 1,
        FindingKind::Unknown => 2,
        FindingKind::Wrong => 3,
        FindingKind::Extra => 4,
        _ => 5,
    }
}

fn line(finding: &Finding) -> String {
    let place = finding.place.map(|Place { line, .. }| format!(" (line {line})")).unwrap_or_default();
    format!("{}: expected {}, yours {}{place}", finding.path, finding.expected, finding.actual)
}

/// Two texts, one behind the other.
pub(super) fn join(first: &str, second: &str) -> String {
    match (first.is_empty(), second.is_empty()) {
        (true, _) => second.to_owned(),
        (_, true) => first.to_owned(),
        _ => format!("{first} {second}"),
    }
}

/// Every check about fields as failed for one and the same reason, which is said elsewhere.
#[must_use]
pub fn all_failed(exercise: &Exercise, kind: FindingKind, place: Option<Place>) -> Vec<CheckResult> {
    let failed = |check: &CheckSpec| CheckResult {
        id: check.id.clone(),
        text: check.text.clone(),
        points: 0,
        max_points: check.points,
        passed: false,
        expected: None,
        actual: None,
        path: None,
        place,
        kind: Some(kind),
        why: check.why.clone(),
        more: Vec::new(),
        tried: false,
    };
    exercise.checks.iter().map(failed).collect()
}
