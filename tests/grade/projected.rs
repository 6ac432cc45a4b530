//! A projected volume does what a volume of one ConfigMap, one Secret, or of the downward API does.

use podlings::exercise::{Exercise, load};
use podlings::grade::grade;

use super::fixtures::{failed, ids};

const EXERCISE: &str = r#"format = 1
title = "Files of three kinds"
domain = "environment-configuration-and-security"
kind = "build"
difficulty = 1
par = "1m"
kubernetes = "1.36"
docs = ["concepts/storage/volumes/"]
task = "Mount `settings`, `keys` (mode `0400`) and `labels`, the `metadata.labels`; `main.conf` as `app.conf` at `/a`, `/b`, `/c`. `p` `app` `busybox:1.36`"
explanation = "-"

[[hints]]
text = "-"
[[hints]]
text = "-"

[[checks]]
id = "settings"
text = "settings"
points = 1
paths = ["metadata", "spec"]
why = "-"
[[checks]]
id = "keys"
text = "keys"
points = 1
paths = ["spec.volumes[$keys]"]
why = "-"
[[checks]]
id = "labels"
text = "labels"
points = 1
paths = ["spec.volumes[$labels]"]
why = "-"

[expect.metadata]
name = "p"
[[expect.spec.containers]]
name = "app"
image = "busybox:1.36"
volumeMounts = [{ name = "$settings", mountPath = "/a" }, { name = "$keys", mountPath = "/b" }, { name = "$labels", mountPath = "/c" }]
[[expect.spec.volumes]]
name = "$settings"
configMap = { name = "settings", items = [{ key = "main.conf", path = "app.conf" }] }
[[expect.spec.volumes]]
name = "$keys"
secret = { secretName = "keys", defaultMode = 256 }
[[expect.spec.volumes]]
name = "$labels"
downwardAPI = { items = [{ path = "labels", fieldRef = { fieldPath = "metadata.labels" } }] }

[solution]
manifest = '''
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
  - name: app
    image: busybox:1.36
    volumeMounts: [{name: settings, mountPath: /a}, {name: keys, mountPath: /b}, {name: labels, mountPath: /c}]
  volumes:
  - name: settings
    configMap: {name: settings, items: [{key: main.conf, path: app.conf}]}
  - name: keys
    secret: {secretName: keys, defaultMode: 0400}
  - name: labels
    downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}
'''

[[accept]]
name = "a"
edit = [["metadata: {name: p}", "metadata: {name: \"p\"}"]]
[[accept]]
name = "b"
edit = [["metadata: {name: p}", "metadata: {name: p, labels: {a: b}}"]]
[[reject]]
name = "a"
edit = [["name: app", "name: ap"]]
fails = ["settings"]
[[reject]]
name = "b"
edit = [["0400", "0440"]]
fails = ["keys"]
[[reject]]
name = "c"
edit = [["metadata.labels", "metadata.name"]]
fails = ["labels"]
[[reject]]
name = "d"
edit = [["secretName: keys", "secretName: key"]]
fails = ["keys"]
"#;

const SETTINGS: (&str, &str) = (
    "    configMap: {name: settings, items: [{key: main.conf, path: app.conf}]}\n",
    "    projected: {sources: [{configMap: {name: settings, items: [{key: main.conf, path: app.conf}]}}]}\n",
);
const KEYS: (&str, &str) = (
    "    secret: {secretName: keys, defaultMode: 0400}\n",
    "    projected: {defaultMode: 0400, sources: [{secret: {name: keys}}]}\n",
);
const LABELS: (&str, &str) = (
    "    downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}\n",
    "    projected: {sources: [{downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}}]}\n",
);

fn exercise() -> Exercise {
    load("files", "tests", "files", EXERCISE).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn edited(exercise: &Exercise, edits: &[(&str, &str)]) -> String {
    edits.iter().fold(exercise.solution.clone(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text.replacen(from, to, 1)
    })
}

#[test]
fn three_volumes_of_free_names() {
    let exercise = exercise();
    assert_eq!(failed(&exercise, &exercise.solution), ids([]));
    let renamed = exercise.solution.replace("name: keys,", "name: a,").replace("name: keys\n", "name: a\n");
    let more =
        renamed.replacen("volumes:\n", "volumes:\n  - {name: b, emptyDir: {}}\n  - {name: c, emptyDir: {}}\n", 1);
    let more =
        more.replacen("volumeMounts: [", "volumeMounts: [{name: c, mountPath: /d}, {name: b, mountPath: /e}, ", 1);
    assert_eq!(failed(&exercise, &more), ids([]));
}

#[test]
fn of_one_source_each() {
    let exercise = exercise();
    for edits in [&[SETTINGS][..], &[KEYS], &[LABELS], &[SETTINGS, KEYS, LABELS]] {
        assert_eq!(failed(&exercise, &edited(&exercise, edits)), ids([]), "{edits:?}");
    }
}

#[test]
fn of_several_sources() {
    let exercise = exercise();
    let more = "sources: [{serviceAccountToken: {path: token}}, {secret: {name: other}}, {configMap: {name: more}}, ";
    let edits: Vec<(&str, String)> =
        [SETTINGS, KEYS, LABELS].iter().map(|(from, to)| (*from, to.replace("sources: [", more))).collect();
    let edits: Vec<(&str, &str)> = edits.iter().map(|(from, to)| (*from, to.as_str())).collect();
    assert_eq!(failed(&exercise, &edited(&exercise, &edits)), ids([]));
}

#[test]
fn and_not_of_another_source_or_mode() {
    let exercise = exercise();
    for ((from, to), (right, wrong), fails) in [
        (SETTINGS, ("name: settings", "name: setting"), "settings"),
        (SETTINGS, ("configMap:", "secret:"), "settings"),
        (SETTINGS, (", items: [{key: main.conf, path: app.conf}]", ""), "settings"),
        (KEYS, ("name: keys", "name: key"), "keys"),
        (KEYS, ("defaultMode: 0400, ", ""), "keys"),
        (KEYS, ("[{secret: {name: keys}}]", "[]"), "keys"),
        (LABELS, ("metadata.labels", "metadata.annotations"), "labels"),
    ] {
        assert_eq!(to.matches(right).count(), 1, "{right}");
        let wrong = to.replacen(right, wrong, 1);
        assert_eq!(failed(&exercise, &edited(&exercise, &[(from, &wrong)])), ids([fails]), "{wrong}");
    }
}

#[test]
fn the_nearest_answer_keeps_it_or_replaces_it_whole() {
    let exercise = exercise();
    let kept = edited(&exercise, &[KEYS, SETTINGS, ("metadata: {name: p}", "metadata: {name: q}")]);
    assert_eq!(grade(&exercise, &kept).diff.nearest, kept.replacen("name: q", "name: p", 1));
    let wrong =
        edited(&exercise, &[(KEYS.0, "    projected: {defaultMode: 0400, sources: [{secret: {name: locks}}]}\n")]);
    let nearest = grade(&exercise, &wrong).diff.nearest;
    assert_eq!(failed(&exercise, &nearest), ids([]), "{nearest}");
    assert!(!nearest.contains("projected"), "{nearest}");
}
