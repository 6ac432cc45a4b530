//! Security contexts of Pods and containers: users, groups, seccomp, `AppArmor`, sysctls, Windows options. It must not know
//! what an operating system allows (`os`), nor annotations.

use super::field::{Errors, Path, Shown};
use super::names;
use super::object::Object;
use super::volumes;
use std::collections::HashSet;

/// A container's context.
pub(super) fn container(context: Object, host_users: bool, at: &Path, errors: &mut Errors) {
    user_ids(context, &["runAsUser", "runAsGroup"], at, errors);
    if let Some(mount) = context.maybe_text("procMount") {
        let mounts = ["Default", "Unmasked"];
        let place = at.child("procMount");
        if !mounts.contains(&mount) {
            errors.not_supported(&place, Shown::Word(mount), &mounts);
        }
        if host_users && mount == "Unmasked" {
            let words = "`hostUsers` must be false to use `Unmasked`";
            errors.invalid(&place, Shown::Word(mount), words);
        }
    }
    seccomp(context, &at.child("seccompProfile"), errors);
    if context.maybe_flag("allowPrivilegeEscalation") == Some(false) {
        if context.flag("privileged") {
            let words = "cannot set `allowPrivilegeEscalation` to false and `privileged` to true";
            errors.invalid(at, Shown::Raw(&as_go(context)), words);
        }
        for capability in context.object("capabilities").texts("add") {
            if capability == "CAP_SYS_ADMIN" {
                let words = "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN";
                errors.invalid(at, Shown::Raw(&as_go(context)), words);
            }
        }
    }
    if let Some(options) = context.maybe_object("windowsOptions") {
        windows(options, &at.child("windowsOptions"), errors);
    }
    apparmor(context, &at.child("appArmorProfile"), errors);
}

/// A Pod's context. Some of what belongs to it stands in the Pod's spec.
pub(super) fn pod(spec: Object, at: &Path, errors: &mut Errors) {
    let context = spec.object("securityContext");
    user_ids(context, &["fsGroup", "runAsUser", "runAsGroup"], at, errors);
    let groups = at.child("supplementalGroups");
    for (index, group) in context.list("supplementalGroups").iter().enumerate() {
        let group = group.as_i64().unwrap_or_default();
        for words in names::user_id(group) {
            errors.invalid(&groups.index(index), Shown::Number(group), words);
        }
    }
    if spec.flag("shareProcessNamespace") && spec.flag("hostPID") {
        let words = "ShareProcessNamespace and HostPID cannot both be enabled";
        errors.invalid(&at.child("shareProcessNamespace"), Shown::Flag(true), words);
    }
    sysctls(spec, &at.child("sysctls"), errors);
    one_of(context, "fsGroupChangePolicy", &["Always", "OnRootMismatch"], at, errors);
    seccomp(context, &at.child("seccompProfile"), errors);
    if let Some(options) = context.maybe_object("windowsOptions") {
        windows(options, &at.child("windowsOptions"), errors);
    }
    apparmor(context, &at.child("appArmorProfile"), errors);
    one_of(context, "supplementalGroupsPolicy", &["Merge", "Strict"], at, errors);
    // `MountOption` is behind a feature gate that is off.
    one_of(context, "seLinuxChangePolicy", &["Recursive"], at, errors);
}

/// A field that is one of a few words where it is set.
fn one_of(context: Object, field: &str, words: &[&str], at: &Path, errors: &mut Errors) {
    if let Some(word) = context.maybe_text(field)
        && !words.contains(&word)
    {
        errors.not_supported(&at.child(field), Shown::Word(word), words);
    }
}

fn user_ids(context: Object, fields: &[&str], at: &Path, errors: &mut Errors) {
    for field in fields {
        let Some(id) = context.maybe_number(field) else { continue };
        for words in names::user_id(id) {
            errors.invalid(&at.child(field), Shown::Number(id), words);
        }
    }
}

/// A container's context with the names that the server's own code has for its fields, which is how it prints it.
fn as_go(context: Object) -> String {
    let fields = [
        ("Capabilities", "capabilities"),
        ("Privileged", "privileged"),
        ("SELinuxOptions", "seLinuxOptions"),
        ("WindowsOptions", "windowsOptions"),
        ("RunAsUser", "runAsUser"),
        ("RunAsGroup", "runAsGroup"),
        ("RunAsNonRoot", "runAsNonRoot"),
        ("ReadOnlyRootFilesystem", "readOnlyRootFilesystem"),
        ("AllowPrivilegeEscalation", "allowPrivilegeEscalation"),
        ("ProcMount", "procMount"),
        ("SeccompProfile", "seccompProfile"),
        ("AppArmorProfile", "appArmorProfile"),
    ];
    let shown: Vec<_> = fields
        .iter()
        .map(|(go, name)| {
            let inner: Option<&[(&str, &str, bool)]> = match *name {
                "capabilities" => Some(&[("Add", "add", true), ("Drop", "drop", true)]),
                "seLinuxOptions" => Some(&[
                    ("User", "user", false),
                    ("Role", "role", false),
                    ("Type", "type", false),
                    ("Level", "level", false),
                ]),
                "windowsOptions" => Some(&[
                    ("GMSACredentialSpecName", "gmsaCredentialSpecName", true),
                    ("GMSACredentialSpec", "gmsaCredentialSpec", true),
                    ("RunAsUserName", "runAsUserName", true),
                    ("HostProcess", "hostProcess", true),
                ]),
                "seccompProfile" | "appArmorProfile" => Some(&PROFILE),
                _ => None,
            };
            let value = match (context.maybe_object(name), inner) {
                (Some(object), Some(inner)) => go_fields(object, inner),
                _ => context.get(name).map_or("null".to_owned(), |value| Shown::Json(value).to_string()),
            };
            format!("\"{go}\":{value}")
        })
        .collect();
    format!("{{{}}}", shown.join(","))
}

/// The fields of a profile: Go's name, ours, and whether it may be null.
const PROFILE: [(&str, &str, bool); 2] = [("Type", "type", false), ("LocalhostProfile", "localhostProfile", true)];

fn go_fields(object: Object, fields: &[(&str, &str, bool)]) -> String {
    let shown: Vec<_> = fields
        .iter()
        .map(|(go, name, nullable)| {
            let unset = if *nullable { "null" } else { "\"\"" };
            let value = object.get(name).map_or(unset.to_owned(), |value| Shown::Json(value).to_string());
            format!("\"{go}\":{value}")
        })
        .collect();
    format!("{{{}}}", shown.join(","))
}

const PROFILE_TYPES: [&str; 3] = ["Localhost", "RuntimeDefault", "Unconfined"];

fn seccomp(context: Object, at: &Path, errors: &mut Errors) {
    let Some(profile) = context.maybe_object("seccompProfile") else { return };
    let kind = profile.text("type");
    if kind.is_empty() {
        errors.required(&at.child("type"), "type is required when seccompProfile is set");
    } else if !PROFILE_TYPES.contains(&kind) {
        errors.not_supported(&at.child("type"), Shown::Word(kind), &PROFILE_TYPES);
    }
    let place = at.child("localhostProfile");
    match (kind, profile.maybe_text("localhostProfile")) {
        ("Localhost", None) => {
            errors.required(&place, "must be set when seccomp type is Localhost");
        }
        ("Localhost", Some(file)) => volumes::descending_path(file, &place, errors),
        (_, Some(_)) => {
            let words = "can only be set when seccomp type is Localhost";
            errors.invalid(&place, Shown::Raw(&go_fields(profile, &PROFILE)), words);
        }
        (_, None) => {}
    }
}

fn apparmor(context: Object, at: &Path, errors: &mut Errors) {
    if let Some(profile) = context.maybe_object("appArmorProfile") {
        apparmor_profile(profile, at, errors);
    }
}

/// Whether an `AppArmor` profile is right by itself.
pub(in crate::manifest) fn valid_apparmor_profile(profile: Object) -> bool {
    let mut errors = Errors::new();
    apparmor_profile(profile, &Path::root(), &mut errors);
    errors.is_empty()
}

fn apparmor_profile(profile: Object, at: &Path, errors: &mut Errors) {
    const LONGEST_PATH: usize = 4095;
    const MISSING: &str = "must be set when AppArmor type is Localhost";
    let place = at.child("localhostProfile");
    match (profile.text("type"), profile.maybe_text("localhostProfile")) {
        ("Localhost", None) => errors.required(&place, MISSING),
        ("Localhost", Some(name)) => {
            if name.trim() != name {
                let words = "must not be padded with whitespace";
                errors.invalid(&place, Shown::Text(name), words);
            } else if name.is_empty() {
                errors.required(&place, MISSING);
            }
            if name.len() > LONGEST_PATH {
                errors.too_long(&place, LONGEST_PATH);
            }
        }
        ("RuntimeDefault" | "Unconfined", Some(name)) => {
            let words = "can only be set when AppArmor type is Localhost";
            errors.invalid(&place, Shown::Word(name), words);
        }
        ("RuntimeDefault" | "Unconfined", None) => {}
        ("", _) => {
            errors.required(&at.child("type"), "type is required when appArmorProfile is set");
        }
        (kind, _) => errors.not_supported(&at.child("type"), Shown::Word(kind), &PROFILE_TYPES),
    }
}

const SYSCTL: &str = r"^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";
const LONGEST_SYSCTL: usize = 253;

fn is_sysctl(name: &str) -> bool {
    let edge = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    name.len() <= LONGEST_SYSCTL
        && name.split(['.', '/']).all(|part| {
            let bytes = part.as_bytes();
            bytes.first().is_some_and(edge)
                && bytes.last().is_some_and(edge)
                && bytes.iter().all(|byte| edge(byte) || b"-_".contains(byte))
        })
}

fn sysctls(spec: Object, at: &Path, errors: &mut Errors) {
    let mut seen = HashSet::new();
    for (index, sysctl) in spec.object("securityContext").objects("sysctls").enumerate() {
        let here = at.index(index);
        let (name, place) = (sysctl.text("name"), here.child("name"));
        if name.is_empty() {
            errors.required(&place, "");
        } else if !is_sysctl(name) {
            let words = format!("must have at most {LONGEST_SYSCTL} characters and match regex {SYSCTL}");
            errors.invalid(&place, Shown::Text(name), words);
        } else if seen.contains(&name) {
            errors.duplicate(&place, Shown::Text(name));
        }
        let namespace = sysctl_namespace(name);
        if spec.flag("hostNetwork") && namespace == Some("net") {
            let words = "may not be specified when 'hostNetwork' is true";
            errors.invalid(&place, Shown::Text(name), words);
        } else if spec.flag("hostIPC") && namespace == Some("ipc") {
            let words = "may not be specified when 'hostIPC' is true";
            errors.invalid(&place, Shown::Text(name), words);
        }
        seen.insert(name);
    }
}

/// The kernel namespace that a setting belongs to.
fn sysctl_namespace(name: &str) -> Option<&'static str> {
    let name = sysctl_with_dots(name);
    if ["kernel.sem", "fs.mqueue."]
        .iter()
        .any(|known| name == *known || (known.ends_with('.') && name.starts_with(known)))
        || ["kernel.shm", "kernel.msg"].iter().any(|prefix| name.starts_with(prefix))
    {
        return Some("ipc");
    }
    name.starts_with("net.").then_some("net")
}

/// A setting may be written with slashes, in which dots and slashes change places.
fn sysctl_with_dots(name: &str) -> String {
    match name.find(['.', '/']) {
        Some(at) if name[at..].starts_with('/') => name
            .chars()
            .map(|c| match c {
                '.' => '/',
                '/' => '.',
                c => c,
            })
            .collect(),
        _ => name.to_owned(),
    }
}

const LONGEST_SPEC: usize = 64 * 1024;
const LONGEST_DOMAIN: usize = 256;
const LONGEST_USER: usize = 104;

fn windows(options: Object, at: &Path, errors: &mut Errors) {
    if let Some(name) = options.maybe_text("gmsaCredentialSpecName") {
        for words in names::dns_subdomain(name) {
            errors.invalid(&at.child("gmsaCredentialSpecName"), Shown::Word(name), words);
        }
    }
    if let Some(text) = options.maybe_text("gmsaCredentialSpec") {
        let place = at.child("gmsaCredentialSpec");
        if text.is_empty() {
            let words = "gmsaCredentialSpec cannot be an empty string";
            errors.invalid(&place, Shown::Word(text), words);
        } else if text.len() > LONGEST_SPEC {
            let words = "gmsaCredentialSpec size must be under 64 KiB";
            errors.invalid(&place, Shown::Word(text), words);
        }
    }
    if let Some(name) = options.maybe_text("runAsUserName") {
        for words in windows_user(name) {
            errors.invalid(&at.child("runAsUserName"), Shown::Word(name), words);
        }
    }
}

fn windows_user(name: &str) -> Vec<String> {
    let parts: Vec<_> = name.split('\\').collect();
    if name.is_empty() {
        return vec!["runAsUserName cannot be an empty string".to_owned()];
    }
    if name.bytes().any(|byte| byte.is_ascii_control()) {
        return vec!["runAsUserName cannot contain control characters".to_owned()];
    }
    let (domain, user) = match parts.as_slice() {
        [user] => (None, *user),
        [domain, user] => (Some(*domain), *user),
        _ => return vec!["runAsUserName cannot contain more than one backslash".to_owned()],
    };
    let mut wrong = Vec::new();
    if let Some(domain) = domain {
        if domain.len() >= LONGEST_DOMAIN {
            let words = "runAsUserName's Domain length must be under";
            wrong.push(format!("{words} {LONGEST_DOMAIN} characters"));
        }
        if !is_net_bios(domain) && !is_windows_dns(domain) {
            let words = "runAsUserName's Domain doesn't match the NetBios nor the DNS format";
            wrong.push(words.to_owned());
        }
    }
    if user.is_empty() {
        wrong.push("runAsUserName's User cannot be empty".to_owned());
    } else if user.len() > LONGEST_USER {
        let words = "runAsUserName's User length must not be longer than";
        wrong.push(format!("{words} {LONGEST_USER} characters"));
    }
    if !user.is_empty() && user.chars().all(|c| c == '.' || c == ' ') {
        wrong.push("runAsUserName's User cannot contain only periods or spaces".to_owned());
    }
    if user.contains(['"', '/', '\\', ':', ';', '|', '=', ',', '+', '*', '?', '<', '>', '@', '[', ']']) {
        let words = r#"runAsUserName's User cannot contain the following characters: "/\:;|=,+*?<>@[]"#;
        wrong.push(words.to_owned());
    }
    wrong
}

fn is_net_bios(domain: &str) -> bool {
    let forbidden = ['\\', '/', ':', '*', '?', '"', '<', '>', '|'];
    (1..=15).contains(&domain.chars().count()) && !domain.starts_with('.') && !domain.contains(forbidden)
}

fn is_windows_dns(domain: &str) -> bool {
    domain.split('.').all(|label| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}
