//! Keeps attempts in the history, and reads from it how the learner stands. It must not know what an attempt means.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;

use super::files::sentence;
use crate::grade::Verdict;
use crate::history::{
    AttemptId, AttemptRecord, BestRun, GradeRecord, History, HistoryError, Mode, OpenAttempt, Progress,
};
use crate::tui::attempt::End;
use crate::tui::catalog::{Standing, State};
use crate::tui::msg::{Going, Msg};

/// The history, and the attempt that is going on.
pub struct Record {
    history: History,
    attempt: Option<(String, AttemptId)>,
    /// What was said of a history that cannot be kept, so that it is said once.
    said: Option<String>,
}

impl Record {
    /// A record over a history.
    pub fn new(history: History) -> Self {
        Self { history, attempt: None, said: None }
    }

    /// The history itself, for exams.
    pub fn history(&mut self) -> &mut History {
        &mut self.history
    }

    /// Keeps something of an exam.
    pub fn exam(&mut self, work: impl FnOnce(&mut History) -> Result<(), HistoryError>) -> Vec<Msg> {
        match work(&mut self.history) {
            Ok(()) => self.say_trouble(),
            Err(error) => self.say(&error),
        }
    }

    /// Why what happens is not kept.
    fn trouble(&self) -> Option<String> {
        let trouble = self.history.trouble()?;
        let again = match trouble {
            HistoryError::Full(_) | HistoryError::ReadOnly(_) | HistoryError::Io { .. } | HistoryError::Busy(_) => {
                " It is tried again when you end the program."
            }
            _ => "",
        };
        Some(format!("{} {}{again}", sentence(&trouble.to_string()), sentence(&trouble.hint())))
    }

    /// At the end: tries once more to keep what could not be kept, and gives the words about it.
    pub fn rescue(&mut self) -> Option<String> {
        Some(match self.history.rescue()? {
            Ok(()) => "podlings: your history could be written after all: everything of this run is kept.".to_owned(),
            Err(error) => format!("podlings: what was done in this run is not kept: {error}."),
        })
    }

    /// How the learner stands with every exercise that was ever begun.
    pub fn standings(&self) -> HashMap<String, Standing> {
        // A history that cannot be read says so through `trouble`; then everything is new.
        let progress = self.history.progress().unwrap_or_default();
        progress.into_iter().map(|(exercise, progress)| (exercise, standing(&progress))).collect()
    }

    /// The attempt at the exercise with these values that was begun before and not ended.
    pub fn going(&mut self, exercise: &str, seed: Option<u64>) -> Option<Going> {
        self.attempt = None;
        let ours = |open: &OpenAttempt| open.exercise == exercise && open.mode == Mode::Practice && open.seed == seed;
        let open = self.history.open_attempts().ok()?.into_iter().find(ours)?;
        self.attempt = Some((exercise.to_owned(), open.id));
        Some(Going { spent: open.elapsed, hints: open.hints as usize })
    }

    /// The text that was graded last in the attempt that is going on.
    pub fn graded_last(&self) -> Option<String> {
        let (_, attempt) = self.attempt.as_ref()?;
        self.history.grades(*attempt).ok()?.pop().map(|grade| grade.text)
    }

    /// Begins an attempt at the exercise with the values that `seed` drew.
    pub fn begin(&mut self, exercise: &str, seed: Option<u64>, now: Timestamp) -> Vec<Msg> {
        match self.history.open_attempt(exercise, Mode::Practice, seed, now) {
            Ok(open) => {
                self.attempt = Some((exercise.to_owned(), open.id));
                self.changed()
            }
            Err(error) => self.say(&error),
        }
    }

    /// Begins the attempt of a drill's round. One at the same exercise that a killed program left open ends first, at the time
    /// that it was kept last.
    pub fn begin_round(&mut self, exercise: &str, seed: Option<u64>, now: Timestamp) -> Vec<Msg> {
        let begun =
            self.end_left_open(exercise).and_then(|()| self.history.open_attempt(exercise, Mode::Drill, seed, now));
        match begun {
            Ok(open) => {
                self.attempt = Some((exercise.to_owned(), open.id));
                self.say_trouble()
            }
            Err(error) => self.say(&error),
        }
    }

    fn end_left_open(&mut self, exercise: &str) -> Result<(), HistoryError> {
        if let Some(left) = self.history.find_open(exercise, Mode::Drill)? {
            let ended = left.started.saturating_add(left.elapsed).unwrap_or(left.started);
            self.history.finish(left.id, ended, left.elapsed, false)?;
        }
        Ok(())
    }

    /// All ended attempts.
    pub fn records(&self) -> Vec<AttemptRecord> {
        // A history that cannot be read says so through `trouble`; then nothing was done yet.
        self.history.records().unwrap_or_default()
    }

    /// The attempts that are going on.
    pub fn open_attempts(&self) -> Vec<OpenAttempt> {
        self.history.open_attempts().unwrap_or_default()
    }

    /// The quickest attempt at an exercise.
    pub fn best_run(&self, exercise: &str) -> Option<BestRun> {
        self.history.best_run(exercise).unwrap_or_default()
    }

    /// Keeps that a hint was shown.
    pub fn hint(&mut self, exercise: &str, number: usize, cost: u32, now: Timestamp) -> Vec<Msg> {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        self.with(exercise, |history, attempt| history.record_hint(attempt, number, cost, now))
    }

    /// Keeps a graded text.
    pub fn keep(
        &mut self,
        exercise: &str,
        text: &str,
        verdict: &Verdict,
        elapsed: Duration,
        now: Timestamp,
    ) -> Vec<Msg> {
        let record = GradeRecord::of(verdict, text, now, elapsed);
        self.with(exercise, |history, attempt| history.record_grade(attempt, &record))
    }

    /// Keeps the clock.
    pub fn keep_clock(&mut self, exercise: &str, elapsed: Duration) -> Vec<Msg> {
        self.with(exercise, |history, attempt| history.keep_clock(attempt, elapsed))
    }

    /// Ends the attempt.
    pub fn end(&mut self, exercise: &str, how: End, after: Duration, now: Timestamp) -> Vec<Msg> {
        let shown = how == End::SolutionShown;
        let mut messages = self.with(exercise, |history, attempt| history.finish(attempt, now, after, shown).map(drop));
        self.attempt = None;
        messages.extend(self.changed());
        messages
    }

    fn with(
        &mut self,
        exercise: &str,
        work: impl FnOnce(&mut History, AttemptId) -> Result<(), HistoryError>,
    ) -> Vec<Msg> {
        let Some((_, attempt)) = self.attempt.as_ref().filter(|(of, _)| of == exercise) else { return Vec::new() };
        match work(&mut self.history, *attempt) {
            Ok(()) => self.say_trouble(),
            Err(error) => self.say(&error),
        }
    }

    /// The learner stands otherwise now.
    pub fn changed(&mut self) -> Vec<Msg> {
        let mut messages = vec![Msg::Standings(self.standings())];
        messages.extend(self.say_trouble());
        messages
    }

    fn say(&mut self, error: &HistoryError) -> Vec<Msg> {
        self.say_once(format!("{} {}", sentence(&error.to_string()), sentence(&error.hint())))
    }

    /// Why what happens is not kept, where that was not said yet.
    pub fn say_trouble(&mut self) -> Vec<Msg> {
        self.trouble().map_or_else(Vec::new, |trouble| self.say_once(trouble))
    }

    fn say_once(&mut self, text: String) -> Vec<Msg> {
        if self.said.as_ref() == Some(&text) {
            return Vec::new();
        }
        self.said = Some(text.clone());
        vec![Msg::Trouble(text)]
    }
}

fn standing(progress: &Progress) -> Standing {
    let state = match progress.state() {
        crate::history::State::New => State::New,
        crate::history::State::Tried => State::Tried,
        crate::history::State::Solved => State::Solved,
    };
    Standing { state, attempts: progress.attempts, best: progress.best_time, last: progress.last, open: progress.open }
}
