//! The files of drills: each round has a `pod.yaml` of its own, begun anew and thrown away later; the texts that were graded are
//! in the history. It must not know what a round is about.

use std::fs;
use std::path::{Path, PathBuf};

use super::{WorkError, WorkFile, Workplace, file, is_plain_name};
use crate::system::files::{self, Lock};

/// The folder of all rounds. No exercise can have this name.
const FOLDER: &str = ".drill";

/// Folders that are looked at for one that is free: more than anybody has windows.
const MOST: u32 = 1000;

/// A round's file. Another program leaves it alone until this is dropped.
#[derive(Debug)]
pub struct RoundFile {
    /// The file.
    pub file: WorkFile,
    /// What tells other programs so; `None` on a file system that knows no locks.
    pub lock: Option<Lock>,
}

impl Workplace {
    /// A new file with `start` as its content, in a folder that nothing else is in: what an editor left behind in the last round
    /// (a swap file, a backup) is not found in this one. The folders of earlier rounds that nobody uses any more are removed.
    ///
    /// # Errors
    /// [`WorkError::BadName`] and [`WorkError::Write`].
    pub fn open_round(&self, exercise: &str, start: &str) -> Result<RoundFile, WorkError> {
        if !is_plain_name(exercise) {
            return Err(WorkError::BadName(exercise.to_owned()));
        }
        let rounds = self.root().join(FOLDER).join(exercise);
        remove_unused(&rounds);
        for number in 1..=MOST {
            let folder = rounds.join(number.to_string());
            if fs::symlink_metadata(&folder).is_ok() {
                continue;
            }
            files::create_folder(&folder).map_err(WorkError::write(&folder))?;
            // Two programs may have found the same number free: one of them gets the lock.
            let lock = match files::try_lock(&lock_of(&folder)) {
                Ok(Some(lock)) => Some(lock),
                Ok(None) => continue,
                // A file system without locks serves one program as well.
                Err(_) => None,
            };
            let path = folder.join("pod.yaml");
            file::create(&path, start)?;
            return Ok(RoundFile { file: WorkFile::at(path, true), lock });
        }
        Err(WorkError::Write { path: rounds, reason: std::io::Error::other("there are too many rounds at once") })
    }
}

fn lock_of(folder: &Path) -> PathBuf {
    folder.join(".podlings.lock")
}

/// Removes the folders of rounds that no program holds. What cannot be removed stays: it is in nobody's way.
fn remove_unused(rounds: &Path) {
    let Ok(entries) = fs::read_dir(rounds) else { return };
    for folder in entries.flatten().map(|entry| entry.path()) {
        let ours = folder.file_name().is_some_and(|name| name.to_string_lossy().chars().all(|c| c.is_ascii_digit()));
        // A link is not followed: what it leads to is not ours.
        let is_folder = fs::symlink_metadata(&folder).is_ok_and(|metadata| metadata.is_dir());
        if !ours || !is_folder {
            continue;
        }
        if let Ok(Some(lock)) = files::try_lock(&lock_of(&folder)) {
            let _ = fs::remove_dir_all(&folder);
            drop(lock);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::Environment;

    fn place(folder: &Path) -> Workplace {
        Workplace::of(&Environment::of([("XDG_DATA_HOME", folder)], folder), None).unwrap()
    }

    #[test]
    fn each_round_begins_anew_in_an_empty_folder() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path());
        let mut mine = place.open("x", "practice").unwrap();
        let mut first = place.open_round("x", "start").unwrap();
        assert_eq!(first.file.read().unwrap(), "start");
        fs::write(first.file.path(), "mine").unwrap();
        fs::write(first.file.path().with_file_name(".pod.yaml.swp"), "vim").unwrap();
        let old = first.file.path().to_owned();
        drop(first);
        let mut second = place.open_round("x", "start").unwrap();
        assert_eq!(second.file.read().unwrap(), "start");
        assert_eq!(second.file.path(), old, "the folder was removed, and its number is free again");
        assert!(!old.with_file_name(".pod.yaml.swp").exists());
        assert_eq!(mine.read().unwrap(), "practice");
    }

    #[test]
    fn a_round_that_goes_on_elsewhere_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path());
        let mut first = place.open_round("x", "one").unwrap();
        let second = place.open_round("x", "two").unwrap();
        assert_ne!(first.file.path(), second.file.path());
        assert_eq!(first.file.read().unwrap(), "one");
    }

    #[test]
    fn nothing_else_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path());
        let rounds = place.root().join(".drill/x");
        fs::create_dir_all(rounds.join("notes")).unwrap();
        fs::create_dir_all(folder.path().join("elsewhere")).unwrap();
        std::os::unix::fs::symlink(folder.path().join("elsewhere"), rounds.join("7")).unwrap();
        place.open_round("x", "").unwrap();
        assert!(rounds.join("notes").exists() && folder.path().join("elsewhere").exists());
        assert!(matches!(place.open_round("../x", ""), Err(WorkError::BadName(_))));
    }
}
