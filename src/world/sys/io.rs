//! System calls on open files: opening, reading, writing, pipes and descriptors.

use std::rc::Rc;
use std::task::Poll;

use super::{Metadata, Process};
use crate::world::budget::Limit;
use crate::world::errno::Errno;
use crate::world::fs::{Device, Node};
use crate::world::kernel::{Kernel, PROC_FS};
use crate::world::open::{Descriptor, Open, OpenFile, OpenHow};
use crate::world::pipe::Pipe;
use crate::world::procfs::ProcNode;
use crate::world::ready::Key;
use crate::world::signal::{Disposition, Signal};
use crate::world::walk::{At, MAY_READ, MAY_WRITE, normalize};

/// The highest descriptor number, as `ulimit -n` says.
const MOST_FDS: i32 = 1_048_576;

/// What one attempt to write came to.
enum Wrote {
    Some(usize),
    Wait,
}

impl Process {
    /// Opens a file; a fifo waits until its other side is opened too.
    ///
    /// # Errors
    /// `NoEnt`, `Access`, `IsDir`, `ReadOnly`, `Exist`, `ManyFiles`, …
    pub async fn open(&self, path: &str, how: OpenHow) -> Result<i32, Errno> {
        let file = self.kernel.borrow_mut().open(self.key, path, how)?;
        // One that was open before, and is opened by its name in `/proc`, waits for nobody.
        if Rc::strong_count(&file) == 1 {
            self.until_fifo_is_open(&file).await?;
        }
        self.install(file, 0)
    }

    async fn until_fifo_is_open(&self, file: &OpenFile) -> Result<(), Errno> {
        let how = file.how.get();
        let pipe = match &file.open {
            Open::Reader(_) | Open::Writer(_) if how.nonblock => return Ok(()),
            Open::Reader(reader) => reader.pipe(),
            Open::Writer(writer) => writer.pipe(),
            _ => return Ok(()),
        };
        let (readers, writers) = pipe.opened();
        let (has_reader, has_writer) = pipe.open_ends();
        self.wait_for(|kernel| {
            if !kernel.proc(self.key).is_ok_and(|proc| proc.pending.is_empty()) {
                return Poll::Ready(Err(Errno::Intr));
            }
            let now = pipe.opened();
            let there = match file.open {
                Open::Reader(_) => has_writer || now.1 != writers,
                _ => has_reader || now.0 != readers,
            };
            if there {
                return Poll::Ready(Ok(()));
            }
            pipe.park(self.key);
            Poll::Pending
        })
        .await
    }

    fn install(&self, file: Rc<OpenFile>, lowest: i32) -> Result<i32, Errno> {
        self.kernel.borrow_mut().install(self.key, file, lowest)
    }

    /// Closes a descriptor.
    ///
    /// # Errors
    /// `BadFd`.
    pub fn close(&self, fd: i32) -> Result<(), Errno> {
        let mut kernel = self.kernel.borrow_mut();
        let descriptor = kernel.proc_mut(self.key)?.fds.remove(&fd).ok_or(Errno::BadFd)?;
        let cell = kernel.cell_of(self.key)?;
        cell.open_files = cell.open_files.saturating_sub(1);
        drop(kernel);
        drop(descriptor);
        Ok(())
    }

    /// Whether a descriptor is open.
    #[must_use]
    pub fn is_open(&self, fd: i32) -> bool {
        self.me(|proc| proc.fds.contains_key(&fd))
    }

    /// Makes `to` refer to what `from` refers to.
    ///
    /// # Errors
    /// `BadFd`, `ManyFiles`.
    pub fn dup2(&self, from: i32, to: i32) -> Result<(), Errno> {
        let mut kernel = self.kernel.borrow_mut();
        let proc = kernel.proc_mut(self.key)?;
        let file = Rc::clone(&proc.fds.get(&from).ok_or(Errno::BadFd)?.file);
        if !(0..MOST_FDS).contains(&to) {
            return Err(Errno::BadFd);
        }
        if from == to {
            return Ok(());
        }
        let old = proc.fds.insert(to, Descriptor { file, close_on_exec: false });
        if old.is_none() {
            kernel.cell_of(self.key)?.open_files += 1;
        }
        drop(kernel);
        drop(old);
        Ok(())
    }

    /// A new descriptor, `lowest` or above and closed by `exec`, for what `fd` refers to.
    ///
    /// # Errors
    /// `BadFd`, `ManyFiles`.
    pub fn dup_above(&self, fd: i32, lowest: i32) -> Result<i32, Errno> {
        let mut kernel = self.kernel.borrow_mut();
        let file = Rc::clone(&kernel.proc(self.key)?.fds.get(&fd).ok_or(Errno::BadFd)?.file);
        let new = kernel.install(self.key, file, lowest)?;
        if let Some(descriptor) = kernel.proc_mut(self.key)?.fds.get_mut(&new) {
            descriptor.close_on_exec = true;
        }
        Ok(new)
    }

    /// A pipe: the reading and the writing end.
    ///
    /// # Errors
    /// `ManyFiles`.
    pub fn pipe(&self) -> Result<(i32, i32), Errno> {
        let mut kernel = self.kernel.borrow_mut();
        let (reader, writer) = Pipe::pair(&kernel.ready);
        let read = OpenFile::new(Open::Reader(reader), OpenHow::READ, "pipe:[1]");
        let write = OpenHow { read: false, write: true, ..OpenHow::READ };
        let write = OpenFile::new(Open::Writer(writer), write, "pipe:[1]");
        let read = kernel.install(self.key, read, 0)?;
        let write = kernel.install(self.key, write, 0)?;
        Ok((read, write))
    }

    /// Whether a descriptor is a terminal.
    #[must_use]
    pub fn is_terminal(&self, fd: i32) -> bool {
        self.file_of(fd).is_ok_and(|file| matches!(&file.open, Open::Log(log, _) if log.is_terminal()))
    }

    /// What `stat` tells of an open file.
    ///
    /// # Errors
    /// `BadFd`.
    pub fn fstat(&self, fd: i32) -> Result<Metadata, Errno> {
        self.kernel.borrow().fd_metadata(self.key, fd)
    }

    /// The path that a descriptor was opened by.
    #[must_use]
    pub fn fd_path(&self, fd: i32) -> Option<String> {
        self.me(|proc| proc.fds.get(&fd).map(|descriptor| descriptor.file.path.clone()))
    }

    /// Locks the file of a descriptor, exclusively or with others, or lets go of its lock (`None`); whether that was possible.
    /// The lock belongs to the open file: it goes when the last descriptor of that is closed.
    ///
    /// # Errors
    /// `BadFd`.
    pub fn try_lock(&self, fd: i32, exclusive: Option<bool>) -> Result<bool, Errno> {
        let kernel = self.kernel.borrow();
        let file = Rc::clone(&kernel.proc(self.key)?.fds.get(&fd).ok_or(Errno::BadFd)?.file);
        let Open::Inode { loc, .. } = &file.open else {
            file.lock.set(exclusive);
            return Ok(true);
        };
        let others = kernel.procs.values().flat_map(|proc| proc.fds.values()).map(|descriptor| &descriptor.file);
        let mut others = others.filter(|other| !Rc::ptr_eq(other, &file));
        let is_held = others.any(|other| {
            let same = matches!(&other.open, Open::Inode { loc: theirs, .. } if theirs == loc);
            let conflicts = match (other.lock.get(), exclusive) {
                (None, _) | (_, None) => false,
                (Some(theirs), Some(ours)) => theirs || ours,
            };
            same && conflicts
        });
        if !is_held {
            file.lock.set(exclusive);
        }
        Ok(!is_held)
    }

    /// Moves the place of the next read or write; the new place.
    ///
    /// # Errors
    /// `BadFd`, `SeekPipe`.
    pub fn seek(&self, fd: i32, to: Seek) -> Result<u64, Errno> {
        let kernel = self.kernel.borrow();
        let file = &kernel.proc(self.key)?.fds.get(&fd).ok_or(Errno::BadFd)?.file;
        let size = match &file.open {
            Open::Inode { loc, .. } => kernel.fs(loc.fs)?.get(loc.ino)?.size(),
            Open::Text(bytes) => bytes.len() as u64,
            Open::Device(_) => 0,
            _ => return Err(Errno::SeekPipe),
        };
        let place = match to {
            Seek::To(place) => Some(place),
            Seek::By(delta) => file.offset.get().checked_add_signed(delta),
            Seek::End(delta) => size.checked_add_signed(delta),
        };
        let place = place.ok_or(Errno::Invalid)?;
        file.offset.set(place);
        Ok(place)
    }

    /// Reads up to `most` bytes; none at the end.
    ///
    /// # Errors
    /// `BadFd`, `IsDir`, `Intr` if a signal came that the process handles, …
    pub async fn read(&self, fd: i32, most: usize) -> Result<Vec<u8>, Errno> {
        let file = self.file_of(fd)?;
        if !file.how.get().read {
            return Err(Errno::BadFd);
        }
        self.wait_for(|kernel| {
            match kernel.read(self.key, &file, most) {
                Ok(Some(bytes)) => return Poll::Ready(Ok(bytes)),
                Ok(None) => {}
                Err(errno) => return Poll::Ready(Err(errno)),
            }
            if kernel.proc(self.key).is_ok_and(|proc| proc.pending.is_empty()) {
                Poll::Pending
            } else {
                Poll::Ready(Err(Errno::Intr))
            }
        })
        .await
    }

    /// Reads as `read` does, but no signal that the process handles ends it early.
    ///
    /// # Errors
    /// As `read`, without `Intr`.
    pub async fn read_patiently(&self, fd: i32, most: usize) -> Result<Vec<u8>, Errno> {
        let file = self.file_of(fd)?;
        if !file.how.get().read {
            return Err(Errno::BadFd);
        }
        self.wait_for(|kernel| match kernel.read(self.key, &file, most) {
            Ok(Some(bytes)) => Poll::Ready(Ok(bytes)),
            Ok(None) => Poll::Pending,
            Err(errno) => Poll::Ready(Err(errno)),
        })
        .await
    }

    /// Reads to the end, but no more than `most` bytes.
    ///
    /// # Errors
    /// As `read`.
    pub async fn read_all(&self, fd: i32, most: usize) -> Result<Vec<u8>, Errno> {
        let mut all = Vec::new();
        while all.len() < most {
            let bytes = self.read(fd, (most - all.len()).min(65_536)).await?;
            if bytes.is_empty() {
                break;
            }
            self.step(1 + bytes.len() as u64 / 4096).await;
            all.extend_from_slice(&bytes);
        }
        Ok(all)
    }

    /// Reads a whole file by its path, no more than 64 MiB of it.
    ///
    /// # Errors
    /// As `open` and `read`.
    pub async fn read_file(&self, path: &str) -> Result<Vec<u8>, Errno> {
        let fd = self.open(path, OpenHow::READ).await?;
        let bytes = self.read_all(fd, 64 << 20).await;
        // It was open a moment ago.
        let _ = self.close(fd);
        bytes
    }

    /// Writes all of the bytes, waiting for room as often as needed.
    ///
    /// # Errors
    /// `BadFd`, `NoSpace`, `Pipe` (after `SIGPIPE`, if the process lives on), `Intr` before anything was written.
    pub async fn write(&self, fd: i32, bytes: &[u8]) -> Result<(), Errno> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let count = self.write_some(fd, rest).await?;
            rest = rest.get(count..).unwrap_or_default();
        }
        Ok(())
    }

    /// Writes some of the bytes; how many.
    ///
    /// # Errors
    /// As `write`.
    pub async fn write_some(&self, fd: i32, bytes: &[u8]) -> Result<usize, Errno> {
        let file = self.file_of(fd)?;
        if !file.how.get().write {
            return Err(Errno::BadFd);
        }
        self.wait_for(|kernel| match kernel.write(self.key, &file, bytes) {
            Ok(Wrote::Some(count)) => Poll::Ready(Ok(count)),
            Ok(Wrote::Wait) if kernel.proc(self.key).is_ok_and(|proc| proc.pending.is_empty()) => Poll::Pending,
            Ok(Wrote::Wait) => Poll::Ready(Err(Errno::Intr)),
            Err(errno) => Poll::Ready(Err(errno)),
        })
        .await
    }

    pub(super) fn file_of(&self, fd: i32) -> Result<Rc<OpenFile>, Errno> {
        let kernel = self.kernel.borrow();
        Ok(Rc::clone(&kernel.proc(self.key)?.fds.get(&fd).ok_or(Errno::BadFd)?.file))
    }

    /// Whether a read of a descriptor would not wait.
    #[must_use]
    pub fn can_read(&self, fd: i32) -> bool {
        let Ok(file) = self.file_of(fd) else { return true };
        match &file.open {
            Open::Reader(reader) | Open::Both(reader, _) => reader.ready(),
            Open::Connection(connection) => connection.incoming.ready(),
            Open::Listener(listener) => !listener.queue.borrow().is_empty(),
            Open::Datagrams(socket) => !socket.queue.borrow().is_empty(),
            _ => true,
        }
    }
}

/// Where [`Process::seek`] goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seek {
    /// To a place from the beginning.
    To(u64),
    /// From where it is.
    By(i64),
    /// From the end.
    End(i64),
}

impl Kernel {
    /// Gives a file the lowest free descriptor.
    pub fn install_file(&mut self, key: Key, file: Rc<OpenFile>) -> Result<i32, Errno> {
        self.install(key, file, 0)
    }

    fn install(&mut self, key: Key, file: Rc<OpenFile>, lowest: i32) -> Result<i32, Errno> {
        let cell = self.cell_of(key)?;
        if cell.open_files >= cell.budget.open_files {
            return Err(Errno::ManyFiles);
        }
        cell.open_files += 1;
        let proc = self.proc_mut(key)?;
        let mut fd = lowest;
        for taken in proc.fds.range(lowest..) {
            if *taken.0 != fd {
                break;
            }
            fd += 1;
        }
        proc.fds.insert(fd, Descriptor { file, close_on_exec: false });
        Ok(fd)
    }

    fn open(&mut self, key: Key, path: &str, how: OpenHow) -> Result<Rc<OpenFile>, Errno> {
        let found = self.walk(key, path, true)?;
        let (at, fresh) = match (found.at, found.parent) {
            (Some(_), _) if how.create && how.exclusive => return Err(Errno::Exist),
            (Some(at), _) => (at, false),
            (None, Some(parent)) if how.create => {
                if found.wants_dir {
                    return Err(Errno::IsDir);
                }
                if parent.loc.fs == PROC_FS {
                    return Err(Errno::NoEnt);
                }
                let at =
                    self.create(key, parent, &found.name, |umask, _| (Node::File(Rc::default()), 0o666 & !umask))?;
                (at, true)
            }
            _ => return Err(Errno::NoEnt),
        };
        let name = normalize(&self.proc(key)?.cwd, path);
        if at.loc.fs == PROC_FS {
            return self.open_proc(key, ProcNode::of(at.loc.ino), how, &name);
        }
        self.open_inode(key, at, fresh, how, &name)
    }

    fn open_proc(&mut self, key: Key, node: ProcNode, how: OpenHow, name: &str) -> Result<Rc<OpenFile>, Errno> {
        if let ProcNode::Fd(pid, fd) = node {
            let other = self.may_inspect(key, pid)?;
            let file = Rc::clone(&self.proc(other)?.fds.get(&fd).ok_or(Errno::NoEnt)?.file);
            return match &file.open {
                // A regular file is opened anew, with an offset of its own.
                Open::Inode { loc, closed } => {
                    let (loc, closed) = (*loc, Rc::clone(closed));
                    self.fs_mut(loc.fs)?.get_mut(loc.ino)?.opens += 1;
                    if how.truncate {
                        let now = self.stamp();
                        self.fs_mut(loc.fs)?.truncate(loc.ino, 0, now)?;
                    }
                    Ok(OpenFile::new(Open::Inode { loc, closed }, how, &file.path))
                }
                _ => Ok(file),
            };
        }
        if how.write {
            return Err(if node.is_dir() { Errno::IsDir } else { Errno::Access });
        }
        let text = if node.is_dir() { Vec::new() } else { self.proc_text(key, node)? };
        Ok(OpenFile::new(Open::Text(Rc::new(text)), how, name))
    }

    fn open_inode(&mut self, key: Key, at: At, fresh: bool, how: OpenHow, name: &str) -> Result<Rc<OpenFile>, Errno> {
        let creds = Rc::clone(&self.proc(key)?.creds);
        let inode = self.inode(at)?;
        if inode.is_dir() && how.write {
            return Err(Errno::IsDir);
        }
        let special = matches!(inode.node, Node::Device(_) | Node::Fifo(_));
        if !fresh {
            if how.write && !special {
                self.writable(at)?;
            }
            let want = if how.read { MAY_READ } else { 0 } | if how.write { MAY_WRITE } else { 0 };
            self.permit(&creds, at, want)?;
        }
        let open = match &self.inode(at)?.node {
            // There is no terminal.
            Node::Device(Device::Tty) => return Err(Errno::NoDevice),
            Node::Device(device) => Open::Device(*device),
            Node::Fifo(pipe) => {
                let pipe = pipe.upgrade();
                self.open_fifo(at, pipe, how)?
            }
            _ => {
                let now = self.stamp();
                let closed = Rc::clone(&self.closed);
                let fs = self.fs_mut(at.loc.fs)?;
                if how.truncate && how.write && !fresh {
                    fs.truncate(at.loc.ino, 0, now)?;
                }
                fs.get_mut(at.loc.ino)?.opens += 1;
                Open::Inode { loc: at.loc, closed }
            }
        };
        Ok(OpenFile::new(open, how, name))
    }

    fn open_fifo(&mut self, at: At, pipe: Option<Rc<Pipe>>, how: OpenHow) -> Result<Open, Errno> {
        let pipe = match pipe {
            Some(pipe) => pipe,
            None => {
                let pipe = Pipe::new(&self.ready);
                self.fs_mut(at.loc.fs)?.get_mut(at.loc.ino)?.node = Node::Fifo(Rc::downgrade(&pipe));
                pipe
            }
        };
        Ok(match (how.read, how.write) {
            (true, true) => Open::Both(Pipe::reader(&pipe), Pipe::writer(&pipe)),
            (false, true) => Open::Writer(Pipe::writer(&pipe)),
            _ => Open::Reader(Pipe::reader(&pipe)),
        })
    }

    /// Reads; `None` if the process must wait, and has been parked where it will be woken.
    fn read(&mut self, key: Key, file: &OpenFile, most: usize) -> Result<Option<Vec<u8>>, Errno> {
        let take = |bytes: &[u8], file: &OpenFile| {
            let start = usize::try_from(file.offset.get()).unwrap_or(usize::MAX).min(bytes.len());
            let end = start.saturating_add(most).min(bytes.len());
            file.offset.set(end.max(start) as u64);
            bytes[start..end].to_vec()
        };
        Ok(Some(match &file.open {
            Open::Inode { loc, .. } => match &self.fs(loc.fs)?.get(loc.ino)?.node {
                Node::File(content) => {
                    let part = content.part(usize::try_from(file.offset.get()).unwrap_or(usize::MAX), most);
                    file.offset.update(|offset| offset + part.len() as u64);
                    part
                }
                _ => return Err(Errno::IsDir),
            },
            Open::Text(bytes) => {
                if Self::is_proc_dir(file) {
                    return Err(Errno::IsDir);
                }
                take(bytes, file)
            }
            Open::Reader(reader) | Open::Both(reader, _) => return Ok(parked(reader, key, most)),
            Open::Connection(connection) => return Ok(parked(&connection.incoming, key, most)),
            Open::Device(Device::Null | Device::Tty) => Vec::new(),
            Open::Device(Device::Zero | Device::Full) => vec![0; most.min(1 << 20)],
            Open::Device(Device::Random) => {
                let mut bytes = Vec::with_capacity(most.min(1 << 20));
                while bytes.len() < bytes.capacity() {
                    bytes.extend(self.next_random().to_le_bytes());
                }
                bytes.truncate(most.min(1 << 20));
                self.proc(key)?.owe(bytes.len() as u64 / 16);
                bytes
            }
            Open::Writer(_) | Open::Log(..) => return Err(Errno::BadFd),
            Open::Listener(_) | Open::Datagrams(_) => return Err(Errno::NotConn),
        }))
    }

    fn is_proc_dir(file: &OpenFile) -> bool {
        matches!(&file.open, Open::Text(bytes) if bytes.is_empty()) && {
            let tail = file.path.rsplit('/').next().unwrap_or_default();
            file.path == "/proc" || tail == "fd" || tail.parse::<u32>().is_ok()
        }
    }

    fn write(&mut self, key: Key, file: &OpenFile, bytes: &[u8]) -> Result<Wrote, Errno> {
        match &file.open {
            Open::Inode { loc, .. } => {
                let (limit, now) = (Limit::Files, self.stamp());
                self.charge(key, limit, bytes.len() as u64);
                if self.cell_of(key)?.exhausted().is_some() {
                    return Ok(Wrote::Wait);
                }
                let fs = self.fs_mut(loc.fs)?;
                let offset = if file.how.get().append { fs.get(loc.ino)?.size() } else { file.offset.get() };
                let before = fs.used();
                let count = fs.write(loc.ino, offset, bytes, now)?;
                let in_memory = (fs.kind == "tmpfs" && fs.used() > before).then(|| fs.used());
                file.offset.set(offset + count as u64);
                if let Some(used) = in_memory {
                    self.fill_memory(key, used)?;
                }
                Ok(Wrote::Some(count))
            }
            Open::Writer(writer) | Open::Both(_, writer) => self.write_pipe(key, writer, bytes),
            Open::Connection(connection) => match &*connection.outgoing.borrow() {
                Some(writer) => self.write_pipe(key, writer, bytes),
                None => Err(self.broken_pipe(key)),
            },
            Open::Log(log, stream) => {
                self.charge(key, Limit::Output, bytes.len() as u64);
                log.push(self.now, *stream, bytes);
                Ok(Wrote::Some(bytes.len()))
            }
            Open::Device(Device::Full) => Err(Errno::NoSpace),
            Open::Device(_) => Ok(Wrote::Some(bytes.len())),
            _ => Err(Errno::BadFd),
        }
    }

    fn write_pipe(&mut self, key: Key, writer: &crate::world::pipe::PipeWriter, bytes: &[u8]) -> Result<Wrote, Errno> {
        match writer.write(bytes) {
            Ok(Some(count)) => Ok(Wrote::Some(count)),
            Ok(None) => {
                writer.park(key);
                Ok(Wrote::Wait)
            }
            Err(_) => Err(self.broken_pipe(key)),
        }
    }

    fn broken_pipe(&mut self, key: Key) -> Errno {
        let ignored = self.proc(key).is_ok_and(|proc| {
            proc.dispositions.get(&Signal::PIPE).copied().unwrap_or_default() != Disposition::Default
        });
        if !ignored {
            self.signal(key, Signal::PIPE, false);
        }
        Errno::Pipe
    }
}

fn parked(reader: &crate::world::pipe::PipeReader, key: Key, most: usize) -> Option<Vec<u8>> {
    let read = reader.read(most);
    if read.is_none() {
        reader.park(key);
    }
    read
}
