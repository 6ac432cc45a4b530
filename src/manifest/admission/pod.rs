//! Letting a Pod in: service account, priority, tolerations, and what the server makes of it before it checks. It must
//! not know other kinds.

use super::{Refusal, mirror};
use crate::manifest::golang::quote;
use crate::manifest::quantity::Quantity;
use crate::manifest::validate::{Object, apparmor_field, valid_apparmor_profile};
use serde_json::{Map, Value, json};

pub(super) type Fields = Map<String, Value>;

const APPARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";

/// Admission in the server's order of plug-ins, then its own preparation of the Pod.
///
/// `name` is how a refusal calls the Pod.
pub(super) fn admit(pod: &mut Fields, name: &str) -> Result<Vec<String>, Refusal> {
    let namespace = text(pod.get("metadata"), "namespace").to_owned();
    let forbidden = |reason: String| forbidden(name, &reason);
    let notes = pod.get("metadata").and_then(|meta| meta.get("annotations"));
    let notes = notes.and_then(Value::as_object).cloned().unwrap_or_default();
    let labels = pod.get("metadata").and_then(|meta| meta.get("labels"));
    let labels = labels.and_then(Value::as_object).cloned().unwrap_or_default();
    let Some(spec) = pod.get_mut("spec").and_then(Value::as_object_mut) else {
        return Ok(Vec::new());
    };
    service_account(spec, &namespace, notes.contains_key(mirror::MIRROR)).map_err(forbidden)?;
    priority(spec).map_err(forbidden)?;
    tolerations(spec);
    runtime_class(spec, forbidden)?;
    drop_gated(spec);
    grace_period(spec);
    merge_label_keys(spec, &labels);
    let warnings = apparmor(spec, &notes);
    let status = status(spec);
    pod.insert("status".to_owned(), status);
    Ok(warnings)
}

fn forbidden(name: &str, reason: &str) -> Refusal {
    Refusal::Forbidden(format!("pods {} is forbidden: {reason}", quote(name)))
}

/// What is looked at when the fields are known to be right: only a class of runtimes may say what a Pod costs.
pub(super) fn review(pod: &Fields, name: &str) -> Result<(), Refusal> {
    if pod.get("spec").and_then(|spec| spec.get("overhead")).is_none() {
        return Ok(());
    }
    Err(forbidden(name, "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead"))
}

/// What the server takes out of a template before it checks it.
pub(super) fn prepare_template(template: &mut Fields) {
    if let Some(spec) = object(template, "template").and_then(|template| object(template, "spec")) {
        drop_gated(spec);
    }
}

pub(super) fn text<'a>(value: Option<&'a Value>, field: &str) -> &'a str {
    value.and_then(|value| value.get(field)).and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn own_text<'a>(fields: &'a Fields, field: &str) -> &'a str {
    fields.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// The objects of a list.
pub(super) fn objects<'a>(fields: &'a mut Fields, name: &str) -> impl Iterator<Item = &'a mut Fields> {
    fields.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_object_mut)
}

pub(super) fn object<'a>(fields: &'a mut Fields, name: &str) -> Option<&'a mut Fields> {
    fields.get_mut(name)?.as_object_mut()
}

/// A Pod that a node mirrors has no account; every other has one that exists.
fn service_account(spec: &mut Fields, namespace: &str, mirror: bool) -> Result<(), String> {
    if mirror {
        return mirror::check(spec);
    }
    let account = own_text(spec, "serviceAccountName").to_owned();
    let account = if account.is_empty() { "default".to_owned() } else { account };
    let exists = account == "default" || (account == "builder" && namespace == "default");
    if !exists {
        let problem = not_a_path_segment(&account);
        let problem = problem.unwrap_or_else(|| format!("serviceaccount {} not found", quote(&account)));
        return Err(format!("error looking up service account {namespace}/{account}: {problem}"));
    }
    for field in ["serviceAccount", "serviceAccountName"] {
        spec.insert(field.to_owned(), Value::from(account.clone()));
    }
    Ok(())
}

/// Why a name cannot stand in a URL, in the words of the server's own client.
fn not_a_path_segment(name: &str) -> Option<String> {
    let mut wrong = Vec::new();
    if [".", ".."].contains(&name) {
        wrong.push(format!("may not be '{name}'"));
    }
    for part in ["/", "%"] {
        if name.contains(part) {
            wrong.push(format!("may not contain '{part}'"));
        }
    }
    (!wrong.is_empty()).then(|| format!("invalid resource name {}: [{}]", quote(name), wrong.join(" ")))
}

/// The number behind the class, and whether the Pod may push others out.
fn priority(spec: &mut Fields) -> Result<(), String> {
    const DROPS_OTHERS: &str = "PreemptLowerPriority";
    let class = own_text(spec, "priorityClassName").to_owned();
    let number = match class.as_str() {
        "" => 0,
        "system-cluster-critical" => 2_000_000_000,
        "system-node-critical" => 2_000_001_000,
        unknown => return Err(format!("no PriorityClass with name {unknown} was found")),
    };
    if let Some(given) = spec.get("priority").and_then(Value::as_i64)
        && given != number
    {
        return Err(format!(
            "the integer value of priority ({given}) must not be provided in pod spec; priority admission controller \
             computed {number} from the given PriorityClass name"
        ));
    }
    spec.insert("priority".to_owned(), Value::from(number));
    if let Some(given) = spec.get("preemptionPolicy").and_then(Value::as_str)
        && given != DROPS_OTHERS
    {
        return Err(format!(
            "the string value of PreemptionPolicy ({given}) must not be provided in pod spec; priority admission \
             controller computed {DROPS_OTHERS} from the given PriorityClass name"
        ));
    }
    spec.insert("preemptionPolicy".to_owned(), Value::from(DROPS_OTHERS));
    Ok(())
}

/// Every Pod stays for five minutes on a node that is not ready or cannot be reached, unless it says for how long.
fn tolerations(spec: &mut Fields) {
    const SECONDS: i64 = 300;
    let keys = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];
    let given = spec.get("tolerations").and_then(Value::as_array).cloned().unwrap_or_default();
    let tolerates = |key: &str| {
        given.iter().any(|toleration| {
            ["", key].contains(&text(Some(toleration), "key"))
                && ["", "NoExecute"].contains(&text(Some(toleration), "effect"))
        })
    };
    let mut all = given.clone();
    for key in keys {
        if !tolerates(key) {
            all.push(json!({
                "effect": "NoExecute", "key": key, "operator": "Exists", "tolerationSeconds": SECONDS,
            }));
        }
    }
    if !all.is_empty() {
        spec.insert("tolerations".to_owned(), Value::Array(all));
    }
}

/// There is no class; one whose name cannot stand in a URL is not even looked for.
fn runtime_class(spec: &Fields, forbidden: impl Fn(String) -> Refusal) -> Result<(), Refusal> {
    match spec.get("runtimeClassName").and_then(Value::as_str) {
        Some("") => Err(Refusal::Failed("resource name may not be empty".to_owned())),
        Some(class) => Err(match not_a_path_segment(class) {
            Some(words) => Refusal::Failed(words),
            None => forbidden(format!("pod rejected: RuntimeClass {} not found", quote(class))),
        }),
        None => Ok(()),
    }
}

/// Takes out what stands behind feature gates that Kubernetes 1.36 has off.
fn drop_gated(spec: &mut Fields) {
    for field in ["schedulingGroup", "workloadRef"] {
        spec.remove(field);
    }
    for volume in objects(spec, "volumes") {
        if let Some(projected) = object(volume, "projected") {
            for source in objects(projected, "sources") {
                source.remove("clusterTrustBundle");
                source.remove("podCertificate");
            }
        }
    }
    for list in ["initContainers", "containers", "ephemeralContainers"] {
        for container in objects(spec, list) {
            if let Some(lifecycle) = object(container, "lifecycle")
                && lifecycle.remove("stopSignal").is_some()
                && lifecycle.is_empty()
            {
                container.remove("lifecycle");
            }
        }
    }
}

/// A Pod cannot be given less than no time to end; what says so gets a second.
fn grace_period(spec: &mut Fields) {
    const FIELD: &str = "terminationGracePeriodSeconds";
    if spec.get(FIELD).and_then(Value::as_i64).is_some_and(|seconds| seconds < 0) {
        spec.insert(FIELD.to_owned(), Value::from(1));
    }
}

/// Merges the Pod's own labels that affinity and spreading name by key into their selectors.
fn merge_label_keys(spec: &mut Fields, labels: &Fields) {
    const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
    const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";
    if let Some(affinity) = object(spec, "affinity") {
        for field in ["podAffinity", "podAntiAffinity"] {
            let Some(pods) = object(affinity, field) else { continue };
            for term in objects(pods, PREFERRED) {
                if let Some(term) = object(term, "podAffinityTerm") {
                    merge(term, labels);
                }
            }
            for term in objects(pods, REQUIRED) {
                merge(term, labels);
            }
        }
    }
    for constraint in objects(spec, "topologySpreadConstraints") {
        merge(constraint, labels);
    }
}

fn merge(term: &mut Fields, labels: &Fields) {
    let mut added = Vec::new();
    for (field, operator) in [("matchLabelKeys", "In"), ("mismatchLabelKeys", "NotIn")] {
        let keys = term.get(field).and_then(Value::as_array);
        for key in keys.into_iter().flatten().filter_map(Value::as_str) {
            if let Some(value) = labels.get(key) {
                added.push(json!({"key": key, "operator": operator, "values": [value]}));
            }
        }
    }
    if added.is_empty() {
        return;
    }
    let Some(selector) = object(term, "labelSelector") else { return };
    let expressions = selector.entry("matchExpressions").or_insert_with(|| json!([]));
    if let Some(expressions) = expressions.as_array_mut() {
        expressions.extend(added);
    }
}

/// Copies `AppArmor` profiles from the annotations of old into the fields, and warns of that.
fn apparmor(spec: &mut Fields, notes: &Fields) -> Vec<String> {
    let mut warnings = Vec::new();
    if text(spec.get("os"), "name") == "windows" || !notes.keys().any(|key| key.starts_with(APPARMOR)) {
        return warnings;
    }
    let of_pod = spec.get("securityContext").and_then(|context| context.get("appArmorProfile")).cloned();
    for list in ["initContainers", "containers", "ephemeralContainers"] {
        for container in objects(spec, list) {
            let key = format!("{APPARMOR}{}", own_text(container, "name"));
            let Some(annotation) = notes.get(&key).and_then(Value::as_str) else { continue };
            let context = container.get("securityContext");
            if context.is_some_and(|context| context.get("appArmorProfile").is_some()) {
                continue;
            }
            let profile = apparmor_field(annotation).filter(|profile| valid_apparmor_profile(Object::of(profile)));
            let warns = match profile {
                None => true,
                Some(profile) if Some(&profile) != of_pod.as_ref() => {
                    let context = container.entry("securityContext").or_insert_with(|| json!({}));
                    if let Some(context) = context.as_object_mut() {
                        context.insert("appArmorProfile".to_owned(), profile);
                    }
                    true
                }
                Some(_) => false,
            };
            if warns {
                warnings.push(format!(
                    "metadata.annotations[{key}]: deprecated since v1.30; use the \"appArmorProfile\" field instead"
                ));
            }
        }
    }
    warnings
}

/// The status of a Pod that was just created.
fn status(spec: &Fields) -> Value {
    let mut status = json!({"phase": "Pending", "qosClass": quality_of_service(spec)});
    let gated = spec.get("schedulingGates").and_then(Value::as_array).is_some_and(|gates| !gates.is_empty());
    if gated {
        status["conditions"] = json!([{
            "lastProbeTime": null,
            "message": "Scheduling is blocked due to non-empty scheduling gates",
            "reason": "SchedulingGated",
            "status": "False",
            "type": "PodScheduled",
        }]);
    }
    status
}

/// Guaranteed where every container may use exactly what it asks for, best effort where none asks for anything.
fn quality_of_service(spec: &Fields) -> &'static str {
    let lists = ["containers", "initContainers"].map(|list| spec.get(list).and_then(Value::as_array));
    let of_containers = lists.into_iter().flatten().flatten().map(|container| container.get("resources"));
    let whole = spec.get("resources");
    let is_set = |kind| {
        let amounts = whole.and_then(|whole| whole.get(kind)).and_then(Value::as_object);
        amounts.is_some_and(|amounts| !amounts.is_empty())
    };
    let owners: Vec<Option<&Value>> =
        if is_set("requests") || is_set("limits") { vec![whole] } else { of_containers.collect() };
    let amount = |owner: Option<&Value>, kind: &str, resource: &str| {
        let amounts = owner.and_then(|owner| owner.get(kind))?;
        let amount = Quantity::of(amounts.get(resource)?)?;
        (!amount.is_zero() && !amount.is_negative()).then_some(amount)
    };
    let mut any = false;
    let mut guaranteed = true;
    for resource in ["cpu", "memory"] {
        let sum = |kind: &str| {
            let amounts = owners.iter().filter_map(|owner| amount(*owner, kind, resource));
            amounts.reduce(|sum, amount| sum.plus(&amount))
        };
        let (requests, limits) = (sum("requests"), sum("limits"));
        any |= requests.is_some() || limits.is_some();
        guaranteed &= requests == limits;
        guaranteed &= owners.iter().all(|owner| amount(*owner, "limits", resource).is_some());
    }
    match (any, guaranteed) {
        (false, _) => "BestEffort",
        (true, true) => "Guaranteed",
        (true, false) => "Burstable",
    }
}
