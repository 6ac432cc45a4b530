//! What an API server and its controllers add to an object on its way in: uids, times, a Service's address, a Secret's
//! encoded data, a Pod's token volume and first conditions. It must not know what becomes of an object later.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{Key, Store};

/// Where the token and its company are mounted.
const TOKEN_PATH: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// What is in a cluster before anything is created.
pub(super) fn first_objects() -> Vec<Value> {
    let config_map = |name: &str, key: &str| {
        json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": "default"},
               "data": {key: CERTIFICATE}})
    };
    vec![
        json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "kubernetes", "namespace": "default"},
               "spec": {"clusterIP": "10.96.0.1", "type": "ClusterIP",
                        "ports": [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443}]}}),
        config_map("kube-root-ca.crt", "ca.crt"),
        json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": "default"}}),
    ]
}

const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\n\
MIIDBTCCAe2gAwIBAgIIVirtualTime0wDQYJKoZIhvcNAQELBQAwFTETMBEGA1UE\n\
AxMKa3ViZXJuZXRlczAeFw0yNjAxMDEwOTAwMDBaFw0zNjAxMDEwOTAwMDBaMBUx\n\
-----END CERTIFICATE-----\n";

/// Completes an object. `old` is what stood there before.
pub(super) fn admit(object: &mut Value, old: Option<&Value>, store: &mut Store, now: Duration) {
    if !object["metadata"].is_object() {
        object["metadata"] = json!({});
    }
    let key = Key::of(object);
    object["metadata"]["namespace"] = json!(key.namespace);
    if let Some(old) = old {
        for field in ["uid", "creationTimestamp", "generation", "deletionTimestamp", "deletionGracePeriodSeconds"] {
            if !old["metadata"][field].is_null() {
                object["metadata"][field] = old["metadata"][field].clone();
            }
        }
        // A status is written by those who watch over the object, not by who applies it.
        if !old["status"].is_null() {
            object["status"] = old["status"].clone();
        }
    } else {
        object["metadata"]["uid"] = json!(store.uuid());
        object["metadata"]["creationTimestamp"] = Store::stamp(now);
    }
    match key.kind.as_str() {
        "Pod" => admit_pod(object, old, store),
        "Service" => admit_service(object, old, store),
        "Secret" => encode_secret(object),
        "PersistentVolumeClaim" => object["status"] = json!({"phase": "Bound"}),
        _ => {}
    }
}

fn admit_pod(pod: &mut Value, old: Option<&Value>, store: &mut Store) {
    if let Some(old) = old {
        update_pod(pod, old);
        return;
    }
    pod["metadata"]["generation"] = json!(1);
    pod["status"] = json!({"phase": "Pending", "qosClass": quality_class(pod)});
    if pod["spec"]["schedulingGates"].as_array().is_some_and(|gates| !gates.is_empty()) {
        pod["status"]["conditions"] = json!([{"lastProbeTime": null, "lastTransitionTime": null,
            "message": "Scheduling is blocked due to non-empty scheduling gates", "observedGeneration": 1,
            "reason": "SchedulingGated", "status": "False", "type": "PodScheduled"}]);
    }
    if pod["spec"]["serviceAccountName"].is_null() {
        pod["spec"]["serviceAccountName"] = json!("default");
    }
    add_tolerations(pod);
    let account = pod["spec"]["serviceAccountName"].as_str().unwrap_or("default").to_owned();
    let namespace = pod["metadata"]["namespace"].as_str().unwrap_or("default").to_owned();
    let refused = store
        .get("ServiceAccount", &namespace, &account)
        .is_some_and(|account| account["automountServiceAccountToken"] == false);
    let wanted = pod["spec"]["automountServiceAccountToken"].as_bool().unwrap_or(!refused);
    if wanted {
        mount_token(pod, &format!("kube-api-access-{}", store.suffix(5)));
    }
}

/// Of a Pod's spec images, the deadline and a grace period below zero may change, tolerations may come and gates may go; all else
/// stays as it was.
fn update_pod(pod: &mut Value, old: &Value) {
    let mut spec = old["spec"].clone();
    for list in ["initContainers", "containers"] {
        for container in spec.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            let new = pod["spec"][list].as_array().into_iter().flatten().find(|new| new["name"] == container["name"]);
            if let Some(image) = new.map(|new| &new["image"]).filter(|image| image.is_string()) {
                container["image"] = image.clone();
            }
        }
    }
    if pod["spec"]["activeDeadlineSeconds"].is_u64() {
        spec["activeDeadlineSeconds"] = pod["spec"]["activeDeadlineSeconds"].clone();
    }
    if spec["terminationGracePeriodSeconds"].as_i64().is_some_and(|grace| grace < 0) {
        spec["terminationGracePeriodSeconds"] = pod["spec"]["terminationGracePeriodSeconds"].clone();
    }
    if pod["spec"]["tolerations"].is_array() {
        add_tolerations(pod);
        spec["tolerations"] = pod["spec"]["tolerations"].clone();
    }
    let gates = pod["spec"]["schedulingGates"].as_array().cloned().unwrap_or_default();
    if let Some(left) = spec.get_mut("schedulingGates").and_then(Value::as_array_mut) {
        left.retain(|gate| gates.contains(gate));
    }
    if spec != old["spec"] {
        pod["metadata"]["generation"] = json!(old["metadata"]["generation"].as_u64().unwrap_or(1) + 1);
    }
    pod["spec"] = spec;
}

/// The two tolerations that every Pod gets.
fn add_tolerations(pod: &mut Value) {
    let tolerations = &mut pod["spec"]["tolerations"];
    if !tolerations.is_array() {
        *tolerations = json!([]);
    }
    let Some(list) = tolerations.as_array_mut() else { return };
    for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
        let covered = list.iter().any(|t| {
            (t["key"] == key || (t["key"].as_str().unwrap_or("").is_empty() && t["operator"] == "Exists"))
                && (t["effect"].is_null() || t["effect"] == "" || t["effect"] == "NoExecute")
        });
        if !covered {
            list.push(json!({"effect": "NoExecute", "key": key, "operator": "Exists", "tolerationSeconds": 300}));
        }
    }
}

fn mount_token(pod: &mut Value, name: &str) {
    let mut mounted = false;
    for list in ["initContainers", "containers"] {
        for container in pod["spec"].get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            let mounts = &mut container["volumeMounts"];
            if !mounts.is_array() {
                *mounts = json!([]);
            }
            let Some(mounts) = mounts.as_array_mut() else { continue };
            if !mounts.iter().any(|mount| mount["mountPath"] == TOKEN_PATH) {
                mounts.push(json!({"mountPath": TOKEN_PATH, "name": name, "readOnly": true}));
                mounted = true;
            }
        }
    }
    if !mounted {
        return;
    }
    let volume = json!({"name": name, "projected": {"defaultMode": 420, "sources": [
        {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
        {"configMap": {"items": [{"key": "ca.crt", "path": "ca.crt"}], "name": "kube-root-ca.crt"}},
        {"downwardAPI": {"items": [{"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}, "path": "namespace"}]}},
    ]}});
    let volumes = &mut pod["spec"]["volumes"];
    if !volumes.is_array() {
        *volumes = json!([]);
    }
    if let Some(list) = volumes.as_array_mut() {
        list.push(volume);
    }
}

/// `Guaranteed` where every container limits both resources and asks for no less, `BestEffort` where nothing is asked. What
/// the Pod asks for as a whole counts instead of its containers.
fn quality_class(pod: &Value) -> &'static str {
    let whole = &pod["spec"]["resources"];
    let is_set = |kind: &str| whole[kind].as_object().is_some_and(|amounts| !amounts.is_empty());
    let all_resources: Vec<&Value> = if is_set("requests") || is_set("limits") {
        vec![whole]
    } else {
        let lists = ["initContainers", "containers"].into_iter().filter_map(|list| pod["spec"][list].as_array());
        lists.flatten().map(|container| &container["resources"]).collect()
    };
    let (mut any, mut all) = (false, true);
    for resources in all_resources {
        for resource in ["cpu", "memory"] {
            let read = |kind: &str| super::super::quantity::milli(&resources[kind][resource]).unwrap_or(0);
            let (request, limit) = (read("requests"), read("limits"));
            any |= request > 0 || limit > 0;
            all &= limit > 0 && (request == limit || resources["requests"][resource].is_null());
        }
    }
    match (any, all) {
        (false, _) => "BestEffort",
        (true, true) => "Guaranteed",
        (true, false) => "Burstable",
    }
}

fn admit_service(service: &mut Value, old: Option<&Value>, store: &mut Store) {
    if service["spec"]["type"].is_null() {
        service["spec"]["type"] = json!("ClusterIP");
    }
    add_node_ports(service, old, store);
    if service["spec"]["type"] == "ExternalName" || !service["spec"]["clusterIP"].is_null() {
        return;
    }
    let address = old.map_or_else(|| free_address(store), |old| old["spec"]["clusterIP"].clone());
    service["spec"]["clusterIP"] = address;
}

/// A port of the node for every port that is to be reached from outside.
fn add_node_ports(service: &mut Value, old: Option<&Value>, store: &mut Store) {
    if !matches!(service["spec"]["type"].as_str(), Some("NodePort" | "LoadBalancer")) {
        return;
    }
    let ports = service["spec"].get_mut("ports").and_then(Value::as_array_mut);
    for (index, port) in ports.into_iter().flatten().enumerate() {
        if port["nodePort"].is_null() {
            let before = old.map(|old| &old["spec"]["ports"][index]["nodePort"]).filter(|number| number.is_u64());
            port["nodePort"] = before.cloned().unwrap_or_else(|| json!(30_000 + store.random() % 2768));
        }
    }
}

fn free_address(store: &mut Store) -> Value {
    loop {
        let number = store.random();
        let address = json!(format!("10.{}.{}.{}", 96 + (number >> 16) % 16, (number >> 8) % 256, 2 + number % 250));
        if store.list("Service").all(|service| service["spec"]["clusterIP"] != address) {
            return address;
        }
    }
}

/// `stringData` is written into `data`, encoded.
fn encode_secret(secret: &mut Value) {
    let Some(texts) = secret.as_object_mut().and_then(|o| o.remove("stringData")) else { return };
    if !secret["data"].is_object() {
        secret["data"] = json!({});
    }
    for (key, text) in texts.as_object().into_iter().flatten() {
        secret["data"][key] = json!(STANDARD.encode(text.as_str().unwrap_or("")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pod_gets_its_token_and_a_secret_its_encoding() {
        let mut store = Store::new(1);
        let pod = store.create(
            json!({"kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c"}]}}),
            Duration::ZERO,
        );
        let pod = store.get("Pod", "default", &pod.name).unwrap();
        assert_eq!(pod["spec"]["containers"][0]["volumeMounts"][0]["mountPath"], TOKEN_PATH);
        assert_eq!(pod["status"]["qosClass"], "BestEffort");
        store.create(json!({"kind": "Secret", "metadata": {"name": "s"}, "stringData": {"a": "hi"}}), Duration::ZERO);
        assert_eq!(store.get("Secret", "default", "s").unwrap()["data"]["a"], "aGk=");
        assert_eq!(Store::new(7).uuid(), Store::new(7).uuid());
    }
}
