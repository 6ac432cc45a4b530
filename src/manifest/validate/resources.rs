//! Requests, limits and claims of resources. It must not know whose they are.

use super::field::{Errors, Path, Shown};
use super::names;
use super::object::Object;
use crate::manifest::quantity::Quantity;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// Resources that a name without a domain may mean.
const STANDARD: [&str; 20] = [
    "cpu",
    "memory",
    "ephemeral-storage",
    "requests.cpu",
    "requests.memory",
    "requests.ephemeral-storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "storage",
    "requests.storage",
    "services.nodeports",
    "services.loadbalancers",
];

/// Standard resources that are counted in whole numbers.
const COUNTED: [&str; 9] = [
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "services.nodeports",
    "services.loadbalancers",
];

/// How the name of a resource is checked.
type NameRule = fn(&str, &Path, &mut Errors);

/// The resources of a container.
pub(super) fn container(resources: Object, claims: &HashSet<&str>, at: &Path, errors: &mut Errors) {
    requirements(resources, container_name, at, errors);
    claim_names(resources, claims, &at.child("claims"), errors);
}

/// The resources of a whole Pod.
pub(super) fn pod(resources: Object, claims: &HashSet<&str>, at: &Path, errors: &mut Errors) {
    requirements(resources, pod_name, at, errors);
    claim_names(resources, claims, &at.child("claims"), errors);
}

/// The amounts that running a Pod costs on top of its containers.
pub(super) fn overhead(amounts: Object, at: &Path, errors: &mut Errors) {
    let place = at.child("limits");
    let mut uses = Uses::default();
    for (name, value) in amounts.entries() {
        limit(name, value, container_name, &place.key(name), &mut uses, errors);
    }
    uses.check(at, errors);
}

/// What kinds of resources are asked for.
#[derive(Default)]
struct Uses {
    cpu_or_memory: bool,
    huge_pages: bool,
}

impl Uses {
    fn check(&self, at: &Path, errors: &mut Errors) {
        if self.huge_pages && !self.cpu_or_memory {
            errors.forbidden(at, "HugePages require cpu or memory");
        }
    }
}

/// Whether a resource is huge pages of some size.
pub(super) fn is_huge_pages(name: &str) -> bool {
    name.starts_with("hugepages-")
}

fn is_native(name: &str) -> bool {
    !name.contains('/') || name.contains("kubernetes.io/")
}

/// Whether a request may be below its limit.
pub(super) fn may_overcommit(name: &str) -> bool {
    is_native(name) && !is_huge_pages(name)
}

fn is_extended(name: &str) -> bool {
    !is_native(name) && !name.starts_with("requests.") && names::qualified_name(&format!("requests.{name}")).is_empty()
}

/// The name of any resource; whether it is right.
fn resource_name(name: &str, at: &Path, errors: &mut Errors) -> bool {
    let wrong = names::qualified_name(name);
    if !wrong.is_empty() {
        for words in wrong {
            errors.invalid(at, Shown::Word(name), words);
        }
        return false;
    }
    let known = STANDARD.contains(&name) || is_huge_pages(name) || name.starts_with("requests.hugepages-");
    if !name.contains('/') && !known {
        let words = "must be a standard resource type or fully qualified";
        errors.invalid(at, Shown::Word(name), words);
        return false;
    }
    true
}

fn container_name(name: &str, at: &Path, errors: &mut Errors) {
    resource_name(name, at, errors);
    if !name.contains('/') {
        let known = ["cpu", "memory", "ephemeral-storage"].contains(&name) || is_huge_pages(name);
        if !known {
            let words = "must be a standard resource for containers";
            errors.invalid(at, Shown::Word(name), words);
        }
    } else if !is_native(name) && !is_extended(name) {
        let words = "doesn't follow extended resource name standard";
        errors.invalid(at, Shown::Word(name), words);
    }
}

fn pod_name(name: &str, at: &Path, errors: &mut Errors) {
    let supported = ["cpu", "memory"].contains(&name) || is_huge_pages(name);
    if resource_name(name, at, errors) && !supported {
        errors.not_supported(at, Shown::Word(name), &["cpu", "hugepages-", "memory"]);
    }
}

/// One amount: its resource's name, its sign, whether it must be whole.
fn amount(name: &str, amount: Option<&Quantity>, rule: NameRule, at: &Path, uses: &mut Uses, errors: &mut Errors) {
    rule(name, at, errors);
    uses.cpu_or_memory |= ["cpu", "memory"].contains(&name);
    uses.huge_pages |= is_huge_pages(name);
    let Some(amount) = amount else { return };
    if amount.is_negative() {
        let written = amount.to_string();
        errors.invalid(at, Shown::Text(&written), "must be greater than or equal to 0");
    }
    if (COUNTED.contains(&name) || is_extended(name)) && !amount.is_whole() {
        let written = amount.to_string();
        errors.invalid(at, Shown::Word(&written), "must be an integer");
    }
}

/// Huge pages come whole.
fn whole_pages(name: &str, amount: &Quantity, at: &Path, errors: &mut Errors) {
    let Some(size) = name.strip_prefix("hugepages-") else { return };
    let fits = Quantity::parse(size).is_ok_and(|size| amount.is_multiple_of(&size));
    if !fits {
        let written = amount.to_string();
        let words = format!("{written} is not positive integer multiple of {name}");
        errors.invalid(at, Shown::Text(&written), words);
    }
}

/// A limit by itself.
fn limit(name: &str, value: &Value, rule: NameRule, at: &Path, uses: &mut Uses, errors: &mut Errors) {
    let limit = Quantity::of(value);
    amount(name, limit.as_ref(), rule, at, uses, errors);
    if let Some(limit) = limit {
        whole_pages(name, &limit, at, errors);
    }
}

fn requirements(resources: Object, rule: NameRule, at: &Path, errors: &mut Errors) {
    let (limits, requests) = (at.child("limits"), at.child("requests"));
    let mut uses = Uses::default();
    for (name, value) in resources.object("limits").entries() {
        limit(name, value, rule, &limits.key(name), &mut uses, errors);
    }
    for (name, value) in resources.object("requests").entries() {
        let request = Quantity::of(value);
        let place = requests.key(name);
        amount(name, request.as_ref(), rule, &place, &mut uses, errors);
        let Some(request) = request else { continue };
        match resources.object("limits").get(name).and_then(Quantity::of) {
            Some(limit) if request != limit && !may_overcommit(name) => {
                let words = format!("must be equal to {name} limit of {limit}");
                errors.invalid(&requests, Shown::Text(&request.to_string()), words);
            }
            Some(limit) if request > limit => {
                let words = format!("must be less than or equal to {name} limit of {limit}");
                errors.invalid(&requests, Shown::Text(&request.to_string()), words);
            }
            None if !may_overcommit(name) => {
                errors.required(&limits, "Limit must be set for non overcommitable resources");
            }
            _ => {}
        }
        whole_pages(name, &request, &place, errors);
    }
    uses.check(at, errors);
}

/// Claims that a container uses must be claims of its Pod.
fn claim_names(resources: Object, known: &HashSet<&str>, at: &Path, errors: &mut Errors) {
    let mut seen: HashSet<String> = HashSet::new();
    let mut by_request: HashMap<&str, usize> = HashMap::new();
    for (index, claim) in resources.objects("claims").enumerate() {
        let here = at.index(index);
        let (name, request) = (claim.text("name"), claim.text("request"));
        if name.is_empty() {
            errors.required(&here, "");
            continue;
        }
        if seen.contains(name) {
            errors.duplicate(&here, Shown::Text(name));
        } else {
            let mut key = name.to_owned();
            if !request.is_empty() {
                errors.invalid_each(&here.child("request"), request, names::dns_label(request));
                key = format!("{name}/{request}");
            }
            if seen.contains(&key) {
                errors.duplicate(&here, Shown::Text(&key));
            } else if request.is_empty() {
                for _ in 0..by_request.remove(name).unwrap_or_default() {
                    errors.duplicate(&here, Shown::Text(name));
                }
            }
            if !request.is_empty() && seen.insert(key.clone()) {
                *by_request.entry(name).or_default() += 1;
            }
            seen.insert(key);
        }
        if !known.contains(name) {
            errors.not_found(&here, name, unknown_claim(known));
        }
    }
}

fn unknown_claim(known: &HashSet<&str>) -> String {
    let mut names: Vec<_> = known.iter().copied().collect();
    names.sort_unstable();
    let words = "must be one of the names in pod.spec.resourceClaims";
    if names.is_empty() { format!("{words} which is empty") } else { format!("{words}: {}", names.join(", ")) }
}
