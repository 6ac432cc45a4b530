//! The mock exam: beginning, turning to a task, alerts. It must not know how it is kept, graded or drawn.

mod ending;

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{App, Deferred, Tone};
use crate::history::ExamEnd;
use crate::session::exam::{Input, SavedFile, Step, TASKS, usual_minutes};
use crate::tui::attempt::{Answer, Clock, End, OpenExercise};
use crate::tui::catalog::clock;
use crate::tui::editors::FileKey;
use crate::tui::exam::{Offer, OpenExam, Wish};
use crate::tui::keymap::Context;
use crate::tui::msg::{Effect, ExamEffect, ExamMsg};
use crate::tui::screen::exam::ExamScreen;
use crate::tui::screen::exam_result::ExamResultScreen;
use crate::tui::screen::exam_start::ExamStart;
use crate::tui::screen::exams::Exams;
use crate::tui::screen::verdict::VerdictScreen;
use crate::tui::screen::{ExamRequest, Request, Screen};

/// For so long after an end by time keys that were meant for an editor do nothing.
const DEAF: SignedDuration = SignedDuration::from_millis(1500);

impl App {
    /// Does what a screen asks of the exam.
    pub(super) fn exam(&mut self, request: ExamRequest) -> Vec<Effect> {
        match request {
            ExamRequest::Enter | ExamRequest::GoOn if self.shared.exam.is_some() => self.enter_exam(),
            ExamRequest::Enter => {
                self.show(Screen::ExamStart(ExamStart::new(Wish::real())));
                Vec::new()
            }
            ExamRequest::Begin(wish) => self.ask_begin(wish),
            ExamRequest::GoOn => vec![Effect::Exam(ExamEffect::GoOn)],
            ExamRequest::Do(input) => self.exam_input(input),
            ExamRequest::AskEnd => self.ask_end_of_exam(),
            ExamRequest::AskDiscard => self.ask_discard(),
            ExamRequest::Past => vec![Effect::Exam(ExamEffect::Past)],
            ExamRequest::Result(number) => vec![Effect::Exam(ExamEffect::Result(number))],
            ExamRequest::Review(task) => self.review(task),
            ExamRequest::Save(number) => vec![Effect::Exam(ExamEffect::Save(number))],
        }
    }

    /// Takes what is said of the exam.
    pub(super) fn exam_msg(&mut self, msg: ExamMsg) -> Vec<Effect> {
        match msg {
            ExamMsg::Asked(wish) => {
                self.show(Screen::ExamStart(ExamStart::new(wish)));
                Vec::new()
            }
            ExamMsg::Over { elsewhere, graded } => {
                let mut effects = self.clear_exam();
                if graded {
                    self.show(Screen::ExamResult(ExamResultScreen::grading()));
                }
                if elsewhere {
                    let word = if graded { "ended" } else { "discarded" };
                    effects.extend(self.say(format!("The exam was {word} in another podlings."), Tone::Alert));
                }
                effects
            }
            ExamMsg::Offered(offer) => self.exam_offered(offer),
            ExamMsg::Opened(exam) => {
                self.shared.offer = None;
                self.shared.exam = Some(*exam);
                self.enter_exam()
            }
            ExamMsg::Files { mut files, end } => {
                for file in &mut files {
                    file.typed_on = self.shared.editors.is_typed_on(&FileKey::Task(file.task));
                }
                let mut effects = self.exam_input(Input::Saved(files));
                if end {
                    effects.extend(self.exam_input(Input::End));
                }
                effects
            }
            ExamMsg::Graded(graded) => {
                self.show(Screen::ExamResult(ExamResultScreen::of(graded)));
                Vec::new()
            }
            ExamMsg::Past(past, discarded) => {
                self.show(Screen::Exams(Exams::new(past, &discarded)));
                Vec::new()
            }
        }
    }

    /// Asks before the clock runs that nothing stops.
    fn ask_begin(&mut self, wish: Wish) -> Vec<Effect> {
        let count = wish.tasks.unwrap_or(TASKS);
        let tasks = if count == 1 { "1 task".to_owned() } else { format!("{count} tasks") };
        let time = match wish.minutes.unwrap_or_else(|| usual_minutes(count)) {
            1 => "1 minute".to_owned(),
            minutes if minutes >= 120 && minutes.is_multiple_of(60) => format!("{} hours", minutes / 60),
            minutes => format!("{minutes} minutes"),
        };
        let titles: Vec<String> = wish.topics.iter().map(|topic| self.shared.catalog.topic_title(topic)).collect();
        let topics = if titles.is_empty() { String::new() } else { format!(" on {}", titles.join(", ")) };
        let text = format!(
            "Begin the exam: {tasks}{topics} in {time}? From then on nothing stops its clock, not even the end of this program. What counts is \
             what you save in each task's pod.yaml."
        );
        self.ask(text, "begin", Deferred::BeginExam(wish))
    }

    /// Shows the checks of a task of the exam whose result is shown, and the way to its diff and its solution.
    fn review(&mut self, task: usize) -> Vec<Effect> {
        let Screen::ExamResult(screen) = self.top() else { return Vec::new() };
        let Some(graded) = screen.graded() else { return Vec::new() };
        let Some(handed_in) = graded.answers.get(task).and_then(Option::as_ref) else {
            return self.say("Nothing was handed in for this task. `e` practises it.", Tone::Plain);
        };
        let spent = graded.result.tasks.get(task).map_or(0, |task| task.seconds);
        let generation = self.shared.open.as_ref().map_or(0, |open| open.generation);
        let open = OpenExercise {
            exercise: Arc::clone(&handed_in.exercise),
            path: "pod.yaml".to_owned(),
            answer: Answer::Text(handed_in.text.clone()),
            clock: Clock::Ended { after: Duration::from_secs(spent), how: End::Examined },
            hints: 0,
            verdict: None,
            whole_verdict: None,
            saved: None,
            grading: None,
            generation,
            round: None,
        };
        self.shared.file = None;
        self.shared.open = Some(open);
        self.show(Screen::Verdict(VerdictScreen::new()));
        self.grade()
    }

    /// An exam was going on when the program was started.
    fn exam_offered(&mut self, offer: Offer) -> Vec<Effect> {
        self.shared.offer = Some(offer);
        let text = format!(
            "A mock exam is going on: {} are left, {} of {} tasks are touched. Go on with it? \
             (`m` ends or discards it, too.)",
            clock(offer.left(self.shared.now)),
            offer.touched,
            offer.tasks
        );
        self.ask(text, "go on", Deferred::GoOnExam)
    }

    /// Brings the exam to the front.
    fn enter_exam(&mut self) -> Vec<Effect> {
        self.above.clear();
        self.show(Screen::Exam(ExamScreen::new()));
        let effects = self.exam_input(Input::Return);
        self.show_task();
        effects
    }

    /// The exam's screen was left; the exam goes on.
    pub(super) fn left_exam(&mut self) -> Vec<Effect> {
        self.shared.open = None;
        self.shared.file = None;
        let mut effects = self.exam_input(Input::Leave);
        let stays = match self.tasks_with_editor(false).as_slice() {
            [] => String::new(),
            open => format!(" Your editor stays open on {}.", ending::tasks(open)),
        };
        let text = format!("The exam goes on: its clock does not wait.{stays} `m` goes back to it.");
        effects.extend(self.say(text, Tone::Plain));
        effects
    }

    /// Lets something happen in the exam, and keeps it.
    pub(super) fn exam_input(&mut self, input: Input) -> Vec<Effect> {
        let now = self.shared.now;
        let Some(exam) = &mut self.shared.exam else { return Vec::new() };
        let before = exam.exam.current();
        let Step { events, alert, ended } = exam.exam.apply(input, now);
        let (current, seen) = (exam.exam.current(), exam.exam.seen());
        if let Some((at, how)) = ended {
            if how == ExamEnd::ByTime && self.context() == Context::Editor {
                // What is typed on was meant for the editor.
                self.deaf_until = Some(now + DEAF);
            }
            let not_counted = if how == ExamEnd::ByTime { self.not_counted() } else { None };
            let mut effects = self.clear_exam();
            effects.push(Effect::Exam(ExamEffect::End { events, at, how }));
            if how != ExamEnd::Discarded {
                self.show(Screen::ExamResult(ExamResultScreen::grading()));
            }
            effects.extend(not_counted.into_iter().flat_map(|text| self.say(text, Tone::Alert)));
            return effects;
        }
        if current != before {
            self.show_task();
        }
        let mut effects = Vec::new();
        if !events.is_empty() {
            self.exam_kept = now;
            effects.push(Effect::Exam(ExamEffect::Keep { events, seen }));
        }
        if let Some(alert) = alert {
            let left = alert.left.as_secs().div_ceil(60);
            let are = if left == 1 { "minute is" } else { "minutes are" };
            let save = if alert.minutes <= 5 { self.time_to_save() } else { String::new() };
            effects.extend(self.say(format!("{left} {are} left.{save}"), Tone::Alert));
        }
        effects
    }

    /// Puts the exam's task in front.
    fn show_task(&mut self) {
        let Some(task) = self.shared.exam.as_ref().and_then(OpenExam::task) else { return };
        let generation = self.shared.open.as_ref().map_or(0, |open| open.generation);
        let open = OpenExercise {
            exercise: Arc::clone(&task.desk.exercise),
            path: task.desk.path.clone(),
            answer: task.desk.answer.clone(),
            clock: Clock::Exam,
            round: None,
            hints: 0,
            verdict: None,
            whole_verdict: None,
            saved: None,
            grading: None,
            generation,
        };
        self.shared.file = Some(FileKey::Task(task.number));
        self.shared.open = Some(open);
        if let Some(Screen::Exam(screen)) = self.above.last_mut() {
            screen.turn();
        }
    }

    /// A task's file was saved.
    pub(super) fn task_saved(&mut self, number: usize, answer: Answer) -> Vec<Effect> {
        let now = self.shared.now;
        let Some(exam) = &mut self.shared.exam else { return Vec::new() };
        let current = exam.exam.current();
        let Some(desk) = exam.desks.get_mut(number) else { return Vec::new() };
        let answer = answer.after(&desk.answer);
        desk.answer = answer.clone();
        let start = desk.exercise.start.clone();
        if current == number
            && let Some(open) = self.shared.open.as_mut().filter(|open| open.clock == Clock::Exam)
        {
            open.answer = answer.clone();
            open.saved = Some(now);
        }
        match answer {
            Answer::Text(text) => {
                let mut effects = self.exam_input(Input::Saved(vec![SavedFile {
                    task: number,
                    is_start: text == start,
                    text,
                    at: now,
                    typed_on: false,
                }]));
                if current == number {
                    effects.extend(self.play_changed());
                }
                effects
            }
            Answer::Unreadable(reason) | Answer::Gone { reason, .. } => self.say(reason, Tone::Bad),
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
        (tells && examined).then(|| self.nothing_before_end())
    }

    /// What a verdict, a hint or an answer is met with in an exam.
    pub(super) fn nothing_before_end(&mut self) -> Vec<Effect> {
        self.say("Nothing is graded or shown before the end of the exam.", Tone::Plain)
    }

    /// Time has passed: alerts, and the end.
    pub(super) fn exam_tick(&mut self, now: Timestamp) -> Vec<Effect> {
        const KEEP_EVERY_MS: i128 = 3_000;
        const KEEP_NOTES_EVERY_MS: i128 = 2_000;
        if self.shared.offer.is_some_and(|offer| now >= offer.deadline) {
            // Nobody has gone on with it: it is opened to be ended.
            self.shared.offer = None;
            self.question = None;
            return vec![Effect::Exam(ExamEffect::GoOn)];
        }
        let Some(exam) = &self.shared.exam else { return Vec::new() };
        if exam.exam.left(now).is_zero() {
            return self.collect(false);
        }
        let mut effects = self.exam_input(Input::Tick);
        let since = now.duration_since(self.exam_kept).as_millis();
        if since >= KEEP_NOTES_EVERY_MS {
            effects.extend(self.keep_notes());
        }
        if since >= KEEP_EVERY_MS
            && let Some(exam) = &self.shared.exam
        {
            self.exam_kept = now;
            effects.push(Effect::Exam(ExamEffect::Keep { events: Vec::new(), seen: exam.exam.seen() }));
        }
        effects
    }

    /// Asks for what lies in the files, so that a save in the last moment counts; then the exam ends.
    fn collect(&mut self, end: bool) -> Vec<Effect> {
        let mut effects = self.keep_notes();
        effects.push(Effect::Exam(ExamEffect::Collect { end }));
        effects
    }

    /// Notes that are being written are kept as they grow, so that a crash takes none of them.
    fn keep_notes(&mut self) -> Vec<Effect> {
        let Some(Screen::Exam(screen)) = self.above.last() else { return Vec::new() };
        let Some(exam) = &self.shared.exam else { return Vec::new() };
        let input = screen.notes(exam);
        input.map_or_else(Vec::new, |input| self.exam_input(input))
    }
}
