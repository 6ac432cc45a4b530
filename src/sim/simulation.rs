//! The cluster at play: objects, scheduler, kubelet, network and machine, driven along one virtual clock. It must not know
//! who looks on.

mod look;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::Duration,
};

use serde_json::{Value, json};

use crate::{manifest::validate::update, world::Budget};

pub use look::{Answer, Executed, LookError};

use super::{
    images::Images,
    kubectl::{self, Row},
    kubelet::{
        Cluster, Kubelet, NODE_NAME,
        events::{Note, Recorder},
    },
    life::{self, Life, LogLine, RunRecord},
    machine::Machine,
    model::Pod,
    network::ClusterNetwork,
    runtime::Runtime,
    scheduler::{self, Placement},
    store::{Key, Store},
    time,
};

/// The scheduler and the API server take that long with a new Pod.
const SCHEDULING: Duration = Duration::from_millis(50);
/// So many rounds at one moment, and the clock is pushed on.
const MOST_ROUNDS: usize = 2000;

/// What a simulation may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// What the processes of one Pod may use up.
    pub budget: Budget,
    /// The seed of everything that looks random.
    pub seed: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { budget: Budget::default(), seed: 1 }
    }
}

/// Something that happens to the cluster from outside.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Counted from the beginning.
    pub at: Duration,
    pub what: What,
}

/// What happens.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// `kubectl apply` of an object that the API server takes, its defaults filled in.
    Apply(Value),
    /// `kubectl delete`; the kind as manifests write it.
    Delete { kind: String, namespace: String, name: String },
}

/// The cluster.
pub struct Simulation {
    now: Duration,
    store: Store,
    machine: Machine,
    kubelet: Kubelet,
    recorder: Recorder,
    images: Images,
    network: ClusterNetwork,
    changes: VecDeque<Change>,
    to_schedule: BTreeMap<Key, Duration>,
    unschedulable: BTreeSet<Key>,
    /// Pods as they were applied last, before anything was added to them.
    applied: BTreeMap<Key, Value>,
    life: Life,
}

impl Simulation {
    /// A cluster of one node, without Pods.
    #[must_use]
    pub fn new(images: Images, limits: Limits) -> Self {
        let store = Store::new(limits.seed);
        let mut life = Life::default();
        // Who lists a cluster's objects finds what every cluster has, too.
        for (kind, name) in [("Service", "kubernetes"), ("ConfigMap", "kube-root-ca.crt")] {
            let object = store.share(&Key::new(kind, "default", name));
            life.others.insert((kind.to_owned(), name.to_owned()), vec![(Duration::ZERO, object)]);
        }
        Self {
            now: Duration::ZERO,
            store,
            machine: Machine::new(limits.seed, images.clone(), limits.budget),
            kubelet: Kubelet::default(),
            recorder: Recorder::default(),
            images,
            network: ClusterNetwork::default(),
            changes: VecDeque::new(),
            to_schedule: BTreeMap::new(),
            unschedulable: BTreeSet::new(),
            applied: BTreeMap::new(),
            life,
        }
    }

    /// The clock.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.now
    }

    /// Lets something happen at its time; what lies behind happens at once.
    pub fn schedule(&mut self, change: Change) {
        let place = self.changes.iter().position(|other| other.at > change.at).unwrap_or(self.changes.len());
        self.changes.insert(place, change);
    }

    /// Applies an object now.
    pub fn apply(&mut self, object: Value) {
        self.take(object);
        self.settle();
    }

    /// What the API server does with an object that is applied: a Pod that is there keeps what may not change.
    fn take(&mut self, object: Value) {
        let key = Key::of(&object);
        if key.kind == "Pod" {
            let known = self.store.get(&key.kind, &key.namespace, &key.name).is_some();
            let before = self.applied.get(&key).filter(|_| known);
            let refusals = before.map_or_else(Vec::new, |before| update::refusals(&object, before));
            if !refusals.is_empty() {
                self.life.refused.push((self.now, update::words(&key.name, &refusals)));
                return;
            }
            self.applied.insert(key, object.clone());
        }
        self.store.create(object, self.now);
    }

    /// Deletes an object now; a Pod with its grace period. False where it is not there.
    pub fn delete(&mut self, kind: &str, namespace: &str, name: &str) -> bool {
        self.delete_within(kind, namespace, name, None)
    }

    /// Deletes an object now; a Pod with so many seconds of grace, with those of its spec where none are given.
    pub fn delete_within(&mut self, kind: &str, namespace: &str, name: &str, grace: Option<u32>) -> bool {
        let known = self.perform_delete(&Key::new(kind, namespace, name), grace);
        self.settle();
        known
    }

    fn perform_delete(&mut self, key: &Key, grace: Option<u32>) -> bool {
        let Some(object) = self.store.get(&key.kind, &key.namespace, &key.name) else { return false };
        let bound = object["spec"]["nodeName"] == NODE_NAME;
        let over = matches!(object["status"]["phase"].as_str(), Some("Succeeded" | "Failed"));
        if key.kind != "Pod" || !bound || over {
            self.store.remove(key);
            return true;
        }
        let own = object["spec"]["terminationGracePeriodSeconds"].as_i64().unwrap_or(30);
        let grace = grace.map_or(own, i64::from);
        if grace == 0 {
            // Nobody waits for it; the node hears that it is gone.
            self.store.remove(key);
            return true;
        }
        let grace = u64::try_from(grace).unwrap_or(1);
        let end = self.now + Duration::from_secs(grace);
        self.store.update(key, |pod| {
            if pod["metadata"]["deletionTimestamp"].is_null() {
                pod["metadata"]["deletionTimestamp"] = Store::stamp(end);
                pod["metadata"]["deletionGracePeriodSeconds"] = json!(grace);
            }
        });
        true
    }

    /// Plays until that moment.
    pub fn run_until(&mut self, until: Duration) {
        let (mut rounds, mut at) = (0, self.now);
        loop {
            self.settle();
            let own =
                [self.changes.front().map(|c| c.at), self.to_schedule.values().min().copied(), self.kubelet.wake()];
            let next = own.into_iter().flatten().min().unwrap_or(until).max(self.now);
            let due = next <= self.now;
            if !due || self.now < until {
                let mut target = next.min(until);
                if rounds > MOST_ROUNDS {
                    target = target.max(self.now + Duration::from_millis(1));
                }
                self.now = self.machine.advance(target).max(self.now);
            }
            if self.now > at {
                (rounds, at) = (0, self.now);
            }
            rounds += 1;
            self.perform_changes();
            self.tick();
            let more = [self.changes.front().map(|c| c.at), self.to_schedule.values().min().copied()];
            let waits = more.into_iter().flatten().any(|at| at <= self.now);
            let kubelet = self.kubelet.wake().is_some_and(|at| at <= self.now);
            if self.now >= until && !(waits || kubelet || self.store.has_changes()) || rounds > 2 * MOST_ROUNDS {
                break;
            }
        }
        self.settle();
        self.life.until = self.life.until.max(self.now);
    }

    fn perform_changes(&mut self) {
        while self.changes.front().is_some_and(|change| change.at <= self.now) {
            match self.changes.pop_front().map(|change| change.what) {
                Some(What::Apply(object)) => self.take(object),
                Some(What::Delete { kind, namespace, name }) => {
                    self.perform_delete(&Key { kind, namespace, name }, None);
                }
                None => {}
            }
            self.settle();
        }
    }

    fn tick(&mut self) {
        let due: Vec<Key> =
            self.to_schedule.iter().filter(|(_, at)| **at <= self.now).map(|(key, _)| key.clone()).collect();
        for key in due {
            self.to_schedule.remove(&key);
            self.place(&key);
        }
        self.settle();
        let (kubelet, mut cluster) = self.parts();
        kubelet.tick(&mut cluster);
    }

    fn parts(&mut self) -> (&mut Kubelet, Cluster<'_, Machine>) {
        let cluster = Cluster {
            now: self.now,
            store: &mut self.store,
            runtime: &mut self.machine,
            images: &self.images,
            recorder: &mut self.recorder,
        };
        (&mut self.kubelet, cluster)
    }

    /// Lets everybody hear what changed, until nothing more does.
    fn settle(&mut self) {
        for _ in 0..MOST_ROUNDS {
            let changed = self.store.take_changes();
            if changed.is_empty() {
                return;
            }
            let mut network = false;
            for key in changed {
                self.record(&key);
                network |= matches!(key.kind.as_str(), "Pod" | "Service");
                match key.kind.as_str() {
                    "Pod" => self.pod_changed(&key),
                    "PersistentVolumeClaim" => self.retry_scheduling(),
                    _ => {}
                }
            }
            if network {
                self.network.update(&self.store, &mut self.machine);
            }
        }
    }

    fn pod_changed(&mut self, key: &Key) {
        let Some(object) = self.store.share(key) else {
            self.unschedulable.remove(key);
            let (kubelet, mut cluster) = self.parts();
            kubelet.pod_removed(key, &mut cluster);
            self.retry_scheduling();
            return;
        };
        let fresh = object["status"]["conditions"].is_null() && object["status"]["containerStatuses"].is_null();
        if object["spec"]["nodeName"].is_null() {
            let gates = object["spec"]["schedulingGates"].as_array().is_some_and(|gates| !gates.is_empty());
            let was_gated = object["status"]["conditions"][0]["reason"] == "SchedulingGated";
            if (fresh || was_gated && !gates) && !self.unschedulable.contains(key) {
                self.to_schedule.entry(key.clone()).or_insert(self.now + SCHEDULING);
            }
            return;
        }
        let (kubelet, mut cluster) = self.parts();
        kubelet.pod_changed(&object, &mut cluster);
        if matches!(object["status"]["phase"].as_str(), Some("Succeeded" | "Failed")) {
            self.retry_scheduling();
        }
    }

    fn retry_scheduling(&mut self) {
        for key in std::mem::take(&mut self.unschedulable) {
            self.to_schedule.insert(key, self.now + SCHEDULING);
        }
    }

    fn place(&mut self, key: &Key) {
        let Some(object) = self.store.share(key) else { return };
        let Ok(pod) = Pod::read(&object) else { return };
        let placement = scheduler::place(&pod, &self.store);
        match &placement {
            Placement::Bound => {
                let since = Store::stamp(self.now);
                self.store.update(key, |pod| {
                    pod["spec"]["nodeName"] = json!(NODE_NAME);
                    pod["status"]["conditions"] = json!([{"lastProbeTime": null, "lastTransitionTime": since,
                        "observedGeneration": 1, "status": "True", "type": "PodScheduled"}]);
                });
                let words = format!("Successfully assigned {}/{} to {NODE_NAME}", key.namespace, key.name);
                self.note(&object, Note::normal("Scheduled", "", words));
            }
            Placement::Unschedulable(words) => {
                self.note(&object, Note::warning("FailedScheduling", "", words.clone()));
                self.unschedulable.insert(key.clone());
            }
            Placement::Gated | Placement::NotOurs => {
                self.unschedulable.insert(key.clone());
            }
        }
        if let Some(condition) = scheduler::condition(&placement, &Store::stamp(self.now)) {
            self.store.update(key, |pod| pod["status"]["conditions"] = json!([condition]));
        }
    }

    fn note(&mut self, pod: &Value, note: Note) {
        self.recorder.record(&mut self.store, pod, "default-scheduler", note, self.now);
    }

    /// Keeps what an object was.
    fn record(&mut self, key: &Key) {
        let object = self.store.share(key);
        match key.kind.as_str() {
            "Pod" => {
                let name = life::joined(&key.namespace, &key.name);
                self.life.pods.entry(name).or_default().push((self.now, object));
            }
            "Event" => {
                if let Some(event) = object {
                    self.life.events.push((self.now, event));
                }
            }
            "Service" | "ConfigMap" | "Secret" => {
                let name = (key.kind.clone(), life::joined(&key.namespace, &key.name));
                self.life.others.entry(name).or_default().push((self.now, object));
            }
            _ => {}
        }
    }

    /// What was recorded up to now, logs included.
    #[must_use]
    pub fn life(&self) -> Life {
        let mut life = self.life.clone();
        life.until = self.now;
        for (pod, versions) in &self.life.pods {
            let Some(object) = versions.iter().rev().find_map(|(_, object)| object.as_deref()) else { continue };
            let uid = object["metadata"]["uid"].as_str().unwrap_or("");
            let specs = ["initContainers", "containers"].map(|list| object["spec"][list].as_array());
            for name in specs.into_iter().flatten().flatten().filter_map(|c| c["name"].as_str()) {
                life.runs.insert((pod.clone(), name.to_owned()), self.runs(uid, name));
            }
            let own = self.machine.notes().filter(|note| note.uid == uid);
            life.notes.extend(own.map(|note| (pod.clone(), note.clone())));
        }
        life
    }

    fn runs(&self, uid: &str, container: &str) -> Vec<RunRecord> {
        let known = self.kubelet.history(uid, container);
        let one = |run: &super::kubelet::state::Run| {
            let exit = run.id.and_then(|id| self.machine.exit(id));
            let ended = exit.map(|exit| (exit.at, exit.code));
            let refused = run.ended.as_ref().filter(|ended| ended.stillborn).map(|ended| (ended.at, ended.code));
            let lines = run.id.map(|id| self.machine.log(id)).unwrap_or_default();
            let line = |line: crate::world::Line| LogLine {
                at: Duration::from_nanos(line.at.as_nanos()),
                run: run.attempt,
                is_error: line.stream == crate::world::Stream::Err,
                text: line.text,
                ended: line.ended,
            };
            RunRecord {
                run: run.attempt,
                started: run.started,
                ended: ended.or(refused),
                refused: run.id.is_none(),
                unhealthy: run.unhealthy.clone(),
                lines: lines.into_iter().map(line).collect(),
                text: run.id.map(|id| self.machine.log_text(id)).unwrap_or_default(),
            }
        };
        known.into_iter().map(one).collect()
    }

    /// A Pod as it is now, `name` or `namespace/name`.
    #[must_use]
    pub fn pod(&self, pod: &str) -> Option<&Value> {
        let (namespace, name) = life::split(pod);
        self.store.get("Pod", namespace, name)
    }

    /// An object of any kind as it is now.
    #[must_use]
    pub fn object(&self, kind: &str, namespace: &str, name: &str) -> Option<&Value> {
        self.store.get(kind, namespace, name)
    }

    /// The Pod's row of `kubectl get pods` now.
    #[must_use]
    pub fn row(&self, pod: &str) -> Option<Row> {
        self.pod(pod).map(kubectl::row)
    }

    /// What `kubectl describe pod` prints now.
    #[must_use]
    pub fn describe(&self, pod: &str) -> Option<String> {
        let events = self.life.events(pod, self.now);
        Some(kubectl::describe(self.pod(pod)?, &events, time::moment(self.now)))
    }

    /// What a container's newest run printed (with `previous` the run before), as `kubectl logs` shows it.
    ///
    /// # Errors
    /// Where there is no such Pod or container.
    pub fn logs(&self, pod: &str, container: &str, previous: bool) -> Result<String, LookError> {
        let uid = self.uid(pod, container)?;
        let all = self.kubelet.history(&uid, container);
        let index = all.len().checked_sub(if previous { 2 } else { 1 });
        let run = index.and_then(|index| all.get(index).and_then(|run| run.id));
        Ok(run.map(|id| self.machine.log_text(id)).unwrap_or_default())
    }

    /// How much a container has printed so far, in pieces: to see cheaply whether there is more.
    #[must_use]
    pub fn log_length(&self, pod: &str, container: &str) -> usize {
        let Ok(uid) = self.uid(pod, container) else { return 0 };
        let all = self.kubelet.history(&uid, container);
        all.iter().filter_map(|run| run.id).map(|id| self.machine.log_length(id)).sum()
    }

    fn uid(&self, pod: &str, container: &str) -> Result<String, LookError> {
        let object = self.pod(pod).ok_or_else(|| LookError::NoPod(pod.to_owned()))?;
        let lists = ["initContainers", "containers"].map(|list| object["spec"][list].as_array());
        let known = lists.into_iter().flatten().flatten().any(|c| c["name"] == container);
        if !known {
            return Err(LookError::NoContainer { pod: pod.to_owned(), container: container.to_owned() });
        }
        Ok(object["metadata"]["uid"].as_str().unwrap_or("").to_owned())
    }
}

/// Plays objects and changes until a moment, and gives the record.
#[must_use]
pub fn play(objects: &[Value], changes: &[Change], until: Duration, images: Images, limits: Limits) -> Life {
    let mut simulation = Simulation::new(images, limits);
    for object in objects {
        simulation.apply(object.clone());
    }
    for change in changes {
        simulation.schedule(change.clone());
    }
    simulation.run_until(until);
    simulation.life()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pod_is_read() {
        let mut store = Store::new(1);
        let text = r#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "default"}, "spec": {"containers": [{"command": ["sh", "-c", "echo hi; sleep 3600"], "image": "busybox:1.36", "imagePullPolicy": "IfNotPresent", "name": "app", "resources": {}}], "restartPolicy": "Always", "securityContext": {}, "tolerations": []}}"#;
        let key = store.create(serde_json::from_str(text).unwrap(), Duration::ZERO);
        Pod::read(store.get("Pod", "default", &key.name).unwrap()).unwrap();
    }
}
