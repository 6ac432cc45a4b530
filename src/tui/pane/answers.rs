//! What the terminal of the pane says when a program asks it something. It must not know the screen's content beyond the
//! cursor's place.
//!
//! Editors ask when they start and some wait for the answer, up to two seconds: vim and neovim for the version and the colours,
//! emacs for the version, helix for the keyboard protocol followed by the device attributes (whoever answers the second
//! without the first has no such protocol). Sources: xterm's "Control Sequences", the kitty keyboard protocol.

use super::{PaneColors, Rgb};

/// A program that asks without end gets no more than this between two reads of the answers.
const MOST: usize = 16 * 1024;

/// The answers not yet fetched, and the modes that `vt100` does not keep.
#[derive(Debug, Default)]
pub struct Answers {
    replies: Vec<u8>,
    /// The terminal's colours, where they are known.
    pub colors: Option<PaneColors>,
    /// The program wants to know when it gets the keyboard (mode 1004).
    pub focus_wanted: bool,
    /// Keys that have no code of their own are sent with one (xterm's modifyOtherKeys).
    pub other_keys: bool,
}

impl Answers {
    /// The answers since the last call.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.replies)
    }

    fn say(&mut self, reply: &str) {
        if self.replies.len() + reply.len() <= MOST {
            self.replies.extend_from_slice(reply.as_bytes());
        }
    }

    fn say_color(&mut self, what: &str, (red, green, blue): Rgb) {
        self.say(&format!("\x1b]{what};rgb:{red:02x}{red:02x}/{green:02x}{green:02x}/{blue:02x}{blue:02x}\x1b\\"));
    }

    /// Modes that `vt100` does not know, `CSI ? … h` and `l`.
    fn set_modes(&mut self, params: &[&[u16]], on: bool) {
        if params.contains(&[1004].as_slice()) {
            self.focus_wanted = on;
        }
    }

    /// DECRQM: 1 is on, 2 is off, 0 is a mode that this terminal does not have.
    fn report_mode(&mut self, screen: &vt100::Screen, mode: u16) {
        let mouse = screen.mouse_protocol_mode();
        let on = match mode {
            1 => Some(screen.application_cursor()),
            9 => Some(mouse == vt100::MouseProtocolMode::Press),
            25 => Some(!screen.hide_cursor()),
            47 | 1049 => Some(screen.alternate_screen()),
            66 => Some(screen.application_keypad()),
            1000 => Some(mouse == vt100::MouseProtocolMode::PressRelease),
            1002 => Some(mouse == vt100::MouseProtocolMode::ButtonMotion),
            1003 => Some(mouse == vt100::MouseProtocolMode::AnyMotion),
            1004 => Some(self.focus_wanted),
            1005 => Some(screen.mouse_protocol_encoding() == vt100::MouseProtocolEncoding::Utf8),
            1006 => Some(screen.mouse_protocol_encoding() == vt100::MouseProtocolEncoding::Sgr),
            2004 => Some(screen.bracketed_paste()),
            _ => None,
        };
        let state = match on {
            Some(true) => 1,
            Some(false) => 2,
            None => 0,
        };
        self.say(&format!("\x1b[?{mode};{state}$y"));
    }

    fn report_cursor(&mut self, screen: &vt100::Screen, private: &str) {
        let (row, col) = screen.cursor_position();
        let (_, cols) = screen.size();
        self.say(&format!("\x1b[{private}{};{}R", row + 1, (col + 1).min(cols.get())));
    }

    /// Dark is 1, light is 2; by how bright the background is to the eye.
    fn report_scheme(&mut self) {
        if let Some(PaneColors { background: (red, green, blue), .. }) = self.colors {
            let brightness = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
            self.say(if brightness < 128_000 { "\x1b[?997;1n" } else { "\x1b[?997;2n" });
        }
    }
}

impl vt100::Callbacks for Answers {
    fn unhandled_csi(
        &mut self,
        screen: &mut vt100::Screen,
        first: Option<u8>,
        second: Option<u8>,
        params: &[&[u16]],
        end: char,
    ) {
        let number = |index: usize| params.get(index).and_then(|param| param.first()).copied().unwrap_or(0);
        match (first, second, end) {
            // Device attributes: a VT220 with colours.
            (None, _, 'c') if number(0) == 0 => self.say("\x1b[?62;22c"),
            // The version that says "a terminal inside of another program" to vim, and "nothing special" to emacs.
            (Some(b'>'), _, 'c') if number(0) == 0 => self.say("\x1b[>0;100;0c"),
            (Some(b'='), _, 'c') if number(0) == 0 => self.say("\x1bP!|00000000\x1b\\"),
            (Some(b'>'), _, 'q') if number(0) == 0 => {
                self.say(concat!("\x1bP>|podlings ", env!("CARGO_PKG_VERSION"), "\x1b\\"));
            }
            (None, _, 'n') if number(0) == 5 => self.say("\x1b[0n"),
            (None, _, 'n') if number(0) == 6 => self.report_cursor(screen, ""),
            (Some(b'?'), _, 'n') if number(0) == 6 => self.report_cursor(screen, "?"),
            (Some(b'?'), _, 'n') if number(0) == 996 => self.report_scheme(),
            (Some(b'?'), Some(b'$'), 'p') => self.report_mode(screen, number(0)),
            (None, Some(b'$'), 'p') | (Some(b'$'), _, 'p') => self.say(&format!("\x1b[{};0$y", number(0))),
            (None, _, 't') if matches!(number(0), 18 | 19) => {
                let (rows, cols) = screen.size();
                self.say(&format!("\x1b[{};{rows};{cols}t", number(0) - 10));
            }
            (Some(b'?'), None, 'h') => self.set_modes(params, true),
            (Some(b'?'), None, 'l') => self.set_modes(params, false),
            (Some(b'>'), _, 'm') if params.is_empty() => self.other_keys = false,
            (Some(b'>'), _, 'm') if number(0) == 4 => self.other_keys = number(1) > 0,
            (Some(b'?'), _, 'm') if number(0) == 4 => {
                self.say(if self.other_keys { "\x1b[>4;1m" } else { "\x1b[>4;0m" });
            }
            _ => {}
        }
    }

    fn unhandled_osc(&mut self, _: &mut vt100::Screen, params: &[&[u8]]) {
        let Some(colors) = self.colors else { return };
        match params {
            [b"10", b"?"] => self.say_color("10", colors.foreground),
            [b"11", b"?"] => self.say_color("11", colors.background),
            [b"12", b"?"] => self.say_color("12", colors.foreground),
            // Both in one sequence, as xterm allows.
            [b"10", b"?", b"?"] => {
                self.say_color("10", colors.foreground);
                self.say_color("11", colors.background);
            }
            _ => {}
        }
    }

    // Titles, the clipboard and bells are heard and forgotten: an editor in the pane changes nothing outside of it.
}
