//! Pods that a node runs from a file of its own and mirrors to the cluster: what they may refer to. It must not know
//! other Pods.

use super::pod::{Fields, object, objects, own_text, text};
use serde_json::Value;

/// Marks such a Pod.
pub(super) const MIRROR: &str = "kubernetes.io/config.mirror";

/// A mirror Pod has no service account, no secrets and no token.
pub(super) fn check(spec: &mut Fields) -> Result<(), String> {
    if !own_text(spec, "serviceAccountName").is_empty() {
        return Err("a mirror pod may not reference service accounts".to_owned());
    }
    if names_secret(spec) {
        return Err("a mirror pod may not reference secrets".to_owned());
    }
    for volume in objects(spec, "volumes") {
        let Some(projected) = object(volume, "projected") else { continue };
        if objects(projected, "sources").any(|source| source.contains_key("serviceAccountToken")) {
            return Err("a mirror pod may not use ServiceAccountToken volume projections".to_owned());
        }
    }
    Ok(())
}

/// Whether anything in the Pod names a Secret (`pkg/api/pod.VisitPodSecretNames`).
fn names_secret(spec: &mut Fields) -> bool {
    let pulls = objects(spec, "imagePullSecrets").any(|secret| !own_text(secret, "name").is_empty());
    let lists = ["initContainers", "containers", "ephemeralContainers"];
    pulls
        || lists.into_iter().any(|list| objects(spec, list).any(container_names_secret))
        || objects(spec, "volumes").any(volume_names_secret)
}

fn container_names_secret(container: &mut Fields) -> bool {
    let is_named = |reference: Option<&Value>| !text(reference, "name").is_empty();
    objects(container, "envFrom").any(|source| is_named(source.get("secretRef")))
        || objects(container, "env")
            .any(|variable| is_named(variable.get("valueFrom").and_then(|source| source.get("secretKeyRef"))))
}

fn volume_names_secret(volume: &mut Fields) -> bool {
    // A volume counts by the first of its kinds, in this order.
    const REFERENCES: [(&str, &str); 11] = [
        ("azureFile", "secretName"),
        ("cephfs", "secretRef"),
        ("cinder", "secretRef"),
        ("flexVolume", "secretRef"),
        ("projected", "sources"),
        ("rbd", "secretRef"),
        ("secret", "secretName"),
        ("scaleIO", "secretRef"),
        ("iscsi", "secretRef"),
        ("storageos", "secretRef"),
        ("csi", "nodePublishSecretRef"),
    ];
    let Some((kind, field)) = REFERENCES.into_iter().find(|(kind, _)| volume.contains_key(*kind)) else { return false };
    match object(volume, kind) {
        None => false,
        Some(source) if field == "sources" => {
            objects(source, field).any(|source| !text(source.get("secret"), "name").is_empty())
        }
        Some(source) if field == "secretName" => !own_text(source, field).is_empty(),
        Some(source) => !text(source.get(field), "name").is_empty(),
    }
}
