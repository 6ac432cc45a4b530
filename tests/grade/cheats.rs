//! Ways to get points without being right.

use podlings::exercise::Exercise;
use podlings::grade::{Verdict, grade};

use super::fixtures::{config_loader, everything, failed, ids};

fn edited(exercise: &Exercise, edits: &[(&str, &str)]) -> String {
    edits.iter().fold(exercise.solution.clone(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text.replacen(from, to, 1)
    })
}

fn graded(exercise: &Exercise, edits: &[(&str, &str)]) -> Verdict {
    grade(exercise, &edited(exercise, edits))
}

#[test]
fn an_empty_pod_has_no_points() {
    for text in [
        "",
        "kind: Pod\n",
        "apiVersion: v1\nkind: Pod\nmetadata: {}\nspec: {containers: []}\n",
        "kind: Pod\nspec: {containers: [{}]}\n",
    ] {
        assert_eq!(grade(&everything(), text).score, 0, "{text}");
    }
}

#[test]
fn a_right_and_a_wrong_container_of_one_name() {
    let exercise = everything();
    let second = "  - name: backup\n    image: busybox:1.36\n  - name: backup\n    image: busybox:1.36\n    command:";
    let verdict = graded(&exercise, &[("  - name: backup\n    image: busybox:1.36\n    command:", second)]);
    assert!(!verdict.passed);
    assert!(verdict.checks.iter().any(|check| check.id == "backup" && !check.passed));
}

#[test]
fn a_container_that_is_an_init_container_as_well() {
    let exercise = everything();
    let text =
        edited(&exercise, &[("  initContainers:\n", "  initContainers:\n  - name: app\n    image: busybox:1.36\n")]);
    assert_eq!(failed(&exercise, &text), ids(["app"]));
}

#[test]
fn a_volume_of_two_kinds() {
    let exercise = everything();
    let text = edited(
        &exercise,
        &[("  - name: data\n    emptyDir: {}\n", "  - name: data\n    emptyDir: {}\n    hostPath: {path: /data}\n")],
    );
    assert_eq!(failed(&exercise, &text), ids(["volumes"]));
}

#[test]
fn one_volume_under_two_names_of_the_task() {
    let exercise = everything();
    let text = edited(
        &exercise,
        &[
            ("    - name: cache\n      mountPath: /cache", "    - name: data\n      mountPath: /cache"),
            ("  - name: cache\n    emptyDir:\n      medium: Memory\n      sizeLimit: 64Mi\n", ""),
        ],
    );
    assert_eq!(failed(&exercise, &text), ids(["mounts", "volumes"]));
}

#[test]
fn two_mounts_at_one_path() {
    let exercise = everything();
    let two = "    - name: data\n      mountPath: /backup\n      readOnly: true\n    - name: data\n      mountPath: /backup/\n";
    let text = edited(&exercise, &[("    - name: data\n      mountPath: /backup\n      readOnly: true\n", two)]);
    assert_eq!(failed(&exercise, &text), ids(["backup"]));
}

#[test]
fn the_last_of_two_variables_counts() {
    let exercise = everything();
    let wrong_last = [("    - name: NODE\n", "    - name: MODE\n      value: test\n    - name: NODE\n")];
    assert_eq!(failed(&exercise, &edited(&exercise, &wrong_last)), ids(["env"]));
    let wrong_first = [("    - name: MODE\n", "    - name: MODE\n      value: test\n    - name: MODE\n")];
    assert_eq!(failed(&exercise, &edited(&exercise, &wrong_first)), ids([]));
}

#[test]
fn a_variable_with_both_a_value_and_a_source() {
    let exercise = everything();
    let both = "      value: prod\n      valueFrom: {fieldRef: {fieldPath: metadata.name}}\n";
    assert_eq!(failed(&exercise, &edited(&exercise, &[("      value: prod\n", both)])), ids(["env"]));
}

#[test]
fn the_right_pod_behind_a_wrong_one_of_the_same_name() {
    let exercise = config_loader();
    let wrong = exercise.solution.replace("readOnly: true", "readOnly: false");
    let text = format!("{wrong}---\n{}", exercise.solution);
    assert!(failed(&exercise, &text).contains("read-only"));
}

#[test]
fn other_documents_do_no_harm() {
    let exercise = everything();
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\ndata: {a: b}\n";
    let other = "apiVersion: v1\nkind: Pod\nmetadata: {name: other}\nspec: {containers: [{name: x, image: y}]}\n";
    for text in [format!("{map}---\n{}", exercise.solution), format!("{other}---\n{}\n---\n{map}", exercise.solution)] {
        assert_eq!(failed(&exercise, &text), ids([]), "{text}");
    }
}

#[test]
fn a_deployment_is_no_pod() {
    let exercise = config_loader();
    let spec =
        exercise.solution.split_once("spec:\n").map(|(_, spec)| spec.replace('\n', "\n    ")).unwrap_or_default();
    let text = format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: config-loader\nspec:\n  template:\n    spec:\n    {spec}"
    );
    let verdict = grade(&exercise, &text);
    assert_eq!(verdict.score, 0);
    let first = &verdict.checks[0];
    assert_eq!(first.place.map(|place| (place.line, place.column)), Some((2, 7)));
    assert_eq!(verdict.note.as_deref(), Some("The task asks for a Pod, and this is a Deployment."));
}

#[test]
fn anchors_mean_what_they_repeat() {
    let exercise = everything();
    let text = edited(
        &exercise,
        &[
            (
                "    - name: data\n      mountPath: /data\n  containers:",
                "    - &mount\n      name: data\n      mountPath: /data\n  containers:",
            ),
            ("    - name: data\n      mountPath: /data\n    - name: cache", "    - *mount\n    - name: cache"),
        ],
    );
    assert_eq!(failed(&exercise, &text), ids([]));
}
