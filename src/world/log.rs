//! What a container has printed, kept for its owner with the moment of every piece.

use std::cell::RefCell;
use std::rc::Rc;

use super::time::Time;

/// Which of the two streams a piece came by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// One write, as it came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// When it was written.
    pub at: Time,
    /// By which stream.
    pub stream: Stream,
    /// What.
    pub bytes: Vec<u8>,
}

/// A whole line of one stream, without its newline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// When its first byte was written.
    pub at: Time,
    /// By which stream.
    pub stream: Stream,
    /// The text; bytes that are no UTF-8 are replaced.
    pub text: String,
    /// Whether its newline has come.
    pub ended: bool,
}

/// The output of a container or of one process. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Log {
    pieces: Rc<RefCell<Vec<Piece>>>,
    terminal: bool,
}

impl Log {
    /// A log without anything in it.
    #[must_use]
    pub fn new() -> Self {
        Log::default()
    }

    /// The same, for processes whose output is a terminal.
    #[must_use]
    pub fn terminal() -> Self {
        Log { terminal: true, ..Log::default() }
    }

    /// Whether the processes that print into it have a terminal.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// Adds a piece; the kernel calls this when a process writes, an owner may add words of its own.
    pub fn push(&self, at: Time, stream: Stream, bytes: &[u8]) {
        let mut pieces = self.pieces.borrow_mut();
        match pieces.last_mut() {
            Some(last) if last.at == at && last.stream == stream => last.bytes.extend_from_slice(bytes),
            _ => pieces.push(Piece { at, stream, bytes: bytes.to_vec() }),
        }
    }

    /// The pieces from the `from`th on.
    #[must_use]
    pub fn pieces(&self, from: usize) -> Vec<Piece> {
        self.pieces.borrow().iter().skip(from).cloned().collect()
    }

    /// How many pieces there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pieces.borrow().len()
    }

    /// Whether nothing was printed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.borrow().is_empty()
    }

    /// Everything of both streams, in the order it was written.
    #[must_use]
    pub fn text(&self) -> String {
        let all: Vec<u8> = self.pieces.borrow().iter().flat_map(|piece| piece.bytes.iter().copied()).collect();
        String::from_utf8_lossy(&all).into_owned()
    }

    /// Everything of one stream.
    #[must_use]
    pub fn bytes(&self, stream: Stream) -> Vec<u8> {
        let pieces = self.pieces.borrow();
        pieces.iter().filter(|piece| piece.stream == stream).flat_map(|piece| piece.bytes.iter().copied()).collect()
    }

    /// The lines of both streams, in the order in which they began; a last line without its newline is among them.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let mut lines: Vec<(Line, Vec<u8>)> = Vec::new();
        let mut open: [Option<usize>; 2] = [None, None];
        for piece in self.pieces.borrow().iter() {
            let slot = usize::from(piece.stream == Stream::Err);
            for part in piece.bytes.split_inclusive(|&byte| byte == b'\n') {
                let ended = part.ends_with(b"\n");
                let body = part.strip_suffix(b"\n").unwrap_or(part);
                if let Some((line, bytes)) = open[slot].and_then(|index| lines.get_mut(index)) {
                    bytes.extend_from_slice(body);
                    line.ended = ended;
                } else {
                    let line = Line { at: piece.at, stream: piece.stream, text: String::new(), ended };
                    lines.push((line, body.to_vec()));
                    open[slot] = Some(lines.len() - 1);
                }
                if ended {
                    open[slot] = None;
                }
            }
        }
        lines
            .into_iter()
            .map(|(line, bytes)| Line { text: String::from_utf8_lossy(&bytes).into_owned(), ..line })
            .collect()
    }
}
