//! A Pod's phase from the statuses of its containers, and what is made of it once all is over. It must not know how a
//! container's status comes about.
//!
//! The rules are those of `getPhase` in the kubelet's `kubelet_pods.go` and of `TerminatePod` in its `status_manager.go`.

use serde_json::{Value, json};

use crate::sim::{
    kubelet::state::PodState,
    model::{Container, Which},
};

/// How the containers stand, counted.
#[derive(Default)]
struct Count {
    pending_init: usize,
    pending_sidecars: usize,
    /// Init containers that have failed for good.
    failed_init: usize,
    running: usize,
    waiting: usize,
    stopped: usize,
    /// Those of the stopped that will run again.
    restarting: usize,
    succeeded: usize,
}

/// The phase. In a Pod that is `terminal` nothing starts again.
pub(super) fn phase(state: &PodState, statuses: &[(Which, Value)], terminal: bool) -> &'static str {
    let mut count = Count::default();
    for (which, status) in statuses {
        let Some(container) = state.pod.container(*which) else { continue };
        match which {
            Which::Init(_) if container.is_sidecar() => count.sidecar(status),
            Which::Init(_) => count.init(state, container, status),
            Which::Main(_) => count.main(state, container, status),
        }
    }
    count.phase(state.is_initialized(), terminal)
}

/// The code with which a container ended, or had ended before it began to wait.
fn code(status: &Value) -> Option<i32> {
    let ended = &status["state"]["terminated"];
    let before = &status["lastState"]["terminated"];
    let ended = if status["state"]["waiting"].is_object() { before } else { ended };
    ended["exitCode"].as_i64().and_then(|code| i32::try_from(code).ok())
}

impl Count {
    fn sidecar(&mut self, status: &Value) {
        if status["state"]["running"].is_object() {
            self.pending_sidecars += usize::from(status["started"] != true);
            self.running += 1;
        } else if status["state"]["waiting"].is_object() && code(status).is_none() {
            self.pending_sidecars += 1;
            self.waiting += 1;
        }
    }

    fn init(&mut self, state: &PodState, container: &Container, status: &Value) {
        match code(status) {
            None => self.pending_init += 1,
            Some(0) => {}
            Some(code) => {
                self.failed_init += usize::from(!container.restarts_after(code, state.pod.spec.restart_policy));
            }
        }
    }

    fn main(&mut self, state: &PodState, container: &Container, status: &Value) {
        match code(status) {
            _ if status["state"]["running"].is_object() => self.running += 1,
            None => self.waiting += 1,
            Some(code) => {
                self.stopped += 1;
                self.restarting += usize::from(container.restarts_after(code, state.pod.spec.restart_policy));
                self.succeeded += usize::from(code == 0 && status["state"]["terminated"].is_object());
            }
        }
    }

    fn phase(&self, initialized: bool, terminal: bool) -> &'static str {
        if self.failed_init > 0 {
            return "Failed";
        }
        if self.pending_init > 0 || self.pending_sidecars > 0 && !initialized || self.waiting > 0 {
            return "Pending";
        }
        if self.running > 0 {
            return "Running";
        }
        match self.stopped {
            0 => "Pending",
            _ if self.restarting > 0 && !terminal => "Running",
            stopped if stopped == self.succeeded => "Succeeded",
            _ => "Failed",
        }
    }
}

/// Makes a status the last one: who had begun and is not seen to have ended, has ended in an unknown way, and the Pod has
/// failed unless it succeeded.
pub(super) fn conclude(state: &PodState, status: &mut Value) {
    let unknown = || {
        json!({"terminated": {"exitCode": 137, "finishedAt": null, "reason": "ContainerStatusUnknown",
               "message": "The container could not be located when the pod was terminated", "startedAt": null}})
    };
    let lost = |container: &Value| !container["state"]["terminated"].is_object();
    if is_initialized(state, status) {
        for container in status["containerStatuses"].as_array_mut().into_iter().flatten().filter(|c| lost(c)) {
            container["state"] = unknown();
        }
    }
    if let Some(all) = status["initContainerStatuses"].as_array_mut() {
        let begun = |c: &Value| !c["state"]["waiting"].is_object() || c["lastState"]["terminated"].is_object();
        let tried = all.iter().rposition(begun).map_or(1, |last| last + 1);
        for container in all.iter_mut().take(tried).filter(|c| lost(c)) {
            container["state"] = unknown();
        }
    }
    if status["phase"] != "Succeeded" {
        status["phase"] = json!("Failed");
    }
}

/// Whether the last reported status leaves no doubt that the init containers are behind.
fn is_initialized(state: &PodState, status: &Value) -> bool {
    let Some(last) = state.pod.spec.init_containers.last() else { return true };
    let begun = |c: &Value| !c["state"]["waiting"].is_object() || c["lastState"]["terminated"].is_object();
    if status["containerStatuses"].as_array().into_iter().flatten().any(begun) {
        return true;
    }
    let Some(init) = status["initContainerStatuses"].as_array().and_then(|all| all.last()) else { return false };
    if last.is_sidecar() {
        return init["state"]["running"].is_object() && init["started"] == true;
    }
    [&init["lastState"], &init["state"]].iter().any(|state| state["terminated"]["exitCode"] == 0)
}
