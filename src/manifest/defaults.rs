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
            drop_old_annotations(object);
        }
        "PodTemplate" => {
            let template = inner(object, "template");
            pod::template(template);
            drop_old_annotations(template);
        }
        _ => {}
    }
}

/// Init containers once stood in annotations. The server forgets them when it turns what it read into its own form.
fn drop_old_annotations(pod: &mut Map<String, Value>) {
    let Some(notes) = inner(pod, "metadata").get_mut("annotations").and_then(Value::as_object_mut) else { return };
    for stage in ["alpha", "beta"] {
        for what in ["init-containers", "init-container-statuses"] {
            notes.remove(&format!("pod.{stage}.kubernetes.io/{what}"));
        }
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
