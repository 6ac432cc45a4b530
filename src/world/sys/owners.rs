//! System calls that change what a file says of itself: mode, owner, group, times. It must not know contents.

use std::rc::Rc;

use super::Process;
use crate::world::capability::Capability;
use crate::world::errno::Errno;
use crate::world::fs::Inode;
use crate::world::kernel::{Credentials, PROC_FS};
use crate::world::time::Stamp;
use crate::world::walk::MAY_WRITE;

impl Process {
    /// Changes a mode.
    ///
    /// # Errors
    /// `Perm` for another's file, `ReadOnly`, and as `stat`.
    pub fn chmod(&self, path: &str, mode: u32) -> Result<(), Errno> {
        self.change(path, true, |creds, inode| {
            owns(creds, inode)?;
            let keeps_group_bit = creds.in_group(inode.gid) || creds.can(Capability::Fsetid);
            inode.mode = if keeps_group_bit { mode & 0o7777 } else { mode & 0o5777 };
            Ok(())
        })
    }

    /// Changes owner and group; `None` leaves one as it is.
    ///
    /// # Errors
    /// `Perm` without the capability for it, unless it is the owner who gives a file to one of their groups; `ReadOnly`, and as
    /// `stat`.
    pub fn chown(&self, path: &str, uid: Option<u32>, gid: Option<u32>, follow: bool) -> Result<(), Errno> {
        self.change(path, follow, |creds, inode| {
            let own = creds.uid == inode.uid;
            let same_user = uid.is_none_or(|uid| own && uid == inode.uid);
            let own_group = gid.is_none_or(|gid| own && (gid == inode.gid || creds.in_group(gid)));
            if !(same_user && own_group || creds.can(Capability::Chown)) {
                return Err(Errno::Perm);
            }
            // Who comes to own a program must not come to run it as another.
            if !inode.is_dir() {
                let runs_as_group = inode.mode & 0o010 != 0;
                let keeps = !runs_as_group && (creds.in_group(inode.gid) || creds.can(Capability::Fsetid));
                inode.mode &= if keeps { 0o3777 } else { 0o1777 };
            }
            inode.uid = uid.unwrap_or(inode.uid);
            inode.gid = gid.unwrap_or(inode.gid);
            Ok(())
        })
    }

    /// Sets the times; `None` is now.
    ///
    /// # Errors
    /// `Perm`, `Access`, `ReadOnly`, and as `stat`.
    pub fn set_times(&self, path: &str, atime: Option<Stamp>, mtime: Option<Stamp>, follow: bool) -> Result<(), Errno> {
        let now = self.wall();
        let own = self.change(path, follow, |creds, inode| {
            owns(creds, inode)?;
            inode.atime = atime.unwrap_or(now);
            inode.mtime = mtime.unwrap_or(now);
            Ok(())
        });
        if own != Err(Errno::Perm) || atime.is_some() || mtime.is_some() {
            return own;
        }
        // Who may write a file may set its time to now.
        let mut kernel = self.kernel.borrow_mut();
        let at = kernel.walk(self.key, path, follow)?.there()?;
        let creds = Rc::clone(&kernel.proc(self.key)?.creds);
        kernel.permit(&creds, at, MAY_WRITE)?;
        let inode = kernel.fs_mut(at.loc.fs)?.get_mut(at.loc.ino)?;
        inode.mtime = now;
        inode.atime = now;
        Ok(())
    }

    fn change(
        &self,
        path: &str,
        follow: bool,
        change: impl FnOnce(&Credentials, &mut Inode) -> Result<(), Errno>,
    ) -> Result<(), Errno> {
        let mut kernel = self.kernel.borrow_mut();
        let at = kernel.walk(self.key, path, follow)?.there()?;
        if at.loc.fs == PROC_FS {
            return Err(Errno::Perm);
        }
        kernel.writable(at)?;
        let creds = Rc::clone(&kernel.proc(self.key)?.creds);
        let now = kernel.stamp();
        let inode = kernel.fs_mut(at.loc.fs)?.get_mut(at.loc.ino)?;
        change(&creds, inode)?;
        inode.ctime = now;
        Ok(())
    }
}

/// Fails for another's file, unless one may do with any what only the owner may.
fn owns(creds: &Credentials, inode: &Inode) -> Result<(), Errno> {
    if creds.uid == inode.uid || creds.can(Capability::Fowner) { Ok(()) } else { Err(Errno::Perm) }
}
