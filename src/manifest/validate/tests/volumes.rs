//! Volumes of every kind.

use super::{errors, warnings};

fn volume(source: &str) -> Vec<String> {
    errors(&format!("volumes: [{{name: v, {source}}}]"))
}

#[test]
fn one_source_and_one_name() {
    assert_eq!(
        errors("volumes: [{name: v, emptyDir: {}, hostPath: {path: /x}}, {name: B}, {name: c}, {name: c}]"),
        [
            "spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type",
            "spec.volumes[1].name: Invalid value: \"B\": a lowercase RFC 1123 label must consist of lower case \
             alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or \
             '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
            "spec.volumes[3].name: Duplicate value: \"c\"",
        ]
    );
}

#[test]
fn files_from_keys() {
    assert_eq!(
        volume("configMap: {defaultMode: 512, items: [{key: a, path: ..a}, {path: /b}]}"),
        [
            "spec.volumes[0].configMap.name: Required value",
            "spec.volumes[0].configMap.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), \
             both inclusive",
            "spec.volumes[0].configMap.items[0].path: Invalid value: \"..a\": must not start with '..'",
            "spec.volumes[0].configMap.items[1].key: Required value",
            "spec.volumes[0].configMap.items[1].path: Invalid value: \"/b\": must be a relative path",
        ]
    );
    assert_eq!(volume("secret: {}"), ["spec.volumes[0].secret.secretName: Required value"]);
    assert_eq!(
        warnings("volumes: [{name: v, secret: {secretName: s, items: [{key: a, path: x}, {key: b, path: x/y}]}}]"),
        ["volume \"v\" (Secret \"s\"): overlapping paths: \"x/y\" with \"x\""]
    );
}

#[test]
fn projected() {
    assert_eq!(
        volume(
            "projected: {sources: [{secret: {items: [{key: a, path: x}]}, configMap: {name: c, items: [{key: a, path: x}]}}, \
             {serviceAccountToken: {path: t, expirationSeconds: 1}}, {serviceAccountToken: {}}]}"
        ),
        [
            "spec.volumes[0].projected.sources[0].secret.name: Required value",
            "spec.volumes[0].projected: Invalid value: \"c\": conflicting duplicate paths",
            "spec.volumes[0].projected.sources[0]: Forbidden: may not specify more than 1 volume type per source",
            "spec.volumes[0].projected.sources[1].serviceAccountToken.expirationSeconds: Invalid value: 1: may not \
             specify a duration less than 10 minutes",
            "spec.volumes[0].projected.path: Required value",
        ]
    );
    assert_eq!(
        warnings("volumes: [{name: v, projected: {sources: [{podCertificate: {signerName: a.b/c}}]}}]"),
        ["volume \"v\" (Projected) has no sources provided"]
    );
}

#[test]
fn claims() {
    assert_eq!(
        volume("persistentVolumeClaim: {}"),
        ["spec.volumes[0].persistentVolumeClaim.claimName: Required value"]
    );
    assert_eq!(
        volume("ephemeral: {volumeClaimTemplate: {metadata: {name: x}, spec: {accessModes: [RWO]}}}"),
        [
            "spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.name: Forbidden: cannot be set",
            "spec.volumes[0].ephemeral.volumeClaimTemplate.spec.accessModes: Unsupported value: \"RWO\": supported \
             values: \"ReadOnlyMany\", \"ReadWriteMany\", \"ReadWriteOnce\", \"ReadWriteOncePod\"",
            "spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value",
        ]
    );
}

#[test]
fn remote_storage() {
    assert_eq!(
        volume("nfs: {server: s, path: x}"),
        ["spec.volumes[0].nfs.path: Invalid value: \"x\": must be an absolute path"]
    );
    assert_eq!(
        volume("iscsi: {targetPortal: p, iqn: iqn.bad, lun: 300, chapAuthSession: true}"),
        [
            "spec.volumes[0].iscsi.iqn: Invalid value: \"iqn.bad\": must be valid format",
            "spec.volumes[0].iscsi.lun: Invalid value: 300: must be between 0 and 255, inclusive",
            "spec.volumes[0].iscsi.secretRef: Required value",
        ]
    );
    assert_eq!(
        volume("flexVolume: {driver: d, options: {storage.k8s.io/x: y}}"),
        ["spec.volumes[0].flexVolume.options[storage.k8s.io/x]: Invalid value: \"storage.k8s.io/x\": kubernetes.io \
             and k8s.io namespaces are reserved"]
    );
    assert_eq!(
        volume("csi: {driver: Bad_Driver, nodePublishSecretRef: {}}"),
        [
            "spec.volumes[0].csi.driver: Invalid value: \"Bad_Driver\": a lowercase RFC 1123 subdomain must consist of \
             lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. \
             'example.com', regex used for validation is \
             '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
            "spec.volumes[0].csi.nodePublishSecretRef.name: Required value",
        ]
    );
    assert_eq!(
        warnings("volumes: [{name: v, gitRepo: {repository: r}}]"),
        ["spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+"]
    );
}
