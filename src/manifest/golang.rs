//! How Go writes and reads numbers, strings and JSON: what kubectl's and the server's messages are made with. It must not
//! know YAML or Kubernetes.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

use regex::Regex;

use super::tree::{Node, Value};

/// `strconv.ParseInt(text, 0, 64)`, underscores aside.
pub(crate) fn parse_int(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let magnitude = i128::from(parse_magnitude(digits)?);
    i64::try_from(if negative { -magnitude } else { magnitude }).ok()
}

/// `strconv.ParseUint(text, 0, 64)`, underscores aside.
pub(crate) fn parse_uint(text: &str) -> Option<u64> {
    parse_magnitude(text)
}

fn parse_magnitude(digits: &str) -> Option<u64> {
    let (digits, radix) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (&digits[2..], 16),
        [b'0', b'o' | b'O', ..] => (&digits[2..], 8),
        [b'0', b'b' | b'B', ..] => (&digits[2..], 2),
        [b'0', _, ..] => (&digits[1..], 8),
        _ => (digits, 10),
    };
    // Rust's own parser would take a sign here.
    digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u64::from_str_radix(digits, radix).ok()).flatten()
}

/// The text without underscores, where each stands between two digits as Go's floating-point literals have it.
pub(crate) fn without_underscores(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let fits = bytes.iter().enumerate().all(|(i, b)| *b != b'_' || digit(i.checked_sub(1)) && digit(Some(i + 1)));
    fits.then(|| text.replace('_', ""))
}

/// A float as `encoding/json` writes it.
pub(crate) fn float_json(number: f64) -> String {
    let size = number.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) {
        let text = format!("{number:e}");
        match text.split_once("e-") {
            Some(_) => text,
            None => text.replace('e', "e+"),
        }
    } else {
        format!("{number}")
    }
}

/// `strconv.FormatFloat(number, 'g', -1, 64)`.
pub(crate) fn float_general(number: f64) -> String {
    general(&format!("{number:e}"), 21)
}

/// `strconv.FormatFloat(number, 'g', -1, 32)` with YAML's words for what is no number: how kubectl writes a number as a
/// key.
pub(crate) fn float32_general(number: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "the rule of sigs.k8s.io/yaml")]
    let short = number as f32;
    if number.is_nan() {
        ".nan".to_owned()
    } else if short.is_infinite() {
        if short > 0.0 { ".inf".to_owned() } else { "-.inf".to_owned() }
    } else {
        general(&format!("{short:e}"), 6)
    }
}

/// From Rust's shortest exponent form to Go's `%g`, which changes to an exponent at `limit` digits.
fn general(shortest: &str, limit: i32) -> String {
    let Some((mantissa, exponent)) = shortest.split_once('e') else { return shortest.to_owned() };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if exponent < -4 || exponent >= limit {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{mantissa}e{sign}{:02}", exponent.abs());
    }
    shortest.parse::<f64>().map_or_else(|_| shortest.to_owned(), |number| format!("{number}"))
}

/// `strconv.Quote`: a Go string literal.
#[must_use]
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{b}' => out.push_str("\\v"),
            c if is_print(c) => out.push(c),
            // Writing to a string cannot fail.
            c if u32::from(c) < 0x80 => _ = write!(out, "\\x{:02x}", u32::from(c)),
            c if u32::from(c) < 0x1_0000 => _ = write!(out, "\\u{:04x}", u32::from(c)),
            c => _ = write!(out, "\\U{:08x}", u32::from(c)),
        }
    }
    out.push('"');
    out
}

/// Go's `strconv.IsPrint`: letters, marks, numbers, punctuation, symbols, and of all white space the plain blank.
pub(crate) fn is_print(c: char) -> bool {
    static PRINTED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[\pL\pM\pN\pP\pS]$").ok());
    if c.is_ascii() {
        return c == ' ' || c.is_ascii_graphic();
    }
    PRINTED.as_ref().is_some_and(|printed| printed.is_match(c.encode_utf8(&mut [0; 4])))
}

/// Several errors as one, as `utilerrors.Aggregate` says it: each once, in brackets where there is more than one.
#[must_use]
pub fn aggregate(errors: &[String]) -> String {
    let mut seen = HashSet::new();
    let distinct: Vec<&str> = errors.iter().map(String::as_str).filter(|error| seen.insert(*error)).collect();
    match distinct.as_slice() {
        [only] => (*only).to_owned(),
        many => format!("[{}]", many.join(", ")),
    }
}

/// A slice of texts as Go's `%v` writes it.
#[must_use]
pub fn list(items: &[String]) -> String {
    format!("[{}]", items.join(" "))
}

/// The tree as `encoding/json` writes a Go map: sorted keys, of duplicates the last, no white space, HTML escaped.
pub(crate) fn json(node: &Node) -> String {
    let mut out = String::new();
    write_json(node, &mut out);
    out
}

fn write_json(node: &Node, out: &mut String) {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        // Writing to a string cannot fail.
        Value::Int(number) => _ = write!(out, "{number}"),
        Value::Float(number) => out.push_str(&float_json(*number)),
        Value::String(text) => write_json_string(text, out),
        Value::Sequence(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_json(item, out);
            }
            out.push(']');
        }
        Value::Mapping(entries) => {
            let sorted: BTreeMap<&str, &Node> = entries.iter().map(|entry| (entry.key.as_str(), &entry.node)).collect();
            out.push('{');
            for (index, (key, node)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_json_string(key, out);
                out.push(':');
                write_json(node, out);
            }
            out.push('}');
        }
    }
}

/// A text as `encoding/json` writes it, quotes and all.
pub(crate) fn write_json_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\u{0}'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_like_go() {
        assert_eq!(quote("a\"b\\\n\u{1}\u{e9}\u{a0}\u{1f600}"), "\"a\\\"b\\\\\\n\\x01\u{e9}\\u00a0\u{1f600}\"");
        assert_eq!(
            quote("\u{d7ff}\u{301}\u{e000}\u{ad}\u{2028}\u{65e5}"),
            "\"\\ud7ff\u{301}\\ue000\\u00ad\\u2028\u{65e5}\""
        );
    }

    #[test]
    fn floats_like_go() {
        assert_eq!(float_json(80.5), "80.5");
        assert_eq!(float_json(1e21), "1e+21");
        assert_eq!(float_json(1.5e-7), "1.5e-7");
        assert_eq!(float_json(18_446_744_073_709_551_616.0), "18446744073709552000");
    }
}
