//! Fills the paragraphs of an exercise's markdown for a terminal: lines of even length, broken at words, code spans kept
//! whole so that they can be copied. It must not know where the text comes from.

use unicode_width::UnicodeWidthStr;

/// Columns of a filled line.
pub const COLUMNS: usize = 80;

/// The text with every paragraph and list item filled to `columns`; code blocks, headings and tables stay as they are.
#[must_use]
pub fn filled(text: &str, columns: usize) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut paragraph = Paragraph::default();
    let mut fence = false;
    for line in text.lines() {
        let inner = line.trim_start();
        let marks_fence = inner.starts_with("```") || inner.starts_with("~~~");
        let indent = line.len() - inner.len();
        let is_code = fence || marks_fence || (indent >= 4 && paragraph.is_empty());
        if is_code || inner.is_empty() || inner.starts_with(['#', '|', '>']) {
            paragraph.end(columns, &mut out);
            out.push(line.to_owned());
        } else if let Some(marker) = marker(inner) {
            paragraph.end(columns, &mut out);
            let (first, rest) = (line.get(..indent + marker), inner.get(marker..));
            paragraph = Paragraph {
                first: first.unwrap_or_default().to_owned(),
                text: rest.unwrap_or_default().trim().to_owned(),
            };
        } else {
            if paragraph.is_empty() {
                paragraph.first = " ".repeat(indent);
            } else if !paragraph.text.is_empty() {
                paragraph.text.push(' ');
            }
            paragraph.text.push_str(inner.trim_end());
        }
        fence ^= marks_fence;
    }
    paragraph.end(columns, &mut out);
    out.join("\n")
}

/// The width of a list item's marker with the blank behind it: `- `, `12. `.
fn marker(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(digits..).unwrap_or_default();
    let sign = if digits == 0 { line.starts_with(['-', '*', '+']) } else { rest.starts_with(['.', ')']) };
    (sign && digits < 4 && rest.get(1..).is_some_and(|after| after.starts_with(' '))).then_some(digits + 2)
}

/// A paragraph or a list item that is being read.
#[derive(Default)]
struct Paragraph {
    /// What stands before its first line; the others are indented as far.
    first: String,
    text: String,
}

impl Paragraph {
    /// An item that has its marker only is not empty.
    fn is_empty(&self) -> bool {
        self.text.is_empty() && self.first.trim().is_empty()
    }

    fn end(&mut self, columns: usize, out: &mut Vec<String>) {
        let paragraph = std::mem::take(self);
        if paragraph.is_empty() {
            return;
        }
        let rest = " ".repeat(paragraph.first.width());
        let mut line = paragraph.first;
        let mut is_begun = false;
        for word in words(&paragraph.text) {
            if is_begun && line.width() + 1 + word.width() > columns {
                out.push(std::mem::replace(&mut line, rest.clone()));
                is_begun = false;
            }
            if is_begun {
                line.push(' ');
            }
            line.push_str(word);
            is_begun = true;
        }
        out.push(line);
    }
}

/// The words of a paragraph; blanks inside a code span do not divide it.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut begin, mut in_code) = (0, false);
    for (at, character) in text.char_indices() {
        match character {
            // A span that is never closed is none.
            '`' => in_code = !in_code && text.get(at + 1..).is_some_and(|after| after.contains('`')),
            ' ' if !in_code => {
                words.extend(text.get(begin..at).filter(|word| !word.is_empty()));
                begin = at + 1;
            }
            _ => {}
        }
    }
    words.extend(text.get(begin..).filter(|word| !word.is_empty()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_items_are_filled() {
        let text = "Support wants to see\nit in `kubectl logs  -c a` now.\n\n- an item that goes\n  on\n- two\n\n10. ten is long";
        let expected = "Support wants to see\nit in\n`kubectl logs  -c a`\nnow.\n\n- an item that goes\n  on\n- two\n\n10. ten is long";
        assert_eq!(filled(text, 20), expected);
        assert_eq!(filled("one\ntwo\nthree", 80), "one two three");
    }

    #[test]
    fn code_stays_as_it_is() {
        let text =
            "Run:\n\n```sh\nkubectl  get\n  pods -w\n```\n\n    kind:  Pod\n      x: y\n\n| a | b |\n# A heading";
        assert_eq!(filled(text, 8), text);
    }

    #[test]
    fn odd_text_is_not_lost() {
        for text in ["", "`", "a ` b", "-", "1.", "- ", "ä".repeat(50).as_str(), "* * *", "9999999. x"] {
            let letters = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(letters(&filled(text, 10)), letters(text));
        }
    }
}
