//! Tokens into commands: the grammar.

use std::rc::Rc;

use super::token::{Token, is_redirection};
use super::word::tilde;
use super::{Parsed, Parser};
use crate::shell::ast::{Command, Piece, Redirect, Target, Word};

impl Parser {
    /// Commands up to the end of the line.
    pub(super) fn line_of_commands(&mut self) -> Parsed<Rc<Command>> {
        let mut commands = Vec::new();
        loop {
            commands.push(self.and_or_with_background()?);
            match self.peek_token()? {
                Token::Op(";" | "&") => {
                    self.token()?;
                    if matches!(self.peek_token()?, Token::Newline | Token::End) {
                        self.token()?;
                        break;
                    }
                }
                Token::Newline | Token::End => {
                    self.token()?;
                    break;
                }
                _ => {
                    // After "&" the next command follows at once.
                    if !matches!(commands.last().map(Rc::as_ref), Some(Command::Background(_))) {
                        return self.unexpected(None);
                    }
                }
            }
        }
        Ok(one_or_list(commands))
    }

    /// An and-or list; with `&` after it, in the background (the `&` is taken).
    fn and_or_with_background(&mut self) -> Parsed<Rc<Command>> {
        let command = self.and_or()?;
        if self.peek_token()?.is("&") {
            self.token()?;
            let background = Rc::new(Command::Background(command));
            return Ok(background);
        }
        Ok(command)
    }

    /// Commands up to a closing word or operator, which is taken.
    pub(super) fn list_until(&mut self, end: &str) -> Parsed<Rc<Command>> {
        let list = self.list(end == ")")?;
        self.expect(end)?;
        Ok(list)
    }

    /// Commands up to anything that cannot begin one.
    fn list(&mut self, may_be_empty: bool) -> Parsed<Rc<Command>> {
        let mut commands = Vec::new();
        loop {
            self.skip_newlines()?;
            let token = self.peek_token()?;
            let closes = token == Token::End
                || token.is(")")
                || token.is(";;")
                || matches!(token.reserved(), Some("then" | "else" | "elif" | "fi" | "do" | "done" | "esac" | "}"));
            if closes {
                break;
            }
            let command = self.and_or_with_background()?;
            let background = matches!(command.as_ref(), Command::Background(_));
            commands.push(command);
            match self.peek_token()? {
                Token::Op(";") if !background => {
                    self.token()?;
                }
                Token::Newline => {}
                _ if background => {}
                _ => break,
            }
        }
        // Of a text that ends here is told what would have to follow.
        if commands.is_empty() && !may_be_empty && self.peek_token()? != Token::End {
            return self.unexpected(None);
        }
        Ok(one_or_list(commands))
    }

    fn skip_newlines(&mut self) -> Parsed<()> {
        while self.peek_token()? == Token::Newline {
            self.token()?;
        }
        Ok(())
    }

    fn expect(&mut self, wanted: &str) -> Parsed<()> {
        if self.take(wanted)? { Ok(()) } else { self.unexpected(Some(wanted)) }
    }

    fn unexpected<T>(&mut self, expecting: Option<&str>) -> Parsed<T> {
        let token = self.peek_token()?;
        let expecting = expecting.map(|wanted| format!(" (expecting \"{wanted}\")")).unwrap_or_default();
        let message = format!("unexpected {}{expecting}", token.name());
        // A newline was counted when it was read, as ash counts it.
        let mut result = self.error(message);
        if let Err(error) = &mut result {
            error.at_end = token == Token::End;
        }
        result
    }

    fn and_or(&mut self) -> Parsed<Rc<Command>> {
        let first = self.pipeline()?;
        let mut rest = Vec::new();
        loop {
            let and = match self.peek_token()? {
                Token::Op("&&") => true,
                Token::Op("||") => false,
                _ => break,
            };
            self.token()?;
            self.skip_newlines()?;
            rest.push((and, self.pipeline()?));
        }
        Ok(if rest.is_empty() { first } else { Rc::new(Command::AndOr(first, rest)) })
    }

    fn pipeline(&mut self) -> Parsed<Rc<Command>> {
        let mut negated = false;
        while self.take("!")? {
            negated = !negated;
        }
        let mut stages = vec![self.deeper(Self::command)?];
        while self.take("|")? {
            self.skip_newlines()?;
            stages.push(self.deeper(Self::command)?);
        }
        let pipeline = match stages.len() {
            1 => stages.remove(0),
            _ => Rc::new(Command::Pipeline(stages)),
        };
        Ok(if negated { Rc::new(Command::Not(pipeline)) } else { pipeline })
    }

    fn command(&mut self) -> Parsed<Rc<Command>> {
        self.expand_alias()?;
        let token = self.peek_token()?;
        let compound = match token.reserved() {
            Some("if") => self.if_command()?,
            Some(word @ ("while" | "until")) => {
                let until = word == "until";
                self.token()?;
                let condition = self.list(false)?;
                self.expect("do")?;
                let body = self.list(false)?;
                self.expect("done")?;
                Command::Loop(!until, condition, body)
            }
            Some("for") => self.for_command()?,
            Some("case") => self.case_command()?,
            Some("{") => {
                self.token()?;
                let body = self.list(false)?;
                self.expect("}")?;
                Command::Group(body)
            }
            Some("in" | "!") | None => {
                if token.is("(") {
                    self.token()?;
                    let body = self.list(false)?;
                    self.expect(")")?;
                    Command::Subshell(body)
                } else {
                    return self.simple();
                }
            }
            Some(_) => return self.unexpected(None),
        };
        let mut redirects = Vec::new();
        while let Some(redirect) = self.redirect()? {
            redirects.push(redirect);
        }
        let compound = Rc::new(compound);
        Ok(if redirects.is_empty() { compound } else { Rc::new(Command::Redirected(compound, redirects)) })
    }

    fn if_command(&mut self) -> Parsed<Command> {
        let mut clauses = Vec::new();
        let mut otherwise = None;
        self.token()?;
        loop {
            let condition = self.list(false)?;
            self.expect("then")?;
            clauses.push((condition, self.list(false)?));
            if self.take("elif")? {
                continue;
            }
            if self.take("else")? {
                otherwise = Some(self.list(false)?);
            }
            self.expect("fi")?;
            return Ok(Command::If(clauses, otherwise));
        }
    }

    fn for_command(&mut self) -> Parsed<Command> {
        self.token()?;
        let name = match self.peek_token()? {
            Token::Word { plain: Some(name), .. } if is_name(&name) => name,
            _ => return self.error("bad for loop variable"),
        };
        self.token()?;
        let mut words = None;
        self.skip_newlines()?;
        let has_in = matches!(self.peek_token()?, Token::Word { plain: Some(plain), .. } if plain == "in");
        if has_in {
            self.token()?;
            let mut list = Vec::new();
            while let Token::Word { word, .. } = self.peek_token()? {
                self.token()?;
                list.push(word);
            }
            words = Some(list);
            if !matches!(self.peek_token()?, Token::Newline | Token::Op(";")) {
                return self.unexpected(None);
            }
            self.token()?;
        } else if self.peek_token()?.is(";") {
            self.token()?;
        }
        self.skip_newlines()?;
        if self.take("{")? {
            let body = self.list(false)?;
            self.expect("}")?;
            return Ok(Command::For(name, words, body));
        }
        self.expect("do")?;
        let body = self.list(false)?;
        self.expect("done")?;
        Ok(Command::For(name, words, body))
    }

    fn case_command(&mut self) -> Parsed<Command> {
        self.token()?;
        let subject = match self.token()? {
            Token::Word { word, .. } => word,
            other => {
                self.ahead = Some(other);
                return self.unexpected(None);
            }
        };
        self.skip_newlines()?;
        let has_in = matches!(self.peek_token()?, Token::Word { plain: Some(plain), .. } if plain == "in");
        if !has_in {
            return self.unexpected(Some("in"));
        }
        self.token()?;
        let mut arms = Vec::new();
        loop {
            self.skip_newlines()?;
            if self.take("esac")? {
                return Ok(Command::Case(subject, arms));
            }
            self.take("(")?;
            let mut patterns = Vec::new();
            loop {
                match self.peek_token()? {
                    Token::Word { word, .. } => {
                        self.token()?;
                        patterns.push(word);
                    }
                    _ => return self.unexpected(if patterns.is_empty() { Some(")") } else { None }),
                }
                if !self.take("|")? {
                    break;
                }
            }
            self.expect(")")?;
            let body = self.list(true)?;
            let body = if matches!(body.as_ref(), Command::List(list) if list.is_empty()) { None } else { Some(body) };
            arms.push((patterns, body));
            if self.take("esac")? {
                return Ok(Command::Case(subject, arms));
            }
            self.expect(";;")?;
        }
    }

    fn simple(&mut self) -> Parsed<Rc<Command>> {
        let mut assignments = Vec::new();
        let mut words: Vec<Word> = Vec::new();
        let mut redirects = Vec::new();
        let mut line = None;
        loop {
            if let Some(redirect) = self.redirect()? {
                redirects.push(redirect);
                line.get_or_insert(self.line);
                continue;
            }
            if words.is_empty() && !assignments.is_empty() {
                self.expand_alias()?;
            } else {
                self.expand_next_alias()?;
            }
            match self.peek_token()? {
                Token::Word { word, plain } => {
                    line.get_or_insert(self.line);
                    self.token()?;
                    if words.is_empty() {
                        if let Some(assignment) = assignment(&word) {
                            assignments.push(assignment);
                            continue;
                        }
                        if let Some(name) = &plain
                            && name == "function"
                            && assignments.is_empty()
                            && let Token::Word { plain: Some(name), .. } = self.peek_token()?
                        {
                            self.token()?;
                            return self.function(name);
                        }
                    }
                    words.push(word);
                }
                // Within "[[ … ]]" these are busybox's "-a" and "-o".
                Token::Op(op @ ("&&" | "||"))
                    if matches!(words.first().map(Vec::as_slice), Some([Piece::Literal(name)]) if name == "[[")
                        && !matches!(words.last().map(Vec::as_slice), Some([Piece::Literal(last)]) if last == "]]") =>
                {
                    self.token()?;
                    words.push(vec![Piece::Literal(if op == "&&" { "-a" } else { "-o" }.into())]);
                }
                Token::Op("(") if words.len() == 1 && assignments.is_empty() && redirects.is_empty() => {
                    let name = match words.first().map(Vec::as_slice) {
                        Some([Piece::Literal(name)]) => name.clone(),
                        _ => return self.error("bad function name"),
                    };
                    return self.function(name);
                }
                _ => break,
            }
        }
        if words.is_empty() && assignments.is_empty() && redirects.is_empty() {
            return self.unexpected(None);
        }
        let line = line.unwrap_or(self.line);
        Ok(Rc::new(Command::Simple { assignments, words, redirects, line }))
    }

    fn function(&mut self, name: String) -> Parsed<Rc<Command>> {
        if self.take("(")? {
            self.expect(")")?;
        }
        self.skip_newlines()?;
        let body = self.deeper(Self::command)?;
        Ok(Rc::new(Command::Function(name, body)))
    }

    fn redirect(&mut self) -> Parsed<Option<Redirect>> {
        let mut fd = None;
        if let Token::Number(number) = self.peek_token()? {
            self.token()?;
            fd = Some(number);
        }
        let op = match self.peek_token()? {
            Token::Op(op) if is_redirection(op) => op,
            _ => return Ok(None),
        };
        self.token()?;
        self.skip_blanks();
        if let ("<<" | "<<-", Some(next)) = (op, self.peek())
            && !matches!(next, '<' | '>')
        {
            let slot = self.here_document(op == "<<-")?;
            return Ok(Some(Redirect { fd: fd.unwrap_or(0), to: Target::Here(slot) }));
        }
        let word = match self.token()? {
            Token::Word { word, .. } => word,
            other => {
                self.ahead = Some(other);
                return self.unexpected(None);
            }
        };
        let default = i32::from(!op.starts_with('<'));
        let to = match op {
            "<" => Target::Read(word),
            ">" => Target::Write(word),
            ">|" => Target::Clobber(word),
            ">>" => Target::Append(word),
            "<>" => Target::ReadWrite(word),
            "&>" => Target::Both(word),
            _ => Target::Duplicate(word),
        };
        Ok(Some(Redirect { fd: fd.unwrap_or(default), to }))
    }
}

fn one_or_list(mut commands: Vec<Rc<Command>>) -> Rc<Command> {
    if commands.len() == 1 { commands.remove(0) } else { Rc::new(Command::List(commands)) }
}

/// Whether a text can name a variable.
#[must_use]
pub fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A word as an assignment, if it is one.
#[must_use]
pub fn assignment(word: &Word) -> Option<(String, Word)> {
    let Piece::Literal(first) = word.first()? else { return None };
    let (name, value) = first.split_once('=')?;
    if !is_name(name) {
        return None;
    }
    let mut rest: Word = word[1..].to_vec();
    if !value.is_empty() {
        rest.insert(0, Piece::Literal(value.to_owned()));
    }
    tilde(&mut rest, true);
    Some((name.to_owned(), rest))
}
