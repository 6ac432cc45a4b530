//! A text and the places in it: what stands where a node of its tree was read. It must not know why anybody asks.

use std::ops::Range;

use super::repair::NOWHERE;
use crate::manifest::{Node, Place, Value};

/// A text, ready to be asked for places.
#[derive(Debug)]
pub struct Manuscript<'t> {
    /// The text.
    pub text: &'t str,
    lines: Vec<usize>,
}

/// How a value stands in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written<'t> {
    /// On one line, with these characters.
    Inline(&'t str),
    /// A list or a mapping over several lines.
    Block,
    /// Not at all, or in a way that cannot be moved as it is.
    New,
}

impl<'t> Manuscript<'t> {
    /// Finds the lines of a text.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self { text, lines: std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect() }
    }

    /// How a value stands in the text.
    #[must_use]
    pub fn written(&self, node: &Node) -> Written<'t> {
        if node.span == NOWHERE {
            return Written::New;
        }
        let is_collection = match &node.value {
            Value::Mapping(entries) => !entries.is_empty(),
            Value::Sequence(items) => !items.is_empty(),
            _ => false,
        };
        if is_collection && !self.is_flow(node) {
            return Written::Block;
        }
        let slice = self.text.get(self.range(node)).unwrap_or_default().trim_end();
        let is_plain = !slice.is_empty() && !slice.contains('\n') && !slice.starts_with(['|', '>', '&', '*', '!']);
        if is_plain { Written::Inline(slice) } else { Written::New }
    }

    /// Whether a list or a mapping is written in brackets or braces.
    #[must_use]
    pub fn is_flow(&self, node: &Node) -> bool {
        matches!(node.value, Value::Mapping(_) | Value::Sequence(_))
            && self.text[self.offset(node.span.start)..].starts_with(['{', '['])
    }

    /// What a value takes.
    #[must_use]
    pub fn range(&self, node: &Node) -> Range<usize> {
        let start = self.offset(node.span.start);
        start..self.offset(node.span.end).max(start)
    }

    /// Where the line of a place begins.
    #[must_use]
    pub fn line_start(&self, place: Place) -> usize {
        self.lines.get((place.line as usize).saturating_sub(1)).copied().unwrap_or(self.text.len())
    }

    /// Where the line behind a character begins.
    #[must_use]
    pub fn after_line(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |length| at + length + 1)
    }

    /// Where a place is in the text's bytes.
    #[must_use]
    pub fn offset(&self, place: Place) -> usize {
        let start = self.line_start(place);
        let chars = (place.column as usize).saturating_sub(1);
        self.text[start..].char_indices().nth(chars).map_or(self.text.len(), |(at, _)| start + at)
    }
}
