//! Fields that validation refuses: what the rule means, and the nearest value that it would take. It must not know how the
//! rules are checked.

use super::near::nearest;
use super::{last_name, refusal, sentence};
use crate::manifest::judge::Refusal;
use crate::manifest::path::node_at;
use crate::manifest::tree::{Node, Value};
use crate::manifest::validate::{ErrorKind, FieldError};

pub(super) fn explain(root: &Node, error: &FieldError) -> Refusal {
    let name = last_name(&error.path);
    let value = error.value.as_deref().map(unquote).unwrap_or_default();
    let (plain, suggestion, code) = match error.kind {
        ErrorKind::Required => (required(name, error, is_there(root, error)), None, "required"),
        ErrorKind::Invalid => invalid(name, &value, error),
        ErrorKind::NotSupported => unsupported(name, &value, error),
        ErrorKind::Duplicate => (duplicate(name, &value), None, "duplicate"),
        ErrorKind::NotFound => not_found(root, name, &value, error),
        ErrorKind::Forbidden => (forbidden(name, error), None, "forbidden"),
        ErrorKind::TooLong => (format!("`{name}` is too long: {}.", error.detail), None, "too-long"),
        ErrorKind::TooMany => (format!("`{name}` has too many entries: {}.", error.detail), None, "too-many"),
    };
    refusal(root, &error.path, error.to_string(), plain, suggestion, code)
}

/// Whether the field that is asked for is written, without what it needs.
fn is_there(root: &Node, error: &FieldError) -> bool {
    node_at(root, &error.path).is_some_and(|node| matches!(node.value, Value::Mapping(_)))
}

fn unquote(value: &str) -> String {
    serde_json::from_str::<String>(value).unwrap_or_else(|_| value.to_owned())
}

/// What the field's owner is called: `container` for `spec.containers[0].image`.
fn owner(path: &str) -> &'static str {
    let above = path.rsplit_once('.').map_or("", |(above, _)| above);
    match last_name(above) {
        "containers" | "initContainers" | "ephemeralContainers" => "container",
        "volumes" => "volume",
        "volumeMounts" => "volume mount",
        "ports" => "port",
        "env" => "environment variable",
        "metadata" => "object",
        _ => "entry here",
    }
}

fn required(name: &str, error: &FieldError, is_there: bool) -> String {
    match error.detail.as_str() {
        "" if name == "containers" => "A Pod needs at least one container.".to_owned(),
        "" => format!("`{name}` is missing or empty, and every {} needs one.", owner(&error.path)),
        // It is there, and says too little.
        detail if is_there => format!("`{name}` lacks something: {detail}."),
        detail => format!("`{name}` is missing: {detail}."),
    }
}

fn invalid(name: &str, value: &str, error: &FieldError) -> (String, Option<String>, &'static str) {
    let detail = error.detail.as_str();
    if detail.starts_with("a lowercase RFC 1123 label") || detail.starts_with("a lowercase RFC 1123 subdomain") {
        let dots = detail.contains("subdomain");
        let rule = if dots { "small letters, digits, `-` and `.`" } else { "small letters, digits and `-`" };
        let plain = format!("`{name}` has only {rule}, and begins and ends with a letter or a digit.");
        return (plain, as_name(value, dots).map(|name| format!("did you mean `{name}`?")), "invalid");
    }
    if detail == "must be no more than 63 characters" {
        return (
            format!("`{name}` may have 63 characters, and this one has {}.", value.chars().count()),
            None,
            "too-long",
        );
    }
    if detail.starts_with("must contain at least one letter") && name == "port" {
        let plain = "A port in quotes is the name of a port, and a name has letters.".to_owned();
        return (plain, Some(format!("write `{name}: {value}`, without quotes")), "invalid");
    }
    if detail.starts_with("must not have leading or trailing whitespace") {
        let plain = format!("There is a blank at the start or the end of `{name}`.");
        return (plain, Some(format!("write `{}`", value.trim())), "invalid");
    }
    if detail.starts_with("must be less than or equal to") && error.path.contains("resources") {
        let plain = "A container cannot request more than its limit.".to_owned();
        return (plain, Some("raise the limit, or lower the request".to_owned()), "invalid");
    }
    if detail == "must be unique" {
        return (format!("`{name}` must be different in every {}.", owner(&error.path)), None, "duplicate");
    }
    (format!("`{name}` cannot be {}: {}.", shown(error), detail.trim_end_matches('.')), None, "invalid")
}

fn shown(error: &FieldError) -> String {
    match error.value.as_deref() {
        Some(value) if value.chars().count() <= 60 => format!("`{value}`"),
        _ => "this".to_owned(),
    }
}

/// The nearest name that Kubernetes takes.
fn as_name(value: &str, dots: bool) -> Option<String> {
    let mapped: String = value
        .trim()
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || (dots && c == '.') { c } else { '-' })
        .collect();
    let name = mapped.trim_matches(['-', '.']).to_owned();
    (!name.is_empty() && name != value).then_some(name)
}

fn unsupported(name: &str, value: &str, error: &FieldError) -> (String, Option<String>, &'static str) {
    let supported: Vec<String> = error
        .detail
        .strip_prefix("supported values: ")
        .unwrap_or_default()
        .split(", ")
        .map(unquote)
        .filter(|word| !word.is_empty())
        .collect();
    let list: Vec<_> = supported.iter().map(|word| format!("`{word}`")).collect();
    let plain = match list.as_slice() {
        [] => format!("`{name}` cannot be `{value}`."),
        [only] => format!("`{name}` can only be {only} here."),
        [others @ .., end] => format!("`{name}` is one of {} and {end}.", others.join(", ")),
    };
    let near = nearest(value, supported.iter().map(String::as_str));
    (plain, near.map(|near| format!("did you mean `{near}`?")), "unsupported")
}

fn duplicate(name: &str, value: &str) -> String {
    format!("`{value}` stands twice where every `{name}` must be different.")
}

fn not_found(root: &Node, name: &str, value: &str, error: &FieldError) -> (String, Option<String>, &'static str) {
    if !error.path.contains("volumeMounts") && !error.path.contains("volumeDevices") {
        return (format!("`{name}` refers to `{value}`, which does not exist."), None, "not-found");
    }
    let volumes: Vec<&str> = root
        .get("spec")
        .and_then(|spec| spec.get("volumes"))
        .map(Node::items)
        .unwrap_or_default()
        .iter()
        .filter_map(|volume| volume.get("name").and_then(Node::as_str))
        .collect();
    let plain = match value {
        "" => "The mount does not say which volume it mounts.".to_owned(),
        _ => format!("The Pod has no volume `{value}` to mount."),
    };
    let suggestion = match (nearest(value, volumes.iter().copied()), volumes.as_slice()) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, []) => format!("add it under `spec.volumes`: `- name: {value}` with `emptyDir: {{}}` or another source"),
        (None, [only]) => format!("the Pod's only volume is `{only}`"),
        (None, names) => format!("the Pod's volumes are {}", list(names)),
    };
    (plain, Some(suggestion), "not-found")
}

fn list(names: &[&str]) -> String {
    names.iter().take(8).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn forbidden(name: &str, error: &FieldError) -> String {
    if error.detail.is_empty() {
        return format!("`{name}` may not stand here.");
    }
    let detail = sentence(&error.detail);
    format!("`{name}` is not allowed here. {detail}")
}
