//! What an assignment changes in the app: its terms, its attempts, and what it has no room for. It must not know how any of it is
//! drawn.

use super::{App, Deferred, Tone};
use crate::tui::assigned::Cost;
use crate::tui::keymap::Action;
use crate::tui::msg::Effect;
use crate::tui::screen::assignment::AssignmentScreen;
use crate::tui::screen::{Request, Screen};

impl App {
    /// Shows the terms.
    pub(super) fn show_assignment(&mut self) -> Vec<Effect> {
        if self.shared.assigned.is_none() {
            let text =
                "There is no assignment here: `podlings --assignment FILE` opens the one that your teacher gave you.";
            return self.say(text, Tone::Plain);
        }
        self.show(Screen::Assignment(AssignmentScreen::new()));
        Vec::new()
    }

    /// Whether the last line may name an action: those of an assignment only with one, those that it has no room for only without.
    pub(super) fn suits_assignment(&self, action: Action) -> bool {
        let (has_one, is_shown) = (self.shared.assigned.is_some(), matches!(self.top(), Screen::Assignment(_)));
        match action {
            Action::Assignment => has_one && !is_shown,
            Action::Exam | Action::Drill | Action::DrillChosen => !has_one,
            _ => true,
        }
    }

    /// Exams and drills grade as often as one likes, and have files of their own: an assignment has neither.
    pub(super) fn not_in_assignment(&mut self, request: &Request) -> Option<Vec<Effect>> {
        let aside = matches!(request, Request::Exam(_) | Request::Drill(_));
        (aside && self.shared.assigned.is_some()).then(|| {
            let text =
                "There are no drills and exams in an assignment: start podlings without `--assignment` for those.";
            self.say(text, Tone::Plain)
        })
    }

    /// Why the open exercise's text is not graded: no attempt is left.
    pub(super) fn refusal(&self) -> Option<String> {
        match self.cost()? {
            Cost::TooMany { of } => Some(format!(
                "All {of} attempts at this exercise are used: it is not graded again. You can still write, and hand in what you have."
            )),
            Cost::Free | Cost::One { .. } => None,
        }
    }

    /// A question before the last attempt is used; `None`: it is not the last one.
    pub(super) fn last_attempt(&mut self) -> Option<Vec<Effect>> {
        let Cost::One { left: 0, of } = self.cost()? else { return None };
        let which = if of == 1 { "the only attempt".to_owned() } else { format!("the last of {of} attempts") };
        let text = format!("Grade it? This is {which} at this exercise. Saving uses none.");
        Some(self.ask(text, "grade it", Deferred::LastAttempt))
    }

    /// Remembers that the open exercise's text was graded, and says how many attempts are left.
    pub(super) fn attempt_used(&mut self, exercise: &str, text: &str, is_full: bool) -> Vec<Effect> {
        let Some(assigned) = &mut self.shared.assigned else { return Vec::new() };
        let cost = assigned.cost(exercise, text);
        assigned.graded(exercise, text, is_full);
        match cost {
            Cost::One { left, of } if !is_full => {
                let words = format!("Attempt {} of {of}: {left} left. Saving uses none, `g` does.", of - left);
                self.say(words, Tone::Plain)
            }
            _ => Vec::new(),
        }
    }

    /// What is said of a save that is not graded by itself.
    pub(super) fn saved_words(&self) -> String {
        match self.cost() {
            Some(Cost::One { left, of }) => format!("Saved. `g` grades it: {} of {of} attempts are left.", left + 1),
            Some(Cost::TooMany { of }) => format!("Saved. All {of} attempts are used: it is handed in as it is."),
            _ => "Saved. `g` grades it.".to_owned(),
        }
    }

    fn cost(&self) -> Option<Cost> {
        let open = self.shared.open.as_ref()?;
        Some(self.shared.assigned.as_ref()?.cost(&open.exercise.id, open.text()?))
    }
}
