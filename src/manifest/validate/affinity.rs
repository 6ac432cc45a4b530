//! Affinity to nodes and to other Pods. It must not know the rest of a Pod.

use super::field::{Errors, Path, Shown};
use super::metadata;
use super::names;
use super::object::Object;
use super::selectors;

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

/// A Pod's affinity.
pub(super) fn check(affinity: Object, at: &Path, errors: &mut Errors) {
    if let Some(nodes) = affinity.maybe_object("nodeAffinity") {
        node_affinity(nodes, &at.child("nodeAffinity"), errors);
    }
    for field in ["podAffinity", "podAntiAffinity"] {
        if let Some(pods) = affinity.maybe_object(field) {
            pod_affinity(pods, &at.child(field), errors);
        }
    }
}

fn node_affinity(nodes: Object, at: &Path, errors: &mut Errors) {
    if let Some(selector) = nodes.maybe_object(REQUIRED) {
        let at = at.child(REQUIRED);
        let terms = at.child("nodeSelectorTerms");
        if selector.list("nodeSelectorTerms").is_empty() {
            errors.required(&terms, "must have at least one node selector term");
        }
        for (index, term) in selector.objects("nodeSelectorTerms").enumerate() {
            node_term(term, true, &terms.index(index), errors);
        }
    }
    let preferred = at.child(PREFERRED);
    for (index, term) in nodes.objects(PREFERRED).enumerate() {
        let here = preferred.index(index);
        weight(term, &here, errors);
        node_term(term.object("preference"), false, &here.child("preference"), errors);
    }
}

fn weight(term: Object, at: &Path, errors: &mut Errors) {
    let weight = term.number("weight");
    if !(1..=100).contains(&weight) {
        let words = "must be in the range 1-100";
        errors.invalid(&at.child("weight"), Shown::Number(weight), words);
    }
}

fn node_term(term: Object, strict: bool, at: &Path, errors: &mut Errors) {
    let expressions = at.child("matchExpressions");
    for (index, expression) in term.objects("matchExpressions").enumerate() {
        selectors::node_requirement(expression, strict, &expressions.index(index), errors);
    }
    let fields = at.child("matchFields");
    for (index, field) in term.objects("matchFields").enumerate() {
        selectors::node_field(field, &fields.index(index), errors);
    }
}

fn pod_affinity(pods: Object, at: &Path, errors: &mut Errors) {
    let required = at.child(REQUIRED);
    for (index, term) in pods.objects(REQUIRED).enumerate() {
        pod_term(term, &required.index(index), errors);
    }
    let preferred = at.child(PREFERRED);
    for (index, term) in pods.objects(PREFERRED).enumerate() {
        let here = preferred.index(index);
        weight(term, &here, errors);
        pod_term(term.object("podAffinityTerm"), &here.child("podAffinityTerm"), errors);
    }
}

fn pod_term(term: Object, at: &Path, errors: &mut Errors) {
    selectors::check(term.object("labelSelector"), &at.child("labelSelector"), errors);
    selectors::check(term.object("namespaceSelector"), &at.child("namespaceSelector"), errors);
    for namespace in term.texts("namespaces") {
        errors.invalid_each(&at.child("namespace"), namespace, names::dns_label(namespace));
    }
    selectors::label_keys(term, at, errors);
    let topology = term.text("topologyKey");
    let place = at.child("topologyKey");
    if topology.is_empty() {
        errors.required(&place, "can not be empty");
    }
    metadata::label_name(topology, &place, errors);
}
