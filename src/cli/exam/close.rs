//! Ends and grades exams from the command line: one whose time was over while the program was closed, one that the user ends, one
//! whose program died while it graded. It must not know the rules of an exam.

use std::path::PathBuf;

use crate::cli::CommandError;
use crate::cli::learner::FolderArgs;
use crate::cli::packs::PackArgs;
use crate::exercise::Library;
use crate::history::History;
use crate::session::exam::{self, Exam, Input, KeptExam, SavedFile};
use crate::system::System;
use crate::work::{ExamFolder, Workplace};

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
    end(history, &kept, packs, folder, system)?;
    Ok(None)
}

/// Ends an exam, now or at its deadline if that is over, with what lies in its files, and grades it.
///
/// # Errors
/// The history, or the pack that it was drawn from, cannot be read.
pub fn end(
    history: &mut History,
    kept: &KeptExam,
    packs: &PackArgs,
    folder: &FolderArgs,
    system: &System,
) -> Result<(), CommandError> {
    let library = packs_of(kept, packs).open()?;
    let mut exam = Exam::resume(kept);
    let place: Workplace = folder.place(system)?;
    let now = system.now();
    let mut step = exam.apply(Input::Saved(files(kept, &place.exam(kept.started), &library)), now);
    let mut events = std::mem::take(&mut step.events);
    if step.ended.is_none() {
        step = exam.apply(Input::End, now);
        events.append(&mut step.events);
    }
    let Some((at, how)) = exam.ended() else { return Ok(()) };
    history.end_exam(kept.id, &events, at, how)?;
    match history.exam(kept.id)? {
        Some(kept) => grade(history, &kept, packs, system),
        None => Ok(()),
    }
}

fn grade(history: &mut History, kept: &KeptExam, packs: &PackArgs, system: &System) -> Result<(), CommandError> {
    let library = packs_of(kept, packs).open()?;
    let exam = Exam::resume(kept);
    if let Some(marking) = exam::mark(kept, &exam, |task, text| exam::verdict_by(&library, task, text)) {
        history.record_exam_result(kept, &marking.json(), &marking.records, system.now())?;
    }
    Ok(())
}

/// What lies in the files of an exam's tasks.
fn files(kept: &KeptExam, folder: &ExamFolder, library: &Library) -> Vec<SavedFile> {
    let look = |(number, task): (usize, &exam::ExamTask)| {
        let (text, at) = folder.look(number, &task.exercise)?;
        let is_start = library.drawn(&task.exercise, task.seed).is_ok_and(|exercise| exercise.start == text);
        Some(SavedFile { task: number, text, at, is_start })
    };
    kept.plan.tasks.iter().enumerate().filter_map(look).collect()
}

/// The packs that were asked for now, else those that the exam was drawn from.
#[must_use]
pub fn packs_of(kept: &KeptExam, asked: &PackArgs) -> PackArgs {
    if !asked.folders.is_empty() {
        return asked.clone();
    }
    let (builtin, folders): (Vec<PathBuf>, Vec<PathBuf>) =
        kept.plan.packs.iter().cloned().partition(|folder| folder.as_os_str().is_empty());
    PackArgs { with_builtin: !builtin.is_empty() && !folders.is_empty(), folders }
}
