//! Typed, cheap reading of an API object's JSON: what is absent, `null` or of another type reads as not set, as it does
//! in Go's structs. It must not know any field.

use serde_json::{Map, Value};

/// A JSON object, or nothing, which has no fields.
#[derive(Debug, Clone, Copy)]
pub struct Object<'a>(Option<&'a Map<String, Value>>);

/// The items of a list that are objects, with their places; others read as empty objects.
pub type Objects<'a> = std::iter::Map<std::slice::Iter<'a, Value>, fn(&'a Value) -> Object<'a>>;

impl<'a> Object<'a> {
    /// A value as an object.
    #[must_use]
    pub fn of(value: &'a Value) -> Self {
        Self(value.as_object())
    }

    /// No object.
    #[must_use]
    pub const fn none() -> Self {
        Self(None)
    }

    /// A field's value, unless it is `null`.
    #[must_use]
    pub fn get(self, name: &str) -> Option<&'a Value> {
        self.0?.get(name).filter(|value| !value.is_null())
    }

    /// Whether a field is set at all.
    #[must_use]
    pub fn has(self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Whether the object has no field.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0.is_none_or(Map::is_empty)
    }

    /// A text; empty where it is not set.
    #[must_use]
    pub fn text(self, name: &str) -> &'a str {
        self.maybe_text(name).unwrap_or_default()
    }

    /// A text that may be unset.
    #[must_use]
    pub fn maybe_text(self, name: &str) -> Option<&'a str> {
        self.get(name)?.as_str()
    }

    /// A whole number; 0 where it is not set.
    #[must_use]
    pub fn number(self, name: &str) -> i64 {
        self.maybe_number(name).unwrap_or_default()
    }

    /// A whole number that may be unset.
    #[must_use]
    pub fn maybe_number(self, name: &str) -> Option<i64> {
        self.get(name)?.as_i64()
    }

    /// Whether a flag is set and true.
    #[must_use]
    pub fn flag(self, name: &str) -> bool {
        self.maybe_flag(name).unwrap_or_default()
    }

    /// A flag that may be unset.
    #[must_use]
    pub fn maybe_flag(self, name: &str) -> Option<bool> {
        self.get(name)?.as_bool()
    }

    /// An object that may be unset.
    #[must_use]
    pub fn maybe_object(self, name: &str) -> Option<Object<'a>> {
        self.get(name)?.as_object().map(|map| Object(Some(map)))
    }

    /// An object; without fields where it is not set.
    #[must_use]
    pub fn object(self, name: &str) -> Object<'a> {
        self.maybe_object(name).unwrap_or(Object(None))
    }

    /// The items of a list; none where it is not set.
    #[must_use]
    pub fn list(self, name: &str) -> &'a [Value] {
        self.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    /// The items of a list of objects.
    pub fn objects(self, name: &str) -> Objects<'a> {
        self.list(name).iter().map(Object::of)
    }

    /// The items of a list of texts.
    pub fn texts(self, name: &str) -> impl Iterator<Item = &'a str> {
        self.list(name).iter().map(|item| item.as_str().unwrap_or_default())
    }

    /// The entries of a map.
    pub fn entries(self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.0.into_iter().flatten().map(|(key, value)| (key.as_str(), value))
    }

    /// The entries of a map of texts.
    pub fn text_entries(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.entries().map(|(key, value)| (key, value.as_str().unwrap_or_default()))
    }
}
