//! What the commands for learners share: the exercise that is meant, where its file is, and the history of attempts. It must
//! not know what any command does with them.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::packs::{PackArgs, SeedArgs, find_drawn};
use super::{CommandError, Streams};
use crate::exercise::{Exercise, Library};
use crate::history::{self, History, HistoryError, Mode, OpenAttempt};
use crate::system::{Folder, System, files};
use crate::work::{WorkError, Workplace};

/// The arguments that name an exercise.
#[derive(Debug, clap::Args)]
pub struct ExerciseArgs {
    /// The exercise, as `podlings list` names it
    #[arg(value_name = "EXERCISE")]
    pub exercise: String,
    #[command(flatten)]
    pub seed: SeedArgs,
    #[command(flatten)]
    pub packs: PackArgs,
}

impl ExerciseArgs {
    /// The exercises, of which [`the_exercise`](Self::the_exercise) is one.
    ///
    /// # Errors
    /// See [`PackArgs::open_for`].
    pub fn library(&self, system: &System) -> Result<Library, CommandError> {
        self.packs.open_for(&self.exercise, system)
    }

    /// The exercise that is meant.
    ///
    /// # Errors
    /// See [`find_drawn`].
    pub fn the_exercise<'a>(&self, library: &'a Library) -> Result<Cow<'a, Exercise>, CommandError> {
        find_drawn(library, &self.exercise, self.seed)
    }

    /// A command line about the same exercise, to be copied: `podlings hint config-loader`.
    #[must_use]
    pub fn command(&self, name: &str) -> String {
        self.command_with(name, "")
    }

    /// The same with something behind the exercise: `podlings grade config-loader pod.yaml`.
    #[must_use]
    pub fn command_with(&self, name: &str, more: &str) -> String {
        let mut line = format!("podlings {name} {}", quoted(&self.exercise));
        if !more.is_empty() {
            line.push(' ');
            line.push_str(more);
        }
        if let Some(seed) = self.seed.seed {
            line.push_str(&format!(" --seed {seed}"));
        }
        line.push_str(&self.packs.options());
        line
    }
}

/// The argument that chooses the folder of the learner's files.
#[derive(Debug, clap::Args)]
pub struct FolderArgs {
    /// Keep your work below this folder, in DIR/EXERCISE/pod.yaml, instead of in your data folder
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

impl FolderArgs {
    /// Where the learner's files are: with an assignment in a place of their own.
    ///
    /// # Errors
    /// When there is no home and no folder was named, or the assignment cannot be used.
    pub fn place(&self, packs: &PackArgs, system: &System) -> Result<Workplace, CommandError> {
        let desk = if self.dir.is_none() { packs.desk(system)?.map(|desk| desk.work()) } else { None };
        Ok(Workplace::of(&system.environment, self.dir.as_deref().or(desk.as_deref()))?)
    }

    /// The option as it is written, for a command line to be copied; empty where it was not given.
    #[must_use]
    pub fn option(&self) -> String {
        self.dir.as_deref().map(|dir| format!("--dir {}", quoted_path(dir))).unwrap_or_default()
    }
}

/// The history, with an assignment that of the assignment alone; where it cannot be kept the command goes on in memory, and
/// [`warn`] says so.
///
/// # Errors
/// When the assignment cannot be used.
pub fn history(packs: &PackArgs, system: &System) -> Result<History, CommandError> {
    Ok(match packs.desk(system)? {
        Some(desk) => History::open(&desk.history()),
        None => History::of(&system.environment),
    })
}

/// Says on standard error why the history is not kept, where it is not. To be called once, after all that was to be kept.
///
/// # Errors
/// When standard error cannot be written.
pub fn warn(history: &History, streams: &mut Streams) -> Result<(), CommandError> {
    if let Some(trouble) = history.trouble() {
        writeln!(streams.err, "warning: {}\nhint: {}", super::error::visible(&trouble.to_string()), trouble.hint())?;
    }
    Ok(())
}

/// Refuses help with an exercise that is part of a mock exam which is still running.
///
/// # Errors
/// When it is, or the history cannot be read.
pub fn refuse_in_exam(history: &History, exercise: &str) -> Result<(), CommandError> {
    if history.find_open(exercise, Mode::Exam)?.is_none() {
        return Ok(());
    }
    Err(CommandError::input(format!("`{exercise}` is part of a mock exam that is still running"))
        .hint("there is no help in an exam; `podlings exam end` ends it"))
}

/// Refuses a verdict on an exercise that is part of a mock exam which is still running. Where there is no history none is begun:
/// grading alone leaves nothing behind.
///
/// # Errors
/// When it is, or the history cannot be read.
pub fn refuse_verdict_in_exam(exercise: &str, system: &System) -> Result<(), CommandError> {
    let file = system.environment.folder(Folder::Data).map(|folder| folder.join(history::FILE));
    if file.is_none_or(|file| files::stamp(&file).is_none()) {
        return Ok(());
    }
    refuse_in_exam(&History::of(&system.environment), exercise)
}

/// The open attempt at the exercise as it was drawn, begun now where there is none.
///
/// # Errors
/// When the history cannot be read.
pub fn attempt(history: &mut History, exercise: &Exercise, system: &System) -> Result<OpenAttempt, CommandError> {
    Ok(history.open_attempt(&exercise.id, Mode::Practice, exercise.seed, system.now())?)
}

/// A path as it is written on a command line.
#[must_use]
pub fn quoted_path(path: &Path) -> String {
    quoted(&path.to_string_lossy())
}

/// A word for a POSIX shell, quoted only where it needs that.
#[must_use]
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    let quoted = if !word.is_empty() && word.chars().all(plain) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(format!("'{}'", word.replace('\'', "'\\''")))
    };
    super::error::visible(&quoted)
}

impl From<WorkError> for CommandError {
    fn from(error: WorkError) -> Self {
        let words = error.to_string();
        match error {
            WorkError::NoHome => Self::environment(words),
            WorkError::Write { path, reason } => {
                Self::environment(format!("cannot write {}: {}", path.display(), super::error::system_words(&reason)))
                    .hint("`--dir DIR` keeps your work in another folder")
            }
            WorkError::BadName(_) | WorkError::Read(_) => Self::input(words),
        }
    }
}

impl From<HistoryError> for CommandError {
    fn from(error: HistoryError) -> Self {
        Self::environment(error.to_string()).hint(error.hint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_needs_it() {
        assert_eq!(quoted("/a/b-c.yaml"), "/a/b-c.yaml");
        assert_eq!(quoted("my work"), "'my work'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("\u{1b}[31m"), "'\\u{1b}[31m'");
    }
}
