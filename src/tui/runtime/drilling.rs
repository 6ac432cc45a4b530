//! Fetches what drills and statistics need: a round's exercise and file, and where the learner stands. It must not know the
//! rules of either.

use std::sync::Arc;

use jiff::Timestamp;

use super::Runtime;
use super::files::sentence;
use crate::exercise::Library;
use crate::session::drill::{Best, Wanted};
use crate::session::overview::{ExerciseFacts, Overview};
use crate::tui::msg::{FetchedRound, Msg};

/// What schedules and statistics know of the library's exercises.
pub fn facts(library: &Library) -> Vec<ExerciseFacts> {
    library.entries().filter_map(|entry| entry.exercise().ok()).map(ExerciseFacts::of).collect()
}

impl Runtime<'_> {
    /// Where the learner stands now.
    pub(super) fn overview(&self, now: Timestamp) -> Msg {
        let records = self.record.records();
        let open = self.record.open_attempts();
        Msg::Overview(Arc::new(Overview::of(&records, &open, &self.facts, now, &self.system.clock.zone())))
    }

    /// A round's exercise, with a file of its own.
    pub(super) fn fetch_round(&mut self, round: u64, wanted: &Wanted) -> Vec<Msg> {
        let exercise = match self.library.variant(&wanted.exercise, wanted.seed) {
            Ok(exercise) => Arc::new(exercise),
            Err(error) => return vec![Msg::NoRound { round, trouble: sentence(&error.to_string()) }],
        };
        self.files.keep(|key| self.editors.is_on(key));
        let trouble = self.files.find_room();
        match self.files.open_round(round, &exercise.id, &exercise.start) {
            Ok((path, answer)) => {
                let best = self.record.best_run(&exercise.id).map(|best| Best { time: best.time, splits: best.splits });
                let fetched = FetchedRound { round, seed: wanted.seed, exercise, path, answer, best };
                std::iter::once(Msg::Round(Box::new(fetched))).chain(trouble).collect()
            }
            Err(trouble) => vec![Msg::NoRound { round, trouble }],
        }
    }
}
