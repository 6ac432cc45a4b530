//! Where in an object something is wrong, and how the API server words it (`k8s.io/apimachinery`'s field errors).
//! It must not know any rule.

use crate::manifest::golang::quote;
use serde_json::Value;
use std::fmt;

/// A place in an object, as a chain on the stack: building one costs nothing, its text is made only for an error.
#[derive(Debug, Clone, Copy)]
pub struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Step<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    Root,
    Child(&'a str),
    Index(usize),
    Key(&'a str),
}

impl<'a> Path<'a> {
    /// The whole object.
    #[must_use]
    pub const fn root() -> Self {
        Self { parent: None, step: Step::Root }
    }

    /// A field of it.
    #[must_use]
    pub const fn child<'b>(&'b self, name: &'b str) -> Path<'b>
    where
        'a: 'b,
    {
        Path { parent: Some(self), step: Step::Child(name) }
    }

    /// An item of it.
    #[must_use]
    pub const fn index<'b>(&'b self, index: usize) -> Path<'b>
    where
        'a: 'b,
    {
        Path { parent: Some(self), step: Step::Index(index) }
    }

    /// An entry of it, where it is a map of free keys.
    #[must_use]
    pub const fn key<'b>(&'b self, key: &'b str) -> Path<'b>
    where
        'a: 'b,
    {
        Path { parent: Some(self), step: Step::Key(key) }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
            first = matches!(parent.step, Step::Root);
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Child(name) if first => f.write_str(name),
            Step::Child(name) => write!(f, ".{name}"),
            Step::Index(index) => write!(f, "[{index}]"),
            Step::Key(key) => write!(f, "[{key}]"),
        }
    }
}

/// The kinds of field errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// `Required value`
    Required,
    /// `Invalid value`
    Invalid,
    /// `Unsupported value`
    NotSupported,
    /// `Duplicate value`
    Duplicate,
    /// `Not found`
    NotFound,
    /// `Forbidden`
    Forbidden,
    /// `Too long`
    TooLong,
    /// `Too many`
    TooMany,
}

impl ErrorKind {
    /// The server's word for it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Required => "Required value",
            Self::Invalid => "Invalid value",
            Self::NotSupported => "Unsupported value",
            Self::Duplicate => "Duplicate value",
            Self::NotFound => "Not found",
            Self::Forbidden => "Forbidden",
            Self::TooLong => "Too long",
            Self::TooMany => "Too many",
        }
    }
}

/// One thing that the API server refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The place as the server writes it: `spec.containers[0].image`. A few of the server's paths are odd (it says
    /// `volumeMounts.subPath` without an index), so not every one leads to a field.
    pub path: String,
    /// What kind of mistake it is.
    pub kind: ErrorKind,
    /// The value at fault as the server prints it (text in quotes), where it prints one.
    pub value: Option<String>,
    /// What is wrong with it; empty where the kind says it all.
    pub detail: String,
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.kind.words())?;
        if let Some(value) = &self.value {
            write!(f, ": {value}")?;
        }
        if !self.detail.is_empty() {
            write!(f, ": {}", self.detail)?;
        }
        Ok(())
    }
}

/// A value as an error shows it.
#[derive(Debug, Clone, Copy)]
pub enum Shown<'a> {
    /// Plain text, quoted as Go does.
    Text(&'a str),
    /// Text of a type of its own (a protocol, a policy), quoted as JSON is.
    Word(&'a str),
    /// A number.
    Number(i64),
    /// True or false.
    Flag(bool),
    /// Anything else, as JSON.
    Json(&'a Value),
    /// Already in its final form.
    Raw(&'a str),
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(&quote(text)),
            Self::Word(text) => f.write_str(&json(&Value::from(*text))),
            Self::Number(number) => write!(f, "{number}"),
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Json(value) => f.write_str(&json(value)),
            Self::Raw(text) => f.write_str(text),
        }
    }
}

/// JSON as Go writes it, with `<`, `>` and `&` escaped.
fn json(value: &Value) -> String {
    let text = serde_json::to_string(value).unwrap_or_default();
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("\\u003c"),
            '>' => escaped.push_str("\\u003e"),
            '&' => escaped.push_str("\\u0026"),
            '\u{2028}' => escaped.push_str("\\u2028"),
            '\u{2029}' => escaped.push_str("\\u2029"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// The errors found so far, in the server's order.
#[derive(Debug, Default)]
pub struct Errors {
    found: Vec<FieldError>,
    bytes: usize,
}

/// The size of all errors' texts from which on further ones are left out: far beyond what anybody reads.
const MOST_BYTES: usize = 4 << 20;

impl Errors {
    /// None yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { found: Vec::new(), bytes: 0 }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All of them.
    #[must_use]
    pub fn into_vec(self) -> Vec<FieldError> {
        self.found
    }

    #[cold]
    fn push(&mut self, kind: ErrorKind, at: &Path, value: Option<Shown>, detail: String) {
        if self.bytes > MOST_BYTES {
            return;
        }
        let error = FieldError { path: at.to_string(), kind, value: value.map(|value| value.to_string()), detail };
        self.bytes += error.path.len() + error.detail.len() + error.value.as_ref().map_or(0, String::len) + 32;
        self.found.push(error);
    }

    /// Something must be there.
    pub fn required(&mut self, at: &Path, detail: &str) {
        self.push(ErrorKind::Required, at, None, detail.to_owned());
    }

    /// A value breaks a rule.
    pub fn invalid(&mut self, at: &Path, value: Shown, detail: impl Into<String>) {
        self.push(ErrorKind::Invalid, at, Some(value), detail.into());
    }

    /// A text breaks one or more rules, each told apart.
    pub fn invalid_each(&mut self, at: &Path, value: &str, details: Vec<String>) {
        for detail in details {
            self.invalid(at, Shown::Text(value), detail);
        }
    }

    /// A value is none of those that there are.
    pub fn not_supported(&mut self, at: &Path, value: Shown, supported: &[&str]) {
        let quoted: Vec<_> = supported.iter().map(|value| quote(value)).collect();
        let detail = format!("supported values: {}", quoted.join(", "));
        self.push(ErrorKind::NotSupported, at, Some(value), detail);
    }

    /// A value stands twice where it may stand once.
    pub fn duplicate(&mut self, at: &Path, value: Shown) {
        self.push(ErrorKind::Duplicate, at, Some(value), String::new());
    }

    /// A name leads nowhere.
    pub fn not_found(&mut self, at: &Path, value: &str, detail: impl Into<String>) {
        let value = Some(Shown::Text(value));
        self.push(ErrorKind::NotFound, at, value, detail.into());
    }

    /// Something may not be set here.
    pub fn forbidden(&mut self, at: &Path, detail: impl Into<String>) {
        self.push(ErrorKind::Forbidden, at, None, detail.into());
    }

    /// A text has more than `most` bytes.
    pub fn too_long(&mut self, at: &Path, most: usize) {
        let detail = format!("may not be more than {most} bytes");
        self.push(ErrorKind::TooLong, at, None, detail);
    }

    /// A list has more than `most` items.
    pub fn too_many(&mut self, at: &Path, count: usize, most: usize) {
        let value = count.to_string();
        let detail = format!("must have at most {most} items");
        self.push(ErrorKind::TooMany, at, Some(Shown::Raw(&value)), detail);
    }
}

#[cfg(test)]
mod tests {
    use super::{Errors, Path, Shown};

    #[test]
    fn paths_read_as_the_server_writes_them() {
        let root = Path::root();
        let (spec, limits) = (root.child("spec"), "limits");
        let containers = spec.child("containers");
        let first = containers.index(0);
        let resources = first.child("resources");
        assert_eq!(resources.child(limits).key("cpu").to_string(), "spec.containers[0].resources.limits[cpu]");
    }

    #[test]
    fn errors_have_the_servers_words() {
        let root = Path::root();
        let at = root.child("a");
        let mut errors = Errors::new();
        errors.required(&at, "");
        errors.required(&at, "can not be empty");
        errors.invalid(&at, Shown::Text("x\"\n\u{1}"), "no");
        errors.not_supported(&at, Shown::Word("<"), &["A", "B"]);
        errors.duplicate(&at, Shown::Text("x"));
        errors.not_found(&at, "x", "");
        errors.forbidden(&at, "no");
        errors.too_long(&at, 5);
        errors.too_many(&at, 21, 20);
        let lines: Vec<_> = errors.into_vec().iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "a: Required value",
                "a: Required value: can not be empty",
                r#"a: Invalid value: "x\"\n\x01": no"#,
                r#"a: Unsupported value: "\u003c": supported values: "A", "B""#,
                r#"a: Duplicate value: "x""#,
                r#"a: Not found: "x""#,
                "a: Forbidden: no",
                "a: Too long: may not be more than 5 bytes",
                "a: Too many: 21: must have at most 20 items",
            ]
        );
    }
}
