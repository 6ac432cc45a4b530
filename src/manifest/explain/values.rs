//! Values of the wrong type: what the field takes, and how the value would have to be written. It must not know names of
//! fields beyond the one at hand.

use super::{last_name, refusal, types::noun};
use crate::manifest::decode::{Found, Mistake};
use crate::manifest::judge::Refusal;
use crate::manifest::path::node_at;
use crate::manifest::quantity::Quantity;
use crate::manifest::schema::{Shape, Type};
use crate::manifest::tree::{Node, Value};

pub(super) fn explain(root: &Node, mistake: &Mistake) -> Refusal {
    let name = last_name(&mistake.path);
    let text = written(root, &mistake.path);
    let (plain, suggestion) = match mistake.wanted.shape() {
        Shape::List(item) => list(name, item, mistake.found),
        Shape::Struct(_) | Shape::Map(_) => {
            mapping(name, mistake, &text, node_at(root, &mistake.path).map(Node::items).unwrap_or_default())
        }
        Shape::Text | Shape::Duration => quoted(name, mistake, &text),
        Shape::Bool => truth(name, &text),
        Shape::Int(_) | Shape::Float | Shape::IntOrString => number(name, mistake, &text),
        Shape::Quantity => amount(&text),
        Shape::Time => (
            format!("`{name}` takes a time, and a manifest had better leave it out: the server sets it."),
            Some("delete the line".to_owned()),
        ),
        Shape::Bytes => (
            format!("A value of `{name}` is base64."),
            Some("encode it (`base64`), or write it as plain text under `stringData`".to_owned()),
        ),
        Shape::Any => (format!("`{name}` cannot take this value."), None),
    };
    let code = if matches!(mistake.wanted.shape(), Shape::Quantity) { "bad-quantity" } else { "wrong-type" };
    let mut refusal = refusal(root, &mistake.path, mistake.words.clone(), plain, suggestion, code);
    refusal.place = Some(mistake.span.start);
    refusal
}

/// A value as somebody would write it, where it is short.
fn written(root: &Node, path: &str) -> String {
    match node_at(root, path).map(|node| &node.value) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Int(number)) => number.to_string(),
        Some(Value::Float(number)) => number.to_string(),
        Some(Value::Bool(truth)) => truth.to_string(),
        _ => String::new(),
    }
}

fn list(name: &str, item: Type, found: Found) -> (String, Option<String>) {
    let plain = format!("`{name}` is a list.");
    let suggestion = match (item.shape(), found) {
        (Shape::Text, Found::Text | Found::Number | Found::Bool) => {
            format!("write `{name}: [\"…\"]`, or each item on a line of its own behind `- `")
        }
        (_, Found::Mapping) => "put `- ` in front of the first field of each item".to_owned(),
        _ => "write each item on a line of its own behind `- `".to_owned(),
    };
    (plain, Some(suggestion))
}

/// The list that belongs one level further down, under a field of its own: `command` of `exec`, `sources` of `projected`.
fn list_below(wanted: Type, items: &[Node]) -> Option<String> {
    let Shape::Struct(fields) = wanted.shape() else { return None };
    let takes = |item: Type| match item.shape() {
        Shape::Struct(inner) => {
            let has_all = |node: &Node| node.entries().iter().all(|entry| inner.field(&entry.key).is_some());
            items.iter().all(|node| !node.entries().is_empty() && has_all(node))
        }
        Shape::Text => items.iter().all(|node| node.as_str().is_some()),
        _ => false,
    };
    let lists = fields.fields().into_iter().filter(|field| match field.field_type.shape() {
        Shape::List(item) => takes(item),
        _ => false,
    });
    let name = lists.into_iter().next().filter(|_| !items.is_empty())?.name;
    Some(format!("write the list under `{name}:`"))
}

fn mapping(name: &str, mistake: &Mistake, text: &str, items: &[Node]) -> (String, Option<String>) {
    let what = match mistake.wanted.shape() {
        Shape::Map(_) => format!("`{name}` holds `key: value` pairs."),
        _ if mistake.path.ends_with(']') => {
            format!("An item of `{name}` is {}, and has fields.", noun(mistake.wanted, ""))
        }
        _ => format!("`{name}` holds fields."),
    };
    let suggestion = match mistake.found {
        Found::List => Some(list_below(mistake.wanted, items).unwrap_or_else(|| "drop the `- ` in front".to_owned())),
        Found::Text if text.contains(':') && !text.contains(": ") => {
            Some("a blank is missing behind the colon".to_owned())
        }
        Found::Text | Found::Number | Found::Bool => {
            Some("write its fields below it, two blanks further in".to_owned())
        }
        Found::Mapping => None,
    };
    (what, suggestion)
}

fn quoted(name: &str, mistake: &Mistake, text: &str) -> (String, Option<String>) {
    match mistake.found {
        Found::Number => (
            format!("A value of `{name}` is text, and this is read as a number."),
            Some(format!("write it in quotes: `\"{text}\"`")),
        ),
        Found::Bool => (
            format!(
                "A value of `{name}` is text, and this is read as true or false, as `yes`, `no`, `on`, `off` and `y` are too."
            ),
            Some("write it in quotes".to_owned()),
        ),
        Found::List => (
            format!("A value of `{name}` is a single text, and this is a list."),
            Some("write the text alone".to_owned()),
        ),
        Found::Mapping => (
            format!("A value of `{name}` is a single text, and this is a mapping."),
            Some("put quotes around a text that has `: ` or braces in it".to_owned()),
        ),
        Found::Text => (format!("`{name}` cannot take this text."), None),
    }
}

fn truth(name: &str, text: &str) -> (String, Option<String>) {
    let meant = match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" | "y" => Some("write `true`, without quotes"),
        "false" | "no" | "off" | "0" | "n" => Some("write `false`, without quotes"),
        _ => None,
    };
    (format!("`{name}` is `true` or `false`."), meant.map(str::to_owned))
}

fn number(name: &str, mistake: &Mistake, text: &str) -> (String, Option<String>) {
    let plain = match mistake.wanted.shape() {
        Shape::IntOrString => format!("`{name}` takes a whole number, or the name of a port."),
        _ => format!("`{name}` takes a whole number."),
    };
    let suggestion = match mistake.found {
        Found::Text if text.trim().parse::<i64>().is_ok() => Some(format!("write `{}`, without quotes", text.trim())),
        Found::Text => {
            let digits: String = text.trim().chars().take_while(char::is_ascii_digit).collect();
            (!digits.is_empty()).then(|| format!("write the number alone: `{digits}`"))
        }
        _ => None,
    };
    (plain, suggestion)
}

fn amount(text: &str) -> (String, Option<String>) {
    let plain = "An amount is a number, with a unit behind it where one is needed: `500m` or `0.5` CPU, `64Mi` or `1Gi` of memory.";
    let squeezed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let without_byte = squeezed.trim_end_matches(['B', 'b']).to_owned();
    let capital = without_byte.replace("mi", "Mi").replace("gi", "Gi").replace("ki", "Ki").replace(['g', 'G'], "G");
    let number: String = squeezed.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let meant = [squeezed, without_byte, capital, number]
        .into_iter()
        .find(|text| !text.is_empty() && Quantity::parse(text).is_ok());
    (plain.to_owned(), meant.map(|meant| format!("did you mean `{meant}`?")))
}
