//! What a sync has to do, computed from the Pod and what was last seen of it. It must not do any of it.
//!
//! The rules are those of `computePodActions` in the kubelet's `kuberuntime_manager.go`.

use crate::sim::model::{RestartPolicy, Which};

use super::{
    probes::{Kind, Outcome, Results},
    state::{PodState, Seen},
};

/// What a sync does, in this order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Actions {
    /// All that runs is killed; nothing is started.
    pub kill_pod: bool,
    pub create_sandbox: bool,
    pub kill: Vec<KillOrder>,
    pub start: Vec<Which>,
}

/// A container to kill, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KillOrder {
    /// The place in `PodState::runs`.
    pub run: usize,
    pub message: String,
    /// The probe that failed.
    pub probe: Option<Kind>,
}

/// Computes them.
#[must_use]
pub fn compute(state: &PodState, results: &Results) -> Actions {
    let mut actions = Actions { create_sandbox: !state.sandbox.is_some_and(|s| s.alive), ..Actions::default() };
    if actions.create_sandbox {
        let attempted = state.sandbox.is_some();
        if attempted && !state.pod.restarts_on_failure() && state.runs.iter().any(|run| run.seen != Seen::Not) {
            return Actions { kill_pod: true, ..Actions::default() };
        }
        if state.pod.spec.init_containers.is_empty() {
            actions.start = (0..state.pod.spec.containers.len()).map(Which::Main).collect();
        } else {
            actions.start.push(Which::Init(0));
        }
        return actions;
    }
    let initialized = init_actions(state, results, &mut actions);
    if actions.kill_pod || !initialized {
        return actions;
    }
    let kept = main_actions(state, results, &mut actions);
    let starts_main = actions.start.iter().any(|which| matches!(which, Which::Main(_)));
    if kept == 0 && !starts_main {
        // Sidecars alone do not keep a Pod alive.
        return Actions { kill_pod: true, ..Actions::default() };
    }
    actions
}

/// Which init containers to start or kill; true once the Pod is initialized.
fn init_actions(state: &PodState, results: &Results, actions: &mut Actions) -> bool {
    let specs = &state.pod.spec.init_containers;
    if specs.is_empty() {
        return true;
    }
    let mut pod_initialized = state.runs_main();
    let mut previously = pod_initialized;
    let mut starts = Vec::new();
    for (index, container) in specs.iter().enumerate().rev() {
        let which = Which::Init(index);
        let sidecar = container.is_sidecar();
        let Some(run) = state.newest(which) else {
            if previously && sidecar {
                starts.push(index);
            }
            continue;
        };
        if previously && !sidecar {
            continue;
        }
        let last = index + 1 == specs.len();
        let ended = run.ended.as_ref().filter(|_| run.seen == Seen::Ended);
        match ended {
            None if !sidecar => {}
            None => {
                let position = state.runs.iter().position(|r| std::ptr::eq(r, run)).unwrap_or(0);
                let restart = |kind: Kind, word: &str, actions: &mut Actions| {
                    let message = format!("Init container {} failed {word} probe", container.name);
                    actions.kill.push(KillOrder { run: position, message, probe: Some(kind) });
                };
                let startup = results.get(&run.container_id, Kind::Startup);
                if container.startup_probe.is_some() && startup != Some(Outcome::Success) {
                    if startup == Some(Outcome::Failure) {
                        restart(Kind::Startup, "startup", actions);
                        starts.push(index);
                    }
                } else {
                    if last {
                        pod_initialized = true;
                    } else if !previously {
                        starts.push(index + 1);
                    }
                    if run.image != container.image {
                        let message = format!("Init container {} definition changed", container.name);
                        actions.kill.push(KillOrder { run: position, message, probe: None });
                        starts.push(index);
                    } else if container.liveness_probe.is_some()
                        && results.get(&run.container_id, Kind::Liveness) == Some(Outcome::Failure)
                    {
                        restart(Kind::Liveness, "liveness", actions);
                        starts.push(index);
                    }
                }
            }
            Some(_) if sidecar => starts.push(index),
            Some(ended) if ended.code != 0 => {
                if !container.restarts_after(ended.code, state.pod.spec.restart_policy) {
                    actions.kill_pod = true;
                    return false;
                }
                starts.push(index);
            }
            Some(_) if last => pod_initialized = true,
            Some(_) => starts.push(index + 1),
        }
        previously = true;
    }
    if !previously {
        starts.push(0);
    }
    starts.sort_unstable();
    starts.dedup();
    actions.start.extend(starts.into_iter().map(Which::Init));
    pod_initialized
}

/// Which main containers to start or kill; how many stay as they are.
fn main_actions(state: &PodState, results: &Results, actions: &mut Actions) -> usize {
    let mut kept = 0;
    for (index, container) in state.pod.spec.containers.iter().enumerate() {
        let which = Which::Main(index);
        let running = state.newest(which).filter(|run| run.seen == Seen::Running);
        let Some(run) = running else {
            if state.wants_start(which, container) {
                actions.start.push(which);
            }
            continue;
        };
        let failed = |kind| results.get(&run.container_id, kind) == Some(Outcome::Failure);
        let changed = run.image != container.image;
        let (what, kind) = if changed {
            ("definition changed", None)
        } else if failed(Kind::Liveness) {
            ("failed liveness probe", Some(Kind::Liveness))
        } else if failed(Kind::Startup) {
            ("failed startup probe", Some(Kind::Startup))
        } else {
            kept += 1;
            continue;
        };
        let restart = container.restart_policy.unwrap_or(state.pod.spec.restart_policy) != RestartPolicy::Never;
        let mut message = format!("Container {} {what}", container.name);
        if restart || changed {
            message.push_str(", will be restarted");
            actions.start.push(which);
        }
        let position = state.runs.iter().position(|r| std::ptr::eq(r, run)).unwrap_or(0);
        actions.kill.push(KillOrder { run: position, message, probe: kind });
    }
    kept
}
