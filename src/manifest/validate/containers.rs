//! What all containers of a Pod must be, and what regular, init and ephemeral ones must be besides. It must not know what
//! stands outside of the lists of containers but what [`Scope`] tells.

use super::env;
use super::field::{Errors, Path, Shown};
use super::mounts;
use super::names;
use super::object::Object;
use super::probes;
use super::resources;
use super::restart;
use super::security;
use super::volumes::Volumes;
use std::collections::HashSet;

/// What containers need to know of their Pod.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    /// The Pod's spec.
    pub spec: Object<'a>,
    /// Its volumes, those only that are right.
    pub volumes: &'a Volumes<'a>,
    /// The names of its resource claims.
    pub claims: &'a HashSet<&'a str>,
}

impl Scope<'_> {
    fn grace_period(&self) -> Option<i64> {
        self.spec.maybe_number("terminationGracePeriodSeconds")
    }

    /// Whether the Pod shares the users of its node.
    fn host_users(&self) -> bool {
        self.spec.maybe_flag("hostUsers") != Some(false)
    }
}

/// Whether an init container keeps running beside the containers.
pub(super) fn is_sidecar(container: Object) -> bool {
    container.text("restartPolicy") == "Always"
}

/// The containers of a Pod with the names of their lists, in the order in which the server visits them.
pub(super) fn visit(spec: Object<'_>) -> impl Iterator<Item = (&'static str, usize, Object<'_>)> {
    ["initContainers", "containers", "ephemeralContainers"]
        .into_iter()
        .flat_map(move |list| spec.objects(list).enumerate().map(move |(index, container)| (list, index, container)))
}

/// The regular containers.
pub(super) fn regular(scope: &Scope, at: &Path, errors: &mut Errors) {
    if scope.spec.list("containers").is_empty() {
        return errors.required(at, "");
    }
    let mut seen = HashSet::new();
    for (index, container) in scope.spec.objects("containers").enumerate() {
        let here = at.index(index);
        common(container, scope, &here, errors);
        let name = container.text("name");
        if seen.contains(&name) {
            errors.duplicate(&here.child("name"), Shown::Text(name));
        } else {
            seen.insert(name);
        }
        life(container, scope, &here, errors);
        restart::check(container, &here, errors);
    }
    let mut taken = HashSet::new();
    for (index, container) in scope.spec.objects("containers").enumerate() {
        host_ports(container, &mut taken, &at.index(index), errors);
    }
}

/// The init containers, sidecars among them.
pub(super) fn init(scope: &Scope, at: &Path, errors: &mut Errors) {
    let names = scope.spec.objects("containers").map(|container| container.text("name"));
    let mut seen: HashSet<_> = names.collect();
    for (index, container) in scope.spec.objects("initContainers").enumerate() {
        let here = at.index(index);
        common(container, scope, &here, errors);
        restart::check_init(container, &here, errors);
        let name = container.text("name");
        if seen.contains(&name) {
            errors.duplicate(&here.child("name"), Shown::Text(name));
        } else if !name.is_empty() {
            seen.insert(name);
        }
        // They run one after the other, so each has the ports to itself. The server counts from 0 for each.
        host_ports(container, &mut HashSet::new(), &at.index(0), errors);
        if is_sidecar(container) {
            life(container, scope, &here, errors);
        } else {
            for field in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] {
                if container.has(field) {
                    let words = "may not be set for init containers without restartPolicy=Always";
                    errors.forbidden(&here.child(field), words);
                }
            }
            init_resize_policy(container, &here.child("resizePolicy"), errors);
        }
    }
}

/// An init container that ends cannot be restarted for a resize.
fn init_resize_policy(container: Object, at: &Path, errors: &mut Errors) {
    for (index, policy) in container.objects("resizePolicy").enumerate() {
        if policy.text("restartPolicy") == "RestartContainer" {
            let words = "must not be set to 'RestartContainer' for non-sidecar initContainers";
            let here = at.index(index);
            errors.invalid(&here.child("restartPolicy"), Shown::Word("RestartContainer"), words);
        }
    }
}

/// The ephemeral containers.
pub(super) fn ephemeral(scope: &Scope, at: &Path, errors: &mut Errors) {
    let others = |list| scope.spec.objects(list).map(|container| container.text("name"));
    let others: HashSet<_> = others("containers").chain(others("initContainers")).collect();
    let mut seen = others.clone();
    for (index, container) in scope.spec.objects("ephemeralContainers").enumerate() {
        let here = at.index(index);
        common(container, scope, &here, errors);
        image_padding(container, &here, errors);
        let name = container.text("name");
        if seen.contains(&name) {
            errors.duplicate(&here.child("name"), Shown::Text(name));
        } else {
            seen.insert(name);
        }
        let target = container.text("targetContainerName");
        if !target.is_empty() && !others.contains(&target) {
            errors.not_found(&here.child("targetContainerName"), target, "");
        }
        ephemeral_fields(container, &here, errors);
    }
}

/// What a container that is added for debugging may not have, in the order of Go's struct.
fn ephemeral_fields(container: Object, at: &Path, errors: &mut Errors) {
    const WORDS: &str = "cannot be set for an Ephemeral Container";
    let fields = [
        "ports",
        "resources",
        "resizePolicy",
        "restartPolicy",
        "restartPolicyRules",
        "livenessProbe",
        "readinessProbe",
        "startupProbe",
        "lifecycle",
    ];
    for field in fields {
        let set = match field {
            "resources" => !container.object(field).is_empty(),
            "ports" | "resizePolicy" | "restartPolicyRules" => !container.list(field).is_empty(),
            _ => container.has(field),
        };
        if set {
            errors.forbidden(&at.child(field), WORDS);
        }
    }
    let mounts = at.child("volumeMounts");
    for (index, mount) in container.objects("volumeMounts").enumerate() {
        for field in ["subPath", "subPathExpr"] {
            if !mount.text(field).is_empty() {
                errors.forbidden(&mounts.index(index).child(field), WORDS);
            }
        }
    }
}

/// What only a Pod, not a template, asks of an image's name.
pub(super) fn image_padding(container: Object, at: &Path, errors: &mut Errors) {
    let image = container.text("image");
    if image.len() != image.trim().len() {
        let words = "must not have leading or trailing whitespace";
        errors.invalid(&at.child("image"), Shown::Text(image), words);
    }
}

/// Hooks and probes.
fn life(container: Object, scope: &Scope, at: &Path, errors: &mut Errors) {
    let grace = scope.grace_period();
    if let Some(lifecycle) = container.maybe_object("lifecycle") {
        probes::lifecycle(lifecycle, grace, &at.child("lifecycle"), errors);
    }
    for kind in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if let Some(probe) = container.maybe_object(kind) {
            probes::probe(probe, kind, grace, &at.child(kind), errors);
        }
    }
}

/// What is common to all containers.
fn common(container: Object, scope: &Scope, at: &Path, errors: &mut Errors) {
    let name = container.text("name");
    if name.is_empty() {
        errors.required(&at.child("name"), "");
    } else {
        errors.invalid_each(&at.child("name"), name, names::dns_label(name));
    }
    if container.text("image").is_empty() {
        errors.required(&at.child("image"), "");
    }
    let policies = ["File", "FallbackToLogsOnError"];
    let policy = container.text("terminationMessagePolicy");
    if policy.is_empty() {
        errors.required(&at.child("terminationMessagePolicy"), "");
    } else if !policies.contains(&policy) {
        let place = at.child("terminationMessagePolicy");
        errors.not_supported(&place, Shown::Word(policy), &policies);
    }
    ports(container, &at.child("ports"), errors);
    env::variables(container, &at.child("env"), errors);
    env::sources(container, &at.child("envFrom"), errors);
    mounts::mounts(container, scope.volumes, &at.child("volumeMounts"), errors);
    mounts::devices(container, scope.volumes, &at.child("volumeDevices"), errors);
    pull_policy(container.text("imagePullPolicy"), &at.child("imagePullPolicy"), errors);
    resources::container(container.object("resources"), scope.claims, &at.child("resources"), errors);
    let pod_policy = scope.spec.text("restartPolicy");
    resize_policy(container, pod_policy, &at.child("resizePolicy"), errors);
    if let Some(context) = container.maybe_object("securityContext") {
        security::container(context, scope.host_users(), &at.child("securityContext"), errors);
    }
}

/// When an image is pulled.
pub(super) fn pull_policy(policy: &str, at: &Path, errors: &mut Errors) {
    let policies = ["Always", "IfNotPresent", "Never"];
    if policy.is_empty() {
        errors.required(at, "");
    } else if !policies.contains(&policy) {
        errors.not_supported(at, Shown::Word(policy), &policies);
    }
}

fn ports(container: Object, at: &Path, errors: &mut Errors) {
    let mut seen = HashSet::new();
    for (index, port) in container.objects("ports").enumerate() {
        let here = at.index(index);
        let name = port.text("name");
        if !name.is_empty() {
            let wrong = names::port_name(name);
            if !wrong.is_empty() {
                errors.invalid_each(&here.child("name"), name, wrong);
            } else if seen.contains(&name) {
                errors.duplicate(&here.child("name"), Shown::Text(name));
            } else {
                seen.insert(name);
            }
        }
        let number = port.number("containerPort");
        if number == 0 {
            errors.required(&here.child("containerPort"), "");
        } else {
            port_number(number, &here.child("containerPort"), errors);
        }
        let number = port.number("hostPort");
        if number != 0 {
            port_number(number, &here.child("hostPort"), errors);
        }
        let protocols = ["SCTP", "TCP", "UDP"];
        let protocol = port.text("protocol");
        if protocol.is_empty() {
            errors.required(&here.child("protocol"), "");
        } else if !protocols.contains(&protocol) {
            errors.not_supported(&here.child("protocol"), Shown::Word(protocol), &protocols);
        }
    }
}

/// The number of a port.
pub(super) fn port_number(number: i64, at: &Path, errors: &mut Errors) {
    for words in names::port_number(number) {
        errors.invalid(at, Shown::Number(number), words);
    }
}

/// Ports of the node that two containers, or one twice, would take.
fn host_ports(container: Object, taken: &mut HashSet<String>, at: &Path, errors: &mut Errors) {
    let place = at.child("ports");
    for (index, port) in container.objects("ports").enumerate() {
        let number = port.number("hostPort");
        if number == 0 {
            continue;
        }
        let claim = format!("{}/{}/{number}", port.text("protocol"), port.text("hostIP"));
        if taken.contains(&claim) {
            let here = place.index(index);
            errors.duplicate(&here.child("hostPort"), Shown::Text(&claim));
        } else {
            taken.insert(claim);
        }
    }
}

fn resize_policy(container: Object, pod_policy: &str, at: &Path, errors: &mut Errors) {
    let mut seen = HashSet::new();
    for (index, policy) in container.objects("resizePolicy").enumerate() {
        let resource = policy.text("resourceName");
        if seen.contains(&resource) {
            errors.duplicate(&at.index(index), Shown::Word(resource));
        }
        seen.insert(resource);
        let resources = ["cpu", "memory"];
        if resource.is_empty() {
            errors.required(at, "");
        } else if !resources.contains(&resource) {
            errors.not_supported(at, Shown::Word(resource), &resources);
        }
        let restart = policy.text("restartPolicy");
        let restarts = ["NotRequired", "RestartContainer"];
        if restart.is_empty() {
            errors.required(at, "");
        } else if !restarts.contains(&restart) {
            errors.not_supported(at, Shown::Word(restart), &restarts);
        }
        if pod_policy == "Never" && restart != "NotRequired" {
            let words = "must be 'NotRequired' when `restartPolicy` is 'Never'";
            errors.invalid(at, Shown::Word(restart), words);
        }
    }
}
