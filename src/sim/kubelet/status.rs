//! A Pod's status as the kubelet reports it: phase, conditions, states of containers. It must not know what happens next.
//!
//! The rules are those of `generateAPIPodStatus` in the kubelet's `kubelet_pods.go` and of its `status/generate.go`.

mod phase;
mod resources;

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::sim::{
    images::Images,
    model::{Container, Which},
    store::Store,
};

use super::{
    NODE_IP,
    probes::{Kind, Outcome, Results},
    state::{Ended, PodState, Run, Seen},
};

/// What else a status says.
pub struct About<'a> {
    pub results: &'a Results,
    pub images: &'a Images,
    /// What was reported last.
    pub old: &'a Value,
    /// All containers are over for good.
    pub terminal: bool,
    pub now: Duration,
}

/// The status.
#[must_use]
pub fn generate(state: &PodState, about: &About) -> Value {
    let has_init = !state.pod.spec.init_containers.is_empty();
    let mut statuses = Vec::new();
    for (which, container) in state.pod.all() {
        statuses.push((which, container_status(state, which, container, has_init, about)));
    }
    let phase = match &state.ended {
        Some(_) => "Failed",
        None => phase::phase(state, &statuses, about.terminal),
    };
    let mut status = Map::new();
    status.insert("phase".into(), json!(phase));
    if let Some(ended) = &state.ended {
        status.insert("reason".into(), json!(ended.reason));
        status.insert("message".into(), json!(ended.message));
    }
    status.insert("conditions".into(), conditions(state, &statuses, phase, about));
    let by = |init: bool| {
        let mut list: Vec<Value> = statuses
            .iter()
            .filter(|(which, _)| matches!(which, Which::Init(_)) == init)
            .map(|(_, s)| s.clone())
            .collect();
        if !init {
            list.sort_by(|a, b| a["name"].as_str().cmp(&b["name"].as_str()));
        }
        Value::Array(list)
    };
    if has_init {
        status.insert("initContainerStatuses".into(), by(true));
    }
    status.insert("containerStatuses".into(), by(false));
    status.insert("hostIP".into(), json!(NODE_IP.to_string()));
    status.insert("hostIPs".into(), json!([{"ip": NODE_IP.to_string()}]));
    if let Some(sandbox) = state.sandbox_seen {
        status.insert("podIP".into(), json!(sandbox.ip.to_string()));
        status.insert("podIPs".into(), json!([{"ip": sandbox.ip.to_string()}]));
    } else if let Some(ip) = about.old["podIP"].as_str() {
        status.insert("podIP".into(), json!(ip));
        status.insert("podIPs".into(), json!([{"ip": ip}]));
    }
    status.insert("qosClass".into(), about.old["qosClass"].clone());
    status.insert("observedGeneration".into(), json!(1));
    resources::of_pod(&state.pod, &mut status);
    status.insert("startTime".into(), Store::stamp(state.accepted));
    let mut status = Value::Object(status);
    if about.terminal {
        phase::conclude(state, &mut status);
    }
    status
}

/// A Pod whose containers may still run has not ended for those who ask: until the last one is gone its phase, and what is
/// said of it, stay as they were (`mergePodStatus` in the kubelet's `status_manager.go`).
#[must_use]
pub fn held_back(mut status: Value, old: &Value, terminal: bool) -> Value {
    let over = |status: &Value| matches!(status["phase"].as_str(), Some("Succeeded" | "Failed"));
    if terminal || over(old) || !over(&status) {
        return status;
    }
    let Some(fields) = status.as_object_mut() else { return status };
    for field in ["phase", "reason", "message"] {
        match old.get(field) {
            Some(value) => fields.insert(field.to_owned(), value.clone()),
            None => fields.remove(field),
        };
    }
    status
}

fn container_status(state: &PodState, which: Which, container: &Container, has_init: bool, about: &About) -> Value {
    let mut runs = state.noticed(which);
    let newest = runs.next();
    let mut status = json!({
        "name": container.name, "image": container.image, "imageID": "", "restartCount": 0,
        "ready": false, "started": false, "state": {}, "lastState": {},
    });
    if let Some(run) = newest {
        status["containerID"] = json!(run.container_id);
        status["restartCount"] = json!(run.attempt);
        status["state"] = run_state(state, run);
        if let Some(image) = about.images.find(&container.image) {
            status["image"] = json!(image.reference);
            status["imageID"] = json!(image.id);
        }
        resources::of_container(container, &mut status);
        if let Some(before) = runs.find(|run| run.seen == Seen::Ended) {
            status["lastState"] = run_state(state, before);
        }
    } else {
        let word = if has_init { "PodInitializing" } else { "ContainerCreating" };
        status["state"] = json!({"waiting": {"reason": word}});
    }
    wait_for_restart(state, which, container, newest, &mut status);
    if !container.volume_mounts.is_empty() {
        status["volumeMounts"] = volume_mounts(container);
    }
    readiness(which, container, newest, about, &mut status);
    status
}

/// A container that the next sync would start, and that could not be started, waits.
fn wait_for_restart(state: &PodState, which: Which, container: &Container, newest: Option<&Run>, status: &mut Value) {
    let done =
        newest.and_then(|run| run.ended.as_ref().filter(|_| run.seen == Seen::Ended)).is_some_and(|e| e.code == 0);
    if matches!(which, Which::Init(_)) && done && !container.is_sidecar() {
        return;
    }
    if !state.wants_start(which, container) {
        return;
    }
    let Some(reason) = state.reasons.get(&container.name) else { return };
    if status["state"]["terminated"].is_object() {
        status["lastState"] = status["state"].clone();
    }
    status["state"] = json!({"waiting": {"reason": reason.reason, "message": reason.message}});
}

fn readiness(which: Which, container: &Container, newest: Option<&Run>, about: &About, status: &mut Value) {
    let Some(run) = newest else { return };
    let running = status["state"]["running"].is_object();
    let asked = |kind| about.results.get(&run.container_id, kind);
    let started = running && (container.startup_probe.is_none() || asked(Kind::Startup) == Some(Outcome::Success));
    status["started"] = json!(started);
    let ready = if matches!(which, Which::Init(_)) && !container.is_sidecar() {
        status["state"]["terminated"]["exitCode"] == 0
    } else {
        started && (container.readiness_probe.is_none() || asked(Kind::Readiness) == Some(Outcome::Success))
    };
    status["ready"] = json!(ready);
}

fn run_state(state: &PodState, run: &Run) -> Value {
    match run.ended.as_ref().filter(|_| run.seen == Seen::Ended) {
        None => json!({"running": {"startedAt": Store::stamp(run.started)}}),
        Some(ended) => json!({"terminated": terminated(state, run, ended)}),
    }
}

/// The termination messages of all containers of a Pod have so many bytes together.
const MESSAGES: usize = 12 << 10;

/// The beginning of a message that is one's share of it.
fn share_of_message(state: &PodState, message: &str) -> String {
    let most = MESSAGES / state.pod.all().count().max(1);
    message[..message.floor_char_boundary(most)].to_owned()
}

fn terminated(state: &PodState, run: &Run, ended: &Ended) -> Value {
    let started = if ended.stillborn { json!("1970-01-01T00:00:00Z") } else { Store::stamp(run.started) };
    let mut value = json!({
        "containerID": run.container_id, "exitCode": ended.code, "reason": ended.reason,
        "startedAt": started, "finishedAt": Store::stamp(ended.at),
    });
    if !ended.message.is_empty() {
        value["message"] = json!(share_of_message(state, &ended.message));
    }
    value
}

fn volume_mounts(container: &Container) -> Value {
    let one = |mount: &crate::sim::model::VolumeMount| {
        let mut value = json!({"mountPath": mount.mount_path, "name": mount.name});
        if mount.read_only {
            value["readOnly"] = json!(true);
            value["recursiveReadOnly"] = json!("Disabled");
        }
        value
    };
    container.volume_mounts.iter().map(one).collect()
}

fn conditions(state: &PodState, statuses: &[(Which, Value)], phase: &str, about: &About) -> Value {
    let unready: Vec<&str> = statuses
        .iter()
        .filter(|(which, status)| counts_for_ready(state, *which) && status["ready"] != true)
        .filter_map(|(_, status)| status["name"].as_str())
        .collect();
    let incomplete: Vec<&str> = statuses
        .iter()
        .filter(|(which, _)| matches!(which, Which::Init(_)))
        .filter(|(which, status)| {
            let sidecar = state.pod.container(*which).is_some_and(Container::is_sidecar);
            if sidecar { status["started"] != true } else { status["ready"] != true }
        })
        .filter_map(|(_, status)| status["name"].as_str())
        .collect();
    let sandbox = if state.sandbox_seen.is_some_and(|s| s.alive) { ok() } else { no("", String::new()) };
    let initialized = if phase == "Succeeded" {
        ("True", "PodCompleted", String::new())
    } else if incomplete.is_empty() || state.was_initialized() {
        ok()
    } else {
        no("ContainersNotInitialized", format!("containers with incomplete status: [{}]", incomplete.join(" ")))
    };
    let ready = match phase {
        "Succeeded" => no("PodCompleted", String::new()),
        "Failed" => no("PodFailed", String::new()),
        _ if unready.is_empty() => ok(),
        _ => no("ContainersNotReady", format!("containers with unready status: [{}]", unready.join(" "))),
    };
    let mut ready_pod = ready.clone();
    if ready.0 == "True" && !state.pod.spec.readiness_gates.is_empty() {
        let gates: Vec<&str> =
            state.pod.spec.readiness_gates.iter().filter_map(|g| g["conditionType"].as_str()).collect();
        let open = |gate: &&str| !condition(about.old, gate).is_some_and(|c| c["status"] == "True");
        let missing: Vec<String> = gates
            .into_iter()
            .filter(open)
            .map(|gate| format!("corresponding condition of pod readiness gate \"{gate}\" does not exist."))
            .collect();
        if !missing.is_empty() {
            ready_pod = no("ReadinessGatesNotReady", missing.join(", "));
        }
    }
    let all = [
        ("PodReadyToStartContainers", sandbox),
        ("Initialized", initialized),
        ("Ready", ready_pod),
        ("ContainersReady", ready),
        ("PodScheduled", ok()),
    ];
    let one = |(kind, (value, reason, message)): (&str, Condition)| {
        let since = condition(about.old, kind)
            .filter(|old| old["status"] == value)
            .map_or_else(|| Store::stamp(about.now), |old| old["lastTransitionTime"].clone());
        let mut condition = json!({"lastProbeTime": null, "lastTransitionTime": since, "observedGeneration": 1,
                                   "status": value, "type": kind});
        if !reason.is_empty() {
            condition["reason"] = json!(reason);
        }
        if !message.is_empty() {
            condition["message"] = json!(message);
        }
        condition
    };
    all.into_iter().map(one).collect()
}

type Condition = (&'static str, &'static str, String);

const fn ok() -> Condition {
    ("True", "", String::new())
}

const fn no(reason: &'static str, message: String) -> Condition {
    ("False", reason, message)
}

fn counts_for_ready(state: &PodState, which: Which) -> bool {
    match which {
        Which::Main(_) => true,
        Which::Init(_) => state.pod.container(which).is_some_and(Container::is_sidecar),
    }
}

fn condition<'a>(status: &'a Value, kind: &str) -> Option<&'a Value> {
    status["conditions"].as_array()?.iter().find(|condition| condition["type"] == kind)
}
