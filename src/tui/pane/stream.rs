//! From a program's bytes to what the parser of the screen takes: whole characters and whole sequences, and in other words what
//! it does not know. It must not know what is drawn.
//!
//! The parser (`vt100`) is a good terminal but for some things that programs rely on after reading `xterm-256color` in the
//! terminfo database: lines and cells that move in have the background colour of the moment (`bce`; without it vim shows
//! stripes when it scrolls), tabs go backwards (`cbt`), line drawing characters (`smacs`). They are added here.
//! Source: ECMA-48, xterm's "Control Sequences".

use vt100::{Color, Parser};

use super::answers::Answers;

/// The longest sequence that is waited for, and of a string (a title, the clipboard) the most that is listened to.
const LONGEST_SEQUENCE: usize = 256;
const LONGEST_STRING: usize = 256 * 1024;

const ESCAPE: u8 = 0x1b;
const CANCEL: u8 = 0x18;
const SUBSTITUTE: u8 = 0x1a;

/// What line drawing makes of the characters from `` ` `` to `~`.
const LINES: [char; 31] = [
    '◆', '▒', '␉', '␌', '␍', '␊', '°', '±', '␤', '␋', '┘', '┐', '┌', '└', '┼', '⎺', '⎻', '─', '⎼', '⎽', '├', '┤', '┴',
    '┬', '│', '≤', '≥', 'π', '≠', '£', '·',
];

/// Where in the stream we are, and what the parser does not tell of its state.
#[derive(Debug, Default)]
pub struct Stream {
    state: State,
    /// A character or a sequence that has begun and not ended.
    held: Vec<u8>,
    /// The lines that scroll, of the usual and of the alternate screen; `None`: all.
    regions: [Option<(u16, u16)>; 2],
    /// Places are counted from the scrolling lines.
    origin: bool,
    /// Which of the two character sets are line drawing, and whether the second is in use.
    drawing: [bool; 2],
    second_set: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    Text,
    /// After an escape, with what is in `held`.
    Escape,
    /// A control sequence, with what is in `held`.
    Control,
    /// A string that ends with a bell or an escape; so many bytes of it were passed on.
    String { bell_ends: bool, length: usize },
}

type Terminal = Parser<Answers>;

impl Stream {
    /// Takes some of what the program printed.
    pub fn feed(&mut self, mut bytes: &[u8], terminal: &mut Terminal) {
        while !bytes.is_empty() {
            let taken = match self.state {
                State::Text => self.text(bytes, terminal),
                State::Escape => self.escape(bytes, terminal),
                State::Control => self.control(bytes, terminal),
                State::String { bell_ends, length } => self.string(bytes, bell_ends, length, terminal),
            };
            bytes = bytes.get(taken..).unwrap_or_default();
        }
    }

    /// The screen has another size, which ends every region.
    pub fn resized(&mut self) {
        self.regions = [None; 2];
    }

    /// Characters up to the next escape.
    fn text(&mut self, bytes: &[u8], terminal: &mut Terminal) -> usize {
        let end = bytes.iter().position(|byte| *byte == ESCAPE).unwrap_or(bytes.len());
        let (text, rest) = bytes.split_at(end);
        // The parser loses the character after one that comes in two pieces, so it gets whole ones only.
        self.held.extend_from_slice(text);
        let unfinished = if rest.is_empty() { unfinished(&self.held) } else { 0 };
        let held = self.held.split_off(self.held.len() - unfinished);
        let text = std::mem::replace(&mut self.held, held);
        self.characters(&text, terminal);
        if rest.is_empty() {
            return end;
        }
        self.state = State::Escape;
        self.held.clear();
        self.held.push(ESCAPE);
        end + 1
    }

    fn characters(&mut self, text: &[u8], terminal: &mut Terminal) {
        let mut from = 0;
        for (index, byte) in text.iter().enumerate() {
            let special = match byte {
                0x0a..=0x0c | 0x0e | 0x0f => true,
                0x60..=0x7e => self.is_drawing(),
                _ => false,
            };
            if !special {
                continue;
            }
            terminal.process(text.get(from..index).unwrap_or_default());
            from = index + 1;
            match byte {
                0x0e => self.second_set = true,
                0x0f => self.second_set = false,
                0x0a..=0x0c => self.line_feed(terminal),
                _ => {
                    let drawn = LINES.get(usize::from(byte - 0x60)).copied().unwrap_or(' ');
                    terminal.process(drawn.encode_utf8(&mut [0; 4]).as_bytes());
                }
            }
        }
        terminal.process(text.get(from..).unwrap_or_default());
    }

    fn is_drawing(&self) -> bool {
        self.drawing[usize::from(self.second_set)]
    }

    /// The byte after an escape, or after its intermediate bytes.
    fn escape(&mut self, bytes: &[u8], terminal: &mut Terminal) -> usize {
        let Some(byte) = bytes.first().copied() else { return 0 };
        match (byte, self.held.len()) {
            (ESCAPE, _) => self.held.truncate(1),
            (CANCEL | SUBSTITUTE, _) => self.pass(byte, terminal),
            (b'[', 1) => {
                self.held.push(byte);
                self.state = State::Control;
            }
            (b']' | b'P' | b'X' | b'^' | b'_', 1) => {
                self.pass(byte, terminal);
                self.state = State::String { bell_ends: byte == b']', length: 0 };
            }
            (0x20..=0x2f, ..LONGEST_SEQUENCE) => self.held.push(byte),
            (b'D', 1) => {
                self.drop_held();
                self.line_feed(terminal);
            }
            (b'E', 1) => {
                self.drop_held();
                terminal.process(b"\r");
                self.line_feed(terminal);
            }
            (b'M', 1) => {
                self.drop_held();
                self.reverse_line_feed(terminal);
            }
            (b'c', 1) => {
                self.pass(byte, terminal);
                *self = Self::default();
            }
            _ => {
                if let [_, set @ (b'(' | b')')] = self.held.as_slice() {
                    self.drawing[usize::from(*set == b')')] = byte == b'0';
                }
                self.pass(byte, terminal);
            }
        }
        1
    }

    /// The bytes of a control sequence.
    fn control(&mut self, bytes: &[u8], terminal: &mut Terminal) -> usize {
        for (index, byte) in bytes.iter().copied().enumerate() {
            match byte {
                ESCAPE => {
                    // A sequence that breaks off is none.
                    self.held.truncate(1);
                    self.state = State::Escape;
                    return index + 1;
                }
                CANCEL | SUBSTITUTE => {
                    self.drop_held();
                    return index + 1;
                }
                0x40..=0x7e => {
                    self.held.push(byte);
                    let sequence = std::mem::take(&mut self.held);
                    self.state = State::Text;
                    self.sequence(&sequence, terminal);
                    return index + 1;
                }
                // Control characters in between do what they always do.
                0x00..=0x1f => terminal.process(&[byte]),
                _ if self.held.len() < LONGEST_SEQUENCE => self.held.push(byte),
                // What is too long is not understood, and its end is still waited for.
                _ => {}
            }
        }
        bytes.len()
    }

    /// The bytes of a string up to its end.
    fn string(&mut self, bytes: &[u8], bell_ends: bool, length: usize, terminal: &mut Terminal) -> usize {
        let ends = |byte: &u8| matches!(*byte, ESCAPE | CANCEL | SUBSTITUTE) || (bell_ends && *byte == 0x07);
        let end = bytes.iter().position(ends);
        let (text, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
        if length + text.len() > LONGEST_STRING {
            // The parser would keep all of it. What it has is given up, and the rest is not for it.
            if length <= LONGEST_STRING {
                terminal.process(&[CANCEL]);
            }
            self.state = State::String { bell_ends, length: LONGEST_STRING + 1 };
        } else {
            terminal.process(text);
            self.state = State::String { bell_ends, length: length + text.len() };
        }
        let Some(end) = rest.first().copied() else { return bytes.len() };
        if end == ESCAPE {
            self.state = State::Escape;
            self.held.clear();
            self.held.push(ESCAPE);
        } else {
            if length <= LONGEST_STRING {
                terminal.process(&[end]);
            }
            self.state = State::Text;
        }
        text.len() + 1
    }

    /// Gives the parser the sequence that was held, with its last byte.
    fn pass(&mut self, last: u8, terminal: &mut Terminal) {
        self.held.push(last);
        terminal.process(&self.held);
        self.drop_held();
    }

    fn drop_held(&mut self) {
        self.held.clear();
        self.state = State::Text;
    }

    /// A whole control sequence, from `ESC [` to its last byte.
    fn sequence(&mut self, sequence: &[u8], terminal: &mut Terminal) {
        let Some(([b'\x1b', b'[', middle @ ..], last)) = sequence.split_last().map(|(last, rest)| (rest, *last)) else {
            return;
        };
        let plain = middle.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b';' | b':'));
        match (last, plain) {
            (b'@' | b'P' | b'L' | b'M' | b'S' | b'T', true) => self.shift(sequence, last, number(middle, 0), terminal),
            (b'I', true) => {
                let (_, cols) = terminal.screen().size();
                terminal.process(&b"\t".repeat(usize::from(number(middle, 0).max(1).min(cols.get()))));
            }
            (b'Z', true) => back_tab(number(middle, 0).max(1), terminal),
            (b's', true) if middle.is_empty() => terminal.process(b"\x1b7"),
            (b'u', true) if middle.is_empty() => terminal.process(b"\x1b8"),
            (b'a', true) => replaced(middle, b'C', terminal),
            (b'e', true) => replaced(middle, b'B', terminal),
            (b'r', true) => {
                terminal.process(sequence);
                let (rows, _) = terminal.screen().size();
                let top = number(middle, 0).max(1);
                let bottom = match number(middle, 1) {
                    0 => rows.get(),
                    bottom => bottom.min(rows.get()),
                };
                *self.region(terminal) = (top < bottom).then(|| (top - 1, bottom - 1));
            }
            (b'h' | b'l', false) => self.modes(sequence, middle, last == b'h', terminal),
            _ => terminal.process(sequence),
        }
    }

    fn modes(&mut self, sequence: &[u8], middle: &[u8], on: bool, terminal: &mut Terminal) {
        terminal.process(sequence);
        let Some(numbers) = middle.strip_prefix(b"?") else { return };
        for mode in numbers.split(|byte| *byte == b';') {
            match mode {
                b"6" => self.origin = on,
                // The alternate screen is a new one each time.
                b"1049" if on => self.regions[1] = None,
                _ => {}
            }
        }
    }

    fn region(&mut self, terminal: &Terminal) -> &mut Option<(u16, u16)> {
        &mut self.regions[usize::from(terminal.screen().alternate_screen())]
    }

    /// The first and the last line that scroll.
    fn lines(&mut self, terminal: &Terminal) -> (u16, u16) {
        let (rows, _) = terminal.screen().size();
        self.region(terminal).unwrap_or((0, rows.get() - 1))
    }

    fn line_feed(&mut self, terminal: &mut Terminal) {
        let (row, _) = terminal.screen().cursor_position();
        let (_, bottom) = self.lines(terminal);
        terminal.process(b"\n");
        if row == bottom {
            self.fill(bottom, bottom, terminal);
        }
    }

    fn reverse_line_feed(&mut self, terminal: &mut Terminal) {
        let (row, _) = terminal.screen().cursor_position();
        let (top, _) = self.lines(terminal);
        terminal.process(b"\x1bM");
        if row == top {
            self.fill(top, top, terminal);
        }
    }

    /// Lines or cells that move, with empty ones moving in.
    fn shift(&mut self, sequence: &[u8], last: u8, count: u16, terminal: &mut Terminal) {
        let (row, col) = terminal.screen().cursor_position();
        let (top, bottom) = self.lines(terminal);
        terminal.process(sequence);
        let most = count.max(1) - 1;
        let inside = (top..=bottom).contains(&row);
        match last {
            b'L' if inside => self.fill(row, bottom.min(row.saturating_add(most)), terminal),
            b'M' if inside => self.fill(row.max(bottom.saturating_sub(most)), bottom, terminal),
            b'S' => self.fill(top.max(bottom.saturating_sub(most)), bottom, terminal),
            b'T' => self.fill(top, bottom.min(top.saturating_add(most)), terminal),
            b'@' if self.has_background(terminal) => terminal.process(format!("\x1b[{}X", most + 1).as_bytes()),
            b'P' if self.has_background(terminal) => {
                let (_, cols) = terminal.screen().size();
                let first = cols.get().saturating_sub(most + 1).max(col);
                terminal.process(format!("\x1b[{}G\x1b[K\x1b[{}G", first + 1, col + 1).as_bytes());
            }
            _ => {}
        }
    }

    /// What moves in has a colour, and it can be given to it.
    fn has_background(&self, terminal: &Terminal) -> bool {
        let screen = terminal.screen();
        let (_, cols) = screen.size();
        // Behind the last column the cursor waits, and no sequence puts it there again.
        screen.bgcolor() != Color::Default && !self.origin && screen.cursor_position().1 < cols.get()
    }

    /// Gives lines that have moved in the background of the moment.
    fn fill(&self, first: u16, last: u16, terminal: &mut Terminal) {
        use std::fmt::Write as _;
        if !self.has_background(terminal) {
            return;
        }
        let (row, col) = terminal.screen().cursor_position();
        let mut words = String::new();
        for line in first..=last {
            let _ = write!(words, "\x1b[{};1H\x1b[2K", line + 1);
        }
        let _ = write!(words, "\x1b[{};{}H", row + 1, col + 1);
        terminal.process(words.as_bytes());
    }
}

/// To the tab stop before, `count` times.
fn back_tab(count: u16, terminal: &mut Terminal) {
    let (_, col) = terminal.screen().cursor_position();
    let (_, cols) = terminal.screen().size();
    let stop = col.min(cols.get() - 1).div_ceil(8).saturating_sub(count) * 8;
    terminal.process(format!("\x1b[{}G", stop + 1).as_bytes());
}

/// The same sequence with another last byte.
fn replaced(middle: &[u8], last: u8, terminal: &mut Terminal) {
    terminal.process(&[b"\x1b[", middle, &[last]].concat());
}

/// A number of a sequence; 0 where it is not there.
fn number(middle: &[u8], index: usize) -> u16 {
    let digits = middle.split(|byte| *byte == b';').nth(index).unwrap_or_default();
    let digits = digits.iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0_u16, |number, digit| number.saturating_mul(10).saturating_add(u16::from(digit - b'0')))
}

/// How many bytes at the end begin a UTF-8 character that is not complete.
fn unfinished(bytes: &[u8]) -> usize {
    let tail = bytes.iter().rev().take(3).position(|byte| byte & 0b1100_0000 != 0b1000_0000);
    let Some(after) = tail else { return 0 };
    let needed = match bytes.iter().rev().nth(after) {
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        _ => 1,
    };
    if after + 1 < needed { after + 1 } else { 0 }
}

#[cfg(test)]
mod tests;
