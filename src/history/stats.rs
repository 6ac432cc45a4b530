//! What the history adds up to. It must not know topics or exercises' titles: who shows it joins them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::query::time;
use super::{History, HistoryError};

/// What the history adds up to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stats {
    /// Exercises begun.
    pub tried: u32,
    /// Exercises passed at least once.
    pub solved: u32,
    /// Attempts, open ones too.
    pub attempts: u32,
    /// Attempts in which a text passed.
    pub passed: u32,
    /// Texts graded.
    pub grades: u32,
    /// Time worked, all attempts together.
    pub time: Duration,
    /// Days in a row with a graded text until today, or until yesterday while there is none today.
    pub streak: u32,
    /// The days with a graded text, in the order of time.
    pub days: Vec<DayStat>,
    /// The fields that go wrong, the most frequent first.
    pub fields: Vec<FieldStat>,
}

/// One day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayStat {
    /// In the learner's time zone.
    pub date: Date,
    /// Texts graded.
    pub grades: u32,
    /// Texts that passed.
    pub passed: u32,
}

/// A field of the Pod, and how often it went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldStat {
    /// Without names and numbers: `containers.volumeMounts.readOnly`.
    pub field: String,
    /// The attempts in which it did: it was wrong, misplaced or misspelled at some time, or still missing in the last text.
    /// What is merely not written yet does not count.
    pub attempts: u32,
}

/// Failures that tell of a mistake. Of "missing" only what is still so in the attempt's last text.
pub(super) const FAILURES: &str = "
SELECT DISTINCT g.attempt, f.path FROM failure f JOIN grade g ON g.id = f.grade
WHERE f.path IS NOT NULL AND f.kind IS NOT NULL AND f.kind NOT IN ('limit', 'unreadable')
  AND (f.kind <> 'missing' OR g.id = (SELECT max(l.id) FROM grade l WHERE l.attempt = g.attempt))";

impl History {
    /// The statistics, with days as they are in `zone`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn stats(&self, now: Timestamp, zone: &TimeZone) -> Result<Stats, HistoryError> {
        let mut stats = Stats::default();
        for attempt in self.summaries("", [])?.iter().filter(|attempt| !attempt.is_unseen_task()) {
            stats.attempts += 1;
            stats.passed += u32::from(attempt.solved_after.is_some());
            stats.time = stats.time.saturating_add(attempt.elapsed);
        }
        for progress in self.progress()?.values() {
            stats.tried += 1;
            stats.solved += u32::from(progress.solved > 0);
        }
        stats.days = self.days(zone).map_err(|error| self.sort(&error))?;
        stats.grades = stats.days.iter().map(|day| day.grades).sum();
        stats.streak = streak(&stats.days, now.to_zoned(zone.clone()).date());
        stats.fields = self.fields().map_err(|error| self.sort(&error))?;
        Ok(stats)
    }

    fn days(&self, zone: &TimeZone) -> rusqlite::Result<Vec<DayStat>> {
        let mut days: BTreeMap<Date, DayStat> = BTreeMap::new();
        let mut statement = self.connection.prepare_cached("SELECT at, passed FROM grade")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let date = time(row.get(0)?).to_zoned(zone.clone()).date();
            let day = days.entry(date).or_insert(DayStat { date, grades: 0, passed: 0 });
            day.grades += 1;
            day.passed += u32::from(row.get::<_, bool>(1)?);
        }
        Ok(days.into_values().collect())
    }

    fn fields(&self) -> rusqlite::Result<Vec<FieldStat>> {
        let mut seen: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
        let mut statement = self.connection.prepare_cached(FAILURES)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let field = field_name(&row.get::<_, String>(1)?);
            seen.entry(field).or_default().insert(row.get(0)?);
        }
        let count = |attempts: &BTreeSet<i64>| u32::try_from(attempts.len()).unwrap_or(u32::MAX);
        let mut fields: Vec<FieldStat> = seen
            .iter()
            .map(|(field, attempts)| FieldStat { field: field.clone(), attempts: count(attempts) })
            .collect();
        fields.sort_by(|a, b| b.attempts.cmp(&a.attempts).then_with(|| a.field.cmp(&b.field)));
        Ok(fields)
    }
}

/// The field that a path leads to, without what differs between exercises: of
/// `spec.containers[app].volumeMounts[data].readOnly` it is `containers.volumeMounts.readOnly`.
#[must_use]
pub fn field_name(path: &str) -> String {
    let mut general = String::with_capacity(path.len());
    let mut depth = 0_u32;
    for c in path.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => general.push(c),
            _ => {}
        }
    }
    general.strip_prefix("spec.").map_or_else(|| general.clone(), ToOwned::to_owned)
}

fn streak(days: &[DayStat], today: Date) -> u32 {
    let mut expected = today;
    let mut count = 0;
    for day in days.iter().rev().skip_while(|day| day.date > today) {
        if count == 0 && day.date != expected {
            // Today may still come.
            expected = expected.saturating_sub(1.day());
        }
        if day.date != expected {
            break;
        }
        count += 1;
        expected = expected.saturating_sub(1.day());
    }
    count
}
