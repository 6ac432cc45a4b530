//! Texts that are no YAML: what the scanner's words mean to somebody who writes a manifest. It must not know Kubernetes.

use super::{line_of, sentence};
use crate::manifest::judge::Refusal;
use crate::manifest::text::TextError;

/// A piece of the message, what it mostly means, and what to do.
const MEANINGS: &[(&str, &str, &str)] = &[
    (
        "mapping values are not allowed in this context",
        "There is one colon too many in this line, or the line above it is not finished.",
        "a line holds one `key: value`; put quotes around a value that has `: ` in it",
    ),
    ("found a tab character", "A tab stands here; YAML is indented with blanks only.", "replace the tab by blanks"),
    (
        "could not find expected ':'",
        "This line, or the one above, is no `key: value`.",
        "add the colon and a blank behind it, or close the quotes above",
    ),
    (
        "did not find expected key",
        "This line does not fit into the block that it stands in.",
        "give it the same indentation as the keys beside it, and look for an open quote or bracket above",
    ),
    (
        "did not find expected '-' indicator",
        "This line stands among the items of a list and is none.",
        "start it with `- `, or move it in or out until it belongs to something else",
    ),
    (
        "block sequence entries are not allowed in this context",
        "An item of a list cannot start here.",
        "put each `- item` on a line of its own below its key",
    ),
    (
        "mapping keys are not allowed in this context",
        "A key cannot start here.",
        "put quotes around a value that begins with `? `",
    ),
    ("found unexpected end of stream", "The text ends inside quotes.", "close the quote"),
    (
        "did not find expected ',' or '}'",
        "A `{` is not closed, or a comma is missing between two fields in braces.",
        "write `{a: 1, b: 2}`",
    ),
    (
        "did not find expected ',' or ']'",
        "A `[` is not closed, or a comma is missing between two items in brackets.",
        "write `[\"a\", \"b\"]`",
    ),
    (
        "did not find expected comment or line break",
        "Nothing but an indicator may stand behind `|` or `>` in its line.",
        "start the text on the next line, or put the value in quotes",
    ),
    (
        "did not find expected alphabetic or numeric character",
        "A value that begins with `*` or `&` is read as a reference.",
        "put it in quotes",
    ),
    (
        "did not find expected whitespace or line break",
        "A value that begins with `!`, `&` or `*` is read as something special.",
        "put it in quotes",
    ),
    (
        "found unknown escape character",
        "In double quotes a backslash starts an escape sequence, and there is none with the character behind it.",
        "write `\\\\` for a backslash, or use single quotes",
    ),
    (
        "found incompatible YAML document",
        "The file says that it is written in another YAML than 1.1, which kubectl reads.",
        "take the line `%YAML …` out",
    ),
    (
        "unknown anchor",
        "A value that begins with `*` refers to an anchor `&…`, and there is none of this name.",
        "put it in quotes if it is meant as text",
    ),
    (
        "cannot decode",
        "The tag `!!…` in front of this value says that it is something else than it is.",
        "drop the tag, or put a `!` that belongs to the text into quotes",
    ),
    (
        "map merge requires map",
        "`<<` takes a mapping, or a list of mappings.",
        "refer to an anchored mapping: `<<: *name`",
    ),
    ("value contains itself", "This anchor refers to itself.", "write the value out"),
    ("excessive aliasing", "The text grows beyond measure when its aliases are followed.", "write the values out"),
    (
        "control characters are not allowed",
        "There is a control character in the text, which no editor shows.",
        "delete and retype the line",
    ),
    (
        "invalid Yaml document separator",
        "A line that begins with `---` separates two documents, and nothing but a comment may stand behind it.",
        "put what stands behind it on a line of its own",
    ),
    ("unsupported map key", "A key is missing in front of this colon.", "write the key, or put it in quotes"),
    ("invalid map key", "A mapping or a list cannot be a key.", "put `{{ … }}` in quotes"),
    (
        "did not find expected node content",
        "A value is missing here, or a comma stands where none belongs.",
        "write the value, or drop the comma",
    ),
    ("unexpected EOF", "The JSON ends before it is complete.", "close every brace, bracket and quote"),
    ("exceeded max depth", "The text is nested deeper than any manifest.", "write fewer levels"),
    ("document is longer", "The document is larger than any object of Kubernetes may be.", "split it with `---`"),
];

pub(super) fn explain(bytes: &[u8], error: &TextError) -> Refusal {
    let found = MEANINGS.iter().find(|(words, _, _)| error.message.contains(words));
    let (plain, suggestion) = match found {
        Some((_, plain, suggestion)) => ((*plain).to_owned(), Some((*suggestion).to_owned())),
        None if error.message.contains("cannot start any token") => stray_character(bytes, error),
        None if error.message.starts_with("json: ") => (
            "This begins like JSON, and is neither JSON nor YAML.".to_owned(),
            Some("every key and every text of JSON stands in double quotes, with commas between".to_owned()),
        ),
        None => (sentence(error.message.rsplit(": ").next().unwrap_or(&error.message)), None),
    };
    Refusal {
        message: error.message.clone(),
        path: String::new(),
        place: Some(error.place),
        plain,
        suggestion,
        code: "unreadable",
    }
}

/// The scanner does not say which character it stumbled over.
fn stray_character(bytes: &[u8], error: &TextError) -> (String, Option<String>) {
    let line = line_of(bytes, error.place);
    let column = usize::try_from(error.place.column).unwrap_or(1).saturating_sub(1);
    match line.chars().nth(column) {
        Some('\t') => (
            "A tab stands here; YAML is indented with blanks only.".to_owned(),
            Some("replace the tab by blanks".to_owned()),
        ),
        Some(c) if !c.is_control() => {
            (format!("A value cannot begin with `{c}`."), Some("put it in quotes".to_owned()))
        }
        _ => ("A value cannot begin with this character.".to_owned(), Some("put it in quotes".to_owned())),
    }
}
