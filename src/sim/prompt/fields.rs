//! Field selectors as they are typed: `status.phase!=Running,spec.nodeName=node01`. It must not know which fields there are.

use super::kind::Kind;
use serde_json::Value;

/// What fields of an object have to be, or must not be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fields(Vec<Term>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    field: String,
    value: String,
    equal: bool,
}

impl Fields {
    /// Reads a selector.
    ///
    /// # Errors
    /// The server's words.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut terms = Vec::new();
        for part in parts(text).into_iter().filter(|part| !part.is_empty()) {
            let wrong = || format!("invalid selector: '{text}'; can't understand '{part}'");
            let at = part.find('=').ok_or_else(wrong)?;
            let (field, equal) = match part[..at].strip_suffix('!') {
                Some(field) => (field, false),
                None => (&part[..at], true),
            };
            let value = &part[at + 1..];
            let value = if equal { value.strip_prefix('=').unwrap_or(value) } else { value };
            terms.push(Term { field: field.to_owned(), value: unescaped(value)?, equal });
        }
        Ok(Self(terms))
    }

    /// Whether an object has such fields.
    ///
    /// # Errors
    /// The server's words for a field that nothing can be selected by.
    pub(super) fn fit(&self, kind: Kind, object: &Value) -> Result<bool, String> {
        let mut fit = true;
        for term in &self.0 {
            fit &= (kind.selectable(&term.field, object)? == term.value) == term.equal;
        }
        Ok(fit)
    }
}

/// The terms between commas that no backslash stands before.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut escaped) = (Vec::new(), 0, false);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ',' => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn unescaped(text: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        out.push(match letter {
            '\\' => match letters.next() {
                Some(same @ ('\\' | ',' | '=')) => same,
                other => {
                    let sequence: String = std::iter::once('\\').chain(other).collect();
                    return Err(format!("invalid field selector: invalid escape sequence: {sequence}"));
                }
            },
            '=' => return Err("invalid field selector: unescaped character in value: 61".to_owned()),
            other => other,
        });
    }
    Ok(out)
}
