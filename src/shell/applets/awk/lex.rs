//! The words of an awk program. It must not know grammar, except where a slash begins a pattern.

/// A word.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    Number(f64),
    Text(String),
    Pattern(String),
    /// A name; `true` if a parenthesis follows at once, as in a call of a function.
    Name(String, bool),
    Keyword(&'static str),
    Builtin(&'static str),
    Sign(&'static str),
    Newline,
    End,
}

const KEYWORDS: [&str; 18] = [
    "BEGIN", "END", "function", "func", "if", "else", "while", "for", "do", "break", "continue", "next", "nextfile",
    "exit", "return", "delete", "in", "getline",
];
const OUTPUT: [&str; 2] = ["print", "printf"];
/// The functions that every awk of busybox has.
const BUILTINS: [&str; 29] = [
    "length", "substr", "index", "split", "sub", "gsub", "match", "sprintf", "sin", "cos", "atan2", "exp", "log",
    "sqrt", "int", "rand", "srand", "tolower", "toupper", "system", "close", "fflush", "strftime", "systime", "mktime",
    "and", "or", "xor", "compl",
];
const SHIFTS: [&str; 2] = ["lshift", "rshift"];
const SIGNS: [&str; 45] = [
    "**=", "&&", "||", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=", "^=", "**", "++", "--", ">>", "!~", "{",
    "}", "(", ")", "[", "]", ";", ",", "+", "-", "*", "/", "%", "^", "!", ">", "<", "|", "?", ":", "~", "$", "=", "&",
    "@", "\\", "#",
];

/// Cuts a program into words.
///
/// # Errors
/// What is wrong, as busybox says it.
pub fn words(text: &str) -> Result<Vec<Token>, String> {
    let mut lexer = Lexer { rest: text, tokens: Vec::new() };
    while lexer.next()? {}
    lexer.tokens.push(Token::Newline);
    lexer.tokens.push(Token::End);
    Ok(lexer.tokens)
}

struct Lexer<'a> {
    rest: &'a str,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn next(&mut self) -> Result<bool, String> {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\r']);
        if let Some(rest) = self.rest.strip_prefix("\\\n") {
            self.rest = rest;
            return Ok(true);
        }
        let Some(first) = self.rest.chars().next() else { return Ok(false) };
        match first {
            '#' => self.rest = self.rest.find('\n').map_or("", |at| &self.rest[at..]),
            '\n' => {
                self.rest = &self.rest[1..];
                self.tokens.push(Token::Newline);
            }
            '"' => {
                let text = self.quoted('"').ok_or("Unexpected end of string")?;
                self.tokens.push(Token::Text(escapes(&text)));
            }
            '/' if self.pattern_may_stand() => {
                let text = self.quoted('/').ok_or("Unexpected end of string")?;
                self.tokens.push(Token::Pattern(text.replace("\\/", "/")));
            }
            '0'..='9' => self.number(),
            '.' if self.rest[1..].starts_with(|c: char| c.is_ascii_digit()) => self.number(),
            'a'..='z' | 'A'..='Z' | '_' => self.name(),
            _ => {
                let Some(sign) = SIGNS.iter().find(|sign| self.rest.starts_with(**sign)) else {
                    return Err("Unexpected token".to_owned());
                };
                self.rest = &self.rest[sign.len()..];
                self.tokens.push(Token::Sign(match *sign {
                    "**" => "^",
                    "**=" => "^=",
                    sign => sign,
                }));
            }
        }
        Ok(true)
    }

    /// Whether a slash here begins a pattern: where a value may stand and none has just ended.
    fn pattern_may_stand(&self) -> bool {
        !matches!(
            self.tokens.last(),
            Some(
                Token::Number(_)
                    | Token::Text(_)
                    | Token::Pattern(_)
                    | Token::Name(..)
                    | Token::Builtin(_)
                    | Token::Sign(")" | "]" | "$" | "++" | "--")
            )
        )
    }

    fn quoted(&mut self, end: char) -> Option<String> {
        let mut escaped = false;
        let mut in_bracket = false;
        for (at, c) in self.rest.char_indices().skip(1) {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '\n' if end == '/' => return None,
                '[' if end == '/' => in_bracket = true,
                ']' => in_bracket = false,
                c if c == end && !in_bracket => {
                    let text = self.rest[1..at].to_owned();
                    self.rest = &self.rest[at + 1..];
                    return Some(text);
                }
                _ => {}
            }
        }
        None
    }

    fn number(&mut self) {
        if let Some(hex) = self.rest.strip_prefix("0x").or_else(|| self.rest.strip_prefix("0X")) {
            let digits = hex.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(hex.len());
            if let (true, Ok(number)) = (digits > 0, u64::from_str_radix(&hex[..digits], 16)) {
                #[expect(clippy::cast_precision_loss, reason = "awk's numbers are doubles")]
                self.tokens.push(Token::Number(number as f64));
                self.rest = &hex[digits..];
                return;
            }
        }
        let octal = self.rest.find(|c: char| !('0'..='7').contains(&c)).unwrap_or(self.rest.len());
        if octal > 1 && self.rest.starts_with('0') && !self.rest[octal..].starts_with(['8', '9', '.']) {
            let number = u64::from_str_radix(&self.rest[..octal], 8).unwrap_or(u64::MAX);
            #[expect(clippy::cast_precision_loss, reason = "awk's numbers are doubles")]
            self.tokens.push(Token::Number(number as f64));
            self.rest = &self.rest[octal..];
            return;
        }
        let (number, length) = super::value::leading_number(self.rest);
        self.rest = &self.rest[length.max(1)..];
        self.tokens.push(Token::Number(number));
    }

    fn name(&mut self) {
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        let known = |list: &[&'static str]| list.iter().find(|known| **known == name).copied();
        let token = if let Some(keyword) = known(&KEYWORDS).or_else(|| known(&OUTPUT)) {
            Token::Keyword(if keyword == "func" { "function" } else { keyword })
        } else if let Some(builtin) = known(&BUILTINS).or_else(|| known(&SHIFTS)) {
            Token::Builtin(builtin)
        } else {
            Token::Name(name.to_owned(), rest.starts_with('('))
        };
        self.tokens.push(token);
    }
}

/// A text with its backslashes taken.
pub fn escapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('a') => out.push('\u{7}'),
            Some('b') => out.push('\u{8}'),
            Some('f') => out.push('\u{c}'),
            Some('v') => out.push('\u{b}'),
            Some('\n') => {}
            Some(digit @ '0'..='7') => {
                let mut code = digit.to_digit(8).unwrap_or(0);
                for _ in 0..2 {
                    let Some(next) = chars.peek().and_then(|c| c.to_digit(8)) else { break };
                    code = code * 8 + next;
                    chars.next();
                }
                out.push(crate::world::text::byte_char(u8::try_from(code & 0xff).unwrap_or(b'?')));
            }
            // What is no escape loses its backslash.
            Some(other) => out.push(other),
            None => out.push('\\'),
        }
    }
    out
}
