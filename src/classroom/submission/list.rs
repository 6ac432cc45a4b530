//! What lies in the folder that a teacher was given: one entry for each submission, whatever made the folder. It must not know what
//! is in a submission.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::ENDING;
use crate::classroom::upload::Upload;

/// The most names of files that are left out.
const MOST_NAMED: usize = 10;

/// Something that came in, by its name in the folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The name of its file or folder, as text; of several files of one student what stands before their names.
    pub name: String,
    /// Who it is from as far as its name tells: what a platform says, else the name itself.
    pub student: String,
    /// Where it is.
    pub path: PathBuf,
    /// The platform says that it came late.
    pub is_late: bool,
    /// The files that belong together though no folder holds them, by the students' own names; empty for one file or folder.
    pub files: Vec<(String, PathBuf)>,
}

impl Found {
    /// One file or folder.
    #[must_use]
    pub fn new(name: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        let name = name.into();
        let upload = Upload::of(&name);
        let student = upload.as_ref().map_or_else(|| name.strip_suffix(ENDING).unwrap_or(&name), |upload| upload.owner);
        let is_late = upload.as_ref().is_some_and(|upload| upload.is_late);
        Self { student: student.to_owned(), is_late, name, path: path.into(), files: Vec::new() }
    }

    /// Whether a platform made the name, so that it holds no id that a student works under.
    #[must_use]
    pub fn is_named_by_platform(&self) -> bool {
        self.student != self.name.strip_suffix(ENDING).unwrap_or(&self.name)
    }
}

/// What is in a folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// The submissions, in the order of their names.
    pub found: Vec<Found>,
    /// The names of the first files that are none, in their order.
    pub others: Vec<String>,
    /// How many files are none.
    pub left_out: usize,
}

/// Looks what is in a folder.
///
/// # Errors
/// When it cannot be listed.
pub fn list(folder: &Path) -> io::Result<Listing> {
    let (mut listing, mut groups) = (Listing::default(), BTreeMap::<String, Found>::new());
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = crate::exercise::problem::clean(&entry.file_name().to_string_lossy());
        if name.starts_with('.') || name == "__MACOSX" {
            continue;
        }
        // Not followed: a link is a submission that is refused.
        let kind = entry.file_type()?;
        if kind.is_dir() || name.ends_with(ENDING) || (kind.is_symlink() && entry.path().is_dir()) {
            listing.found.push(Found::new(name, entry.path()));
            continue;
        }
        match Upload::of(&name).filter(|upload| is_manifest(upload.file)) {
            Some(upload) => {
                let group = groups.entry(upload.prefix.to_owned()).or_insert_with(|| Found {
                    name: upload.prefix.to_owned(),
                    student: upload.owner.to_owned(),
                    path: folder.to_owned(),
                    is_late: upload.is_late,
                    files: Vec::new(),
                });
                group.files.push((upload.file.to_owned(), entry.path()));
            }
            None => listing.others.push(name),
        }
    }
    for mut group in groups.into_values() {
        group.files.sort();
        listing.found.push(group);
    }
    listing.found.sort();
    listing.others.sort();
    listing.left_out = listing.others.len();
    listing.others.truncate(MOST_NAMED);
    Ok(listing)
}

/// Whether a file's name is one of a manifest.
fn is_manifest(name: &str) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|ending| name.ends_with(ending))
}
