//! A Pod's volumes: making them, waiting for what they need, and ending a Pod that fills them. It must not know the rest of
//! a Pod's syncs.

use serde_json::json;

use crate::manifest::quantity::Quantity;
use crate::sim::{
    kubelet::{Cluster, events::Note, state::Reason, volumes},
    model::Which,
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
        self.too_much_storage(cluster)
    }

    /// Root file systems, logs and volumes together against the limits together, then each container against its own.
    fn too_much_storage<R: Runtime>(&self, cluster: &Cluster<R>) -> Option<String> {
        const STORAGE: &str = "ephemeral-storage";
        let pod = &self.state.pod;
        let used = |which| {
            let run = self.state.latest(which).and_then(|i| self.state.runs.get(i)).and_then(|run| run.id);
            run.map_or(0, |id| i128::from(cluster.runtime.root_usage(id)))
        };
        let limits = pod.spec.containers.iter().filter_map(|c| Quantity::of(c.resources.limits.get(STORAGE)?));
        let total = limits.reduce(|sum, limit| sum.plus(&limit))?;
        let on_disk =
            |volume: &&crate::sim::model::Volume| volume.empty_dir.as_ref().is_some_and(|e| e.medium.is_empty());
        let volumes: i128 = pod
            .spec
            .volumes
            .iter()
            .filter(on_disk)
            .map(|volume| i128::from(cluster.runtime.volume_usage(&pod.metadata.uid, &volume.name)))
            .sum();
        let roots: i128 = pod.all().map(|(which, _)| used(which)).sum();
        if quantity::units(&json!(total.to_string())).is_some_and(|most| roots + volumes > most) {
            return Some(format!("Pod ephemeral local storage usage exceeds the total limit of containers {total}. "));
        }
        for (index, container) in pod.spec.containers.iter().enumerate() {
            let Some(limit) = container.resources.limits.get(STORAGE) else { continue };
            if quantity::units(limit).is_some_and(|most| used(Which::Main(index)) > most) {
                let text = limit.as_str().map_or_else(|| limit.to_string(), ToOwned::to_owned);
                return Some(format!(
                    "Container {} exceeded its local ephemeral storage limit {text:?}. ",
                    container.name
                ));
            }
        }
        None
    }
}
