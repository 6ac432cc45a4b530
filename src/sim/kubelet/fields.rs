//! Fields of a Pod and resources of its containers as text: the downward API. It must not know where the text goes.

use serde_json::Value;

use crate::manifest::golang;
use crate::sim::{
    model::{Pod, ResourceFieldRef},
    quantity,
};

use super::{NODE_CPU_MILLI, NODE_DISK, NODE_IP, NODE_MEMORY, NODE_NAME};

/// What a field holds.
///
/// # Errors
/// In the kubelet's words for a field that it does not know.
pub fn field(pod: &Pod, path: &str, ip: &str) -> Result<String, String> {
    let meta = &pod.metadata;
    if let Some((map, key)) = subscript(path) {
        return match map {
            "metadata.labels" => Ok(meta.labels.get(key).cloned().unwrap_or_default()),
            "metadata.annotations" => Ok(meta.annotations.get(key).cloned().unwrap_or_default()),
            _ => Err(format!("fieldPath {path:?} does not support subscript")),
        };
    }
    Ok(match path {
        "metadata.name" => meta.name.clone(),
        "metadata.namespace" => meta.namespace.clone(),
        "metadata.uid" => meta.uid.clone(),
        "metadata.labels" => lines(&meta.labels),
        "metadata.annotations" => lines(&meta.annotations),
        "spec.nodeName" => NODE_NAME.to_owned(),
        "spec.serviceAccountName" => pod.spec.service_account_name.clone().unwrap_or_else(|| "default".to_owned()),
        "status.hostIP" | "status.hostIPs" => NODE_IP.to_string(),
        "status.podIP" | "status.podIPs" => ip.to_owned(),
        _ => return Err(format!("unsupported fieldPath: {path}")),
    })
}

fn subscript(path: &str) -> Option<(&str, &str)> {
    let (map, rest) = path.split_once('[')?;
    Some((map, rest.strip_suffix(']')?.trim_matches(|c| c == '\'' || c == '"')))
}

/// `key="value"`, one a line, sorted.
fn lines(map: &std::collections::BTreeMap<String, String>) -> String {
    map.iter().map(|(key, value)| format!("{key}={}", golang::quote(value))).collect::<Vec<_>>().join("\n")
}

/// What a container may use, in whole divisors. A limit that was not set is all that the node has.
///
/// # Errors
/// In the kubelet's words where the container or the resource is unknown.
pub fn resource(pod: &Pod, own: &str, reference: &ResourceFieldRef) -> Result<String, String> {
    let name = if reference.container_name.is_empty() { own } else { &reference.container_name };
    let container =
        pod.find(name).and_then(|which| pod.container(which)).ok_or_else(|| format!("container {name} not found"))?;
    let (kind, resource) = reference
        .resource
        .split_once('.')
        .ok_or_else(|| format!("unsupported container resource : {}", reference.resource))?;
    let find = |map: &std::collections::BTreeMap<String, Value>| map.get(resource).and_then(quantity::milli);
    let milli = match kind {
        "limits" => find(&container.resources.limits).unwrap_or_else(|| of_the_node(resource)),
        "requests" => find(&container.resources.requests).or_else(|| find(&container.resources.limits)).unwrap_or(0),
        _ => return Err(format!("unsupported container resource : {}", reference.resource)),
    };
    let divisor = reference.divisor.as_ref().and_then(quantity::milli).filter(|d| *d > 0).unwrap_or(1000);
    Ok((milli.div_euclid(divisor) + i128::from(milli.rem_euclid(divisor) != 0)).to_string())
}

fn of_the_node(resource: &str) -> i128 {
    match resource {
        "cpu" => NODE_CPU_MILLI,
        "memory" => NODE_MEMORY * 1000,
        "ephemeral-storage" => NODE_DISK * 1000,
        _ => 0,
    }
}
