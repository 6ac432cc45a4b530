//! What grading a class found: the one model out of which gradebooks, autograder files and reports are made. It must not
//! know how submissions are read, nor how any output looks.
//!
//! The results of mock exams (`session::exam::result`) have checks in a form of their own, though they say much the same: both are
//! file formats that outlive the program that wrote them, and each may grow without the other.
//!
//! On disk it is JSON lines: the first line is the [`Assignment`], each further one a [`Student`]. Files of several shards
//! can be put one behind the other: the same assignment may come again between students.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use super::points::Points;
use crate::exercise::Exercise;
use crate::grade::{CheckResult, FindingKind, Verdict};

/// The number of this format; a file with a higher one is from a newer program.
pub const FORMAT: u32 = 1;

/// A line of a results file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "kebab-case")]
pub enum Record {
    /// What was to be done.
    Assignment(Assignment),
    /// What one student did of it.
    Student(Student),
}

/// What was to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// [`FORMAT`].
    pub format: u32,
    /// Its short name; the same in every submission to it.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// When it is due.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "moment")]
    pub due: Option<Timestamp>,
    /// When it is due and what becomes of late work, in the assignment's own time zone and in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
    /// In the teacher's order.
    pub exercises: Vec<AssignedExercise>,
}

impl Assignment {
    /// What can be reached in all.
    #[must_use]
    pub fn max(&self) -> Points {
        self.exercises.iter().map(|exercise| exercise.points).sum()
    }
}

/// What a report says of an assignment's times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Until when, as a clock on the assignment's wall shows it: `Monday 23 November 2026, 08:00 (CET)`.
    pub due: String,
    /// What becomes of late work, as a sentence without a full stop.
    pub late: String,
}

/// One exercise of an assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedExercise {
    /// Its id in the pack.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is worth in the assignment, whatever its own points are.
    pub points: Points,
    /// What a prepared person needs, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub par: Option<u64>,
    /// Its checks in the words of the whole class; a student's own have the values that were drawn for that student.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<AssignedCheck>,
    /// Each student has names, ports or paths of their own in it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub varies: bool,
}

impl AssignedExercise {
    /// An exercise worth its own points, the same for everybody.
    #[must_use]
    pub fn of(exercise: &Exercise) -> Self {
        let structure = exercise.checks.iter().map(|check| (&check.id, &check.text));
        let all = structure.chain(exercise.life.iter().map(|life| (&life.id, &life.text)));
        Self {
            id: exercise.id.clone(),
            title: exercise.title.clone(),
            points: Points::whole(exercise.points()),
            par: Some(exercise.par.as_secs()),
            checks: all.map(|(id, text)| AssignedCheck { id: id.clone(), text: text.clone() }).collect(),
            varies: false,
        }
    }
}

/// A check of an exercise as it is said of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedCheck {
    /// Its id in the exercise.
    pub id: String,
    /// What must be true.
    pub text: String,
}

/// What one student did, graded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Student {
    /// What the submission says who it is from; what a roster is joined by. Never empty: where a submission does not say
    /// it, the name of its file.
    pub id: String,
    /// The student's name, empty where it is not known.
    #[serde(default)]
    pub name: String,
    /// The name of the submission's file or folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// When it was handed in, as far as that is known.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "moment")]
    pub submitted: Option<Timestamp>,
    /// One for each exercise of the assignment, in its order; empty where the submission could not be read at all.
    #[serde(default)]
    pub exercises: Vec<ExerciseResult>,
    /// How late it was and what that cost; `None` in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<Late>,
    /// What the teacher should look at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

impl Student {
    /// The points of all exercises, before anything is taken off.
    #[must_use]
    pub fn earned(&self) -> Points {
        self.exercises.iter().map(|exercise| exercise.score).sum()
    }

    /// What is taken off for being late.
    #[must_use]
    pub fn deduction(&self) -> Points {
        self.late.as_ref().map_or(Points::ZERO, |late| late.deduction)
    }

    /// The points that count.
    #[must_use]
    pub fn score(&self) -> Points {
        self.earned().minus(self.deduction())
    }

    /// The result of one exercise.
    #[must_use]
    pub fn exercise(&self, id: &str) -> Option<&ExerciseResult> {
        self.exercises.iter().find(|exercise| exercise.id == id)
    }
}

/// Being late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Late {
    /// By how much, in seconds.
    pub by: u64,
    /// What it costs.
    pub deduction: Points,
}

/// How one exercise went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExerciseResult {
    /// The exercise's id.
    pub id: String,
    /// The seed of its variant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Something was handed in for it. The checks of an exercise without an answer are there all the same, none passed.
    pub answered: bool,
    /// Points reached, in the assignment's measure.
    pub score: Points,
    /// Points to be had, in the assignment's measure.
    pub max: Points,
    /// All checks, and the cluster would take it.
    pub passed: bool,
    /// What the API server would say of it.
    pub cluster: Cluster,
    /// Every check, in the exercise's order; their points are the exercise's own.
    #[serde(default)]
    pub checks: Vec<Check>,
    /// Working time in seconds as the student's program counted it; a claim that can be forged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u64>,
    /// How often it was graded on the way, as the student's program counted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
    /// What the answer has beyond the task: see `classroom::similarity`. Never shown to students.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub traces: Vec<String>,
}

impl ExerciseResult {
    /// A graded answer, worth `points` in the assignment.
    #[must_use]
    pub fn of(verdict: &Verdict, points: Points) -> Self {
        Self {
            id: verdict.exercise.clone(),
            seed: None,
            answered: true,
            score: points.share(verdict.score, verdict.max_score),
            max: points,
            passed: verdict.passed,
            cluster: Cluster { accepted: verdict.cluster.accepted, message: verdict.cluster.message.clone() },
            checks: verdict.checks.iter().map(Check::of).collect(),
            seconds: None,
            attempts: None,
            traces: Vec::new(),
        }
    }

    /// No answer: `checks` with their ids, texts and full points, none of them reached.
    #[must_use]
    pub fn unanswered(id: &str, points: Points, checks: impl IntoIterator<Item = Check>) -> Self {
        let checks = checks.into_iter().map(|check| Check { points: 0, passed: false, ..check }).collect();
        Self {
            id: id.to_owned(),
            seed: None,
            answered: false,
            score: Points::ZERO,
            max: points,
            passed: false,
            cluster: Cluster { accepted: false, message: String::new() },
            checks,
            seconds: None,
            attempts: None,
            traces: Vec::new(),
        }
    }
}

/// What the API server would say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cluster {
    /// It would store the Pod.
    pub accepted: bool,
    /// kubectl's words; empty where it would say nothing.
    #[serde(default)]
    pub message: String,
}

/// One check and how it went.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Check {
    /// Its id in the exercise.
    pub id: String,
    /// What must be true.
    pub text: String,
    /// Points reached, in the exercise's own measure.
    pub points: u32,
    /// Points to be had.
    pub max: u32,
    /// It holds in full.
    pub passed: bool,
    /// What was wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<String>,
    /// The line of the student's text, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// How it is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Wrong>,
    /// Why it matters in a cluster.
    #[serde(default)]
    pub why: String,
}

impl Check {
    /// The same in the results' own form.
    #[must_use]
    pub fn of(check: &CheckResult) -> Self {
        Self {
            id: check.id.clone(),
            text: check.text.clone(),
            points: check.points,
            max: check.max_points,
            passed: check.passed,
            expected: check.expected.clone(),
            actual: check.actual.clone(),
            line: check.place.map(|place| place.line),
            kind: check.kind.map(Wrong::of),
            why: check.why.clone(),
        }
    }
}

/// In which way something is wrong; the words of `podlings grade -o json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wrong {
    /// It is not there.
    Missing,
    /// It is there with another value.
    Wrong,
    /// It is there, in the wrong place.
    Misplaced,
    /// A slip of spelling away.
    NearMiss,
    /// A field that Kubernetes does not know.
    Unknown,
    /// There, and must not be.
    Extra,
    /// The running Pod does not do it.
    Life,
    /// The simulator cannot tell: its own limit, not the student's mistake.
    Limit,
    /// The text could not be read that far.
    Unreadable,
}

impl Wrong {
    fn of(kind: FindingKind) -> Self {
        match kind {
            FindingKind::Missing => Self::Missing,
            FindingKind::Wrong => Self::Wrong,
            FindingKind::Misplaced => Self::Misplaced,
            FindingKind::NearMiss => Self::NearMiss,
            FindingKind::Unknown => Self::Unknown,
            FindingKind::Extra => Self::Extra,
            FindingKind::Life => Self::Life,
            FindingKind::Limit => Self::Limit,
            FindingKind::Unreadable => Self::Unreadable,
        }
    }
}

/// Something about a submission that a teacher should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Of what sort.
    pub kind: ProblemKind,
    /// A plain sentence without a full stop.
    pub message: String,
}

impl Problem {
    /// A problem with its sentence.
    pub fn new(kind: ProblemKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

/// The sorts of problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// The submission, or a part of it, could not be read.
    Unreadable,
    /// The records in it do not fit together: something was changed later.
    BrokenChain,
    /// It is for another assignment, or for another version of this one.
    WrongAssignment,
    /// An exercise was done in a variant that is not this student's.
    WrongVariant,
    /// More attempts than are allowed.
    TooManyAttempts,
    /// What it claims of itself is not what grading found.
    ClaimDiffers,
    /// Several submissions say that they are from the same student.
    Duplicate,
    /// The platform got it from somebody else than it says it is from.
    OtherAccount,
    /// Grading stopped at a limit of its own.
    Limit,
    /// Anything else.
    Other,
}

/// Moments as RFC 3339 texts: `2026-11-23T09:00:00Z`.
mod moment {
    use jiff::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::ref_option, reason = "serde hands it over like this")]
    pub fn serialize<S: Serializer>(moment: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
        match moment {
            Some(moment) => serializer.collect_str(moment),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(serde::de::Error::custom)).transpose()
    }
}
