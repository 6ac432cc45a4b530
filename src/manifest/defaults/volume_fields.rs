//! How Go writes the fields of a volume (names and kinds from `k8s.io/api/core/v1`).
//! Data alone: it must not know what the fields mean.

use super::container_fields::{OBJECT_FIELD_SELECTOR, RESOURCE_FIELD_SELECTOR};
use super::encoding::{Shape, Type};
use super::pod_fields::{LOCAL_OBJECT_REFERENCE, OBJECT_META};
use super::scheduling_fields::LABEL_SELECTOR;

pub(super) static VOLUME: Type = Type(&[
    ("awsElasticBlockStore", Shape::Pointed(&AWS_ELASTIC_BLOCK_STORE_VOLUME_SOURCE)),
    ("azureDisk", Shape::Pointed(&AZURE_DISK_VOLUME_SOURCE)),
    ("azureFile", Shape::Pointed(&AZURE_FILE_VOLUME_SOURCE)),
    ("cephfs", Shape::Pointed(&CEPH_FS_VOLUME_SOURCE)),
    ("cinder", Shape::Pointed(&CINDER_VOLUME_SOURCE)),
    ("configMap", Shape::Pointed(&CONFIG_MAP_VOLUME_SOURCE)),
    ("csi", Shape::Pointed(&CSI_VOLUME_SOURCE)),
    ("downwardAPI", Shape::Pointed(&DOWNWARD_API_VOLUME_SOURCE)),
    ("emptyDir", Shape::Pointed(&EMPTY_DIR_VOLUME_SOURCE)),
    ("ephemeral", Shape::Pointed(&EPHEMERAL_VOLUME_SOURCE)),
    ("fc", Shape::Pointed(&FC_VOLUME_SOURCE)),
    ("flexVolume", Shape::Pointed(&FLEX_VOLUME_SOURCE)),
    ("flocker", Shape::Pointed(&FLOCKER_VOLUME_SOURCE)),
    ("gcePersistentDisk", Shape::Pointed(&GCE_PERSISTENT_DISK_VOLUME_SOURCE)),
    ("gitRepo", Shape::Pointed(&GIT_REPO_VOLUME_SOURCE)),
    ("glusterfs", Shape::Pointed(&GLUSTERFS_VOLUME_SOURCE)),
    ("hostPath", Shape::Pointed(&HOST_PATH_VOLUME_SOURCE)),
    ("image", Shape::Pointed(&IMAGE_VOLUME_SOURCE)),
    ("iscsi", Shape::Pointed(&ISCSI_VOLUME_SOURCE)),
    ("name", Shape::KeptText),
    ("nfs", Shape::Pointed(&NFS_VOLUME_SOURCE)),
    ("persistentVolumeClaim", Shape::Pointed(&PERSISTENT_VOLUME_CLAIM_VOLUME_SOURCE)),
    ("photonPersistentDisk", Shape::Pointed(&PHOTON_PERSISTENT_DISK_VOLUME_SOURCE)),
    ("portworxVolume", Shape::Pointed(&PORTWORX_VOLUME_SOURCE)),
    ("projected", Shape::Pointed(&PROJECTED_VOLUME_SOURCE)),
    ("quobyte", Shape::Pointed(&QUOBYTE_VOLUME_SOURCE)),
    ("rbd", Shape::Pointed(&RBD_VOLUME_SOURCE)),
    ("scaleIO", Shape::Pointed(&SCALE_IO_VOLUME_SOURCE)),
    ("secret", Shape::Pointed(&SECRET_VOLUME_SOURCE)),
    ("storageos", Shape::Pointed(&STORAGE_OS_VOLUME_SOURCE)),
    ("vsphereVolume", Shape::Pointed(&VSPHERE_VIRTUAL_DISK_VOLUME_SOURCE)),
]);

pub(super) static HOST_PATH_VOLUME_SOURCE: Type = Type(&[("path", Shape::KeptText), ("type", Shape::Pointer)]);

pub(super) static EMPTY_DIR_VOLUME_SOURCE: Type =
    Type(&[("medium", Shape::Text), ("mode", Shape::Pointer), ("sizeLimit", Shape::QuantityPointer)]);

pub(super) static GCE_PERSISTENT_DISK_VOLUME_SOURCE: Type = Type(&[
    ("fsType", Shape::Text),
    ("partition", Shape::Number),
    ("pdName", Shape::KeptText),
    ("readOnly", Shape::Flag),
]);

pub(super) static AWS_ELASTIC_BLOCK_STORE_VOLUME_SOURCE: Type = Type(&[
    ("fsType", Shape::Text),
    ("partition", Shape::Number),
    ("readOnly", Shape::Flag),
    ("volumeID", Shape::KeptText),
]);

pub(super) static GIT_REPO_VOLUME_SOURCE: Type =
    Type(&[("directory", Shape::Text), ("repository", Shape::KeptText), ("revision", Shape::Text)]);

pub(super) static SECRET_VOLUME_SOURCE: Type = Type(&[
    ("defaultMode", Shape::Pointer),
    ("defaultUser", Shape::Pointer),
    ("items", Shape::List(&KEY_TO_PATH)),
    ("optional", Shape::Pointer),
    ("secretName", Shape::Text),
]);

pub(super) static NFS_VOLUME_SOURCE: Type =
    Type(&[("path", Shape::KeptText), ("readOnly", Shape::Flag), ("server", Shape::KeptText)]);

pub(super) static ISCSI_VOLUME_SOURCE: Type = Type(&[
    ("chapAuthDiscovery", Shape::Flag),
    ("chapAuthSession", Shape::Flag),
    ("fsType", Shape::Text),
    ("initiatorName", Shape::Pointer),
    ("iqn", Shape::KeptText),
    ("iscsiInterface", Shape::Text),
    ("lun", Shape::KeptNumber),
    ("portals", Shape::TextList),
    ("readOnly", Shape::Flag),
    ("secretRef", Shape::Pointed(&LOCAL_OBJECT_REFERENCE)),
    ("targetPortal", Shape::KeptText),
]);

pub(super) static GLUSTERFS_VOLUME_SOURCE: Type =
    Type(&[("endpoints", Shape::KeptText), ("path", Shape::KeptText), ("readOnly", Shape::Flag)]);

pub(super) static PERSISTENT_VOLUME_CLAIM_VOLUME_SOURCE: Type =
    Type(&[("claimName", Shape::KeptText), ("readOnly", Shape::Flag)]);

pub(super) static RBD_VOLUME_SOURCE: Type = Type(&[
    ("fsType", Shape::Text),
    ("image", Shape::KeptText),
    ("keyring", Shape::Text),
    ("monitors", Shape::KeptTextList),
    ("pool", Shape::Text),
    ("readOnly", Shape::Flag),
    ("secretRef", Shape::Pointed(&LOCAL_OBJECT_REFERENCE)),
    ("user", Shape::Text),
]);

pub(super) static FLEX_VOLUME_SOURCE: Type = Type(&[
    ("driver", Shape::KeptText),
    ("fsType", Shape::Text),
    ("options", Shape::TextMap),
    ("readOnly", Shape::Flag),
    ("secretRef", Shape::Pointed(&LOCAL_OBJECT_REFERENCE)),
]);

pub(super) static CINDER_VOLUME_SOURCE: Type = Type(&[
    ("fsType", Shape::Text),
    ("readOnly", Shape::Flag),
    ("secretRef", Shape::Pointed(&LOCAL_OBJECT_REFERENCE)),
    ("volumeID", Shape::KeptText),
]);

pub(super) static CEPH_FS_VOLUME_SOURCE: Type = Type(&[
    ("monitors", Shape::KeptTextList),
    ("path", Shape::Text),
    ("readOnly", Shape::Flag),
    ("secretFile", Shape::Text),
    ("secretRef", Shape::Pointed(&LOCAL_OBJECT_REFERENCE)),
    ("user", Shape::Text),
]);

pub(super) static FLOCKER_VOLUME_SOURCE: Type = Type(&[("datasetName", Shape::Text), ("datasetUUID", Shape::Text)]);

pub(super) static DOWNWARD_API_VOLUME_SOURCE: Type = Type(&[
    ("defaultMode", Shape::Pointer),
    ("defaultUser", Shape::Pointer),
    ("items", Shape::List(&DOWNWARD_API_VOLUME_FILE)),
]);

pub(super) static FC_VOLUME_SOURCE: Type = Type(&[
    ("fsType", Shape::Text),
    ("lun", Shape::Pointer),
    ("readOnly", Shape::Flag),
    ("targetWWNs", Shape::TextList),
    ("wwids", Shape::TextList),
]);

pub(super) static AZURE_FILE_VOLUME_SOURCE: Type =
    Type(&[("readOnly", Shape::Flag), ("secretName", Shape::KeptText), ("shareName", Shape::KeptText)]);

pub(super) static CONFIG_MAP_VOLUME_SOURCE: Type = Type(&[
    ("defaultMode", Shape::Pointer),
    ("defaultUser", Shape::Pointer),
    ("items", Shape::List(&KEY_TO_PATH)),
    ("name", Shape::Text),
    ("optional", Shape::Pointer),
]);

pub(super) static VSPHERE_VIRTUAL_DISK_VOLUME_SOURCE: Type = Type(&[
    ("fsType", Shape::Text),
    ("storagePolicyID", Shape::Text),
    ("storagePolicyName", Shape::Text),
    ("volumePath", Shape::KeptText),
]);

pub(super) static QUOBYTE_VOLUME_SOURCE: Type = Type(&[
    ("group", Shape::Text),
    ("readOnly", Shape::Flag),
    ("registry", Shape::KeptText),
    ("tenant", Shape::Text),
    ("user", Shape::Text),
    ("volume", Shape::KeptText),
]);

pub(super) static AZURE_DISK_VOLUME_SOURCE: Type = Type(&[
    ("cachingMode", Shape::Pointer),
    ("diskName", Shape::KeptText),
    ("diskURI", Shape::KeptText),
    ("fsType", Shape::Pointer),
    ("kind", Shape::Pointer),
    ("readOnly", Shape::Pointer),
]);

pub(super) static PHOTON_PERSISTENT_DISK_VOLUME_SOURCE: Type =
    Type(&[("fsType", Shape::Text), ("pdID", Shape::KeptText)]);

pub(super) static PROJECTED_VOLUME_SOURCE: Type = Type(&[
    ("defaultMode", Shape::Pointer),
    ("defaultUser", Shape::Pointer),
    ("sources", Shape::KeptList(&VOLUME_PROJECTION)),
]);

pub(super) static PORTWORX_VOLUME_SOURCE: Type =
    Type(&[("fsType", Shape::Text), ("readOnly", Shape::Flag), ("volumeID", Shape::KeptText)]);

pub(super) static SCALE_IO_VOLUME_SOURCE: Type = Type(&[
    ("fsType", Shape::Text),
    ("gateway", Shape::KeptText),
    ("protectionDomain", Shape::Text),
    ("readOnly", Shape::Flag),
    ("secretRef", Shape::KeptPointed(&LOCAL_OBJECT_REFERENCE)),
    ("sslEnabled", Shape::Flag),
    ("storageMode", Shape::Text),
    ("storagePool", Shape::Text),
    ("system", Shape::KeptText),
    ("volumeName", Shape::Text),
]);

pub(super) static STORAGE_OS_VOLUME_SOURCE: Type = Type(&[
    ("fsType", Shape::Text),
    ("readOnly", Shape::Flag),
    ("secretRef", Shape::Pointed(&LOCAL_OBJECT_REFERENCE)),
    ("volumeName", Shape::Text),
    ("volumeNamespace", Shape::Text),
]);

pub(super) static CSI_VOLUME_SOURCE: Type = Type(&[
    ("driver", Shape::KeptText),
    ("fsType", Shape::Pointer),
    ("nodePublishSecretRef", Shape::Pointed(&LOCAL_OBJECT_REFERENCE)),
    ("readOnly", Shape::Pointer),
    ("volumeAttributes", Shape::TextMap),
]);

pub(super) static EPHEMERAL_VOLUME_SOURCE: Type =
    Type(&[("volumeClaimTemplate", Shape::Pointed(&PERSISTENT_VOLUME_CLAIM_TEMPLATE))]);

pub(super) static IMAGE_VOLUME_SOURCE: Type = Type(&[("pullPolicy", Shape::Text), ("reference", Shape::Text)]);

pub(super) static KEY_TO_PATH: Type =
    Type(&[("key", Shape::KeptText), ("mode", Shape::Pointer), ("path", Shape::KeptText), ("user", Shape::Pointer)]);

pub(super) static DOWNWARD_API_VOLUME_FILE: Type = Type(&[
    ("fieldRef", Shape::Pointed(&OBJECT_FIELD_SELECTOR)),
    ("mode", Shape::Pointer),
    ("path", Shape::KeptText),
    ("resourceFieldRef", Shape::Pointed(&RESOURCE_FIELD_SELECTOR)),
    ("user", Shape::Pointer),
]);

pub(super) static VOLUME_PROJECTION: Type = Type(&[
    ("clusterTrustBundle", Shape::Pointed(&CLUSTER_TRUST_BUNDLE_PROJECTION)),
    ("configMap", Shape::Pointed(&CONFIG_MAP_PROJECTION)),
    ("downwardAPI", Shape::Pointed(&DOWNWARD_API_PROJECTION)),
    ("podCertificate", Shape::Pointed(&POD_CERTIFICATE_PROJECTION)),
    ("secret", Shape::Pointed(&SECRET_PROJECTION)),
    ("serviceAccountToken", Shape::Pointed(&SERVICE_ACCOUNT_TOKEN_PROJECTION)),
]);

pub(super) static PERSISTENT_VOLUME_CLAIM_TEMPLATE: Type =
    Type(&[("metadata", Shape::Inline(&OBJECT_META)), ("spec", Shape::Inline(&PERSISTENT_VOLUME_CLAIM_SPEC))]);

pub(super) static SECRET_PROJECTION: Type =
    Type(&[("items", Shape::List(&KEY_TO_PATH)), ("name", Shape::Text), ("optional", Shape::Pointer)]);

pub(super) static DOWNWARD_API_PROJECTION: Type = Type(&[("items", Shape::List(&DOWNWARD_API_VOLUME_FILE))]);

pub(super) static CONFIG_MAP_PROJECTION: Type =
    Type(&[("items", Shape::List(&KEY_TO_PATH)), ("name", Shape::Text), ("optional", Shape::Pointer)]);

pub(super) static SERVICE_ACCOUNT_TOKEN_PROJECTION: Type = Type(&[
    ("audience", Shape::Text),
    ("expirationSeconds", Shape::Pointer),
    ("path", Shape::KeptText),
    ("user", Shape::Pointer),
]);

pub(super) static CLUSTER_TRUST_BUNDLE_PROJECTION: Type = Type(&[
    ("labelSelector", Shape::Pointed(&LABEL_SELECTOR)),
    ("name", Shape::Pointer),
    ("optional", Shape::Pointer),
    ("path", Shape::KeptText),
    ("signerName", Shape::Pointer),
    ("user", Shape::Pointer),
]);

pub(super) static POD_CERTIFICATE_PROJECTION: Type = Type(&[
    ("certificateChainPath", Shape::Text),
    ("credentialBundlePath", Shape::Text),
    ("keyPath", Shape::Text),
    ("keyType", Shape::Text),
    ("maxExpirationSeconds", Shape::Pointer),
    ("signerName", Shape::Text),
    ("user", Shape::Pointer),
    ("userAnnotations", Shape::TextMap),
]);

pub(super) static PERSISTENT_VOLUME_CLAIM_SPEC: Type = Type(&[
    ("accessModes", Shape::TextList),
    ("dataSource", Shape::Pointed(&TYPED_LOCAL_OBJECT_REFERENCE)),
    ("dataSourceRef", Shape::Pointed(&TYPED_OBJECT_REFERENCE)),
    ("resources", Shape::Inline(&VOLUME_RESOURCE_REQUIREMENTS)),
    ("selector", Shape::Pointed(&LABEL_SELECTOR)),
    ("storageClassName", Shape::Pointer),
    ("volumeAttributesClassName", Shape::Pointer),
    ("volumeMode", Shape::Pointer),
    ("volumeName", Shape::Text),
]);

pub(super) static VOLUME_RESOURCE_REQUIREMENTS: Type =
    Type(&[("limits", Shape::Quantities), ("requests", Shape::Quantities)]);

pub(super) static TYPED_LOCAL_OBJECT_REFERENCE: Type =
    Type(&[("apiGroup", Shape::Pointer), ("kind", Shape::KeptText), ("name", Shape::KeptText)]);

pub(super) static TYPED_OBJECT_REFERENCE: Type = Type(&[
    ("apiGroup", Shape::Pointer),
    ("kind", Shape::KeptText),
    ("name", Shape::KeptText),
    ("namespace", Shape::Pointer),
]);
