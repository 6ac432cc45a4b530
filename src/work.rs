//! The learner's files: where each exercise's `pod.yaml` is, how it is created, watched and reset, and which editor opens it.
//! It must not know what is in an exercise or how a text is graded.

pub mod archive;
pub mod editor;
pub mod exam;
pub mod file;
mod round;
pub mod swap;
mod words;

use std::io;
use std::path::{Path, PathBuf};

use crate::system::files::{self, Obstacle, ReadError};
use crate::system::{Environment, Folder};

pub use editor::{Editor, EditorError, Style};
pub use exam::ExamFolder;
pub use file::{Change, WorkFile};
pub use round::RoundFile;

/// The largest `pod.yaml` that is read, in bytes: more than any Pod that an API server takes (1.5 MiB with everything).
pub const LIMIT: usize = 1024 * 1024;

/// Why the learner's files cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// The user has no home and said no folder.
    #[error("there is no home folder to keep your work in: set HOME, or say a folder with --dir")]
    NoHome,
    /// The exercise's name would lead out of the folder, or is no name for a file.
    #[error("\"{}\" cannot be the name of a folder, so the exercise has no place for its pod.yaml", .0.escape_debug())]
    BadName(String),
    /// The system refuses to create or write.
    #[error("cannot write {}: {reason}", path.display())]
    Write {
        /// What was to be written.
        path: PathBuf,
        /// The system's words.
        reason: io::Error,
    },
    /// The file is there and cannot be used.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl WorkError {
    fn write(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |reason| Self::Write { path, reason }
    }
}

/// The folder that holds one folder for each exercise, with its `pod.yaml` in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workplace {
    root: PathBuf,
}

impl Workplace {
    /// The folder that the user asked for, or `work` in the user's data folder. Nothing is created yet.
    ///
    /// # Errors
    /// [`WorkError::NoHome`].
    pub fn of(environment: &Environment, asked_for: Option<&Path>) -> Result<Self, WorkError> {
        let root = match asked_for {
            Some(folder) => environment.current_folder().join(folder),
            None => environment.folder(Folder::Data).ok_or(WorkError::NoHome)?.join("work"),
        };
        Ok(Self { root })
    }

    /// Another place for the work of this run, since nothing can be written in this one: in a temporary folder. `None`: it can be
    /// written, or there is no other place.
    #[must_use]
    pub fn spare(&self, environment: &Environment) -> Option<(Self, Obstacle)> {
        let obstacle = match files::create_folder(&self.root) {
            Ok(()) => files::obstacle(&self.root.join("pod.yaml"))?,
            Err(error) if error.kind() == io::ErrorKind::StorageFull => Obstacle::Full,
            Err(_) => Obstacle::ReadOnly,
        };
        let asked = environment.variable("TMPDIR").map(PathBuf::from);
        let places: Vec<PathBuf> =
            asked.into_iter().chain(["/tmp", "/var/tmp", "/dev/shm"].map(PathBuf::from)).collect();
        let root = files::create_private_folder(&places, "podlings").ok()?;
        Some((Self { root }, obstacle))
    }

    /// The folder of all exercises.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where the exercise's file is, or would be.
    ///
    /// # Errors
    /// [`WorkError::BadName`].
    pub fn path_of(&self, exercise: &str) -> Result<PathBuf, WorkError> {
        if is_plain_name(exercise) {
            Ok(self.root.join(exercise).join("pod.yaml"))
        } else {
            Err(WorkError::BadName(exercise.to_owned()))
        }
    }

    /// The exercise's file; created with `start` as its content where it is not there. A file that is there is never
    /// touched, whatever it holds.
    ///
    /// # Errors
    /// [`WorkError::BadName`] and [`WorkError::Write`]. A file that cannot be read is no error here: reading says so.
    pub fn open(&self, exercise: &str, start: &str) -> Result<WorkFile, WorkError> {
        let path = self.path_of(exercise)?;
        let created = file::create(&path, start)?;
        Ok(WorkFile::at(path, created))
    }

    /// The exercise's file where it was begun, `None` where it was not.
    ///
    /// # Errors
    /// [`WorkError::BadName`].
    pub fn find(&self, exercise: &str) -> Result<Option<WorkFile>, WorkError> {
        let path = self.path_of(exercise)?;
        Ok(files::stamp(&path).map(|_| WorkFile::at(path, false)))
    }
}

/// A name that is one folder below ours on every system: letters, digits, `-`, `_` and `.`, not hidden, not too long.
fn is_plain_name(name: &str) -> bool {
    name.len() <= 128
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(folder: &Path) -> Workplace {
        Workplace::of(&Environment::of([("XDG_DATA_HOME", folder)], folder), None).unwrap()
    }

    #[test]
    fn work_is_in_the_data_folder_or_where_the_user_says() {
        let environment = Environment::of([("HOME", "/home/ada")], "/tmp/here");
        let place = Workplace::of(&environment, None).unwrap();
        assert_eq!(
            place.path_of("config-loader").unwrap(),
            Path::new("/home/ada/.local/share/podlings/work/config-loader/pod.yaml")
        );
        let place = Workplace::of(&environment, Some(Path::new("mine"))).unwrap();
        assert_eq!(place.path_of("config-loader").unwrap(), Path::new("/tmp/here/mine/config-loader/pod.yaml"));
        assert!(matches!(Workplace::of(&Environment::default(), None), Err(WorkError::NoHome)));
    }

    #[test]
    fn where_nothing_can_be_written_a_temporary_folder_stands_in() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let environment = Environment::of([("HOME", folder.path()), ("TMPDIR", folder.path())], folder.path());
        assert_eq!(place(folder.path()).spare(&environment), None, "it can be written");
        // A file where the folder should be stands in the way of everybody, of root too.
        std::fs::remove_dir_all(folder.path().join("podlings")).unwrap();
        std::fs::write(folder.path().join("podlings"), "").unwrap();
        let (spare, obstacle) = place(folder.path()).spare(&environment).unwrap();
        assert_eq!((spare.root(), obstacle), (folder.path().join("podlings-1").as_path(), Obstacle::ReadOnly));
        assert_eq!(std::fs::metadata(spare.root()).unwrap().permissions().mode() & 0o777, 0o700, "it is nobody else's");
        let (other, _) = place(folder.path()).spare(&environment).unwrap();
        assert_eq!(other.root(), folder.path().join("podlings-2"), "one that is there is never used");
        assert_eq!(spare.open("config-loader", "kind: Pod\n").unwrap().read().unwrap(), "kind: Pod\n");
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let place = Workplace { root: PathBuf::from("/work") };
        for name in
            ["", ".", "..", "../x", "a/b", "/etc", "a\0b", ".hidden", "a\u{1b}[31m", "ä", "-x", &"x".repeat(129)]
        {
            assert!(matches!(place.path_of(name), Err(WorkError::BadName(_))), "{name:?}");
        }
        assert!(place.path_of("a..b_C-1").is_ok());
    }

    #[test]
    fn a_file_is_created_once_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path());
        assert!(place.find("x").unwrap().is_none());
        let mut file = place.open("x", "kind: Pod\n").unwrap();
        assert!(file.is_new());
        assert_eq!(file.read().unwrap(), "kind: Pod\n");
        std::fs::write(file.path(), "mine").unwrap();
        let mut again = place.open("x", "kind: Pod\n").unwrap();
        assert!(!again.is_new());
        assert_eq!(again.read().unwrap(), "mine");
        assert!(place.find("x").unwrap().is_some());
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("podlings"), "in the way").unwrap();
        let error = place(folder.path()).open("x", "").unwrap_err().to_string();
        assert!(error.starts_with("cannot write ") && error.contains("podlings/work/x"), "{error}");
    }
}
