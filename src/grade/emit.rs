//! Writes a tree as YAML the way people write manifests, or as JSON. It must not know where a tree comes from.

use std::fmt::Write as _;

use super::manuscript::{Manuscript, Written};
use super::value::{double_quoted, is_mode, octal, quoted_if_needed, quoted_if_needed_in_block};
use crate::manifest::{Node, Value};

/// How someone indents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// The blanks before the dash of a list under a key: 0 or 2.
    pub dash_indent: usize,
}

/// A style, and the text that values may have been taken from: what stood there already is written as it was.
#[derive(Debug, Clone, Copy)]
pub struct Pen<'t> {
    /// How to indent.
    pub style: Style,
    /// Where values may have been taken from.
    pub manuscript: Option<&'t Manuscript<'t>>,
}

impl<'t> Pen<'t> {
    fn written(self, node: &Node) -> Written<'t> {
        self.manuscript.map_or(Written::New, |manuscript| manuscript.written(node))
    }
}

/// The longest list of plain values that stands on one line.
const LONGEST_FLOW: usize = 72;

/// A whole document.
#[must_use]
pub fn document(node: &Node, style: Style) -> String {
    let mut out = String::new();
    block(&mut out, node, 0, Pen { style, manuscript: None });
    out
}

/// `key: value`, over several lines where it must be, each but the first behind `indent` blanks; without a line end.
#[must_use]
pub fn entry(key: &str, node: &Node, indent: usize, pen: Pen) -> String {
    let mut out = String::new();
    write_entry(&mut out, key, node, indent, pen);
    trim_end(out)
}

/// An item of a list behind its dash, each line but the first behind `indent` blanks (where the dash stands).
#[must_use]
pub fn item(node: &Node, indent: usize, pen: Pen) -> String {
    let mut out = String::new();
    write_item(&mut out, node, indent, pen);
    trim_end(out)
}

fn trim_end(mut out: String) -> String {
    out.truncate(out.trim_end_matches('\n').len());
    out
}

/// A value on one line.
#[must_use]
pub fn flow(node: &Node) -> String {
    let mut out = String::new();
    write_flow(&mut out, node);
    out
}

/// The value of a field on one line, in the place of another, in the same quotes where that can be.
#[must_use]
pub fn instead_of(old: &str, key: &str, node: &Node) -> String {
    in_same_quotes(old, node).unwrap_or_else(|| {
        let mut out = String::new();
        match node.as_str() {
            Some(text) => out.push_str(&quoted_if_needed_in_block(text)),
            None => write_flow_of(&mut out, key, node),
        }
        out
    })
}

/// A word of a list on one line, in the place of another.
#[must_use]
pub fn word_instead_of(old: &str, node: &Node) -> String {
    in_same_quotes(old, node).unwrap_or_else(|| flow(node))
}

fn in_same_quotes(old: &str, node: &Node) -> Option<String> {
    let text = node.as_str()?;
    let can_be_single = !text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}'));
    match old.chars().next()? {
        '"' => Some(double_quoted(text)),
        '\'' if can_be_single => Some(format!("'{}'", text.replace('\'', "''"))),
        _ => None,
    }
}

/// A value as JSON over several lines.
#[must_use]
pub fn json(node: &Node) -> String {
    let mut out = String::new();
    write_json(&mut out, node, 0);
    out.push('\n');
    out
}

fn block(out: &mut String, node: &Node, indent: usize, pen: Pen) {
    match &node.value {
        Value::Mapping(entries) if !entries.is_empty() => {
            for entry in entries {
                pad(out, indent);
                write_entry(out, &entry.key, &entry.node, indent, pen);
            }
        }
        Value::Sequence(items) if !items.is_empty() => {
            for item in items {
                pad(out, indent);
                write_item(out, item, indent, pen);
            }
        }
        _ => {
            pad(out, indent);
            write_flow(out, node);
            out.push('\n');
        }
    }
}

fn write_entry(out: &mut String, key: &str, node: &Node, indent: usize, pen: Pen) {
    let _ = write!(out, "{}:", quoted_if_needed(key));
    if let Written::Inline(text) = pen.written(node) {
        let _ = writeln!(out, " {text}");
        return;
    }
    match &node.value {
        Value::Mapping(entries) if !entries.is_empty() => {
            out.push('\n');
            block(out, node, indent + 2, pen);
        }
        Value::Sequence(items) if !items.is_empty() && is_block_list(node, pen) => {
            out.push('\n');
            block(out, node, indent + pen.style.dash_indent, pen);
        }
        Value::Int(_) => {
            out.push(' ');
            write_flow_of(out, key, node);
            out.push('\n');
        }
        _ => {
            out.push(' ');
            write_scalar(out, node, indent + 2);
        }
    }
}

fn write_item(out: &mut String, node: &Node, indent: usize, pen: Pen) {
    out.push_str("- ");
    if let Written::Inline(text) = pen.written(node) {
        let _ = writeln!(out, "{text}");
        return;
    }
    match &node.value {
        Value::Mapping(entries) if !entries.is_empty() => {
            for (index, entry) in entries.iter().enumerate() {
                if index > 0 {
                    pad(out, indent + 2);
                }
                write_entry(out, &entry.key, &entry.node, indent + 2, pen);
            }
        }
        _ => write_scalar(out, node, indent + 2),
    }
}

/// A scalar or a short list, with its line end; a text of several lines as a block.
fn write_scalar(out: &mut String, node: &Node, indent: usize) {
    match node.as_str() {
        Some(text) if can_be_literal(text) => {
            out.push_str(if text.ends_with('\n') { "|\n" } else { "|-\n" });
            for line in text.lines() {
                if !line.is_empty() {
                    pad(out, indent);
                    out.push_str(line);
                }
                out.push('\n');
            }
        }
        Some(text) => {
            out.push_str(&quoted_if_needed_in_block(text));
            out.push('\n');
        }
        None => {
            write_flow(out, node);
            out.push('\n');
        }
    }
}

fn can_be_literal(text: &str) -> bool {
    text.trim_end_matches('\n').contains('\n')
        && !text.starts_with([' ', '\n', '\t'])
        && !text.ends_with("\n\n")
        && !text.chars().any(|c| {
            (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{85}')
        })
}

/// Whether a list takes a line for each item: as it stood, else where it is long.
fn is_block_list(node: &Node, pen: Pen) -> bool {
    pen.written(node) == Written::Block || !is_short(node)
}

fn is_short(node: &Node) -> bool {
    let plain = |item: &Node| match &item.value {
        Value::String(text) => !text.contains('\n'),
        Value::Mapping(_) | Value::Sequence(_) => false,
        _ => true,
    };
    node.items().iter().all(plain) && flow(node).len() <= LONGEST_FLOW
}

fn write_flow(out: &mut String, node: &Node) {
    match &node.value {
        Value::Sequence(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                match item.as_str() {
                    // Words of a command are quoted, as the documentation writes them.
                    Some(text) => out.push_str(&double_quoted(text)),
                    None => write_flow(out, item),
                }
            }
            out.push(']');
        }
        Value::Mapping(entries) => {
            out.push('{');
            for (index, entry) in entries.iter().enumerate() {
                let _ = write!(out, "{}{}: ", if index == 0 { "" } else { ", " }, quoted_if_needed(&entry.key));
                write_flow_of(out, &entry.key, &entry.node);
            }
            out.push('}');
        }
        Value::String(text) => out.push_str(&quoted_if_needed(text)),
        _ => write_plain(out, &node.value),
    }
}

/// The mode of files is octal.
fn write_flow_of(out: &mut String, key: &str, node: &Node) {
    match node.value {
        Value::Int(mode) if is_mode(key) => out.push_str(&octal(mode)),
        _ => write_flow(out, node),
    }
}

fn write_plain(out: &mut String, value: &Value) {
    let _ = match value {
        Value::Bool(value) => write!(out, "{value}"),
        Value::Int(value) => write!(out, "{value}"),
        Value::Float(value) => write!(out, "{value}"),
        _ => write!(out, "null"),
    };
}

fn write_json(out: &mut String, node: &Node, indent: usize) {
    match &node.value {
        Value::Mapping(entries) if !entries.is_empty() => {
            out.push_str("{\n");
            for (index, entry) in entries.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ",\n" });
                pad(out, indent + 2);
                let _ = write!(out, "{}: ", double_quoted(&entry.key));
                write_json(out, &entry.node, indent + 2);
            }
            out.push('\n');
            pad(out, indent);
            out.push('}');
        }
        Value::Sequence(items) if !items.is_empty() => {
            out.push_str("[\n");
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ",\n" });
                pad(out, indent + 2);
                write_json(out, item, indent + 2);
            }
            out.push('\n');
            pad(out, indent);
            out.push(']');
        }
        Value::Mapping(_) => out.push_str("{}"),
        Value::Sequence(_) => out.push_str("[]"),
        Value::String(text) => out.push_str(&double_quoted(text)),
        other => write_plain(out, other),
    }
}

fn pad(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}
