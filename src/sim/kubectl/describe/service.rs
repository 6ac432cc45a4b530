//! What `kubectl describe service` prints. It must not know who connects.
//!
//! The form is that of `describeService` in kubectl's `describe.go`.

use serde_json::Value;

use super::{Page, list, pairs, text};
use crate::sim::kubectl::tabs;
use crate::sim::network;

/// As many addresses are named.
const NAMED: usize = 3;

/// The description of a Service among the Pods of a moment. What the API server would have filled in is shown as if it had.
#[must_use]
pub fn describe(service: &Value, pods: &[&Value]) -> String {
    let mut page = Page::default();
    let (meta, spec) = (&service["metadata"], &service["spec"]);
    let or = |field: &str, default: &str| spec[field].as_str().unwrap_or(default).to_owned();
    let kind = or("type", "ClusterIP");
    page.line(0, &format!("Name:\t{}", text(&meta["name"])));
    page.line(0, &format!("Namespace:\t{}", meta["namespace"].as_str().unwrap_or("default")));
    pairs(&mut page, "Labels", &meta["labels"], "=");
    pairs(&mut page, "Annotations", &meta["annotations"], ": ");
    page.line(0, &format!("Selector:\t{}", selector(&spec["selector"])));
    page.line(0, &format!("Type:\t{kind}"));
    let has_address = kind != "ExternalName";
    if has_address {
        page.line(0, &format!("IP Family Policy:\t{}", or("ipFamilyPolicy", "SingleStack")));
    }
    page.line(0, &format!("IP Families:\t{}", if has_address { "IPv4" } else { "<none>" }));
    let address = text(&spec["clusterIP"]);
    page.line(0, &format!("IP:\t{address}"));
    page.line(0, &format!("IPs:\t{}", if address.is_empty() { "<none>" } else { address }));
    if let Some(name) = spec["externalName"].as_str() {
        page.line(0, &format!("External Name:\t{name}"));
    }
    for port in list(&spec["ports"]) {
        write_port(&mut page, service, port, pods);
    }
    page.line(0, &format!("Session Affinity:\t{}", or("sessionAffinity", "None")));
    if matches!(kind.as_str(), "NodePort" | "LoadBalancer") {
        page.line(0, &format!("External Traffic Policy:\t{}", or("externalTrafficPolicy", "Cluster")));
    }
    if has_address {
        page.line(0, &format!("Internal Traffic Policy:\t{}", or("internalTrafficPolicy", "Cluster")));
    }
    page.line(0, "Events:\t<none>");
    tabs::align(&page.0)
}

fn write_port(page: &mut Page, service: &Value, port: &Value, pods: &[&Value]) {
    let name = port["name"].as_str().unwrap_or("<unset>");
    let protocol = port["protocol"].as_str().unwrap_or("TCP");
    let number = port["port"].as_u64().unwrap_or(0);
    page.line(0, &format!("Port:\t{name}\t{number}/{protocol}"));
    let target = match &port["targetPort"] {
        Value::String(name) => name.clone(),
        other => other.as_u64().unwrap_or(number).to_string(),
    };
    page.line(0, &format!("TargetPort:\t{target}/{protocol}"));
    if let Some(outside) = port["nodePort"].as_u64() {
        page.line(0, &format!("NodePort:\t{name}\t{outside}/{protocol}"));
    }
    let all = network::addresses(service, port, pods.iter().copied());
    let mut named: Vec<String> = all.iter().take(NAMED).map(ToString::to_string).collect();
    let shown = if service["spec"]["selector"].is_null() {
        "<none>".to_owned()
    } else if all.len() > NAMED {
        format!("{} + {} more...", named.join(","), all.len() - NAMED)
    } else {
        named.sort();
        named.join(",")
    };
    page.line(0, &format!("Endpoints:\t{shown}"));
}

/// `app=web,tier=front`
fn selector(labels: &Value) -> String {
    let Some(labels) = labels.as_object().filter(|labels| !labels.is_empty()) else { return "<none>".to_owned() };
    let mut all: Vec<String> = labels.iter().map(|(key, value)| format!("{key}={}", text(value))).collect();
    all.sort();
    all.join(",")
}
