//! Ends and grades exams from the command line: one whose time was over while the program was closed, one that the user ends or
//! discards, one whose program died while it graded. It must not know the rules of an exam.

use std::path::PathBuf;

use crate::cli::error::visible;
use crate::cli::learner::{self, FolderArgs};
use crate::cli::packs::PackArgs;
use crate::cli::{CommandError, Streams};
use crate::history::{ExamEnd, History};
use crate::session::exam::{self, Exam, Input, KeptExam};
use crate::system::System;

/// The history, with every exam brought to where it stands by now as far as that can be, and the exam that has not ended yet. What
/// cannot be, because a pack is gone, is said, and so is where the history is not kept.
///
/// # Errors
/// The history cannot be read.
pub fn settled(
    packs: &PackArgs,
    folder: &FolderArgs,
    streams: &mut Streams,
    system: &System,
) -> Result<(History, Option<KeptExam>), CommandError> {
    let mut history = learner::history(packs, system)?;
    let going = match settle(&mut history, packs, folder, system) {
        Ok(going) => going,
        Err(error) => {
            let waits = "an exam whose time is over waits for the exercises that it was drawn from";
            writeln!(streams.err, "warning: {waits}: {}", visible(&error.to_string()))?;
            history.open_exam()?
        }
    };
    learner::warn(&history, streams)?;
    Ok((history, going))
}

/// Brings every exam to where it stands by now, and gives the one that is still going on.
///
/// # Errors
/// The history, or the pack that an exam was drawn from, cannot be read.
pub fn settle(
    history: &mut History,
    packs: &PackArgs,
    folder: &FolderArgs,
    system: &System,
) -> Result<Option<KeptExam>, CommandError> {
    for id in history.ungraded_exams()? {
        if let Some(kept) = history.exam(id)? {
            grade(history, &kept, packs, system)?;
        }
    }
    let Some(kept) = history.open_exam()? else { return Ok(None) };
    if system.now() < kept.deadline {
        return Ok(Some(kept));
    }
    end(history, &kept, Input::End, packs, folder, system)?;
    Ok(None)
}

/// Ends an exam, now or at its deadline if that is over, with what lies in its files, and grades it unless it is discarded.
///
/// # Errors
/// The history, or the pack that it was drawn from, cannot be read.
pub fn end(
    history: &mut History,
    kept: &KeptExam,
    how: Input,
    packs: &PackArgs,
    folder: &FolderArgs,
    system: &System,
) -> Result<(), CommandError> {
    // What is discarded needs no exercises: they may be gone.
    let saved = if how == Input::Discard {
        Vec::new()
    } else {
        let library = packs_of(kept, packs).open(system)?;
        let files = folder.place(packs, system)?.exam(kept.started);
        exam::saved_files(kept, &library, |task| files.look(task))
    };
    let Some(closing) = exam::close(kept, saved, how, system.now()) else { return Ok(()) };
    history.end_exam(kept.id, &closing.events, closing.at, closing.how)?;
    match history.exam(kept.id)? {
        Some(kept) if closing.how != ExamEnd::Discarded => grade(history, &kept, packs, system),
        _ => Ok(()),
    }
}

fn grade(history: &mut History, kept: &KeptExam, packs: &PackArgs, system: &System) -> Result<(), CommandError> {
    let library = packs_of(kept, packs).open(system)?;
    let exam = Exam::resume(kept);
    if let Some(marking) = exam::mark(kept, &exam, |task, text| exam::verdict_by(&library, task, text)) {
        history.record_exam_result(kept, &marking.json(), &marking.records, system.now())?;
    }
    Ok(())
}

/// The packs that were asked for now, else those that the exam was drawn from.
#[must_use]
pub fn packs_of(kept: &KeptExam, asked: &PackArgs) -> PackArgs {
    if !asked.folders.is_empty() {
        return asked.clone();
    }
    let (builtin, folders): (Vec<PathBuf>, Vec<PathBuf>) =
        kept.plan.packs.iter().cloned().partition(|folder| folder.as_os_str().is_empty());
    PackArgs { with_builtin: !builtin.is_empty() && !folders.is_empty(), folders, ..PackArgs::default() }
}
