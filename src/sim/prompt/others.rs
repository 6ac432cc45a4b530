//! `kubectl get` of Services, `ConfigMaps` and Secrets. It must not know what acts on them.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::look::{either, nothing};
use super::{Form, Namespace, Other};
use crate::sim::life::split;
use crate::sim::{Life, kubectl, time};

impl Other {
    /// The kind that is called so on the command line.
    pub(super) fn called(word: &str) -> Option<Self> {
        Some(match word {
            "service" | "services" | "svc" => Self::Service,
            "configmap" | "configmaps" | "cm" => Self::ConfigMap,
            "secret" | "secrets" => Self::Secret,
            _ => return None,
        })
    }

    fn kind(self) -> &'static str {
        match self {
            Self::Service => "Service",
            Self::ConfigMap => "ConfigMap",
            Self::Secret => "Secret",
        }
    }

    /// As the API's paths and errors have it.
    fn resource(self) -> &'static str {
        match self {
            Self::Service => "services",
            Self::ConfigMap => "configmaps",
            Self::Secret => "secrets",
        }
    }
}

/// What is printed.
pub(super) fn get(
    life: &Life,
    at: Duration,
    kind: Other,
    names: &[String],
    namespace: &Namespace,
    form: Form,
) -> Result<String, String> {
    let chosen = chosen(life, at, kind, names, namespace)?;
    let singular = kind.kind().to_lowercase();
    Ok(match form {
        Form::Table { .. } => table(kind, &chosen, time::moment(at)),
        Form::Name => {
            chosen.iter().map(|object| format!("{singular}/{}\n", text(&object["metadata"]["name"]))).collect()
        }
        other => either(other, &chosen, !names.is_empty()),
    })
}

/// What `kubectl describe service` prints.
pub(super) fn describe_services(
    life: &Life,
    at: Duration,
    names: &[String],
    namespace: &Namespace,
) -> Result<String, String> {
    let pods: Vec<&Value> = life.pods().filter_map(|pod| life.pod(pod, at)).collect();
    let services = chosen(life, at, Other::Service, names, namespace)?;
    let pages: Vec<String> =
        services.into_iter().map(|service| kubectl::describe::service::describe(service, &pods)).collect();
    Ok(pages.join("\n\n"))
}

/// The objects that a command means and that are there.
fn chosen<'l>(
    life: &'l Life,
    at: Duration,
    kind: Other,
    names: &[String],
    namespace: &Namespace,
) -> Result<Vec<&'l Value>, String> {
    let in_namespace = |name: &str| match namespace {
        Namespace::All => true,
        Namespace::One(namespace) => split(name).0 == namespace,
    };
    let all: Vec<(&str, &Value)> = life.objects(kind.kind(), at).filter(|(name, _)| in_namespace(name)).collect();
    let chosen: Vec<&Value> = if names.is_empty() {
        all.iter().map(|(_, object)| *object).collect()
    } else {
        let find = |name: &String| {
            let found = all.iter().find(|(own, _)| split(own).1 == name).map(|(_, object)| *object);
            found.ok_or_else(|| format!("Error from server (NotFound): {} {name:?} not found\n", kind.resource()))
        };
        names.iter().map(find).collect::<Result<_, _>>()?
    };
    if chosen.is_empty() { Err(nothing(namespace)) } else { Ok(chosen) }
}

fn table(kind: Other, objects: &[&Value], now: Timestamp) -> String {
    let name = |object: &Value| text(&object["metadata"]["name"]).to_owned();
    let age = |object: &Value| time::ago(&object["metadata"]["creationTimestamp"], now);
    let data = |object: &Value| {
        let count = |key: &str| object[key].as_object().map_or(0, serde_json::Map::len);
        (count("data") + count("binaryData")).to_string()
    };
    match kind {
        Other::Service => {
            let head = ["NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE"].map(ToOwned::to_owned);
            let rows = objects.iter().map(|object| {
                let spec = &object["spec"];
                let kind = spec["type"].as_str().unwrap_or("ClusterIP").to_owned();
                let address = spec["clusterIP"].as_str().unwrap_or("<none>").to_owned();
                let outside = spec["externalName"].as_str().unwrap_or("<none>").to_owned();
                [name(object), kind, address, outside, ports(spec), age(object)]
            });
            kubectl::columns(&std::iter::once(head).chain(rows).collect::<Vec<_>>(), 3)
        }
        Other::ConfigMap => {
            let head = ["NAME", "DATA", "AGE"].map(ToOwned::to_owned);
            let rows = objects.iter().map(|object| [name(object), data(object), age(object)]);
            kubectl::columns(&std::iter::once(head).chain(rows).collect::<Vec<_>>(), 3)
        }
        Other::Secret => {
            let head = ["NAME", "TYPE", "DATA", "AGE"].map(ToOwned::to_owned);
            let rows = objects.iter().map(|object| {
                let kind = object["type"].as_str().unwrap_or("Opaque").to_owned();
                [name(object), kind, data(object), age(object)]
            });
            kubectl::columns(&std::iter::once(head).chain(rows).collect::<Vec<_>>(), 3)
        }
    }
}

/// `80/TCP,443:30443/TCP`
fn ports(spec: &Value) -> String {
    let one = |port: &Value| {
        let outside = port["nodePort"].as_u64().map(|port| format!(":{port}")).unwrap_or_default();
        let protocol = port["protocol"].as_str().unwrap_or("TCP");
        format!("{}{outside}/{protocol}", port["port"].as_u64().unwrap_or(0))
    };
    let all: Vec<String> = spec["ports"].as_array().into_iter().flatten().map(one).collect();
    if all.is_empty() { "<none>".to_owned() } else { all.join(",") }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}
