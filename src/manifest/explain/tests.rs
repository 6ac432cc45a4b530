//! Tests of `explain`: exact words and places, as kubectl and the server have them.

use std::fmt::Write as _;

use crate::manifest::judge;

/// A Pod around some lines, and every refusal as `line:column code plain [suggestion]`.
fn explained(text: &str) -> String {
    let mut out = String::new();
    for refusal in judge(text.as_bytes(), "pod.yaml").refusals() {
        let place = refusal.place.map(|place| format!("{}:{}", place.line, place.column)).unwrap_or_default();
        let suggestion = refusal.suggestion.as_deref().map(|text| format!(" [{text}]")).unwrap_or_default();
        writeln!(out, "{place} {} {}{suggestion}", refusal.code, refusal.plain).unwrap();
    }
    out
}

fn pod(spec: &str) -> String {
    let mut text = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n".to_owned();
    for line in spec.lines() {
        writeln!(text, "  {line}").unwrap();
    }
    explained(&text)
}

#[test]
fn unknown_fields_are_near_misses_or_belong_elsewhere() {
    insta::assert_snapshot!(pod(
        "container:\n- name: a\ncontainers:\n- name: a\n  imag: x\n  Command: []\n  volumes: []\n  mountPath: /x\n  \
         volumeMounts:\n  - name: v\n    readonly: true\n  limits: {}\n  frobnicate: 1\nvolumes:\n- name: v\n  type: Directory\n  \
         hostPath:\n    path: /x\nimage: nginx\nlabels: {}\nreadinessProbe: {}"
    ));
}

#[test]
fn misplaced_at_the_top() {
    insta::assert_snapshot!(explained(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  containers: []\n  spec: {}\nrestartPolicy: Never\n"
    ));
}

#[test]
fn wrong_types_say_how_to_write_it() {
    insta::assert_snapshot!(pod(
        "containers:\n- name: a\n  image: 1.27\n  command: sh\n  env:\n    name: A\n  ports:\n  - containerPort: \"80\"\n  tty: \"yes\"\n  \
         resources:\n    limits:\n      memory: 64 MB\n      cpu: one\n- name: yes\n  resources:\n  - limits\n  securityContext: runAsUser:1\n\
         volumes: {name: a}\nterminationGracePeriodSeconds: 30s"
    ));
}

#[test]
fn refused_values_say_what_is_taken() {
    insta::assert_snapshot!(pod(
        "restartPolicy: always\ncontainers:\n- name: My_App\n  image: \" nginx\"\n  volumeMounts:\n  - name: dat\n    mountPath: /x\n\
         - image: x\n  name: My_App\n  ports: [{containerPort: 99999}]\nvolumes:\n- name: data\n  emptyDir: {}"
    ));
}

#[test]
fn types_of_objects() {
    insta::assert_snapshot!(
        [
            "kind: Pod",
            "apiversion: v1\nkind: Pod",
            "apiVersion: v1\nkind: Pods",
            "apiVersion: apps/v1\nkind: Pod",
            "apiVersion: v1\nkind: pod",
            "apiVersion: v1\nkind: Deploymnt",
            "apiVersion: ''\nkind: Pod",
            "apiVersion: 1\nkind: [a]",
            "- a",
        ]
        .map(explained)
        .join("")
    );
}

#[test]
fn texts_that_cannot_be_read() {
    insta::assert_snapshot!(
        [
            "a: b: c",
            "a:\n\tb: c",
            "a: @x",
            "a: [1, 2",
            "a: \"x",
            "a:\n  b: 1\n c: 2",
            "a: *x",
            "{\"a\": 1]",
            "a: b\nc\nd: e",
            "- a\nb: c",
            "a: - b",
            "--- x",
            "a: !!int x",
        ]
        .map(explained)
        .join("")
    );
}
