//! Grading a whole class: all submissions of a folder, on as many threads as wanted, each result on the disk before the next
//! hundred. It must not know what a terminal is.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;

use sha2::{Digest as _, Sha256};

use super::course::{Course, hex};
use super::grading::Marker;
pub use super::journal::Shard;
use super::journal::{self, Header, Index, Journal, JournalError};
use super::result::{Problem, ProblemKind, Student};
use super::submission::{Found, Submission};

/// Native stack of a grading thread: deep manifests recurse.
const STACK: usize = 16 * 1024 * 1024;

impl Shard {
    /// Whether a submission belongs to this part. It depends on its name alone, so that all parts agree whatever each sees.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        let bytes = Sha256::digest(name);
        let number = bytes.iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
        number % self.of.max(1) == self.index
    }
}

/// How a run came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Submissions in all.
    pub submissions: usize,
    /// Of these, results that were there already and still hold.
    pub kept: usize,
}

/// Grades `found` and leaves the results in `out`. `progress` is called with the number of submissions done, `look` with each
/// student in the order of the names.
///
/// While it runs, results are added to a journal beside `out`; a run that was killed goes on from there.
///
/// # Errors
/// When results cannot be read or written.
pub fn grade(
    course: &Course,
    found: &[Found],
    shard: Option<Shard>,
    out: &Path,
    threads: usize,
    progress: &dyn Fn(usize),
    look: impl FnMut(&Student),
) -> Result<Outcome, JournalError> {
    let whole = Header::new(course.grading_key(), course.as_result());
    let header = whole.with_shards(shard.into_iter().collect());
    let journal_path = journal_of(out);
    refuse_others(&header, out)?;
    let known = known(&header, out, &journal_path)?;
    let mut journal = Journal::open(&journal_path, &header)?;
    let kept = grade_all(course, &header, found, &known, threads, progress, &mut journal)?;
    let mut index = known;
    index.add(&journal_path)?;
    let names: std::collections::HashSet<&str> = found.iter().map(|found| found.name.as_str()).collect();
    index.retain(|name| names.contains(name));
    index.write(&header, out, look)?;
    // The results are whole without it.
    let _ = std::fs::remove_file(&journal_path);
    Ok(Outcome { submissions: found.len(), kept })
}

/// Refuses to write over results that this run does not have: of another assignment, or of another part of the class.
fn refuse_others(header: &Header, out: &Path) -> Result<(), JournalError> {
    let Some(earlier) = journal::header(out)? else { return Ok(()) };
    let of = if earlier.assignment.id != header.assignment.id {
        format!("the assignment `{}`", earlier.assignment.id)
    } else if header.shards.is_empty() || earlier.shards == header.shards {
        return Ok(());
    } else {
        earlier
            .shards
            .first()
            .map_or_else(|| "the whole class".to_owned(), |shard| format!("the shard {}/{}", shard.index + 1, shard.of))
    };
    Err(JournalError::Others { path: out.to_owned(), of })
}

/// The journal beside a results file.
fn journal_of(out: &Path) -> PathBuf {
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    out.with_file_name(name)
}

/// The results of earlier runs. A journal of another assignment, or of another version, is begun anew.
fn known(header: &Header, out: &Path, journal_path: &Path) -> Result<Index, JournalError> {
    let mut index = Index::default();
    if journal::header(out)?.is_some_and(|earlier| earlier.belongs_to(header)) {
        index.add(out)?;
    }
    match journal::header(journal_path) {
        Ok(Some(earlier)) if earlier.belongs_to(header) => index.add(journal_path)?,
        _ => {
            let _ = std::fs::remove_file(journal_path);
        }
    }
    Ok(index)
}

/// Grades what no result holds of; gives how many results held.
fn grade_all(
    course: &Course,
    header: &Header,
    found: &[Found],
    known: &Index,
    threads: usize,
    progress: &dyn Fn(usize),
    journal: &mut Journal,
) -> Result<usize, JournalError> {
    let (marker, fingerprint) = (Marker::new(course), course.fingerprint());
    let (next, kept) = (AtomicUsize::new(0), AtomicUsize::new(0));
    // Bounded: where the disk is slow the graders wait, and nothing piles up.
    let (sender, results) = sync_channel::<Option<Vec<u8>>>(64);
    let work = |sender: std::sync::mpsc::SyncSender<Option<Vec<u8>>>| {
        while let Some(found) = found.get(next.fetch_add(1, Ordering::Relaxed)) {
            let line = one(course, &marker, fingerprint, header, found, known);
            if line.is_none() {
                kept.fetch_add(1, Ordering::Relaxed);
            }
            if sender.send(line).is_err() {
                return;
            }
        }
    };
    let written = std::thread::scope(|scope| {
        let mut started = 0;
        for _ in 0..threads.clamp(1, 256) {
            let (sender, work) = (sender.clone(), &work);
            let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || work(sender));
            started += usize::from(thread.is_ok());
        }
        if started == 0 {
            let (sender, work) = (sender.clone(), &work);
            scope.spawn(move || work(sender));
        }
        drop(sender);
        let results = results;
        for (done, line) in results.iter().enumerate() {
            if let Some(line) = line {
                journal.add(&line)?;
            }
            progress(done + 1);
        }
        Ok(())
    });
    written.map(|()| kept.load(Ordering::Relaxed))
}

/// The line of one submission; `None` where the one that is there still holds.
fn one(
    course: &Course,
    marker: &Marker<'_>,
    fingerprint: &str,
    header: &Header,
    found: &Found,
    known: &Index,
) -> Option<Vec<u8>> {
    let read = || Submission::read(found, &course.assignment, fingerprint);
    let failed =
        || Submission::failed(found, Problem::new(ProblemKind::Limit, "reading it failed: a mistake of podlings"));
    let submission = catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| failed());
    let key = key_of(&header.course, &submission);
    if known.key(&found.name) == Some(&key) {
        return None;
    }
    let student =
        catch_unwind(AssertUnwindSafe(|| marker.grade(submission))).unwrap_or_else(|_| marker.grade(failed()));
    Some(journal::line(&key, &student))
}

/// What a result depends on.
fn key_of(course: &str, submission: &Submission) -> String {
    let mut hash = Sha256::new();
    for part in [course, &submission.name, &submission.hash_text()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hex(hash.finalize().get(..16).unwrap_or_default())
}

/// Puts the results of several shards together; gives in words which ones are missing.
///
/// # Errors
/// When a file cannot be read or written, they do not belong together, or, unless `incomplete` is fine, a shard is missing.
pub fn merge(
    parts: &[PathBuf],
    incomplete: bool,
    out: &Path,
    look: impl FnMut(&Student),
) -> Result<Option<String>, JournalError> {
    let mut shards = Vec::new();
    let mut first: Option<(&PathBuf, Header)> = None;
    let mut index = Index::default();
    for part in parts {
        if journal::is_unfinished(part) {
            return Err(JournalError::Unfinished(part.clone()));
        }
        let header = journal::header(part)?.ok_or_else(|| JournalError::Absent(part.clone()))?;
        shards.push(header.shards.clone());
        match &first {
            Some((path, earlier)) if !earlier.belongs_to(&header) => {
                return Err(JournalError::Different((*path).clone(), part.clone()));
            }
            Some(_) => {}
            None => first = Some((part, header)),
        }
        index.add(part)?;
    }
    let missing = journal::missing(&shards);
    if let (Some(missing), false) = (&missing, incomplete) {
        return Err(JournalError::Missing(missing.clone()));
    }
    if let Some((_, header)) = first {
        let there = if missing.is_some() { shards.concat() } else { Vec::new() };
        index.write(&header.with_shards(there), out, look)?;
    }
    Ok(missing)
}
