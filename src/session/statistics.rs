//! What the attempts add up to, as the values of pictures: time per attempt, activity by day, strength by topic and by field.
//! It must not know how they are drawn.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::overview::ExerciseFacts;
use super::schedule::{self, FieldRecord, Rating, Schedule};
use crate::history::{AttemptRecord, Mode, OpenAttempt};

/// One attempt in the picture of times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimePoint {
    /// When it ended.
    pub at: Timestamp,
    /// The day of that, in the learner's time zone.
    pub day: Date,
    /// Time worked; of a solved one until its first text with full marks.
    pub time: Duration,
    /// How it was done.
    pub mode: Mode,
    /// It got full marks.
    pub passed: bool,
    /// What it says of how well the exercise is known.
    pub rating: Option<Rating>,
}

/// The attempts at one exercise, in the order of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    /// The exercise's id.
    pub exercise: String,
    /// Its par time.
    pub par: Duration,
    /// The attempts that have ended with a verdict, the first one first.
    pub points: Vec<TimePoint>,
    /// Attempts that have ended without any.
    pub silent: u32,
    /// Attempts that are going on.
    pub open: u32,
}

impl Times {
    /// All attempts, as lists of exercises count them.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        u32::try_from(self.points.len()).unwrap_or(u32::MAX).saturating_add(self.silent).saturating_add(self.open)
    }

    /// The quickest with full marks.
    #[must_use]
    pub fn best(&self) -> Option<Duration> {
        self.points.iter().filter(|point| point.passed).map(|point| point.time).min()
    }
}

/// How well a topic is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicStrength {
    /// The topic's id.
    pub topic: String,
    /// Its exercises.
    pub exercises: u32,
    /// Those that were ever solved.
    pub solved: u32,
    /// Those that are due today.
    pub due: u32,
    /// The mean chance, in percent, that one of its exercises would be done well today; new ones count 0.
    pub percent: u32,
}

/// All pictures.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Statistics {
    /// By exercise, the one done last first.
    pub times: Vec<Times>,
    /// Ended attempts of each day that has any, with the time worked.
    pub days: BTreeMap<Date, Day>,
    /// By topic, in the pack's order.
    pub topics: Vec<TopicStrength>,
    /// By field: those that went wrong ever, the weakest now first.
    pub fields: Vec<FieldRecord>,
    /// Ended attempts.
    pub attempts: u32,
    /// Attempts that are going on, those of a mock exam aside.
    pub open: u32,
    /// Ended attempts with full marks.
    pub passed: u32,
    /// Time worked.
    pub time: Duration,
}

/// What was done on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Day {
    /// Ended attempts.
    pub attempts: u32,
    /// Those with full marks.
    pub passed: u32,
    /// Time worked.
    pub time: Duration,
}

impl Statistics {
    /// Computes all pictures; exercises come in the pack's order.
    #[must_use]
    pub fn of(
        records: &[AttemptRecord],
        open: &[OpenAttempt],
        exercises: &[ExerciseFacts],
        schedule: &Schedule,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Self {
        let by_id: BTreeMap<&str, &ExerciseFacts> = exercises.iter().map(|facts| (facts.id.as_str(), facts)).collect();
        let mut statistics = Self::default();
        for record in records {
            let attempt = &record.attempt;
            let passed = is_passed(record);
            statistics.attempts += 1;
            statistics.passed += u32::from(passed);
            statistics.time = statistics.time.saturating_add(attempt.elapsed);
            let day = statistics.days.entry(attempt.ended.to_zoned(zone.clone()).date()).or_default();
            day.attempts += 1;
            day.passed += u32::from(passed);
            day.time = day.time.saturating_add(attempt.elapsed);
        }
        let open: Vec<&OpenAttempt> = open.iter().filter(|open| open.mode != Mode::Exam).collect();
        statistics.open = u32::try_from(open.len()).unwrap_or(u32::MAX);
        statistics.times = times(records, &open, &by_id, zone);
        statistics.topics = topics(records, exercises, schedule, now.to_zoned(zone.clone()).date());
        let mut fields = schedule::records(records, |id| by_id.get(id).map(|facts| &facts.fields), now);
        fields.retain(|field| field.wrong > 0);
        fields.sort_by(|a, b| {
            let by_weight = b.weight.total_cmp(&a.weight);
            by_weight.then_with(|| a.percent().cmp(&b.percent())).then_with(|| a.field.cmp(&b.field))
        });
        statistics.fields = fields;
        statistics
    }

    /// The attempts at one exercise.
    #[must_use]
    pub fn times_of(&self, exercise: &str) -> Option<&Times> {
        self.times.iter().find(|times| times.exercise == exercise)
    }
}

/// Full marks before the solution was seen.
fn is_passed(record: &AttemptRecord) -> bool {
    record.solved_after.is_some()
}

fn times(
    records: &[AttemptRecord],
    open: &[&OpenAttempt],
    by_id: &BTreeMap<&str, &ExerciseFacts>,
    zone: &TimeZone,
) -> Vec<Times> {
    let mut times: BTreeMap<&str, Times> = BTreeMap::new();
    // What shows nothing of the learner has no place in the picture.
    for record in records.iter().filter(|record| record.grades > 0) {
        let attempt = &record.attempt;
        let Some(facts) = by_id.get(attempt.exercise.as_str()) else { continue };
        let entry = times.entry(&attempt.exercise).or_insert_with(|| Times {
            exercise: attempt.exercise.clone(),
            par: facts.par,
            points: Vec::new(),
            silent: 0,
            open: 0,
        });
        entry.points.push(TimePoint {
            at: attempt.ended,
            day: attempt.ended.to_zoned(zone.clone()).date(),
            time: record.solved_after.unwrap_or(attempt.elapsed),
            mode: attempt.mode,
            passed: is_passed(record),
            rating: Rating::of(attempt, facts.par),
        });
    }
    for record in records.iter().filter(|record| record.grades == 0) {
        times.entry(&record.attempt.exercise).and_modify(|times| times.silent += 1);
    }
    for attempt in open {
        times.entry(&attempt.exercise).and_modify(|times| times.open += 1);
    }
    let mut times: Vec<Times> = times.into_values().collect();
    for one in &mut times {
        one.points.sort_by_key(|point| (point.at, point.time));
    }
    times.sort_by_key(|one| std::cmp::Reverse(one.points.last().map(|point| point.at)));
    times
}

fn topics(
    records: &[AttemptRecord],
    exercises: &[ExerciseFacts],
    schedule: &Schedule,
    today: Date,
) -> Vec<TopicStrength> {
    let passed = |record: &&AttemptRecord| is_passed(record);
    let solved: BTreeSet<&str> = records.iter().filter(passed).map(|record| record.attempt.exercise.as_str()).collect();
    let mut topics: Vec<(TopicStrength, f32)> = Vec::new();
    for facts in exercises {
        let place = topics.iter().position(|(topic, _)| topic.topic == facts.topic).unwrap_or_else(|| {
            let topic = TopicStrength { topic: facts.topic.clone(), exercises: 0, solved: 0, due: 0, percent: 0 };
            topics.push((topic, 0.0));
            topics.len() - 1
        });
        let Some((topic, recall)) = topics.get_mut(place) else { continue };
        topic.exercises += 1;
        topic.solved += u32::from(solved.contains(facts.id.as_str()));
        topic.due += u32::from(schedule.is_due(&facts.id, today));
        // An exercise that went wrong the last time is not known, however short ago that was.
        let known = schedule.memory(&facts.id).filter(|memory| memory.rating != Rating::Again);
        *recall += known.map_or(0.0, |memory| memory.recall(today));
    }
    topics
        .into_iter()
        .map(|(topic, recall)| TopicStrength { percent: percent(recall, topic.exercises), ..topic })
        .collect()
}

/// A mean as whole percents, rounded down: all of them only where everything is known.
fn percent(sum: f32, count: u32) -> u32 {
    let mean = f64::from(sum) * 100.0 / f64::from(count.max(1));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
    let percent = mean.clamp(0.0, 100.0).floor() as u32;
    percent
}

#[cfg(test)]
mod tests;
