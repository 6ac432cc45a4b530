//! From keys to the bytes that an `xterm-256color` sends for them. It must not know what a key does in any program.
//!
//! Sources: xterm's "Control Sequences" (PC-style function keys, modifyOtherKeys) and the terminfo entry `xterm-256color`.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// What the program has asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Modes {
    /// Arrows, Home and End are sent as `SS3` (DECCKM). The keypad's own codes (DECKPAM) are not sent: with NumLock on, as it
    /// is nearly everywhere, xterm sends digits too.
    pub application_cursor: bool,
    /// Keys without a code of their own are sent as `CSI 27 ; modifiers ; code ~`.
    pub other_keys: bool,
}

/// The bytes; none for a key that no terminal sends, and for letting a key go.
pub fn encode(key: &KeyEvent, modes: Modes) -> Vec<u8> {
    if key.kind == KeyEventKind::Release {
        return Vec::new();
    }
    let modifiers = key.modifiers;
    match key.code {
        KeyCode::Char(c) => character(c, modifiers, modes),
        KeyCode::Enter => plain(b"\r", modifiers),
        KeyCode::Esc => plain(b"\x1b", modifiers),
        KeyCode::Tab if modifiers.contains(KeyModifiers::SHIFT) => b"\x1b[Z".to_vec(),
        KeyCode::Tab => plain(b"\t", modifiers),
        KeyCode::BackTab => plain(b"\x1b[Z", modifiers),
        KeyCode::Backspace if modifiers.contains(KeyModifiers::CONTROL) => plain(b"\x08", modifiers),
        KeyCode::Backspace => plain(b"\x7f", modifiers),
        KeyCode::Up => letter(b'A', modifiers, modes),
        KeyCode::Down => letter(b'B', modifiers, modes),
        KeyCode::Right => letter(b'C', modifiers, modes),
        KeyCode::Left => letter(b'D', modifiers, modes),
        KeyCode::KeypadBegin => letter(b'E', modifiers, modes),
        KeyCode::End => letter(b'F', modifiers, modes),
        KeyCode::Home => letter(b'H', modifiers, modes),
        KeyCode::Insert => numbered(2, modifiers),
        KeyCode::Delete => numbered(3, modifiers),
        KeyCode::PageUp => numbered(5, modifiers),
        KeyCode::PageDown => numbered(6, modifiers),
        KeyCode::F(number) => function(number, modifiers),
        KeyCode::Null => plain(b"\0", modifiers),
        _ => Vec::new(),
    }
}

/// A key with one code, and Alt as an escape before it.
fn plain(code: &[u8], modifiers: KeyModifiers) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(code.len() + 1);
    if modifiers.contains(KeyModifiers::ALT) {
        bytes.push(0x1b);
    }
    bytes.extend_from_slice(code);
    bytes
}

fn character(c: char, modifiers: KeyModifiers, modes: Modes) -> Vec<u8> {
    let mut buffer = [0; 4];
    if modifiers.contains(KeyModifiers::CONTROL) {
        if let Some(code) = control_code(c) {
            return plain(&[code], modifiers);
        }
        if modes.other_keys {
            return format!("\x1b[27;{};{}~", parameter(modifiers), u32::from(c)).into_bytes();
        }
    }
    plain(c.encode_utf8(&mut buffer).as_bytes(), modifiers)
}

/// What Ctrl makes of a character, where it makes something of it.
fn control_code(c: char) -> Option<u8> {
    let ascii = u8::try_from(c).ok()?;
    match ascii {
        b'a'..=b'z' | b'A'..=b'Z' => Some(ascii & 0x1f),
        b' ' | b'@' | b'2' => Some(0),
        b'[' | b'3' | b'{' => Some(0x1b),
        b'\\' | b'4' | b'|' => Some(0x1c),
        b']' | b'5' | b'}' => Some(0x1d),
        b'^' | b'6' | b'~' => Some(0x1e),
        b'_' | b'7' | b'/' | b'-' => Some(0x1f),
        b'8' | b'?' => Some(0x7f),
        _ => None,
    }
}

/// `CSI A`, `SS3 A`, and with modifiers `CSI 1 ; modifiers A`.
fn letter(end: u8, modifiers: KeyModifiers, modes: Modes) -> Vec<u8> {
    match (parameter(modifiers), modes.application_cursor) {
        (1, true) => vec![0x1b, b'O', end],
        (1, false) => vec![0x1b, b'[', end],
        (number, _) => format!("\x1b[1;{number}{}", char::from(end)).into_bytes(),
    }
}

/// `CSI 3 ~`, and with modifiers `CSI 3 ; modifiers ~`.
fn numbered(code: u8, modifiers: KeyModifiers) -> Vec<u8> {
    match parameter(modifiers) {
        1 => format!("\x1b[{code}~"),
        number => format!("\x1b[{code};{number}~"),
    }
    .into_bytes()
}

fn function(number: u8, modifiers: KeyModifiers) -> Vec<u8> {
    match number {
        1..=4 => {
            let end = char::from(b'P' + number - 1);
            match parameter(modifiers) {
                1 => format!("\x1bO{end}"),
                parameter => format!("\x1b[1;{parameter}{end}"),
            }
            .into_bytes()
        }
        5 => numbered(15, modifiers),
        6..=10 => numbered(17 + number - 6, modifiers),
        11 | 12 => numbered(23 + number - 11, modifiers),
        // The terminfo entry knows F13 as Shift-F1, and so on.
        13..=24 => function(number - 12, modifiers | KeyModifiers::SHIFT),
        _ => Vec::new(),
    }
}

/// xterm's number for modifiers: 1, and 1, 2, 4, 8 more for Shift, Alt, Ctrl, Meta.
fn parameter(modifiers: KeyModifiers) -> u8 {
    [(KeyModifiers::SHIFT, 1), (KeyModifiers::ALT, 2), (KeyModifiers::CONTROL, 4), (KeyModifiers::META, 8)]
        .into_iter()
        .filter(|(modifier, _)| modifiers.contains(*modifier))
        .fold(1, |sum, (_, number)| sum + number)
}

/// A pasted text: line breaks as the Enter key sends them, no other control characters but tabs.
pub fn paste(text: &str, bracketed: bool) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() + 12);
    if bracketed {
        bytes.extend_from_slice(b"\x1b[200~");
    }
    let mut buffer = [0; 4];
    let mut after_return = false;
    for c in text.chars() {
        match c {
            // Of "\r\n" the second is the same line break.
            '\n' if after_return => {}
            '\n' | '\r' => bytes.push(b'\r'),
            c if c.is_control() && c != '\t' => {}
            c => bytes.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes()),
        }
        after_return = c == '\r';
    }
    if bracketed {
        bytes.extend_from_slice(b"\x1b[201~");
    }
    bytes
}
