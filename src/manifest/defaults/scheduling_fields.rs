//! How Go writes the fields of affinity, tolerations and spreading (names and kinds from `k8s.io/api/core/v1`).
//! Data alone: it must not know what the fields mean.

use super::encoding::{Shape, Type};

pub(super) static AFFINITY: Type = Type(&[
    ("nodeAffinity", Shape::Pointed(&NODE_AFFINITY)),
    ("podAffinity", Shape::Pointed(&POD_AFFINITY)),
    ("podAntiAffinity", Shape::Pointed(&POD_ANTI_AFFINITY)),
]);

pub(super) static TOLERATION: Type = Type(&[
    ("effect", Shape::Text),
    ("key", Shape::Text),
    ("operator", Shape::Text),
    ("tolerationSeconds", Shape::Pointer),
    ("value", Shape::Text),
]);

pub(super) static TOPOLOGY_SPREAD_CONSTRAINT: Type = Type(&[
    ("labelSelector", Shape::Pointed(&LABEL_SELECTOR)),
    ("matchLabelKeys", Shape::TextList),
    ("maxSkew", Shape::KeptNumber),
    ("minDomains", Shape::Pointer),
    ("nodeAffinityPolicy", Shape::Pointer),
    ("nodeTaintsPolicy", Shape::Pointer),
    ("topologyKey", Shape::KeptText),
    ("whenUnsatisfiable", Shape::KeptText),
]);

pub(super) static NODE_AFFINITY: Type = Type(&[
    ("preferredDuringSchedulingIgnoredDuringExecution", Shape::List(&PREFERRED_SCHEDULING_TERM)),
    ("requiredDuringSchedulingIgnoredDuringExecution", Shape::Pointed(&NODE_SELECTOR)),
]);

pub(super) static POD_AFFINITY: Type = Type(&[
    ("preferredDuringSchedulingIgnoredDuringExecution", Shape::List(&WEIGHTED_POD_AFFINITY_TERM)),
    ("requiredDuringSchedulingIgnoredDuringExecution", Shape::List(&POD_AFFINITY_TERM)),
]);

pub(super) static POD_ANTI_AFFINITY: Type = Type(&[
    ("preferredDuringSchedulingIgnoredDuringExecution", Shape::List(&WEIGHTED_POD_AFFINITY_TERM)),
    ("requiredDuringSchedulingIgnoredDuringExecution", Shape::List(&POD_AFFINITY_TERM)),
]);

pub(super) static LABEL_SELECTOR: Type =
    Type(&[("matchExpressions", Shape::List(&LABEL_SELECTOR_REQUIREMENT)), ("matchLabels", Shape::TextMap)]);

pub(super) static NODE_SELECTOR: Type = Type(&[("nodeSelectorTerms", Shape::KeptList(&NODE_SELECTOR_TERM))]);

pub(super) static PREFERRED_SCHEDULING_TERM: Type =
    Type(&[("preference", Shape::Inline(&NODE_SELECTOR_TERM)), ("weight", Shape::KeptNumber)]);

pub(super) static POD_AFFINITY_TERM: Type = Type(&[
    ("labelSelector", Shape::Pointed(&LABEL_SELECTOR)),
    ("matchLabelKeys", Shape::TextList),
    ("mismatchLabelKeys", Shape::TextList),
    ("namespaceSelector", Shape::Pointed(&LABEL_SELECTOR)),
    ("namespaces", Shape::TextList),
    ("topologyKey", Shape::KeptText),
]);

pub(super) static WEIGHTED_POD_AFFINITY_TERM: Type =
    Type(&[("podAffinityTerm", Shape::Inline(&POD_AFFINITY_TERM)), ("weight", Shape::KeptNumber)]);

pub(super) static LABEL_SELECTOR_REQUIREMENT: Type =
    Type(&[("key", Shape::KeptText), ("operator", Shape::KeptText), ("values", Shape::TextList)]);

pub(super) static NODE_SELECTOR_TERM: Type = Type(&[
    ("matchExpressions", Shape::List(&NODE_SELECTOR_REQUIREMENT)),
    ("matchFields", Shape::List(&NODE_SELECTOR_REQUIREMENT)),
]);

pub(super) static NODE_SELECTOR_REQUIREMENT: Type =
    Type(&[("key", Shape::KeptText), ("operator", Shape::KeptText), ("values", Shape::TextList)]);
