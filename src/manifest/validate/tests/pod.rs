//! Metadata, and what a Pod has besides containers and volumes.

use super::{errors, report_with, warnings};
use serde_json::{Value, json};

fn meta(meta: &Value) -> Vec<String> {
    report_with(meta, "{}").errors.iter().map(ToString::to_string).collect()
}

#[test]
fn metadata() {
    assert_eq!(meta(&json!({})), ["metadata.name: Required value: name or generateName is required"]);
    assert_eq!(meta(&json!({"name": "p", "labels": {"a b": "x"}, "annotations": {"/x": ""}})).len(), 2);
    assert_eq!(
        meta(&json!({
            "name": "p",
            "finalizers": ["orphan", "foregroundDeletion", "mine"],
            "ownerReferences": [{"apiVersion": "a/b/c", "kind": "K", "name": "n"}],
        })),
        [
            "metadata.ownerReferences.apiVersion: Invalid value: \"a/b/c\": version must not be empty",
            "metadata.ownerReferences.uid: Invalid value: \"\": must not be empty",
            "metadata.finalizers: Invalid value: [\"orphan\",\"foregroundDeletion\",\"mine\"]: finalizer orphan and \
             foregroundDeletion cannot be both set",
            "metadata.finalizers[2]: Invalid value: \"mine\": name is neither a standard finalizer name nor is it fully \
             qualified",
        ]
    );
    assert_eq!(
        report_with(&json!({"name": "a.b"}), "{}").warnings,
        ["metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is \
             recommended: [must not contain dots]"]
    );
}

#[test]
fn annotations() {
    assert_eq!(
        meta(&json!({"name": "p", "annotations": {
            "controller.kubernetes.io/pod-deletion-cost": "+1",
            "container.apparmor.security.beta.kubernetes.io/x": "y",
            "seccomp.security.alpha.kubernetes.io/pod": "z",
        }})),
        [
            "metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: \"+1\": must be a 32bit \
             integer",
            "metadata.annotations.seccomp.security.alpha.kubernetes.io/pod: Invalid value: \"z\": must be a valid \
             seccomp profile",
            "metadata.annotations[container.apparmor.security.beta.kubernetes.io/x]: Invalid value: \"x\": container not \
             found",
            "metadata.annotations[container.apparmor.security.beta.kubernetes.io/x]: Invalid value: \"y\": invalid \
             AppArmor profile name: \"y\"",
        ]
    );
}

#[test]
fn policies_and_names() {
    assert_eq!(
        errors("{restartPolicy: Sometimes, dnsPolicy: None, hostname: a.b, activeDeadlineSeconds: 0, nodeName: A_B}")
            [..3],
        [
            "spec.restartPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \"OnFailure\", \"Never\"",
            "spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None",
            "spec.nodeName: Invalid value: \"A_B\": a lowercase RFC 1123 subdomain must consist of lower case \
             alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. \
             'example.com', regex used for validation is \
             '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        ]
    );
}

#[test]
fn dns_and_hosts() {
    assert_eq!(
        errors(
            "dnsConfig: {nameservers: [1.1.1.1, x, 1.1.1.2, 1.1.1.3], searches: [a.b., A], options: [{}]}
hostAliases: [{ip: 010.0.0.1, hostnames: [a.b, '']}]"
        )
        .iter()
        .map(|line| line.split(": a lowercase").next().unwrap_or_default())
        .collect::<Vec<_>>(),
        [
            "spec.dnsConfig.nameservers: Invalid value: [\"1.1.1.1\",\"x\",\"1.1.1.2\",\"1.1.1.3\"]: must not have more \
             than 3 nameservers",
            "spec.dnsConfig.nameservers[1]: Invalid value: \"x\": must be a valid IP address, (e.g. 10.9.8.7 or \
             2001:db8::ffff)",
            "spec.dnsConfig.searches[1]: Invalid value: \"A\"",
            "spec.dnsConfig.options[0]: Required value: must not be empty",
            "spec.hostAliases[0].ip: Invalid value: \"010.0.0.1\": must not have leading 0s",
            "spec.hostAliases[0].hostnames[1]: Invalid value: \"\"",
        ]
    );
    assert_eq!(
        warnings("hostAliases: [{ip: '2001:DB8::1', hostnames: [a]}]"),
        [
            "spec.hostAliases[0].ip: IPv6 address \"2001:DB8::1\" should be in RFC 5952 canonical format (\"2001:db8::1\")"
        ]
    );
}

#[test]
fn tolerations() {
    assert_eq!(
        errors(
            "tolerations: [{key: a, operator: in, effect: No}, {effect: NoSchedule, tolerationSeconds: 1, operator: Exists, value: x}, {}]"
        ),
        [
            "spec.tolerations[0].operator: Unsupported value: \"in\": supported values: \"Equal\", \"Exists\"",
            "spec.tolerations[0].effect: Unsupported value: \"No\": supported values: \"NoSchedule\", \
             \"PreferNoSchedule\", \"NoExecute\"",
            "spec.tolerations[1].effect: Invalid value: \"NoSchedule\": effect must be 'NoExecute' when \
             `tolerationSeconds` is set",
            "spec.tolerations[1].operator: Invalid value: \"x\": value must be empty when `operator` is 'Exists'",
            "spec.tolerations[2].operator: Invalid value: \"\": operator must be Exists when `key` is empty, which means \
             \"match all values and all keys\"",
        ]
    );
}

#[test]
fn affinity_and_spreading() {
    assert_eq!(
        errors(
            "affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In}, {key: b, operator: Gt, values: [x, y]}], matchFields: [{key: x, operator: Exists}]}]
    preferredDuringSchedulingIgnoredDuringExecution: [{weight: 0, preference: {}}]
  podAffinity:
    requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, matchLabelKeys: [a]}]
topologySpreadConstraints:
- {maxSkew: 0, topologyKey: zone, whenUnsatisfiable: Maybe, minDomains: 0, nodeTaintsPolicy: x, labelSelector: {}}
- {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: Maybe, labelSelector: {}}"
        ),
        [
            "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].\
             matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
            "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].\
             matchExpressions[1].values: Required value: must be specified single value when `operator` is 'Lt' or 'Gt'",
            "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].\
             matchFields[0].operator: Invalid value: \"Exists\": not a valid selector operator",
            "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].\
             matchFields[0].key: Invalid value: \"x\": not a valid field selector key",
            "spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 0: must \
             be in the range 1-100",
            "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].matchLabelKeys: Forbidden: must \
             not be specified when labelSelector is not set",
            "spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero",
            "spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: \"Maybe\": supported values: \
             \"DoNotSchedule\", \"ScheduleAnyway\"",
            "spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: \"{zone, Maybe}\"",
            "spec.topologySpreadConstraints[0].minDomains: Invalid value: 0: must be greater than zero",
            "spec.topologySpreadConstraints[0].minDomains: Invalid value: 0: can only use minDomains if \
             whenUnsatisfiable=DoNotSchedule, not Maybe",
            "spec.topologySpreadConstraints[0].nodeTaintsPolicy: Unsupported value: \"x\": supported values: \"Honor\", \
             \"Ignore\"",
            "spec.topologySpreadConstraints[1].whenUnsatisfiable: Unsupported value: \"Maybe\": supported values: \
             \"DoNotSchedule\", \"ScheduleAnyway\"",
        ]
    );
    assert_eq!(
        warnings(
            "topologySpreadConstraints: [{maxSkew: 1, topologyKey: failure-domain.beta.kubernetes.io/zone, whenUnsatisfiable: ScheduleAnyway}]"
        ),
        [
            "spec.topologySpreadConstraints[0].topologyKey: failure-domain.beta.kubernetes.io/zone is deprecated since \
             v1.17; use \"topology.kubernetes.io/zone\" instead",
            "spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod",
        ]
    );
}

#[test]
fn gates_and_claims() {
    assert_eq!(
        errors("{schedulingGates: [{name: a}, {name: a}], nodeName: n, resourceClaims: [{name: c}]}"),
        [
            "spec.resourceClaims[0]: Invalid value: {\"Name\":\"c\",\"ResourceClaimName\":null,\
             \"ResourceClaimTemplateName\":null}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`",
            "spec.schedulingGates[1]: Duplicate value: \"a\"",
            "spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared",
        ]
    );
}

#[test]
fn pod_security() {
    assert_eq!(
        errors(
            "securityContext: {fsGroup: -1, fsGroupChangePolicy: x, sysctls: [{name: 'a b'}, {name: net.ipv4.x}]}
hostNetwork: true
hostPID: true
shareProcessNamespace: true"
        ),
        [
            "spec.securityContext.fsGroup: Invalid value: -1: must be between 0 and 2147483647, inclusive",
            "spec.securityContext.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot \
             both be enabled",
            "spec.securityContext.sysctls[0].name: Invalid value: \"a b\": must have at most 253 characters and match \
             regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$",
            "spec.securityContext.sysctls[1].name: Invalid value: \"net.ipv4.x\": may not be specified when \
             'hostNetwork' is true",
            "spec.securityContext.fsGroupChangePolicy: Unsupported value: \"x\": supported values: \"Always\", \
             \"OnRootMismatch\"",
        ]
    );
}

#[test]
fn operating_systems() {
    assert_eq!(
        errors("{os: {name: windows}, hostPID: true, securityContext: {runAsUser: 1}}"),
        [
            "spec.hostPID: Forbidden: cannot be set for a windows pod",
            "spec.securityContext.runAsUser: Forbidden: cannot be set for a windows pod",
        ]
    );
    assert_eq!(
        errors("os: {name: plan9}"),
        ["spec.os: Unsupported value: \"plan9\": supported values: \"linux\", \"windows\""]
    );
    assert_eq!(
        errors("{hostUsers: false, hostNetwork: true}"),
        ["spec.hostNetwork: Forbidden: when `hostUsers` is false"]
    );
}

#[test]
fn resources_of_the_whole_pod() {
    assert_eq!(
        errors(
            "resources: {limits: {cpu: 1}, requests: {cpu: 500m, ephemeral-storage: 1Gi}}
containers: [{name: a, image: a, resources: {requests: {cpu: 700m}, limits: {cpu: 2}}}]"
        ),
        [
            "spec.resources.requests[ephemeral-storage]: Unsupported value: \"ephemeral-storage\": supported values: \
             \"cpu\", \"hugepages-\", \"memory\"",
            "spec.resources.requests[cpu]: Invalid value: \"500m\": must be greater than or equal to aggregate container \
             requests of 700m",
            "spec.resources.containers[0][cpu].limits: Invalid value: \"2\": must be less than or equal to pod limits of 1",
        ]
    );
}
