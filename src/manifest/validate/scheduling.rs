//! Where a Pod may be scheduled: tolerations, spreading, gates. It must not know affinity or containers.

use super::field::{Errors, Path, Shown};
use super::metadata;
use super::names;
use super::object::Object;
use super::selectors;
use std::collections::{HashMap, HashSet};

/// The taints that a Pod tolerates.
pub(super) fn tolerations(spec: Object, at: &Path, errors: &mut Errors) {
    for (index, toleration) in spec.objects("tolerations").enumerate() {
        check_toleration(toleration, &at.index(index), errors);
    }
}

fn check_toleration(toleration: Object, at: &Path, errors: &mut Errors) {
    let (key, operator) = (toleration.text("key"), toleration.text("operator"));
    let (value, effect) = (toleration.text("value"), toleration.text("effect"));
    let operator_place = at.child("operator");
    if key.is_empty() {
        if operator != "Exists" {
            let words = "operator must be Exists when `key` is empty, which means \"match all values and all keys\"";
            errors.invalid(&operator_place, Shown::Word(operator), words);
        }
    } else {
        metadata::label_name(key, &at.child("key"), errors);
    }
    if toleration.has("tolerationSeconds") && effect != "NoExecute" {
        let words = "effect must be 'NoExecute' when `tolerationSeconds` is set";
        errors.invalid(&at.child("effect"), Shown::Word(effect), words);
    }
    match operator {
        "Equal" | "" => {
            let wrong = names::label_value(value);
            if !wrong.is_empty() {
                errors.invalid(&operator_place, Shown::Text(value), wrong.join(";"));
            }
        }
        "Exists" => {
            if !value.is_empty() {
                let words = "value must be empty when `operator` is 'Exists'";
                errors.invalid(&operator_place, Shown::Text(value), words);
            }
        }
        // Known, but behind a feature gate that is off.
        "Lt" | "Gt" => {
            let all = ["Equal", "Exists", "Lt", "Gt"];
            errors.not_supported(&operator_place, Shown::Word(operator), &all);
        }
        _ => errors.not_supported(&operator_place, Shown::Word(operator), &["Equal", "Exists"]),
    }
    let effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
    if !effect.is_empty() && !effects.contains(&effect) {
        errors.not_supported(&at.child("effect"), Shown::Word(effect), &effects);
    }
}

/// How Pods are spread over the cluster.
pub(super) fn topology_spread<'a>(spec: Object<'a>, at: &Path, errors: &mut Errors) {
    let constraints = spec.objects("topologySpreadConstraints");
    let kind = |constraint: Object<'a>| (constraint.text("topologyKey"), constraint.text("whenUnsatisfiable"));
    let last: HashMap<_, _> =
        constraints.clone().enumerate().map(|(index, constraint)| (kind(constraint), index)).collect();
    for (index, constraint) in constraints.enumerate() {
        let repeated = last.get(&kind(constraint)).is_some_and(|last| *last > index);
        spread(constraint, repeated, &at.index(index), errors);
    }
}

/// One constraint; `repeated` tells whether another of its kind stands behind it.
fn spread(constraint: Object, repeated: bool, at: &Path, errors: &mut Errors) {
    let skew = constraint.number("maxSkew");
    if skew <= 0 {
        errors.invalid(&at.child("maxSkew"), Shown::Number(skew), "must be greater than zero");
    }
    let key = constraint.text("topologyKey");
    if key.is_empty() {
        errors.required(&at.child("topologyKey"), "can not be empty");
    }
    let action = constraint.text("whenUnsatisfiable");
    let actions = ["DoNotSchedule", "ScheduleAnyway"];
    if !actions.contains(&action) {
        errors.not_supported(&at.child("whenUnsatisfiable"), Shown::Word(action), &actions);
    }
    if repeated {
        let pair = format!("{{{key}, {action}}}");
        errors.duplicate(&at.child("{topologyKey, whenUnsatisfiable}"), Shown::Text(&pair));
    }
    if let Some(domains) = constraint.maybe_number("minDomains") {
        let place = at.child("minDomains");
        if domains <= 0 {
            errors.invalid(&place, Shown::Number(domains), "must be greater than zero");
        }
        if action != "DoNotSchedule" {
            let words = format!("can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}");
            errors.invalid(&place, Shown::Number(domains), words);
        }
    }
    for field in ["nodeAffinityPolicy", "nodeTaintsPolicy"] {
        let policies = ["Honor", "Ignore"];
        if let Some(policy) = constraint.maybe_text(field)
            && !policies.contains(&policy)
        {
            errors.not_supported(&at.child(field), Shown::Word(policy), &policies);
        }
    }
    selectors::label_keys(constraint, at, errors);
    selectors::check(constraint.object("labelSelector"), &at.child("labelSelector"), errors);
}

/// What must be lifted before a Pod is scheduled.
pub(super) fn gates(spec: Object, at: &Path, errors: &mut Errors) {
    let mut seen = HashSet::new();
    for (index, gate) in spec.objects("schedulingGates").enumerate() {
        let (name, here) = (gate.text("name"), at.index(index));
        errors.invalid_each(&here, name, names::qualified_name(name));
        if seen.contains(&name) {
            errors.duplicate(&here, Shown::Text(name));
        }
        seen.insert(name);
    }
}

/// The conditions that must be true before a Pod is ready.
pub(super) fn readiness_gates(spec: Object, at: &Path, errors: &mut Errors) {
    for (index, gate) in spec.objects("readinessGates").enumerate() {
        let condition = gate.text("conditionType");
        let here = at.index(index);
        let words = names::qualified_name(condition);
        errors.invalid_each(&here.child("conditionType"), condition, words);
    }
}
