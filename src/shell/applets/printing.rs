//! `printf` and `test` as applets.

use crate::shell::applet::{Applet, Call};
use crate::shell::builtin::test::evaluate;
use crate::shell::escape::{Escape, escape};
use crate::world::text;

pub(super) const APPLETS: &[Applet] = &[
    Applet { name: "printf", usage: "FORMAT [ARG]...", run: |call| Box::pin(printf(call)) },
    Applet { name: "test", usage: "EXPRESSION ]", run: |call| Box::pin(test(call)) },
    Applet { name: "[", usage: "EXPRESSION ]", run: |call| Box::pin(test(call)) },
    Applet { name: "[[", usage: "EXPRESSION ]]", run: |call| Box::pin(test(call)) },
];

async fn test(mut call: Call) -> u8 {
    let mut words = vec![call.name.clone()];
    words.append(&mut call.args);
    match evaluate(&call.sys, &words) {
        Ok(truth) => u8::from(!truth),
        Err(message) => {
            call.error(&message).await;
            2
        }
    }
}

async fn printf(mut call: Call) -> u8 {
    let args = std::mem::take(&mut call.args);
    let Some((format, rest)) = args.split_first() else {
        if call.speaker == "sh" {
            call.error("usage: printf FORMAT [ARGUMENT...]").await;
            return 2;
        }
        call.show_usage().await;
        return 1;
    };
    let (format, rest) = match (format.as_str(), rest.split_first()) {
        ("--", Some((format, rest))) => (format, rest),
        _ => (format, rest),
    };
    let mut printer = Printer { arguments: rest, at: 0, code: 0, wrong: Vec::new() };
    loop {
        let before = printer.at;
        let (bytes, stopped) = printer.once(format);
        for word in std::mem::take(&mut printer.wrong) {
            call.error(&word).await;
        }
        call.write(&bytes).await;
        if stopped || printer.at >= rest.len() || printer.at == before {
            break;
        }
        call.sys.step(1).await;
    }
    let code = printer.code;
    call.finish(code).await
}

struct Printer<'a> {
    arguments: &'a [String],
    at: usize,
    code: u8,
    wrong: Vec<String>,
}

/// A conversion's flags.
#[derive(Default)]
struct Spec {
    left: bool,
    plus: bool,
    space: bool,
    zero: bool,
    alternate: bool,
    width: usize,
    precision: Option<usize>,
}

/// The widest field, so that a format cannot ask for gigabytes.
const WIDEST: usize = 65_536;

impl Printer<'_> {
    fn next(&mut self) -> Option<String> {
        let argument = self.arguments.get(self.at).cloned();
        self.at += usize::from(argument.is_some());
        argument
    }

    /// The format once; whether `\c` ended it.
    fn once(&mut self, format: &str) -> (Vec<u8>, bool) {
        let mut out = Vec::new();
        let mut chars = format.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\\' => match escape(&mut chars, false) {
                    Escape::Bytes(bytes) => out.extend(bytes),
                    Escape::Stop => return (out, true),
                },
                '%' if chars.peek() == Some(&'%') => {
                    chars.next();
                    out.push(b'%');
                }
                '%' => {
                    let place = chars.clone();
                    let spec = self.spec(&mut chars);
                    let flags: String = place.clone().take(place.count() - chars.clone().count()).collect();
                    while matches!(chars.peek(), Some('l' | 'L' | 'h' | 'z')) {
                        chars.next();
                    }
                    let Some(conversion) = chars.next() else {
                        self.wrong.push("%: invalid format".into());
                        self.code = 1;
                        return (out, true);
                    };
                    if conversion == 'c' {
                        let argument = self.next().unwrap_or_default();
                        let first = text::to_bytes(&argument).first().copied().unwrap_or(0);
                        out.extend(padded(&[first], &spec));
                        continue;
                    }
                    match self.convert(conversion, &spec, &mut out) {
                        Some(true) => return (out, true),
                        Some(false) => {}
                        None => {
                            let rest: String = chars.collect();
                            self.wrong.push(format!("%{flags}{conversion}{rest}: invalid format"));
                            self.code = 1;
                            return (out, true);
                        }
                    }
                }
                _ => text::push_char(&mut out, c),
            }
        }
        (out, false)
    }

    fn spec(&mut self, chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Spec {
        let mut spec = Spec::default();
        while let Some(c) = chars.peek() {
            match c {
                '-' => spec.left = true,
                '+' => spec.plus = true,
                ' ' => spec.space = true,
                '0' => spec.zero = true,
                '#' => spec.alternate = true,
                _ => break,
            }
            chars.next();
        }
        let mut number = |printer: &mut Self| -> i64 {
            if chars.peek() == Some(&'*') {
                chars.next();
                let argument = printer.next().unwrap_or_default();
                return printer.integer(&argument);
            }
            let mut value: i64 = 0;
            while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
                value = (value * 10 + i64::from(digit)).min(1_000_000);
                chars.next();
            }
            value
        };
        let width = number(self);
        spec.left |= width < 0;
        spec.width = usize::try_from(width.unsigned_abs()).unwrap_or(0).min(WIDEST);
        if chars.peek() == Some(&'.') {
            chars.next();
            let mut digits = String::new();
            if chars.peek() == Some(&'*') {
                chars.next();
                digits = self.next().unwrap_or_default();
            }
            while let Some(c) = chars.peek().filter(|c| c.is_ascii_digit()) {
                digits.push(*c);
                chars.next();
            }
            spec.precision = Some(digits.parse().unwrap_or(0).min(WIDEST));
        }
        spec
    }

    /// Prints one argument; `Some(true)` if `\c` in it ends everything, `None` for a conversion that there is not.
    fn convert(&mut self, conversion: char, spec: &Spec, out: &mut Vec<u8>) -> Option<bool> {
        match conversion {
            's' => {
                let argument = self.next().unwrap_or_default();
                let bytes = text::to_bytes(&argument);
                let most = spec.precision.unwrap_or(usize::MAX).min(bytes.len());
                out.extend(padded(&bytes[..most], spec));
            }
            'b' => {
                let argument = self.next().unwrap_or_default();
                let (bytes, stopped) = crate::shell::escape::echo_escapes(&argument);
                out.extend(padded(&bytes, spec));
                return Some(stopped);
            }
            'd' | 'i' => {
                let argument = self.next().unwrap_or_default();
                let value = self.integer(&argument);
                out.extend(self.number(value < 0, &value.unsigned_abs().to_string(), "", spec));
            }
            'u' | 'x' | 'X' | 'o' => {
                let argument = self.next().unwrap_or_default();
                let value = self.integer(&argument).cast_unsigned();
                let (digits, prefix) = match conversion {
                    'x' => (format!("{value:x}"), "0x"),
                    'X' => (format!("{value:X}"), "0X"),
                    'o' => (format!("{value:o}"), "0"),
                    _ => (value.to_string(), ""),
                };
                let prefix = if spec.alternate && value != 0 { prefix } else { "" };
                out.extend(self.number(false, &digits, prefix, spec));
            }
            'e' | 'E' | 'f' | 'g' | 'G' => {
                let argument = self.next().unwrap_or_default();
                let value = self.float(&argument);
                let digits = crate::shell::float::format(value.abs(), conversion, spec.precision, spec.alternate);
                let negative = value.is_sign_negative() && !value.is_nan();
                let spec = Spec { precision: None, zero: spec.zero && value.is_finite(), ..copy(spec) };
                out.extend(self.number(negative, &digits, "", &spec));
            }
            _ => return None,
        }
        Some(false)
    }

    fn number(&self, negative: bool, digits: &str, prefix: &str, spec: &Spec) -> Vec<u8> {
        debug_assert!(self.at <= self.arguments.len());
        let sign = if negative {
            "-"
        } else if spec.plus {
            "+"
        } else if spec.space {
            " "
        } else {
            ""
        };
        let mut body = digits.to_owned();
        if let Some(precision) = spec.precision {
            body = format!("{}{body}", "0".repeat(precision.saturating_sub(body.len())));
        } else if spec.zero && !spec.left {
            let taken = sign.len() + prefix.len() + body.len();
            body = format!("{}{body}", "0".repeat(spec.width.saturating_sub(taken)));
        }
        padded(format!("{sign}{prefix}{body}").as_bytes(), spec)
    }

    fn integer(&mut self, argument: &str) -> i64 {
        let trimmed = argument.trim_start();
        if let Some(quoted) = trimmed.strip_prefix(['\'', '"']) {
            return quoted.chars().next().map_or(0, |c| i64::from(u32::from(c)));
        }
        let (negative, digits) = match trimmed.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, trimmed.strip_prefix('+').unwrap_or(trimmed)),
        };
        let parsed = if let Some(hex) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
            u64::from_str_radix(hex, 16)
        } else if digits.len() > 1 && digits.starts_with('0') {
            u64::from_str_radix(digits, 8)
        } else {
            digits.parse::<u64>()
        };
        match parsed {
            Ok(value) if negative => value.cast_signed().wrapping_neg(),
            Ok(value) => value.cast_signed(),
            Err(_) => {
                self.wrong.push(format!("invalid number '{argument}'"));
                self.code = 1;
                0
            }
        }
    }

    fn float(&mut self, argument: &str) -> f64 {
        match argument.trim().parse() {
            Ok(value) => value,
            Err(_) => {
                self.wrong.push(format!("invalid number '{argument}'"));
                self.code = 1;
                0.0
            }
        }
    }
}

fn copy(spec: &Spec) -> Spec {
    Spec { ..*spec }
}

fn padded(bytes: &[u8], spec: &Spec) -> Vec<u8> {
    let padding = vec![b' '; spec.width.saturating_sub(bytes.len())];
    if spec.left { [bytes, &padding].concat() } else { [&padding, bytes].concat() }
}
