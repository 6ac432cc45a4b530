//! Values by meaning: quantities, images, paths, and how a value is written in a sentence. It must not know where in a
//! Pod a value stands.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::Value as Json;

use super::shape::Sort;
use crate::manifest::{Node, Value};

/// Whether a value of the text is the expected one, as Kubernetes would read both.
#[must_use]
pub fn same(want: &Json, got: &Node, sort: Sort) -> bool {
    match sort {
        Sort::Quantity => same_quantity(want, got),
        Sort::Path | Sort::Image => match (want.as_str(), got.as_str()) {
            (Some(want), Some(got)) if want == got => true,
            (Some(want), Some(got)) if sort == Sort::Path => clean_path(want) == clean_path(got),
            (Some(want), Some(got)) => full_image(want) == full_image(got),
            _ => false,
        },
        Sort::Plain | Sort::PortRef => same_plain(want, got),
    }
}

fn same_plain(want: &Json, got: &Node) -> bool {
    match (want, &got.value) {
        (Json::Null, Value::Null) => true,
        (Json::Bool(want), Value::Bool(got)) => want == got,
        (Json::Number(want), Value::Int(got)) => same_number(want, *got),
        (Json::Number(want), Value::Float(got)) => want.as_f64() == Some(*got),
        (Json::String(want), Value::String(got)) => want == got,
        (Json::Array(want), Value::Sequence(got)) => {
            want.len() == got.len() && want.iter().zip(got).all(|(want, got)| same_plain(want, got))
        }
        (Json::Object(want), Value::Mapping(_)) => {
            want.iter().all(|(key, want)| got.get(key).is_some_and(|got| same_plain(want, got)))
        }
        _ => false,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a float is compared with a whole number as JSON would")]
fn same_number(want: &serde_json::Number, got: i64) -> bool {
    want.as_i64().map_or_else(|| want.as_f64() == Some(got as f64), |want| want == got)
}

fn same_quantity(want: &Json, got: &Node) -> bool {
    let want = match want {
        Json::String(text) => Cow::from(text.as_str()),
        Json::Number(number) => Cow::from(number.to_string()),
        _ => return false,
    };
    let got = match &got.value {
        Value::String(text) => Cow::from(text.as_str()),
        Value::Int(number) => Cow::from(number.to_string()),
        Value::Float(number) => Cow::from(number.to_string()),
        _ => return false,
    };
    match (nano(&want), nano(&got)) {
        (Some(want), Some(got)) => want == got,
        _ => want == got,
    }
}

/// A quantity in billionths; `None` where the text is none or too large to tell. Smaller parts are rounded up, as the API
/// server does (`apimachinery/pkg/api/resource/quantity.go`).
#[must_use]
pub fn nano(text: &str) -> Option<i128> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    if (whole.is_empty() && part.is_empty()) || part.contains('.') || number.len() > 30 {
        return None;
    }
    let digits: i128 = format!("0{whole}{part}").parse().ok()?;
    let (binary, ten) = scale(suffix)?;
    let ten = ten + 9 - i32::try_from(part.len()).ok()?;
    let value = digits.checked_mul(1_i128.checked_shl(binary)?)?;
    let value = if ten >= 0 {
        value.checked_mul(10_i128.checked_pow(ten.unsigned_abs())?)?
    } else {
        let divisor = 10_i128.checked_pow(ten.unsigned_abs())?;
        value.checked_add(divisor - 1)? / divisor
    };
    Some(if negative { -value } else { value })
}

/// The powers of two and of ten that a suffix stands for.
fn scale(suffix: &str) -> Option<(u32, i32)> {
    Some(match suffix {
        "" => (0, 0),
        "n" => (0, -9),
        "u" => (0, -6),
        "m" => (0, -3),
        "k" => (0, 3),
        "M" => (0, 6),
        "G" => (0, 9),
        "T" => (0, 12),
        "P" => (0, 15),
        "E" => (0, 18),
        "Ki" => (10, 0),
        "Mi" => (20, 0),
        "Gi" => (30, 0),
        "Ti" => (40, 0),
        "Pi" => (50, 0),
        "Ei" => (60, 0),
        _ => {
            let exponent: i32 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
            (0, (-30..=30).contains(&exponent).then_some(exponent)?)
        }
    })
}

/// A path without what a cluster does not see: slashes at the end, doubled ones, `.` steps.
#[must_use]
pub fn clean_path(path: &str) -> Cow<'_, str> {
    let bytes = path.as_bytes();
    let dirty = path == "."
        || (path.len() > 1 && path.ends_with('/'))
        || bytes.windows(2).any(|pair| pair[0] == b'/' && matches!(pair[1], b'/' | b'.'))
        || path.starts_with("./");
    if !dirty {
        return Cow::from(path);
    }
    let mut clean = String::with_capacity(path.len());
    for step in path.split('/').filter(|step| !step.is_empty() && *step != ".") {
        if !clean.is_empty() || path.starts_with('/') {
            clean.push('/');
        }
        clean.push_str(step);
    }
    if clean.is_empty() && path.starts_with('/') {
        clean.push('/');
    }
    Cow::from(clean)
}

/// An image's name in full: registry, repository, tag or digest.
#[must_use]
pub fn full_image(image: &str) -> String {
    let (host, path) = match image.split_once('/') {
        Some((first, rest)) if first.contains(['.', ':']) || first == "localhost" => (first, rest),
        _ => ("docker.io", image),
    };
    let host = if host == "index.docker.io" { "docker.io" } else { host };
    let library = if host == "docker.io" && !path.contains('/') { "library/" } else { "" };
    let last = path.rsplit('/').next().unwrap_or_default();
    let tag = if last.contains([':', '@']) { "" } else { ":latest" };
    format!("{host}/{library}{path}{tag}")
}

/// A value of the text on one line, as YAML, cut where it is long.
#[must_use]
pub fn show_node(node: &Node) -> String {
    let mut text = String::new();
    write_node(&mut text, node, 0);
    shorten(text)
}

/// The value of a field of the text on one line, as people write it there.
#[must_use]
pub fn show_field(key: &str, node: &Node) -> String {
    match node.value {
        Value::Int(number) if is_mode(key) => octal(number),
        _ => show_node(node),
    }
}

/// An expected value on one line, as YAML, cut where it is long.
#[must_use]
pub fn show_json(value: &Json) -> String {
    let mut text = String::new();
    write_json(&mut text, value);
    shorten(text)
}

/// An expected value of a field on one line, as people write it there.
#[must_use]
pub fn show_json_field(key: &str, value: &Json) -> String {
    match value.as_i64() {
        Some(number) if is_mode(key) => octal(number),
        _ => show_json(value),
    }
}

/// Whether a field holds the mode of files, which everybody thinks of in octal: `defaultMode`, and the `mode` of an item.
#[must_use]
pub fn is_mode(key: &str) -> bool {
    matches!(key, "mode" | "defaultMode")
}

/// A mode as it is written in YAML: `0400`.
#[must_use]
pub fn octal(mode: i64) -> String {
    if mode > 0 { format!("0{mode:o}") } else { mode.to_string() }
}

/// The most characters of a value that a sentence takes.
const LONGEST: usize = 120;

/// Cuts a text that is too long for a line.
#[must_use]
pub fn shorten(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn write_node(out: &mut String, node: &Node, depth: usize) {
    if out.len() > LONGEST * 4 || depth > 20 {
        out.push('…');
        return;
    }
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => {
            let _ = write!(out, "{value}");
        }
        Value::Int(value) => {
            let _ = write!(out, "{value}");
        }
        Value::Float(value) => {
            let _ = write!(out, "{value}");
        }
        Value::String(text) => out.push_str(&quoted_if_needed(text)),
        Value::Sequence(items) => {
            write_joined(out, '[', items.iter().take(50), ']', |out, item| write_node(out, item, depth + 1));
        }
        Value::Mapping(entries) => write_joined(out, '{', entries.iter().take(50), '}', |out, entry| {
            let _ = write!(out, "{}: ", quoted_if_needed(&entry.key));
            match entry.node.value {
                Value::Int(number) if is_mode(&entry.key) => out.push_str(&octal(number)),
                _ => write_node(out, &entry.node, depth + 1),
            }
        }),
    }
}

fn write_json(out: &mut String, value: &Json) {
    match value {
        Json::String(text) => out.push_str(&quoted_if_needed(text)),
        Json::Array(items) => write_joined(out, '[', items.iter(), ']', write_json),
        Json::Object(map) => write_joined(out, '{', map.iter(), '}', |out, (key, value)| {
            let _ = write!(out, "{}: ", quoted_if_needed(key));
            match value.as_i64() {
                Some(number) if is_mode(key) => out.push_str(&octal(number)),
                _ => write_json(out, value),
            }
        }),
        other => {
            let _ = write!(out, "{other}");
        }
    }
}

fn write_joined<T>(
    out: &mut String,
    open: char,
    items: impl Iterator<Item = T>,
    close: char,
    mut write: impl FnMut(&mut String, T),
) {
    out.push(open);
    for (index, item) in items.enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        write(out, item);
    }
    out.push(close);
}

/// A text as YAML would need it within a line: plain where that reads back as the same text.
#[must_use]
pub fn quoted_if_needed(text: &str) -> Cow<'_, str> {
    if reads_back(text) { Cow::from(text) } else { Cow::from(double_quoted(text)) }
}

/// A text in double quotes; control characters escaped.
#[must_use]
pub fn double_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether a plain scalar, in block or flow style, is read as this very text by every reader of YAML 1.1.
fn reads_back(text: &str) -> bool {
    let plain = |c: char| {
        c.is_alphanumeric()
            || matches!(
                c,
                '_' | '-'
                    | '.'
                    | '/'
                    | '$'
                    | '('
                    | ')'
                    | ':'
                    | ' '
                    | '='
                    | '+'
                    | ';'
                    | '>'
                    | '<'
                    | '|'
                    | '&'
                    | '*'
                    | '%'
                    | '@'
                    | '~'
                    | '^'
                    | '\''
            )
    };
    let Some(first) = text.chars().next() else { return false };
    if !(first.is_alphabetic() || first == '/' || (first == '$' && text.len() > 1)) {
        // Digits and signs begin numbers and dates; `500m` and `64Mi` are common enough to be let through.
        return first.is_ascii_digit() && is_plain_amount(text);
    }
    text.chars().all(plain)
        && !text.contains(": ")
        && !text.ends_with([':', ' '])
        && !text.contains(" #")
        && !is_yaml_word(text)
}

/// The same where nothing of flow style is around: there brackets, commas and quotes within a text mean nothing.
#[must_use]
pub fn quoted_if_needed_in_block(text: &str) -> Cow<'_, str> {
    let mut chars = text.chars();
    let begins_plainly = match (chars.next(), chars.next()) {
        (Some('-'), Some(second)) => second.is_ascii_alphabetic(),
        (Some(first), _) => first.is_ascii_alphabetic() || first == '/',
        (None, _) => false,
    };
    let is_plain = begins_plainly
        && text.chars().all(|c| c == ' ' || c.is_ascii_graphic())
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with([':', ' '])
        && !is_yaml_word(text);
    if is_plain { Cow::from(text) } else { quoted_if_needed(text) }
}

fn is_plain_amount(text: &str) -> bool {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    matches!(unit, "m" | "k" | "M" | "G" | "T" | "Ki" | "Mi" | "Gi" | "Ti") && text.matches('.').count() <= 1
}

fn is_yaml_word(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    matches!(lower.as_str(), "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" | "null" | "nan" | "inf")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_by_meaning() {
        assert_eq!(nano("500m"), nano("0.5"));
        assert_eq!(nano("64Mi"), nano("67108864"));
        assert_eq!(nano("1Gi"), nano("1024Mi"));
        assert_eq!(nano("1e3"), nano("1k"));
        assert_eq!(nano(".5"), nano("500m"));
        assert_ne!(nano("64M"), nano("64Mi"));
        assert_eq!(nano(""), None);
        assert_eq!(nano("1.2.3"), None);
        assert_eq!(nano("12 Mi"), None);
    }

    #[test]
    fn modes_are_shown_as_people_write_them() {
        let value = serde_json::json!({"defaultMode": 256, "items": [{"mode": 420, "port": 420}]});
        assert_eq!(show_json(&value), "{defaultMode: 0400, items: [{mode: 0644, port: 420}]}");
        assert_eq!(show_json_field("mode", &serde_json::json!(0)), "0");
        assert_eq!(show_json_field("port", &serde_json::json!(256)), "256");
    }

    #[test]
    fn images_in_full() {
        assert_eq!(full_image("nginx"), "docker.io/library/nginx:latest");
        assert_eq!(full_image("docker.io/busybox:1.36"), full_image("busybox:1.36"));
        assert_eq!(full_image("bitnami/redis:7"), "docker.io/bitnami/redis:7");
        assert_eq!(full_image("localhost:5000/app"), "localhost:5000/app:latest");
        assert_ne!(full_image("busybox:1.36"), full_image("busybox:1.37"));
    }

    #[test]
    fn paths_as_a_cluster_sees_them() {
        assert_eq!(clean_path("/data/"), "/data");
        assert_eq!(clean_path("/"), "/");
        assert_eq!(clean_path("//a/./b//"), "/a/b");
        assert_eq!(clean_path("/.cache"), "/.cache");
        assert_eq!((clean_path("./old"), clean_path(".old")), ("old".into(), ".old".into()));
    }

    #[test]
    fn texts_that_would_read_otherwise_are_quoted() {
        assert_eq!(quoted_if_needed("8080"), "\"8080\"");
        assert_eq!(quoted_if_needed("true"), "\"true\"");
        assert_eq!(quoted_if_needed("64Mi"), "64Mi");
        assert_eq!(quoted_if_needed("1.36"), "\"1.36\"");
        assert_eq!(quoted_if_needed("busybox:1.36"), "busybox:1.36");
        assert_eq!(quoted_if_needed("a\u{1b}b"), "\"a\\u001bb\"");
    }
}
