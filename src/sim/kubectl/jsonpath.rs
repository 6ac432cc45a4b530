//! kubectl's JSON paths: templates such as `{range .items[*]}{.metadata.name}{"\n"}{end}`, with all the peculiarities of its
//! parser and its words for a mistake. It must not know what objects mean, nor which flag a template came with.

mod compare;
mod find;
mod parse;

use std::borrow::Cow;

use serde_json::Value;

use super::gotext;
use crate::manifest::emit;
use find::Finder;

/// A template that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    nodes: Vec<Node>,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq)]
enum Node {
    /// What stands between braces; its parts follow each other.
    Action(Vec<Node>),
    Text(String),
    Field(String),
    /// `[from:to:step]`
    Slice([Bound; 3]),
    /// `[?(left op right)]`, or whether there is a `left` at all.
    Filter {
        left: Vec<Node>,
        comparison: Option<(String, Vec<Node>)>,
    },
    Int(i64),
    Float(f64),
    Bool(bool),
    /// `*`
    All,
    /// `..`
    Deep,
    /// `[0,2]`
    Union(Vec<Vec<Node>>),
    /// A bare word: `range`, `end`.
    Word(String),
}

/// One of the numbers of a slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Bound {
    value: i64,
    known: bool,
    /// It was not written: one element is meant.
    derived: bool,
}

/// What a part of a template gives.
pub type Found<'a> = Cow<'a, Value>;

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// kubectl's words, such as `unclosed action`.
    pub fn parse(text: &str) -> Result<Self, String> {
        parse::parse(text).map(|nodes| Self { nodes })
    }

    /// What each part of the template gives for an object. What is missing gives nothing.
    ///
    /// # Errors
    /// kubectl's words, such as `array index out of bounds: index 5, length 2`.
    pub fn find<'a>(&self, object: &'a Value) -> Result<Vec<Vec<Found<'a>>>, String> {
        Finder::new(&self.nodes).find(&[Cow::Borrowed(object)], 0)
    }

    /// The text that the template makes of an object.
    ///
    /// # Errors
    /// As [`Template::find`].
    pub fn print(&self, object: &Value) -> Result<String, String> {
        let parts = self.find(object)?;
        let parts = parts.iter().map(|found| found.iter().map(|value| text(value)).collect::<Vec<_>>().join(" "));
        Ok(parts.collect())
    }

    /// The same as JSON: a list for each part of the template.
    ///
    /// # Errors
    /// As [`Template::find`].
    pub fn print_as_json(&self, object: &Value) -> Result<String, String> {
        let parts = self.find(object)?.into_iter();
        let lists = parts.map(|found| found.into_iter().map(Cow::into_owned).collect::<Value>());
        Ok(lists.map(|list| emit::json(&list) + "\n").collect())
    }
}

/// A value as a template prints it: lists and maps as JSON.
fn text(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Array(_) | Value::Object(_) => emit::compact(value),
        other => gotext::plain(other),
    }
}

#[cfg(test)]
mod tests;
