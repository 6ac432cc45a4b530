//! Writes what was wanted and where, in Kubernetes' own terms and on one line. It must not know whether it was there.

use std::fmt::Write as _;

use super::compare::{Part, Wanted};
use super::expectation::{Expectation, Field, ItemWant, LeafId, Test, Want};
use super::value::{quoted_if_needed, shorten, show_json_field, show_node};
use crate::manifest::Node;

/// Writes wants with the names that the learner chose.
#[derive(Debug, Clone, Copy)]
pub struct Writer<'a, 'b> {
    /// The expectation that the wants are of.
    pub expectation: &'a Expectation,
    /// What the free names stand for.
    pub names: &'b [Option<&'a str>],
}

impl Writer<'_, '_> {
    /// `readOnly: true`, `{name: app, image: busybox:1.36}`.
    #[must_use]
    pub fn wanted(&self, wanted: Wanted) -> String {
        self.wanted_of(wanted, &|_| true)
    }

    /// The same with those leaves only that are asked for, and what names them.
    #[must_use]
    pub fn wanted_of(&self, wanted: Wanted, own: &dyn Fn(LeafId) -> bool) -> String {
        let mut out = String::new();
        match wanted {
            Wanted::Field(field) => self.field(&mut out, field, own),
            Wanted::Item(_, item) => self.fields(&mut out, &item.fields, own),
        }
        shorten(out)
    }

    fn field(&self, out: &mut String, field: &Field, own: &dyn Fn(LeafId) -> bool) {
        let _ = write!(out, "{}: ", quoted_if_needed(&field.key));
        match &field.want {
            Want::Leaf(_, test) => self.test(out, &field.key, test),
            Want::Fields(inner) => self.fields(out, inner, own),
            Want::List(list) => {
                out.push('[');
                for (index, item) in list.items.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { ", " });
                    self.fields(out, &item.fields, own);
                }
                out.push(']');
            }
        }
    }

    /// A name comes first, as people write it; what must not be set is not written.
    fn fields(&self, out: &mut String, fields: &[Field], own: &dyn Fn(LeafId) -> bool) {
        let is_said = |field: &&Field| {
            !matches!(field.want, Want::Leaf(_, Test::Absent)) && (field.key == "name" || has_leaf(&field.want, own))
        };
        let (names, others): (Vec<&Field>, Vec<&Field>) =
            fields.iter().filter(is_said).partition(|field| field.key == "name");
        out.push('{');
        for (index, field) in names.into_iter().chain(others).enumerate() {
            out.push_str(if index == 0 { "" } else { ", " });
            self.field(out, field, own);
        }
        out.push('}');
    }

    fn test(&self, out: &mut String, key: &str, test: &Test) {
        match test {
            Test::Equals(value) => out.push_str(&show_json_field(key, value)),
            Test::Free(index) => out.push_str(&self.free(*index)),
            Test::Present => out.push_str("{}"),
            Test::Values { items, .. } => {
                out.push('[');
                self.joined(out, key, items, ", ");
                out.push(']');
            }
            Test::Matches(pattern) => {
                let _ = write!(out, "(a text that matches {})", pattern.as_str());
            }
            Test::OneOf(tests) => self.joined(out, key, tests, " or "),
            Test::ContainsText(texts) => {
                let texts: Vec<_> = texts.iter().map(|text| quoted_if_needed(text)).collect();
                let _ = write!(out, "(a text with {})", texts.join(" and "));
            }
            Test::ContainsItems(tests) => {
                out.push_str("(a list with ");
                self.joined(out, key, tests, " and ");
                out.push(')');
            }
            Test::Any => out.push_str("(any value)"),
            Test::Absent => out.push_str("(not set)"),
            Test::Broken => out.push_str("(this exercise is broken here)"),
        }
    }

    fn joined(&self, out: &mut String, key: &str, tests: &[Test], between: &str) {
        for (index, test) in tests.iter().enumerate() {
            out.push_str(if index == 0 { "" } else { between });
            self.test(out, key, test);
        }
    }

    fn free(&self, index: usize) -> String {
        match self.names.get(index).copied().flatten() {
            Some(name) => quoted_if_needed(name).into_owned(),
            None => "(a name of your choice)".to_owned(),
        }
    }

    /// `spec.containers[app].volumeMounts[data].readOnly`
    #[must_use]
    pub fn path(&self, parts: &[Part]) -> String {
        let mut path = String::new();
        for part in parts {
            match part {
                Part::Key(key) => push_key(&mut path, key),
                Part::Item(got, want) => {
                    let label =
                        got.and_then(label).or_else(|| self.wanted_label(want)).unwrap_or_else(|| "?".to_owned());
                    let _ = write!(path, "[{label}]");
                }
            }
        }
        path
    }

    /// What a wanted item is called.
    #[must_use]
    pub fn wanted_label(&self, item: &ItemWant) -> Option<String> {
        LABELS.iter().find_map(|key| match item.get(key)? {
            Want::Leaf(_, Test::Equals(serde_json::Value::String(text))) => Some(text.clone()),
            Want::Leaf(_, Test::Equals(serde_json::Value::Number(number))) => Some(number.to_string()),
            Want::Leaf(_, Test::Free(index)) => self.names.get(*index).copied().flatten().map(str::to_owned),
            _ => None,
        })
    }
}

fn has_leaf(want: &Want, own: &dyn Fn(LeafId) -> bool) -> bool {
    let mut found = false;
    want.each_leaf(&mut |leaf| found |= own(leaf));
    found
}

/// What items are called by, the most telling first.
const LABELS: [&str; 7] = ["name", "mountPath", "containerPort", "key", "path", "ip", "devicePath"];

/// What an item of the text is called.
#[must_use]
pub fn label(item: &Node) -> Option<String> {
    LABELS.iter().find_map(|key| {
        let node = item.get(key)?;
        node.as_str().map(|text| shorten(text.to_owned())).or_else(|| Some(show_node(node)))
    })
}

/// Adds a key to a path.
pub fn push_key(path: &mut String, key: &str) {
    if key.contains(['.', '[', ']', '/']) {
        let _ = write!(path, "[{key}]");
    } else {
        path.push_str(if path.is_empty() { "" } else { "." });
        path.push_str(key);
    }
}
