//! `kubectl explain`: the fields of a kind and their types, from the API's own tables. Its long descriptions are not there, and it
//! says so. It must not know any life.

use std::fmt::Write as _;

use crate::manifest::schema::kinds::{self, Kind};
use crate::manifest::schema::{Shape, Struct, Type};

/// Short names that are no prefix of anything.
const SHORT: [(&str, &str); 12] = [
    ("po", "pods"),
    ("svc", "services"),
    ("cm", "configmaps"),
    ("ev", "events"),
    ("ns", "namespaces"),
    ("no", "nodes"),
    ("sa", "serviceaccounts"),
    ("pv", "persistentvolumes"),
    ("pvc", "persistentvolumeclaims"),
    ("deploy", "deployments"),
    ("netpol", "networkpolicies"),
    ("ing", "ingresses"),
];
/// How deep `--recursive` goes; schemas of JSON hold themselves.
const DEEPEST: usize = 12;

/// What `kubectl explain PATH` prints, such as of `pod.spec.containers`.
///
/// # Errors
/// kubectl's words where there is no such kind or field.
pub(super) fn explain(path: &str, recursive: bool) -> Result<String, String> {
    let mut steps = path.split('.').filter(|step| !step.is_empty());
    let word = steps.next().unwrap_or_default();
    let kind = kind(word).ok_or_else(|| format!("error: the server doesn't have a resource type {word:?}\n"))?;
    let mut at = kind.go_type().ok_or_else(|| {
        format!(
            "This prompt does not have the fields of {}; those of core, apps, batch and networking it has.\n",
            kind.name
        )
    })?;
    let mut field = None;
    for step in steps {
        let missing = || format!("error: field {step:?} does not exist\n");
        let found = fields_of(at).and_then(|fields| fields.field(step)).ok_or_else(missing)?.1;
        at = found.field_type;
        field = Some(found.name);
    }
    let mut text = String::new();
    if !kind.group.is_empty() {
        _ = writeln!(text, "GROUP:      {}", kind.group);
    }
    _ = writeln!(text, "KIND:       {}\nVERSION:    {}\n", kind.name, kind.version);
    if let Some(field) = field {
        _ = writeln!(text, "FIELD: {field} <{}>\n", name(at));
    }
    text.push_str("DESCRIPTION:\n    (Fields and types only; the exam's kubectl says here what each is for.)\n");
    if let Some(fields) = fields_of(at) {
        text.push_str("\nFIELDS:\n");
        list(fields, recursive, 1, &mut text);
    }
    Ok(text)
}

/// The kind that is meant: `pod`, `pods`, `po`, `Pod`; where several groups have it the first.
fn kind(word: &str) -> Option<Kind> {
    let word = word.to_ascii_lowercase();
    let long = SHORT.iter().find(|(short, _)| *short == word).map_or(word.as_str(), |(_, long)| *long);
    let mut all: Vec<Kind> = kinds::by_name(long).collect();
    all.sort_by_key(|kind| kind.go_type().is_none());
    all.first().copied()
}

/// The fields of a type, lists and maps seen through.
fn fields_of(of: Type) -> Option<&'static Struct> {
    match of.shape() {
        Shape::Struct(fields) => Some(fields),
        Shape::List(item) | Shape::Map(item) => fields_of(item),
        _ => None,
    }
}

/// One line for each field, in the order of the alphabet, as kubectl has them.
fn list(of: &'static Struct, recursive: bool, depth: usize, text: &mut String) {
    let mut fields = of.fields();
    fields.sort_by_key(|field| field.name);
    for field in fields {
        let required = if is_required(field.omit_empty, field.name) { " -required-" } else { "" };
        _ = writeln!(text, "{}{}\t<{}>{required}", "  ".repeat(depth), field.name, name(field.field_type));
        if let Some(inner) = fields_of(field.field_type).filter(|_| recursive && depth < DEEPEST) {
            list(inner, true, depth + 1, text);
        }
    }
}

/// What Go always writes has to be there. `status` and `metadata` are written by the server.
fn is_required(omit_empty: bool, name: &str) -> bool {
    !omit_empty && !matches!(name, "status" | "metadata")
}

/// A type as kubectl writes it: `[]Container`, `map[string]string`, `integer`.
fn name(of: Type) -> String {
    match of.shape() {
        Shape::Text | Shape::Bytes => "string".to_owned(),
        Shape::Bool => "boolean".to_owned(),
        Shape::Int(_) => "integer".to_owned(),
        Shape::Float => "number".to_owned(),
        Shape::List(item) => format!("[]{}", name(item)),
        Shape::Map(value) => format!("map[string]{}", name(value)),
        Shape::Struct(_) => of.name().to_owned(),
        Shape::Quantity => "Quantity".to_owned(),
        Shape::IntOrString => "IntOrString".to_owned(),
        Shape::Time => "Time".to_owned(),
        Shape::Duration => "Duration".to_owned(),
        Shape::Any => "Object".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_lists_fields_and_types_as_kubectl_does() {
        let text = explain("pod.spec.containers.volumeMounts", false).unwrap();
        assert_eq!(
            text,
            "KIND:       Pod\nVERSION:    v1\n\nFIELD: volumeMounts <[]VolumeMount>\n\nDESCRIPTION:\n    (Fields and types only; \
             the exam's kubectl says here what each is for.)\n\nFIELDS:\n  mountPath\t<string> -required-\n  \
             mountPropagation\t<string>\n  name\t<string> -required-\n  readOnly\t<boolean>\n  \
             recursiveReadOnly\t<string>\n  subPath\t<string>\n  subPathExpr\t<string>\n"
        );
        let text = explain("po.spec.containers.resources", false).unwrap();
        assert!(text.contains("\n  limits\t<map[string]Quantity>\n"), "{text}");
        let text = explain("deploy.spec", false).unwrap();
        assert!(text.starts_with("GROUP:      apps\nKIND:       Deployment\n"), "{text}");
        assert!(text.contains("\n  selector\t<LabelSelector> -required-\n"), "{text}");
    }

    #[test]
    fn recursive_goes_down() {
        let text = explain("pods.spec.initContainers", true).unwrap();
        assert!(text.contains("\n  env\t<[]EnvVar>\n    name\t<string> -required-\n    value\t<string>\n"), "{text}");
        assert!(explain("crd.spec", true).is_err());
        assert!(explain("Pod", true).unwrap().contains("\n      fsGroup\t<integer>\n"));
    }

    #[test]
    fn what_does_not_exist_is_said_in_kubectls_words() {
        assert_eq!(explain("pod.spec.container", false), Err("error: field \"container\" does not exist\n".to_owned()));
        assert_eq!(
            explain("pod.spec.containers.image.x", false),
            Err("error: field \"x\" does not exist\n".to_owned())
        );
        assert_eq!(explain("pds", false), Err("error: the server doesn't have a resource type \"pds\"\n".to_owned()));
    }
}
