//! What a Pod for an operating system may have, and what it may share with its node. It must not know how the parts are
//! checked by themselves.

use super::containers::visit;
use super::field::{Errors, Path, Shown};
use super::object::Object;

const WINDOWS: &str = "cannot be set for a windows pod";
const LINUX: &str = "windows options cannot be set for a linux pod";

/// The operating system that a Pod names, and what goes with it.
pub(super) fn check(spec: Object, at: &Path, errors: &mut Errors) {
    let Some(os) = spec.maybe_object("os") else { return };
    let place = at.child("os");
    match os.text("name") {
        "" => errors.required(&place.child("name"), ""),
        "linux" => linux(spec, at, errors),
        "windows" => windows(spec, at, errors),
        other => errors.not_supported(&place, Shown::Word(other), &["linux", "windows"]),
    }
}

fn linux(spec: Object, at: &Path, errors: &mut Errors) {
    let context = at.child("securityContext");
    if spec.object("securityContext").has("windowsOptions") {
        errors.forbidden(&context.child("windowsOptions"), LINUX);
    }
    for (list, index, container) in visit(spec) {
        if container.object("securityContext").has("windowsOptions") {
            let (list, options) = (at.child(list), "windowsOptions");
            let container = list.index(index);
            errors.forbidden(&container.child("securityContext").child(options), LINUX);
        }
    }
}

fn windows(spec: Object, at: &Path, errors: &mut Errors) {
    let context = spec.object("securityContext");
    let place = at.child("securityContext");
    for field in ["appArmorProfile", "seLinuxOptions"] {
        if context.has(field) {
            errors.forbidden(&place.child(field), WINDOWS);
        }
    }
    if spec.has("hostUsers") {
        errors.forbidden(&at.child("hostUsers"), WINDOWS);
    }
    for field in ["hostPID", "hostIPC"] {
        if spec.flag(field) {
            errors.forbidden(&at.child(field), WINDOWS);
        }
    }
    for field in ["seccompProfile", "fsGroup", "fsGroupChangePolicy"] {
        if context.has(field) {
            errors.forbidden(&place.child(field), WINDOWS);
        }
    }
    if !context.list("sysctls").is_empty() {
        errors.forbidden(&place.child("sysctls"), WINDOWS);
    }
    if spec.has("shareProcessNamespace") {
        errors.forbidden(&at.child("shareProcessNamespace"), WINDOWS);
    }
    let fields = ["runAsUser", "runAsGroup", "supplementalGroups", "supplementalGroupsPolicy", "seLinuxChangePolicy"];
    for field in fields {
        if context.has(field) {
            errors.forbidden(&place.child(field), WINDOWS);
        }
    }
    for (list, index, container) in visit(spec) {
        let list = at.child(list);
        let here = list.index(index);
        windows_container(container, &here.child("securityContext"), errors);
    }
}

fn windows_container(container: Object, at: &Path, errors: &mut Errors) {
    let fields = [
        "appArmorProfile",
        "seLinuxOptions",
        "seccompProfile",
        "capabilities",
        "readOnlyRootFilesystem",
        "privileged",
        "allowPrivilegeEscalation",
        "procMount",
        "runAsUser",
        "runAsGroup",
    ];
    let context = container.object("securityContext");
    for field in fields {
        if context.has(field) {
            errors.forbidden(&at.child(field), WINDOWS);
        }
    }
}

/// Windows containers that run as processes of their node: all or none, and on its network.
pub(super) fn host_process(spec: Object, at: &Path, errors: &mut Errors) {
    let host_process =
        |owner: Object| owner.object("securityContext").object("windowsOptions").maybe_flag("hostProcess");
    let of_pod = host_process(spec);
    let (mut all, mut on_host) = (0, 0);
    for (list, index, container) in visit(spec) {
        all += 1;
        let of_container = host_process(container);
        if let (Some(pod), Some(own)) = (of_pod, of_container)
            && pod != own
        {
            let list = at.child(list);
            let here = list.index(index);
            let context = here.child("securityContext");
            let options = context.child("windowsOptions");
            let words = format!("pod hostProcess value must be identical if both are specified, was {pod}");
            errors.invalid(&options.child("hostProcess"), Shown::Flag(own), words);
        }
        if of_container.or(of_pod) == Some(true) {
            on_host += 1;
        }
    }
    if on_host == 0 {
        return;
    }
    if on_host != all {
        let words = "If pod contains any hostProcess containers then all containers must be HostProcess containers";
        errors.invalid(at, Shown::Text(""), words);
    }
    if !spec.flag("hostNetwork") {
        let words = "hostNetwork must be true if pod contains any hostProcess containers";
        errors.invalid(&at.child("hostNetwork"), Shown::Flag(false), words);
    }
}

/// A Pod with users of its own cannot share other things with its node.
pub(super) fn host_users(spec: Object, at: &Path, errors: &mut Errors) {
    const WORDS: &str = "when `hostUsers` is false";
    if spec.maybe_flag("hostUsers") != Some(false) {
        return;
    }
    // The server writes two of these with a capital letter.
    for (field, shown) in [("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC")] {
        if spec.flag(field) {
            errors.forbidden(&at.child(shown), WORDS);
        }
    }
    for (list, index, container) in visit(spec) {
        if !container.list("volumeDevices").is_empty() {
            let list = at.child(list);
            errors.forbidden(&list.index(index).child("volumeDevices"), WORDS);
        }
    }
}
