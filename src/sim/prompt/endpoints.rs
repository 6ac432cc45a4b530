//! What a cluster's controllers make of Services and the Pods that they select: Endpoints and `EndpointSlices`, as objects. It
//! must not know how they are shown, nor which of them were asked for.

use std::time::Duration;

use serde_json::{Value, json};

use crate::sim::kubelet::NODE_IP;
use crate::sim::{Life, network};

/// A Pod behind a Service.
struct Backend<'p> {
    pod: &'p Value,
    /// The Service's ports as this Pod has them.
    ports: Value,
    ready: bool,
    /// It is being deleted.
    leaving: bool,
}

impl Backend<'_> {
    fn target(&self) -> Value {
        let meta = &self.pod["metadata"];
        json!({"kind": "Pod", "name": meta["name"], "namespace": meta["namespace"], "uid": meta["uid"]})
    }
}

/// All of them at a moment, ordered by name.
pub(super) fn made(life: &Life, at: Duration) -> Vec<Value> {
    let is_over = |pod: &Value| matches!(pod["status"]["phase"].as_str(), Some("Succeeded" | "Failed"));
    let pods: Vec<&Value> = life.pods().filter_map(|pod| life.pod(pod, at)).filter(|pod| !is_over(pod)).collect();
    let mut all = Vec::new();
    for (_, service) in life.objects("Service", at) {
        if service["spec"]["selector"].as_object().is_some_and(|selector| !selector.is_empty()) {
            let backends: Vec<Backend<'_>> = pods.iter().filter_map(|pod| backend(service, pod)).collect();
            all.push(endpoints(service, &backends));
            all.extend(slices(service, &backends));
        } else if service["metadata"]["name"] == "kubernetes" && service["metadata"]["namespace"] == "default" {
            all.extend(of_the_server(service));
        }
    }
    all.sort_by_key(|object| object["metadata"]["name"].as_str().unwrap_or_default().to_owned());
    all
}

/// What a Service makes of a Pod; nothing where it does not select it, or where that has no address.
fn backend<'p>(service: &Value, pod: &'p Value) -> Option<Backend<'p>> {
    let selector = service["spec"]["selector"].as_object()?;
    let same_namespace = pod["metadata"]["namespace"] == service["metadata"]["namespace"];
    let labels = &pod["metadata"]["labels"];
    if !same_namespace
        || !pod["status"]["podIP"].is_string()
        || selector.iter().any(|(key, value)| labels[key] != *value)
    {
        return None;
    }
    let mut whatever = service.clone();
    whatever["spec"]["publishNotReadyAddresses"] = json!(true);
    let port = |port: &Value| {
        let address = network::addresses(&whatever, port, std::iter::once(pod)).into_iter().next()?;
        let name = port["name"].as_str().unwrap_or_default();
        let protocol = port["protocol"].as_str().unwrap_or("TCP");
        Some(json!({"name": name, "port": address.port(), "protocol": protocol}))
    };
    let ports: Vec<Value> = service["spec"]["ports"].as_array().into_iter().flatten().filter_map(port).collect();
    let is_ready = |condition: &Value| condition["type"] == "Ready" && condition["status"] == "True";
    let ready = pod["status"]["conditions"].as_array().into_iter().flatten().any(is_ready);
    let leaving = !pod["metadata"]["deletionTimestamp"].is_null();
    Some(Backend { pod, ports: json!(ports), ready, leaving })
}

/// Pods with the same ports belong together.
fn grouped<'b, 'p>(backends: impl Iterator<Item = &'b Backend<'p>>) -> Vec<Vec<&'b Backend<'p>>>
where
    'p: 'b,
{
    let mut groups: Vec<Vec<&'b Backend<'p>>> = Vec::new();
    for backend in backends {
        match groups.iter_mut().find(|group| group.iter().all(|other| other.ports == backend.ports)) {
            Some(group) => group.push(backend),
            None => groups.push(vec![backend]),
        }
    }
    groups
}

fn endpoints(service: &Value, backends: &[Backend<'_>]) -> Value {
    let early = service["spec"]["publishNotReadyAddresses"] == true;
    let address = |backend: &&Backend<'_>| json!({"ip": backend.pod["status"]["podIP"], "nodeName": backend.pod["spec"]["nodeName"], "targetRef": backend.target()});
    let shown = |backend: &&Backend<'_>| {
        let fits = backend.ports != json!([]) || service["spec"]["ports"].is_null();
        fits && (early || !backend.leaving)
    };
    let subset = |group: Vec<&Backend<'_>>| {
        let mut subset = json!({"ports": group[0].ports});
        let (ready, other): (Vec<&Backend<'_>>, Vec<_>) = group.into_iter().partition(|backend| early || backend.ready);
        for (field, list) in [("addresses", ready), ("notReadyAddresses", other)] {
            if !list.is_empty() {
                subset[field] = json!(list.iter().map(address).collect::<Vec<_>>());
            }
        }
        subset
    };
    let subsets: Vec<Value> = grouped(backends.iter().filter(shown)).into_iter().map(subset).collect();
    let mut object = json!({"apiVersion": "v1", "kind": "Endpoints", "metadata": metadata(service, None)});
    object["metadata"]["labels"]["endpoints.kubernetes.io/managed-by"] = json!("endpoint-controller");
    if !subsets.is_empty() {
        object["subsets"] = json!(subsets);
    }
    object
}

fn slices(service: &Value, backends: &[Backend<'_>]) -> Vec<Value> {
    let early = service["spec"]["publishNotReadyAddresses"] == true;
    let endpoint = |backend: &&Backend<'_>| {
        let ready = early || backend.ready && !backend.leaving;
        json!({"addresses": [backend.pod["status"]["podIP"]], "nodeName": backend.pod["spec"]["nodeName"],
            "conditions": {"ready": ready, "serving": early || backend.ready, "terminating": backend.leaving},
            "targetRef": backend.target()})
    };
    let mut groups = grouped(backends.iter());
    if groups.is_empty() {
        // An empty one says that there are none.
        groups.push(Vec::new());
    }
    let slice = |(number, group): (usize, Vec<&Backend<'_>>)| {
        let uid = service["metadata"]["uid"].as_str().unwrap_or_default();
        let mut object = json!({"addressType": "IPv4", "apiVersion": "discovery.k8s.io/v1", "endpoints": null,
            "kind": "EndpointSlice", "metadata": metadata(service, Some(&suffix(uid, number))), "ports": null});
        let name = service["metadata"]["name"].clone();
        let labels = &mut object["metadata"]["labels"];
        labels["endpointslice.kubernetes.io/managed-by"] = json!("endpointslice-controller.k8s.io");
        labels["kubernetes.io/service-name"] = name;
        if let Some(first) = group.first() {
            object["ports"] = first.ports.clone();
            object["endpoints"] = json!(group.iter().map(endpoint).collect::<Vec<_>>());
        }
        object
    };
    groups.into_iter().enumerate().map(slice).collect()
}

/// Those of the API server itself, which it writes on its own.
fn of_the_server(service: &Value) -> [Value; 2] {
    let ports = json!([{"name": "https", "port": 6443, "protocol": "TCP"}]);
    let address = NODE_IP.to_string();
    let mut endpoints = json!({"apiVersion": "v1", "kind": "Endpoints", "metadata": metadata(service, None),
        "subsets": [{"addresses": [{"ip": address}], "ports": ports}]});
    endpoints["metadata"]["labels"] = json!({"endpointslice.kubernetes.io/skip-mirror": "true"});
    let mut slice = json!({"addressType": "IPv4", "apiVersion": "discovery.k8s.io/v1",
        "endpoints": [{"addresses": [address], "conditions": {"ready": true}}], "kind": "EndpointSlice",
        "metadata": metadata(service, None), "ports": ports});
    slice["metadata"]["labels"] = json!({"kubernetes.io/service-name": "kubernetes"});
    [endpoints, slice]
}

/// The Service's name and time; with a suffix the name is a generated one.
fn metadata(service: &Value, suffix: Option<&str>) -> Value {
    let own = &service["metadata"];
    let name = own["name"].as_str().unwrap_or_default();
    let mut meta = json!({"creationTimestamp": own["creationTimestamp"], "name": name, "namespace": own["namespace"]});
    if own["labels"].is_object() {
        meta["labels"] = own["labels"].clone();
    }
    if let Some(suffix) = suffix {
        meta["generateName"] = json!(format!("{name}-"));
        meta["name"] = json!(format!("{name}-{suffix}"));
    }
    meta
}

/// Five letters and digits as generated names end with, the same for a Service at every moment.
fn suffix(uid: &str, number: usize) -> String {
    const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
    let mut rest = uid.bytes().fold(number + 1, |sum, byte| sum.wrapping_mul(131).wrapping_add(usize::from(byte)));
    let mut text = String::new();
    for _ in 0..5 {
        text.push(char::from(LETTERS[rest % LETTERS.len()]));
        rest /= LETTERS.len();
    }
    text
}
