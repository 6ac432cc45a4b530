//! Byte streams with back-pressure between two ends: pipes, fifos and each direction of a TCP connection.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use super::errno::Errno;
use super::ready::{Key, Ready, WaitQueue};

/// How much a pipe holds before its writer must wait, as on Linux.
const CAPACITY: usize = 65_536;

/// The stream itself; it lives as long as one of its ends.
pub struct Pipe {
    state: RefCell<State>,
    waiting: WaitQueue,
}

#[derive(Default)]
struct State {
    bytes: VecDeque<u8>,
    /// Behind so many bytes a reader is told once that this is the end, see [`PipeWriter::end_once`].
    ends: VecDeque<usize>,
    readers: u32,
    writers: u32,
    /// Ends ever opened: a fifo's opener waits until the other side has come once.
    ever_readers: u32,
    ever_writers: u32,
}

/// The end that reads. Cloning it is opening it once more.
pub struct PipeReader(Rc<Pipe>);

/// The end that writes. Cloning it is opening it once more.
pub struct PipeWriter(Rc<Pipe>);

impl Pipe {
    /// A stream without ends.
    pub fn new(ready: &Rc<Ready>) -> Rc<Pipe> {
        Rc::new(Pipe { state: RefCell::default(), waiting: WaitQueue::new(ready) })
    }

    /// A new stream with one end of each kind.
    pub fn pair(ready: &Rc<Ready>) -> (PipeReader, PipeWriter) {
        let pipe = Pipe::new(ready);
        (Pipe::reader(&pipe), Pipe::writer(&pipe))
    }

    /// Opens it for reading.
    pub fn reader(pipe: &Rc<Pipe>) -> PipeReader {
        {
            let mut state = pipe.state.borrow_mut();
            state.readers += 1;
            state.ever_readers = state.ever_readers.wrapping_add(1);
        }
        pipe.waiting.wake();
        PipeReader(Rc::clone(pipe))
    }

    /// Opens it for writing.
    pub fn writer(pipe: &Rc<Pipe>) -> PipeWriter {
        {
            let mut state = pipe.state.borrow_mut();
            state.writers += 1;
            state.ever_writers = state.ever_writers.wrapping_add(1);
        }
        pipe.waiting.wake();
        PipeWriter(Rc::clone(pipe))
    }

    /// How often each side was ever opened: readers, writers.
    #[must_use]
    pub fn opened(&self) -> (u32, u32) {
        let state = self.state.borrow();
        (state.ever_readers, state.ever_writers)
    }

    /// Whether either side is open: readers, writers.
    #[must_use]
    pub fn open_ends(&self) -> (bool, bool) {
        let state = self.state.borrow();
        (state.readers > 0, state.writers > 0)
    }

    /// Notes that a process waits for a change.
    pub fn park(&self, key: Key) {
        self.waiting.park(key);
    }
}

impl PipeReader {
    /// The stream that it is an end of.
    #[must_use]
    pub fn pipe(&self) -> Rc<Pipe> {
        Rc::clone(&self.0)
    }

    /// Up to `most` bytes; none at the end of the stream; `None` if the reader must wait.
    #[must_use]
    pub fn read(&self, most: usize) -> Option<Vec<u8>> {
        let mut state = self.0.state.borrow_mut();
        if state.ends.front() == Some(&0) && most > 0 {
            state.ends.pop_front();
            return Some(Vec::new());
        }
        if state.bytes.is_empty() {
            return (state.writers == 0 || most == 0).then(Vec::new);
        }
        let count = most.min(state.ends.front().copied().unwrap_or(usize::MAX)).min(state.bytes.len());
        for end in &mut state.ends {
            *end -= count;
        }
        let bytes: Vec<u8> = if count == state.bytes.len() {
            std::mem::take(&mut state.bytes).into()
        } else {
            state.bytes.drain(..count).collect()
        };
        drop(state);
        self.0.waiting.wake();
        Some(bytes)
    }

    /// Whether a read would not wait.
    #[must_use]
    pub fn ready(&self) -> bool {
        let state = self.0.state.borrow();
        !state.bytes.is_empty() || !state.ends.is_empty() || state.writers == 0
    }

    /// Notes that a process waits for a change.
    pub fn park(&self, key: Key) {
        self.0.waiting.park(key);
    }
}

impl PipeWriter {
    /// The stream that it is an end of.
    #[must_use]
    pub fn pipe(&self) -> Rc<Pipe> {
        Rc::clone(&self.0)
    }

    /// Takes what fits, `None` if the writer must wait.
    ///
    /// # Errors
    /// `Pipe` if nobody reads any more.
    pub fn write(&self, bytes: &[u8]) -> Result<Option<usize>, Errno> {
        let mut state = self.0.state.borrow_mut();
        if state.readers == 0 {
            return Err(Errno::Pipe);
        }
        let room = CAPACITY.saturating_sub(state.bytes.len());
        if room == 0 && !bytes.is_empty() {
            return Ok(None);
        }
        // Small writes are atomic, as POSIX wants them.
        if bytes.len() <= 4096 && bytes.len() > room {
            return Ok(None);
        }
        let count = room.min(bytes.len());
        state.bytes.extend(&bytes[..count]);
        drop(state);
        self.0.waiting.wake();
        Ok(Some(count))
    }

    /// Tells one read, behind what is there, that this is the end, and goes on: Ctrl-D on a terminal.
    pub fn end_once(&self) {
        let mut state = self.0.state.borrow_mut();
        let place = state.bytes.len();
        state.ends.push_back(place);
        drop(state);
        self.0.waiting.wake();
    }

    /// Takes back what nobody has read yet, as a terminal does on Ctrl-C.
    pub fn flush(&self) {
        let mut state = self.0.state.borrow_mut();
        state.bytes.clear();
        state.ends.clear();
        drop(state);
        self.0.waiting.wake();
    }

    /// Whether anybody still reads.
    #[must_use]
    pub fn has_reader(&self) -> bool {
        self.0.state.borrow().readers > 0
    }

    /// Notes that a process waits for a change.
    pub fn park(&self, key: Key) {
        self.0.waiting.park(key);
    }
}

impl Drop for PipeReader {
    fn drop(&mut self) {
        self.0.state.borrow_mut().readers -= 1;
        self.0.waiting.wake();
    }
}

impl Drop for PipeWriter {
    fn drop(&mut self) {
        self.0.state.borrow_mut().writers -= 1;
        self.0.waiting.wake();
    }
}
