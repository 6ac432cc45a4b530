//! awk's printf. It must not know programs.

use super::value::Value;

/// The longest field that is made.
const WIDEST: usize = 65_536;

/// Formats as C's printf does; `convert` is the format for numbers that are shown as text.
pub fn format(format: &str, values: &[Value], convert: &str) -> String {
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
        spec.width = number(&mut chars, &mut values);
        if chars.peek() == Some(&'.') {
            chars.next();
            spec.precision = Some(number(&mut chars, &mut values).unwrap_or(0));
        }
        while chars.peek().is_some_and(|c| "hlLqjzt".contains(*c)) {
            chars.next();
        }
        let Some(conversion) = chars.next() else {
            out.push('%');
            break;
        };
        out.push_str(&spec.show(conversion, values.next().unwrap_or(&Value::Unset), convert));
    }
    out
}

fn number(
    chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
    values: &mut std::slice::Iter<'_, Value>,
) -> Option<usize> {
    if chars.peek() == Some(&'*') {
        chars.next();
        let number = values.next().map_or(0.0, Value::number);
        return Some(size(number));
    }
    let mut number = None;
    while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
        number = Some(number.unwrap_or(0usize).saturating_mul(10).saturating_add(digit as usize));
        chars.next();
    }
    number.map(|number| number.min(WIDEST))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "limited to what is sensible first")]
fn size(number: f64) -> usize {
    number.clamp(0.0, 65_536.0) as usize
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
                let text = match value {
                    Value::Number(number) => {
                        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a byte, as in C")]
                        let byte = (*number as i64 & 0xff) as u8;
                        crate::world::text::byte_char(byte).to_string()
                    }
                    value => value.show(convert).chars().take(1).collect(),
                };
                self.pad(&text, false)
            }
            's' => {
                let text = value.show(convert);
                let text: String = text.chars().take(self.precision.unwrap_or(usize::MAX)).collect();
                self.pad(&text, false)
            }
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => self.float(conversion, value.number()),
            other => format!("%{other}"),
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
        if number.is_nan() {
            return self.pad("nan", false);
        }
        #[expect(clippy::cast_possible_truncation, reason = "saturates, which is enough")]
        let whole = number.trunc() as i128;
        let digits = self.precise(whole.unsigned_abs().to_string());
        self.pad(&self.signed(whole < 0, &digits), self.precision.is_none())
    }

    fn unsigned(&self, conversion: char, number: f64) -> String {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as C converts")]
        let number = number.trunc() as i64 as u64;
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
            return self.pad(&self.signed(number < 0.0, word), false);
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
        let missing = self.width.unwrap_or(0).min(WIDEST).saturating_sub(text.chars().count());
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
        format(spec, &[value], "%.6g")
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
