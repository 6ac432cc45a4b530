//! The file that a student hands in: answers, attempts and times, each record bound to the one before it. It must not know where
//! the records come from, nor what they are worth.
//!
//! A line is the SHA-256 of the line before it (of nothing, at first), a line break and the record; then a blank, then the
//! record as JSON. Who changes a byte later, takes out a record or puts one in, breaks the chain from there on; who writes
//! all of it anew does not.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::course::hex;

/// The newest format of hand-ins.
pub const FORMAT: u32 = 1;
/// The largest hand-in that is written or read, in bytes.
pub const MAX_HAND_IN: usize = 8 * 1024 * 1024;
/// The most records of one.
const MAX_RECORDS: usize = 20_000;

/// A line of a hand-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Record {
    /// The first one: who, what, when.
    HandIn(Head),
    /// A text that was graded on the way.
    Attempt(Attempt),
    /// What is handed in for an exercise.
    Answer(Answer),
    /// The last one.
    End {
        /// How many records stand before it.
        records: usize,
    },
}

/// Who hands in what, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// [`FORMAT`].
    pub format: u32,
    /// The assignment's id.
    pub assignment: String,
    /// What was worked on ([`crate::classroom::course::Course::fingerprint`]).
    pub fingerprint: String,
    /// The student's id.
    pub student: String,
    /// The program's version.
    pub program: String,
    /// When, by the student's clock.
    #[serde(with = "moment")]
    pub at: Timestamp,
}

/// A text that was graded on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// The exercise's id.
    pub exercise: String,
    /// When, by the student's clock.
    #[serde(with = "moment")]
    pub at: Timestamp,
    /// Working time until then, in seconds.
    pub seconds: u64,
    /// What the student's program said: points, of how many.
    pub points: (u32, u32),
    /// The SHA-256 of the text.
    pub text: String,
}

/// What is handed in for an exercise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The exercise's id.
    pub exercise: String,
    /// What it drew its values by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Different texts that were graded on the way.
    pub attempts: u32,
    /// Working time, in seconds.
    pub seconds: u64,
    /// Hints that were shown.
    pub hints: u32,
    /// The `pod.yaml`.
    pub text: String,
}

/// A hand-in as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandIn {
    /// Who, what, when; `None` where the first record cannot be read.
    pub head: Option<Head>,
    /// The answers by exercise; the last one of several.
    pub answers: BTreeMap<String, Answer>,
    /// The attempts in their order.
    pub attempts: Vec<Attempt>,
    /// What does not fit together; nothing where the chain is whole.
    pub broken: Vec<String>,
}

/// Writes a hand-in: the head, the attempts in the order of time, the answers.
#[must_use]
pub fn write(head: Head, attempts: Vec<Attempt>, answers: Vec<Answer>) -> String {
    let mut records = vec![Record::HandIn(head)];
    records.extend(attempts.into_iter().map(Record::Attempt));
    records.extend(answers.into_iter().map(Record::Answer));
    records.push(Record::End { records: records.len() });
    let (mut text, mut before) = (String::new(), String::new());
    for record in &records {
        let body = serde_json::to_string(record).unwrap_or_default();
        before = link(&before, &body);
        text.extend([&before, " ", &body, "\n"]);
    }
    text
}

/// The hash of a record behind the one before it.
fn link(before: &str, body: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update("\n");
    hash.update(body);
    hex(&hash.finalize())
}

/// The SHA-256 of a text, as attempts have it.
#[must_use]
pub fn text_hash(text: &str) -> String {
    hex(&Sha256::digest(text))
}

/// Reads a hand-in. What cannot be read is left out and told; everything else is there.
#[must_use]
pub fn read(text: &str) -> HandIn {
    let mut reader = Reader {
        found: HandIn { head: None, answers: BTreeMap::new(), attempts: Vec::new(), broken: Vec::new() },
        before: String::new(),
        records: 0,
        ended: false,
    };
    for (index, line) in text.lines().enumerate() {
        if index >= MAX_RECORDS {
            reader.broken(index, &format!("there are more than {MAX_RECORDS} records"));
            break;
        }
        reader.line(index, line);
    }
    if !reader.ended {
        reader.found.broken.push("its last record is missing: a part was cut off".to_owned());
    }
    reader.found
}

/// Moments as RFC 3339 texts.
mod moment {
    use jiff::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(moment: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(moment)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

struct Reader {
    found: HandIn,
    before: String,
    records: usize,
    ended: bool,
}

impl Reader {
    fn line(&mut self, index: usize, line: &str) {
        if self.ended {
            return self.broken(index, "it stands behind the end");
        }
        let Some((hash, body)) = line.split_once(' ') else { return self.broken(index, "it is no record") };
        if hash != link(&self.before, body) {
            self.broken(index, "its checksum is another");
        }
        // From here on the chain goes on with what the line says, so that one change is told once.
        hash.clone_into(&mut self.before);
        match serde_json::from_str(body) {
            Ok(record) => self.record(index, record),
            Err(_) => self.broken(index, "it cannot be read"),
        }
    }

    fn record(&mut self, index: usize, record: Record) {
        match record {
            Record::HandIn(_) if index > 0 => self.broken(index, "it begins a hand-in, and one has begun already"),
            Record::HandIn(head) => self.found.head = Some(head),
            Record::Attempt(attempt) => self.found.attempts.push(attempt),
            Record::Answer(answer) => {
                let exercise = answer.exercise.clone();
                if self.found.answers.insert(exercise, answer).is_some() {
                    self.broken(index, "it is a second answer to the same exercise");
                }
            }
            Record::End { records } => {
                self.ended = true;
                if records != self.records {
                    self.broken(index, "the number of records is another");
                }
            }
        }
        self.records += 1;
    }

    /// Notes what is wrong with a line; a few of them say enough.
    fn broken(&mut self, index: usize, what: &str) {
        if self.found.broken.len() < 5 {
            self.found.broken.push(format!("line {}: {what}", index + 1));
        }
    }
}
