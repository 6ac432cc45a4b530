//! A Pod as the kubelet reads it: typed, with the API server's defaults filled in where a manifest left them out. It must
//! not know how a Pod is checked (that is `manifest`) nor how it lives.
//!
//! The generated types of `k8s-openapi` know every field of every kind and cost many seconds of each build; these know
//! what the kubelet acts on. Unknown fields pass.

mod volumes;

use std::collections::BTreeMap;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

pub use volumes::{
    ClaimVolume, ConfigMapVolume, DownwardItem, DownwardVolume, EmptyDir, HostPath, ImageVolume, KeyToPath, Projected,
    ProjectedKeys, SecretVolume, Source, TokenSource, Volume,
};

/// A Pod: its metadata and its spec.
#[derive(Debug, Clone, Default)]
pub struct Pod {
    pub metadata: Metadata,
    pub spec: PodSpec,
}

/// What names an object.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Metadata {
    pub name: String,
    pub namespace: String,
    pub uid: String,
    pub labels: BTreeMap<String, String>,
    pub annotations: BTreeMap<String, String>,
}

/// What a Pod should be.
#[expect(clippy::struct_excessive_bools, reason = "the fields are those of the API")]
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PodSpec {
    pub init_containers: Vec<Container>,
    pub containers: Vec<Container>,
    pub volumes: Vec<Volume>,
    pub restart_policy: RestartPolicy,
    pub termination_grace_period_seconds: Option<i64>,
    pub active_deadline_seconds: Option<i64>,
    pub node_selector: BTreeMap<String, String>,
    pub node_name: String,
    pub affinity: Option<Value>,
    pub tolerations: Vec<Value>,
    pub scheduling_gates: Vec<Value>,
    pub topology_spread_constraints: Vec<Value>,
    pub scheduler_name: Option<String>,
    pub service_account_name: Option<String>,
    pub image_pull_secrets: Vec<ObjectRef>,
    pub os: Option<PodOs>,
    pub automount_service_account_token: Option<bool>,
    pub host_network: bool,
    #[serde(rename = "hostPID")]
    pub host_pid: bool,
    #[serde(rename = "hostIPC")]
    pub host_ipc: bool,
    pub share_process_namespace: bool,
    pub security_context: PodSecurityContext,
    pub hostname: Option<String>,
    pub subdomain: Option<String>,
    #[serde(rename = "setHostnameAsFQDN")]
    pub set_hostname_as_fqdn: bool,
    pub host_aliases: Vec<HostAlias>,
    pub dns_policy: Option<String>,
    pub dns_config: Option<Value>,
    pub enable_service_links: Option<bool>,
    pub readiness_gates: Vec<Value>,
    pub overhead: BTreeMap<String, Value>,
    /// Of the Pod as a whole.
    pub resources: Option<Resources>,
}

/// The system that a Pod's containers are made for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PodOs {
    pub name: String,
}

/// A setting of the kernel.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Sysctl {
    pub name: String,
}

/// When a container is started again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum RestartPolicy {
    #[default]
    Always,
    OnFailure,
    Never,
}

/// A line of `/etc/hosts`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct HostAlias {
    pub ip: String,
    pub hostnames: Vec<String>,
}

/// Security of all containers.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PodSecurityContext {
    pub run_as_user: Option<u32>,
    pub run_as_group: Option<u32>,
    pub run_as_non_root: Option<bool>,
    pub fs_group: Option<u32>,
    pub supplemental_groups: Vec<u32>,
    pub fs_group_change_policy: Option<String>,
    pub sysctls: Vec<Sysctl>,
}

/// A container of a Pod, init containers and sidecars too.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Container {
    pub name: String,
    pub image: String,
    pub image_pull_policy: Option<String>,
    pub command: Vec<String>,
    pub args: Vec<String>,
    pub working_dir: Option<String>,
    pub env: Vec<EnvVar>,
    pub env_from: Vec<EnvFrom>,
    pub ports: Vec<ContainerPort>,
    pub volume_mounts: Vec<VolumeMount>,
    pub resources: Resources,
    pub restart_policy: Option<RestartPolicy>,
    pub restart_policy_rules: Vec<RestartRule>,
    pub liveness_probe: Option<Probe>,
    pub readiness_probe: Option<Probe>,
    pub startup_probe: Option<Probe>,
    pub lifecycle: Lifecycle,
    pub termination_message_path: Option<String>,
    pub termination_message_policy: Option<String>,
    pub security_context: SecurityContext,
    pub stdin: bool,
    pub tty: bool,
}

/// A restart that depends on the exit code; only the action `Restart` exists.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RestartRule {
    pub exit_codes: ExitCodes,
}

/// Exit codes, meant by `In` or all but these by `NotIn`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ExitCodes {
    pub operator: String,
    pub values: Vec<i32>,
}

/// Security of one container.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SecurityContext {
    pub run_as_user: Option<u32>,
    pub run_as_group: Option<u32>,
    pub run_as_non_root: Option<bool>,
    pub read_only_root_filesystem: bool,
    pub privileged: bool,
    pub allow_privilege_escalation: Option<bool>,
    pub capabilities: Capabilities,
}

/// Capabilities added and dropped.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Capabilities {
    pub add: Vec<String>,
    pub drop: Vec<String>,
}

/// An environment variable.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EnvVar {
    pub name: String,
    pub value: String,
    pub value_from: Option<EnvSource>,
}

/// Where the value of a variable comes from.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EnvSource {
    pub field_ref: Option<FieldRef>,
    pub resource_field_ref: Option<ResourceFieldRef>,
    pub config_map_key_ref: Option<KeyRef>,
    pub secret_key_ref: Option<KeyRef>,
    pub file_key_ref: Option<FileKeyRef>,
}

/// A variable in a file of a volume.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FileKeyRef {
    pub volume_name: String,
    pub path: String,
    pub key: String,
    pub optional: bool,
}

/// A field of the Pod itself.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FieldRef {
    pub field_path: String,
}

/// A resource of a container.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ResourceFieldRef {
    pub container_name: String,
    pub resource: String,
    pub divisor: Option<Value>,
}

/// A key of a `ConfigMap` or `Secret`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct KeyRef {
    pub name: String,
    pub key: String,
    pub optional: bool,
}

/// All keys of a `ConfigMap` or `Secret` as variables.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EnvFrom {
    pub prefix: String,
    pub config_map_ref: Option<ObjectRef>,
    pub secret_ref: Option<ObjectRef>,
}

/// A `ConfigMap` or `Secret` by name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ObjectRef {
    pub name: String,
    pub optional: bool,
}

/// A port that a container declares.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ContainerPort {
    pub name: String,
    pub container_port: u16,
    pub host_port: u16,
    #[serde(rename = "hostIP")]
    pub host_ip: String,
    pub protocol: Option<String>,
}

/// A volume as one container sees it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VolumeMount {
    pub name: String,
    pub mount_path: String,
    pub sub_path: String,
    pub sub_path_expr: String,
    pub read_only: bool,
    pub recursive_read_only: Option<String>,
}

/// Requests and limits as they were written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Resources {
    pub requests: BTreeMap<String, Value>,
    pub limits: BTreeMap<String, Value>,
}

/// A probe.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Probe {
    #[serde(flatten)]
    pub handler: Handler,
    pub initial_delay_seconds: i64,
    pub timeout_seconds: Option<i64>,
    pub period_seconds: Option<i64>,
    pub success_threshold: Option<u32>,
    pub failure_threshold: Option<u32>,
    pub termination_grace_period_seconds: Option<i64>,
}

/// What a probe or a hook does.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Handler {
    pub exec: Option<ExecAction>,
    pub http_get: Option<HttpGet>,
    pub tcp_socket: Option<TcpSocket>,
    pub grpc: Option<Grpc>,
    pub sleep: Option<SleepAction>,
}

/// Runs a command in the container.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ExecAction {
    pub command: Vec<String>,
}

/// Asks a web server.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct HttpGet {
    pub host: String,
    pub path: String,
    pub port: Port,
    pub scheme: Option<String>,
    pub http_headers: Vec<Header>,
}

/// A header of a request.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Header {
    pub name: String,
    pub value: String,
}

/// Opens a connection.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TcpSocket {
    pub host: String,
    pub port: Port,
}

/// Asks a gRPC health service.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Grpc {
    pub port: u16,
    pub service: String,
}

/// Waits.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SleepAction {
    pub seconds: i64,
}

/// A port by number or by a container's name for it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Port {
    Number(u16),
    Name(String),
}

impl Default for Port {
    fn default() -> Self {
        Self::Number(0)
    }
}

/// Hooks around a container's life.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Lifecycle {
    pub post_start: Option<Handler>,
    pub pre_stop: Option<Handler>,
    pub stop_signal: Option<String>,
}

/// Which list of the spec a container stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Which {
    /// `spec.initContainers[i]`
    Init(usize),
    /// `spec.containers[i]`
    Main(usize),
}

impl Pod {
    /// Reads an API object; what does not fit the types is an error in serde's words.
    ///
    /// # Errors
    /// Where a field has another type than Kubernetes gives it.
    pub fn read(object: &Value) -> Result<Self, serde_json::Error> {
        // The status is long, and none of it is read.
        Ok(Self { metadata: part(&object["metadata"])?, spec: part(&object["spec"])? })
    }

    /// The container at that place.
    #[must_use]
    pub fn container(&self, which: Which) -> Option<&Container> {
        match which {
            Which::Init(index) => self.spec.init_containers.get(index),
            Which::Main(index) => self.spec.containers.get(index),
        }
    }

    /// The place of the container with that name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Which> {
        let place = |list: &[Container]| list.iter().position(|container| container.name == name);
        place(&self.spec.containers).map(Which::Main).or_else(|| place(&self.spec.init_containers).map(Which::Init))
    }

    /// All containers, init containers first.
    pub fn all(&self) -> impl Iterator<Item = (Which, &Container)> {
        let init = self.spec.init_containers.iter().enumerate().map(|(index, c)| (Which::Init(index), c));
        init.chain(self.spec.containers.iter().enumerate().map(|(index, c)| (Which::Main(index), c)))
    }

    /// `name_namespace(uid)`, as the kubelet writes it into messages.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{}_{}({})", self.metadata.name, self.metadata.namespace, self.metadata.uid)
    }

    /// The grace period on deletion: 30 seconds unless the spec says otherwise.
    #[must_use]
    pub fn grace_seconds(&self) -> u64 {
        u64::try_from(self.spec.termination_grace_period_seconds.unwrap_or(30)).unwrap_or(1)
    }

    /// Any container may run again after an error.
    #[must_use]
    pub fn restarts_on_failure(&self) -> bool {
        self.spec.restart_policy != RestartPolicy::Never
    }
}

impl Container {
    /// An init container with `restartPolicy: Always`.
    #[must_use]
    pub fn is_sidecar(&self) -> bool {
        self.restart_policy == Some(RestartPolicy::Always)
    }

    /// Whether it runs again after it ended with a code: its rules decide first, then its own policy, then the Pod's
    /// (pkg/kubelet/container/helpers.go).
    #[must_use]
    pub fn restarts_after(&self, code: i32, pods: RestartPolicy) -> bool {
        let by_rule = self.restart_policy_rules.iter().any(|rule| {
            let listed = rule.exit_codes.values.contains(&code);
            if rule.exit_codes.operator == "NotIn" { !listed } else { listed }
        });
        by_rule
            || match self.restart_policy.unwrap_or(pods) {
                RestartPolicy::Always => true,
                RestartPolicy::OnFailure => code != 0,
                RestartPolicy::Never => false,
            }
    }

    /// `IfNotPresent` where nothing was written, `Always` for `:latest` or no tag.
    #[must_use]
    pub fn pull_policy(&self) -> &str {
        match self.image_pull_policy.as_deref() {
            Some(policy) if !policy.is_empty() => policy,
            _ if self.image.ends_with(":latest")
                || !self.image.rsplit('/').next().is_some_and(|n| n.contains([':', '@'])) =>
            {
                "Always"
            }
            _ => "IfNotPresent",
        }
    }
}

impl Probe {
    /// Seconds between two runs.
    #[must_use]
    pub fn period(&self) -> u64 {
        positive(self.period_seconds, 10)
    }

    /// Seconds until a run counts as failed.
    #[must_use]
    pub fn timeout(&self) -> u64 {
        positive(self.timeout_seconds, 1)
    }

    /// Seconds after the start before the first run.
    #[must_use]
    pub fn initial_delay(&self) -> u64 {
        u64::try_from(self.initial_delay_seconds).unwrap_or(0)
    }

    /// Failures in a row that count.
    #[must_use]
    pub fn failures(&self) -> u32 {
        self.failure_threshold.unwrap_or(3).max(1)
    }

    /// Successes in a row that count.
    #[must_use]
    pub fn successes(&self) -> u32 {
        self.success_threshold.unwrap_or(1).max(1)
    }
}

fn part<T: DeserializeOwned + Default>(value: &Value) -> Result<T, serde_json::Error> {
    if value.is_null() {
        return Ok(T::default());
    }
    if !has_nulls(value) {
        return T::deserialize(value);
    }
    let mut value = value.clone();
    drop_nulls(&mut value);
    T::deserialize(value)
}

fn has_nulls(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.values().any(|inner| inner.is_null() || has_nulls(inner)),
        Value::Array(list) => list.iter().any(has_nulls),
        _ => false,
    }
}

/// A field that is null is one that was not written.
fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, inner| !inner.is_null());
            map.values_mut().for_each(drop_nulls);
        }
        Value::Array(list) => list.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

fn positive(value: Option<i64>, default: u64) -> u64 {
    value.and_then(|v| u64::try_from(v).ok()).filter(|v| *v > 0).unwrap_or(default)
}
