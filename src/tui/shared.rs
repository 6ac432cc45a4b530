//! What all screens look at: look, size, time, exercises, the open one. Only the app changes it. It must not know screens.

use std::sync::Arc;

use jiff::Timestamp;
use ratatui::layout::Size;

use super::assigned::Assigned;
use super::attempt::{Answer, OpenExercise};
use super::catalog::Catalog;
use super::editors::{Editors, FileKey, OpenEditor};
use super::exam::{Offer, OpenExam};
use super::look::Look;
use super::pane::PaneView;
use super::settings::Settings;
use crate::session::drill::Drill;
use crate::session::overview::Overview;
use crate::work::editor::Source;

/// What all screens look at.
#[derive(Debug)]
pub struct Shared {
    /// How things look.
    pub look: Look,
    /// The user's choices.
    pub settings: Settings,
    /// The terminal's size.
    pub size: Size,
    /// The time.
    pub now: Timestamp,
    /// All exercises.
    pub catalog: Catalog,
    /// The one that is open.
    pub open: Option<OpenExercise>,
    /// The assignment that is worked on.
    pub assigned: Option<Assigned>,
    /// The drill that is going on.
    pub drill: Option<Drill>,
    /// Where the learner stands: what is due, the statistics.
    pub overview: Option<Arc<Overview>>,
    /// The file in front: the open exercise's, or that of the exam's task.
    pub file: Option<FileKey>,
    /// The editors that run.
    pub editors: Editors,
    /// The exam that is going on, while its files are open.
    pub exam: Option<OpenExam>,
    /// An exam that is going on and was not gone on with yet.
    pub offer: Option<Offer>,
    /// The editor that would be started, or why there is none.
    pub editor_command: Result<EditorCommand, String>,
}

impl Shared {
    /// The editor on the file in front.
    #[must_use]
    pub fn editor(&self) -> Option<&OpenEditor> {
        self.editors.on(self.file.as_ref()?)
    }

    /// The exam that is going on, whether its files are open or not.
    #[must_use]
    pub fn exam_offer(&self) -> Option<Offer> {
        self.exam.as_ref().map(|exam| Offer::of(&exam.exam)).or(self.offer)
    }

    /// Why the open exercise's file cannot be read, and what helps; `None`: it can be.
    #[must_use]
    pub fn file_trouble(&self) -> Option<String> {
        match &self.open.as_ref()?.answer {
            Answer::Text(_) => None,
            Answer::Gone { reason, .. } if self.editor().is_some() => {
                Some(format!("{reason} Saving it in your editor brings it back."))
            }
            Answer::Gone { reason, last: Some(_) } => {
                Some(format!("{reason} `e` brings it back as it was saved last."))
            }
            Answer::Unreadable(reason) | Answer::Gone { reason, last: None } => Some(reason.clone()),
        }
    }

    /// What points of the open exercise are worth in the assignment, where that has points of its own for it.
    #[must_use]
    pub fn worth(&self, score: Option<u32>) -> Option<String> {
        let open = self.open.as_ref()?;
        let of = open.verdict.as_ref().map_or_else(|| open.exercise.points(), |verdict| verdict.max_score);
        self.assigned.as_ref()?.worth(&open.exercise.id, score, of)
    }

    /// Its screen, where it runs in the pane.
    #[must_use]
    pub fn pane(&self) -> Option<&PaneView> {
        self.editor()?.pane()
    }
}

/// The editor that would be started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditorCommand {
    /// How it is called: `vim`.
    pub name: String,
    /// It opens a window of its own.
    pub graphical: bool,
    /// Who chose it.
    pub chosen: Source,
}
