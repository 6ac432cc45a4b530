//! The matchers of an expectation: one-key tables such as `{"$oneOf" = […]}`, and free names such as `"$shared"`. It must not
//! know how a Pod is compared with them.

use serde_json::Value;

/// What a one-key table asks of a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Matcher<'a> {
    /// A regular expression that is found in the value's text; whether it can be compiled is checked elsewhere.
    Matches(&'a str),
    /// One of these, taken literally; [`is_absent`] among them: or not set.
    OneOf(&'a [Value]),
    /// A part of the text; or, in a list, these items among others.
    Contains(&'a Value),
    /// Set, to whatever.
    Any,
    /// Not set.
    Absent,
    /// A list of exactly these items, in any order where order has no meaning.
    Only(&'a [Value]),
}

/// The matchers' names.
pub const NAMES: [&str; 6] = ["$matches", "$oneOf", "$contains", "$any", "$absent", "$only"];

/// A mark on a container under `spec.containers`: it may as well be a restartable init container (a sidecar container).
pub const SIDECAR: &str = "$sidecar";

/// Reads a value as a matcher; `None` where it is plain.
///
/// # Errors
/// Says what is wrong with something that looks like a matcher.
pub fn read(value: &Value) -> Result<Option<Matcher<'_>>, String> {
    let Some(map) = value.as_object() else { return Ok(None) };
    let Some((key, inner)) = map.iter().find(|(key, _)| key.starts_with('$') && key.as_str() != SIDECAR) else {
        return Ok(None);
    };
    if map.len() > 1 {
        return Err(format!("`{key}` must be alone in its table"));
    }
    let list = || inner.as_array().filter(|items| !items.is_empty()).map(Vec::as_slice);
    match key.as_str() {
        "$matches" => match inner.as_str() {
            Some(pattern) => Ok(Some(Matcher::Matches(pattern))),
            None => Err("`$matches` needs a regular expression".to_owned()),
        },
        "$oneOf" => list().map(Matcher::OneOf).map(Some).ok_or_else(|| "`$oneOf` needs a list of values".to_owned()),
        "$only" => list().map(Matcher::Only).map(Some).ok_or_else(|| "`$only` needs a list of items".to_owned()),
        "$contains" if inner.is_string() || list().is_some() => Ok(Some(Matcher::Contains(inner))),
        "$contains" => Err("`$contains` needs a text or a list".to_owned()),
        "$any" if inner == &Value::Bool(true) => Ok(Some(Matcher::Any)),
        "$absent" if inner == &Value::Bool(true) => Ok(Some(Matcher::Absent)),
        "$any" | "$absent" => Err(format!("`{key}` can only be true")),
        "$__toml_private_datetime" => Err("Kubernetes has no dates; write a text in quotes".to_owned()),
        _ => Err(format!("there is no matcher `{key}`")),
    }
}

/// Whether a value of `$oneOf` says that the field may be left out as well.
#[must_use]
pub fn is_absent(value: &Value) -> bool {
    read(value) == Ok(Some(Matcher::Absent))
}

/// The name in a free name: `shared` in `$shared`. `$(VAR)` and `$$` are plain text.
#[must_use]
pub fn free_name(text: &str) -> Option<&str> {
    let name = text.strip_prefix('$')?;
    let first_is_letter = name.starts_with(|c: char| c.is_ascii_alphabetic());
    (first_is_letter && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_matchers() {
        assert_eq!(read(&json!({"$any": true})), Ok(Some(Matcher::Any)));
        assert_eq!(read(&json!({"$matches": "^a"})), Ok(Some(Matcher::Matches("^a"))));
        assert_eq!(read(&json!({"name": "a", "$sidecar": true})), Ok(None));
        assert_eq!(read(&json!("$shared")), Ok(None));
        assert_eq!(read(&json!({"$any": 1})), Err("`$any` can only be true".to_owned()));
        assert_eq!(read(&json!({"$any": true, "x": 1})), Err("`$any` must be alone in its table".to_owned()));
        assert_eq!(read(&json!({"$matches": 1})), Err("`$matches` needs a regular expression".to_owned()));
        assert_eq!(read(&json!({"$oneof": [1]})), Err("there is no matcher `$oneof`".to_owned()));
    }

    #[test]
    fn free_names_are_words() {
        assert_eq!(free_name("$shared"), Some("shared"));
        assert_eq!(free_name("$(POD_IP)"), None);
        assert_eq!(free_name("$$x"), None);
        assert_eq!(free_name("$HOME/bin"), None);
    }
}
