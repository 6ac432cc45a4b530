//! Aliases: their text takes the place of the word where a command begins. It must not know who defines them.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::token::{RESERVED, Token};
use super::{Parsed, Parser};

/// How many characters aliases may add to one command.
const MOST: usize = 65_536;

/// The aliases that a parser knows.
#[derive(Default)]
pub(super) struct Aliases {
    known: Rc<BTreeMap<String, String>>,
    /// Those whose text is being read, with how much is left of the whole where it ends.
    open: Vec<(String, usize)>,
    /// The text that was put in last ended with a blank there: the next word may be an alias, too.
    goes_on: Option<usize>,
    /// How many characters this command has got from aliases.
    spent: usize,
}

impl Aliases {
    /// A new command begins.
    pub fn begin(&mut self) {
        (self.spent, self.goes_on) = (0, None);
    }
}

impl Parser {
    /// Says which aliases the next command may use.
    pub fn set_aliases(&mut self, known: &Rc<BTreeMap<String, String>>) {
        self.aliases.known = Rc::clone(known);
    }

    /// Replaces aliases where the next token may be one: at the begin of a command.
    pub(super) fn expand_alias(&mut self) -> Parsed<()> {
        while !self.aliases.known.is_empty() && self.replace_alias()? {}
        Ok(())
    }

    /// The same for a word after the first, which may be one only behind an alias that ends with a blank.
    pub(super) fn expand_next_alias(&mut self) -> Parsed<()> {
        let Some(end) = self.aliases.goes_on else { return Ok(()) };
        self.peek_token()?;
        if self.left > end {
            return Ok(());
        }
        self.aliases.goes_on = None;
        self.expand_alias()
    }

    fn replace_alias(&mut self) -> Parsed<bool> {
        let Token::Word { plain: Some(name), .. } = self.peek_token()? else { return Ok(false) };
        let left = self.left;
        // An alias is not looked for within its own text.
        self.aliases.open.retain(|(_, end)| left > *end);
        let in_use = self.aliases.open.iter().any(|(open, _)| *open == name);
        if in_use || RESERVED.contains(&name.as_str()) {
            return Ok(false);
        }
        let Some(text) = self.aliases.known.get(&name).cloned() else { return Ok(false) };
        self.ahead = None;
        let end = self.chars.len() - self.pos;
        if text.ends_with([' ', '\t']) {
            self.aliases.goes_on = Some(end);
        }
        self.put_back(&text)?;
        self.aliases.open.push((name, end));
        Ok(true)
    }

    /// Puts a text before what is read next: over what was read already, which nobody looks at again.
    fn put_back(&mut self, text: &str) -> Parsed<()> {
        let text: Vec<char> = text.chars().collect();
        self.aliases.spent += text.len() + 1;
        if self.aliases.spent > MOST {
            return self.error("aliases are too long for this simulator");
        }
        if self.pos < text.len() {
            // As much room as there is text, so that it is seldom made.
            let room = text.len().max(self.chars.len());
            self.chars.splice(0..0, std::iter::repeat_n(' ', room));
            self.pos += room;
        }
        let lines = text.iter().filter(|c| **c == '\n').count();
        self.line = self.line.saturating_sub(u32::try_from(lines).unwrap_or(0));
        let start = self.pos - text.len();
        self.chars[start..self.pos].copy_from_slice(&text);
        self.pos = start;
        Ok(())
    }
}
