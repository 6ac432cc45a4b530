//! Whether the node takes a Pod that was given to it: room, selectors, kernel settings, the system it is made for. It must not
//! know what happens to a Pod that it takes.
//!
//! The rules and words are those of the kubelet's `lifecycle/predicate.go` and `sysctl/allowlist.go`.

use crate::sim::{model::Pod, scheduler, store::Store};

/// Kernel settings that belong to a Pod alone, so that every node lets it have them.
const SAFE_SYSCTLS: &[&str] = &[
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_wmem",
];

/// Why the node refuses a Pod: a reason and its words.
pub(super) fn refusal(pod: &Pod, store: &Store) -> Option<(&'static str, String)> {
    for sysctl in &pod.spec.security_context.sysctls {
        let name = sysctl.name.replace('/', ".");
        if !SAFE_SYSCTLS.contains(&name.as_str()) {
            return Some(("SysctlForbidden", format!("forbidden sysctl: {:?} not allowlisted", sysctl.name)));
        }
    }
    if let Some(refused) = scheduler::admission(pod, store) {
        return Some(refused);
    }
    if pod.spec.os.as_ref().is_some_and(|os| !matches!(os.name.as_str(), "" | "linux")) {
        let words = "Failed to admit pod as the OS field doesn't match node OS";
        return Some(("PodOSNotSupported", words.to_owned()));
    }
    None
}
