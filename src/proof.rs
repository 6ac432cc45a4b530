//! Proves that an exercise is a good one: that right answers get full marks, that wrong ones lose exactly what they should,
//! that breaking anything expected costs points, and that all of it is said in the task. No I/O; it must not know screens.

mod answers;
mod breaking;
mod change;
mod content;
mod pairing;
mod variants;

use crate::exercise::source::{Source, at};
use crate::exercise::{Exercise, Pick, Problem};
use crate::grade::Grader;

/// Everything that keeps an exercise from being a good one, in the order of its file: as it is written, and then with each of
/// its declared values.
#[must_use]
pub fn prove(file: &str, text: &str, exercise: &Exercise) -> Vec<Problem> {
    if exercise.is_handout {
        let mut source = Source::new(file, text);
        source.wrong(at!["handout"], "this is a handout: without its answers nothing can be proven");
        return source.into_problems();
    }
    let prove_one = |exercise: &Exercise, pick| prove_one(file, text, exercise, pick);
    let mut problems = prove_one(exercise, Pick::First);
    if exercise.has_values() {
        let more = variants::examine((file, text), exercise, &problems, prove_one);
        problems.extend(more);
    }
    problems
}

fn prove_one(file: &str, text: &str, exercise: &Exercise, pick: Pick) -> Vec<Problem> {
    let mut source = Source::drawn(file, text, &exercise.id, pick);
    content::examine(&mut source, exercise);
    let grader = Grader::new(exercise);
    if answers::examine(&mut source, exercise, &grader) {
        breaking::examine(&mut source, exercise);
    }
    source.into_problems()
}
