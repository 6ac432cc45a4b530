//! The mock exam between the app, the history and the files: drawn, opened, kept, graded, reported. It must not decide anything
//! that happens in an exam; `session::exam` does.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::thread;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::files::{Files, sentence};
use super::record::Record;
use super::{Event, reports};
use crate::exercise::{Exercise, Library};
use crate::history::{ExamEnd, ExamEvent, ExamId, ExamPlan, History, HistoryError, KeptExam};
use crate::session::exam::report::topic_titles;
use crate::session::exam::{
    Exam, ExamOptions, ExamResult, Input, Marking, SavedFile, candidates, close, draw, mark, past, saved_files,
    seed_from, verdict_on,
};
use crate::system::Environment;
use crate::tui::exam::{Desk, GradedExam, HandedIn, Offer, OpenExam, Wish};
use crate::tui::msg::{ExamMsg, Msg};

/// The exam that is going on, as the runtime knows it.
pub struct Exams<'a> {
    packs: Vec<PathBuf>,
    library: &'a Library,
    environment: &'a Environment,
    zone: TimeZone,
    events: SyncSender<Event>,
    kept: Option<KeptExam>,
}

/// An exam that was graded on a thread of its own and is to be kept before anybody sees it.
pub struct Marked {
    kept: KeptExam,
    marking: Marking,
}

impl<'a> Exams<'a> {
    /// No exam is known yet.
    pub fn new(
        packs: Vec<PathBuf>,
        library: &'a Library,
        environment: &'a Environment,
        zone: TimeZone,
        events: SyncSender<Event>,
    ) -> Self {
        Self { packs, library, environment, zone, events, kept: None }
    }

    /// What was left by the last run: an exam that is going on, or one that nobody has graded.
    pub fn left_over(&mut self, record: &mut Record, files: &Files, now: Timestamp) -> Vec<Msg> {
        let history = record.history();
        let open = history.open_exam().ok().flatten();
        let ungraded = history.ungraded_exams().unwrap_or_default();
        for id in ungraded {
            if let Ok(Some(kept)) = history.exam(id) {
                self.grade(kept);
            }
        }
        match open {
            None => Vec::new(),
            Some(kept) if now >= kept.deadline => self.finish_late(&kept, record, files, now),
            Some(kept) => {
                let offer = Offer::of(&Exam::resume(&kept));
                self.kept = Some(kept);
                vec![Msg::Exam(ExamMsg::Offered(offer))]
            }
        }
    }

    /// Draws an exam and begins it.
    pub fn begin(&mut self, wish: &Wish, record: &mut Record, files: &mut Files, now: Timestamp) -> Vec<Msg> {
        let options = ExamOptions {
            tasks: wish.tasks,
            minutes: wish.minutes,
            topics: wish.topics.clone(),
            seed: wish.seed.unwrap_or_else(|| seed_from(now)),
        };
        let plan = match draw(&candidates(self.library), &options) {
            Ok(plan) => ExamPlan { packs: self.packs.clone(), ..plan },
            Err(error) => {
                let hint = error.hint().map(|hint| format!(" {}", sentence(&hint))).unwrap_or_default();
                return vec![Msg::Trouble(format!("{}{hint}", sentence(&error.to_string())))];
            }
        };
        match record.history().begin_exam(&plan, now) {
            Ok(kept) => self.open(kept, record, files),
            Err(error) => vec![trouble(&error)],
        }
    }

    /// Goes on with the exam that is going on, or ends one whose time is over.
    pub fn go_on(&mut self, record: &mut Record, files: &mut Files, now: Timestamp) -> Vec<Msg> {
        match record.history().open_exam() {
            Ok(Some(kept)) if now >= kept.deadline => self.finish_late(&kept, record, files, now),
            Ok(Some(kept)) => self.open(kept, record, files),
            Ok(None) => vec![Msg::Remark("No mock exam is going on.".to_owned())],
            Err(error) => vec![trouble(&error)],
        }
    }

    fn open(&mut self, kept: KeptExam, record: &mut Record, files: &mut Files) -> Vec<Msg> {
        let trouble = files.find_room();
        let folder = files.exam_folder(kept.started);
        let mut desks = Vec::new();
        let mut shared = false;
        let exam = Exam::resume(&kept);
        for ((number, task), standing) in kept.plan.tasks.iter().enumerate().zip(exam.tasks()) {
            let opened = self.drawn(&task.exercise, task.seed).and_then(|exercise| {
                // A file that is not there any more begins with what was saved in it last.
                let beginning = standing.saved.as_ref().unwrap_or(&exercise.start);
                let (path, answer, held) = files.open_task(&folder, number, beginning)?;
                shared |= !held;
                Ok(Desk { exercise, path, answer })
            });
            match opened {
                Ok(desk) => desks.push(desk),
                Err(words) => {
                    files.close_tasks();
                    let text = format!(
                        "The mock exam cannot be opened: {words} It was begun with other packs: give the same with --pack."
                    );
                    return vec![Msg::Trouble(text)];
                }
            }
        }
        let exam = OpenExam { exam, desks };
        self.kept = Some(kept);
        let mut messages = vec![Msg::Exam(ExamMsg::Opened(Box::new(exam)))];
        // What was saved while the program was away is noticed now.
        messages.extend(self.collect(files, false));
        messages.extend(trouble);
        if shared {
            let text = "This exam is open in another podlings too. Both go on with the same exam and the same files.";
            messages.push(Msg::Remark(text.to_owned()));
        }
        messages.extend(record.say_trouble());
        messages
    }

    /// The exercise of a task, its values drawn.
    fn drawn(&self, exercise: &str, seed: Option<u64>) -> Result<Arc<Exercise>, String> {
        let found = self.library.drawn(exercise, seed);
        found.map(|exercise| Arc::new(exercise.into_owned())).map_err(|error| sentence(&error.to_string()))
    }

    /// Keeps what happened. An exam that was ended meanwhile, in another podlings or on the command line, is over here too.
    pub fn keep(&mut self, events: &[ExamEvent], seen: Timestamp, record: &mut Record, files: &mut Files) -> Vec<Msg> {
        let Some(kept) = &self.kept else { return Vec::new() };
        let mut open = true;
        let mut messages = record.exam(|history| {
            open = history.record_exam(kept.id, events, seen)?;
            Ok(())
        });
        if !open {
            messages.extend(self.ended_elsewhere(record, files));
        }
        messages
    }

    fn ended_elsewhere(&mut self, record: &mut Record, files: &mut Files) -> Vec<Msg> {
        files.close_tasks();
        let kept = self.kept.take().and_then(|kept| record.history().exam(kept.id).ok().flatten());
        let Some(kept) = kept else { return Vec::new() };
        let graded = !matches!(kept.ended, Some((_, ExamEnd::Discarded)));
        let mut messages = vec![Msg::Exam(ExamMsg::Over { elsewhere: true, graded })];
        if kept.report.is_some() {
            messages.extend(self.result(kept.id.number(), record));
        } else if graded {
            self.grade(kept);
        }
        messages
    }

    /// What lies in the files of the exam that is going on.
    pub fn collect(&self, files: &Files, end: bool) -> Option<Msg> {
        let kept = self.kept.as_ref()?;
        Some(Msg::Exam(ExamMsg::Files { files: self.saved(kept, files), end }))
    }

    fn saved(&self, kept: &KeptExam, files: &Files) -> Vec<SavedFile> {
        let folder = files.exam_folder(kept.started);
        saved_files(kept, self.library, |task| folder.look(task))
    }

    /// The exam has ended: keeps that, and begins to grade it.
    pub fn end(
        &mut self,
        events: &[ExamEvent],
        (at, how): (Timestamp, ExamEnd),
        record: &mut Record,
        files: &mut Files,
    ) -> Vec<Msg> {
        files.close_tasks();
        let Some(kept) = self.kept.take() else { return Vec::new() };
        self.keep_end(&kept, events, (at, how), record)
    }

    /// Ends the exam that is going on and that no screen holds.
    pub fn close(&mut self, discard: bool, record: &mut Record, files: &Files, now: Timestamp) -> Vec<Msg> {
        self.kept = None;
        match record.history().open_exam() {
            Ok(Some(kept)) => self.finish(&kept, discard, record, files, now),
            Ok(None) => vec![Msg::Remark("No mock exam is going on.".to_owned())],
            Err(error) => vec![trouble(&error)],
        }
    }

    /// Ends an exam whose time was over while nobody looked.
    fn finish_late(&self, kept: &KeptExam, record: &mut Record, files: &Files, now: Timestamp) -> Vec<Msg> {
        let mut messages = self.finish(kept, false, record, files, now);
        messages.push(Msg::Remark("The time of your mock exam is over; it is graded now.".to_owned()));
        messages
    }

    fn finish(&self, kept: &KeptExam, discard: bool, record: &mut Record, files: &Files, now: Timestamp) -> Vec<Msg> {
        let how = if discard { Input::Discard } else { Input::End };
        let saved = if discard { Vec::new() } else { self.saved(kept, files) };
        let Some(closing) = close(kept, saved, how, now) else { return Vec::new() };
        let mut messages = self.keep_end(kept, &closing.events, (closing.at, closing.how), record);
        if !discard {
            messages.push(Msg::Exam(ExamMsg::Over { elsewhere: false, graded: true }));
        }
        messages
    }

    /// Keeps the end of an exam, and begins to grade it unless it is discarded.
    fn keep_end(
        &self,
        kept: &KeptExam,
        events: &[ExamEvent],
        (at, how): (Timestamp, ExamEnd),
        record: &mut Record,
    ) -> Vec<Msg> {
        let mut messages = record.exam(|history| history.end_exam(kept.id, events, at, how));
        if how == ExamEnd::Discarded {
            return messages;
        }
        match record.history().exam(kept.id) {
            Ok(Some(kept)) => self.grade(kept),
            Ok(None) => {}
            Err(error) => messages.push(trouble(&error)),
        }
        messages
    }

    /// Grades an exam on a thread of its own.
    fn grade(&self, kept: KeptExam) {
        let exercises: HashMap<(String, Option<u64>), Arc<Exercise>> = kept
            .plan
            .tasks
            .iter()
            .filter_map(|task| {
                let exercise = self.drawn(&task.exercise, task.seed).ok()?;
                Some(((task.exercise.clone(), task.seed), exercise))
            })
            .collect();
        let events = self.events.clone();
        thread::spawn(move || {
            let exam = Exam::resume(&kept);
            let marking =
                mark(&kept, &exam, |task, text| verdict_on(exercises.get(&(task.exercise.clone(), task.seed))?, text));
            if let Some(marking) = marking {
                // Where nobody listens any more, the next start grades it.
                let _ = events.send(Event::Marked(Box::new(Marked { kept, marking })));
            }
        });
    }

    /// Keeps the result of an exam, and shows it.
    pub fn marked(&self, marked: Marked, record: &mut Record, now: Timestamp) -> Vec<Msg> {
        let Marked { kept, marking } = marked;
        let mut messages =
            record.exam(|history| history.record_exam_result(&kept, &marking.json(), &marking.records, now));
        messages.extend(record.changed());
        messages.push(Msg::Exam(ExamMsg::Graded(Box::new(self.graded(&kept, marking.result)))));
        messages
    }

    fn graded(&self, kept: &KeptExam, result: ExamResult) -> GradedExam {
        let exam = Exam::resume(kept);
        let tasks = kept.plan.tasks.iter().zip(exam.tasks());
        let answers = tasks.map(|(task, standing)| {
            let exercise = self.drawn(&task.exercise, task.seed).ok()?;
            Some(HandedIn { exercise, text: standing.saved.clone()? })
        });
        GradedExam { number: kept.id.number(), answers: answers.collect(), result }
    }

    /// The result of the exam with a number.
    pub fn result(&self, number: i64, record: &mut Record) -> Vec<Msg> {
        match find(record.history(), number) {
            Ok((kept, result)) => vec![Msg::Exam(ExamMsg::Graded(Box::new(self.graded(&kept, result))))],
            Err(words) => vec![Msg::Trouble(words)],
        }
    }

    /// The exams that were taken.
    pub fn past(record: &mut Record) -> Vec<Msg> {
        let history = record.history();
        let read = history.exam_reports().and_then(|reports| Ok((past(&reports), history.discarded_exams()?)));
        match read {
            Ok((past, discarded)) => vec![Msg::Exam(ExamMsg::Past(past, discarded))],
            Err(error) => vec![trouble(&error)],
        }
    }

    /// Writes the report on the exam with a number.
    pub fn save(&self, number: i64, record: &mut Record, files: &Files) -> Vec<Msg> {
        let written = find(record.history(), number).and_then(|(_, result)| {
            let past = record.history().exam_reports().map(|reports| past(&reports)).unwrap_or_default();
            let topics = topic_titles(self.library);
            reports::write(self.environment, files.spare(), number, &result, &past, &topics, &self.zone)
        });
        vec![written.map_or_else(Msg::Trouble, Msg::Remark)]
    }
}

fn find(history: &History, number: i64) -> Result<(KeptExam, ExamResult), String> {
    let none = || format!("There is no result of a mock exam {number}.");
    let id = u32::try_from(number).map(ExamId::of_number).map_err(|_| none())?;
    let kept = history.exam(id).map_err(|error| sentence(&error.to_string()))?.ok_or_else(none)?;
    let result = kept.report.as_deref().ok_or_else(none)?;
    let result = serde_json::from_str(result).map_err(|_| format!("The result of mock exam {number} is damaged."))?;
    Ok((kept, result))
}

fn trouble(error: &HistoryError) -> Msg {
    Msg::Trouble(format!("{} {}", sentence(&error.to_string()), sentence(&error.hint())))
}
