//! Life checks that are played without a part of the world, and what spoils an item beside its own fields.

use podlings::exercise::{Exercise, load};
use podlings::grade::grade;

use super::fixtures::{config_loader, failed, ids};

/// An exercise whose `reader` prints what `writer` has written, each line once.
fn shipper() -> Exercise {
    let text = r#"format = 1
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
"#;
    load("ship", "tests", "ship", text).unwrap_or_else(|problems| panic!("{problems:?}"))
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
