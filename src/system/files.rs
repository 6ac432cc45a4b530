//! Files: read up to a limit, written whole or not at all, locked, recognised again. It must not know what is in them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Why a file could not be read as text.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is no such file.
    #[error("{} does not exist", .0.display())]
    Missing(PathBuf),
    /// A folder, a device or a pipe is in its place.
    #[error("{} is not a file but {what}", path.display())]
    NotAFile {
        /// The place.
        path: PathBuf,
        /// `a folder`, `a pipe`, …
        what: &'static str,
    },
    /// Longer than the limit.
    #[error("{} is larger than {}", path.display(), size(*limit))]
    TooLarge {
        /// The place.
        path: PathBuf,
        /// The limit in bytes.
        limit: usize,
    },
    /// The bytes are no UTF-8 text.
    #[error("{} is not UTF-8 text: line {line} has the byte 0x{byte:02x}", path.display())]
    NotUtf8 {
        /// The place.
        path: PathBuf,
        /// Where the first wrong byte is, counted from 1.
        line: usize,
        /// The first wrong byte.
        byte: u8,
    },
    /// The system refuses.
    #[error("{} cannot be read: {reason}", path.display())]
    Io {
        /// The place.
        path: PathBuf,
        /// The system's words.
        reason: io::Error,
    },
}

/// Reads a file of at most `limit` bytes. Devices and pipes are refused, because reading them may never end.
///
/// # Errors
/// Every kind of [`ReadError`] but `NotUtf8`.
pub fn read_limited(path: &Path, limit: usize) -> Result<Vec<u8>, ReadError> {
    let fail = |reason: io::Error| match reason.kind() {
        io::ErrorKind::NotFound => ReadError::Missing(path.to_owned()),
        _ => ReadError::Io { path: path.to_owned(), reason },
    };
    // Asked before opening: to open a pipe that nobody writes to would wait for ever.
    let kind = fs::metadata(path).map_err(fail)?.file_type();
    if !kind.is_file() {
        return Err(ReadError::NotAFile { path: path.to_owned(), what: what_is(kind) });
    }
    let file = File::open(path).map_err(fail)?;
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    file.take(most).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() > limit {
        return Err(ReadError::TooLarge { path: path.to_owned(), limit });
    }
    Ok(bytes)
}

/// Reads a text of at most `limit` bytes.
///
/// # Errors
/// Every kind of [`ReadError`].
pub fn read_text(path: &Path, limit: usize) -> Result<String, ReadError> {
    String::from_utf8(read_limited(path, limit)?).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        let line = 1 + bytes.iter().take(good).filter(|byte| **byte == b'\n').count();
        ReadError::NotUtf8 { path: path.to_owned(), line, byte: bytes.get(good).copied().unwrap_or(0) }
    })
}

/// `1 MiB`, `100 bytes`.
fn size(bytes: usize) -> String {
    match bytes {
        0x10_0000.. if bytes.is_multiple_of(0x10_0000) => format!("{} MiB", bytes / 0x10_0000),
        1024.. if bytes.is_multiple_of(1024) => format!("{} KiB", bytes / 1024),
        _ => format!("{bytes} bytes"),
    }
}

fn what_is(kind: fs::FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    if kind.is_dir() {
        "a folder"
    } else if kind.is_fifo() {
        "a pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

/// Writes a file whole or not at all: beside it first, then renamed over it. Who reads meanwhile sees the old or the new
/// text, never a half. The folder must exist; the old file's permissions are kept; a symbolic link is followed.
///
/// # Errors
/// When the system refuses; the old file is then as it was.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let beside = name_beside(&target)?;
    let written = write_and_sync(&beside, bytes).and_then(|()| {
        if let Ok(old) = fs::metadata(&target) {
            fs::set_permissions(&beside, old.permissions())?;
        }
        fs::rename(&beside, &target)
    });
    if written.is_err() {
        // The first error is the one that matters.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Whether two paths lead to the same file. A file that is not there is the same as none.
#[must_use]
pub fn is_same(one: &Path, other: &Path) -> bool {
    fs::canonicalize(one).is_ok_and(|one| fs::canonicalize(other).is_ok_and(|other| one == other))
}

/// Creates a file with a content, whole or not at all, and never touches one that is there. `Ok(false)`: there was one.
///
/// # Errors
/// When the system refuses; then no file was created.
pub fn create_new(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let beside = name_beside(path)?;
    // A hard link fails where the name is taken: no other way is whole, exclusive and crash-safe at once.
    let linked = write_and_sync(&beside, bytes).and_then(|()| fs::hard_link(&beside, path));
    let _ = fs::remove_file(&beside);
    match linked {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) if matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied) => {
            create_without_links(path, bytes)
        }
        Err(error) => Err(error),
    }
}

/// For file systems that know no hard links.
fn create_without_links(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let mut file = match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(false),
        Err(error) => return Err(error),
    };
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        let _ = fs::remove_file(path);
    }
    written.map(|()| true)
}

fn write_and_sync(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A name in the same folder that no other process and no other thread of this one uses.
fn name_beside(path: &Path) -> io::Result<PathBuf> {
    use std::sync::atomic::{AtomicU64, Ordering};
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let name = path.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a path without a name"))?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}-{}.new", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
    let beside = path.with_file_name(hidden);
    // Left over by a process that was killed and had our number.
    if beside.exists() {
        fs::remove_file(&beside)?;
    }
    Ok(beside)
}

/// Why nothing can be written at `path`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// There is no room on the disk.
    Full,
    /// The file, its folder or the whole disk is read-only for this user.
    ReadOnly,
}

/// Looks for the reason why writing at `path` has failed, where the one that failed does not say it.
#[must_use]
pub fn obstacle(path: &Path) -> Option<Obstacle> {
    use rustix::fs::{Access, access, statvfs};
    let folder = path.parent()?;
    let closed = |place: &Path| place.exists() && access(place, Access::WRITE_OK).is_err();
    if closed(folder) || closed(path) {
        return Some(Obstacle::ReadOnly);
    }
    // A new page of a database with its journal needs some blocks.
    statvfs(folder).is_ok_and(|disk| disk.f_bavail < 16).then_some(Obstacle::Full)
}

/// Creates a folder and those above it.
///
/// # Errors
/// When the system refuses.
pub fn create_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Creates a folder that nobody had before and nobody else can look into, in the first of these places that takes one.
///
/// # Errors
/// What the last place said, where none does.
pub fn create_private_folder(places: &[PathBuf], name: &str) -> io::Result<PathBuf> {
    use std::os::unix::fs::DirBuilderExt as _;
    const MOST: u32 = 1000;
    let mut refusal = io::Error::from(io::ErrorKind::NotFound);
    for place in places.iter().filter(|place| place.is_dir()) {
        for number in 1..=MOST {
            let folder = place.join(format!("{name}-{number}"));
            match fs::DirBuilder::new().mode(0o700).create(&folder) {
                Ok(()) if obstacle(&folder.join("file")).is_none() => return Ok(folder),
                Ok(()) => {
                    let _ = fs::remove_dir(&folder);
                    refusal = io::Error::from(io::ErrorKind::StorageFull);
                    break;
                }
                // A name that is taken is never used, whoever took it.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => {
                    refusal = error;
                    break;
                }
            }
        }
    }
    Err(refusal)
}

/// An advisory lock, held until it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Takes the lock that `path` stands for, without waiting; the file is created where needed and stays. `None`: another
/// process holds it.
///
/// # Errors
/// When the file cannot be created or the file system knows no locks.
pub fn try_lock(path: &Path) -> io::Result<Option<Lock>> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock { _file: file })),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(error)) => Err(error),
    }
}

/// What tells a file from its older self without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    device: u64,
    inode: u64,
    length: u64,
    modified: Option<SystemTime>,
    changed: (i64, i64),
}

/// The stamp of what is at `path` now; `None` where nothing is, or nothing can be seen.
#[must_use]
pub fn stamp(path: &Path) -> Option<Stamp> {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = fs::metadata(path).ok()?;
    Some(Stamp {
        device: metadata.dev(),
        inode: metadata.ino(),
        length: metadata.len(),
        modified: metadata.modified().ok(),
        changed: (metadata.ctime(), metadata.ctime_nsec()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_has_a_limit_and_names_what_is_in_the_way() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pod.yaml");
        assert!(matches!(read_text(&path, 4), Err(ReadError::Missing(_))));
        fs::write(&path, "abcd").unwrap();
        assert_eq!(read_text(&path, 4).unwrap(), "abcd");
        assert!(matches!(read_text(&path, 3), Err(ReadError::TooLarge { limit: 3, .. })));
        fs::write(&path, b"a\nb\xff").unwrap();
        assert!(matches!(read_text(&path, 9), Err(ReadError::NotUtf8 { line: 2, byte: 0xff, .. })));
        assert!(matches!(read_text(folder.path(), 9), Err(ReadError::NotAFile { what: "a folder", .. })));
    }

    #[test]
    fn a_device_is_not_read() {
        assert!(matches!(read_text(Path::new("/dev/zero"), 9), Err(ReadError::NotAFile { what: "a device", .. })));
    }

    #[test]
    fn writing_replaces_the_whole_file_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pod.yaml");
        write_atomic(&path, b"one").unwrap();
        write_atomic(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn writing_follows_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&real, "old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        write_atomic(&link, b"new").unwrap();
        assert_eq!(fs::read(&real).unwrap(), b"new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[test]
    fn creating_never_touches_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pod.yaml");
        assert!(create_new(&path, b"one").unwrap());
        assert!(!create_new(&path, b"two").unwrap());
        assert!(!create_without_links(&path, b"three").unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_lock_has_one_holder() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let held = try_lock(&path).unwrap();
        assert!(held.is_some());
        assert!(try_lock(&path).unwrap().is_none());
        drop(held);
        assert!(try_lock(&path).unwrap().is_some());
    }

    #[test]
    fn a_stamp_sees_a_rename_over_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pod.yaml");
        assert_eq!(stamp(&path), None);
        fs::write(&path, "same").unwrap();
        let before = stamp(&path);
        assert_eq!(stamp(&path), before);
        write_atomic(&path, b"same").unwrap();
        assert_ne!(stamp(&path), before);
    }
}
