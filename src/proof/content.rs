//! What an exercise needs besides right grading: hints, other answers, a start for those who mend, and a task that says all
//! that is graded. It must not grade anything.

use serde_json::Value;

use crate::exercise::matcher::{self, Matcher};
use crate::exercise::path::{self, Route, Step};
use crate::exercise::source::{At, Source, at};
use crate::exercise::{CLUSTER, Exercise, Kind, LifeFact};

/// The least that an exercise has of each.
const LEAST: [(&str, usize); 3] = [("hints", 2), ("accept", 2), ("reject", 4)];

/// Mappings whose keys are the learner's words, not Kubernetes'.
const FREE_KEYS: [&str; 5] = ["labels", "annotations", "nodeSelector", "requests", "limits"];

/// Notes what is missing.
pub(super) fn examine(source: &mut Source<'_>, exercise: &Exercise) {
    let counts = [exercise.hints.len(), exercise.accept.len(), exercise.reject.len()];
    for ((name, least), count) in LEAST.into_iter().zip(counts).filter(|((_, least), count)| count < least) {
        source.wrong(at![name], format!("{least} or more `[[{name}]]` are needed, and there is {count}"));
    }
    if exercise.par.is_zero() {
        source.wrong(at!["par"], "a par time is longer than nothing");
    }
    if exercise.docs.is_empty() {
        source.wrong(at!["docs"], "at least one page of the docs is needed");
    }
    if exercise.kind != Kind::Build && exercise.start.trim().is_empty() {
        let message = format!("a {} exercise needs a `start` that is to be mended", exercise.kind.name());
        source.wrong(at!["kind"], message);
    }
    for (index, reject) in exercise.reject.iter().enumerate() {
        if reject.fails.iter().all(|id| id == CLUSTER) && exercise.checks.is_empty() {
            source.wrong(at!["reject", index, "fails"], "a wrong answer fails at least one check");
        }
    }
    stated(source, exercise);
}

/// Everything graded is said: in the task, or in the manifest that the learner is given.
fn stated(source: &mut Source<'_>, exercise: &Exercise) {
    let implied = exercise.implied.join(" ");
    let said = Said::new(&[&exercise.task, &exercise.start, &implied]);
    for leaf in path::leaves(&exercise.expect) {
        let Some(value) = path::value_at(&exercise.expect, &leaf) else { continue };
        for missing in unsaid(&said, &leaf, value) {
            let at: Vec<At> = std::iter::once(At::from("expect")).chain(leaf.iter().map(step)).collect();
            let path = path::display(&exercise.expect, &leaf);
            source.wrong(&at, format!("`{missing}` is graded (`{path}`) and the task does not say it"));
        }
    }
    for (index, check) in exercise.life.iter().enumerate() {
        let facts = check.plays.iter().flat_map(|play| &play.facts);
        for literal in facts.filter_map(life_literal).filter(|literal| !said.has_path(literal)) {
            let message = format!("`{literal}` is graded and the task does not say it");
            source.wrong(at!["life", index], message);
        }
    }
}

fn step(step: &Step) -> At {
    match step {
        Step::Key(key) => At::Key(key.clone()),
        Step::Item(index) => At::Item(*index),
    }
}

/// What of a fact a learner could not guess.
fn life_literal(fact: &LifeFact) -> Option<String> {
    match fact {
        LifeFact::File { path, .. } => Some(path.clone()),
        LifeFact::Port { port, .. } => Some(port.to_string()),
        _ => None,
    }
}

/// The literals of an expected field that are said nowhere.
fn unsaid(said: &Said, leaf: &Route, value: &Value) -> Vec<String> {
    let mut missing: Vec<String> = match matcher::read(value) {
        // Who leaves it out is right, and needs to be told nothing.
        Ok(Some(Matcher::OneOf(values))) if values.iter().any(matcher::is_absent) => Vec::new(),
        Ok(Some(Matcher::OneOf(values))) => match values.iter().filter_map(literal).collect::<Vec<_>>() {
            all if all.iter().any(|literal| said.has(literal)) => Vec::new(),
            all => all.into_iter().take(1).collect(),
        },
        Ok(Some(Matcher::Contains(part))) => literals(part),
        Ok(Some(_)) => Vec::new(),
        _ => literals(value),
    };
    if let [.., Step::Key(parent), Step::Key(key)] = leaf.as_slice()
        && FREE_KEYS.contains(&parent.as_str())
    {
        missing.push(key.clone());
    }
    let is_mode = matches!(leaf.last(), Some(Step::Key(key)) if key == "mode" || key == "defaultMode");
    missing.retain(|literal| !(said.has(literal) || said.has_octal(literal, is_mode)));
    missing
}

fn literals(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().filter_map(literal).collect(),
        other => literal(other).into_iter().collect(),
    }
}

/// A value that must be said: a text or a number. Whether something is true or false is said in words.
fn literal(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if matcher::free_name(text).is_none() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Texts in which to look for a value, without regard to case and to how blanks and lines are set.
struct Said(String);

impl Said {
    fn new(texts: &[&str]) -> Self {
        Self(plain(&texts.join(" ")))
    }

    fn has(&self, literal: &str) -> bool {
        let literal = plain(literal);
        let is_number = literal.bytes().all(|byte| byte.is_ascii_digit());
        self.0.match_indices(&literal).any(|(start, found)| {
            let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            let before = self.0.get(..start).and_then(|text| text.chars().next_back());
            let behind = self.0.get(start + found.len()..).and_then(|text| text.chars().next());
            !is_number || !(digit(before) || digit(behind))
        })
    }
}

impl Said {
    /// A path is said as a whole, or as a folder and what lies in it.
    fn has_path(&self, path: &str) -> bool {
        let parts = path.match_indices('/').skip(1).filter_map(|(at, _)| path.split_at_checked(at));
        self.has(path)
            || parts.into_iter().any(|(folder, file)| self.has(folder) && self.has(file.trim_start_matches('/')))
    }

    /// File modes are said as people write them: `0400` for 256.
    fn has_octal(&self, literal: &str, is_mode: bool) -> bool {
        is_mode && literal.parse::<u32>().is_ok_and(|mode| self.has(&format!("0{mode:o}")))
    }
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
