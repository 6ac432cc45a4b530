//! Secrets with which images are pulled: a node tells of those that are not there. It must not know how an image is pulled.

use crate::sim::{
    kubelet::{Cluster, events::Note},
    runtime::Runtime,
};

use super::Worker;

impl Worker {
    /// Every sync looks for them, and goes on without.
    pub(super) fn tell_of_pull_secrets<R: Runtime>(&self, cluster: &mut Cluster<R>) {
        let pod = &self.state.pod;
        let named =
            pod.spec.image_pull_secrets.iter().map(|secret| secret.name.as_str()).filter(|name| !name.is_empty());
        let gone = |name: &&str| cluster.store.get("Secret", &pod.metadata.namespace, name).is_none();
        let missing: Vec<&str> = named.filter(gone).collect();
        if missing.is_empty() {
            return;
        }
        let words = format!(
            "Unable to retrieve some image pull secrets ({}); attempting to pull the image may not succeed.",
            missing.join(", ")
        );
        cluster.note(&self.object, Note::warning("FailedToRetrieveImagePullSecret", "", words));
    }
}
