//! The volumes of a Pod as the kubelet reads them. It must not know what becomes of them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{FieldRef, ResourceFieldRef};

/// A volume and what it is made of.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Volume {
    pub name: String,
    pub empty_dir: Option<EmptyDir>,
    pub config_map: Option<ConfigMapVolume>,
    pub secret: Option<SecretVolume>,
    pub projected: Option<Projected>,
    #[serde(rename = "downwardAPI")]
    pub downward_api: Option<DownwardVolume>,
    pub host_path: Option<HostPath>,
    pub persistent_volume_claim: Option<ClaimVolume>,
    pub ephemeral: Option<Value>,
    pub image: Option<ImageVolume>,
    #[serde(flatten)]
    pub other: BTreeMap<String, Value>,
}

/// A folder that lives as long as the Pod.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EmptyDir {
    pub medium: String,
    pub size_limit: Option<Value>,
}

/// The keys of a `ConfigMap` as files.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ConfigMapVolume {
    pub name: String,
    pub items: Vec<KeyToPath>,
    pub default_mode: Option<u32>,
    pub optional: bool,
}

/// The keys of a `Secret` as files.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SecretVolume {
    pub secret_name: String,
    pub items: Vec<KeyToPath>,
    pub default_mode: Option<u32>,
    pub optional: bool,
}

/// One key under a path of its own.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct KeyToPath {
    pub key: String,
    pub path: String,
    pub mode: Option<u32>,
}

/// Several sources in one folder.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Projected {
    pub sources: Vec<Source>,
    pub default_mode: Option<u32>,
}

/// A source of a projected volume.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Source {
    pub config_map: Option<ProjectedKeys>,
    pub secret: Option<ProjectedKeys>,
    #[serde(rename = "downwardAPI")]
    pub downward_api: Option<DownwardVolume>,
    pub service_account_token: Option<TokenSource>,
}

/// Keys of a `ConfigMap` or `Secret` in a projected volume.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ProjectedKeys {
    pub name: String,
    pub items: Vec<KeyToPath>,
    pub optional: bool,
}

/// A token of the Pod's service account.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TokenSource {
    pub path: String,
    pub audience: String,
    pub expiration_seconds: Option<i64>,
}

/// Fields of the Pod as files.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DownwardVolume {
    pub items: Vec<DownwardItem>,
    pub default_mode: Option<u32>,
}

/// One field as a file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DownwardItem {
    pub path: String,
    pub field_ref: Option<FieldRef>,
    pub resource_field_ref: Option<ResourceFieldRef>,
    pub mode: Option<u32>,
}

/// A path of the node.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct HostPath {
    pub path: String,
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

/// A claim for storage.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ClaimVolume {
    pub claim_name: String,
    pub read_only: bool,
}

/// The files of an image.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ImageVolume {
    pub reference: String,
    pub pull_policy: Option<String>,
}
