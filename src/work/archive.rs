//! Everything of a learner in one file, to be taken to another machine: the history, the work files and the settings, as lines
//! of JSON. It must not know what a record or a file means.
//!
//! The first line says what the file is, the last one that it is whole. Nothing that is on the machine is overwritten: a work
//! file that differs is put beside the one that is there.

use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{LIMIT, WorkError};
use crate::history::transfer::Record;
use crate::system::files;
use crate::system::folder::{Limits, read_folder};

/// The format that this program writes, and the newest that it reads.
pub const FORMAT: u32 = 1;

/// How much of the data folder is taken along.
const WORK: Limits = Limits { depth: 6, files: 100_000, bytes: LIMIT };

/// What a learner has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Archive {
    /// The history.
    pub records: Vec<Record>,
    /// The work files.
    pub files: Vec<ArchivedFile>,
    /// `settings.toml`, where there is one.
    pub settings: Option<String>,
}

/// A work file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchivedFile {
    /// Its path below the data folder, with `/` between its parts.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The lines of the file that are no records.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Frame {
    /// The first.
    PodlingsExport {
        format: u32,
        made: Timestamp,
    },
    File(ArchivedFile),
    Settings(String),
    /// The last, with the number of lines before it.
    End {
        lines: usize,
    },
}

/// A line of the file.
#[derive(Debug)]
enum Line {
    Frame(Frame),
    Record(Record),
}

/// Why a text is no archive that can be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// It is something else.
    #[error("it is not a podlings export")]
    Foreign,
    /// A newer podlings has written it.
    #[error("it was written by a newer podlings (its format is {found}, this program knows up to {FORMAT})")]
    Newer {
        /// Its format.
        found: u64,
    },
    /// A line cannot be read.
    #[error("line {line} cannot be read: {reason}")]
    Line {
        /// Which, from 1.
        line: usize,
        /// Why.
        reason: String,
    },
    /// Its end is missing.
    #[error("it ends after line {lines}, before its end: the copy is not whole")]
    Cut {
        /// The lines that are there.
        lines: usize,
    },
}

/// What became of a work file on its new machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
    /// It is in its place.
    New(PathBuf),
    /// The same text was there.
    Same,
    /// Another text was there and stays; this one is beside it.
    Beside(PathBuf),
    /// Its path leads elsewhere, so it was left out.
    Refused(String),
}

impl Archive {
    /// The work files in a data folder. What cannot be read as text is left out: its places are the second answer.
    ///
    /// # Errors
    /// When the folder cannot be listed; one that is not there holds nothing.
    pub fn files_of(data: &Path) -> io::Result<(Vec<ArchivedFile>, Vec<String>)> {
        if !data.exists() {
            return Ok((Vec::new(), Vec::new()));
        }
        let (mut found, mut left) = (Vec::new(), Vec::new());
        for ending in [".yaml", ".yml", ".json"] {
            for (path, text) in read_folder(data, ending, WORK)? {
                match text {
                    Ok(text) => found.push(ArchivedFile { path, text }),
                    Err(error) => left.push(error.to_string()),
                }
            }
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok((found, left))
    }

    /// Writes the archive.
    ///
    /// # Errors
    /// When `out` takes no more.
    pub fn write(&self, out: &mut dyn Write, made: Timestamp) -> io::Result<()> {
        put(out, &Frame::PodlingsExport { format: FORMAT, made })?;
        for record in &self.records {
            put(out, record)?;
        }
        for file in &self.files {
            put(out, &Frame::File(file.clone()))?;
        }
        if let Some(settings) = &self.settings {
            put(out, &Frame::Settings(settings.clone()))?;
        }
        let lines = 1 + self.records.len() + self.files.len() + usize::from(self.settings.is_some());
        put(out, &Frame::End { lines })
    }

    /// Reads an archive, all of it or nothing.
    ///
    /// # Errors
    /// See [`ArchiveError`].
    pub fn read(text: &str) -> Result<Self, ArchiveError> {
        let mut lines = text.lines().enumerate();
        lines.next().map_or(Err(ArchiveError::Foreign), |(_, first)| check_first(first))?;
        let mut archive = Self::default();
        for (before, line) in lines {
            match read_line(line).map_err(|reason| ArchiveError::Line { line: before + 1, reason })? {
                Line::Record(record) => archive.records.push(record),
                Line::Frame(Frame::File(file)) => archive.files.push(file),
                Line::Frame(Frame::Settings(settings)) => archive.settings = Some(settings),
                Line::Frame(Frame::End { lines }) if lines == before => return Ok(archive),
                Line::Frame(Frame::End { .. } | Frame::PodlingsExport { .. }) => {
                    let reason = "it does not belong here: lines are missing, or files were put together".to_owned();
                    return Err(ArchiveError::Line { line: before + 1, reason });
                }
            }
        }
        Err(ArchiveError::Cut { lines: text.lines().count() })
    }

    /// Puts the work files into a data folder, each in its place or, where another text is there, beside it.
    ///
    /// # Errors
    /// When the system refuses to write; what was written until then stays.
    pub fn place_files(&self, data: &Path) -> Result<Vec<Placed>, WorkError> {
        self.files.iter().map(|file| place(data, file)).collect()
    }
}

fn put(out: &mut dyn Write, line: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

fn check_first(line: &str) -> Result<(), ArchiveError> {
    // A newer format may have other fields, so only its number is asked for.
    let value: serde_json::Value = serde_json::from_str(line).map_err(|_| ArchiveError::Foreign)?;
    match value.pointer("/podlings-export/format").and_then(serde_json::Value::as_u64) {
        None => Err(ArchiveError::Foreign),
        Some(found) if found > u64::from(FORMAT) => Err(ArchiveError::Newer { found }),
        Some(_) => Ok(()),
    }
}

/// One line; the reason where it is none says what is wrong in it.
fn read_line(line: &str) -> Result<Line, String> {
    let words = |error: serde_json::Error| error.to_string();
    let value: serde_json::Value = serde_json::from_str(line).map_err(words)?;
    let is = |kinds: &[&str]| value.as_object().is_some_and(|line| kinds.iter().any(|kind| line.contains_key(*kind)));
    if is(&["attempt", "grade", "exam", "exam-event"]) {
        serde_json::from_value(value).map(Line::Record).map_err(words)
    } else {
        serde_json::from_value(value).map(Line::Frame).map_err(words)
    }
}

fn place(data: &Path, file: &ArchivedFile) -> Result<Placed, WorkError> {
    let Some(path) = below(data, &file.path).filter(|path| stays_inside(data, path)) else {
        return Ok(Placed::Refused(file.path.clone()));
    };
    let folder = path.parent().unwrap_or(data).to_owned();
    files::create_folder(&folder).map_err(WorkError::write(&folder))?;
    let mut target = path.clone();
    for number in 1..1000_u32 {
        if files::create_new(&target, file.text.as_bytes()).map_err(WorkError::write(&target))? {
            return Ok(if target == path { Placed::New(target) } else { Placed::Beside(target) });
        }
        if files::read_limited(&target, LIMIT).is_ok_and(|bytes| bytes == file.text.as_bytes()) {
            return Ok(Placed::Same);
        }
        target = beside(&path, number);
    }
    Err(WorkError::Write { path, reason: io::Error::other("there are too many imported files beside it") })
}

/// `pod.imported-2.yaml`
fn beside(path: &Path, number: u32) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}.imported-{number}.{ending}"))
}

/// A path below the folder, of plain names alone and with an ending that a work file has.
fn below(data: &Path, path: &str) -> Option<PathBuf> {
    let parts: Vec<_> = Path::new(path).components().collect();
    let plain = |part: &Component| match part {
        Component::Normal(name) => {
            let name = name.to_string_lossy();
            !name.starts_with('.') && name.len() <= 128 && !name.chars().any(char::is_control)
        }
        _ => false,
    };
    let good = !path.contains(['\\', ':']) && (1..=WORK.depth + 1).contains(&parts.len()) && parts.iter().all(plain);
    let ending =
        Path::new(path).extension().is_some_and(|ending| ending == "yaml" || ending == "yml" || ending == "json");
    (good && ending).then(|| data.join(path))
}

/// No link on the way leads out of the folder.
fn stays_inside(data: &Path, path: &Path) -> bool {
    let Ok(root) = data.canonicalize() else { return true };
    path.ancestors().find_map(|place| place.canonicalize().ok()).is_some_and(|real| real.starts_with(&root))
}
