//! Requests and limits as a status repeats them: a container's own, and those of the Pod together. It must not know who
//! enforces them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::manifest::quantity::Quantity;
use crate::sim::model::{Container, Pod};

type Amounts = BTreeMap<String, Value>;

/// What a container's status says.
pub(super) fn of_container(container: &Container, status: &mut Value) {
    status["resources"] = json!({});
    for (name, amounts) in [("limits", &container.resources.limits), ("requests", &container.resources.requests)] {
        if !amounts.is_empty() {
            status["resources"][name] = json!(amounts);
        }
    }
    if !container.resources.requests.is_empty() {
        status["allocatedResources"] = json!(container.resources.requests);
    }
}

/// What the Pod's status says.
pub(super) fn of_pod(pod: &Pod, status: &mut Map<String, Value>) {
    let mut requests = together(pod, |container| &container.resources.requests);
    let mut limits = together(pod, |container| &container.resources.limits);
    if let Some(whole) = &pod.spec.resources {
        for (sum, own) in [(&mut requests, &whole.requests), (&mut limits, &whole.limits)] {
            sum.extend(own.iter().filter_map(|(name, amount)| Some((name.clone(), Quantity::of(amount)?.to_string()))));
        }
    }
    let mut all = json!({});
    if !limits.is_empty() {
        all["limits"] = json!(limits);
    }
    if !requests.is_empty() {
        all["requests"] = json!(requests);
        status.insert("allocatedResources".into(), json!(requests));
    }
    status.insert("resources".into(), all);
}

/// The sum of containers and sidecars, or what the hungriest init container needs beside the sidecars before it.
fn together(pod: &Pod, of: impl Fn(&Container) -> &Amounts) -> BTreeMap<String, String> {
    let mut sidecars: BTreeMap<String, Quantity> = BTreeMap::new();
    let mut peaks: BTreeMap<String, Quantity> = BTreeMap::new();
    for container in &pod.spec.init_containers {
        for (name, amount) in of(container) {
            let Some(amount) = Quantity::of(amount) else { continue };
            let before = sidecars.get(name).cloned().unwrap_or_else(Quantity::zero);
            let with = amount.plus(&before);
            if container.is_sidecar() {
                sidecars.insert(name.clone(), with.clone());
            }
            let peak = peaks.entry(name.clone()).or_insert_with(Quantity::zero);
            if with > *peak {
                *peak = with;
            }
        }
    }
    let mut sum = sidecars;
    for container in &pod.spec.containers {
        for (name, amount) in of(container) {
            let Some(amount) = Quantity::of(amount) else { continue };
            let all = sum.get(name).map_or_else(|| amount.clone(), |sum| sum.plus(&amount));
            sum.insert(name.clone(), all);
        }
    }
    for (name, peak) in peaks {
        match sum.get(&name) {
            Some(all) if *all >= peak => {}
            _ => _ = sum.insert(name, peak),
        }
    }
    sum.into_iter().map(|(name, amount)| (name, amount.to_string())).collect()
}
