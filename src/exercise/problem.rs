//! What is wrong with an exercise file, and where. It must not know what an exercise means, nor how it is shown in colour.

use std::fmt;
use std::ops::Range;

use crate::manifest::Place;

/// Something in a pack that its author has to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file as the author knows it: `init-containers/wait-for-db.toml`.
    pub file: String,
    /// Where in the file, where that is known.
    pub place: Option<Place>,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// What to do, where something can be said.
    pub help: Option<String>,
    /// The line at `place`, with what is marked in it.
    pub excerpt: Option<Excerpt>,
}

/// A line of the file with the offending part marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The line, control characters replaced, cut where it is long.
    pub line: String,
    /// Characters before the mark.
    pub indent: usize,
    /// Characters marked, at least one.
    pub width: usize,
}

/// The longest line that an excerpt shows.
const EXCERPT_WIDTH: usize = 110;

impl Problem {
    /// A problem of the file as a whole.
    #[must_use]
    pub fn whole(file: &str, message: impl Into<String>) -> Self {
        Self { file: clean(file), place: None, message: clean(&message.into()), help: None, excerpt: None }
    }

    /// A problem at a range of bytes in the file's text.
    #[must_use]
    pub fn at(file: &str, text: &str, range: Range<usize>, message: impl Into<String>) -> Self {
        let start = floor(text, range.start);
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[line_start..].split('\n').next().unwrap_or_default().trim_end_matches('\r');
        let indent = text[line_start..start].chars().count();
        let marked = &text[start..floor(text, range.end.max(start))];
        let width = marked.split('\n').next().unwrap_or_default().chars().count().max(1);
        let number = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        Self {
            place: Some(Place { line: count(number), column: count(indent + 1) }),
            excerpt: Some(Excerpt::cut(line, indent, width)),
            ..Self::whole(file, message)
        }
    }

    /// The same, with what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(clean(&help.into()));
        self
    }
}

impl Excerpt {
    /// A window of the line in which the mark is seen.
    fn cut(line: &str, indent: usize, width: usize) -> Self {
        let skipped = if indent > EXCERPT_WIDTH - 30 { indent - 30 } else { 0 };
        let shown: String = clean(line).chars().skip(skipped).take(EXCERPT_WIDTH).collect();
        let indent = indent - skipped;
        let room = shown.chars().count().saturating_sub(indent).max(1);
        Self { line: shown, indent, width: width.min(room) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(place) = self.place {
            write!(f, ":{}:{}", place.line, place.column)?;
        }
        write!(f, ": {}", self.message)?;
        if let (Some(place), Some(excerpt)) = (self.place, &self.excerpt) {
            let number = place.line.to_string();
            write!(f, "\n  {number} | {}", excerpt.line)?;
            let (margin, indent, mark) =
                (" ".repeat(number.len()), " ".repeat(excerpt.indent), "^".repeat(excerpt.width));
            write!(f, "\n  {margin} | {indent}{mark}")?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}

/// A count as the places have it; no file that is read is long enough to be cut here.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The nearest boundary between characters at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Whether a character could do something to a terminal other than be seen: control characters, and those that turn the
/// direction of the text around them.
#[must_use]
pub fn is_hostile(character: char) -> bool {
    (character.is_control() && !matches!(character, '\n' | '\t'))
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

/// The text with everything hostile replaced, and tabs as one blank so that columns stay true.
#[must_use]
pub fn clean(text: &str) -> String {
    let replace = |character| match character {
        '\t' => ' ',
        other if is_hostile(other) => '\u{fffd}',
        other => other,
    };
    text.chars().map(replace).collect()
}
