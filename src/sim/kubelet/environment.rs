//! A container's environment variables, and `$(VAR)` in its command line. It must not know how a container is started.

use std::fmt::Write as _;
use std::{collections::BTreeMap, net::Ipv4Addr};

use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::{ConfigMap, Secret};
use serde::Deserialize as _;
use serde_json::Value;

use crate::sim::{
    model::{Container, EnvSource, Pod},
    store::Store,
};

use super::{env_file, fields};

/// The bytes of a file of a volume, by the volume's name and the path in it.
pub type VolumeReader<'a> = &'a dyn Fn(&str, &str) -> Option<Vec<u8>>;

/// The variables in the order of the manifest, those of Services behind them.
///
/// # Errors
/// In the kubelet's words: what keeps the container from being created.
pub fn variables(
    pod: &Pod,
    container: &Container,
    ip: Ipv4Addr,
    store: &Store,
    files: VolumeReader,
) -> Result<Vec<(String, String)>, String> {
    let namespace = &pod.metadata.namespace;
    let mut known: BTreeMap<String, String> = services(pod, store);
    let mut order: Vec<String> = Vec::new();
    let set = |known: &mut BTreeMap<String, String>, order: &mut Vec<String>, name: &str, value: String| {
        known.insert(name.to_owned(), value);
        order.retain(|n| n != name);
        order.push(name.to_owned());
    };
    for from in &container.env_from {
        let (kind, word, reference) = match (&from.config_map_ref, &from.secret_ref) {
            (Some(reference), _) => ("ConfigMap", "configmap", reference),
            (None, Some(reference)) => ("Secret", "secret", reference),
            (None, None) => continue,
        };
        let Some(object) = store.get(kind, namespace, &reference.name) else {
            if reference.optional {
                continue;
            }
            return Err(format!("{word} \"{}\" not found", reference.name));
        };
        for (key, value) in texts(object) {
            let name = format!("{}{key}", from.prefix);
            set(&mut known, &mut order, &name, String::from_utf8_lossy(&value).into_owned());
        }
    }
    for variable in &container.env {
        let value = match &variable.value_from {
            None => Some(expand(&variable.value, |name| known.get(name).cloned())),
            Some(source) => from_source(pod, container, source, ip, store, files)?,
        };
        if let Some(value) = value {
            set(&mut known, &mut order, &variable.name, value);
        }
    }
    let rest: Vec<String> = known.keys().filter(|name| !order.contains(name)).cloned().collect();
    order.extend(rest);
    Ok(order
        .into_iter()
        .map(|name| (known.get(&name).cloned().unwrap_or_default(), name))
        .map(|(v, n)| (n, v))
        .collect())
}

fn from_source(
    pod: &Pod,
    container: &Container,
    source: &EnvSource,
    ip: Ipv4Addr,
    store: &Store,
    files: VolumeReader,
) -> Result<Option<String>, String> {
    if let Some(reference) = &source.field_ref {
        return fields::field(pod, &reference.field_path, &ip.to_string()).map(Some);
    }
    if let Some(reference) = &source.resource_field_ref {
        return fields::resource(pod, &container.name, reference).map(Some);
    }
    if let Some(reference) = &source.file_key_ref {
        return env_file::value(&pod.metadata.uid, reference, files);
    }
    let (kind, word, reference) = match (&source.config_map_key_ref, &source.secret_key_ref) {
        (Some(reference), _) => ("ConfigMap", "configmap", reference),
        (None, Some(reference)) => ("Secret", "secret", reference),
        (None, None) => return Ok(Some(String::new())),
    };
    let namespace = &pod.metadata.namespace;
    let Some(object) = store.get(kind, namespace, &reference.name) else {
        return if reference.optional { Ok(None) } else { Err(format!("{word} \"{}\" not found", reference.name)) };
    };
    match texts(object).remove(&reference.key) {
        Some(value) => Ok(Some(String::from_utf8_lossy(&value).into_owned())),
        None if reference.optional => Ok(None),
        None => Err(format!("couldn't find key {} in {kind} {namespace}/{}", reference.key, reference.name)),
    }
}

/// What can become a variable: all of a `Secret`, of a `ConfigMap` what is text.
fn texts(object: &Value) -> BTreeMap<String, Vec<u8>> {
    let mut all = data(object);
    if let Some(bytes) = object["binaryData"].as_object() {
        all.retain(|key, _| !bytes.contains_key(key));
    }
    all
}

/// The bytes of a `ConfigMap` or `Secret` by key; none where the object is not what the API server would store.
#[must_use]
pub fn data(object: &Value) -> BTreeMap<String, Vec<u8>> {
    if object["kind"] == "Secret" {
        let data = Secret::deserialize(object).ok().and_then(|secret| secret.data).unwrap_or_default();
        return data.into_iter().map(|(key, ByteString(bytes))| (key, bytes)).collect();
    }
    let map = ConfigMap::deserialize(object).unwrap_or_default();
    let texts = map.data.unwrap_or_default().into_iter().map(|(key, text)| (key, text.into_bytes()));
    let bytes = map.binary_data.unwrap_or_default().into_iter().map(|(key, ByteString(bytes))| (key, bytes));
    texts.chain(bytes).collect()
}

/// The variables that tell of Services: those of the namespace, and the API server's.
fn services(pod: &Pod, store: &Store) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let linked = pod.spec.enable_service_links.unwrap_or(true);
    for service in store.list("Service") {
        let (name, namespace) = (text(&service["metadata"]["name"]), text(&service["metadata"]["namespace"]));
        let api_server = name == "kubernetes" && namespace == "default";
        if !(api_server || linked && namespace == pod.metadata.namespace) {
            continue;
        }
        let address = text(&service["spec"]["clusterIP"]);
        if address.is_empty() || address == "None" {
            continue;
        }
        let prefix = name.to_ascii_uppercase().replace('-', "_");
        for (index, port) in service["spec"]["ports"].as_array().into_iter().flatten().enumerate() {
            let number = port["port"].as_u64().unwrap_or(0);
            let protocol = port["protocol"].as_str().unwrap_or("TCP");
            let url = format!("{}://{address}:{number}", protocol.to_ascii_lowercase());
            if index == 0 {
                all.insert(format!("{prefix}_SERVICE_HOST"), address.to_owned());
                all.insert(format!("{prefix}_SERVICE_PORT"), number.to_string());
                all.insert(format!("{prefix}_PORT"), url.clone());
            }
            if let Some(port_name) = port["name"].as_str().filter(|n| !n.is_empty()) {
                let upper = port_name.to_ascii_uppercase().replace('-', "_");
                all.insert(format!("{prefix}_SERVICE_PORT_{upper}"), number.to_string());
            }
            let one = format!("{prefix}_PORT_{number}_{protocol}");
            all.insert(format!("{one}_PROTO"), protocol.to_ascii_lowercase());
            all.insert(format!("{one}_PORT"), number.to_string());
            all.insert(format!("{one}_ADDR"), address.to_owned());
            all.insert(one, url);
        }
    }
    all
}

/// `$(NAME)` becomes the variable's value where there is one, `$$` becomes `$`, everything else stays.
#[must_use]
pub fn expand(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
        } else if let Some(inner) = rest.strip_prefix('(')
            && let Some(end) = inner.find(')')
        {
            let name = &inner[..end];
            match value(name) {
                Some(value) => out.push_str(&value),
                None => _ = write!(out, "$({name})"),
            }
            rest = &inner[end + 1..];
        } else {
            out.push('$');
        }
    }
    out + rest
}

/// Whether a text has a `$$` that becomes a `$` unasked, as a script writes it that means the number of its own process. `$$(NAME)`
/// and `$$$$` are meant so: they keep a reference, and a `$$`, from being put in.
#[must_use]
pub fn halves_dollars(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let from = &rest[at..];
        let after = from.trim_start_matches('$');
        let run = from.len() - after.len();
        if run == 2 && !after.starts_with('(') {
            return true;
        }
        let reference = after.strip_prefix('(').filter(|_| run % 2 == 1).and_then(|inner| inner.split_once(')'));
        rest = reference.map_or(after, |(_, behind)| behind);
    }
    false
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expands_as_the_kubelet_does() {
        let known = |name: &str| (name == "A").then(|| "1".to_owned());
        for (text, want) in [
            ("$(A)-$(B)", "1-$(B)"),
            ("$$(A) $A $", "$(A) $A $"),
            ("kill -9 $$", "kill -9 $"),
            ("$(A", "$(A"),
            ("$$$(A)", "$1"),
        ] {
            assert_eq!(expand(text, known), want);
        }
    }

    #[test]
    fn a_dollar_is_lost_unasked_outside_of_references_and_escapes() {
        for text in ["kill -9 $$", "echo $$ > /run/pid", "x$$", "$(A) $$"] {
            assert!(halves_dollars(text), "{text}");
        }
        for text in ["", "$A $", "$$(A)", "kill $$$$", "echo $(cat /proc/$$/comm)", "$(A", "$$$(A)"] {
            assert!(!halves_dollars(text), "{text}");
        }
    }
}
