//! The node's agent, in virtual time: it takes the Pods that were scheduled to its node, brings them to life on a
//! [`Runtime`], restarts, probes, ends them and reports their status. No threads: [`Kubelet::tick`] does what is due,
//! [`Kubelet::wake`] says when there is more. It must not know how containers run.

pub mod actions;
mod admission;
pub mod backoff;
pub mod config;
mod env_file;
pub mod environment;
pub mod events;
pub mod fields;
mod hooks;
mod kill;
pub mod probes;
mod sandbox;
mod start;
pub mod state;
pub mod status;
pub mod volumes;
mod worker;

use std::{collections::BTreeMap, net::Ipv4Addr, sync::Arc, time::Duration};

use serde_json::{Value, json};

use self::{events::Recorder, worker::Worker};
use super::{
    images::Images,
    model::Pod,
    runtime::Runtime,
    store::{Key, Store},
};

/// The only node.
pub const NODE_NAME: &str = "node01";
/// Its address.
pub const NODE_IP: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 2);
/// Its processors, in thousandths.
pub const NODE_CPU_MILLI: i128 = 2000;
/// Its memory in bytes.
pub const NODE_MEMORY: i128 = 24 << 30;
/// Its disk in bytes.
pub const NODE_DISK: i128 = 100 << 30;

/// How often the kubelet looks at its runtime.
const RELIST: Duration = Duration::from_secs(1);
/// How often it looks for Pods that use too much disk.
const EVICTION: Duration = Duration::from_secs(10);

/// What the kubelet works with.
pub struct Cluster<'a, R> {
    pub now: Duration,
    pub store: &'a mut Store,
    pub runtime: &'a mut R,
    pub images: &'a Images,
    pub recorder: &'a mut Recorder,
}

impl<R> Cluster<'_, R> {
    /// Records an event of the kubelet about a Pod.
    fn note(&mut self, pod: &Value, note: events::Note) {
        self.recorder.record(self.store, pod, "kubelet", note, self.now);
    }
}

/// The agent.
#[derive(Debug, Clone, Default)]
pub struct Kubelet {
    workers: BTreeMap<String, Worker>,
    relisted: Duration,
    next_relist: Duration,
    next_eviction: Duration,
    addresses: u8,
    /// What is known of Pods that were taken from the API server.
    gone: BTreeMap<String, state::PodState>,
}

impl Kubelet {
    /// Takes note of a Pod that was bound to the node, changed, or is to be deleted.
    pub fn pod_changed<R: Runtime>(&mut self, object: &Arc<Value>, cluster: &mut Cluster<R>) {
        let Some(uid) = object["metadata"]["uid"].as_str() else { return };
        if object["spec"]["nodeName"] != NODE_NAME {
            return;
        }
        if !self.workers.contains_key(uid) {
            if Self::refuses(object, cluster) {
                return;
            }
            let ip = self.free_address();
            if let Some(worker) = Worker::new(object, ip, cluster.now) {
                self.workers.insert(uid.to_owned(), worker);
            }
        }
        if let Some(worker) = self.workers.get_mut(uid) {
            worker.object_changed(object, cluster);
        }
    }

    /// A Pod was taken from the API server without a goodbye: it ends as one that is deleted.
    pub fn pod_removed<R: Runtime>(&mut self, key: &Key, cluster: &mut Cluster<R>) {
        for worker in self.workers.values_mut() {
            worker.object_removed(key, cluster);
        }
    }

    /// Whether the node refuses the Pod; it has failed then.
    fn refuses<R: Runtime>(object: &Value, cluster: &mut Cluster<R>) -> bool {
        if object["status"]["phase"] == "Failed" {
            return true;
        }
        let Ok(pod) = Pod::read(object) else { return false };
        let Some((reason, words)) = admission::refusal(&pod, cluster.store) else { return false };
        cluster.note(object, events::Note::warning(reason, "", words.clone()));
        cluster.store.update(&Key::of(object), |object| {
            object["status"]["phase"] = json!("Failed");
            object["status"]["reason"] = json!(reason);
            object["status"]["message"] = json!(format!("Pod was rejected: {words}"));
            object["status"]["startTime"] = Store::stamp(cluster.now);
        });
        true
    }

    /// The next address of the node's range. Addresses come round again after some hundred Pods.
    fn free_address(&mut self) -> Ipv4Addr {
        self.addresses = if self.addresses >= 250 { 1 } else { self.addresses + 1 };
        Ipv4Addr::new(10, 244, 1, self.addresses + 2)
    }

    /// When there is something to do at the latest; `None` without Pods that live.
    #[must_use]
    pub fn wake(&self) -> Option<Duration> {
        let living = self.workers.values().filter(|worker| !worker.is_over());
        let own = living.clone().filter_map(Worker::wake).min();
        let any = living.clone().next().is_some();
        let relist = any.then_some(self.next_relist);
        let eviction = living.clone().any(Worker::can_be_evicted).then_some(self.next_eviction);
        let over = self.workers.values().filter(|worker| worker.is_over()).filter_map(Worker::wake).min();
        [own, relist, eviction, over].into_iter().flatten().min()
    }

    /// Does what is due.
    pub fn tick<R: Runtime>(&mut self, cluster: &mut Cluster<R>) {
        let now = cluster.now;
        if now >= self.next_relist {
            for worker in self.workers.values_mut() {
                worker.relist(cluster);
            }
            self.relisted = now;
            self.next_relist = next_multiple(now, RELIST);
        }
        if now >= self.next_eviction {
            for worker in self.workers.values_mut() {
                worker.evict_if_too_big(cluster);
            }
            self.next_eviction = next_multiple(now, EVICTION);
        }
        for worker in self.workers.values_mut() {
            worker.tick(self.relisted, cluster);
        }
        let gone = &mut self.gone;
        self.workers.retain(|uid, worker| {
            if worker.is_gone() {
                gone.insert(uid.clone(), worker.state().clone());
            }
            !worker.is_gone()
        });
    }

    /// All runs of a container of a Pod, oldest first, of a Pod that is gone too.
    #[must_use]
    pub fn history(&self, uid: &str, container: &str) -> Vec<&state::Run> {
        let state = self.workers.get(uid).map(Worker::state).or_else(|| self.gone.get(uid));
        let Some(state) = state else { return Vec::new() };
        let Some(which) = state.pod.find(container) else { return Vec::new() };
        state.runs.iter().filter(|run| run.which == which).collect()
    }

    /// The address of a Pod whose sandbox stands.
    #[must_use]
    pub fn address(&self, uid: &str) -> Option<Ipv4Addr> {
        self.workers.get(uid).and_then(|worker| worker.state().sandbox).filter(|s| s.alive).map(|s| s.ip)
    }
}

/// The first multiple of a period after a moment.
fn next_multiple(now: Duration, period: Duration) -> Duration {
    let count = now.as_nanos() / period.as_nanos() + 1;
    period * u32::try_from(count).unwrap_or(u32::MAX)
}
