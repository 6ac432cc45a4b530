//! Refusals for people: where, what is meant, and what was likely meant. It must not decide what is refused.

use super::decode::{Decoding, place_of};
use super::golang;
use super::judge::{Refusal, TypeProblem};
use super::server::ServerError;
use super::text::TextError;
use super::tree::Node;
use super::validate::FieldError;

/// A text that cannot be read.
pub(super) fn unreadable(_bytes: &[u8], error: &TextError) -> Refusal {
    Refusal {
        message: error.message.clone(),
        path: String::new(),
        place: Some(error.place),
        plain: "This is no YAML that can be read.".to_owned(),
        suggestion: None,
        code: "unreadable",
    }
}

/// `apiVersion` or `kind` is missing or no text.
pub(super) fn untyped(root: &Node, problem: &TypeProblem) -> Refusal {
    simple(root, "", &problem.words(), "untyped")
}

/// `kind` is empty.
pub(super) fn no_kind(root: &Node, message: &str) -> Refusal {
    simple(root, "kind", message, "no-kind")
}

/// No resource has this kind.
pub(super) fn unknown_kind(root: &Node, words: &str, _api_version: &str, _kind: &str) -> Refusal {
    simple(root, "kind", words, "unknown-kind")
}

/// The kind in the wrong case.
pub(super) fn misspelt_kind(root: &Node, error: &ServerError, _meant: &str) -> Refusal {
    simple(root, "kind", &words(error), "unknown-kind")
}

/// Any error of the server that is no single field's.
pub(super) fn server_error(root: &Node, error: &ServerError) -> Refusal {
    simple(root, "", &words(error), "refused")
}

/// Wrong types and unknown fields.
pub(super) fn decoding(_root: &Node, decoding: &Decoding, _kind: &str) -> Vec<Refusal> {
    let mistakes = decoding.mistakes.iter().map(|mistake| Refusal {
        message: mistake.words.clone(),
        path: mistake.path.clone(),
        place: Some(mistake.span.start),
        plain: mistake.words.clone(),
        suggestion: None,
        code: "wrong-type",
    });
    let unknown = decoding.unknown.iter().map(|field| Refusal {
        message: format!("unknown field {}", golang::quote(&field.path)),
        path: field.path.clone(),
        place: Some(field.span.start),
        plain: field.path.clone(),
        suggestion: None,
        code: "unknown-field",
    });
    mistakes.chain(unknown).collect()
}

/// A field that validation refuses.
pub(super) fn field_error(root: &Node, error: &FieldError) -> Refusal {
    simple(root, &error.path, &error.to_string(), "invalid")
}

fn simple(root: &Node, path: &str, message: &str, code: &'static str) -> Refusal {
    Refusal {
        message: message.to_owned(),
        path: path.to_owned(),
        place: Some(place_of(root, path)),
        plain: message.to_owned(),
        suggestion: None,
        code,
    }
}

fn words(error: &ServerError) -> String {
    match error {
        ServerError::Plain(words) => words.clone(),
        ServerError::Status { message, .. } => message.clone(),
        ServerError::Invalid { causes, .. } => causes.join("; "),
    }
}
