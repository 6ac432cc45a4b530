//! The result of the GitHub Classroom autograding actions: base64 of JSON, which their reporter reads from a step's output. It
//! must not know workflows.
//!
//! Source: <https://github.com/classroom-resources/autograding-grading-reporter>. Its table counts tests that passed, its notice
//! adds their scores: one test for each point makes both say the same.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::Work;
use crate::classroom::words;

/// The result as the reporter decodes it.
#[must_use]
pub fn json(work: &Work) -> Value {
    let (mut tests, mut max) = (Vec::new(), 0_u32);
    for (exercise, parts) in work.tests() {
        for test in parts {
            max = max.saturating_add(test.max);
            let name = words::line(&format!("{}: {}", work.title(&exercise.id), test.check.text));
            let message = words::findings(test.check, work.answers).join("\n");
            for point in 1..=test.max {
                let passed = point <= test.score;
                let part = if test.max > 1 { format!(" ({point}/{})", test.max) } else { String::new() };
                tests.push(json!({
                    "name": format!("{name}{part}"),
                    "status": if passed { "pass" } else { "fail" },
                    "score": u32::from(passed),
                    "message": if passed { "" } else { &message },
                    "test_code": "",
                    "filename": "",
                    "line_no": if passed { 0 } else { test.check.line.unwrap_or(0) },
                    "duration": 0,
                }));
            }
        }
    }
    let all = tests.iter().all(|test| test["status"] == "pass");
    let status = if work.is_broken() {
        "error"
    } else if all {
        "pass"
    } else {
        "fail"
    };
    json!({ "version": 1, "status": status, "max_score": max, "tests": tests })
}

/// The result as a step's output has it.
#[must_use]
pub fn encoded(work: &Work) -> String {
    STANDARD.encode(json(work).to_string())
}
