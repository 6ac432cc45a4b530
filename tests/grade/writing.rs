//! Writes a manifest in another way that means the same: other order where order has no meaning, other free names, other
//! words for the same values, another style.

use serde_json::Value;

/// A sequence of choices that a seed determines.
pub struct Choices(u64);

impl Choices {
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound.max(1)
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            let other = self.below(end + 1);
            items.swap(end, other);
        }
    }
}

/// The styles that people write in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Block,
    IndentedBlock,
    Flow,
    Json,
}

pub const STYLES: [Style; 4] = [Style::Block, Style::IndentedBlock, Style::Flow, Style::Json];

/// A value with its keys in an order.
enum Tree {
    Scalar(String),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

/// The manifest written otherwise. `names` maps the volumes' names to others.
pub fn rewrite(manifest: &Value, names: &[(&str, &str)], choices: &mut Choices, style: Style) -> String {
    let tree = scramble(manifest, "", "", names, choices);
    let mut out = String::new();
    match style {
        Style::Json => flow(&tree, true, &mut out),
        Style::Flow => flow(&tree, false, &mut out),
        Style::Block => block(&tree, 0, 0, &mut out),
        Style::IndentedBlock => block(&tree, 0, 2, &mut out),
    }
    out
}

fn scramble(value: &Value, key: &str, parent: &str, names: &[(&str, &str)], choices: &mut Choices) -> Tree {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, Tree)> =
                map.iter().map(|(inner, value)| (inner.clone(), scramble(value, inner, key, names, choices))).collect();
            say_what_is_silent(key, &mut entries, choices);
            choices.shuffle(&mut entries);
            Tree::Map(entries)
        }
        Value::Array(items) => {
            let mut items: Vec<Tree> = items.iter().map(|item| scramble(item, key, key, names, choices)).collect();
            if !matches!(key, "command" | "args" | "initContainers") {
                choices.shuffle(&mut items);
            }
            Tree::List(items)
        }
        Value::String(text) => Tree::Scalar(word(text, key, parent, names, choices)),
        other => Tree::Scalar(other.to_string()),
    }
}

/// Defaults may be written out.
fn say_what_is_silent(key: &str, entries: &mut Vec<(String, Tree)>, choices: &mut Choices) {
    let defaults: &[(&str, &str)] = match key {
        "volumeMounts" => &[("readOnly", "false")],
        "ports" => &[("protocol", "\"TCP\"")],
        "httpGet" => &[("scheme", "\"HTTP\"")],
        "readinessProbe" => &[("successThreshold", "1"), ("timeoutSeconds", "1"), ("failureThreshold", "3")],
        "containers" => &[("imagePullPolicy", "\"IfNotPresent\""), ("stdin", "false")],
        "spec" => &[("dnsPolicy", "\"ClusterFirst\""), ("hostNetwork", "false")],
        "labels" => &[("team", "\"blue\"")],
        _ => &[],
    };
    for (name, value) in defaults {
        if choices.below(2) == 0 && entries.iter().all(|(known, _)| known != name) {
            entries.push(((*name).to_owned(), Tree::Scalar((*value).to_owned())));
        }
    }
}

/// A text in JSON's quotes, or other words for the same.
fn word(text: &str, key: &str, parent: &str, names: &[(&str, &str)], choices: &mut Choices) -> String {
    let renamed = names.iter().find(|(from, _)| *from == text && key == "name");
    let text = match (renamed, key) {
        (Some((_, to)), _) if matches!(parent, "volumes" | "volumeMounts") => to,
        (_, "mountPath") if choices.below(2) == 0 => return format!("\"{text}/\""),
        (_, "image") if choices.below(2) == 0 => return format!("\"docker.io/library/{text}\""),
        _ => text,
    };
    let same: &[&str] = match (key, text) {
        ("cpu", "500m") => &["\"500m\"", "\"0.5\"", "0.5", "\"500000u\""],
        ("memory" | "sizeLimit", "64Mi") => &["\"64Mi\"", "67108864", "\"65536Ki\"", "\"67108864\""],
        ("memory", "128Mi") => &["\"128Mi\"", "134217728"],
        _ => return Value::from(text).to_string(),
    };
    same[choices.below(same.len())].to_owned()
}

fn flow(tree: &Tree, json: bool, out: &mut String) {
    match tree {
        Tree::Scalar(text) => out.push_str(text),
        Tree::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                flow(item, json, out);
            }
            out.push(']');
        }
        Tree::Map(entries) => {
            out.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                let key = if json { format!("\"{key}\"") } else { key.clone() };
                out.push_str(&format!("{key}: "));
                flow(value, json, out);
            }
            out.push('}');
        }
    }
}

fn block(tree: &Tree, indent: usize, dash: usize, out: &mut String) {
    let pad = " ".repeat(indent);
    match tree {
        Tree::Map(entries) if !entries.is_empty() => {
            for (key, value) in entries {
                out.push_str(&format!("{pad}{key}:"));
                let below = if matches!(value, Tree::List(_)) { indent + dash } else { indent + 2 };
                value_of(value, below, dash, out);
            }
        }
        Tree::List(items) if !items.is_empty() => {
            for item in items {
                let mut text = String::new();
                match item {
                    Tree::Map(entries) if !entries.is_empty() => block(item, indent + 2, dash, &mut text),
                    other => {
                        text.push_str(&" ".repeat(indent + 2));
                        flow(other, false, &mut text);
                        text.push('\n');
                    }
                }
                text.replace_range(indent..=indent, "-");
                out.push_str(&text);
            }
        }
        other => {
            out.push_str(&pad);
            flow(other, false, out);
            out.push('\n');
        }
    }
}

fn value_of(value: &Tree, below: usize, dash: usize, out: &mut String) {
    let is_block = match value {
        Tree::Map(entries) => !entries.is_empty(),
        Tree::List(items) => !items.is_empty(),
        Tree::Scalar(_) => false,
    };
    if is_block {
        out.push('\n');
        block(value, below, dash, out);
    } else {
        out.push(' ');
        flow(value, false, out);
        out.push('\n');
    }
}
