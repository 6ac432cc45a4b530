//! What a Kubernetes 1.36 API server refuses in an object, and what it warns of, in its own words and order. The object
//! must be decoded strictly, defaulted and admitted before. It must not know YAML, nor where a field stands in a text.
//!
//! A kind has a file of its own that names the rules for it; what kinds share (metadata, the Pod template) stands in
//! files of their own, one an area. The rules are those of `k8s.io/kubernetes/pkg/apis/core/validation`.

mod affinity;
mod annotations;
mod claims;
mod containers;
mod dns;
mod env;
mod field;
mod metadata;
mod mounts;
mod names;
mod object;
mod os;
mod pod;
mod pod_resources;
mod probes;
mod projected;
mod resources;
mod restart;
mod scheduling;
mod security;
mod selectors;
pub mod update;
mod volumes;
mod warnings;

pub use field::{ErrorKind, Errors, FieldError, Path, Shown};
pub use names::{label_value, qualified_name};
pub use object::Object;

pub(super) use annotations::apparmor_field;
pub(super) use pod_resources::aggregate as aggregate_resources;
pub(super) use security::valid_apparmor_profile;

use serde_json::Value;

/// What the server says of an object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// What it refuses, in the server's order; empty when it takes the object.
    pub errors: Vec<FieldError>,
    /// What it warns of, without `Warning: `. Warnings are given only with an object that is taken.
    pub warnings: Vec<String>,
}

impl Report {
    /// Whether the server takes the object.
    #[must_use]
    pub fn accepts(&self) -> bool {
        self.errors.is_empty()
    }
}

/// Checks an object of a kind that is known here (a Pod, a `PodTemplate`); others get an empty report.
#[must_use]
pub fn validate(object: &Value) -> Report {
    let object = Object::of(object);
    let mut errors = Errors::new();
    match object.text("kind") {
        "Pod" => pod::check(object, &mut errors),
        "PodTemplate" => pod::check_template_object(object, &mut errors),
        _ => {}
    }
    let errors = errors.into_vec();
    let warnings = match object.text("kind") {
        "Pod" if errors.is_empty() => warnings::of_pod(object),
        "PodTemplate" if errors.is_empty() => warnings::of_template(object.object("template")),
        _ => Vec::new(),
    };
    Report { errors, warnings }
}

#[cfg(test)]
mod tests;
