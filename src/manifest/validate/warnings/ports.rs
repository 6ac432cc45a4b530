//! What the API server warns of in the ports of a Pod's containers. It must not know the rest of a container.

use super::recorder::Recorder;
use crate::manifest::golang::quote;
use crate::manifest::validate::containers::visit;
use crate::manifest::validate::field::Path;
use crate::manifest::validate::object::Object;
use std::collections::HashMap;

/// Ports that stand twice, or get in each other's way.
pub(super) fn definitions(spec: Object, at: &Path, warnings: &mut Recorder) {
    let mut seen: HashMap<(i64, &str), Vec<(Object, String)>> = HashMap::new();
    for (list, container_index, container) in visit(spec) {
        let list = at.child(list);
        let here = list.index(container_index);
        let place = here.child("ports");
        for (index, port) in container.objects("ports").enumerate() {
            let (number, protocol) = (port.number("containerPort"), port.text("protocol"));
            let (host_ip, host_port) = (port.text("hostIP"), port.number("hostPort"));
            let here = place.index(index);
            if !host_ip.is_empty() && host_port == 0 {
                warnings.push(format!(
                    "{here}: hostIP set without hostPort: {{Name:{} HostPort:0 ContainerPort:{number} \
                     Protocol:{protocol} HostIP:{host_ip}}}",
                    port.text("name")
                ));
            }
            let same = seen.entry((number, protocol)).or_default();
            for (other, other_place) in same.iter() {
                if warnings.is_full() {
                    return;
                }
                let (other_ip, other_port) = (other.text("hostIP"), other.number("hostPort"));
                let what = if host_ip == other_ip && host_port == other_port {
                    "duplicate"
                } else if host_port == 0 || other_port == 0 {
                    "overlapping"
                } else if host_port == other_port && host_ip.is_empty() != other_ip.is_empty() {
                    "dangerously ambiguous"
                } else {
                    continue;
                };
                warnings.push(format!("{here}: {what} port definition with {other_place}"));
            }
            same.push((port, here.to_string()));
        }
    }
}

/// Names that more than one port of the Pod has: who asks for a port by its name gets the first.
pub(super) fn names(spec: Object, at: &Path, warnings: &mut Recorder) {
    let mut seen: HashMap<&str, String> = HashMap::new();
    for (list, container_index, container) in visit(spec) {
        let list = at.child(list);
        let here = list.index(container_index);
        let place = here.child("ports");
        for (index, port) in container.objects("ports").enumerate() {
            let (name, here) = (port.text("name"), place.index(index));
            if name.is_empty() {
                continue;
            }
            match seen.get(name) {
                Some(first) => warnings.push(format!(
                    "{here}: duplicate port name {} with {first}, services and probes that select ports by name will \
                     use {first}",
                    quote(name)
                )),
                None => {
                    seen.insert(name, here.to_string());
                }
            }
        }
    }
}
