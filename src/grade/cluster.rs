//! What the API server says of a learner's text, for a verdict. It must not know any of its rules.

use std::borrow::Cow;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value as Json;

use super::shape::is_set;
use super::verdict::{ClusterWord, Refusal};
use crate::exercise::{Exercise, WorldChange};
use crate::manifest::judge::{Judged, Outcome};
use crate::manifest::words::{Form, print};
use crate::manifest::{Judgement, Node, Reading, judge_reading};

/// What the learner's file is called in kubectl's words.
pub const FILE: &str = "pod.yaml";

/// kubectl's words and each refusal by itself.
#[must_use]
pub fn word(judgement: &Judgement) -> ClusterWord {
    let refused = |judged: &Judged| matches!(judged.outcome, Outcome::NotSent(_) | Outcome::Refused(_));
    let accepted = judgement.stop.is_none() && !judgement.objects.is_empty() && !judgement.objects.iter().any(refused);
    let refusals = judgement.refusals().map(|refusal| Refusal {
        message: refusal.message.clone(),
        place: refusal.place,
        plain: refusal.plain.clone(),
        suggestion: refusal.suggestion.as_deref().map(sentence),
        tried: true,
    });
    let judged = judgement.objects.is_empty() || !judgement.objects.iter().all(is_beyond);
    ClusterWord { accepted, judged, message: message(judgement), refusals: refusals.collect() }
}

/// kubectl's words. What is beyond us is no error of the learner's, and so it is not said as one.
fn message(judgement: &Judgement) -> String {
    let words =
        |judgement: &Judgement| print(std::slice::from_ref(judgement), Form::Sentence).err.trim_end().to_owned();
    let mut beyond = judgement.objects.iter().filter(|judged| is_beyond(judged)).peekable();
    if beyond.peek().is_none() {
        return words(judgement);
    }
    let objects: Vec<Judged> = judgement.objects.iter().filter(|judged| !is_beyond(judged)).cloned().collect();
    let mut lines = Vec::new();
    if !objects.is_empty() || judgement.stop.is_some() {
        lines.push(words(&Judgement { objects, file: judgement.file.clone(), stop: judgement.stop.clone() }));
    }
    let unsure = |judged: &Judged| {
        format!("podlings cannot tell whether the {} is right: it knows the rules of Pods.", judged.kind)
    };
    lines.extend(beyond.map(unsure));
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

fn is_beyond(judged: &Judged) -> bool {
    matches!(judged.outcome, Outcome::BeyondUs(_))
}

/// A question that follows a full stop begins with a capital letter.
fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A Pod of the text as the API server would store it; `None` where it would not.
#[must_use]
pub fn stored<'j>(judgement: &'j Judgement, pod: &Node) -> Option<Cow<'j, Json>> {
    let name = super::document::name(pod);
    let of_place = judgement.objects.iter().find(|judged| judged.place == pod.span.start);
    let of_name = || judgement.objects.iter().find(|judged| judged.kind == "Pod" && Some(judged.name.as_str()) == name);
    let Outcome::Stored(object) = &of_place.or_else(of_name)?.outcome else { return None };
    let mut object = Cow::Borrowed(object);
    // A Pod that was read from a cluster stands on a node of that cluster, which its author did not ask for.
    if pod.get("metadata").is_some_and(|metadata| is_set(metadata, "uid"))
        && let Some(spec) = object.to_mut()["spec"].as_object_mut()
    {
        spec.remove("nodeName");
    }
    Some(object)
}

/// The other objects of the text, as `kubectl apply -f` would create them with the Pod. A second Pod of the same name is not:
/// the first is there already; and a name that the exercise's world has stays the world's.
#[must_use]
pub fn beside(reading: &Reading, judgement: &Judgement, pod: &Json, world: &[(Duration, Json)]) -> Vec<Json> {
    let taken = judgement.objects.iter().filter_map(|judged| match &judged.outcome {
        Outcome::Stored(object) => Some(object.clone()),
        Outcome::BeyondUs(_) => as_written(reading, judged.place).filter(is_held),
        Outcome::NotSent(_) | Outcome::Refused(_) => None,
    });
    let mut known: Vec<_> = world.iter().map(|(_, object)| key(object)).collect();
    known.push(key(pod));
    taken.filter(|object| !known.contains(&key(object))).collect()
}

/// What an object is known by.
fn key(object: &Json) -> (String, String, String) {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let namespace = Some(text(&object["metadata"]["namespace"])).filter(|namespace| !namespace.is_empty());
    (text(&object["kind"]), text(&object["metadata"]["name"]), namespace.unwrap_or_else(|| "default".to_owned()))
}

/// Whether the world can hold an object of a kind whose rules are not known, and the API server would surely not refuse it
/// for what a Pod sees of it: the values of a ConfigMap and of a Secret are text, a Secret's are base64.
fn is_held(object: &Json) -> bool {
    let all = |field: &str, good: fn(&str) -> bool| match &object[field] {
        Json::Null => true,
        Json::Object(entries) => entries.values().all(|value| value.as_str().is_some_and(good)),
        _ => false,
    };
    let is_base64 = |text: &str| STANDARD.decode(text.trim_end()).is_ok();
    let fits = match object["kind"].as_str() {
        Some("ConfigMap") => all("data", |_| true) && all("binaryData", is_base64),
        Some("Secret") => all("stringData", |_| true) && all("data", is_base64),
        Some("Service") => object["spec"].is_object(),
        _ => false,
    };
    fits && object["metadata"]["name"].as_str().is_some_and(|name| !name.is_empty())
}

/// What an exercise brings along, with its time.
#[must_use]
pub fn world(exercise: &Exercise) -> Vec<(Duration, Json)> {
    objects(&exercise.world)
}

/// The objects of a world, with their time. Those of kinds whose rules are not known are taken as they are.
#[must_use]
pub fn objects(world: &[WorldChange]) -> Vec<(Duration, Json)> {
    let mut objects = Vec::new();
    for change in world {
        let text = change.manifest.as_bytes();
        let reading = crate::manifest::read(text);
        let judgement = judge_reading(text, &reading, "world");
        for judged in judgement.objects {
            match judged.outcome {
                Outcome::Stored(object) => objects.push((change.at, object)),
                Outcome::BeyondUs(_) | Outcome::NotSent(_) | Outcome::Refused(_) => {
                    objects.extend(as_written(&reading, judged.place).map(|object| (change.at, object)));
                }
            }
        }
    }
    objects
}

/// An object as it is written.
fn as_written(reading: &Reading, place: crate::manifest::Place) -> Option<Json> {
    let document = reading.documents.iter().find(|document| document.root.span.start == place)?;
    Some(to_json(&document.root))
}

/// A tree as JSON.
#[must_use]
pub fn to_json(node: &Node) -> Json {
    use crate::manifest::Value;
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::from(*value),
        Value::Int(value) => Json::from(*value),
        Value::Float(value) => Json::from(*value),
        Value::String(text) => Json::from(text.as_str()),
        Value::Sequence(items) => items.iter().map(to_json).collect(),
        Value::Mapping(entries) => entries
            .iter()
            .map(|entry| (entry.key.clone(), to_json(&entry.node)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}
