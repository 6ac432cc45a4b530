//! Where a container mounts volumes and finds block devices. It must not know what the volumes are made of.

use super::field::{Errors, Path, Shown};
use super::object::Object;
use super::volumes::{self, Volumes};
use std::collections::{HashMap, HashSet};

/// `volumeMounts`
pub(super) fn mounts(container: Object, volumes: &Volumes, at: &Path, errors: &mut Errors) {
    let mut paths = HashSet::new();
    let devices = Taken::by(container, "volumeDevices", "devicePath");
    for (index, mount) in container.objects("volumeMounts").enumerate() {
        let here = at.index(index);
        let (name, path) = (mount.text("name"), mount.text("mountPath"));
        if name.is_empty() {
            errors.required(&here.child("name"), "");
        }
        if volumes.get(name).is_none() {
            errors.not_found(&here.child("name"), name, "");
        }
        if path.is_empty() {
            errors.required(&here.child("mountPath"), "");
        }
        if paths.contains(&path) {
            errors.invalid(&here.child("mountPath"), Shown::Text(path), "must be unique");
        }
        paths.insert(path);
        devices.overlap("volumeDevices", "mountPath", name, path, &here, errors);
        sub_paths(mount, &here, at, errors);
        propagation(mount, container, &at.child("mountPropagation"), errors);
        recursive_read_only(mount, &at.child("recursiveReadOnly"), errors);
    }
}

/// The names and paths that mounts take from devices, or devices from mounts. Where a name stands twice, its last path
/// counts.
struct Taken<'a> {
    names: HashMap<&'a str, &'a str>,
    paths: HashSet<&'a str>,
}

impl<'a> Taken<'a> {
    fn by(container: Object<'a>, list: &str, path: &str) -> Self {
        let items = container.objects(list).map(|item| (item.text("name"), item.text(path)));
        let names: HashMap<_, _> = items.collect();
        let paths = names.values().copied().collect();
        Self { names, paths }
    }

    /// Complains of a name or a path (in the field `field`) that the other `list` has.
    fn overlap(&self, list: &str, field: &str, name: &str, path: &str, at: &Path, errors: &mut Errors) {
        if self.names.contains_key(name) {
            let words = format!("must not already exist in {list}");
            errors.invalid(&at.child("name"), Shown::Text(name), words);
        }
        if self.paths.contains(path) {
            let words = format!("must not already exist as a path in {list}");
            errors.invalid(&at.child(field), Shown::Text(path), words);
        }
    }
}

/// `here` is the mount, `list` all mounts: the server leaves the index out of some paths.
fn sub_paths(mount: Object, here: &Path, list: &Path, errors: &mut Errors) {
    let (path, expression) = (mount.text("subPath"), mount.text("subPathExpr"));
    if !path.is_empty() {
        volumes::descending_path(path, &list.child("subPath"), errors);
    }
    if !expression.is_empty() {
        if !path.is_empty() {
            let words = "subPathExpr and subPath are mutually exclusive";
            errors.invalid(&here.child("subPathExpr"), Shown::Text(expression), words);
        }
        volumes::descending_path(expression, &list.child("subPathExpr"), errors);
    }
}

fn propagation(mount: Object, container: Object, at: &Path, errors: &mut Errors) {
    let Some(mode) = mount.maybe_text("mountPropagation") else { return };
    let modes = ["Bidirectional", "HostToContainer", "None"];
    if !modes.contains(&mode) {
        errors.not_supported(at, Shown::Word(mode), &modes);
    }
    let privileged = container.object("securityContext").flag("privileged");
    if mode == "Bidirectional" && !privileged {
        let words = "Bidirectional mount propagation is available only to privileged containers";
        errors.forbidden(at, words);
    }
}

fn recursive_read_only(mount: Object, at: &Path, errors: &mut Errors) {
    match mount.maybe_text("recursiveReadOnly") {
        None | Some("Disabled") => {}
        Some("Enabled" | "IfPossible") => {
            if !mount.flag("readOnly") {
                errors.forbidden(at, "may only be specified when readOnly is true");
            }
            if mount.maybe_text("mountPropagation").is_some_and(|mode| mode != "None") {
                let words = "may only be specified when mountPropagation is None or not specified";
                errors.forbidden(at, words);
            }
        }
        Some(other) => {
            let modes = ["Disabled", "Enabled", "IfPossible"];
            errors.not_supported(at, Shown::Word(other), &modes);
        }
    }
}

/// `volumeDevices`
pub(super) fn devices(container: Object, volumes: &Volumes, at: &Path, errors: &mut Errors) {
    let (mut names, mut paths) = (HashSet::new(), HashSet::new());
    let mounts = Taken::by(container, "volumeMounts", "mountPath");
    for (index, device) in container.objects("volumeDevices").enumerate() {
        let here = at.index(index);
        let (name, path) = (device.text("name"), device.text("devicePath"));
        let (name_place, path_place) = (here.child("name"), here.child("devicePath"));
        let volume = volumes.get(name);
        if name.is_empty() {
            errors.required(&name_place, "");
        }
        if names.contains(&name) {
            errors.invalid(&name_place, Shown::Text(name), "must be unique");
        }
        match volume {
            None => errors.not_found(&name_place, name, ""),
            Some(volume) if volume.has("persistentVolumeClaim") || volume.has("ephemeral") => {}
            Some(_) => {
                let words = "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode";
                errors.invalid(&name_place, Shown::Text(name), words);
            }
        }
        if path.is_empty() {
            errors.required(&path_place, "");
        }
        if paths.contains(&path) {
            errors.invalid(&path_place, Shown::Text(path), "must be unique");
        }
        if path.split('/').any(|part| part == "..") {
            let words = "can not contain backsteps ('..')";
            errors.invalid(&path_place, Shown::Text(path), words);
        } else {
            paths.insert(path);
        }
        mounts.overlap("volumeMounts", "devicePath", name, path, &here, errors);
        if !name.is_empty() {
            names.insert(name);
        }
    }
}
