//! A manifest as a tree: YAML's data model after kubectl's reading of it, each key and value with its place in the text.
//! It must not know where the text came from, nor what any field means to Kubernetes.

use serde::Serialize;

/// A place in a text. Lines and columns count from 1, columns in characters (not bytes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Place {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

/// From the first character up to, not including, the last place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Span {
    /// The first character.
    pub start: Place,
    /// The place just behind the last character.
    pub end: Place,
}

/// A value with its place. A value that an alias or a merge key brought in has the place of its anchor's text.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it stands.
    pub span: Span,
}

/// What a YAML value is once kubectl has read it: JSON's types, with whole numbers kept apart.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`, `~` or nothing at all.
    Null,
    /// `true`, and YAML 1.1's `yes`, `on` and kin.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number, one beyond 64 bits too.
    Float(f64),
    /// Text.
    String(String),
    /// A list.
    Sequence(Vec<Node>),
    /// A mapping in the order of the text. Keys are text, as in JSON.
    Mapping(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key as JSON has it (`true:` is the key `"true"`).
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// What it holds.
    pub node: Node,
}

impl Node {
    /// The value under `key`, where this is a mapping that has it. Of duplicate keys the last one counts.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// Like [`Node::get`], with the key's own place.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().rev().find(|entry| entry.key == key)
    }

    /// The entries of a mapping; none for anything else.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a sequence; none for anything else.
    #[must_use]
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }
}
