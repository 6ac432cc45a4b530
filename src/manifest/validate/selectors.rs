//! Selectors of labels. They must not know what they select.

use super::field::{Errors, Path, Shown};
use super::metadata;
use super::names;
use super::object::Object;
use std::collections::{HashMap, HashSet};

/// A selector with `matchLabels` and `matchExpressions`.
pub(super) fn check(selector: Object, at: &Path, errors: &mut Errors) {
    metadata::labels(selector.object("matchLabels"), &at.child("matchLabels"), errors);
    let expressions = at.child("matchExpressions");
    for (index, expression) in selector.objects("matchExpressions").enumerate() {
        requirement(expression, &expressions.index(index), errors);
    }
}

fn requirement(expression: Object, at: &Path, errors: &mut Errors) {
    operator(expression, at, errors);
    metadata::label_name(expression.text("key"), &at.child("key"), errors);
    values(expression, at, errors);
}

/// `In`, `NotIn`, `Exists`, `DoesNotExist`, and whether values go with them.
fn operator(expression: Object, at: &Path, errors: &mut Errors) {
    let none = expression.list("values").is_empty();
    match expression.text("operator") {
        "In" | "NotIn" if none => {
            let words = "must be specified when `operator` is 'In' or 'NotIn'";
            errors.required(&at.child("values"), words);
        }
        "Exists" | "DoesNotExist" if !none => {
            let words = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
            errors.forbidden(&at.child("values"), words);
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
        other => {
            let words = "not a valid selector operator";
            errors.invalid(&at.child("operator"), Shown::Word(other), words);
        }
    }
}

fn values(expression: Object, at: &Path, errors: &mut Errors) {
    let place = at.child("values");
    for (index, value) in expression.texts("values").enumerate() {
        errors.invalid_each(&place.index(index), value, names::label_value(value));
    }
}

/// A requirement on a node's labels, which knows `Gt` and `Lt` too. A preference may name values that no label can have.
pub(super) fn node_requirement(expression: Object, strict: bool, at: &Path, errors: &mut Errors) {
    match expression.text("operator") {
        "Gt" | "Lt" => {
            if expression.list("values").len() != 1 {
                let words = "must be specified single value when `operator` is 'Lt' or 'Gt'";
                errors.required(&at.child("values"), words);
            }
        }
        _ => operator(expression, at, errors),
    }
    metadata::label_name(expression.text("key"), &at.child("key"), errors);
    if strict {
        values(expression, at, errors);
    }
}

/// A requirement on a node's fields, of which only the name can be asked for.
pub(super) fn node_field(expression: Object, at: &Path, errors: &mut Errors) {
    match expression.text("operator") {
        "In" | "NotIn" => {
            if expression.list("values").len() != 1 {
                let words = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
                errors.required(&at.child("values"), words);
            }
        }
        other => {
            let words = "not a valid selector operator";
            errors.invalid(&at.child("operator"), Shown::Word(other), words);
        }
    }
    let key = expression.text("key");
    if key == "metadata.name" {
        let place = at.child("values");
        for (index, value) in expression.texts("values").enumerate() {
            errors.invalid_each(&place.index(index), value, names::dns_subdomain(value));
        }
    } else {
        let words = "not a valid field selector key";
        errors.invalid(&at.child("key"), Shown::Text(key), words);
    }
}

/// `matchLabelKeys` and `mismatchLabelKeys`. When this runs, the server has already merged the labels that they name
/// into the selector, so a key that stands there twice was in the selector before. The server forgets to say in which
/// list such a key stands.
pub(super) fn label_keys(term: Object, at: &Path, errors: &mut Errors) {
    let selector = term.maybe_object("labelSelector");
    for field in ["matchLabelKeys", "mismatchLabelKeys"] {
        let place = at.child(field);
        if selector.is_none() && !term.list(field).is_empty() {
            errors.forbidden(&place, "must not be specified when labelSelector is not set");
            continue;
        }
        for (index, key) in term.texts(field).enumerate() {
            metadata::label_name(key, &place.index(index), errors);
        }
    }
    if let Some(selector) = selector {
        let mut seen: HashSet<&str> = selector.object("matchLabels").entries().map(|(key, _)| key).collect();
        let listed: HashMap<_, _> = term.texts("matchLabelKeys").enumerate().map(|(index, key)| (key, index)).collect();
        for expression in selector.objects("matchExpressions") {
            let key = expression.text("key");
            if let Some(&index) = listed.get(key)
                && seen.contains(&key)
            {
                let words = "exists in both matchLabelKeys and labelSelector";
                errors.invalid(&at.index(index), Shown::Text(key), words);
            }
            seen.insert(key);
        }
    }
    let place = at.child("matchLabelKeys");
    let others: HashSet<_> = term.texts("mismatchLabelKeys").collect();
    for (index, key) in term.texts("matchLabelKeys").enumerate() {
        if others.contains(key) {
            let words = "exists in both matchLabelKeys and mismatchLabelKeys";
            errors.invalid(&place.index(index), Shown::Text(key), words);
        }
    }
}
