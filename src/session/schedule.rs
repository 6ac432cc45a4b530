//! When an exercise is due again, by FSRS, which lives here alone. It must not know how attempts are kept, nor what a screen
//! shows.
//!
//! Nothing of it is stored: the memory of every exercise is computed by replaying the ended attempts, so that histories can be
//! merged, and a better rule applies to the past too.

mod fields;
mod queue;
mod rating;

use std::collections::BTreeMap;
use std::time::Duration;

use fsrs::{FSRS, MemoryState};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::history::Attempt;

pub use fields::{FieldRecord, Weak, records, trained, weak_fields};
pub use queue::{Candidate, Due, Why, queue};
pub use rating::Rating;

/// An exercise is due when the chance that it would still be done well has fallen to this.
const WANTED_RECALL: f32 = 0.9;

/// Nothing is put off for longer than this, in days: an exam does not wait.
const LONGEST: f32 = 180.0;

/// One attempt as the memory sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The exercise's id.
    pub exercise: String,
    /// When it ended.
    pub at: Timestamp,
    /// How it went.
    pub rating: Rating,
}

/// What is remembered of one exercise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    /// Attempts that counted.
    pub reviews: u32,
    /// The day of the last one, in the learner's time zone.
    pub last: Date,
    /// How that one went.
    pub rating: Rating,
    /// The first day on which it is due again.
    pub due: Date,
    /// Days until the chance of doing it well falls to nine in ten; greater than zero.
    pub stability: f32,
    /// How hard it is for this learner, 1 to 10.
    pub difficulty: f32,
}

impl Memory {
    /// The chance that it would be done well on that day: 1 is certain.
    #[must_use]
    pub fn recall(&self, day: Date) -> f32 {
        let memory = MemoryState { stability: self.stability, difficulty: self.difficulty };
        let days = f32::from(u16::try_from(days_between(self.last, day)).unwrap_or(u16::MAX));
        fsrs::current_retrievability(memory, days, fsrs::FSRS6_DEFAULT_DECAY)
    }

    /// Days that it has been due for on that day; `None` while it is not.
    #[must_use]
    pub fn late(&self, day: Date) -> Option<u32> {
        (self.due <= day).then(|| days_between(self.due, day))
    }
}

/// What is remembered of every exercise that was ever done.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Schedule {
    memories: BTreeMap<String, Memory>,
}

impl Schedule {
    /// Replays attempts, in whatever order they come; `par` says the par time of an exercise that is still there. Days are those
    /// of `zone`.
    #[must_use]
    pub fn replay<'a>(
        attempts: impl IntoIterator<Item = &'a Attempt>,
        par: impl Fn(&str) -> Option<Duration>,
        zone: &TimeZone,
    ) -> Self {
        let review = |attempt: &Attempt| {
            let rating = Rating::of(attempt, par(&attempt.exercise)?)?;
            Some(Review { exercise: attempt.exercise.clone(), at: attempt.ended, rating })
        };
        Self::of(attempts.into_iter().filter_map(review), zone)
    }

    /// Replays reviews, in whatever order they come.
    ///
    /// The first review of a day says what was remembered, and counts in full. What follows on the same day is practice while it
    /// is fresh: it cannot count for more than [`Rating::Good`], which hardly moves the memory, or twenty rounds in one evening
    /// would put an exercise off for years.
    #[must_use]
    pub fn of(reviews: impl IntoIterator<Item = Review>, zone: &TimeZone) -> Self {
        let mut reviews: Vec<Review> = reviews.into_iter().collect();
        // What ended in the same millisecond has no order of its own; the rating gives it one, whatever machine it came from.
        reviews.sort_by(|a, b| (a.at, a.rating, &a.exercise).cmp(&(b.at, b.rating, &b.exercise)));
        let model = FSRS::default();
        let mut schedule = Self::default();
        for review in reviews {
            let day = review.at.to_zoned(zone.clone()).date();
            let before = schedule.memories.get(&review.exercise).copied();
            if let Some(memory) = next(&model, before, day, review.rating) {
                schedule.memories.insert(review.exercise, memory);
            }
        }
        schedule
    }

    /// What is remembered of an exercise; `None`: it is new.
    #[must_use]
    pub fn memory(&self, exercise: &str) -> Option<&Memory> {
        self.memories.get(exercise)
    }

    /// Whether an exercise is due on that day.
    #[must_use]
    pub fn is_due(&self, exercise: &str, day: Date) -> bool {
        self.memory(exercise).is_some_and(|memory| memory.due <= day)
    }

    /// All exercises that were ever done, by id.
    pub fn memories(&self) -> impl Iterator<Item = (&str, &Memory)> {
        self.memories.iter().map(|(id, memory)| (id.as_str(), memory))
    }
}

/// The memory after one more review.
fn next(model: &FSRS, before: Option<Memory>, day: Date, rating: Rating) -> Option<Memory> {
    let state = before.map(|memory| MemoryState { stability: memory.stability, difficulty: memory.difficulty });
    let days = before.map_or(0, |memory| days_between(memory.last, day));
    let counted = if before.is_some() && days == 0 { rating.min(Rating::Good) } else { rating };
    let states = model.next_states(state, WANTED_RECALL, days).ok()?;
    let after = match counted {
        Rating::Again => states.again,
        Rating::Hard => states.hard,
        Rating::Good => states.good,
        Rating::Easy => states.easy,
    };
    let wait = wait(rating, after.interval);
    Some(Memory {
        reviews: before.map_or(1, |memory| memory.reviews.saturating_add(1)),
        last: before.map_or(day, |memory| memory.last.max(day)),
        rating,
        due: day.saturating_add(wait.days()),
        stability: after.memory.stability,
        difficulty: after.memory.difficulty,
    })
}

/// Days to wait. What went wrong is due at once, what went well on the next day at the earliest.
fn wait(rating: Rating, interval: f32) -> i64 {
    if rating == Rating::Again {
        return 0;
    }
    #[expect(clippy::cast_possible_truncation, reason = "between 1 and 180")]
    let days = interval.clamp(1.0, LONGEST).round() as i64;
    days
}

/// Days from one day to another; none where the second is the earlier one, as after a journey to the west.
fn days_between(from: Date, to: Date) -> u32 {
    to.since((jiff::Unit::Day, from)).ok().and_then(|span| u32::try_from(span.get_days()).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests;
