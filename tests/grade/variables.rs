//! What the cluster makes of a manifest before anything runs: variables that are put into words, paths that say nothing, the
//! service account's token. A Pod that comes to the same is the same.

use std::collections::BTreeSet;

use podlings::exercise::{Exercise, load};

use super::fixtures::{failed, ids};

const EXERCISE: &str = r#"format = 1
title = "Variables"
domain = "design-and-build"
kind = "build"
difficulty = 1
par = "1m"
kubernetes = "1.36"
docs = []
task = "-"
explanation = "-"
[expect.metadata]
name = "p"
[expect.spec]
tolerations = { "$absent" = true }
[[expect.spec.containers]]
name = "server"
image = "busybox:1.36"
command = ["sh", "-c", "sleep 5; exec httpd -f -p 8080"]
env = [{ name = "URL", value = "http://db:5432/" }]
volumeMounts = { "$only" = [{ name = "$data", mountPath = "/data", subPath = "part" }] }
[[expect.spec.containers]]
name = "exporter"
image = "prom/statsd-exporter:v0.27.1"
command = { "$absent" = true }
args = ["--listen=:9102"]
volumeMounts = [{ name = "$data", mountPath = "/all", readOnly = true, subPath = { "$absent" = true } }]
[[expect.spec.containers]]
name = "bare"
image = "busybox:1.36"
command = ["sleep", "3600"]
volumeMounts = { "$absent" = true }
env = []
[[expect.spec.volumes]]
name = "$data"
emptyDir = { medium = { "$oneOf" = ["Memory", { "$absent" = true }] } }
[[checks]]
id = "pod"
text = "-"
points = 1
paths = ["metadata", "spec"]
why = "-"
[[checks]]
id = "bare"
text = "-"
points = 1
paths = ["spec.containers[bare]"]
why = "-"
[[checks]]
id = "env"
text = "-"
points = 1
paths = ["spec.containers[server].env"]
why = "-"
[[checks]]
id = "command"
text = "-"
points = 1
paths = ["spec.containers[server].command", "spec.containers[exporter].args", "spec.containers[exporter].command"]
why = "-"
[[checks]]
id = "mounts"
text = "-"
points = 1
paths = ["spec.containers[server].volumeMounts", "spec.containers[exporter].volumeMounts"]
why = "-"
[solution]
manifest = '''
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
  - name: server
    image: busybox:1.36
    command: [sh, -c, "sleep 5; exec httpd -f -p 8080"]
    env:
    - {name: URL, value: "http://db:5432/"}
    volumeMounts:
    - {name: data, mountPath: /data, subPath: part}
  - name: exporter
    image: prom/statsd-exporter:v0.27.1
    args: ["--listen=:9102"]
    env: []
    volumeMounts:
    - {name: data, mountPath: /all, readOnly: true}
  - name: bare
    image: busybox:1.36
    command: [sleep, "3600"]
  volumes:
  - {name: data, emptyDir: {}}
'''
"#;

fn exercise() -> Exercise {
    load("variables", "tests", "variables", EXERCISE).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn failed_with(edits: &[(&str, &str)]) -> BTreeSet<String> {
    let exercise = exercise();
    let text = edits.iter().fold(exercise.solution.clone(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text.replacen(from, to, 1)
    });
    failed(&exercise, &text)
}

const ENV: &str = r#"    - {name: URL, value: "http://db:5432/"}"#;
const SCRIPT: &str = r#"[sh, -c, "sleep 5; exec httpd -f -p 8080"]"#;
const MOUNT: &str = "{name: data, mountPath: /data, subPath: part}";

#[test]
fn a_word_is_what_the_kubelet_makes_of_it() {
    let ports = |value: &str| format!("{ENV}\n    - {{name: PORT, {value}}}");
    let script = "[sh, -c, \"sleep 5; exec httpd -f -p $(PORT)\"]";
    assert_eq!(failed_with(&[(ENV, &ports("value: '8080'")), (SCRIPT, script)]), ids([]));
    assert_eq!(failed_with(&[(ENV, &ports("value: '8081'")), (SCRIPT, script)]), ids(["command"]));
    assert_eq!(failed_with(&[(SCRIPT, script)]), ids(["command"]));
    let other = "valueFrom: {fieldRef: {fieldPath: metadata.name}}";
    assert_eq!(failed_with(&[(ENV, &ports(other)), (SCRIPT, script)]), ids(["command"]));
    // The last of a name counts, and two dollars are one.
    let twice = format!("{}\n    - {{name: PORT, value: '1'}}", ports("value: '8080'"));
    assert_eq!(failed_with(&[(ENV, &twice), (SCRIPT, script)]), ids(["command"]));
    let escaped = "[sh, -c, \"sleep 5; exec httpd -f -p $$(PORT)\"]";
    assert_eq!(failed_with(&[(ENV, &ports("value: '8080'")), (SCRIPT, escaped)]), ids(["command"]));
}

#[test]
fn arguments_of_an_entrypoint_too() {
    let args = r#"args: ["--listen=:9102"]"#;
    let with = |value: &str| format!("env: [{{name: PORT, value: '{value}'}}]");
    let edit = |value: &str| failed_with(&[(args, "args: ['--listen=:$(PORT)']"), ("env: []", &with(value))]);
    assert_eq!(edit("9102"), ids([]));
    assert_eq!(edit("9103"), ids(["command"]));
}

#[test]
fn a_variable_may_use_those_before_it() {
    let host = "    - {name: HOST, value: db}";
    let url = "    - {name: URL, value: 'http://$(HOST):5432/'}";
    assert_eq!(failed_with(&[(ENV, &format!("{host}\n{url}"))]), ids([]));
    assert_eq!(failed_with(&[(ENV, &format!("{url}\n{host}"))]), ids(["env"]));
}

#[test]
fn a_variable_may_be_the_pods_own_name_or_label() {
    let from = |path: &str| format!("    - {{name: HOST, valueFrom: {{fieldRef: {{fieldPath: {path}}}}}}}");
    let url = |value: &str| format!("    - {{name: URL, value: '{value}'}}");
    let edit = |path: &str, value: &str| failed_with(&[(ENV, &format!("{}\n{}", from(path), url(value)))]);
    // The Pod is called `p`, and no namespace is named.
    assert_eq!(edit("metadata.name", "htt$(HOST)://db:5432/"), ids([]));
    assert_eq!(edit("metadata.name", "http://$(HOST):5432/"), ids(["env"]));
    assert_eq!(edit("metadata.namespace", "http://db:5432/$(HOST)"), ids(["env"]));
    assert_eq!(edit("metadata.uid", "htt$(HOST)://db:5432/"), ids(["env"]));
    let labelled = |key: &str| {
        let (name, labels) = ("metadata: {name: p}", "metadata: {name: p, labels: {host: db}}");
        failed_with(&[(name, labels), (ENV, &format!("{}\n{}", from(key), url("http://$(HOST):5432/")))])
    };
    assert_eq!(labelled("\"metadata.labels['host']\""), ids([]));
    assert_eq!(labelled("\"metadata.labels['other']\""), ids(["env"]));
}

#[test]
fn a_part_of_a_volume_by_a_variable() {
    let env = format!("{ENV}\n    - {{name: PART, value: part}}");
    let by = |key: &str| format!("{{name: data, mountPath: /data, {key}: $(PART)}}");
    assert_eq!(failed_with(&[(ENV, &env), (MOUNT, &by("subPathExpr"))]), ids([]));
    // `subPath` is taken as it is written.
    assert_eq!(failed_with(&[(ENV, &env), (MOUNT, &by("subPath"))]), ids(["mounts"]));
    assert_eq!(failed_with(&[(MOUNT, &by("subPathExpr"))]), ids(["mounts"]));
}

#[test]
fn variables_that_grow_without_end_stand_for_nothing() {
    let mut env = format!("{ENV}\n    - {{name: V0, value: aaaaaaaaaaaaaaaa}}");
    for index in 0..40 {
        let half = format!("$(V{index})");
        env += &format!("\n    - {{name: V{}, value: '{half}{half}'}}", index + 1);
    }
    let script = "[sh, -c, \"sleep 5; exec httpd -f -p $(V40)\"]";
    assert_eq!(failed_with(&[(ENV, &env), (SCRIPT, script)]), ids(["command"]));
}

#[test]
fn a_part_that_is_the_whole_is_none() {
    let whole = "mountPath: /all, readOnly: true";
    for part in ["''", ".", "./"] {
        let mount = format!("mountPath: /all, subPath: {part}, readOnly: true");
        assert_eq!(failed_with(&[(whole, &mount)]), ids([]), "{part}");
    }
    assert_eq!(failed_with(&[(whole, "mountPath: /all, subPath: part, readOnly: true")]), ids(["mounts"]));
    // The whole is also a part that a second mount may write to.
    let second = "mountPath: /all, readOnly: true}\n    - {name: data, mountPath: /w, subPath: ''";
    assert_eq!(failed_with(&[(whole, second)]), ids(["mounts"]));
}

#[test]
fn the_token_that_a_cluster_adds_is_no_mount_too_many() {
    let with = |name: &str, path: &str| {
        failed_with(&[(MOUNT, &format!("{MOUNT}\n    - {{name: {name}, mountPath: {path}, readOnly: true}}"))])
    };
    let path = "/var/run/secrets/kubernetes.io/serviceaccount";
    assert_eq!(with("kube-api-access-x7k2p", path), ids([]));
    assert_eq!(with("kube-api-access-x7k2p", "/keys"), ids(["mounts"]));
    assert_eq!(with("keys", path), ids(["mounts"]));
}

#[test]
fn what_a_cluster_adds_is_nothing_where_nothing_is_wanted() {
    let with = |mounts: &str| {
        let command = "command: [sleep, \"3600\"]";
        failed_with(&[(command, &format!("{command}\n    volumeMounts: [{mounts}]"))])
    };
    let token =
        "{name: kube-api-access-x7k2p, mountPath: /var/run/secrets/kubernetes.io/serviceaccount, readOnly: true}";
    assert_eq!(with(""), ids([]));
    assert_eq!(with(token), ids([]));
    assert_eq!(with(&format!("{token}, {{name: data, mountPath: /data}}")), ids(["bare"]));
    assert_eq!(with("{name: data, mountPath: /data}"), ids(["bare"]));
}

#[test]
fn the_tolerations_that_a_cluster_adds_are_none_where_none_are_wanted() {
    let with = |tolerations: &str| failed_with(&[("spec:\n", &format!("spec:\n  tolerations: [{tolerations}]\n"))]);
    let added = |key: &str, seconds: u32| {
        format!("{{effect: NoExecute, key: node.kubernetes.io/{key}, operator: Exists, tolerationSeconds: {seconds}}}")
    };
    assert_eq!(with(&format!("{}, {}", added("not-ready", 300), added("unreachable", 300))), ids([]));
    assert_eq!(with(&added("not-ready", 30)), ids(["pod"]));
    assert_eq!(with(&added("memory-pressure", 300)), ids(["pod"]));
    assert_eq!(with("{operator: Exists}"), ids(["pod"]));
}

#[test]
fn a_default_that_is_written_is_nothing_where_nothing_is_one_of_what_is_wanted() {
    let with = |medium: &str| failed_with(&[("emptyDir: {}", &format!("emptyDir: {{medium: {medium}}}"))]);
    assert_eq!(with("Memory"), ids([]));
    assert_eq!(with("''"), ids([]));
    assert_eq!(with("HugePages"), ids(["pod"]));
}
