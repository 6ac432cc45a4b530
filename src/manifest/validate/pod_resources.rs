//! Resources of a Pod as a whole, and how they go with those of its containers. It must not know other fields.

use super::containers::is_sidecar;
use super::field::{Errors, Path, Shown};
use super::object::Object;
use super::resources;
use crate::manifest::quantity::Quantity;
use std::collections::{BTreeMap, HashSet};

/// `spec.resources`; `claims` are the names of the Pod's resource claims.
pub(super) fn check(spec: Object, claims: &HashSet<&str>, at: &Path, errors: &mut Errors) {
    let Some(whole) = spec.maybe_object("resources") else { return };
    if spec.object("os").text("name") == "windows" {
        return errors.forbidden(at, "may not be set for a windows pod");
    }
    if whole.has("claims") {
        errors.forbidden(&at.child("claims"), "claims may not be set for Resources at pod-level");
    }
    resources::pod(whole, claims, at, errors);
    covers(whole, "requests", aggregate(spec, "requests"), at, errors);
    let limits = aggregate(spec, "limits").into_iter().filter(|(name, _)| resources::is_huge_pages(name));
    covers(whole, "limits", limits, at, errors);
    let place = at.child("containers");
    for (index, container) in spec.objects("containers").enumerate() {
        for (name, value) in container.object("resources").object("limits").entries() {
            let most = whole.object("limits").get(name).and_then(Quantity::of);
            if let (Some(limit), Some(most)) = (Quantity::of(value), most)
                && limit > most
            {
                let here = place.index(index);
                let words = format!("must be less than or equal to pod limits of {most}");
                errors.invalid(&here.key(name).child("limits"), Shown::Text(&limit.to_string()), words);
            }
        }
    }
}

/// What the Pod has of a resource must be enough for what its containers have together; huge pages are never shared.
fn covers<'a>(
    whole: Object,
    kind: &str,
    sums: impl IntoIterator<Item = (&'a str, Quantity)>,
    at: &Path,
    errors: &mut Errors,
) {
    let place = at.child(kind);
    for (name, sum) in sums {
        if let Some(own) = whole.object(kind).get(name).and_then(Quantity::of)
            && sum > own
        {
            let words = format!("must be greater than or equal to aggregate container {kind} of {sum}");
            errors.invalid(&place.key(name), Shown::Text(&own.to_string()), words);
        }
    }
}

/// What all containers of a Pod need together: those that run side by side are added, init containers run one by one
/// beside the sidecars that were started before them.
pub(in crate::manifest) fn aggregate<'a>(spec: Object<'a>, kind: &str) -> BTreeMap<&'a str, Quantity> {
    let amounts = |container: Object<'a>| {
        let list = container.object("resources").object(kind);
        list.entries().filter_map(|(name, value)| Some((name, Quantity::of(value)?)))
    };
    let add = |sum: &mut BTreeMap<&'a str, Quantity>, name: &'a str, amount: &Quantity| {
        let before = sum.remove(name).unwrap_or_else(Quantity::zero);
        sum.insert(name, before.plus(amount));
    };
    let mut total = BTreeMap::new();
    for container in spec.objects("containers") {
        for (name, amount) in amounts(container) {
            add(&mut total, name, &amount);
        }
    }
    let mut sidecars = BTreeMap::new();
    let mut highest: BTreeMap<&str, Quantity> = BTreeMap::new();
    for container in spec.objects("initContainers") {
        let mut needs = sidecars.clone();
        for (name, amount) in amounts(container) {
            add(&mut needs, name, &amount);
            if is_sidecar(container) {
                add(&mut total, name, &amount);
                add(&mut sidecars, name, &amount);
            }
        }
        for (name, need) in needs {
            if highest.get(name).is_none_or(|most| need > *most) {
                highest.insert(name, need);
            }
        }
    }
    for (name, need) in highest {
        if total.get(name).is_none_or(|sum| need > *sum) {
            total.insert(name, need);
        }
    }
    total
}
