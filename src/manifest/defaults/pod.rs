//! The defaults of a Pod's spec. It must not know other kinds.

use super::image::is_latest;
use super::inner;
use crate::manifest::quantity::Quantity;
use crate::manifest::validate::{Object, aggregate_resources};
use serde_json::{Map, Value, json};

type Fields = Map<String, Value>;

/// The template of a Pod, which gets those defaults alone that do not depend on being a Pod.
pub(super) fn template(template: &mut Fields) {
    spec(inner(template, "spec"));
}

/// Defaults that hold in a template too.
pub(super) fn spec(spec: &mut Fields) {
    default(spec, "dnsPolicy", "ClusterFirst");
    default(spec, "restartPolicy", "Always");
    default(spec, "terminationGracePeriodSeconds", 30);
    default(spec, "schedulerName", "default-scheduler");
    inner(spec, "securityContext");
    service_account(spec);
    for field in ["overhead", "resources"] {
        if let Some(amounts) = object(spec, field) {
            round_amounts(amounts);
        }
    }
    for volume in objects(spec, "volumes") {
        volume_source(volume);
    }
    for list in ["initContainers", "containers", "ephemeralContainers"] {
        for container in objects(spec, list) {
            self::container(container);
        }
    }
}

/// `serviceAccount` is the old name of `serviceAccountName`; the server keeps both the same.
fn service_account(spec: &mut Fields) {
    let old = spec.get("serviceAccount").cloned();
    match spec.get("serviceAccountName").cloned().or(old) {
        Some(name) => {
            spec.insert("serviceAccount".to_owned(), name.clone());
            spec.insert("serviceAccountName".to_owned(), name);
        }
        None => {
            spec.remove("serviceAccount");
        }
    }
}

/// Defaults that only a Pod itself gets.
pub(super) fn alone(spec: &mut Fields) {
    for list in ["containers", "initContainers"] {
        for container in objects(spec, list) {
            requests_from_limits(inner(container, "resources"));
        }
    }
    whole_pod_resources(spec);
    default(spec, "enableServiceLinks", true);
    if spec.get("hostNetwork").and_then(Value::as_bool) == Some(true) {
        for list in ["containers", "initContainers"] {
            for container in objects(spec, list) {
                host_ports(container);
            }
        }
    }
}

/// Sets a field that is unset or empty.
fn default(fields: &mut Fields, name: &str, value: impl Into<Value>) {
    let unset = match fields.get(name) {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.is_empty(),
        Some(_) => false,
    };
    if unset {
        fields.insert(name.to_owned(), value.into());
    }
}

/// Sets a number that is unset or 0.
fn default_number(fields: &mut Fields, name: &str, value: i64) {
    if fields.get(name).and_then(Value::as_i64).unwrap_or_default() == 0 {
        fields.insert(name.to_owned(), value.into());
    }
}

/// The objects of a list.
fn objects<'a>(fields: &'a mut Fields, name: &str) -> impl Iterator<Item = &'a mut Fields> {
    fields.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_object_mut)
}

/// A field that is an object already.
fn object<'a>(fields: &'a mut Fields, name: &str) -> Option<&'a mut Fields> {
    fields.get_mut(name)?.as_object_mut()
}

/// Amounts of resources, by resource or in `limits` and `requests`, count thousandths at least; what is finer is
/// rounded up.
fn round_amounts(amounts: &mut Fields) {
    for (_, value) in amounts.iter_mut() {
        if let Some(inner) = value.as_object_mut() {
            round_amounts(inner);
        } else if let Some(amount) = Quantity::of(value) {
            *value = Value::from(amount.rounded_to_milli().to_string());
        }
    }
}

fn pull_policy(fields: &mut Fields, name_field: &str, policy_field: &str) {
    let name = fields.get(name_field).and_then(Value::as_str).unwrap_or_default();
    let policy = if is_latest(name) { "Always" } else { "IfNotPresent" };
    default(fields, policy_field, policy);
}

fn container(container: &mut Fields) {
    pull_policy(container, "image", "imagePullPolicy");
    if let Some(resources) = object(container, "resources") {
        round_amounts(resources);
    }
    default(container, "terminationMessagePath", "/dev/termination-log");
    default(container, "terminationMessagePolicy", "File");
    for port in objects(container, "ports") {
        default(port, "protocol", "TCP");
    }
    for variable in objects(container, "env") {
        if let Some(source) = object(variable, "valueFrom") {
            if let Some(field) = object(source, "fieldRef") {
                default(field, "apiVersion", "v1");
            }
            if let Some(file) = object(source, "fileKeyRef") {
                default(file, "optional", false);
            }
        }
    }
    for kind in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if let Some(probe) = object(container, kind) {
            self::probe(probe);
        }
    }
    if let Some(lifecycle) = object(container, "lifecycle") {
        for hook in ["postStart", "preStop"] {
            if let Some(action) = object(lifecycle, hook) {
                http_get(action);
            }
        }
    }
}

fn probe(probe: &mut Fields) {
    http_get(probe);
    if let Some(call) = object(probe, "grpc") {
        default(call, "service", "");
    }
    for (field, value) in
        [("timeoutSeconds", 1), ("periodSeconds", 10), ("successThreshold", 1), ("failureThreshold", 3)]
    {
        default_number(probe, field, value);
    }
}

fn http_get(action: &mut Fields) {
    if let Some(request) = object(action, "httpGet") {
        default(request, "path", "/");
        default(request, "scheme", "HTTP");
    }
}

/// The kinds of sources that a volume can have.
const SOURCES_WITH_MODE: [&str; 4] = ["secret", "configMap", "downwardAPI", "projected"];
const MODE: i64 = 0o644;

fn volume_source(volume: &mut Fields) {
    if volume.keys().all(|field| field == "name") {
        volume.insert("emptyDir".to_owned(), json!({}));
    }
    for kind in SOURCES_WITH_MODE {
        if let Some(source) = object(volume, kind) {
            default(source, "defaultMode", MODE);
            let files = if kind == "downwardAPI" { Some(&mut *source) } else { None };
            files.into_iter().for_each(file_fields);
        }
    }
    if let Some(projected) = object(volume, "projected") {
        for source in objects(projected, "sources") {
            if let Some(files) = object(source, "downwardAPI") {
                file_fields(files);
            }
            if let Some(token) = object(source, "serviceAccountToken") {
                default(token, "expirationSeconds", 3600);
            }
        }
    }
    if let Some(image) = object(volume, "image") {
        pull_policy(image, "reference", "pullPolicy");
    }
    if let Some(path) = object(volume, "hostPath")
        && !path.contains_key("type")
    {
        path.insert("type".to_owned(), Value::from(""));
    }
    if let Some(template) = object(volume, "ephemeral").and_then(|source| object(source, "volumeClaimTemplate")) {
        let claim = inner(template, "spec");
        // A mode that is set to nothing stays, and is refused.
        claim.entry("volumeMode").or_insert_with(|| Value::from("Filesystem"));
        if let Some(resources) = object(claim, "resources") {
            round_amounts(resources);
        }
    }
    remote_source(volume);
}

/// The files of the downward API name a version of the Pod's fields.
fn file_fields(source: &mut Fields) {
    for file in objects(source, "items") {
        if let Some(field) = object(file, "fieldRef") {
            default(field, "apiVersion", "v1");
        }
    }
}

fn remote_source(volume: &mut Fields) {
    let defaults: [(&str, &[(&str, &str)]); 4] = [
        ("iscsi", &[("iscsiInterface", "default")]),
        ("rbd", &[("pool", "rbd"), ("user", "admin"), ("keyring", "/etc/ceph/keyring")]),
        ("azureDisk", &[("cachingMode", "ReadWrite"), ("kind", "Shared"), ("fsType", "ext4")]),
        ("scaleIO", &[("storageMode", "ThinProvisioned"), ("fsType", "xfs")]),
    ];
    for (kind, fields) in defaults {
        if let Some(source) = object(volume, kind) {
            for (field, value) in fields {
                // These are pointers: what is set, if only to nothing, stays.
                if kind != "azureDisk" || !source.contains_key(*field) {
                    default(source, field, *value);
                }
            }
            if kind == "azureDisk" {
                default(source, "readOnly", false);
            }
        }
    }
}

/// What a container may use at most is what it asks for, unless it says otherwise.
fn requests_from_limits(resources: &mut Fields) {
    let Some(limits) = resources.get("limits").and_then(Value::as_object).cloned() else { return };
    let requests = inner(resources, "requests");
    for (name, limit) in limits {
        if !requests.contains_key(&name) {
            requests.insert(name, limit);
        }
    }
}

fn is_pod_resource(name: &str) -> bool {
    ["cpu", "memory"].contains(&name) || name.starts_with("hugepages-")
}

/// Requests and limits of the Pod as a whole, taken from its containers where it has some of its own.
fn whole_pod_resources(spec: &mut Fields) {
    let set = |spec: &Fields, kind: &str| {
        let own = spec.get("resources").and_then(|resources| resources.get(kind));
        own.and_then(Value::as_object).cloned().unwrap_or_default()
    };
    let (mut limits, mut requests) = (set(spec, "limits"), set(spec, "requests"));
    if limits.is_empty() && requests.is_empty() {
        return;
    }
    let whole = Value::Object(std::mem::take(spec));
    let sums = |kind: &str| -> Vec<(String, Quantity)> {
        let sums = aggregate_resources(Object::of(&whole), kind);
        sums.into_iter().map(|(name, sum)| (name.to_owned(), sum)).collect()
    };
    for (name, sum) in sums("limits") {
        if name.starts_with("hugepages-") && !requests.contains_key(&name) && !limits.contains_key(&name) {
            limits.insert(name, Value::from(sum.to_string()));
        }
    }
    if !limits.is_empty() {
        for (name, sum) in sums("requests") {
            if ["cpu", "memory"].contains(&name.as_str()) && !requests.contains_key(&name) {
                requests.insert(name, Value::from(sum.to_string()));
            }
        }
        for (name, limit) in &limits {
            if is_pod_resource(name) && !requests.contains_key(name) {
                requests.insert(name.clone(), limit.clone());
            }
        }
    }
    if let Value::Object(fields) = whole {
        *spec = fields;
    }
    let own = inner(spec, "resources");
    for (kind, amounts) in [("limits", limits), ("requests", requests)] {
        if !amounts.is_empty() {
            own.insert(kind.to_owned(), Value::Object(amounts));
        }
    }
}

/// On the node's network a container's ports are the node's.
fn host_ports(container: &mut Fields) {
    for port in objects(container, "ports") {
        let number = port.get("containerPort").and_then(Value::as_i64).unwrap_or_default();
        default_number(port, "hostPort", number);
    }
}
