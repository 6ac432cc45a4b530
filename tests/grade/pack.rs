//! The embedded exercises prove the grader, as far as structure goes: their solutions and accepted answers hold every check
//! about fields, their rejected answers fail exactly the checks that they name.

use std::collections::BTreeSet;

use podlings::exercise::{Exercise, Library};
use podlings::grade::{Verdict, grade};

fn failed<'v>(verdict: &'v Verdict, exercise: &Exercise) -> BTreeSet<&'v str> {
    let about_fields = |id: &str| exercise.checks.iter().any(|check| check.id == id);
    verdict
        .checks
        .iter()
        .filter(|check| !check.passed && about_fields(&check.id))
        .map(|check| check.id.as_str())
        .collect()
}

fn each(visit: impl Fn(&Exercise) -> Vec<String>) {
    let library = Library::embedded();
    let mut problems = Vec::new();
    for entry in library.entries() {
        let exercise = entry.exercise().expect("an embedded exercise loads");
        problems.extend(visit(exercise));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn right_answers_hold_every_check_about_fields() {
    each(|exercise| {
        let accepted = exercise.accept.iter().map(|accept| (accept.name.as_str(), accept.manifest.as_str()));
        std::iter::once(("the solution", exercise.solution.as_str()))
            .chain(accepted)
            .filter_map(|(name, manifest)| {
                let verdict = grade(exercise, manifest);
                let failed = failed(&verdict, exercise);
                (!failed.is_empty()).then(|| format!("{}: {name}: {failed:?}\n{:#?}", exercise.id, verdict.checks))
            })
            .collect()
    });
}

#[test]
fn wrong_answers_fail_exactly_the_checks_that_they_name() {
    each(|exercise| {
        exercise
            .reject
            .iter()
            .filter_map(|reject| {
                let verdict = grade(exercise, &reject.manifest);
                let about_fields = |id: &&String| exercise.checks.iter().any(|check| check.id == **id);
                let named: BTreeSet<&str> = reject.fails.iter().filter(about_fields).map(String::as_str).collect();
                let failed = failed(&verdict, exercise);
                (failed != named)
                    .then(|| format!("{}: {}: fails {failed:?}, named {named:?}", exercise.id, reject.name))
            })
            .collect()
    });
}
