//! What a Pod's volumes are made of, from the cluster's objects. It must not know how a machine keeps them.

use std::{collections::BTreeMap, net::Ipv4Addr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;

use crate::manifest::golang;
use crate::sim::{
    model::{DownwardVolume, KeyToPath, Pod, Source, Volume},
    quantity,
    runtime::{HostKind, VolumeConfig, VolumeContent, VolumeFile},
    store::Store,
};

use super::{environment::data, fields};

/// Permission bits of files whose mode nobody chose.
const USUAL_MODE: u32 = 0o644;

type Files = BTreeMap<String, VolumeFile>;

/// Whether a container asks for huge pages, of which a volume could be made.
fn requests_huge_pages(pod: &Pod) -> bool {
    let containers = pod.spec.containers.iter().chain(&pod.spec.init_containers);
    containers.flat_map(|container| container.resources.requests.keys()).any(|name| name.starts_with("hugepages-"))
}

/// One volume as the machine is to make it.
///
/// # Errors
/// In the kubelet's words: what it waits for.
pub fn content(pod: &Pod, volume: &Volume, ip: Ipv4Addr, store: &Store) -> Result<VolumeConfig, String> {
    let namespace = &pod.metadata.namespace;
    let content = if let Some(empty) = &volume.empty_dir {
        // The API server takes any word; only the node knows its media (pkg/volume/emptydir/empty_dir.go).
        match empty.medium.as_str() {
            "" | "Memory" => {}
            huge if huge.starts_with("HugePages") => {
                if !requests_huge_pages(pod) {
                    let words = "hugePages storage requested, but there is no resource request for huge pages";
                    return Err(format!("medium {huge}: {words}"));
                }
            }
            other => return Err(format!("unknown storage medium {other:?}")),
        }
        let limit = empty.size_limit.as_ref().and_then(quantity::units).and_then(|n| u64::try_from(n).ok());
        VolumeContent::Empty { memory: empty.medium == "Memory", limit: limit.filter(|n| *n > 0) }
    } else if let Some(map) = &volume.config_map {
        let keys = Keys { kind: "ConfigMap", name: &map.name, items: &map.items, optional: map.optional };
        VolumeContent::Files { memory: false, files: keys.files(namespace, map.default_mode, store)? }
    } else if let Some(secret) = &volume.secret {
        let keys = Keys { kind: "Secret", name: &secret.secret_name, items: &secret.items, optional: secret.optional };
        VolumeContent::Files { memory: true, files: keys.files(namespace, secret.default_mode, store)? }
    } else if let Some(downward) = &volume.downward_api {
        VolumeContent::Files { memory: true, files: downward_files(pod, downward, downward.default_mode, ip)? }
    } else if let Some(projected) = &volume.projected {
        let mut all = Files::new();
        let mut missing = Vec::new();
        for source in &projected.sources {
            match source_files(pod, source, projected.default_mode, ip, store) {
                Ok(files) => all.extend(files),
                Err(words) => missing.push(words),
            }
        }
        if !missing.is_empty() {
            return Err(golang::aggregate(&missing));
        }
        VolumeContent::Files { memory: true, files: all }
    } else if let Some(host) = &volume.host_path {
        VolumeContent::Host { path: host.path.clone(), kind: host_kind(host.kind.as_deref().unwrap_or(""))? }
    } else if let Some(claim) = &volume.persistent_volume_claim {
        VolumeContent::Claim(format!("{namespace}/{}", claim.claim_name))
    } else if volume.ephemeral.is_some() {
        VolumeContent::Claim(format!("{namespace}/{}-{}", pod.metadata.name, volume.name))
    } else if let Some(image) = &volume.image {
        VolumeContent::Image(image.reference.clone())
    } else {
        VolumeContent::Empty { memory: false, limit: None }
    };
    Ok(VolumeConfig { name: volume.name.clone(), content, fs_group: pod.spec.security_context.fs_group })
}

fn host_kind(word: &str) -> Result<HostKind, String> {
    Ok(match word {
        "" => HostKind::Any,
        "DirectoryOrCreate" => HostKind::Folder { create: true },
        "Directory" => HostKind::Folder { create: false },
        "FileOrCreate" => HostKind::File { create: true },
        "File" => HostKind::File { create: false },
        "Socket" => HostKind::Special("socket file"),
        "CharDevice" => HostKind::Special("character device"),
        "BlockDevice" => HostKind::Special("block device"),
        other => return Err(format!("{other} is an invalid volume type")),
    })
}

/// Keys of a `ConfigMap` or `Secret`, all or some.
struct Keys<'a> {
    kind: &'static str,
    name: &'a str,
    items: &'a [KeyToPath],
    optional: bool,
}

impl Keys<'_> {
    fn files(&self, namespace: &str, default_mode: Option<u32>, store: &Store) -> Result<Files, String> {
        let mode = default_mode.unwrap_or(USUAL_MODE);
        let Some(object) = store.get(self.kind, namespace, self.name) else {
            let word = self.kind.to_ascii_lowercase();
            return if self.optional { Ok(Files::new()) } else { Err(format!("{word} \"{}\" not found", self.name)) };
        };
        let mut all = data(object);
        if self.items.is_empty() {
            return Ok(all.into_iter().map(|(key, data)| (key, VolumeFile { data, mode })).collect());
        }
        let mut files = Files::new();
        for item in self.items {
            match all.get_mut(&item.key) {
                Some(data) => {
                    let file = VolumeFile { data: data.clone(), mode: item.mode.unwrap_or(mode) };
                    files.insert(item.path.clone(), file);
                }
                None if self.optional => {}
                None if self.kind == "Secret" => {
                    return Err(format!("references non-existent secret key: {}", item.key));
                }
                None => return Err(format!("configmap references non-existent config key: {}", item.key)),
            }
        }
        Ok(files)
    }
}

fn source_files(
    pod: &Pod,
    source: &Source,
    default_mode: Option<u32>,
    ip: Ipv4Addr,
    store: &Store,
) -> Result<Files, String> {
    let namespace = &pod.metadata.namespace;
    if let Some(map) = &source.config_map {
        let keys = Keys { kind: "ConfigMap", name: &map.name, items: &map.items, optional: map.optional };
        return keys.files(namespace, default_mode, store);
    }
    if let Some(secret) = &source.secret {
        let keys = Keys { kind: "Secret", name: &secret.name, items: &secret.items, optional: secret.optional };
        return keys.files(namespace, default_mode, store);
    }
    if let Some(downward) = &source.downward_api {
        return downward_files(pod, downward, default_mode, ip);
    }
    let mut files = Files::new();
    if let Some(token) = &source.service_account_token {
        let path = if token.path.is_empty() { "token" } else { &token.path };
        files.insert(path.to_owned(), VolumeFile { data: self::token(pod, &token.audience).into_bytes(), mode: 0o644 });
    }
    Ok(files)
}

/// A token that reads like a real one and opens nothing.
fn token(pod: &Pod, audience: &str) -> String {
    let audience = if audience.is_empty() { "https://kubernetes.default.svc.cluster.local" } else { audience };
    let account = pod.spec.service_account_name.as_deref().unwrap_or("default");
    let subject = format!("system:serviceaccount:{}:{account}", pod.metadata.namespace);
    let parts = [
        json!({"alg": "RS256", "kid": "podlings"}).to_string(),
        json!({"aud": [audience], "iss": "https://kubernetes.default.svc.cluster.local", "sub": subject}).to_string(),
        pod.metadata.uid.clone(),
    ];
    parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
}

fn downward_files(
    pod: &Pod,
    volume: &DownwardVolume,
    default_mode: Option<u32>,
    ip: Ipv4Addr,
) -> Result<Files, String> {
    let mut files = Files::new();
    for item in &volume.items {
        let text = if let Some(reference) = &item.field_ref {
            fields::field(pod, &reference.field_path, &ip.to_string())?
        } else if let Some(reference) = &item.resource_field_ref {
            fields::resource(pod, "", reference)?
        } else {
            continue;
        };
        let mode = item.mode.or(default_mode).unwrap_or(USUAL_MODE);
        files.insert(item.path.clone(), VolumeFile { data: text.into_bytes(), mode });
    }
    Ok(files)
}
