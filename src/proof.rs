//! Proves that an exercise is a good one: that right answers get full marks, that wrong ones lose exactly what they should,
//! that breaking anything expected costs points, and that all of it is said in the task. No I/O; it must not know screens.

mod answers;
mod breaking;
mod change;
mod content;
mod pairing;

use crate::exercise::source::{Source, at};
use crate::exercise::{Exercise, Problem};
use crate::grade::Grader;

/// Everything that keeps an exercise from being a good one, in the order of its file.
#[must_use]
pub fn prove(file: &str, text: &str, exercise: &Exercise) -> Vec<Problem> {
    let mut source = Source::new(file, text);
    if exercise.is_handout {
        source.wrong(at!["handout"], "this is a handout: without its answers nothing can be proven");
        return source.into_problems();
    }
    content::examine(&mut source, exercise);
    let grader = Grader::new(exercise);
    if answers::examine(&mut source, exercise, &grader) {
        breaking::examine(&mut source, exercise);
    }
    source.into_problems()
}
