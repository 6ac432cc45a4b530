//! Which node a Pod goes to, of one: selectors, affinity, resources, host ports, claims; and the scheduler's words where it
//! fits nowhere. It must not know what happens on the node.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    kubelet::{NODE_CPU_MILLI, NODE_DISK, NODE_MEMORY, NODE_NAME},
    model::{Container, Pod},
    quantity,
    store::Store,
};

/// More Pods do not fit on a node.
const MOST_PODS: usize = 110;

/// What the scheduler makes of a Pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placement {
    /// It goes to the node.
    Bound,
    /// It fits nowhere; the words of the `FailedScheduling` event.
    Unschedulable(String),
    /// It waits for its gates.
    Gated,
    /// Another scheduler, or nobody, is to place it.
    NotOurs,
}

/// Places a Pod.
#[must_use]
pub fn place(pod: &Pod, store: &Store) -> Placement {
    let spec = &pod.spec;
    if !spec.node_name.is_empty() {
        return if spec.node_name == NODE_NAME { Placement::Bound } else { Placement::NotOurs };
    }
    if spec.scheduler_name.as_deref().is_some_and(|name| !name.is_empty() && name != "default-scheduler") {
        return Placement::NotOurs;
    }
    if !spec.scheduling_gates.is_empty() {
        return Placement::Gated;
    }
    for volume in &spec.volumes {
        let Some(claim) = &volume.persistent_volume_claim else { continue };
        if store.get("PersistentVolumeClaim", &pod.metadata.namespace, &claim.claim_name).is_none() {
            let name = &claim.claim_name;
            return Placement::Unschedulable(format!(
                "0/1 nodes are available: persistentvolumeclaim {name:?} not found. not found"
            ));
        }
    }
    match reasons(pod, store) {
        (reasons, _) if reasons.is_empty() => Placement::Bound,
        (reasons, preemptible) => {
            let reasons: Vec<String> = reasons.into_iter().map(|reason| format!("1 {reason}")).collect();
            let preemption = if preemptible {
                "1 No preemption victims found for incoming pod."
            } else {
                "1 Preemption is not helpful for scheduling."
            };
            Placement::Unschedulable(format!(
                "0/1 nodes are available: {}. no new claims to deallocate, preemption: 0/1 nodes are available: {preemption}",
                reasons.join(", ")
            ))
        }
    }
}

/// Why the node's agent refuses a Pod that nobody asked the scheduler about: a reason and its words.
#[must_use]
pub fn admission(pod: &Pod, store: &Store) -> Option<(&'static str, String)> {
    let others = neighbours(pod, store);
    let wanted = requests(pod);
    for (resource, reason, capacity, unit) in
        [("cpu", "OutOfcpu", NODE_CPU_MILLI, 1), ("memory", "OutOfmemory", NODE_MEMORY * 1000, 1000)]
    {
        let used: i128 = others.iter().filter_map(|other| requests(other).get(resource).copied()).sum();
        let asked = wanted.get(resource).copied().unwrap_or(0);
        if asked > 0 && used + asked > capacity {
            let [asked, used, capacity] = [asked, used, capacity].map(|amount| amount / unit);
            let words = format!(
                "Node didn't have enough resource: {resource}, requested: {asked}, used: {used}, capacity: {capacity}"
            );
            return Some((reason, words));
        }
    }
    if !selector_matches(pod, &node_labels()) {
        let words = "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector";
        return Some(("NodeAffinity", words.to_owned()));
    }
    if ports_clash(pod, &others) {
        let words = "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports";
        return Some(("NodePorts", words.to_owned()));
    }
    None
}

/// The other Pods of the node that are not over.
fn neighbours(pod: &Pod, store: &Store) -> Vec<Pod> {
    store
        .list("Pod")
        .filter(|other| other["spec"]["nodeName"] == NODE_NAME && other["metadata"]["uid"] != pod.metadata.uid.as_str())
        .filter(|other| !matches!(other["status"]["phase"].as_str(), Some("Succeeded" | "Failed")))
        .filter_map(|other| Pod::read(other).ok())
        .collect()
}

/// What speaks against the node, and whether making room could help. The first plugin that refuses ends the search.
fn reasons(pod: &Pod, store: &Store) -> (Vec<String>, bool) {
    let labels = node_labels();
    if !selector_matches(pod, &labels) {
        return (vec!["node(s) didn't match Pod's node affinity/selector".to_owned()], false);
    }
    let others = neighbours(pod, store);
    if ports_clash(pod, &others) {
        return (vec!["node(s) didn't have free ports for the requested pod ports".to_owned()], true);
    }
    let (short, hopeless) = short_of(pod, &others);
    if !short.is_empty() {
        return (short, !hopeless);
    }
    match spread_reason(pod, &others).or_else(|| affinity_reason(pod, &others)) {
        Some((reason, preemptible)) => (vec![reason.to_owned()], preemptible),
        None => (Vec::new(), false),
    }
}

/// The labels that the node has.
fn node_labels() -> BTreeMap<&'static str, &'static str> {
    BTreeMap::from([
        ("beta.kubernetes.io/arch", "amd64"),
        ("beta.kubernetes.io/os", "linux"),
        ("kubernetes.io/arch", "amd64"),
        ("kubernetes.io/hostname", NODE_NAME),
        ("kubernetes.io/os", "linux"),
    ])
}

fn selector_matches(pod: &Pod, labels: &BTreeMap<&str, &str>) -> bool {
    let plain = pod.spec.node_selector.iter().all(|(key, value)| labels.get(key.as_str()) == Some(&value.as_str()));
    let required = pod
        .spec
        .affinity
        .as_ref()
        .map(|affinity| &affinity["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]);
    let Some(terms) = required.and_then(|required| required["nodeSelectorTerms"].as_array()) else { return plain };
    let name = BTreeMap::from([("metadata.name", NODE_NAME)]);
    plain
        && terms.iter().any(|term| {
            let expressions = list(&term["matchExpressions"]);
            let fields = list(&term["matchFields"]);
            !(expressions.is_empty() && fields.is_empty())
                && expressions.iter().all(|e| expression_matches(e, |key| labels.get(key).copied()))
                && fields.iter().all(|e| expression_matches(e, |key| name.get(key).copied()))
        })
}

fn expression_matches<'a>(expression: &Value, label: impl Fn(&str) -> Option<&'a str>) -> bool {
    let value = label(expression["key"].as_str().unwrap_or(""));
    let values = list(&expression["values"]);
    let among = value.is_some_and(|value| values.iter().any(|v| v == value));
    let number = |text: Option<&str>| text.and_then(|t| t.parse::<i64>().ok());
    let bound = number(values.first().and_then(Value::as_str));
    match expression["operator"].as_str().unwrap_or("") {
        "In" => among,
        "NotIn" => !among,
        "Exists" => value.is_some(),
        "DoesNotExist" => value.is_none(),
        "Gt" => number(value).zip(bound).is_some_and(|(have, bound)| have > bound),
        "Lt" => number(value).zip(bound).is_some_and(|(have, bound)| have < bound),
        _ => false,
    }
}

fn ports_clash(pod: &Pod, others: &[Pod]) -> bool {
    let wanted = host_ports(pod);
    let taken: Vec<_> = others.iter().flat_map(host_ports).collect();
    wanted.iter().any(|(port, protocol, ip)| {
        taken.iter().any(|(p, q, other)| p == port && q == protocol && (ip == other || is_any(ip) || is_any(other)))
    })
}

fn is_any(ip: &str) -> bool {
    ip.is_empty() || ip == "0.0.0.0"
}

fn host_ports(pod: &Pod) -> Vec<(u16, String, String)> {
    let mut all = Vec::new();
    for container in &pod.spec.containers {
        for port in &container.ports {
            let number = if pod.spec.host_network { port.container_port } else { port.host_port };
            if number > 0 {
                let protocol = port.protocol.clone().unwrap_or_else(|| "TCP".to_owned());
                all.push((number, protocol, port.host_ip.clone()));
            }
        }
    }
    all
}

/// What there is too little of, and whether there would be too little on an empty node.
fn short_of(pod: &Pod, others: &[Pod]) -> (Vec<String>, bool) {
    let (mut short, mut hopeless) = (Vec::new(), false);
    if others.len() >= MOST_PODS {
        short.push("Too many pods".to_owned());
    }
    let wanted = requests(pod);
    for (resource, amount) in &wanted {
        let capacity = match resource.as_str() {
            "cpu" => NODE_CPU_MILLI,
            "memory" => NODE_MEMORY * 1000,
            "ephemeral-storage" => NODE_DISK * 1000,
            _ => 0,
        };
        let used: i128 = others.iter().filter_map(|other| requests(other).get(resource).copied()).sum();
        if *amount > 0 && used + amount > capacity {
            short.push(format!("Insufficient {resource}"));
            hopeless |= *amount > capacity;
        }
    }
    short.sort();
    (short, hopeless)
}

/// What a Pod asks for: its containers and sidecars together, or its hungriest init container with the sidecars before it.
fn requests(pod: &Pod) -> BTreeMap<String, i128> {
    let mut sidecars: BTreeMap<String, i128> = BTreeMap::new();
    let mut peak: BTreeMap<String, i128> = BTreeMap::new();
    for container in &pod.spec.init_containers {
        let own = container_requests(container);
        for (resource, amount) in &own {
            let with = amount + sidecars.get(resource).copied().unwrap_or(0);
            let most = peak.entry(resource.clone()).or_default();
            *most = with.max(*most);
        }
        if container.is_sidecar() {
            for (resource, amount) in own {
                *sidecars.entry(resource).or_default() += amount;
            }
        }
    }
    let mut sum = sidecars;
    for container in &pod.spec.containers {
        for (resource, amount) in container_requests(container) {
            *sum.entry(resource).or_default() += amount;
        }
    }
    for (resource, amount) in peak {
        let all = sum.entry(resource).or_default();
        *all = amount.max(*all);
    }
    // What the Pod asks for as a whole stands in place of the sum.
    if let Some(whole) = &pod.spec.resources {
        for (resource, amount) in whole.limits.iter().chain(&whole.requests) {
            sum.insert(resource.clone(), quantity::milli(amount).unwrap_or(0));
        }
    }
    sum
}

/// What a container asks for; a limit without a request is one.
fn container_requests(container: &Container) -> BTreeMap<String, i128> {
    let mut all = BTreeMap::new();
    for map in [&container.resources.limits, &container.resources.requests] {
        for (resource, amount) in map {
            all.insert(resource.clone(), quantity::milli(amount).unwrap_or(0));
        }
    }
    all
}

/// What in the spreading over topologies speaks against the only node, and whether making room could help.
fn spread_reason(pod: &Pod, others: &[Pod]) -> Option<(&'static str, bool)> {
    for constraint in &pod.spec.topology_spread_constraints {
        if constraint["whenUnsatisfiable"].as_str().is_some_and(|action| action != "DoNotSchedule") {
            continue;
        }
        if !node_labels().contains_key(constraint["topologyKey"].as_str().unwrap_or("")) {
            return Some(("node(s) didn't match pod topology spread constraints (missing required label)", false));
        }
        let selector = &constraint["labelSelector"];
        let like = |labels| i64::from(label_selector_matches(selector, labels));
        let near = others.iter().filter(|other| other.metadata.namespace == pod.metadata.namespace);
        let here: i64 = near.map(|other| like(&other.metadata.labels)).sum();
        // There is one domain; where more are asked for, the missing ones count as empty.
        let least = if constraint["minDomains"].as_i64().unwrap_or(1) > 1 { 0 } else { here };
        if here + like(&pod.metadata.labels) - least > constraint["maxSkew"].as_i64().unwrap_or(1) {
            return Some(("node(s) didn't match pod topology spread constraints", true));
        }
    }
    None
}

/// Whether a required term of one Pod means another.
fn term_matches(term: &Value, owner: &Pod, other: &Pod) -> bool {
    let namespaces = list(&term["namespaces"]);
    let near = if namespaces.is_empty() {
        other.metadata.namespace == owner.metadata.namespace
    } else {
        namespaces.iter().any(|n| n == other.metadata.namespace.as_str())
    };
    near && label_selector_matches(&term["labelSelector"], &other.metadata.labels)
}

/// What in the affinity between Pods speaks against the node, and whether making room could help.
fn affinity_reason(pod: &Pod, others: &[Pod]) -> Option<(&'static str, bool)> {
    let terms = |pod: &Pod, kind: &str| {
        let affinity = pod.spec.affinity.as_ref();
        let required = affinity.map(|a| &a[kind]["requiredDuringSchedulingIgnoredDuringExecution"]);
        required.map(list).unwrap_or_default().to_vec()
    };
    let known_key = |term: &Value| node_labels().contains_key(term["topologyKey"].as_str().unwrap_or(""));
    for term in terms(pod, "podAffinity") {
        let any = others.iter().any(|other| term_matches(&term, pod, other));
        // The first of a group may come alone, where it matches its own rule.
        if !known_key(&term) || !(any || term_matches(&term, pod, pod)) {
            return Some(("node(s) didn't match pod affinity rules", false));
        }
    }
    for term in terms(pod, "podAntiAffinity") {
        if known_key(&term) && others.iter().any(|other| term_matches(&term, pod, other)) {
            return Some(("node(s) didn't match pod anti-affinity rules", true));
        }
    }
    let keeps_away = |other: &Pod| {
        terms(other, "podAntiAffinity").iter().any(|term| known_key(term) && term_matches(term, other, pod))
    };
    if others.iter().any(keeps_away) {
        return Some(("node(s) didn't satisfy existing pods anti-affinity rules", true));
    }
    None
}

/// Whether labels fit a selector with `matchLabels` and `matchExpressions`.
#[must_use]
pub fn label_selector_matches(selector: &Value, labels: &BTreeMap<String, String>) -> bool {
    if !selector.is_object() {
        return false;
    }
    let plain = selector["matchLabels"].as_object().into_iter().flatten();
    plain.into_iter().all(|(key, value)| labels.get(key).map(String::as_str) == value.as_str())
        && list(&selector["matchExpressions"])
            .iter()
            .all(|e| expression_matches(e, |key| labels.get(key).map(String::as_str)))
}

/// The condition that a Pod gets which was not placed.
#[must_use]
pub fn condition(placement: &Placement, since: &Value) -> Option<Value> {
    let (reason, message) = match placement {
        Placement::Unschedulable(words) => ("Unschedulable", words.as_str()),
        Placement::Gated => ("SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates"),
        Placement::Bound | Placement::NotOurs => return None,
    };
    Some(json!({"lastProbeTime": null, "lastTransitionTime": since, "message": message, "observedGeneration": 1,
                "reason": reason, "status": "False", "type": "PodScheduled"}))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(spec: &Value) -> Placement {
        let pod = Pod::read(&json!({"metadata": {"name": "p", "namespace": "default"}, "spec": spec})).unwrap();
        place(&pod, &Store::new(0))
    }

    #[test]
    fn says_why_nothing_fits() {
        assert_eq!(placed(&json!({"containers": [{}]})), Placement::Bound);
        assert_eq!(
            placed(&json!({"nodeSelector": {"disktype": "ssd"}})),
            Placement::Unschedulable(
                "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. no new claims to \
                 deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling."
                    .into()
            )
        );
        let Placement::Unschedulable(words) =
            placed(&json!({"containers": [{"resources": {"requests": {"cpu": "3", "memory": "1Gi"}}}]}))
        else {
            panic!("it must not fit")
        };
        assert_eq!(
            words,
            "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 \
             Preemption is not helpful for scheduling.",
            "more than the node has"
        );
        let spread = json!({"topologySpreadConstraints": [{"topologyKey": "zone", "maxSkew": 1}]});
        let Placement::Unschedulable(words) = placed(&spread) else { panic!("the node has no such label") };
        assert!(
            words.contains("1 node(s) didn't match pod topology spread constraints (missing required label)."),
            "{words}"
        );
        let in_range = json!({"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution":
            {"nodeSelectorTerms": [{"matchExpressions": [{"key": "kubernetes.io/os", "operator": "In", "values": ["linux"]}]}]}}}});
        assert_eq!(placed(&in_range), Placement::Bound);
    }
}
