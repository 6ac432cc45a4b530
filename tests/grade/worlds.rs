//! Life checks that are played without a part of the world, and what spoils an item beside its own fields.

use podlings::exercise::{Exercise, load};
use podlings::grade::grade;

use super::fixtures::{config_loader, failed, ids};

/// An exercise whose `reader` prints what `writer` has written, each line once.
fn shipper() -> Exercise {
    load("ship", "tests", "ship", shipper_text()).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn shipper_text() -> &'static str {
    r#"format = 1
title = "Ship"
domain = "design-and-build"
kind = "build"
difficulty = 1
par = "1m"
kubernetes = "1.36"
docs = []
task = "`ship` `reader` `busybox:1.36` `line 1`"
explanation = "-"
[expect.metadata]
name = "ship"
[[expect.spec.containers]]
name = "reader"
image = "busybox:1.36"
ports = [{ containerPort = 80 }]
[[checks]]
id = "pod"
text = "-"
points = 1
paths = ["metadata", "spec"]
why = "-"
[[life]]
id = "shipped"
text = "-"
points = 1
by = "20s"
why = "-"
log = { container = "reader", equals = "line 1" }
[[life]]
id = "read"
text = "-"
points = 1
by = "20s"
why = "-"
never = true
without = ["container/writer"]
log = { container = "reader", equals = "line 1" }
[[life]]
id = "once"
text = "-"
points = 1
by = "20s"
why = "-"
never = true
log = { container = "reader", equals = "line 1", atLeast = 2 }
[solution]
manifest = '''
apiVersion: v1
kind: Pod
metadata: {name: ship}
spec:
  volumes: [{name: v, emptyDir: {}}]
  containers:
  - name: writer
    image: busybox:1.36
    command: [sh, -c, "echo line 1 > /v/log; sleep 3600"]
    volumeMounts: [{name: v, mountPath: /v}]
  - name: reader
    image: busybox:1.36
    command: [sh, -c, "tail -n +1 -F /v/log"]
    ports: [{containerPort: 80}]
    volumeMounts: [{name: v, mountPath: /v}]
'''
"#
}

fn all_failed(exercise: &Exercise, text: &str) -> Vec<String> {
    grade(exercise, text).checks.into_iter().filter(|check| !check.passed).map(|check| check.id).collect()
}

#[test]
fn what_is_made_up_is_told_from_what_is_passed_on() {
    let exercise = shipper();
    let with = |script: &str| exercise.solution.replace("tail -n +1 -F /v/log", script);
    assert!(all_failed(&exercise, &exercise.solution).is_empty());
    assert_eq!(all_failed(&exercise, &with("echo line 1; sleep 3600")), ["read"]);
    assert_eq!(all_failed(&exercise, &with("while sleep 2; do cat /v/log; done")), ["once"]);
}

#[test]
fn a_port_without_a_protocol_is_one_of_tcp() {
    let exercise = shipper();
    let port = |text: &str| exercise.solution.replace("{containerPort: 80}", text);
    assert_eq!(failed(&exercise, &port("{containerPort: 80, protocol: TCP}")), ids([]));
    assert_eq!(failed(&exercise, &port("{containerPort: 80, protocol: UDP}")), ids(["pod"]));
}

#[test]
fn who_may_only_read_does_not_write_through_a_second_mount() {
    let exercise = config_loader();
    let read_only = "      readOnly: true\n";
    let more = |mount: &str| exercise.solution.replace(read_only, &format!("{read_only}{mount}"));
    let text = more("    - name: config\n      mountPath: /spare\n");
    assert_eq!(failed(&exercise, &text), ids(["read-only"]));
    let text = more("    - name: config\n      mountPath: /spare\n      readOnly: true\n");
    assert_eq!(failed(&exercise, &text), ids([]));
}

/// The same with requirements of other worlds; `more` is a `[[life]]` table without what all have.
fn shipper_with(more: &str) -> Exercise {
    let table = format!("[[life]]\nid = \"more\"\ntext = \"-\"\npoints = 1\nwhy = \"-\"\n{more}\n[solution]\n");
    let text = shipper_text().replacen("[solution]\n", &table, 1);
    load("ship", "tests", "ship", &text).unwrap_or_else(|problems| panic!("{problems:?}"))
}

#[test]
fn another_script_tells_who_knows_beforehand_from_who_reads() {
    let exercise = shipper_with(
        "by = \"20s\"\ninstead = { container = \"writer\", script = \"for i in b a; do echo line $i >> /v/log; sleep 1; done; sleep 99\" }\n\
         lines = { container = \"reader\", of = \"^line\", equals = \"line b\\nline a\" }",
    );
    let with = |script: &str| exercise.solution.replace("tail -n +1 -F /v/log", script);
    assert!(all_failed(&exercise, &exercise.solution).is_empty());
    assert!(all_failed(&exercise, &with("echo begin; tail -n +1 -F /v/log")).is_empty());
    for wrong in
        ["sleep 1; grep line /v/log; echo line c", "sleep 1; tail -n 1 /v/log", "sleep 1; sort /v/log; sleep 99"]
    {
        assert!(all_failed(&exercise, &with(wrong)).contains(&"more".to_owned()), "{wrong}");
    }
    let cheat = with("until [ -f /v/log ]; do sleep 1; done; echo line 1; sleep 99");
    let verdict = grade(&exercise, &cheat);
    let check = verdict.checks.iter().find(|check| check.id == "more").unwrap();
    let expected =
        "line b as line 1 of those that count in the log of reader within 20s, while writer runs another script";
    assert_eq!((check.expected.as_deref(), check.actual.as_deref()), (Some(expected), Some("line 1")));
}

#[test]
fn a_requirement_may_have_a_world_of_its_own() {
    let exercise = shipper_with(
        "by = \"20s\"\nlog = { container = \"reader\", equals = \"hello\" }\n\
         world = [{ manifest = \"{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {k: hello}}\" }]",
    );
    let base = exercise.solution.replace("emptyDir: {}", "configMap: {name: c, optional: true}");
    assert!(
        !all_failed(&exercise, &base.replace("tail -n +1 -F /v/log", "cat /v/k; sleep 99"))
            .contains(&"more".to_owned())
    );
    assert!(all_failed(&exercise, &base).contains(&"more".to_owned()));
}

#[test]
fn time_may_be_counted_from_a_moment() {
    let exercise = shipper_with(
        "by = \"3s\"\nsince = { by = \"60s\", file = { container = \"writer\", path = \"/v/late\" } }\n\
         log = { container = \"reader\", equals = \"late\" }",
    );
    let writer =
        |script: &str| exercise.solution.replace("> /v/log; sleep 3600", &format!("> /v/log; {script}; sleep 3600"));
    let reader = |text: String, pause: u8| {
        let script = format!("cat /v/log; until [ -f /v/late ]; do sleep {pause}; done; echo late; sleep 99");
        text.replace("tail -n +1 -F /v/log", &script)
    };
    let more = |text: &str| all_failed(&exercise, text).contains(&"more".to_owned());
    assert!(!more(&reader(writer("sleep 14; echo > /v/late"), 2)));
    assert!(more(&reader(writer("sleep 14; echo > /v/late"), 20)));
    let never = grade(&exercise, &reader(writer("true"), 2));
    let check = never.checks.iter().find(|check| check.id == "more").unwrap();
    assert_eq!(check.expected.as_deref(), Some("the file /v/late in writer"));
    assert_eq!(check.actual.as_deref(), Some("it never was so"));
}

#[test]
fn a_requirement_is_met_when_all_its_plays_are_as_they_should() {
    let exercise = shipper_with(
        "by = \"20s\"\nlog = { container = \"reader\", equals = \"line 1\" }\n\
         [[life.also]]\nby = \"20s\"\nnever = true\ninstead = { container = \"writer\", script = \"sleep 99\" }\n\
         log = { container = \"reader\", equals = \"line 1\" }",
    );
    let more = |text: &str| {
        let verdict = grade(&exercise, text);
        let check = verdict.checks.into_iter().find(|check| check.id == "more").unwrap();
        assert_eq!(check.points, u32::from(check.passed));
        check.expected
    };
    assert_eq!(more(&exercise.solution), None);
    let silent = exercise.solution.replace("tail -n +1 -F /v/log", "sleep 99");
    assert_eq!(more(&silent).as_deref(), Some("a line in the log of reader that says line 1 within 20s"));
    let other = "  - {name: other, image: 'busybox:1.36', command: [sh, -c, 'echo line 1 > /v/log; sleep 99'], volumeMounts: [{name: v, mountPath: /v}]}\n";
    let by_another = exercise.solution.replace("  - name: reader\n", &format!("{other}  - name: reader\n"));
    let never = "never a line in the log of reader that says line 1, while writer runs another script";
    assert_eq!(more(&by_another).as_deref(), Some(never));
}

#[test]
fn restarts_of_no_container_are_those_of_the_pod() {
    let exercise = shipper_with("by = \"30s\"\nnever = true\nrestarts = { atLeast = 1 }");
    assert!(all_failed(&exercise, &exercise.solution).is_empty());
    for script in ["echo line 1 > /v/log; sleep 3600", "tail -n +1 -F /v/log"] {
        let text = exercise
            .solution
            .replace(script, &script.replace("sleep 3600", "sleep 5").replace("tail -n +1 -F", "sleep 1; cat"));
        let verdict = grade(&exercise, &text);
        let check = verdict.checks.iter().find(|check| check.id == "more").unwrap();
        assert_eq!(check.expected.as_deref(), Some("never 1 or more restarts in the Pod"), "{script}");
    }
}
