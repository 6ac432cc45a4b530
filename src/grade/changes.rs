//! A mended Pod against the learner's, field by field. It must not know why anything was mended.

use std::collections::{HashMap, HashSet};
use std::ptr::from_ref as ptr;

use super::render::{label, push_key};
use super::repair::{Mended, MendedEntry};
use super::value::{show_field, show_node};
use super::verdict::FieldDifference;
use crate::manifest::{Node, Value};

/// The fields that were changed, added and removed, by path.
#[must_use]
pub fn differences(mended: &Mended) -> Vec<FieldDifference> {
    let mut found = Vec::new();
    visit(mended, "", &mut found);
    found
}

fn visit(mended: &Mended, path: &str, found: &mut Vec<FieldDifference>) {
    match mended {
        Mended::Kept(_) | Mended::Fresh(_) => {}
        Mended::Mapping(node, entries) => mapping(node, entries, path, found),
        Mended::Sequence(node, items) => sequence(node, items, path, found),
    }
}

fn mapping(node: &Node, entries: &[MendedEntry], path: &str, found: &mut Vec<FieldDifference>) {
    for entry in entries {
        let below = key_path(path, &entry.key);
        match (entry.from, &entry.value) {
            (Some(from), value) if from.key != entry.key => {
                let expected = Some(format!("{}: {}", entry.key, show_field(&entry.key, &value.to_node())));
                let yours = Some(format!("{}: {}", from.key, show_field(&from.key, &from.node)));
                found.push(FieldDifference { path: below, yours, expected });
            }
            (Some(from), value)
                if value.original().is_some_and(|original| std::ptr::eq(original, &raw const from.node)) =>
            {
                visit(value, &below, found);
            }
            (from, value) => {
                let yours = from.map(|from| show_field(&from.key, &from.node));
                let expected = Some(show_field(&entry.key, &value.to_node()));
                found.push(FieldDifference { path: below, yours, expected });
            }
        }
    }
    for entry in node.entries() {
        if !entries.iter().any(|kept| kept.from.is_some_and(|from| std::ptr::eq(from, entry))) {
            let path = key_path(path, &entry.key);
            let yours = Some(show_field(&entry.key, &entry.node));
            found.push(FieldDifference { path, yours, expected: None });
        }
    }
}

fn sequence(node: &Node, items: &[Mended], path: &str, found: &mut Vec<FieldDifference>) {
    let all = node.items();
    let places: HashMap<*const Node, usize> = all.iter().enumerate().map(|(at, item)| (ptr(item), at)).collect();
    let position = |original: &Node| places.get(&ptr(original)).copied();
    let kept: HashSet<usize> = items.iter().filter_map(|item| position(item.original()?)).collect();
    // A word in the place of another one is one difference.
    let mut replaced = HashSet::new();
    let mut order = Vec::new();
    for (index, item) in items.iter().enumerate() {
        if let Some((original, at)) = item.original().and_then(|original| Some((original, position(original)?))) {
            order.push(at);
            visit(item, &item_path(path, original, at), found);
        } else {
            let node = item.to_node();
            let old = all.get(index).filter(|old| is_word(old) && is_word(&node) && !kept.contains(&index));
            replaced.extend(old.map(|_| index));
            let path = item_path(path, &node, index);
            found.push(FieldDifference { path, yours: old.map(show_node), expected: Some(show_node(&node)) });
        }
    }
    let stays: HashSet<usize> = kept.union(&replaced).copied().collect();
    for (index, item) in all.iter().enumerate().filter(|(index, _)| !stays.contains(index)) {
        let path = item_path(path, item, index);
        found.push(FieldDifference { path, yours: Some(show_node(item)), expected: None });
    }
    if !order.is_sorted() {
        let names = |order: &[usize]| {
            let name = |at: &usize| all.get(*at).and_then(label).unwrap_or_else(|| at.to_string());
            order.iter().map(name).collect::<Vec<_>>().join(", ")
        };
        let mut before = order.clone();
        before.sort_unstable();
        let (yours, expected) = (Some(names(&before)), Some(names(&order)));
        found.push(FieldDifference { path: format!("the order of {path}"), yours, expected });
    }
}

fn is_word(node: &Node) -> bool {
    !matches!(node.value, Value::Mapping(_) | Value::Sequence(_))
}

fn key_path(path: &str, key: &str) -> String {
    let mut below = path.to_owned();
    push_key(&mut below, key);
    below
}

fn item_path(path: &str, item: &Node, index: usize) -> String {
    format!("{path}[{}]", label(item).unwrap_or_else(|| index.to_string()))
}
