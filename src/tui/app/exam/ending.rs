//! The end of a mock exam: what is asked before it, what is said of what will not count, and what is put away. It must not know how
//! an exam is kept or graded.

use super::super::{App, Deferred, Tone};
use crate::session::exam::Input;
use crate::tui::catalog::clock;
use crate::tui::editors::FileKey;
use crate::tui::exam::OpenExam;
use crate::tui::msg::{Effect, ExamEffect};

impl App {
    /// Asks whether the exam is to end, with all that is open in it.
    pub(super) fn ask_end_of_exam(&mut self) -> Vec<Effect> {
        let now = self.shared.now;
        let text = match (&self.shared.exam, self.shared.offer) {
            (Some(exam), _) => {
                let left = clock(exam.exam.left(now));
                format!("End the exam?{}{} There are {left} left.", loose_ends(exam), self.open_editors())
            }
            (None, Some(offer)) => format!(
                "End the exam, and grade it? {} of {} tasks are touched. There are {} left.",
                offer.touched,
                offer.tasks,
                clock(offer.left(now))
            ),
            (None, None) => return Vec::new(),
        };
        self.ask(text, "end it", Deferred::EndExam)
    }

    /// Asks whether the exam is to be discarded.
    pub(super) fn ask_discard(&mut self) -> Vec<Effect> {
        let Some(offer) = self.shared.exam_offer() else { return Vec::new() };
        let text = format!(
            "Discard the exam? It ends without a result, and cannot be gone on with: {} of {} tasks are touched, {} are left. \
             Its files stay, and the list of exams says that it was discarded.{}",
            offer.touched,
            offer.tasks,
            clock(offer.left(self.shared.now)),
            self.open_editors()
        );
        self.ask(text, "discard it", Deferred::DiscardExam)
    }

    /// On which tasks an editor is open, in a sentence with a blank before it; nothing where none is.
    pub(super) fn open_editors(&self) -> String {
        let (open, typed) = (self.tasks_with_editor(false), self.tasks_with_editor(true));
        if open.is_empty() {
            return String::new();
        }
        let mut text = format!(" Your editor is open on {}: what is not saved does not count.", tasks(&open));
        if !typed.is_empty() {
            text.push_str(&format!(" You typed on in {} since the last save.", tasks(&typed)));
        }
        text
    }

    /// The tasks, as people count them, on which an editor is open; or those alone in whose editor something was typed since the last
    /// save.
    pub(super) fn tasks_with_editor(&self, typed_on: bool) -> Vec<usize> {
        let editors = self.shared.editors.iter().filter(|editor| editor.pane().is_some());
        let mut open: Vec<usize> = editors
            .filter(|editor| editor.typed_on || !typed_on)
            .filter_map(|editor| if let FileKey::Task(number) = editor.file { Some(number + 1) } else { None })
            .collect();
        open.sort_unstable();
        open
    }

    /// What is said beside an alert when little time is left: that only what is saved counts.
    pub(super) fn time_to_save(&self) -> String {
        match self.tasks_with_editor(true).as_slice() {
            [] => " What is saved counts.".to_owned(),
            typed => format!(" Save: you typed on in {} since the last save.", tasks(typed)),
        }
    }

    /// What is said at an end by time of what was not saved; `None` where everything was.
    pub(super) fn not_counted(&self) -> Option<String> {
        let typed = self.tasks_with_editor(true);
        if typed.is_empty() {
            return None;
        }
        let kept = match self.shared.editor_command.as_ref().map(|command| command.name.as_str()) {
            Ok("vim" | "vi" | "nvim") => " vim keeps such text in a swap file beside pod.yaml: `vim -r pod.yaml`.",
            Ok("nano") => " nano keeps such text beside pod.yaml, in `pod.yaml.save`.",
            _ => "",
        };
        Some(format!(
            "The time is over. What you typed in {} after the last save does not count, as in the real exam.{kept}",
            tasks(&typed)
        ))
    }

    /// The candidate ends the exam.
    pub(in super::super) fn end_exam(&mut self) -> Vec<Effect> {
        if self.shared.exam.is_none() {
            return vec![Effect::Exam(ExamEffect::Close { discard: false })];
        }
        self.collect(true)
    }

    /// The candidate discards the exam.
    pub(in super::super) fn discard_exam(&mut self) -> Vec<Effect> {
        let mut effects = if self.shared.exam.is_some() {
            self.exam_input(Input::Discard)
        } else {
            self.clear_exam();
            vec![Effect::Exam(ExamEffect::Close { discard: true })]
        };
        effects.extend(self.say("The exam is discarded. `m` begins another one.", Tone::Plain));
        effects
    }

    /// Puts away all that belongs to the exam: its editors hear that their terminal is gone.
    pub(super) fn clear_exam(&mut self) -> Vec<Effect> {
        let files: Vec<FileKey> = self.shared.editors.iter().map(|editor| editor.file.clone()).collect();
        let tasks = files.iter().filter(|file| matches!(file, FileKey::Task(_)));
        let effects: Vec<Effect> = tasks.filter_map(|file| self.close_editor(file)).collect();
        self.shared.exam = None;
        self.shared.offer = None;
        self.shared.open = None;
        self.shared.file = None;
        self.shared.drill = None;
        self.question = None;
        self.above.clear();
        effects
    }
}

/// What is untouched or flagged, in sentences.
fn loose_ends(exam: &OpenExam) -> String {
    let mut text = String::new();
    let untouched = exam.numbers(|task| !task.changed);
    if untouched.len() == exam.len() {
        text.push_str(" No task is touched.");
    } else if !untouched.is_empty() {
        text.push_str(&format!(" Untouched: {}.", tasks(&untouched)));
    }
    let flagged = exam.numbers(|task| task.flagged);
    if !flagged.is_empty() {
        text.push_str(&format!(" Flagged: {}.", tasks(&flagged)));
    }
    text
}

/// `task 3`, `tasks 3, 4 and 9`.
pub(super) fn tasks(numbers: &[usize]) -> String {
    match numbers {
        [] => "no task".to_owned(),
        [one] => format!("task {one}"),
        [others @ .., last] => {
            let others: Vec<String> = others.iter().map(ToString::to_string).collect();
            format!("tasks {} and {last}", others.join(", "))
        }
    }
}
