//! The types in `src/manifest/schema` against those that `k8s-openapi` has made from Kubernetes' own description.

use std::collections::BTreeSet;
use std::fmt;

use podlings::manifest::schema::{Shape, Type};
use serde::de::{Deserialize, Deserializer, Visitor};

/// A deserializer that only finds out which fields a struct asks for.
struct Fields<'a>(&'a mut Vec<&'static str>);

/// The end of the question.
#[derive(Debug)]
struct Asked;

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("asked")
    }
}

impl std::error::Error for Asked {}

impl serde::de::Error for Asked {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl<'de> Deserializer<'de> for Fields<'_> {
    type Error = Asked;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Asked> {
        Err(Asked)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Asked> {
        self.0.extend(fields);
        Err(Asked)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct
        seq tuple tuple_struct map enum identifier ignored_any
    }
}

fn theirs<T: Deserialize<'static>>() -> BTreeSet<&'static str> {
    let mut fields = Vec::new();
    let _ = T::deserialize(Fields(&mut fields));
    assert!(!fields.is_empty(), "a struct without fields was asked for");
    fields.into_iter().collect()
}

fn ours(package: &str, name: &str) -> BTreeSet<&'static str> {
    match Type::of(package, name).map(Type::shape) {
        Some(Shape::Struct(fields)) => fields.fields().iter().map(|field| field.name).collect(),
        _ => panic!("{package}.{name} is no struct"),
    }
}

macro_rules! same_fields {
    ($package:literal, $module:path, $($name:ident)+) => {{
        use $module as k8s;
        $(assert_eq!(
            ours($package, stringify!($name)),
            theirs::<k8s::$name>(),
            "{}.{}", $package, stringify!($name)
        );)+
    }};
}

#[test]
fn types_have_the_fields_of_kubernetes_1_36() {
    same_fields!("core", k8s_openapi::api::core::v1,
        Affinity AppArmorProfile Capabilities ConfigMap ConfigMapEnvSource ConfigMapKeySelector ConfigMapProjection
        ConfigMapVolumeSource Container ContainerPort DownwardAPIProjection DownwardAPIVolumeFile DownwardAPIVolumeSource
        EmptyDirVolumeSource EnvFromSource EnvVar EnvVarSource EphemeralContainer EphemeralVolumeSource ExecAction
        GRPCAction HTTPGetAction HTTPHeader HostAlias HostPathVolumeSource ImageVolumeSource KeyToPath Lifecycle
        LifecycleHandler NFSVolumeSource NodeAffinity NodeSelector NodeSelectorRequirement NodeSelectorTerm
        ObjectFieldSelector PersistentVolumeClaim PersistentVolumeClaimSpec PersistentVolumeClaimVolumeSource Pod
        PodAffinity PodAffinityTerm PodDNSConfig PodReadinessGate PodResourceClaim PodSchedulingGate PodSecurityContext
        PodSpec PodStatus PodTemplate PodTemplateSpec PreferredSchedulingTerm Probe ProjectedVolumeSource
        ResourceFieldSelector ResourceRequirements SELinuxOptions SeccompProfile Secret SecretKeySelector
        SecretVolumeSource SecurityContext Service ServiceAccountTokenProjection ServicePort ServiceSpec SleepAction
        Sysctl TCPSocketAction Toleration TopologySpreadConstraint Volume VolumeDevice VolumeMount VolumeProjection
        WeightedPodAffinityTerm WindowsSecurityContextOptions);
    same_fields!("meta", k8s_openapi::apimachinery::pkg::apis::meta::v1, LabelSelector LabelSelectorRequirement ObjectMeta OwnerReference);
    same_fields!("apps", k8s_openapi::api::apps::v1, DaemonSet Deployment DeploymentSpec ReplicaSet StatefulSet StatefulSetSpec);
    same_fields!("batch", k8s_openapi::api::batch::v1, CronJob CronJobSpec Job JobSpec JobTemplateSpec PodFailurePolicy);
    same_fields!("networking", k8s_openapi::api::networking::v1, Ingress IngressSpec NetworkPolicy NetworkPolicySpec NetworkPolicyPeer);
    same_fields!("rbac", k8s_openapi::api::rbac::v1, Role RoleBinding ClusterRole PolicyRule Subject);
    same_fields!("autoscaling", k8s_openapi::api::autoscaling::v2, HorizontalPodAutoscaler HorizontalPodAutoscalerSpec);
    same_fields!("policy", k8s_openapi::api::policy::v1, PodDisruptionBudget PodDisruptionBudgetSpec);
}
