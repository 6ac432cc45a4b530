//! Breaks styled text into lines at words. It must not know what the text says.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Breaks `spans` into lines of at most `columns`. The first line begins with `first`, the others with `rest`, which is
/// as wide. A word wider than a line is broken behind a slash, else where the line ends.
#[must_use]
pub fn wrap(spans: &[Span<'_>], columns: usize, first: &[Span<'static>], rest: &[Span<'static>]) -> Vec<Line<'static>> {
    let mut paragraph = Paragraph::new(columns, first, rest);
    for word in words(spans) {
        paragraph.add(&word);
    }
    paragraph.finish()
}

/// A run of one style within a word or a gap.
type Piece = (String, Style);

/// What stands between two places where a line may break.
#[derive(Debug, Default)]
struct Word {
    pieces: Vec<Piece>,
    blank: bool,
}

impl Word {
    fn width(&self) -> usize {
        self.pieces.iter().map(|(text, _)| text.width()).sum()
    }

    fn push(&mut self, character: char, style: Style) {
        match self.pieces.last_mut() {
            Some((text, last)) if *last == style => text.push(character),
            _ => self.pieces.push((character.to_string(), style)),
        }
    }
}

fn words(spans: &[Span<'_>]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for span in spans {
        for character in span.content.chars() {
            let blank = character == ' ';
            match words.last_mut() {
                Some(word) if word.blank == blank => word.push(character, span.style),
                _ => {
                    let mut word = Word { blank, ..Word::default() };
                    word.push(character, span.style);
                    words.push(word);
                }
            }
        }
    }
    words
}

/// A word in parts that end with a slash: where a path or an address is broken if it must be.
fn steps(word: &Word) -> Vec<Word> {
    let mut parts = vec![Word::default()];
    for (text, style) in &word.pieces {
        for character in text.chars() {
            if let Some(part) = parts.last_mut() {
                part.push(character, *style);
            }
            if character == '/' {
                parts.push(Word::default());
            }
        }
    }
    parts
}

struct Paragraph<'a> {
    columns: usize,
    rest: &'a [Span<'static>],
    lines: Vec<Line<'static>>,
    line: Vec<Span<'static>>,
    used: usize,
    indent: usize,
    gap: Option<Word>,
}

impl<'a> Paragraph<'a> {
    fn new(columns: usize, first: &[Span<'static>], rest: &'a [Span<'static>]) -> Self {
        let indent: usize = first.iter().map(|span| span.content.width()).sum();
        // A prefix that leaves no room would never let the text end.
        let columns = columns.max(indent + 1);
        Self { columns, rest, lines: Vec::new(), line: first.to_vec(), used: indent, indent, gap: None }
    }

    fn add(&mut self, word: &Word) {
        if word.blank {
            self.gap = Some(Word { pieces: word.pieces.clone(), blank: true });
            return;
        }
        let gap = self.gap.take();
        let gap_width = gap.as_ref().map_or(0, Word::width);
        if self.used > self.indent && self.used + gap_width + word.width() > self.columns {
            self.break_line();
        } else if let Some(gap) = gap
            && self.used + gap_width < self.columns
        {
            self.append(&gap);
        }
        if self.used + word.width() <= self.columns {
            self.append(word);
        } else {
            for part in steps(word) {
                if self.used > self.indent && self.used + part.width() > self.columns {
                    self.break_line();
                }
                self.append_broken(&part);
            }
        }
    }

    fn append(&mut self, word: &Word) {
        for (text, style) in &word.pieces {
            self.used += text.width();
            match self.line.last_mut() {
                Some(last) if last.style == *style => last.content.to_mut().push_str(text),
                _ => self.line.push(Span::styled(text.clone(), *style)),
            }
        }
    }

    fn append_broken(&mut self, word: &Word) {
        for (text, style) in &word.pieces {
            for character in text.chars() {
                if self.used + character.width().unwrap_or(0) > self.columns && self.used > self.indent {
                    self.break_line();
                }
                let mut part = Word::default();
                part.push(character, *style);
                self.append(&part);
            }
        }
    }

    fn break_line(&mut self) {
        let next = self.rest.to_vec();
        self.lines.push(Line::from(std::mem::replace(&mut self.line, next)));
        self.used = self.indent;
    }

    fn finish(mut self) -> Vec<Line<'static>> {
        self.lines.push(Line::from(self.line));
        self.lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(text: &str, columns: usize, first: &str, rest: &str) -> Vec<String> {
        let (first, rest) = ([Span::raw(first.to_owned())], [Span::raw(rest.to_owned())]);
        wrap(&[Span::raw(text)], columns, &first, &rest).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn lines_break_at_words() {
        assert_eq!(plain("the quick brown fox", 10, "- ", "  "), ["- the", "  quick", "  brown", "  fox"]);
        assert_eq!(plain("the quick brown fox", 12, "- ", "  "), ["- the quick", "  brown fox"]);
    }

    #[test]
    fn a_word_that_is_too_long_is_broken() {
        assert_eq!(plain("a abcdefghij", 5, "", ""), ["a", "abcde", "fghij"]);
        assert_eq!(plain("see https://a.io/docs/page/", 12, "", ""), ["see", "https://", "a.io/docs/", "page/"]);
    }

    #[test]
    fn nothing_is_one_empty_line() {
        assert_eq!(plain("", 5, "", ""), [""]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_letter_is_lost(text in "[a-z日 ]{0,80}", columns in 2_usize..30) {
            let lines = plain(&text, columns, "", "");
            for line in &lines {
                prop_assert!(line.width() <= columns, "{line:?}");
            }
            let letters = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }
    }
}
