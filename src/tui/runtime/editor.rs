//! The learner's editors: in panes, in the whole terminal, in windows of their own. It must not know what is edited.

use std::collections::BTreeMap;
use std::path::Path;

use ratatui::layout::Size;

use super::files::sentence;
use crate::system::Environment;
use crate::system::processes::{Apart, Exit, run_on_terminal, start_apart};
use crate::tui::editors::{EditorId, FileKey};
use crate::tui::msg::Msg;
use crate::tui::pane::{Pty, PtyCommand, PtyEvent};
use crate::tui::shared::EditorCommand;
use crate::work::Editor;
use crate::work::editor::Style;

/// The editors that run.
pub struct Editors {
    environment: Environment,
    setting: Option<String>,
    running: BTreeMap<EditorId, Running>,
}

/// An editor that runs, and on what.
struct Running {
    file: FileKey,
    place: Place,
}

enum Place {
    Pane(Pty),
    Window(Apart),
}

impl Editors {
    /// No editor runs yet.
    pub fn new(environment: Environment, setting: Option<String>) -> Self {
        Self { environment, setting, running: BTreeMap::new() }
    }

    /// From now on this command is the user's choice.
    pub fn set(&mut self, setting: Option<String>) {
        self.setting = setting;
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

    /// Whether an editor runs on a file.
    pub fn is_on(&self, file: &FileKey) -> bool {
        self.running.values().any(|running| running.file == *file)
    }

    /// Starts the editor in a pane.
    pub fn open_pane(
        &mut self,
        id: EditorId,
        file: FileKey,
        path: &Path,
        size: Size,
        sink: impl Fn(PtyEvent) -> bool + Send + Sync + 'static,
    ) -> Vec<Msg> {
        let started = self.choose().and_then(|editor| {
            let command =
                PtyCommand { arguments: editor.arguments_for(path), program: editor.program, folder: folder_of(path) };
            Pty::spawn(&command, &self.environment, (size.height, size.width), sink)
                .map_err(|error| sentence(&error.to_string()))
        });
        self.started(id, file, started.map(Place::Pane))
    }

    /// Starts the editor in a window of its own.
    pub fn open_window(&mut self, id: EditorId, file: FileKey, path: &Path) -> Vec<Msg> {
        let started = self.choose().and_then(|editor| {
            start_apart(&editor.program, &editor.arguments_for(path), &folder_of(path))
                .map_err(|error| not_started(&editor, &error))
        });
        self.started(id, file, started.map(Place::Window))
    }

    fn started(&mut self, id: EditorId, file: FileKey, place: Result<Place, String>) -> Vec<Msg> {
        match place {
            Ok(place) => {
                self.running.insert(id, Running { file, place });
                Vec::new()
            }
            Err(trouble) => vec![Msg::EditorEnded { editor: id, trouble: Some(trouble) }],
        }
    }

    /// Runs the editor on the terminal, which is its own meanwhile.
    pub fn run_full_screen(&mut self, id: EditorId, path: &Path) -> Vec<Msg> {
        let ended = self.choose().and_then(|editor| {
            run_on_terminal(&editor.program, &editor.arguments_for(path), &folder_of(path))
                .map_err(|error| not_started(&editor, &error))
        });
        let trouble = ended.map_or_else(Some, |exit| trouble(&exit));
        vec![Msg::EditorEnded { editor: id, trouble }]
    }

    /// Lets go of an editor. Dropping a pane tells the editor that its terminal is gone; a window stays open, it is the user's.
    pub fn close(&mut self, id: EditorId) {
        self.running.remove(&id);
    }

    /// Types into a pane.
    pub fn type_in_pane(&mut self, id: EditorId, bytes: Vec<u8>) -> Vec<Msg> {
        let taken = self.pane(id).is_none_or(|pane| pane.write(bytes));
        if taken {
            return Vec::new();
        }
        vec![Msg::Remark("Your editor does not take keys at the moment; wait, or leave it.".to_owned())]
    }

    /// Gives a pane another size.
    pub fn resize_pane(&self, id: EditorId, size: Size) {
        if let Some(pane) = self.pane(id) {
            pane.resize(size.height, size.width);
        }
    }

    fn pane(&self, id: EditorId) -> Option<&Pty> {
        match &self.running.get(&id)?.place {
            Place::Pane(pane) => Some(pane),
            Place::Window(_) => None,
        }
    }

    /// An editor in a pane has ended.
    pub fn pane_ended(&mut self, id: EditorId, exit: &Exit) -> Msg {
        // One that was let go of has nothing to say any more.
        let trouble = self.running.remove(&id).and_then(|_| trouble(exit));
        Msg::EditorEnded { editor: id, trouble }
    }

    /// The windows that were closed since the last look.
    pub fn look(&mut self) -> Vec<Msg> {
        let mut messages = Vec::new();
        for (id, running) in &mut self.running {
            if let Place::Window(window) = &mut running.place
                && let Ok(Some(exit)) = window.ended()
            {
                messages.push(Msg::EditorEnded { editor: *id, trouble: trouble(&exit) });
            }
        }
        for message in &messages {
            if let Msg::EditorEnded { editor, .. } = message {
                self.running.remove(editor);
            }
        }
        messages
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
