//! Writes a mended Pod into the learner's own text, so that only what was mended changes: lines, comments, quotes and order
//! stay. It must not know why anything was mended.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::ptr::from_ref as ptr;

use super::emit::{self, Pen, Style};
use super::manuscript::{Manuscript, Written};
use super::repair::{Mended, MendedEntry};
use crate::manifest::{Entry, Node, Value};

/// The learner's text with the mended Pod in it.
#[must_use]
pub fn rewrite(text: &str, mended: &Mended) -> String {
    let style = mended.original().map_or(Style { dash_indent: 0 }, style_of);
    let manuscript = Manuscript::new(text);
    let mut writer =
        Rewriter { manuscript: &manuscript, pen: Pen { style, manuscript: Some(&manuscript) }, edits: Vec::new() };
    if let Some(original) = mended.original().filter(|node| manuscript.is_flow(node)) {
        let range = manuscript.range(original);
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
    manuscript: &'t Manuscript<'t>,
    pen: Pen<'t>,
    edits: Vec<(Range<usize>, String)>,
}

impl Rewriter<'_> {
    /// Makes all changes, those at the front first; of two that touch the same characters the first one wins.
    fn finish(mut self) -> String {
        self.edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(self.manuscript.text.len() + 256);
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
            out.push_str(&self.manuscript.text[at..range.start]);
            out.push_str(new);
            at = range.end;
        }
        out.push_str(&self.manuscript.text[at..]);
        out
    }

    fn value(&mut self, mended: &Mended) {
        match mended {
            Mended::Kept(_) | Mended::Fresh(_) => {}
            Mended::Mapping(node, _) | Mended::Sequence(node, _) if same(&mended.to_node(), node) => {}
            Mended::Sequence(node, items) if self.manuscript.is_flow(node) && self.words_in_place(node, items) => {}
            Mended::Mapping(node, _) | Mended::Sequence(node, _) if self.manuscript.is_flow(node) => {
                let range = self.manuscript.range(node);
                self.edits.push((range, emit::flow(&mended.to_node())));
            }
            Mended::Mapping(node, entries) => self.mapping(node, entries),
            Mended::Sequence(node, items) => self.sequence(node, items),
        }
    }

    fn mapping(&mut self, node: &Node, entries: &[MendedEntry]) {
        let Some(first) = node.entries().first() else { return };
        let indent = (first.key_span.start.column - 1) as usize;
        let pen = self.pen;
        let stays = |entry: &Entry| entries.iter().any(|kept| kept.from.is_some_and(|from| std::ptr::eq(from, entry)));
        let all = node.entries();
        if !all.iter().any(stays) {
            let fresh = |entry: &MendedEntry| emit::entry(&entry.key, &entry.value.to_node(), indent, pen);
            let new: Vec<String> = entries.iter().map(fresh).collect();
            let start = self.manuscript.offset(first.key_span.start);
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
                self.entry(from, entry, indent, pen);
                before = Some(from);
                continue;
            }
            let new = emit::entry(&entry.key, &entry.value.to_node(), indent, pen);
            match before {
                Some(before) => self.insert_after(self.end_of(before), &format!("{}{new}", blanks(indent))),
                None => leading = format!("{leading}{new}\n{}", blanks(indent)),
            }
        }
        // Behind a dash the first key shares its line: the new text goes before the key, not before the line.
        if let Some(anchor) = all.iter().find(|entry| stays(entry)).filter(|_| !leading.is_empty()) {
            let at = self.manuscript.offset(anchor.key_span.start);
            self.edits.push((at..at, leading));
        }
    }

    fn entry(&mut self, from: &Entry, entry: &MendedEntry, indent: usize, pen: Pen) {
        if entry.key != from.key {
            let key = self.manuscript.offset(from.key_span.start)..self.manuscript.offset(from.key_span.end);
            self.edits.push((key, super::value::quoted_if_needed(&entry.key).into_owned()));
        }
        match &entry.value {
            Mended::Fresh(node) => {
                if same(node, &from.node) {
                    return;
                }
                let written = self.manuscript.written(&from.node);
                let (range, new) = if let (Written::Inline(old), true) = (written, is_one_line(node)) {
                    (self.manuscript.range(&from.node), emit::instead_of(old, &entry.key, node))
                } else {
                    let range = self.manuscript.offset(from.key_span.start)..self.end_of(from);
                    (range, emit::entry(&entry.key, node, indent, pen))
                };
                self.edits.push((range, new));
            }
            value if value.original().is_some_and(|node| std::ptr::eq(node, &raw const from.node)) => self.value(value),
            value => {
                let range = self.manuscript.offset(from.key_span.start)..self.end_of(from);
                self.edits.push((range, emit::entry(&entry.key, &value.to_node(), indent, pen)));
            }
        }
    }

    /// Words of a list on one line that are replaced by other words, each in its place; false where that is not all.
    fn words_in_place(&mut self, node: &Node, items: &[Mended]) -> bool {
        let all = node.items();
        let mut edits = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let Some(old) = all.get(index) else { return false };
            match (item, self.manuscript.written(old)) {
                (Mended::Kept(kept), _) if std::ptr::eq(*kept, old) => {}
                (Mended::Fresh(new), Written::Inline(text)) if is_one_line(new) && !self.manuscript.is_flow(old) => {
                    edits.push((self.manuscript.range(old), emit::word_instead_of(text, new)));
                }
                _ => return false,
            }
        }
        let is_all = all.len() == items.len();
        self.edits.extend(edits.into_iter().filter(|_| is_all));
        is_all
    }

    /// A new item in the place of an old one that goes, where both are single words.
    fn item_in_place(&self, new: &Mended, old: &Node) -> Option<(Range<usize>, String)> {
        let (Mended::Fresh(new), Written::Inline(text)) = (new, self.manuscript.written(old)) else { return None };
        let is_word = is_one_line(new) && !self.manuscript.is_flow(old);
        is_word.then(|| (self.manuscript.range(old), emit::instead_of(text, "", new)))
    }

    fn sequence(&mut self, node: &Node, items: &[Mended]) {
        let all = node.items();
        let indent = (node.span.start.column - 1) as usize;
        let pen = self.pen;
        let places: HashMap<*const Node, usize> = all.iter().enumerate().map(|(at, item)| (ptr(item), at)).collect();
        let place = |mended: &Mended| mended.original().and_then(|original| places.get(&ptr(original)).copied());
        let order: Vec<usize> = items.iter().filter_map(place).collect();
        if !order.is_sorted()
            || (order.is_empty() && !items.iter().zip(all).any(|(new, old)| self.item_in_place(new, old).is_some()))
        {
            let new: Vec<String> = items.iter().map(|item| emit::item(&item.to_node(), indent, pen)).collect();
            let start = self.manuscript.offset(node.span.start);
            let end = all.last().map_or(start, |last| self.end_of_node(last));
            self.edits.push((start..end.max(start), new.join(&format!("\n{}", blanks(indent)))));
            return;
        }
        let mut stays: HashSet<usize> = order.iter().copied().collect();
        let mut in_place = HashSet::new();
        for (index, item) in items.iter().enumerate() {
            let old = all.get(index).filter(|_| !stays.contains(&index));
            if let Some(edit) = old.and_then(|old| self.item_in_place(item, old)) {
                self.edits.push(edit);
                in_place.insert(index);
            }
        }
        stays.extend(&in_place);
        for (index, item) in all.iter().enumerate().filter(|(index, _)| !stays.contains(index)) {
            let start = self.manuscript.line_start(item.span.start);
            let end = match all.get(index + 1) {
                Some(next) => self.manuscript.line_start(next.span.start),
                None => self.manuscript.after_line(self.end_of_node(item)),
            };
            self.edits.push((start..end.max(start), String::new()));
        }
        let mut before: Option<&Node> = None;
        for (index, item) in items.iter().enumerate() {
            if in_place.contains(&index) {
                before = all.get(index);
                continue;
            }
            if let Some(original) = item.original().filter(|_| place(item).is_some()) {
                self.value(item);
                before = Some(original);
                continue;
            }
            let new = emit::item(&item.to_node(), indent, pen);
            if let Some(before) = before {
                self.insert_after(self.end_of_node(before), &format!("{}{new}", blanks(indent)));
            } else {
                let at = self.manuscript.offset(node.span.start);
                self.edits.push((at..at, format!("{new}\n{}", blanks(indent))));
            }
        }
    }

    fn insert_after(&mut self, at: usize, new: &str) {
        // Behind a comment at the end of the line.
        let end = self.manuscript.text[at..].find('\n').map_or(self.manuscript.text.len(), |length| at + length);
        self.edits.push((end..end, format!("\n{new}")));
    }

    /// What an entry takes: whole lines, unless it shares its first line with a dash.
    fn entry_range(&self, entry: &Entry, next: Option<&Entry>) -> Range<usize> {
        let key = self.manuscript.offset(entry.key_span.start);
        let line = self.manuscript.line_start(entry.key_span.start);
        let shares = !self.manuscript.text[line..key].trim().is_empty();
        match next {
            Some(next) if shares => key..self.manuscript.offset(next.key_span.start),
            Some(next) => line..self.manuscript.line_start(next.key_span.start).max(line),
            None if shares => key..self.end_of(entry),
            None => line..self.manuscript.after_line(self.end_of(entry)),
        }
    }

    fn end_of(&self, entry: &Entry) -> usize {
        self.end_of_node(&entry.node).max(self.manuscript.offset(entry.key_span.end))
    }

    /// Behind the last character of a value, blank lines and comments below it aside.
    fn end_of_node(&self, node: &Node) -> usize {
        let inner = match &node.value {
            Value::Mapping(entries) if !self.manuscript.is_flow(node) => entries.last().map(|entry| self.end_of(entry)),
            Value::Sequence(items) if !self.manuscript.is_flow(node) => items.last().map(|item| self.end_of_node(item)),
            _ => None,
        };
        inner.unwrap_or_else(|| {
            let (start, end) = (self.manuscript.offset(node.span.start), self.manuscript.offset(node.span.end));
            let trimmed = self.manuscript.text.get(start..end).map_or(0, |text| text.trim_end().len());
            start + trimmed
        })
    }
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
