//! What the API server says to a Pod that was changed and is applied again. It must not know where the Pod before came from.

use serde_json::Value;

use super::field::{Errors, Path, Shown};

/// What may change in a Pod's spec, in the server's words.
const MAY_CHANGE: &str = "pod updates may not change fields other than `spec.containers[*].image`,\
`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),\
`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

/// Why the API server refuses a change of a Pod, none where it takes it. Both are as they were applied, with defaults.
///
/// The server writes below its words both specs as Go values, side by side, which nobody can read; here are the paths that differ.
#[must_use]
pub fn refusals(new: &Value, old: &Value) -> Vec<String> {
    let (new, old) = (&new["spec"], &old["spec"]);
    let mut errors = Errors::default();
    let root = Path::root();
    let spec = root.child("spec");
    for list in ["containers", "initContainers"] {
        let at = spec.child(list);
        if items(&new[list]).len() != items(&old[list]).len() {
            errors.forbidden(&at, "pod updates may not add or remove containers");
            return told(errors);
        }
        for (index, container) in items(&new[list]).iter().enumerate() {
            let image = container["image"].as_str().unwrap_or("");
            let place = at.index(index);
            if image.is_empty() {
                errors.required(&place.child("image"), "");
            }
            if image.trim() != image {
                let words = "must not have leading or trailing whitespace";
                errors.invalid(&place.child("image"), Shown::Text(image), words);
            }
        }
    }
    if !deadline(new, old, &spec, &mut errors) {
        return told(errors);
    }
    tolerations(new, old, &spec, &mut errors);
    gates(new, old, &spec, &mut errors);
    let mut paths = Vec::new();
    differences(&unchanged(new, old), old, "spec", &mut paths);
    if !paths.is_empty() {
        errors.forbidden(&spec, format!("{MAY_CHANGE}\n  changed: {}", paths.join(", ")));
    }
    told(errors)
}

/// What kubectl prints for them.
#[must_use]
pub fn words(name: &str, refusals: &[String]) -> String {
    match refusals {
        [one] => format!("The Pod {name:?} is invalid: {one}"),
        all => format!("The Pod {name:?} is invalid: \n* {}", all.join("\n* ")),
    }
}

fn told(errors: Errors) -> Vec<String> {
    errors.into_vec().iter().map(ToString::to_string).collect()
}

/// A deadline may come and be brought forward; false where nothing more is looked at.
fn deadline(new: &Value, old: &Value, spec: &Path, errors: &mut Errors) -> bool {
    let at = spec.child("activeDeadlineSeconds");
    let (new, old) = (new["activeDeadlineSeconds"].as_i64(), old["activeDeadlineSeconds"].as_i64());
    match (new, old) {
        (Some(new), Some(old)) if old < new => {
            errors.invalid(&at, Shown::Number(new), "must be less than or equal to previous value");
            return false;
        }
        (None, Some(_)) => {
            errors.invalid(&at, Shown::Text("null"), "must not update from a positive integer to nil value");
        }
        _ => {}
    }
    true
}

/// Tolerations may come; of those that are there only the seconds may change.
fn tolerations(new: &Value, old: &Value, spec: &Path, errors: &mut Errors) {
    let timeless = |toleration: &Value| {
        let mut timeless = toleration.clone();
        timeless.as_object_mut().map(|fields| fields.remove("tolerationSeconds"));
        timeless
    };
    let kept = |old: &Value| items(&new["tolerations"]).iter().any(|new| timeless(new) == timeless(old));
    if !items(&old["tolerations"]).iter().all(kept) {
        let words = "existing toleration can not be modified except its tolerationSeconds";
        errors.forbidden(&spec.child("tolerations"), words);
    }
}

/// Gates may only go.
fn gates(new: &Value, old: &Value, spec: &Path, errors: &mut Errors) {
    for (index, gate) in items(&new["schedulingGates"]).iter().enumerate() {
        if !items(&old["schedulingGates"]).contains(gate) {
            let name = gate["name"].as_str().unwrap_or("");
            let words = format!("only deletion is allowed, but found new scheduling gate '{name}'");
            errors.forbidden(&spec.child("schedulingGates").index(index).child("name"), words);
        }
    }
}

/// The new spec with everything that may change as it was.
fn unchanged(new: &Value, old: &Value) -> Value {
    let mut spec = new.clone();
    for list in ["containers", "initContainers"] {
        let containers = spec.get_mut(list).and_then(Value::as_array_mut);
        for (index, container) in containers.into_iter().flatten().enumerate() {
            container["image"] = old[list][index]["image"].clone();
        }
    }
    let mut same = vec!["activeDeadlineSeconds", "schedulingGates", "tolerations"];
    let grace = |spec: &Value| spec["terminationGracePeriodSeconds"].as_i64();
    if grace(old).is_some_and(|grace| grace < 0) && grace(new) == Some(1) {
        same.push("terminationGracePeriodSeconds");
    }
    let gated = !items(&old["schedulingGates"]).is_empty();
    if gated && only_adds(&new["nodeSelector"], &old["nodeSelector"]) {
        same.push("nodeSelector");
    }
    if let Some(fields) = spec.as_object_mut() {
        for name in same {
            match old.get(name) {
                Some(value) => fields.insert(name.to_owned(), value.clone()),
                None => fields.remove(name),
            };
        }
    }
    spec
}

fn only_adds(new: &Value, old: &Value) -> bool {
    old.as_object().into_iter().flatten().all(|(key, value)| &new[key.as_str()] == value)
}

/// The paths at which two values differ, as deep as both go.
fn differences(new: &Value, old: &Value, at: &str, paths: &mut Vec<String>) {
    match (new, old) {
        (Value::Object(new), Value::Object(old)) => {
            let mut names: Vec<&String> = new.keys().chain(old.keys()).collect();
            names.sort();
            names.dedup();
            for name in names {
                let value = |object: &serde_json::Map<String, Value>| object.get(name).cloned().unwrap_or_default();
                differences(&value(new), &value(old), &format!("{at}.{name}"), paths);
            }
        }
        (Value::Array(new), Value::Array(old)) if new.len() == old.len() && new.iter().all(Value::is_object) => {
            for (index, (new, old)) in new.iter().zip(old).enumerate() {
                differences(new, old, &format!("{at}[{index}]"), paths);
            }
        }
        _ if new != old && !(is_nothing(new) && is_nothing(old)) => paths.push(at.to_owned()),
        _ => {}
    }
}

/// To the server an empty list or map is none.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pod(change: impl FnOnce(&mut Value)) -> Value {
        let mut pod = json!({"kind": "Pod", "spec": {"terminationGracePeriodSeconds": 30, "activeDeadlineSeconds": 60,
            "tolerations": [{"key": "a", "operator": "Exists"}],
            "containers": [{"name": "app", "image": "busybox:1.36", "command": ["sleep", "1d"],
                            "resources": {"requests": {"cpu": "100m"}}}]}});
        change(&mut pod["spec"]);
        pod
    }

    fn said(change: impl FnOnce(&mut Value)) -> Vec<String> {
        refusals(&pod(change), &pod(|_| {}))
    }

    #[test]
    fn what_may_change_is_taken() {
        let none: [&str; 0] = [];
        assert_eq!(said(|_| {}), none);
        assert_eq!(said(|spec| spec["containers"][0]["image"] = json!("busybox:1.37")), none);
        assert_eq!(said(|spec| spec["activeDeadlineSeconds"] = json!(30)), none);
        assert_eq!(
            said(|spec| spec["tolerations"] =
                json!([{"key": "b"}, {"key": "a", "operator": "Exists", "tolerationSeconds": 5}])),
            none
        );
        assert_eq!(said(|spec| spec["volumes"] = json!([])), none);
        let negative = pod(|spec| spec["terminationGracePeriodSeconds"] = json!(-1));
        assert_eq!(refusals(&pod(|spec| spec["terminationGracePeriodSeconds"] = json!(1)), &negative), none);
    }

    #[test]
    fn what_may_not_change_is_refused_with_its_place() {
        let refused = |path: &str| vec![format!("spec: Forbidden: {MAY_CHANGE}\n  changed: {path}")];
        assert_eq!(
            said(|spec| spec["containers"][0]["command"] = json!(["sleep", "2d"])),
            refused("spec.containers[0].command")
        );
        assert_eq!(
            said(|spec| spec["containers"][0]["resources"]["requests"]["cpu"] = json!("200m")),
            refused("spec.containers[0].resources.requests.cpu")
        );
        assert_eq!(
            said(|spec| spec["terminationGracePeriodSeconds"] = json!(1)),
            refused("spec.terminationGracePeriodSeconds")
        );
        assert_eq!(
            said(|spec| spec["containers"] = json!([])),
            ["spec.containers: Forbidden: pod updates may not add or remove containers"]
        );
        assert_eq!(
            said(|spec| spec["activeDeadlineSeconds"] = json!(90)),
            ["spec.activeDeadlineSeconds: Invalid value: 90: must be less than or equal to previous value"]
        );
        assert_eq!(
            said(|spec| spec["activeDeadlineSeconds"] = json!(null)),
            [
                "spec.activeDeadlineSeconds: Invalid value: \"null\": must not update from a positive integer to nil value"
            ]
        );
        assert_eq!(
            said(|spec| spec["tolerations"] = json!([])),
            ["spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds"]
        );
        assert_eq!(
            said(|spec| spec["schedulingGates"] = json!([{"name": "g"}])),
            ["spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'g'"]
        );
    }
}
