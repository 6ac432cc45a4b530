//! A sed script as commands with addresses. It must not know input or output.

use regex::Regex;

use crate::shell::posix::{self, Style, Wrong};

/// Why a script cannot be run.
#[derive(Debug, PartialEq, Eq)]
pub enum ScriptError {
    /// In busybox's words.
    Words(String),
    /// The simulator's limit.
    Limit(&'static str),
}

/// Where a command applies.
#[derive(Debug, Default)]
pub struct Range {
    pub from: Option<Address>,
    pub to: Option<Address>,
    pub negated: bool,
}

#[derive(Debug)]
pub enum Address {
    Line(u64),
    Last,
    /// `first~step`
    Step(u64, u64),
    /// `None` is the pattern that was used last.
    Match(Option<Regex>),
    /// `+N`, behind the first address only.
    Plus(u64),
    /// `~N`, behind the first address only.
    Multiple(u64),
}

#[derive(Debug)]
pub struct Command {
    pub range: Range,
    pub what: What,
}

#[derive(Debug)]
pub enum What {
    /// `{`: where its end is, filled in when that is met.
    Open(usize),
    Close,
    Substitute(Box<Substitution>),
    Translate(Vec<(char, char)>),
    Append(String),
    Insert(String),
    Change(String),
    /// Index of the command behind the label; the end of the script without one.
    Branch(Jump),
    BranchIf(Jump),
    BranchUnless(Jump),
    Label,
    ReadFile(String),
    WriteFile(String),
    Quit {
        print: bool,
        code: u8,
    },
    /// One of `= d D g G h H l n N p P x`.
    Plain(char),
}

#[derive(Debug)]
pub enum Jump {
    Name(String),
    To(usize),
}

#[derive(Debug)]
pub struct Substitution {
    /// `None` is the pattern that was used last.
    pub pattern: Option<Regex>,
    pub replacement: Vec<Piece>,
    pub global: bool,
    pub nth: usize,
    pub print: bool,
    pub file: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    Group(usize),
}

/// Parses a whole script: the texts of all `-e` and `-f`, joined by newlines.
///
/// # Errors
/// What is wrong, as busybox says it.
pub fn parse(text: &str, extended: bool) -> Result<Vec<Command>, ScriptError> {
    let mut parser = Parser { rest: text, extended, commands: Vec::new(), open: Vec::new(), labels: Vec::new() };
    parser.script()?;
    Ok(parser.resolve())
}

struct Parser<'a> {
    rest: &'a str,
    extended: bool,
    commands: Vec<Command>,
    open: Vec<usize>,
    labels: Vec<(String, usize)>,
}

fn words<T>(text: &str) -> Result<T, ScriptError> {
    Err(ScriptError::Words(text.to_owned()))
}

fn unmatched<T>(delimiter: char) -> Result<T, ScriptError> {
    Err(ScriptError::Words(format!("unmatched '{delimiter}'")))
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    fn script(&mut self) -> Result<(), ScriptError> {
        loop {
            self.rest = self.rest.trim_start_matches([' ', '\t', '\n', ';', '\r']);
            let Some(first) = self.peek() else { break };
            if first == '#' {
                self.rest = self.rest.split_once('\n').map_or("", |(_, rest)| rest);
                continue;
            }
            let range = self.range()?;
            self.blanks();
            let Some(letter) = self.take() else { return words("missing command") };
            let what = self.command(letter, &range)?;
            self.commands.push(Command { range, what });
        }
        if self.open.is_empty() { Ok(()) } else { words("unmatched '{'") }
    }

    fn range(&mut self) -> Result<Range, ScriptError> {
        let mut range = Range { from: self.address(false)?, ..Range::default() };
        if range.from.is_some() {
            self.blanks();
            if let Some(rest) = self.rest.strip_prefix(',') {
                self.rest = rest;
                self.blanks();
                range.to = self.address(true)?;
                if range.to.is_none() {
                    return words("no address after comma");
                }
            }
        }
        self.blanks();
        while let Some(rest) = self.rest.strip_prefix('!') {
            range.negated = true;
            self.rest = rest;
            self.blanks();
        }
        Ok(range)
    }

    fn number(&mut self) -> u64 {
        let digits = self.rest.len() - self.rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number = self.rest[..digits].parse().unwrap_or(u64::MAX);
        self.rest = &self.rest[digits..];
        if digits == 0 { 0 } else { number }
    }

    fn address(&mut self, second: bool) -> Result<Option<Address>, ScriptError> {
        let address = match self.peek() {
            Some('$') => {
                self.take();
                Address::Last
            }
            Some('0'..='9') => {
                let line = self.number();
                if let Some(rest) = self.rest.strip_prefix('~') {
                    self.rest = rest;
                    Address::Step(line, self.number())
                } else {
                    Address::Line(line)
                }
            }
            Some(sign @ ('+' | '~')) if second => {
                self.take();
                let number = self.number();
                if sign == '+' { Address::Plus(number) } else { Address::Multiple(number) }
            }
            Some('/' | '\\') => {
                let mut delimiter = self.take().unwrap_or('/');
                if delimiter == '\\' {
                    let Some(other) = self.take() else { return words("unexpected ','") };
                    delimiter = other;
                }
                let Some(text) = self.delimited(delimiter, true) else { return unmatched(delimiter) };
                let ignore_case = self.rest.starts_with('I');
                self.rest = self.rest.strip_prefix('I').unwrap_or(self.rest);
                Address::Match(self.pattern(&text, ignore_case, false)?)
            }
            _ => return Ok(None),
        };
        Ok(Some(address))
    }

    /// Text up to a delimiter. A backslash before the delimiter goes; any other stays.
    fn delimited(&mut self, delimiter: char, brackets: bool) -> Option<String> {
        let mut text = String::new();
        let mut in_bracket: Option<usize> = None;
        loop {
            let c = self.take()?;
            match (c, in_bracket) {
                ('\\', None) => {
                    let next = self.take()?;
                    if next == delimiter {
                        // Escaped, the delimiter is an ordinary character of the pattern.
                        text.push(next);
                    } else {
                        text.push('\\');
                        text.push(next);
                    }
                    continue;
                }
                ('[', None) if brackets => in_bracket = Some(text.len()),
                (']', Some(start)) if text.len() > start + 1 && !text[start..].ends_with("[^") => in_bracket = None,
                (_, None) if c == delimiter => return Some(text),
                _ => {}
            }
            text.push(c);
        }
    }

    fn pattern(&self, text: &str, ignore_case: bool, multi_line: bool) -> Result<Option<Regex>, ScriptError> {
        if text.is_empty() {
            return Ok(None);
        }
        match posix::compile(text, Style { extended: self.extended, ignore_case, multi_line }) {
            Ok(regex) => Ok(Some(regex)),
            Err(Wrong::BackReference) => Err(ScriptError::Limit("a back reference in a pattern")),
            Err(wrong) => Err(ScriptError::Words(format!("bad regex '{text}': {wrong}"))),
        }
    }

    fn command(&mut self, letter: char, range: &Range) -> Result<What, ScriptError> {
        let what = match letter {
            '{' => {
                self.open.push(self.commands.len());
                return Ok(What::Open(0));
            }
            '}' => {
                let Some(open) = self.open.pop() else { return words("unexpected '}'") };
                let here = self.commands.len();
                self.commands[open].what = What::Open(here);
                What::Close
            }
            's' => What::Substitute(Box::new(self.substitution()?)),
            'y' => self.translation()?,
            'a' => What::Append(self.text()?),
            'i' => What::Insert(self.text()?),
            'c' => What::Change(self.text()?),
            ':' => {
                if range.from.is_some() {
                    return words(": doesn't want any addresses");
                }
                let label = self.word();
                self.labels.push((label, self.commands.len()));
                return Ok(What::Label);
            }
            'b' => What::Branch(Jump::Name(self.word())),
            't' => What::BranchIf(Jump::Name(self.word())),
            'T' => What::BranchUnless(Jump::Name(self.word())),
            'r' => What::ReadFile(self.line()),
            'w' => What::WriteFile(self.line()),
            'q' | 'Q' => {
                self.blanks();
                let code = u8::try_from(self.number() & 0xff).unwrap_or(0);
                What::Quit { print: letter == 'q', code }
            }
            '=' | 'd' | 'D' | 'g' | 'G' | 'h' | 'H' | 'l' | 'n' | 'N' | 'p' | 'P' | 'x' => What::Plain(letter),
            'e' | 'F' | 'R' | 'W' | 'z' | 'v' => return Err(ScriptError::Limit("this command of sed")),
            _ => return Err(ScriptError::Words(format!("unsupported command {letter}"))),
        };
        self.blanks();
        match self.peek() {
            None | Some('\n' | ';' | '}' | '#' | '\r') => Ok(what),
            _ => words("excess characters after command"),
        }
    }

    fn substitution(&mut self) -> Result<Substitution, ScriptError> {
        let Some(delimiter) = self.take().filter(|c| *c != '\n' && *c != '\\') else {
            return words("bad substitution expression");
        };
        let (Some(text), Some(with)) = (self.delimited(delimiter, true), self.replacement_text(delimiter)) else {
            return unmatched(delimiter);
        };
        let (mut global, mut nth, mut print, mut ignore_case, mut multi_line) = (false, 1, false, false, false);
        let mut file = None;
        loop {
            match self.peek() {
                Some('g') => global = true,
                Some('p') => print = true,
                Some('i' | 'I') => ignore_case = true,
                Some('m' | 'M') => multi_line = true,
                Some('0'..='9') => {
                    nth = usize::try_from(self.number()).unwrap_or(usize::MAX).max(1);
                    continue;
                }
                Some('w') => {
                    self.take();
                    file = Some(self.line());
                    break;
                }
                Some('e') => return Err(ScriptError::Limit("the flag e of s")),
                None | Some('\n' | ';' | '}' | '#' | '\r' | ' ' | '\t') => break,
                Some(_) => return words("bad option in substitution expression"),
            }
            self.take();
        }
        let pattern = self.pattern(&text, ignore_case, multi_line)?;
        let replacement = pieces(&with);
        let groups = pattern.as_ref().map_or(10, Regex::captures_len);
        if let Some(Piece::Group(group)) =
            replacement.iter().find(|piece| matches!(piece, Piece::Group(group) if *group >= groups))
        {
            return Err(ScriptError::Words(format!("bad group {group} in the replacement")));
        }
        Ok(Substitution { pattern, replacement, global, nth, print, file })
    }

    /// The replacement as it is written, backslashes and all.
    fn replacement_text(&mut self, delimiter: char) -> Option<String> {
        let mut text = String::new();
        loop {
            match self.take()? {
                '\\' => {
                    let next = self.take()?;
                    if next != delimiter || next == '&' {
                        text.push('\\');
                    }
                    text.push(next);
                }
                c if c == delimiter => return Some(text),
                c => text.push(c),
            }
        }
    }

    fn translation(&mut self) -> Result<What, ScriptError> {
        let Some(delimiter) = self.take() else { return words("bad format in y") };
        let (Some(from), Some(to)) = (self.delimited(delimiter, false), self.delimited(delimiter, false)) else {
            return unmatched(delimiter);
        };
        let plain = |text: &str| {
            let mut plain = Vec::new();
            let mut chars = text.chars();
            while let Some(c) = chars.next() {
                plain.push(match c {
                    '\\' => match chars.next() {
                        Some('n') => '\n',
                        Some('t') => '\t',
                        Some(other) => other,
                        None => '\\',
                    },
                    c => c,
                });
            }
            plain
        };
        let (from, to) = (plain(&from), plain(&to));
        if from.len() != to.len() {
            return words("y command strings have different lengths");
        }
        Ok(What::Translate(from.into_iter().zip(to).collect()))
    }

    /// The text of a, i, c: to the end of the line; a backslash continues it.
    fn text(&mut self) -> Result<String, ScriptError> {
        self.blanks();
        if let Some(rest) = self.rest.strip_prefix('\\') {
            // The blanks before a text on the same line belong to it.
            self.rest = rest.trim_start_matches([' ', '\t']).strip_prefix('\n').unwrap_or(rest);
        }
        if self.rest.is_empty() {
            return words("expected \\ after 'a', 'c' or 'i'");
        }
        let mut text = String::new();
        while let Some(c) = self.take() {
            match c {
                '\\' => match self.take() {
                    Some('t') => text.push('\t'),
                    Some('n') => text.push('\n'),
                    Some(other) => text.push(other),
                    None => {}
                },
                '\n' => break,
                c => text.push(c),
            }
        }
        text.push('\n');
        // What ends a command was taken with the text.
        Ok(text)
    }

    /// A label: up to a blank, a newline or a semicolon.
    fn word(&mut self) -> String {
        self.blanks();
        let end = self.rest.find(|c: char| c.is_whitespace() || c == ';').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.to_owned()
    }

    /// A file name: the rest of the line.
    fn line(&mut self) -> String {
        self.blanks();
        let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.rest = rest;
        line.to_owned()
    }

    fn resolve(mut self) -> Vec<Command> {
        let end = self.commands.len();
        for command in &mut self.commands {
            let (What::Branch(jump) | What::BranchIf(jump) | What::BranchUnless(jump)) = &mut command.what else {
                continue;
            };
            if let Jump::Name(name) = jump {
                let found = self.labels.iter().find(|(label, _)| label == name).map(|(_, at)| *at);
                match found {
                    Some(at) => *jump = Jump::To(at),
                    None if name.is_empty() => *jump = Jump::To(end),
                    // Said when the jump is taken, not before.
                    None => {}
                }
            }
        }
        self.commands
    }
}

/// The pieces of a replacement.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let group = match c {
            '&' => Some(0),
            '\\' => match chars.next() {
                Some(digit @ '0'..='9') => digit.to_digit(10).and_then(|digit| usize::try_from(digit).ok()),
                Some('n') => {
                    plain.push('\n');
                    None
                }
                Some('t') => {
                    plain.push('\t');
                    None
                }
                Some(other) => {
                    plain.push(other);
                    None
                }
                None => None,
            },
            c => {
                plain.push(c);
                None
            }
        };
        if let Some(group) = group {
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            pieces.push(Piece::Group(group));
        }
    }
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    pieces
}
