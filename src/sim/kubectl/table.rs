//! Tables as `kubectl get` prints them: the server's columns and cells of each kind, labels and namespaces beside them, and
//! kubectl's way of setting columns. It must not know which objects were asked for.

use jiff::Timestamp;
use serde_json::Value;

use super::row;
use crate::sim::time;

/// Blanks between two columns.
const GAP: usize = 3;
/// A column with its blanks is at least so wide.
const NARROWEST: usize = 6;

/// What stands in a table beside what the server puts there.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own, as on kubectl's command line")]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// `-o wide`
    pub wide: bool,
    /// `--no-headers`
    pub no_headers: bool,
    /// `--show-labels`
    pub labels: bool,
    /// `-L`
    pub label_columns: Vec<String>,
    /// A first column with the namespace.
    pub namespace: bool,
    /// Names with their kind before them: `pod/web`.
    pub kind: bool,
}

/// The heading of a kind's table; those that are true are for wide tables alone.
fn heads(kind: &str) -> &'static [(&'static str, bool)] {
    match kind {
        "Pod" => &[
            ("NAME", false),
            ("READY", false),
            ("STATUS", false),
            ("RESTARTS", false),
            ("AGE", false),
            ("IP", true),
            ("NODE", true),
            ("NOMINATED NODE", true),
            ("READINESS GATES", true),
        ],
        "Service" => &[
            ("NAME", false),
            ("TYPE", false),
            ("CLUSTER-IP", false),
            ("EXTERNAL-IP", false),
            ("PORT(S)", false),
            ("AGE", false),
            ("SELECTOR", true),
        ],
        "ConfigMap" => &[("NAME", false), ("DATA", false), ("AGE", false)],
        "Secret" => &[("NAME", false), ("TYPE", false), ("DATA", false), ("AGE", false)],
        "Endpoints" => &[("NAME", false), ("ENDPOINTS", false), ("AGE", false)],
        "EndpointSlice" => {
            &[("NAME", false), ("ADDRESSTYPE", false), ("PORTS", false), ("ENDPOINTS", false), ("AGE", false)]
        }
        "Event" => &[
            ("LAST SEEN", false),
            ("TYPE", false),
            ("REASON", false),
            ("OBJECT", false),
            ("SUBOBJECT", true),
            ("SOURCE", true),
            ("MESSAGE", false),
            ("FIRST SEEN", true),
            ("COUNT", true),
            ("NAME", true),
        ],
        _ => &[("NAME", false), ("AGE", false)],
    }
}

/// All cells of an object, those of wide tables too.
fn cells(object: &Value, now: Timestamp) -> Vec<String> {
    let name = text(&object["metadata"]["name"]).to_owned();
    let age = time::ago(&object["metadata"]["creationTimestamp"], now);
    match text(&object["kind"]) {
        "Pod" => pod(object, now),
        "Service" => service(object, name, age),
        "ConfigMap" => vec![name, entries(object), age],
        "Secret" => vec![name, or(&object["type"], "Opaque"), entries(object), age],
        "Endpoints" => vec![name, endpoints(object), age],
        "EndpointSlice" => {
            let ports = list(&object["ports"]).iter().map(|port| port["port"].as_u64().unwrap_or(0).to_string());
            let all = list(&object["endpoints"]).iter().flat_map(|endpoint| list(&endpoint["addresses"]));
            let all = all.map(|address| text(address).to_owned()).collect();
            let [ports, all] = [ports.collect(), all].map(|parts| Some(some_of(parts)).filter(|text| !text.is_empty()));
            let unset = || "<unset>".to_owned();
            vec![name, or(&object["addressType"], ""), ports.unwrap_or_else(unset), all.unwrap_or_else(unset), age]
        }
        "Event" => event(object, name, now),
        _ => vec![name, age],
    }
}

fn pod(object: &Value, now: Timestamp) -> Vec<String> {
    let status = &object["status"];
    let wide = [&status["podIP"], &object["spec"]["nodeName"], &status["nominatedNodeName"]];
    let mut cells = row(object).cells(now).to_vec();
    cells.extend(wide.map(|value| or(value, "<none>")));
    let gates = list(&object["spec"]["readinessGates"]);
    let is_true = |gate: &&Value| {
        list(&status["conditions"]).iter().any(|c| c["type"] == gate["conditionType"] && c["status"] == "True")
    };
    cells.push(match gates.len() {
        0 => "<none>".to_owned(),
        all => format!("{}/{all}", gates.iter().filter(is_true).count()),
    });
    cells
}

fn service(object: &Value, name: String, age: String) -> Vec<String> {
    let spec = &object["spec"];
    let external = or(&spec["externalName"], "<none>");
    let addresses = [or(&spec["clusterIP"], "<none>"), external, ports(spec)];
    let mut cells = vec![name, or(&spec["type"], "ClusterIP")];
    cells.extend(addresses);
    cells.extend([age, pairs(&spec["selector"])]);
    cells
}

/// The addresses that get traffic. Where there are others only, the cell is empty.
fn endpoints(object: &Value) -> String {
    let subsets = list(&object["subsets"]);
    if subsets.is_empty() {
        return "<none>".to_owned();
    }
    let mut all = Vec::new();
    for subset in subsets {
        let addresses = || list(&subset["addresses"]).iter().map(|address| text(&address["ip"]));
        let ports = list(&subset["ports"]);
        if ports.is_empty() {
            all.extend(addresses().map(ToOwned::to_owned));
        }
        for port in ports {
            let number = port["port"].as_u64().unwrap_or(0);
            all.extend(addresses().map(|ip| format!("{ip}:{number}")));
        }
    }
    some_of(all)
}

/// The first of a list, and how many more there are.
fn some_of(mut parts: Vec<String>) -> String {
    const SHOWN: usize = 3;
    let more = parts.len().saturating_sub(SHOWN);
    parts.truncate(SHOWN);
    let shown = parts.join(",");
    if more > 0 { format!("{shown} + {more} more...") } else { shown }
}

/// `80/TCP,443:30443/TCP`
fn ports(spec: &Value) -> String {
    let one = |port: &Value| {
        let outside = port["nodePort"].as_u64().map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}{outside}/{}", port["port"].as_u64().unwrap_or(0), or(&port["protocol"], "TCP"))
    };
    let all: Vec<String> = list(&spec["ports"]).iter().map(one).collect();
    if all.is_empty() { "<none>".to_owned() } else { all.join(",") }
}

fn event(object: &Value, name: String, now: Timestamp) -> Vec<String> {
    let about = &object["involvedObject"];
    let source = [&object["source"]["component"], &object["source"]["host"]].map(text);
    let source = source.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    vec![
        time::ago(&object["lastTimestamp"], now),
        text(&object["type"]).to_owned(),
        text(&object["reason"]).to_owned(),
        format!("{}/{}", text(&about["kind"]).to_lowercase(), text(&about["name"])),
        text(&about["fieldPath"]).to_owned(),
        source,
        text(&object["message"]).trim().to_owned(),
        time::ago(&object["firstTimestamp"], now),
        object["count"].as_u64().unwrap_or(0).to_string(),
        name,
    ]
}

/// How many keys a `ConfigMap` or a Secret has.
fn entries(object: &Value) -> String {
    let count = |key: &str| object[key].as_object().map_or(0, serde_json::Map::len);
    (count("data") + count("binaryData")).to_string()
}

/// `app=web,tier=front`
fn pairs(map: &Value) -> String {
    let mut pairs: Vec<String> =
        map.as_object().into_iter().flatten().map(|(key, value)| format!("{key}={}", text(value))).collect();
    pairs.sort();
    if pairs.is_empty() { "<none>".to_owned() } else { pairs.join(",") }
}

/// The heading of a table of a kind's objects.
#[must_use]
pub fn head(kind: &str, look: &Look) -> Vec<String> {
    let own = heads(kind).iter().filter(|(_, wide)| look.wide || !wide).map(|(name, _)| (*name).to_owned());
    let labels = look.label_columns.iter().map(|label| label.rsplit('/').next().unwrap_or(label).to_uppercase());
    let namespace = look.namespace.then(|| "NAMESPACE".to_owned());
    namespace.into_iter().chain(own).chain(labels).chain(look.labels.then(|| "LABELS".to_owned())).collect()
}

/// An object's kind as it stands before a name: `pod`, `endpointslice.discovery.k8s.io`.
#[must_use]
pub fn kind(object: &Value) -> String {
    let group = text(&object["apiVersion"]).split_once('/').map(|(group, _)| format!(".{group}"));
    text(&object["kind"]).to_lowercase() + &group.unwrap_or_default()
}

/// An object's line.
#[must_use]
pub fn line(object: &Value, look: &Look, now: Timestamp) -> Vec<String> {
    let kind = text(&object["kind"]);
    let mut all = cells(object, now);
    if let Some(name) = heads(kind).iter().position(|(head, _)| *head == "NAME").filter(|_| look.kind) {
        all[name] = format!("{}/{}", self::kind(object), all[name]);
    }
    let own = all.into_iter().zip(heads(kind)).filter(|(_, (_, wide))| look.wide || !wide).map(|(cell, _)| cell);
    let labels = look.label_columns.iter().map(|label| text(&object["metadata"]["labels"][label]).to_owned());
    let namespace = look.namespace.then(|| or(&object["metadata"]["namespace"], "default"));
    let all_labels = look.labels.then(|| pairs(&object["metadata"]["labels"]));
    namespace.into_iter().chain(own).chain(labels).chain(all_labels).map(cut).collect()
}

/// A cell has one line.
fn cut(cell: String) -> String {
    match cell.find(['\n', '\r', '\u{c}']) {
        Some(end) => format!("{}...", &cell[..end]),
        None => cell,
    }
}

/// Sets lines in columns.
#[must_use]
pub fn set(lines: &[Vec<String>]) -> String {
    set_in_turn(&[lines])
}

/// Sets lines that come one group after the other: what was printed stays as it is, and a column never gets narrower.
#[must_use]
pub fn set_in_turn(groups: &[&[Vec<String>]]) -> String {
    let mut widths: Vec<usize> = Vec::new();
    let mut out = String::new();
    for lines in groups {
        for line in *lines {
            widths.resize(widths.len().max(line.len()), NARROWEST);
            for (width, cell) in widths.iter_mut().zip(line) {
                *width = (cell.chars().count() + GAP).max(*width);
            }
        }
        for line in *lines {
            for (index, (cell, width)) in line.iter().zip(&widths).enumerate() {
                out.push_str(cell);
                if index + 1 < line.len() {
                    out.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.chars().count())));
                }
            }
            out.push('\n');
        }
    }
    out
}

fn or(value: &Value, default: &str) -> String {
    value.as_str().filter(|text| !text.is_empty()).unwrap_or(default).to_owned()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}
