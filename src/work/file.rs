//! One exercise's `pod.yaml`: reading, noticing what an editor does to it, setting it back. It must not know which editor.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::{LIMIT, WorkError};
use crate::system::files::{self, Lock, ReadError, Stamp};

/// How often in a row a file must be seen missing or empty before that is believed: editors that save by renaming, or by
/// emptying the file first, make it so for a moment.
const PATIENCE: u8 = 3;

/// What has happened to the file since it was looked at last.
#[derive(Debug)]
pub enum Change {
    /// Nothing.
    Nothing,
    /// It was saved with another content, which is this.
    Saved(String),
    /// It was saved with the content that it had.
    SavedAgain,
    /// It cannot be read any more; said once for each cause.
    Trouble(ReadError),
}

/// A `pod.yaml` and what was seen of it last.
#[derive(Debug)]
pub struct WorkFile {
    path: PathBuf,
    new: bool,
    seen: Seen,
}

#[derive(Debug, Default)]
struct Seen {
    stamp: Option<Stamp>,
    content: Option<[u8; 32]>,
    trouble: Option<std::mem::Discriminant<ReadError>>,
    doubts: u8,
    /// It was read so shortly after it was written that another write could bear the same time.
    fresh: bool,
}

/// Creates the file where there is none, with its folder. True: it was created.
pub(super) fn create(path: &Path, start: &str) -> Result<bool, WorkError> {
    if fs::symlink_metadata(path).is_ok() {
        return Ok(false);
    }
    let folder = path.parent().unwrap_or(path);
    files::create_folder(folder).map_err(WorkError::write(folder))?;
    files::create_new(path, start.as_bytes()).map_err(WorkError::write(path))
}

impl WorkFile {
    pub(super) fn at(path: PathBuf, new: bool) -> Self {
        Self { path, new, seen: Seen::default() }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder that it is in, which an editor gets as its current folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    /// It was created when it was opened.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.new
    }

    /// Its text now, which counts as seen: [`poll`](Self::poll) reports what comes after it.
    ///
    /// # Errors
    /// When it is missing, no file, longer than [`LIMIT`], no UTF-8, or the system refuses.
    pub fn read(&mut self) -> Result<String, ReadError> {
        let stamp = files::stamp(&self.path);
        let read = files::read_text(&self.path, LIMIT);
        self.seen = match &read {
            Ok(text) => Seen { stamp, content: Some(fingerprint(text)), trouble: None, doubts: 0, fresh: true },
            Err(error) => Seen { stamp, trouble: Some(std::mem::discriminant(error)), ..Seen::default() },
        };
        read
    }

    /// Looks whether an editor has saved since the last look. Cheap while nothing happens (one question to the file system),
    /// so it may be called many times a second.
    pub fn poll(&mut self) -> Change {
        let stamp = files::stamp(&self.path);
        if stamp.is_some() && stamp == self.seen.stamp && self.seen.doubts == 0 && !self.seen.fresh {
            return Change::Nothing;
        }
        let read = files::read_text(&self.path, LIMIT);
        if files::stamp(&self.path) != stamp {
            // Somebody is writing at this moment; the next look finds what came of it.
            return Change::Nothing;
        }
        let passing = match &read {
            Ok(text) => text.is_empty() && self.seen.content.is_some_and(|content| content != fingerprint("")),
            Err(error) => matches!(error, ReadError::Missing(_)) && self.seen.trouble.is_none(),
        };
        if passing && self.seen.doubts + 1 < PATIENCE {
            self.seen.doubts += 1;
            return Change::Nothing;
        }
        self.seen.doubts = 0;
        let moved = stamp != self.seen.stamp;
        self.seen.fresh = moved;
        self.seen.stamp = stamp;
        match read {
            Ok(text) => {
                let content = Some(fingerprint(&text));
                let recovered = self.seen.trouble.take().is_some();
                if self.seen.content == content && !recovered {
                    return if moved { Change::SavedAgain } else { Change::Nothing };
                }
                self.seen.content = content;
                Change::Saved(text)
            }
            Err(error) => {
                let kind = Some(std::mem::discriminant(&error));
                if self.seen.trouble == kind {
                    return Change::Nothing;
                }
                self.seen.trouble = kind;
                Change::Trouble(error)
            }
        }
    }

    /// Sets the file back to `start`. What it held is kept beside it, in a file named after the time: its place is the
    /// answer, `None` where there was nothing to keep (no file, or it held `start` already).
    ///
    /// # Errors
    /// When something other than a file is in its place, or the system refuses; then it is as it was.
    pub fn reset(&mut self, start: &str, now: Timestamp) -> Result<Option<PathBuf>, WorkError> {
        let metadata = match fs::metadata(&self.path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                create(&self.path, start)?;
                return Ok(None);
            }
            Err(reason) => return Err(ReadError::Io { path: self.path.clone(), reason }.into()),
        };
        if metadata.is_dir() {
            return Err(ReadError::NotAFile { path: self.path.clone(), what: "a folder" }.into());
        }
        if files::read_limited(&self.path, LIMIT).is_ok_and(|bytes| bytes == start.as_bytes()) {
            return Ok(None);
        }
        let backup = self.keep(now)?;
        files::write_atomic(&self.path, start.as_bytes()).map_err(WorkError::write(&self.path))?;
        Ok(Some(backup))
    }

    /// Writes a text where there is no file, or one that holds nothing but `start`. `Ok(false)`: there is another one, which stays.
    ///
    /// # Errors
    /// When the system refuses; then it is as it was.
    pub fn bring_back(&self, start: &str, text: &str) -> Result<bool, WorkError> {
        if create(&self.path, text)? {
            return Ok(true);
        }
        if files::read_limited(&self.path, LIMIT).is_ok_and(|bytes| bytes == start.as_bytes()) {
            files::write_atomic(&self.path, text.as_bytes()).map_err(WorkError::write(&self.path))?;
            return Ok(true);
        }
        Ok(false)
    }

    /// Keeps the present content under a name that is free.
    fn keep(&self, now: Timestamp) -> Result<PathBuf, WorkError> {
        // A link is followed, so that the content is kept and not the link.
        let content = fs::canonicalize(&self.path).map_err(WorkError::write(&self.path))?;
        let time = now.to_zoned(jiff::tz::TimeZone::UTC).strftime("%Y-%m-%dT%H-%M-%SZ").to_string();
        for number in 1..1000_u32 {
            let name = match number {
                1 => format!("pod.{time}.yaml"),
                _ => format!("pod.{time}.{number}.yaml"),
            };
            let backup = self.path.with_file_name(name);
            // A second name for the same content: the editor's next save makes a new file, or changes ours, never this.
            match fs::hard_link(&content, &backup) {
                Ok(()) => return Ok(backup),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(_) => {
                    fs::copy(&content, &backup).map_err(WorkError::write(&backup))?;
                    return Ok(backup);
                }
            }
        }
        Err(WorkError::Write {
            path: self.path.clone(),
            reason: io::Error::other("there are too many backups of this second"),
        })
    }

    /// Marks the file as open in this program, until the answer is dropped. `None`: another podlings has it open too, or the
    /// folder takes no marks; both can go on, since neither writes the file but on `reset`.
    #[must_use]
    pub fn hold(&self) -> Option<Lock> {
        files::try_lock(&self.folder().join(".podlings.lock")).ok().flatten()
    }
}

fn fingerprint(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(folder: &Path, text: &str) -> WorkFile {
        let path = folder.join("x").join("pod.yaml");
        let new = create(&path, text).unwrap();
        WorkFile::at(path, new)
    }

    fn saved(change: Change) -> String {
        match change {
            Change::Saved(text) => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_save_is_noticed_once_however_it_is_done() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = work(folder.path(), "one");
        file.read().unwrap();
        assert!(matches!(file.poll(), Change::Nothing));
        // As nano saves: into the same file.
        fs::write(file.path(), "two").unwrap();
        assert_eq!(saved(file.poll()), "two");
        assert!(matches!(file.poll(), Change::Nothing));
        // As vim saves with 'backupcopy' off: away with the old one, then a new one.
        fs::rename(file.path(), file.path().with_file_name("pod.yaml~")).unwrap();
        assert!(matches!(file.poll(), Change::Nothing), "missing for a moment is nothing to tell");
        fs::write(file.path(), "three").unwrap();
        assert_eq!(saved(file.poll()), "three");
        // As helix saves: a new one over the old.
        files::write_atomic(file.path(), b"three").unwrap();
        assert!(matches!(file.poll(), Change::SavedAgain));
        assert!(matches!(file.poll(), Change::Nothing));
    }

    #[test]
    fn two_saves_within_one_tick_of_the_file_systems_clock_are_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = work(folder.path(), "one");
        file.read().unwrap();
        fs::write(file.path(), "two").unwrap();
        assert_eq!(saved(file.poll()), "two");
        fs::write(file.path(), "six").unwrap();
        // As if the clock had not moved in between.
        file.seen.stamp = files::stamp(file.path());
        assert_eq!(saved(file.poll()), "six");
        assert!(matches!(file.poll(), Change::Nothing));
        assert!(!file.seen.fresh);
    }

    #[test]
    fn an_emptied_file_is_believed_after_some_looks() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = work(folder.path(), "one");
        file.read().unwrap();
        fs::write(file.path(), "").unwrap();
        assert!(matches!(file.poll(), Change::Nothing));
        assert!(matches!(file.poll(), Change::Nothing));
        assert_eq!(saved(file.poll()), "");
        assert!(matches!(file.poll(), Change::Nothing));
    }

    #[test]
    fn a_deleted_file_is_told_once_and_noticed_when_it_is_back() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = work(folder.path(), "one");
        file.read().unwrap();
        fs::remove_file(file.path()).unwrap();
        let told: Vec<_> = (0..6).map(|_| file.poll()).filter(|change| !matches!(change, Change::Nothing)).collect();
        assert!(matches!(told.as_slice(), [Change::Trouble(ReadError::Missing(_))]), "{told:?}");
        fs::write(file.path(), "one").unwrap();
        assert_eq!(saved(file.poll()), "one");
    }

    #[test]
    fn each_trouble_has_its_words() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = work(folder.path(), "one");
        file.read().unwrap();
        let path = file.path().display().to_string();
        fs::write(file.path(), vec![b'a'; LIMIT + 1]).unwrap();
        let told = |file: &mut WorkFile| match file.poll() {
            Change::Trouble(error) => error.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!(told(&mut file), format!("{path} is larger than 1 MiB"));
        fs::write(file.path(), b"a\xff").unwrap();
        assert_eq!(told(&mut file), format!("{path} is not UTF-8 text: line 1 has the byte 0xff"));
        fs::remove_file(file.path()).unwrap();
        fs::create_dir(file.path()).unwrap();
        assert_eq!(told(&mut file), format!("{path} is not a file but a folder"));
        assert!(matches!(file.poll(), Change::Nothing));
        let refused = file.reset("start", Timestamp::UNIX_EPOCH).unwrap_err().to_string();
        assert_eq!(refused, format!("{path} is not a file but a folder"));
    }

    #[test]
    fn reset_keeps_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = work(folder.path(), "start");
        let now: Timestamp = "2026-11-23T09:15:00Z".parse().unwrap();
        assert_eq!(file.reset("start", now).unwrap(), None);
        fs::write(file.path(), b"mine \xff").unwrap();
        let first = file.reset("start", now).unwrap().unwrap();
        assert_eq!(first.file_name().unwrap(), "pod.2026-11-23T09-15-00Z.yaml");
        assert_eq!(fs::read(&first).unwrap(), b"mine \xff");
        assert_eq!(file.read().unwrap(), "start");
        fs::write(file.path(), "mine again").unwrap();
        let second = file.reset("start", now).unwrap().unwrap();
        assert_eq!(second.file_name().unwrap(), "pod.2026-11-23T09-15-00Z.2.yaml");
        assert_eq!(fs::read(&first).unwrap(), b"mine \xff");
        assert_eq!(fs::read(&second).unwrap(), b"mine again");
        fs::remove_file(file.path()).unwrap();
        assert_eq!(file.reset("start", now).unwrap(), None);
        assert_eq!(file.read().unwrap(), "start");
    }

    #[test]
    fn what_is_gone_is_brought_back_and_nothing_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = work(folder.path(), "start");
        assert!(file.bring_back("start", "mine").unwrap(), "the start is nobody's work");
        assert_eq!(file.read().unwrap(), "mine");
        assert!(!file.bring_back("start", "older").unwrap());
        assert_eq!(file.read().unwrap(), "mine");
        fs::remove_dir_all(file.folder()).unwrap();
        assert!(file.bring_back("start", "mine").unwrap());
        assert!(matches!(file.poll(), Change::SavedAgain), "it is noticed as a save is");
    }

    #[test]
    fn reset_keeps_the_content_behind_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = work(folder.path(), "start");
        let elsewhere = folder.path().join("mine.yaml");
        fs::write(&elsewhere, "mine").unwrap();
        fs::remove_file(file.path()).unwrap();
        std::os::unix::fs::symlink(&elsewhere, file.path()).unwrap();
        let backup = file.reset("start", Timestamp::UNIX_EPOCH).unwrap().unwrap();
        assert_eq!(fs::read(backup).unwrap(), b"mine");
        assert_eq!(file.read().unwrap(), "start");
    }

    #[test]
    fn one_program_holds_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = work(folder.path(), "");
        let held = file.hold();
        assert!(held.is_some());
        assert!(file.hold().is_none());
    }
}
