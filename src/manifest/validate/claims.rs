//! Claims that a Pod brings: devices by `resourceClaims`, and the template of a volume claim. It must not know containers.

use super::field::{Errors, Path, Shown};
use super::metadata;
use super::names;
use super::object::Object;
use super::selectors;
use crate::manifest::quantity::Quantity;
use std::collections::HashSet;
use std::fmt::Write as _;

/// A Pod's `resourceClaims`.
pub(super) fn resource_claims(spec: Object, at: &Path, errors: &mut Errors) {
    let mut seen = HashSet::new();
    for (index, claim) in spec.objects("resourceClaims").enumerate() {
        let here = at.index(index);
        let (name, place) = (claim.text("name"), here.child("name"));
        if name.is_empty() {
            errors.required(&place, "");
        } else if seen.contains(&name) {
            errors.duplicate(&place, Shown::Text(name));
        } else {
            errors.invalid_each(&place, name, names::dns_label(name));
            seen.insert(name);
        }
        let sources =
            [("resourceClaimName", "ResourceClaimName"), ("resourceClaimTemplateName", "ResourceClaimTemplateName")];
        let set = sources.iter().filter(|(field, _)| claim.has(field)).count();
        if set != 1 {
            let words = if set > 1 {
                "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"
            } else {
                "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"
            };
            let mut shown = format!("{{\"Name\":{}", Shown::Word(name));
            for (field, go) in sources {
                let value = claim.get(field).map_or("null".to_owned(), |value| Shown::Json(value).to_string());
                let _ = write!(shown, ",\"{go}\":{value}");
            }
            shown.push('}');
            errors.invalid(&here, Shown::Raw(&shown), words);
        }
        for (field, _) in sources {
            if let Some(name) = claim.maybe_text(field) {
                errors.invalid_each(&here.child(field), name, names::dns_subdomain(name));
            }
        }
    }
}

/// The claim that is made for an ephemeral volume.
pub(super) fn volume_claim_template(template: Object, at: &Path, errors: &mut Errors) {
    let place = at.child("metadata");
    let meta = template.object("metadata");
    metadata::annotations(meta.object("annotations"), &place.child("annotations"), errors);
    metadata::labels(meta.object("labels"), &place.child("labels"), errors);
    let fields = [
        ("name", "name"),
        ("generateName", "generateName"),
        ("namespace", "namespace"),
        ("selfLink", "selfLink"),
        ("uid", "uID"),
        ("resourceVersion", "resourceVersion"),
        ("generation", "generation"),
        ("creationTimestamp", "creationTimestamp"),
        ("deletionTimestamp", "deletionTimestamp"),
        ("deletionGracePeriodSeconds", "deletionGracePeriodSeconds"),
        ("ownerReferences", "ownerReferences"),
        ("finalizers", "finalizers"),
        ("managedFields", "managedFields"),
    ];
    for (field, shown) in fields {
        if meta.has(field) {
            errors.forbidden(&place.child(shown), "cannot be set");
        }
    }
    volume_claim(template.object("spec"), &at.child("spec"), errors);
}

/// What is claimed of a volume.
fn volume_claim(spec: Object, at: &Path, errors: &mut Errors) {
    let modes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
    let place = at.child("accessModes");
    if spec.list("accessModes").is_empty() {
        errors.required(&place, "at least 1 access mode is required");
    }
    selectors::check(spec.object("selector"), &at.child("selector"), errors);
    for mode in spec.texts("accessModes") {
        if !modes.contains(&mode) {
            errors.not_supported(&place, Shown::Word(mode), &modes);
        }
    }
    let has = |wanted: fn(&str) -> bool| spec.texts("accessModes").any(wanted);
    if has(|mode| mode == "ReadWriteOncePod")
        && has(|mode| ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce"].contains(&mode))
    {
        errors.forbidden(&place, "may not use ReadWriteOncePod with other access modes");
    }
    let resources = at.child("resources");
    storage(spec.object("resources").object("requests"), &resources.key("storage"), errors);
    for field in ["storageClassName", "volumeAttributesClassName"] {
        if field == "volumeAttributesClassName" {
            mode_and_sources(spec, at, errors);
        }
        let class = spec.text(field);
        if !class.is_empty() {
            errors.invalid_each(&at.child(field), class, names::dns_subdomain(class));
        }
    }
}

fn storage(requests: Object, at: &Path, errors: &mut Errors) {
    match requests.get("storage").and_then(Quantity::of) {
        None => errors.required(at, ""),
        Some(amount) if amount.is_zero() || amount.is_negative() => {
            let written = amount.to_string();
            errors.invalid(at, Shown::Text(&written), "must be greater than zero");
        }
        Some(_) => {}
    }
}

fn mode_and_sources(spec: Object, at: &Path, errors: &mut Errors) {
    let modes = ["Block", "Filesystem"];
    if let Some(mode) = spec.maybe_text("volumeMode")
        && !modes.contains(&mode)
    {
        errors.not_supported(&at.child("volumeMode"), Shown::Word(mode), &modes);
    }
    for field in ["dataSource", "dataSourceRef"] {
        if let Some(source) = spec.maybe_object(field) {
            data_source(source, &at.child(field), errors);
        }
    }
    let (Some(source), Some(reference)) = (spec.maybe_object("dataSource"), spec.maybe_object("dataSourceRef")) else {
        return;
    };
    let words = if reference.text("namespace").is_empty() {
        let same = |field| source.get(field) == reference.get(field);
        if same("apiGroup") && same("kind") && same("name") {
            return;
        }
        "must match dataSourceRef"
    } else {
        "may not be specified when dataSourceRef.namespace is specified"
    };
    // The server shows the path object itself, which prints as an empty struct.
    errors.invalid(at, Shown::Raw("{}"), words);
}

fn data_source(source: Object, at: &Path, errors: &mut Errors) {
    for field in ["name", "kind"] {
        if source.text(field).is_empty() {
            errors.required(&at.child(field), "");
        }
    }
    let (group, kind) = (source.text("apiGroup"), source.text("kind"));
    if group.is_empty() && kind != "PersistentVolumeClaim" {
        let words = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
        errors.invalid(at, Shown::Text(kind), words);
    }
    if !group.is_empty() {
        errors.invalid_each(&at.child("apiGroup"), group, names::dns_subdomain(group));
    }
    let namespace = source.text("namespace");
    if !namespace.is_empty() {
        errors.invalid_each(&at.child("namespace"), namespace, names::dns_label(namespace));
    }
}
