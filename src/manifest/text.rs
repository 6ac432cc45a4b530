//! Bytes to trees, as kubectl reads a file: encodings, the splitting at `---`, JSON or YAML, and its words when it cannot.
//! It must not know what any field means.
//!
//! The rules are those of `k8s.io/apimachinery/pkg/util/yaml` (`YAMLOrJSONDecoder`, `YAMLReader`), `sigs.k8s.io/yaml`
//! and `go.yaml.in/yaml/v2`.

mod encoding;
mod guard;
mod json;
mod resolve;
mod split;
mod yaml;

use std::ops::ControlFlow;

use super::tree::{Node, Place, Span, Value};

pub(super) use guard::catching;
pub use guard::is_guarded;

/// The most bytes that one document may have: what an API server takes in a request.
pub const MAX_DOCUMENT_BYTES: usize = 3 * 1024 * 1024;

/// The most levels of nesting in a small document, so that whoever walks the tree may recurse. kubectl's own limit is
/// 10,000; an object of Kubernetes needs a tenth of this one.
const MAX_DEPTH: usize = 250;

/// Levels times bytes that may be read, because the scanner's work grows with both.
const DEPTH_BUDGET: usize = 64 * 1024 * 1024;

/// What a whole file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The documents in their order up to the first that cannot be read; empty ones and `null` are left out.
    pub documents: Vec<Document>,
    /// Why the rest could not be read.
    pub error: Option<TextError>,
}

/// One document of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its tree.
    pub root: Node,
    /// The text of a document that was JSON; what was YAML has none of its own.
    pub json: Option<String>,
}

/// Why a text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TextError {
    /// kubectl's words behind `error parsing FILE: `, for example `error converting YAML to JSON: yaml: line 3: …`.
    pub message: String,
    /// Where it is, in the whole file. The words count lines from the last `---` and often name the line above.
    pub place: Place,
}

impl TextError {
    fn yaml(message: impl AsRef<str>, place: Place) -> Self {
        Self { message: format!("error converting YAML to JSON: yaml: {}", message.as_ref()), place }
    }
}

/// Reads a file as kubectl does.
#[must_use]
pub fn read(bytes: &[u8]) -> Reading {
    let mut documents = Vec::new();
    let error = read_each(bytes, &mut |document| {
        documents.push(document);
        ControlFlow::Continue(())
    });
    Reading { documents, error }
}

/// Reads a file document by document, as long as `take` goes on; gives the error that ended it, if one did.
pub fn read_each(bytes: &[u8], take: &mut dyn FnMut(Document) -> ControlFlow<()>) -> Option<TextError> {
    let text = encoding::decode(bytes);
    let mut rest = Rest { text: &text, line: 1, column: 1 };
    let mut json_error = None;
    if json::looks_like_json(&text) {
        match read_json(&mut rest, take) {
            JsonEnd::Done => return None,
            // More than one JSON value: the stream is JSON for certain, and YAML is not tried.
            JsonEnd::Failed { error, values, .. } if values > 1 => return Some(error),
            JsonEnd::Failed { error, goes_on: false, .. } => return Some(error),
            JsonEnd::Failed { error, .. } => json_error = Some(error),
        }
    }
    let failure = read_yaml(rest, take).err()?;
    // While neither way of reading has worked, kubectl reports what JSON said.
    Some(match json_error {
        Some(first) if failure.first => first,
        _ => failure.error,
    })
}

/// A part of the file that is still to be read, and where it starts.
#[derive(Clone, Copy)]
struct Rest<'a> {
    text: &'a str,
    line: u32,
    column: u32,
}

/// How the reading of a text as JSON ended.
enum JsonEnd {
    /// At its end, or where nobody wanted more.
    Done,
    /// At what is no JSON, after so many values; whether YAML may go on from there.
    Failed { error: TextError, values: usize, goes_on: bool },
}

/// Reads JSON values one after another and leaves `rest` where YAML has to go on.
fn read_json(rest: &mut Rest<'_>, take: &mut dyn FnMut(Document) -> ControlFlow<()>) -> JsonEnd {
    let mut parser = json::Parser::new(rest.text);
    let mut values = 0;
    loop {
        let before = parser.position();
        match parser.next_value() {
            Ok(None) => return JsonEnd::Done,
            Ok(Some((root, raw))) => {
                values += 1;
                let document = Document { root, json: Some(raw.to_owned()) };
                if document.root.value != Value::Null && take(document).is_break() {
                    return JsonEnd::Done;
                }
            }
            Err(error) => {
                let behind = skip_white_line(rest.text, before);
                *rest = behind.unwrap_or(*rest);
                return JsonEnd::Failed { error, values, goes_on: behind.is_some() };
            }
        }
    }
}

/// White space up to and including the first line break is dropped when kubectl turns from JSON to YAML. It looks at
/// four bytes at a time for that; where fewer are left it gives up.
fn skip_white_line(text: &str, from: json::Position) -> Option<Rest<'_>> {
    const LOOK: usize = 4;
    let tail = text.get(from.offset..).unwrap_or_default();
    for (column, (offset, c)) in (from.column..).zip(tail.char_indices()) {
        if tail.len() - offset < LOOK {
            return None;
        }
        if c == '\n' {
            return Some(Rest { text: &tail[offset + 1..], line: from.line + 1, column: 1 });
        }
        if !c.is_whitespace() {
            return Some(Rest { text: &tail[offset..], line: from.line, column });
        }
    }
    None
}

/// A failure of the YAML reader, and whether nothing had been read before it.
struct YamlFailure {
    error: TextError,
    first: bool,
}

fn read_yaml(rest: Rest<'_>, take: &mut dyn FnMut(Document) -> ControlFlow<()>) -> Result<(), YamlFailure> {
    let mut first = true;
    for chunk in split::documents(rest.text) {
        let result = match chunk {
            Ok(chunk) => {
                let column = if chunk.first_line == 0 { rest.column } else { 1 };
                read_document(&chunk.text, Start { line: rest.line.saturating_add(chunk.first_line), column })
            }
            Err(separator) => Err(TextError {
                message: format!("invalid Yaml document separator: {}", separator.behind),
                place: Place { line: rest.line.saturating_add(separator.line), column: 1 },
            }),
        };
        match result {
            Ok(Some(root)) => {
                if take(Document { root, json: None }).is_break() {
                    return Ok(());
                }
            }
            Ok(None) => {}
            Err(error) => return Err(YamlFailure { error, first }),
        }
        first = false;
    }
    Ok(())
}

/// Where a document starts in its file.
#[derive(Clone, Copy, Default)]
struct Start {
    line: u32,
    column: u32,
}

impl Start {
    /// The place in the file of a 0-based line and column of the document.
    fn place(self, line: u64, column: u64) -> Place {
        let clamp = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        let first_column = if line == 0 { self.column } else { 1 };
        Place { line: self.line.saturating_add(clamp(line)), column: first_column.saturating_add(clamp(column)) }
    }
}

/// One YAML document; `None` for an empty one and for `null`.
fn read_document(text: &str, start: Start) -> Result<Option<Node>, TextError> {
    if text.len() > MAX_DOCUMENT_BYTES {
        let message = format!("document is longer than {MAX_DOCUMENT_BYTES} bytes");
        return Err(TextError::yaml(message, start.place(0, 0)));
    }
    let depth = (DEPTH_BUDGET / text.len().max(1)).clamp(100, MAX_DEPTH);
    let Some(graph) = yaml::parse(text, depth, start)? else { return Ok(None) };
    let root = resolve::resolve(&graph, depth)?;
    Ok((root.value != Value::Null).then_some(root))
}

/// From `start` up to `end`.
fn span(start: Place, end: Place) -> Span {
    Span { start, end }
}

#[cfg(test)]
mod tests;
