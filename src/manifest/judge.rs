//! A file to what kubectl and the API server say of it, object by object: read, sent, decoded, defaulted, admitted,
//! validated. It knows the order of these steps and nothing of their rules, nor how the answer is printed (`words`).

use std::ops::ControlFlow;

use serde_json::Value as Json;

use super::decode::{self, Decoding};
use super::explain;
use super::golang;
use super::schema::Type;
use super::schema::kinds::{self, Kind, Lookup};
use super::server::{self, Answer, ServerError};
use super::text::{Document, Reading, TextError, read_each};
use super::tree::{Node, Place, Value};

/// The answer to one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The file as kubectl names it; `STDIN` for standard input.
    pub file: String,
    /// Every object in its order, the items of a `List` one by one.
    pub objects: Vec<Judged>,
    /// Why nothing behind the last object was read.
    pub stop: Option<Stop>,
}

/// One object and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Its kind as written.
    pub kind: String,
    /// `metadata.name`; empty where there is none.
    pub name: String,
    /// Where it starts.
    pub place: Place,
    /// Whether the cluster takes it.
    pub outcome: Outcome,
    /// What the server warns of, without `Warning: `.
    pub warnings: Vec<String>,
    /// Each refusal by itself, with its place; empty for an object that is taken.
    pub refusals: Vec<Refusal>,
}

/// How the words begin that say of an object that it cannot be judged here.
pub const BEYOND_US: &str = "podlings has the rules of Pods and PodTemplates alone";

/// Whether an object is taken.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It is, in this form.
    Stored(Json),
    /// kubectl does not send it, for this reason.
    NotSent(String),
    /// The server refuses it.
    Refused(ServerError),
    /// Nothing is wrong that can be seen without the rules of its kind, which are not known here.
    BeyondUs(String),
}

/// Why kubectl reads no further in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// kubectl's words.
    pub message: String,
    /// What it means, and where.
    pub refusals: Vec<Refusal>,
}

/// One thing that is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The words of kubectl or of the server for this one alone.
    pub message: String,
    /// The field, such as `spec.containers[0].image`; empty where it is no single field's fault.
    pub path: String,
    /// Where it stands, or the nearest thing above where it is missing.
    pub place: Option<Place>,
    /// What is meant, in a plain sentence.
    pub plain: String,
    /// What was likely meant, where something is near.
    pub suggestion: Option<String>,
    /// A stable name of this sort of mistake, such as `unknown-field`.
    pub code: &'static str,
}

impl Judgement {
    /// Every object is taken, and there is at least one.
    #[must_use]
    pub fn accepted(&self) -> bool {
        self.stop.is_none()
            && !self.objects.is_empty()
            && self.objects.iter().all(|judged| matches!(judged.outcome, Outcome::Stored(_)))
    }

    /// Every refusal in the file's order.
    pub fn refusals(&self) -> impl Iterator<Item = &Refusal> {
        let of_objects = self.objects.iter().flat_map(|judged| &judged.refusals);
        of_objects.chain(self.stop.iter().flat_map(|stop| &stop.refusals))
    }
}

/// Judges a file as `kubectl create --dry-run=server -f FILE` does.
#[must_use]
pub fn judge(bytes: &[u8], file: &str) -> Judgement {
    let mut judgement = Judgement { file: file.to_owned(), objects: Vec::new(), stop: None };
    let mut stop = None;
    let error = read_each(bytes, &mut |document| match judge_document(&document, file, &mut judgement.objects) {
        Ok(()) => ControlFlow::Continue(()),
        Err(reason) => {
            stop = Some(reason);
            ControlFlow::Break(())
        }
    });
    judgement.stop = stop.or(error.map(|error| unreadable(bytes, file, &error)));
    judgement
}

/// The same of a file that has been read already: `reading` is what [`read`](super::read) made of `bytes`.
#[must_use]
pub fn judge_reading(bytes: &[u8], reading: &Reading, file: &str) -> Judgement {
    let mut judgement = Judgement { file: file.to_owned(), objects: Vec::new(), stop: None };
    let judged =
        reading.documents.iter().try_for_each(|document| judge_document(document, file, &mut judgement.objects));
    judgement.stop = judged.err().or(reading.error.as_ref().map(|error| unreadable(bytes, file, error)));
    judgement
}

fn unreadable(bytes: &[u8], file: &str, error: &TextError) -> Stop {
    Stop {
        message: format!("error parsing {file}: {}", error.message),
        refusals: vec![explain::unreadable(bytes, error)],
    }
}

fn judge_document(document: &Document, file: &str, objects: &mut Vec<Judged>) -> Result<(), Stop> {
    let root = &document.root;
    let (api_version, kind) = type_meta(root).map_err(|problems| untyped(root, file, &problems))?;
    let is_list = is_plain_list(api_version, kind);
    if is_list && !root.get("items").is_some_and(|items| matches!(items.value, Value::Sequence(_))) {
        return Err(untyped(root, file, &[TypeProblem::NoObject]));
    }
    let sending = Sending { file, root, api_version, kind, document };
    objects.extend(match sending.prepare() {
        Ok(Prepared::Object(served)) => vec![sending.create(root, served, api_version, kind)],
        Ok(Prepared::Items(items)) => items.iter().map(|item| judge_item(item, &sending)).collect(),
        Err(refused) => vec![*refused],
    });
    Ok(())
}

fn is_plain_list(api_version: &str, kind: &str) -> bool {
    api_version == "v1" && kind == "List"
}

/// What kubectl finds missing before it looks at anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TypeProblem {
    NoObject,
    Missing(&'static str),
    NoText(&'static str),
    BadVersion(String),
}

impl TypeProblem {
    pub(super) fn words(&self) -> String {
        match self {
            Self::NoObject => "invalid object to validate".to_owned(),
            Self::Missing(field) => format!("{field} not set"),
            Self::NoText(field) => format!("{field} isn't string type"),
            Self::BadVersion(words) => words.clone(),
        }
    }
}

/// `apiVersion` and `kind`, or all that is wrong with them.
fn type_meta(root: &Node) -> Result<(&str, &str), Vec<TypeProblem>> {
    if !matches!(root.value, Value::Mapping(_)) {
        return Err(vec![TypeProblem::NoObject]);
    }
    let text = |field: &'static str| match root.get(field).map(|node| &node.value) {
        None | Some(Value::Null) => Err(TypeProblem::Missing(field)),
        Some(Value::String(text)) => Ok(text.as_str()),
        Some(_) => Err(TypeProblem::NoText(field)),
    };
    let api_version = text("apiVersion")
        .and_then(|text| kinds::split_api_version(text).map(|_| text).map_err(TypeProblem::BadVersion));
    match (api_version, text("kind")) {
        (Ok(api_version), Ok(kind)) => Ok((api_version, kind)),
        (api_version, kind) => Err(api_version.err().into_iter().chain(kind.err()).collect()),
    }
}

fn untyped(root: &Node, file: &str, problems: &[TypeProblem]) -> Stop {
    let words: Vec<_> = problems.iter().map(TypeProblem::words).collect();
    let message = format!(
        "error validating {}: error validating data: {}; if you choose to ignore these errors, turn validation off with --validate=false",
        golang::quote(file),
        golang::aggregate(&words)
    );
    Stop { message, refusals: problems.iter().map(|problem| explain::untyped(root, problem)).collect() }
}

/// A document on its way to the server.
struct Sending<'a> {
    file: &'a str,
    root: &'a Node,
    api_version: &'a str,
    kind: &'a str,
    document: &'a Document,
}

enum Prepared<'a> {
    Object(Kind),
    Items(&'a [Node]),
}

impl<'a> Sending<'a> {
    /// What kubectl does before it sends anything: kind, metadata, and which resource this is.
    fn prepare(&self) -> Result<Prepared<'a>, Box<Judged>> {
        if self.kind.is_empty() {
            let data = self.document.json.clone().unwrap_or_else(|| golang::json(self.root));
            let message = self.undecodable(&format!("Object 'Kind' is missing in '{}'", data.trim()));
            let refusal = explain::no_kind(self.root, &message);
            return Err(Box::new(self.not_sent(self.root, message, vec![refusal])));
        }
        if let Some(decoding) = metadata_mistakes(self.root) {
            let message = self.undecodable(&decoding.refusal().unwrap_or_default());
            let refusals = explain::decoding(self.root, &decoding, self.kind);
            return Err(Box::new(self.not_sent(self.root, message, refusals)));
        }
        let items = self.root.get("items").map(Node::items);
        let lookup = lookup(self.api_version, self.kind);
        match (lookup, items) {
            (Lookup::Unknown(words), _) => {
                let message = format!(
                    "resource mapping not found for name: {} namespace: {} from {}: {words}\nensure CRDs are installed first",
                    golang::quote(text_at(self.root, "name")),
                    golang::quote(text_at(self.root, "namespace")),
                    golang::quote(self.file),
                );
                let refusal = explain::unknown_kind(self.root, &words, self.api_version, self.kind);
                Err(Box::new(self.not_sent(self.root, message, vec![refusal])))
            }
            (_, Some(items)) => Ok(Prepared::Items(items)),
            (Lookup::Served(kind) | Lookup::Misspelt(kind), None) => Ok(Prepared::Object(kind)),
            (Lookup::List, None) => Ok(Prepared::Items(&[])),
        }
    }

    fn undecodable(&self, words: &str) -> String {
        format!("unable to decode {}: {words}", golang::quote(self.file))
    }

    fn not_sent(&self, root: &Node, message: String, refusals: Vec<Refusal>) -> Judged {
        judged(root, self.kind, Outcome::NotSent(message), Vec::new(), refusals)
    }

    /// What the server makes of an object of this resource, written with this `apiVersion` and `kind`.
    fn create(&self, root: &Node, served: Kind, api_version: &str, written: &str) -> Judged {
        if let Some(message) = unreachable(api_version, text_at(root, "namespace")) {
            let refusal = explain::server_error(root, &message);
            return judged(root, written, Outcome::Refused(message), Vec::new(), vec![refusal]);
        }
        if written != served.name {
            let error = ServerError::bad_request(format!(
                "{written} in version {} cannot be handled as a {}: no kind {} is registered for version {} in scheme \"pkg/api/legacyscheme/scheme.go:30\"",
                golang::quote(served.version),
                served.name,
                golang::quote(written),
                golang::quote(&served.api_version()),
            ));
            let refusal = explain::misspelt_kind(root, &error, served.name);
            return judged(root, written, Outcome::Refused(error), Vec::new(), vec![refusal]);
        }
        let Some(target) = served.go_type() else { return self.beyond(root, served, false) };
        let decoding = decode::decode(root, target);
        if let Some(words) = decoding.refusal() {
            let error = ServerError::bad_request(format!(
                "{} in version {} cannot be handled as a {}: {words}",
                served.name,
                golang::quote(served.version),
                served.name,
            ));
            let refusals = explain::decoding(root, &decoding, served.name);
            return judged(root, written, Outcome::Refused(error), Vec::new(), refusals);
        }
        self.store(root, served, target, decoding.object)
    }

    fn store(&self, root: &Node, served: Kind, target: Type, mut object: Json) -> Judged {
        if let Json::Object(fields) = &mut object {
            // kubectl gives the items of a typed list their type.
            fields.entry("apiVersion").or_insert_with(|| Json::from(served.api_version()));
            fields.entry("kind").or_insert_with(|| Json::from(served.name));
        }
        match server::answer(served, target, object) {
            Answer::Stored { object, warnings } => {
                judged(root, served.name, Outcome::Stored(object), warnings, Vec::new())
            }
            Answer::Refused { error, fields, warnings } => {
                let refusals = if fields.is_empty() {
                    vec![explain::server_error(root, &error)]
                } else {
                    fields.iter().map(|field| explain::field_error(root, field)).collect()
                };
                judged(root, served.name, Outcome::Refused(error), warnings, refusals)
            }
            Answer::BeyondUs => self.beyond(root, served, true),
        }
    }

    /// An object of whose kind no rules are known; `decoded`: its fields and types are, and are right.
    fn beyond(&self, root: &Node, served: Kind, decoded: bool) -> Judged {
        let (kind, file) = (served.name, golang::quote(self.file));
        let right = if decoded { " The fields and types in it are right." } else { "" };
        let words = format!("{BEYOND_US}: whether the server takes the {kind} in {file} is not known.{right}");
        judged(root, served.name, Outcome::BeyondUs(words), Vec::new(), Vec::new())
    }
}

fn lookup(api_version: &str, kind: &str) -> Lookup {
    let (group, version) = kinds::split_api_version(api_version).unwrap_or_default();
    kinds::find(group, version, kind)
}

fn judged(root: &Node, kind: &str, outcome: Outcome, warnings: Vec<String>, refusals: Vec<Refusal>) -> Judged {
    let name = text_at(root, "name").to_owned();
    Judged { kind: kind.to_owned(), name, place: root.span.start, outcome, warnings, refusals }
}

/// Requests that reach no resource: no version in the URL, or a namespace that cannot stand in one.
fn unreachable(api_version: &str, namespace: &str) -> Option<ServerError> {
    let (_, version) = kinds::split_api_version(api_version).unwrap_or_default();
    if version.is_empty() {
        return Some(ServerError::status("NotFound", "the server could not find the requested resource"));
    }
    let problems = bad_path_segment(namespace);
    (!problems.is_empty()).then(|| {
        ServerError::Plain(format!("invalid namespace {}: {}", golang::quote(namespace), golang::list(&problems)))
    })
}

/// One item of a `List`.
fn judge_item(item: &Node, list: &Sending<'_>) -> Judged {
    // The items of a typed list need no type of their own.
    let own = (text_of(item, "apiVersion"), text_of(item, "kind"));
    let (api_version, kind) = match own {
        ("", "") => (list.api_version, list.kind.strip_suffix("List").unwrap_or(list.kind)),
        own => own,
    };
    match lookup(api_version, kind) {
        Lookup::Served(served) | Lookup::Misspelt(served) => list.create(item, served, api_version, kind),
        Lookup::List => list.not_sent(item, "no objects passed to create".to_owned(), Vec::new()),
        Lookup::Unknown(words) => {
            let refusal = explain::unknown_kind(item, &words, api_version, kind);
            list.not_sent(item, format!("unable to recognize {words}"), vec![refusal])
        }
    }
}

/// kubectl decodes the metadata by itself, before it sends anything. Unknown fields are left to the server.
fn metadata_mistakes(root: &Node) -> Option<Decoding> {
    let target = Type::of("meta", "metadataOnlyObject")?;
    let relevant = |key: &str| matches!(key, "apiVersion" | "kind" | "metadata");
    let entries = root.entries().iter().filter(|entry| relevant(&entry.key)).cloned().collect();
    let head = Node { value: Value::Mapping(entries), span: root.span };
    let mut decoding = decode::decode(&head, target);
    decoding.unknown.clear();
    (!decoding.mistakes.is_empty()).then_some(decoding)
}

/// What Kubernetes says of a text that is to stand between two slashes of a URL.
fn bad_path_segment(text: &str) -> Vec<String> {
    if text == "." || text == ".." {
        return vec![format!("may not be '{text}'")];
    }
    ['/', '%'].into_iter().filter(|c| text.contains(*c)).map(|c| format!("may not contain '{c}'")).collect()
}

/// A text of the metadata; empty where there is none.
fn text_at<'a>(root: &'a Node, field: &str) -> &'a str {
    root.get("metadata").map(|metadata| text_of(metadata, field)).unwrap_or_default()
}

fn text_of<'a>(node: &'a Node, field: &str) -> &'a str {
    node.get(field).and_then(Node::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests;
