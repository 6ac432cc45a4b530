//! The mock exam: beginning, turning to a task, alerts, its end. It must not know how it is kept, graded or drawn.

use std::time::Duration;

use jiff::Timestamp;

use super::{App, Deferred, Tone};
use crate::tui::attempt::{Answer, Clock, OpenExercise};
use crate::tui::catalog::clock;
use crate::tui::editors::FileKey;
use crate::tui::exam::{Act, Offer, OpenExam, Wish};
use crate::tui::msg::{Effect, ExamEffect, ExamMsg};
use crate::tui::screen::exam::ExamScreen;
use crate::tui::screen::exam_start::ExamStart;
use crate::tui::screen::{ExamRequest, Request, Screen};

impl App {
    /// Does what a screen asks of the exam.
    pub(super) fn exam(&mut self, request: ExamRequest) -> Vec<Effect> {
        match request {
            ExamRequest::Enter if self.shared.exam.is_some() => self.enter_exam(),
            ExamRequest::Enter => {
                self.show(Screen::ExamStart(ExamStart::new(Wish::default())));
                Vec::new()
            }
            ExamRequest::Begin(wish) => vec![Effect::Exam(ExamEffect::Begin(wish))],
            ExamRequest::GoOn if self.shared.exam.is_some() => self.enter_exam(),
            ExamRequest::GoOn => vec![Effect::Exam(ExamEffect::GoOn)],
            ExamRequest::Act(act) => self.exam_act(act),
            ExamRequest::AskEnd => self.ask_end_of_exam(),
            ExamRequest::Past => Vec::new(),
        }
    }

    /// Takes what is said of the exam.
    pub(super) fn exam_msg(&mut self, msg: ExamMsg) -> Vec<Effect> {
        match msg {
            ExamMsg::Offered(offer) => self.exam_offered(offer),
            ExamMsg::Opened(exam) => {
                self.shared.offer = None;
                self.shared.exam = Some(*exam);
                self.enter_exam()
            }
        }
    }

    /// An exam was going on when the program was started.
    fn exam_offered(&mut self, offer: Offer) -> Vec<Effect> {
        self.shared.offer = Some(offer);
        let text = format!(
            "A mock exam is going on: {} are left, {} of {} tasks are touched. Go on with it?",
            clock(offer.left(self.shared.now)),
            offer.touched,
            offer.tasks
        );
        self.ask(text, "go on", Deferred::GoOnExam)
    }

    /// Brings the exam to the front.
    fn enter_exam(&mut self) -> Vec<Effect> {
        let Some(current) = self.shared.exam.as_ref().map(|exam| exam.current) else { return Vec::new() };
        self.above.clear();
        self.show(Screen::Exam(ExamScreen::new()));
        self.exam_act(Act::Shown(current))
    }

    /// Lets something happen in the exam, and keeps it.
    pub(super) fn exam_act(&mut self, act: Act) -> Vec<Effect> {
        let Some(exam) = &mut self.shared.exam else { return Vec::new() };
        exam.apply(&act);
        if let Act::Shown(_) = act {
            self.show_task();
        }
        vec![Effect::Exam(ExamEffect::Keep(act))]
    }

    /// Puts the exam's task in front.
    fn show_task(&mut self) {
        let Some(exam) = &self.shared.exam else { return };
        let Some(task) = exam.task() else { return };
        let generation = self.shared.open.as_ref().map_or(0, |open| open.generation);
        self.shared.file = Some(FileKey::Task(exam.current));
        self.shared.open = Some(OpenExercise {
            exercise: std::sync::Arc::clone(&task.exercise),
            path: task.path.clone(),
            answer: task.answer.clone(),
            clock: Clock::Exam,
            round: None,
            hints: 0,
            verdict: None,
            saved: None,
            grading: None,
            generation,
        });
        if let Some(Screen::Exam(screen)) = self.above.last_mut() {
            screen.turn();
        }
    }

    /// A task's file was saved.
    pub(super) fn task_saved(&mut self, number: usize, answer: Answer) -> Vec<Effect> {
        let now = self.shared.now;
        let Some(exam) = &mut self.shared.exam else { return Vec::new() };
        let Some(task) = exam.tasks.get_mut(number) else { return Vec::new() };
        task.answer = answer.clone();
        if exam.current == number
            && let Some(open) = self.shared.open.as_mut().filter(|open| open.clock == Clock::Exam)
        {
            open.answer = answer.clone();
            open.saved = Some(now);
        }
        match answer {
            Answer::Text(text) => {
                let mut effects = vec![Effect::Exam(ExamEffect::Keep(Act::Saved(number, text)))];
                effects.extend(self.play_changed());
                effects
            }
            Answer::Unreadable(reason) => self.say(reason, Tone::Bad),
        }
    }

    /// The answer to what would tell a verdict while the exam is in front; `None` where the request tells none.
    pub(super) fn not_in_exam(&mut self, request: &Request) -> Option<Vec<Effect>> {
        let tells = matches!(
            request,
            Request::Grade
                | Request::Hint
                | Request::Diff
                | Request::Solution
                | Request::Explain
                | Request::Reset
                | Request::NextExercise
        );
        let examined = self.shared.open.as_ref().is_some_and(|open| open.clock == Clock::Exam);
        (tells && examined).then(|| self.say("Nothing is graded or shown before the end of the exam.", Tone::Plain))
    }

    /// Time has passed: alerts, and the end.
    pub(super) fn exam_tick(&mut self, now: Timestamp) -> Vec<Effect> {
        let over = self.shared.exam_offer().is_some_and(|offer| now >= offer.deadline);
        if over {
            return self.end_exam(true);
        }
        let mut effects = self.keep_notes();
        let Some(minutes) = self.shared.exam.as_ref().and_then(|exam| exam.alert(now)) else { return effects };
        let left = self.shared.exam.as_ref().map_or(Duration::ZERO, |exam| exam.left(now));
        effects.extend(self.exam_act(Act::Alerted(minutes)));
        let left = left.as_secs().div_ceil(60);
        let plural = if left == 1 { "minute is" } else { "minutes are" };
        effects.extend(self.say(format!("{left} {plural} left."), Tone::Alert));
        effects
    }

    /// Notes that are being written are kept as they grow, so that a crash takes none of them.
    fn keep_notes(&mut self) -> Vec<Effect> {
        let Some(Screen::Exam(screen)) = self.above.last() else { return Vec::new() };
        let (Some(notes), Some(exam)) = (screen.notes(), &self.shared.exam) else { return Vec::new() };
        if exam.task().is_none_or(|task| task.notes == notes) {
            return Vec::new();
        }
        let act = Act::Noted(exam.current, notes.to_owned());
        self.exam_act(act)
    }

    fn ask_end_of_exam(&mut self) -> Vec<Effect> {
        let mut text = "End the exam?".to_owned();
        match (&self.shared.exam, self.shared.offer) {
            (Some(exam), _) => {
                text.push_str(&loose_ends(exam));
                let editors = self.shared.editors.iter();
                let open: Vec<usize> = editors
                    .filter(|editor| editor.pane().is_some())
                    .filter_map(|editor| if let FileKey::Task(number) = editor.file { Some(number + 1) } else { None })
                    .collect();
                if !open.is_empty() {
                    text.push_str(&format!(
                        " Your editor is open on {}: what is not saved does not count.",
                        tasks(&open)
                    ));
                }
            }
            (None, Some(offer)) => {
                let left = offer.tasks.saturating_sub(offer.touched);
                text.push_str(&format!(" {left} of {} tasks are untouched.", offer.tasks));
            }
            (None, None) => return Vec::new(),
        }
        let left = self.shared.exam_offer().map_or(Duration::ZERO, |offer| offer.left(self.shared.now));
        text.push_str(&format!(" There are {} left.", clock(left)));
        self.ask(text, "end it", Deferred::EndExam)
    }

    /// Ends the exam: by hand, or because its time is over.
    pub(super) fn end_exam(&mut self, by_time: bool) -> Vec<Effect> {
        let mut effects = self.keep_notes();
        let files: Vec<FileKey> = self.shared.editors.iter().map(|editor| editor.file.clone()).collect();
        for file in files.iter().filter(|file| matches!(file, FileKey::Task(_))) {
            effects.extend(self.close_editor(file));
        }
        self.shared.exam = None;
        self.shared.offer = None;
        self.shared.open = None;
        self.shared.file = None;
        self.question = None;
        self.above.clear();
        effects.push(Effect::Exam(ExamEffect::End { by_time }));
        effects
    }
}

/// What is untouched or flagged, in sentences.
fn loose_ends(exam: &OpenExam) -> String {
    let mut text = String::new();
    let untouched = exam.numbers(|task| !task.is_touched());
    if untouched.len() == exam.tasks.len() {
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
fn tasks(numbers: &[usize]) -> String {
    match numbers {
        [] => "no task".to_owned(),
        [one] => format!("task {one}"),
        [others @ .., last] => {
            let others: Vec<String> = others.iter().map(ToString::to_string).collect();
            format!("tasks {} and {last}", others.join(", "))
        }
    }
}
