//! From a submission to a student's result: every text graded anew, equal texts once. It must not know where submissions lie,
//! nor where results go.

use std::borrow::Cow;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use super::assignment::{Assignment, LateRule};
use super::checkout::checks;
use super::course::Course;
use super::points::Points;
use super::result::{ExerciseResult, Late, Problem, ProblemKind, Student};
use super::similarity::Task;
use super::submission::{Answer, Submission};
use crate::exercise::{Exercise, Feedback};
use crate::grade::{Grader, Kept, Lives};

/// The most results that are kept for equal texts, twice over.
const KEPT: usize = 2048;

/// No difference is written for a class: it costs more than everything else together.
const WITHOUT_DIFF: Feedback = Feedback { diff: false, ..Feedback::ALL };

/// The most drawn tasks that are kept.
const TASKS: usize = 1024;

/// An exercise, what it drew its values by, and a text.
type Key = (usize, Option<u64>, [u8; 32]);

/// Grades submissions to one course; any number of threads may share it.
#[derive(Debug)]
pub struct Marker<'c> {
    course: &'c Course,
    exercises: Vec<Exercise>,
    known: Kept<Key, Arc<ExerciseResult>>,
    lives: Lives,
    tasks: Mutex<HashMap<Vec<String>, Arc<Task>>>,
}

impl<'c> Marker<'c> {
    /// Makes a course ready.
    #[must_use]
    pub fn new(course: &'c Course) -> Self {
        let exercises = course.exercises().map(|exercise| Exercise { feedback: WITHOUT_DIFF, ..exercise.clone() });
        Self {
            course,
            exercises: exercises.collect(),
            known: Kept::new(KEPT),
            lives: Lives::default(),
            tasks: Mutex::default(),
        }
    }

    /// Grades one submission.
    #[must_use]
    pub fn grade(&self, submission: Submission) -> Student {
        let assignment = &self.course.assignment;
        let mut student = Student {
            id: submission.student,
            file: Some(submission.name),
            submitted: submission.at,
            problems: submission.problems,
            ..Student::default()
        };
        if submission.is_unreadable {
            return student;
        }
        for (index, exercise) in self.exercises.iter().enumerate() {
            let seed = assignment.seed(&student.id, &exercise.id).filter(|_| exercise.has_values());
            let result = match submission.answers.get(&exercise.id) {
                None => self.unanswered(exercise),
                Some(answer) => {
                    if answer.seed.is_some_and(|claimed| claimed != seed) {
                        let message = format!("`{}` was done in a variant that is not this student's", exercise.id);
                        student.problems.push(Problem::new(ProblemKind::WrongVariant, message));
                    }
                    self.answer(index, exercise, seed, answer, &mut student.problems)
                }
            };
            student.exercises.push(ExerciseResult { seed, ..result });
        }
        student.late = submission.at.and_then(|at| late(assignment, at, student.earned()));
        student
    }

    fn unanswered(&self, exercise: &Exercise) -> ExerciseResult {
        ExerciseResult::unanswered(&exercise.id, self.course.worth(exercise), checks(exercise))
    }

    /// One answer, graded here or known from an equal one. A panic of the grader ends this answer alone.
    fn answer(
        &self,
        index: usize,
        exercise: &Exercise,
        seed: Option<u64>,
        answer: &Answer,
        problems: &mut Vec<Problem>,
    ) -> ExerciseResult {
        let key = (index, seed, Sha256::digest(&answer.text).into());
        let known = self.known.get(&key);
        let graded = known.or_else(|| {
            let grade = || self.fresh(exercise, seed, &answer.text);
            let result = Arc::new(catch_unwind(AssertUnwindSafe(grade)).ok()?.ok()?);
            self.known.put(key, Arc::clone(&result));
            Some(result)
        });
        let result = if let Some(result) = graded {
            ExerciseResult::clone(&result)
        } else {
            let message = format!("grading `{}` failed: a mistake of podlings; grade it by hand", exercise.id);
            problems.push(Problem::new(ProblemKind::Limit, message));
            ExerciseResult { answered: true, ..self.unanswered(exercise) }
        };
        ExerciseResult { attempts: answer.attempts, seconds: answer.seconds, ..result }
    }

    fn fresh(&self, exercise: &Exercise, seed: Option<u64>, text: &str) -> Result<ExerciseResult, String> {
        let worth = self.course.worth(exercise);
        let drawn = match seed {
            None => Cow::Borrowed(exercise),
            Some(seed) => {
                let drawn = self.course.library.variant(&exercise.id, seed).map_err(|error| error.to_string())?;
                Cow::Owned(Exercise { feedback: WITHOUT_DIFF, ..drawn })
            }
        };
        let result = ExerciseResult::of(&Grader::new(&drawn).sharing(&self.lives).grade(text), worth);
        Ok(ExerciseResult { traces: self.task(&drawn).traces(text), ..result })
    }

    /// What everybody got in an exercise, made once for each set of values that was drawn lately.
    fn task(&self, exercise: &Exercise) -> Arc<Task> {
        let values = exercise.values.iter().map(|value| value.text.clone());
        let key: Vec<String> = std::iter::once(exercise.id.clone()).chain(values).collect();
        let lock = || self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(task) = lock().get(&key) {
            return Arc::clone(task);
        }
        let task = Arc::new(Task::new(exercise));
        let mut tasks = lock();
        if tasks.len() >= TASKS {
            tasks.clear();
        }
        tasks.insert(key, Arc::clone(&task));
        task
    }
}

/// What being late costs; `None`: it was in time.
fn late(assignment: &Assignment, at: jiff::Timestamp, earned: Points) -> Option<Late> {
    let by = assignment.lateness(at)?;
    let keeps = assignment.late.keeps(Some(by));
    let deduction = match assignment.late.rule {
        LateRule::Noted => Points::ZERO,
        _ => earned.minus(earned.share(keeps, 100)),
    };
    Some(Late { by: by.as_secs(), deduction })
}
