//! `JUnit` XML: a suite for each exercise, a case for each check, points as properties. It must not know which CI reads it.
//!
//! Characters that XML cannot have are taken out by `quick-junit`.

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

use super::Work;
use crate::classroom::result::{Check, ExerciseResult};
use crate::classroom::words;

/// The whole file.
///
/// # Errors
/// The XML writer's words.
pub fn xml(work: &Work) -> Result<String, String> {
    let mut report = Report::new(words::line(&work.assignment.title));
    for exercise in &work.student.exercises {
        report.add_test_suite(suite(work, exercise));
    }
    let doubts = words::doubts(work.student);
    if work.is_broken() || !doubts.is_empty() {
        // No points hang on it, but nobody is to overlook it.
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        let what = if work.is_broken() { "the submission could not be graded".to_owned() } else { doubts.join(" ") };
        status.set_message(what).set_description(words::problems(work.student));
        let mut suite = TestSuite::new("what was handed in");
        suite.add_test_case(TestCase::new("can be relied on", status));
        report.add_test_suite(suite);
    }
    report.to_string().map_err(|error| error.to_string())
}

fn suite(work: &Work, exercise: &ExerciseResult) -> TestSuite {
    let mut suite = TestSuite::new(words::line(work.title(&exercise.id)));
    suite.add_property(Property::new("exercise", exercise.id.as_str()));
    suite.add_property(Property::new("points", exercise.score.to_string()));
    suite.add_property(Property::new("max_points", exercise.max.to_string()));
    for check in &exercise.checks {
        suite.add_test_case(case(work, exercise, check));
    }
    if exercise.answered && !exercise.cluster.accepted {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message("the cluster would refuse it").set_description(words::printable(&exercise.cluster.message));
        let mut case = TestCase::new("taken by the cluster", status);
        case.set_classname(exercise.id.as_str());
        case.add_property(Property::new("points", "0")).add_property(Property::new("max_points", "0"));
        suite.add_test_case(case);
    }
    suite
}

fn case(work: &Work, exercise: &ExerciseResult, check: &Check) -> TestCase {
    let status = if check.passed {
        TestCaseStatus::success()
    } else {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        if exercise.answered {
            let lines = words::findings(check, work.answers);
            status.set_message(format!("{} of {} points", check.points, check.max)).set_description(lines.join("\n"));
        } else {
            // Not skipped: a CI takes a run of skipped tests for a good one.
            status.set_message("no answer was handed in");
        }
        status
    };
    let mut case = TestCase::new(words::line(&check.text), status);
    case.set_classname(exercise.id.as_str());
    case.add_property(Property::new("check", check.id.as_str()));
    case.add_property(Property::new("points", check.points.to_string()));
    case.add_property(Property::new("max_points", check.max.to_string()));
    case
}
