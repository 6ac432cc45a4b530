//! Tests of `decode`: exact words and places, as kubectl and the server have them.

use super::*;
use crate::manifest::path::place_of;
use crate::manifest::read;
use crate::manifest::stored::complete;

fn pod(text: &str) -> Decoding {
    let reading = read(text.as_bytes());
    decode(&reading.documents[0].root, Type::of("core", "Pod").unwrap())
}

#[test]
fn wrong_types_are_named_as_go_names_them() {
    let words = |text: &str| pod(text).refusal().unwrap_or_default();
    assert_eq!(
        words("spec: {volumes: [{name: a, emptyDir: x}]}"),
        "json: cannot unmarshal string into Go struct field Volume.spec.volumes.VolumeSource.emptyDir of type v1.EmptyDirVolumeSource"
    );
    assert_eq!(
        words("spec: {containers: [{name: 1, image: 2}]}"),
        "json: cannot unmarshal number into Go struct field Container.spec.containers.image of type string"
    );
    assert_eq!(
        words("spec: {containers: [{ports: [{containerPort: 80.5}]}]}"),
        "json: cannot unmarshal number 80.5 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32"
    );
    assert_eq!(
        words("metadata: {labels: {a: 1}}"),
        "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string"
    );
    assert_eq!(words("- a"), "json: cannot unmarshal array into Go value of type v1.Pod");
}

#[test]
fn a_readers_own_words_come_before_other_mistakes_and_both_before_unknown_fields() {
    let decoding = pod("spec: {containers: [{imag: x, name: 1, resources: {limits: {cpu: 1 core}}}]}");
    assert_eq!(
        decoding.refusal().unwrap(),
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
    );
    assert_eq!(decoding.mistakes.len(), 2);
    assert_eq!(decoding.unknown.len(), 1);
}

#[test]
fn unknown_fields_are_listed_in_wire_order() {
    let words = pod("spec: {containers: [{zz: 1, imag: 2}], x: 3}\nSpec: {}").refusal().unwrap();
    assert_eq!(
        words,
        "strict decoding error: unknown field \"Spec\", unknown field \"spec.containers[0].imag\", \
         unknown field \"spec.containers[0].zz\", unknown field \"spec.x\""
    );
}

#[test]
fn what_go_leaves_out_is_left_out() {
    let decoding = pod(
        "{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {x: null}}, spec: {hostNetwork: false, volumes: [], \
         containers: [{name: a, args: [null], resources: {limits: {cpu: 0.5}}, securityContext: {}, tty: null}]}}",
    );
    assert_eq!(decoding.refusal(), None);
    assert_eq!(
        decoding.object,
        serde_json::json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "labels": {"x": ""}}, "spec": {
            "containers": [{"name": "a", "args": [""], "resources": {"limits": {"cpu": "500m"}}, "securityContext": {}}]}})
    );
}

#[test]
fn what_go_always_writes_is_written() {
    let mut object =
        serde_json::json!({"spec": {"containers": [{"env": [{"value": ""}], "livenessProbe": {"httpGet": {}}}]}});
    complete(&mut object, Type::of("core", "Pod").unwrap());
    assert_eq!(
        object,
        serde_json::json!({"metadata": {}, "status": {}, "spec": {"containers": [
            {"name": "", "env": [{"name": ""}], "livenessProbe": {"httpGet": {"port": 0}}, "resources": {}}]}})
    );
}

#[test]
fn times_and_ports_are_read_by_their_own_readers() {
    let words = |text: &str| pod(text).refusal().unwrap_or_default();
    assert_eq!(
        words("metadata: {creationTimestamp: abc}"),
        "parsing time \"abc\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"abc\" as \"2006\""
    );
    assert_eq!(
        words("metadata: {creationTimestamp: true}"),
        "json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.creationTimestamp of type string"
    );
    assert_eq!(
        words("spec: {containers: [{livenessProbe: {httpGet: {port: 1.5}}}]}"),
        "json: cannot unmarshal number 1.5 into Go struct field HTTPGetAction.spec.containers.livenessProbe.ProbeHandler.httpGet.port of type int32"
    );
    assert_eq!(
        pod("metadata: {creationTimestamp: 2024-01-02T03:04:05.6+01:00}").object["metadata"]["creationTimestamp"],
        "2024-01-02T02:04:05Z"
    );
}

#[test]
fn a_path_leads_back_to_its_place() {
    let reading = read(b"metadata:\n  labels:\n    a.b/c: x\nspec:\n  containers:\n  - name: a\n    image: b\n");
    let root = &reading.documents[0].root;
    let at = |path: &str| {
        let place = place_of(root, path);
        (place.line, place.column)
    };
    assert_eq!(at("spec.containers[0].image"), (7, 5));
    assert_eq!(at("spec.containers[0]"), (6, 5));
    assert_eq!(at("spec.containers[0].ports[0]"), (6, 5));
    assert_eq!(at("metadata.labels[a.b/c]"), (3, 5));
    assert_eq!(at("metadata.labels.a.b/c"), (3, 5));
    assert_eq!(at("spec.volumes"), (4, 1));
}
