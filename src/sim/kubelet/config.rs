//! From a container's spec to what the runtime starts: command line, environment, user, mounts. It must not start it.

use std::net::Ipv4Addr;

use crate::sim::{
    images::Found,
    model::{Container, Pod, VolumeMount, Which},
    quantity,
    runtime::{ContainerConfig, MountConfig},
    store::Store,
};
use crate::world::Capabilities;

use super::environment::{VolumeReader, expand, variables};

/// Why a container could not be made, in the kubelet's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The Pod's spec asks for something that is not there: `CreateContainerConfigError`.
    Config(String),
    /// The runtime cannot make it: `CreateContainerError`.
    Create(String),
}

/// The container as the runtime starts it.
///
/// # Errors
/// Where it cannot be made.
pub fn build(
    pod: &Pod,
    which: Which,
    container: &Container,
    image: &Found,
    ip: Ipv4Addr,
    store: &Store,
    files: VolumeReader,
) -> Result<ContainerConfig, Refusal> {
    let own = variables(pod, container, ip, store, files).map_err(Refusal::Config)?;
    let mounts = mounts(container, &own)?;
    let user = user(pod, container, image)?;
    let lookup = |name: &str| own.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
    let words = |list: &[String]| list.iter().map(|word| expand(word, lookup)).collect::<Vec<_>>();
    let mut argv =
        if container.command.is_empty() { image.image.entrypoint.clone() } else { words(&container.command) };
    if !container.args.is_empty() {
        argv.extend(words(&container.args));
    } else if container.command.is_empty() {
        argv.extend(image.image.command.clone());
    }
    if argv.is_empty() {
        let words = "failed to generate container spec: no command specified";
        return Err(Refusal::Create(words.to_owned()));
    }
    let mut env: Vec<(String, String)> = image.image.env.clone();
    if !env.iter().any(|(name, _)| name == "PATH") {
        env.insert(0, ("PATH".to_owned(), "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".to_owned()));
    }
    env.push(("HOSTNAME".to_owned(), hostname(pod)));
    for (name, value) in own {
        env.retain(|(n, _)| *n != name);
        env.push((name, value));
    }
    let security = &pod.spec.security_context;
    let mut groups = security.supplemental_groups.clone();
    groups.extend(security.fs_group);
    let limit = container.resources.limits.get("memory").and_then(quantity::units).and_then(|n| u64::try_from(n).ok());
    let (user, group) = user;
    let in_sidecar_or_main = matches!(which, Which::Main(_)) || container.is_sidecar();
    Ok(ContainerConfig {
        uid: pod.metadata.uid.clone(),
        name: container.name.clone(),
        image: container.image.clone(),
        argv,
        env,
        working_dir: container.working_dir.clone().unwrap_or_else(|| image.image.working_dir.clone()),
        user,
        group,
        groups,
        read_only_root: container.security_context.read_only_root_filesystem,
        mounts,
        memory: limit.filter(|n| *n > 0),
        message_path: container.termination_message_path.clone().unwrap_or_else(|| "/dev/termination-log".to_owned()),
        capabilities: capabilities(container),
        no_new_privileges: container.security_context.allow_privilege_escalation == Some(false),
        stdin: container.stdin && in_sidecar_or_main,
        tty: container.tty,
    })
}

/// The capabilities of a container: containerd's default set; then everything is added or dropped where `ALL` says so, then
/// what is named is added, then what is named is dropped (`WithCapabilities` in containerd). It writes `CAP_` before a name
/// itself, so that a name which has it already is no capability's.
fn capabilities(container: &Container) -> Capabilities {
    let security = &container.security_context;
    if security.privileged {
        return Capabilities::ALL;
    }
    let has_all = |list: &[String]| list.iter().any(|name| name.eq_ignore_ascii_case("ALL"));
    let named = |list: &[String]| {
        let sets = list.iter().map(|name| Capabilities::named(&name.to_ascii_uppercase()));
        sets.fold(Capabilities::NONE, Capabilities::with)
    };
    let (add, drop) = (&security.capabilities.add, &security.capabilities.drop);
    let base = if has_all(drop) {
        Capabilities::NONE
    } else if has_all(add) {
        Capabilities::ALL
    } else {
        Capabilities::DEFAULT
    };
    base.with(named(add)).without(named(drop))
}

/// What `hostname` prints in the Pod.
#[must_use]
pub fn hostname(pod: &Pod) -> String {
    if pod.spec.host_network {
        return super::NODE_NAME.to_owned();
    }
    let short = short_hostname(pod);
    match (&pod.spec.subdomain, pod.spec.set_hostname_as_fqdn) {
        (Some(subdomain), true) if !subdomain.is_empty() => {
            format!("{short}.{subdomain}.{}.svc.cluster.local", pod.metadata.namespace)
        }
        _ => short,
    }
}

/// The Pod's own name in the network, without a domain.
#[must_use]
pub fn short_hostname(pod: &Pod) -> String {
    let name = pod.spec.hostname.as_deref().filter(|n| !n.is_empty()).unwrap_or(&pod.metadata.name);
    let mut short: String = name.chars().take(63).collect();
    short.truncate(short.trim_end_matches(['-', '.']).len());
    short
}

fn mounts(container: &Container, env: &[(String, String)]) -> Result<Vec<MountConfig>, Refusal> {
    let one = |mount: &VolumeMount| {
        let sub_path = if mount.sub_path_expr.is_empty() {
            mount.sub_path.clone()
        } else {
            expand_all(&mount.sub_path_expr, env).map_err(Refusal::Config)?
        };
        if sub_path.starts_with('/') {
            return Err(Refusal::Config(format!("error SubPath `{sub_path}` must not be an absolute path")));
        }
        if sub_path.split('/').any(|part| part == "..") {
            return Err(Refusal::Config(format!("unable to provision SubPath `{sub_path}`: must not contain '..'")));
        }
        Ok(MountConfig {
            volume: mount.name.clone(),
            path: absolute(&mount.mount_path),
            sub_path,
            read_only: mount.read_only,
        })
    };
    container.volume_mounts.iter().map(one).collect()
}

fn absolute(path: &str) -> String {
    if path.starts_with('/') { path.to_owned() } else { format!("/{path}") }
}

/// Like [`expand`], but a variable that is not there, or is empty, is an error.
fn expand_all(text: &str, env: &[(String, String)]) -> Result<String, String> {
    let missing = std::cell::RefCell::new(std::collections::BTreeSet::new());
    let expanded = expand(text, |name| {
        let value = env.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
        if value.as_ref().is_none_or(String::is_empty) {
            missing.borrow_mut().insert(name.to_owned());
        }
        value
    });
    let missing: Vec<String> = missing.into_inner().into_iter().collect();
    if missing.is_empty() { Ok(expanded) } else { Err(format!("missing value for {}", missing.join(", "))) }
}

/// User and main group; refused where root was ruled out.
fn user(pod: &Pod, container: &Container, image: &Found) -> Result<(u32, u32), Refusal> {
    let (own, all) = (&container.security_context, &pod.spec.security_context);
    let asked = own.run_as_user.or(all.run_as_user);
    let user = asked.unwrap_or(image.image.user);
    if own.run_as_non_root.or(all.run_as_non_root) == Some(true) {
        let whose = format!("(pod: \"{}\", container: {})", pod.full_name(), container.name);
        if asked == Some(0) {
            return Err(Refusal::Config(format!("container's runAsUser breaks non-root policy {whose}")));
        }
        if asked.is_none() {
            if let Some(name) = &image.image.user_name {
                return Err(Refusal::Config(format!(
                    "container has runAsNonRoot and image has non-numeric user ({name}), cannot verify user is non-root {whose}"
                )));
            }
            if user == 0 {
                return Err(Refusal::Config(format!("container has runAsNonRoot and image will run as root {whose}")));
            }
        }
    }
    let group = own.run_as_group.or(all.run_as_group).unwrap_or(if asked.is_some() { 0 } else { image.image.group });
    Ok((user, group))
}
