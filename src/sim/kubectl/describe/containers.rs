//! The containers of a description. It must not know the rest of the page.

use serde_json::Value;
use std::fmt::Write as _;

use crate::sim::{quantity, time};

use super::{Page, list, text};

/// How Go prints a time that was not set.
const NEVER: &str = "Mon, 01 Jan 0001 00:00:00 +0000";

/// A list of containers with their statuses.
pub(super) fn write(page: &mut Page, title: &str, pod: &Value, specs: &str, statuses: &str) {
    page.line(0, &format!("{title}:"));
    for container in list(&pod["spec"][specs]) {
        let status = list(&pod["status"][statuses]).iter().find(|status| status["name"] == container["name"]);
        page.line(1, &format!("{}:", text(&container["name"])));
        basics(page, container, status);
        if let Some(status) = status {
            state(page, "State", &status["state"]);
            if status["lastState"]["terminated"].is_object() {
                state(page, "Last State", &status["lastState"]);
            }
            let ready = if status["ready"] == true { "True" } else { "False" };
            page.line(2, &format!("Ready:\t{ready}"));
            page.line(2, &format!("Restart Count:\t{}", status["restartCount"].as_u64().unwrap_or(0)));
        }
        resources(page, 2, &container["resources"]);
        for (label, field) in
            [("Liveness", "livenessProbe"), ("Readiness", "readinessProbe"), ("Startup", "startupProbe")]
        {
            if container[field].is_object() {
                page.line(2, &format!("{label}:\t{}", probe(&container[field])));
            }
        }
        environment(page, pod, container);
        mounts(page, container);
    }
}

fn basics(page: &mut Page, container: &Value, status: Option<&Value>) {
    if let Some(status) = status {
        page.line(2, &format!("Container ID:\t{}", text(&status["containerID"])));
    }
    page.line(2, &format!("Image:\t{}", text(&container["image"])));
    if let Some(status) = status {
        page.line(2, &format!("Image ID:\t{}", text(&status["imageID"])));
    }
    for (label, field) in [("Port", "containerPort"), ("Host Port", "hostPort")] {
        let one = |port: &Value| {
            let protocol = port["protocol"].as_str().unwrap_or("TCP");
            let name = port["name"].as_str().filter(|name| !name.is_empty());
            let named = name.filter(|_| field == "containerPort").map_or_else(String::new, |name| format!(" ({name})"));
            format!("{}/{protocol}{named}", port[field].as_u64().unwrap_or(0))
        };
        let all: Vec<String> = list(&container["ports"]).iter().map(one).collect();
        let plural = if all.len() > 1 { "s" } else { "" };
        let all = if all.is_empty() { "<none>".to_owned() } else { all.join(", ") };
        page.line(2, &format!("{label}{plural}:\t{all}"));
    }
    seccomp(page, 2, &container["securityContext"]);
    for (label, field) in [("Command", "command"), ("Args", "args")] {
        let words = list(&container[field]);
        if !words.is_empty() {
            page.line(2, &format!("{label}:"));
            for part in words.iter().flat_map(|word| text(word).split('\n')) {
                page.line(3, part);
            }
        }
    }
}

fn state(page: &mut Page, label: &str, state: &Value) {
    if state["running"].is_object() {
        page.line(2, &format!("{label}:\tRunning"));
        page.line(3, &format!("Started:\t{}", time::rfc1123(&state["running"]["startedAt"]).unwrap_or_default()));
    } else if state["terminated"].is_object() {
        let ended = &state["terminated"];
        page.line(2, &format!("{label}:\tTerminated"));
        for (label, field) in [("Reason", "reason"), ("Message", "message")] {
            if let Some(value) = ended[field].as_str().filter(|value| !value.is_empty()) {
                page.line(3, &format!("{label}:\t{value}"));
            }
        }
        page.line(3, &format!("Exit Code:\t{}", ended["exitCode"].as_i64().unwrap_or(0)));
        for (label, field) in [("Started", "startedAt"), ("Finished", "finishedAt")] {
            page.line(3, &format!("{label}:\t{}", time::rfc1123(&ended[field]).unwrap_or_else(|| NEVER.to_owned())));
        }
    } else {
        page.line(2, &format!("{label}:\tWaiting"));
        if let Some(reason) = state["waiting"]["reason"].as_str() {
            page.line(3, &format!("Reason:\t{reason}"));
        }
    }
}

/// The profile of system calls that was asked for.
pub(super) fn seccomp(page: &mut Page, level: usize, context: &Value) {
    let Some(kind) = context["seccompProfile"]["type"].as_str() else { return };
    page.line(level, &format!("SeccompProfile:\t{kind}"));
    if kind == "Localhost" {
        let below = if level == 0 { 0 } else { level + 1 };
        page.line(below, &format!("LocalhostProfile:\t{}", text(&context["seccompProfile"]["localhostProfile"])));
    }
}

/// Limits and requests.
pub(super) fn resources(page: &mut Page, level: usize, resources: &Value) {
    for (label, field) in [("Limits", "limits"), ("Requests", "requests")] {
        let Some(map) = resources[field].as_object().filter(|map| !map.is_empty()) else { continue };
        page.line(level, &format!("{label}:"));
        let mut names: Vec<&String> = map.keys().collect();
        names.sort();
        for name in names {
            let value = map[name].as_str().map_or_else(|| map[name].to_string(), ToOwned::to_owned);
            page.line(level + 1, &format!("{name}:\t{value}"));
        }
    }
}

fn probe(probe: &Value) -> String {
    let number = |field: &str, usual: i64| probe[field].as_i64().unwrap_or(usual);
    let attributes = format!(
        "delay={}s timeout={}s period={}s successThreshold={} failureThreshold={}",
        number("initialDelaySeconds", 0),
        number("timeoutSeconds", 1),
        number("periodSeconds", 10),
        number("successThreshold", 1),
        number("failureThreshold", 3)
    );
    let port = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    if probe["exec"].is_object() {
        let words: Vec<&str> = list(&probe["exec"]["command"]).iter().map(text).collect();
        format!("exec [{}] {attributes}", words.join(" "))
    } else if probe["httpGet"].is_object() {
        let get = &probe["httpGet"];
        let scheme = get["scheme"].as_str().unwrap_or("HTTP").to_ascii_lowercase();
        let path = as_url(get["path"].as_str().unwrap_or("/"));
        let slash = if path.starts_with('/') { "" } else { "/" };
        format!("http-get {scheme}://{}:{}{slash}{path} {attributes}", text(&get["host"]), port(&get["port"]))
    } else if probe["tcpSocket"].is_object() {
        let tcp = &probe["tcpSocket"];
        format!("tcp-socket {}:{} {attributes}", text(&tcp["host"]), port(&tcp["port"]))
    } else if probe["grpc"].is_object() {
        format!("grpc <pod>:{} {} {attributes}", port(&probe["grpc"]["port"]), text(&probe["grpc"]["service"]))
    } else {
        format!("unknown {attributes}")
    }
}

/// A path as it stands in a URL, where a question mark is no part of it.
fn as_url(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-_.~$&+,/:;=@!'()*[]".contains(&byte);
        if plain { out.push(char::from(byte)) } else { _ = write!(out, "%{byte:02X}") }
    }
    out
}

fn environment(page: &mut Page, pod: &Value, container: &Value) {
    let optional = |source: &Value| source["optional"] == true;
    let sources = list(&container["envFrom"]);
    if !sources.is_empty() {
        page.line(2, "Environment Variables from:");
        for source in sources {
            let (kind, reference) = if source["configMapRef"].is_object() {
                ("ConfigMap", &source["configMapRef"])
            } else {
                ("Secret", &source["secretRef"])
            };
            let prefix = source["prefix"].as_str().filter(|p| !p.is_empty());
            let prefix = prefix.map_or_else(String::new, |prefix| format!(" with prefix '{prefix}'"));
            page.line(3, &format!("{}\t{kind}{prefix}\tOptional: {}", text(&reference["name"]), optional(reference)));
        }
    }
    let variables = list(&container["env"]);
    if variables.is_empty() {
        page.line(2, "Environment:\t<none>");
        return;
    }
    page.line(2, "Environment:");
    for variable in variables {
        let name = text(&variable["name"]);
        let from = &variable["valueFrom"];
        if from["fieldRef"].is_object() {
            let path = text(&from["fieldRef"]["fieldPath"]);
            let version = from["fieldRef"]["apiVersion"].as_str().unwrap_or("v1");
            page.line(3, &format!("{name}:\t{} ({version}:{path})", field_value(pod, path)));
        } else if from["resourceFieldRef"].is_object() {
            let resource = text(&from["resourceFieldRef"]["resource"]);
            let value = resource_value(container, resource, &from["resourceFieldRef"]["divisor"]);
            page.line(3, &format!("{name}:\t{value} ({resource})"));
        } else if from["secretKeyRef"].is_object() {
            let reference = &from["secretKeyRef"];
            let (key, secret) = (text(&reference["key"]), text(&reference["name"]));
            page.line(
                3,
                &format!("{name}:\t<set to the key '{key}' in secret '{secret}'>\tOptional: {}", optional(reference)),
            );
        } else if from["configMapKeyRef"].is_object() {
            let reference = &from["configMapKeyRef"];
            let (key, map) = (text(&reference["key"]), text(&reference["name"]));
            page.line(
                3,
                &format!("{name}:\t<set to the key '{key}' of config map '{map}'>\tOptional: {}", optional(reference)),
            );
        } else {
            for (index, part) in text(&variable["value"]).split('\n').enumerate() {
                let label = if index == 0 { format!("{name}:") } else { String::new() };
                page.line(3, &format!("{label}\t{part}"));
            }
        }
    }
}

/// The few fields that kubectl itself can resolve: those of the metadata.
fn field_value(pod: &Value, path: &str) -> String {
    let meta = &pod["metadata"];
    if let Some((map, rest)) = path.split_once('[') {
        let key = rest.trim_end_matches(']').trim_matches(['\'', '"']);
        let map = map.trim_start_matches("metadata.");
        return if matches!(map, "labels" | "annotations") { text(&meta[map][key]).to_owned() } else { String::new() };
    }
    match path {
        "metadata.name" | "metadata.namespace" | "metadata.uid" => {
            text(&meta[path.trim_start_matches("metadata.")]).to_owned()
        }
        _ => String::new(),
    }
}

/// A resource of a container in whole divisors, as kubectl itself works it out.
fn resource_value(container: &Value, resource: &str, divisor: &Value) -> String {
    let (kind, name) = resource.split_once('.').unwrap_or((resource, ""));
    let divisor = quantity::milli(divisor).filter(|divisor| *divisor > 0).unwrap_or(1000);
    let amount = quantity::milli(&container["resources"][kind][name]).unwrap_or(0);
    let whole = amount.div_euclid(divisor) + i128::from(amount.rem_euclid(divisor) != 0);
    match (whole, resource) {
        (0, "limits.cpu" | "limits.memory") => "node allocatable".to_owned(),
        _ => whole.to_string(),
    }
}

fn mounts(page: &mut Page, container: &Value) {
    let mut mounts: Vec<&Value> = list(&container["volumeMounts"]).iter().collect();
    if mounts.is_empty() {
        page.line(2, "Mounts:\t<none>");
        return;
    }
    page.line(2, "Mounts:");
    mounts.sort_by_key(|mount| text(&mount["mountPath"]));
    for mount in mounts {
        let mut flags = if mount["readOnly"] == true { "ro".to_owned() } else { "rw".to_owned() };
        if let Some(part) = mount["subPath"].as_str().filter(|part| !part.is_empty()) {
            _ = write!(flags, ",path={part:?}");
        }
        page.line(3, &format!("{} from {} ({flags})", text(&mount["mountPath"]), text(&mount["name"])));
    }
}
