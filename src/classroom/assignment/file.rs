//! An assignment file as TOML has it, field by field; the published JSON Schema is made from these types. It must not know
//! what makes a value good: that is the loader's.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Deserialize;

use crate::exercise::file::FeedbackName;

/// The newest format that this program reads.
pub const FORMAT: i64 = 1;

/// An assignment for podlings, the trainer for the CKAD exam.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(title = "podlings assignment")]
pub struct File {
    /// The version of this format: 1.
    #[schemars(range(min = 1, max = 1))]
    pub format: i64,
    /// A short name for file names and gradebooks, in kebab-case: "week-3". It never changes once it was handed out.
    #[schemars(regex(pattern = "^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$"))]
    pub id: String,
    /// What students and gradebooks call it.
    pub title: String,
    /// Markdown: what students read before they begin.
    #[serde(default)]
    pub about: String,
    /// The folder with the exercises, beside this file; without it they are the built-in ones.
    pub pack: Option<String>,
    /// Written by `podlings class bundle`: the answers were taken out.
    #[serde(default)]
    pub handout: bool,
    /// The time zone of the times below, by its name: "Europe/Berlin".
    pub timezone: Option<String>,
    /// Nothing counts before: "2026-11-23 09:00", "2026-11-23" (from its beginning), or with an offset "2026-11-23T09:00:00+01:00".
    pub opens: Option<String>,
    /// What comes later is late: "2026-11-30 23:59", "2026-11-30" (until its end), or with an offset.
    pub due: Option<String>,
    /// How many different texts a student may have graded for each exercise, up to full marks; without it as many as they like.
    #[schemars(range(min = 1, max = 1000))]
    pub attempts: Option<i64>,
    /// Whose values the exercises have that draw them: "as-written", one draw "per-class", or a draw of its own "per-student".
    #[serde(default)]
    pub seeds: SeedsName,
    /// Mixed into the seeds: change it, and the next term draws other values. Students can read it.
    #[serde(default)]
    pub salt: String,
    /// What students see while they work; what is not allowed is not in their bundle.
    #[serde(default = "usual_feedback")]
    pub feedback: Vec<FeedbackName>,
    /// What becomes of late work.
    #[serde(default)]
    pub late: LateTable,
    /// The exercises in the order in which they are worked on.
    #[schemars(length(min = 1, max = 100))]
    pub exercises: Vec<ExerciseTable>,
}

fn usual_feedback() -> Vec<FeedbackName> {
    vec![FeedbackName::Verdict, FeedbackName::Hints]
}

/// Whose values the exercises have.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SeedsName {
    /// Every exercise as it is written.
    #[default]
    AsWritten,
    /// The same draw for the whole class.
    PerClass,
    /// A draw of its own for each student.
    PerStudent,
}

/// What becomes of late work.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LateTable {
    /// "note" it at no cost, "refuse" it, take off a percentage "per-day", or a "fixed" one.
    #[serde(default)]
    pub rule: RuleName,
    /// Per cent of the points that are taken off: with "per-day" for each day begun, with "fixed" once.
    #[schemars(range(min = 1, max = 100))]
    pub percent: Option<i64>,
    /// With "per-day": per cent of the points that always remain.
    #[schemars(range(min = 0, max = 100))]
    pub floor: Option<i64>,
    /// How long after the due time nothing is late yet: "15m".
    #[schemars(regex(pattern = "^([0-9]+(ms|s|m|h))+$"))]
    pub grace: Option<String>,
}

/// Rules for late work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RuleName {
    /// It is noted and costs nothing.
    #[default]
    Note,
    /// It gets no points.
    Refuse,
    /// It loses a percentage for each day.
    PerDay,
    /// It loses a percentage once.
    Fixed,
}

/// An exercise of the assignment.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ExerciseTable {
    /// The exercise, as `podlings list` names it.
    pub id: String,
    /// What it is worth here; without it its own points.
    #[schemars(range(min = 1, max = 1000))]
    pub points: Option<i64>,
}

/// The schema as it is published.
pub fn schema() -> String {
    let schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<File>();
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
