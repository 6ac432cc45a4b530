//! The editors that run, each on a file of its own: the one in front and those left open behind other files. It must not know
//! processes, nor what is edited.

use super::pane::PaneView;

/// Editors that may run at once: an exam's tasks and some exercises. Each has a process and a screen of its own.
pub const MOST: usize = 24;

/// A file that an editor can be open on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FileKey {
    /// The `pod.yaml` of the exercise with this id, as it is practised.
    Exercise(String),
    /// The `pod.yaml` of a task of the exam that is going on, counted from 0.
    Task(usize),
    /// The `pod.yaml` of a drill's round, by the round's number.
    Round(u64),
}

impl FileKey {
    /// The file of an exercise.
    #[must_use]
    pub fn exercise(id: &str) -> Self {
        Self::Exercise(id.to_owned())
    }
}

/// An editor's number; none is used twice, so that a late word of one that was let go of is not taken for another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct EditorId(u64);

/// Where an editor runs.
#[derive(Debug)]
pub enum Place {
    /// In the pane.
    Pane(Box<PaneView>),
    /// In a window of its own.
    Window,
    /// In the whole terminal; nothing else is to be seen meanwhile.
    FullScreen,
}

/// An editor that runs.
#[derive(Debug)]
pub struct OpenEditor {
    /// Its number.
    pub id: EditorId,
    /// What it is open on.
    pub file: FileKey,
    /// Where it runs.
    pub place: Place,
    /// Something was typed in it since its file was saved last: as far as that can be known, there is text that would be lost.
    pub typed_on: bool,
}

impl OpenEditor {
    /// Its screen, where it runs in the pane.
    #[must_use]
    pub fn pane(&self) -> Option<&PaneView> {
        match &self.place {
            Place::Pane(pane) => Some(pane),
            Place::Window | Place::FullScreen => None,
        }
    }

    /// The same, to change.
    pub fn pane_mut(&mut self) -> Option<&mut PaneView> {
        match &mut self.place {
            Place::Pane(pane) => Some(pane),
            Place::Window | Place::FullScreen => None,
        }
    }
}

/// The editors that run, at most one on a file.
#[derive(Debug, Default)]
pub struct Editors {
    open: Vec<OpenEditor>,
    last: u64,
}

impl Editors {
    /// The editor on a file.
    #[must_use]
    pub fn on(&self, file: &FileKey) -> Option<&OpenEditor> {
        self.open.iter().find(|editor| editor.file == *file)
    }

    /// The editor with a number.
    pub fn get_mut(&mut self, id: EditorId) -> Option<&mut OpenEditor> {
        self.open.iter_mut().find(|editor| editor.id == id)
    }

    /// All, the one opened first at the front.
    pub fn iter(&self) -> impl Iterator<Item = &OpenEditor> {
        self.open.iter()
    }

    /// All, to change.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut OpenEditor> {
        self.open.iter_mut()
    }

    /// Whether no other may be opened.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.open.len() >= MOST
    }

    /// An editor was opened on a file; gives its number.
    pub fn open(&mut self, file: FileKey, place: Place) -> EditorId {
        self.last += 1;
        let id = EditorId(self.last);
        self.open.push(OpenEditor { id, file, place, typed_on: false });
        id
    }

    /// An editor has ended; nothing where it was let go of before.
    pub fn ended(&mut self, id: EditorId) -> Option<OpenEditor> {
        let place = self.open.iter().position(|editor| editor.id == id)?;
        Some(self.open.remove(place))
    }

    /// Something was typed into the editor on a file, or the file was saved.
    pub fn typed(&mut self, file: &FileKey, on: bool) {
        if let Some(editor) = self.open.iter_mut().find(|editor| editor.file == *file) {
            editor.typed_on = on;
        }
    }

    /// Whether something was typed in the editor on a file that was not saved since.
    #[must_use]
    pub fn is_typed_on(&self, file: &FileKey) -> bool {
        self.on(file).is_some_and(|editor| editor.typed_on)
    }

    /// Lets go of the editor on a file; gives its number.
    pub fn close(&mut self, file: &FileKey) -> Option<EditorId> {
        let id = self.on(file)?.id;
        self.ended(id).map(|editor| editor.id)
    }

    /// Editors in panes: what is not saved in them is lost with the program.
    #[must_use]
    pub fn panes(&self) -> usize {
        self.open.iter().filter(|editor| editor.pane().is_some()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_is_used_twice() {
        let mut editors = Editors::default();
        let first = editors.open(FileKey::exercise("a"), Place::Window);
        assert_eq!(editors.close(&FileKey::exercise("a")), Some(first));
        let second = editors.open(FileKey::exercise("a"), Place::Window);
        assert_ne!(first, second);
        assert!(editors.ended(first).is_none(), "it was let go of");
        assert!(editors.on(&FileKey::exercise("a")).is_some());
    }
}
