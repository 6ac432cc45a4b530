//! Finds placeholders in a text. It must not know which values there are.

use std::ops::Range;

/// What every placeholder begins with.
pub const OPEN: &str = "{{";
/// What every placeholder ends with.
const CLOSE: &str = "}}";

/// A placeholder in a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Placeholder<'t> {
    /// The value that it names.
    pub name: &'t str,
    /// The bytes from the first brace to the last.
    pub range: Range<usize>,
}

/// All placeholders of a text, in their order.
pub(super) fn placeholders(text: &str) -> Vec<Placeholder<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find(OPEN)).map(|at| from + at) {
        match placeholder_at(text, start) {
            Some(placeholder) => {
                from = placeholder.range.end;
                found.push(placeholder);
            }
            // One brace further: in `{labels: {{{key}}: x}}` the first of three is YAML's.
            None => from = start + 1,
        }
    }
    found
}

/// The value that a text names which is nothing but a placeholder.
pub(super) fn whole(text: &str) -> Option<&str> {
    placeholder_at(text, 0)
        .filter(|placeholder| placeholder.range.end == text.len())
        .map(|placeholder| placeholder.name)
}

fn placeholder_at(text: &str, start: usize) -> Option<Placeholder<'_>> {
    let inside = text.get(start..)?.strip_prefix(OPEN)?;
    let name = inside.get(..inside.find(|c: char| !is_name_character(c))?)?;
    let looks_like_a_name = name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.ends_with(['.', '-', '_']);
    let end = start + OPEN.len() + name.len() + CLOSE.len();
    (looks_like_a_name && inside.get(name.len()..)?.starts_with(CLOSE))
        .then_some(Placeholder { name, range: start..end })
}

fn is_name_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&str> {
        placeholders(text).into_iter().map(|placeholder| placeholder.name).collect()
    }

    #[test]
    fn placeholders_have_two_braces_and_no_blanks() {
        assert_eq!(names("a {{app}} on {{server.port}}, {{app}}"), ["app", "server.port", "app"]);
        assert_eq!(names("{labels: {{{key}}: {{word}}}}"), ["key", "word"]);
        assert_eq!(names("{{.Name}} {{ end }} {{json .}} {{range $i}} {{}} {{1}} {{a-}} {{a}"), [""; 0]);
        assert_eq!(names("${{x}} awk '{{print}}' {{ä}} {{"), ["x", "print"]);
    }

    #[test]
    fn a_whole_text_can_be_one() {
        assert_eq!(whole("{{port}}"), Some("port"));
        assert_eq!(whole(" {{port}}"), None);
        assert_eq!(whole("{{port}}s"), None);
    }
}
