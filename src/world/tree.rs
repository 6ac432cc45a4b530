//! Building and reading a file system by paths, from outside: images, and volumes that a kubelet fills. Links are not
//! followed and permissions not asked.

use std::rc::Rc;

use super::content::Content;
use super::errno::Errno;
use super::fs::{Device, Fs, Ino, Inode, Node, ROOT};
use super::time::Stamp;

/// Owner, group, mode and time of what is put into a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attributes {
    /// Permission bits.
    pub mode: u32,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// All three times.
    pub time: Stamp,
}

impl Attributes {
    /// Owned by root, with this mode, of 1970.
    #[must_use]
    pub const fn mode(mode: u32) -> Self {
        Attributes { mode, uid: 0, gid: 0, time: Stamp(0) }
    }

    /// The same with another time.
    #[must_use]
    pub const fn at(self, time: Stamp) -> Self {
        Attributes { time, ..self }
    }

    /// The same with another owner and group.
    #[must_use]
    pub const fn owned(self, uid: u32, gid: u32) -> Self {
        Attributes { uid, gid, ..self }
    }

    fn inode(self, node: Node) -> Inode {
        Inode { uid: self.uid, gid: self.gid, ..Inode::new(node, self.mode, self.time) }
    }
}

impl Fs {
    /// The inode at a path, links not followed.
    ///
    /// # Errors
    /// `NoEnt`, `NotDir`.
    pub fn find(&self, path: &str) -> Result<Ino, Errno> {
        parts(path).try_fold(ROOT, |dir, name| self.lookup(dir, name))
    }

    /// Makes a directory and those above it; one that is there is kept as it is.
    ///
    /// # Errors
    /// `NotDir` if a file stands in the way.
    pub fn put_dir(&mut self, path: &str, attributes: Attributes) -> Result<Ino, Errno> {
        let mut dir = ROOT;
        for name in parts(path) {
            dir = match self.lookup(dir, name) {
                Ok(ino) if self.get(ino)?.is_dir() => ino,
                Ok(_) => return Err(Errno::NotDir),
                Err(Errno::NoEnt) => {
                    let inode = attributes.inode(Node::Dir(Rc::default(), dir));
                    self.create(dir, name, inode, attributes.time)?
                }
                Err(other) => return Err(other),
            };
        }
        Ok(dir)
    }

    /// Puts a file, over an older one; the directories above it are made (0755, root).
    ///
    /// # Errors
    /// `NotDir`, `NotEmpty` if a directory stands there, `Invalid` for a path without a name.
    pub fn put_file(&mut self, path: &str, bytes: impl Into<Vec<u8>>, attributes: Attributes) -> Result<Ino, Errno> {
        self.put(path, attributes.inode(Node::File(Rc::new(Content::from(bytes.into())))))
    }

    /// Puts a symbolic link.
    ///
    /// # Errors
    /// As `put_file`.
    pub fn put_symlink(&mut self, path: &str, target: &str, attributes: Attributes) -> Result<Ino, Errno> {
        self.put(path, Attributes { mode: 0o777, ..attributes }.inode(Node::Link(Rc::from(target))))
    }

    /// Puts a device.
    ///
    /// # Errors
    /// As `put_file`.
    pub fn put_device(&mut self, path: &str, device: Device, attributes: Attributes) -> Result<Ino, Errno> {
        self.put(path, attributes.inode(Node::Device(device)))
    }

    /// Gives a file many other names in the directory that it is in; those that are taken are left as they are.
    ///
    /// # Errors
    /// `NoEnt` if there is no such file.
    pub fn put_hard_links(&mut self, names: impl IntoIterator<Item: AsRef<str>>, existing: &str) -> Result<(), Errno> {
        let ino = self.find(existing)?;
        let time = self.get(ino)?.mtime;
        let (dir, _) = self.place(existing, time)?;
        for name in names {
            match self.link(dir, name.as_ref(), ino, time) {
                Ok(()) | Err(Errno::Exist) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    fn put(&mut self, path: &str, inode: Inode) -> Result<Ino, Errno> {
        let time = inode.mtime;
        let (dir, name) = self.place(path, time)?;
        match self.unlink(dir, name, time) {
            Ok(()) | Err(Errno::NoEnt) => self.create(dir, name, inode, time),
            Err(other) => Err(other),
        }
    }

    fn place<'p>(&mut self, path: &'p str, time: Stamp) -> Result<(Ino, &'p str), Errno> {
        let path = path.trim_end_matches('/');
        let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
        if name.is_empty() || name == "." || name == ".." {
            return Err(Errno::Invalid);
        }
        Ok((self.put_dir(above, Attributes::mode(0o755).at(time))?, name))
    }

    /// The bytes of the file at a path.
    ///
    /// # Errors
    /// `NoEnt`, `NotDir`, `IsDir` for what is no regular file.
    pub fn read_file(&self, path: &str) -> Result<Vec<u8>, Errno> {
        match &self.get(self.find(path)?)?.node {
            Node::File(content) => Ok(content.whole()),
            _ => Err(Errno::IsDir),
        }
    }

    /// The names in the directory at a path, sorted.
    ///
    /// # Errors
    /// `NoEnt`, `NotDir`.
    pub fn names(&self, path: &str) -> Result<Vec<String>, Errno> {
        match &self.get(self.find(path)?)?.node {
            Node::Dir(entries, _) => Ok(entries.keys().map(ToString::to_string).collect()),
            _ => Err(Errno::NotDir),
        }
    }

    /// Takes away whatever stands at a path, with everything below it.
    ///
    /// # Errors
    /// `NoEnt`, `NotDir`.
    pub fn remove(&mut self, path: &str, now: Stamp) -> Result<(), Errno> {
        let ino = self.find(path)?;
        let mut pending = vec![(String::new(), path.trim_end_matches('/').to_owned(), ino)];
        let mut order = Vec::new();
        while let Some((above, at, ino)) = pending.pop() {
            if let Node::Dir(entries, _) = &self.get(ino)?.node {
                for (name, child) in entries.iter() {
                    pending.push((at.clone(), format!("{at}/{name}"), *child));
                }
            }
            order.push((above, at));
        }
        for (_, at) in order.iter().rev() {
            let (above, name) = at.rsplit_once('/').unwrap_or(("", at));
            if name.is_empty() {
                continue;
            }
            let dir = self.find(above)?;
            self.unlink(dir, name, now)?;
        }
        Ok(())
    }

    /// Changes owner, group or mode of what stands at a path and of everything below it.
    ///
    /// # Errors
    /// `NoEnt`, `NotDir`.
    pub fn change_all(&mut self, path: &str, change: &mut dyn FnMut(&mut Inode)) -> Result<(), Errno> {
        let mut pending = vec![self.find(path)?];
        while let Some(ino) = pending.pop() {
            let inode = self.get_mut(ino)?;
            change(inode);
            if let Node::Dir(entries, _) = &inode.node {
                pending.extend(entries.values());
            }
        }
        Ok(())
    }
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty() && *part != ".")
}
