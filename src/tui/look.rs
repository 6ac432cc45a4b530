//! How things look on this terminal: theme and signs together, and texts made fit to be shown. It must not know any screen.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::signs::Signs;
use super::theme::{Meaning, Theme};

/// Theme and signs of the terminal.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// The styles.
    pub theme: Theme,
    /// The signs.
    pub signs: Signs,
}

impl Look {
    /// The style of a meaning.
    #[must_use]
    pub fn style(&self, meaning: Meaning) -> Style {
        self.theme.style(meaning)
    }

    /// Text with a meaning. Whatever a terminal could take for a command is made visible.
    #[must_use]
    pub fn span(&self, text: &str, meaning: Meaning) -> Span<'static> {
        Span::styled(self.clean(text), self.style(meaning))
    }

    /// A line of one meaning.
    #[must_use]
    pub fn line(&self, text: &str, meaning: Meaning) -> Line<'static> {
        Line::from(self.span(text, meaning))
    }

    /// The text with every control character and every character that turns the direction of writing made visible, tabs
    /// as spaces, and, where the terminal has no Unicode, common signs written in ASCII.
    #[must_use]
    pub fn clean(&self, text: &str) -> String {
        let ascii = self.signs.is_ascii();
        let mut clean = String::with_capacity(text.len());
        for character in text.chars() {
            match character {
                '\t' => clean.push_str("  "),
                '\n' => clean.push(' '),
                '\r' => {}
                ' '..='~' => clean.push(character),
                _ if is_harmful(character) => clean.push(if ascii { '?' } else { visible(character) }),
                _ if ascii => clean.push_str(plain(character)),
                _ => clean.push(character),
            }
        }
        clean
    }
}

/// Whether a character does something to a terminal instead of standing in it.
fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A visible picture of a control character (U+2400 block), else the replacement character.
fn visible(character: char) -> char {
    match u32::from(character) {
        code @ 0..=0x1f => char::from_u32(0x2400 + code).unwrap_or('\u{fffd}'),
        0x7f => '\u{2421}',
        _ => '\u{fffd}',
    }
}

/// What a character that writers like looks like in ASCII.
fn plain(character: char) -> &'static str {
    match character {
        '‘' | '’' => "'",
        '“' | '”' => "\"",
        '–' | '—' | '−' | '─' | '━' => "-",
        '…' => "...",
        '→' => "->",
        '←' => "<-",
        '·' | '•' => "*",
        '≥' => ">=",
        '≤' => "<=",
        '✓' => "v",
        '×' | '✗' => "x",
        '\u{a0}' => " ",
        _ => "?",
    }
}

/// Columns of a text on the screen.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text, cut with the sign of cutting where it is wider than `columns`.
#[must_use]
pub fn fit(text: &str, columns: usize, cut: &str) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(cut.width());
    let mut fitting = String::new();
    let mut used = 0;
    for character in text.chars() {
        let wide = character.width().unwrap_or(0);
        if used + wide > room {
            break;
        }
        used += wide;
        fitting.push(character);
    }
    if columns >= cut.width() {
        fitting.push_str(cut);
    }
    fitting
}

/// The text, cut or filled with blanks to exactly `columns`.
#[must_use]
pub fn pad(text: &str, columns: usize, cut: &str) -> String {
    let mut fitting = fit(text, columns, cut);
    let missing = columns.saturating_sub(fitting.width());
    fitting.extend(std::iter::repeat_n(' ', missing));
    fitting
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::signs::{ASCII, UNICODE};

    #[test]
    fn control_characters_become_visible() {
        let look = Look { theme: Theme::Plain, signs: UNICODE };
        assert_eq!(look.clean("a\u{1b}[31mb\u{7}\u{202e}c\td"), "a␛[31mb␇\u{fffd}c  d");
        let look = Look { theme: Theme::Plain, signs: ASCII };
        assert_eq!(look.clean("wait… “now” \u{1b}ü"), "wait... \"now\" ??");
    }

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(fit("日本語テキスト", 7, "…"), "日本語…");
        assert_eq!(pad("日本", 6, "…"), "日本  ");
        assert_eq!(fit("abc", 3, "…"), "abc");
    }
}
