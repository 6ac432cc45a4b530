//! The learner's file and the settings file. It must not know what is in the one, nor what the other means.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::exercise::Exercise;
use crate::system::files::{Lock, Obstacle, ReadError, create_folder, read_text, write_atomic};
use crate::system::{Environment, Folder};
use crate::tui::attempt::Answer;
use crate::tui::editors::FileKey;
use crate::tui::msg::{Going, Msg, Opened};
use crate::tui::settings::Settings;
use crate::work::{Change, ExamFolder, RoundFile, WorkFile, Workplace};

/// The learner's files that are open, each watched.
pub struct Files {
    workplace: Workplace,
    /// Where the work lies that cannot be written to, while another place stands in for it.
    behind: Option<Workplace>,
    environment: Environment,
    open: BTreeMap<FileKey, Watched>,
}

struct Watched {
    file: WorkFile,
    /// Tells other instances that the file is open here, until it is dropped.
    _lock: Option<Lock>,
}

impl Files {
    /// No file is open yet.
    pub fn new(workplace: Workplace, environment: Environment) -> Self {
        Self { workplace, behind: None, environment, open: BTreeMap::new() }
    }

    /// Where nothing can be written in the user's folder, the files of this run are in a temporary one: gives the sentence that says
    /// so, once. To be asked before a file is opened.
    pub fn find_room(&mut self) -> Option<Msg> {
        if self.behind.is_some() {
            return None;
        }
        let (spare, obstacle) = self.workplace.spare(&self.environment)?;
        let why = match obstacle {
            Obstacle::Full => "the disk is full",
            Obstacle::ReadOnly => "it is read-only",
        };
        let text = format!(
            "Nothing can be written in {}: {why}. The files of this run are in {}; copy what you want to keep.",
            self.workplace.root().display(),
            spare.root().display()
        );
        self.behind = Some(std::mem::replace(&mut self.workplace, spare));
        Some(Msg::Trouble(text))
    }

    /// The temporary folder that stands in for the user's, where there is one.
    pub fn spare(&self) -> Option<&Path> {
        self.behind.as_ref().map(|_| self.workplace.root())
    }

    /// What an exercise's file begins with: in a temporary folder what was written before.
    fn beginning(&self, folder: &str, start: &str) -> String {
        let before = self.behind.as_ref().and_then(|behind| behind.path_of(folder).ok());
        before.and_then(|path| read_text(&path, crate::work::LIMIT).ok()).unwrap_or_else(|| start.to_owned())
    }

    /// Stops watching the files that are not to be kept.
    pub fn keep(&mut self, keep: impl Fn(&FileKey) -> bool) {
        self.open.retain(|key, _| keep(key));
    }

    /// Opens an exercise's file, which is watched from now on: for one that was drawn that of its variant. `graded` is what was
    /// graded last in the attempt, which is worth a word where the file was not there any more.
    pub fn open(&mut self, exercise: &Exercise, attempt: Option<Going>, graded: Option<String>) -> Vec<Msg> {
        let key = FileKey::exercise(&exercise.id);
        // One that is watched already is held by ourselves, which is not to be taken for somebody else.
        self.open.remove(&key);
        let trouble = self.find_room();
        let folder = exercise.folder();
        let mut file = match self.workplace.open(&folder, &self.beginning(&folder, &exercise.start)) {
            Ok(file) => file,
            Err(error) => return vec![Msg::Trouble(sentence(&error.to_string()))],
        };
        let answer = answer(file.read());
        let path = file.path().display().to_string();
        let lock = file.hold();
        let graded_last = graded.filter(|text| file.is_new() && matches!(&answer, Answer::Text(now) if now != text));
        let opened = Opened { exercise: exercise.id.clone(), path, answer, attempt, graded_last };
        let mut messages = vec![Msg::Opened(opened)];
        if lock.is_none() {
            let text = "This exercise is open in another podlings too. Both see the same file; nothing is lost.";
            messages.push(Msg::Remark(text.to_owned()));
        }
        self.open.insert(key, Watched { file, _lock: lock });
        messages.extend(trouble);
        messages
    }

    /// A new file for a drill's round, which is watched from now on: where it is, and what is in it.
    ///
    /// # Errors
    /// A sentence that says why there is none.
    pub fn open_round(&mut self, round: u64, exercise: &str, start: &str) -> Result<(String, Answer), String> {
        // The rounds before it are over; their files go when nobody holds them any more.
        self.keep(|key| !matches!(key, FileKey::Round(_)));
        let opened = self.workplace.open_round(exercise, start).map_err(|error| sentence(&error.to_string()))?;
        let RoundFile { mut file, lock } = opened;
        let answer = answer(file.read());
        let path = file.path().display().to_string();
        self.open.insert(FileKey::Round(round), Watched { file, _lock: lock });
        Ok((path, answer))
    }

    /// The files of the exam that began then.
    pub fn exam_folder(&self, started: Timestamp) -> ExamFolder {
        self.workplace.exam(started)
    }

    /// Opens the file of an exam's task, which is watched from now on; gives its place, what is in it, and whether nobody else has it
    /// open.
    pub fn open_task(
        &mut self,
        folder: &ExamFolder,
        task: usize,
        start: &str,
    ) -> Result<(String, Answer, bool), String> {
        // What is watched already is held by ourselves, which is not to be taken for somebody else.
        self.open.remove(&FileKey::Task(task));
        let mut file = folder.open(task, start).map_err(|error| sentence(&error.to_string()))?;
        let (path, answer) = (file.path().display().to_string(), answer(file.read()));
        let lock = file.hold();
        let found = (path, answer, lock.is_some());
        self.open.insert(FileKey::Task(task), Watched { file, _lock: lock });
        Ok(found)
    }

    /// Stops watching the files of an exam.
    pub fn close_tasks(&mut self) {
        self.keep(|key| !matches!(key, FileKey::Task(_)));
    }

    /// Where an open file is.
    pub fn path_of(&self, key: &FileKey) -> Option<PathBuf> {
        self.open.get(key).map(|open| open.file.path().to_owned())
    }

    /// Puts the open file back to its start, with a backup. `unsaved`: there was text in an editor that was never in the file.
    pub fn reset(&mut self, exercise: &str, start: &str, unsaved: bool, now: Timestamp) -> Vec<Msg> {
        let Some(open) = self.open.get_mut(&FileKey::exercise(exercise)) else { return Vec::new() };
        let gone = if unsaved { " What was not saved in your editor is gone." } else { "" };
        vec![match open.file.reset(start, now) {
            Ok(Some(backup)) => Msg::Remark(format!("What you had saved is in {}.{gone}", backup.display())),
            Ok(None) => Msg::Remark(format!("Nothing was saved in your pod.yaml, so there is no backup.{gone}")),
            Err(error) => Msg::Trouble(sentence(&error.to_string())),
        }]
    }

    /// Writes a text into a file that is gone, or that holds nothing but its start.
    pub fn bring_back(&mut self, key: &FileKey, start: &str, text: &str) -> Vec<Msg> {
        let Some(open) = self.open.get(key) else { return Vec::new() };
        vec![match open.file.bring_back(start, text) {
            Ok(true) => Msg::Remark("Your pod.yaml is back.".to_owned()),
            Ok(false) => {
                Msg::Remark("Your pod.yaml is there again, with something in it: it was left as it is.".to_owned())
            }
            Err(error) => Msg::Trouble(sentence(&error.to_string())),
        }]
    }

    /// The files that were saved since the last look.
    pub fn look(&mut self) -> Vec<Msg> {
        self.open.iter_mut().filter_map(|(key, open)| open.look(key)).collect()
    }
}

impl Watched {
    fn look(&mut self, key: &FileKey) -> Option<Msg> {
        let answer = match self.file.poll() {
            Change::Nothing => return None,
            Change::Saved(text) => Answer::Text(text),
            Change::SavedAgain => answer(self.file.read()),
            Change::Trouble(error) => answer(Err(error)),
        };
        Some(Msg::Changed { file: key.clone(), answer })
    }
}

fn answer(read: Result<String, ReadError>) -> Answer {
    match read {
        Ok(text) => Answer::Text(text),
        Err(error @ ReadError::Missing(_)) => Answer::Gone { reason: sentence(&error.to_string()), last: None },
        Err(error) => Answer::Unreadable(sentence(&error.to_string())),
    }
}

/// An error's words as a sentence.
pub fn sentence(words: &str) -> String {
    // The number of a system error helps nobody here.
    let words = without_numbers(words);
    let mut letters = words.chars();
    let first: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    let end = if words.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

/// The words without ` (os error 2)` and the like.
fn without_numbers(words: &str) -> String {
    let mut parts = words.split(" (os error ");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(part.split_once(')').map_or("", |(_, after)| after));
    }
    kept
}

fn settings_path(environment: &Environment) -> Option<PathBuf> {
    Some(environment.folder(Folder::Config)?.join("settings.toml"))
}

/// The settings, and what is wrong with their file.
pub fn read_settings(environment: &Environment) -> (Settings, Option<String>) {
    const LIMIT: usize = 64 * 1024;
    let Some(path) = settings_path(environment) else { return (Settings::default(), None) };
    let trouble =
        |words: String| (Settings::default(), Some(format!("{} is not used: {}", path.display(), sentence(&words))));
    match read_text(&path, LIMIT) {
        Err(ReadError::Missing(_)) => (Settings::default(), None),
        Err(error) => trouble(error.to_string()),
        Ok(text) => match Settings::parse(&text) {
            Ok(settings) => (settings, None),
            Err(words) => trouble(words),
        },
    }
}

/// Keeps the settings; a sentence where that cannot be done.
pub fn write_settings(environment: &Environment, settings: &Settings) -> Option<String> {
    let Some(path) = settings_path(environment) else {
        return Some("The settings are kept until the end only: there is no home folder.".to_owned());
    };
    let folder = path.parent().map_or(Ok(()), create_folder);
    let written = folder.and_then(|()| write_atomic(&path, settings.to_toml().as_bytes()));
    written.err().map(|error| format!("The settings cannot be written to {}: {error}.", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_a_sentence_without_numbers() {
        assert_eq!(sentence("cannot write a: Not a directory (os error 20)"), "Cannot write a: Not a directory.");
        assert_eq!(sentence("no file (os error 2). Make one."), "No file. Make one.");
    }
}
