//! A small text that is typed into: notes of a few lines, a value of one. It must not know what the text is for.

use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use super::canvas::{Canvas, follow};
use crate::tui::keymap::Action;
use crate::tui::look;
use crate::tui::theme::Meaning;

/// A text with a place where the next letter goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextBox {
    text: String,
    /// Bytes before the cursor; always between two characters.
    cursor: usize,
    /// The most characters.
    limit: usize,
    /// It has one line only.
    single: bool,
}

impl TextBox {
    /// A text of several lines, the cursor at its end.
    #[must_use]
    pub fn lines(text: &str, limit: usize) -> Self {
        Self { text: text.to_owned(), cursor: text.len(), limit, single: false }
    }

    /// A text of one line, the cursor at its end.
    #[must_use]
    pub fn line(text: &str, limit: usize) -> Self {
        Self { single: true, ..Self::lines(text, limit) }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Takes typed or pasted text; control characters but line breaks are left out.
    pub fn insert(&mut self, text: &str) {
        for letter in text.chars() {
            let letter = match letter {
                '\r' => continue,
                '\n' | '\t' if self.single => ' ',
                '\t' => ' ',
                letter => letter,
            };
            if (letter.is_control() && letter != '\n') || self.text.chars().count() >= self.limit {
                continue;
            }
            self.text.insert(self.cursor, letter);
            self.cursor += letter.len_utf8();
        }
    }

    /// Does what a key asks for.
    pub fn act(&mut self, action: Action) {
        match action {
            Action::Submit if !self.single => self.insert("\n"),
            Action::Erase => {
                if let Some(letter) = self.before().chars().next_back() {
                    self.cursor -= letter.len_utf8();
                    self.text.remove(self.cursor);
                }
            }
            Action::EraseWord => {
                let kept = self.before().trim_end_matches(' ');
                let start = kept.rfind([' ', '\n']).map_or(0, |blank| blank + 1);
                self.text.replace_range(start..self.cursor, "");
                self.cursor = start;
            }
            Action::EraseAll => {
                let start = self.line_start();
                self.text.replace_range(start..self.cursor, "");
                self.cursor = start;
            }
            Action::EraseRest => {
                let end = self.cursor + self.after().find('\n').unwrap_or(self.after().len());
                self.text.replace_range(self.cursor..end, "");
            }
            Action::Left => self.cursor -= self.before().chars().next_back().map_or(0, char::len_utf8),
            Action::Right => self.cursor += self.after().chars().next().map_or(0, char::len_utf8),
            Action::Top => self.cursor = self.line_start(),
            Action::Bottom => self.cursor += self.after().find('\n').unwrap_or(self.after().len()),
            Action::Up => self.step(false),
            Action::Down => self.step(true),
            _ => {}
        }
    }

    /// What stands before the cursor.
    #[must_use]
    pub fn before(&self) -> &str {
        self.text.get(..self.cursor).unwrap_or_default()
    }

    fn after(&self) -> &str {
        self.text.get(self.cursor..).unwrap_or_default()
    }

    fn line_start(&self) -> usize {
        self.before().rfind('\n').map_or(0, |line| line + 1)
    }

    /// To the line above or below, as far to the right as before where it is long enough.
    fn step(&mut self, down: bool) {
        let column = self.before().get(self.line_start()..).unwrap_or_default().chars().count();
        let start = if down {
            match self.after().find('\n') {
                Some(end) => self.cursor + end + 1,
                None => return,
            }
        } else {
            match self.line_start().checked_sub(1) {
                Some(end) => self.text.get(..end).unwrap_or_default().rfind('\n').map_or(0, |line| line + 1),
                None => return,
            }
        };
        let line = self.text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
        self.cursor = start + line.chars().take(column).map(char::len_utf8).sum::<usize>();
    }

    /// The lines of at most `columns`, and the row and column of the cursor among them.
    fn shown(&self, columns: usize) -> (Vec<String>, (usize, usize)) {
        let columns = columns.max(2);
        let (mut rows, mut row, mut at) = (Vec::new(), String::new(), (0, 0));
        for (place, letter) in self.text.char_indices() {
            if place == self.cursor {
                at = (rows.len(), look::width(&row));
            }
            if letter == '\n' {
                rows.push(std::mem::take(&mut row));
                continue;
            }
            let mut bytes = [0; 4];
            let letter = letter.encode_utf8(&mut bytes);
            // The last column is kept for the cursor.
            if look::width(&row) + look::width(letter) >= columns {
                rows.push(std::mem::take(&mut row));
                if place == self.cursor {
                    at = (rows.len(), 0);
                }
            }
            row.push_str(letter);
        }
        if self.cursor == self.text.len() {
            at = (rows.len(), look::width(&row));
        }
        rows.push(row);
        (rows, at)
    }

    /// Draws the text into an area; gives the place of the cursor.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) -> Option<Position> {
        let (rows, (row, column)) = self.shown(usize::from(area.width));
        let scroll = follow(0, row, rows.len(), area.height);
        let look = canvas.look;
        let lines: Vec<Line<'static>> = rows.iter().map(|row| look.line(row, Meaning::Text)).collect();
        for (y, line) in (0..area.height).zip(lines.iter().skip(scroll)) {
            canvas.line(area, y, line);
        }
        let (x, y) = (u16::try_from(column).ok()?, u16::try_from(row.checked_sub(scroll)?).ok()?);
        (x < area.width && y < area.height).then_some(Position { x: area.x + x, y: area.y + y })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_where_the_cursor_is() {
        let mut text = TextBox::lines("ac", 10);
        text.act(Action::Left);
        text.insert("b\u{1b}");
        assert_eq!(text.text(), "abc");
        text.act(Action::Bottom);
        text.act(Action::Submit);
        text.insert("äö");
        text.act(Action::Up);
        text.insert("-");
        assert_eq!(text.text(), "ab-c\näö");
        text.act(Action::Down);
        text.act(Action::Erase);
        assert_eq!(text.text(), "ab-c\nä");
    }

    #[test]
    fn it_is_never_longer_than_its_limit_and_a_value_has_one_line() {
        let mut text = TextBox::line("", 4);
        text.insert("a\nbcdef");
        assert_eq!(text.text(), "a bc");
        text.act(Action::Submit);
        text.act(Action::EraseWord);
        assert_eq!(text.text(), "a ");
        text.act(Action::EraseAll);
        assert_eq!(text.text(), "");
    }

    #[test]
    fn long_lines_are_broken_and_the_cursor_goes_with_them() {
        let text = TextBox::lines("abcdef\ng", 20);
        assert_eq!(text.shown(4), (vec!["abc".into(), "def".into(), "g".into()], (2, 1)));
    }
}
