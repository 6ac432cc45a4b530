//! Answers as `kubectl create --dry-run=server` prints them: what goes to stdout, what to stderr, and the exit code. It
//! must not know how an answer came about.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::emit;
use super::golang;
use super::judge::{Judged, Judgement, Outcome};
use super::server::ServerError;

/// How an object is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `pod/web created (server dry run)`
    Sentence,
    /// `pod/web`
    Name,
    /// JSON, four blanks deep.
    Json,
    /// YAML.
    Yaml,
}

/// Everything that a run prints.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Printed {
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    /// The exit code: 0 where every object was taken, else 1; 2 where an object could not be judged.
    pub code: u8,
}

/// What kubectl prints for the files of one command line.
#[must_use]
pub fn print(judgements: &[Judgement], form: Form) -> Printed {
    let mut printed = Printed::default();
    let mut warned = HashSet::new();
    let mut stored = 0;
    let mut beyond = false;
    for judged in judgements.iter().flat_map(|judgement| &judgement.objects) {
        for warning in &judged.warnings {
            if warned.insert(warning.as_str()) {
                // Writing to a string cannot fail.
                _ = writeln!(printed.err, "Warning: {warning}");
            }
        }
        match &judged.outcome {
            Outcome::Stored(object) => {
                print_object(judged, object, form, stored, &mut printed.out);
                stored += 1;
            }
            Outcome::BeyondUs(_) => beyond = true,
            Outcome::NotSent(_) | Outcome::Refused(_) => {}
        }
    }
    let errors = errors(judgements);
    if errors.is_empty() && stored == 0 {
        printed.err.push_str("error: no objects passed to create\n");
        printed.code = 1;
        return printed;
    }
    if !errors.is_empty() {
        printed.err.push_str(&final_words(&errors));
        printed.code = if beyond { 2 } else { 1 };
    }
    printed
}

fn print_object(judged: &Judged, object: &serde_json::Value, form: Form, before: usize, out: &mut String) {
    let name = object.pointer("/metadata/name").and_then(serde_json::Value::as_str).unwrap_or(&judged.name);
    let api_version = object.get("apiVersion").and_then(serde_json::Value::as_str).unwrap_or_default();
    let group = api_version.split_once('/').map(|(group, _)| format!(".{group}")).unwrap_or_default();
    let kind = judged.kind.to_lowercase();
    // Writing to a string cannot fail.
    _ = match form {
        Form::Sentence => writeln!(out, "{kind}{group}/{name} created (server dry run)"),
        Form::Name => writeln!(out, "{kind}{group}/{name}"),
        Form::Json => writeln!(out, "{}", emit::json(object)),
        Form::Yaml if before > 0 => write!(out, "---\n{}", emit::yaml(object)),
        Form::Yaml => write!(out, "{}", emit::yaml(object)),
    };
}

/// An error as kubectl holds it until the end.
enum Failure<'a> {
    /// The server refused an object of this file.
    Server { file: &'a str, error: &'a ServerError },
    /// Plain words.
    Words(String),
}

/// Errors in kubectl's order: those of creating, then all of reading, which are one where there are both.
fn errors(judgements: &[Judgement]) -> Vec<Failure<'_>> {
    let mut creating = Vec::new();
    let mut reading: Vec<String> = Vec::new();
    for judgement in judgements {
        for judged in &judgement.objects {
            match &judged.outcome {
                Outcome::Stored(_) => {}
                Outcome::NotSent(words) => reading.push(words.clone()),
                Outcome::BeyondUs(words) => creating.push(Failure::Words(words.clone())),
                Outcome::Refused(error) => creating.push(Failure::Server { file: &judgement.file, error }),
            }
        }
        reading.extend(judgement.stop.iter().map(|stop| stop.message.clone()));
    }
    if creating.is_empty() {
        return reading.into_iter().map(Failure::Words).collect();
    }
    if !reading.is_empty() {
        creating.push(Failure::Words(golang::aggregate(&reading)));
    }
    creating
}

/// One error has its own form; several are listed, each on its line.
fn final_words(errors: &[Failure<'_>]) -> String {
    let text = match errors {
        [Failure::Words(words)] => prefixed(words),
        [Failure::Server { error: ServerError::Invalid { kind, name, causes }, .. }] => invalid(kind, name, causes),
        [Failure::Server { error: ServerError::Plain(words), file }] => prefixed(&sourced(file, words)),
        many => many.iter().map(|error| line(error) + "\n").collect(),
    };
    if text.ends_with('\n') { text } else { text + "\n" }
}

fn prefixed(words: &str) -> String {
    if words.starts_with("error: ") { words.to_owned() } else { format!("error: {words}") }
}

fn invalid(kind: &str, name: &str, causes: &[String]) -> String {
    let head = format!("The {kind} {} is invalid: ", golang::quote(name));
    match causes {
        [] => head,
        [only] => format!("{head}{only}\n"),
        many => {
            let list: String = many.iter().map(|cause| format!("* {cause}\n")).collect();
            format!("{head}\n{list}")
        }
    }
}

fn line(error: &Failure<'_>) -> String {
    match error {
        Failure::Words(words) => words.clone(),
        Failure::Server { file, error } => match error {
            ServerError::Plain(words) => sourced(file, words),
            ServerError::Status { reason: "", message } => format!("Error from server: {}", sourced(file, message)),
            ServerError::Status { reason, message } => {
                format!("Error from server ({reason}): {}", sourced(file, message))
            }
            ServerError::Invalid { kind, name, causes } => {
                let words = format!("{kind} {} is invalid: {}", golang::quote(name), golang::aggregate(causes));
                format!("Error from server (Invalid): {}", sourced(file, &words))
            }
        },
    }
}

fn sourced(file: &str, words: &str) -> String {
    format!("error when creating {}: {words}", golang::quote(file))
}
