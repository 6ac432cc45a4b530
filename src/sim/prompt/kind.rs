//! The kinds that the prompt shows: what they are called on a command line, and which of their fields a server can select
//! by. It must not know any life.

use serde_json::Value;

use crate::manifest::schema::kinds;

/// A kind of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Pod,
    Service,
    ConfigMap,
    Secret,
    Event,
    Endpoints,
    EndpointSlice,
}

impl Kind {
    /// What `kubectl get all` shows of them.
    pub(super) const ALL: [Self; 2] = [Self::Pod, Self::Service];

    /// The kinds that are called so: `pods`, `po`, `Pod`; several for `all`.
    ///
    /// # Errors
    /// Where there is no such kind, or it is not shown here.
    pub(super) fn called(word: &str) -> Result<Vec<Self>, String> {
        let kind = match word.to_lowercase().as_str() {
            "all" => return Ok(Self::ALL.to_vec()),
            "pod" | "pods" | "po" => Self::Pod,
            "service" | "services" | "svc" => Self::Service,
            "configmap" | "configmaps" | "cm" => Self::ConfigMap,
            "secret" | "secrets" => Self::Secret,
            "event" | "events" | "ev" => Self::Event,
            "endpoints" | "endpoint" | "ep" => Self::Endpoints,
            "endpointslices" | "endpointslice" | "endpointslices.discovery.k8s.io" => Self::EndpointSlice,
            other if is_served(other) => {
                return Err(format!(
                    "This prompt shows pods, events, services, endpoints, endpointslices, configmaps and secrets; {word:?} is not part of this \
                     trainer.\n"
                ));
            }
            _ => return Err(format!("error: the server doesn't have a resource type {word:?}\n")),
        };
        Ok(vec![kind])
    }

    /// `Pod`
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Pod => "Pod",
            Self::Service => "Service",
            Self::ConfigMap => "ConfigMap",
            Self::Secret => "Secret",
            Self::Event => "Event",
            Self::Endpoints => "Endpoints",
            Self::EndpointSlice => "EndpointSlice",
        }
    }

    /// `pods`, as the API's paths and errors have it.
    pub(super) fn resource(self) -> &'static str {
        match self {
            Self::Pod => "pods",
            Self::Service => "services",
            Self::ConfigMap => "configmaps",
            Self::Secret => "secrets",
            Self::Event => "events",
            Self::Endpoints => "endpoints",
            Self::EndpointSlice => "endpointslices.discovery.k8s.io",
        }
    }

    /// What the server compares for a field that can be selected by.
    ///
    /// # Errors
    /// The server's words for one that cannot.
    pub(super) fn selectable<'o>(self, field: &str, object: &'o Value) -> Result<&'o str, String> {
        let known: &[&str] = match self {
            Self::Pod => &[
                "spec.nodeName",
                "spec.restartPolicy",
                "spec.schedulerName",
                "spec.serviceAccountName",
                "spec.hostNetwork",
                "status.phase",
                "status.podIP",
                "status.nominatedNodeName",
            ],
            Self::Service => &["spec.clusterIP", "spec.type"],
            Self::ConfigMap | Self::Endpoints | Self::EndpointSlice => &[],
            Self::Secret => &["type"],
            Self::Event => &[
                "involvedObject.kind",
                "involvedObject.namespace",
                "involvedObject.name",
                "involvedObject.uid",
                "involvedObject.apiVersion",
                "involvedObject.resourceVersion",
                "involvedObject.fieldPath",
                "reason",
                "reportingComponent",
                "source",
                "type",
            ],
        };
        if !known.contains(&field) && !matches!(field, "metadata.name" | "metadata.namespace") {
            return Err(match self {
                Self::ConfigMap | Self::Endpoints | Self::EndpointSlice => {
                    format!("{field:?} is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")
                }
                _ => format!("field label not supported: {field}"),
            });
        }
        let path = if field == "source" { "source.component" } else { field };
        let value = path.split('.').fold(object, |value, step| &value[step]);
        Ok(match value {
            Value::Bool(true) => "true",
            _ if field == "spec.hostNetwork" => "false",
            other => other.as_str().unwrap_or_default(),
        })
    }
}

/// Whether a real cluster has a kind of that name.
fn is_served(word: &str) -> bool {
    const SHORT: [&str; 20] = [
        "no", "ns", "sa", "pv", "pvc", "deploy", "rs", "ds", "sts", "rc", "cj", "hpa", "ing", "netpol", "ep", "quota",
        "limits", "sc", "pc", "pdb",
    ];
    SHORT.contains(&word) || kinds::by_name(word).next().is_some()
}
