//! What is filled in and how it is written.

use super::apply;
use serde_json::{Value, json};

fn pod(spec: &Value) -> Value {
    let mut pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec});
    apply("Pod", &mut pod);
    pod["spec"].take()
}

#[test]
fn a_small_pod_gets_all_its_defaults() {
    let spec = pod(&json!({"containers": [{"name": "a", "image": "nginx"}]}));
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
fn a_volume_without_a_source_is_an_empty_directory() {
    let spec = pod(&json!({"volumes": [{"name": "v"}, {"name": "w", "secret": {"secretName": "s"}}]}));
    assert_eq!(
        spec["volumes"],
        json!([{"name": "v", "emptyDir": {}}, {"name": "w", "secret": {"secretName": "s", "defaultMode": 420}}])
    );
}

#[test]
fn probes_ports_and_references_are_completed() {
    let spec = pod(&json!({
        "hostNetwork": true,
        "containers": [{
            "name": "a", "image": "a:1", "ports": [{"containerPort": 80}],
            "livenessProbe": {"httpGet": {"port": 80}}, "readinessProbe": {"grpc": {"port": 1}, "periodSeconds": 2},
            "env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}],
        }],
    }));
    let container = &spec["containers"][0];
    assert_eq!(container["ports"], json!([{"containerPort": 80, "hostPort": 80, "protocol": "TCP"}]));
    assert_eq!(
        container["livenessProbe"],
        json!({
            "httpGet": {"port": 80, "path": "/", "scheme": "HTTP"},
            "failureThreshold": 3, "periodSeconds": 10, "successThreshold": 1, "timeoutSeconds": 1,
        })
    );
    assert_eq!(container["readinessProbe"]["grpc"], json!({"port": 1, "service": ""}));
    assert_eq!(container["readinessProbe"]["periodSeconds"], 2);
    assert_eq!(container["env"][0]["valueFrom"]["fieldRef"]["apiVersion"], "v1");
}

#[test]
fn amounts_are_canonical_and_limits_become_requests() {
    let spec = pod(&json!({"containers": [{
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
    let spec = pod(&json!({
        "resources": {"limits": {"cpu": "1", "memory": "200Mi"}},
        "containers": [{"name": "a", "image": "a:1", "resources": {"requests": {"cpu": "250m"}}}],
    }));
    assert_eq!(spec["resources"]["requests"], json!({"cpu": "250m", "memory": "200Mi"}));
}
