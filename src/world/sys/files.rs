//! System calls on paths: looking, making, moving, removing. Owners, modes and times are changed in `owners`.

use std::rc::Rc;

use super::Process;
use crate::world::budget::Limit;
use crate::world::container::Loc;
use crate::world::errno::Errno;
use crate::world::fs::{Inode, Node};
use crate::world::kernel::{FileSystem, Kernel, PROC_FS};
use crate::world::open::Open;
use crate::world::procfs::ProcNode;
use crate::world::ready::Key;
use crate::world::time::Stamp;
use crate::world::walk::{At, Found, MAY_EXECUTE, MAY_READ, MAY_WRITE, device_of, normalize};

/// What kind of thing stands at a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Kind {
    File,
    Dir,
    Link,
    Fifo,
    Device,
    Socket,
}

/// What `stat` tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the fields of stat(2)")]
pub struct Metadata {
    pub kind: Kind,
    /// Permission bits.
    pub mode: u32,
    pub uid: u32,
    pub gid: u32,
    pub size: u64,
    pub links: u32,
    pub ino: u64,
    pub dev: u64,
    pub mtime: Stamp,
    pub ctime: Stamp,
    pub atime: Stamp,
}

/// What `df` shows of one mount.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Space {
    /// `overlay`, `tmpfs`, `/dev/sda1`.
    pub source: String,
    /// `overlay`, `tmpfs`, `ext4`, `proc`.
    pub kind: String,
    /// The mount point.
    pub path: String,
    /// Bytes in all.
    pub size: u64,
    /// Bytes in use.
    pub used: u64,
    /// Whether it is mounted for reading only.
    pub read_only: bool,
}

/// The size of a node's disk where a file system has no limit of its own.
const DISK: u64 = 100 << 30;
/// What the rest of the node uses of it.
const DISK_USED: u64 = 12 << 30;

impl Process {
    /// Looks at a path, links followed.
    ///
    /// # Errors
    /// `NoEnt`, `NotDir`, `Access`, `Loop`, …
    pub fn stat(&self, path: &str) -> Result<Metadata, Errno> {
        let kernel = self.kernel.borrow();
        let found = kernel.walk(self.key, path, true)?;
        kernel.metadata(self.key, &found, true)
    }

    /// Looks at a path, a link at its end not followed.
    ///
    /// # Errors
    /// As `stat`.
    pub fn lstat(&self, path: &str) -> Result<Metadata, Errno> {
        let kernel = self.kernel.borrow();
        let found = kernel.walk(self.key, path, false)?;
        kernel.metadata(self.key, &found, found.wants_dir)
    }

    /// The text of a symbolic link.
    ///
    /// # Errors
    /// `Invalid` if it is none, and as `stat`.
    pub fn read_link(&self, path: &str) -> Result<String, Errno> {
        let kernel = self.kernel.borrow();
        let at = kernel.walk(self.key, path, false)?.there()?;
        if at.loc.fs == PROC_FS {
            return kernel.proc_link(self.key, ProcNode::of(at.loc.ino)).ok_or(Errno::Invalid);
        }
        match &kernel.inode(at)?.node {
            Node::Link(text) => Ok(text.to_string()),
            _ => Err(Errno::Invalid),
        }
    }

    /// The names in a directory, sorted, without `.` and `..`.
    ///
    /// # Errors
    /// As `stat`, and `Access` without permission to read it.
    pub fn read_dir(&self, path: &str) -> Result<Vec<String>, Errno> {
        let kernel = self.kernel.borrow();
        let at = kernel.walk(self.key, path, true)?.there()?;
        if at.loc.fs == PROC_FS {
            return kernel.proc_names(self.key, ProcNode::of(at.loc.ino));
        }
        let inode = kernel.inode(at)?;
        let Node::Dir(entries, _) = &inode.node else { return Err(Errno::NotDir) };
        kernel.permit(&kernel.proc(self.key)?.creds, at, MAY_READ)?;
        kernel.proc(self.key)?.owe(4 * entries.len() as u64);
        Ok(entries.keys().map(ToString::to_string).collect())
    }

    /// Whether the process may read, write or run what is at a path: `access(2)`.
    ///
    /// # Errors
    /// `Access`, `ReadOnly`, and as `stat`.
    pub fn access(&self, path: &str, read: bool, write: bool, execute: bool) -> Result<(), Errno> {
        let kernel = self.kernel.borrow();
        let at = kernel.walk(self.key, path, true)?.there()?;
        if at.loc.fs == PROC_FS {
            return Ok(());
        }
        let want =
            if read { MAY_READ } else { 0 } | if write { MAY_WRITE } else { 0 } | if execute { MAY_EXECUTE } else { 0 };
        if write && !matches!(kernel.inode(at)?.node, Node::Device(_) | Node::Fifo(_)) {
            kernel.writable(at)?;
        }
        kernel.permit(&kernel.proc(self.key)?.creds, at, want)
    }

    /// Makes a directory; the umask is taken from the mode.
    ///
    /// # Errors
    /// `Exist`, `ReadOnly`, `Access`, `NoEnt`, …
    pub fn mkdir(&self, path: &str, mode: u32) -> Result<(), Errno> {
        let parent_mode_bits = 0o2000;
        self.make(path, |umask, parent| {
            let inherited = parent.mode & parent_mode_bits;
            (Node::Dir(Rc::default(), 0), (mode & !umask) | inherited)
        })
    }

    /// Makes a symbolic link.
    ///
    /// # Errors
    /// As `mkdir`.
    pub fn symlink(&self, target: &str, path: &str) -> Result<(), Errno> {
        self.make(path, |_, _| (Node::Link(Rc::from(target)), 0o777))
    }

    /// Makes a named pipe.
    ///
    /// # Errors
    /// As `mkdir`.
    pub fn mkfifo(&self, path: &str, mode: u32) -> Result<(), Errno> {
        self.make(path, |umask, _| (Node::Fifo(std::rc::Weak::new()), mode & !umask))
    }

    fn make(&self, path: &str, node: impl FnOnce(u32, &Inode) -> (Node, u32)) -> Result<(), Errno> {
        let mut kernel = self.kernel.borrow_mut();
        let found = kernel.walk(self.key, path, false)?;
        if found.at.is_some() {
            return Err(Errno::Exist);
        }
        let parent = found.parent.ok_or(Errno::Exist)?;
        kernel.create(self.key, parent, &found.name, node).map(|_| ())
    }

    /// Gives a file another name.
    ///
    /// # Errors
    /// `CrossDevice` over a mount, `Perm` for a directory, and as `mkdir`.
    pub fn link(&self, existing: &str, path: &str) -> Result<(), Errno> {
        let mut kernel = self.kernel.borrow_mut();
        let at = kernel.walk(self.key, existing, false)?.there()?;
        let found = kernel.walk(self.key, path, false)?;
        if found.at.is_some() {
            return Err(Errno::Exist);
        }
        let parent = found.parent.ok_or(Errno::Exist)?;
        if parent.loc.fs != at.loc.fs || parent.mount != at.mount {
            return Err(Errno::CrossDevice);
        }
        let creds = Rc::clone(&kernel.proc(self.key)?.creds);
        kernel.may_change_entries(&creds, parent)?;
        let now = kernel.stamp();
        kernel.fs_mut(parent.loc.fs)?.link(parent.loc.ino, &found.name, at.loc.ino, now)
    }

    /// Takes a name that is no directory away.
    ///
    /// # Errors
    /// `IsDir`, `NoEnt`, `ReadOnly`, `Access`, `Perm`, `Busy` for a mount point.
    pub fn unlink(&self, path: &str) -> Result<(), Errno> {
        self.remove(path, false)
    }

    /// Takes an empty directory away.
    ///
    /// # Errors
    /// `NotDir`, `NotEmpty`, and as `unlink`.
    pub fn rmdir(&self, path: &str) -> Result<(), Errno> {
        self.remove(path, true)
    }

    fn remove(&self, path: &str, dir: bool) -> Result<(), Errno> {
        let mut kernel = self.kernel.borrow_mut();
        let found = kernel.walk(self.key, path, false)?;
        let at = found.there()?;
        let Some(parent) = found.parent else {
            return Err(if path.trim_end_matches('/').ends_with("..") { Errno::NotEmpty } else { Errno::Invalid });
        };
        if parent.loc.fs == PROC_FS {
            return Err(Errno::Perm);
        }
        let is_dir = at.loc.fs == PROC_FS || kernel.inode(at)?.is_dir();
        let creds = Rc::clone(&kernel.proc(self.key)?.creds);
        kernel.may_change_entries(&creds, parent)?;
        match (dir, is_dir) {
            (true, false) => return Err(Errno::NotDir),
            (false, true) => return Err(Errno::IsDir),
            _ => {}
        }
        kernel.may_remove(&creds, parent, at)?;
        let now = kernel.stamp();
        kernel.fs_mut(parent.loc.fs)?.unlink(parent.loc.ino, &found.name, now)
    }

    /// Moves or renames.
    ///
    /// # Errors
    /// `CrossDevice` over a mount, and as `unlink` and `mkdir`.
    pub fn rename(&self, from: &str, to: &str) -> Result<(), Errno> {
        let mut kernel = self.kernel.borrow_mut();
        let old = kernel.walk(self.key, from, false)?;
        let at = old.there()?;
        let new = kernel.walk(self.key, to, false)?;
        let (Some(old_dir), Some(new_dir)) = (old.parent, new.parent) else { return Err(Errno::Busy) };
        if old_dir.loc.fs != new_dir.loc.fs || old_dir.mount != new_dir.mount {
            return Err(Errno::CrossDevice);
        }
        let creds = Rc::clone(&kernel.proc(self.key)?.creds);
        kernel.may_remove(&creds, old_dir, at)?;
        match new.at {
            Some(over) => kernel.may_remove(&creds, new_dir, over)?,
            None => kernel.may_change_entries(&creds, new_dir)?,
        }
        if new.wants_dir && !kernel.inode(at)?.is_dir() {
            return Err(Errno::NotDir);
        }
        let now = kernel.stamp();
        let fs = kernel.fs_mut(old_dir.loc.fs)?;
        fs.rename((old_dir.loc.ino, &old.name), (new_dir.loc.ino, &new.name), now)
    }

    /// Makes the file at a path this long.
    ///
    /// # Errors
    /// `IsDir`, `Access`, `ReadOnly`, `NoSpace`, and as `stat`.
    pub fn truncate(&self, path: &str, length: u64) -> Result<(), Errno> {
        let mut kernel = self.kernel.borrow_mut();
        let at = kernel.walk(self.key, path, true)?.there()?;
        kernel.writable(at)?;
        let creds = Rc::clone(&kernel.proc(self.key)?.creds);
        kernel.permit(&creds, at, MAY_WRITE)?;
        let now = kernel.stamp();
        let before = kernel.inode(at)?.size();
        kernel.charge(self.key, Limit::Files, length.saturating_sub(before));
        if kernel.cell_of(self.key)?.exhausted().is_some() {
            return Err(Errno::NoSpace);
        }
        kernel.fs_mut(at.loc.fs)?.truncate(at.loc.ino, length, now)
    }

    /// Goes to another working directory.
    ///
    /// # Errors
    /// `NotDir`, `Access`, and as `stat`.
    pub fn chdir(&self, path: &str) -> Result<(), Errno> {
        let mut kernel = self.kernel.borrow_mut();
        let at = kernel.walk(self.key, path, true)?.there()?;
        let is_dir = if at.loc.fs == PROC_FS { ProcNode::of(at.loc.ino).is_dir() } else { kernel.inode(at)?.is_dir() };
        if !is_dir {
            return Err(Errno::NotDir);
        }
        kernel.permit(&Rc::clone(&kernel.proc(self.key)?.creds), at, MAY_EXECUTE)?;
        let proc = kernel.proc_mut(self.key)?;
        proc.cwd = Rc::from(normalize(&proc.cwd, path));
        Ok(())
    }

    /// The working directory, by the names it was reached by.
    #[must_use]
    pub fn cwd(&self) -> String {
        self.me(|proc| proc.cwd.to_string())
    }

    /// A path without links, `.` and `..`; its last part need not exist.
    ///
    /// # Errors
    /// As `stat` for every part but the last.
    pub fn real_path(&self, path: &str) -> Result<String, Errno> {
        let mut done = String::from("/");
        let absolute = if path.starts_with('/') { path.to_owned() } else { format!("{}/{path}", self.cwd()) };
        let mut todo: Vec<String> = absolute.split('/').rev().map(str::to_owned).collect();
        let mut links = 0;
        while let Some(part) = todo.pop() {
            if part.is_empty() || part == "." {
                continue;
            }
            if part == ".." {
                done = normalize(&done, "..");
                continue;
            }
            let next = normalize(&done, &part);
            let last = todo.iter().all(String::is_empty);
            match self.lstat(&next) {
                Ok(metadata) if metadata.kind == Kind::Link => {
                    links += 1;
                    if links > 40 {
                        return Err(Errno::Loop);
                    }
                    let text = self.read_link(&next)?;
                    if text.starts_with('/') {
                        "/".clone_into(&mut done);
                    }
                    todo.extend(text.split('/').rev().map(str::to_owned));
                }
                Ok(metadata) if metadata.kind != Kind::Dir && !last => return Err(Errno::NotDir),
                Ok(_) => done = next,
                Err(Errno::NoEnt) if last => done = next,
                Err(other) => return Err(other),
            }
        }
        Ok(done)
    }

    /// The mounts of the container, with their sizes.
    #[must_use]
    pub fn spaces(&self) -> Vec<Space> {
        let kernel = self.kernel.borrow();
        let Ok(container) = kernel.proc(self.key).and_then(|proc| kernel.container(proc.container)) else {
            return Vec::new();
        };
        container.mounts.iter().map(|mount| kernel.space(mount.root, &mount.path, mount.read_only)).collect()
    }

    /// The mount that a path lies in.
    ///
    /// # Errors
    /// As `stat`.
    pub fn space_of(&self, path: &str) -> Result<Space, Errno> {
        let kernel = self.kernel.borrow();
        let at = kernel.walk(self.key, path, true)?.there()?;
        let mount = kernel.mount_of(at)?;
        Ok(kernel.space(mount.root, &mount.path, mount.read_only))
    }

    /// The mount table, as `/proc/mounts` has it.
    #[must_use]
    pub fn mount_table(&self) -> String {
        let kernel = self.kernel.borrow();
        kernel.proc(self.key).and_then(|proc| kernel.mounts_text(proc.container)).unwrap_or_default()
    }
}

impl Kernel {
    fn space(&self, root: Loc, path: &str, read_only: bool) -> Space {
        let (source, kind, size, used) = match self.file_systems.get(root.fs.0 as usize) {
            Some(Some(FileSystem::Tree(fs))) => match fs.limit {
                Some(limit) => (fs.source.clone(), fs.kind.clone(), limit, fs.used()),
                None if root.fs.0 == 1 => (fs.source.clone(), fs.kind.clone(), 64 << 20, 0),
                None => (fs.source.clone(), fs.kind.clone(), DISK, DISK_USED + fs.used()),
            },
            _ => ("proc".into(), "proc".into(), 0, 0),
        };
        Space { source, kind, path: path.to_owned(), size, used, read_only }
    }

    /// Adds an entry for a process: owner, group, mode and budget as the rules have it.
    pub fn create(
        &mut self,
        key: Key,
        parent: At,
        name: &str,
        node: impl FnOnce(u32, &Inode) -> (Node, u32),
    ) -> Result<At, Errno> {
        let proc = self.proc(key)?;
        let (creds, umask) = (Rc::clone(&proc.creds), proc.umask);
        self.may_change_entries(&creds, parent)?;
        self.charge(key, Limit::Inodes, 1);
        if self.cell_of(key)?.exhausted().is_some() {
            return Err(Errno::NoSpace);
        }
        let now = self.stamp();
        let above = self.inode(parent)?;
        let (node, mode) = node(umask, above);
        let gid = if above.mode & 0o2000 != 0 { above.gid } else { creds.gid };
        let inode = Inode { uid: creds.uid, gid, ..Inode::new(node, mode, now) };
        let ino = self.fs_mut(parent.loc.fs)?.create(parent.loc.ino, name, inode, now)?;
        Ok(At { loc: Loc { ino, ..parent.loc }, ..parent })
    }

    fn metadata(&self, key: Key, found: &Found, follow: bool) -> Result<Metadata, Errno> {
        let at = found.there()?;
        if at.loc.fs == PROC_FS {
            return self.proc_metadata(key, ProcNode::of(at.loc.ino), follow);
        }
        let inode = self.inode(at)?;
        if found.wants_dir && !inode.is_dir() {
            return Err(Errno::NotDir);
        }
        let mut metadata = metadata_of(inode, at.loc);
        // A folder in memory takes twenty bytes for every name in it, and no blocks.
        if let Node::Dir(names, _) = &inode.node
            && self.fs(at.loc.fs).is_ok_and(|fs| fs.kind == "tmpfs")
        {
            metadata.size = 40 + 20 * names.len() as u64;
        }
        Ok(metadata)
    }

    fn proc_metadata(&self, key: Key, node: ProcNode, follow: bool) -> Result<Metadata, Errno> {
        if follow && let ProcNode::Fd(pid, fd) = node {
            return self.fd_metadata(self.by_pid(key, pid)?, fd);
        }
        let (kind, mode) = match node {
            node if node.is_dir() => (Kind::Dir, 0o555),
            node if node.is_link() => (Kind::Link, 0o777),
            _ => (Kind::File, 0o444),
        };
        let now = self.stamp();
        let ino = u64::from(node.ino());
        let times = (now, now, now);
        let (mtime, ctime, atime) = times;
        Ok(Metadata {
            kind,
            mode,
            uid: 0,
            gid: 0,
            size: 0,
            links: 1,
            ino,
            dev: device_of(PROC_FS),
            mtime,
            ctime,
            atime,
        })
    }

    /// What `fstat` tells of a descriptor.
    pub fn fd_metadata(&self, key: Key, fd: i32) -> Result<Metadata, Errno> {
        let file = &self.proc(key)?.fds.get(&fd).ok_or(Errno::BadFd)?.file;
        let now = self.stamp();
        let other = |kind, mode| Metadata {
            kind,
            mode,
            uid: 0,
            gid: 0,
            size: 0,
            links: 1,
            ino: 100,
            dev: 1,
            mtime: now,
            ctime: now,
            atime: now,
        };
        Ok(match &file.open {
            Open::Inode { loc, .. } => metadata_of(self.fs(loc.fs)?.get(loc.ino)?, *loc),
            Open::Text(_) => other(Kind::File, 0o444),
            Open::Device(_) => other(Kind::Device, 0o666),
            Open::Reader(_) | Open::Writer(_) | Open::Both(..) | Open::Log(..) => other(Kind::Fifo, 0o600),
            Open::Listener(_) | Open::Connection(_) | Open::Datagrams(_) => other(Kind::Socket, 0o777),
        })
    }
}

fn metadata_of(inode: &Inode, loc: Loc) -> Metadata {
    let kind = match inode.node {
        Node::File(_) => Kind::File,
        Node::Dir(..) => Kind::Dir,
        Node::Link(_) => Kind::Link,
        Node::Fifo(_) => Kind::Fifo,
        Node::Device(_) => Kind::Device,
    };
    Metadata {
        kind,
        mode: inode.mode,
        uid: inode.uid,
        gid: inode.gid,
        size: inode.size(),
        links: inode.links,
        ino: u64::from(loc.ino),
        dev: device_of(loc.fs),
        mtime: inode.mtime,
        ctime: inode.ctime,
        atime: inode.atime,
    }
}
