//! The open exercise: opening, editing, grading, hints, solution, starting over. It must not know how any of it is drawn.

use std::sync::Arc;

use jiff::SignedDuration;

use super::{App, Deferred, Tone};
use crate::grade::Verdict;
use crate::session::drill::Ending;
use crate::tui::attempt::{Answer, Clock, End, OpenExercise};
use crate::tui::catalog::{State, clock};
use crate::tui::editors::FileKey;
use crate::tui::msg::{Effect, Opened};
use crate::tui::screen::Screen;
use crate::tui::screen::diff::DiffScreen;
use crate::tui::screen::reading::Reading;
use crate::tui::screen::task::{self, Task};
use crate::tui::screen::verdict::VerdictScreen;

impl App {
    /// Opens an exercise. An editor on another one is left running; it is found as it was on coming back.
    pub(super) fn open(&mut self, exercise: &str) -> Vec<Effect> {
        if self.shared.open.as_ref().is_some_and(|open| open.exercise.id == exercise && open.is_practice()) {
            self.shared.file = Some(FileKey::exercise(exercise));
            self.show(Screen::Task(Task::new()));
            return Vec::new();
        }
        self.shared.open = None;
        self.shared.file = None;
        self.above.clear();
        vec![Effect::Open { exercise: exercise.to_owned() }]
    }

    pub(super) fn opened(&mut self, opened: Opened) -> Vec<Effect> {
        let Some(exercise) = self.shared.catalog.get(&opened.exercise).cloned() else { return Vec::new() };
        let id = exercise.id.clone();
        let file = FileKey::exercise(&id);
        let untouched = matches!(&opened.answer, Answer::Text(text) if *text == exercise.start);
        let solved = self.shared.catalog.standing(&id).state == State::Solved;
        let mut effects = Vec::new();
        let clock = match opened.attempt {
            Some(going) => {
                let spent = SignedDuration::try_from(going.spent).unwrap_or_default();
                Clock::Running { since: self.shared.now - spent }
            }
            // What was solved is only looked at until it is started over, or no longer right.
            None if solved && !untouched => Clock::Stopped,
            None => {
                effects.push(Effect::Begin { exercise: id });
                Clock::Running { since: self.shared.now }
            }
        };
        let generation = self.shared.open.as_ref().map_or(0, |open| open.generation);
        self.shared.open = Some(OpenExercise {
            exercise,
            path: opened.path,
            answer: opened.answer,
            clock,
            hints: opened.attempt.map_or(0, |going| going.hints),
            verdict: None,
            whole_verdict: None,
            saved: None,
            grading: None,
            round: None,
            generation,
        });
        self.shared.file = Some(file);
        self.above.clear();
        self.show(Screen::Task(Task::new()));
        let on_save = self.shared.open.as_ref().is_some_and(|open| open.exercise.feedback.on_save);
        if !untouched && on_save {
            effects.extend(self.grade());
        }
        if let Some(text) = opened.graded_last {
            let question = "Your `pod.yaml` was not there any more, and begins anew. Bring back what was graded last?";
            effects.extend(self.ask(question.to_owned(), "bring it back", Deferred::BringBack(text)));
        }
        effects
    }

    /// A question before a file that is gone is edited or begun anew: what was in it last need not be lost. `None`: it is there.
    pub(super) fn ask_to_bring_back(&mut self) -> Option<Vec<Effect>> {
        if self.shared.editor().is_some() {
            return None;
        }
        let last = self.shared.open.as_ref()?.answer.last()?.to_owned();
        let question = "Your `pod.yaml` is gone. Write it again as it was saved last?";
        Some(self.ask(question.to_owned(), "write it", Deferred::BringBack(last)))
    }

    /// Writes a text into a file that has none of the learner's any more.
    pub(super) fn bring_back(&mut self, text: String) -> Vec<Effect> {
        let (Some(open), Some(file)) = (&self.shared.open, self.shared.file.clone()) else { return Vec::new() };
        vec![Effect::BringBack { file, start: open.exercise.start.clone(), text }]
    }

    pub(super) fn changed(&mut self, file: &FileKey, answer: Answer) -> Vec<Effect> {
        if let FileKey::Task(number) = file {
            return self.task_saved(*number, answer);
        }
        let now = self.shared.now;
        let Some(open) = self.shared.open.as_mut().filter(|open| open.file() == *file) else {
            return Vec::new();
        };
        let readable = matches!(answer, Answer::Text(_));
        if readable {
            open.saved = Some(now);
        }
        open.answer = answer.after(&open.answer);
        if !readable {
            return Vec::new();
        }
        let on_save = self.shared.open.as_ref().is_some_and(|open| open.exercise.feedback.on_save);
        let mut effects = if on_save { self.grade() } else { self.ungraded() };
        effects.extend(self.play_changed());
        effects
    }

    /// The text has changed, and grading it counts: what was said of the older one no longer holds.
    fn ungraded(&mut self) -> Vec<Effect> {
        if let Some(open) = &mut self.shared.open {
            open.generation += 1;
            open.verdict = None;
        }
        let words = self.saved_words();
        self.say(words, Tone::Plain)
    }

    /// Gives the open exercise's text to grading.
    pub(super) fn grade(&mut self) -> Vec<Effect> {
        let now = self.shared.now;
        let Some(open) = &mut self.shared.open else { return Vec::new() };
        let Answer::Text(text) = &open.answer else { return Vec::new() };
        open.generation += 1;
        open.grading = Some(now);
        vec![Effect::Grade { generation: open.generation, exercise: Arc::clone(&open.exercise), text: text.clone() }]
    }

    pub(super) fn grade_and_show(&mut self) -> Vec<Effect> {
        if let Some(reason) = self.shared.file_trouble() {
            return self.say(reason, Tone::Bad);
        }
        if let Some(words) = self.refusal() {
            return self.say(words, Tone::Bad);
        }
        self.last_attempt().unwrap_or_else(|| self.grade_now())
    }

    /// Grades, whatever it uses, and shows the verdict.
    pub(super) fn grade_now(&mut self) -> Vec<Effect> {
        if !matches!(self.top(), Screen::Verdict(_)) {
            self.show(Screen::Verdict(VerdictScreen::new()));
        }
        self.grade()
    }

    pub(super) fn graded(&mut self, generation: u64, verdict: &Arc<Verdict>) -> Vec<Effect> {
        let now = self.shared.now;
        let Some(open) = self.shared.open.as_mut().filter(|open| open.generation == generation) else {
            return Vec::new();
        };
        open.grading = None;
        let id = open.exercise.id.clone();
        let told = open.exercise.feedback.solution;
        let mut effects = Vec::new();
        if open.clock == Clock::Stopped && !verdict.passed {
            open.clock = Clock::Running { since: now };
            effects.push(Effect::Begin { exercise: id.clone() });
        }
        open.tell(Arc::clone(verdict));
        if !open.is_running() {
            return effects;
        }
        let text = open.text().unwrap_or_default().to_owned();
        let after = open.elapsed(now).unwrap_or_default();
        effects.push(Effect::Keep { exercise: id.clone(), text, verdict: Arc::clone(verdict), elapsed: after });
        if verdict.passed {
            open.clock = Clock::Ended { after, how: End::Solved };
            effects.push(Effect::End { exercise: id.clone(), how: End::Solved, after });
        }
        let text = open.text().unwrap_or_default().to_owned();
        effects.extend(self.attempt_used(&id, &text, verdict.score >= verdict.max_score));
        if self.is_drilling() {
            effects.extend(self.round_graded(verdict, after));
        } else if verdict.passed {
            let why = if told { " `x` tells why it works." } else { "" };
            let words = format!("Full marks in {}.{why}", clock(after));
            effects.extend(self.say(words, Tone::Good));
        }
        effects.extend(self.diff_awaited());
        effects
    }

    pub(super) fn grading_failed(&mut self, generation: u64) -> Vec<Effect> {
        let Some(open) = self.shared.open.as_mut().filter(|open| open.generation == generation) else {
            return Vec::new();
        };
        open.grading = None;
        let text = "Grading failed by a mistake of this program, not of yours. Your file is safe; please report it.";
        self.say(text, Tone::Bad)
    }

    pub(super) fn hint(&mut self) -> Vec<Effect> {
        let Some(open) = &self.shared.open else { return Vec::new() };
        if open.is_over() {
            return self.say("This exercise is done; hints are for the next attempt.", Tone::Plain);
        }
        let Some((number, hint)) = open.next_hint() else {
            if let (Screen::Task(task), shared) = self.top_mut() {
                task.show_last_hint(shared);
            }
            return self.say("There are no more hints.", Tone::Plain);
        };
        if hint.cost == 0 {
            return self.show_hint();
        }
        let plural = if hint.cost == 1 { "" } else { "s" };
        let price = if self.shared.assigned.is_some() {
            "It takes nothing off your points; the hand-in says that you read it.".to_owned()
        } else {
            format!("It costs {} point{plural}.", hint.cost)
        };
        let text = format!("Show hint {number} of {}? {price}", open.exercise.hints.len());
        self.ask(text, "show it", Deferred::Hint)
    }

    pub(super) fn show_hint(&mut self) -> Vec<Effect> {
        let Some(open) = &mut self.shared.open else { return Vec::new() };
        let Some((number, cost)) = open.next_hint().map(|(number, hint)| (number, hint.cost)) else {
            return Vec::new();
        };
        open.hints = number;
        let exercise = open.exercise.id.clone();
        self.round_hint();
        // A screen above the task gives way to it.
        let _ = self.task();
        if let (Screen::Task(task), shared) = self.top_mut() {
            task.show_last_hint(shared);
        }
        vec![Effect::Hint { exercise, number, cost }]
    }

    pub(super) fn diff(&mut self) -> Vec<Effect> {
        if let Some(reason) = self.shared.file_trouble() {
            return self.say(reason, Tone::Bad);
        }
        let Some(open) = &self.shared.open else { return Vec::new() };
        if !open.exercise.feedback.diff {
            return self.say("This assignment does not compare with the answer.", Tone::Plain);
        }
        if open.withholds() {
            return self.ask_for_nearest();
        }
        let is_graded = open.verdict.is_some();
        if let Some(words) = self.refusal().filter(|_| !is_graded) {
            return self.say(words, Tone::Bad);
        }
        if is_graded {
            self.show(Screen::Diff(DiffScreen::new()));
            return Vec::new();
        }
        self.show(Screen::Diff(DiffScreen::waiting()));
        self.grade()
    }

    /// The question before the nearest right answer is shown although not everything was tried.
    fn ask_for_nearest(&mut self) -> Vec<Effect> {
        let text = "You have not tried everything yet, and the nearest right answer shows it. Looking at it ends this attempt, \
                    without marks, as the solution does. Show it?";
        self.ask(text.to_owned(), "show it", Deferred::Nearest)
    }

    /// A diff that was asked for before the text was graded: where it would give away what was not tried, that is asked first.
    fn diff_awaited(&mut self) -> Vec<Effect> {
        let withholds = self.shared.open.as_ref().is_some_and(OpenExercise::withholds);
        let waited = if let (Screen::Diff(diff), _) = self.top_mut() { diff.has_waited() } else { false };
        if !(waited && withholds) || self.question.is_some() {
            return Vec::new();
        }
        self.above.pop();
        self.ask_for_nearest()
    }

    /// Shows the nearest right answer although not everything was tried, which ends the attempt.
    pub(super) fn show_nearest(&mut self) -> Vec<Effect> {
        let effects = self.end_without_marks();
        self.show(Screen::Diff(DiffScreen::new()));
        effects
    }

    pub(super) fn solution(&mut self) -> Vec<Effect> {
        let Some(open) = &self.shared.open else { return Vec::new() };
        if !open.exercise.feedback.solution {
            return self.say("This assignment comes without its answers; your teacher has them.", Tone::Plain);
        }
        if open.is_running() {
            let text = "Show the solution? That ends this attempt, without marks.";
            return self.ask(text.to_owned(), "show it", Deferred::Solution);
        }
        self.show(Screen::Reading(Reading::new()));
        Vec::new()
    }

    pub(super) fn show_solution(&mut self) -> Vec<Effect> {
        let effects = self.end_without_marks();
        self.show(Screen::Reading(Reading::new()));
        effects
    }

    /// Ends the attempt without marks, because an answer is going to be seen.
    fn end_without_marks(&mut self) -> Vec<Effect> {
        let now = self.shared.now;
        let Some(open) = &mut self.shared.open else { return Vec::new() };
        let after = open.elapsed(now).unwrap_or_default();
        open.clock = Clock::Ended { after, how: End::SolutionShown };
        open.tell_again();
        let exercise = open.exercise.id.clone();
        let mut effects = vec![Effect::End { exercise, how: End::SolutionShown, after }];
        effects.extend(self.round_over(Ending::SolutionShown, after));
        effects
    }

    /// Opens the exercise's pages of the Kubernetes docs.
    pub(super) fn open_docs(&mut self) -> Vec<Effect> {
        let docs = self.shared.open.as_ref().map(|open| open.exercise.docs.as_slice()).unwrap_or_default();
        let pages: Vec<String> = docs.iter().map(|path| format!("{}{path}", task::DOCS)).collect();
        if pages.is_empty() {
            return self.say("This exercise names no pages.", Tone::Plain);
        }
        vec![Effect::OpenPages(pages)]
    }

    pub(super) fn explain(&mut self) -> Vec<Effect> {
        if self.shared.open.as_ref().is_some_and(|open| !open.exercise.feedback.solution) {
            return self.say("This assignment comes without its answers; your teacher has them.", Tone::Plain);
        }
        if self.shared.open.as_ref().is_some_and(OpenExercise::is_over) {
            self.show(Screen::Reading(Reading::new()));
            return Vec::new();
        }
        self.say("The explanation comes with full marks, or with the solution (`s`).", Tone::Plain)
    }

    pub(super) fn ask_reset(&mut self) -> Vec<Effect> {
        if self.is_drilling() {
            return self.ask_again();
        }
        if let Some(question) = self.ask_to_bring_back() {
            return question;
        }
        let Some(open) = &self.shared.open else { return Vec::new() };
        let ending = if open.is_running() { " This attempt ends, and the next one begins." } else { "" };
        let untouched = open.text().is_some_and(|text| text == open.exercise.start);
        let file = if untouched {
            "Your pod.yaml is as it was at first."
        } else {
            "Your pod.yaml goes back to its beginning; a backup is kept beside it."
        };
        let editor =
            self.shared.editors.on(&FileKey::exercise(&open.exercise.id)).filter(|editor| editor.pane().is_some());
        let editor = match editor {
            Some(editor) if editor.typed_on => {
                " Your editor is open on it and is closed; what is not saved in it goes."
            }
            Some(_) => " Your editor is open on it and is closed.",
            None => "",
        };
        let text = format!("Start over? {file}{editor}{ending}");
        self.ask(text, "start over", Deferred::Reset)
    }

    pub(super) fn reset(&mut self) -> Vec<Effect> {
        let now = self.shared.now;
        let Some(open) = &self.shared.open else { return Vec::new() };
        let exercise = open.exercise.id.clone();
        let unsaved = self.shared.editors.is_typed_on(&FileKey::exercise(&exercise));
        let mut effects = Vec::new();
        if open.is_running() {
            let after = open.elapsed(now).unwrap_or_default();
            effects.push(Effect::End { exercise: exercise.clone(), how: End::Reset, after });
        }
        effects.extend(self.close_editor(&FileKey::exercise(&exercise)));
        effects.push(Effect::Reset { exercise, unsaved });
        effects
    }

    pub(super) fn next_exercise(&mut self) -> Vec<Effect> {
        if self.is_drilling() {
            return self.next_round();
        }
        let next = self.shared.open.as_ref().and_then(|open| self.shared.catalog.after(&open.exercise.id));
        match next.map(|exercise| exercise.id.clone()) {
            Some(next) => self.open(&next),
            None => self.say("Every exercise is solved. Home chooses what you did longest ago.", Tone::Good),
        }
    }
}
