//! An exam that is going on, as a fold over what happened in it. Times are those of the wall clock and come from outside. It
//! must not know what a task asks, nor how it is graded.
//!
//! The state follows from the plan and the kept events alone: whatever was kept before a crash, [`Exam::resume`] makes the same
//! exam of it. [`Exam::apply`] gives the events that are to be kept; what it gave is part of the state already.

use std::time::Duration;

use jiff::Timestamp;

use crate::history::{ExamAct, ExamEnd, ExamEvent, ExamPlan, KeptExam};

/// Before the end, in minutes: when the candidate is told how much time is left. The last one is the time to save.
const ALERTS: [u32; 4] = [30, 15, 5, 1];

/// Two signs of life farther apart than this, and the program was away in between: the machine slept, or the program was stopped
/// or killed.
const AWAY: Duration = Duration::from_secs(20);

/// What is done in an exam. Tasks are counted from 0; one that there is not is ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Time goes on. To be said every few seconds while the exam is on the screen.
    Tick,
    /// The exam comes onto the screen, at its beginning and after any break.
    Return,
    /// The exam leaves the screen: the program ends or is suspended.
    Leave,
    /// Goes to a task.
    Jump(usize),
    /// Goes to the task after this one, and from the last to the first.
    Next,
    /// Goes to the task before this one.
    Previous,
    /// Sets a task's flag, or takes it away.
    Flag(usize),
    /// Says that a task is done, or takes that back.
    Done(usize),
    /// The notes are this text now: of a task, or the general ones.
    Note(Option<usize>, String),
    /// What lies in the tasks' files: those that were saved, or all of them. To be said when a save is noticed, when the exam comes
    /// back after a break, and once more before it is ended. What was saved after the deadline does not count; what was saved
    /// in time and is noticed late does.
    Saved(Vec<SavedFile>),
    /// The candidate ends the exam.
    End,
    /// The candidate does not want the exam to count: it ends without a result.
    Discard,
}

/// A task's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedFile {
    /// The task, counted from 0.
    pub task: usize,
    /// What is in it.
    pub text: String,
    /// When it was saved last, as the file says.
    pub at: Timestamp,
    /// It holds what it held at the beginning of the exam, which is no work of the candidate's.
    pub is_start: bool,
    /// An editor is open on it, in which something was typed after this was saved. It matters at the end alone.
    pub typed_on: bool,
}

/// What came of an input.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[must_use]
pub struct Step {
    /// To be kept, in this order, before anything of it is shown.
    pub events: Vec<ExamEvent>,
    /// To be told to the candidate.
    pub alert: Option<Alert>,
    /// It has ended with this input: when and how.
    pub ended: Option<(Timestamp, ExamEnd)>,
}

/// The candidate is told how much time is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alert {
    /// The mark that was passed, in minutes before the end: 30, 15, 5 or 1.
    pub minutes: u32,
    /// What is really left; less than the mark after a break.
    pub left: Duration,
}

/// How a task stands while the exam runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "facts that do not depend on each other")]
pub struct TaskStanding {
    /// The time for which it was on the screen.
    pub spent: Duration,
    /// How often it came onto the screen.
    pub visits: u32,
    /// Its file was saved with another text.
    pub changed: bool,
    /// The candidate wants to come back to it.
    pub flagged: bool,
    /// The candidate says that it is done.
    pub done: bool,
    /// The candidate's notes on it.
    pub note: String,
    /// The text that was saved last, in time; `None`: never changed.
    pub saved: Option<String>,
    /// When that was.
    pub saved_at: Option<Timestamp>,
    /// At the end something stood in an editor that had been typed after the last save, and did not count.
    pub unsaved: bool,
}

/// An exam and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exam {
    plan: ExamPlan,
    started: Timestamp,
    deadline: Timestamp,
    tasks: Vec<TaskStanding>,
    note: String,
    current: usize,
    /// The task on the screen gets time from here on; `None` while the program is away.
    present_since: Option<Timestamp>,
    /// The latest time that was ever seen: time never goes back, whatever the wall clock does.
    seen: Timestamp,
    alerted: Vec<u32>,
    ended: Option<(Timestamp, ExamEnd)>,
}

impl Exam {
    /// The exam that was kept: one that has just begun, or one that a program left in whatever way. Say [`Input::Return`] when it
    /// is on the screen.
    #[must_use]
    pub fn resume(kept: &KeptExam) -> Self {
        let mut exam = Self {
            plan: kept.plan.clone(),
            started: kept.started,
            deadline: kept.deadline.max(kept.started),
            tasks: vec![TaskStanding::default(); kept.plan.tasks.len()],
            note: String::new(),
            current: 0,
            present_since: None,
            seen: kept.started,
            alerted: Vec::new(),
            ended: None,
        };
        for event in &kept.events {
            exam.fold(event);
        }
        match kept.ended {
            Some((at, how)) => exam.close(at, how),
            None => exam.pass(kept.seen.max(exam.seen)),
        }
        exam
    }

    /// What it consists of.
    #[must_use]
    pub fn plan(&self) -> &ExamPlan {
        &self.plan
    }

    /// When it began.
    #[must_use]
    pub fn started(&self) -> Timestamp {
        self.started
    }

    /// When its time is over.
    #[must_use]
    pub fn deadline(&self) -> Timestamp {
        self.deadline
    }

    /// How its tasks stand, in the order of the plan.
    #[must_use]
    pub fn tasks(&self) -> &[TaskStanding] {
        &self.tasks
    }

    /// The task on the screen, counted from 0.
    #[must_use]
    pub fn current(&self) -> usize {
        self.current
    }

    /// The notes that belong to no task.
    #[must_use]
    pub fn note(&self) -> &str {
        &self.note
    }

    /// When and how it ended; `None` while it runs.
    #[must_use]
    pub fn ended(&self) -> Option<(Timestamp, ExamEnd)> {
        self.ended
    }

    /// The time that is left. A wall clock that was set back gives none.
    #[must_use]
    pub fn left(&self, now: Timestamp) -> Duration {
        if self.ended.is_some() { Duration::ZERO } else { between(now.max(self.seen), self.deadline) }
    }

    /// Takes what was done at `now` and says what is to be kept. When the time is over this ends the exam at its deadline,
    /// whatever was done later; an exam that has ended takes nothing.
    pub fn apply(&mut self, input: Input, now: Timestamp) -> Step {
        let mut step = Step::default();
        if self.ended.is_some() {
            return step;
        }
        let now = now.max(self.seen);
        self.notice_absence(now, &mut step);
        if let Input::Saved(files) = input {
            // Only this may come late: a file may have been saved in time.
            for file in files {
                let (task, typed_on) = (file.task, file.typed_on);
                self.save(file, now, &mut step);
                if typed_on && self.tasks.get(task).is_some_and(|standing| !standing.unsaved) {
                    self.keep(now.min(self.deadline), ExamAct::Unsaved(task), &mut step);
                }
            }
        } else if now < self.deadline || input == Input::Discard {
            self.act(input, now, &mut step);
        }
        if now >= self.deadline && self.ended.is_none() {
            self.end(self.deadline, ExamEnd::ByTime, &mut step);
        } else if self.ended.is_none() {
            self.pass(now);
            self.alert(now, &mut step);
        }
        step
    }

    fn act(&mut self, input: Input, now: Timestamp, step: &mut Step) {
        let count = self.tasks.len().max(1);
        match input {
            Input::Tick | Input::Saved(_) => {}
            Input::Return => self.back(now, step),
            Input::Leave => {
                if self.present_since.is_some() {
                    self.keep(now, ExamAct::Away, step);
                }
            }
            Input::Jump(task) => self.show(task, now, step),
            Input::Next => self.show((self.current + 1) % count, now, step),
            Input::Previous => self.show((self.current + count - 1) % count, now, step),
            Input::Flag(task) => {
                if let Some(standing) = self.tasks.get(task) {
                    self.keep(now, ExamAct::Flagged(task, !standing.flagged), step);
                }
            }
            Input::Done(task) => {
                if let Some(standing) = self.tasks.get(task) {
                    self.keep(now, ExamAct::Marked(task, !standing.done), step);
                }
            }
            Input::Note(task, text) => {
                let old = task.map_or(Some(&self.note), |task| self.tasks.get(task).map(|standing| &standing.note));
                if old.is_some_and(|old| *old != text) {
                    self.keep(now, ExamAct::Noted(task, text), step);
                }
            }
            Input::End => self.end(now, ExamEnd::ByHand, step),
            Input::Discard => self.end(now, ExamEnd::Discarded, step),
        }
    }

    fn show(&mut self, task: usize, now: Timestamp, step: &mut Step) {
        let is_first = self.tasks.iter().all(|standing| standing.visits == 0);
        if task < self.tasks.len() && (task != self.current || is_first) {
            self.keep(now, ExamAct::Shown(task), step);
        }
    }

    fn back(&mut self, now: Timestamp, step: &mut Step) {
        // A program that was killed could not say that it left: it was away from its last sign of life on.
        if self.present_since.is_some() && self.seen < now {
            self.keep(self.seen, ExamAct::Away, step);
        }
        if self.present_since.is_none() {
            self.keep(now, ExamAct::Back, step);
        }
        if self.tasks.iter().all(|standing| standing.visits == 0) {
            self.show(self.current, now, step);
        }
    }

    /// Where there was no sign of life for long, the program was away from the last one until now.
    fn notice_absence(&mut self, now: Timestamp, step: &mut Step) {
        if self.present_since.is_some() && between(self.seen, now) > AWAY {
            self.keep(self.seen, ExamAct::Away, step);
            if now < self.deadline {
                self.keep(now, ExamAct::Back, step);
            }
        }
    }

    fn save(&mut self, file: SavedFile, now: Timestamp, step: &mut Step) {
        let Some(standing) = self.tasks.get(file.task) else { return };
        let is_new = match &standing.saved {
            Some(saved) => *saved != file.text,
            None => !file.is_start,
        };
        // A file from a machine whose clock is ahead was saved by now all the same.
        let at = file.at.clamp(self.started, now);
        if is_new && at <= self.deadline {
            // Events have the order in which they are kept; a save that is noticed late moves no clock.
            self.keep(at, ExamAct::Saved(file.task, file.text), step);
        }
    }

    fn alert(&mut self, now: Timestamp, step: &mut Step) {
        let left = between(now, self.deadline);
        let limit = between(self.started, self.deadline);
        let passed = ALERTS.into_iter().filter(|minutes| {
            let mark = Duration::from_secs(60 * u64::from(*minutes));
            mark < limit && left <= mark && !self.alerted.contains(minutes)
        });
        // After a break several may have been passed: the last one is told, the others are over.
        let passed: Vec<u32> = passed.collect();
        for minutes in &passed {
            self.keep(now, ExamAct::Alerted(*minutes), step);
        }
        step.alert = passed.last().map(|minutes| Alert { minutes: *minutes, left });
    }

    fn end(&mut self, at: Timestamp, how: ExamEnd, step: &mut Step) {
        if self.present_since.is_some() {
            self.keep(at, ExamAct::Away, step);
        }
        self.close(at, how);
        step.ended = self.ended;
    }

    fn close(&mut self, at: Timestamp, how: ExamEnd) {
        let at = at.clamp(self.started, self.deadline);
        self.seen = self.seen.max(at);
        self.present_since = None;
        self.ended = Some((at, how));
    }

    fn keep(&mut self, at: Timestamp, act: ExamAct, step: &mut Step) {
        let event = ExamEvent { at, act };
        self.fold(&event);
        step.events.push(event);
    }

    /// Gives the time until `now` to the task on the screen.
    fn pass(&mut self, now: Timestamp) {
        let now = now.clamp(self.started, self.deadline);
        if let Some(since) = self.present_since {
            if let Some(task) = self.tasks.get_mut(self.current) {
                task.spent = task.spent.saturating_add(between(since, now));
            }
            self.present_since = Some(since.max(now));
        }
        self.seen = self.seen.max(now);
    }

    /// Takes one event into the state. All that changes the state but time and the end goes through here, so that what is
    /// resumed is what was.
    fn fold(&mut self, event: &ExamEvent) {
        if let ExamAct::Saved(task, text) = &event.act {
            if let Some(standing) = self.tasks.get_mut(*task) {
                standing.changed = true;
                standing.saved = Some(text.clone());
                standing.saved_at = Some(event.at);
                standing.unsaved = false;
            }
            return;
        }
        self.pass(event.at);
        match &event.act {
            ExamAct::Shown(task) if *task < self.tasks.len() => {
                self.current = *task;
                self.present_since = Some(self.seen);
                if let Some(standing) = self.tasks.get_mut(*task) {
                    standing.visits += 1;
                }
            }
            ExamAct::Flagged(task, on) => {
                if let Some(standing) = self.tasks.get_mut(*task) {
                    standing.flagged = *on;
                }
            }
            ExamAct::Marked(task, on) => {
                if let Some(standing) = self.tasks.get_mut(*task) {
                    standing.done = *on;
                }
            }
            ExamAct::Noted(None, text) => self.note.clone_from(text),
            ExamAct::Noted(Some(task), text) => {
                if let Some(standing) = self.tasks.get_mut(*task) {
                    standing.note.clone_from(text);
                }
            }
            ExamAct::Unsaved(task) => {
                if let Some(standing) = self.tasks.get_mut(*task) {
                    standing.unsaved = true;
                }
            }
            ExamAct::Alerted(minutes) => self.alerted.push(*minutes),
            ExamAct::Away => self.present_since = None,
            ExamAct::Back => self.present_since = Some(self.seen),
            ExamAct::Shown(_) | ExamAct::Saved(..) => {}
        }
    }

    /// The latest time that was seen: what is to be kept as the exam's clock.
    #[must_use]
    pub fn seen(&self) -> Timestamp {
        self.seen
    }
}

/// The time from one moment to a later one; nothing where it is not later.
fn between(from: Timestamp, to: Timestamp) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or_default()
}
