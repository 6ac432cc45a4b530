//! POSIX regular expressions, basic and extended, with the GNU additions that busybox's C library has, on the `regex`
//! crate. It must not know which applet asks.
//!
//! Where the crate means something else (it takes the first of several alternatives, not the longest) or cannot say it
//! (back references), a matcher of our own decides at the places that the crate finds.

mod matcher;
mod pattern;

use std::cell::RefCell;
use std::collections::HashMap;

use regex::RegexBuilder;

use matcher::{AGAIN, Matcher};
pub use pattern::{Captures, Found, Pattern};

/// How a pattern is written and meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Style {
    /// Extended (`grep -E`, awk) instead of basic.
    pub extended: bool,
    /// Capital and small letters are the same.
    pub ignore_case: bool,
    /// `^` and `$` also match at each newline.
    pub multi_line: bool,
}

/// Why a pattern cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// In the C library's words.
    #[error("{0}")]
    Syntax(&'static str),
}

/// The largest compiled expression, in bytes: a limit against `a{1000}{1000}`.
const LARGEST: usize = 2 << 20;

/// Compiles a pattern.
///
/// # Errors
/// What is wrong with it, in the C library's words.
pub fn compile(pattern: &str, style: Style) -> Result<Pattern, Wrong> {
    compile_translated(&translate(pattern, style.extended)?, style)
}

/// So many compiled expressions are remembered: a loop in a script starts `grep` and `awk` with the same few again and again,
/// and compiling one takes longer than all else that they do.
const REMEMBERED: usize = 24;

/// Compiles what [`translate`] gave, perhaps with something around it.
///
/// # Errors
/// Where it is too large.
pub fn compile_translated(translated: &str, style: Style) -> Result<Pattern, Wrong> {
    thread_local! {
        static KNOWN: RefCell<HashMap<(String, Style), Pattern>> = RefCell::default();
    }
    let key = (translated.to_owned(), style);
    if let Some(pattern) = KNOWN.with_borrow(|known| known.get(&key).cloned()) {
        return Ok(pattern);
    }
    let pattern = compile_anew(translated, style)?;
    KNOWN.with_borrow_mut(|known| {
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(key, pattern.clone());
    });
    Ok(pattern)
}

fn compile_anew(translated: &str, style: Style) -> Result<Pattern, Wrong> {
    let regex = RegexBuilder::new(&for_the_crate(translated))
        .case_insensitive(style.ignore_case)
        .multi_line(style.multi_line)
        .dot_matches_new_line(!style.multi_line)
        .size_limit(LARGEST)
        .build()
        .map_err(|_| Wrong::Syntax("Invalid regexp"))?;
    let matcher =
        if is_ambiguous(translated) { Matcher::new(translated, style.ignore_case, style.multi_line) } else { None };
    Ok(Pattern::new(regex, matcher))
}

/// The pattern as the crate can read it: what is to be matched again may be anything.
fn for_the_crate(translated: &str) -> String {
    let mut parts = translated.split(AGAIN);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("(?:[\\s\\S]*)");
        out.push_str(&part[1..]);
    }
    out
}

/// Whether the first match that the crate finds at a place need not be the longest, or the crate does not know it at all.
fn is_ambiguous(translated: &str) -> bool {
    let mut before = ' ';
    for c in translated.chars() {
        match c {
            AGAIN | '|' if before != '\\' => return true,
            '*' | '+' | '?' | '{' if before == ')' => return true,
            _ => {}
        }
        before = if before == '\\' { ' ' } else { c };
    }
    false
}

/// A text as a pattern that matches just it.
#[must_use]
pub fn literal(text: &str) -> String {
    regex::escape(text)
}

/// Translates to the crate's syntax.
///
/// # Errors
/// What is wrong with it.
pub fn translate(pattern: &str, extended: bool) -> Result<String, Wrong> {
    let mut translator = Translator { rest: pattern, out: String::new(), extended, depth: 0, groups: 0, start: true };
    while translator.next()? {}
    if translator.depth > 0 {
        return Err(Wrong::Syntax("Unmatched ( or \\("));
    }
    Ok(translator.out)
}

struct Translator<'a> {
    rest: &'a str,
    out: String,
    extended: bool,
    depth: usize,
    /// How many groups have been closed.
    groups: usize,
    /// Nothing stands before that could be repeated.
    start: bool,
}

impl Translator<'_> {
    fn take(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn next(&mut self) -> Result<bool, Wrong> {
        let Some(c) = self.take() else { return Ok(false) };
        match c {
            '\\' => self.escaped()?,
            '[' => self.bracket()?,
            '*' | '+' | '?' | '{' if self.extended && self.start && !self.out.ends_with('^') => {
                return Err(Wrong::Syntax("Invalid preceding regular expression"));
            }
            '*' if self.start => self.plain('*'),
            '*' => self.repeat("*"),
            '.' => self.push("."),
            '^' if self.extended || self.start => {
                self.out.push('^');
                self.start = true;
            }
            '$' if self.extended || self.ends_here() => self.push("$"),
            '(' if self.extended => self.open(),
            ')' if self.extended && self.depth > 0 => self.close(),
            '|' if self.extended => self.alternative(),
            '+' | '?' if self.extended && !self.start => self.repeat(if c == '+' { "+" } else { "?" }),
            '{' if self.extended && !self.start => self.interval("}")?,
            _ => self.plain(c),
        }
        Ok(true)
    }

    fn ends_here(&self) -> bool {
        self.rest.is_empty() || self.rest.starts_with("\\)") || self.rest.starts_with("\\|")
    }

    fn push(&mut self, text: &str) {
        self.out.push_str(text);
        self.start = false;
    }

    fn plain(&mut self, c: char) {
        self.out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
        self.start = false;
    }

    /// A repetition; two in a row mean the same as one in a group.
    fn repeat(&mut self, sign: &str) {
        if self.out.ends_with(['*', '+', '?'])
            && !self.out.ends_with("\\*")
            && !self.out.ends_with("\\?")
            && sign != "*"
        {
            // `a*?` would be a lazy repetition in the crate's syntax; `a*` covers it.
            return;
        }
        if self.out.ends_with('*') && !self.out.ends_with("\\*") {
            return;
        }
        self.push(sign);
    }

    fn open(&mut self) {
        self.depth += 1;
        self.out.push('(');
        self.start = true;
    }

    fn close(&mut self) {
        self.depth -= 1;
        self.groups += 1;
        self.push(")");
    }

    fn alternative(&mut self) {
        self.out.push('|');
        self.start = true;
    }

    fn escaped(&mut self) -> Result<(), Wrong> {
        let Some(c) = self.take() else { return Err(Wrong::Syntax("Trailing backslash")) };
        let basic = !self.extended;
        match c {
            '(' if basic => self.open(),
            ')' if basic => {
                if self.depth == 0 {
                    return Err(Wrong::Syntax("Unmatched ( or \\("));
                }
                self.close();
            }
            '|' if basic => self.alternative(),
            '+' | '?' if basic && !self.start => self.repeat(if c == '+' { "+" } else { "?" }),
            '{' if basic && !self.start => self.interval("\\}")?,
            '1'..='9'
                if c.to_digit(10)
                    .is_some_and(|digit| usize::try_from(digit).is_ok_and(|digit| digit > self.groups)) =>
            {
                return Err(Wrong::Syntax("Invalid back reference"));
            }
            '1'..='9' => {
                self.push(&format!("{AGAIN}{c}"));
            }
            '<' => self.push(r"\b{start}"),
            '>' => self.push(r"\b{end}"),
            'w' | 'W' | 's' | 'S' | 'b' | 'B' => self.push(&format!("\\{c}")),
            'n' => self.push("\\n"),
            't' => self.push("\\t"),
            '`' => self.push("\\A"),
            '\'' => self.push("\\z"),
            _ => self.plain(c),
        }
        Ok(())
    }

    /// `{m,n}`, behind its opening brace.
    fn interval(&mut self, end: &str) -> Result<(), Wrong> {
        let Some((inner, rest)) = self.rest.split_once(end) else {
            return Err(Wrong::Syntax("Unmatched \\{"));
        };
        let (low, high) = inner.split_once(',').map_or((inner, None), |(low, high)| (low, Some(high)));
        let number = |text: &str| text.parse::<u32>().ok().filter(|number| *number <= 255);
        let low = if low.is_empty() && high.is_some() { Some(0) } else { number(low) };
        let high = match high {
            None => low.map(Some),
            Some("") => Some(None),
            Some(high) => number(high).map(Some),
        };
        let (Some(low), Some(high)) = (low, high) else { return Err(Wrong::Syntax("Invalid content of \\{\\}")) };
        if high.is_some_and(|high| high < low) {
            return Err(Wrong::Syntax("Invalid content of \\{\\}"));
        }
        self.rest = rest;
        let high = high.map_or(String::new(), |high| high.to_string());
        self.push(&format!("{{{low},{high}}}"));
        Ok(())
    }

    /// A bracket expression, behind its opening bracket. A backslash in it is itself.
    fn bracket(&mut self) -> Result<(), Wrong> {
        let mut class = String::from("[");
        if let Some(rest) = self.rest.strip_prefix('^') {
            self.rest = rest;
            class.push('^');
        }
        if self.rest.is_empty() {
            return Err(Wrong::Syntax("Invalid regular expression"));
        }
        let mut first = true;
        loop {
            let Some(c) = self.take() else { return Err(Wrong::Syntax("Unmatched [, [^, [:, [., or [=")) };
            match c {
                ']' if !first => break,
                '[' if self.rest.starts_with(':') => {
                    let Some((name, rest)) = self.rest[1..].split_once(":]") else {
                        return Err(Wrong::Syntax("Unmatched [, [^, [:, [., or [="));
                    };
                    if !CLASSES.contains(&name) {
                        return Err(Wrong::Syntax("Invalid character class name"));
                    }
                    class.push_str(&format!("[:{name}:]"));
                    self.rest = rest;
                }
                '[' | ']' | '\\' | '^' | '&' | '~' => {
                    class.push('\\');
                    class.push(c);
                }
                '-' if first || self.rest.starts_with(']') => class.push_str("\\-"),
                _ => class.push(c),
            }
            first = false;
        }
        class.push(']');
        self.push(&class);
        Ok(())
    }
}

const CLASSES: [&str; 12] =
    ["alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "xdigit"];

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str, extended: bool, text: &str) -> Option<String> {
        let style = Style { extended, ..Style::default() };
        compile(pattern, style).unwrap().find(text).map(|found| found.as_str().to_owned())
    }

    #[test]
    fn basic_and_extended_differ_in_their_backslashes() {
        assert_eq!(found("a\\(b\\)c", false, "xabcx").as_deref(), Some("abc"));
        assert_eq!(found("a(b)c", false, "a(b)c").as_deref(), Some("a(b)c"));
        assert_eq!(found("a+", false, "aa+").as_deref(), Some("a+"));
        assert_eq!(found("a\\+", false, "aa+").as_deref(), Some("aa"));
        assert_eq!(found("a+", true, "aa+").as_deref(), Some("aa"));
        assert_eq!(found("*a", false, "*a").as_deref(), Some("*a"));
        assert_eq!(found("a{2}", true, "aaa").as_deref(), Some("aa"));
        assert_eq!(found("a\\{2\\}", false, "aaa").as_deref(), Some("aa"));
        assert_eq!(found("a{2}", false, "a{2}").as_deref(), Some("a{2}"));
        assert_eq!(found("x\\|y", false, "zy").as_deref(), Some("y"));
        assert_eq!(found("a^b$c", false, "a^b$c").as_deref(), Some("a^b$c"));
    }

    #[test]
    fn the_longest_match_wins() {
        assert_eq!(found("foo|foobar", true, "foobar").as_deref(), Some("foobar"));
        assert_eq!(found("(a|ab)(c|bcd)(d*)", true, "abcd").as_deref(), Some("abcd"));
        assert_eq!(found("(a?)(ab)?", true, "ab").as_deref(), Some("ab"));
        assert_eq!(found("x*|b", true, "b").as_deref(), Some("b"));
    }

    #[test]
    fn groups_can_be_matched_again() {
        assert_eq!(found("\\(.\\)\\1", false, "abccd").as_deref(), Some("cc"));
        assert_eq!(found("(.)(.)\\2\\1", true, "xabba").as_deref(), Some("abba"));
        assert_eq!(found("(a*)b\\1", true, "aabaa").as_deref(), Some("aabaa"));
        assert_eq!(found("(a)b\\1", true, "abc"), None);
    }

    #[test]
    fn a_pattern_with_too_many_ways_is_given_up() {
        let style = Style { extended: true, ..Style::default() };
        let text = "a".repeat(5000);
        assert!(compile("((a*)*|b)*c", style).unwrap().find(&text).is_none());
        assert!(compile("(a*)*\\1c", style).unwrap().find(&format!("{text}c")).is_none());
    }

    #[test]
    fn brackets_are_posix() {
        assert_eq!(found("[]a]*", false, "]a]b").as_deref(), Some("]a]"));
        assert_eq!(found("[^]a]", false, "]ab").as_deref(), Some("b"));
        assert_eq!(found("[[:digit:]-]*", false, "1-2x").as_deref(), Some("1-2"));
        assert_eq!(found("[a\\]", false, "\\").as_deref(), Some("\\"));
    }

    #[test]
    fn wrong_patterns_are_named() {
        let wrong = |pattern: &str, extended| translate(pattern, extended).unwrap_err().to_string();
        assert_eq!(wrong("\\(a", false), "Unmatched ( or \\(");
        assert_eq!(wrong("[a", false), "Unmatched [, [^, [:, [., or [=");
        assert_eq!(wrong("a\\", false), "Trailing backslash");
    }
}
