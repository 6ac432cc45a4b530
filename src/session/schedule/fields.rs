//! The fields that exercises train, and those that go wrong. It must not know when an exercise is due.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value;

use crate::exercise::Exercise;
use crate::history::{AttemptRecord, field_name};

/// After so many days a mistake weighs half.
const HALF_LIFE_DAYS: f64 = 14.0;

/// A weight below this is forgotten.
const FAINT: f64 = 0.2;

/// A field, and how the attempts at exercises that train it went.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldRecord {
    /// Without names and numbers: `containers.volumeMounts.readOnly`.
    pub field: String,
    /// Attempts in which it was right.
    pub right: u32,
    /// Attempts in which it went wrong.
    pub wrong: u32,
    /// How much it needs training: each mistake counts 1, half after two weeks, and half for each time that it was right since.
    pub weight: f64,
}

impl FieldRecord {
    /// The share of attempts in which it was right, 0 to 100.
    #[must_use]
    pub fn percent(&self) -> u32 {
        (self.right * 100).checked_div(self.right + self.wrong).unwrap_or(0)
    }
}

/// A field that went wrong lately.
#[derive(Debug, Clone, PartialEq)]
pub struct Weak {
    /// The field.
    pub field: String,
    /// See [`FieldRecord::weight`].
    pub weight: f64,
}

/// Every field that an exercise asks for, and every part of the Pod that holds one, but for containers as such. Init containers are containers here: who can
/// mount a volume in one can do it in the other.
#[must_use]
pub fn trained(exercise: &Exercise) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(&exercise.expect, &mut String::new(), &mut found);
    found
}

fn collect(value: &Value, path: &mut String, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, path, found)),
        Value::Object(map) => {
            for (key, inner) in map {
                // A matcher stands for the value, and is no field.
                if key.starts_with('$') {
                    if inner.is_array() {
                        collect(inner, path, found);
                    }
                    continue;
                }
                let length = path.len();
                if length > 0 {
                    path.push('.');
                }
                path.push_str(key);
                found.extend(named(&field_name(path)));
                collect(inner, path, found);
                path.truncate(length);
            }
        }
        _ => {}
    }
}

/// The maps whose keys are the learner's or the task's words, and no fields.
const FREE_KEYS: [&str; 4] = ["labels", "annotations", "matchLabels", "nodeSelector"];

/// Under which name a field is counted; `None` where it is no field that could be trained: a container as a whole stands for what is
/// in it. That something is an init container is a thing to know, and has its name.
fn named(field: &str) -> Option<String> {
    match field {
        "containers" | "ephemeralContainers" => None,
        // A life check names the container that it looked at, in words.
        words if words.contains(' ') => None,
        "initContainers" => Some(field.to_owned()),
        field => Some(normal(field)),
    }
}

/// A field of init containers and ephemeral ones under the name that it has in containers; what is in a map of free keys under the
/// map's name.
fn normal(field: &str) -> String {
    let is_free = |part: &&str| FREE_KEYS.contains(part);
    let parts: Vec<&str> = field.split('.').collect();
    if let Some(place) = parts.iter().position(is_free).filter(|place| place + 1 < parts.len()) {
        return normal(&parts[..=place].join("."));
    }
    for kind in ["initContainers", "ephemeralContainers"] {
        if let Some(rest) = field.strip_prefix(kind).filter(|rest| rest.is_empty() || rest.starts_with('.')) {
            return format!("containers{rest}");
        }
    }
    field.to_owned()
}

/// How each field went, over all ended attempts with a graded text. `fields` are those that an exercise trains.
#[must_use]
pub fn records<'a>(
    attempts: &[AttemptRecord],
    fields: impl Fn(&str) -> Option<&'a BTreeSet<String>>,
    now: Timestamp,
) -> Vec<FieldRecord> {
    let mut graded: Vec<&AttemptRecord> = attempts.iter().filter(|record| record.attempt.score.is_some()).collect();
    graded.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut records: BTreeMap<String, FieldRecord> = BTreeMap::new();
    for record in graded {
        let wrong: BTreeSet<String> = record.mistakes.iter().map(|field| normal(field)).collect();
        let days = now.duration_since(record.attempt.ended).as_secs_f64().max(0.0) / 86_400.0;
        let named_wrong: BTreeSet<String> = record.mistakes.iter().filter_map(|field| named(field)).collect();
        for field in &named_wrong {
            let entry = entry(&mut records, field);
            entry.wrong += 1;
            entry.weight += 0.5_f64.powf(days / HALF_LIFE_DAYS);
        }
        for field in fields(&record.attempt.exercise).into_iter().flatten() {
            // A mistake in a part says nothing of what is inside of it, nor does one inside of the whole.
            let here = normal(field);
            let touched = wrong.iter().any(|other| *other == here || is_part(other, &here) || is_part(&here, other));
            if !touched {
                let entry = entry(&mut records, field);
                entry.right += 1;
                entry.weight /= 2.0;
            }
        }
    }
    records.into_values().collect()
}

/// What ended in the same millisecond is put in an order that no row number decides.
fn order(record: &AttemptRecord) -> (Timestamp, usize, &str, &[String]) {
    (record.attempt.ended, record.mistakes.len(), &record.attempt.exercise, &record.mistakes)
}

fn entry<'a>(records: &'a mut BTreeMap<String, FieldRecord>, field: &str) -> &'a mut FieldRecord {
    records.entry(field.to_owned()).or_insert_with(|| FieldRecord {
        field: field.to_owned(),
        right: 0,
        wrong: 0,
        weight: 0.0,
    })
}

fn is_part(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'))
}

/// The fields that need training, the worst first. One that more than half of the exercises train tells no exercise from
/// another, and is left out.
#[must_use]
pub fn weak_fields(records: &[FieldRecord], exercises: &[&BTreeSet<String>]) -> Vec<Weak> {
    let common = |field: &str| exercises.iter().filter(|fields| fields.contains(field)).count() * 2 > exercises.len();
    let mut weak: Vec<Weak> = records
        .iter()
        .filter(|record| record.weight >= FAINT && !common(&record.field))
        .map(|record| Weak { field: record.field.clone(), weight: record.weight })
        .collect();
    weak.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.field.cmp(&b.field)));
    weak
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_container_that_a_life_check_looked_at_is_no_field() {
        assert_eq!(named("container announce"), None);
        assert_eq!(named("initContainers.volumeMounts.readOnly").as_deref(), Some("containers.volumeMounts.readOnly"));
    }
}
