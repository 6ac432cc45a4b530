//! The tables, how they came to be, and how a file with them is opened. It must not know what they are read for.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::HistoryError;

/// "podl": what tells our files from other programs' (`PRAGMA application_id`).
const APPLICATION: i32 = 0x706f_646c;

/// How long another process's write is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often that time is divided where we wait ourselves.
const TRIES: u32 = 100;

/// Every step from an empty file to the present format, which is how many there are. A step that was published is never
/// changed; a new one goes to the end.
const STEPS: &[&str] = &[FIRST, SECOND];

/// Times are milliseconds since 1970 in UTC, durations milliseconds. `uid` is the same on every machine, for merging.
pub(super) const FIRST: &str = "
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

/// The seed that an exercise's values are drawn by, and mock exams. Of a seed its 64 bits are kept as a number with a sign;
/// NULL: the exercise as it is written. A task's exercise and seed are those of its attempt.
const SECOND: &str = "
ALTER TABLE attempt ADD COLUMN seed INTEGER;

CREATE TABLE exam (
    id INTEGER PRIMARY KEY,
    uid BLOB NOT NULL UNIQUE DEFAULT (randomblob(16)),
    started INTEGER NOT NULL,
    deadline INTEGER NOT NULL,
    seed INTEGER NOT NULL,
    packs TEXT NOT NULL,
    uncovered TEXT NOT NULL
) STRICT;

CREATE TABLE exam_task (
    exam INTEGER NOT NULL REFERENCES exam,
    number INTEGER NOT NULL,
    attempt INTEGER NOT NULL UNIQUE REFERENCES attempt,
    weight INTEGER NOT NULL,
    title TEXT NOT NULL,
    topic TEXT NOT NULL,
    domain TEXT NOT NULL,
    kind TEXT NOT NULL,
    difficulty INTEGER NOT NULL,
    points INTEGER NOT NULL,
    par INTEGER NOT NULL,
    PRIMARY KEY (exam, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE exam_clock (
    exam INTEGER PRIMARY KEY REFERENCES exam,
    seen INTEGER NOT NULL
) STRICT;

CREATE TABLE exam_event (
    id INTEGER PRIMARY KEY,
    exam INTEGER NOT NULL REFERENCES exam,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    task INTEGER,
    value INTEGER,
    body BLOB REFERENCES body
) STRICT;
CREATE INDEX exam_event_exam ON exam_event (exam);

CREATE TABLE exam_ending (
    exam INTEGER PRIMARY KEY REFERENCES exam,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT;

CREATE TABLE exam_result (
    exam INTEGER PRIMARY KEY REFERENCES exam,
    at INTEGER NOT NULL,
    report TEXT NOT NULL
) STRICT;

CREATE TRIGGER exam_stays BEFORE UPDATE ON exam BEGIN SELECT RAISE(ABORT, 'exams are never changed'); END;
CREATE TRIGGER exam_is_kept BEFORE DELETE ON exam BEGIN SELECT RAISE(ABORT, 'exams are never deleted'); END;
CREATE TRIGGER exam_task_stays BEFORE UPDATE ON exam_task BEGIN SELECT RAISE(ABORT, 'tasks are never changed'); END;
CREATE TRIGGER exam_task_is_kept BEFORE DELETE ON exam_task BEGIN SELECT RAISE(ABORT, 'tasks are never deleted'); END;
CREATE TRIGGER exam_event_stays BEFORE UPDATE ON exam_event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER exam_event_is_kept BEFORE DELETE ON exam_event BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
CREATE TRIGGER exam_ending_stays BEFORE UPDATE ON exam_ending BEGIN SELECT RAISE(ABORT, 'endings are never changed'); END;
CREATE TRIGGER exam_ending_is_kept BEFORE DELETE ON exam_ending BEGIN SELECT RAISE(ABORT, 'endings are never deleted'); END;
CREATE TRIGGER exam_result_stays BEFORE UPDATE ON exam_result BEGIN SELECT RAISE(ABORT, 'results are never changed'); END;
CREATE TRIGGER exam_result_is_kept BEFORE DELETE ON exam_result BEGIN SELECT RAISE(ABORT, 'results are never deleted'); END;
";

/// The tables with content, in an order in which copying them breaks no reference.
const TABLES: &[&str] = &[
    "attempt",
    "clock",
    "body",
    "grade",
    "failure",
    "hint",
    "ending",
    "exam",
    "exam_task",
    "exam_clock",
    "exam_event",
    "exam_ending",
    "exam_result",
];

/// Opens the file, creates it and its folder where needed, and brings it up to date.
pub fn open_file(path: &Path) -> Result<Connection, HistoryError> {
    if let Some(folder) = path.parent() {
        crate::system::files::create_folder(folder).map_err(|error| folder_error(path, &error))?;
    }
    let mut tries = 0;
    loop {
        match open_once(path) {
            // SQLite does not wait for the lock that turns a new file into one with a write-ahead log, so we do.
            Err(HistoryError::Busy(_)) if tries < TRIES => {
                tries += 1;
                std::thread::sleep(PATIENCE / TRIES);
            }
            done => return done,
        }
    }
}

fn open_once(path: &Path) -> Result<Connection, HistoryError> {
    let sort = |error: rusqlite::Error| HistoryError::of(Some(path), &error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(sort)?;
    connection.busy_timeout(PATIENCE).map_err(sort)?;
    let owner = Transaction::new(&mut connection, TransactionBehavior::Deferred).and_then(|one_view| owner(&one_view));
    check_owner(&owner.map_err(sort)?, path)?;
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

/// Copies what can be read of a file into a history in memory. The file is not written to; what cannot be read is missed until
/// the program's end.
pub fn copy_into(memory: &Connection, path: &Path) {
    let Some(path) = path.to_str().filter(|path| Path::new(path).is_file()) else { return };
    // In a folder that takes no files SQLite opens only what it is told that nobody changes.
    let encoded: String =
        path.chars().map(|c| if "%?#".contains(c) { format!("%{:02x}", u32::from(c)) } else { c.into() }).collect();
    for name in [format!("file:{encoded}?mode=ro"), format!("file:{encoded}?immutable=1")] {
        if memory.execute("ATTACH DATABASE ?1 AS file", [name]).is_err() {
            continue;
        }
        let format = memory.pragma_query_value(Some("file"), "user_version", |row| row.get::<_, i64>(0)).map(to_count);
        let usable = format.is_ok_and(|format| (1..=STEPS.len()).contains(&format));
        for table in TABLES.iter().filter(|_| usable) {
            // A part that is damaged, or that an older file does not have, must not keep the others away.
            let _ = copy_table(memory, table);
        }
        let _ = memory.execute_batch("DETACH DATABASE file");
        if usable {
            return;
        }
    }
}

/// Copies a table's rows, with the columns that the file has: an older one has fewer.
fn copy_table(memory: &Connection, table: &str) -> rusqlite::Result<()> {
    let names = |of: &str| -> rusqlite::Result<Vec<String>> {
        memory
            .prepare(&format!("SELECT name FROM pragma_table_info('{table}', '{of}')"))?
            .query_map([], |row| row.get(0))?
            .collect()
    };
    let theirs = names("file")?;
    // What a file from elsewhere calls its columns must not become part of a statement.
    let columns = names("main")?.into_iter().filter(|name| theirs.contains(name)).collect::<Vec<_>>().join(", ");
    memory
        .execute(&format!("INSERT OR IGNORE INTO main.{table} ({columns}) SELECT {columns} FROM file.{table}"), [])
        .map(drop)
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

/// Whose file it is, and which format it has.
struct Owner {
    application: i64,
    format: i64,
    tables: i64,
}

/// To be asked in one transaction: another process may be creating the tables at this moment.
fn owner(connection: &Connection) -> rusqlite::Result<Owner> {
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get(0));
    let tables = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(Owner { application: number("application_id")?, format: number("user_version")?, tables })
}

/// Refuses what is not ours before anything is written to it.
fn check_owner(owner: &Owner, path: &Path) -> Result<(), HistoryError> {
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    let path = path.to_owned();
    match (owner.application == i64::from(APPLICATION), owner.tables) {
        (true, _) if owner.format > known => Err(HistoryError::Newer { path, found: owner.format, known }),
        (true, _) | (false, 0) => Ok(()),
        (false, _) => Err(HistoryError::Foreign(path)),
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
