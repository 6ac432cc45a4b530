//! Paths: from a name to an inode through mounts, symbolic links and `/proc`, with the permission checks on the way.

use std::borrow::Cow;
use std::rc::Rc;

use super::capability::Capability;
use super::container::{ContainerId, FsId, Loc, Mount};
use super::errno::Errno;
use super::fs::{Inode, Node};
use super::kernel::{Credentials, Kernel, PROC_FS};
use super::procfs::ProcNode;
use super::ready::Key;

/// How many symbolic links one path may go through.
const MOST_LINKS: u32 = 40;
/// The longest path, in bytes.
const PATH_MAX: usize = 4096;

/// What a name of a path costs, in 64ths of a step.
const COST_OF_NAME: u64 = 20;

/// Reading, as a bit of a permission.
pub(super) const MAY_READ: u32 = 4;
/// Writing.
pub(super) const MAY_WRITE: u32 = 2;
/// Running, or entering a directory.
pub(super) const MAY_EXECUTE: u32 = 1;

/// A place that a path led to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct At {
    pub container: ContainerId,
    pub mount: usize,
    pub loc: Loc,
}

/// What a path led to.
#[derive(Debug)]
pub(super) struct Found {
    /// The directory that has or would have the entry; none for a root, `.` and `..`.
    pub parent: Option<At>,
    /// The name of the entry.
    pub name: String,
    /// The entry, if it is there.
    pub at: Option<At>,
    /// The path ended in `/`: it must be a directory.
    pub wants_dir: bool,
}

impl Found {
    pub fn there(&self) -> Result<At, Errno> {
        self.at.ok_or(Errno::NoEnt)
    }
}

struct Walk<'k> {
    kernel: &'k Kernel,
    key: Key,
    creds: Rc<Credentials>,
    stack: Vec<At>,
    /// The names that are still to be looked up, the next one last: those of the path itself, and those of links on the way.
    todo: Vec<Cow<'k, str>>,
    links: u32,
}

impl Kernel {
    /// Follows a path for a process. `follow`: whether a link at its end is followed too.
    pub fn walk<'k>(&'k self, key: Key, path: &'k str, follow: bool) -> Result<Found, Errno> {
        if path.is_empty() {
            return Err(Errno::NoEnt);
        }
        if path.len() >= PATH_MAX {
            return Err(Errno::NameTooLong);
        }
        let proc = self.proc(key)?;
        let mut todo: Vec<Cow<str>> = Vec::with_capacity(16);
        todo.extend(parts_of(path).map(Cow::Borrowed));
        let relative = !path.starts_with('/');
        let own_parts = todo.len();
        if relative {
            todo.extend(parts_of(&proc.cwd).map(Cow::Borrowed));
        }
        proc.owe(COST_OF_NAME * (1 + todo.len() as u64));
        let root = At { container: proc.container, mount: 0, loc: self.root_of(proc.container)? };
        let creds = Rc::clone(&proc.creds);
        let mut stack = Vec::with_capacity(16);
        stack.push(root);
        let mut walk = Walk { kernel: self, key, creds, stack, todo, links: 0 };
        let wants_dir = path.ends_with('/');
        walk.run(follow || wants_dir, own_parts == 0).map(|found| Found { wants_dir, ..found })
    }

    fn root_of(&self, container: ContainerId) -> Result<Loc, Errno> {
        self.container(container)?.mounts.first().map(|mount| mount.root).ok_or(Errno::NoEnt)
    }

    /// The mount that a place is seen through.
    pub fn mount_of(&self, at: At) -> Result<&Mount, Errno> {
        self.container(at.container)?.mounts.get(at.mount).ok_or(Errno::NoEnt)
    }

    /// Fails if a place is mounted for reading only.
    pub fn writable(&self, at: At) -> Result<(), Errno> {
        if self.mount_of(at)?.read_only { Err(Errno::ReadOnly) } else { Ok(()) }
    }

    /// The inode of a place that is no part of `/proc`.
    pub fn inode(&self, at: At) -> Result<&Inode, Errno> {
        self.fs(at.loc.fs)?.get(at.loc.ino)
    }

    /// Whether a process may do something with a place.
    pub fn permit(&self, creds: &Credentials, at: At, want: u32) -> Result<(), Errno> {
        if at.loc.fs == PROC_FS {
            return Ok(());
        }
        permit(creds, self.inode(at)?, want)
    }

    /// Whether entries of a directory may be made or taken away.
    pub fn may_change_entries(&self, creds: &Credentials, dir: At) -> Result<(), Errno> {
        if dir.loc.fs == PROC_FS {
            return Err(Errno::Perm);
        }
        self.writable(dir)?;
        self.permit(creds, dir, MAY_WRITE | MAY_EXECUTE)
    }

    /// Whether a given entry may be taken away: the sticky bit, and nothing mounted there.
    pub fn may_remove(&self, creds: &Credentials, dir: At, entry: At) -> Result<(), Errno> {
        self.may_change_entries(creds, dir)?;
        let inode = self.inode(dir)?;
        let owner = self.inode(entry)?.uid;
        if inode.mode & 0o1000 != 0 && creds.uid != inode.uid && creds.uid != owner && !creds.can(Capability::Fowner) {
            return Err(Errno::Perm);
        }
        let mounts = &self.container(entry.container)?.mounts;
        if entry.mount != dir.mount || mounts.iter().any(|mount| mount.on == Some((entry.mount, entry.loc))) {
            return Err(Errno::Busy);
        }
        Ok(())
    }

    /// Mounts something in a container, making the mount point.
    pub fn mount(&mut self, container: ContainerId, path: &str, root: Loc, read_only: bool) -> Result<(), Errno> {
        let is_dir = root.fs == PROC_FS || self.fs(root.fs)?.get(root.ino)?.is_dir();
        let mut at = At { container, mount: 0, loc: self.root_of(container)? };
        let mut parts: Vec<String> = parts_of(path).map(str::to_owned).collect();
        let mut links = 0;
        while let Some(part) = parts.pop() {
            let now = self.stamp();
            let last = parts.is_empty();
            let fs = self.fs_mut(at.loc.fs)?;
            let ino = match fs.lookup(at.loc.ino, &part) {
                Ok(ino) => ino,
                Err(Errno::NoEnt) if last && !is_dir => {
                    fs.create(at.loc.ino, &part, Inode::new(Node::File(Rc::default()), 0o644, now), now)?
                }
                Err(Errno::NoEnt) => {
                    let inode = Inode::new(Node::Dir(Rc::default(), at.loc.ino), 0o755, now);
                    fs.create(at.loc.ino, &part, inode, now)?
                }
                Err(other) => return Err(other),
            };
            if let Node::Link(text) = &fs.get(ino)?.node {
                links += 1;
                if links > MOST_LINKS {
                    return Err(Errno::Loop);
                }
                let text = Rc::clone(text);
                if text.starts_with('/') {
                    at = At { container, mount: 0, loc: self.root_of(container)? };
                }
                parts.extend(parts_of(&text).map(str::to_owned));
                continue;
            }
            at = self.cross(At { loc: Loc { ino, ..at.loc }, ..at })?;
        }
        let mounts = &mut self.container_mut(container)?.mounts;
        let path = format!("/{}", path.trim_matches('/'));
        mounts.push(Mount { on: Some((at.mount, at.loc)), path, root, read_only });
        Ok(())
    }

    /// Goes from a mount point to what is mounted there.
    fn cross(&self, mut at: At) -> Result<At, Errno> {
        let mounts = &self.container(at.container)?.mounts;
        while let Some(index) = mounts.iter().rposition(|mount| mount.on == Some((at.mount, at.loc))) {
            at = At { mount: index, loc: mounts[index].root, ..at };
        }
        Ok(at)
    }
}

impl Walk<'_> {
    fn run(&mut self, follow: bool, bare: bool) -> Result<Found, Errno> {
        let mut entry: Option<(At, Cow<str>)> = None;
        while let Some(part) = self.todo.pop() {
            let last = self.todo.is_empty();
            let here = self.here();
            if part == ".." || part == "." {
                self.must_enter(here)?;
                if part == ".." && self.stack.len() > 1 {
                    self.stack.pop();
                }
                entry = None;
                continue;
            }
            self.must_enter(here)?;
            let next = match self.child(here, &part) {
                Ok(next) => next,
                Err(Errno::NoEnt) if last => {
                    return Ok(Found { parent: Some(here), name: part.into_owned(), at: None, wants_dir: false });
                }
                Err(other) => return Err(other),
            };
            if (!last || follow) && self.jump(here, next)? {
                entry = None;
                if last {
                    entry = Some((here, part));
                }
                continue;
            }
            let next = self.kernel.cross(next)?;
            self.stack.push(next);
            entry = Some((here, part));
        }
        let at = Some(self.here());
        Ok(match entry {
            Some((parent, name)) if !bare => {
                Found { parent: Some(parent), name: name.into_owned(), at, wants_dir: false }
            }
            _ => Found { parent: None, name: String::new(), at, wants_dir: false },
        })
    }

    fn here(&self) -> At {
        // The stack always has the root at its bottom.
        self.stack[self.stack.len() - 1]
    }

    fn must_enter(&self, at: At) -> Result<(), Errno> {
        if at.loc.fs == PROC_FS {
            return if ProcNode::of(at.loc.ino).is_dir() { Ok(()) } else { Err(Errno::NotDir) };
        }
        let inode = self.kernel.inode(at)?;
        if !inode.is_dir() {
            return Err(Errno::NotDir);
        }
        permit(&self.creds, inode, MAY_EXECUTE)
    }

    fn child(&self, dir: At, name: &str) -> Result<At, Errno> {
        let ino = if dir.loc.fs == PROC_FS {
            self.kernel.proc_lookup(self.key, ProcNode::of(dir.loc.ino), name)?.ino()
        } else {
            self.kernel.fs(dir.loc.fs)?.lookup(dir.loc.ino, name)?
        };
        Ok(At { loc: Loc { ino, ..dir.loc }, ..dir })
    }

    /// Follows a symbolic link or a magic link of `/proc`; false if it is neither.
    fn jump(&mut self, dir: At, at: At) -> Result<bool, Errno> {
        let text = if at.loc.fs == PROC_FS {
            let node = ProcNode::of(at.loc.ino);
            if let ProcNode::Root(pid) = node {
                let other = self.kernel.by_pid(self.key, pid)?;
                let container = self.kernel.proc(other)?.container;
                self.stack = vec![At { container, mount: 0, loc: self.kernel.root_of(container)? }];
                self.links += 1;
                return Ok(true);
            }
            // An open file is reached by the one who opens it, not by a path.
            if matches!(node, ProcNode::Fd(..)) {
                return Ok(false);
            }
            match self.kernel.proc_link(self.key, node) {
                Some(text) => text,
                None => return Ok(false),
            }
        } else {
            match &self.kernel.inode(at)?.node {
                Node::Link(text) => text.to_string(),
                _ => return Ok(false),
            }
        };
        self.links += 1;
        if self.links > MOST_LINKS {
            return Err(Errno::Loop);
        }
        if text.starts_with('/') {
            let root = self.stack[0];
            let own = self.kernel.proc(self.key)?.container;
            self.stack = vec![At { container: own, mount: 0, loc: self.kernel.root_of(own)? }];
            debug_assert!(root.mount == 0);
        } else {
            debug_assert!(self.here() == dir);
        }
        self.todo.extend(parts_of(&text).map(|part| Cow::Owned(part.to_owned())));
        Ok(true)
    }
}

/// The parts of a path, the last first.
fn parts_of(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty()).rev()
}

/// The kernel's permission check: owner, else group, else others; where these forbid it, capabilities may allow it.
pub(super) fn permit(creds: &Credentials, inode: &Inode, want: u32) -> Result<(), Errno> {
    let bits = if creds.uid == inode.uid {
        inode.mode >> 6
    } else if creds.in_group(inode.gid) {
        inode.mode >> 3
    } else {
        inode.mode
    };
    let runs = want & MAY_EXECUTE == 0 || inode.is_dir() || inode.mode & 0o111 != 0;
    let only_looks = want & MAY_WRITE == 0 && (inode.is_dir() || want & MAY_EXECUTE == 0);
    let allowed = bits & want == want
        || runs && creds.can(Capability::DacOverride)
        || only_looks && creds.can(Capability::DacReadSearch);
    if allowed { Ok(()) } else { Err(Errno::Access) }
}

/// A path without `.`, `..` and doubled slashes, from the root, as a shell keeps its `PWD`.
#[must_use]
pub fn normalize(cwd: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let above = if path.starts_with('/') { "" } else { cwd };
    for part in above.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// The device number that `stat` and `mountpoint` compare.
pub(super) fn device_of(fs: FsId) -> u64 {
    u64::from(fs.0) + 20
}
