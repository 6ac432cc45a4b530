//! One student's results in the forms that autograders and CI systems read. It must not know where results come from, nor the
//! environment: who and where it is comes in as values.

pub mod classroom50;
pub mod github;
pub mod gradescope;
pub mod junit;
pub mod markdown;

use super::result::{Assignment, Check, ExerciseResult, Student};

/// What is written: one student's work, and how much of it is told.
#[derive(Debug, Clone, Copy)]
pub struct Work<'a> {
    /// What was to be done.
    pub assignment: &'a Assignment,
    /// What was done.
    pub student: &'a Student,
    /// What was expected is told too; students read these files.
    pub answers: bool,
}

impl<'a> Work<'a> {
    /// The title of an exercise; its id where the assignment does not know it.
    fn title(&self, id: &'a str) -> &'a str {
        let found = self.assignment.exercises.iter().find(|exercise| exercise.id == id);
        found.map_or(id, |exercise| exercise.title.as_str())
    }

    /// Every exercise with its checks in whole points.
    fn tests(&self) -> impl Iterator<Item = (&'a ExerciseResult, Vec<Test<'a>>)> {
        self.student.exercises.iter().map(|exercise| (exercise, whole(exercise)))
    }

    /// Something could not be graded at all.
    fn is_broken(&self) -> bool {
        self.student.exercises.is_empty()
    }
}

/// A check in whole points of the assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Test<'a> {
    check: &'a Check,
    score: u32,
    max: u32,
}

/// The checks of an exercise in whole points: together they are worth what the exercise is, each by its share; what is not
/// full counts only as far as it fills whole points.
fn whole(exercise: &ExerciseResult) -> Vec<Test<'_>> {
    let worth = u64::from(exercise.max.rounded());
    let all: u64 = exercise.checks.iter().map(|check| u64::from(check.max)).sum();
    let share = |part: u64| if all == 0 { 0 } else { (worth * part * 2 + all) / (all * 2) };
    let mut before = 0_u64;
    let mut tests = Vec::new();
    for check in &exercise.checks {
        let from = share(before);
        before += u64::from(check.max);
        let max = u32::try_from(share(before) - from).unwrap_or(u32::MAX);
        let part = u64::from(max) * u64::from(check.points.min(check.max)) / u64::from(check.max.max(1));
        let score = if check.passed { max } else { u32::try_from(part).unwrap_or(max) };
        tests.push(Test { check, score, max });
    }
    tests
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::classroom::result::Points;

    proptest! {
        #[test]
        fn whole_points_sum_to_what_the_exercise_is_worth(
            checks in prop::collection::vec((1_u32..=100, 0_u32..=100), 1..10),
            worth in 0_u32..200,
        ) {
            let checks: Vec<Check> = checks
                .iter()
                .map(|&(max, points)| Check { max, points: points.min(max), passed: points >= max, ..Check::default() })
                .collect();
            let exercise = ExerciseResult::unanswered("a", Points::whole(worth), Vec::new());
            let exercise = ExerciseResult { checks, ..exercise };
            let tests = whole(&exercise);
            prop_assert_eq!(tests.iter().map(|test| test.max).sum::<u32>(), worth);
            for test in tests {
                prop_assert!(test.score <= test.max);
                prop_assert!(!test.check.passed || test.score == test.max);
            }
        }
    }
}
