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
fn a_name_as_a_key_is_an_item_of_a_list() {
    assert_eq!(
        pod("app:\n  image: nginx\ncache:\n  emptyDir: {}"),
        "6:3 misplaced-field `app` is not a field of a Pod's spec. [`app` looks like an item of `containers`: write `- name: \
         app` there]\n\
         8:3 misplaced-field `cache` is not a field of a Pod's spec. [`cache` looks like an item of `volumes`: write `- name: \
         cache` there]\n"
    );
}

#[test]
fn names_from_elsewhere_are_known() {
    insta::assert_snapshot!(pod(
        "selector: {}\ncontainers:\n- name: a\n  image: x\n  cmd: [x]\n  environment: []\n  ports: [{port: 80}]\n  volumeMounts: \
         [{name: v, path: /v}]\n  envFrom: [{configMap: {name: c}}]\n  env: [{name: A, valueFrom: {secretRef: {name: s}}}]\n  \
         securityContext: {fsGroup: 1, capabilities: [NET_ADMIN]}\n  livenessProbe: {http: {port: 80}}\n  readinessProbe: {exec: \
         [cat, /x]}\nhostAliases: [{ip: 1.2.3.4, hostname: a}]\nvolumes:\n- {name: v, secret: {name: s}}\n- {name: w, \
         persistentVolumeClaim: {name: p}}\n- {name: x, projected: [{secret: {name: s}}]}"
    ));
    insta::assert_snapshot!(pod(
        "containers:\n- {name: a, image: x, livenessProbe: {periodSeconds: 5}}\ninitContainers:\n- {name: b, image: x, \
        readinessProbe: {exec: {command: [x]}}}"
    ));
    assert_eq!(
        pod("containers:\n  -name: a\n   image: x"),
        "7:5 unreadable The blank behind the `-` is missing, so this is no item of a list. [write `- name: a`]\n"
    );
}

#[test]
fn a_port_in_quotes_is_a_name() {
    let said = pod("containers:\n- name: a\n  image: x\n  readinessProbe:\n    tcpSocket:\n      port: \"8080\"");
    assert_eq!(
        said,
        "11:9 invalid A port in quotes is the name of a port, and a name has letters. [write `port: 8080`, without quotes]\n"
    );
}

#[test]
fn what_cannot_be_read_is_marked_where_it_is_to_be_mended() {
    let said = |spec: &str| pod(&format!("containers:\n{spec}"));
    let all = [
        said("- name: a\n   image: x"),
        said("- name:a\n  image: x"),
        said("- name: a\n  image: x: y"),
        said("- name: a\n  command: [sh\n  image: x"),
        said("- name: a\n  # {\n  env: {a: b\n  image: x"),
    ];
    assert_eq!(
        all.concat(),
        "8:6 unreadable This line stands further in than `name` above it, which has its value already. [give it the same \
         indentation as the keys beside it]\n\
         7:5 unreadable The blank behind the colon of `name:a` is missing, so this is no field. [write `key: value`]\n\
         8:13 unreadable There is one colon too many in this line, or the line above it is not finished. [a line holds one \
         `key: value`; put quotes around a value that has `: ` in it]\n\
         8:14 unreadable This `[` is not closed, or a comma is missing between two items behind it. [write `[\"a\", \
         \"b\"]`]\n\
         9:10 unreadable This `{` is not closed, or a comma is missing between two fields behind it. [write `{a: 1, b: 2}`]\n"
    );
}

#[test]
fn a_bracket_that_is_open_before_an_item_is_named() {
    let said = |spec: &str| pod(&format!("containers: []\nvolumes:\n{spec}"));
    let all = [
        said("- name: a\n  emptyDir: {\n- name: b\n  emptyDir: {}"),
        said("- name: a # {\n  emptyDir: {medium: '}'\n- name: b"),
        said("- name: a\n  projected: {sources: [\n- name: b"),
    ];
    assert_eq!(
        all.concat(),
        "9:15 unreadable This `{` is not closed: a `}` is missing before the item of a list that follows. [write `{}`, or `{a: 1, \
         b: 2}`]\n\
         9:15 unreadable This `{` is not closed, or a comma is missing between two fields behind it. [write `{a: 1, b: 2}`]\n\
         9:26 unreadable This `[` is not closed: a `]` is missing before the item of a list that follows. [write `[\"a\", \"b\"]`]\n"
    );
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
