//! Fields that people call by the name that they have elsewhere. It must not know where a field stands in a text.

use crate::manifest::schema::Type;

/// A struct of the API, what is written in it, and what the field is called there.
const SLIPS: &[(&str, &str, &str)] = &[
    ("SecretVolumeSource", "name", "secretName"),
    ("SecretVolumeSource", "secret", "secretName"),
    ("PersistentVolumeClaimVolumeSource", "name", "claimName"),
    ("PersistentVolumeClaimVolumeSource", "claim", "claimName"),
    ("ConfigMapVolumeSource", "configMapName", "name"),
    ("ConfigMapVolumeSource", "configMap", "name"),
    ("ConfigMapProjection", "configMapName", "name"),
    ("SecretProjection", "secretName", "name"),
    ("ConfigMapKeySelector", "configMapName", "name"),
    ("SecretKeySelector", "secretName", "name"),
    ("ConfigMapEnvSource", "configMapName", "name"),
    ("SecretEnvSource", "secretName", "name"),
    ("VolumeMount", "path", "mountPath"),
    ("VolumeMount", "volume", "name"),
    ("ContainerPort", "port", "containerPort"),
    ("ContainerPort", "targetPort", "containerPort"),
    ("Probe", "http", "httpGet"),
    ("Probe", "tcp", "tcpSocket"),
    ("LifecycleHandler", "http", "httpGet"),
    ("Container", "cmd", "command"),
    ("Container", "entrypoint", "command"),
    ("Container", "environment", "env"),
    ("EnvFromSource", "configMap", "configMapRef"),
    ("EnvFromSource", "configMapKeyRef", "configMapRef"),
    ("EnvFromSource", "secret", "secretRef"),
    ("EnvFromSource", "secretKeyRef", "secretRef"),
    ("EnvVarSource", "configMap", "configMapKeyRef"),
    ("EnvVarSource", "configMapRef", "configMapKeyRef"),
    ("EnvVarSource", "secret", "secretKeyRef"),
    ("EnvVarSource", "secretRef", "secretKeyRef"),
    ("HostAlias", "hostname", "hostnames"),
];

/// What a field of a struct is called that somebody wrote by another name.
pub(super) fn meant(of: Type, key: &str) -> Option<&'static str> {
    let slip = SLIPS.iter().find(|(owner, wrong, _)| *owner == of.name() && *wrong == key);
    slip.map(|(_, _, right)| *right)
}
