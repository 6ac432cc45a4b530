//! A recorded life: what the cluster's objects were at every moment, and what containers printed when. It must not know how
//! it came about, nor go on.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use serde_json::{Value, json};

use super::{
    kubectl::{self, Row},
    machine::Note,
    time,
};

/// A line of a container's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// When it began.
    pub at: Duration,
    /// Which run of the container printed it, from 0.
    pub run: u32,
    /// It came by standard error.
    pub is_error: bool,
    pub text: String,
    /// Its newline came.
    pub ended: bool,
}

/// One run of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRecord {
    /// From 0.
    pub run: u32,
    pub started: Duration,
    /// When and with which code it ended; none while it runs.
    pub ended: Option<(Duration, i32)>,
    /// It never began: the runtime refused it.
    pub refused: bool,
    /// When one of its probes failed. There is not an event for each: a node sends few of one Pod in a short time.
    pub unhealthy: Vec<Duration>,
    pub lines: Vec<LogLine>,
    /// The output as it is.
    pub text: String,
}

/// A line of a history of `kubectl get pods -w`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowChange {
    pub at: Duration,
    /// `None`: the Pod is gone.
    pub row: Option<Row>,
}

/// What an object was, since when; none once it was gone.
pub(super) type Versions = Vec<(Duration, Option<Arc<Value>>)>;

/// All that was recorded. Names of Pods are those of the namespace `default`, `namespace/name` for others.
#[derive(Debug, Clone, Default)]
pub struct Life {
    /// Until when it was played.
    pub until: Duration,
    pub(super) pods: BTreeMap<String, Versions>,
    /// Objects of other kinds that learners ask for, by kind and name.
    pub(super) others: BTreeMap<(String, String), Versions>,
    pub(super) events: Vec<(Duration, Arc<Value>)>,
    pub(super) runs: BTreeMap<(String, String), Vec<RunRecord>>,
    pub(super) notes: Vec<(String, Note)>,
    pub(super) refused: Vec<(Duration, String)>,
}

impl Life {
    /// Changes that the API server refused: when, and in what words.
    #[must_use]
    pub fn refused(&self) -> &[(Duration, String)] {
        &self.refused
    }

    /// The Pods that there were, by name.
    pub fn pods(&self) -> impl Iterator<Item = &str> {
        self.pods.keys().map(String::as_str)
    }

    /// A Pod as the API server had it at a moment.
    #[must_use]
    pub fn pod(&self, pod: &str, at: Duration) -> Option<&Value> {
        self.pods.get(pod)?.iter().rev().find(|(when, _)| *when <= at)?.1.as_deref()
    }

    /// The Services, `ConfigMaps` or Secrets as the API server had them at a moment, with their names.
    pub fn objects(&self, kind: &str, at: Duration) -> impl Iterator<Item = (&str, &Value)> {
        self.others.iter().filter(move |((own, _), _)| own == kind).filter_map(move |((_, name), versions)| {
            let object = versions.iter().rev().find(|(when, _)| *when <= at)?.1.as_deref()?;
            Some((name.as_str(), object))
        })
    }

    /// A Pod as it last was, gone or not.
    #[must_use]
    pub fn last_seen(&self, pod: &str) -> Option<&Value> {
        self.pods.get(pod)?.iter().rev().find_map(|(_, object)| object.as_deref())
    }

    /// The Pod's row of `kubectl get pods` at a moment.
    #[must_use]
    pub fn row(&self, pod: &str, at: Duration) -> Option<Row> {
        self.pod(pod, at).map(kubectl::row)
    }

    /// The Pod's rows, one whenever `kubectl get pods -w` would print another.
    #[must_use]
    pub fn rows(&self, pod: &str) -> Vec<RowChange> {
        let mut rows: Vec<RowChange> = Vec::new();
        for (at, object) in self.pods.get(pod).into_iter().flatten() {
            let row = object.as_deref().map(kubectl::row);
            let shown = |row: &Option<Row>| row.as_ref().map(|r| (r.ready.clone(), r.status.clone(), r.restarts));
            if rows.last().is_none_or(|last| shown(&last.row) != shown(&row)) {
                rows.push(RowChange { at: *at, row });
            }
        }
        rows
    }

    /// The moments at which anything of a Pod changed, in order: where a picture of its life has edges.
    #[must_use]
    pub fn moments(&self, pod: &str) -> Vec<Duration> {
        let mut all: Vec<Duration> = self.pods.get(pod).into_iter().flatten().map(|(at, _)| *at).collect();
        all.dedup();
        all
    }

    /// A container's status at a moment: `state`, `lastState`, `ready`, `restartCount`, as the API has them.
    #[must_use]
    pub fn container(&self, pod: &str, container: &str, at: Duration) -> Option<&Value> {
        let status = &self.pod(pod, at)?["status"];
        ["initContainerStatuses", "containerStatuses"]
            .into_iter()
            .filter_map(|list| status[list].as_array())
            .flatten()
            .find(|status| status["name"] == container)
    }

    /// A container's runs, oldest first.
    #[must_use]
    pub fn runs(&self, pod: &str, container: &str) -> &[RunRecord] {
        self.runs.get(&(pod.to_owned(), container.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// All lines that a container had printed by a moment, of all its runs.
    pub fn log(&self, pod: &str, container: &str, at: Duration) -> impl Iterator<Item = &LogLine> {
        self.runs(pod, container).iter().flat_map(|run| &run.lines).filter(move |line| line.at <= at)
    }

    /// What `kubectl logs` prints at the end of the life, or with `--previous`.
    #[must_use]
    pub fn log_text(&self, pod: &str, container: &str, previous: bool) -> Option<&str> {
        let runs = self.runs(pod, container);
        let index = runs.len().checked_sub(if previous { 2 } else { 1 })?;
        runs.get(index).map(|run| run.text.as_str())
    }

    /// The Pod's events as they were at a moment, in the order of their first appearance.
    #[must_use]
    pub fn events(&self, pod: &str, at: Duration) -> Vec<&Value> {
        let (namespace, name) = split(pod);
        let mut order: Vec<&Value> = Vec::new();
        for (_, event) in self.events.iter().take_while(|(when, _)| *when <= at) {
            if event["involvedObject"]["name"] != name || event["involvedObject"]["namespace"] != namespace {
                continue;
            }
            match order.iter_mut().find(|known| known["metadata"]["name"] == event["metadata"]["name"]) {
                Some(known) => *known = event,
                None => order.push(event),
            }
        }
        order
    }

    /// Every time that an event of the Pod happened, again or for the first time, with what it then was.
    pub fn occurrences(&self, pod: &str) -> impl Iterator<Item = (Duration, &Value)> {
        let (namespace, name) = split(pod);
        let of_pod = move |event: &Value| {
            event["involvedObject"]["name"] == name && event["involvedObject"]["namespace"] == namespace
        };
        self.events.iter().filter(move |(_, event)| of_pod(event)).map(|(at, event)| (*at, event.as_ref()))
    }

    /// What `kubectl describe pod` prints at a moment.
    #[must_use]
    pub fn describe(&self, pod: &str, at: Duration) -> Option<String> {
        let object = self.pod(pod, at)?;
        Some(kubectl::describe(object, &self.events(pod, at), time::moment(at)))
    }

    /// What the simulator, not the learner's work, ended or could not do in a Pod; plain sentences.
    pub fn notes(&self, pod: &str) -> impl Iterator<Item = &Note> {
        self.notes.iter().filter(move |(own, _)| own == pod).map(|(_, note)| note)
    }

    /// Everything of a Pod as one JSON value: `rows`, `logs`, `previous_logs`, `events`, `status`, `describe`.
    #[must_use]
    pub fn json(&self, pod: &str) -> Value {
        let rows: Vec<Value> = self.rows(pod).into_iter().map(row_json).collect();
        let mut logs = serde_json::Map::new();
        let mut previous = serde_json::Map::new();
        for ((own, container), _) in self.runs.iter().filter(|((own, _), _)| own == pod) {
            if let Some(text) = self.log_text(own, container, false) {
                logs.insert(container.clone(), json!(text));
            }
            if let Some(text) = self.log_text(own, container, true) {
                previous.insert(container.clone(), json!(text));
            }
        }
        let events: Vec<Value> = self.events(pod, self.until).into_iter().map(event_json).collect();
        let status = self.pod(pod, self.until).map_or(Value::Null, |object| object["status"].clone());
        let describe = self.describe(pod, self.until);
        json!({"rows": rows, "logs": logs, "previous_logs": previous, "events": events, "status": status,
               "describe": describe})
    }
}

fn row_json(change: RowChange) -> Value {
    let seconds = (change.at.as_secs_f64() * 10.0).round() / 10.0;
    match change.row {
        Some(row) => json!([seconds, row.ready, row.status, row.restarts.to_string()]),
        None => json!([seconds, "", "(deleted)", ""]),
    }
}

fn event_json(event: &Value) -> Value {
    json!({"type": event["type"], "reason": event["reason"], "message": event["message"], "count": event["count"],
           "object": event["involvedObject"]["fieldPath"].as_str().unwrap_or("")})
}

/// Namespace and name.
pub(super) fn split(pod: &str) -> (&str, &str) {
    pod.split_once('/').unwrap_or(("default", pod))
}

/// The name under which a Pod is recorded.
pub(super) fn joined(namespace: &str, name: &str) -> String {
    if namespace == "default" { name.to_owned() } else { format!("{namespace}/{name}") }
}
