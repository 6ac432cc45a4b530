//! Annotations that mean something to Pods: mirror Pods, deletion cost, seccomp and `AppArmor` profiles of old. It must
//! not know how the fields that replaced them are checked.

use super::containers::visit;
use super::field::{Errors, Path, Shown};
use super::object::Object;
use super::scheduling;
use super::volumes;
use serde_json::{Value, json};
use std::collections::HashSet;

/// Marks a Pod that a node runs from a file.
const MIRROR: &str = "kubernetes.io/config.mirror";
const DELETION_COST: &str = "controller.kubernetes.io/pod-deletion-cost";
const TOLERATIONS: &str = "scheduler.alpha.kubernetes.io/tolerations";
/// The seccomp profile of a Pod.
pub(super) const SECCOMP_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
/// The seccomp profile of the container that is named behind it.
pub(super) const SECCOMP_CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";
/// The `AppArmor` profile of the container that is named behind it.
pub(super) const APPARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";

/// The annotations by themselves.
pub(super) fn check(annotations: Object, spec: Object, at: &Path, errors: &mut Errors) {
    if let Some(mirror) = annotations.maybe_text(MIRROR)
        && spec.text("nodeName").is_empty()
    {
        let words = "must set spec.nodeName if mirror pod annotation is set";
        errors.invalid(&at.key(MIRROR), Shown::Text(mirror), words);
    }
    tolerations(annotations, at, errors);
    if let Some(cost) = annotations.maybe_text(DELETION_COST)
        && !is_cost(cost)
    {
        errors.invalid(&at.key(DELETION_COST), Shown::Text(cost), "must be a 32bit integer");
    }
    if let Some(profile) = annotations.maybe_text(SECCOMP_POD) {
        seccomp(profile, &at.child(SECCOMP_POD), errors);
    }
    for (key, profile) in annotations.text_entries() {
        if key.starts_with(SECCOMP_CONTAINER) {
            seccomp(profile, &at.child(key), errors);
        }
    }
    let mut names: Option<HashSet<&str>> = None;
    for (key, profile) in annotations.text_entries() {
        if let Some(container) = key.strip_prefix(APPARMOR) {
            let names = names.get_or_insert_with(|| visit(spec).map(|(_, _, known)| known.text("name")).collect());
            apparmor(profile, container, names, &at.key(key), errors);
        }
    }
}

/// Tolerations used to be written in an annotation, as JSON.
fn tolerations(annotations: Object, at: &Path, errors: &mut Errors) {
    let text = annotations.text(TOLERATIONS);
    if text.is_empty() {
        return;
    }
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Null) => {}
        Ok(list) if !list.is_array() => {
            let kind = match list {
                Value::Bool(_) => "bool",
                Value::Number(_) => "number",
                Value::String(_) => "string",
                _ => "object",
            };
            let words = format!("json: cannot unmarshal {kind} into Go value of type []core.Toleration");
            errors.invalid(at, Shown::Text(TOLERATIONS), words);
        }
        Ok(list) => {
            let wrapped = json!({ "tolerations": list });
            scheduling::tolerations(Object::of(&wrapped), &at.child(TOLERATIONS), errors);
        }
        Err(error) => errors.invalid(at, Shown::Text(TOLERATIONS), error.to_string()),
    }
}

/// A 32-bit number without a plus or a leading zero.
fn is_cost(cost: &str) -> bool {
    let digits = cost.strip_prefix('-').unwrap_or(cost);
    let plain = digits == "0" || !digits.starts_with(['0', '+', '-']);
    plain && cost.parse::<i32>().is_ok()
}

fn seccomp(profile: &str, at: &Path, errors: &mut Errors) {
    if ["runtime/default", "docker/default", "unconfined"].contains(&profile) {
        return;
    }
    match profile.strip_prefix("localhost/") {
        Some(file) => volumes::descending_path(file, at, errors),
        None => errors.invalid(at, Shown::Text(profile), "must be a valid seccomp profile"),
    }
}

fn apparmor(profile: &str, container: &str, names: &HashSet<&str>, at: &Path, errors: &mut Errors) {
    if !names.contains(container) {
        errors.invalid(at, Shown::Text(container), "container not found");
    }
    let known = ["", "runtime/default", "unconfined"].contains(&profile);
    if !known && !profile.starts_with("localhost/") {
        let shown = Shown::Text(profile);
        errors.invalid(at, shown, format!("invalid AppArmor profile name: {shown}"));
    }
}

/// Seccomp annotations must say the same as the fields that replaced them.
pub(super) fn match_seccomp(annotations: Object, spec: Object, at: &Path, errors: &mut Errors) {
    let context = spec.object("securityContext");
    if let Some(annotation) = annotations.maybe_text(SECCOMP_POD)
        && let Some(profile) = context.maybe_object("seccompProfile")
    {
        let place = at.child("securityContext");
        let aliases = ["runtime/default", "docker/default"];
        same("seccomp", annotation, profile, &aliases, &place.child("seccompProfile"), errors);
    }
    for (list, index, container) in visit(spec) {
        let key = format!("{SECCOMP_CONTAINER}{}", container.text("name"));
        if let Some(annotation) = annotations.maybe_text(&key)
            && let Some(profile) = container.object("securityContext").maybe_object("seccompProfile")
        {
            let (list, aliases) = (at.child(list), ["runtime/default", "docker/default"]);
            let here = list.index(index);
            let place = here.child("securityContext");
            same("seccomp", annotation, profile, &aliases, &place.child("seccompProfile"), errors);
        }
    }
}

/// `AppArmor` annotations must say the same as the fields that replaced them, but on Windows, which has neither.
pub(super) fn match_apparmor(annotations: Object, spec: Object, at: &Path, errors: &mut Errors) {
    let context = spec.object("securityContext");
    if spec.object("os").text("name") == "windows" {
        return;
    }
    for (list, index, container) in visit(spec) {
        let own = container.object("securityContext").maybe_object("appArmorProfile");
        let profile = own.or_else(|| context.maybe_object("appArmorProfile"));
        let key = format!("{APPARMOR}{}", container.text("name"));
        if let Some(annotation) = annotations.maybe_text(&key)
            && let Some(profile) = profile
        {
            let list = at.child(list);
            let here = list.index(index);
            let place = here.child("securityContext");
            let aliases = ["runtime/default"];
            same("apparmor", annotation, profile, &aliases, &place.child("appArmorProfile"), errors);
        }
    }
}

/// The profile that an annotation means.
pub(in crate::manifest) fn apparmor_field(annotation: &str) -> Option<Value> {
    match annotation {
        "unconfined" => Some(json!({"type": "Unconfined"})),
        "runtime/default" => Some(json!({"type": "RuntimeDefault"})),
        _ => {
            let name = annotation.strip_prefix("localhost/").filter(|name| !name.is_empty())?;
            Some(json!({"localhostProfile": name, "type": "Localhost"}))
        }
    }
}

/// Whether an annotation says the same as a profile's field; `defaults` are its words for the runtime's default.
fn same(what: &str, annotation: &str, profile: Object, defaults: &[&str], at: &Path, errors: &mut Errors) {
    let file = annotation.strip_prefix("localhost/");
    let matches = match profile.text("type") {
        "Unconfined" => annotation == "unconfined",
        "RuntimeDefault" => defaults.contains(&annotation),
        "Localhost" => file.is_some(),
        _ => true,
    };
    if !matches {
        let words = format!("{what} type in annotation and field must match");
        errors.forbidden(&at.child("type"), words);
    } else if profile.text("type") == "Localhost" && file != profile.maybe_text("localhostProfile") {
        let words = format!("{what} profile in annotation and field must match");
        errors.forbidden(&at.child("localhostProfile"), words);
    }
}
