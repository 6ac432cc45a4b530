//! Containers: names, ports, variables, mounts, probes, resources, security.

use super::{container, errors, warnings};

#[test]
fn names_and_images() {
    assert_eq!(
        errors("containers: [{image: a}, {name: a, image: ' a'}, {name: a}]"),
        [
            "spec.containers[0].name: Required value",
            "spec.containers[2].image: Required value",
            "spec.containers[2].name: Duplicate value: \"a\"",
            "spec.containers[1].image: Invalid value: \" a\": must not have leading or trailing whitespace",
        ]
    );
    assert_eq!(
        errors("initContainers: [{name: a, image: a}]"),
        ["spec.initContainers[0].name: Duplicate value: \"a\""]
    );
}

#[test]
fn ports() {
    assert_eq!(
        errors(&container(
            "ports: [{containerPort: 70000, name: WEB, protocol: HTTP}, {containerPort: 1, hostPort: -1}]"
        )),
        [
            "spec.containers[0].ports[0].name: Invalid value: \"WEB\": must contain only alpha-numeric characters \
             (a-z, 0-9), and hyphens (-)",
            "spec.containers[0].ports[0].name: Invalid value: \"WEB\": must contain at least one letter (a-z)",
            "spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
            "spec.containers[0].ports[0].protocol: Unsupported value: \"HTTP\": supported values: \"SCTP\", \"TCP\", \"UDP\"",
            "spec.containers[0].ports[1].hostPort: Invalid value: -1: must be between 1 and 65535, inclusive",
        ]
    );
    assert_eq!(
        errors(&container("ports: [{containerPort: 1, hostPort: 80}, {containerPort: 2, hostPort: 80}]")),
        ["spec.containers[0].ports[1].hostPort: Duplicate value: \"TCP//80\""]
    );
}

#[test]
fn variables() {
    assert_eq!(
        errors(&container(
            "env:
- name: A=B
- name: B
  valueFrom: {}
- name: C
  value: x
  valueFrom: {fieldRef: {fieldPath: spec.host}}
- name: D
  valueFrom: {fieldRef: {fieldPath: metadata.labels}}
- name: E
  valueFrom: {secretKeyRef: {name: s, key: ..}}
- name: F
  valueFrom: {resourceFieldRef: {resource: limits.gpu}}"
        )),
        [
            "spec.containers[0].env[0].name: Invalid value: \"A=B\": a valid environment variable name must consist \
             only of printable ASCII characters other than '='",
            "spec.containers[0].env[1].valueFrom: Invalid value: \"\": must specify one of: `fieldRef`, \
             `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`",
            "spec.containers[0].env[2].valueFrom: Invalid value: \"\": may not be specified when `value` is not empty",
            "spec.containers[0].env[3].valueFrom.fieldRef.fieldPath: Unsupported value: \"metadata.labels\": supported \
             values: \"metadata.name\", \"metadata.namespace\", \"metadata.uid\", \"spec.nodeName\", \
             \"spec.serviceAccountName\", \"status.hostIP\", \"status.hostIPs\", \"status.podIP\", \"status.podIPs\"",
            "spec.containers[0].env[4].valueFrom.secretKeyRef.key: Invalid value: \"..\": must not be '..'",
            "spec.containers[0].env[5].valueFrom.resourceFieldRef.resource: Unsupported value: \"limits.gpu\": supported \
             values: \"limits.cpu\", \"limits.ephemeral-storage\", \"limits.memory\", \"requests.cpu\", \
             \"requests.ephemeral-storage\", \"requests.memory\"",
        ]
    );
    assert_eq!(
        warnings(&container("env: [{name: A, value: a}, {name: A, value: b}, {name: A, value: $(A)c}]")),
        ["spec.containers[0].env[1]: hides previous definition of \"A\", which may be dropped when using apply"]
    );
}

#[test]
fn mounts() {
    let spec = container(
        "volumeMounts:
- {name: v, mountPath: /v, subPath: ../x}
- {name: w, mountPath: /v}
- {name: v, mountPath: /m, mountPropagation: Bidirectional}
- {name: v, mountPath: /r, recursiveReadOnly: Enabled}
volumeDevices: [{name: v, devicePath: /dev/x}]",
    );
    assert_eq!(
        errors(&format!("{spec}volumes: [{{name: v, emptyDir: {{}}}}]")),
        [
            "spec.containers[0].volumeMounts[0].name: Invalid value: \"v\": must not already exist in volumeDevices",
            "spec.containers[0].volumeMounts.subPath: Invalid value: \"../x\": must not contain '..'",
            "spec.containers[0].volumeMounts[1].name: Not found: \"w\"",
            "spec.containers[0].volumeMounts[1].mountPath: Invalid value: \"/v\": must be unique",
            "spec.containers[0].volumeMounts[2].name: Invalid value: \"v\": must not already exist in volumeDevices",
            "spec.containers[0].volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available \
             only to privileged containers",
            "spec.containers[0].volumeMounts[3].name: Invalid value: \"v\": must not already exist in volumeDevices",
            "spec.containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true",
            "spec.containers[0].volumeDevices[0].name: Invalid value: \"v\": can only use volume source type of \
             PersistentVolumeClaim or Ephemeral for block mode",
            "spec.containers[0].volumeDevices[0].name: Invalid value: \"v\": must not already exist in volumeMounts",
        ]
    );
}

#[test]
fn probes_and_hooks() {
    assert_eq!(
        errors(&container(
            "livenessProbe: {httpGet: {port: 0, scheme: FTP, httpHeaders: [{name: a b}]}, successThreshold: 2}
readinessProbe: {exec: {}, tcpSocket: {port: web}, terminationGracePeriodSeconds: 5}
startupProbe: {grpc: {port: 70000}, periodSeconds: -1}
lifecycle: {postStart: {}, preStop: {sleep: {seconds: 31}}}"
        )),
        [
            "spec.containers[0].lifecycle.postStart: Required value: must specify a handler type",
            "spec.containers[0].lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than \
             terminationGracePeriodSeconds (30)",
            "spec.containers[0].livenessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive",
            "spec.containers[0].livenessProbe.httpGet.scheme: Unsupported value: \"FTP\": supported values: \"HTTP\", \
             \"HTTPS\"",
            "spec.containers[0].livenessProbe.httpGet.httpHeaders: Invalid value: \"a b\": a valid HTTP header must \
             consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is \
             '[-A-Za-z0-9]+')",
            "spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1",
            "spec.containers[0].readinessProbe.exec.command: Required value",
            "spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type",
            "spec.containers[0].readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for \
             readinessProbes",
            "spec.containers[0].startupProbe.grpc.port: Invalid value: 70000: must be between 1 and 65535, inclusive",
            "spec.containers[0].startupProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0",
        ]
    );
}

#[test]
fn resources() {
    assert_eq!(
        errors(&container(
            "resources:
  limits: {cpu: 100m, disk: 1, hugepages-2Mi: 3Mi, example.com/gpu: '1.5'}
  requests: {cpu: 250m, memory: '-1', example.com/fpga: 1}
  claims: [{name: gpu}]"
        )),
        [
            "spec.containers[0].resources.limits[disk]: Invalid value: \"disk\": must be a standard resource type or \
             fully qualified",
            "spec.containers[0].resources.limits[disk]: Invalid value: \"disk\": must be a standard resource for \
             containers",
            "spec.containers[0].resources.limits[example.com/gpu]: Invalid value: \"1500m\": must be an integer",
            "spec.containers[0].resources.limits[hugepages-2Mi]: Invalid value: \"3Mi\": 3Mi is not positive integer \
             multiple of hugepages-2Mi",
            "spec.containers[0].resources.requests: Invalid value: \"250m\": must be less than or equal to cpu limit of \
             100m",
            "spec.containers[0].resources.requests[disk]: Invalid value: \"disk\": must be a standard resource type or \
             fully qualified",
            "spec.containers[0].resources.requests[disk]: Invalid value: \"disk\": must be a standard resource for \
             containers",
            "spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources",
            "spec.containers[0].resources.requests[example.com/gpu]: Invalid value: \"1500m\": must be an integer",
            "spec.containers[0].resources.requests[hugepages-2Mi]: Invalid value: \"3Mi\": 3Mi is not positive integer \
             multiple of hugepages-2Mi",
            "spec.containers[0].resources.requests[memory]: Invalid value: \"-1\": must be greater than or equal to 0",
            "spec.containers[0].resources.claims[0]: Not found: \"gpu\": must be one of the names in \
             pod.spec.resourceClaims which is empty",
        ]
    );
    assert_eq!(
        warnings(&container("resources: {limits: {memory: 500m}}")),
        [
            "spec.containers[0].resources.limits[memory]: fractional byte value \"500m\" is invalid, must be an integer",
            "spec.containers[0].resources.requests[memory]: fractional byte value \"500m\" is invalid, must be an integer",
        ]
    );
}

#[test]
fn security() {
    assert_eq!(
        errors(&container(
            "securityContext:
  runAsUser: -1
  privileged: true
  allowPrivilegeEscalation: false
  procMount: Unmasked
  seccompProfile: {type: Localhost}
  windowsOptions: {runAsUserName: 'a\\b\\c'}"
        )),
        [
            "spec.containers[0].securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive",
            "spec.containers[0].securityContext.procMount: Invalid value: \"Unmasked\": `hostUsers` must be false to use \
             `Unmasked`",
            "spec.containers[0].securityContext.seccompProfile.localhostProfile: Required value: must be set when \
             seccomp type is Localhost",
            "spec.containers[0].securityContext: Invalid value: {\"Capabilities\":null,\"Privileged\":true,\
             \"SELinuxOptions\":null,\"WindowsOptions\":{\"GMSACredentialSpecName\":null,\"GMSACredentialSpec\":null,\
             \"RunAsUserName\":\"a\\\\b\\\\c\",\"HostProcess\":null},\"RunAsUser\":-1,\"RunAsGroup\":null,\
             \"RunAsNonRoot\":null,\"ReadOnlyRootFilesystem\":null,\"AllowPrivilegeEscalation\":false,\
             \"ProcMount\":\"Unmasked\",\"SeccompProfile\":{\"Type\":\"Localhost\",\"LocalhostProfile\":null},\
             \"AppArmorProfile\":null}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true",
            "spec.containers[0].securityContext.windowsOptions.runAsUserName: Invalid value: \"a\\\\b\\\\c\": \
             runAsUserName cannot contain more than one backslash",
        ]
    );
}

#[test]
fn init_containers_and_sidecars() {
    assert_eq!(
        errors(
            "initContainers:
- {name: i, image: i, livenessProbe: {exec: {command: [a]}}, resizePolicy: [{resourceName: cpu, restartPolicy: RestartContainer}]}
- {name: s, image: s, restartPolicy: Always, livenessProbe: {exec: {}}}
- {name: x, image: x, restartPolicy: Sometimes}"
        ),
        [
            "spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without \
             restartPolicy=Always",
            "spec.initContainers[0].resizePolicy[0].restartPolicy: Invalid value: \"RestartContainer\": must not be set \
             to 'RestartContainer' for non-sidecar initContainers",
            "spec.initContainers[1].livenessProbe.exec.command: Required value",
            "spec.initContainers[2].restartPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \
             \"Never\", \"OnFailure\"",
        ]
    );
}

#[test]
fn restart_rules() {
    assert_eq!(
        errors(&container(
            "restartPolicyRules: [{action: Stop, exitCodes: {operator: Is, values: [1]}}, {action: Restart}]"
        )),
        [
            "spec.containers[0].restartPolicy: Required value: must specify restartPolicy when restart rules are used",
            "spec.containers[0].restartPolicyRules[0].action: Unsupported value: \"Stop\": supported values: \
             \"Restart\", \"RestartAllContainers\"",
            "spec.containers[0].restartPolicyRules[0].exitCodes.operator: Unsupported value: \"Is\": supported values: \
             \"In\", \"NotIn\"",
            "spec.containers[0].restartPolicyRules[1].exitCodes: Required value: must be specified",
        ]
    );
}
