//! A sed script as commands with addresses. It must not know input or output.

use crate::shell::posix::{self, Pattern, Style};

/// Why a script cannot be run.
#[derive(Debug, PartialEq, Eq)]
pub enum ScriptError {
    /// In busybox's words.
    Words(String),
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
    Match(Pattern),
    /// `+N`, behind the first address only.
    Plus(u64),
}

#[derive(Debug)]
pub struct Command {
    pub range: Range,
    pub what: What,
}

#[derive(Debug)]
pub enum What {
    Open,
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
    /// One of `= d D g G h H l n N p P q x`.
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
    pub pattern: Option<Pattern>,
    pub replacement: Vec<Piece>,
    /// Which match is replaced, from 1; 0 for all.
    pub nth: usize,
    pub print: bool,
    pub file: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    Group(usize),
}

/// A script that can be run.
pub struct Script {
    pub commands: Vec<Command>,
    /// A comment that begins with `#n` means the same as `-n`.
    pub quiet: bool,
}

/// Parses a whole script: the texts of all `-e` and then all `-f`, joined by newlines.
///
/// # Errors
/// What is wrong, as busybox says it.
pub fn parse(text: &str, extended: bool) -> Result<Script, ScriptError> {
    let mut parser =
        Parser { rest: text, extended, quiet: false, last: None, commands: Vec::new(), labels: Vec::new() };
    parser.script()?;
    parser.resolve();
    Ok(Script { commands: parser.commands, quiet: parser.quiet })
}

struct Parser<'a> {
    rest: &'a str,
    extended: bool,
    quiet: bool,
    /// The address that was parsed last, which an empty one means.
    last: Option<Pattern>,
    commands: Vec<Command>,
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

    /// Commands may follow each other without anything between them.
    fn script(&mut self) -> Result<(), ScriptError> {
        loop {
            self.rest = self.rest.trim_start_matches([' ', '\t', '\n', ';', '\r', '\u{b}']);
            let Some(first) = self.peek() else { return Ok(()) };
            if first == '#' {
                self.quiet |= self.rest.starts_with("#n");
                self.rest = self.rest.split_once('\n').map_or("", |(_, rest)| rest);
                continue;
            }
            let range = self.range()?;
            let Some(letter) = self.take() else { return words("missing command") };
            let what = self.command(letter, &range)?;
            self.commands.push(Command { range, what });
        }
    }

    fn range(&mut self) -> Result<Range, ScriptError> {
        let mut range = Range { from: self.address()?, ..Range::default() };
        if let Some(rest) = self.rest.strip_prefix(',') {
            self.rest = rest;
            range.to = match rest.strip_prefix('+').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
                Some(rest) => {
                    self.rest = rest;
                    Some(Address::Plus(self.number()))
                }
                None => self.address()?,
            };
            if range.to.is_none() {
                return words("no address after comma");
            }
        }
        self.blanks();
        if let Some(rest) = self.rest.strip_prefix('!') {
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

    fn address(&mut self) -> Result<Option<Address>, ScriptError> {
        let address = match self.peek() {
            Some('$') => {
                self.take();
                Address::Last
            }
            Some('0'..='9') => Address::Line(self.number()),
            Some('/' | '\\') => {
                let mut delimiter = self.take().unwrap_or('/');
                if delimiter == '\\' {
                    delimiter = self.take().unwrap_or('/');
                }
                let Some(text) = self.delimited(delimiter, true) else { return unmatched(delimiter) };
                if let Some(pattern) = self.pattern(&text, false)? {
                    self.last = Some(pattern);
                }
                let Some(pattern) = self.last.clone() else { return words("no previous regexp") };
                Address::Match(pattern)
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

    fn pattern(&self, text: &str, ignore_case: bool) -> Result<Option<Pattern>, ScriptError> {
        if text.is_empty() {
            return Ok(None);
        }
        match posix::compile(text, Style { extended: self.extended, ignore_case, ..Style::default() }) {
            Ok(regex) => Ok(Some(regex)),
            Err(wrong) => Err(ScriptError::Words(format!("bad regex '{text}': {wrong}"))),
        }
    }

    fn command(&mut self, letter: char, range: &Range) -> Result<What, ScriptError> {
        if matches!(letter, 'a' | 'i' | 'r') && range.to.is_some() {
            return Err(ScriptError::Words(format!("command '{letter}' uses only one address")));
        }
        Ok(match letter {
            '{' => What::Open,
            '}' => What::Close,
            's' => What::Substitute(Box::new(self.substitution()?)),
            'y' => self.translation()?,
            'a' => What::Append(self.text()),
            'i' => What::Insert(self.text()),
            'c' => What::Change(self.text()),
            ':' => {
                let label = self.word();
                self.labels.push((label, self.commands.len()));
                What::Label
            }
            'b' => What::Branch(Jump::Name(self.word())),
            't' => What::BranchIf(Jump::Name(self.word())),
            'T' => What::BranchUnless(Jump::Name(self.word())),
            'r' => What::ReadFile(self.line()),
            'w' => What::WriteFile(self.line()),
            '=' | 'd' | 'D' | 'g' | 'G' | 'h' | 'H' | 'l' | 'n' | 'N' | 'p' | 'P' | 'q' | 'x' => What::Plain(letter),
            _ => return Err(ScriptError::Words(format!("unsupported command {letter}"))),
        })
    }

    fn substitution(&mut self) -> Result<Substitution, ScriptError> {
        let Some(delimiter) = self.take().filter(|c| *c != '\n' && *c != '\\') else {
            return words("bad substitution expression");
        };
        let (Some(text), Some(with)) = (self.delimited(delimiter, true), self.replacement_text(delimiter)) else {
            return unmatched(delimiter);
        };
        let (mut nth, mut print, mut ignore_case, mut file) = (1, false, false, None);
        loop {
            match self.peek() {
                Some('g') => nth = 0,
                Some('p') => print = true,
                Some('i' | 'I') => ignore_case = true,
                Some('0'..='9') => {
                    let number = usize::try_from(self.number()).unwrap_or(usize::MAX);
                    if !text.starts_with('^') {
                        nth = number;
                    }
                    continue;
                }
                Some('w') => {
                    self.take();
                    file = Some(self.line());
                    break;
                }
                Some(c) if c.is_ascii_whitespace() && c != '\n' => {}
                None | Some('\n' | ';' | '}' | '#') => break,
                Some(_) => return words("bad option in substitution expression"),
            }
            self.take();
        }
        let pattern = self.pattern(&text, ignore_case)?;
        Ok(Substitution { pattern, replacement: pieces(&with), nth, print, file })
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
        // What one of them has more than the other is left alone.
        Ok(What::Translate(plain(&from).into_iter().zip(plain(&to)).collect()))
    }

    /// The text of a, i, c: to the end of the line; a backslash continues it.
    fn text(&mut self) -> String {
        self.blanks();
        if let Some(rest) = self.rest.strip_prefix('\\') {
            // The blanks before a text on the same line belong to it.
            self.rest = rest.trim_start_matches([' ', '\t']).strip_prefix('\n').unwrap_or(rest);
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
        text
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

    fn resolve(&mut self) {
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
