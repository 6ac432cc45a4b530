//! Proves that an exercise is a good one: that right answers get full marks, that wrong ones lose exactly what they should,
//! that breaking anything expected costs points, and that all of it is said in the task. No I/O; it must not know screens.

mod answers;
mod breaking;
mod change;
mod content;
mod pairing;

use crate::exercise::source::Source;
use crate::exercise::{Exercise, Problem};
use crate::grade::Grader;

/// What the API server would store of a manifest; `None` where it would refuse it. Two texts that are stored alike mean the
/// same.
pub type Stored<'a> = &'a (dyn Fn(&str) -> Option<serde_json::Value> + Sync);

/// Everything that keeps an exercise from being a good one, in the order of its file.
#[must_use]
pub fn prove(file: &str, text: &str, exercise: &Exercise, stored: Stored<'_>) -> Vec<Problem> {
    let mut source = Source::new(file, text);
    content::examine(&mut source, exercise);
    let grader = Grader::new(exercise);
    if answers::examine(&mut source, exercise, &grader) {
        breaking::examine(&mut source, exercise, stored);
    }
    source.into_problems()
}
