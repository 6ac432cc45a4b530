//! Answers that are known to be right hold every check about fields, wrong ones fail exactly the checks that they name, and
//! the nearest answer to a wrong one is right.

use std::collections::BTreeSet;

use podlings::exercise::Exercise;
use podlings::grade::grade;

use super::fixtures::{config_loader, everything, failed};

fn exercises() -> [Exercise; 2] {
    [config_loader(), everything()]
}

#[test]
fn right_answers_hold_every_check_about_fields() {
    for exercise in exercises() {
        let accepted = exercise.accept.iter().map(|accept| (accept.name.as_str(), accept.manifest.as_str()));
        for (name, manifest) in std::iter::once(("the solution", exercise.solution.as_str())).chain(accepted) {
            let failed = failed(&exercise, manifest);
            assert!(failed.is_empty(), "{}: {name}: {failed:?}", exercise.id);
        }
    }
}

#[test]
fn wrong_answers_fail_exactly_the_checks_that_they_name() {
    for exercise in exercises() {
        for reject in &exercise.reject {
            let about_fields = |id: &&String| exercise.checks.iter().any(|check| check.id == **id);
            let named: BTreeSet<String> = reject.fails.iter().filter(about_fields).cloned().collect();
            assert_eq!(failed(&exercise, &reject.manifest), named, "{}: {}", exercise.id, reject.name);
        }
    }
}

#[test]
fn the_nearest_answer_to_a_wrong_one_is_right() {
    for exercise in exercises() {
        for reject in &exercise.reject {
            let verdict = grade(&exercise, &reject.manifest);
            let nearest = &verdict.diff.nearest;
            let again = failed(&exercise, nearest);
            assert!(again.is_empty(), "{}: {}: {again:?}\n{nearest}", exercise.id, reject.name);
        }
    }
}
