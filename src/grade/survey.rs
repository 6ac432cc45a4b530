//! Where every key of a text stands, for finding things in the wrong place. It must not know what is wanted.

use std::collections::HashMap;

use super::render::{label, push_key};
use super::shape::Shape;
use crate::manifest::{Entry, Node};

/// The most keys that are noted: a hostile text must not make the search long.
const MOST: usize = 4000;
/// The deepest level that is looked at.
const DEEPEST: usize = 40;

/// A key of the text.
#[derive(Debug, Clone, Copy)]
pub struct Spot<'a> {
    /// The key with its value.
    pub entry: &'a Entry,
    /// The mapping that has it.
    pub parent: &'a Node,
    /// What kind of object the mapping is.
    pub shape: Shape,
    /// The mapping's number, for [`Survey::path_of`].
    pub at: usize,
}

/// Everything that a Pod's text holds, by key.
#[derive(Debug, Default)]
pub struct Survey<'a> {
    by_key: HashMap<&'a str, Vec<Spot<'a>>>,
    /// For every mapping the way to it from the mapping above: that one's number, the key, the item.
    mappings: Vec<(usize, &'a str, Option<&'a Node>)>,
    count: usize,
}

impl<'a> Survey<'a> {
    /// Looks at a whole Pod.
    #[must_use]
    pub fn of(pod: &'a Node) -> Self {
        let mut survey = Self::default();
        survey.mapping(pod, Shape::Pod, (usize::MAX, "", None), 0);
        survey
    }

    /// The places of a key, in the order of the text.
    #[must_use]
    pub fn of_key(&self, key: &str) -> &[Spot<'a>] {
        self.by_key.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// The path of a mapping; `the manifest itself` for the outermost.
    #[must_use]
    pub fn path_of(&self, at: usize) -> String {
        let path = self.steps_to(at);
        if path.is_empty() { "the manifest itself".to_owned() } else { path }
    }

    /// The path of a key in a mapping.
    #[must_use]
    pub fn path_under(&self, at: usize, key: &str) -> String {
        let mut path = self.steps_to(at);
        push_key(&mut path, key);
        path
    }

    fn steps_to(&self, at: usize) -> String {
        let mut steps = Vec::new();
        let mut here = self.mappings.get(at);
        while let Some((above, key, item)) = here.filter(|(_, key, _)| !key.is_empty()) {
            steps.push((*key, *item));
            here = self.mappings.get(*above);
        }
        let mut path = String::new();
        for (key, item) in steps.into_iter().rev() {
            push_key(&mut path, key);
            if let Some(label) = item.and_then(label) {
                path.push('[');
                path.push_str(&label);
                path.push(']');
            }
        }
        path
    }

    fn mapping(&mut self, node: &'a Node, shape: Shape, way: (usize, &'a str, Option<&'a Node>), depth: usize) {
        if depth > DEEPEST {
            return;
        }
        let at = self.mappings.len();
        self.mappings.push(way);
        for entry in node.entries() {
            self.count += 1;
            if self.count > MOST {
                return;
            }
            self.by_key.entry(&entry.key).or_default().push(Spot { entry, parent: node, shape, at });
            let below = shape.child(&entry.key);
            self.mapping_or_not(&entry.node, below, (at, &entry.key, None), depth + 1);
            for item in entry.node.items() {
                self.mapping_or_not(item, below, (at, &entry.key, Some(item)), depth + 1);
            }
        }
    }

    fn mapping_or_not(&mut self, node: &'a Node, shape: Shape, way: (usize, &'a str, Option<&'a Node>), depth: usize) {
        if self.count <= MOST && !node.entries().is_empty() {
            self.mapping(node, shape, way, depth);
        }
    }
}
