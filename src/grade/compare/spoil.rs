//! What spoils an item whose fields are all right: something beside it in the Pod. It must not know points or sentences.

use std::borrow::Cow;

use super::{Field, ItemWant, Reason, Test, Want};
use crate::grade::shape::{ListRule, Shape, is_set};
use crate::grade::value;
use crate::manifest::{Node, Value};

/// The key that is spoilt, and why.
pub type Spoilt<'a> = (&'static str, Reason<'a>);

/// What spoils an item by itself or within its container.
pub fn of_item<'a>(item: &ItemWant, got: &'a Node, shape: Shape, container: Option<&'a Node>) -> Option<Spoilt<'a>> {
    match shape {
        Shape::Port => protocol(item, got),
        Shape::Mount => writable(item, got, container?),
        _ => None,
    }
}

/// A port is TCP's unless the expectation says otherwise, as it is in Kubernetes.
fn protocol<'a>(item: &ItemWant, got: &'a Node) -> Option<Spoilt<'a>> {
    let other = got.get("protocol").filter(|node| node.value != Value::Null && node.as_str() != Some("TCP"))?;
    item.get("protocol").is_none().then_some(("containerPort", Reason::Protocol(other)))
}

/// Who may only read a volume must not write to it through another mount.
fn writable<'a>(item: &ItemWant, got: &'a Node, container: &'a Node) -> Option<Spoilt<'a>> {
    let wants_read_only = item.fields.iter().any(is_read_only);
    let name = got.get("name").filter(|_| wants_read_only)?.as_str()?;
    let own_part = part_of(got);
    let opens = |mount: &&Node| {
        let is_other_part = match (&own_part, part_of(mount)) {
            (Some(own), Some(other)) => *own != other,
            _ => false,
        };
        !std::ptr::eq(*mount, got)
            && mount.get("name").and_then(Node::as_str) == Some(name)
            && !matches!(mount.get("readOnly").map(|node| &node.value), Some(Value::Bool(true)))
            && !is_other_part
    };
    let other = container.get("volumeMounts")?.items().iter().take(100).find(opens)?;
    is_set(got, "readOnly").then_some(("readOnly", Reason::Writable(other)))
}

/// The part of its volume that is mounted, where it is not the whole.
fn part_of(mount: &Node) -> Option<Cow<'_, str>> {
    mount.get("subPath").and_then(Node::as_str).map(value::clean_path).filter(|part| !part.is_empty())
}

fn is_read_only(field: &Field) -> bool {
    field.key == "readOnly" && matches!(&field.want, Want::Leaf(_, Test::Equals(serde_json::Value::Bool(true))))
}

/// Another item that claims to be this one.
pub fn double<'a>(
    rule: ListRule,
    list: &'a Node,
    got: &'a Node,
    object: Option<&'a Node>,
    shape: Shape,
) -> Option<Spoilt<'a>> {
    let key = *rule.identity.first().filter(|_| rule.unique)?;
    let name = got.get(key)?.as_str()?;
    let claims = |other: &&Node| {
        let other_name = other.get(key).and_then(Node::as_str);
        !std::ptr::eq(*other, got)
            && other_name.is_some_and(|other| {
                other == name || (key == "mountPath" && value::clean_path(other) == value::clean_path(name))
            })
    };
    let elsewhere = |key: &str| {
        let other = object.filter(|_| shape == Shape::Spec).and_then(|spec| spec.get(key));
        other.filter(|other| !std::ptr::eq(*other, list) && is_container_list(object, list)).map(Node::items)
    };
    let others = ["containers", "initContainers"].into_iter().filter_map(elsewhere).flatten();
    list.items().iter().chain(others).find(claims).map(|other| (key, Reason::Duplicate(other)))
}

fn is_container_list(spec: Option<&Node>, list: &Node) -> bool {
    let is = |key| spec.and_then(|spec| spec.get(key)).is_some_and(|node| std::ptr::eq(node, list));
    is("containers") || is("initContainers")
}
