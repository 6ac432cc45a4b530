//! Environment variables of a container and where their values come from. It must not know the rest of a container.

use super::containers::visit;
use super::field::{Errors, Path, Shown};
use super::names;
use super::object::Object;
use super::volumes;
use crate::manifest::quantity::Quantity;
use std::collections::HashMap;

/// What a variable may take from its Pod.
const FIELDS: [&str; 9] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];

/// What a file or a variable may take from a container's resources.
const RESOURCES: [&str; 6] = [
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
];

/// Fields of a Pod that have a name in the downward API, whether they may be used in one place or not.
const LABELS: [&str; 14] = [
    "metadata.annotations",
    "metadata.labels",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.serviceAccountName",
    "spec.schedulerName",
    "status.phase",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];

const TWO: &str = "may not have more than one field specified at a time";

/// `env`
pub(super) fn variables(container: Object, at: &Path, errors: &mut Errors) {
    for (index, variable) in container.objects("env").enumerate() {
        let here = at.index(index);
        let name = variable.text("name");
        if name.is_empty() {
            errors.required(&here.child("name"), "");
        } else {
            errors.invalid_each(&here.child("name"), name, names::variable(name));
        }
        if let Some(source) = variable.maybe_object("valueFrom") {
            value_from(source, variable.text("value"), &here.child("valueFrom"), errors);
        }
    }
}

fn value_from(source: Object, value: &str, at: &Path, errors: &mut Errors) {
    let mut sources = 0;
    if let Some(field) = source.maybe_object("fieldRef") {
        sources += 1;
        field_ref(field, &FIELDS, &at.child("fieldRef"), errors);
    }
    if let Some(resource) = source.maybe_object("resourceFieldRef") {
        sources += 1;
        resource_ref(resource, false, &at.child("resourceFieldRef"), errors);
    }
    for kind in ["configMapKeyRef", "secretKeyRef"] {
        if let Some(key) = source.maybe_object(kind) {
            sources += 1;
            key_ref(key, &at.child(kind), errors);
        }
    }
    if let Some(file) = source.maybe_object("fileKeyRef") {
        sources += 1;
        file_ref(file, &at.child("fileKeyRef"), errors);
    }
    let nothing = Shown::Text("");
    if sources == 0 {
        let words =
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`";
        errors.invalid(at, nothing, words);
    } else if !value.is_empty() {
        errors.invalid(at, nothing, "may not be specified when `value` is not empty");
    } else if sources > 1 {
        errors.invalid(at, nothing, TWO);
    }
}

fn key_ref(key: Object, at: &Path, errors: &mut Errors) {
    let name = key.text("name");
    errors.invalid_each(&at.child("name"), name, names::dns_subdomain(name));
    let place = at.child("key");
    match key.text("key") {
        "" => errors.required(&place, ""),
        key => errors.invalid_each(&place, key, names::config_key(key)),
    }
}

fn file_ref(file: Object, at: &Path, errors: &mut Errors) {
    let place = at.child("key");
    match file.text("key") {
        "" => errors.required(&place, ""),
        key => errors.invalid_each(&place, key, names::variable(key)),
    }
    let place = at.child("volumeName");
    match file.text("volumeName") {
        "" => errors.required(&place, ""),
        name => errors.invalid_each(&place, name, names::dns_label(name)),
    }
    let place = at.child("path");
    match file.text("path") {
        "" => errors.required(&place, ""),
        path => volumes::no_backsteps(path, &place, errors),
    }
}

/// A reference to a field of the Pod, of which `allowed` may be used here.
pub(super) fn field_ref(field: Object, allowed: &[&str], at: &Path, errors: &mut Errors) {
    let version = field.text("apiVersion");
    if version.is_empty() {
        return errors.required(&at.child("apiVersion"), "");
    }
    let place = at.child("fieldPath");
    let label = field.text("fieldPath");
    if label.is_empty() {
        return errors.required(&place, "");
    }
    let subscript = subscript(label);
    let problem = if version != "v1" {
        Some(format!("unsupported pod version: {version}"))
    } else if let Some((path, _)) = subscript {
        let known = ["metadata.annotations", "metadata.labels"].contains(&path);
        (!known).then(|| format!("field label does not support subscript: {label}"))
    } else {
        let known = LABELS.contains(&label) || label == "spec.host";
        (!known).then(|| format!("field label not supported: {label}"))
    };
    if let Some(problem) = problem {
        let words = format!("error converting fieldPath: {problem}");
        return errors.invalid(&place, Shown::Text(label), words);
    }
    match subscript {
        Some(("metadata.annotations", key)) => {
            let key = key.to_lowercase();
            errors.invalid_each(at, &key, names::qualified_name(&key));
        }
        Some((_, key)) => errors.invalid_each(at, key, names::qualified_name(key)),
        None => {
            let internal = if label == "spec.host" { "spec.nodeName" } else { label };
            if !allowed.contains(&internal) {
                errors.not_supported(&place, Shown::Text(internal), allowed);
            }
        }
    }
}

/// `path['key']` in its two parts.
fn subscript(label: &str) -> Option<(&str, &str)> {
    let (path, key) = label.strip_suffix("']")?.split_once("['")?;
    (!path.is_empty()).then_some((path, key))
}

/// A reference to a container's resources; a volume must also name the container.
pub(super) fn resource_ref(reference: Object, volume: bool, at: &Path, errors: &mut Errors) {
    let resource = reference.text("resource");
    let huge_pages = resource.starts_with("limits.hugepages-") || resource.starts_with("requests.hugepages-");
    if volume && reference.text("containerName").is_empty() {
        errors.required(&at.child("containerName"), "");
    } else if resource.is_empty() {
        errors.required(&at.child("resource"), "");
    } else if !RESOURCES.contains(&resource) && !huge_pages {
        errors.not_supported(&at.child("resource"), Shown::Text(resource), &RESOURCES);
    }
    let Some(divisor) = reference.get("divisor").and_then(Quantity::of) else {
        return;
    };
    check_divisor(resource, huge_pages, &divisor, &at.child("divisor"), errors);
}

fn check_divisor(resource: &str, huge_pages: bool, divisor: &Quantity, at: &Path, errors: &mut Errors) {
    const SIZES: &str = "1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei";
    if divisor.is_zero() {
        return;
    }
    let (allowed, what) = match resource {
        "limits.cpu" | "requests.cpu" => ("1m, 1", "cpu"),
        "limits.memory" | "requests.memory" => (SIZES, "memory"),
        "limits.ephemeral-storage" | "requests.ephemeral-storage" => (SIZES, "local ephemeral storage"),
        _ if huge_pages => (SIZES, "hugepages"),
        _ => return,
    };
    let written = divisor.to_string();
    if allowed.split(", ").any(|size| size == written) {
        return;
    }
    let listed = if what == "cpu" { "1m and 1" } else { allowed };
    let words = format!("only divisor's values {listed} are supported with the {what} resource");
    errors.invalid(at, Shown::Text(resource), words);
}

/// `envFrom`
pub(super) fn sources(container: Object, at: &Path, errors: &mut Errors) {
    for (index, source) in container.objects("envFrom").enumerate() {
        let here = at.index(index);
        let prefix = source.text("prefix");
        if !prefix.is_empty() {
            errors.invalid_each(&here.child("prefix"), prefix, names::variable(prefix));
        }
        let mut count = 0;
        for kind in ["configMapRef", "secretRef"] {
            let Some(reference) = source.maybe_object(kind) else { continue };
            count += 1;
            let place = here.child(kind);
            match reference.text("name") {
                "" => errors.required(&place.child("name"), ""),
                name => {
                    let wrong = names::dns_subdomain_prefix(name);
                    errors.invalid_each(&place.child("name"), name, wrong);
                }
            }
        }
        if count == 0 {
            let words = "must specify one of: `configMapRef` or `secretRef`";
            errors.invalid(at, Shown::Text(""), words);
        } else if count > 1 {
            errors.invalid(at, Shown::Text(""), TWO);
        }
    }
}

/// The volumes of files that variables are read from: they must be there, and empty directories.
pub(super) fn file_volumes(spec: Object, at: &Path, errors: &mut Errors) {
    let volumes: HashMap<_, _> = spec.objects("volumes").map(|volume| (volume.text("name"), volume)).collect();
    for (list, index, container) in visit(spec) {
        let list = at.child(list);
        let here = list.index(index);
        let variables = here.child("env");
        for (index, variable) in container.objects("env").enumerate() {
            let Some(file) = variable.object("valueFrom").maybe_object("fileKeyRef") else { continue };
            let variable = variables.index(index);
            let source = variable.child("valueFrom");
            let reference = source.child("fileKeyRef");
            let (name, place) = (file.text("volumeName"), reference.child("volumeName"));
            match volumes.get(name) {
                None => errors.not_found(&place, name, ""),
                Some(volume) if volume.has("emptyDir") => {}
                Some(_) => errors.invalid(&place, Shown::Text(name), "referenced volume must be of type emptyDir"),
            }
        }
    }
}
