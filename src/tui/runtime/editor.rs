//! The learner's editors: in panes, in the whole terminal, in windows of their own. It must not know what is edited.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ratatui::layout::Size;

use super::files::sentence;
use crate::system::Environment;
use crate::system::processes::{Apart, Exit, run_on_terminal, start_apart};
use crate::tui::editors::{EditorId, FileKey};
use crate::tui::msg::Msg;
use crate::tui::pane::{Pty, PtyCommand, PtyEvent};
use crate::tui::shared::EditorCommand;
use crate::work::editor::Style;
use crate::work::{Editor, swap};

/// The editors that run.
pub struct Editors {
    environment: Environment,
    setting: Option<String>,
    running: BTreeMap<EditorId, Running>,
    /// Those that were ended on behalf of the user and may leave something behind, until they have ended.
    leaving: BTreeMap<EditorId, Leaving>,
}

/// Says where nano has put text that was not saved when its terminal went away, as long as that is newer than the file. vim asks
/// by itself.
fn kept_by_nano(path: &Path) -> Option<String> {
    let kept = path.with_file_name(format!("{}.save", path.file_name()?.to_str()?));
    let changed = |path: &Path| std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    let name = kept.file_name()?.to_str()?;
    (changed(&kept)? > changed(path)?).then(|| {
        format!("nano kept text that was not saved in `{name}`, beside your file. Ctrl-R in nano reads it in.")
    })
}

/// An editor that runs, and on what.
struct Running {
    file: FileKey,
    path: PathBuf,
    place: Place,
}

/// An editor that is about to end, on what, and its process.
struct Leaving {
    path: PathBuf,
    process: u32,
}

enum Place {
    Pane(Pty),
    Window(Apart),
}

impl Editors {
    /// No editor runs yet.
    pub fn new(environment: Environment, setting: Option<String>) -> Self {
        Self { environment, setting, running: BTreeMap::new(), leaving: BTreeMap::new() }
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
        let graphical = editor.style == Style::Graphical;
        Ok(EditorCommand { name: editor.name(), graphical, chosen: editor.source })
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
        self.started(id, file, path, started.map(Place::Pane))
    }

    /// Starts the editor in a window of its own.
    pub fn open_window(&mut self, id: EditorId, file: FileKey, path: &Path) -> Vec<Msg> {
        let started = self.choose().and_then(|editor| {
            start_apart(&editor.program, &editor.arguments_for(path), &folder_of(path))
                .map_err(|error| not_started(&editor, &error))
        });
        self.started(id, file, path, started.map(Place::Window))
    }

    fn started(&mut self, id: EditorId, file: FileKey, path: &Path, place: Result<Place, String>) -> Vec<Msg> {
        match place {
            Ok(place) => {
                self.running.insert(id, Running { file, path: path.to_owned(), place });
                kept_by_nano(path).map(Msg::Remark).into_iter().collect()
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
    ///
    /// An exercise's editor is let go of to start over: what was not saved in it goes, so what vim keeps of that goes with it, and does
    /// not stand in the way of the next start. In an exam nothing is thrown away.
    pub fn close(&mut self, id: EditorId) {
        let Some(Running { file, path, place }) = self.running.remove(&id) else { return };
        if let (FileKey::Exercise(_), Place::Pane(pane)) = (file, &place)
            && let Some(process) = pane.process()
        {
            self.leaving.insert(id, Leaving { path, process });
        }
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
        if let Some(Leaving { path, process }) = self.leaving.remove(&id) {
            swap::remove_left_behind(&path, process);
        }
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

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;
    use crate::tui::editors;

    /// A swap file of vim's as that process would have it.
    fn swap_of(process: u32) -> Vec<u8> {
        let mut block = vec![0; 4096];
        block[..9].copy_from_slice(b"b0VIM 9.1");
        block[24..28].copy_from_slice(&process.to_le_bytes());
        block
    }

    /// Lets go of an editor on a file beside which it and another one have a swap file; gives what is there when it has ended.
    fn left_after_close(file: FileKey) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pod.yaml");
        std::fs::write(&path, "").unwrap();
        let script = folder.path().join("ed");
        std::fs::write(&script, "#!/bin/sh\nread line\n").unwrap();
        std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let environment = Environment::of([("EDITOR", script.as_os_str())], folder.path());
        let mut editors = Editors::new(environment, None);
        let id = editors::Editors::default().open(file.clone(), editors::Place::Window);
        let (events, queue) = channel();
        let started = editors.open_pane(id, file, &path, Size::new(80, 24), move |event| events.send(event).is_ok());
        assert!(started.is_empty(), "{started:?}");
        let process = editors.pane(id).and_then(Pty::process).unwrap();
        std::fs::write(folder.path().join(".pod.yaml.swp"), swap_of(process)).unwrap();
        std::fs::write(folder.path().join(".pod.yaml.swo"), swap_of(process + 1)).unwrap();
        editors.close(id);
        let exit = queue.iter().find_map(|event| match event {
            PtyEvent::Exited(exit) => Some(exit),
            PtyEvent::Output(_) => None,
        });
        let said = editors.pane_ended(id, &exit.unwrap());
        assert!(matches!(said, Msg::EditorEnded { trouble: None, .. }), "{said:?}");
        let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn who_starts_over_finds_no_swap_file_of_the_editor_that_was_closed() {
        assert_eq!(left_after_close(FileKey::exercise("config-loader")), [".pod.yaml.swo", "ed", "pod.yaml"]);
        let kept = [".pod.yaml.swo", ".pod.yaml.swp", "ed", "pod.yaml"];
        assert_eq!(left_after_close(FileKey::Task(0)), kept, "an exam throws nothing away");
    }

    #[test]
    fn text_that_nano_kept_is_named_while_it_is_newer_than_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let (file, kept) = (folder.path().join("pod.yaml"), folder.path().join("pod.yaml.save"));
        std::fs::write(&file, "kind: Pod\n").unwrap();
        assert_eq!(kept_by_nano(&file), None);
        std::fs::write(&kept, "kind: Pod\nmore: text\n").unwrap();
        let saved_at = |path: &Path, seconds| {
            let time = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
            std::fs::File::options().write(true).open(path).and_then(|opened| opened.set_modified(time)).unwrap();
        };
        saved_at(&file, 1000);
        saved_at(&kept, 2000);
        assert_eq!(
            kept_by_nano(&file).as_deref(),
            Some("nano kept text that was not saved in `pod.yaml.save`, beside your file. Ctrl-R in nano reads it in.")
        );
        saved_at(&file, 3000);
        assert_eq!(kept_by_nano(&file), None);
    }
}
