//! A terminal in the terminal: what an editor prints becomes cells on our screen, what the user does becomes what the editor
//! reads. [`PaneView`] is pure and knows no process; [`pty`] alone has the process and knows no screen.

mod answers;
mod draw;
mod keys;
mod mouse;
pub mod pty;
mod stream;

use std::num::NonZeroU16;

use crossterm::event::{KeyEvent, MouseEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use answers::Answers;
pub use pty::{Pty, PtyCommand, PtyError, PtyEvent};
use stream::Stream;

/// A red, a green and a blue.
pub type Rgb = (u8, u8, u8);

/// What the editor is told when it asks for the terminal's own colours, which decides between its dark and its light scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaneColors {
    /// Of plain text.
    pub foreground: Rgb,
    /// Behind plain text.
    pub background: Rgb,
}

/// Where the editor's cursor is on our screen, and how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaneCursor {
    /// Column on the whole screen.
    pub x: u16,
    /// Row on the whole screen.
    pub y: u16,
    /// Its look.
    pub shape: CursorShape,
}

/// How a cursor looks: vim and helix tell their modes apart by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CursorShape {
    /// As the user's terminal has it.
    #[default]
    Default,
    /// A block.
    Block,
    /// A line below the character.
    Underline,
    /// A line before the character.
    Bar,
}

/// The screen of a program that believes to have an `xterm-256color`, at most 1000 rows and columns.
pub struct PaneView {
    parser: vt100::Parser<Answers>,
    stream: Stream,
}

impl std::fmt::Debug for PaneView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PaneView").field("size", &self.size()).finish_non_exhaustive()
    }
}

impl PaneView {
    /// An empty screen. Sizes that no program could use are raised to 2 columns, a row, or lowered to 1000.
    #[must_use]
    pub fn new(rows: u16, cols: u16) -> Self {
        let (rows, cols) = usable(rows, cols);
        Self { parser: vt100::Parser::new_with_callbacks(rows, cols, 0, Answers::default()), stream: Stream::default() }
    }

    /// What the editor hears when it asks for colours. Until they are known it gets no answer, and decides by itself.
    pub fn set_colors(&mut self, colors: Option<PaneColors>) {
        self.parser.callbacks_mut().colors = colors;
    }

    /// Takes what the program printed, in pieces of any size, and gives what the terminal has to say in return (where the
    /// cursor is, what it can do): write that to the program at once, it may be waiting.
    #[must_use]
    pub fn process(&mut self, output: &[u8]) -> Vec<u8> {
        self.stream.feed(output, &mut self.parser);
        self.parser.callbacks_mut().take()
    }

    /// Rows and columns.
    #[must_use]
    pub fn size(&self) -> (u16, u16) {
        let (rows, cols) = self.parser.screen().size();
        (rows.get(), cols.get())
    }

    /// Another size; tell the [`Pty`] too. True: it was another one than before.
    pub fn resize(&mut self, rows: u16, cols: u16) -> bool {
        let (rows, cols) = usable(rows, cols);
        let changed = self.parser.screen().size() != (rows, cols);
        if changed {
            self.parser.set_size(rows, cols);
            self.stream.resized();
        }
        changed
    }

    /// What the program reads when this key is pressed, in the modes that it has asked for; nothing for keys that no terminal
    /// sends.
    #[must_use]
    pub fn key(&self, key: &KeyEvent) -> Vec<u8> {
        let screen = self.parser.screen();
        keys::encode(
            key,
            keys::Modes {
                application_cursor: screen.application_cursor(),
                other_keys: self.parser.callbacks().other_keys,
            },
        )
    }

    /// What the program reads when the mouse does this. `area` is where the pane is on our screen; what happens elsewhere is
    /// none of the program's business. The wheel moves the cursor in programs that use the whole screen and know no mouse.
    #[must_use]
    pub fn mouse(&self, event: &MouseEvent, area: Rect) -> Vec<u8> {
        mouse::encode(*event, area, self.parser.screen())
    }

    /// What the program reads when this text is pasted: marked as pasted where the program has asked for that. Control
    /// characters other than line breaks and tabs are left out, so that a pasted text cannot press keys.
    #[must_use]
    pub fn paste(&self, text: &str) -> Vec<u8> {
        keys::paste(text, self.parser.screen().bracketed_paste())
    }

    /// What the program reads when the pane gets or loses the keyboard, where it wants to know.
    #[must_use]
    pub fn focus(&self, gained: bool) -> Vec<u8> {
        match (self.parser.callbacks().focus_wanted, gained) {
            (false, _) => Vec::new(),
            (true, true) => b"\x1b[I".to_vec(),
            (true, false) => b"\x1b[O".to_vec(),
        }
    }

    /// The program wants to hear of the mouse.
    #[must_use]
    pub fn wants_mouse(&self) -> bool {
        self.parser.screen().mouse_protocol_mode() != vt100::MouseProtocolMode::None
    }

    /// Draws the screen into `area`, from its upper left corner on; what does not fit is cut off, what is left over is empty.
    pub fn render(&self, area: Rect, buffer: &mut Buffer) {
        draw::draw(self.parser.screen(), area, buffer);
    }

    /// The cursor, where it is shown and inside of `area`.
    #[must_use]
    pub fn cursor(&self, area: Rect) -> Option<PaneCursor> {
        let screen = self.parser.screen();
        if screen.hide_cursor() {
            return None;
        }
        let (row, col) = screen.cursor_position();
        let (_, cols) = self.size();
        // Behind the last column the cursor waits for the next character and is shown on the last one.
        let col = col.min(cols - 1);
        if row >= area.height || col >= area.width {
            return None;
        }
        let shape = match screen.cursor_style() {
            vt100::CursorStyle::Default => CursorShape::Default,
            vt100::CursorStyle::BlinkBlock | vt100::CursorStyle::SteadyBlock => CursorShape::Block,
            vt100::CursorStyle::BlinkUnderline | vt100::CursorStyle::SteadyUnderline => CursorShape::Underline,
            vt100::CursorStyle::BlinkVerticalBar | vt100::CursorStyle::SteadyVerticalBar => CursorShape::Bar,
        };
        Some(PaneCursor { x: area.x + col, y: area.y + row, shape })
    }

    /// The text on the screen, a line for each row, without colours and trailing blanks.
    #[must_use]
    pub fn contents(&self) -> String {
        let (_, cols) = self.size();
        let rows: Vec<String> = self.parser.screen().rows(0, cols).map(|row| row.trim_end().to_owned()).collect();
        rows.join("\n").trim_end().to_owned()
    }
}

fn usable(rows: u16, cols: u16) -> (NonZeroU16, NonZeroU16) {
    // A wide character needs two columns.
    let clamp = |size: u16, least: u16| NonZeroU16::new(size.clamp(least, 1000)).unwrap_or(NonZeroU16::MIN);
    (clamp(rows, 1), clamp(cols, 2))
}

#[cfg(test)]
mod tests;
