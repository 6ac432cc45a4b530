//! An object's metadata: names, labels, annotations, owners, finalizers. It must not know kinds.

use super::field::{Errors, Path, Shown};
use super::names;
use super::object::Object;
use std::fmt::Write as _;

/// Which rule an object's name follows.
pub(super) type NameRule = fn(&str) -> names::Complaints;

/// How the name of a kind is checked, and how one that is still to be completed is.
#[derive(Clone, Copy)]
pub(super) struct NameRules {
    /// For `name`.
    pub whole: NameRule,
    /// For `generateName`.
    pub prefix: NameRule,
}

/// Most kinds: a DNS subdomain.
pub(super) const SUBDOMAIN: NameRules = NameRules { whole: names::dns_subdomain, prefix: names::dns_subdomain_prefix };

/// All metadata a sum of this size in keys and values of annotations is allowed.
const ANNOTATIONS_LIMIT: usize = 256 * 1024;

/// Checks the metadata of a namespaced object about to be created.
pub(super) fn check(meta: Object, at: &Path, rules: NameRules, errors: &mut Errors) {
    let generate = meta.text("generateName");
    if !generate.is_empty() {
        errors.invalid_each(&at.child("generateName"), generate, (rules.prefix)(generate));
    }
    let name = meta.text("name");
    if name.is_empty() {
        errors.required(&at.child("name"), "name or generateName is required");
    } else {
        errors.invalid_each(&at.child("name"), name, (rules.whole)(name));
    }
    let namespace = meta.text("namespace");
    if namespace.is_empty() {
        errors.required(&at.child("namespace"), "");
    } else {
        errors.invalid_each(&at.child("namespace"), namespace, names::dns_label(namespace));
    }
    if meta.number("generation") < 0 {
        let generation = Shown::Number(meta.number("generation"));
        errors.invalid(&at.child("generation"), generation, "must be greater than or equal to 0");
    }
    labels(meta.object("labels"), &at.child("labels"), errors);
    annotations(meta.object("annotations"), &at.child("annotations"), errors);
    owners(meta, &at.child("ownerReferences"), errors);
    finalizers(meta, &at.child("finalizers"), errors);
}

/// Labels, also where they select: keys and values.
pub(super) fn labels(labels: Object, at: &Path, errors: &mut Errors) {
    for (key, value) in labels.text_entries() {
        label_name(key, at, errors);
        errors.invalid_each(at, value, names::label_value(value));
    }
}

/// The key of a label.
pub(super) fn label_name(name: &str, at: &Path, errors: &mut Errors) {
    errors.invalid_each(at, name, names::qualified_name(name));
}

/// Annotations: keys, whatever their case, and the size of all together.
pub(super) fn annotations(annotations: Object, at: &Path, errors: &mut Errors) {
    let mut size = 0;
    for (key, value) in annotations.text_entries() {
        size += key.len() + value.len();
        errors.invalid_each(at, key, names::qualified_name(&key.to_lowercase()));
    }
    if size > ANNOTATIONS_LIMIT {
        errors.too_long(at, ANNOTATIONS_LIMIT);
    }
}

/// The server counts no owners in its words: they all stand at the list itself.
fn owners(meta: Object, at: &Path, errors: &mut Errors) {
    let mut controller: Option<String> = None;
    for owner in meta.objects("ownerReferences") {
        let version = owner.text("apiVersion");
        if !has_version(version) {
            errors.invalid(&at.child("apiVersion"), Shown::Text(version), "version must not be empty");
        }
        for field in ["kind", "name", "uid"] {
            if owner.text(field).is_empty() {
                errors.invalid(&at.child(field), Shown::Text(""), "must not be empty");
            }
        }
        if ["v1", "/v1"].contains(&version) && owner.text("kind") == "Event" {
            let shown = owner_as_json(owner);
            let words = "/v1, Kind=Event is disallowed from being an owner";
            errors.invalid(at, Shown::Raw(&shown), words);
        }
        if owner.flag("controller") {
            let current = format!("{}/{}", owner.text("kind"), owner.text("name"));
            match &controller {
                None => controller = Some(current),
                Some(first) => {
                    let all: Vec<_> = meta.objects("ownerReferences").map(owner_as_json).collect();
                    let shown = format!("[{}]", all.join(","));
                    let words = format!(
                        "Only one reference can have Controller set to true. Found \"true\" in references for \
                         {first} and {current}"
                    );
                    errors.invalid(at, Shown::Raw(&shown), words);
                }
            }
        }
    }
}

/// Whether a text reads as `group/version` or `version` and names a version.
fn has_version(text: &str) -> bool {
    match text.split('/').collect::<Vec<_>>().as_slice() {
        [version] | [_, version] => !version.is_empty(),
        _ => false,
    }
}

/// An owner reference as Go writes its fields in order.
fn owner_as_json(owner: Object) -> String {
    let text = |name| Shown::Word(owner.text(name)).to_string();
    let mut fields = format!(
        "{{\"apiVersion\":{},\"kind\":{},\"name\":{},\"uid\":{}",
        text("apiVersion"),
        text("kind"),
        text("name"),
        text("uid")
    );
    for name in ["controller", "blockOwnerDeletion"] {
        if let Some(flag) = owner.maybe_flag(name) {
            let _ = write!(fields, ",\"{name}\":{flag}");
        }
    }
    fields + "}"
}

fn finalizers(meta: Object, at: &Path, errors: &mut Errors) {
    const ORPHAN: &str = "orphan";
    const FOREGROUND: &str = "foregroundDeletion";
    for name in meta.texts("finalizers") {
        errors.invalid_each(at, name, names::qualified_name(name));
    }
    let has = |wanted| meta.texts("finalizers").any(|name| name == wanted);
    if has(ORPHAN)
        && has(FOREGROUND)
        && let Some(list) = meta.get("finalizers")
    {
        let words = format!("finalizer {ORPHAN} and {FOREGROUND} cannot be both set");
        errors.invalid(at, Shown::Json(list), words);
    }
    for (index, name) in meta.texts("finalizers").enumerate() {
        if !name.contains('/') && ![ORPHAN, FOREGROUND, "kubernetes"].contains(&name) {
            let words = "name is neither a standard finalizer name nor is it fully qualified";
            errors.invalid(&at.index(index), Shown::Text(name), words);
        }
    }
}
