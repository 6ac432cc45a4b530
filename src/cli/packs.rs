//! Which exercises a command works on: the embedded ones, or those of `--pack`. It must not know what is done with them.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::learner::quoted;
use super::{CommandError, Kind, Streams, error::system_words};
use crate::classroom::course::CourseError;
use crate::classroom::desk::{Desk, DeskError};
use crate::exercise::{Exercise, Library, LookupError, MAX_FILE, PackFile};
use crate::system::System;
use crate::system::folder::{Limits, read_folder};

/// What is read of a pack's folder.
const LIMITS: Limits = Limits { depth: 2, files: 2000, bytes: MAX_FILE };

/// The options that choose exercises.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct PackArgs {
    /// Use the exercises of this folder instead of the built-in ones (may be given more than once)
    #[arg(long = "pack", value_name = "DIR")]
    pub folders: Vec<PathBuf>,
    /// With --pack: the built-in exercises too
    #[arg(long, requires = "folders")]
    pub with_builtin: bool,
    /// Work on this assignment: the bundle that your teacher gave you
    #[arg(long, value_name = "FILE", conflicts_with = "folders")]
    pub assignment: Option<PathBuf>,
    /// With --assignment: who you are, as your teacher knows you; said once, it is kept
    #[arg(long, value_name = "ID", requires = "assignment")]
    pub student: Option<String>,
}

impl PackArgs {
    /// The packs as an exam keeps them: folders in full; an empty one stands for the built-in exercises beside them.
    #[must_use]
    pub fn to_keep(&self, current: &Path) -> Vec<PathBuf> {
        let folders = self.folders.iter().map(|folder| current.join(folder));
        folders.chain(self.with_builtin.then(PathBuf::new)).collect()
    }
}

/// The option that draws an exercise's values.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct SeedArgs {
    /// Draw the exercise's names, images, ports and paths by this number; the same number gives the same exercise everywhere, and
    /// without one it is as it is written
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
}

impl PackArgs {
    /// The assignment that was chosen, where one was.
    ///
    /// # Errors
    /// It cannot be used, or nobody said who works on it.
    pub fn desk(&self, system: &System) -> Result<Option<Desk>, CommandError> {
        let Some(path) = &self.assignment else { return Ok(None) };
        let path = system.environment.current_folder().join(path);
        let desk = Desk::open(&path, self.student.as_deref(), &system.environment)?;
        if desk.course.assignment.is_early(system.now())
            && let Some(opens) = &desk.course.assignment.opens
        {
            let when = opens.strftime("%A %-d %B %Y, %H:%M (%Z)");
            return Err(CommandError::input(format!("the assignment opens on {when}")));
        }
        Ok(Some(desk))
    }

    /// Refuses what an assignment has no room for: exams and drills grade as often as one likes.
    ///
    /// # Errors
    /// An assignment was chosen.
    pub fn refuse_assignment(&self, what: &str) -> Result<(), CommandError> {
        if self.assignment.is_none() {
            return Ok(());
        }
        Err(CommandError::input(format!("an assignment has no {what}")).hint(
            "leave --assignment out to practise; `podlings list --assignment FILE` shows what is to be done for it",
        ))
    }

    /// Opens the exercises that were chosen: those of the assignment, of the packs, or the built-in ones.
    ///
    /// # Errors
    /// See [`PackArgs::desk`] and [`PackArgs::open_packs`].
    pub fn open(&self, system: &System) -> Result<Library, CommandError> {
        match self.desk(system)? {
            Some(desk) => Ok(desk.course.library),
            None => self.open_packs(),
        }
    }

    /// Opens what a command needs that is about the one exercise `id`: [`PackArgs::open`], without the other built-in exercises
    /// where it is one of them.
    ///
    /// # Errors
    /// See [`PackArgs::open`].
    pub fn open_for(&self, id: &str, system: &System) -> Result<Library, CommandError> {
        if self.folders.is_empty() && self.assignment.is_none() {
            return Ok(Library::embedded_for(id));
        }
        self.open(system)
    }

    /// The options as they are written, for a command line to be copied; with a blank before each.
    #[must_use]
    pub fn options(&self) -> String {
        let mut line = String::new();
        for folder in &self.folders {
            line.extend([" --pack ", &quoted(&folder.to_string_lossy())]);
        }
        if self.with_builtin {
            line.push_str(" --with-builtin");
        }
        if let Some(path) = &self.assignment {
            line.extend([" --assignment ", &quoted(&path.to_string_lossy())]);
        }
        line
    }

    /// Opens packs, or the built-in exercises.
    ///
    /// # Errors
    /// A folder cannot be read, or holds no exercise.
    pub fn open_packs(&self) -> Result<Library, CommandError> {
        if self.folders.is_empty() {
            return Ok(Library::embedded());
        }
        let mut library = if self.with_builtin { Library::embedded() } else { Library::default() };
        for folder in &self.folders {
            let (listed, problems) = (library.entries().count(), library.problems().len());
            library.add(&prefix(folder), &name_of(folder), read_pack(folder)?);
            if library.entries().count() == listed && library.problems().len() == problems {
                return Err(CommandError::input(format!("there is no exercise in {}", folder.display()))
                    .hint("a pack holds files named TOPIC/EXERCISE.toml; `podlings pack new DIR` makes one"));
            }
        }
        library.load_all();
        Ok(library)
    }

    /// Opens the exercises and says on standard error what is wrong with those that cannot be used.
    ///
    /// # Errors
    /// See [`PackArgs::open`].
    pub fn open_and_warn(&self, streams: &mut Streams, system: &System) -> Result<Library, CommandError> {
        let library = self.open(system)?;
        for problem in library.problems() {
            writeln!(streams.err, "{problem}")?;
        }
        Ok(library)
    }
}

/// The files of a pack's folder.
///
/// # Errors
/// The folder cannot be read.
pub fn read_pack(folder: &Path) -> Result<Vec<PackFile>, CommandError> {
    let files = read_folder(folder, ".toml", LIMITS).map_err(|error| {
        CommandError::input(format!("the pack {} cannot be read: {}", folder.display(), system_words(&error)))
            .hint("a pack is a folder with exercises in it; `podlings pack new DIR` makes one")
    })?;
    Ok(files.into_iter().map(|(name, text)| (name, text.map_err(|error| error.to_string()))).collect())
}

/// What stands before the names of a folder's files in messages.
#[must_use]
pub fn prefix(folder: &Path) -> String {
    let text = folder.display().to_string();
    if text == "." { String::new() } else { format!("{}/", text.trim_end_matches('/')) }
}

/// The topic of exercises that lie in the folder itself: the folder's name as far as it can be one.
#[must_use]
pub fn name_of(folder: &Path) -> String {
    let real = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let name = real.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(60).collect();
    let name = name.trim_matches('-');
    if name.is_empty() { "exercises".to_owned() } else { name.to_owned() }
}

/// The exercise that a command line names.
///
/// # Errors
/// There is none of that name, with those that are near; or its file is broken, with what is wrong.
pub fn find<'a>(library: &'a Library, id: &str) -> Result<&'a Exercise, CommandError> {
    library.find(id).map_err(|error| not_found(&error))
}

/// The exercise that a command line names, with values drawn where it names a seed.
///
/// # Errors
/// As [`find`].
pub fn find_drawn<'a>(library: &'a Library, id: &str, seed: SeedArgs) -> Result<Cow<'a, Exercise>, CommandError> {
    library.drawn(id, seed.seed).map_err(|error| not_found(&error))
}

fn not_found(error: &LookupError) -> CommandError {
    match error {
        LookupError::Unknown { near, .. } if near.is_empty() => {
            CommandError::input(error.to_string()).hint("`podlings list` names all exercises")
        }
        LookupError::Unknown { near, .. } => {
            let near: Vec<String> = near.iter().map(|id| format!("`{id}`")).collect();
            CommandError::input(error.to_string())
                .hint(format!("did you mean {}?", near.join(" or ")))
                .hint("`podlings list` names all exercises")
        }
        LookupError::Broken { problems, .. } => {
            problems.iter().fold(CommandError::input(error.to_string()), |all, problem| all.hint(problem.to_string()))
        }
    }
}

impl From<CourseError> for CommandError {
    fn from(error: CourseError) -> Self {
        let words = match &error {
            CourseError::Folder { path, reason } => {
                format!("the pack {} cannot be read: {}", path.display(), system_words(reason))
            }
            other => other.to_string(),
        };
        match error {
            CourseError::Broken(problems) => {
                let all = problems.iter().take(20).map(|problem| format!("\n{problem}")).collect::<String>();
                Self::input(format!("{words}{all}")).hint("`podlings class check` looks at all of it")
            }
            CourseError::Folder { .. } => Self::input(words)
                .hint("`pack` in the assignment names a folder beside it; `podlings pack new DIR` makes one"),
            CourseError::Read(_) => Self::input(words)
                .hint("give the folder with an assignment.toml, the file itself, or a bundle; `podlings class new DIR` makes one"),
            CourseError::NoBundle { .. } => Self::input(words).hint("the file that your teacher gave you ends with .podlings"),
        }
    }
}

impl From<DeskError> for CommandError {
    fn from(error: DeskError) -> Self {
        let words = error.to_string();
        match error {
            DeskError::Course(error) => error.into(),
            DeskError::NoHome | DeskError::Write { .. } => Self::environment(words).hint("set HOME, or XDG_DATA_HOME"),
            DeskError::NoStudent => Self::new(Kind::Usage, words)
                .hint("say it once, as your teacher knows you: --student ID (such as a matriculation number)"),
            DeskError::BadStudent(_) => {
                Self::input(words).hint("letters, digits and . _ @ + - are allowed, a letter or digit first")
            }
            DeskError::OtherStudent { file, .. } => Self::input(words).hint(format!(
                "leave --student out to go on; if the first one was a mistake, remove {}",
                file.display()
            )),
            DeskError::Read(_) => Self::input(words),
        }
    }
}

/// Text that may come from a pack, for a terminal.
#[must_use]
pub fn shown(text: &str) -> String {
    super::error::visible(text)
}
