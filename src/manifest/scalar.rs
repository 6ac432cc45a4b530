//! What a YAML scalar is to kubectl: YAML 1.1 words and numbers by go-yaml's rules, tags, and how Go writes them as keys
//! and in messages. It must not know where a scalar stands.

use std::fmt::Write as _;

use base64::Engine as _;

use super::golang;
use super::tree::Value;

const PREFIX: &str = "tag:yaml.org,2002:";
/// The tag of a merge key.
pub(super) const MERGE_TAG: &str = "tag:yaml.org,2002:merge";

/// A scalar as go-yaml reads it into Go's types.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// `~`, `null` or nothing.
    Null,
    /// A YAML 1.1 truth value.
    Bool(bool),
    /// A whole number of 64 bits.
    Int(i64),
    /// A whole number that needs the 64th bit.
    Unsigned(u64),
    /// Any other number; infinities and not-a-number too.
    Float(f64),
    /// Text.
    Text(String),
}

impl Scalar {
    /// The text that JSON has as a key, or Go's words for the type and the value of a key that JSON cannot have.
    ///
    /// # Errors
    /// For a null key, and for a number of more than 63 bits.
    pub fn text(self) -> Result<String, String> {
        match self {
            Self::Null => Err("%!s(<nil>), key: <nil>".to_owned()),
            Self::Unsigned(number) => Err(format!("uint64, key: {number:#x}")),
            Self::Bool(truth) => Ok(truth.to_string()),
            Self::Int(number) => Ok(number.to_string()),
            Self::Float(number) => Ok(golang::float32_general(number)),
            Self::Text(text) => Ok(text),
        }
    }
}

/// Reads a scalar. `plain` says that it stands without quotes, so that without a tag its text decides.
///
/// # Errors
/// go-yaml's words where the text cannot be what the tag says.
pub fn read(text: &str, tag: Option<&str>, plain: bool) -> Result<Scalar, String> {
    let tag = tag.unwrap_or_default();
    if tag.is_empty() {
        return Ok(if plain { implicit(text, false) } else { Scalar::Text(text.to_owned()) });
    }
    let Some(short) = tag.strip_prefix(PREFIX) else { return Ok(Scalar::Text(text.to_owned())) };
    match short {
        "binary" => base64::engine::general_purpose::STANDARD
            .decode(text.replace(['\r', '\n'], ""))
            .map(|bytes| Scalar::Text(String::from_utf8_lossy(&bytes).into_owned()))
            .map_err(|_| "!!binary value contains invalid base64 data".to_owned()),
        "bool" | "int" | "float" | "null" | "timestamp" => tagged(text, short),
        _ => Ok(Scalar::Text(text.to_owned())),
    }
}

fn tagged(text: &str, tag: &str) -> Result<Scalar, String> {
    if tag == "timestamp" && is_timestamp(text) {
        return Ok(Scalar::Text(text.to_owned()));
    }
    let scalar = implicit(text, true);
    let found = kind(&scalar);
    match scalar {
        Scalar::Int(number) if tag == "float" => {
            #[expect(clippy::cast_precision_loss, reason = "Go converts in the same way")]
            let number = number as f64;
            Ok(Scalar::Float(number))
        }
        scalar if found == tag => Ok(scalar),
        _ => Err(format!("cannot decode !!{found} `{text}` as a !!{tag}")),
    }
}

fn kind(scalar: &Scalar) -> &'static str {
    match scalar {
        Scalar::Null => "null",
        Scalar::Bool(_) => "bool",
        Scalar::Int(_) | Scalar::Unsigned(_) => "int",
        Scalar::Float(_) => "float",
        Scalar::Text(_) => "str",
    }
}

/// What a text is by itself.
fn implicit(text: &str, tagged: bool) -> Scalar {
    let as_text = || Scalar::Text(text.to_owned());
    let Some(first) = text.bytes().next() else { return Scalar::Null };
    match first {
        b'0'..=b'9' | b'+' | b'-' => word(text).or_else(|| number(text, tagged)).unwrap_or_else(as_text),
        b'.' => word(text).or_else(|| point_number(text)).unwrap_or_else(as_text),
        _ => word(text).unwrap_or_else(as_text),
    }
}

fn word(text: &str) -> Option<Scalar> {
    Some(match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Scalar::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Scalar::Bool(false),
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        ".nan" | ".NaN" | ".NAN" => Scalar::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Scalar::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Scalar::Float(f64::NEG_INFINITY),
        _ => return None,
    })
}

/// A number that starts with its point, as Go's `ParseFloat` takes it.
fn point_number(text: &str) -> Option<Scalar> {
    let digits = golang::without_underscores(text)?;
    is_yaml_float(&digits).then(|| finite(&digits)).flatten()
}

fn number(text: &str, tagged: bool) -> Option<Scalar> {
    if !tagged && is_timestamp(text) {
        return None;
    }
    let plain = text.replace('_', "");
    if let Some(number) = golang::parse_int(&plain) {
        return Some(Scalar::Int(number));
    }
    if let Some(number) = golang::parse_uint(&plain) {
        return Some(Scalar::Unsigned(number));
    }
    if is_yaml_float(&plain) {
        return finite(&plain);
    }
    None
}

fn finite(digits: &str) -> Option<Scalar> {
    digits.parse::<f64>().ok().filter(|number| number.is_finite()).map(Scalar::Float)
}

/// `^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`
fn is_yaml_float(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let exponent_fits = exponent.is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !exponent.is_empty() && digits(exponent)
    });
    let mantissa_fits = match mantissa.split_once('.') {
        Some(("", fraction)) => !fraction.is_empty() && digits(fraction),
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => !mantissa.is_empty() && digits(mantissa),
    };
    exponent_fits && mantissa_fits
}

/// `2001-1-2`, and with a time behind it: what go-yaml takes for a time, and then hands on as text.
fn is_timestamp(text: &str) -> bool {
    let (date, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (&text[..at], Some(&text[at..])),
        None => (text, None),
    };
    let mut parts = date.split('-');
    let year = parts.next().unwrap_or_default();
    let short = |part: Option<&str>, max: u32| {
        part.is_some_and(|part| (1..=2).contains(&part.len()) && part.parse::<u32>().is_ok_and(|n| n >= 1 && n <= max))
    };
    let is_date = year.len() == 4
        && year.bytes().all(|b| b.is_ascii_digit())
        && short(parts.next(), 12)
        && short(parts.next(), 31)
        && parts.next().is_none();
    is_date && time.is_none_or(is_time)
}

fn is_time(time: &str) -> bool {
    let zoned = !time.starts_with(' ');
    let clock = &time[1..];
    let clock = if !zoned {
        clock
    } else if let Some(clock) = clock.strip_suffix('Z') {
        clock
    } else if let Some((clock, zone)) = clock.rsplit_once(['+', '-']) {
        let fits = zone.len() == 5
            && zone.bytes().enumerate().all(|(i, b)| (i == 2) == (b == b':') && (i == 2 || b.is_ascii_digit()));
        if !fits {
            return false;
        }
        clock
    } else {
        return false;
    };
    let mut parts = clock.splitn(3, ':');
    let field = |part: Option<&str>, max: u32| {
        part.is_some_and(|part| (1..=2).contains(&part.len()) && part.parse::<u32>().is_ok_and(|n| n <= max))
    };
    let (hour, minute, second) = (parts.next(), parts.next(), parts.next());
    let (second, fraction) = second.map_or((None, None), |second| match second.split_once('.') {
        Some((second, fraction)) => (Some(second), Some(fraction)),
        None => (Some(second), None),
    });
    let fraction_fits =
        fraction.is_none_or(|fraction| !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit()));
    field(hour, 23) && field(minute, 59) && field(second, 59) && fraction_fits
}

/// True where a text without quotes is read as that text, by kubectl and by readers that know numbers like `12:30`.
pub(super) fn is_text(text: &str) -> bool {
    matches!(implicit(text, false), Scalar::Text(_)) && !is_timestamp(text) && !is_base_60(text)
}

/// `^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$`: a number of YAML 1.1 that kubectl does not read as one.
fn is_base_60(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut parts = whole.split(':');
    let head = parts.next().unwrap_or_default();
    let mut count = 0;
    let minutes = parts.all(|part| {
        count += 1;
        (1..=2).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_digit())
            && part.parse::<u32>().is_ok_and(|n| n < 60)
    });
    count > 0 && minutes && head.starts_with(|c: char| c.is_ascii_digit()) && digits(head) && digits(fraction)
}

/// The whole number that JSON makes of a float: Go writes `1000` for 1e3, and reads that as an integer.
pub(super) fn whole(number: f64) -> Option<i64> {
    // Below 2^63 every whole f64 is an i64.
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
    (number.fract() == 0.0 && number.abs() < 9.2e18).then_some(number as i64)
}

/// A value as Go's `%#v` writes it.
pub(super) fn go_syntax(value: &Value) -> String {
    let mut out = String::new();
    write_go_syntax(value, &mut out);
    out
}

fn write_go_syntax(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("interface {}(nil)"),
        Value::Bool(truth) => out.push_str(&truth.to_string()),
        Value::Int(number) => out.push_str(&number.to_string()),
        Value::Float(number) => out.push_str(&golang::float_general(*number)),
        Value::String(text) => out.push_str(&golang::quote(text)),
        Value::Sequence(items) => {
            out.push_str("[]interface {}{");
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                write_go_syntax(&item.value, out);
            }
            out.push('}');
        }
        Value::Mapping(entries) => {
            out.push_str("map[interface {}]interface {}{");
            let sorted: std::collections::BTreeMap<_, _> =
                entries.iter().map(|entry| (&entry.key, &entry.node)).collect();
            for (index, (key, node)) in sorted.into_iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                // Writing to a string cannot fail.
                let _ = write!(out, "{}:", golang::quote(key));
                write_go_syntax(&node.value, out);
            }
            out.push('}');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Scalar {
        read(text, None, true).unwrap()
    }

    #[test]
    fn words_of_yaml_1_1_are_truth_values_and_nulls() {
        assert_eq!(plain("yes"), Scalar::Bool(true));
        assert_eq!(plain("Off"), Scalar::Bool(false));
        assert_eq!(plain("n"), Scalar::Bool(false));
        assert_eq!(plain("~"), Scalar::Null);
        assert_eq!(plain("yEs"), Scalar::Text("yEs".into()));
        assert_eq!(read("yes", None, false).unwrap(), Scalar::Text("yes".into()));
    }

    #[test]
    fn numbers_follow_go() {
        assert_eq!(plain("0644"), Scalar::Int(420));
        assert_eq!(plain("0o17"), Scalar::Int(15));
        assert_eq!(plain("0x1F"), Scalar::Int(31));
        assert_eq!(plain("-0b11"), Scalar::Int(-3));
        assert_eq!(plain("08"), Scalar::Float(8.0));
        assert_eq!(plain("1_000"), Scalar::Int(1000));
        assert_eq!(plain("1e3"), Scalar::Float(1000.0));
        assert_eq!(plain("1."), Scalar::Float(1.0));
        assert_eq!(plain(".5"), Scalar::Float(0.5));
        assert_eq!(plain("18446744073709551615"), Scalar::Unsigned(u64::MAX));
        assert_eq!(plain("18446744073709551616"), Scalar::Float(18_446_744_073_709_551_616.0));
        assert_eq!(plain("12:30:45"), Scalar::Text("12:30:45".into()));
        assert_eq!(plain("1.2.3"), Scalar::Text("1.2.3".into()));
        assert_eq!(plain("2001-12-14"), Scalar::Text("2001-12-14".into()));
        assert_eq!(plain("1e400"), Scalar::Text("1e400".into()));
    }

    #[test]
    fn tags_are_obeyed_or_refused_in_go_yamls_words() {
        let tag = |name: &str, text: &str| read(text, Some(&format!("{PREFIX}{name}")), false);
        assert_eq!(tag("int", "5"), Ok(Scalar::Int(5)));
        assert_eq!(tag("float", "5"), Ok(Scalar::Float(5.0)));
        assert_eq!(tag("int", "3.0"), Err("cannot decode !!float `3.0` as a !!int".into()));
        assert_eq!(tag("int", "app"), Err("cannot decode !!str `app` as a !!int".into()));
        assert_eq!(tag("str", "yes"), Ok(Scalar::Text("yes".into())));
        assert_eq!(tag("binary", "aGk="), Ok(Scalar::Text("hi".into())));
        assert_eq!(tag("timestamp", "2001-1-2"), Ok(Scalar::Text("2001-1-2".into())));
        assert_eq!(read("x", Some("!local"), false), Ok(Scalar::Text("x".into())));
    }

    #[test]
    fn keys_become_text() {
        assert_eq!(plain("1e3").text(), Ok("1000".into()));
        assert_eq!(plain("1e7").text(), Ok("1e+07".into()));
        assert_eq!(plain("yes").text(), Ok("true".into()));
        assert_eq!(plain("~").text(), Err("%!s(<nil>), key: <nil>".into()));
    }
}
