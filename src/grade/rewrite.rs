//! Writes a mended Pod into the learner's own text, so that only what was mended changes: lines, comments, quotes and order
//! stay. It must not know why anything was mended.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::ptr::from_ref as ptr;

use super::emit::{self, Style};
use super::repair::{Mended, MendedEntry};
use crate::manifest::{Entry, Node, Place, Value};

/// The learner's text with the mended Pod in it.
#[must_use]
pub fn rewrite(text: &str, mended: &Mended) -> String {
    let style = mended.original().map_or(Style { dash_indent: 0 }, style_of);
    let mut writer = Rewriter { text, lines: line_starts(text), style, edits: Vec::new() };
    if let Some(original) = mended.original().filter(|node| writer.is_flow(node)) {
        let range = writer.range(original);
        return format!("{}{}{}", &text[..range.start], emit::json(&mended.to_node()).trim_end(), &text[range.end..]);
    }
    writer.value(mended);
    writer.finish()
}

/// The same values, wherever they stand.
#[must_use]
pub fn same(left: &Node, right: &Node) -> bool {
    match (&left.value, &right.value) {
        (Value::Mapping(left), Value::Mapping(right)) => {
            left.len() == right.len()
                && left.iter().zip(right).all(|(left, right)| left.key == right.key && same(&left.node, &right.node))
        }
        (Value::Sequence(left), Value::Sequence(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (left, right) => left == right,
    }
}

/// Whether the learner indents the dashes of lists under their key.
#[must_use]
pub fn style_of(pod: &Node) -> Style {
    fn first_list(node: &Node, depth: usize) -> Option<usize> {
        node.entries().iter().take(50).filter(|_| depth < 8).find_map(|entry| {
            let dash = entry.node.items().first().map(|_| entry.node.span.start.column);
            let own = dash.filter(|_| entry.node.span.start.line > entry.key_span.start.line);
            own.map(|dash| (dash.saturating_sub(entry.key_span.start.column) as usize).min(4))
                .or_else(|| first_list(&entry.node, depth + 1))
        })
    }
    Style { dash_indent: first_list(pod, 0).unwrap_or(0) }
}

/// Collects changes of a text.
struct Rewriter<'t> {
    text: &'t str,
    lines: Vec<usize>,
    style: Style,
    edits: Vec<(Range<usize>, String)>,
}

fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

impl Rewriter<'_> {
    /// Makes all changes, those at the front first; of two that touch the same characters the first one wins.
    fn finish(mut self) -> String {
        self.edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(self.text.len() + 256);
        let mut at = 0;
        for (range, new) in &self.edits {
            if range.start < at {
                // What is inserted where something was taken out comes behind it, on lines of its own.
                if range.is_empty() && out.ends_with('\n') {
                    out.push_str(new.trim_start_matches('\n'));
                    out.push('\n');
                }
                continue;
            }
            out.push_str(&self.text[at..range.start]);
            out.push_str(new);
            at = range.end;
        }
        out.push_str(&self.text[at..]);
        out
    }

    fn value(&mut self, mended: &Mended) {
        match mended {
            Mended::Kept(_) | Mended::Fresh(_) => {}
            Mended::Mapping(node, _) | Mended::Sequence(node, _) if self.is_flow(node) => {
                let range = self.range(node);
                self.edits.push((range, emit::flow(&mended.to_node())));
            }
            Mended::Mapping(node, entries) => self.mapping(node, entries),
            Mended::Sequence(node, items) => self.sequence(node, items),
        }
    }

    fn mapping(&mut self, node: &Node, entries: &[MendedEntry]) {
        let Some(first) = node.entries().first() else { return };
        let indent = (first.key_span.start.column - 1) as usize;
        let style = self.style;
        let stays = |entry: &Entry| entries.iter().any(|kept| kept.from.is_some_and(|from| std::ptr::eq(from, entry)));
        let all = node.entries();
        if !all.iter().any(stays) {
            let fresh = |entry: &MendedEntry| emit::entry(&entry.key, &entry.value.to_node(), indent, style);
            let new: Vec<String> = entries.iter().map(fresh).collect();
            let start = self.offset(first.key_span.start);
            self.edits.push((start..self.end_of_node(node).max(start), new.join(&format!("\n{}", blanks(indent)))));
            return;
        }
        for (index, entry) in all.iter().enumerate().filter(|(_, entry)| !stays(entry)) {
            let range = self.entry_range(entry, all.get(index + 1));
            self.edits.push((range, String::new()));
        }
        let mut before: Option<&Entry> = None;
        let mut leading = String::new();
        for entry in entries {
            if let Some(from) = entry.from {
                self.entry(from, entry, indent, style);
                before = Some(from);
                continue;
            }
            let new = emit::entry(&entry.key, &entry.value.to_node(), indent, style);
            match before {
                Some(before) => self.insert_after(self.end_of(before), &format!("{}{new}", blanks(indent))),
                None => leading = format!("{leading}{new}\n{}", blanks(indent)),
            }
        }
        // Behind a dash the first key shares its line: the new text goes before the key, not before the line.
        if let Some(anchor) = all.iter().find(|entry| stays(entry)).filter(|_| !leading.is_empty()) {
            let at = self.offset(anchor.key_span.start);
            self.edits.push((at..at, leading));
        }
    }

    fn entry(&mut self, from: &Entry, entry: &MendedEntry, indent: usize, style: Style) {
        if entry.key != from.key {
            let key = self.offset(from.key_span.start)..self.offset(from.key_span.end);
            self.edits.push((key, super::value::quoted_if_needed(&entry.key).into_owned()));
        }
        match &entry.value {
            Mended::Fresh(node) => {
                if same(node, &from.node) {
                    return;
                }
                let both_plain = is_plain(&from.node, self) && is_one_line(node);
                let (range, new) = if both_plain {
                    let text = emit::flow_of(&entry.key, node);
                    (self.range(&from.node), text)
                } else {
                    let range = self.offset(from.key_span.start)..self.end_of(from);
                    (range, emit::entry(&entry.key, node, indent, style))
                };
                self.edits.push((range, new));
            }
            value if value.original().is_some_and(|node| std::ptr::eq(node, &raw const from.node)) => self.value(value),
            value => {
                let range = self.offset(from.key_span.start)..self.end_of(from);
                self.edits.push((range, emit::entry(&entry.key, &value.to_node(), indent, style)));
            }
        }
    }

    fn sequence(&mut self, node: &Node, items: &[Mended]) {
        let all = node.items();
        let indent = (node.span.start.column - 1) as usize;
        let style = self.style;
        let places: HashMap<*const Node, usize> = all.iter().enumerate().map(|(at, item)| (ptr(item), at)).collect();
        let place = |mended: &Mended| mended.original().and_then(|original| places.get(&ptr(original)).copied());
        let order: Vec<usize> = items.iter().filter_map(place).collect();
        if order.is_empty() || !order.is_sorted() {
            let new: Vec<String> = items.iter().map(|item| emit::item(&item.to_node(), indent, style)).collect();
            let start = self.offset(node.span.start);
            let end = all.last().map_or(start, |last| self.end_of_node(last));
            self.edits.push((start..end.max(start), new.join(&format!("\n{}", blanks(indent)))));
            return;
        }
        let stays: HashSet<usize> = order.iter().copied().collect();
        for (index, item) in all.iter().enumerate().filter(|(index, _)| !stays.contains(index)) {
            let start = self.line_start(item.span.start);
            let end = match all.get(index + 1) {
                Some(next) => self.line_start(next.span.start),
                None => self.after_line(self.end_of_node(item)),
            };
            self.edits.push((start..end.max(start), String::new()));
        }
        let mut before: Option<&Node> = None;
        for item in items {
            if let Some(original) = item.original().filter(|_| place(item).is_some()) {
                self.value(item);
                before = Some(original);
                continue;
            }
            let new = emit::item(&item.to_node(), indent, style);
            if let Some(before) = before {
                self.insert_after(self.end_of_node(before), &format!("{}{new}", blanks(indent)));
            } else {
                let at = self.offset(node.span.start);
                self.edits.push((at..at, format!("{new}\n{}", blanks(indent))));
            }
        }
    }

    fn insert_after(&mut self, at: usize, new: &str) {
        // Behind a comment at the end of the line.
        let end = self.text[at..].find('\n').map_or(self.text.len(), |length| at + length);
        self.edits.push((end..end, format!("\n{new}")));
    }

    /// What an entry takes: whole lines, unless it shares its first line with a dash.
    fn entry_range(&self, entry: &Entry, next: Option<&Entry>) -> Range<usize> {
        let key = self.offset(entry.key_span.start);
        let line = self.line_start(entry.key_span.start);
        let shares = !self.text[line..key].trim().is_empty();
        match next {
            Some(next) if shares => key..self.offset(next.key_span.start),
            Some(next) => line..self.line_start(next.key_span.start).max(line),
            None if shares => key..self.end_of(entry),
            None => line..self.after_line(self.end_of(entry)),
        }
    }

    fn end_of(&self, entry: &Entry) -> usize {
        self.end_of_node(&entry.node).max(self.offset(entry.key_span.end))
    }

    /// Behind the last character of a value, blank lines and comments below it aside.
    fn end_of_node(&self, node: &Node) -> usize {
        let inner = match &node.value {
            Value::Mapping(entries) if !self.is_flow(node) => entries.last().map(|entry| self.end_of(entry)),
            Value::Sequence(items) if !self.is_flow(node) => items.last().map(|item| self.end_of_node(item)),
            _ => None,
        };
        inner.unwrap_or_else(|| {
            let (start, end) = (self.offset(node.span.start), self.offset(node.span.end));
            let trimmed = self.text.get(start..end).map_or(0, |text| text.trim_end().len());
            start + trimmed
        })
    }

    fn is_flow(&self, node: &Node) -> bool {
        matches!(node.value, Value::Mapping(_) | Value::Sequence(_))
            && self.text[self.offset(node.span.start)..].starts_with(['{', '['])
    }

    fn range(&self, node: &Node) -> Range<usize> {
        let start = self.offset(node.span.start);
        start..self.offset(node.span.end).max(start)
    }

    fn line_start(&self, place: Place) -> usize {
        self.lines.get((place.line as usize).saturating_sub(1)).copied().unwrap_or(self.text.len())
    }

    fn after_line(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |length| at + length + 1)
    }

    fn offset(&self, place: Place) -> usize {
        let start = self.line_start(place);
        let chars = (place.column as usize).saturating_sub(1);
        self.text[start..].char_indices().nth(chars).map_or(self.text.len(), |(at, _)| start + at)
    }
}

fn is_plain(node: &Node, rewriter: &Rewriter) -> bool {
    let start = rewriter.offset(node.span.start);
    let one_line = node.span.start.line == node.span.end.line && node.span.end != node.span.start;
    one_line && !rewriter.text[start..].starts_with(['|', '>', '&', '*'])
}

fn is_one_line(node: &Node) -> bool {
    match &node.value {
        Value::Mapping(entries) => entries.is_empty(),
        Value::Sequence(items) => items.is_empty(),
        Value::String(text) => !text.contains('\n'),
        _ => true,
    }
}

fn blanks(indent: usize) -> String {
    " ".repeat(indent)
}
