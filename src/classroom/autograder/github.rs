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

/// The longest text that a step gets: the reporter reads it from one variable, and Linux starts no program with a longer one
/// (`MAX_ARG_STRLEN`, 128 KiB with the variable's name).
const LONGEST: usize = 120 * 1024;

/// The longest message of a test, in characters. The reporter shows none of a failed test; they are for who decodes the result.
const LONGEST_MESSAGE: usize = 600;

/// The result as the reporter decodes it.
#[must_use]
pub fn json(work: &Work) -> Value {
    in_words(work, Words::All)
}

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Words {
    All,
    /// No messages.
    Names,
    /// Numbers for names.
    Numbers,
}

fn in_words(work: &Work, how: Words) -> Value {
    let (mut tests, mut max) = (Vec::new(), 0_u32);
    for (number, (exercise, parts)) in (1..).zip(work.tests()) {
        for (part, test) in (1..).zip(parts) {
            max = max.saturating_add(test.max);
            let name = match how {
                Words::Numbers => format!("{number}.{part}"),
                _ => words::line(&format!("{}: {}", work.title(&exercise.id), test.check.text)),
            };
            let message = words::cut(&words::findings(test.check, work.answers).join("\n"), LONGEST_MESSAGE);
            for point in 1..=test.max {
                // Once for each check: the points that fail with it say nothing new.
                let is_told = how == Words::All && point == test.score + 1;
                let passed = point <= test.score;
                let part = if test.max > 1 { format!(" ({point}/{})", test.max) } else { String::new() };
                tests.push(json!({
                    "name": format!("{name}{part}"),
                    "status": if passed { "pass" } else { "fail" },
                    "score": u32::from(passed),
                    "message": if is_told { &message } else { "" },
                    "test_code": "",
                    "filename": "",
                    "line_no": if passed { 0 } else { test.check.line.unwrap_or(0) },
                    "duration": 0,
                }));
            }
        }
    }
    let all = tests.iter().all(|test| test["status"] == "pass");
    // Beside the tests the reporter tells this alone: that there was an error.
    let status = if work.is_broken() || !words::doubts(work.student).is_empty() {
        "error"
    } else if all {
        "pass"
    } else {
        "fail"
    };
    json!({ "version": 1, "status": status, "max_score": max, "tests": tests })
}

/// The result as a step's output has it: with fewer words where it would be too long with them.
///
/// # Errors
/// So many points that not even numbers for names help.
pub fn encoded(work: &Work) -> Result<String, TooLong> {
    let all = [Words::All, Words::Names, Words::Numbers].into_iter();
    let mut texts = all.map(|how| STANDARD.encode(in_words(work, how).to_string()));
    texts.find(|text| text.len() <= LONGEST).ok_or(TooLong)
}

/// A test for each point is more than a variable holds.
#[derive(Debug, thiserror::Error)]
#[error("the points are too many for the GitHub form, which has a test for each one")]
pub struct TooLong;
