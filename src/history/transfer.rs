//! Everything that a history holds as records that can leave it and enter another one. It must not know in which file they
//! travel.
//!
//! A record is recognised by what it is, never by a number of one database: attempts and exams bear an id that is the same
//! everywhere (`uid`), a graded text is the same when its attempt, moment and content are. So records may arrive twice, or from
//! two machines that went on with the same attempt, and nothing is lost or doubled.

mod read;
mod write;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use write::Merged;

/// One thing that a history holds. Times are milliseconds since 1970 in UTC, durations milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Record {
    /// An attempt, with what happens at most once in it.
    Attempt(AttemptRecord),
    /// A graded text of an attempt that came before.
    Grade(GradedText),
    /// A mock exam, whose tasks are attempts that came before.
    Exam(ExamRecord),
    /// Something that happened in an exam that came before.
    ExamEvent(EventRecord),
}

/// The attempts among records that statistics count: all but the tasks of an exam for which no text was ever graded, which say nothing
/// of their exercises.
#[must_use]
pub fn counted(records: &[Record]) -> BTreeSet<&Uid> {
    let graded: BTreeSet<&Uid> = records
        .iter()
        .filter_map(|record| match record {
            Record::Grade(grade) => Some(&grade.attempt),
            _ => None,
        })
        .collect();
    let attempts = records.iter().filter_map(|record| match record {
        Record::Attempt(attempt) => Some(attempt),
        _ => None,
    });
    attempts
        .filter(|attempt| attempt.mode != ModeName::Exam || graded.contains(&attempt.uid))
        .map(|attempt| &attempt.uid)
        .collect()
}

/// The id of an attempt or an exam on every machine: 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Uid(String);

impl TryFrom<String> for Uid {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let good = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if good { Ok(Self(text.to_ascii_uppercase())) } else { Err("an id is 32 hexadecimal digits".to_owned()) }
    }
}

/// An attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttemptRecord {
    /// Its id.
    pub uid: Uid,
    /// The exercise's id.
    pub exercise: String,
    /// How it is done.
    pub mode: ModeName,
    /// When it began.
    pub started: i64,
    /// The seed of the exercise's values, its 64 bits as a number with a sign; none: as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<i64>,
    /// Of one that is open: how long it has been worked on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<u32>,
    /// The hints that were seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<HintRecord>,
    /// Its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<EndingRecord>,
}

/// In which way an exercise is done. The names are those of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModeName {
    /// At one's own pace.
    Practice,
    /// Against the clock.
    Drill,
    /// In a mock exam.
    Exam,
}

/// A hint that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HintRecord {
    /// Which, from 1.
    pub number: u32,
    /// Points that it cost.
    pub cost: u32,
    /// When.
    pub at: i64,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndingRecord {
    /// When.
    pub at: i64,
    /// Time worked on it.
    pub elapsed: u32,
    /// Because the solution was shown.
    pub solution_shown: bool,
}

/// A graded text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradedText {
    /// Its attempt.
    pub attempt: Uid,
    /// When.
    pub at: i64,
    /// Time worked on the attempt until then.
    pub elapsed: u32,
    /// Points reached.
    pub points: u32,
    /// Points to be had.
    pub max: u32,
    /// Full marks, in a Pod that the cluster would take.
    pub passed: bool,
    /// The cluster would take it.
    pub accepted: bool,
    /// The checks that failed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<FailureRecord>,
    /// The text.
    pub text: String,
}

/// A check that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FailureRecord {
    /// The check's id.
    pub check: String,
    /// The field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// How it is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// A mock exam.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExamRecord {
    /// Its id.
    pub uid: Uid,
    /// When it began.
    pub started: i64,
    /// When its time is over.
    pub deadline: i64,
    /// What it was drawn by.
    pub seed: i64,
    /// The folders that its exercises came from.
    pub packs: Vec<String>,
    /// The domains that no exercise was there for.
    pub uncovered: Vec<String>,
    /// Its tasks, in their order.
    pub tasks: Vec<TaskRecord>,
    /// Of one that is open: when the program was last seen running.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<i64>,
    /// When and how it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<ExamEnding>,
    /// Its result, as it was written down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<ResultRecord>,
}

/// A task of a mock exam.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskRecord {
    /// Its attempt.
    pub attempt: Uid,
    /// Per cent of the exam.
    pub weight: u32,
    /// The exercise's title.
    pub title: String,
    /// Its topic.
    pub topic: String,
    /// Its domain.
    pub domain: String,
    /// Its kind.
    pub kind: String,
    /// Its difficulty.
    pub difficulty: u8,
    /// Full marks.
    pub points: u32,
    /// Its par time.
    pub par: u32,
}

/// How an exam ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExamEnding {
    /// When.
    pub at: i64,
    /// By hand or by time.
    pub reason: String,
}

/// An exam's result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultRecord {
    /// When it was graded.
    pub at: i64,
    /// The report, as `session` wrote it.
    pub report: String,
}

/// Something that happened in an exam.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventRecord {
    /// The exam.
    pub exam: Uid,
    /// When.
    pub at: i64,
    /// What.
    pub kind: String,
    /// With which task, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<u32>,
    /// A number that belongs to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<i64>,
    /// A text that belongs to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}
