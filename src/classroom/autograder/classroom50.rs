//! Classroom 50's `result.json`, schema `classroom50/result/v1`. It must not read the environment: the identity comes in.
//!
//! Source: <https://github.com/foundation50/classroom50/wiki/Advanced-Autograding>. Points are whole there, and being late is
//! Classroom 50's own business: it marks it by the time of the commit, so nothing is taken off here.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Work;
use crate::classroom::words;

/// Which submission this is, in the runner's words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// `CLASSROOM`
    pub classroom: String,
    /// `ASSIGNMENT`
    pub assignment: String,
    /// `SUBMISSION_TAG`: `submit/…`
    pub submission: String,
    /// `COMMIT_URL`
    pub commit: String,
    /// `RELEASE_URL`
    pub release: String,
    /// `REVIEW_URL`; the commit where there is none.
    pub review: String,
    /// `OWNER`, else `USERNAME`; the runner writes it again itself.
    pub owner: Option<String>,
    /// `ASSIGNMENT_TYPE`; the runner writes it again itself.
    pub assignment_type: Option<String>,
}

impl Identity {
    /// Reads it by asking for the runner's variables.
    ///
    /// # Errors
    /// The names of those that are missing.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Vec<&'static str>> {
        let mut missing = Vec::new();
        let mut need = |name: &'static str| {
            variable(name).filter(|value| !value.is_empty()).unwrap_or_else(|| {
                missing.push(name);
                String::new()
            })
        };
        let (classroom, assignment, submission) = (need("CLASSROOM"), need("ASSIGNMENT"), need("SUBMISSION_TAG"));
        let (commit, release) = (need("COMMIT_URL"), need("RELEASE_URL"));
        if !missing.is_empty() {
            return Err(missing);
        }
        Ok(Self {
            classroom,
            assignment,
            submission,
            review: variable("REVIEW_URL").filter(|url| !url.is_empty()).unwrap_or_else(|| commit.clone()),
            commit,
            release,
            owner: ["OWNER", "USERNAME"].into_iter().find_map(|name| variable(name).filter(|owner| !owner.is_empty())),
            assignment_type: variable("ASSIGNMENT_TYPE")
                .filter(|mode| matches!(mode.as_str(), "individual" | "group" | "team")),
        })
    }
}

/// The whole file.
#[must_use]
pub fn result(work: &Work, identity: &Identity, now: Timestamp) -> Value {
    let (mut score, mut max, mut tests) = (0_u32, 0_u32, Vec::new());
    // A test without points: it changes no sum, and nobody overlooks it.
    if let doubts @ [_, ..] = words::doubts(work.student).as_slice() {
        let output = [doubts.join(" "), words::problems(work.student)].join("\n");
        tests.push(json!({
            "test-name": "what was handed in can be relied on",
            "passed": false, "score": 0, "max-score": 0, "output": output,
        }));
    }
    for (exercise, parts) in work.tests() {
        for test in parts {
            score = score.saturating_add(test.score);
            max = max.saturating_add(test.max);
            tests.push(json!({
                "test-name": words::line(&format!("{}: {}", work.title(&exercise.id), test.check.text)),
                "passed": test.check.passed,
                "score": test.score,
                "max-score": test.max,
                "output": words::findings(test.check, work.answers).join("\n"),
            }));
        }
    }
    let mut result = json!({
        "schema": "classroom50/result/v1",
        "classroom": identity.classroom,
        "assignment": identity.assignment,
        "submission": identity.submission,
        "commit": identity.commit,
        "release": identity.release,
        "review": identity.review,
        "datetime": now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "score": score,
        "max-score": max,
        "tests": tests,
    });
    if let Some(owner) = &identity.owner {
        result["owner"] = json!(owner);
    }
    if let Some(kind) = &identity.assignment_type {
        result["assignment_type"] = json!(kind);
    }
    result
}
