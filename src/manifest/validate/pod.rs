//! A Pod as a whole, and the template of one: which rules there are and in which order. It must not know their details.

use super::affinity;
use super::annotations;
use super::claims;
use super::containers::{self, Scope};
use super::dns;
use super::env;
use super::field::{Errors, Path, Shown};
use super::metadata;
use super::names;
use super::object::Object;
use super::os;
use super::pod_resources;
use super::projected;
use super::resources;
use super::scheduling;
use super::security;
use super::volumes;

/// A Pod about to be created.
pub(super) fn check(pod: Object, errors: &mut Errors) {
    let root = Path::root();
    let (meta_place, place) = (root.child("metadata"), root.child("spec"));
    let (meta, spec) = (pod.object("metadata"), pod.object("spec"));
    metadata::check(meta, &meta_place, metadata::SUBDOMAIN, errors);
    let notes = meta.object("annotations");
    annotations::check(notes, spec, &meta_place.child("annotations"), errors);
    check_spec(spec, meta.text("name"), true, &place, errors);
    if spec.text("serviceAccountName").is_empty() {
        projected::no_tokens(spec, &place.child("volumes"), errors);
    }
    for list in ["containers", "initContainers"] {
        let lists = place.child(list);
        for (index, container) in spec.objects(list).enumerate() {
            containers::image_padding(container, &lists.index(index), errors);
        }
    }
    if !spec.list("ephemeralContainers").is_empty() {
        errors.forbidden(&place.child("ephemeralContainers"), "cannot be set on create");
    }
    if !spec.text("nodeName").is_empty() && !spec.list("schedulingGates").is_empty() {
        let words = "cannot be set until all schedulingGates have been cleared";
        errors.forbidden(&place.child("nodeName"), words);
    }
    annotations::match_seccomp(notes, spec, &place, errors);
    annotations::match_apparmor(notes, spec, &place, errors);
}

/// An object whose only content is the template of a Pod.
pub(super) fn check_template_object(object: Object, errors: &mut Errors) {
    let root = Path::root();
    metadata::check(object.object("metadata"), &root.child("metadata"), metadata::SUBDOMAIN, errors);
    check_template(object.object("template"), &root.child("template"), errors);
}

/// The template that controllers make Pods from.
pub(super) fn check_template(template: Object, at: &Path, errors: &mut Errors) {
    let (meta, spec) = (template.object("metadata"), template.object("spec"));
    metadata::labels(meta.object("labels"), &at.child("labels"), errors);
    metadata::annotations(meta.object("annotations"), &at.child("annotations"), errors);
    annotations::check(meta.object("annotations"), spec, &at.child("annotations"), errors);
    let place = at.child("spec");
    check_spec(spec, "", false, &place, errors);
    annotations::match_seccomp(meta.object("annotations"), spec, &place, errors);
    annotations::match_apparmor(meta.object("annotations"), spec, &place, errors);
    if !spec.list("ephemeralContainers").is_empty() {
        let words = "ephemeral containers not allowed in pod template";
        errors.forbidden(&place.child("ephemeralContainers"), words);
    }
}

/// A Pod's spec, in a Pod or in a template.
fn check_spec(spec: Object, pod: &str, is_pod: bool, at: &Path, errors: &mut Errors) {
    if !spec.has("terminationGracePeriodSeconds") {
        errors.required(&at.child("terminationGracePeriodSeconds"), "");
    }
    let volumes = volumes::check(spec, pod, &at.child("volumes"), errors);
    claims::resource_claims(spec, &at.child("resourceClaims"), errors);
    let claims = spec.objects("resourceClaims").map(|claim| claim.text("name"));
    let claims = claims.filter(|name| !name.is_empty()).collect();
    let scope = Scope { spec, volumes: &volumes, claims: &claims };
    containers::regular(&scope, &at.child("containers"), errors);
    containers::init(&scope, &at.child("initContainers"), errors);
    containers::ephemeral(&scope, &at.child("ephemeralContainers"), errors);
    pod_resources::check(spec, &claims, &at.child("resources"), errors);
    host_network_ports(spec, is_pod, at, errors);
    restart_policy(spec, &at.child("restartPolicy"), errors);
    dns::policy(spec, &at.child("dnsPolicy"), errors);
    metadata::labels(spec.object("nodeSelector"), &at.child("nodeSelector"), errors);
    security::pod(spec, &at.child("securityContext"), errors);
    if let Some(affinity) = spec.maybe_object("affinity") {
        affinity::check(affinity, &at.child("affinity"), errors);
    }
    dns::config(spec, &at.child("dnsConfig"), errors);
    scheduling::readiness_gates(spec, &at.child("readinessGates"), errors);
    scheduling::gates(spec, &at.child("schedulingGates"), errors);
    scheduling::topology_spread(spec, &at.child("topologySpreadConstraints"), errors);
    os::host_process(spec, at, errors);
    os::host_users(spec, at, errors);
    hostname_override(spec, at, errors);
    named(spec, "serviceAccountName", names::dns_subdomain, at, errors);
    named(spec, "nodeName", names::dns_subdomain, at, errors);
    deadline(spec, &at.child("activeDeadlineSeconds"), errors);
    named(spec, "hostname", names::dns_label, at, errors);
    named(spec, "subdomain", names::dns_label, at, errors);
    scheduling::tolerations(spec, &at.child("tolerations"), errors);
    dns::host_aliases(spec, &at.child("hostAliases"), errors);
    named(spec, "priorityClassName", names::dns_subdomain, at, errors);
    if let Some(class) = spec.maybe_text("runtimeClassName") {
        errors.invalid_each(&at.child("runtimeClassName"), class, names::dns_subdomain(class));
    }
    preemption_policy(spec, &at.child("preemptionPolicy"), errors);
    if let Some(overhead) = spec.maybe_object("overhead") {
        resources::overhead(overhead, &at.child("overhead"), errors);
    }
    os::check(spec, at, errors);
    env::file_volumes(spec, at, errors);
}

/// A field that holds a name, where it is set.
fn named(spec: Object, field: &str, rule: fn(&str) -> Vec<String>, at: &Path, errors: &mut Errors) {
    let name = spec.text(field);
    if !name.is_empty() {
        errors.invalid_each(&at.child(field), name, rule(name));
    }
}

/// On the node's network a container's port is the node's.
fn host_network_ports(spec: Object, is_pod: bool, at: &Path, errors: &mut Errors) {
    if !spec.flag("hostNetwork") {
        return;
    }
    let containers = at.child("containers");
    for (index, container) in spec.objects("containers").enumerate() {
        let here = containers.index(index);
        let ports = here.child("ports");
        for (index, port) in container.objects("ports").enumerate() {
            let host = port.number("hostPort");
            if (is_pod || host != 0) && host != port.number("containerPort") {
                let words = "must match `containerPort` when `hostNetwork` is true";
                let place = ports.index(index);
                errors.invalid(&place.child("hostPort"), Shown::Number(host), words);
            }
        }
    }
}

fn restart_policy(spec: Object, at: &Path, errors: &mut Errors) {
    let policies = ["Always", "OnFailure", "Never"];
    match spec.text("restartPolicy") {
        "" => errors.required(at, ""),
        policy if policies.contains(&policy) => {}
        policy => errors.not_supported(at, Shown::Word(policy), &policies),
    }
}

fn preemption_policy(spec: Object, at: &Path, errors: &mut Errors) {
    let policies = ["PreemptLowerPriority", "Never"];
    match spec.maybe_text("preemptionPolicy") {
        None => {}
        Some("") => errors.required(at, ""),
        Some(policy) if policies.contains(&policy) => {}
        Some(policy) => errors.not_supported(at, Shown::Word(policy), &policies),
    }
}

fn deadline(spec: Object, at: &Path, errors: &mut Errors) {
    const MOST: i64 = i32::MAX as i64;
    if let Some(seconds) = spec.maybe_number("activeDeadlineSeconds")
        && !(1..=MOST).contains(&seconds)
    {
        errors.invalid(at, Shown::Number(seconds), names::between(1, MOST));
    }
}

/// A hostname of its own choice excludes the other ways to get one.
fn hostname_override(spec: Object, at: &Path, errors: &mut Errors) {
    const LONGEST: usize = 64;
    let Some(name) = spec.maybe_text("hostnameOverride") else { return };
    let place = at.child("hostnameOverride");
    for rival in ["setHostnameAsFQDN", "hostNetwork"] {
        if spec.flag(rival) {
            errors.forbidden(&place, format!("may not be specified when {rival} is true"));
        }
    }
    if name.len() > LONGEST {
        errors.too_long(&place, LONGEST);
    }
    errors.invalid_each(&place, name, names::dns_subdomain(name));
}
