//! What the API server warns of in a Pod that it takes (`k8s.io/kubernetes/pkg/api/pod/warnings.go`). It must not know
//! what it refuses.

mod paths;
mod ports;
mod recorder;

use super::annotations::{APPARMOR, SECCOMP_CONTAINER, SECCOMP_POD, apparmor_field};
use super::containers::visit;
use super::field::Path;
use super::names;
use super::object::Object;
use crate::manifest::golang::quote;
use crate::manifest::quantity::Quantity;
use recorder::Recorder;
use std::collections::HashSet;

/// The warnings for a Pod, each once, in the server's order.
pub(super) fn of_pod(pod: Object) -> Vec<String> {
    let mut warnings = Recorder::default();
    let wrong = names::dns_label(pod.object("metadata").text("name"));
    if !wrong.is_empty() {
        warnings.push(format!(
            "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label \
             is recommended: [{}]",
            wrong.join(" ")
        ));
    }
    of_parts(pod, false, &Path::root(), &mut warnings);
    warnings.into_vec()
}

/// The warnings for the template of a Pod.
pub(super) fn of_template(template: Object) -> Vec<String> {
    let mut warnings = Recorder::default();
    let root = Path::root();
    let place = root.child("template");
    of_parts(template, true, &place, &mut warnings);
    warnings.into_vec()
}

/// Metadata and spec, in a Pod or in a template.
fn of_parts(pod: Object, is_template: bool, at: &Path, warnings: &mut Recorder) {
    let (notes, spec) = (pod.object("metadata").object("annotations"), pod.object("spec"));
    let (meta_place, place) = (at.child("metadata"), at.child("spec"));
    let notes_place = meta_place.child("annotations");
    node_labels(spec, &place, warnings);
    old_annotations(notes, &notes_place, warnings);
    old_volumes(spec, &place.child("volumes"), warnings);
    paths::overlapping(spec, warnings);
    duplicates(spec, &place, warnings);
    for resource in ["memory", "ephemeral-storage"] {
        let overhead = place.child("overhead");
        fraction(spec.object("overhead"), resource, &overhead, warnings);
    }
    if !spec.object("securityContext").has("seccompProfile") && notes.has(SECCOMP_POD) {
        seccomp(&notes_place.key(SECCOMP_POD), warnings);
    }
    for (list, index, container) in visit(spec) {
        let list = place.child(list);
        old_seccomp(container, notes, &notes_place, warnings);
        // Those of a Pod itself are copied into its fields on the way in, and warned of there.
        if is_template {
            old_apparmor(container, spec, notes, &notes_place, warnings);
        }
        of_container(container, &list.index(index), warnings);
    }
    ports::definitions(spec, &place, warnings);
    ports::names(spec, &place, warnings);
    if spec.number("terminationGracePeriodSeconds") < 0 {
        let place = place.child("terminationGracePeriodSeconds");
        let words = "must be >= 0; negative values are invalid and will be treated as 1";
        warnings.push(format!("{place}: {words}"));
    }
    affinity(spec, &place.child("affinity"), warnings);
    addresses(spec, &place, warnings);
}

fn seccomp(at: &Path, warnings: &mut Recorder) {
    let words = "non-functional in v1.27+; use the \"seccompProfile\" field instead";
    warnings.push(format!("{at}: {words}"));
}

/// What is to be used instead of a node's label of old.
fn old_label(key: &str) -> Option<&'static str> {
    Some(match key {
        "beta.kubernetes.io/arch" => "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
        "beta.kubernetes.io/os" => "deprecated since v1.14; use \"kubernetes.io/os\" instead",
        "failure-domain.beta.kubernetes.io/region" => {
            "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead"
        }
        "failure-domain.beta.kubernetes.io/zone" => {
            "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead"
        }
        "beta.kubernetes.io/instance-type" => {
            "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead"
        }
        "app.kubernetes.io/created-by" => "deprecated since v1.9",
        "scheduler.alpha.kubernetes.io/preferAvoidPods" => "deprecated since v1.22; use Taints and Tolerations instead",
        "node-role.kubernetes.io/master" => "use \"node-role.kubernetes.io/control-plane\" instead",
        _ => return None,
    })
}

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";
const NO_SELECTOR: &str = "a null labelSelector results in matching no pod";

fn node_labels(spec: Object, at: &Path, warnings: &mut Recorder) {
    for (key, _) in spec.object("nodeSelector").entries() {
        if let Some(words) = old_label(key) {
            let place = at.child("nodeSelector");
            warnings.push(format!("{}: {words}", place.key(key)));
        }
    }
    let affinity = at.child("affinity");
    let place = affinity.child("nodeAffinity");
    let nodes = spec.object("affinity").object("nodeAffinity");
    let required = place.child(REQUIRED);
    let terms = required.child("nodeSelectorTerms");
    for (index, term) in nodes.object(REQUIRED).objects("nodeSelectorTerms").enumerate() {
        node_term(term, false, &terms.index(index), warnings);
    }
    let preferred = place.child(PREFERRED);
    for (index, term) in nodes.objects(PREFERRED).enumerate() {
        let here = preferred.index(index);
        node_term(term.object("preference"), true, &here.child("preference"), warnings);
    }
    let spread = at.child("topologySpreadConstraints");
    for (index, constraint) in spec.objects("topologySpreadConstraints").enumerate() {
        let here = spread.index(index);
        let key = constraint.text("topologyKey");
        if let Some(words) = old_label(key) {
            warnings.push(format!("{}: {key} is {words}", here.child("topologyKey")));
        }
        if !constraint.has("labelSelector") {
            warnings.push(format!("{}: {NO_SELECTOR}", here.child("labelSelector")));
        }
    }
}

/// Values that no label can have are refused where a term is required, and warned of where it is preferred.
fn node_term(term: Object, values: bool, at: &Path, warnings: &mut Recorder) {
    let list = at.child("matchExpressions");
    for (index, expression) in term.objects("matchExpressions").enumerate() {
        let here = list.index(index);
        let key = expression.text("key");
        if let Some(words) = old_label(key) {
            warnings.push(format!("{}: {key} is {words}", here.child("key")));
        }
        if !values {
            continue;
        }
        let place = here.child("values");
        for (index, value) in expression.texts("values").enumerate() {
            for words in names::label_value(value) {
                warnings.push(format!("{}: {value} is invalid, {words}", place.index(index)));
            }
        }
    }
}

fn old_annotations(notes: Object, at: &Path, warnings: &mut Recorder) {
    let sysctls = "non-functional in v1.11+; use the \"sysctls\" field instead";
    for (key, words) in [
        (
            "scheduler.alpha.kubernetes.io/critical-pod",
            "non-functional in v1.16+; use the \"priorityClassName\" field instead",
        ),
        ("security.alpha.kubernetes.io/sysctls", sysctls),
        ("security.alpha.kubernetes.io/unsafe-sysctls", sysctls),
    ] {
        if notes.has(key) {
            warnings.push(format!("{}: {words}", at.key(key)));
        }
    }
}

fn old_volumes(spec: Object, at: &Path, warnings: &mut Recorder) {
    for (index, volume) in spec.objects("volumes").enumerate() {
        let here = at.index(index);
        for (field, shown, words) in [
            ("photonPersistentDisk", "", "deprecated in v1.11, non-functional in v1.16+"),
            ("gitRepo", "", "deprecated in v1.11, and disabled by default in v1.33+"),
            ("scaleIO", "", "deprecated in v1.16, non-functional in v1.22+"),
            ("flocker", "", "deprecated in v1.22, non-functional in v1.25+"),
            ("storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"),
            ("quobyte", "", "deprecated in v1.22, non-functional in v1.25+"),
            ("glusterfs", "", "deprecated in v1.25, non-functional in v1.26+"),
            ("ephemeral", "", ""),
            ("cephfs", "", "deprecated in v1.28, non-functional in v1.31+"),
            ("rbd", "", "deprecated in v1.28, non-functional in v1.31+"),
        ] {
            if !volume.has(field) {
                continue;
            }
            if field == "ephemeral" {
                claim(volume.object(field), &here.child(field), warnings);
                continue;
            }
            let shown = if shown.is_empty() { field } else { shown };
            warnings.push(format!("{}: {words}", here.child(shown)));
        }
    }
}

fn claim(source: Object, at: &Path, warnings: &mut Recorder) {
    let template = at.child("volumeClaimTemplate");
    let spec = template.child("spec");
    let resources = spec.child("resources");
    let amounts = source.object("volumeClaimTemplate").object("spec").object("resources");
    for kind in ["requests", "limits"] {
        fraction(amounts.object(kind), "storage", &resources.child(kind), warnings);
    }
}

/// Bytes come in whole numbers.
fn fraction(amounts: Object, resource: &str, at: &Path, warnings: &mut Recorder) {
    if let Some(amount) = amounts.get(resource).and_then(Quantity::of)
        && !amount.is_whole()
    {
        let place = at.key(resource);
        let amount = quote(&amount.to_string());
        warnings.push(format!("{place}: fractional byte value {amount} is invalid, must be an integer"));
    }
}

fn duplicates(spec: Object, at: &Path, warnings: &mut Recorder) {
    for (list, field) in [("hostAliases", "ip"), ("imagePullSecrets", "name")] {
        let place = at.child(list);
        let mut seen = HashSet::new();
        for (index, item) in spec.objects(list).enumerate() {
            let value = item.text(field);
            if seen.contains(&value) {
                let here = place.index(index);
                warnings.push(format!("{}: duplicate {field} {}", here.child(field), quote(value)));
            }
            seen.insert(value);
        }
    }
    let place = at.child("imagePullSecrets");
    for (index, secret) in spec.objects("imagePullSecrets").enumerate() {
        if secret.text("name").is_empty() {
            let here = place.index(index);
            warnings.push(format!("{}: invalid empty name \"\"", here.child("name")));
        }
    }
}

fn old_seccomp(container: Object, notes: Object, at: &Path, warnings: &mut Recorder) {
    let key = format!("{SECCOMP_CONTAINER}{}", container.text("name"));
    if !container.object("securityContext").has("seccompProfile") && notes.has(&key) {
        seccomp(&at.key(&key), warnings);
    }
}

/// A profile in an annotation that is not the one which the container has anyway.
fn old_apparmor(container: Object, spec: Object, notes: Object, at: &Path, warnings: &mut Recorder) {
    const FIELD: &str = "appArmorProfile";
    let key = format!("{APPARMOR}{}", container.text("name"));
    let Some(annotation) = notes.maybe_text(&key) else { return };
    let of_pod = spec.object("securityContext");
    let same = of_pod.has(FIELD) && apparmor_field(annotation).as_ref() == of_pod.get(FIELD);
    if !container.object("securityContext").has(FIELD) && !same {
        let words = "deprecated since v1.30; use the \"appArmorProfile\" field instead";
        warnings.push(format!("{}: {words}", at.key(&key)));
    }
}

fn of_container(container: Object, at: &Path, warnings: &mut Recorder) {
    let resources = at.child("resources");
    for resource in ["memory", "ephemeral-storage"] {
        for kind in ["limits", "requests"] {
            let amounts = container.object("resources").object(kind);
            fraction(amounts, resource, &resources.child(kind), warnings);
        }
    }
    variables(container, &at.child("env"), warnings);
}

/// A variable that stands twice is right only where the second builds on the first.
fn variables(container: Object, at: &Path, warnings: &mut Recorder) {
    let mut seen = HashSet::new();
    for (index, variable) in container.objects("env").enumerate() {
        let name = variable.text("name");
        if seen.insert(name) {
            continue;
        }
        let reference = format!("$({name})");
        let value = variable.text("value");
        if variable.has("valueFrom") || value == reference || !value.contains(&reference) {
            let words = "which may be dropped when using apply";
            warnings.push(format!("{}: hides previous definition of {}, {words}", at.index(index), quote(name)));
        }
    }
}

fn affinity(spec: Object, at: &Path, warnings: &mut Recorder) {
    for field in ["podAffinity", "podAntiAffinity"] {
        let (pods, place) = (spec.object("affinity").object(field), at.child(field));
        let required = place.child(REQUIRED);
        for (index, term) in pods.objects(REQUIRED).enumerate() {
            if !term.has("labelSelector") {
                let here = required.index(index);
                warnings.push(format!("{}: {NO_SELECTOR}", here.child("labelSelector")));
            }
        }
        let preferred = place.child(PREFERRED);
        for (index, term) in pods.objects(PREFERRED).enumerate() {
            if !term.object("podAffinityTerm").has("labelSelector") {
                let here = preferred.index(index);
                let term = here.child("podAffinityTerm");
                warnings.push(format!("{}: {NO_SELECTOR}", term.child("labelSelector")));
            }
        }
    }
}

/// IPv6 addresses that are not written in the shortest way.
fn addresses(spec: Object, at: &Path, warnings: &mut Recorder) {
    let mut address = |place: &Path, value: &str| {
        if let Ok(parsed) = value.parse::<core::net::Ipv6Addr>()
            && parsed.to_string() != value
        {
            let (value, canonical) = (quote(value), quote(&parsed.to_string()));
            let words = format!("should be in RFC 5952 canonical format ({canonical})");
            warnings.push(format!("{place}: IPv6 address {value} {words}"));
        }
    };
    let config = at.child("dnsConfig");
    let servers = config.child("nameservers");
    for (index, server) in spec.object("dnsConfig").texts("nameservers").enumerate() {
        address(&servers.index(index), server);
    }
    let aliases = at.child("hostAliases");
    for (index, alias) in spec.objects("hostAliases").enumerate() {
        let here = aliases.index(index);
        address(&here.child("ip"), alias.text("ip"));
    }
}
