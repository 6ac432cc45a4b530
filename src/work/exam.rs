//! The files of a mock exam: a folder for each exam, in it one for each task, so that no practice file is touched. It must not
//! know what is in a task or how an exam goes.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::file::{self, WorkFile};
use super::{LIMIT, WorkError, Workplace};
use crate::system::files::read_text;

/// The files of one exam.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamFolder {
    root: PathBuf,
}

impl Workplace {
    /// The files of the exam that began then: in `exams/2026-11-23T09-00-00Z`. Named by the time, so that an exam never finds
    /// the files of another, even where the history that numbers them was lost. Nothing is created yet.
    #[must_use]
    pub fn exam(&self, started: Timestamp) -> ExamFolder {
        let time = started.to_zoned(jiff::tz::TimeZone::UTC).strftime("%Y-%m-%dT%H-%M-%SZ").to_string();
        ExamFolder { root: self.root.join("exams").join(time) }
    }
}

impl ExamFolder {
    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where a task's file is, or would be; tasks are counted from 0, their folders from 1: `01/pod.yaml`. Editors show the path,
    /// and an exercise's id may tell what is wrong with its Pod.
    #[must_use]
    pub fn path_of(&self, task: usize) -> PathBuf {
        self.root.join(format!("{:02}", task.saturating_add(1))).join("pod.yaml")
    }

    /// A task's file; created with `start` as its content where it is not there. A file that is there is never touched.
    ///
    /// # Errors
    /// [`WorkError::Write`].
    pub fn open(&self, task: usize, start: &str) -> Result<WorkFile, WorkError> {
        let path = self.path_of(task);
        let created = file::create(&path, start)?;
        Ok(WorkFile::at(path, created))
    }

    /// What lies in a task's file now, and when it was saved; `None` where nothing can be read.
    #[must_use]
    pub fn look(&self, task: usize) -> Option<(String, Timestamp)> {
        let path = self.path_of(task);
        // The time is asked first: a save in between makes the text newer than its time, and is noticed at the next look.
        let modified = fs::metadata(&path).ok()?.modified().ok()?;
        Some((read_text(&path, LIMIT).ok()?, Timestamp::try_from(modified).ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::Environment;

    #[test]
    fn each_exam_has_files_of_its_own() {
        let home = tempfile::tempdir().unwrap();
        let place = Workplace::of(&Environment::of([("XDG_DATA_HOME", home.path())], home.path()), None).unwrap();
        let folder = place.exam("2026-11-23T09:00:00Z".parse().unwrap());
        let mut file = folder.open(6, "kind: Pod\n").unwrap();
        assert_eq!(
            file.path().strip_prefix(home.path()).unwrap(),
            Path::new("podlings/work/exams/2026-11-23T09-00-00Z/07/pod.yaml")
        );
        fs::write(file.path(), "mine").unwrap();
        let again = folder.open(6, "kind: Pod\n").unwrap();
        assert!(!again.is_new());
        assert_eq!(file.read().unwrap(), "mine");
        let (text, at) = folder.look(6).unwrap();
        assert_eq!(text, "mine");
        assert!(at > "2020-01-01T00:00:00Z".parse::<Timestamp>().unwrap());
        assert_eq!(folder.look(7), None);
    }
}
