//! The cluster's network as its controllers keep it: Services with their endpoints, and names in the cluster's DNS. It
//! must not know how packets travel.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::{IpAddr, SocketAddr},
};

use serde_json::Value;

use super::{kubelet::NODE_IP, machine::Machine, store::Store};

/// What was last told to the machine.
#[derive(Debug, Clone, Default)]
pub struct ClusterNetwork {
    names: BTreeMap<String, Vec<IpAddr>>,
    services: BTreeMap<IpAddr, BTreeMap<u16, Vec<SocketAddr>>>,
}

impl ClusterNetwork {
    /// Brings the machine's network up to date with the objects.
    pub fn update(&mut self, store: &Store, machine: &mut Machine) {
        let mut next = Self::default();
        for service in store.list("Service") {
            next.add_service(service, store);
        }
        next.add_pods(store);
        for name in self.names.keys().filter(|name| !next.names.contains_key(*name)) {
            machine.world().network().remove_name(name);
        }
        for (name, addresses) in &next.names {
            if self.names.get(name) != Some(addresses) {
                machine.world().network().set_name(name, addresses.clone());
            }
        }
        for address in self.services.keys().filter(|address| !next.services.contains_key(*address)) {
            machine.world().network().remove_service(*address);
        }
        for (address, ports) in &next.services {
            if self.services.get(address) != Some(ports) {
                machine.set_service(*address, ports.clone());
            }
        }
        *self = next;
    }

    fn add_service(&mut self, service: &Value, store: &Store) {
        let spec = &service["spec"];
        let (name, namespace) = (text(&service["metadata"]["name"]), text(&service["metadata"]["namespace"]));
        let full = format!("{name}.{namespace}.svc.cluster.local");
        let endpoints = endpoints(service, store.list("Pod"));
        if let Some(target) = spec["externalName"].as_str().filter(|_| spec["type"] == "ExternalName") {
            // Only what the cluster itself knows has addresses here.
            if let Some(addresses) = self.names.get(target.trim_end_matches('.')) {
                self.names.insert(full, addresses.clone());
            }
            return;
        }
        let Ok(address) = text(&spec["clusterIP"]).parse::<IpAddr>() else {
            let all: Vec<IpAddr> = endpoints.iter().map(|e| e.ip).collect();
            for endpoint in &endpoints {
                if let Some(host) = &endpoint.hostname {
                    self.names.insert(format!("{host}.{full}"), vec![endpoint.ip]);
                }
            }
            if !all.is_empty() {
                self.names.insert(full, all);
            }
            return;
        };
        self.names.insert(full, vec![address]);
        let mut ports = BTreeMap::new();
        for port in list(&spec["ports"]) {
            if port["protocol"].as_str().is_some_and(|protocol| protocol != "TCP") {
                continue;
            }
            let Some(number) = port["port"].as_u64().and_then(|n| u16::try_from(n).ok()) else { continue };
            let backends: Vec<SocketAddr> =
                endpoints.iter().filter_map(|e| e.target(&port["targetPort"], number)).collect();
            if let Some(outside) = port["nodePort"].as_u64().and_then(|n| u16::try_from(n).ok()) {
                self.services.entry(IpAddr::V4(NODE_IP)).or_default().insert(outside, backends.clone());
            }
            ports.insert(number, backends);
        }
        self.services.insert(address, ports);
    }

    /// `10-244-1-3.default.pod.cluster.local`
    fn add_pods(&mut self, store: &Store) {
        for pod in store.list("Pod") {
            if let Ok(ip) = text(&pod["status"]["podIP"]).parse::<IpAddr>() {
                let namespace = text(&pod["metadata"]["namespace"]);
                let dashed = ip.to_string().replace('.', "-");
                self.names.insert(format!("{dashed}.{namespace}.pod.cluster.local"), vec![ip]);
                self.add_host_ports(pod, ip);
            }
        }
    }

    /// Ports of the node that lead to ports of a Pod.
    fn add_host_ports(&mut self, pod: &Value, ip: IpAddr) {
        if pod["spec"]["hostNetwork"] == true || matches!(text(&pod["status"]["phase"]), "Succeeded" | "Failed") {
            return;
        }
        let number = |value: &Value| value.as_u64().and_then(|n| u16::try_from(n).ok()).filter(|n| *n > 0);
        let containers = list(&pod["spec"]["containers"]).iter().chain(list(&pod["spec"]["initContainers"]));
        for port in containers.flat_map(|container| list(&container["ports"])) {
            if let (Some(outside), Some(inside)) = (number(&port["hostPort"]), number(&port["containerPort"])) {
                let node = self.services.entry(IpAddr::V4(NODE_IP)).or_default();
                node.insert(outside, vec![SocketAddr::new(ip, inside)]);
            }
        }
    }
}

/// Where a port of a Service leads among these Pods.
pub fn addresses<'v>(service: &Value, port: &Value, pods: impl Iterator<Item = &'v Value>) -> Vec<SocketAddr> {
    let Some(number) = port["port"].as_u64().and_then(|number| u16::try_from(number).ok()) else { return Vec::new() };
    endpoints(service, pods).iter().filter_map(|e| e.target(&port["targetPort"], number)).collect()
}

/// A Pod behind a Service.
struct Endpoint {
    ip: IpAddr,
    hostname: Option<String>,
    ports: BTreeMap<String, u16>,
}

impl Endpoint {
    fn target(&self, target: &Value, port: u16) -> Option<SocketAddr> {
        let number = match target {
            Value::Number(number) => u16::try_from(number.as_u64()?).ok()?,
            Value::String(name) => name.parse().ok().or_else(|| self.ports.get(name).copied())?,
            _ => port,
        };
        Some(SocketAddr::new(self.ip, number))
    }
}

/// The Pods that answer for a Service: selected, with an address, ready.
fn endpoints<'v>(service: &Value, pods: impl Iterator<Item = &'v Value>) -> Vec<Endpoint> {
    let Some(selector) = service["spec"]["selector"].as_object().filter(|s| !s.is_empty()) else { return Vec::new() };
    let unready_too = service["spec"]["publishNotReadyAddresses"] == true;
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for pod in pods {
        let labels = &pod["metadata"]["labels"];
        let selected = pod["metadata"]["namespace"] == service["metadata"]["namespace"]
            && selector.iter().all(|(key, value)| labels[key] == *value);
        let ready = list(&pod["status"]["conditions"]).iter().any(|c| c["type"] == "Ready" && c["status"] == "True");
        let leaving = !pod["metadata"]["deletionTimestamp"].is_null();
        if !selected || !(unready_too || ready && !leaving) {
            continue;
        }
        let Ok(ip) = text(&pod["status"]["podIP"]).parse::<IpAddr>() else { continue };
        if !seen.insert(ip) {
            continue;
        }
        let mut ports = BTreeMap::new();
        for container in list(&pod["spec"]["containers"]).iter().chain(list(&pod["spec"]["initContainers"])) {
            for port in list(&container["ports"]) {
                if let (Some(name), Some(number)) = (port["name"].as_str(), port["containerPort"].as_u64()) {
                    ports.entry(name.to_owned()).or_insert(u16::try_from(number).unwrap_or(0));
                }
            }
        }
        let subdomain = pod["spec"]["subdomain"].as_str() == service["metadata"]["name"].as_str();
        let hostname = pod["spec"]["hostname"].as_str().filter(|_| subdomain).map(ToOwned::to_owned);
        all.push(Endpoint { ip, hostname, ports });
    }
    all
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
