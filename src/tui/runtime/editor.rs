//! The learner's editor: in the pane, in the whole terminal, in a window of its own. It must not know what is edited.

use std::path::Path;

use ratatui::layout::Size;

use super::files::sentence;
use crate::system::Environment;
use crate::system::processes::{Apart, Exit, run_on_terminal, start_apart};
use crate::tui::msg::Msg;
use crate::tui::pane::{Pty, PtyCommand, PtyEvent};
use crate::tui::shared::EditorCommand;
use crate::work::Editor;
use crate::work::editor::Style;

/// The editor that runs, if one does.
pub struct Editors {
    environment: Environment,
    setting: Option<String>,
    pane: Option<Pty>,
    window: Option<Apart>,
}

impl Editors {
    /// No editor runs yet.
    pub fn new(environment: Environment, setting: Option<String>) -> Self {
        Self { environment, setting, pane: None, window: None }
    }

    fn choose(&self) -> Result<Editor, String> {
        Editor::choose(&self.environment, self.setting.as_deref())
            .map_err(|error| format!("{} {}", sentence(&error.to_string()), sentence(error.hint())))
    }

    /// The editor that would be started.
    pub fn command(&self) -> Result<EditorCommand, String> {
        let editor = self.choose()?;
        Ok(EditorCommand { name: editor.name(), graphical: editor.style == Style::Graphical })
    }

    /// Starts the editor in the pane.
    pub fn open_pane(
        &mut self,
        file: &Path,
        size: Size,
        sink: impl Fn(PtyEvent) -> bool + Send + Sync + 'static,
    ) -> Vec<Msg> {
        let started = self.choose().and_then(|editor| {
            let command =
                PtyCommand { arguments: editor.arguments_for(file), program: editor.program, folder: folder_of(file) };
            Pty::spawn(&command, &self.environment, (size.height, size.width), sink)
                .map_err(|error| sentence(&error.to_string()))
        });
        match started {
            Ok(pty) => {
                self.pane = Some(pty);
                Vec::new()
            }
            Err(trouble) => vec![Msg::EditorEnded { trouble: Some(trouble) }],
        }
    }

    /// Starts the editor in a window of its own.
    pub fn open_window(&mut self, file: &Path) -> Vec<Msg> {
        let started = self.choose().and_then(|editor| {
            start_apart(&editor.program, &editor.arguments_for(file), &folder_of(file))
                .map_err(|error| not_started(&editor, &error))
        });
        match started {
            Ok(apart) => {
                self.window = Some(apart);
                Vec::new()
            }
            Err(trouble) => vec![Msg::EditorEnded { trouble: Some(trouble) }],
        }
    }

    /// Runs the editor on the terminal, which is its own meanwhile.
    pub fn run_full_screen(&mut self, file: &Path) -> Vec<Msg> {
        let ended = self.choose().and_then(|editor| {
            run_on_terminal(&editor.program, &editor.arguments_for(file), &folder_of(file))
                .map_err(|error| not_started(&editor, &error))
        });
        let trouble = ended.map_or_else(Some, |exit| trouble(&exit));
        vec![Msg::EditorEnded { trouble }]
    }

    /// Lets go of the editor.
    pub fn close(&mut self) {
        // Dropping the pane tells the editor that its terminal is gone; a window stays open, it is the user's.
        self.pane = None;
        self.window = None;
    }

    /// Types into the pane.
    pub fn type_in_pane(&mut self, bytes: Vec<u8>) -> Vec<Msg> {
        let taken = self.pane.as_ref().is_none_or(|pane| pane.write(bytes));
        if taken {
            return Vec::new();
        }
        vec![Msg::Remark("Your editor does not take keys at the moment; wait, or leave it.".to_owned())]
    }

    /// Gives the pane another size.
    pub fn resize_pane(&self, size: Size) {
        if let Some(pane) = &self.pane {
            pane.resize(size.height, size.width);
        }
    }

    /// The editor in the pane has ended.
    pub fn pane_ended(&mut self, exit: &Exit) -> Msg {
        // One that was let go of has nothing to say any more.
        let trouble = self.pane.take().and_then(|_| trouble(exit));
        Msg::EditorEnded { trouble }
    }

    /// Whether the window was closed.
    pub fn look(&mut self) -> Option<Msg> {
        let ended = self.window.as_mut()?.ended().ok()??;
        self.window = None;
        Some(Msg::EditorEnded { trouble: trouble(&ended) })
    }
}

fn folder_of(file: &Path) -> std::path::PathBuf {
    file.parent().unwrap_or(file).to_owned()
}

fn not_started(editor: &Editor, error: &std::io::Error) -> String {
    format!("{} could not be started: {error}.", editor.name())
}

/// What is said of an editor that did not end well.
fn trouble(exit: &Exit) -> Option<String> {
    match exit {
        Exit::Code(0) => None,
        Exit::Code(code) => Some(format!("Your editor ended with code {code}. What it had saved is there.")),
        Exit::Signal(name) => Some(format!("Your editor was ended from outside ({name}). What it had saved is there.")),
    }
}
