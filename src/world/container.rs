//! Containers as the kernel knows them: a root, mounts, a network, a PID namespace, a name. It must not know Kubernetes.

use super::fs::{Ino, ROOT};
use super::ready::Key;

/// A file system of the world.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FsId(pub(super) u32);

/// A PID namespace of the world.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PidSpace(pub(super) u32);

/// A network namespace of the world.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Net(pub(super) u32);

/// A budget of the world that several containers share.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CellId(pub(super) u32);

/// A container of the world.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ContainerId(pub(super) u32);

/// An inode of the world.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Loc {
    pub(super) fs: FsId,
    pub(super) ino: Ino,
}

/// Where something is mounted and what.
#[derive(Clone, Debug)]
pub struct MountSpec {
    /// The mount point; made in the root if it is not there.
    pub path: String,
    /// What is mounted.
    pub fs: FsId,
    /// The folder or file of it that is mounted, `""` for all; made as a folder if it is not there.
    pub sub_path: String,
    /// Whether writing through this mount is refused.
    pub read_only: bool,
}

impl MountSpec {
    /// A whole file system, for reading and writing.
    #[must_use]
    pub fn new(path: &str, fs: FsId) -> Self {
        MountSpec { path: path.to_owned(), fs, sub_path: String::new(), read_only: false }
    }

    /// The same for reading only.
    #[must_use]
    pub fn read_only(self) -> Self {
        MountSpec { read_only: true, ..self }
    }

    /// The same with a part of the file system.
    #[must_use]
    pub fn sub_path(self, sub_path: &str) -> Self {
        MountSpec { sub_path: sub_path.to_owned(), ..self }
    }
}

/// What a container is made of.
#[derive(Clone, Debug)]
pub struct ContainerSpec {
    /// A name for notes and listings.
    pub name: String,
    /// The root file system; the container should have one of its own.
    pub root: FsId,
    /// Whether writing to the root is refused.
    pub read_only_root: bool,
    /// Volumes, in the order they are mounted. `/proc` and `/dev` are always there.
    pub mounts: Vec<MountSpec>,
    /// Its localhost, ports and addresses.
    pub net: Net,
    /// Whose processes it sees.
    pub pids: PidSpace,
    /// Whose budget it uses.
    pub cell: CellId,
    /// What `hostname` prints.
    pub hostname: String,
    /// Bytes of memory, files in memory included, beyond which the kernel kills it (`Event::Exited` with `out_of_memory`).
    pub memory_limit: Option<u64>,
}

/// One entry of a container's mount table.
#[derive(Clone, Debug)]
pub(super) struct Mount {
    /// The mount and inode it hides; none for the root.
    pub on: Option<(usize, Loc)>,
    pub path: String,
    pub root: Loc,
    pub read_only: bool,
}

/// A container as it lives.
#[derive(Clone, Debug)]
pub(super) struct Container {
    pub name: String,
    pub mounts: Vec<Mount>,
    pub net: Net,
    pub pids: PidSpace,
    pub cell: CellId,
    pub hostname: String,
    pub memory_limit: Option<u64>,
    pub memory: u64,
    /// The process whose end is the container's end.
    pub main: Option<Key>,
}

impl Loc {
    pub(super) fn root(fs: FsId) -> Self {
        Loc { fs, ino: ROOT }
    }
}
