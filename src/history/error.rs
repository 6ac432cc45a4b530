//! Why a history cannot be kept, in words that say what to do. It must not know any table.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::system::files::{Obstacle, obstacle};

/// Why a history cannot be opened, read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError {
    /// A newer podlings has written it.
    #[error("your history {} was written by a newer podlings (its format is {found}, this program knows up to {known})", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest format that this program knows.
        known: i64,
    },
    /// It is a database of something else.
    #[error("{} is not a podlings history but another program's database", .0.display())]
    Foreign(PathBuf),
    /// It cannot be read as a database any more.
    #[error("your history {} is damaged: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// SQLite's words.
        reason: String,
    },
    /// There is no room.
    #[error("the disk is full, so your history {} cannot be written", .0.display())]
    Full(PathBuf),
    /// Writing is not allowed.
    #[error("your history {} cannot be written: the file or its folder is read-only", .0.display())]
    ReadOnly(PathBuf),
    /// Another process writes for longer than anybody waits.
    #[error("your history {} is in use by another program", .0.display())]
    Busy(PathBuf),
    /// There is no home to keep it in.
    #[error("there is no home folder to keep your history in")]
    NoHome,
    /// The system cannot open, read or write it.
    #[error("your history {} cannot be used: {reason}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What was said.
        reason: String,
    },
    /// Anything else that SQLite says: a mistake of this program.
    #[error("your history {} could not take this: {reason}", path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// What was said.
        reason: String,
    },
}

impl HistoryError {
    /// The file that it is about.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Newer { path, .. }
            | Self::Damaged { path, .. }
            | Self::Io { path, .. }
            | Self::Other { path, .. }
            | Self::Foreign(path)
            | Self::Full(path)
            | Self::ReadOnly(path)
            | Self::Busy(path) => Some(path),
            Self::NoHome => None,
        }
    }

    /// What the user can do about it, and what is so until then.
    #[must_use]
    pub fn hint(&self) -> String {
        format!("{}; until then nothing of this run is kept", self.remedy())
    }

    /// What the user can do about it.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Newer { .. } => "upgrade podlings",
            Self::Foreign(_) | Self::Damaged { .. } => "move the file away to begin a new history",
            Self::Full(_) => "make room on the disk",
            Self::ReadOnly(_) | Self::Io { .. } | Self::Other { .. } => "make it a file that can be written",
            Self::Busy(_) => "close the other program",
            Self::NoHome => "set HOME",
        }
    }

    /// What was kept before can still be read in full: the file merely takes nothing more.
    #[must_use]
    pub fn leaves_it_readable(&self) -> bool {
        matches!(self, Self::Full(_) | Self::ReadOnly(_))
    }

    /// Sorts what SQLite says of the file at `path`.
    pub(super) fn of(path: Option<&Path>, error: &rusqlite::Error) -> Self {
        let path = path.unwrap_or(Path::new(":memory:")).to_owned();
        let reason = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full(path),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly(path),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(path),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged { path, reason },
            // The table or column that the format promises is not there.
            Some(ErrorCode::Unknown) if reason.contains("no such") => Self::Damaged { path, reason },
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::FileLockingProtocolFailed) => {
                match obstacle(&path) {
                    Some(Obstacle::Full) => Self::Full(path),
                    Some(Obstacle::ReadOnly) => Self::ReadOnly(path),
                    None => Self::Io { path, reason },
                }
            }
            _ => Self::Other { path, reason },
        }
    }

    /// The file takes nothing more in this run: later writes would fail in the same way.
    pub(super) fn is_lasting(&self) -> bool {
        matches!(self, Self::Full(_) | Self::ReadOnly(_) | Self::Damaged { .. } | Self::Io { .. })
    }
}
