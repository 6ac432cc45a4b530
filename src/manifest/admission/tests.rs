//! What is added to a Pod on its way in, and who is turned away.

use super::apply;
use crate::manifest::defaults;
use serde_json::{Value, json};

fn admit(spec: &Value, meta: &Value) -> Result<Value, String> {
    let mut pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec});
    defaults::apply("Pod", &mut pod);
    match apply(&mut pod) {
        Ok(_) => Ok(pod),
        Err(refusal) => Err(format!("{}: {refusal}", refusal.reason())),
    }
}

fn containers() -> Value {
    json!([{"name": "a", "image": "a:1"}])
}

#[test]
fn a_pod_gets_account_priority_and_tolerations() {
    let pod = admit(&json!({"containers": containers()}), &json!({"name": "p"})).expect("admitted");
    assert_eq!(pod["metadata"], json!({"name": "p", "namespace": "default"}));
    assert_eq!(pod["spec"]["serviceAccountName"], "default");
    assert_eq!(pod["spec"]["priority"], 0);
    assert_eq!(pod["spec"]["tolerations"].as_array().map(Vec::len), Some(2));
    assert_eq!(pod["status"], json!({"phase": "Pending", "qosClass": "BestEffort"}));
}

#[test]
fn what_does_not_exist_is_refused() {
    let refused = |field: &str, value: Value| {
        let mut spec = json!({"containers": containers()});
        spec[field] = value;
        admit(&spec, &json!({"name": "p"})).expect_err("refused")
    };
    let head = "Forbidden: pods \"p\" is forbidden: ";
    assert_eq!(
        refused("serviceAccountName", json!("x")),
        format!("{head}error looking up service account default/x: serviceaccount \"x\" not found")
    );
    assert_eq!(refused("priorityClassName", json!("high")), format!("{head}no PriorityClass with name high was found"));
    assert_eq!(
        refused("runtimeClassName", json!("gvisor")),
        format!("{head}pod rejected: RuntimeClass \"gvisor\" not found")
    );
    assert_eq!(refused("runtimeClassName", json!("a/b")), ": invalid resource name \"a/b\": [may not contain '/']");
    assert_eq!(
        admit(&json!({"containers": containers()}), &json!({"name": "p", "namespace": "shop"})),
        Err("NotFound: namespaces \"shop\" not found".to_owned())
    );
}

#[test]
fn names_are_completed_and_always_in_the_same_way() {
    let name = || {
        let pod = admit(&json!({"containers": containers()}), &json!({"generateName": "job-"})).expect("admitted");
        pod["metadata"]["name"].as_str().map(str::to_owned)
    };
    assert_eq!(name(), name());
    assert_eq!(name().map(|name| name.len()), Some(9));
}

#[test]
fn quality_of_service_follows_from_resources() {
    let class = |resources: Value| {
        let spec = json!({"containers": [{"name": "a", "image": "a:1", "resources": resources}]});
        let pod = admit(&spec, &json!({"name": "p"})).expect("admitted");
        pod["status"]["qosClass"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(class(json!({})), "BestEffort");
    assert_eq!(class(json!({"limits": {"cpu": "1", "memory": "1Gi"}})), "Guaranteed");
    assert_eq!(class(json!({"limits": {"cpu": "1"}})), "Burstable");
    assert_eq!(class(json!({"requests": {"cpu": "1"}})), "Burstable");
}
