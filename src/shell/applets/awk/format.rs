//! awk's printf. It must not know programs.

use super::value::Value;
use crate::world::text;

/// The longest field that is made.
const WIDEST: usize = 65_536;

/// Formats as C's printf does with numbers of 32 bits; `convert` is the format for numbers that are shown as text.
///
/// # Errors
/// What is wrong with the format, in busybox's words.
pub fn format(format: &str, values: &[Value], convert: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut values = values.iter();
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        if chars.peek() == Some(&'%') {
            chars.next();
            out.push('%');
            continue;
        }
        let mut spec = Spec::default();
        while let Some(flag) = chars.peek().copied().filter(|c| "-+ #0".contains(*c)) {
            spec.flags.push(flag);
            chars.next();
        }
        spec.width = number(&mut chars)?;
        if chars.peek() == Some(&'.') {
            chars.next();
            spec.precision = Some(number(&mut chars)?.unwrap_or(0));
        }
        while chars.peek().is_some_and(|c| "hlLqjzt".contains(*c)) {
            chars.next();
        }
        let Some(conversion) = chars.next() else {
            out.push('%');
            break;
        };
        if !"csdiouxXeEfFgG".contains(conversion) {
            return Err("Invalid format specifier".to_owned());
        }
        out.push_str(&spec.show(conversion, values.next().unwrap_or(&Value::Unset), convert));
    }
    Ok(out)
}

fn number(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Result<Option<usize>, String> {
    if chars.peek() == Some(&'*') {
        return Err("%*x formats are not supported".to_owned());
    }
    let mut number = None;
    while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
        number = Some(number.unwrap_or(0usize).saturating_mul(10).saturating_add(digit as usize));
        chars.next();
    }
    Ok(number.map(|number| number.min(WIDEST)))
}

/// As a processor makes a whole number of 32 bits: what does not fit is the smallest.
#[expect(clippy::cast_possible_truncation, reason = "what does not fit was sorted out")]
fn small(number: f64) -> i32 {
    let fits = (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&number.trunc());
    if fits { number as i32 } else { i32::MIN }
}

#[derive(Default)]
struct Spec {
    flags: String,
    width: Option<usize>,
    precision: Option<usize>,
}

impl Spec {
    fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    fn show(&self, conversion: char, value: &Value, convert: &str) -> String {
        match conversion {
            'd' | 'i' => self.whole(value.number()),
            'o' | 'x' | 'X' | 'u' => self.unsigned(conversion, value.number()),
            'c' => {
                let byte = match value.as_number() {
                    Some(number) => small(number).to_le_bytes()[0],
                    None => text::to_bytes(&value.show(convert)).first().copied().unwrap_or(0),
                };
                self.pad(&text::byte_char(byte).to_string(), false)
            }
            's' => {
                let text = value.show(convert);
                let bytes = text::to_bytes(&text);
                let most = self.precision.unwrap_or(usize::MAX).min(bytes.len());
                self.pad(&text::from_bytes(&bytes[..most]), false)
            }
            _ => self.float(conversion, value.number()),
        }
    }

    fn signed(&self, negative: bool, digits: &str) -> String {
        let sign = match (negative, self.has('+'), self.has(' ')) {
            (true, ..) => "-",
            (false, true, _) => "+",
            (false, false, true) => " ",
            _ => "",
        };
        format!("{sign}{digits}")
    }

    fn whole(&self, number: f64) -> String {
        let whole = small(number);
        let digits = self.precise(whole.unsigned_abs().to_string());
        self.pad(&self.signed(whole < 0, &digits), self.precision.is_none())
    }

    fn unsigned(&self, conversion: char, number: f64) -> String {
        let number = small(number).cast_unsigned();
        let digits = match conversion {
            'o' => format!("{number:o}"),
            'x' => format!("{number:x}"),
            'X' => format!("{number:X}"),
            _ => number.to_string(),
        };
        let mark = match conversion {
            'x' | 'X' if self.has('#') && number != 0 => format!("0{conversion}"),
            'o' if self.has('#') => "0".to_owned(),
            _ => String::new(),
        };
        self.pad(&format!("{mark}{}", self.precise(digits)), self.precision.is_none())
    }

    fn precise(&self, digits: String) -> String {
        let wanted = self.precision.unwrap_or(1).min(WIDEST);
        if digits.len() >= wanted { digits } else { format!("{}{digits}", "0".repeat(wanted - digits.len())) }
    }

    fn float(&self, conversion: char, number: f64) -> String {
        if !number.is_finite() {
            let word = if number.is_nan() { "nan" } else { "inf" };
            return self.pad(&self.signed(number.is_sign_negative(), word), false);
        }
        let precision = self.precision.unwrap_or(6).min(300);
        let size = number.abs();
        let digits = match conversion {
            'f' | 'F' => format!("{size:.precision$}"),
            'e' | 'E' => exponential(size, precision),
            _ => general(size, precision.max(1), self.has('#')),
        };
        let digits = if conversion.is_ascii_uppercase() { digits.to_uppercase() } else { digits };
        self.pad(&self.signed(number.is_sign_negative() && number != 0.0, &digits), true)
    }

    fn pad(&self, text: &str, zeros: bool) -> String {
        let missing = self.width.unwrap_or(0).min(WIDEST).saturating_sub(text::to_bytes(text).len());
        if missing == 0 {
            text.to_owned()
        } else if self.has('-') {
            format!("{text}{}", " ".repeat(missing))
        } else if zeros && self.has('0') {
            let sign = usize::from(text.starts_with(['+', '-', ' ']));
            format!("{}{}{}", &text[..sign], "0".repeat(missing), &text[sign..])
        } else {
            format!("{}{text}", " ".repeat(missing))
        }
    }
}

/// `1.5e+01`, as C writes it.
fn exponential(number: f64, precision: usize) -> String {
    let text = format!("{number:.precision$e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |exponent| ('-', exponent));
    format!("{digits}e{sign}{exponent:0>2}")
}

/// The shorter of both forms, as `%g` chooses.
fn general(number: f64, precision: usize, keep_zeros: bool) -> String {
    let scientific = exponential(number, precision - 1);
    let exponent: i32 = scientific.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
    let precise = i32::try_from(precision).unwrap_or(6);
    let trim = |digits: &str| {
        if keep_zeros || !digits.contains('.') {
            digits.to_owned()
        } else {
            digits.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    };
    if exponent < -4 || exponent >= precise {
        let (digits, rest) = scientific.split_once('e').unwrap_or((&scientific, "+00"));
        return format!("{}e{rest}", trim(digits));
    }
    let decimals = usize::try_from(precise - 1 - exponent).unwrap_or(0);
    trim(&format!("{number:.decimals$}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(spec: &str, value: Value) -> String {
        format(spec, &[value], "%.6g").unwrap()
    }

    #[test]
    fn formats_as_c_does() {
        assert_eq!(one("%5.2f|", Value::Number(1.239)), " 1.24|");
        assert_eq!(one("%g", Value::Number(100_000.0)), "100000");
        assert_eq!(one("%g", Value::Number(1_000_000.0)), "1e+06");
        assert_eq!(one("%.6g", Value::Number(1.0 / 3.0)), "0.333333");
        assert_eq!(one("%05d", Value::Number(-42.9)), "-0042");
        assert_eq!(one("%-4s|", Value::text("ab")), "ab  |");
        assert_eq!(one("%c", Value::Number(65.0)), "A");
        assert_eq!(one("%x %%", Value::Number(255.0)), "ff %");
        assert_eq!(one("%e", Value::Number(15.0)), "1.500000e+01");
        assert_eq!(one("%.3s", Value::text("abcdef")), "abc");
    }
}
