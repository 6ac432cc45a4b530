//! Fields that a type does not have: near misses in spelling, and fields that belong elsewhere. It must not know values.

use std::collections::VecDeque;

use super::near::nearest;
use super::{refusal, slips};
use crate::manifest::decode::UnknownField;
use crate::manifest::golang;
use crate::manifest::judge::Refusal;
use crate::manifest::path::node_at;
use crate::manifest::schema::{Shape, Struct, Type};
use crate::manifest::tree::{Node, Value};

/// Levels that are searched below a struct for a field that was put too high.
const LEVELS_DOWN: usize = 4;
/// Levels below a struct at which a field that is in none of the manifest's own may have been meant.
const NEAR: usize = 2;

pub(super) fn explain(root: &Node, field: &UnknownField, kind: &str) -> Refusal {
    let message = format!("unknown field {}", golang::quote(&field.path));
    let owner = noun(field.parent, kind);
    let plain = format!("`{}` is not a field of {owner}.", field.key);
    let finder = Finder { root, field, kind };
    let (suggestion, code) = finder.suggest();
    let mut refusal = refusal(root, &field.path, message, plain, suggestion, code);
    refusal.place = Some(field.span.start);
    refusal
}

struct Finder<'a> {
    root: &'a Node,
    field: &'a UnknownField,
    kind: &'a str,
}

impl Finder<'_> {
    fn suggest(&self) -> (Option<String>, &'static str) {
        let Shape::Struct(fields) = self.field.parent.shape() else { return (None, "unknown-field") };
        let key = self.field.key.as_str();
        let names = || fields.fields().into_iter().map(|field| field.name);
        if let Some(same) = names().find(|name| name.eq_ignore_ascii_case(key)) {
            return (Some(format!("did you mean `{same}`?")), "unknown-field");
        }
        if let Some(meant) = slips::meant(self.field.parent, key) {
            return (Some(format!("did you mean `{meant}`?")), "unknown-field");
        }
        let near = nearest(key, names());
        if let Some(home) = self.above(key).or_else(|| self.below(fields, key, 1)) {
            return (Some(home), "misplaced-field");
        }
        if let Some(near) = near {
            return (Some(format!("did you mean `{near}`?")), "unknown-field");
        }
        if let Some(list) = self.list_of_such(fields) {
            let item = format!("`{key}` looks like an item of `{list}`: write `- name: {key}` there");
            return (Some(item), "misplaced-field");
        }
        if let Some(home) = self.beside(key).or_else(|| self.below(fields, key, LEVELS_DOWN)) {
            return (Some(home), "misplaced-field");
        }
        (None, "unknown-field")
    }

    /// A list of named things that have just the fields which stand under the key: its name was written as a key.
    fn list_of_such(&self, fields: &'static Struct) -> Option<&'static str> {
        let node = node_at(self.root, &self.field.path)?;
        let lists = fields.fields().into_iter().filter(|field| matches!(field.field_type.shape(), Shape::List(_)));
        let is_one = |of: Type| {
            has_field(of, "name")
                && node.get("name").is_none()
                && node.entries().iter().all(|entry| has_field(of, &entry.key))
        };
        let fitting = lists.into_iter().filter(|field| is_one(element(field.field_type))).map(|field| field.name);
        // What fits containers of all sorts was mostly meant for a usual one.
        fitting.min_by_key(|name| *name != "containers").filter(|_| !node.entries().is_empty())
    }

    /// The types on the way from the object down to the struct at hand, with the name of the field that leads to each.
    fn way(&self) -> Vec<(String, Type)> {
        let Some(mut current) = self.object_type() else { return Vec::new() };
        let mut way = vec![(String::new(), current)];
        let parent_path = parent_of(&self.field.path);
        for name in parent_path.split('.').filter(|name| !name.is_empty()) {
            let name = name.split('[').next().unwrap_or(name);
            let Shape::Struct(fields) = current.shape() else { break };
            let Some((_, field)) = fields.field(name) else { break };
            current = element(field.field_type);
            way.push((name.to_owned(), current));
        }
        way
    }

    fn object_type(&self) -> Option<Type> {
        ["core", "apps", "batch", "networking", "rbac", "autoscaling", "policy"]
            .into_iter()
            .find_map(|package| Type::of(package, self.kind))
    }

    /// A field of a struct further up: it was indented too far.
    fn above(&self, key: &str) -> Option<String> {
        let way = self.way();
        let owner = way.iter().rev().skip(1).find(|(_, of)| has_field(*of, key));
        owner.map(|(name, of)| {
            if name.is_empty() {
                format!("`{key}` belongs at the top level: no blanks in front")
            } else {
                let stands = noun(*of, self.kind);
                format!("`{key}` belongs to {stands}, directly under `{name}`: fewer blanks in front")
            }
        })
    }

    /// A field of a neighbour, such as `containers` under `metadata`.
    fn beside(&self, key: &str) -> Option<String> {
        let way = self.way();
        (0..way.len().saturating_sub(1)).rev().find_map(|level| {
            let (_, of) = way.get(level)?;
            let Shape::Struct(fields) = of.shape() else { return None };
            // What only the server writes is nobody's home.
            let others = fields.fields().into_iter().filter(|other| other.name != "status");
            let owner = others.into_iter().find(|other| has_field(element(other.field_type), key))?;
            // The way from the top tells it from a field of the same name where the key stands now.
            let names = way.iter().take(level + 1).map(|(name, _)| name.as_str()).chain([owner.name]);
            let home: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
            Some(format!("`{key}` belongs under `{}`", home.join(".")))
        })
    }

    /// A field of something further down, what the manifest has there first.
    fn below(&self, fields: &'static Struct, key: &str, levels: usize) -> Option<String> {
        let here = node_at(self.root, parent_of(&self.field.path));
        let mut homes = Vec::new();
        let mut queue = VecDeque::from([(fields, Vec::<&'static str>::new())]);
        while let Some((fields, way)) = queue.pop_front() {
            for field in fields.fields() {
                let Shape::Struct(inner) = element(field.field_type).shape() else { continue };
                let mut way = way.clone();
                way.push(field.name);
                if inner.field(key).is_some() {
                    homes.push(way.clone());
                }
                if way.len() < levels {
                    queue.push_back((inner, way));
                }
            }
            // A field that stands everywhere has no home.
            if homes.len() > 40 {
                break;
            }
        }
        let mut written: Vec<_> = homes.iter().filter(|way| here.is_some_and(|node| is_written(node, way))).collect();
        // What a container and a volume both have was mostly meant for a container.
        written.sort_by_key(|way| (way.len(), way.first() != Some(&"containers")));
        let written = written.into_iter().next();
        // Far down, where nothing was written, nobody meant to be.
        let home = written.or_else(|| homes.first().filter(|home| homes.len() <= 3 && home.len() <= NEAR))?;
        Some(format!("`{key}` belongs under `{}`", home.join(".")))
    }
}

fn is_written(node: &Node, way: &[&str]) -> bool {
    let Some((first, rest)) = way.split_first() else { return true };
    let Some(next) = node.get(first) else { return false };
    match &next.value {
        Value::Sequence(items) => items.iter().any(|item| is_written(item, rest)),
        Value::Mapping(_) => is_written(next, rest),
        _ => rest.is_empty(),
    }
}

fn has_field(of: Type, key: &str) -> bool {
    matches!(of.shape(), Shape::Struct(fields) if fields.field(key).is_some())
}

/// What a list or a map holds, and the type itself of anything else.
fn element(of: Type) -> Type {
    match of.shape() {
        Shape::List(item) => element(item),
        _ => of,
    }
}

/// The path of what a field stands in. The key itself may hold dots, so it is the key's length that counts.
fn parent_of(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(parent, _)| parent)
}

/// What a struct is called between people.
pub(super) fn noun(of: Type, kind: &str) -> String {
    let name = of.name();
    let words = match name {
        "Container" | "EphemeralContainer" => "a container",
        "PodSpec" => "a Pod's spec",
        "ObjectMeta" => "the metadata",
        "Volume" => "a volume",
        "VolumeMount" => "a volume mount",
        "EnvVar" => "an environment variable",
        "EnvVarSource" => "`valueFrom`",
        "EnvFromSource" => "an entry of `envFrom`",
        "ContainerPort" => "a container's port",
        "Probe" => "a probe",
        "Lifecycle" => "`lifecycle`",
        "LifecycleHandler" => "a lifecycle hook",
        "ResourceRequirements" => "`resources`",
        "SecurityContext" => "a container's security context",
        "PodSecurityContext" => "a Pod's security context",
        "HTTPGetAction" => "`httpGet`",
        "ExecAction" => "`exec`",
        "TCPSocketAction" => "`tcpSocket`",
        "KeyToPath" => "an item of `items`",
        "Toleration" => "a toleration",
        "Affinity" => "`affinity`",
        "PodTemplateSpec" => "a Pod template",
        "LabelSelector" => "a label selector",
        _ => "",
    };
    if !words.is_empty() {
        return words.to_owned();
    }
    if name == kind {
        return format!("a {kind} itself");
    }
    let bare = name.strip_suffix("VolumeSource").or(name.strip_suffix("Source")).unwrap_or(name);
    match bare {
        "" => format!("`{name}`"),
        bare if bare.starts_with(['A', 'E', 'I', 'O']) => format!("an `{bare}`"),
        bare => format!("a `{bare}`"),
    }
}
