//! The cells that `kubectl get pods` prints for a Pod, by the rules of the API server's printer. It must not know how a
//! status comes about.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::sim::time;

/// A line of `kubectl get pods`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    pub name: String,
    /// `1/2`
    pub ready: String,
    pub status: String,
    /// How often containers were restarted.
    pub restarts: u64,
    /// When the last restart's predecessor ended.
    pub last_restart: Option<Timestamp>,
    /// When the Pod was created.
    pub created: Option<Timestamp>,
}

impl Row {
    /// RESTARTS as it reads at `now`: `3 (10s ago)`.
    #[must_use]
    pub fn restarts_text(&self, now: Timestamp) -> String {
        match self.last_restart {
            Some(then) if self.restarts != 0 => {
                format!("{} ({} ago)", self.restarts, time::human(now.duration_since(then)))
            }
            _ => self.restarts.to_string(),
        }
    }

    /// NAME READY STATUS RESTARTS AGE.
    #[must_use]
    pub fn cells(&self, now: Timestamp) -> [String; 5] {
        let age = self.created.map_or_else(|| "<unknown>".to_owned(), |then| time::human(now.duration_since(then)));
        [self.name.clone(), self.ready.clone(), self.status.clone(), self.restarts_text(now), age]
    }
}

/// The row of a Pod with its status.
#[must_use]
pub fn row(pod: &Value) -> Row {
    let status = &pod["status"];
    let phase = text(&status["phase"]);
    let mut counted = Counted { reason: first_reason(status, phase), ..Counted::default() };
    let initializing = counted.init_containers(pod);
    if !initializing || condition_is_true(status, "Initialized") {
        counted.main_containers(status);
    }
    if !pod["metadata"]["deletionTimestamp"].is_null() {
        if text(&status["reason"]) == "NodeLost" {
            "Unknown".clone_into(&mut counted.reason);
        } else if !matches!(phase, "Succeeded" | "Failed") {
            "Terminating".clone_into(&mut counted.reason);
        }
    }
    let sidecars = list(&pod["spec"]["initContainers"]).iter().filter(|c| is_sidecar(c)).count();
    Row {
        name: text(&pod["metadata"]["name"]).to_owned(),
        ready: format!("{}/{}", counted.ready, list(&pod["spec"]["containers"]).len() + sidecars),
        status: counted.reason,
        restarts: counted.restarts,
        last_restart: counted.last_restart,
        created: time::read(&pod["metadata"]["creationTimestamp"]),
    }
}

/// What is counted while the containers' statuses are read.
#[derive(Default)]
struct Counted {
    reason: String,
    ready: usize,
    restarts: u64,
    last_restart: Option<Timestamp>,
    sidecar_restarts: u64,
    sidecar_last_restart: Option<Timestamp>,
}

impl Counted {
    /// Reads the init containers up to the first that is not done; true where there is one.
    fn init_containers(&mut self, pod: &Value) -> bool {
        let specs = list(&pod["spec"]["initContainers"]);
        for (index, container) in list(&pod["status"]["initContainerStatuses"]).iter().enumerate() {
            let spec = specs.iter().find(|spec| spec["name"] == container["name"]);
            let sidecar = spec.is_some_and(is_sidecar);
            let restarts = container["restartCount"].as_u64().unwrap_or(0);
            let ended = time::read(&container["lastState"]["terminated"]["finishedAt"]);
            self.restarts += restarts;
            self.last_restart = self.last_restart.max(ended);
            if sidecar {
                self.sidecar_restarts += restarts;
                self.sidecar_last_restart = self.sidecar_last_restart.max(ended);
            }
            let state = &container["state"];
            let waiting = text(&state["waiting"]["reason"]);
            if state["terminated"].is_object() && code(state) == 0 {
                continue;
            }
            if sidecar && container["started"] == true {
                self.ready += usize::from(container["ready"] == true);
                continue;
            }
            self.reason = if state["terminated"].is_object() {
                format!("Init:{}", end_word(state))
            } else if !waiting.is_empty() && waiting != "PodInitializing" {
                format!("Init:{waiting}")
            } else {
                format!("Init:{index}/{}", specs.len())
            };
            return true;
        }
        false
    }

    fn main_containers(&mut self, status: &Value) {
        self.restarts = self.sidecar_restarts;
        self.last_restart = self.sidecar_last_restart;
        let mut running = false;
        for container in list(&status["containerStatuses"]).iter().rev() {
            self.restarts += container["restartCount"].as_u64().unwrap_or(0);
            self.last_restart = self.last_restart.max(time::read(&container["lastState"]["terminated"]["finishedAt"]));
            let state = &container["state"];
            let waiting = text(&state["waiting"]["reason"]);
            if !waiting.is_empty() {
                waiting.clone_into(&mut self.reason);
            } else if state["terminated"].is_object() {
                self.reason = end_word(state);
            } else if container["ready"] == true && state["running"].is_object() {
                running = true;
                self.ready += 1;
            }
        }
        if self.reason == "Completed" && running {
            let word = if condition_is_true(status, "Ready") { "Running" } else { "NotReady" };
            word.clone_into(&mut self.reason);
        }
    }
}

fn first_reason(status: &Value, phase: &str) -> String {
    let gated = |c: &Value| c["type"] == "PodScheduled" && c["reason"] == "SchedulingGated";
    if list(&status["conditions"]).iter().any(gated) {
        return "SchedulingGated".to_owned();
    }
    match text(&status["reason"]) {
        "" => phase.to_owned(),
        reason => reason.to_owned(),
    }
}

fn end_word(state: &Value) -> String {
    let ended = &state["terminated"];
    match (text(&ended["reason"]), ended["signal"].as_i64().unwrap_or(0)) {
        ("", 0) => format!("ExitCode:{}", code(state)),
        ("", signal) => format!("Signal:{signal}"),
        (reason, _) => reason.to_owned(),
    }
}

fn code(state: &Value) -> i64 {
    state["terminated"]["exitCode"].as_i64().unwrap_or(0)
}

fn condition_is_true(status: &Value, kind: &str) -> bool {
    list(&status["conditions"]).iter().any(|c| c["type"] == kind && c["status"] == "True")
}

fn is_sidecar(container: &Value) -> bool {
    container["restartPolicy"] == "Always"
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}
