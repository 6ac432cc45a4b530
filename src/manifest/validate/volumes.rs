//! Volumes: one source each, and what every kind of source must have. It must not know who mounts them. Projected
//! volumes and claims have files of their own; those of remote storage stand in `volumes/remote.rs`.

mod remote;

use super::claims;
use super::containers::pull_policy;
use super::env;
use super::field::{Errors, Path, Shown};
use super::names;
use super::object::Object;
use super::projected;
use crate::manifest::quantity::Quantity;
use std::collections::{HashMap, HashSet};

/// The volumes of a Pod that can be mounted: those in which nothing is wrong.
pub(super) struct Volumes<'a>(HashMap<&'a str, Object<'a>>);

impl<'a> Volumes<'a> {
    /// The volume of a name.
    pub fn get(&self, name: &str) -> Option<Object<'a>> {
        self.0.get(name).copied()
    }
}

/// What a file of a volume may take from its Pod.
const FIELDS: [&str; 5] =
    ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];

/// The highest mode of a file.
const MODES: std::ops::RangeInclusive<i64> = 0..=0o777;

/// Checks all volumes. `pod` is the name of the Pod, where it has one: ephemeral volumes get claims named after it.
pub(super) fn check<'a>(spec: Object<'a>, pod: &str, at: &Path, errors: &mut Errors) -> Volumes<'a> {
    let mut right = HashMap::with_capacity(spec.list("volumes").len());
    let created: HashSet<String> = if pod.is_empty() {
        HashSet::new()
    } else {
        let ephemeral = spec.objects("volumes").filter(|volume| volume.has("ephemeral"));
        ephemeral.map(|volume| format!("{pod}-{}", volume.text("name"))).collect()
    };
    for (index, volume) in spec.objects("volumes").enumerate() {
        let here = at.index(index);
        let before = errors.len();
        source(volume, pod, &here, errors);
        let (name, place) = (volume.text("name"), here.child("name"));
        if name.is_empty() {
            errors.required(&place, "");
        } else {
            errors.invalid_each(&place, name, names::dns_label(name));
        }
        if right.contains_key(name) {
            errors.duplicate(&place, Shown::Text(name));
        }
        if errors.len() == before {
            right.insert(name, volume);
        }
        let claim = volume.object("persistentVolumeClaim").text("claimName");
        if volume.has("persistentVolumeClaim") && created.contains(claim) {
            let words = "must not reference a PVC that gets created for an ephemeral volume";
            let source = here.child("persistentVolumeClaim");
            errors.invalid(&source.child("claimName"), Shown::Text(claim), words);
        }
    }
    Volumes(right)
}

/// How a kind of source is checked.
type Rule = fn(Object, &Path, &mut Errors);

/// A kind of source: its field, its field in the server's words where a second source stands, its field in the words
/// for what is wrong inside, and its rule.
struct Kind(&'static str, &'static str, &'static str, Rule);

const KINDS: [Kind; 29] = [
    Kind("hostPath", "hostPath", "hostPath", host_path),
    Kind("gitRepo", "gitRepo", "gitRepo", git_repo),
    Kind("gcePersistentDisk", "gcePersistentDisk", "persistentDisk", remote::gce_disk),
    Kind("awsElasticBlockStore", "awsElasticBlockStore", "awsElasticBlockStore", remote::aws_disk),
    Kind("secret", "secret", "secret", secret),
    Kind("nfs", "nfs", "nfs", remote::nfs),
    Kind("iscsi", "iscsi", "iscsi", remote::iscsi),
    Kind("glusterfs", "glusterfs", "glusterfs", remote::glusterfs),
    Kind("flocker", "flocker", "flocker", remote::flocker),
    Kind("persistentVolumeClaim", "persistentVolumeClaim", "persistentVolumeClaim", claim),
    Kind("rbd", "rbd", "rbd", remote::rbd),
    Kind("cinder", "cinder", "cinder", remote::cinder),
    Kind("cephfs", "cephFS", "cephfs", remote::cephfs),
    Kind("quobyte", "quobyte", "quobyte", remote::quobyte),
    Kind("downwardAPI", "downwarAPI", "downwardAPI", downward_api),
    Kind("fc", "fc", "fc", remote::fibre_channel),
    Kind("flexVolume", "flexVolume", "flexVolume", remote::flex_volume),
    Kind("configMap", "configMap", "configMap", config_map),
    Kind("azureFile", "azureFile", "azureFile", remote::azure_file),
    Kind("vsphereVolume", "vsphereVolume", "vsphereVolume", remote::vsphere),
    Kind("photonPersistentDisk", "photonPersistentDisk", "photonPersistentDisk", remote::photon),
    Kind("portworxVolume", "portworxVolume", "portworxVolume", remote::portworx),
    Kind("azureDisk", "azureDisk", "azureDisk", remote::azure_disk),
    Kind("storageos", "storageos", "storageos", remote::storageos),
    Kind("projected", "projected", "projected", projected::check),
    Kind("scaleIO", "scaleIO", "scaleIO", remote::scale_io),
    Kind("csi", "csi", "csi", remote::csi),
    Kind("ephemeral", "ephemeral", "ephemeral", ephemeral),
    Kind("image", "image", "image", image),
];

fn source(volume: Object, pod: &str, at: &Path, errors: &mut Errors) {
    let mut found = false;
    if let Some(directory) = volume.maybe_object("emptyDir") {
        found = true;
        let limit = directory.get("sizeLimit").and_then(Quantity::of);
        if limit.is_some_and(|limit| limit.is_negative()) {
            let words = "SizeLimit field must be a valid resource quantity";
            let place = at.child("emptyDir");
            errors.forbidden(&place.child("sizeLimit"), words);
        }
    }
    for Kind(field, second, inside, rule) in &KINDS {
        let Some(details) = volume.maybe_object(field) else { continue };
        let extra = found;
        if extra {
            errors.forbidden(&at.child(second), "may not specify more than 1 volume type");
        } else {
            found = true;
            rule(details, &at.child(inside), errors);
        }
        match *field {
            "iscsi" => iscsi_name(volume, details, at, errors),
            "ephemeral" if !extra => claim_name(volume, pod, at, errors),
            _ => {}
        }
    }
    if !found {
        errors.required(at, "must specify a volume type");
    }
}

/// Names of iSCSI interfaces are made of the volume's name and the portal.
fn iscsi_name(volume: Object, details: Object, at: &Path, errors: &mut Errors) {
    const LONGEST: usize = 64;
    let (name, portal) = (volume.text("name"), details.text("targetPortal"));
    if details.has("initiatorName") && name.len() + 1 + portal.len() > LONGEST {
        let words = "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if \
                     iscsi.initiatorName is specified.";
        errors.invalid(&at.child("name"), Shown::Text(name), words);
    }
}

/// The claim of an ephemeral volume is named after Pod and volume.
fn claim_name(volume: Object, pod: &str, at: &Path, errors: &mut Errors) {
    let name = volume.text("name");
    if pod.is_empty() || name.is_empty() {
        return;
    }
    let claim = format!("{pod}-{name}");
    for words in names::dns_subdomain(&claim) {
        let words = format!("PVC name {}: {words}", Shown::Text(&claim));
        errors.invalid(&at.child("name"), Shown::Text(name), words);
    }
}

/// A field that must not be empty.
fn required(source: Object, field: &str, at: &Path, errors: &mut Errors) {
    if source.text(field).is_empty() {
        errors.required(&at.child(field), "");
    }
}

fn host_path(source: Object, at: &Path, errors: &mut Errors) {
    let path = source.text("path");
    if path.is_empty() {
        return errors.required(&at.child("path"), "");
    }
    no_backsteps(path, &at.child("path"), errors);
    let types = ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];
    if let Some(kind) = source.maybe_text("type")
        && !types.contains(&kind)
    {
        errors.not_supported(&at.child("type"), Shown::Word(kind), &types);
    }
}

fn git_repo(source: Object, at: &Path, errors: &mut Errors) {
    required(source, "repository", at, errors);
    descending_path(source.text("directory"), &at.child("directory"), errors);
}

fn secret(source: Object, at: &Path, errors: &mut Errors) {
    required(source, "secretName", at, errors);
    mode(source, "defaultMode", at, errors);
    items(source, &at.child("items"), errors);
}

fn config_map(source: Object, at: &Path, errors: &mut Errors) {
    required(source, "name", at, errors);
    mode(source, "defaultMode", at, errors);
    items(source, &at.child("items"), errors);
}

fn claim(source: Object, at: &Path, errors: &mut Errors) {
    required(source, "claimName", at, errors);
}

fn downward_api(source: Object, at: &Path, errors: &mut Errors) {
    mode(source, "defaultMode", at, errors);
    for file in source.objects("items") {
        // The server leaves `items` and the index out of these paths.
        downward_api_file(file, at, errors);
    }
}

fn ephemeral(source: Object, at: &Path, errors: &mut Errors) {
    let place = at.child("volumeClaimTemplate");
    match source.maybe_object("volumeClaimTemplate") {
        None => errors.required(&place, ""),
        Some(template) => claims::volume_claim_template(template, &place, errors),
    }
}

fn image(source: Object, at: &Path, errors: &mut Errors) {
    required(source, "reference", at, errors);
    pull_policy(source.text("pullPolicy"), &at.child("pullPolicy"), errors);
}

/// One file of the downward API.
pub(super) fn downward_api_file(file: Object, at: &Path, errors: &mut Errors) {
    let path = file.text("path");
    required(file, "path", at, errors);
    local_path(path, &at.child("path"), errors);
    if let Some(field) = file.maybe_object("fieldRef") {
        env::field_ref(field, &FIELDS, &at.child("fieldRef"), errors);
        if file.has("resourceFieldRef") {
            let words = "fieldRef and resourceFieldRef can not be specified simultaneously";
            errors.invalid(at, Shown::Text("resource"), words);
        }
    } else if let Some(resource) = file.maybe_object("resourceFieldRef") {
        env::resource_ref(resource, true, &at.child("resourceFieldRef"), errors);
    } else {
        errors.required(at, "one of fieldRef and resourceFieldRef is required");
    }
    mode(file, "mode", at, errors);
}

/// The mode of files.
pub(super) fn mode(source: Object, field: &str, at: &Path, errors: &mut Errors) {
    if let Some(mode) = source.maybe_number(field)
        && !MODES.contains(&mode)
    {
        let words = "must be a number between 0 and 0777 (octal), both inclusive";
        errors.invalid(&at.child(field), Shown::Number(mode), words);
    }
}

/// Which keys become which files.
pub(super) fn items(source: Object, at: &Path, errors: &mut Errors) {
    for (index, item) in source.objects("items").enumerate() {
        key_to_path(item, &at.index(index), errors);
    }
}

/// One key that becomes a file.
pub(super) fn key_to_path(item: Object, at: &Path, errors: &mut Errors) {
    required(item, "key", at, errors);
    required(item, "path", at, errors);
    local_path(item.text("path"), &at.child("path"), errors);
    mode(item, "mode", at, errors);
}

/// A path that does not lead up.
pub(super) fn no_backsteps(path: &str, at: &Path, errors: &mut Errors) {
    if path.split('/').any(|part| part == "..") {
        errors.invalid(at, Shown::Text(path), "must not contain '..'");
    }
}

/// A relative path that does not lead up.
pub(super) fn descending_path(path: &str, at: &Path, errors: &mut Errors) {
    if path.starts_with('/') {
        errors.invalid(at, Shown::Text(path), "must be a relative path");
    }
    no_backsteps(path, at, errors);
}

/// A relative path that neither leads up nor starts with two dots, which volumes keep for themselves.
pub(super) fn local_path(path: &str, at: &Path, errors: &mut Errors) {
    descending_path(path, at, errors);
    if path.starts_with("..") && !path.starts_with("../") {
        errors.invalid(at, Shown::Text(path), "must not start with '..'");
    }
}
