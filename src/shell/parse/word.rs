//! Words into pieces: quoting, parameters, substitutions, arithmetic.

use std::rc::Rc;

use super::{Parsed, Parser};
use crate::shell::ast::{Command, Op, Parameter, Piece, Word};

/// Where a word ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// At a blank or an operator.
    Blank,
    /// At the closing `"`.
    Quote,
    /// At the closing `}`, or at a `:` or `/` that stands for itself.
    Brace(Option<char>),
    /// At the closing `))`.
    Arithmetic,
    /// At the end of the text.
    Text,
}

/// Pieces as they come; runs of characters become one.
#[derive(Default)]
struct Pieces(Word);

impl Pieces {
    fn literal(&mut self, c: char) {
        match self.0.last_mut() {
            Some(Piece::Literal(text)) => text.push(c),
            _ => self.0.push(Piece::Literal(c.into())),
        }
    }

    fn quoted(&mut self, c: char) {
        match self.0.last_mut() {
            Some(Piece::Quoted(text)) => text.push(c),
            _ => self.0.push(Piece::Quoted(c.into())),
        }
    }

    fn any(&mut self, c: char, quoted: bool) {
        if quoted { self.quoted(c) } else { self.literal(c) }
    }
}

impl Parser {
    /// A word of a command.
    pub(super) fn word(&mut self) -> Parsed<Word> {
        let mut word = self.pieces(End::Blank, false)?;
        tilde(&mut word, false);
        Ok(word)
    }

    /// The text of a here-document.
    pub(super) fn here_text(&mut self) -> Parsed<Word> {
        self.pieces(End::Text, true)
    }

    fn pieces(&mut self, end: End, quoted: bool) -> Parsed<Word> {
        self.deeper(|parser| parser.pieces_until(end, quoted))
    }

    fn pieces_until(&mut self, end: End, quoted: bool) -> Parsed<Word> {
        let mut pieces = Pieces::default();
        let mut parens = 0;
        loop {
            let Some(c) = self.peek() else {
                return match end {
                    End::Blank | End::Text => Ok(pieces.0),
                    End::Quote => self.error("unterminated quoted string"),
                    End::Brace(_) => self.error("missing '}'"),
                    End::Arithmetic => self.error("missing '))'"),
                };
            };
            if end == End::Blank && matches!(c, '<' | '>') && self.peek_second() == Some('(') {
                self.pos += 2;
                let body = self.substitution()?;
                pieces.0.push(Piece::Process(body, c == '>'));
                continue;
            }
            if end == End::Blank && " \t\n;&|<>()".contains(c) {
                return Ok(pieces.0);
            }
            match (end, c) {
                (End::Quote, '"') => {
                    self.pos += 1;
                    return Ok(pieces.0);
                }
                (End::Brace(stop), c) if c == '}' || stop == Some(c) => return Ok(pieces.0),
                (End::Arithmetic, '(') => parens += 1,
                (End::Arithmetic, ')') if parens > 0 => parens -= 1,
                (End::Arithmetic, ')') => {
                    self.pos += 1;
                    if !self.eat(')') {
                        return self.error("missing '))'");
                    }
                    return Ok(pieces.0);
                }
                _ => {}
            }
            self.piece(c, end, quoted, &mut pieces)?;
        }
    }

    fn piece(&mut self, c: char, end: End, quoted: bool, pieces: &mut Pieces) -> Parsed<()> {
        match c {
            '\\' => self.backslash(end, quoted, pieces),
            '\'' if !quoted && end != End::Arithmetic => {
                self.pos += 1;
                pieces.0.push(Piece::Quoted(self.single_quoted()?));
            }
            '"' if end == End::Arithmetic => self.pos += 1,
            '"' if end != End::Text => {
                self.pos += 1;
                let inner = self.pieces(End::Quote, true)?;
                if inner.is_empty() {
                    pieces.0.push(Piece::Quoted(String::new()));
                }
                pieces.0.extend(inner);
            }
            '$' => self.dollar(end, quoted, pieces)?,
            '`' => {
                self.pos += 1;
                let body = self.backquoted(quoted && end != End::Text)?;
                pieces.0.push(Piece::Substitution(body, quoted));
            }
            _ => {
                self.bump();
                pieces.any(c, quoted);
            }
        }
        Ok(())
    }

    fn backslash(&mut self, end: End, quoted: bool, pieces: &mut Pieces) {
        self.pos += 1;
        let Some(next) = self.chars.get(self.pos).copied() else {
            pieces.any('\\', true);
            return;
        };
        let escapes = match (quoted, end) {
            (false, _) => true,
            (true, End::Text) => matches!(next, '$' | '`' | '\\'),
            (true, End::Brace(_)) => matches!(next, '$' | '`' | '"' | '\\' | '}'),
            (true, _) => matches!(next, '$' | '`' | '"' | '\\'),
        };
        if escapes {
            self.bump();
        } else {
            pieces.quoted('\\');
            return;
        }
        pieces.quoted(next);
    }

    fn single_quoted(&mut self) -> Parsed<String> {
        let mut text = String::new();
        loop {
            match self.bump() {
                Some('\'') => return Ok(text),
                Some(c) => text.push(c),
                None => return self.error("unterminated quoted string"),
            }
        }
    }

    fn dollar_quoted(&mut self) -> Parsed<String> {
        let mut raw = String::new();
        loop {
            match self.bump() {
                Some('\'') => break,
                Some('\\') => {
                    raw.push('\\');
                    match self.bump() {
                        Some('\'') => {
                            raw.pop();
                            raw.push('\'');
                        }
                        Some(c) => raw.push(c),
                        None => return self.error("unterminated quoted string"),
                    }
                }
                Some(c) => raw.push(c),
                None => return self.error("unterminated quoted string"),
            }
        }
        let mut bytes = Vec::new();
        let mut chars = raw.chars().peekable();
        while let Some(c) = chars.next() {
            if c != '\\' {
                crate::world::text::push_char(&mut bytes, c);
                continue;
            }
            if chars.peek() == Some(&'e') {
                // The escape character is known to `echo -e` alone.
                bytes.push(b'\\');
                continue;
            }
            match crate::shell::escape::escape(&mut chars, false) {
                crate::shell::escape::Escape::Bytes(some) => bytes.extend(some),
                crate::shell::escape::Escape::Stop => bytes.push(b'\\'),
            }
        }
        Ok(crate::world::text::from_bytes(&bytes))
    }

    fn dollar(&mut self, end: End, quoted: bool, pieces: &mut Pieces) -> Parsed<()> {
        self.pos += 1;
        match self.peek() {
            Some('(') => {
                self.pos += 1;
                if self.peek() == Some('(') {
                    self.pos += 1;
                    let word = self.pieces(End::Arithmetic, true)?;
                    pieces.0.push(Piece::Arithmetic(word, quoted));
                } else {
                    let body = self.substitution()?;
                    pieces.0.push(Piece::Substitution(body, quoted));
                }
            }
            Some('{') => {
                self.pos += 1;
                let parameter = self.deeper(|parser| parser.braces(quoted))?;
                pieces.0.push(Piece::Parameter(Box::new(parameter), quoted));
            }
            Some('\'') if !quoted && end != End::Arithmetic => {
                self.pos += 1;
                pieces.0.push(Piece::Quoted(self.dollar_quoted()?));
            }
            Some(c) if c.is_ascii_alphabetic() || c == '_' => {
                let name = self.identifier();
                pieces.0.push(Piece::Parameter(Box::new(Parameter { name, op: Op::Get }), quoted));
            }
            Some(c) if c.is_ascii_digit() || is_special(c) => {
                self.pos += 1;
                pieces.0.push(Piece::Parameter(Box::new(Parameter { name: c.into(), op: Op::Get }), quoted));
            }
            _ => pieces.any('$', quoted),
        }
        Ok(())
    }

    fn identifier(&mut self) -> String {
        let mut name = String::new();
        while let Some(c) = self.peek().filter(|c| c.is_ascii_alphanumeric() || *c == '_') {
            name.push(c);
            self.pos += 1;
        }
        name
    }

    fn parameter_name(&mut self) -> Option<String> {
        match self.peek()? {
            c if c.is_ascii_digit() => {
                let mut name = String::new();
                while let Some(c) = self.peek().filter(char::is_ascii_digit) {
                    name.push(c);
                    self.pos += 1;
                }
                Some(name)
            }
            c if c.is_ascii_alphabetic() || c == '_' => Some(self.identifier()),
            c if is_special(c) => {
                self.pos += 1;
                Some(c.into())
            }
            _ => None,
        }
    }

    /// What stands between `${` and `}`.
    fn braces(&mut self, quoted: bool) -> Parsed<Parameter> {
        if self.peek() == Some('#') && self.peek_second().is_some_and(|c| c != '}') {
            let before = self.pos;
            self.pos += 1;
            if let Some(name) = self.parameter_name()
                && self.eat('}')
            {
                return Ok(Parameter { name, op: Op::Length });
            }
            self.pos = before;
        }
        let start = self.pos;
        let name = self.parameter_name();
        let mut op = if name.is_some() { self.operation(quoted)? } else { Op::Bad(String::new()) };
        if matches!(op, Op::Bad(_)) || self.peek() != Some('}') {
            // It is read to its end, and said to be bad when it is to be expanded.
            self.pieces(End::Brace(None), quoted)?;
            op = Op::Bad(self.chars[start..self.pos].iter().collect());
        }
        self.bump();
        Ok(Parameter { name: name.unwrap_or_default(), op })
    }

    fn operation(&mut self, quoted: bool) -> Parsed<Op> {
        let Some(c) = self.peek().filter(|c| *c != '\n') else { return self.error("missing '}'") };
        match c {
            '}' => Ok(Op::Get),
            '-' | '=' | '?' | '+' => self.unset(c, false, quoted),
            ':' => {
                self.pos += 1;
                match self.peek() {
                    Some(kind @ ('-' | '=' | '?' | '+')) => self.unset(kind, true, quoted),
                    _ => {
                        let from = self.pieces(End::Brace(Some(':')), true)?;
                        let length = if self.eat(':') { Some(self.pieces(End::Brace(None), true)?) } else { None };
                        Ok(Op::Slice(from, length))
                    }
                }
            }
            '#' | '%' => {
                self.pos += 1;
                let longest = self.eat(c);
                let pattern = self.pieces(End::Brace(None), false)?;
                Ok(Op::Trim { prefix: c == '#', longest, pattern })
            }
            '/' => {
                self.pos += 1;
                let all = self.eat('/');
                let pattern = self.pieces(End::Brace(Some('/')), false)?;
                let with = if self.eat('/') { self.pieces(End::Brace(None), quoted)? } else { Word::new() };
                Ok(Op::Replace { all, pattern, with })
            }
            _ => Ok(Op::Bad(String::new())),
        }
    }

    fn unset(&mut self, kind: char, or_empty: bool, quoted: bool) -> Parsed<Op> {
        self.pos += 1;
        let mut word = self.pieces(End::Brace(None), quoted)?;
        if !quoted {
            tilde(&mut word, false);
        }
        Ok(Op::Unset { kind, or_empty, word })
    }

    /// A command up to the closing `)`.
    fn substitution(&mut self) -> Parsed<Rc<Command>> {
        let here = std::mem::take(&mut self.here);
        let ahead = self.ahead.take();
        let body = self.deeper(|parser| parser.list_until(")"))?;
        self.ahead = ahead;
        self.here = here;
        Ok(body)
    }

    fn backquoted(&mut self, in_quotes: bool) -> Parsed<Rc<Command>> {
        let line = self.line;
        let mut text = String::new();
        loop {
            match self.bump() {
                Some('`') => break,
                Some('\\') => match self.bump() {
                    Some(c @ ('`' | '\\' | '$')) => text.push(c),
                    Some('"') if in_quotes => text.push('"'),
                    Some('\n') => {}
                    Some(c) => {
                        text.push('\\');
                        text.push(c);
                    }
                    None => return self.error("EOF in backquote substitution"),
                },
                Some(c) => text.push(c),
                None => return self.error("EOF in backquote substitution"),
            }
        }
        self.deeper(|parser| Parser::inside(&text, line, parser.depth).whole())
    }
}

fn is_special(c: char) -> bool {
    matches!(c, '@' | '*' | '#' | '?' | '-' | '$' | '!')
}

/// Finds the tilde prefix of a word, and, in the value of an assignment, those after each colon.
pub(super) fn tilde(word: &mut Word, assignment: bool) {
    if assignment {
        let split = |piece: Piece| match piece {
            Piece::Literal(text) => after_colons(&text),
            other => vec![other],
        };
        *word = word.drain(..).flat_map(split).collect();
    }
    let starts = matches!(word.first(), Some(Piece::Literal(text)) if text.starts_with('~'));
    if starts && let Some(Piece::Literal(text)) = word.first() {
        let rest = &text[1..];
        let stop = rest.find(|c| c == '/' || (assignment && c == ':')).unwrap_or(rest.len());
        // A prefix that goes on in another piece was partly quoted and is none.
        if stop == rest.len() && word.len() > 1 {
            return;
        }
        let (name, after) = (rest[..stop].to_owned(), rest[stop..].to_owned());
        let mut pieces = vec![Piece::Tilde(name)];
        if !after.is_empty() {
            pieces.push(Piece::Literal(after));
        }
        word.splice(..1, pieces);
    }
}

/// Literal text with the tilde prefixes that stand after its colons.
fn after_colons(text: &str) -> Word {
    let mut pieces = Word::new();
    let mut rest = text;
    while let Some(at) = rest.find(":~") {
        let name = &rest[at + 2..];
        let stop = name.find(['/', ':']).unwrap_or(name.len());
        pieces.push(Piece::Literal(rest[..=at].to_owned()));
        pieces.push(Piece::Tilde(name[..stop].to_owned()));
        rest = &name[stop..];
    }
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Literal(rest.to_owned()));
    }
    pieces
}
