//! Open files: what a file descriptor refers to. It must not know who holds it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::container::Loc;
use super::fs::Device;
use super::log::{Log, Stream};
use super::net::{Connection, Datagrams, Listener};
use super::pipe::{PipeReader, PipeWriter};

/// Inodes whose last opener may have gone; the kernel looks after them at its next call.
pub(super) type Closed = Rc<RefCell<Vec<Loc>>>;

/// How a file is to be opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct OpenHow {
    /// For reading.
    pub read: bool,
    /// For writing.
    pub write: bool,
    /// Every write goes to the end.
    pub append: bool,
    /// Made if it is not there.
    pub create: bool,
    /// Emptied first.
    pub truncate: bool,
    /// Fails if it is there.
    pub exclusive: bool,
    /// A fifo is opened without waiting for its other side.
    pub nonblock: bool,
}

impl OpenHow {
    /// For reading.
    pub const READ: OpenHow = OpenHow {
        read: true,
        write: false,
        append: false,
        create: false,
        truncate: false,
        exclusive: false,
        nonblock: false,
    };
    /// As `>` does it.
    pub const WRITE: OpenHow = OpenHow { read: false, write: true, create: true, truncate: true, ..Self::READ };
    /// As `>>` does it.
    pub const APPEND: OpenHow = OpenHow { read: false, write: true, create: true, append: true, ..Self::READ };
    /// As `<>` does it.
    pub const READ_WRITE: OpenHow = OpenHow { write: true, create: true, ..Self::READ };
    /// As `>` under `set -C`.
    pub const CREATE_NEW: OpenHow = OpenHow { exclusive: true, ..Self::WRITE };
}

/// What an open file is.
pub(super) enum Open {
    /// A regular file or a directory, counted in its inode.
    Inode {
        loc: Loc,
        closed: Closed,
    },
    /// A text made when it was opened: files of `/proc`.
    Text(Rc<Vec<u8>>),
    Reader(PipeReader),
    Writer(PipeWriter),
    /// A fifo opened for both.
    Both(PipeReader, PipeWriter),
    Device(Device),
    Log(Log, Stream),
    Listener(Rc<Listener>),
    Connection(Connection),
    Datagrams(Rc<Datagrams>),
}

/// An open file; descriptors made by `dup` and `fork` share it with its offset.
pub(super) struct OpenFile {
    pub open: Open,
    pub offset: Cell<u64>,
    pub how: Cell<OpenHow>,
    /// Whether it holds a lock of its file, and an exclusive one.
    pub lock: Cell<Option<bool>>,
    /// The path it was opened by, for `/proc/PID/fd` and a directory's listing.
    pub path: String,
}

impl OpenFile {
    pub fn new(open: Open, how: OpenHow, path: &str) -> Rc<Self> {
        Rc::new(OpenFile {
            open,
            offset: Cell::new(0),
            how: Cell::new(how),
            lock: Cell::new(None),
            path: path.to_owned(),
        })
    }
}

impl Drop for OpenFile {
    fn drop(&mut self) {
        if let Open::Inode { loc, closed } = &self.open {
            closed.borrow_mut().push(*loc);
        }
    }
}

/// An entry of a process' descriptor table.
#[derive(Clone)]
pub(super) struct Descriptor {
    pub file: Rc<OpenFile>,
    pub close_on_exec: bool,
}
