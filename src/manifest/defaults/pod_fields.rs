//! How Go writes the fields of an object's metadata and of a Pod's spec (names and kinds from `k8s.io/api`).
//! Data alone: it must not know what the fields mean.

use super::container_fields::{
    APP_ARMOR_PROFILE, CONTAINER, EPHEMERAL_CONTAINER, RESOURCE_REQUIREMENTS, SE_LINUX_OPTIONS, SECCOMP_PROFILE,
    WINDOWS_SECURITY_CONTEXT_OPTIONS,
};
use super::encoding::{Shape, Type};
use super::scheduling_fields::{AFFINITY, TOLERATION, TOPOLOGY_SPREAD_CONSTRAINT};
use super::volume_fields::VOLUME;

pub(super) static OBJECT_META: Type = Type(&[
    ("annotations", Shape::TextMap),
    ("creationTimestamp", Shape::Opaque),
    ("deletionGracePeriodSeconds", Shape::Pointer),
    ("deletionTimestamp", Shape::Opaque),
    ("finalizers", Shape::TextList),
    ("generateName", Shape::Text),
    ("generation", Shape::Number),
    ("labels", Shape::TextMap),
    ("managedFields", Shape::List(&MANAGED_FIELDS_ENTRY)),
    ("name", Shape::Text),
    ("namespace", Shape::Text),
    ("ownerReferences", Shape::List(&OWNER_REFERENCE)),
    ("resourceVersion", Shape::Text),
    ("selfLink", Shape::Text),
    ("uid", Shape::Text),
]);

pub(super) static OWNER_REFERENCE: Type = Type(&[
    ("apiVersion", Shape::KeptText),
    ("blockOwnerDeletion", Shape::Pointer),
    ("controller", Shape::Pointer),
    ("kind", Shape::KeptText),
    ("name", Shape::KeptText),
    ("uid", Shape::KeptText),
]);

pub(super) static MANAGED_FIELDS_ENTRY: Type = Type(&[("fieldsV1", Shape::Opaque)]);

pub(super) static POD_SPEC: Type = Type(&[
    ("activeDeadlineSeconds", Shape::Pointer),
    ("affinity", Shape::Pointed(&AFFINITY)),
    ("automountServiceAccountToken", Shape::Pointer),
    ("containers", Shape::KeptList(&CONTAINER)),
    ("dnsConfig", Shape::Pointed(&POD_DNS_CONFIG)),
    ("dnsPolicy", Shape::Text),
    ("enableServiceLinks", Shape::Pointer),
    ("ephemeralContainers", Shape::List(&EPHEMERAL_CONTAINER)),
    ("hostAliases", Shape::List(&HOST_ALIAS)),
    ("hostIPC", Shape::Flag),
    ("hostNetwork", Shape::Flag),
    ("hostPID", Shape::Flag),
    ("hostUsers", Shape::Pointer),
    ("hostname", Shape::Text),
    ("hostnameOverride", Shape::Pointer),
    ("imagePullSecrets", Shape::List(&LOCAL_OBJECT_REFERENCE)),
    ("initContainers", Shape::List(&CONTAINER)),
    ("nodeName", Shape::Text),
    ("nodeSelector", Shape::TextMap),
    ("os", Shape::Pointed(&POD_OS)),
    ("overhead", Shape::Quantities),
    ("preemptionPolicy", Shape::Pointer),
    ("priority", Shape::Pointer),
    ("priorityClassName", Shape::Text),
    ("readinessGates", Shape::List(&POD_READINESS_GATE)),
    ("resourceClaims", Shape::List(&POD_RESOURCE_CLAIM)),
    ("resources", Shape::Pointed(&RESOURCE_REQUIREMENTS)),
    ("restartPolicy", Shape::Text),
    ("runtimeClassName", Shape::Pointer),
    ("schedulerName", Shape::Text),
    ("schedulingGates", Shape::List(&POD_SCHEDULING_GATE)),
    ("schedulingGroup", Shape::Pointed(&POD_SCHEDULING_GROUP)),
    ("securityContext", Shape::Pointed(&POD_SECURITY_CONTEXT)),
    ("serviceAccount", Shape::Text),
    ("serviceAccountName", Shape::Text),
    ("setHostnameAsFQDN", Shape::Pointer),
    ("shareProcessNamespace", Shape::Pointer),
    ("subdomain", Shape::Text),
    ("terminationGracePeriodSeconds", Shape::Pointer),
    ("tolerations", Shape::List(&TOLERATION)),
    ("topologySpreadConstraints", Shape::List(&TOPOLOGY_SPREAD_CONSTRAINT)),
    ("volumes", Shape::List(&VOLUME)),
]);

pub(super) static POD_SECURITY_CONTEXT: Type = Type(&[
    ("appArmorProfile", Shape::Pointed(&APP_ARMOR_PROFILE)),
    ("fsGroup", Shape::Pointer),
    ("fsGroupChangePolicy", Shape::Pointer),
    ("runAsGroup", Shape::Pointer),
    ("runAsNonRoot", Shape::Pointer),
    ("runAsUser", Shape::Pointer),
    ("seLinuxChangePolicy", Shape::Pointer),
    ("seLinuxOptions", Shape::Pointed(&SE_LINUX_OPTIONS)),
    ("seccompProfile", Shape::Pointed(&SECCOMP_PROFILE)),
    ("supplementalGroups", Shape::NumberList),
    ("supplementalGroupsPolicy", Shape::Pointer),
    ("sysctls", Shape::List(&SYSCTL)),
    ("windowsOptions", Shape::Pointed(&WINDOWS_SECURITY_CONTEXT_OPTIONS)),
]);

pub(super) static LOCAL_OBJECT_REFERENCE: Type = Type(&[("name", Shape::Text)]);

pub(super) static HOST_ALIAS: Type = Type(&[("hostnames", Shape::TextList), ("ip", Shape::KeptText)]);

pub(super) static POD_DNS_CONFIG: Type = Type(&[
    ("nameservers", Shape::TextList),
    ("options", Shape::List(&POD_DNS_CONFIG_OPTION)),
    ("searches", Shape::TextList),
]);

pub(super) static POD_READINESS_GATE: Type = Type(&[("conditionType", Shape::KeptText)]);

pub(super) static POD_OS: Type = Type(&[("name", Shape::KeptText)]);

pub(super) static POD_SCHEDULING_GATE: Type = Type(&[("name", Shape::KeptText)]);

pub(super) static POD_RESOURCE_CLAIM: Type = Type(&[
    ("name", Shape::KeptText),
    ("resourceClaimName", Shape::Pointer),
    ("resourceClaimTemplateName", Shape::Pointer),
]);

pub(super) static POD_SCHEDULING_GROUP: Type = Type(&[("podGroupName", Shape::Pointer)]);

pub(super) static SYSCTL: Type = Type(&[("name", Shape::KeptText), ("value", Shape::KeptText)]);

pub(super) static POD_DNS_CONFIG_OPTION: Type = Type(&[("name", Shape::Text), ("value", Shape::Pointer)]);
