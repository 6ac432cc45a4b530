//! One student's folder of manifests, as an autograder finds it, and its grading. It must not know who the student is, nor in
//! what form the result is written.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::result::{
    AssignedExercise, Assignment, Check, ExerciseResult, FORMAT, Points, Problem, ProblemKind, Student,
};
use crate::exercise::Exercise;
use crate::grade::Grader;
use crate::manifest::text::MAX_DOCUMENT_BYTES;
use crate::system::folder::{Limits, read_folder};

/// What is read of the folder.
const LIMITS: Limits = Limits { depth: 2, files: 500, bytes: MAX_DOCUMENT_BYTES };

/// The manifests of a folder, by their paths in it. Links that lead out of it are not followed.
#[derive(Debug, Default)]
pub struct Checkout {
    files: BTreeMap<String, Result<String, String>>,
}

impl Checkout {
    /// Reads `*.yaml` and `*.yml`, two folders deep.
    ///
    /// # Errors
    /// The folder cannot be listed, or holds too much.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        for ending in [".yaml", ".yml"] {
            for (name, text) in read_folder(folder, ending, LIMITS)? {
                // An error's words begin with a path of this machine, which is nothing for students.
                files.insert(name, text.map_err(|error| words_of(&error)));
            }
        }
        Ok(Self { files })
    }

    /// The answer to an exercise: `ID.yaml`, or `pod.yaml` in a folder of the exercise's name; `pod.yaml` alone where there is
    /// only one exercise.
    #[must_use]
    pub fn answer(&self, exercise: &str, is_only: bool) -> Option<(&str, &Result<String, String>)> {
        let mut names = vec![format!("{exercise}.yaml"), format!("{exercise}.yml")];
        names.extend([format!("{exercise}/pod.yaml"), format!("{exercise}/pod.yml")]);
        if is_only {
            names.extend(["pod.yaml".to_owned(), "pod.yml".to_owned()]);
        }
        names.iter().find_map(|name| self.files.get_key_value(name)).map(|(name, text)| (name.as_str(), text))
    }
}

/// An error without the place in front of it.
fn words_of(error: &crate::system::files::ReadError) -> String {
    use crate::system::files::ReadError as Error;
    match error {
        Error::TooLarge { .. } => "is larger than a manifest can be".to_owned(),
        Error::NotUtf8 { line, .. } => format!("is not UTF-8 text in line {line}"),
        Error::NotAFile { what, .. } => format!("is not a file but {what}"),
        _ => "cannot be read".to_owned(),
    }
}

/// An assignment of some exercises, each worth its own points.
#[must_use]
pub fn assignment(id: &str, title: &str, exercises: &[&Exercise]) -> Assignment {
    let exercises = exercises.iter().map(|exercise| AssignedExercise::of(exercise)).collect();
    Assignment { format: FORMAT, id: id.to_owned(), title: title.to_owned(), due: None, terms: None, exercises }
}

/// Grades a folder of manifests.
#[must_use]
pub fn grade(checkout: &Checkout, student: &str, exercises: &[&Exercise]) -> Student {
    let mut result = Student { id: student.to_owned(), ..Student::default() };
    for exercise in exercises {
        let points = Points::whole(exercise.points());
        let graded = match checkout.answer(&exercise.id, exercises.len() == 1) {
            Some((_, Ok(text))) => ExerciseResult::of(&Grader::new(exercise).grade(text), points),
            Some((name, Err(error))) => {
                result.problems.push(Problem::new(ProblemKind::Unreadable, format!("{name} {error}")));
                ExerciseResult::unanswered(&exercise.id, points, checks(exercise))
            }
            None => ExerciseResult::unanswered(&exercise.id, points, checks(exercise)),
        };
        result.exercises.push(graded);
    }
    result
}

/// The checks of an exercise, none of them met.
#[must_use]
pub fn checks(exercise: &Exercise) -> Vec<Check> {
    let check = |id: &str, text: &str, max: u32, why: &str| Check {
        id: id.to_owned(),
        text: text.to_owned(),
        max,
        why: why.to_owned(),
        ..Check::default()
    };
    let structure = exercise.checks.iter().map(|spec| check(&spec.id, &spec.text, spec.points, &spec.why));
    structure.chain(exercise.life.iter().map(|life| check(&life.id, &life.text, life.points, &life.why))).collect()
}
