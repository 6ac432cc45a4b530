//! Arithmetic: seq, expr, factor. It must not know other applets.

use crate::shell::applet::{Applet, Call};
use crate::shell::posix::{self, Style};
use crate::world::text;

pub(super) const APPLETS: &[Applet] = &[
    Applet { name: "seq", usage: "[-w] [-s SEP] [FIRST [INC]] LAST", run: |call| Box::pin(seq(call)) },
    Applet { name: "expr", usage: "EXPRESSION", run: |call| Box::pin(expr(call)) },
    Applet { name: "factor", usage: "[NUMBER]...", run: |call| Box::pin(factor(call)) },
];

async fn seq(mut call: Call) -> u8 {
    // A negative number is no option.
    let mut args = std::mem::take(&mut call.args);
    let first = args
        .iter()
        .position(|arg| arg.starts_with('-') && arg[1..].starts_with(|c: char| c.is_ascii_digit() || c == '.'));
    let numbers = first.map_or_else(Vec::new, |at| args.split_off(at));
    call.args = args;
    let Ok(mut options) = call.options("+ws:", &[]).await else { return 1 };
    options.words.extend(numbers);
    let words = options.words.clone();
    let mut values = Vec::new();
    for word in &words {
        let Ok(value) = word.parse::<f64>() else {
            call.error(&format!("invalid number '{word}'")).await;
            return 1;
        };
        values.push(value);
    }
    let (first, by, last) = match values[..] {
        [last] => (1.0, 1.0, last),
        [first, last] => (first, 1.0, last),
        [first, by, last] => (first, by, last),
        _ => return call.show_usage().await,
    };
    let decimals = |word: &String| word.split_once('.').map_or(0, |(_, digits)| digits.len().min(30));
    let shown = if words.len() > 1 { &words[..words.len() - 1] } else { &words[..0] };
    let precision = shown.iter().map(decimals).max().unwrap_or(0);
    let width = if options.has('w') {
        words.iter().map(|word| word.split('.').next().unwrap_or(word).len()).max().unwrap_or(0)
            + if precision > 0 { precision + 1 } else { 0 }
    } else {
        0
    };
    let between = options.value('s').unwrap_or("\n").to_owned();
    let mut count = 0u64;
    loop {
        #[expect(clippy::cast_precision_loss, reason = "that many numbers are never printed")]
        let value = first + by * count as f64;
        let beyond = if by >= 0.0 { value > last } else { value < last };
        if beyond || call.is_broken() {
            break;
        }
        if count > 0 {
            call.print(&between).await;
        }
        call.print(&format!("{value:0width$.precision$}")).await;
        count += 1;
        if count.is_multiple_of(16) {
            call.sys.step(1).await;
        }
    }
    if count > 0 {
        call.print("\n").await;
    }
    call.finish(0).await
}

/// Why an expression has no value.
enum ExprError {
    Syntax,
    NotANumber,
    DivisionByZero,
    Pattern(String),
}

struct Evaluator<'a> {
    words: &'a [String],
    at: usize,
    depth: usize,
}

async fn expr(mut call: Call) -> u8 {
    let mut words = std::mem::take(&mut call.args);
    if words.first().is_some_and(|word| word == "--") {
        words.remove(0);
    }
    if words.is_empty() {
        call.error("too few arguments").await;
        return 2;
    }
    let mut evaluator = Evaluator { words: &words, at: 0, depth: 0 };
    let result =
        evaluator.or().and_then(|value| if evaluator.at < words.len() { Err(ExprError::Syntax) } else { Ok(value) });
    let words = match result {
        Ok(value) => {
            call.print_line(&value).await;
            return call.finish(u8::from(is_null(&value))).await;
        }
        Err(ExprError::Syntax) => "syntax error".to_owned(),
        Err(ExprError::NotANumber) => "non-numeric argument".to_owned(),
        Err(ExprError::DivisionByZero) => "division by zero".to_owned(),
        Err(ExprError::Pattern(words)) => words,
    };
    call.error(&words).await;
    2
}

fn is_null(value: &str) -> bool {
    value.is_empty() || value.parse::<i64>() == Ok(0)
}

impl Evaluator<'_> {
    fn peek(&self) -> Option<&str> {
        self.words.get(self.at).map(String::as_str)
    }

    fn eat(&mut self, words: &[&'static str]) -> Option<&'static str> {
        let found = self.peek().and_then(|word| words.iter().find(|known| **known == word).copied());
        self.at += usize::from(found.is_some());
        found
    }

    fn or(&mut self) -> Result<String, ExprError> {
        let mut left = self.and()?;
        while self.eat(&["|"]).is_some() {
            let right = self.and()?;
            if is_null(&left) {
                left = if is_null(&right) { "0".to_owned() } else { right };
            }
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<String, ExprError> {
        let mut left = self.comparison()?;
        while self.eat(&["&"]).is_some() {
            let right = self.comparison()?;
            if is_null(&left) || is_null(&right) {
                "0".clone_into(&mut left);
            }
        }
        Ok(left)
    }

    fn comparison(&mut self) -> Result<String, ExprError> {
        let mut left = self.sum()?;
        while let Some(sign) = self.eat(&["<", "<=", "=", "==", "!=", ">=", ">"]) {
            let right = self.sum()?;
            let order = match (left.parse::<i64>(), right.parse::<i64>()) {
                (Ok(left), Ok(right)) => left.cmp(&right),
                _ => left.cmp(&right),
            };
            let truth = match sign {
                "<" => order.is_lt(),
                "<=" => order.is_le(),
                "=" | "==" => order.is_eq(),
                "!=" => order.is_ne(),
                ">=" => order.is_ge(),
                _ => order.is_gt(),
            };
            left = u8::from(truth).to_string();
        }
        Ok(left)
    }

    fn sum(&mut self) -> Result<String, ExprError> {
        let mut left = self.product()?;
        while let Some(sign) = self.eat(&["+", "-"]) {
            let (a, b) = (number(&left)?, number(&self.product()?)?);
            left = if sign == "+" { a.wrapping_add(b) } else { a.wrapping_sub(b) }.to_string();
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<String, ExprError> {
        let mut left = self.matching()?;
        while let Some(sign) = self.eat(&["*", "/", "%"]) {
            let (a, b) = (number(&left)?, number(&self.matching()?)?);
            if b == 0 && sign != "*" {
                return Err(ExprError::DivisionByZero);
            }
            left = match sign {
                "*" => a.wrapping_mul(b),
                "/" => a.wrapping_div(b),
                _ => a.wrapping_rem(b),
            }
            .to_string();
        }
        Ok(left)
    }

    fn matching(&mut self) -> Result<String, ExprError> {
        let mut left = self.keyword()?;
        while self.eat(&[":"]).is_some() {
            let pattern = self.keyword()?;
            left = matched(&left, &pattern)?;
        }
        Ok(left)
    }

    fn keyword(&mut self) -> Result<String, ExprError> {
        match self.eat(&["length", "match", "index", "substr", "quote"]) {
            Some("length") => Ok(self.keyword()?.chars().count().to_string()),
            Some("match") => {
                let (text, pattern) = (self.keyword()?, self.keyword()?);
                matched(&text, &pattern)
            }
            Some("index") => {
                let (text, set) = (self.keyword()?, self.keyword()?);
                Ok(text.chars().position(|c| set.contains(c)).map_or(0, |at| at + 1).to_string())
            }
            Some("substr") => {
                let text = self.keyword()?;
                let (start, length) = (number(&self.keyword()?)?, number(&self.keyword()?)?);
                let (Ok(start), Ok(length)) = (usize::try_from(start), usize::try_from(length)) else {
                    return Ok(String::new());
                };
                Ok(if start == 0 { String::new() } else { text.chars().skip(start - 1).take(length).collect() })
            }
            _ => self.value(),
        }
    }

    fn value(&mut self) -> Result<String, ExprError> {
        let Some(word) = self.peek().map(str::to_owned) else { return Err(ExprError::Syntax) };
        self.at += 1;
        match word.as_str() {
            "(" => {
                self.depth += 1;
                if self.depth > 100 {
                    return Err(ExprError::Syntax);
                }
                let value = self.or()?;
                self.depth -= 1;
                if self.eat(&[")"]).is_some() { Ok(value) } else { Err(ExprError::Syntax) }
            }
            ")" => Err(ExprError::Syntax),
            _ => Ok(word),
        }
    }
}

fn number(text: &str) -> Result<i64, ExprError> {
    text.parse().map_err(|_| ExprError::NotANumber)
}

/// What the group of a pattern matched, or how many characters the pattern did.
fn matched(text: &str, written: &str) -> Result<String, ExprError> {
    let pattern = match posix::compile(&format!("^{}", written.strip_prefix('^').unwrap_or(written)), Style::default())
    {
        Ok(pattern) => pattern,
        Err(wrong) => return Err(ExprError::Pattern(format!("bad regex '{written}': {wrong}"))),
    };
    let captures = pattern.captures(text);
    if pattern.captures_len() > 1 {
        return Ok(captures.and_then(|found| found.get(1).map(|group| group.as_str().to_owned())).unwrap_or_default());
    }
    Ok(captures.and_then(|found| found.get(0).map(|whole| whole.as_str().chars().count())).unwrap_or(0).to_string())
}

async fn factor(mut call: Call) -> u8 {
    let Ok(options) = call.options("", &[]).await else { return 1 };
    let mut args = options.words;
    if args.is_empty() {
        let Some(mut input) = call.input("-").await else { return 1 };
        let text = text::from_bytes(&input.rest().await);
        args = text.split_whitespace().map(str::to_owned).collect();
    }
    for arg in args {
        let Ok(number) = arg.parse::<u64>() else {
            call.error(&format!("invalid number '{arg}'")).await;
            return 1;
        };
        let (mut rest, mut divisor, mut line) = (number, 2u64, format!("{number}:"));
        while divisor.saturating_mul(divisor) <= rest {
            if rest.is_multiple_of(divisor) {
                line.push_str(&format!(" {divisor}"));
                rest /= divisor;
                continue;
            }
            divisor += 1;
            if divisor.is_multiple_of(4096) {
                call.sys.step(4).await;
            }
        }
        if rest > 1 {
            line.push_str(&format!(" {rest}"));
        }
        call.print_line(&line).await;
    }
    call.finish(0).await
}
