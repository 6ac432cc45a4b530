//! Tests of `schema`: exact words and places, as kubectl and the server have them.

use super::*;

fn core(name: &str) -> &'static Struct {
    match Type::of("core", name).map(Type::shape) {
        Some(Shape::Struct(fields)) => fields,
        _ => panic!("{name} is no struct"),
    }
}

#[test]
fn types_have_the_names_of_gos_messages() {
    let name = |of: &str, field: &str| core(of).field(field).unwrap().1.field_type.go_name();
    assert_eq!(name("Pod", "spec"), "v1.PodSpec");
    assert_eq!(name("PodSpec", "containers"), "[]v1.Container");
    assert_eq!(name("PodSpec", "nodeSelector"), "map[string]string");
    assert_eq!(name("PodSpec", "hostUsers"), "bool");
    assert_eq!(name("ResourceRequirements", "limits"), "v1.ResourceList");
    assert_eq!(name("HTTPGetAction", "port"), "intstr.IntOrString");
    assert_eq!(name("Secret", "data"), "map[string][]uint8");
    assert_eq!(name("TopologySpreadConstraint", "labelSelector"), "v1.LabelSelector");
}

#[test]
fn embedded_fields_are_found_with_their_way() {
    let (way, field) = core("Volume").field("emptyDir").unwrap();
    assert_eq!((way, field.name), (vec!["VolumeSource"], "emptyDir"));
    assert_eq!(core("Pod").field("kind").unwrap().0, ["TypeMeta"]);
    assert!(core("Volume").field("EmptyDir").is_none());
}

/// Every name that a data file uses is defined in one.
#[test]
fn no_type_is_missing() {
    fn check(of: Type, context: &str, missing: &mut Vec<String>) {
        match of.shape() {
            Shape::List(item) => check(item, context, missing),
            Shape::Map(value) => check(value, context, missing),
            Shape::Any if !["RawExtension", "meta.FieldsV1", "FieldsV1"].contains(&of.target().text) => {
                missing.push(format!("{context}: {}", of.text));
            }
            _ => {}
        }
    }
    let mut missing = Vec::new();
    for name in PACKAGES {
        for (type_name, definition) in &package(name).unwrap().types {
            let Definition::Struct(fields) = definition else { continue };
            for member in &fields.members {
                let (Member::Field(Field { field_type, .. }) | Member::Embedded(field_type)) = member;
                check(*field_type, &format!("{name}.{type_name}"), &mut missing);
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}
