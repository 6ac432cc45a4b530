//! Objects as text: JSON and YAML as kubectl's `-o json` and `-o yaml` write them. It must not know what any field means.
//!
//! kubectl writes YAML with a Go port of libyaml; this uses the Rust port of the same, with go-yaml's choice of quotes
//! and its order of keys.

use std::cmp::Ordering;
use std::fmt::Write as _;

use libyaml_safer::{Emitter, Encoding, Event, MappingStyle, ScalarStyle, SequenceStyle};
use serde_json::Value as Json;

use super::{golang, scalar, text};

/// JSON, four blanks deep, keys sorted, with Go's escapes; no line break at the end.
#[must_use]
pub fn json(object: &Json) -> String {
    let mut out = String::new();
    write_json(object, 0, &mut out);
    out
}

/// JSON without blanks and line breaks, keys sorted, as Go's `json.Marshal` writes it.
#[must_use]
pub fn compact(value: &Json) -> String {
    let mut out = String::new();
    write_compact(value, &mut out);
    out
}

fn write_compact(value: &Json, out: &mut String) {
    match value {
        Json::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                write_compact(item, out);
            }
            out.push(']');
        }
        Json::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|a, b| a.0.cmp(b.0));
            out.push('{');
            for (index, (key, item)) in entries.into_iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                golang::write_json_string(key, out);
                out.push(':');
                write_compact(item, out);
            }
            out.push('}');
        }
        other => write_json(other, 0, out),
    }
}

fn write_json(value: &Json, depth: usize, out: &mut String) {
    match value {
        Json::Array(items) if !items.is_empty() => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                new_line(index > 0, depth + 1, out);
                write_json(item, depth + 1, out);
            }
            new_line(false, depth, out);
            out.push(']');
        }
        Json::Object(map) if !map.is_empty() => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|a, b| a.0.cmp(b.0));
            out.push('{');
            for (index, (key, item)) in entries.into_iter().enumerate() {
                new_line(index > 0, depth + 1, out);
                golang::write_json_string(key, out);
                out.push_str(": ");
                write_json(item, depth + 1, out);
            }
            new_line(false, depth, out);
            out.push('}');
        }
        Json::String(text) => golang::write_json_string(text, out),
        Json::Number(number) => out.push_str(&number_text(number)),
        // Writing to a string cannot fail.
        other => _ = write!(out, "{other}"),
    }
}

fn new_line(comma: bool, depth: usize, out: &mut String) {
    out.push_str(if comma { ",\n" } else { "\n" });
    for _ in 0..depth {
        out.push_str("    ");
    }
}

fn number_text(number: &serde_json::Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() => golang::float_json(float),
        _ => number.to_string(),
    }
}

/// YAML with a line break at its end.
#[must_use]
pub fn yaml(object: &Json) -> String {
    let mut out = Vec::new();
    let written = text::catching(|| {
        let mut emitter = Emitter::new();
        emitter.set_output_string(&mut out);
        emitter.set_unicode(true);
        write_yaml(&mut emitter, object)
    });
    match written {
        Some(Ok(())) => escape_astral(&String::from_utf8_lossy(&out)),
        // The emitter takes all that JSON can hold; should it ever not, JSON is YAML too.
        _ => json(object) + "\n",
    }
}

/// go-yaml does not print characters beyond U+FFFF; every text that has one stands in double quotes.
fn is_astral(c: char) -> bool {
    u32::from(c) > 0xffff
}

fn escape_astral(yaml: &str) -> String {
    if !yaml.chars().any(is_astral) {
        return yaml.to_owned();
    }
    let mut out = String::with_capacity(yaml.len() + 16);
    for c in yaml.chars() {
        if is_astral(c) {
            // Writing to a string cannot fail.
            _ = write!(out, "\\U{:08X}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

fn write_yaml(emitter: &mut Emitter<'_>, object: &Json) -> libyaml_safer::Result<()> {
    emitter.emit(Event::stream_start(Encoding::Utf8))?;
    emitter.emit(Event::document_start(None, &[], true))?;
    write_yaml_value(emitter, object)?;
    emitter.emit(Event::document_end(true))?;
    emitter.emit(Event::stream_end())?;
    emitter.flush()
}

fn write_yaml_value(emitter: &mut Emitter<'_>, value: &Json) -> libyaml_safer::Result<()> {
    match value {
        Json::Null => write_scalar(emitter, "null", ScalarStyle::Plain),
        Json::Bool(truth) => write_scalar(emitter, if *truth { "true" } else { "false" }, ScalarStyle::Plain),
        Json::Number(number) => write_scalar(emitter, &yaml_number(number), ScalarStyle::Plain),
        Json::String(text) => write_text(emitter, text),
        Json::Array(items) => {
            let style = if items.is_empty() { SequenceStyle::Flow } else { SequenceStyle::Block };
            emitter.emit(Event::sequence_start(None, None, true, style))?;
            for item in items {
                write_yaml_value(emitter, item)?;
            }
            emitter.emit(Event::sequence_end())
        }
        Json::Object(map) => {
            let style = if map.is_empty() { MappingStyle::Flow } else { MappingStyle::Block };
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|a, b| natural_order(a.0, b.0));
            emitter.emit(Event::mapping_start(None, None, true, style))?;
            for (key, item) in entries {
                write_text(emitter, key)?;
                write_yaml_value(emitter, item)?;
            }
            emitter.emit(Event::mapping_end())
        }
    }
}

fn yaml_number(number: &serde_json::Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() => golang::float_general(float),
        _ => number.to_string(),
    }
}

fn write_text(emitter: &mut Emitter<'_>, text: &str) -> libyaml_safer::Result<()> {
    let style = if text.chars().any(is_astral) {
        ScalarStyle::DoubleQuoted
    } else if text.contains('\n') {
        ScalarStyle::Literal
    } else if scalar::is_text(text) {
        ScalarStyle::Plain
    } else {
        ScalarStyle::DoubleQuoted
    };
    write_scalar(emitter, text, style)
}

fn write_scalar(emitter: &mut Emitter<'_>, text: &str, style: ScalarStyle) -> libyaml_safer::Result<()> {
    emitter.emit(Event::scalar(None, None, text, true, true, style))
}

/// go-yaml's order of keys: letters after everything else, numbers inside by their value.
fn natural_order(a: &str, b: &str) -> Ordering {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let Some(at) = a.iter().zip(&b).position(|(x, y)| x != y) else { return a.len().cmp(&b.len()) };
    let (x, y) = (a[at], b[at]);
    match (x.is_alphabetic(), y.is_alphabetic()) {
        (true, true) => return x.cmp(&y),
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    let leading = (x == '0' || y == '0') && a[..at].iter().rev().take_while(|c| c.is_ascii_digit()).any(|c| *c != '0');
    let number = |text: &[char]| {
        let digits: Vec<u64> = text.iter().map_while(|c| c.to_digit(10)).map(u64::from).collect();
        let start = u64::from(leading);
        let value = digits.iter().fold(start, |value, digit| value.wrapping_mul(10).wrapping_add(*digit));
        (value, digits.len())
    };
    number(&a[at..]).cmp(&number(&b[at..])).then(x.cmp(&y))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn yaml_is_quoted_as_kubectl_quotes() {
        let object = json!({
            "a": "yes", "b": "1_0", "c": "x: y", "d": "", "e": "12:30", "f": "2024-01-02", "g": "line\nnext\n",
            "h": {}, "i": [], "j": [1, "on", null, true], "k": "08", "l": "- x", "m": "a#b", "n": "0644", "o": "<<",
            "p": "é ☃ 😀", "q": 1.5, "x10": 1, "x9": 2
        });
        insta::assert_snapshot!(yaml(&object));
    }

    #[test]
    fn json_is_four_deep_and_escaped() {
        insta::assert_snapshot!(json(&json!({"b": [1, {"a": "<x>"}], "a": {}, "c": []})));
    }
}
