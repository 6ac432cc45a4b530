//! What `kubectl describe pod` prints: a Pod, its containers, conditions, volumes and events. It must not know how a status
//! comes about.
//!
//! The form is that of `describePod` in kubectl's `describe.go`.

mod containers;
pub mod data;
pub mod service;
mod volumes;

use jiff::Timestamp;
use serde_json::Value;
use std::fmt::Write as _;

use crate::sim::time;

use super::{events, tabs};

/// The description at a moment.
#[must_use]
pub fn describe(pod: &Value, events: &[&Value], now: Timestamp) -> String {
    let mut page = Page::default();
    head(&mut page, pod, now);
    let status = &pod["status"];
    if let Some(owner) = list(&pod["metadata"]["ownerReferences"]).iter().find(|owner| owner["controller"] == true) {
        page.line(0, &format!("Controlled By:\t{}/{}", text(&owner["kind"]), text(&owner["name"])));
    }
    if pod["spec"]["resources"].is_object() {
        page.line(0, "Resources:");
        containers::resources(&mut page, 1, &pod["spec"]["resources"]);
    }
    if !list(&pod["spec"]["initContainers"]).is_empty() {
        containers::write(&mut page, "Init Containers", pod, "initContainers", "initContainerStatuses");
    }
    containers::write(&mut page, "Containers", pod, "containers", "containerStatuses");
    conditions(&mut page, pod, status);
    volumes::write(&mut page, list(&pod["spec"]["volumes"]));
    if let Some(class) = status["qosClass"].as_str().filter(|c| !c.is_empty()) {
        page.line(0, &format!("QoS Class:\t{class}"));
    }
    pairs(&mut page, "Node-Selectors", &pod["spec"]["nodeSelector"], "=");
    tolerations(&mut page, list(&pod["spec"]["tolerations"]));
    spread(&mut page, list(&pod["spec"]["topologySpreadConstraints"]));
    events::write(&mut page, events, now);
    tabs::align(&page.0)
}

/// A text with tabs, growing.
#[derive(Debug, Default)]
pub(super) struct Page(String);

impl Page {
    /// A line, indented by so many levels.
    pub(super) fn line(&mut self, level: usize, text: &str) {
        for _ in 0..level {
            self.0.push_str("  ");
        }
        self.0.push_str(text);
        self.0.push('\n');
    }
}

fn head(page: &mut Page, pod: &Value, now: Timestamp) {
    let (meta, spec, status) = (&pod["metadata"], &pod["spec"], &pod["status"]);
    page.line(0, &format!("Name:\t{}", text(&meta["name"])));
    page.line(0, &format!("Namespace:\t{}", text(&meta["namespace"])));
    page.line(0, &format!("Priority:\t{}", spec["priority"].as_i64().unwrap_or(0)));
    for (label, field) in [
        ("Priority Class Name", "priorityClassName"),
        ("Runtime Class Name", "runtimeClassName"),
        ("Service Account", "serviceAccountName"),
    ] {
        if let Some(value) = spec[field].as_str().filter(|value| !value.is_empty()) {
            page.line(0, &format!("{label}:\t{value}"));
        }
    }
    match text(&spec["nodeName"]) {
        "" => page.line(0, "Node:\t<none>"),
        node => page.line(0, &format!("Node:\t{node}/{}", text(&status["hostIP"]))),
    }
    if let Some(start) = time::rfc1123(&status["startTime"]) {
        page.line(0, &format!("Start Time:\t{start}"));
    }
    pairs(page, "Labels", &meta["labels"], "=");
    pairs(page, "Annotations", &meta["annotations"], ": ");
    let phase = text(&status["phase"]);
    if !meta["deletionTimestamp"].is_null() && !matches!(phase, "Succeeded" | "Failed") {
        page.line(0, &format!("Status:\tTerminating (lasts {})", time::ago(&meta["deletionTimestamp"], now)));
        let grace = meta["deletionGracePeriodSeconds"].as_i64().unwrap_or(0);
        page.line(0, &format!("Termination Grace Period:\t{grace}s"));
    } else {
        page.line(0, &format!("Status:\t{phase}"));
    }
    for (label, field) in [("Reason", "reason"), ("Message", "message")] {
        if let Some(value) = status[field].as_str().filter(|value| !value.is_empty()) {
            page.line(0, &format!("{label}:\t{value}"));
        }
    }
    containers::seccomp(page, 0, &spec["securityContext"]);
    page.line(0, &format!("IP:\t{}", text(&status["podIP"])));
    match list(&status["podIPs"]) {
        [] => page.line(0, "IPs:\t<none>"),
        all => {
            page.line(0, "IPs:");
            for ip in all {
                page.line(1, &format!("IP:\t{}", text(&ip["ip"])));
            }
        }
    }
}

fn conditions(page: &mut Page, pod: &Value, status: &Value) {
    let conditions = list(&status["conditions"]);
    let gates = list(&pod["spec"]["readinessGates"]);
    if !gates.is_empty() {
        page.line(0, "Readiness Gates:");
        page.line(1, "Type\tStatus");
        for gate in gates {
            let kind = text(&gate["conditionType"]);
            let known = conditions.iter().find(|c| c["type"] == kind);
            page.line(1, &format!("{kind} \t{} ", known.map_or("<none>", |c| text(&c["status"]))));
        }
    }
    if !conditions.is_empty() {
        page.line(0, "Conditions:");
        page.line(1, "Type\tStatus");
        for condition in conditions {
            page.line(1, &format!("{} \t{} ", text(&condition["type"]), text(&condition["status"])));
        }
    }
}

/// A map, a pair a line.
pub(super) fn pairs(page: &mut Page, title: &str, map: &Value, between: &str) {
    const LONG: usize = 140;
    let Some(map) = map.as_object().filter(|map| !map.is_empty()) else {
        page.line(0, &format!("{title}:\t<none>"));
        return;
    };
    let mut keys: Vec<&String> = map.keys().collect();
    keys.sort();
    for (index, key) in keys.into_iter().enumerate() {
        let value = map[key].as_str().unwrap_or("").trim_end_matches('\n');
        let label = if index == 0 { format!("{title}:") } else { String::new() };
        let long = between == ": " && (value.contains('\n') || value.len() + key.len() + 2 > LONG);
        if long {
            page.line(0, &format!("{label}\t{key}:"));
            for part in value.split('\n') {
                page.line(0, &format!("\t  {part}"));
            }
        } else {
            page.line(0, &format!("{label}\t{key}{between}{value}"));
        }
    }
}

fn tolerations(page: &mut Page, all: &[Value]) {
    if all.is_empty() {
        page.line(0, "Tolerations:\t<none>");
        return;
    }
    let mut sorted: Vec<&Value> = all.iter().collect();
    sorted.sort_by_key(|toleration| text(&toleration["key"]));
    for (index, toleration) in sorted.into_iter().enumerate() {
        let (key, value, effect) = (text(&toleration["key"]), text(&toleration["value"]), text(&toleration["effect"]));
        let mut line = key.to_owned();
        if !value.is_empty() {
            _ = write!(line, "={value}");
        }
        if !effect.is_empty() {
            _ = write!(line, ":{effect}");
        }
        if toleration["operator"] == "Exists" && value.is_empty() {
            line += if line.is_empty() { "op=Exists" } else { " op=Exists" };
        }
        if let Some(seconds) = toleration["tolerationSeconds"].as_i64() {
            _ = write!(line, " for {seconds}s");
        }
        let label = if index == 0 { "Tolerations:" } else { "" };
        page.line(0, &format!("{label}\t{line}"));
    }
}

fn spread(page: &mut Page, all: &[Value]) {
    let mut sorted: Vec<&Value> = all.iter().collect();
    sorted.sort_by_key(|constraint| text(&constraint["topologyKey"]));
    for (index, constraint) in sorted.into_iter().enumerate() {
        let label = if index == 0 { "Topology Spread Constraints:" } else { "" };
        let (key, action) = (text(&constraint["topologyKey"]), text(&constraint["whenUnsatisfiable"]));
        let skew = constraint["maxSkew"].as_i64().unwrap_or(0);
        let mut line = format!("{label}\t{key}:{action} when max skew {skew} is exceeded");
        if constraint["labelSelector"].is_object() {
            _ = write!(line, " for selector {}", selector(&constraint["labelSelector"]));
        }
        page.line(0, &line);
    }
}

/// `app=web,tier in (a,b)`
fn selector(selector: &Value) -> String {
    let plain = selector["matchLabels"].as_object().into_iter().flatten();
    let mut all: Vec<String> = plain.map(|(key, value)| format!("{key}={}", text(value))).collect();
    for expression in list(&selector["matchExpressions"]) {
        let key = text(&expression["key"]);
        let values: Vec<&str> = list(&expression["values"]).iter().map(text).collect();
        all.push(match text(&expression["operator"]) {
            "In" => format!("{key} in ({})", values.join(",")),
            "NotIn" => format!("{key} notin ({})", values.join(",")),
            "Exists" => key.to_owned(),
            _ => format!("!{key}"),
        });
    }
    if all.is_empty() {
        return "<none>".to_owned();
    }
    all.sort();
    all.join(",")
}

pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}
