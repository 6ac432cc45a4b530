//! Projected volumes: several sources in one directory. It must not know other volumes. Trust bundles and Pod
//! certificates are behind feature gates that are off: the server drops them before it checks.

use super::field::{Errors, Path, Shown};
use super::object::Object;
use super::volumes;
use std::collections::HashSet;

const SHORTEST_TOKEN: i64 = 10 * 60;
const LONGEST_TOKEN: i64 = 1 << 32;

/// A projected volume.
pub(super) fn check(volume: Object, at: &Path, errors: &mut Errors) {
    volumes::mode(volume, "defaultMode", at, errors);
    let mut taken = HashSet::new();
    let list = at.child("sources");
    for (index, source) in volume.objects("sources").enumerate() {
        let here = list.index(index);
        let mut sources = 0;
        for kind in ["secret", "configMap"] {
            if let Some(keys) = source.maybe_object(kind) {
                sources += 1;
                named(keys, &here.child(kind), at, &mut taken, errors);
            }
        }
        if let Some(files) = source.maybe_object("downwardAPI") {
            sources += 1;
            for file in files.objects("items") {
                volumes::downward_api_file(file, &here.child("downwardAPI"), errors);
                let path = file.text("path");
                take(path, path, at, &mut taken, errors);
            }
        }
        if let Some(token) = source.maybe_object("serviceAccountToken") {
            sources += 1;
            token_source(token, &here.child("serviceAccountToken"), at, errors);
        }
        if sources > 1 {
            errors.forbidden(&here, "may not specify more than 1 volume type per source");
        }
    }
}

/// Keys of a Secret or a `ConfigMap`. `volume` is the place of the whole volume, where the server puts conflicts.
fn named<'a>(keys: Object<'a>, at: &Path, volume: &Path, taken: &mut HashSet<&'a str>, errors: &mut Errors) {
    let name = keys.text("name");
    if name.is_empty() {
        errors.required(&at.child("name"), "");
    }
    let items = at.child("items");
    for (index, item) in keys.objects("items").enumerate() {
        volumes::key_to_path(item, &items.index(index), errors);
        take(item.text("path"), name, volume, taken, errors);
    }
}

/// Takes a path, which only one source may have; `shown` is what the server prints of a second one.
fn take<'a>(path: &'a str, shown: &str, at: &Path, taken: &mut HashSet<&'a str>, errors: &mut Errors) {
    if path.is_empty() {
        return;
    }
    if !taken.insert(path) {
        errors.invalid(at, Shown::Text(shown), "conflicting duplicate paths");
    }
}

fn token_source(token: Object, at: &Path, volume: &Path, errors: &mut Errors) {
    let seconds = token.number("expirationSeconds");
    let place = at.child("expirationSeconds");
    if seconds < SHORTEST_TOKEN {
        let words = "may not specify a duration less than 10 minutes";
        errors.invalid(&place, Shown::Number(seconds), words);
    }
    if seconds > LONGEST_TOKEN {
        let words = "may not specify a duration larger than 2^32 seconds";
        errors.invalid(&place, Shown::Number(seconds), words);
    }
    let path = token.text("path");
    if path.is_empty() {
        errors.required(&volume.child("path"), "");
    } else {
        volumes::local_path(path, &volume.child("path"), errors);
    }
}

/// A Pod without a service account, which only a mirror Pod can be, has nobody whose token a volume could hold.
pub(super) fn no_tokens(spec: Object, at: &Path, errors: &mut Errors) {
    for (index, volume) in spec.objects("volumes").enumerate() {
        let here = at.index(index);
        let projected = here.child("projected");
        let list = projected.child("sources");
        for (index, source) in volume.object("projected").objects("sources").enumerate() {
            if source.has("serviceAccountToken") {
                let words = "must not be specified when serviceAccountName is not set";
                errors.forbidden(&list.index(index).child("serviceAccountToken"), words);
            }
        }
    }
}
