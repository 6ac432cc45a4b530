//! Where a learner stands today: what is due, what goes wrong, how strong they are, all computed from the attempts. It must not
//! know how any of it is shown.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::drill::streak;
use super::schedule::{self, Candidate, Due, Rating, Schedule, Why};
use super::statistics::Statistics;
use crate::exercise::Exercise;
use crate::exercise::topics::is_about;
use crate::history::{AttemptRecord, Mode, OpenAttempt};

/// What schedules and statistics know of an exercise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExerciseFacts {
    /// Its id.
    pub id: String,
    /// The topic that it lies in.
    pub topic: String,
    /// What it trains besides.
    pub topics: Vec<String>,
    /// What a prepared person needs.
    pub par: Duration,
    /// The fields that it trains.
    pub fields: BTreeSet<String>,
}

impl ExerciseFacts {
    /// The facts of an exercise.
    #[must_use]
    pub fn of(exercise: &Exercise) -> Self {
        Self {
            id: exercise.id.clone(),
            topic: exercise.topic.clone(),
            topics: exercise.topics.clone(),
            par: exercise.par,
            fields: schedule::trained(exercise),
        }
    }
}

/// Where a learner stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Overview {
    /// The day that it is about, in the learner's time zone.
    pub today: Date,
    /// What is remembered of each exercise.
    pub schedule: Schedule,
    /// All exercises in the order in which a drill takes them.
    pub queue: Vec<Due>,
    /// All pictures.
    pub statistics: Statistics,
    /// Rounds of drills in a row that went well, until now.
    pub streak: u32,
}

impl Overview {
    /// Computes it; exercises come in the pack's order, records in whatever order, and beside them the attempts that are going on.
    #[must_use]
    pub fn of(
        records: &[AttemptRecord],
        open: &[OpenAttempt],
        exercises: &[ExerciseFacts],
        now: Timestamp,
        zone: &TimeZone,
    ) -> Self {
        let par = |id: &str| exercises.iter().find(|facts| facts.id == id).map(|facts| facts.par);
        let today = now.to_zoned(zone.clone()).date();
        let schedule = Schedule::replay(records.iter().map(|record| &record.attempt), par, zone);
        let statistics = Statistics::of(records, open, exercises, &schedule, now, zone);
        let candidates: Vec<Candidate<'_>> =
            exercises.iter().map(|facts| Candidate { id: &facts.id, fields: &facts.fields }).collect();
        let fields: Vec<&BTreeSet<String>> = exercises.iter().map(|facts| &facts.fields).collect();
        let weak = schedule::weak_fields(&statistics.fields, &fields);
        let queue = schedule::queue(&candidates, &schedule, &weak, today);
        let mut drills: Vec<&AttemptRecord> =
            records.iter().filter(|record| record.attempt.mode == Mode::Drill).collect();
        drills.sort_by_key(|record| (record.attempt.ended, record.attempt.started));
        let ratings: Vec<Rating> =
            drills.iter().filter_map(|record| Rating::of(&record.attempt, par(&record.attempt.exercise)?)).collect();
        Self { today, schedule, queue, statistics, streak: streak(&ratings) }
    }

    /// The exercises that are due today, in the order in which a drill takes them.
    pub fn due(&self) -> impl Iterator<Item = &Due> {
        self.queue.iter().filter(|due| matches!(due.why, Why::Due { .. }))
    }

    /// The turn of an exercise.
    #[must_use]
    pub fn turn(&self, exercise: &str) -> Option<&Due> {
        self.queue.iter().find(|due| due.exercise == exercise)
    }

    /// The turns of a drill.
    #[must_use]
    pub fn turns(&self, choice: &Choice, exercises: &[ExerciseFacts]) -> Vec<Due> {
        let in_topic = |due: &&Due, topic: &str| {
            let facts = exercises.iter().find(|facts| facts.id == due.exercise);
            facts.is_some_and(|facts| is_about(topic, &facts.topic, &facts.topics))
        };
        match choice {
            Choice::All => self.queue.clone(),
            Choice::Due => self.due().cloned().collect(),
            Choice::Topic(topic) => self.queue.iter().filter(|due| in_topic(due, topic)).cloned().collect(),
            Choice::One(id) => {
                let (one, others): (Vec<Due>, Vec<Due>) =
                    self.queue.iter().cloned().partition(|due| due.exercise == *id);
                if one.is_empty() { one } else { one.into_iter().chain(others).collect() }
            }
        }
    }
}

/// What is to be drilled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Everything in its turn.
    All,
    /// What is due today, and nothing else.
    Due,
    /// The exercises of a topic in their turn, those too that lie elsewhere and train it besides.
    Topic(String),
    /// One exercise; after it everything else in its turn.
    One(String),
}
