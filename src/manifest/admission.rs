//! What a plain cluster's admission and the API server itself add to an object on its way in, and what they refuse
//! before any field is checked (`plugin/pkg/admission`, `pkg/registry/core/pod`). The object must have its defaults. It
//! must not know the rules for fields (`validate`).
//!
//! The cluster has the namespaces that every cluster has, in `default` the service accounts `default` and `builder`, and
//! no classes of priority or runtime but the system's. The volume with the service account's token, which a real
//! cluster adds under a random name, is left out.

mod mirror;
mod pod;

use serde_json::{Map, Value};

/// The namespaces of a new cluster.
const NAMESPACES: [&str; 4] = ["default", "kube-node-lease", "kube-public", "kube-system"];

/// Why admission refuses an object.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A rule of the cluster forbids it: `pods "web" is forbidden: …`.
    #[error("{0}")]
    Forbidden(String),
    /// What it belongs to does not exist: `namespaces "shop" not found`.
    #[error("{0}")]
    NotFound(String),
    /// The server fails at looking something up, and gives no reason: `invalid resource name …`.
    #[error("{0}")]
    Failed(String),
}

impl Refusal {
    /// The server's word for it; empty where it has none.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Forbidden(_) => "Forbidden",
            Self::NotFound(_) => "NotFound",
            Self::Failed(_) => "",
        }
    }
}

/// An object that was let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// Warnings that this alone brings, without `Warning: `; they are printed even when the object is refused later.
    pub warnings: Vec<String>,
    /// How refusals call the object.
    name: String,
}

/// Lets an object of a known kind in: completes it as the server would.
///
/// # Errors
/// A [`Refusal`] in the server's words; the object may have changed in part.
pub fn apply(object: &mut Value) -> Result<Admitted, Refusal> {
    let kind = object.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut admitted = Admitted { warnings: Vec::new(), name: String::new() };
    let Some(fields) = object.as_object_mut() else {
        return Ok(admitted);
    };
    let Some(meta) = fields.get_mut("metadata").and_then(Value::as_object_mut) else {
        return Ok(admitted);
    };
    admitted.name = shown_name(meta);
    metadata(meta)?;
    match kind.as_str() {
        "Pod" => admitted.warnings = pod::admit(fields, &admitted.name)?,
        "PodTemplate" => pod::prepare_template(fields),
        _ => {}
    }
    Ok(admitted)
}

/// The plug-ins that look at an object only after its fields were checked and it was warned of.
///
/// # Errors
/// A [`Refusal`] in the server's words.
pub fn review(object: &Value, admitted: &Admitted) -> Result<(), Refusal> {
    match object.as_object() {
        Some(fields) if fields.get("kind").and_then(Value::as_str) == Some("Pod") => {
            pod::review(fields, &admitted.name)
        }
        _ => Ok(()),
    }
}

/// How admission calls an object: it comes before a name is made from `generateName`
/// (`k8s.io/apiserver/pkg/admission/errors.go`).
fn shown_name(meta: &Map<String, Value>) -> String {
    let given = ["name", "generateName"].into_iter().filter_map(|field| meta.get(field).and_then(Value::as_str));
    given.into_iter().find(|name| !name.is_empty()).unwrap_or("Unknown").to_owned()
}

/// The namespace, the name where only its start is given, and nothing that only the server may set.
fn metadata(meta: &mut Map<String, Value>) -> Result<(), Refusal> {
    for field in [
        "creationTimestamp",
        "deletionGracePeriodSeconds",
        "deletionTimestamp",
        "generation",
        "managedFields",
        "resourceVersion",
        "selfLink",
        "uid",
    ] {
        meta.remove(field);
    }
    let text =
        |meta: &Map<String, Value>, field: &str| meta.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    if text(meta, "namespace").is_empty() {
        meta.insert("namespace".to_owned(), Value::from("default"));
    }
    let namespace = text(meta, "namespace");
    if !NAMESPACES.contains(&namespace.as_str()) {
        let name = super::golang::quote(&namespace);
        return Err(Refusal::NotFound(format!("namespaces {name} not found")));
    }
    let start = text(meta, "generateName");
    if text(meta, "name").is_empty() && !start.is_empty() {
        meta.insert("name".to_owned(), Value::from(completed(&start)));
    }
    Ok(())
}

/// A name that starts as given. A cluster's five characters at the end are random; these follow from the start, so
/// that the same manifest always gives the same object.
fn completed(start: &str) -> String {
    const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
    const LONGEST: usize = 58;
    let mut end = start.len().min(LONGEST);
    while !start.is_char_boundary(end) {
        end -= 1;
    }
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in start.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let mut name = start[..end].to_owned();
    for _ in 0..5 {
        let index = usize::try_from(hash % 27).unwrap_or_default();
        name.push(LETTERS.get(index).copied().map_or('b', char::from));
        hash /= 27;
    }
    name
}

#[cfg(test)]
mod tests;
