//! Which keys the objects of a Pod have (Kubernetes 1.36, `staging/src/k8s.io/api/core/v1/types.go`), so that a slip of
//! spelling is told from a field. It must not know what the fields mean.

use super::Shape;

const SPEC: &[&str] = &[
    "activeDeadlineSeconds", "affinity", "automountServiceAccountToken", "containers", "dnsConfig", "dnsPolicy",
    "enableServiceLinks", "ephemeralContainers", "hostAliases", "hostIPC", "hostNetwork", "hostPID", "hostUsers",
    "hostname", "hostnameOverride", "imagePullSecrets", "initContainers", "nodeName", "nodeSelector", "os", "overhead",
    "preemptionPolicy", "priority", "priorityClassName", "readinessGates", "resourceClaims", "resources",
    "restartPolicy", "runtimeClassName", "schedulerName", "schedulingGates", "securityContext", "serviceAccount",
    "serviceAccountName", "setHostnameAsFQDN", "shareProcessNamespace", "subdomain", "terminationGracePeriodSeconds",
    "tolerations", "topologySpreadConstraints", "volumes", "workloadRef",
];
const CONTAINER: &[&str] = &[
    "args", "command", "env", "envFrom", "image", "imagePullPolicy", "lifecycle", "livenessProbe", "name", "ports",
    "readinessProbe", "resizePolicy", "resources", "restartPolicy", "restartPolicyRules", "securityContext",
    "startupProbe", "stdin", "stdinOnce", "targetContainerName", "terminationMessagePath", "terminationMessagePolicy",
    "tty", "volumeDevices", "volumeMounts", "workingDir",
];
const VOLUME: &[&str] = &[
    "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "configMap", "csi", "downwardAPI",
    "emptyDir", "ephemeral", "fc", "flexVolume", "flocker", "gcePersistentDisk", "gitRepo", "glusterfs", "hostPath",
    "image", "iscsi", "name", "nfs", "persistentVolumeClaim", "photonPersistentDisk", "portworxVolume", "projected",
    "quobyte", "rbd", "scaleIO", "secret", "storageos", "vsphereVolume",
];
const PROBE: &[&str] = &[
    "exec", "failureThreshold", "grpc", "httpGet", "initialDelaySeconds", "periodSeconds", "successThreshold",
    "tcpSocket", "terminationGracePeriodSeconds", "timeoutSeconds",
];
const METADATA: &[&str] = &[
    "annotations", "creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "finalizers",
    "generateName", "generation", "labels", "managedFields", "name", "namespace", "ownerReferences",
    "resourceVersion", "selfLink", "uid",
];
const MOUNT: &[&str] =
    &["mountPath", "mountPropagation", "name", "readOnly", "recursiveReadOnly", "subPath", "subPathExpr"];

/// Whether an object has a key; `None` where grading does not know the object.
#[must_use]
pub fn is_known(shape: Shape, key: &str) -> Option<bool> {
    let known: &[&str] = match shape {
        Shape::Pod => &["apiVersion", "kind", "metadata", "spec", "status"],
        Shape::Metadata => METADATA,
        Shape::Spec => SPEC,
        Shape::Container | Shape::InitContainer => CONTAINER,
        Shape::Volume => VOLUME,
        Shape::Probe => PROBE,
        Shape::Mount => MOUNT,
        Shape::Resources => &["claims", "limits", "requests"],
        Shape::Port => &["containerPort", "hostIP", "hostPort", "name", "protocol"],
        Shape::Env => &["name", "value", "valueFrom"],
        Shape::EnvSource => &["configMapKeyRef", "fieldRef", "fileKeyRef", "resourceFieldRef", "secretKeyRef"],
        Shape::FieldRef => &["apiVersion", "fieldPath"],
        Shape::Lifecycle => &["postStart", "preStop", "stopSignal"],
        Shape::Handler => &["exec", "httpGet", "sleep", "tcpSocket"],
        Shape::HttpGet => &["host", "httpHeaders", "path", "port", "scheme"],
        Shape::TcpSocket => &["host", "port"],
        Shape::Exec => &["command"],
        Shape::EmptyDir => &["medium", "sizeLimit"],
        Shape::HostPath => &["path", "type"],
        Shape::Toleration => &["effect", "key", "operator", "tolerationSeconds", "value"],
        Shape::Amounts | Shape::Files | Shape::Source | Shape::Other => return None,
    };
    Some(known.contains(&key))
}
