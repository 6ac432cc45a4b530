//! What the API server fills in where a manifest is silent (`k8s.io/kubernetes/pkg/apis/core/v1/defaults.go`). The object
//! must be decoded strictly before (`decode`), which leaves it in the form that Go holds: nothing unset, amounts
//! canonical. What admission adds is not here (`admission`), nor what is refused (`validate`), nor the empty fields that
//! Go writes all the same (`decode::complete`).

mod image;
mod pod;

use serde_json::{Map, Value};

/// Fills in every default of an object of `kind`; a kind that is not known here stays as it is.
pub fn apply(kind: &str, object: &mut Value) {
    let Some(object) = object.as_object_mut() else { return };
    inner(object, "metadata");
    match kind {
        "Pod" => {
            let spec = inner(object, "spec");
            pod::spec(spec);
            pod::alone(spec);
        }
        "PodTemplate" => pod::template(inner(object, "template")),
        _ => {}
    }
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
