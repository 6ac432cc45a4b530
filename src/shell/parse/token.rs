//! Scripts into tokens: operators, words, newlines with the here-documents that follow them.

use super::{Here, Parsed, Parser};
use crate::shell::ast::{Piece, Word};

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A word; `plain` is its text if nothing in it was quoted or expanded.
    Word {
        word: Word,
        plain: Option<String>,
    },
    /// A descriptor right before a redirection.
    Number(i32),
    Op(&'static str),
    Newline,
    End,
}

/// Operators, the longer before those that they begin with.
const OPERATORS: [&str; 17] =
    ["<<-", "&&", "||", ";;", "<<", ">>", "<&", ">&", "<>", ">|", "&>", ";", "&", "|", "(", ")", "<"];

/// Words that mean something where a command may begin.
pub const RESERVED: [&str; 16] =
    ["!", "{", "}", "case", "do", "done", "elif", "else", "esac", "fi", "for", "if", "in", "then", "until", "while"];

impl Token {
    /// The reserved word that it is, where one may stand.
    pub fn reserved(&self) -> Option<&str> {
        match self {
            Token::Word { plain: Some(plain), .. } if RESERVED.contains(&plain.as_str()) => Some(plain),
            _ => None,
        }
    }

    /// Whether it is this reserved word or operator.
    pub fn is(&self, wanted: &str) -> bool {
        match self {
            Token::Op(op) => *op == wanted,
            _ => self.reserved() == Some(wanted),
        }
    }

    /// How ash names it in a message.
    pub fn name(&self) -> String {
        match self {
            Token::Word { .. } => match self.reserved() {
                Some(word) if word != "in" => format!("\"{word}\""),
                _ => "word".into(),
            },
            Token::Number(_) => "redirection".into(),
            Token::Op(op) if is_redirection(op) => "redirection".into(),
            Token::Op(op) => format!("\"{op}\""),
            Token::Newline => "newline".into(),
            Token::End => "end of file".into(),
        }
    }
}

/// Whether an operator redirects.
pub(super) fn is_redirection(op: &str) -> bool {
    (op.starts_with('<') || op.starts_with('>') || op == "&>") && !op.is_empty()
}

impl Parser {
    pub(super) fn peek_token(&mut self) -> Parsed<Token> {
        if self.ahead.is_none() {
            let token = self.read_token()?;
            self.ahead = Some(token);
        }
        Ok(self.ahead.clone().unwrap_or(Token::End))
    }

    pub(super) fn token(&mut self) -> Parsed<Token> {
        match self.ahead.take() {
            Some(token) => Ok(token),
            None => self.read_token(),
        }
    }

    /// Whether the next token is this operator or reserved word; takes it if so.
    pub(super) fn take(&mut self, wanted: &str) -> Parsed<bool> {
        let there = self.peek_token()?.is(wanted);
        if there {
            self.ahead = None;
        }
        Ok(there)
    }

    fn read_token(&mut self) -> Parsed<Token> {
        self.skip_blanks();
        self.left = self.chars.len() - self.pos.min(self.chars.len());
        let Some(c) = self.peek() else {
            self.read_here_documents()?;
            return Ok(Token::End);
        };
        if c == '\n' {
            self.bump();
            self.read_here_documents()?;
            return Ok(Token::Newline);
        }
        let substitutes = matches!(c, '<' | '>') && self.peek_second() == Some('(');
        if let Some(op) = if substitutes { None } else { self.operator() } {
            return Ok(Token::Op(op));
        }
        let start = self.pos;
        let word = self.word()?;
        if let [Piece::Literal(text)] = word.as_slice() {
            let redirects = matches!(self.chars.get(self.pos), Some('<' | '>'));
            if redirects
                && text.len() == self.pos - start
                && text.bytes().all(|byte| byte.is_ascii_digit())
                && let Ok(fd) = text.parse()
            {
                return Ok(Token::Number(fd));
            }
            let plain = Some(text.clone());
            return Ok(Token::Word { word, plain });
        }
        Ok(Token::Word { word, plain: None })
    }

    pub(super) fn skip_blanks(&mut self) {
        loop {
            match self.peek() {
                Some(' ' | '\t') => self.pos += 1,
                Some('#') => {
                    while self.chars.get(self.pos).is_some_and(|c| *c != '\n') {
                        self.pos += 1;
                    }
                }
                _ => return,
            }
        }
    }

    fn operator(&mut self) -> Option<&'static str> {
        let found = OPERATORS.iter().chain(&[">"]).find(|op| {
            let mut at = self.pos;
            op.chars().all(|wanted| {
                while self.chars.get(at) == Some(&'\\') && self.chars.get(at + 1) == Some(&'\n') {
                    at += 2;
                }
                at += 1;
                self.chars.get(at - 1) == Some(&wanted)
            })
        })?;
        for _ in found.chars() {
            self.peek();
            self.pos += 1;
        }
        Some(found)
    }

    /// Notes a here-document; its delimiter is the next word.
    pub(super) fn here_document(&mut self, strip_tabs: bool) -> Parsed<std::rc::Rc<std::cell::OnceCell<Word>>> {
        self.skip_blanks();
        if matches!(self.peek(), None | Some('\n')) || self.operator().is_some() {
            let token = if self.peek().is_none() { "end of file" } else { "newline" };
            return self.error(format!("unexpected {token}"));
        }
        let word = self.word()?;
        let quoted = word.iter().any(|piece| matches!(piece, Piece::Quoted(_)));
        let mut end = String::new();
        for piece in &word {
            match piece {
                Piece::Literal(text) | Piece::Quoted(text) => end.push_str(text),
                Piece::Tilde(text) => {
                    end.push('~');
                    end.push_str(text);
                }
                Piece::Parameter(parameter, _) => {
                    end.push('$');
                    end.push_str(&parameter.name);
                }
                _ => {}
            }
        }
        let slot = std::rc::Rc::default();
        self.here.push(Here { end, quoted, strip_tabs, slot: std::rc::Rc::clone(&slot) });
        Ok(slot)
    }

    fn read_here_documents(&mut self) -> Parsed<()> {
        for here in std::mem::take(&mut self.here) {
            let line = self.line;
            let mut body = String::new();
            while self.pos < self.chars.len() {
                let mut text = self.raw_line(&here);
                // A line that ends in a backslash goes on in the next, before the end is looked for.
                while !here.quoted && text.ends_with('\\') && odd_backslashes(&text) && self.pos < self.chars.len() {
                    text.pop();
                    let next = self.raw_line(&here);
                    text.push_str(&next);
                }
                if text == here.end {
                    break;
                }
                body.push_str(&text);
                body.push('\n');
            }
            let word = if here.quoted {
                vec![Piece::Quoted(body)]
            } else {
                let mut inside = Parser::inside(&body, line, self.depth);
                inside.here_text()?
            };
            // Each slot is filled once, here.
            let _ = here.slot.set(word);
        }
        Ok(())
    }

    fn raw_line(&mut self, here: &Here) -> String {
        if here.strip_tabs {
            while self.chars.get(self.pos) == Some(&'\t') {
                self.pos += 1;
            }
        }
        let rest = &self.chars[self.pos..];
        let length = rest.iter().position(|c| *c == '\n').unwrap_or(rest.len());
        let text = rest[..length].iter().collect();
        self.pos = (self.pos + length + 1).min(self.chars.len());
        self.line += 1;
        text
    }
}

fn odd_backslashes(text: &str) -> bool {
    (text.len() - text.trim_end_matches('\\').len()) % 2 == 1
}
