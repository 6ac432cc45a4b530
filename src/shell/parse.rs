//! Reading scripts as ash does: one complete command at a time, so that what stands before a mistake still runs, and with
//! ash's own words for the mistake. It must not know how commands are run.
//!
//! The grammar is read by us, not by `brush-parser`: that one knows bash's grammar and not ash's (it refuses `f() echo x` and
//! an unfinished here-document), says only "syntax error at end of input" where ash names what it missed and expected, parses
//! a whole file before anything runs, and overflows the stack at 200 nested commands.

mod alias;
pub mod command;
mod token;
mod word;

use std::cell::OnceCell;
use std::rc::Rc;

use super::ast::{Command, Word};
pub use token::RESERVED;
use token::Token;

/// How deep commands and expansions may be nested in each other.
const MOST_DEEP: u32 = 80;

/// A mistake in a script.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("syntax error: {message}")]
pub struct SyntaxError {
    /// What ash says after `syntax error: `.
    pub message: String,
    /// The line, from 1.
    pub line: u32,
    /// The text ended too early: more of it could mend this.
    pub at_end: bool,
}

/// A script that is being read.
pub struct Parser {
    chars: Vec<char>,
    pos: usize,
    line: u32,
    ahead: Option<Token>,
    /// How many characters were left where the token ahead begins.
    left: usize,
    here: Vec<Here>,
    depth: u32,
    aliases: alias::Aliases,
}

/// A here-document whose lines are still to come.
struct Here {
    end: String,
    quoted: bool,
    strip_tabs: bool,
    slot: Rc<OnceCell<Word>>,
}

type Parsed<T> = Result<T, SyntaxError>;

impl Parser {
    /// Begins to read a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Parser {
            chars: text.chars().collect(),
            pos: 0,
            line: 1,
            ahead: None,
            left: 0,
            here: Vec::new(),
            depth: 0,
            aliases: alias::Aliases::default(),
        }
    }

    /// Begins to read a part of a text at a line of the whole.
    fn inside(text: &str, line: u32, depth: u32) -> Self {
        Parser { line, depth, ..Parser::new(text) }
    }

    /// The line that was reached.
    #[must_use]
    pub fn line(&self) -> u32 {
        self.line
    }

    /// Says which line comes next: scripts count from 1, the text of `sh -c` from 0.
    pub fn set_line(&mut self, line: u32) {
        self.line = line;
    }

    /// The text from a place on to the end of the line that has been reached, and the place behind it.
    #[must_use]
    pub fn lines_read(&self, from: usize) -> (String, usize) {
        let reached = self.pos.min(self.chars.len()).saturating_sub(1).max(from);
        let end = self.chars[reached..].iter().position(|c| *c == '\n').map_or(self.chars.len(), |at| reached + at + 1);
        (self.chars[from..end].iter().collect(), end)
    }

    /// Whether nothing but blank lines is left.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.ahead.is_none() && self.chars[self.pos.min(self.chars.len())..].iter().all(|c| c.is_whitespace())
    }

    /// The next complete command, none at the end.
    ///
    /// # Errors
    /// What ash would call a syntax error.
    pub fn next_command(&mut self) -> Parsed<Option<Rc<Command>>> {
        self.aliases.begin();
        loop {
            match self.peek_token()? {
                Token::End => return Ok(None),
                Token::Newline => {
                    self.token()?;
                }
                _ => break,
            }
        }
        let command = self.line_of_commands()?;
        Ok(Some(command))
    }

    /// The whole of a text as one command.
    ///
    /// # Errors
    /// As `next_command`.
    pub fn whole(mut self) -> Parsed<Rc<Command>> {
        let mut commands = Vec::new();
        while let Some(command) = self.next_command()? {
            commands.push(command);
        }
        Ok(Rc::new(Command::List(commands)))
    }

    fn error<T>(&self, message: impl Into<String>) -> Parsed<T> {
        Err(SyntaxError { message: message.into(), line: self.line, at_end: self.pos >= self.chars.len() })
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MOST_DEEP {
            return self.error("nested too deeply for this simulator");
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// The next character, with line continuations taken out.
    fn peek(&mut self) -> Option<char> {
        while self.chars.get(self.pos) == Some(&'\\') && self.chars.get(self.pos + 1) == Some(&'\n') {
            self.pos += 2;
            self.line += 1;
        }
        self.chars.get(self.pos).copied()
    }

    fn peek_second(&self) -> Option<char> {
        self.chars.get(self.pos + 1).copied()
    }

    /// Takes the next character, whatever it is.
    fn bump(&mut self) -> Option<char> {
        let c = self.chars.get(self.pos).copied()?;
        self.pos += 1;
        if c == '\n' {
            self.line += 1;
        }
        Some(c)
    }

    fn eat(&mut self, wanted: char) -> bool {
        let there = self.peek() == Some(wanted);
        if there {
            self.pos += 1;
        }
        there
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        match Parser::new(text).whole() {
            Ok(_) => "fine".into(),
            Err(error) => format!("{}: {error}", error.line),
        }
    }

    #[test]
    fn mistakes_are_named_as_ash_names_them() {
        let cases = [
            ("if true; then echo x", "1: syntax error: unexpected end of file (expecting \"fi\")"),
            ("echo a; done", "1: syntax error: unexpected \"done\""),
            ("if true; fi", "1: syntax error: unexpected \"fi\" (expecting \"then\")"),
            ("for x in a; echo; done", "1: syntax error: unexpected word (expecting \"do\")"),
            ("echo 'abc", "1: syntax error: unterminated quoted string"),
            ("echo $(echo a", "1: syntax error: unexpected end of file (expecting \")\")"),
            ("echo `echo a", "1: syntax error: EOF in backquote substitution"),
            ("echo a\n&& b", "2: syntax error: unexpected \"&&\""),
            ("a b)", "1: syntax error: unexpected \")\""),
            ("echo ${x", "1: syntax error: missing '}'"),
            ("echo ${x!y}", "fine"),
            ("cat <(echo a", "1: syntax error: unexpected end of file (expecting \")\")"),
            ("f() echo hi; cat <<E\nno end", "fine"),
            ("case x in a) echo;; (b|c) ;; esac", "fine"),
        ];
        for (text, expected) in cases {
            assert_eq!(said(text), expected, "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_refused_on_a_small_stack() {
        let run = || {
            for (open, close) in
                [("( ", " )"), ("echo $(", ")"), ("if true; then ", "; fi"), ("${x:-", "}"), ("\"$(", ")\"")]
            {
                for depth in [200, 20_000] {
                    let text = format!("{}echo x{}", open.repeat(depth), close.repeat(depth));
                    assert!(said(&text).contains("nested too deeply"), "{open}: {}", said(&text));
                }
            }
        };
        std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap().join().unwrap();
    }
}
