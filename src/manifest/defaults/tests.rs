//! What is filled in and how it is written.

use super::apply;
use serde_json::{Value, json};

fn pod(spec: Value) -> Value {
    let mut pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec});
    apply("Pod", &mut pod);
    pod["spec"].take()
}

#[test]
fn a_small_pod_gets_all_its_defaults() {
    let spec = pod(json!({"containers": [{"name": "a", "image": "nginx"}]}));
    assert_eq!(
        spec,
        json!({
            "containers": [{
                "name": "a",
                "image": "nginx",
                "imagePullPolicy": "Always",
                "resources": {},
                "terminationMessagePath": "/dev/termination-log",
                "terminationMessagePolicy": "File",
            }],
            "dnsPolicy": "ClusterFirst",
            "enableServiceLinks": true,
            "restartPolicy": "Always",
            "schedulerName": "default-scheduler",
            "securityContext": {},
            "terminationGracePeriodSeconds": 30,
        })
    );
}

#[test]
fn empty_fields_go_and_pointers_stay() {
    let spec = pod(json!({
        "containers": [{
            "name": "a", "image": "a:1", "tty": false, "env": [], "args": [null], "workingDir": "",
            "securityContext": {"runAsUser": 0, "privileged": false},
            "volumeMounts": [{"name": "v", "mountPath": "/v", "readOnly": false}],
        }],
        "volumes": [{"name": "v"}, {"name": "w", "emptyDir": null}],
        "nodeSelector": {},
        "hostNetwork": false,
    }));
    let container = &spec["containers"][0];
    assert_eq!(container["args"], json!([""]));
    assert_eq!(container["securityContext"], json!({"runAsUser": 0, "privileged": false}));
    assert_eq!(container["volumeMounts"], json!([{"name": "v", "mountPath": "/v"}]));
    for field in ["tty", "env", "workingDir"] {
        assert!(container.get(field).is_none(), "{field}");
    }
    assert_eq!(spec["volumes"], json!([{"name": "v", "emptyDir": {}}, {"name": "w", "emptyDir": {}}]));
    assert!(spec.get("nodeSelector").is_none() && spec.get("hostNetwork").is_none());
}

#[test]
fn amounts_are_canonical_and_limits_become_requests() {
    let spec = pod(json!({"containers": [{
        "name": "a", "image": "a:1",
        "resources": {"limits": {"cpu": 0.5, "memory": "1024Mi"}, "requests": {"cpu": "0.1"}},
    }]}));
    assert_eq!(
        spec["containers"][0]["resources"],
        json!({"limits": {"cpu": "500m", "memory": "1Gi"}, "requests": {"cpu": "100m", "memory": "1Gi"}})
    );
}

#[test]
fn a_pods_own_limits_become_its_requests() {
    let spec = pod(json!({
        "resources": {"limits": {"cpu": "1", "memory": "200Mi"}},
        "containers": [{"name": "a", "image": "a:1", "resources": {"requests": {"cpu": "250m"}}}],
    }));
    assert_eq!(spec["resources"]["requests"], json!({"cpu": "250m", "memory": "200Mi"}));
}
