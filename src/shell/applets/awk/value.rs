//! awk's values: numbers, texts, and texts that look like numbers. It must not know programs.

use std::rc::Rc;

/// A value.
#[derive(Clone, Debug)]
pub enum Value {
    /// Never set: both "" and 0.
    Unset,
    Number(f64),
    Text(Rc<str>),
    /// Text from outside: a number where it looks like one.
    Input(Rc<str>),
}

impl Value {
    pub fn text(text: impl AsRef<str>) -> Value {
        Value::Text(Rc::from(text.as_ref()))
    }

    pub fn truth(truth: bool) -> Value {
        Value::Number(f64::from(u8::from(truth)))
    }

    pub fn number(&self) -> f64 {
        match self {
            Value::Unset => 0.0,
            Value::Number(number) => *number,
            Value::Text(text) | Value::Input(text) => leading_number(text.trim_start()).0,
        }
    }

    /// As text; numbers that are not whole by the format of `CONVFMT` or `OFMT`.
    pub fn show(&self, format: &str) -> Rc<str> {
        match self {
            Value::Unset => Rc::from(""),
            Value::Number(number) => Rc::from(show_number(*number, format).as_str()),
            Value::Text(text) | Value::Input(text) => Rc::clone(text),
        }
    }

    pub fn is_true(&self) -> bool {
        match self {
            Value::Unset => false,
            Value::Number(number) => *number != 0.0,
            Value::Text(text) => !text.is_empty(),
            Value::Input(text) => match whole_number(text) {
                Some(number) => number != 0.0,
                None => !text.is_empty(),
            },
        }
    }

    /// The number that it is or looks like.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Value::Unset => Some(0.0),
            Value::Number(number) => Some(*number),
            Value::Text(_) => None,
            Value::Input(text) => whole_number(text),
        }
    }
}

/// How two values compare: as numbers where both are, else as text.
pub fn compare(a: &Value, b: &Value, format: &str) -> std::cmp::Ordering {
    match (a.as_number(), b.as_number()) {
        (Some(a), Some(b)) => a.partial_cmp(&b).unwrap_or(std::cmp::Ordering::Equal),
        _ => a.show(format).cmp(&b.show(format)),
    }
}

/// The number that the whole text is.
fn whole_number(text: &str) -> Option<f64> {
    let trimmed = text.trim();
    let (number, length) = leading_number(trimmed);
    (length > 0 && length == trimmed.len()).then_some(number)
}

/// The number at the beginning of a text, and how long it is there.
pub fn leading_number(text: &str) -> (f64, usize) {
    let bytes = text.as_bytes();
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let start = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let mut end = digits(start);
    let mut any = end > start;
    if bytes.get(end) == Some(&b'.') {
        let fraction = digits(end + 1);
        any |= fraction > end + 1;
        end = if any { fraction } else { end };
    }
    if !any {
        return (0.0, 0);
    }
    if bytes.get(start) == Some(&b'0') && matches!(bytes.get(start + 1), Some(b'x' | b'X')) {
        let hex = &text[start + 2..];
        let length = hex.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(hex.len());
        if let Ok(number) = u64::from_str_radix(&hex[..length], 16) {
            #[expect(clippy::cast_precision_loss, reason = "awk's numbers are doubles")]
            let number = number as f64;
            return (if bytes.first() == Some(&b'-') { -number } else { number }, start + 2 + length);
        }
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > end + 1 + sign {
            end = exponent;
        }
    }
    (text[..end].parse().unwrap_or(0.0), end)
}

/// A number as text: whole ones as they are, others by a format.
pub fn show_number(number: f64, format: &str) -> String {
    #[expect(clippy::float_cmp, reason = "whole numbers are exact")]
    let whole = number == number.trunc() && number.abs() < 9_223_372_036_854_775_808.0;
    if whole {
        return format!("{}", number + 0.0);
    }
    super::format::format(format, &[Value::Number(number)], "%.6g").unwrap_or_default()
}
