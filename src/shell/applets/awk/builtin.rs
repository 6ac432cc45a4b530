//! awk's own functions. It must not know how a program is read.

use std::rc::Rc;

use super::record::split;
use super::run::{Machine, Stop};
use super::tree::Expr;
use super::value::Value;
use crate::shell::posix::Pattern;
use crate::world::text;

impl Machine {
    pub async fn builtin(&mut self, name: &str, arguments: &[Expr]) -> Result<Value, Stop> {
        match name {
            "length" => self.length(arguments).await,
            "split" => self.split(arguments).await,
            "sub" | "gsub" => self.substitute(arguments, name == "gsub").await,
            "match" => self.find(arguments).await,
            "system" | "close" | "fflush" => self.outside(name, arguments).await,
            "strftime" | "systime" | "mktime" => self.time(name, arguments).await,
            "srand" => {
                let old = self.seed;
                self.seed = match arguments.first() {
                    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "any seed will do")]
                    Some(seed) => self.number(seed).await? as i64 as u64,
                    None => self.call.sys.wall().secs().unsigned_abs(),
                };
                self.random = self.seed.wrapping_add(1);
                #[expect(clippy::cast_precision_loss, reason = "awk's numbers are doubles")]
                Ok(Value::Number(old as f64))
            }
            "rand" => {
                self.random =
                    self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
                Ok(Value::Number((self.random >> 11) as f64 / (1u64 << 53) as f64))
            }
            "sprintf" | "substr" | "index" | "tolower" | "toupper" => {
                let mut values = Vec::new();
                for argument in arguments {
                    values.push(self.value(argument).await?);
                }
                let convert = self.text("CONVFMT");
                if name == "sprintf" {
                    let format = values.first().map_or_else(|| Rc::from(""), |value| value.show(&convert));
                    let values = values.get(1..).unwrap_or_default();
                    return super::format::format(&format, values, &convert).map(Value::text).map_err(Stop::Wrong);
                }
                Ok(text_function(name, &values, &convert))
            }
            _ => {
                let first = match arguments.first() {
                    Some(argument) => self.number(argument).await?,
                    None => 0.0,
                };
                let second = match arguments.get(1) {
                    Some(argument) => self.number(argument).await?,
                    None => 0.0,
                };
                Ok(Value::Number(calculate(name, first, second)))
            }
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "lengths are small")]
    async fn length(&mut self, arguments: &[Expr]) -> Result<Value, Stop> {
        let text = match arguments.first() {
            None => self.record.whole(&self.text("OFS")),
            Some(Expr::Variable(name)) if self.is_array(name) => {
                return Ok(Value::Number(self.array(name)?.borrow().len() as f64));
            }
            Some(argument) => self.show(argument).await?,
        };
        Ok(Value::Number(bytes_of(&text) as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "there are few parts")]
    async fn split(&mut self, arguments: &[Expr]) -> Result<Value, Stop> {
        let [text, Expr::Variable(name), rest @ ..] = arguments else {
            return Err(Stop::Wrong("Not an array".to_owned()));
        };
        let text = self.show(text).await?;
        let parts: Vec<String> = match rest.first() {
            Some(Expr::Pattern(pattern)) => {
                if text.is_empty() {
                    Vec::new()
                } else {
                    pattern.split(&text).into_iter().map(str::to_owned).collect()
                }
            }
            Some(separator) => {
                let separator = self.show(separator).await?;
                split(&text, &separator).into_iter().map(str::to_owned).collect()
            }
            None => split(&text, &self.text("FS")).into_iter().map(str::to_owned).collect(),
        };
        let array = self.array(name)?;
        let mut array = array.borrow_mut();
        array.clear();
        for (index, part) in parts.iter().enumerate() {
            array.set(&Rc::from((index + 1).to_string().as_str()), Value::Input(Rc::from(part.as_str())));
        }
        Ok(Value::Number(parts.len() as f64))
    }

    async fn substitute(&mut self, arguments: &[Expr], global: bool) -> Result<Value, Stop> {
        let [pattern, with, rest @ ..] = arguments else { return Err(Stop::Wrong("Too few arguments".to_owned())) };
        let pattern = self.pattern(pattern).await?;
        let with = self.show(with).await?;
        let record = Expr::Field(Box::new(Expr::Number(0.0)));
        let target = rest.first().unwrap_or(&record);
        let text = self.show(target).await?;
        let (changed, count) = substituted(&pattern, &with, &text, global);
        self.call.sys.step(1 + changed.len() as u64 / 1024).await;
        if count > 0 && matches!(target, Expr::Variable(_) | Expr::Field(_) | Expr::Item(..) | Expr::Group(_)) {
            self.assign(target, Value::text(changed)).await?;
        }
        Ok(Value::Number(f64::from(count)))
    }

    #[expect(clippy::cast_precision_loss, reason = "lengths are small")]
    async fn find(&mut self, arguments: &[Expr]) -> Result<Value, Stop> {
        let [text, pattern, ..] = arguments else { return Err(Stop::Wrong("Too few arguments".to_owned())) };
        let text = self.show(text).await?;
        let pattern = self.pattern(pattern).await?;
        let (start, length) = pattern.find(&text).map_or((0.0, -1.0), |found| {
            (bytes_of(&text[..found.start()]) as f64 + 1.0, bytes_of(found.as_str()) as f64)
        });
        self.set("RSTART", Value::Number(start));
        self.set("RLENGTH", Value::Number(length));
        Ok(Value::Number(start))
    }

    async fn outside(&mut self, name: &str, arguments: &[Expr]) -> Result<Value, Stop> {
        self.call.flush().await;
        let Some(argument) = arguments.first() else { return Ok(Value::Number(0.0)) };
        let text = self.show(argument).await?;
        Ok(Value::Number(match name {
            "close" => self.streams.close(&mut self.call, &text).await,
            "system" => {
                let argv = vec!["sh".to_owned(), "-c".to_owned(), text.to_string()];
                let env = self.call.sys.environment();
                let child = self.call.sys.fork(move |child| async move {
                    child.exec("/bin/sh", argv, env.to_vec()).await;
                    127
                });
                match child.await {
                    Ok(child) => {
                        let waited = self.call.sys.wait(Some(child.pid), false).await;
                        waited.map_or(-1.0, |waited| f64::from(waited.exit.code()))
                    }
                    Err(_) => -1.0,
                }
            }
            _ => 0.0,
        }))
    }

    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "times are whole seconds")]
    async fn time(&mut self, name: &str, arguments: &[Expr]) -> Result<Value, Stop> {
        let now = self.call.sys.wall().secs();
        match name {
            "systime" => Ok(Value::Number(now as f64)),
            "strftime" => {
                let format = match arguments.first() {
                    Some(format) => self.show(format).await?,
                    None => Rc::from("%a %b %e %H:%M:%S %Z %Y"),
                };
                let at = match arguments.get(1) {
                    Some(at) => self.number(at).await? as i64,
                    None => now,
                };
                let Ok(at) = jiff::Timestamp::from_second(at) else { return Ok(Value::text("")) };
                let at = at.to_zoned(jiff::tz::TimeZone::UTC);
                let shown = jiff::fmt::strtime::format(format.as_bytes(), &at);
                Ok(Value::text(shown.unwrap_or_default()))
            }
            _ => {
                let Some(argument) = arguments.first() else { return Ok(Value::Number(-1.0)) };
                let text = self.show(argument).await?;
                let numbers: Vec<i16> = text.split_whitespace().filter_map(|part| part.parse().ok()).collect();
                let [year, month, day, hour, minute, second, ..] = numbers[..] else { return Ok(Value::Number(-1.0)) };
                let small = |number: i16| i8::try_from(number).unwrap_or(-1);
                let date = jiff::civil::DateTime::new(
                    year,
                    small(month),
                    small(day),
                    small(hour),
                    small(minute),
                    small(second),
                    0,
                );
                let at = date.ok().and_then(|date| date.to_zoned(jiff::tz::TimeZone::UTC).ok());
                Ok(Value::Number(at.map_or(-1.0, |at| at.timestamp().as_second() as f64)))
            }
        }
    }

    fn is_array(&mut self, name: &str) -> bool {
        matches!(self.slot(name), super::run::Slot::Array(_))
    }
}

/// How long a text is: awk counts bytes.
fn bytes_of(text: &str) -> usize {
    text::to_bytes(text).len()
}

/// The text with the pattern replaced, and how often that was.
fn substituted(pattern: &Pattern, with: &str, text: &str, global: bool) -> (String, u32) {
    let (mut out, mut end, mut count) = (String::new(), 0, 0);
    for found in pattern.find_iter(text) {
        out.push_str(&text[end..found.start()]);
        let mut chars = with.chars();
        while let Some(c) = chars.next() {
            match c {
                '&' => out.push_str(found.as_str()),
                '\\' => match chars.next() {
                    Some(c @ ('&' | '\\')) => out.push(c),
                    Some(c) => {
                        out.push('\\');
                        out.push(c);
                    }
                    None => out.push('\\'),
                },
                c => out.push(c),
            }
        }
        end = found.end();
        count += 1;
        if !global {
            break;
        }
    }
    out.push_str(&text[end..]);
    (out, count)
}

#[expect(clippy::cast_precision_loss, reason = "lengths are small")]
fn text_function(name: &str, values: &[Value], convert: &str) -> Value {
    let first = values.first().map_or_else(|| Rc::from(""), |value| value.show(convert));
    match name {
        "tolower" => Value::text(first.to_ascii_lowercase()),
        "toupper" => Value::text(first.to_ascii_uppercase()),
        "index" => {
            let part = values.get(1).map_or_else(|| Rc::from(""), |value| value.show(convert));
            let at = first.find(&*part).filter(|_| !part.is_empty());
            Value::Number(at.map_or(0.0, |at| bytes_of(&first[..at]) as f64 + 1.0))
        }
        _ => {
            let start = values.get(1).map_or(1.0, Value::number).trunc();
            // busybox moves a start before the text to its begin, and counts from there.
            let start = start.max(1.0);
            let end = values.get(2).map_or(f64::INFINITY, |length| start + length.number().trunc());
            let inside = |at: usize| (at as f64 + 1.0) >= start && (at as f64 + 1.0) < end;
            let bytes = text::to_bytes(&first);
            let kept: Vec<u8> = bytes.iter().enumerate().filter(|(at, _)| inside(*at)).map(|(_, byte)| *byte).collect();
            Value::text(text::from_bytes(&kept))
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "as C converts"
)]
fn calculate(name: &str, first: f64, second: f64) -> f64 {
    let (a, b) = (first as u64, second as u64);
    match name {
        "sin" => first.sin(),
        "cos" => first.cos(),
        "atan2" => first.atan2(second),
        "exp" => first.exp(),
        // As the processor has it: not a number, with a sign.
        "log" | "sqrt" if first < 0.0 => -f64::NAN,
        "log" => first.ln(),
        "sqrt" => first.sqrt(),
        "int" => first.trunc(),
        "and" => (a & b) as f64,
        "or" => (a | b) as f64,
        "xor" => (a ^ b) as f64,
        "lshift" => a.checked_shl(b as u32).unwrap_or(0) as f64,
        "rshift" => a.checked_shr(b as u32).unwrap_or(0) as f64,
        _ => f64::from(!(a as u32)),
    }
}
