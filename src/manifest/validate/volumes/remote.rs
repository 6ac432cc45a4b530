//! Volumes of remote storage, most of them of clouds and systems that Kubernetes no longer drives itself. It must not
//! know Pods.

use super::super::field::{Errors, Path, Shown};
use super::super::names;
use super::super::object::Object;
use super::required;
use regex::Regex;
use std::sync::LazyLock;

pub(super) fn gce_disk(source: Object, at: &Path, errors: &mut Errors) {
    required(source, "pdName", at, errors);
    partition(source, at, errors);
}

pub(super) fn aws_disk(source: Object, at: &Path, errors: &mut Errors) {
    required(source, "volumeID", at, errors);
    partition(source, at, errors);
}

fn partition(source: Object, at: &Path, errors: &mut Errors) {
    let partition = source.number("partition");
    if !(0..=255).contains(&partition) {
        // 0 stands for none.
        let words = names::between(1, 255);
        errors.invalid(&at.child("partition"), Shown::Number(partition), words);
    }
}

pub(super) fn nfs(source: Object, at: &Path, errors: &mut Errors) {
    required(source, "server", at, errors);
    required(source, "path", at, errors);
    let path = source.text("path");
    if !path.starts_with('/') {
        errors.invalid(&at.child("path"), Shown::Text(path), "must be an absolute path");
    }
}

pub(super) fn iscsi(source: Object, at: &Path, errors: &mut Errors) {
    required(source, "targetPortal", at, errors);
    required(source, "iqn", at, errors);
    if !source.text("iqn").is_empty() {
        iscsi_name(source.text("iqn"), &at.child("iqn"), errors);
    }
    let lun = source.number("lun");
    if !(0..=255).contains(&lun) {
        errors.invalid(&at.child("lun"), Shown::Number(lun), names::between(0, 255));
    }
    let authenticates = source.flag("chapAuthDiscovery") || source.flag("chapAuthSession");
    if authenticates && !source.has("secretRef") {
        errors.required(&at.child("secretRef"), "");
    }
    if let Some(initiator) = source.maybe_text("initiatorName") {
        iscsi_name(initiator, &at.child("initiatorname"), errors);
    }
}

fn iscsi_name(name: &str, at: &Path, errors: &mut Errors) {
    let right = if name.starts_with("iqn") {
        is_iqn(name)
    } else if name.starts_with("eui") {
        is_numbered(name, 16)
    } else if name.starts_with("naa") {
        is_numbered(name, 32)
    } else {
        let words = "must be valid format starting with iqn, eui, or naa";
        return errors.invalid(at, Shown::Text(name), words);
    };
    if !right {
        errors.invalid(at, Shown::Text(name), "must be valid format");
    }
}

/// `eui.` or `naa.` (any character for the dot), then so many letters and digits.
fn is_numbered(name: &str, length: usize) -> bool {
    let mut chars = name.chars();
    let dot = chars.nth(3).is_some_and(|c| c != '\n');
    let rest = chars.as_str();
    dot && rest.len() == length && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// `iqn.2015-02.example.com:name` somewhere in the text, up to its end.
fn is_iqn(name: &str) -> bool {
    static IQN: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"iqn\.[0-9]{4}-[0-9]{2}\.[[:alnum:].-]+:[^,;*&$|\t\n\x0c\r ]+$").ok());
    IQN.as_ref().is_none_or(|iqn| iqn.is_match(name))
}

pub(super) fn glusterfs(source: Object, at: &Path, errors: &mut Errors) {
    required(source, "endpoints", at, errors);
    required(source, "path", at, errors);
}

pub(super) fn flocker(source: Object, at: &Path, errors: &mut Errors) {
    let (name, id) = (source.text("datasetName"), source.text("datasetUUID"));
    if name.is_empty() && id.is_empty() {
        errors.required(at, "one of datasetName and datasetUUID is required");
    }
    if !name.is_empty() && !id.is_empty() {
        let words = "datasetName and datasetUUID can not be specified simultaneously";
        errors.invalid(at, Shown::Text("resource"), words);
    }
    if name.contains('/') {
        errors.invalid(&at.child("datasetName"), Shown::Text(name), "must not contain '/'");
    }
}

pub(super) fn rbd(source: Object, at: &Path, errors: &mut Errors) {
    cephfs(source, at, errors);
    required(source, "image", at, errors);
}

pub(super) fn cephfs(source: Object, at: &Path, errors: &mut Errors) {
    if source.list("monitors").is_empty() {
        errors.required(&at.child("monitors"), "");
    }
}

pub(super) fn cinder(source: Object, at: &Path, errors: &mut Errors) {
    required(source, "volumeID", at, errors);
    secret_name(source, "secretRef", at, errors);
}

fn secret_name(source: Object, field: &str, at: &Path, errors: &mut Errors) {
    if let Some(secret) = source.maybe_object(field) {
        required(secret, "name", &at.child(field), errors);
    }
}

pub(super) fn quobyte(source: Object, at: &Path, errors: &mut Errors) {
    const LONGEST_TENANT: usize = 64;
    const WORDS: &str = "must be a host:port pair or multiple pairs separated by commas";
    let registry = source.text("registry");
    if registry.is_empty() {
        errors.required(&at.child("registry"), WORDS);
    } else if source.text("tenant").len() > LONGEST_TENANT {
        let words = "must be a UUID and may not exceed a length of 64 characters";
        errors.required(&at.child("tenant"), words);
    } else {
        for pair in registry.split(',') {
            if !is_host_and_port(pair) {
                errors.invalid(&at.child("registry"), Shown::Text(registry), WORDS);
            }
        }
    }
    required(source, "volume", at, errors);
}

/// `host:port`, with brackets around a host that has colons.
fn is_host_and_port(pair: &str) -> bool {
    let Some((host, port)) = pair.rsplit_once(':') else { return false };
    let inner = match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']'),
        None if host.contains(':') => None,
        None => Some(host),
    };
    inner.is_some_and(|inner| !inner.contains(['[', ']'])) && !port.contains(['[', ']'])
}

pub(super) fn fibre_channel(source: Object, at: &Path, errors: &mut Errors) {
    let names_place = at.child("targetWWNs");
    let (names, ids) = (source.list("targetWWNs"), source.list("wwids"));
    if names.is_empty() && ids.is_empty() {
        errors.required(&names_place, "must specify either targetWWNs or wwids, but not both");
    }
    if let Some(list) = source.get("targetWWNs")
        && !names.is_empty()
        && !ids.is_empty()
    {
        let words = "targetWWNs and wwids can not be specified simultaneously";
        errors.invalid(&names_place, Shown::Json(list), words);
    }
    if names.is_empty() {
        return;
    }
    let place = at.child("lun");
    match source.maybe_number("lun") {
        None => errors.required(&place, "lun is required if targetWWNs is specified"),
        Some(lun) if !(0..=255).contains(&lun) => {
            errors.invalid(&place, Shown::Number(lun), names::between(0, 255));
        }
        Some(_) => {}
    }
}

pub(super) fn flex_volume(source: Object, at: &Path, errors: &mut Errors) {
    required(source, "driver", at, errors);
    let options = at.child("options");
    for (key, _) in source.object("options").entries() {
        let namespace = key.split_once('/').map_or(key, |(namespace, _)| namespace);
        let domain = format!(".{}", namespace.to_lowercase());
        if domain.ends_with(".kubernetes.io") || domain.ends_with(".k8s.io") {
            let words = "kubernetes.io and k8s.io namespaces are reserved";
            errors.invalid(&options.key(key), Shown::Text(key), words);
        }
    }
}

pub(super) fn azure_file(source: Object, at: &Path, errors: &mut Errors) {
    required(source, "secretName", at, errors);
    required(source, "shareName", at, errors);
}

pub(super) fn azure_disk(source: Object, at: &Path, errors: &mut Errors) {
    const MANAGED: &str =
        "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}";
    const BLOB: &str = "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd";
    let uri = source.text("diskURI");
    required(source, "diskName", at, errors);
    required(source, "diskURI", at, errors);
    let words = [("cachingMode", ["None", "ReadOnly", "ReadWrite"]), ("kind", ["Dedicated", "Managed", "Shared"])];
    for (field, words) in words {
        if let Some(word) = source.maybe_text(field)
            && !words.contains(&word)
        {
            errors.not_supported(&at.child(field), Shown::Word(word), &words);
        }
    }
    let place = at.child("diskURI");
    match source.maybe_text("kind") {
        Some("Managed") if !uri.starts_with("/subscriptions/") => {
            errors.not_supported(&place, Shown::Text(uri), &[MANAGED]);
        }
        Some(kind) if kind != "Managed" && !uri.starts_with("https://") => {
            errors.not_supported(&place, Shown::Text(uri), &[BLOB]);
        }
        _ => {}
    }
}

pub(super) fn vsphere(source: Object, at: &Path, errors: &mut Errors) {
    required(source, "volumePath", at, errors);
}

pub(super) fn photon(source: Object, at: &Path, errors: &mut Errors) {
    required(source, "pdID", at, errors);
}

pub(super) fn portworx(source: Object, at: &Path, errors: &mut Errors) {
    required(source, "volumeID", at, errors);
}

pub(super) fn storageos(source: Object, at: &Path, errors: &mut Errors) {
    required(source, "volumeName", at, errors);
    for field in ["volumeName", "volumeNamespace"] {
        let name = source.text(field);
        if !name.is_empty() {
            errors.invalid_each(&at.child(field), name, names::dns_label(name));
        }
    }
    secret_name(source, "secretRef", at, errors);
}

pub(super) fn scale_io(source: Object, at: &Path, errors: &mut Errors) {
    for field in ["gateway", "system", "volumeName"] {
        required(source, field, at, errors);
    }
}

pub(super) fn csi(source: Object, at: &Path, errors: &mut Errors) {
    const LONGEST: usize = 63;
    let (driver, place) = (source.text("driver"), at.child("driver"));
    if driver.is_empty() {
        errors.required(&place, "");
    } else {
        if driver.len() > LONGEST {
            errors.too_long(&place, LONGEST);
        }
        errors.invalid_each(&place, driver, names::dns_subdomain(&driver.to_lowercase()));
    }
    let Some(secret) = source.maybe_object("nodePublishSecretRef") else { return };
    let name = secret.text("name");
    if name.is_empty() {
        let place = at.child("nodePublishSecretRef");
        errors.required(&place.child("name"), "");
    } else {
        errors.invalid_each(&at.child("name"), name, names::dns_subdomain(name));
    }
}
