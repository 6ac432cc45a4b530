//! A stream of JSON values, read as Go's `encoding/json` reads one: its words for what is wrong, the byte where it met it,
//! and a place for every key and value. It must not know YAML.

use super::{MAX_DEPTH, TextError, span};
use crate::manifest::golang;
use crate::manifest::scalar::whole;
use crate::manifest::tree::{Entry, Node, Place, Value};

/// Bytes that kubectl looks at to tell JSON from YAML.
const PEEKED: usize = 4096;

/// True where the text starts, white space aside, with a brace.
pub(super) fn looks_like_json(text: &str) -> bool {
    let head = text.get(..text.floor_char_boundary(PEEKED.min(text.len()))).unwrap_or_default();
    head.trim_start().starts_with('{')
}

/// Where a parser stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Position {
    /// In bytes.
    pub(super) offset: usize,
    /// From 1.
    pub(super) line: u32,
    /// In characters, from 1.
    pub(super) column: u32,
}

/// Reads value after value.
pub(super) struct Parser<'a> {
    text: &'a str,
    at: Position,
}

impl<'a> Parser<'a> {
    /// A parser at the start of `text`.
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: Position { offset: 0, line: 1, column: 1 } }
    }

    /// Where it stands.
    pub(super) fn position(&self) -> Position {
        self.at
    }

    /// The next value with its own text; `None` at the end.
    pub(super) fn next_value(&mut self) -> Result<Option<(Node, &'a str)>, TextError> {
        self.white_space();
        if self.peek().is_none() {
            return Ok(None);
        }
        let start = self.at.offset;
        let node = self.value(0)?;
        Ok(Some((node, self.text.get(start..self.at.offset).unwrap_or_default())))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at.offset).copied()
    }

    fn place(&self) -> Place {
        Place { line: self.at.line, column: self.at.column }
    }

    /// Goes one byte on. A character counts when its first byte is passed.
    fn bump(&mut self) {
        match self.peek() {
            Some(b'\n') => {
                self.at.line = self.at.line.saturating_add(1);
                self.at.column = 1;
            }
            Some(byte) if byte & 0xc0 != 0x80 => self.at.column = self.at.column.saturating_add(1),
            _ => {}
        }
        self.at.offset += 1;
    }

    fn white_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.bump();
        }
    }

    /// Go's syntax error at the byte that comes next.
    fn invalid(&self, context: &str) -> TextError {
        let message = match self.peek() {
            None => "unexpected EOF".to_owned(),
            Some(byte) => {
                format!("json: offset {}: invalid character {} {context}", self.at.offset + 1, quote_byte(byte))
            }
        };
        TextError { message, place: self.place() }
    }

    fn value(&mut self, depth: usize) -> Result<Node, TextError> {
        if depth > MAX_DEPTH {
            let message = format!("json: offset {}: exceeded max depth", self.at.offset + 1);
            return Err(TextError { message, place: self.place() });
        }
        let start = self.place();
        let value = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Value::String(self.string()?),
            Some(b't') => self.literal("true", Value::Bool(true))?,
            Some(b'f') => self.literal("false", Value::Bool(false))?,
            Some(b'n') => self.literal("null", Value::Null)?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => return Err(self.invalid("looking for beginning of value")),
        };
        Ok(Node { value, span: span(start, self.place()) })
    }

    fn object(&mut self, depth: usize) -> Result<Value, TextError> {
        self.bump();
        self.white_space();
        let mut entries = Vec::new();
        if self.peek() == Some(b'}') {
            self.bump();
            return Ok(Value::Mapping(entries));
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.invalid("looking for beginning of object key string"));
            }
            let start = self.place();
            let key = self.string()?;
            let key_span = span(start, self.place());
            self.white_space();
            if self.peek() != Some(b':') {
                return Err(self.invalid("after object key"));
            }
            self.bump();
            self.white_space();
            let node = self.value(depth + 1)?;
            entries.push(Entry { key, key_span, node });
            self.white_space();
            match self.peek() {
                Some(b',') => self.bump(),
                Some(b'}') => break,
                _ => return Err(self.invalid("after object key:value pair")),
            }
            self.white_space();
        }
        self.bump();
        Ok(Value::Mapping(entries))
    }

    fn array(&mut self, depth: usize) -> Result<Value, TextError> {
        self.bump();
        self.white_space();
        let mut items = Vec::new();
        if self.peek() == Some(b']') {
            self.bump();
            return Ok(Value::Sequence(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.white_space();
            match self.peek() {
                Some(b',') => self.bump(),
                Some(b']') => break,
                _ => return Err(self.invalid("after array element")),
            }
            self.white_space();
        }
        self.bump();
        Ok(Value::Sequence(items))
    }

    fn literal(&mut self, word: &str, value: Value) -> Result<Value, TextError> {
        for (index, expected) in word.bytes().enumerate() {
            if self.peek() != Some(expected) {
                debug_assert!(index > 0, "the first letter has been looked at");
                return Err(self.invalid(&format!("in literal {word} (expecting '{}')", char::from(expected))));
            }
            self.bump();
        }
        Ok(value)
    }

    fn number(&mut self) -> Result<Value, TextError> {
        let start = self.at.offset;
        if self.peek() == Some(b'-') {
            self.bump();
        }
        match self.peek() {
            Some(b'0') => self.bump(),
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(self.invalid("in numeric literal")),
        }
        let mut is_float = false;
        if self.peek() == Some(b'.') {
            is_float = true;
            self.bump();
            self.some_digits("after decimal point in numeric literal")?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            is_float = true;
            self.bump();
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.bump();
            }
            self.some_digits("in exponent of numeric literal")?;
        }
        let text = self.text.get(start..self.at.offset).unwrap_or_default();
        if !is_float && let Ok(number) = text.parse() {
            return Ok(Value::Int(number));
        }
        let number: f64 = text.parse().unwrap_or(f64::INFINITY);
        if number.is_infinite() {
            let message = format!("json: cannot unmarshal number {text} into Go value of type float64");
            return Err(TextError { message, place: self.place() });
        }
        Ok(whole(number).map_or(Value::Float(number), Value::Int))
    }

    fn digits(&mut self) {
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.bump();
        }
    }

    fn some_digits(&mut self, context: &str) -> Result<(), TextError> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return Err(self.invalid(context));
        }
        self.digits();
        Ok(())
    }

    fn string(&mut self) -> Result<String, TextError> {
        self.bump();
        let mut out = String::new();
        loop {
            let run = self.at.offset;
            while matches!(self.peek(), Some(byte) if byte >= 0x20 && byte != b'"' && byte != b'\\') {
                self.bump();
            }
            out.push_str(self.text.get(run..self.at.offset).unwrap_or_default());
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    self.bump();
                    let c = self.escape()?;
                    out.push(c);
                }
                _ => return Err(self.invalid("in string literal")),
            }
        }
        self.bump();
        Ok(out)
    }

    fn escape(&mut self) -> Result<char, TextError> {
        let c = match self.peek() {
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(byte @ (b'\\' | b'/' | b'"')) => char::from(byte),
            Some(b'u') => {
                self.bump();
                return self.unicode_escape();
            }
            _ => return Err(self.invalid("in string escape code")),
        };
        self.bump();
        Ok(c)
    }

    /// Four hexadecimal digits; two surrogates that belong together are one character, a lone one is none.
    fn unicode_escape(&mut self) -> Result<char, TextError> {
        let unit = self.hex_unit()?;
        if !(0xd800..0xe000).contains(&unit) {
            return Ok(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let before = self.at;
        if unit < 0xdc00 && self.text.as_bytes().get(self.at.offset..).is_some_and(|rest| rest.starts_with(b"\\u")) {
            self.bump();
            self.bump();
            let low = self.hex_unit()?;
            if (0xdc00..0xe000).contains(&low) {
                let code = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = before;
        }
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn hex_unit(&mut self) -> Result<u32, TextError> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else { return Err(self.invalid("in \\u hexadecimal character escape")) };
            unit = unit * 16 + digit;
            self.bump();
        }
        Ok(unit)
    }
}

/// A byte as Go's scanner quotes it.
fn quote_byte(byte: u8) -> String {
    match byte {
        b'\'' => r"'\''".to_owned(),
        b'"' => "'\"'".to_owned(),
        byte => {
            let quoted = golang::quote(&char::from(byte).to_string());
            format!("'{}'", quoted.trim_matches('"'))
        }
    }
}
