//! Breaks the solution at every expected field and looks what that costs: points, and only at the check that owns the
//! field. It must not know how to break or to grade.

use std::collections::BTreeSet;

use serde_json::Value;

use super::change::{self, Broken};
use super::pairing::{Pairs, pairs};
use crate::exercise::matcher;
use crate::exercise::path::{self, Route, Step};
use crate::exercise::source::{At, Source, at};
use crate::exercise::{Exercise, routes};
use crate::grade::Grader;
use crate::manifest::judge::Outcome;
use crate::manifest::{self, Node};

/// Notes every expected field that can be broken without cost, or at the cost of another check.
pub(super) fn examine(source: &mut Source<'_>, exercise: &Exercise) {
    let Some(solution) = pod_of(&exercise.solution) else {
        let message =
            "the solution is more than one document, or cannot be read as plain YAML: it cannot be broken for proof";
        source.wrong(at!["solution", "manifest"], message);
        return;
    };
    // How the Pod lives is proven by the answers themselves; to live through every broken one would take long.
    let structure = Exercise { life: Vec::new(), world: Vec::new(), ..exercise.clone() };
    let bench = Bench {
        exercise,
        grader: Grader::new(&structure),
        owners: routes(&exercise.expect, &exercise.checks),
        leaves: path::leaves(&exercise.expect),
        pairs: pairs(&exercise.expect, &solution),
        stored_solution: stored(&solution.to_string()),
        solution,
    };
    for leaf in &bench.leaves {
        bench.break_leaf(source, leaf);
    }
    bench.break_order(source);
}

/// What the API server would store of a manifest; `None` where it would refuse it. Two texts that are stored alike mean the
/// same.
fn stored(text: &str) -> Option<Value> {
    let judgement = manifest::judge(text.as_bytes(), "pod.yaml");
    match (judgement.accepted(), judgement.objects.into_iter().next()?.outcome) {
        (true, Outcome::Stored(object)) => Some(object),
        _ => None,
    }
}

/// The solution as kubectl reads it, where it is a single document.
fn pod_of(text: &str) -> Option<Value> {
    let reading = manifest::read(text.as_bytes());
    match reading.documents.as_slice() {
        [only] if reading.error.is_none() => Some(value_of(&only.root)).filter(Value::is_object),
        _ => None,
    }
}

fn value_of(node: &Node) -> Value {
    match &node.value {
        manifest::Value::Null => Value::Null,
        manifest::Value::Bool(truth) => Value::Bool(*truth),
        manifest::Value::Int(number) => Value::from(*number),
        manifest::Value::Float(number) => Value::from(*number),
        manifest::Value::String(text) => Value::from(text.as_str()),
        manifest::Value::Sequence(items) => items.iter().map(value_of).collect(),
        manifest::Value::Mapping(entries) => {
            entries.iter().map(|entry| (entry.key.clone(), value_of(&entry.node))).collect()
        }
    }
}

/// What is needed to break a solution and see what it costs.
struct Bench<'e> {
    exercise: &'e Exercise,
    grader: Grader<'e>,
    owners: Vec<Vec<Route>>,
    leaves: Vec<Route>,
    pairs: Pairs,
    solution: Value,
    stored_solution: Option<Value>,
}

impl Bench<'_> {
    fn break_leaf(&self, source: &mut Source<'_>, leaf: &Route) {
        let Some(wanted) = path::value_at(&self.exercise.expect, leaf) else { return };
        let Some(route) = self.pairs.get(leaf) else {
            let message = format!("the solution has no `{}` that could be broken for proof", self.name(leaf));
            source.wrong(&place(leaf), message);
            return;
        };
        let allowed = self.owners_of_name(leaf, wanted);
        let ordered = !matches!(leaf.last(), Some(Step::Key(key)) if key == "$only");
        let mut harmless = Vec::new();
        let mut cost = false;
        let mut without_meaning = false;
        for broken in change::ways(&self.solution, wanted, route, ordered) {
            // Where the default means the same, to leave the field out costs nothing, and so does moving it.
            if broken.what == "moved one level up" && (without_meaning || !harmless.is_empty()) {
                continue;
            }
            match self.costs(source, leaf, &broken, &allowed) {
                Cost::Paid => cost = true,
                Cost::SameMeaning => without_meaning = true,
                Cost::Nothing => harmless.push(broken.what),
            }
        }
        if let Some(what) = harmless.first() {
            let message = format!("`{}` can be {what} without losing points", self.name(leaf));
            source.wrong(&place(leaf), message);
        } else if !cost {
            let message = format!("there is no way to break `{}`: it requires nothing", self.name(leaf));
            source.wrong(&place(leaf), message);
        }
    }

    /// Init containers in another order, or among the containers.
    fn break_order(&self, source: &mut Source<'_>) {
        let list: Route = vec![Step::Key("spec".to_owned()), Step::Key("initContainers".to_owned())];
        let items = path::value_at(&self.exercise.expect, &list).map_or(0, |list| list.as_array().map_or(0, Vec::len));
        let item = |index| super::pairing::then(&list, Step::Item(index));
        let found = |index| match self.pairs.get(&item(index)).and_then(|route| route.last()) {
            Some(Step::Item(index)) => Some(*index),
            _ => None,
        };
        for index in 0..items {
            let Some(here) = found(index) else { continue };
            let mut broken =
                vec![(change::init_among_containers(&self.solution, here), self.owners_below(&item(index)))];
            if let Some(next) = found(index + 1) {
                let allowed = &self.owners_below(&item(index)) | &self.owners_below(&item(index + 1));
                broken.push((change::init_swapped(&self.solution, here, next), allowed));
            }
            for (broken, allowed) in broken {
                let Some(broken) = broken else { continue };
                if matches!(self.costs(source, &item(index), &broken, &allowed), Cost::Nothing) {
                    let message = format!("`{}` can be {} without losing points", self.name(&item(index)), broken.what);
                    source.wrong(&place(&item(index)), message);
                }
            }
        }
    }

    /// Grades a broken solution, and notes checks that suffer although they do not own what was broken.
    fn costs(&self, source: &mut Source<'_>, leaf: &Route, broken: &Broken, allowed: &BTreeSet<usize>) -> Cost {
        let text = broken.solution.to_string();
        if self.stored_solution.is_some() && stored(&text) == self.stored_solution {
            return Cost::SameMeaning;
        }
        let verdict = self.grader.grade(&text);
        let failed: BTreeSet<usize> = (0..self.exercise.checks.len())
            .filter(|index| verdict.checks.get(*index).is_some_and(|check| !check.passed))
            .collect();
        for other in failed.difference(allowed) {
            let id = self.exercise.checks.get(*other).map_or("?", |check| check.id.as_str());
            let message = format!("with `{}` {}, `{id}` fails, which does not own it", self.name(leaf), broken.what);
            source.wrong(&place(leaf), message);
        }
        if failed.is_disjoint(allowed) { Cost::Nothing } else { Cost::Paid }
    }

    /// The checks that may suffer: the owner, and where a free name is broken the owners of all its uses.
    fn owners_of_name(&self, leaf: &Route, wanted: &Value) -> BTreeSet<usize> {
        let is_free = wanted.as_str().is_some_and(|text| matcher::free_name(text).is_some());
        let same = |other: &&Route| {
            *other == leaf || (is_free && path::value_at(&self.exercise.expect, other) == Some(wanted))
        };
        self.leaves.iter().filter(same).filter_map(|leaf| path::owner(&self.owners, leaf)).collect()
    }

    fn owners_below(&self, route: &Route) -> BTreeSet<usize> {
        let below = self.leaves.iter().filter(|leaf| leaf.starts_with(route));
        below.filter_map(|leaf| path::owner(&self.owners, leaf)).collect()
    }

    fn name(&self, route: &Route) -> String {
        path::display(&self.exercise.expect, route)
    }
}

/// What breaking a field comes to.
enum Cost {
    /// Points, as it should.
    Paid,
    /// The API server would store the same Pod.
    SameMeaning,
    /// Nothing.
    Nothing,
}

fn place(route: &Route) -> Vec<At> {
    let steps = route.iter().map(|step| match step {
        Step::Key(key) => At::Key(key.clone()),
        Step::Item(index) => At::Item(*index),
    });
    std::iter::once(At::from("expect")).chain(steps).collect()
}
