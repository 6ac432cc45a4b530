//! One file system: a tree of inodes with owners, modes and times, copied on write, so that a thousand containers can start
//! from one image. It must not know processes, mounts or permissions.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::content::Content;
use super::errno::Errno;
use super::pipe::Pipe;
use super::time::Stamp;

/// The number of an inode within its file system.
pub type Ino = u32;

/// The directory bit of a mode as `stat` prints it.
pub const MODE_DIR: u32 = 0o040_000;
/// The longest name of a directory entry, in bytes.
const NAME_MAX: usize = 255;

/// What stands at an inode.
#[derive(Clone)]
pub enum Node {
    /// A regular file and its bytes, shared until written.
    File(Rc<Content>),
    /// A directory, its entries and its parent.
    Dir(Rc<BTreeMap<Rc<str>, Ino>>, Ino),
    /// A symbolic link and its text.
    Link(Rc<str>),
    /// A named pipe; the stream exists while somebody has it open.
    Fifo(std::rc::Weak<Pipe>),
    /// A character device.
    Device(Device),
}

/// The devices of `/dev`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names are those of the files")]
pub enum Device {
    Null,
    Zero,
    Full,
    Random,
    Tty,
}

/// One inode.
#[derive(Clone)]
pub struct Inode {
    /// What it is.
    pub node: Node,
    /// Permission bits, with set-id and sticky bits.
    pub mode: u32,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Last change of the content.
    pub mtime: Stamp,
    /// Last change of the inode.
    pub ctime: Stamp,
    /// Last access, as far as anybody sets it.
    pub atime: Stamp,
    /// Directory entries that name it.
    pub links: u32,
    /// Open files that hold it.
    pub opens: u32,
}

/// A file system. Cloning it is cheap: contents are shared until one side writes.
#[derive(Clone)]
pub struct Fs {
    /// The type that `mount` and `df -T` show: `overlay`, `tmpfs`, `ext4`.
    pub kind: String,
    /// The source that `mount` and `df` show: `overlay`, `tmpfs`, `/dev/sda1`.
    pub source: String,
    /// The most bytes that its files may hold together; more is `ENOSPC`.
    pub limit: Option<u64>,
    inodes: Vec<Option<Inode>>,
    free: Vec<Ino>,
    used: u64,
    count: u32,
}

/// The inode of every root directory.
pub const ROOT: Ino = 1;

impl Fs {
    /// A file system with nothing but its root directory, mode 0755, owned by root.
    #[must_use]
    pub fn new(kind: &str, source: &str) -> Self {
        let root = Inode::new(Node::Dir(Rc::default(), ROOT), 0o755, Stamp::default());
        Fs {
            kind: kind.to_owned(),
            source: source.to_owned(),
            limit: None,
            inodes: vec![None, Some(Inode { links: 2, ..root })],
            free: Vec::new(),
            used: 0,
            count: 1,
        }
    }

    /// Bytes that its files hold.
    #[must_use]
    pub fn used(&self) -> u64 {
        self.used
    }

    /// Inodes in use.
    #[must_use]
    pub fn inodes(&self) -> u32 {
        self.count
    }

    /// The inode of a number.
    ///
    /// # Errors
    /// `NoEnt` if it is gone.
    pub fn get(&self, ino: Ino) -> Result<&Inode, Errno> {
        self.inodes.get(ino as usize).and_then(Option::as_ref).ok_or(Errno::NoEnt)
    }

    /// The inode of a number, to be changed.
    ///
    /// # Errors
    /// `NoEnt` if it is gone.
    pub fn get_mut(&mut self, ino: Ino) -> Result<&mut Inode, Errno> {
        self.inodes.get_mut(ino as usize).and_then(Option::as_mut).ok_or(Errno::NoEnt)
    }

    /// The entry of a directory.
    ///
    /// # Errors
    /// `NotDir`, or `NoEnt` if there is none of that name.
    pub fn lookup(&self, dir: Ino, name: &str) -> Result<Ino, Errno> {
        match &self.get(dir)?.node {
            Node::Dir(entries, parent) => match name {
                "." => Ok(dir),
                ".." => Ok(*parent),
                _ => entries.get(name).copied().ok_or(Errno::NoEnt),
            },
            _ => Err(Errno::NotDir),
        }
    }

    /// Adds an inode under a name.
    ///
    /// # Errors
    /// `Exist`, `NotDir`, `NameTooLong`, `NoEnt` if the directory was removed.
    pub fn create(&mut self, dir: Ino, name: &str, mut inode: Inode, now: Stamp) -> Result<Ino, Errno> {
        self.may_add(dir, name)?;
        let is_dir = inode.is_dir();
        if let Node::Dir(_, parent) = &mut inode.node {
            *parent = dir;
        }
        inode.links = if is_dir { 2 } else { 1 };
        self.used += inode.size_held();
        let ino = match self.free.pop() {
            Some(ino) => {
                self.inodes[ino as usize] = Some(inode);
                ino
            }
            None => {
                self.inodes.push(Some(inode));
                Ino::try_from(self.inodes.len() - 1).map_err(|_| Errno::NoSpace)?
            }
        };
        self.count += 1;
        self.insert(dir, name, ino, now)?;
        if is_dir {
            self.get_mut(dir)?.links += 1;
        }
        Ok(ino)
    }

    /// Adds another name for an inode.
    ///
    /// # Errors
    /// As `create`, and `Perm` for a directory.
    pub fn link(&mut self, dir: Ino, name: &str, ino: Ino, now: Stamp) -> Result<(), Errno> {
        if self.get(ino)?.is_dir() {
            return Err(Errno::Perm);
        }
        self.may_add(dir, name)?;
        self.insert(dir, name, ino, now)?;
        let inode = self.get_mut(ino)?;
        inode.links += 1;
        inode.ctime = now;
        Ok(())
    }

    fn may_add(&self, dir: Ino, name: &str) -> Result<(), Errno> {
        if name.len() > NAME_MAX {
            return Err(Errno::NameTooLong);
        }
        if self.get(dir)?.links == 0 {
            return Err(Errno::NoEnt);
        }
        match self.lookup(dir, name) {
            Ok(_) => Err(Errno::Exist),
            Err(Errno::NoEnt) => Ok(()),
            Err(other) => Err(other),
        }
    }

    fn insert(&mut self, dir: Ino, name: &str, ino: Ino, now: Stamp) -> Result<(), Errno> {
        let inode = self.get_mut(dir)?;
        let Node::Dir(entries, _) = &mut inode.node else { return Err(Errno::NotDir) };
        Rc::make_mut(entries).insert(Rc::from(name), ino);
        inode.mtime = now;
        inode.ctime = now;
        Ok(())
    }

    /// Takes a name away; the inode goes with its last name once nobody has it open.
    ///
    /// # Errors
    /// `NoEnt`, `NotDir`, `NotEmpty` for a directory with entries.
    pub fn unlink(&mut self, dir: Ino, name: &str, now: Stamp) -> Result<(), Errno> {
        let ino = self.lookup(dir, name)?;
        let is_dir = match &self.get(ino)?.node {
            Node::Dir(entries, _) if !entries.is_empty() => return Err(Errno::NotEmpty),
            Node::Dir(..) => true,
            _ => false,
        };
        self.remove_entry(dir, name, now)?;
        if is_dir {
            self.get_mut(dir)?.links -= 1;
        }
        let inode = self.get_mut(ino)?;
        inode.links = if is_dir { 0 } else { inode.links.saturating_sub(1) };
        inode.ctime = now;
        self.release(ino);
        Ok(())
    }

    fn remove_entry(&mut self, dir: Ino, name: &str, now: Stamp) -> Result<(), Errno> {
        let inode = self.get_mut(dir)?;
        let Node::Dir(entries, _) = &mut inode.node else { return Err(Errno::NotDir) };
        Rc::make_mut(entries).remove(name).ok_or(Errno::NoEnt)?;
        inode.mtime = now;
        inode.ctime = now;
        Ok(())
    }

    /// Moves an entry, over an existing one if that is of the same kind (and empty).
    ///
    /// # Errors
    /// `NoEnt`, `IsDir`, `NotDir`, `NotEmpty`, `Invalid` for a directory into itself.
    pub fn rename(&mut self, from: (Ino, &str), to: (Ino, &str), now: Stamp) -> Result<(), Errno> {
        let ino = self.lookup(from.0, from.1)?;
        let moves_dir = self.get(ino)?.is_dir();
        if moves_dir && self.is_inside(to.0, ino) {
            return Err(Errno::Invalid);
        }
        if let Ok(old) = self.lookup(to.0, to.1) {
            if old == ino {
                return Ok(());
            }
            match (moves_dir, self.get(old)?.is_dir()) {
                (true, false) => return Err(Errno::NotDir),
                (false, true) => return Err(Errno::IsDir),
                _ => self.unlink(to.0, to.1, now)?,
            }
        }
        if to.1.len() > NAME_MAX {
            return Err(Errno::NameTooLong);
        }
        self.remove_entry(from.0, from.1, now)?;
        self.insert(to.0, to.1, ino, now)?;
        if moves_dir {
            self.get_mut(from.0)?.links -= 1;
            self.get_mut(to.0)?.links += 1;
            if let Node::Dir(_, parent) = &mut self.get_mut(ino)?.node {
                *parent = to.0;
            }
        }
        self.get_mut(ino)?.ctime = now;
        Ok(())
    }

    fn is_inside(&self, mut dir: Ino, ancestor: Ino) -> bool {
        loop {
            if dir == ancestor {
                return true;
            }
            match self.get(dir).map(|inode| &inode.node) {
                Ok(Node::Dir(_, parent)) if *parent != dir => dir = *parent,
                _ => return false,
            }
        }
    }

    /// Frees an inode that has neither a name nor an opener.
    pub fn release(&mut self, ino: Ino) {
        let Ok(inode) = self.get(ino) else { return };
        if inode.links == 0 && inode.opens == 0 {
            self.used -= inode.size_held();
            self.inodes[ino as usize] = None;
            self.free.push(ino);
            self.count -= 1;
        }
    }

    /// Writes into a file at a place, filling a gap with zeros.
    ///
    /// # Errors
    /// `NoSpace` when the limit is reached: then nothing was written unless a part fitted; the count says how much.
    pub fn write(&mut self, ino: Ino, offset: u64, bytes: &[u8], now: Stamp) -> Result<usize, Errno> {
        let room = self.limit.map_or(u64::MAX, |limit| limit.saturating_sub(self.used));
        let Node::File(content) = &mut self.get_mut(ino)?.node else { return Err(Errno::IsDir) };
        let start = usize::try_from(offset).map_err(|_| Errno::FileBig)?;
        let old = content.len();
        let end = start.checked_add(bytes.len()).ok_or(Errno::FileBig)?;
        let fits = end.min(old.saturating_add(usize::try_from(room).unwrap_or(usize::MAX))).max(start.min(end));
        if fits <= start && !bytes.is_empty() {
            return Err(Errno::NoSpace);
        }
        let count = fits - start;
        let content = Rc::make_mut(content);
        content.write(start, &bytes[..count]);
        let grown = content.len() - old;
        self.used += grown as u64;
        let inode = self.get_mut(ino)?;
        inode.mtime = now;
        inode.ctime = now;
        Ok(count)
    }

    /// Makes a file this long.
    ///
    /// # Errors
    /// `NoSpace`, `IsDir`.
    pub fn truncate(&mut self, ino: Ino, length: u64, now: Stamp) -> Result<(), Errno> {
        let room = self.limit.map_or(u64::MAX, |limit| limit.saturating_sub(self.used));
        let inode = self.get_mut(ino)?;
        let Node::File(content) = &mut inode.node else { return Err(Errno::IsDir) };
        let old = content.len() as u64;
        if length > old && length - old > room {
            return Err(Errno::NoSpace);
        }
        if length == 0 {
            *content = Rc::default();
        } else {
            Rc::make_mut(content).resize(usize::try_from(length).map_err(|_| Errno::FileBig)?);
        }
        inode.mtime = now;
        inode.ctime = now;
        self.used = self.used + length - old;
        Ok(())
    }
}

impl Inode {
    /// An inode owned by root that nothing names yet.
    #[must_use]
    pub fn new(node: Node, mode: u32, now: Stamp) -> Self {
        Inode { node, mode, uid: 0, gid: 0, mtime: now, ctime: now, atime: now, links: 0, opens: 0 }
    }

    /// Whether it is a directory.
    #[must_use]
    pub fn is_dir(&self) -> bool {
        matches!(self.node, Node::Dir(..))
    }

    /// The size that `stat` shows.
    #[must_use]
    pub fn size(&self) -> u64 {
        match &self.node {
            Node::File(bytes) => bytes.len() as u64,
            Node::Dir(..) => 4096,
            Node::Link(text) => text.len() as u64,
            Node::Fifo(_) | Node::Device(_) => 0,
        }
    }

    fn size_held(&self) -> u64 {
        match &self.node {
            Node::File(bytes) => bytes.len() as u64,
            _ => 0,
        }
    }

    /// The type bits of the mode as `stat` gives them.
    #[must_use]
    pub fn type_bits(&self) -> u32 {
        match self.node {
            Node::File(_) => 0o100_000,
            Node::Dir(..) => MODE_DIR,
            Node::Link(_) => 0o120_000,
            Node::Fifo(_) => 0o010_000,
            Node::Device(_) => 0o020_000,
        }
    }
}
