//! What grading must know of a Pod's fields: which kind of object stands where, what silence means, how values are
//! written, which lists have an order. It must not know exercises or verdicts.
//!
//! The defaults are those of Kubernetes 1.36 (`pkg/apis/core/v1/defaults.go`), seen field by field, because a grader has
//! to say "not set, which means …" for one field of a manifest that as a whole may be unreadable to the API server.

mod known;

use serde_json::{Value as Json, json};

use crate::manifest::{Node, Value};

pub use known::is_known;

/// The kinds of object in a Pod that differ in their defaults or in how their values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// The whole manifest.
    Pod,
    /// `metadata`.
    Metadata,
    /// `spec`.
    Spec,
    /// An item of `containers`.
    Container,
    /// An item of `initContainers`.
    InitContainer,
    /// A container's `resources`.
    Resources,
    /// `limits`, `requests`: quantities by name.
    Amounts,
    /// A container's port.
    Port,
    /// A variable of a container's environment.
    Env,
    /// `valueFrom`.
    EnvSource,
    /// `fieldRef`.
    FieldRef,
    /// A mount.
    Mount,
    /// A probe.
    Probe,
    /// `lifecycle`.
    Lifecycle,
    /// `postStart`, `preStop`.
    Handler,
    /// `httpGet`.
    HttpGet,
    /// `tcpSocket`.
    TcpSocket,
    /// `exec`.
    Exec,
    /// An item of `volumes`.
    Volume,
    /// `emptyDir`.
    EmptyDir,
    /// `hostPath`.
    HostPath,
    /// `configMap`, `secret`, `projected`, `downwardAPI` of a volume.
    Files,
    /// A source of a projected volume.
    Source,
    /// `configMap`, `secret`, `downwardAPI` of such a source, read as if it were a volume of its own.
    SourceFiles,
    /// A toleration.
    Toleration,
    /// Anything else.
    Other,
}

/// How the values of a field are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// As they are.
    Plain,
    /// `500m` is `0.5`.
    Quantity,
    /// `/data/` is `/data`.
    Path,
    /// `nginx` is `docker.io/library/nginx:latest`.
    Image,
    /// A container's port by number or by name.
    PortRef,
}

/// What identifies the items of a list, and whether their order means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListRule {
    /// The keys that identify an item, the most telling first.
    pub identity: &'static [&'static str],
    /// The order of items has a meaning.
    pub ordered: bool,
    /// A second item with the same first identity is a mistake.
    pub unique: bool,
    /// Of items with the same identity the last one counts.
    pub last_counts: bool,
}

impl Shape {
    /// The kind of object under a key.
    #[must_use]
    pub fn child(self, key: &str) -> Shape {
        match (self, key) {
            (Shape::Pod, "metadata") => Shape::Metadata,
            (Shape::Pod, "spec") => Shape::Spec,
            (Shape::Spec, "containers" | "ephemeralContainers") => Shape::Container,
            (Shape::Spec, "initContainers") => Shape::InitContainer,
            (Shape::Spec, "volumes") => Shape::Volume,
            (Shape::Spec, "tolerations") => Shape::Toleration,
            (Shape::Spec, "resources") => Shape::Resources,
            (Shape::Container | Shape::InitContainer, _) => Self::in_container(key),
            (Shape::Spec, "overhead") | (Shape::Resources, "limits" | "requests") => Shape::Amounts,
            (Shape::Env, "valueFrom") => Shape::EnvSource,
            (Shape::EnvSource, "fieldRef") => Shape::FieldRef,
            (Shape::Lifecycle, "postStart" | "preStop") => Shape::Handler,
            (Shape::Probe | Shape::Handler, "httpGet") => Shape::HttpGet,
            (Shape::Probe | Shape::Handler, "tcpSocket") => Shape::TcpSocket,
            (Shape::Probe | Shape::Handler, "exec") => Shape::Exec,
            (Shape::Volume, "emptyDir") => Shape::EmptyDir,
            (Shape::Volume, "hostPath") => Shape::HostPath,
            (Shape::Volume, "configMap" | "secret" | "projected" | "downwardAPI") => Shape::Files,
            (Shape::Files, "sources") => Shape::Source,
            _ => Shape::Other,
        }
    }

    fn in_container(key: &str) -> Shape {
        match key {
            "resources" => Shape::Resources,
            "ports" => Shape::Port,
            "env" => Shape::Env,
            "volumeMounts" => Shape::Mount,
            "livenessProbe" | "readinessProbe" | "startupProbe" => Shape::Probe,
            "lifecycle" => Shape::Lifecycle,
            _ => Shape::Other,
        }
    }

    /// How the values of a field are compared.
    #[must_use]
    pub fn sort(self, key: &str) -> Sort {
        match (self, key) {
            (Shape::Amounts, _) | (_, "sizeLimit" | "divisor") => Sort::Quantity,
            (Shape::Container | Shape::InitContainer, "image") => Sort::Image,
            (Shape::Mount, "mountPath" | "subPath")
            | (Shape::HostPath, "path")
            | (Shape::Container | Shape::InitContainer, "workingDir") => Sort::Path,
            (Shape::HttpGet | Shape::TcpSocket, "port") => Sort::PortRef,
            _ => Sort::Plain,
        }
    }

    /// What silence about a field means; `None` where it means just that. `object` is the mapping that does not set it.
    #[must_use]
    pub fn default(self, key: &str, object: Option<&Node>) -> Option<Json> {
        let value = match (self, key) {
            (Shape::Spec, "restartPolicy") => json!("Always"),
            (Shape::Spec, "terminationGracePeriodSeconds") => json!(30),
            (Shape::Spec, "dnsPolicy") => json!("ClusterFirst"),
            (Shape::Metadata, "namespace") | (Shape::Spec, "serviceAccountName") => json!("default"),
            (Shape::Spec, "schedulerName") => json!("default-scheduler"),
            (Shape::Container | Shape::InitContainer, "imagePullPolicy") => json!(pull_policy(object)),
            (Shape::Container | Shape::InitContainer, "terminationMessagePath") => json!("/dev/termination-log"),
            (Shape::Container | Shape::InitContainer, "terminationMessagePolicy") => json!("File"),
            (Shape::Port, "protocol") => json!("TCP"),
            (Shape::Probe, "timeoutSeconds" | "successThreshold") => json!(1),
            (Shape::Probe, "periodSeconds") => json!(10),
            (Shape::Probe, "failureThreshold") => json!(3),
            (Shape::Probe, "initialDelaySeconds") => json!(0),
            (Shape::HttpGet, "path") => json!("/"),
            (Shape::HttpGet, "scheme") => json!("HTTP"),
            (Shape::HostPath, "type") | (Shape::Mount, "subPath") | (_, "medium") => json!(""),
            (Shape::Env, "value") if object.is_some_and(|env| !is_set(env, "valueFrom")) => json!(""),
            (Shape::FieldRef, "apiVersion") => json!("v1"),
            (Shape::Files | Shape::SourceFiles, "defaultMode") => json!(420),
            (Shape::Toleration, "operator") => json!("Equal"),
            (Shape::Volume, "emptyDir") if object.is_some_and(has_no_source) => json!({}),
            (
                _,
                "readOnly"
                | "stdin"
                | "stdinOnce"
                | "tty"
                | "hostNetwork"
                | "hostPID"
                | "hostIPC"
                | "shareProcessNamespace"
                | "optional"
                | "privileged"
                | "readOnlyRootFilesystem"
                | "runAsNonRoot"
                | "setHostnameAsFQDN",
            ) => json!(false),
            (_, "enableServiceLinks" | "automountServiceAccountToken" | "hostUsers" | "allowPrivilegeEscalation") => {
                json!(true)
            }
            _ => return None,
        };
        Some(value)
    }

    /// The rule of a list of objects.
    #[must_use]
    pub fn list(self, key: &str) -> ListRule {
        let rule = |identity, ordered, unique, last_counts| ListRule { identity, ordered, unique, last_counts };
        match (self, key) {
            (Shape::Spec, "initContainers") => rule(&["name"], true, true, false),
            (Shape::Spec, "containers" | "volumes") => rule(&["name"], false, true, false),
            (Shape::Container | Shape::InitContainer, "env") => rule(&["name"], false, false, true),
            (Shape::Container | Shape::InitContainer, "volumeMounts") => {
                rule(&["mountPath", "name"], false, true, false)
            }
            (Shape::Container | Shape::InitContainer, "ports") => rule(&["containerPort", "name"], false, false, false),
            (_, "items") => rule(&["path", "key"], false, false, false),
            (_, "hostAliases") => rule(&["ip"], false, false, false),
            (_, "tolerations" | "matchExpressions") => rule(&["key"], false, false, false),
            (_, "volumeDevices") => rule(&["devicePath"], false, false, false),
            _ => rule(&["name"], false, false, false),
        }
    }

    /// Whether a list of plain values is compared in its order.
    #[must_use]
    pub fn keeps_order(key: &str) -> bool {
        matches!(key, "command" | "args" | "nameservers" | "searches")
    }

    /// A field of an object, also by another name that means the same: an older one that the API server still takes, one that
    /// may hold variables and does not, the one that a source of a projected volume has for it.
    #[must_use]
    pub fn get<'a>(self, object: &'a Node, key: &str) -> Option<&'a Node> {
        let other = match (self, key) {
            (Self::Spec, "serviceAccountName") => "serviceAccount",
            (Self::Mount, "subPath") => "subPathExpr",
            (Self::SourceFiles, "secretName") => "name",
            _ => return object.get(key),
        };
        object.get(key).filter(|node| node.value != Value::Null).or_else(|| object.get(other))
    }

    /// Whether an item is what the API server adds by itself, the service account's token and the tolerations of a node that is
    /// lost: a Pod as `kubectl get -o yaml` shows it has no more than was asked for.
    #[must_use]
    pub fn is_of_cluster(self, item: &Node) -> bool {
        let text = |key: &str| item.get(key).and_then(Node::as_str).unwrap_or_default();
        let is_token = text("name").starts_with("kube-api-access-");
        match self {
            Shape::Volume => is_token,
            Shape::Mount => is_token && text("mountPath") == "/var/run/secrets/kubernetes.io/serviceaccount",
            Shape::Toleration => {
                let is_lost = |key| matches!(key, "node.kubernetes.io/not-ready" | "node.kubernetes.io/unreachable");
                is_lost(text("key"))
                    && (text("operator"), text("effect")) == ("Exists", "NoExecute")
                    && item.get("tolerationSeconds").is_some_and(|node| node.value == Value::Int(300))
            }
            _ => false,
        }
    }

    /// Whether this is a container, of whatever list.
    #[must_use]
    pub fn is_container(self) -> bool {
        matches!(self, Shape::Container | Shape::InitContainer)
    }

    /// Whether a key is one of a union in which only one may be set: the sources of a volume, the ways in which a probe asks.
    fn is_member(self, key: &str) -> bool {
        match self {
            Shape::Volume => key != "name" && known::is_volume_source(key),
            Shape::Probe | Shape::Handler => matches!(key, "exec" | "httpGet" | "tcpSocket" | "grpc" | "sleep"),
            Shape::Env => matches!(key, "value" | "valueFrom"),
            Shape::EnvSource | Shape::Source => true,
            _ => false,
        }
    }

    /// Whether a mapping that is not there means the same as an empty one. `resources` do; a probe, or what it asks, does not.
    #[must_use]
    pub fn may_be_unsaid(self, key: &str) -> bool {
        !self.is_member(key) && !matches!(self.child(key), Shape::Probe | Shape::Lifecycle | Shape::Handler)
    }

    /// The first other member of a union in which only one member may be set (`emptyDir` beside `hostPath`).
    #[must_use]
    pub fn rival<'a>(self, key: &str, object: &'a Node) -> Option<&'a crate::manifest::Entry> {
        if !self.is_member(key) {
            return None;
        }
        // An empty `value` beside `valueFrom` is silence to the API server.
        let counts = |node: &Node| !matches!(&node.value, Value::Null) && node.as_str() != Some("");
        let is_rival =
            |entry: &&crate::manifest::Entry| entry.key != key && counts(&entry.node) && self.is_member(&entry.key);
        object.entries().iter().find(is_rival)
    }
}

/// Whether a key is there with something other than null.
#[must_use]
pub fn is_set(object: &Node, key: &str) -> bool {
    object.get(key).is_some_and(|node| node.value != Value::Null)
}

fn has_no_source(volume: &Node) -> bool {
    volume.entries().iter().all(|entry| entry.key == "name" || entry.node.value == Value::Null)
}

fn pull_policy(container: Option<&Node>) -> &'static str {
    let image = container.and_then(|node| node.get("image")).and_then(Node::as_str).unwrap_or_default();
    let last = image.rsplit('/').next().unwrap_or_default();
    match last.split_once(':') {
        _ if last.contains('@') => "IfNotPresent",
        Some((_, tag)) if tag != "latest" => "IfNotPresent",
        _ => "Always",
    }
}

#[cfg(test)]
mod tests;
