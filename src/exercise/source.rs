//! A file's text with the place of every value in it, and the problems found so far. It must not know which values there
//! should be.

use std::cell::OnceCell;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::nearest::nearest;
use super::problem::{Problem, is_hostile};
use super::values::{self, Pick};

/// A step into a TOML document.
#[derive(Debug, Clone)]
pub enum At {
    /// Into a table.
    Key(String),
    /// Into a list.
    Item(usize),
}

impl From<&str> for At {
    fn from(key: &str) -> Self {
        At::Key(key.to_owned())
    }
}

impl From<usize> for At {
    fn from(index: usize) -> Self {
        At::Item(index)
    }
}

/// Shorthand for the steps to a place in a file: `at!["checks", 2, "paths"]`.
macro_rules! at {
    ($($step:expr),+ $(,)?) => { &[$($crate::exercise::source::At::from($step)),+][..] };
}
pub(crate) use at;

/// A file that is being read.
pub struct Source<'a> {
    /// Its name as the author knows it.
    pub file: &'a str,
    /// Its text.
    pub text: &'a str,
    /// Its values with their places; read only once something is wrong, since that is rare.
    document: OnceCell<Option<Spanned<DeTable<'a>>>>,
    /// The exercise's id, and which of its values stand in the document.
    drawn: (&'a str, Pick),
    problems: Vec<Problem>,
}

impl<'a> Source<'a> {
    /// A file in which nothing is wrong yet.
    #[must_use]
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Self::drawn(file, text, "", Pick::First)
    }

    /// The file of the exercise `id` with other values than the first, in which nothing is wrong yet.
    #[must_use]
    pub fn drawn(file: &'a str, text: &'a str, id: &'a str, pick: Pick) -> Self {
        Self { file, text, document: OnceCell::new(), drawn: (id, pick), problems: Vec::new() }
    }

    /// Notes a problem at the value that the steps lead to, or as near to it as they lead.
    pub fn wrong(&mut self, at: &[At], message: impl Into<String>) {
        self.wrong_with_help(at, message, None);
    }

    /// Notes a problem with what to do about it.
    pub fn wrong_with_help(&mut self, at: &[At], message: impl Into<String>, help: Option<String>) {
        let problem = match self.range(at) {
            Some(range) => Problem::at(self.file, self.text, range, message),
            None => Problem::whole(self.file, message),
        };
        self.problems.push(Problem { help: help.map(|help| super::problem::clean(&help)), ..problem });
    }

    /// Notes a problem at a range of bytes.
    pub fn wrong_at(&mut self, range: Range<usize>, message: impl Into<String>, help: Option<String>) {
        let problem = Problem::at(self.file, self.text, range, message);
        self.problems.push(Problem { help: help.map(|help| super::problem::clean(&help)), ..problem });
    }

    /// What was found, in the order of the file.
    #[must_use]
    pub fn into_problems(mut self) -> Vec<Problem> {
        self.problems.sort_by_key(|problem| problem.place);
        self.problems
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.problems.is_empty()
    }

    /// Notes every text with characters that a terminal would act on.
    pub fn refuse_hostile_text(&mut self) {
        let escapes = ["\\u", "\\U", "\\x", "\\b", "\\e", "\\f", "\\r"];
        let hostile = self.text.chars().find(|character| is_hostile(*character));
        if hostile.is_none() && !escapes.iter().any(|escape| self.text.contains(escape)) {
            return;
        }
        let mut found = Vec::new();
        if let Some(document) = self.document() {
            hostile_in_table(document.get_ref(), &mut found);
        }
        for (range, character) in found {
            let message = format!("a control character (U+{:04X}) in a text that is shown", u32::from(character));
            self.problems.push(Problem::at(self.file, self.text, range, message));
        }
        if let (true, Some(character)) = (self.is_good(), hostile) {
            let start = self.text.find(character).unwrap_or(0);
            let message = format!("a control character (U+{:04X})", u32::from(character));
            self.problems.push(Problem::at(self.file, self.text, start..start + character.len_utf8(), message));
        }
    }

    fn document(&self) -> Option<&Spanned<DeTable<'a>>> {
        let read = || {
            let mut document = DeTable::parse(self.text).ok()?;
            // What is wrong with the values was said when they were read.
            values::fill(&mut Source::new(self.file, self.text), &mut document, self.drawn);
            Some(document)
        };
        self.document.get_or_init(read).as_ref()
    }

    /// The bytes of the value that the steps lead to; of the last one there is, where they lead nowhere.
    fn range(&self, at: &[At]) -> Option<Range<usize>> {
        let (first, rest) = at.split_first()?;
        let At::Key(key) = first else { return None };
        let mut here = self.document()?.get_ref().get(key.as_str())?;
        for step in rest {
            let next = match (here.get_ref(), step) {
                // A fact is a table, or a list of tables; both are addressed as a list.
                (DeValue::Table(_), At::Item(0)) => Some(here),
                (DeValue::Table(table), At::Key(key)) => table.get(key.as_str()),
                (DeValue::Array(array), At::Item(index)) => array.get(*index),
                _ => None,
            };
            let Some(next) = next else { break };
            here = next;
        }
        Some(here.span())
    }
}

fn hostile_in_table(table: &DeTable<'_>, found: &mut Vec<(Range<usize>, char)>) {
    for (key, value) in table {
        if let Some(character) = key.get_ref().chars().find(|character| is_hostile(*character)) {
            found.push((key.span(), character));
        }
        hostile_in_value(value, found);
    }
}

fn hostile_in_value(value: &Spanned<DeValue<'_>>, found: &mut Vec<(Range<usize>, char)>) {
    match value.get_ref() {
        DeValue::String(text) => {
            if let Some(character) = text.chars().find(|character| is_hostile(*character)) {
                found.push((value.span(), character));
            }
        }
        DeValue::Array(items) => items.iter().for_each(|item| hostile_in_value(item, found)),
        DeValue::Table(table) => hostile_in_table(table, found),
        _ => {}
    }
}

/// A failure of the TOML reader in our words, with what was likely meant.
#[must_use]
pub fn toml_problem(file: &str, text: &str, error: &toml::de::Error) -> Problem {
    let range = error.span().unwrap_or(0..0);
    let message = error.message().trim().lines().next().unwrap_or_default();
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let (said, help) = match (message.split('`').next(), quoted.split_first()) {
        (Some("unknown field "), Some((word, known))) => (format!("there is no key `{word}` here"), meant(word, known)),
        (Some("unknown variant "), Some((word, known))) => (format!("`{word}` is not known here"), meant(word, known)),
        (Some("missing field "), Some((word, _))) => (format!("the key `{word}` is missing"), None),
        _ => (plain_types(message), None),
    };
    let problem = Problem::at(file, text, range, said);
    match help {
        Some(help) => problem.help(help),
        None => problem,
    }
}

/// The reader's names of Rust's types, as people call them.
fn plain_types(message: &str) -> String {
    let names = [("expected i64", "a whole number"), ("expected u32", "a whole number"), ("expected u16", "a port")];
    let renamed =
        names.iter().find_map(|(name, plain)| Some(format!("{}expected {plain}", message.strip_suffix(name)?)));
    renamed.unwrap_or_else(|| message.to_owned())
}

fn meant(word: &str, known: &[&str]) -> Option<String> {
    match nearest(word, known.iter().copied()).first() {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if known.is_empty() => None,
        None => Some(format!("known here: {}", known.join(", "))),
    }
}
