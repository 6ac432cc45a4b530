//! What all screens look at: look, size, time, exercises, the open one. Only the app changes it. It must not know screens.

use jiff::Timestamp;
use ratatui::layout::Size;

use super::attempt::OpenExercise;
use super::catalog::Catalog;
use super::look::Look;
use super::pane::PaneView;
use super::settings::Settings;

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
    /// The editor.
    pub editor: Editor,
    /// The editor that would be started, or why there is none.
    pub editor_command: Result<EditorCommand, String>,
}

/// The editor that would be started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditorCommand {
    /// How it is called: `vim`.
    pub name: String,
    /// It opens a window of its own.
    pub graphical: bool,
}

/// The editor and where it runs.
#[derive(Debug, Default)]
pub enum Editor {
    /// It does not run.
    #[default]
    Closed,
    /// It runs in the pane.
    Pane(Box<PaneView>),
    /// It runs in a window of its own.
    Window,
}

impl Editor {
    /// The pane, where the editor runs in it.
    #[must_use]
    pub fn pane(&self) -> Option<&PaneView> {
        match self {
            Self::Pane(pane) => Some(pane),
            Self::Closed | Self::Window => None,
        }
    }
}
