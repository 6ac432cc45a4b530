//! A key as the terminal tells it, as it is written on the screen, and as the settings file has it. It must not know what it is for.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::tui::signs::Signs;

/// A key with what is held down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    held: KeyModifiers,
}

pub(super) const fn key(letter: char) -> Key {
    Key { code: KeyCode::Char(letter), held: KeyModifiers::NONE }
}

pub(super) const fn ctrl(letter: char) -> Key {
    Key { code: KeyCode::Char(letter), held: KeyModifiers::CONTROL }
}

pub(super) const fn code(code: KeyCode) -> Key {
    Key { code, held: KeyModifiers::NONE }
}

impl Key {
    /// F12.
    pub const F12: Self = code(KeyCode::F(12));

    /// Whether `event` is this key. Shift counts only through the letter that it makes.
    #[must_use]
    pub fn matches(self, event: &KeyEvent) -> bool {
        let held = event.modifiers.difference(KeyModifiers::SHIFT);
        match event.code {
            // Shift+Tab has a code of its own.
            KeyCode::BackTab => self.code == KeyCode::BackTab,
            code => code == self.code && held == self.held,
        }
    }

    /// How the key is written: `^O`, `↑`, `Enter`.
    #[must_use]
    pub fn name(self, signs: &Signs) -> String {
        let [up, down, left, right] = signs.arrows;
        let name = match self.code {
            KeyCode::Char(' ') => "Space".to_owned(),
            KeyCode::Char(letter) => letter.to_string(),
            KeyCode::Up => up.to_owned(),
            KeyCode::Down => down.to_owned(),
            KeyCode::Left => left.to_owned(),
            KeyCode::Right => right.to_owned(),
            KeyCode::PageUp => "PgUp".to_owned(),
            KeyCode::PageDown => "PgDn".to_owned(),
            KeyCode::BackTab => "Shift-Tab".to_owned(),
            KeyCode::F(number) => format!("F{number}"),
            other => format!("{other:?}"),
        };
        if self.held.contains(KeyModifiers::CONTROL) {
            return format!("^{}", name.to_uppercase());
        }
        if self.held.contains(KeyModifiers::ALT) { format!("Alt-{name}") } else { name }
    }

    /// Reads a name as the settings file has it: `f12`, `ctrl-o`, `alt-o`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        let (held, rest) = match name.split_once('-') {
            Some(("ctrl", rest)) => (KeyModifiers::CONTROL, rest),
            Some(("alt", rest)) => (KeyModifiers::ALT, rest),
            _ => (KeyModifiers::NONE, name.as_str()),
        };
        if let Some(number) = rest.strip_prefix('f').and_then(|number| number.parse::<u8>().ok()) {
            return (1..=12).contains(&number).then_some(Self { code: KeyCode::F(number), held });
        }
        let mut letters = rest.chars();
        match (letters.next(), letters.next()) {
            // A bare letter would never reach the editor again.
            (Some(letter), None) if !held.is_empty() && letter.is_ascii_graphic() => {
                Some(Self { code: KeyCode::Char(letter), held })
            }
            _ => None,
        }
    }

    /// The name as [`Key::parse`] reads it.
    #[must_use]
    pub fn id(self) -> String {
        let name = match self.code {
            KeyCode::Char(letter) => letter.to_string(),
            KeyCode::F(number) => format!("f{number}"),
            other => format!("{other:?}").to_lowercase(),
        };
        match self.held {
            KeyModifiers::CONTROL => format!("ctrl-{name}"),
            KeyModifiers::ALT => format!("alt-{name}"),
            _ => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_keys_are_read_as_they_are_written() {
        for name in ["f12", "ctrl-o", "alt-]"] {
            assert_eq!(Key::parse(name).map(Key::id).as_deref(), Some(name));
        }
        for name in ["o", "f13", "ctrl-", "", "ctrl-shift-x"] {
            assert_eq!(Key::parse(name), None, "{name}");
        }
    }
}
