//! Which exercises a command works on: the embedded ones, or those of `--pack`. It must not know what is done with them.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::{CommandError, Streams, error::system_words};
use crate::exercise::{Exercise, Library, LookupError, MAX_FILE, PackFile};
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
    /// Opens the exercises that were chosen.
    ///
    /// # Errors
    /// A folder cannot be read, or holds no exercise.
    pub fn open(&self) -> Result<Library, CommandError> {
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
    pub fn open_and_warn(&self, streams: &mut Streams) -> Result<Library, CommandError> {
        let library = self.open()?;
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

/// Text that may come from a pack, for a terminal.
#[must_use]
pub fn shown(text: &str) -> String {
    super::error::visible(text)
}
