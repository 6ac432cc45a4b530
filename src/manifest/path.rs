//! From a field's path, as the server writes it, back to its place in the text. It must not know what a field means.

use super::tree::{Entry, Node, Place};

/// The place of the field at `path` (`spec.containers[0].image`) in the tree, or of the nearest that is there above it.
/// Of a field the key's place counts, of a list's item the item's.
#[must_use]
pub fn place_of(root: &Node, path: &str) -> Place {
    let mut node = root;
    let mut place = root.span.start;
    let mut rest = path;
    while let Some(next) = step(node, &mut rest) {
        (node, place) = next;
    }
    place
}

/// The value at `path`, where the tree has one.
#[must_use]
pub fn node_at<'a>(root: &'a Node, path: &str) -> Option<&'a Node> {
    let mut node = root;
    let mut rest = path;
    while !rest.is_empty() {
        node = step(node, &mut rest)?.0;
    }
    Some(node)
}

/// One step down: the child that the head of `path` names. Keys of maps may hold dots and stand in brackets.
fn step<'a>(node: &'a Node, path: &mut &str) -> Option<(&'a Node, Place)> {
    if let Some(inside) = path.strip_prefix('[') {
        let (head, rest) = inside.split_once(']')?;
        *path = rest;
        if let Ok(index) = head.parse::<usize>()
            && let Some(item) = node.items().get(index)
        {
            return Some((item, item.span.start));
        }
        let entry = node.entry(head)?;
        return Some((&entry.node, entry.key_span.start));
    }
    let tail = path.strip_prefix('.').unwrap_or(path);
    let mut entries: Vec<&Entry> = node.entries().iter().filter(|entry| starts_with_key(tail, &entry.key)).collect();
    entries.sort_by_key(|entry| entry.key.len());
    let longest = entries.last()?.key.as_str();
    let entry = node.entry(longest)?;
    *path = tail.get(entry.key.len()..).unwrap_or_default();
    Some((&entry.node, entry.key_span.start))
}

fn starts_with_key(path: &str, key: &str) -> bool {
    !key.is_empty() && path.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}
