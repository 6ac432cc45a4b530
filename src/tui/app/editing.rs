//! The editors: opened, typed into, left running behind another file, let go of. It must not know how one is started.

use ratatui::layout::{Rect, Size};

use super::{App, Tone};
use crate::tui::editors::{EditorId, FileKey, MOST, OpenEditor, Place};
use crate::tui::msg::Effect;
use crate::tui::pane::PaneView;
use crate::tui::screen::{Screen, exam, task};
use crate::tui::settings::EditorPlace;

impl App {
    /// Starts the editor on the file in front, or goes to it.
    pub(super) fn edit(&mut self, place: Option<EditorPlace>) -> Vec<Effect> {
        let Some(file) = self.shared.file.clone() else {
            // A task of an exam that is over has no file any more: it can be practised.
            let exercise = self.shared.open.as_ref().map(|open| open.exercise.id.clone());
            return exercise.map_or_else(Vec::new, |exercise| self.open(&exercise));
        };
        if let Some(editor) = self.shared.editor() {
            if editor.pane().is_none() {
                return self.say("Your editor is already open in a window of its own.", Tone::Plain);
            }
            self.focus_editor();
            if place.is_some_and(|place| place != EditorPlace::Pane) {
                self.say("Your editor is open here already. Close it to open it elsewhere.", Tone::Plain);
            }
            return self.pane_focus(true);
        }
        if let Some(question) = self.ask_to_bring_back() {
            return question;
        }
        let graphical = match &self.shared.editor_command {
            Ok(command) => command.graphical,
            Err(reason) => {
                let reason = reason.clone();
                return self.say(reason, Tone::Bad);
            }
        };
        if self.shared.editors.is_full() {
            let text = format!("{MOST} editors are open, which is the most. Close one of them first.");
            return self.say(text, Tone::Bad);
        }
        // An editor without windows has no window of its own, and one with windows has no use for a pane.
        let place = match place.unwrap_or(self.shared.settings.editor) {
            EditorPlace::Window if !graphical => EditorPlace::Pane,
            EditorPlace::Pane | EditorPlace::FullScreen if graphical => EditorPlace::Window,
            place => place,
        };
        let area = self.pane_area(&file);
        let runs = match place {
            EditorPlace::Pane => {
                let mut pane = PaneView::new(area.height, area.width);
                pane.set_colors(self.shared.look.theme.ground());
                Place::Pane(Box::new(pane))
            }
            EditorPlace::Window => Place::Window,
            EditorPlace::FullScreen => Place::FullScreen,
        };
        let editor = self.shared.editors.open(file.clone(), runs);
        if place == EditorPlace::Pane {
            self.focus_editor();
        }
        self.notice = None;
        if place == EditorPlace::Window {
            let text = match file {
                FileKey::Exercise(_) | FileKey::Round(_) => {
                    "Your editor opens in a window of its own. Every save is graded here."
                }
                FileKey::Task(_) => "Your editor opens in a window of its own.",
            };
            self.say(text, Tone::Plain);
        }
        vec![Effect::Edit { editor, file, place, size: area.as_size() }]
    }

    /// Where the pane on a file is, or would be.
    fn pane_area(&self, file: &FileKey) -> Rect {
        match file {
            FileKey::Exercise(_) | FileKey::Round(_) => task::pane_area(&self.shared),
            FileKey::Task(_) => exam::pane_area(&self.shared),
        }
    }

    /// Gives the keyboard to the editor on the file in front, on the screen that shows it.
    fn focus_editor(&mut self) {
        let place = self.above.iter().rposition(|screen| matches!(screen, Screen::Task(_) | Screen::Exam(_)));
        if let Some(place) = place {
            self.above.truncate(place + 1);
        }
        let (screen, _) = self.top_mut();
        screen.view_mut().focus_editor(true);
    }

    /// The terminal has another size, and so has every pane.
    pub(super) fn resize(&mut self, size: Size) -> Vec<Effect> {
        self.shared.size = size;
        let files: Vec<FileKey> = self.shared.editors.iter().map(|editor| editor.file.clone()).collect();
        files.iter().filter_map(|file| self.fit(file)).collect()
    }

    /// Fits the pane on a file into its place.
    fn fit(&mut self, file: &FileKey) -> Option<Effect> {
        let area = self.pane_area(file);
        let editor = self.shared.editors.iter_mut().find(|editor| editor.file == *file)?;
        let id = editor.id;
        let resized = editor.pane_mut()?.resize(area.height, area.width);
        resized.then(|| Effect::PaneResize { editor: id, size: area.as_size() })
    }

    pub(super) fn pane_output(&mut self, editor: EditorId, bytes: &[u8]) -> Vec<Effect> {
        let Some(pane) = self.shared.editors.get_mut(editor).and_then(|editor| editor.pane_mut()) else {
            return Vec::new();
        };
        let bytes = pane.process(bytes);
        if bytes.is_empty() { Vec::new() } else { vec![Effect::PaneInput { editor, bytes }] }
    }

    /// An editor has ended by itself.
    pub(super) fn editor_ended(&mut self, editor: EditorId, trouble: Option<String>) -> Vec<Effect> {
        // One that was let go of has nothing to say any more.
        let Some(ended) = self.shared.editors.ended(editor) else { return Vec::new() };
        if self.shared.file.as_ref() == Some(&ended.file) {
            for screen in &mut self.above {
                screen.view_mut().focus_editor(false);
            }
        }
        trouble.map_or_else(Vec::new, |trouble| self.say(trouble, Tone::Bad))
    }

    /// Lets go of the editor on a file, if there is one.
    pub(super) fn close_editor(&mut self, file: &FileKey) -> Option<Effect> {
        self.shared.editors.close(file).map(Effect::CloseEditor)
    }

    /// Types what `typed` makes of the pane in front.
    pub(super) fn type_in_pane(&self, typed: impl FnOnce(&PaneView) -> Vec<u8>) -> Vec<Effect> {
        let Some((editor, pane)) = self.shared.editor().and_then(|editor| Some((editor.id, editor.pane()?))) else {
            return Vec::new();
        };
        let bytes = typed(pane);
        if bytes.is_empty() { Vec::new() } else { vec![Effect::PaneInput { editor, bytes }] }
    }

    /// Tells the editor in the pane that it has got, or lost, the keyboard.
    pub(super) fn pane_focus(&self, gained: bool) -> Vec<Effect> {
        self.type_in_pane(|pane| pane.focus(gained))
    }

    /// What would be lost with the program: the question that is asked before its end. It names the editors that are open, and those
    /// of them in which something was typed since their file was saved.
    pub(super) fn unsaved(&self) -> Option<String> {
        let mut open: Vec<&OpenEditor> = self.shared.editors.iter().filter(|editor| editor.pane().is_some()).collect();
        let in_exam = self.shared.exam.is_some();
        if open.is_empty() {
            let text = "End the program? The clock of the mock exam runs on; the next start goes on where you are.";
            return in_exam.then(|| text.to_owned());
        }
        open.sort_by_key(|editor| !editor.typed_on);
        let names = |editors: &[&OpenEditor]| {
            listed(&editors.iter().map(|editor| self.file_title(&editor.file)).collect::<Vec<_>>())
        };
        let (typed, _) = open.split_at(open.iter().filter(|editor| editor.typed_on).count());
        let (open_on, them) = if open.len() == 1 { ("Your editor is", "it") } else { ("Editors are", "them") };
        let lost = match typed.len() {
            0 => format!("Nothing was typed in {them} that is not saved."),
            some => {
                let where_ = if some == open.len() { them.to_owned() } else { names(typed) };
                format!("What was typed in {where_} since the last save would be lost.")
            }
        };
        let clock = if in_exam { " The clock of the mock exam runs on." } else { "" };
        Some(format!("{open_on} still open on {}. {lost}{clock} End the program?", names(&open)))
    }

    /// How a file is called in a sentence.
    fn file_title(&self, file: &FileKey) -> String {
        match file {
            FileKey::Exercise(id) => {
                let title = self.shared.catalog.get(id).map_or(id.as_str(), |exercise| exercise.title.as_str());
                format!("\"{title}\"")
            }
            FileKey::Round(_) => "the drill".to_owned(),
            FileKey::Task(number) => format!("task {} of the exam", number + 1),
        }
    }
}

/// Names in a sentence: `a`, `a and b`, `a, b and c`; of very many the first ones and how many others.
fn listed(names: &[String]) -> String {
    const MOST: usize = 5;
    let others = names.len().saturating_sub(MOST);
    let last = if others > 1 { format!("{others} others") } else { names.last().cloned().unwrap_or_default() };
    let before = if others > 1 { MOST } else { names.len().saturating_sub(1) };
    match names.get(..before).unwrap_or_default() {
        [] => last,
        before => format!("{} and {last}", before.join(", ")),
    }
}
