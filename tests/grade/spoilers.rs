//! Nothing is told of an answer that was not tried.

use podlings::exercise::Exercise;
use podlings::grade::{CheckResult, Verdict, grade};

use super::fixtures::config_loader;

fn told(exercise: &Exercise, text: &str) -> Verdict {
    grade(exercise, text).told(exercise)
}

fn check<'v>(verdict: &'v Verdict, id: &str) -> &'v CheckResult {
    verdict.checks.iter().find(|check| check.id == id).expect("the check exists")
}

/// The exercise with a start that lacks `readOnly` and names another image.
fn to_be_fixed() -> Exercise {
    let exercise = config_loader();
    let start = exercise.solution.replace("      readOnly: true\n", "").replace("myapp:1.0", "myapp:0.9");
    Exercise { start, ..exercise }
}

#[test]
fn an_empty_text_and_the_start_itself_tell_nothing() {
    let exercise = to_be_fixed();
    for text in [String::new(), exercise.start.clone(), format!("{}\n# one blank\n", exercise.start)] {
        let verdict = told(&exercise, &text);
        assert!(verdict.has_untried());
        assert_eq!(verdict.diff.nearest, "", "{text}");
        assert!(verdict.diff.fields.is_empty());
        for check in verdict.checks.iter().filter(|check| !check.passed && !check.is_of_life()) {
            assert_eq!((&check.expected, &check.more), (&None, &Vec::new()), "{}", check.id);
            assert!(!check.why.is_empty());
        }
    }
}

#[test]
fn the_place_of_what_is_wrong_at_the_start_is_told_and_the_cure_is_not() {
    let exercise = to_be_fixed();
    let verdict = told(&exercise, &exercise.start);
    let app = check(&verdict, "app");
    assert_eq!((app.expected.as_deref(), app.actual.as_deref()), (None, Some("image: myapp:0.9")));
    assert!(app.place.is_some());
    let read_only = check(&verdict, "read-only");
    assert_eq!((&read_only.path, &read_only.actual), (&None, &None));
}

#[test]
fn a_try_tells_what_it_is_about_and_no_more() {
    let exercise = to_be_fixed();
    let verdict = told(&exercise, &exercise.start.replace("myapp:0.9", "myapp:0.8"));
    assert_eq!(check(&verdict, "app").expected.as_deref(), Some("image: myapp:1.0"));
    assert_eq!(check(&verdict, "read-only").expected, None);
    assert_eq!(verdict.diff.nearest, "");
}

#[test]
fn the_nearest_answer_is_told_once_all_was_tried() {
    let exercise = to_be_fixed();
    let mounted = "      mountPath: /etc/app\n";
    let text = exercise.start.replace("myapp:0.9", "myapp:0.8");
    let text = text.replace(mounted, &format!("{mounted}      readOnly: false\n"));
    let verdict = told(&exercise, &text);
    assert!(!verdict.has_untried());
    assert_eq!(verdict, grade(&exercise, &text));
    assert!(verdict.diff.nearest.contains("readOnly: true"));
}

#[test]
fn a_name_alone_is_no_try() {
    let exercise = config_loader();
    let verdict = told(&exercise, "apiVersion: v1\nkind: Pod\nmetadata: {name: config-loader}\n");
    for check in verdict.checks.iter().filter(|check| !check.passed && !check.is_of_life()) {
        assert_eq!(check.expected, None, "{}", check.id);
    }
    assert_eq!(verdict.diff.nearest, "");
}

#[test]
fn where_a_whole_spec_is_missing_each_check_says_its_own_and_no_line_is_to_blame() {
    let exercise = config_loader();
    let verdict = grade(&exercise, "apiVersion: v1\nkind: Pod\nmetadata: {name: config-loader}\n");
    let read_only = check(&verdict, "read-only");
    assert_eq!(read_only.expected.as_deref(), Some("readOnly: true"));
    assert_eq!(read_only.place, None);
}
