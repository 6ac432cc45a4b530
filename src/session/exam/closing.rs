//! How an exam ends that is not on any screen: one whose time was over while the program was closed, one that is ended or discarded
//! from outside. What lies in the files, and where what comes of it is kept, are for others to know.

use jiff::Timestamp;

use super::running::{Exam, Input, SavedFile};
use crate::exercise::Library;
use crate::history::{ExamEnd, ExamEvent, KeptExam};

/// What is to be kept of an exam's end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// What happened last, in this order.
    pub events: Vec<ExamEvent>,
    /// When it ended.
    pub at: Timestamp,
    /// How.
    pub how: ExamEnd,
}

/// What lies in the files of an exam's tasks. `look` says it of the task with a number, counted from 0: the text and when it was saved; `None` where there is no file.
pub fn saved_files(
    kept: &KeptExam,
    library: &Library,
    look: impl Fn(usize) -> Option<(String, Timestamp)>,
) -> Vec<SavedFile> {
    let tasks = kept.plan.tasks.iter().enumerate();
    tasks
        .filter_map(|(task, plan)| {
            let (text, at) = look(task)?;
            let is_start = library.drawn(&plan.exercise, plan.seed).is_ok_and(|exercise| exercise.start == text);
            Some(SavedFile { task, text, at, is_start, typed_on: false })
        })
        .collect()
}

/// Ends an exam at `now` by `how`, with what lies in its files: [`Input::End`], which after its time means that it has ended by time,
/// or [`Input::Discard`]. `None`: it had ended already.
#[must_use]
pub fn close(kept: &KeptExam, files: Vec<SavedFile>, how: Input, now: Timestamp) -> Option<Closing> {
    let mut exam = Exam::resume(kept);
    if exam.ended().is_some() {
        return None;
    }
    let mut events = Vec::new();
    if how != Input::Discard {
        events.append(&mut exam.apply(Input::Saved(files), now).events);
    }
    events.append(&mut exam.apply(how, now).events);
    exam.ended().map(|(at, how)| Closing { events, at, how })
}
