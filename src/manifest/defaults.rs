//! What the API server fills in where a manifest is silent, and the form in which it writes everything
//! (`k8s.io/kubernetes/pkg/apis/core/v1/defaults.go`). The object must be decoded strictly before. What admission adds is
//! not here (`admission`), nor what is refused (`validate`).

mod container_fields;
mod encoding;
mod image;
mod pod;
mod pod_fields;
mod scheduling_fields;
mod volume_fields;

use encoding::encode;
use serde_json::{Map, Value};

/// Fills in every default of an object of `kind` and brings all of it into the form that the server would store. A kind
/// that is not known here stays as it is, but for its metadata.
pub fn apply(kind: &str, object: &mut Value) {
    let Some(object) = object.as_object_mut() else { return };
    encode(inner(object, "metadata"), &pod_fields::OBJECT_META);
    match kind {
        "Pod" => {
            object.remove("status");
            let spec = inner(object, "spec");
            encode(spec, &pod_fields::POD_SPEC);
            pod::spec(spec);
            pod::alone(spec);
        }
        "PodTemplate" => template(inner(object, "template")),
        _ => {}
    }
}

/// The template of a Pod, which gets those defaults alone that do not depend on being a Pod.
fn template(template: &mut Map<String, Value>) {
    encode(inner(template, "metadata"), &pod_fields::OBJECT_META);
    let spec = inner(template, "spec");
    encode(spec, &pod_fields::POD_SPEC);
    pod::spec(spec);
}

/// A field that is an object; it becomes one where it is not.
fn inner<'a>(object: &'a mut Map<String, Value>, field: &str) -> &'a mut Map<String, Value> {
    let value = object.entry(field.to_owned()).or_insert(Value::Null);
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    match value {
        Value::Object(inner) => inner,
        _ => unreachable!("it was made an object just before"),
    }
}

#[cfg(test)]
mod tests;
