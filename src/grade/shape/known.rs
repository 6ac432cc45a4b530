//! Which keys the objects of a Pod have, so that a slip of spelling is told from a field. The keys are those of the API's
//! own types in [`manifest::schema`](crate::manifest::schema). It must not know what the fields mean.

use super::Shape;
use crate::manifest::schema::{self, Type};

/// The type that an object has in the API; `None` where grading does not tell objects of one shape apart, or where any key is
/// allowed.
fn type_name(shape: Shape) -> Option<(&'static str, &'static str)> {
    let name = match shape {
        Shape::Pod => "Pod",
        Shape::Metadata => return Some(("meta", "ObjectMeta")),
        Shape::Spec => "PodSpec",
        Shape::Container | Shape::InitContainer => "Container",
        Shape::Volume => "Volume",
        Shape::Probe => "Probe",
        Shape::Mount => "VolumeMount",
        Shape::Resources => "ResourceRequirements",
        Shape::Port => "ContainerPort",
        Shape::Env => "EnvVar",
        Shape::EnvSource => "EnvVarSource",
        Shape::FieldRef => "ObjectFieldSelector",
        Shape::Lifecycle => "Lifecycle",
        Shape::Handler => "LifecycleHandler",
        Shape::HttpGet => "HTTPGetAction",
        Shape::TcpSocket => "TCPSocketAction",
        Shape::Exec => "ExecAction",
        Shape::EmptyDir => "EmptyDirVolumeSource",
        Shape::HostPath => "HostPathVolumeSource",
        Shape::Toleration => "Toleration",
        Shape::Amounts | Shape::Files | Shape::Source | Shape::SourceFiles | Shape::Other => return None,
    };
    Some(("core", name))
}

/// Whether an object has a key; `None` where grading does not know the object.
#[must_use]
pub fn is_known(shape: Shape, key: &str) -> Option<bool> {
    let (package, name) = type_name(shape)?;
    has_field(package, name, key)
}

/// Whether a key is a kind of volume, of which only one may be set.
#[must_use]
pub fn is_volume_source(key: &str) -> bool {
    has_field("core", "VolumeSource", key) == Some(true)
}

fn has_field(package: &str, name: &str, key: &str) -> Option<bool> {
    match Type::of(package, name)?.shape() {
        schema::Shape::Struct(fields) => Some(fields.field(key).is_some()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::shape::Sort;

    #[test]
    fn each_shape_has_a_type_of_the_api() {
        for (shape, key) in [
            (Shape::Pod, "spec"),
            (Shape::Metadata, "labels"),
            (Shape::Spec, "initContainers"),
            (Shape::Container, "volumeMounts"),
            (Shape::Volume, "emptyDir"),
            (Shape::Probe, "httpGet"),
            (Shape::Mount, "subPath"),
            (Shape::Resources, "limits"),
            (Shape::Port, "protocol"),
            (Shape::Env, "valueFrom"),
            (Shape::EnvSource, "secretKeyRef"),
            (Shape::FieldRef, "fieldPath"),
            (Shape::Lifecycle, "preStop"),
            (Shape::Handler, "exec"),
            (Shape::HttpGet, "path"),
            (Shape::TcpSocket, "port"),
            (Shape::Exec, "command"),
            (Shape::EmptyDir, "medium"),
            (Shape::HostPath, "type"),
            (Shape::Toleration, "operator"),
        ] {
            assert_eq!(is_known(shape, key), Some(true), "{shape:?} {key}");
            assert_eq!(is_known(shape, "nothing"), Some(false), "{shape:?}");
        }
    }

    #[test]
    fn kinds_of_volume_are_those_of_the_api() {
        assert!(is_volume_source("emptyDir") && is_volume_source("image") && !is_volume_source("name"));
    }

    /// Every shape that is one type of the API.
    const SHAPES: [Shape; 21] = [
        Shape::Pod,
        Shape::Metadata,
        Shape::Spec,
        Shape::Container,
        Shape::InitContainer,
        Shape::Volume,
        Shape::Probe,
        Shape::Mount,
        Shape::Resources,
        Shape::Port,
        Shape::Env,
        Shape::EnvSource,
        Shape::FieldRef,
        Shape::Lifecycle,
        Shape::Handler,
        Shape::HttpGet,
        Shape::TcpSocket,
        Shape::Exec,
        Shape::EmptyDir,
        Shape::HostPath,
        Shape::Toleration,
    ];

    /// The fields of `of`, which grading sees as a `shape`: each must lead to what the API has there.
    fn follow(shape: Shape, of: Type, seen: &mut Vec<(Shape, &'static str)>) {
        let schema::Shape::Struct(fields) = of.shape() else { return };
        if seen.contains(&(shape, of.name())) {
            return;
        }
        seen.push((shape, of.name()));
        // The fields of debug containers stand in a struct of their own, which is a container's but for one field; the
        // status is the server's.
        let left_out = ["ephemeralContainers", "status"];
        for field in fields.fields().into_iter().filter(|field| !left_out.contains(&field.name)) {
            let (child, place) = (shape.child(field.name), format!("{shape:?} {}", field.name));
            let below = match field.field_type.shape() {
                schema::Shape::List(item) => item,
                schema::Shape::Map(value)
                    if type_name(shape).is_some() && matches!(value.shape(), schema::Shape::Quantity) =>
                {
                    assert_eq!(child, Shape::Amounts, "{place}");
                    continue;
                }
                schema::Shape::Quantity => {
                    assert_eq!(shape.sort(field.name), Sort::Quantity, "{place}");
                    continue;
                }
                schema::Shape::IntOrString => {
                    assert_eq!(shape.sort(field.name), Sort::PortRef, "{place}");
                    continue;
                }
                _ => field.field_type,
            };
            if let Some((_, name)) = type_name(child) {
                assert_eq!(below.name(), name, "{place}");
            }
            let home = SHAPES.into_iter().find(|known| type_name(*known).is_some_and(|(_, name)| name == below.name()));
            if type_name(shape).is_some() && home.is_some() {
                assert!(type_name(child).is_some(), "{place} is no {child:?}");
            }
            follow(child, below, seen);
        }
    }

    #[test]
    fn every_field_leads_to_what_the_api_has_there() {
        let mut seen = Vec::new();
        follow(Shape::Pod, Type::of("core", "Pod").unwrap(), &mut seen);
        let missing: Vec<_> =
            SHAPES.into_iter().filter(|shape| !seen.iter().any(|(known, _)| known == shape)).collect();
        assert_eq!(missing, []);
    }
}
