//! Parameter expansion: `$x`, `$@`, `${x:-w}`, `${x#p}`, `${x/p/r}`, `${x:o:l}`, `${#x}`.

use super::Expanded;
use super::fields::Fields;
use crate::shell::ast::{Op, Parameter, Word};
use crate::shell::pattern::Pattern;
use crate::shell::state::{HELD, Shell};

impl Shell {
    pub(super) async fn expand_parameter(
        &mut self,
        parameter: &Parameter,
        quoted: bool,
        fields: &mut Fields,
    ) -> Expanded<()> {
        let name = parameter.name.as_str();
        let all = matches!(name, "@" | "*");
        if matches!(parameter.op, Op::Bad(_)) {
            return Err(self.fail_where_read("syntax error: bad substitution").await);
        }
        if all && parameter.op == Op::Get {
            self.expand_all(name == "@", quoted, fields);
            return Ok(());
        }
        if let (true, Op::Slice(from, length)) = (all, &parameter.op) {
            return self.expand_some(name == "@", quoted, (from, length.as_ref()), fields).await;
        }
        let value = if all { self.joined() } else { self.parameter(name) };
        if let Op::Unset { kind, or_empty, word } = &parameter.op {
            let there = value.as_ref().is_some_and(|value| !*or_empty || !value.is_empty());
            if there == (*kind == '+') {
                return self.instead(parameter, (*kind, *or_empty), word, quoted, fields).await;
            }
            if *kind == '+' {
                fields.value("", quoted && fields.splits());
                return Ok(());
            }
            if all {
                self.expand_all(name == "@", quoted, fields);
            } else {
                fields.value(&value.unwrap_or_default(), quoted);
            }
            return Ok(());
        }
        if value.is_none() && !all && self.flags.has('u') {
            return Err(self.fail(&format!("{name}: parameter not set")).await);
        }
        let value = value.unwrap_or_default();
        self.sys.step(value.len() as u64 / 128).await;
        let result = match &parameter.op {
            Op::Length => value.chars().count().to_string(),
            Op::Trim { prefix, longest, pattern } => {
                let pattern = Pattern::new(&self.expand_pattern(pattern).await?);
                self.sys.owe(pattern.cost(value.len()));
                trim(&value, pattern, *prefix, *longest)
            }
            Op::Slice(from, length) => self.slice(&value, from, length.as_ref()).await?,
            Op::Replace { all, pattern, with } => {
                let pattern = Pattern::new(&self.expand_pattern(pattern).await?);
                let with = self.expand_text(with).await?;
                self.replace(&value, &pattern, &with, *all).await
            }
            _ => value,
        };
        if result.len() >= HELD {
            self.make_room(result.len() + fields.size()).await;
        }
        fields.value(&result, quoted);
        Ok(())
    }

    /// Asks for the memory of a long text before it is copied: `x=$x$x` ends before the copies fill the machine.
    async fn make_room(&self, bytes: usize) {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        self.sys.hold_memory(bytes);
        self.sys.step(1).await;
        self.sys.hold_memory(-bytes);
    }

    /// What stands for an unset parameter (or, with `+`, for a set one).
    async fn instead(
        &mut self,
        parameter: &Parameter,
        (kind, or_empty): (char, bool),
        word: &Word,
        quoted: bool,
        fields: &mut Fields,
    ) -> Expanded<()> {
        match kind {
            '=' => {
                let value = self.expand_text(word).await?;
                if !crate::shell::parse::command::is_name(&parameter.name) {
                    return Err(self.fail(&format!("{}: bad variable name", parameter.name)).await);
                }
                if let Err(message) = self.set(&parameter.name, &value) {
                    return Err(self.fail(&message).await);
                }
                fields.value(&value, quoted);
                Ok(())
            }
            '?' => {
                let message = self.expand_text(word).await?;
                let unset = if or_empty { "parameter not set or null" } else { "parameter not set" };
                let message = if word.is_empty() { unset } else { &message };
                Err(self.fail(&format!("{}: {message}", parameter.name)).await)
            }
            _ => {
                if quoted {
                    fields.quoted("");
                }
                self.expand_into(word, fields, !quoted).await
            }
        }
    }

    /// `${@:o:l}`: ash counts characters, over all parameters with one between two of them.
    async fn expand_some(
        &mut self,
        at: bool,
        quoted: bool,
        (from, length): (&Word, Option<&Word>),
        fields: &mut Fields,
    ) -> Expanded<()> {
        // No parameter can hold this character.
        const BETWEEN: &str = "\0";
        let joined = self.parameters.join(BETWEEN);
        let part = self.slice(&joined, from, length).await?;
        let parts: Vec<String> = part.split(BETWEEN).map(str::to_owned).collect();
        expand_list(&parts, at, quoted, fields);
        Ok(())
    }

    /// `$@` and `$*`.
    fn expand_all(&self, at: bool, quoted: bool, fields: &mut Fields) {
        expand_list(&self.parameters, at, quoted, fields);
    }

    fn joined(&self) -> Option<String> {
        (!self.parameters.is_empty()).then(|| self.parameters.join(" "))
    }

    async fn slice(&mut self, value: &str, from: &Word, length: Option<&Word>) -> Expanded<String> {
        let from = self.arithmetic(from).await?;
        let chars: Vec<char> = value.chars().collect();
        let size = i64::try_from(chars.len()).unwrap_or(i64::MAX);
        let start = if from < 0 { size.saturating_add(from) } else { from };
        if start < 0 || start > size {
            return Ok(String::new());
        }
        let end = match length {
            None => size,
            Some(length) => {
                let length = self.arithmetic(length).await?;
                if length < 0 { size.saturating_add(length) } else { start.saturating_add(length).min(size) }
            }
        };
        let bounds = (usize::try_from(start), usize::try_from(end.max(start)));
        let (Ok(start), Ok(end)) = bounds else { return Ok(String::new()) };
        Ok(chars.get(start..end).unwrap_or_default().iter().collect())
    }

    async fn replace(&self, value: &str, pattern: &Pattern, with: &str, all: bool) -> String {
        let chars: Vec<char> = value.chars().collect();
        let mut result = String::new();
        let mut at = 0;
        let mut done = false;
        let literal = pattern.literal();
        if let Some(literal) = literal.filter(|literal| !literal.is_empty()) {
            return if all { value.replace(&literal, with) } else { value.replacen(&literal, with, 1) };
        }
        while at < chars.len() {
            self.sys.step((chars.len() - at) as u64 / 256).await;
            let longest = if done { None } else { pattern.ends(&chars[at..]).last().copied().filter(|end| *end > 0) };
            match longest {
                Some(end) => {
                    result.push_str(with);
                    at += end;
                    done = !all;
                }
                None => {
                    result.push(chars[at]);
                    at += 1;
                }
            }
        }
        result
    }
}

fn expand_list(parameters: &[String], at: bool, quoted: bool, fields: &mut Fields) {
    if !fields.splits() || (quoted && !at) {
        let joiner = if at { " ".to_owned() } else { fields.joiner() };
        let text = parameters.join(&joiner);
        fields.value(&text, quoted);
        return;
    }
    for (index, parameter) in parameters.iter().enumerate() {
        if index > 0 {
            if quoted {
                fields.end();
            } else {
                fields.end_if_open();
            }
        }
        fields.value(parameter, quoted);
    }
}

fn trim(value: &str, pattern: Pattern, prefix: bool, longest: bool) -> String {
    let mut chars: Vec<char> = value.chars().collect();
    if !prefix {
        chars.reverse();
    }
    let ends = if prefix { pattern.ends(&chars) } else { pattern.reversed().ends(&chars) };
    let Some(end) = (if longest { ends.last() } else { ends.first() }) else { return value.to_owned() };
    if prefix { chars[*end..].iter().collect() } else { chars[*end..].iter().rev().collect() }
}
