//! The kinds that a plain Kubernetes 1.36 cluster serves, as kubectl's discovery tells them. It must not know what an
//! object of a kind holds.

use super::Type;

/// A kind that the cluster serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// `apps`; empty for the core group.
    pub group: &'static str,
    /// `v1`.
    pub version: &'static str,
    /// `Deployment`.
    pub name: &'static str,
    /// `deployments`, as in a URL.
    pub resource: &'static str,
    /// Lives in a namespace.
    pub namespaced: bool,
}

impl Kind {
    /// `apps/v1`, or `v1` for the core group.
    #[must_use]
    pub fn api_version(&self) -> String {
        join(self.group, self.version)
    }

    /// The Go type of its objects, where it is known here.
    #[must_use]
    pub fn go_type(&self) -> Option<Type> {
        let package = match (self.group, self.version) {
            ("", "v1") => "core",
            ("apps", "v1") => "apps",
            ("batch", "v1") => "batch",
            ("networking.k8s.io", "v1") => "networking",
            ("rbac.authorization.k8s.io", "v1") => "rbac",
            ("autoscaling", "v2") => "autoscaling",
            ("policy", "v1") => "policy",
            _ => return None,
        };
        Type::of(package, self.name)
    }
}

/// What kubectl makes of an `apiVersion` and a `kind`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// The cluster serves it, under this very name.
    Served(Kind),
    /// kubectl takes the name for this kind (`pod` for `Pod`), but the server knows no such name.
    Misspelt(Kind),
    /// `List` of a group, which kubectl takes apart.
    List,
    /// Nothing of this name, in the words of kubectl's `no matches for kind …`.
    Unknown(String),
}

/// Splits `apps/v1`. Empty text and `/` alone have neither group nor version.
///
/// # Errors
/// kubectl's words where there is more than one slash.
pub fn split_api_version(api_version: &str) -> Result<(&str, &str), String> {
    if api_version.is_empty() || api_version == "/" {
        return Ok(("", ""));
    }
    match api_version.split_once('/') {
        None => Ok(("", api_version)),
        Some((_, version)) if version.contains('/') => Err(format!("unexpected GroupVersion string: {api_version}")),
        Some((group, version)) => Ok((group, version)),
    }
}

fn join(group: &str, version: &str) -> String {
    if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") }
}

/// Looks a kind up as kubectl does: any version where none is given, and lower-case names too.
#[must_use]
pub fn find(group: &str, version: &str, name: &str) -> Lookup {
    let served = KINDS.iter().filter(|kind| kind.0 == group && (version.is_empty() || kind.1 == version));
    let mut group_exists = false;
    for &(group, version, known, resource, namespaced) in served {
        group_exists = true;
        let kind = Kind { group, version, name: known, resource, namespaced };
        if known == name {
            return Lookup::Served(kind);
        }
        if known.to_ascii_lowercase() == name || name.strip_suffix("List") == Some(known) {
            return Lookup::Misspelt(kind);
        }
    }
    if group_exists && name == "List" {
        return Lookup::List;
    }
    Lookup::Unknown(format!("no matches for kind {} in version {}", go_quote(name), go_quote(&join(group, version))))
}

fn go_quote(text: &str) -> String {
    crate::manifest::golang::quote(text)
}

/// The kinds of this name, in whatever group and case: what was perhaps meant.
pub fn by_name(name: &str) -> impl Iterator<Item = Kind> {
    KINDS
        .iter()
        .filter(move |kind| kind.2.eq_ignore_ascii_case(name) || kind.3.eq_ignore_ascii_case(name))
        .map(|&(group, version, name, resource, namespaced)| Kind { group, version, name, resource, namespaced })
}

/// Every kind's name.
pub fn names() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|kind| kind.2)
}

type Row = (&'static str, &'static str, &'static str, &'static str, bool);

/// Group, version, kind, resource, namespaced; of a group the preferred version first.
const KINDS: &[Row] = &[
    ("", "v1", "Binding", "bindings", true),
    ("", "v1", "ComponentStatus", "componentstatuses", false),
    ("", "v1", "ConfigMap", "configmaps", true),
    ("", "v1", "Endpoints", "endpoints", true),
    ("", "v1", "Event", "events", true),
    ("", "v1", "LimitRange", "limitranges", true),
    ("", "v1", "Namespace", "namespaces", false),
    ("", "v1", "Node", "nodes", false),
    ("", "v1", "PersistentVolume", "persistentvolumes", false),
    ("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", true),
    ("", "v1", "Pod", "pods", true),
    ("", "v1", "PodTemplate", "podtemplates", true),
    ("", "v1", "ReplicationController", "replicationcontrollers", true),
    ("", "v1", "ResourceQuota", "resourcequotas", true),
    ("", "v1", "Secret", "secrets", true),
    ("", "v1", "Service", "services", true),
    ("", "v1", "ServiceAccount", "serviceaccounts", true),
    ("admissionregistration.k8s.io", "v1", "MutatingAdmissionPolicy", "mutatingadmissionpolicies", false),
    ("admissionregistration.k8s.io", "v1", "MutatingAdmissionPolicyBinding", "mutatingadmissionpolicybindings", false),
    ("admissionregistration.k8s.io", "v1", "MutatingWebhookConfiguration", "mutatingwebhookconfigurations", false),
    ("admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicy", "validatingadmissionpolicies", false),
    (
        "admissionregistration.k8s.io",
        "v1",
        "ValidatingAdmissionPolicyBinding",
        "validatingadmissionpolicybindings",
        false,
    ),
    ("admissionregistration.k8s.io", "v1", "ValidatingWebhookConfiguration", "validatingwebhookconfigurations", false),
    ("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false),
    ("apiregistration.k8s.io", "v1", "APIService", "apiservices", false),
    ("apps", "v1", "ControllerRevision", "controllerrevisions", true),
    ("apps", "v1", "DaemonSet", "daemonsets", true),
    ("apps", "v1", "Deployment", "deployments", true),
    ("apps", "v1", "ReplicaSet", "replicasets", true),
    ("apps", "v1", "StatefulSet", "statefulsets", true),
    ("authentication.k8s.io", "v1", "SelfSubjectReview", "selfsubjectreviews", false),
    ("authentication.k8s.io", "v1", "TokenReview", "tokenreviews", false),
    ("authorization.k8s.io", "v1", "LocalSubjectAccessReview", "localsubjectaccessreviews", true),
    ("authorization.k8s.io", "v1", "SelfSubjectAccessReview", "selfsubjectaccessreviews", false),
    ("authorization.k8s.io", "v1", "SelfSubjectRulesReview", "selfsubjectrulesreviews", false),
    ("authorization.k8s.io", "v1", "SubjectAccessReview", "subjectaccessreviews", false),
    ("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", true),
    ("autoscaling", "v1", "HorizontalPodAutoscaler", "horizontalpodautoscalers", true),
    ("batch", "v1", "CronJob", "cronjobs", true),
    ("batch", "v1", "Job", "jobs", true),
    ("certificates.k8s.io", "v1", "CertificateSigningRequest", "certificatesigningrequests", false),
    ("coordination.k8s.io", "v1", "Lease", "leases", true),
    ("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", true),
    ("events.k8s.io", "v1", "Event", "events", true),
    ("flowcontrol.apiserver.k8s.io", "v1", "FlowSchema", "flowschemas", false),
    ("flowcontrol.apiserver.k8s.io", "v1", "PriorityLevelConfiguration", "prioritylevelconfigurations", false),
    ("networking.k8s.io", "v1", "IPAddress", "ipaddresses", false),
    ("networking.k8s.io", "v1", "Ingress", "ingresses", true),
    ("networking.k8s.io", "v1", "IngressClass", "ingressclasses", false),
    ("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", true),
    ("networking.k8s.io", "v1", "ServiceCIDR", "servicecidrs", false),
    ("node.k8s.io", "v1", "RuntimeClass", "runtimeclasses", false),
    ("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", true),
    ("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", false),
    ("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", false),
    ("rbac.authorization.k8s.io", "v1", "Role", "roles", true),
    ("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings", true),
    ("resource.k8s.io", "v1", "DeviceClass", "deviceclasses", false),
    ("resource.k8s.io", "v1", "ResourceClaim", "resourceclaims", true),
    ("resource.k8s.io", "v1", "ResourceClaimTemplate", "resourceclaimtemplates", true),
    ("resource.k8s.io", "v1", "ResourceSlice", "resourceslices", false),
    ("scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses", false),
    ("storage.k8s.io", "v1", "CSIDriver", "csidrivers", false),
    ("storage.k8s.io", "v1", "CSINode", "csinodes", false),
    ("storage.k8s.io", "v1", "CSIStorageCapacity", "csistoragecapacities", true),
    ("storage.k8s.io", "v1", "StorageClass", "storageclasses", false),
    ("storage.k8s.io", "v1", "VolumeAttachment", "volumeattachments", false),
    ("storage.k8s.io", "v1", "VolumeAttributesClass", "volumeattributesclasses", false),
];
