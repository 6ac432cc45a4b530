//! Refusals for people: where, what is meant in a plain sentence, and what was likely meant. It must not decide what is
//! refused, nor change the words of kubectl and the server.

mod fields;
mod near;
mod slips;
mod syntax;
mod types;
mod values;

use super::decode::Decoding;
use super::golang;
use super::judge::{Refusal, TypeProblem};
use super::path::place_of;
use super::schema::kinds;
use super::server::ServerError;
use super::text::TextError;
use super::tree::{Node, Place};
use super::validate::FieldError;

/// A text that cannot be read.
pub(super) fn unreadable(bytes: &[u8], error: &TextError) -> Refusal {
    syntax::explain(bytes, error)
}

/// `apiVersion` or `kind` is missing, or no text.
pub(super) fn untyped(root: &Node, problem: &TypeProblem) -> Refusal {
    let (path, plain, suggestion) = match problem {
        TypeProblem::NoObject => (
            "",
            "This is no object: a manifest is a mapping with `apiVersion`, `kind`, `metadata` and mostly `spec`."
                .to_owned(),
            None,
        ),
        TypeProblem::Missing(field) => {
            let near = near::nearest(field, root.entries().iter().map(|entry| entry.key.as_str()));
            let suggestion = match near {
                Some(key) => Some(format!("did you mean `{field}` instead of `{key}`?")),
                None => Some(example(root, field)),
            };
            return Refusal {
                place: near
                    .and_then(|key| root.entry(key))
                    .map_or(Some(root.span.start), |entry| Some(entry.key_span.start)),
                ..refusal(
                    root,
                    "",
                    problem.words(),
                    format!("The manifest has no `{field}`."),
                    suggestion,
                    "missing-type",
                )
            };
        }
        TypeProblem::NoText(field) => {
            (*field, format!("`{field}` must be text, such as `{field}: {}`.", sample(field)), None)
        }
        TypeProblem::BadVersion(_) => {
            ("apiVersion", "An `apiVersion` is a version (`v1`) or a group and a version (`apps/v1`).".to_owned(), None)
        }
    };
    refusal(root, path, problem.words(), plain, suggestion, "missing-type")
}

fn sample(field: &str) -> &'static str {
    if field == "kind" { "Pod" } else { "v1" }
}

/// The line to add, where the other half of the type tells it.
fn example(root: &Node, field: &str) -> String {
    let kind = root.get("kind").and_then(Node::as_str);
    let version = kind.and_then(|kind| kinds::by_name(kind).next()).map(|kind| kind.api_version());
    match (field, version) {
        ("apiVersion", Some(version)) => format!("add `apiVersion: {version}`"),
        ("apiVersion", None) => "add `apiVersion: v1`".to_owned(),
        _ => "add `kind: Pod`, if that is what it is".to_owned(),
    }
}

/// `kind` is empty.
pub(super) fn no_kind(root: &Node, message: &str) -> Refusal {
    let suggestion = Some("write `kind: Pod`, if that is what it is".to_owned());
    refusal(root, "kind", message.to_owned(), "`kind` is empty.".to_owned(), suggestion, "missing-type")
}

/// No resource has this kind in this version.
pub(super) fn unknown_kind(root: &Node, words: &str, api_version: &str, kind: &str) -> Refusal {
    let (path, plain, suggestion) = match kinds::by_name(kind).next() {
        Some(known) if known.name == kind => (
            "apiVersion",
            format!("There is no {kind} in `{api_version}`."),
            Some(format!("a {kind} is of `apiVersion: {}`", known.api_version())),
        ),
        Some(known) => ("kind", format!("There is no kind `{kind}`."), Some(format!("did you mean `{}`?", known.name))),
        None => {
            let near = near::nearest(kind, kinds::names());
            let suggestion = near.map(|name| format!("did you mean `{name}`?"));
            ("kind", format!("The cluster knows no kind `{kind}` in `{api_version}`."), suggestion)
        }
    };
    refusal(root, path, words.to_owned(), plain, suggestion, "unknown-kind")
}

/// The kind in the wrong case.
pub(super) fn misspelt_kind(root: &Node, error: &ServerError, meant: &str) -> Refusal {
    let plain = "Kinds are written with a capital letter, and small and capital letters differ.".to_owned();
    let suggestion = Some(format!("did you mean `{meant}`?"));
    refusal(root, "kind", words(error), plain, suggestion, "unknown-kind")
}

/// Any error of the server that is no single field's.
pub(super) fn server_error(root: &Node, error: &ServerError) -> Refusal {
    let words = words(error);
    let (path, plain, suggestion) = if words.contains("service account") {
        (
            "spec.serviceAccountName",
            "The Pod is to run as a service account that does not exist in its namespace.",
            Some("create it first (`kubectl create serviceaccount NAME`), or leave the field out"),
        )
    } else if words.contains("PriorityClass") {
        ("spec.priorityClassName", "The PriorityClass that the Pod names does not exist.", None)
    } else if words.contains("RuntimeClass") || words.contains("invalid resource name") {
        ("spec.runtimeClassName", "The RuntimeClass that the Pod names does not exist.", None)
    } else if words.starts_with("namespaces ") {
        (
            "metadata.namespace",
            "The namespace does not exist.",
            Some("create it first (`kubectl create namespace NAME`), or use one that is there"),
        )
    } else if words.contains("could not find the requested resource") {
        (
            "apiVersion",
            "`apiVersion` is empty, so the server cannot tell what this is.",
            Some("a Pod is of `apiVersion: v1`"),
        )
    } else {
        return refusal(root, "", words.clone(), sentence(&words), None, "refused");
    };
    refusal(root, path, words.clone(), plain.to_owned(), suggestion.map(str::to_owned), "refused")
}

/// Wrong types and unknown fields, those that the server names first in front.
pub(super) fn decoding(root: &Node, decoding: &Decoding, kind: &str) -> Vec<Refusal> {
    let (ending, other): (Vec<_>, Vec<_>) = decoding.mistakes.iter().partition(|mistake| mistake.ends);
    let mistakes = ending.into_iter().chain(other).map(|mistake| values::explain(root, mistake));
    let unknown = decoding.unknown.iter().map(|field| types::explain(root, field, kind));
    mistakes.chain(unknown).collect()
}

/// A field that validation refuses.
pub(super) fn field_error(root: &Node, error: &FieldError) -> Refusal {
    fields::explain(root, error)
}

fn refusal(
    root: &Node,
    path: &str,
    message: String,
    plain: String,
    suggestion: Option<String>,
    code: &'static str,
) -> Refusal {
    Refusal { message, path: path.to_owned(), place: Some(place_of(root, path)), plain, suggestion, code }
}

fn words(error: &ServerError) -> String {
    match error {
        ServerError::Plain(words) => words.clone(),
        ServerError::Status { message, .. } => message.clone(),
        ServerError::Invalid { causes, .. } => golang::aggregate(causes),
    }
}

/// The words with a capital letter and a full stop.
fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    let Some(first) = chars.next() else { return String::new() };
    let end = if words.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{}{}{end}", first.to_uppercase(), chars.as_str())
}

/// The name of the field that a path ends in, without indices: `image` of `spec.containers[0].image`.
fn last_name(path: &str) -> &str {
    let path = path
        .split('[')
        .next_back()
        .filter(|tail| tail.contains("]."))
        .map_or(path, |tail| tail.split_once("].").map_or(path, |(_, name)| name));
    let name = path.rsplit('.').next().unwrap_or(path);
    name.split('[').next().unwrap_or(name)
}

/// The place of a text in the file's text, for what stands in no tree.
fn line_of(bytes: &[u8], place: Place) -> String {
    let text = String::from_utf8_lossy(bytes);
    let index = usize::try_from(place.line).unwrap_or(1).saturating_sub(1);
    text.lines().nth(index).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
