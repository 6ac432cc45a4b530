//! Two ways to mend the same Pod, put together. It must not know why they differ.

use super::{Mended, MendedEntry};
use crate::grade::rewrite::same;
use crate::manifest::Node;

/// The Pod as the first way mends it, with one part of its spec as the second does: one for each part that differs.
pub fn in_one_part<'a>(first: &Mended<'a>, second: &Mended<'a>) -> Vec<Mended<'a>> {
    let (Some((pod, entries)), Some((node, own)), Some((_, others))) = (mapping(first), spec(first), spec(second))
    else {
        return Vec::new();
    };
    let with = |spec: Vec<MendedEntry<'a>>| {
        let mut entries = entries.clone();
        if let Some(entry) = entries.iter_mut().find(|entry| entry.key == "spec") {
            entry.value = Mended::Mapping(node, spec);
        }
        Mended::Mapping(pod, entries)
    };
    let parts = own.iter().enumerate().filter_map(|(at, entry)| {
        let other = others.iter().find(|other| other.key == entry.key);
        if other.is_some_and(|other| same(&entry.value.to_node(), &other.value.to_node())) {
            return None;
        }
        let mut spec = own.clone();
        spec.splice(at..=at, other.cloned());
        Some(with(spec))
    });
    parts.collect()
}

/// A mapping of the learner's with its entries, changed or not.
fn mapping<'a>(mended: &Mended<'a>) -> Option<(&'a Node, Vec<MendedEntry<'a>>)> {
    match mended {
        Mended::Mapping(node, entries) => Some((node, entries.clone())),
        Mended::Kept(node) => {
            let kept = node.entries().iter().map(|entry| MendedEntry {
                key: entry.key.clone(),
                from: Some(entry),
                value: Mended::Kept(&entry.node),
            });
            Some((node, kept.collect()))
        }
        Mended::Fresh(_) | Mended::Sequence(..) => None,
    }
}

fn spec<'a>(pod: &Mended<'a>) -> Option<(&'a Node, Vec<MendedEntry<'a>>)> {
    let (_, entries) = mapping(pod)?;
    mapping(&entries.iter().find(|entry| entry.key == "spec")?.value)
}
