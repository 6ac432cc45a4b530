//! Finds the Pod in a text of one or several documents. It must not know what is expected of it.

use crate::exercise::Exercise;
use crate::exercise::matcher;
use crate::manifest::Node;

/// What a text holds for grading.
#[derive(Debug, Clone, Copy)]
pub enum Answer<'a> {
    /// A Pod, or what was plainly meant as one.
    Pod(&'a Node),
    /// Something else in its place.
    Other(&'a Node),
    /// Nothing at all.
    Nothing,
}

/// The most objects that are looked at.
const MOST: usize = 1000;

/// Picks the Pod that is to be graded: the first with the wanted name, else the first.
#[must_use]
pub fn find<'a>(exercise: &Exercise, documents: &[&'a Node]) -> Answer<'a> {
    let objects: Vec<&Node> = documents.iter().flat_map(|document| members(document)).take(MOST).collect();
    let pods: Vec<&Node> = objects.iter().copied().filter(|object| is_pod(object)).collect();
    let wanted = exercise.expect.pointer("/metadata/name").and_then(serde_json::Value::as_str);
    let wanted = wanted.filter(|name| matcher::free_name(name).is_none());
    let has_name = |pod: &&&Node| wanted.is_some() && name(pod) == wanted;
    match pods.iter().find(has_name).or_else(|| pods.first()) {
        Some(pod) => Answer::Pod(pod),
        None => objects.first().map_or(Answer::Nothing, |object| Answer::Other(object)),
    }
}

/// The name of an object.
#[must_use]
pub fn name(object: &Node) -> Option<&str> {
    object.get("metadata")?.get("name")?.as_str()
}

/// The members of a `List`, or the object itself.
fn members(document: &Node) -> Vec<&Node> {
    let kind = document.get("kind").and_then(Node::as_str);
    if matches!(kind, Some("List" | "PodList")) {
        document.get("items").map(Node::items).unwrap_or_default().iter().take(MOST).collect()
    } else {
        vec![document]
    }
}

/// Whether an object is a Pod, or was meant as one: a missing or misspelt kind is the API server's to refuse.
fn is_pod(object: &Node) -> bool {
    match object.get("kind").and_then(Node::as_str) {
        Some(kind) if kind.eq_ignore_ascii_case("pod") => true,
        Some(kind) if is_other_kind(kind) => false,
        _ => {
            let spec = object.get("spec");
            let has = |key: &str| object.get(key).is_some() || spec.is_some_and(|spec| spec.get(key).is_some());
            (has("containers") || has("initContainers")) || (object.get("kind").is_some() && has("spec"))
        }
    }
}

/// Kinds that are something else for certain.
fn is_other_kind(kind: &str) -> bool {
    const KINDS: [&str; 18] = [
        "Deployment",
        "ReplicaSet",
        "ReplicationController",
        "StatefulSet",
        "DaemonSet",
        "Job",
        "CronJob",
        "Service",
        "ConfigMap",
        "Secret",
        "Ingress",
        "NetworkPolicy",
        "PersistentVolumeClaim",
        "PersistentVolume",
        "ServiceAccount",
        "Namespace",
        "Role",
        "PodTemplate",
    ];
    KINDS.contains(&kind)
}
