//! What grading says of silence is what the API server fills in.

use serde_json::Value as Json;

use super::*;
use crate::manifest::judge::Outcome;
use crate::manifest::{judge, read};

const SILENT: &str = "apiVersion: v1
kind: Pod
metadata: {name: silent}
spec:
  tolerations: [{key: a, value: b}]
  containers:
  - name: a
    image: nginx
    ports: [{containerPort: 80}]
    env: [{name: A}, {name: B, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
    livenessProbe: {httpGet: {port: 80}}
    lifecycle: {preStop: {httpGet: {port: 80}}}
    volumeMounts: [{name: s, mountPath: /s}]
  initContainers:
  - {name: i, image: 'nginx:1.27'}
  volumes:
  - {name: s, secret: {secretName: s}}
  - {name: c, configMap: {name: c}}
  - {name: d, downwardAPI: {items: [{path: a, fieldRef: {fieldPath: metadata.name}}]}}
  - {name: h, hostPath: {path: /h}}
  - {name: e}
";

/// Every field that the server adds to the text, and grading has a word about, has the value that grading says.
fn compare(shape: Shape, written: &Node, stored: &Json, found: &mut usize) {
    for (key, value) in stored.as_object().into_iter().flatten() {
        let below = shape.child(key);
        match (written.get(key), value) {
            (None, _) => {
                if let Some(default) = shape.default(key, Some(written)) {
                    assert_eq!(default, *value, "{shape:?} {key}");
                    *found += 1;
                }
            }
            (Some(node), Json::Array(items)) => {
                for (node, item) in node.items().iter().zip(items) {
                    compare(below, node, item, found);
                }
            }
            (Some(node), value) => compare(below, node, value, found),
        }
    }
}

#[test]
fn defaults_are_those_of_the_api_server() {
    let reading = read(SILENT.as_bytes());
    let judgement = judge(SILENT.as_bytes(), "pod.yaml");
    let Outcome::Stored(stored) = &judgement.objects[0].outcome else { panic!("{:?}", judgement.refusals().next()) };
    let mut found = 0;
    compare(Shape::Pod, &reading.documents[0].root, stored, &mut found);
    assert!(found > 20, "{found} fields");
}

#[test]
fn what_asks_or_mounts_is_said_or_is_not_there() {
    for (shape, key) in [
        (Shape::Probe, "httpGet"),
        (Shape::Handler, "exec"),
        (Shape::Container, "readinessProbe"),
        (Shape::Container, "lifecycle"),
        (Shape::Lifecycle, "preStop"),
        (Shape::Volume, "configMap"),
        (Shape::Volume, "hostPath"),
        (Shape::Env, "valueFrom"),
        (Shape::EnvSource, "fieldRef"),
        (Shape::Source, "secret"),
    ] {
        assert!(!shape.may_be_unsaid(key), "{shape:?} {key}");
    }
    for (shape, key) in [
        (Shape::Spec, "securityContext"),
        (Shape::Container, "resources"),
        (Shape::Resources, "limits"),
        (Shape::Other, "capabilities"),
    ] {
        assert!(shape.may_be_unsaid(key), "{shape:?} {key}");
    }
}
