//! Texts that are no YAML: what the scanner's words mean to somebody who writes a manifest. It must not know Kubernetes.

use super::{line_of, sentence};
use crate::manifest::judge::Refusal;
use crate::manifest::text::TextError;
use crate::manifest::tree::Place;

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
    let seen = seen_in_text(bytes, error).unwrap_or_else(|| meant(bytes, error));
    Refusal {
        message: error.message.clone(),
        path: String::new(),
        place: Some(seen.place),
        plain: seen.plain,
        suggestion: seen.suggestion,
        code: "unreadable",
    }
}

/// What is meant, where it is to be mended, and how.
struct Seen {
    place: Place,
    plain: String,
    suggestion: Option<String>,
}

impl Seen {
    fn new(line: usize, column: usize, plain: String, suggestion: &str) -> Option<Self> {
        let place = Place { line: u32::try_from(line + 1).ok()?, column: u32::try_from(column + 1).ok()? };
        Some(Self { place, plain, suggestion: Some(suggestion.to_owned()) })
    }
}

/// The mistakes that people make most, which the scanner notices later than they happen.
fn seen_in_text(bytes: &[u8], error: &TextError) -> Option<Seen> {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().collect();
    let at = (error.place.line as usize).checked_sub(1)?;
    if error.message.contains("mapping values are not allowed in this context") {
        return one_colon_too_many(&lines, at);
    }
    let bracket = ['[', '{'].into_iter().zip(["']'", "'}'"]).find(|(_, close)| error.message.contains(close));
    if let Some((open, _)) = bracket {
        return unclosed(&lines, at, open);
    }
    // A dash or a comma where a value is wanted: mostly the block goes on behind a bracket that was left open.
    let in_block = lines.get(at..).unwrap_or_default().iter().take(2).any(|line| line.trim_start().starts_with("- "));
    let stumbles = error.message.contains("did not find expected node content")
        || error.message.contains("block sequence entries are not allowed in this context");
    if stumbles && in_block { left_open(&lines, at) } else { None }
}

/// The last bracket before an item of a list that is still open there.
fn left_open(lines: &[&str], at: usize) -> Option<Seen> {
    let is_item = lines.get(at).is_some_and(|line| line.trim_start().starts_with("- "));
    let before = if is_item { at } else { at + 1 };
    let (line, column, bracket) = open_brackets(lines.get(..before).unwrap_or(lines)).pop()?;
    let (close, example) =
        if bracket == '[' { (']', "write `[\"a\", \"b\"]`") } else { ('}', "write `{}`, or `{a: 1, b: 2}`") };
    let plain =
        format!("This `{bracket}` is not closed: a `{close}` is missing before the item of a list that follows.");
    Seen::new(line, column, plain, example)
}

/// The brackets that are open behind these lines, with their places; none of those in quotes and comments.
fn open_brackets(lines: &[&str]) -> Vec<(usize, usize, char)> {
    let mut open = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let (mut quote, mut before) = (None, ' ');
        for (column, c) in line.chars().enumerate() {
            match (quote, c) {
                (Some(mark), c) if c == mark => quote = None,
                // An apostrophe inside a word is none.
                (None, '"' | '\'') if " [{,:".contains(before) => quote = Some(c),
                (None, '#') if before == ' ' => break,
                (None, '[' | '{') => open.push((number, column, c)),
                (None, ']' | '}') => _ = open.pop(),
                _ => {}
            }
            before = c;
        }
    }
    open
}

/// A key is read as a part of the value above it: that one lacks the blank behind its colon, or this one is too far in.
fn one_colon_too_many(lines: &[&str], at: usize) -> Option<Seen> {
    let above = (0..at).rev().find(|line| {
        let line = lines.get(*line).copied().unwrap_or_default().trim_start();
        !line.is_empty() && !line.starts_with('#')
    })?;
    if let Some(seen) = dash_without_blank(lines, above) {
        return Some(seen);
    }
    let (column, field) = field_of(lines.get(above)?);
    let own = lines.get(at)?;
    let (own_column, _) = field_of(own);
    if own_column < column || own.trim_start().starts_with("- ") {
        return None;
    }
    match field.split_once(": ") {
        None if is_key_and_value(field) => Seen::new(
            above,
            column,
            format!("The blank behind the colon of `{field}` is missing, so this is no field."),
            "write `key: value`",
        ),
        Some((key, value)) if own_column > column && !value.trim().is_empty() => Seen::new(
            at,
            own_column,
            format!("This line stands further in than `{key}` above it, which has its value already."),
            "give it the same indentation as the keys beside it",
        ),
        _ => None,
    }
}

/// `-name: web`, which is a key that begins with a dash.
fn dash_without_blank(lines: &[&str], at: usize) -> Option<Seen> {
    let line = lines.get(at)?;
    let field = line.trim_start().strip_prefix('-')?.trim_end();
    if !field.starts_with(|c: char| c.is_ascii_alphabetic()) || !field.contains(':') {
        return None;
    }
    let column = line.len() - line.trim_start().len();
    let plain = "The blank behind the `-` is missing, so this is no item of a list.".to_owned();
    Seen::new(at, column, plain, &format!("write `- {field}`"))
}

/// Where the field of a line begins, behind its dashes, and the field.
fn field_of(line: &str) -> (usize, &str) {
    let field = line.trim_start_matches([' ', '-']);
    (line.len() - field.len(), field.trim_end())
}

/// `name:app`
fn is_key_and_value(field: &str) -> bool {
    field.split_once(':').is_some_and(|(key, value)| {
        let is_name = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.');
        is_name && !value.is_empty() && !value.starts_with("//")
    })
}

/// A bracket that nothing closes: the scanner stumbles only over what comes behind it.
fn unclosed(lines: &[&str], at: usize, open: char) -> Option<Seen> {
    let open_here = open_brackets(lines.get(..=at).unwrap_or(lines));
    let (found, column, _) = open_here.into_iter().rev().find(|(_, _, bracket)| *bracket == open)?;
    let (items, example) =
        if open == '[' { ("items", "write `[\"a\", \"b\"]`") } else { ("fields", "write `{a: 1, b: 2}`") };
    let plain = format!("This `{open}` is not closed, or a comma is missing between two {items} behind it.");
    Seen::new(found, column, plain, example)
}

/// What the scanner's words mostly mean.
fn meant(bytes: &[u8], error: &TextError) -> Seen {
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
    Seen { place: error.place, plain, suggestion }
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
