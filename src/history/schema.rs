//! The tables, how they came to be, and how a file with them is opened. It must not know what they are read for.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::HistoryError;

/// "podl": what tells our files from other programs' (`PRAGMA application_id`).
const APPLICATION: i32 = 0x706f_646c;

/// How long another process's write is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// Every step from an empty file to the present format, which is how many there are. A step that was published is never
/// changed; a new one goes to the end.
const STEPS: &[&str] = &[FIRST];

/// Times are milliseconds since 1970 in UTC, durations milliseconds. `uid` is the same on every machine, for merging.
const FIRST: &str = "
CREATE TABLE attempt (
    id INTEGER PRIMARY KEY,
    uid BLOB NOT NULL UNIQUE DEFAULT (randomblob(16)),
    exercise TEXT NOT NULL,
    mode TEXT NOT NULL,
    started INTEGER NOT NULL
) STRICT;
CREATE INDEX attempt_exercise ON attempt (exercise);

CREATE TABLE clock (
    attempt INTEGER PRIMARY KEY REFERENCES attempt,
    elapsed INTEGER NOT NULL
) STRICT;

CREATE TABLE body (
    hash BLOB PRIMARY KEY,
    content TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE grade (
    id INTEGER PRIMARY KEY,
    attempt INTEGER NOT NULL REFERENCES attempt,
    at INTEGER NOT NULL,
    elapsed INTEGER NOT NULL,
    body BLOB NOT NULL REFERENCES body,
    points INTEGER NOT NULL,
    max INTEGER NOT NULL,
    passed INTEGER NOT NULL,
    accepted INTEGER NOT NULL
) STRICT;
CREATE INDEX grade_attempt ON grade (attempt);

CREATE TABLE failure (
    grade INTEGER NOT NULL REFERENCES grade,
    item TEXT NOT NULL,
    path TEXT,
    kind TEXT
) STRICT;
CREATE INDEX failure_grade ON failure (grade);

CREATE TABLE hint (
    attempt INTEGER NOT NULL REFERENCES attempt,
    number INTEGER NOT NULL,
    cost INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (attempt, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE ending (
    attempt INTEGER PRIMARY KEY REFERENCES attempt,
    at INTEGER NOT NULL,
    elapsed INTEGER NOT NULL,
    solution_shown INTEGER NOT NULL
) STRICT;

CREATE TRIGGER attempt_stays BEFORE UPDATE ON attempt BEGIN SELECT RAISE(ABORT, 'attempts are never changed'); END;
CREATE TRIGGER attempt_is_kept BEFORE DELETE ON attempt BEGIN SELECT RAISE(ABORT, 'attempts are never deleted'); END;
CREATE TRIGGER grade_stays BEFORE UPDATE ON grade BEGIN SELECT RAISE(ABORT, 'grades are never changed'); END;
CREATE TRIGGER grade_is_kept BEFORE DELETE ON grade BEGIN SELECT RAISE(ABORT, 'grades are never deleted'); END;
CREATE TRIGGER ending_stays BEFORE UPDATE ON ending BEGIN SELECT RAISE(ABORT, 'endings are never changed'); END;
CREATE TRIGGER ending_is_kept BEFORE DELETE ON ending BEGIN SELECT RAISE(ABORT, 'endings are never deleted'); END;
";

/// The tables with content, in an order in which copying them breaks no reference.
pub const TABLES: &[&str] = &["attempt", "clock", "body", "grade", "failure", "hint", "ending"];

/// Opens the file, creates it and its folder where needed, and brings it up to date.
pub fn open_file(path: &Path) -> Result<Connection, HistoryError> {
    if let Some(folder) = path.parent() {
        crate::system::files::create_folder(folder).map_err(|error| folder_error(path, &error))?;
    }
    let sort = |error: rusqlite::Error| HistoryError::of(Some(path), &error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(sort)?;
    connection.busy_timeout(PATIENCE).map_err(sort)?;
    check_owner(&connection, path)?;
    // Each commit is on the disk when it is answered, and a writer keeps no reader waiting.
    connection.pragma_update(None, "journal_mode", "WAL").map_err(sort)?;
    prepare(&connection).map_err(sort)?;
    connection.pragma_update(None, "foreign_keys", true).map_err(sort)?;
    migrate(&mut connection).map_err(sort)?;
    Ok(connection)
}

/// An empty history in memory.
#[expect(clippy::expect_used, reason = "SQLite in memory fails only where no memory is left")]
pub fn open_memory() -> Connection {
    let open = || {
        let mut connection = Connection::open_in_memory()?;
        prepare(&connection)?;
        migrate(&mut connection)?;
        Ok::<_, rusqlite::Error>(connection)
    };
    open().expect("a database in memory")
}

fn folder_error(path: &Path, error: &std::io::Error) -> HistoryError {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => HistoryError::ReadOnly(path.to_owned()),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => HistoryError::Full(path.to_owned()),
        _ => HistoryError::Io { path: path.to_owned(), reason: error.to_string() },
    }
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "synchronous", "FULL")?;
    // A file from elsewhere must not make SQLite call functions that its tables name.
    connection.pragma_update(None, "trusted_schema", false)?;
    Ok(())
}

/// Refuses what is not ours before anything is written to it.
fn check_owner(connection: &Connection, path: &Path) -> Result<(), HistoryError> {
    let number = |name: &str| {
        connection
            .pragma_query_value(None, name, |row| row.get::<_, i64>(0))
            .map_err(|error| HistoryError::of(Some(path), &error))
    };
    let (application, found) = (number("application_id")?, number("user_version")?);
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(|error| HistoryError::of(Some(path), &error))?;
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    match (application == i64::from(APPLICATION), tables) {
        (true, _) if found > known => Err(HistoryError::Newer { path: path.to_owned(), found, known }),
        (true, _) | (false, 0) => Ok(()),
        (false, _) => Err(HistoryError::Foreign(path.to_owned())),
    }
}

/// Takes the steps that are missing, all or none. Two processes may start at once: the second waits, and finds nothing to do.
fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let version = |connection: &Connection| {
        connection.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0)).map(to_count)
    };
    if version(connection)? >= STEPS.len() {
        return Ok(());
    }
    let transaction = Transaction::new(connection, TransactionBehavior::Immediate)?;
    for step in STEPS.iter().skip(version(&transaction)?) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", i64::try_from(STEPS.len()).unwrap_or(i64::MAX))?;
    transaction.commit()
}

fn to_count(version: i64) -> usize {
    usize::try_from(version).unwrap_or(0)
}
