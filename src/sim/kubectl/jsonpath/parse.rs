//! Reads a template by the rules of kubectl's parser. It must not know any object.

use super::{Bound, Node};
use crate::manifest::golang::is_print;

/// Reads a whole template: text, and actions in braces.
pub(super) fn parse(text: &str) -> Result<Vec<Node>, String> {
    let mut nodes = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        if open > 0 {
            nodes.push(Node::Text(rest[..open].to_owned()));
        }
        let mut action = Action { text: &rest[open + 1..], nodes: Vec::new() };
        action.read()?;
        nodes.push(Node::Action(action.nodes));
        rest = action.text;
    }
    if !rest.is_empty() {
        nodes.push(Node::Text(rest.to_owned()));
    }
    Ok(nodes)
}

/// The parts of an expression that stands in no braces of its own.
fn inner(text: &str) -> Result<Vec<Node>, String> {
    let whole = format!("{{{text}}}");
    Ok(match parse(&whole)?.into_iter().next() {
        Some(Node::Action(nodes)) => nodes,
        _ => Vec::new(),
    })
}

/// An action that is being read.
struct Action<'a> {
    /// What is still to be read; after the action's end what follows it.
    text: &'a str,
    nodes: Vec<Node>,
}

impl<'a> Action<'a> {
    /// Reads up to the closing brace.
    fn read(&mut self) -> Result<(), String> {
        loop {
            if let Some(rest) = self.text.strip_prefix('}') {
                self.text = rest;
                return Ok(());
            }
            if let Some(rest) = self.text.strip_prefix("[?(") {
                self.text = rest;
                self.filter()?;
                continue;
            }
            if let Some(rest) = self.text.strip_prefix("..") {
                self.text = rest;
                self.deep()?;
                continue;
            }
            let mut letters = self.text.chars();
            let Some(letter) = letters.next().filter(|letter| !is_line_end(*letter)) else {
                return Err("unclosed action".to_owned());
            };
            match letter {
                ' ' | '@' | '$' => self.text = letters.as_str(),
                '[' => self.array()?,
                '"' | '\'' => self.quoted(letter)?,
                '.' => {
                    self.text = letters.as_str();
                    self.field();
                }
                '+' | '-' => self.number()?,
                _ if letter.is_numeric() => self.number()?,
                _ if is_word(letter) => self.word(),
                _ => return Err(format!("unrecognized character in action: {}", code_point(letter))),
            }
        }
    }

    /// Takes so many bytes.
    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.text.split_at(length);
        self.text = rest;
        taken
    }

    fn word(&mut self) {
        let end = self.text.find(ends_a_name).unwrap_or(self.text.len());
        let node = match self.take(end) {
            "true" => Node::Bool(true),
            "false" => Node::Bool(false),
            word => Node::Word(word.to_owned()),
        };
        self.nodes.push(node);
    }

    fn deep(&mut self) -> Result<(), String> {
        if self.nodes.last() == Some(&Node::Deep) {
            return Err("invalid multiple recursive descent".to_owned());
        }
        self.nodes.push(Node::Deep);
        if self.text.starts_with(is_word) {
            self.field();
        }
        Ok(())
    }

    /// A field's name; a backslash takes away what the letter behind it would mean.
    fn field(&mut self) {
        let mut escaped = false;
        let end = self.text.find(|letter| {
            let ends = !escaped && ends_a_name(letter);
            escaped = !escaped && letter == '\\';
            ends
        });
        let name = self.take(end.unwrap_or(self.text.len()));
        self.nodes.push(if name == "*" { Node::All } else { Node::Field(name.replace('\\', "")) });
    }

    fn number(&mut self) -> Result<(), String> {
        let signed = usize::from(self.text.starts_with(['+', '-']));
        let digits = self.text[signed..].find(|letter: char| letter != '.' && !letter.is_numeric());
        let text = self.take(digits.map_or(self.text.len(), |digits| signed + digits));
        let node = text.parse().map(Node::Int).ok().or_else(|| text.parse().map(Node::Float).ok());
        self.nodes.push(node.ok_or_else(|| format!("cannot parse number {text}"))?);
        Ok(())
    }

    /// `[…]`: an index, a slice, several of them, or a quoted key.
    fn array(&mut self) -> Result<(), String> {
        let end = self.text.find([']', '\n']).filter(|end| self.text[*end..].starts_with(']'));
        let end = end.ok_or("unterminated array")?;
        let inside = &self.take(end + 1)[1..end];
        let inside = if inside == "*" { ":" } else { inside };
        if inside.contains(',') {
            let parts = inside.split(',').map(|part| inner(&format!("[{}]", part.trim_matches(' '))));
            self.nodes.push(Node::Union(parts.collect::<Result<_, _>>()?));
            return Ok(());
        }
        let key = inside.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).filter(|key| !key.contains('\''));
        if let Some(key) = key {
            // The key is read as a path: its own points need a backslash here, too.
            self.nodes.extend(inner(&format!(".{key}"))?);
            return Ok(());
        }
        self.nodes.push(Node::Slice(bounds(inside)?));
        Ok(())
    }

    /// `[?(…)]`
    fn filter(&mut self) -> Result<(), String> {
        let end = filter_end(self.text)?;
        let inside = self.take(end);
        let Some(rest) = self.text.strip_prefix(")]") else { return Err("unclosed array expect ]".to_owned()) };
        self.text = rest;
        let node = match comparison(inside) {
            None => Node::Filter { left: inner(inside)?, comparison: None },
            Some((left, operator, right)) => {
                let left = inner(left)?;
                Node::Filter { left, comparison: Some((operator.to_owned(), inner(right)?)) }
            }
        };
        self.nodes.push(node);
        Ok(())
    }

    fn quoted(&mut self, quote: char) -> Result<(), String> {
        let mut before = quote;
        let end = self.text.char_indices().skip(1).find(|(_, letter)| {
            let ends = *letter == '\n' || *letter == quote && before != '\\';
            before = *letter;
            ends
        });
        let Some((end, _)) = end.filter(|(_, letter)| *letter == quote) else {
            return Err("unterminated quoted string".to_owned());
        };
        let whole = self.take(end + 1);
        let text = unquoted(&whole[1..end], quote);
        self.nodes.push(Node::Text(text.ok_or_else(|| format!("unquote string {whole} error invalid syntax"))?));
        Ok(())
    }
}

/// Where the bracket of a filter closes: not within the one pair of quotes that it may have.
fn filter_end(text: &str) -> Result<usize, String> {
    let (mut quote, mut closed, mut before) = (None, false, '(');
    for (at, letter) in text.char_indices() {
        match letter {
            '\n' => break,
            '"' | '\'' if quote.is_none() => quote = Some(letter),
            '"' | '\'' => closed |= before != '\\' && quote == Some(letter),
            ')' if quote.is_some() == closed => return Ok(at),
            _ => {}
        }
        before = letter;
    }
    Err("unterminated filter".to_owned())
}

/// Takes `left op right` apart; `None` where there is no operator.
fn comparison(text: &str) -> Option<(&str, &str, &str)> {
    let is_operator = |letter: char| matches!(letter, '!' | '<' | '>' | '=');
    let start = text.find(is_operator).filter(|start| *start > 0)?;
    let rest = &text[start..];
    let mut end = rest.find(|letter| !is_operator(letter)).unwrap_or(rest.len());
    if end == rest.len() {
        // Something has to stand on the right.
        end -= 1;
    }
    (end > 0).then(|| (&text[..start], &rest[..end], &rest[end..]))
}

/// `1`, `-1`, `0:2`, `::2`
fn bounds(text: &str) -> Result<[Bound; 3], String> {
    let wrong = || format!("invalid array index {text}");
    let parts: Vec<&str> = text.split(':').collect();
    let is_number = |part: &&str| part.strip_prefix('-').unwrap_or(part).bytes().all(|byte| byte.is_ascii_digit());
    if parts.len() > 3 || !parts.iter().all(is_number) {
        return Err(wrong());
    }
    let mut bounds = [Bound::default(); 3];
    for (bound, part) in bounds.iter_mut().zip(&parts) {
        if !part.is_empty() {
            let value = part.parse().map_err(|_| format!("array index {part} is not a number"))?;
            *bound = Bound { value, known: true, derived: false };
        }
    }
    if parts.len() == 1 {
        bounds[1] = Bound { value: bounds[0].value.saturating_add(1), known: true, derived: true };
    }
    Ok(bounds)
}

/// What a Go string literal means, in either kind of quotes.
fn unquoted(text: &str, quote: char) -> Option<String> {
    let mut out = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter == quote {
            return None;
        }
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        let digits = |letters: &mut std::str::Chars<'_>, first: u32, count: usize, radix: u32| {
            let digits = letters.by_ref().take(count).collect::<Vec<_>>();
            let enough = digits.len() == count;
            let value = digits.into_iter().try_fold(first, |sum, c| Some(sum * radix + c.to_digit(radix)?));
            value.filter(|_| enough).and_then(char::from_u32)
        };
        out.push(match letters.next()? {
            'a' => '\u{7}',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            '\\' => '\\',
            'x' => digits(&mut letters, 0, 2, 16)?,
            'u' => digits(&mut letters, 0, 4, 16)?,
            'U' => digits(&mut letters, 0, 8, 16)?,
            octal @ '0'..='7' => digits(&mut letters, octal.to_digit(8)?, 2, 8).filter(|c| u32::from(*c) < 256)?,
            same if same == quote => quote,
            _ => return None,
        });
    }
    Some(out)
}

fn is_line_end(letter: char) -> bool {
    matches!(letter, '\r' | '\n')
}

fn is_word(letter: char) -> bool {
    letter == '_' || letter.is_alphanumeric()
}

/// Whether a name cannot go on with this letter.
fn ends_a_name(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '.' | ',' | '[' | ']' | '$' | '@' | '{' | '}') || is_line_end(letter)
}

/// `U+0026 '&'`, as Go writes a letter with its number.
fn code_point(letter: char) -> String {
    let number = format!("U+{:04X}", u32::from(letter));
    if is_print(letter) { format!("{number} '{letter}'") } else { number }
}
