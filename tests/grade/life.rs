//! What is said of a Pod that does not live as it should.

use podlings::exercise::Exercise;
use podlings::grade::{CheckResult, grade};

use super::fixtures::{config_loader, late_service};

const WRITE: &str = "echo '{\"logLevel\":\"info\",\"maxConnections\":100}' > /config/app-config.json";

fn check(exercise: &Exercise, text: &str, id: &str) -> CheckResult {
    grade(exercise, text).checks.into_iter().find(|check| check.id == id).unwrap()
}

#[test]
fn of_several_facts_the_wrong_one_is_named() {
    let exercise = config_loader();
    assert!(exercise.solution.contains(WRITE));
    let check = check(&exercise, &exercise.solution.replace(WRITE, "echo no"), "content");
    assert!(!check.passed);
    let expected =
        r#"the file /etc/app/app-config.json in app that is the JSON {"logLevel":"info","maxConnections":100}"#;
    assert_eq!(check.expected, Some(format!("{expected} within 30s")));
    assert_eq!(check.actual.as_deref(), Some("/etc/app/app-config.json: No such file or directory"));
}

/// A shell's own number is no way to write it in a manifest, and the log of what comes of it says little.
#[test]
fn a_dollar_that_the_kubelet_takes_away_is_told() {
    let exercise = config_loader();
    let told = |script: &str| check(&exercise, &exercise.solution.replace(WRITE, script), "content").more;
    let words =
        "fetch-config: the kubelet makes `$` of `$$` in `command` and `args`; the shell's own number is `$$$$` there";
    assert!(told("kill -0 $$ && echo no").contains(&words.to_owned()));
    assert!(!told("kill -0 $$$$ && echo no").iter().any(|line| line.contains("kubelet makes")));
}

#[test]
fn the_second_pod_of_a_name_does_not_live() {
    let exercise = config_loader();
    let text = format!("{}---\n{}", exercise.solution.replace(WRITE, "echo no"), exercise.solution);
    assert!(!check(&exercise, &text, "content").passed);
}

#[test]
fn waiting_for_a_time_is_not_waiting_for_a_service() {
    let exercise = late_service();
    for (wait, patient) in [("until nslookup late; do sleep 1; done", true), ("sleep 25", false)] {
        let text = exercise.solution.replace(WRITE, &format!("{wait}; {WRITE}"));
        assert!(check(&exercise, &text, "content").passed, "{wait}");
        assert_eq!(check(&exercise, &text, "patient").passed, patient, "{wait}");
    }
}

#[test]
fn a_refused_pod_is_no_merit_where_something_may_never_be() {
    let exercise = late_service();
    let check = check(&exercise, &exercise.solution.replace("emptyDir: {}", "emptyDir: []"), "patient");
    assert_eq!((check.passed, check.expected.as_deref()), (false, Some("never status Running")));
}

/// Not only the API server refuses: a kind that nobody knows never leaves kubectl.
#[test]
fn a_pod_that_never_runs_is_refused_by_whoever_it_is() {
    let exercise = late_service();
    for wrong in [("emptyDir: {}", "emptyDir: []"), ("kind: Pod", "kind: Pood")] {
        let verdict = podlings::grade::grade(&exercise, &exercise.solution.replace(wrong.0, wrong.1));
        assert_eq!(verdict.note.as_deref(), Some("This Pod is refused, so it never runs."));
    }
}

/// As `kubectl apply -f` would create it; what the exercise's world has under that name stays as it is.
#[test]
fn what_stands_beside_the_pod_in_the_file_is_there() {
    let exercise = config_loader();
    let env = "volumeMounts:\n    - name: config\n      mountPath: /config\n";
    assert!(exercise.solution.contains(env));
    let script = WRITE.replacen("\"info\"", "\"'\"$LEVEL\"'\"", 1);
    let pod = exercise.solution.replace(WRITE, &script);
    let pod = pod.replacen(env, &format!("envFrom:\n    - configMapRef:\n        name: extra\n    {env}"), 1);
    let extra = |level| format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: extra\ndata:\n  LEVEL: {level}\n");
    let passes = |exercise: &Exercise, text: &str| check(exercise, text, "content").passed;
    assert!(!passes(&exercise, &pod), "there is no such ConfigMap");
    assert!(passes(&exercise, &format!("{pod}---\n{}", extra("info"))));

    assert!(!passes(&exercise, &format!("{pod}---\n{}", extra("5"))), "the server refuses a number");
    let mut other = exercise.clone();
    other.world.push(podlings::exercise::WorldChange { at: std::time::Duration::ZERO, manifest: extra("debug") });
    assert!(!passes(&other, &format!("{pod}---\n{}", extra("info"))), "the world's stays");
}

#[test]
fn the_node_of_another_cluster_is_not_waited_for() {
    let exercise = config_loader();
    let there = exercise.solution.replacen("spec:\n", "spec:\n  nodeName: kind-worker\n", 1);
    let read = there.replacen("metadata:\n", "metadata:\n  uid: 0b0e6a3c-1111-2222-3333-444455556666\n", 1);
    assert!(check(&exercise, &read, "content").passed, "as `kubectl get -o yaml` prints it");
    let check = check(&exercise, &there, "content");
    assert!(!check.passed, "a node that the learner asks for must be there");
}
