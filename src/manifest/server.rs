//! The API server behind its decoder: defaults, admission, validation, and the form in which it stores an object. It must
//! not know text or places, nor how an answer is printed.

use std::collections::HashSet;

use serde_json::Value as Json;

use super::admission::{self, Refusal};
use super::schema::Type;
use super::schema::kinds::Kind;
use super::validate::{self, FieldError};
use super::{defaults, stored};

/// What the server answers to a decoded object.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// It takes the object and stores it so.
    Stored {
        /// As it would be stored.
        object: Json,
        /// Without `Warning: `.
        warnings: Vec<String>,
    },
    /// It refuses the object.
    Refused {
        /// As kubectl gets it.
        error: ServerError,
        /// Field by field, where validation refuses.
        fields: Vec<FieldError>,
        /// Without `Warning: `.
        warnings: Vec<String>,
    },
    /// The rules of this kind are not known here.
    BeyondUs,
}

/// An error as kubectl gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerError {
    /// kubectl itself could not send the request.
    Plain(String),
    /// The server's status.
    Status {
        /// `BadRequest`, `Forbidden`, …; empty where the server gives none.
        reason: &'static str,
        /// Its words.
        message: String,
    },
    /// Validation refuses fields.
    Invalid {
        /// The kind as kubectl names it, `Pod`.
        kind: String,
        /// The object's name.
        name: String,
        /// `path: words` of every field, each once.
        causes: Vec<String>,
    },
}

impl ServerError {
    /// A request that the server does not understand.
    #[must_use]
    pub fn bad_request(message: String) -> Self {
        Self::status("BadRequest", message)
    }

    /// A status with its reason.
    #[must_use]
    pub fn status(reason: &'static str, message: impl Into<String>) -> Self {
        Self::Status { reason, message: message.into() }
    }
}

/// Kinds whose rules are known: their defaults, admission and validation.
fn is_known(kind: Kind) -> bool {
    matches!((kind.group, kind.name), ("", "Pod" | "PodTemplate"))
}

/// What the server answers to an object of `kind`, whose Go type is `target`.
#[must_use]
pub fn answer(kind: Kind, target: Type, mut object: Json) -> Answer {
    if !is_known(kind) {
        return Answer::BeyondUs;
    }
    defaults::apply(kind.name, &mut object);
    let refused = |refusal: &Refusal, warnings| {
        let error = ServerError::status(refusal.reason(), refusal.to_string());
        Answer::Refused { error, fields: Vec::new(), warnings }
    };
    let admitted = match admission::apply(&mut object) {
        Ok(admitted) => admitted,
        Err(refusal) => return refused(&refusal, Vec::new()),
    };
    let report = validate::validate(&object);
    let warnings = admitted.warnings.iter().cloned().chain(report.warnings).collect();
    let name = object.pointer("/metadata/name").and_then(Json::as_str).unwrap_or_default().to_owned();
    if report.errors.is_empty() {
        if let Err(refusal) = admission::review(&object, &admitted) {
            return refused(&refusal, warnings);
        }
        stored::complete(&mut object, target);
        return Answer::Stored { object, warnings };
    }
    let mut seen = HashSet::new();
    let causes = report.errors.iter().map(ToString::to_string).filter(|cause| seen.insert(cause.clone())).collect();
    let error = ServerError::Invalid { kind: kind.name.to_owned(), name, causes };
    Answer::Refused { error, fields: report.errors, warnings }
}
