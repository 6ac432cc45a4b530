//! From the mouse to the bytes that a program has asked for. It must not know what a click means in any program.
//!
//! Source: xterm's "Control Sequences", Mouse Tracking.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;
use vt100::{MouseProtocolEncoding as Encoding, MouseProtocolMode as Mode};

/// Lines that a notch of the wheel moves in programs that know no mouse.
const WHEEL_LINES: usize = 3;

/// The bytes; none for what the program does not want to know.
pub fn encode(event: MouseEvent, area: Rect, screen: &vt100::Screen) -> Vec<u8> {
    if !area.contains((event.column, event.row).into()) {
        return Vec::new();
    }
    let mode = screen.mouse_protocol_mode();
    if mode == Mode::None {
        return as_arrows(event.kind, screen);
    }
    let Some(report) = Report::of(event, mode) else { return Vec::new() };
    report.bytes(event.column - area.x, event.row - area.y, screen.mouse_protocol_encoding())
}

fn as_arrows(kind: MouseEventKind, screen: &vt100::Screen) -> Vec<u8> {
    if !screen.alternate_screen() {
        return Vec::new();
    }
    let arrow: &[u8] = match (kind, screen.application_cursor()) {
        (MouseEventKind::ScrollUp, true) => b"\x1bOA",
        (MouseEventKind::ScrollUp, false) => b"\x1b[A",
        (MouseEventKind::ScrollDown, true) => b"\x1bOB",
        (MouseEventKind::ScrollDown, false) => b"\x1b[B",
        _ => return Vec::new(),
    };
    arrow.repeat(WHEEL_LINES)
}

/// What happened, as xterm counts it.
struct Report {
    code: u8,
    release: bool,
}

impl Report {
    fn of(event: MouseEvent, mode: Mode) -> Option<Self> {
        let button = |button: MouseButton| match button {
            MouseButton::Left => 0,
            MouseButton::Middle => 1,
            MouseButton::Right => 2,
        };
        let (code, release, wanted) = match event.kind {
            MouseEventKind::Down(which) => (button(which), false, true),
            MouseEventKind::Up(which) => (button(which), true, mode != Mode::Press),
            MouseEventKind::Drag(which) => {
                (button(which) + 32, false, matches!(mode, Mode::ButtonMotion | Mode::AnyMotion))
            }
            MouseEventKind::Moved => (3 + 32, false, mode == Mode::AnyMotion),
            MouseEventKind::ScrollUp => (64, false, true),
            MouseEventKind::ScrollDown => (65, false, true),
            MouseEventKind::ScrollLeft => (66, false, mode != Mode::Press),
            MouseEventKind::ScrollRight => (67, false, mode != Mode::Press),
        };
        if !wanted {
            return None;
        }
        let modifiers = if mode == Mode::Press { 0 } else { modifier_bits(event.modifiers) };
        Some(Self { code: code + modifiers, release })
    }

    fn bytes(&self, col: u16, row: u16, encoding: Encoding) -> Vec<u8> {
        let (col, row) = (u32::from(col) + 1, u32::from(row) + 1);
        if encoding == Encoding::Sgr {
            let end = if self.release { 'm' } else { 'M' };
            return format!("\x1b[<{};{col};{row}{end}", self.code).into_bytes();
        }
        // The old forms do not say which button was let go.
        let code = if self.release { (self.code & !3) | 3 } else { self.code };
        let numbers = [u32::from(code) + 32, col + 32, row + 32];
        let mut bytes = b"\x1b[M".to_vec();
        for number in numbers {
            match (encoding, u8::try_from(number)) {
                (Encoding::Utf8, _) => {
                    // Two bytes are all that this form has.
                    let Some(c) = char::from_u32(number).filter(|c| c.len_utf8() <= 2) else { return Vec::new() };
                    bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                }
                (_, Ok(byte)) => bytes.push(byte),
                // Too far to the right or below for this form.
                (_, Err(_)) => return Vec::new(),
            }
        }
        bytes
    }
}

fn modifier_bits(modifiers: KeyModifiers) -> u8 {
    [(KeyModifiers::SHIFT, 4), (KeyModifiers::ALT, 8), (KeyModifiers::CONTROL, 16)]
        .into_iter()
        .filter(|(modifier, _)| modifiers.contains(*modifier))
        .fold(0, |sum, (_, bit)| sum + bit)
}
