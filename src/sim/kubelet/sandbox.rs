//! A Pod's sandbox: its names, `/etc/hosts`, and where names are looked up. It must not know containers.
//!
//! The rules are those of the kubelet's `kubelet_pods.go` and `network/dns/dns.go`.

use std::{fmt::Write as _, net::Ipv4Addr};

use crate::sim::{
    model::Pod,
    runtime::{Processes, SandboxConfig},
};

use super::{NODE_IP, NODE_NAME, config};

/// The cluster's DNS.
const CLUSTER_DNS: &str = "10.96.0.10";
/// The DNS that the node itself uses. It knows nothing of Services.
const NODE_DNS: &str = "192.0.2.53";
/// As many servers are asked.
const MOST_SERVERS: usize = 3;
/// Lines of `/etc/hosts` that every Pod has.
const LOCAL_HOSTS: &str = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\n\
                           fe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n";

/// The sandbox as the machine is to make it.
pub(super) fn sandbox(pod: &Pod, ip: Ipv4Addr) -> SandboxConfig {
    let mut names = Names::of(pod);
    names.cut();
    SandboxConfig {
        uid: pod.metadata.uid.clone(),
        hostname: config::hostname(pod),
        ip,
        host_network: pod.spec.host_network,
        processes: match (pod.spec.host_pid, pod.spec.share_process_namespace) {
            (true, _) => Processes::OfNode,
            (false, true) => Processes::OfPod,
            (false, false) => Processes::Own,
        },
        hosts: hosts(pod, ip),
        resolv: names.text(),
        search: names.search,
    }
}

/// What a node says of servers that are left out.
pub(super) fn too_many_servers(pod: &Pod) -> Option<String> {
    let mut names = Names::of(pod);
    let line = "Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: ";
    names.cut().then(|| format!("{line}{}", names.servers.join(" ")))
}

fn hosts(pod: &Pod, ip: Ipv4Addr) -> String {
    let mut hosts = String::new();
    if pod.spec.host_network {
        // The node's own file.
        _ = write!(
            hosts,
            "# Kubernetes-managed hosts file (host network).\n127.0.0.1\tlocalhost\n{NODE_IP}\t{NODE_NAME}\n"
        );
    } else {
        _ = write!(hosts, "# Kubernetes-managed hosts file.\n{LOCAL_HOSTS}");
        let hostname = config::short_hostname(pod);
        match pod.spec.subdomain.as_deref().filter(|s| !s.is_empty()) {
            Some(subdomain) => {
                let namespace = &pod.metadata.namespace;
                _ = writeln!(hosts, "{ip}\t{hostname}.{subdomain}.{namespace}.svc.cluster.local\t{hostname}");
            }
            None => _ = writeln!(hosts, "{ip}\t{hostname}"),
        }
    }
    if !pod.spec.host_aliases.is_empty() {
        hosts += "\n# Entries added by HostAliases.\n";
        for alias in &pod.spec.host_aliases {
            _ = writeln!(hosts, "{}\t{}", alias.ip, alias.hostnames.join("\t"));
        }
    }
    hosts
}

/// Where names are looked up.
#[derive(Default)]
struct Names {
    servers: Vec<String>,
    search: Vec<String>,
    /// `ndots:5`, by their names.
    options: Vec<(String, String)>,
}

impl Names {
    fn of(pod: &Pod) -> Self {
        let mut names = Self::by_policy(pod);
        let Some(extra) = &pod.spec.dns_config else { return names };
        let texts = |key: &str| extra[key].as_array().into_iter().flatten().filter_map(|v| v.as_str());
        add_new(&mut names.servers, texts("nameservers"));
        add_new(&mut names.search, texts("searches"));
        for option in extra["options"].as_array().into_iter().flatten() {
            let name = option["name"].as_str().unwrap_or("").to_owned();
            let value = option["value"].as_str().unwrap_or("").to_owned();
            // Of two with one name, the Pod's own holds.
            match names.options.iter_mut().find(|(known, _)| *known == name) {
                Some(known) => known.1 = value,
                None => names.options.push((name, value)),
            }
        }
        names
    }

    fn by_policy(pod: &Pod) -> Self {
        let namespace = &pod.metadata.namespace;
        match pod.spec.dns_policy.as_deref() {
            Some("None") => Self::default(),
            Some("Default") => Self::of_node(),
            Some("ClusterFirst") | None if pod.spec.host_network => Self::of_node(),
            _ => Self {
                servers: vec![CLUSTER_DNS.to_owned()],
                search: vec![
                    format!("{namespace}.svc.cluster.local"),
                    "svc.cluster.local".to_owned(),
                    "cluster.local".to_owned(),
                ],
                options: vec![("ndots".to_owned(), "5".to_owned())],
            },
        }
    }

    fn of_node() -> Self {
        Self { servers: vec![NODE_DNS.to_owned()], ..Self::default() }
    }

    /// Leaves out servers that no resolver would ask; whether there were any.
    fn cut(&mut self) -> bool {
        let too_many = self.servers.len() > MOST_SERVERS;
        self.servers.truncate(MOST_SERVERS);
        too_many
    }

    /// `/etc/resolv.conf`
    fn text(&self) -> String {
        let mut text = String::new();
        if !self.search.is_empty() {
            _ = writeln!(text, "search {}", self.search.join(" "));
        }
        for server in &self.servers {
            _ = writeln!(text, "nameserver {server}");
        }
        if !self.options.is_empty() {
            let one = |(name, value): &(String, String)| {
                if value.is_empty() { name.clone() } else { format!("{name}:{value}") }
            };
            let all: Vec<String> = self.options.iter().map(one).collect();
            _ = writeln!(text, "options {}", all.join(" "));
        }
        text
    }
}

fn add_new<'a>(list: &mut Vec<String>, more: impl Iterator<Item = &'a str>) {
    for one in more {
        if !list.iter().any(|known| known == one) {
            list.push(one.to_owned());
        }
    }
}
