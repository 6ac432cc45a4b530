//! How Go writes the fields of a container (names and kinds from `k8s.io/api/core/v1`).
//! Data alone: it must not know what the fields mean.

use super::encoding::{Shape, Type};

pub(super) static CONTAINER: Type = Type(&[
    ("args", Shape::TextList),
    ("command", Shape::TextList),
    ("env", Shape::List(&ENV_VAR)),
    ("envFrom", Shape::List(&ENV_FROM_SOURCE)),
    ("image", Shape::Text),
    ("imagePullPolicy", Shape::Text),
    ("lifecycle", Shape::Pointed(&LIFECYCLE)),
    ("livenessProbe", Shape::Pointed(&PROBE)),
    ("name", Shape::KeptText),
    ("ports", Shape::List(&CONTAINER_PORT)),
    ("readinessProbe", Shape::Pointed(&PROBE)),
    ("resizePolicy", Shape::List(&CONTAINER_RESIZE_POLICY)),
    ("resources", Shape::Inline(&RESOURCE_REQUIREMENTS)),
    ("restartPolicy", Shape::Pointer),
    ("restartPolicyRules", Shape::List(&CONTAINER_RESTART_RULE)),
    ("securityContext", Shape::Pointed(&SECURITY_CONTEXT)),
    ("startupProbe", Shape::Pointed(&PROBE)),
    ("stdin", Shape::Flag),
    ("stdinOnce", Shape::Flag),
    ("terminationMessagePath", Shape::Text),
    ("terminationMessagePolicy", Shape::Text),
    ("tty", Shape::Flag),
    ("volumeDevices", Shape::List(&VOLUME_DEVICE)),
    ("volumeMounts", Shape::List(&VOLUME_MOUNT)),
    ("workingDir", Shape::Text),
]);

pub(super) static EPHEMERAL_CONTAINER: Type = Type(&[
    ("args", Shape::TextList),
    ("command", Shape::TextList),
    ("env", Shape::List(&ENV_VAR)),
    ("envFrom", Shape::List(&ENV_FROM_SOURCE)),
    ("image", Shape::Text),
    ("imagePullPolicy", Shape::Text),
    ("lifecycle", Shape::Pointed(&LIFECYCLE)),
    ("livenessProbe", Shape::Pointed(&PROBE)),
    ("name", Shape::KeptText),
    ("ports", Shape::List(&CONTAINER_PORT)),
    ("readinessProbe", Shape::Pointed(&PROBE)),
    ("resizePolicy", Shape::List(&CONTAINER_RESIZE_POLICY)),
    ("resources", Shape::Inline(&RESOURCE_REQUIREMENTS)),
    ("restartPolicy", Shape::Pointer),
    ("restartPolicyRules", Shape::List(&CONTAINER_RESTART_RULE)),
    ("securityContext", Shape::Pointed(&SECURITY_CONTEXT)),
    ("startupProbe", Shape::Pointed(&PROBE)),
    ("stdin", Shape::Flag),
    ("stdinOnce", Shape::Flag),
    ("targetContainerName", Shape::Text),
    ("terminationMessagePath", Shape::Text),
    ("terminationMessagePolicy", Shape::Text),
    ("tty", Shape::Flag),
    ("volumeDevices", Shape::List(&VOLUME_DEVICE)),
    ("volumeMounts", Shape::List(&VOLUME_MOUNT)),
    ("workingDir", Shape::Text),
]);

pub(super) static RESOURCE_REQUIREMENTS: Type =
    Type(&[("claims", Shape::List(&RESOURCE_CLAIM)), ("limits", Shape::Quantities), ("requests", Shape::Quantities)]);

pub(super) static CONTAINER_PORT: Type = Type(&[
    ("containerPort", Shape::KeptNumber),
    ("hostIP", Shape::Text),
    ("hostPort", Shape::Number),
    ("name", Shape::Text),
    ("protocol", Shape::Text),
]);

pub(super) static ENV_FROM_SOURCE: Type = Type(&[
    ("configMapRef", Shape::Pointed(&CONFIG_MAP_ENV_SOURCE)),
    ("prefix", Shape::Text),
    ("secretRef", Shape::Pointed(&SECRET_ENV_SOURCE)),
]);

pub(super) static ENV_VAR: Type =
    Type(&[("name", Shape::KeptText), ("value", Shape::Text), ("valueFrom", Shape::Pointed(&ENV_VAR_SOURCE))]);

pub(super) static CONTAINER_RESIZE_POLICY: Type =
    Type(&[("resourceName", Shape::KeptText), ("restartPolicy", Shape::KeptText)]);

pub(super) static CONTAINER_RESTART_RULE: Type =
    Type(&[("action", Shape::Text), ("exitCodes", Shape::Pointed(&CONTAINER_RESTART_RULE_ON_EXIT_CODES))]);

pub(super) static VOLUME_MOUNT: Type = Type(&[
    ("mountPath", Shape::KeptText),
    ("mountPropagation", Shape::Pointer),
    ("name", Shape::KeptText),
    ("readOnly", Shape::Flag),
    ("recursiveReadOnly", Shape::Pointer),
    ("subPath", Shape::Text),
    ("subPathExpr", Shape::Text),
]);

pub(super) static VOLUME_DEVICE: Type = Type(&[("devicePath", Shape::KeptText), ("name", Shape::KeptText)]);

pub(super) static PROBE: Type = Type(&[
    ("exec", Shape::Pointed(&EXEC_ACTION)),
    ("failureThreshold", Shape::Number),
    ("grpc", Shape::Pointed(&GRPC_ACTION)),
    ("httpGet", Shape::Pointed(&HTTP_GET_ACTION)),
    ("initialDelaySeconds", Shape::Number),
    ("periodSeconds", Shape::Number),
    ("successThreshold", Shape::Number),
    ("tcpSocket", Shape::Pointed(&TCP_SOCKET_ACTION)),
    ("terminationGracePeriodSeconds", Shape::Pointer),
    ("timeoutSeconds", Shape::Number),
]);

pub(super) static LIFECYCLE: Type = Type(&[
    ("postStart", Shape::Pointed(&LIFECYCLE_HANDLER)),
    ("preStop", Shape::Pointed(&LIFECYCLE_HANDLER)),
    ("stopSignal", Shape::Pointer),
]);

pub(super) static SECURITY_CONTEXT: Type = Type(&[
    ("allowPrivilegeEscalation", Shape::Pointer),
    ("appArmorProfile", Shape::Pointed(&APP_ARMOR_PROFILE)),
    ("capabilities", Shape::Pointed(&CAPABILITIES)),
    ("privileged", Shape::Pointer),
    ("procMount", Shape::Pointer),
    ("readOnlyRootFilesystem", Shape::Pointer),
    ("runAsGroup", Shape::Pointer),
    ("runAsNonRoot", Shape::Pointer),
    ("runAsUser", Shape::Pointer),
    ("seLinuxOptions", Shape::Pointed(&SE_LINUX_OPTIONS)),
    ("seccompProfile", Shape::Pointed(&SECCOMP_PROFILE)),
    ("windowsOptions", Shape::Pointed(&WINDOWS_SECURITY_CONTEXT_OPTIONS)),
]);

pub(super) static SE_LINUX_OPTIONS: Type =
    Type(&[("level", Shape::Text), ("role", Shape::Text), ("type", Shape::Text), ("user", Shape::Text)]);

pub(super) static WINDOWS_SECURITY_CONTEXT_OPTIONS: Type = Type(&[
    ("gmsaCredentialSpec", Shape::Pointer),
    ("gmsaCredentialSpecName", Shape::Pointer),
    ("hostProcess", Shape::Pointer),
    ("runAsUserName", Shape::Pointer),
]);

pub(super) static SECCOMP_PROFILE: Type = Type(&[("localhostProfile", Shape::Pointer), ("type", Shape::KeptText)]);

pub(super) static APP_ARMOR_PROFILE: Type = Type(&[("localhostProfile", Shape::Pointer), ("type", Shape::KeptText)]);

pub(super) static RESOURCE_CLAIM: Type = Type(&[("name", Shape::KeptText), ("request", Shape::Text)]);

pub(super) static CONFIG_MAP_ENV_SOURCE: Type = Type(&[("name", Shape::Text), ("optional", Shape::Pointer)]);

pub(super) static SECRET_ENV_SOURCE: Type = Type(&[("name", Shape::Text), ("optional", Shape::Pointer)]);

pub(super) static ENV_VAR_SOURCE: Type = Type(&[
    ("configMapKeyRef", Shape::Pointed(&CONFIG_MAP_KEY_SELECTOR)),
    ("fieldRef", Shape::Pointed(&OBJECT_FIELD_SELECTOR)),
    ("fileKeyRef", Shape::Pointed(&FILE_KEY_SELECTOR)),
    ("resourceFieldRef", Shape::Pointed(&RESOURCE_FIELD_SELECTOR)),
    ("secretKeyRef", Shape::Pointed(&SECRET_KEY_SELECTOR)),
]);

pub(super) static CONTAINER_RESTART_RULE_ON_EXIT_CODES: Type =
    Type(&[("operator", Shape::Text), ("values", Shape::NumberList)]);

pub(super) static EXEC_ACTION: Type = Type(&[("command", Shape::TextList)]);

pub(super) static HTTP_GET_ACTION: Type = Type(&[
    ("host", Shape::Text),
    ("httpHeaders", Shape::List(&HTTP_HEADER)),
    ("path", Shape::Text),
    ("port", Shape::Port),
    ("protocol", Shape::Pointer),
    ("scheme", Shape::Text),
]);

pub(super) static TCP_SOCKET_ACTION: Type = Type(&[("host", Shape::Text), ("port", Shape::Port)]);

pub(super) static GRPC_ACTION: Type =
    Type(&[("mode", Shape::Pointer), ("port", Shape::KeptNumber), ("service", Shape::Pointer)]);

pub(super) static LIFECYCLE_HANDLER: Type = Type(&[
    ("exec", Shape::Pointed(&EXEC_ACTION)),
    ("httpGet", Shape::Pointed(&HTTP_GET_ACTION)),
    ("sleep", Shape::Pointed(&SLEEP_ACTION)),
    ("tcpSocket", Shape::Pointed(&TCP_SOCKET_ACTION)),
]);

pub(super) static CAPABILITIES: Type = Type(&[("add", Shape::TextList), ("drop", Shape::TextList)]);

pub(super) static OBJECT_FIELD_SELECTOR: Type = Type(&[("apiVersion", Shape::Text), ("fieldPath", Shape::KeptText)]);

pub(super) static RESOURCE_FIELD_SELECTOR: Type =
    Type(&[("containerName", Shape::Text), ("divisor", Shape::Quantity), ("resource", Shape::KeptText)]);

pub(super) static CONFIG_MAP_KEY_SELECTOR: Type =
    Type(&[("key", Shape::KeptText), ("name", Shape::Text), ("optional", Shape::Pointer)]);

pub(super) static SECRET_KEY_SELECTOR: Type =
    Type(&[("key", Shape::KeptText), ("name", Shape::Text), ("optional", Shape::Pointer)]);

pub(super) static FILE_KEY_SELECTOR: Type = Type(&[
    ("key", Shape::KeptText),
    ("optional", Shape::Pointer),
    ("path", Shape::KeptText),
    ("volumeName", Shape::KeptText),
]);

pub(super) static HTTP_HEADER: Type = Type(&[("name", Shape::KeptText), ("value", Shape::KeptText)]);

pub(super) static SLEEP_ACTION: Type = Type(&[("seconds", Shape::KeptNumber)]);
