//! What the API server says of a learner's text, for a verdict. It must not know any of its rules.

use std::time::Duration;

use serde_json::Value as Json;

use super::verdict::{ClusterWord, Refusal};
use crate::exercise::Exercise;
use crate::manifest::judge::{Judged, Outcome};
use crate::manifest::words::{Form, print};
use crate::manifest::{Judgement, Node, judge};

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
    let message = print(std::slice::from_ref(judgement), Form::Sentence).err;
    ClusterWord { accepted, message: message.trim_end().to_owned(), refusals: refusals.collect() }
}

/// A question that follows a full stop begins with a capital letter.
fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A Pod of the text as the API server would store it; `None` where it would not.
#[must_use]
pub fn stored<'j>(judgement: &'j Judgement, pod: &Node) -> Option<&'j Json> {
    let name = super::document::name(pod);
    let of_place = judgement.objects.iter().find(|judged| judged.place == pod.span.start);
    let of_name = || judgement.objects.iter().find(|judged| judged.kind == "Pod" && Some(judged.name.as_str()) == name);
    match &of_place.or_else(of_name)?.outcome {
        Outcome::Stored(object) => Some(object),
        _ => None,
    }
}

/// The other objects of the text that are taken. A second Pod of the same name is not: the first is there already.
#[must_use]
pub fn beside(judgement: &Judgement, pod: &Json) -> Vec<Json> {
    let key = |object: &Json| {
        let namespace = object["metadata"]["namespace"].as_str().unwrap_or("default").to_owned();
        (object["kind"].clone(), object["metadata"]["name"].clone(), namespace)
    };
    let taken = judgement.objects.iter().filter_map(|judged| match &judged.outcome {
        Outcome::Stored(object) if key(object) != key(pod) => Some(object.clone()),
        _ => None,
    });
    taken.collect()
}

/// What an exercise brings along, with its time. Objects of kinds whose rules are not known are taken as they are.
#[must_use]
pub fn world(exercise: &Exercise) -> Vec<(Duration, Json)> {
    let mut objects = Vec::new();
    for change in &exercise.world {
        let judgement = judge(change.manifest.as_bytes(), "world");
        for judged in judgement.objects {
            match judged.outcome {
                Outcome::Stored(object) => objects.push((change.at, object)),
                Outcome::BeyondUs(_) | Outcome::NotSent(_) | Outcome::Refused(_) => {
                    objects.extend(as_written(&change.manifest, judged.place).map(|object| (change.at, object)));
                }
            }
        }
    }
    objects
}

/// An object as it is written.
fn as_written(text: &str, place: crate::manifest::Place) -> Option<Json> {
    let reading = crate::manifest::read(text.as_bytes());
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
