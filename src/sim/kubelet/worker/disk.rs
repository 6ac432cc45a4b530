//! A Pod's volumes: making them, waiting for what they need, and ending a Pod that fills them. It must not know the rest of
//! a Pod's syncs.

use crate::sim::{
    kubelet::{Cluster, events::Note, state::Reason, volumes},
    quantity,
    runtime::{Runtime, VolumeConfig, VolumeContent},
};

use super::{Stage, VOLUME_RETRY, Worker};

impl Worker {
    /// Makes the volumes that are not there yet, where it is time; true once all are.
    pub(super) fn make_volumes<R: Runtime>(&mut self, cluster: &mut Cluster<R>) -> bool {
        let mut all = true;
        for volume in &self.state.pod.spec.volumes {
            let attempt = self.tries.entry(volume.name.clone()).or_default();
            if attempt.made.is_none() && cluster.now < attempt.next {
                all = false;
                continue;
            }
            let uid = &self.state.pod.metadata.uid;
            let made = volumes::content(&self.state.pod, volume, self.ip, cluster.store).and_then(|config| {
                let known = attempt.made.as_ref().is_some_and(|made| made.content == config.content);
                if !known {
                    cluster.runtime.set_volume(uid, &config)?;
                }
                Ok(config)
            });
            match made {
                Ok(config) => attempt.made = Some(config),
                // What was there stays as it was.
                Err(_) if attempt.made.is_some() => {}
                Err(words) => {
                    attempt.delay = (attempt.delay * 2).clamp(VOLUME_RETRY.0, VOLUME_RETRY.1);
                    attempt.next = cluster.now + attempt.delay;
                    all = false;
                    let words = format!("MountVolume.SetUp failed for volume {:?} : {words}", volume.name);
                    cluster.note(&self.object, Note::warning("FailedMount", "", words));
                }
            }
        }
        all
    }

    pub(super) fn volumes_timed_out<R: Runtime>(&mut self, cluster: &mut Cluster<R>) {
        let missing: Vec<&str> =
            self.tries.iter().filter(|(_, t)| t.made.is_none()).map(|(name, _)| name.as_str()).collect();
        let words = format!(
            "Unable to attach or mount volumes: unmounted volumes=[{}], unattached volumes=[], failed to process \
             volumes=[]: context deadline exceeded",
            missing.join(" ")
        );
        cluster.note(&self.object, Note::warning("FailedMount", "", words));
    }

    /// Something in the Pod limits how much it may write.
    pub(in crate::sim::kubelet) fn can_be_evicted(&self) -> bool {
        let spec = &self.state.pod.spec;
        let limited = |v: &crate::sim::model::Volume| v.empty_dir.as_ref().is_some_and(|e| e.size_limit.is_some());
        spec.volumes.iter().any(limited)
            || self.state.pod.all().any(|(_, c)| c.resources.limits.contains_key("ephemeral-storage"))
    }

    /// Ends the Pod where it wrote more than it may.
    pub(in crate::sim::kubelet) fn evict_if_too_big<R: Runtime>(&mut self, cluster: &mut Cluster<R>) {
        if self.stage != Stage::Syncing || !self.can_be_evicted() {
            return;
        }
        let Some(words) = self.too_big(cluster) else { return };
        cluster.note(&self.object, Note::warning("Evicted", "", words.clone()));
        self.state.ended = Some(Reason { reason: "Evicted", message: words });
        self.terminate(Some(0), cluster);
    }

    fn too_big<R: Runtime>(&self, cluster: &Cluster<R>) -> Option<String> {
        let uid = &self.state.pod.metadata.uid;
        for volume in &self.state.pod.spec.volumes {
            let Some(VolumeConfig { content: VolumeContent::Empty { memory: false, limit: Some(limit) }, .. }) =
                self.tries.get(&volume.name).and_then(|t| t.made.as_ref())
            else {
                continue;
            };
            if cluster.runtime.volume_usage(uid, &volume.name) > *limit {
                let written = volume.empty_dir.as_ref().and_then(|e| e.size_limit.clone()).unwrap_or_default();
                let written = written.as_str().map_or_else(|| written.to_string(), ToOwned::to_owned);
                return Some(format!("Usage of EmptyDir volume {:?} exceeds the limit {written:?}. ", volume.name));
            }
        }
        for (which, container) in self.state.pod.all() {
            let Some(written) = container.resources.limits.get("ephemeral-storage") else { continue };
            let limit = quantity::units(written)?;
            let run = self.state.latest(which).and_then(|i| self.state.runs.get(i)).and_then(|run| run.id);
            let used = run.map_or(0, |id| cluster.runtime.root_usage(id));
            if i128::from(used) > limit {
                let text = written.as_str().map_or_else(|| written.to_string(), ToOwned::to_owned);
                return Some(format!(
                    "Container {} exceeded its local ephemeral storage limit {text:?}. ",
                    container.name
                ));
            }
        }
        None
    }
}
