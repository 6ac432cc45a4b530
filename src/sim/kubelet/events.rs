//! Events as a node records them: the same words again are counted, and who talks too much is not heard. It must not know
//! what is worth an event.

use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

use serde_json::{Value, json};

use crate::sim::store::{Key, Store};

/// Events about one object that are taken at once …
const BURST: f64 = 25.0;
/// … and how many more a second.
const REFILL: f64 = 1.0 / 300.0;
/// So many events that differ in nothing but their words become one …
const SIMILAR: usize = 10;
/// … unless so much time lies between two of them.
const SIMILAR_WITHIN: Duration = Duration::from_mins(10);
/// How the words of such an event begin.
const COMBINED: &str = "(combined from similar events): ";

/// What an event says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Note {
    /// `Normal` or `Warning`.
    pub kind: &'static str,
    pub reason: &'static str,
    /// `spec.containers{app}`; empty for the Pod as a whole.
    pub field: String,
    pub message: String,
}

impl Note {
    /// Something that is as it should be.
    #[must_use]
    pub fn normal(reason: &'static str, field: &str, message: impl Into<String>) -> Self {
        Self { kind: "Normal", reason, field: field.to_owned(), message: message.into() }
    }

    /// Something that is not.
    #[must_use]
    pub fn warning(reason: &'static str, field: &str, message: impl Into<String>) -> Self {
        Self { kind: "Warning", reason, field: field.to_owned(), message: message.into() }
    }
}

/// Who records: keeps counts between events.
#[derive(Debug, Clone, Default)]
pub struct Recorder {
    known: HashMap<(String, Note), Key>,
    buckets: HashMap<String, (f64, Duration)>,
    /// By source, Pod, type and reason: the different words so far, and when the last came.
    similar: HashMap<(String, &'static str, &'static str), (BTreeSet<String>, Duration)>,
}

impl Recorder {
    /// Records an event about a Pod.
    pub fn record(&mut self, store: &mut Store, pod: &Value, source: &str, note: Note, now: Duration) {
        let uid = pod["metadata"]["uid"].as_str().unwrap_or("").to_owned();
        if !self.admits(&format!("{source}/{uid}"), now) {
            return;
        }
        let mut note = note;
        // Combined events are known by what they have in common.
        let mut same = note.clone();
        if self.combines(&format!("{source}/{uid}"), &note, now) {
            COMBINED.clone_into(&mut same.message);
            same.field.clear();
            note.message.insert_str(0, COMBINED);
        }
        let known = self.known.get(&(uid.clone(), same.clone())).cloned();
        if let Some(key) = known
            && store.get(&key.kind, &key.namespace, &key.name).is_some()
        {
            store.update(&key, |event| {
                event["count"] = json!(event["count"].as_u64().unwrap_or(0) + 1);
                event["lastTimestamp"] = Store::stamp(now);
                event["message"] = json!(note.message);
            });
            return;
        }
        let name = pod["metadata"]["name"].as_str().unwrap_or("");
        let namespace = pod["metadata"]["namespace"].as_str().unwrap_or("default");
        let mut involved = json!({"apiVersion": "v1", "kind": "Pod", "name": name, "namespace": namespace, "uid": uid});
        if !note.field.is_empty() {
            involved["fieldPath"] = json!(note.field);
        }
        let event = json!({
            "apiVersion": "v1", "kind": "Event",
            "metadata": {"name": format!("{name}.{}", store.hex(16)), "namespace": namespace},
            "involvedObject": involved,
            "type": note.kind, "reason": note.reason, "message": note.message, "count": 1,
            "firstTimestamp": Store::stamp(now), "lastTimestamp": Store::stamp(now),
            "source": {"component": source}, "reportingComponent": source,
        });
        let key = store.create(event, now);
        self.known.insert((uid, same), key);
    }

    /// Whether there have been too many events like this one, in other words each.
    fn combines(&mut self, who: &str, note: &Note, now: Duration) -> bool {
        let (words, last) = self.similar.entry((who.to_owned(), note.kind, note.reason)).or_default();
        if now.saturating_sub(*last) > SIMILAR_WITHIN {
            words.clear();
        }
        *last = now;
        words.insert(note.message.clone());
        if words.len() < SIMILAR {
            return false;
        }
        words.pop_first();
        true
    }

    /// One more event of that source about that object is taken.
    fn admits(&mut self, who: &str, now: Duration) -> bool {
        let (tokens, then) = self.buckets.get(who).copied().unwrap_or((BURST, now));
        let tokens = (tokens + now.saturating_sub(then).as_secs_f64() * REFILL).min(BURST);
        let admitted = tokens >= 1.0;
        self.buckets.insert(who.to_owned(), (if admitted { tokens - 1.0 } else { tokens }, now));
        admitted
    }
}
