//! How a Pod leaves: ended as a whole, deleted, taken away. It must not know how a container is killed.

use crate::sim::{
    kubelet::{Cluster, probes::Kind},
    runtime::Runtime,
    store::Key,
};

use super::{Stage, Step, Sync, Worker};

impl Worker {
    /// Ends the Pod as a whole.
    pub(super) fn terminate<R: Runtime>(&mut self, grace: Option<u64>, cluster: &mut Cluster<R>) {
        if let Some(Sync { waiting: Some(waiting), .. }) = self.sync.take() {
            waiting.cancel(cluster);
        }
        self.stage = Stage::Terminating;
        (self.wanted, self.requeue) = (false, None);
        self.tell_of_deadline(cluster);
        self.report(false, cluster);
        self.probers.retain(|prober| prober.kind == Kind::Readiness);
        let steps = [Step::KillAll { grace }, Step::StopSandbox, Step::Look].into();
        self.sync = Some(Sync { steps, waiting: None });
        self.advance(cluster);
    }

    /// The object was taken away. A node gives what runs the time that its spec says.
    pub(in crate::sim::kubelet) fn object_removed<R: Runtime>(&mut self, key: &Key, cluster: &mut Cluster<R>) {
        let replaced = || cluster.store.get(&key.kind, &key.namespace, &key.name).is_some();
        if self.key != *key || self.state.deleted || replaced() {
            return;
        }
        self.state.deleted = true;
        if self.stage == Stage::Syncing {
            self.terminate(None, cluster);
        } else if self.stage == Stage::Over {
            self.farewell = Some(cluster.now);
        }
    }

    /// Takes the Pod from the API server, unless another has taken its name.
    pub(super) fn leave<R: Runtime>(&mut self, cluster: &mut Cluster<R>) {
        let now = cluster.store.get(&self.key.kind, &self.key.namespace, &self.key.name);
        if now.is_some_and(|object| object["metadata"]["uid"] == self.state.pod.metadata.uid.as_str()) {
            cluster.store.remove(&self.key);
        }
        self.stage = Stage::Gone;
    }
}
