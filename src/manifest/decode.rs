//! A tree to an object of a given type, as the API server decodes one strictly: the same words for a wrong type or an
//! unknown field, in the same order, and every one with its place. It must not know defaults or validation.
//!
//! The rules are those of `sigs.k8s.io/json` with `DisallowUnknownFields`, fed with what kubectl sends: keys sorted, of
//! duplicate keys the last. A wrong type outweighs unknown fields, and a value that its own type cannot read (a
//! quantity, a port, a time) outweighs both.

mod time;

use serde_json::{Map, Value as Json};

use super::golang;
use super::quantity::Quantity;
use super::schema::{Shape, Struct, Type};
use super::stored::{empty, is_empty};
use super::tree::{Entry, Node, Span, Value};

/// The most unknown fields that the server names.
const MOST_UNKNOWN: usize = 100;

/// What decoding gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoding {
    /// The object with what could be decoded, in the form that Go holds: no nulls, no unknown fields, and nothing empty
    /// that Go leaves out.
    pub object: Json,
    /// Values of a wrong type, in the order in which the server meets them.
    pub mistakes: Vec<Mistake>,
    /// Fields that the type does not have, likewise.
    pub unknown: Vec<UnknownField>,
}

/// A value that does not fit its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The server's words: `json: cannot unmarshal …`, or what the type's own reader says.
    pub words: String,
    /// The field, such as `spec.containers[0].image`.
    pub path: String,
    /// The value's place.
    pub span: Span,
    /// The type that the field has.
    pub wanted: Type,
    /// What stands there.
    pub found: Found,
    /// The type's own reader refused it, which ends the server's decoding at once.
    pub ends: bool,
}

/// What kind of value stands where another should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// Text.
    Text,
    /// A list.
    List,
    /// A mapping.
    Mapping,
}

/// A field that its struct does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownField {
    /// Where it would be, such as `spec.containers[0].imag`.
    pub path: String,
    /// Its key's place.
    pub span: Span,
    /// The struct that it stands in.
    pub parent: Type,
    /// The key alone.
    pub key: String,
}

impl Decoding {
    /// Why the server refuses the object, in its words behind `cannot be handled as a Pod: `; `None` where it does not.
    #[must_use]
    pub fn refusal(&self) -> Option<String> {
        let mistake = self.mistakes.iter().find(|mistake| mistake.ends).or(self.mistakes.first());
        if let Some(mistake) = mistake {
            return Some(mistake.words.clone());
        }
        if self.unknown.is_empty() {
            return None;
        }
        let fields: Vec<_> = self
            .unknown
            .iter()
            .take(MOST_UNKNOWN)
            .map(|field| format!("unknown field {}", golang::quote(&field.path)))
            .collect();
        Some(format!("strict decoding error: {}", fields.join(", ")))
    }
}

/// Decodes `root` as a `target`.
#[must_use]
pub fn decode(root: &Node, target: Type) -> Decoding {
    let mut decoder = Decoder::default();
    let object = decoder.value(root, target).unwrap_or_else(|| Json::Object(Map::new()));
    Decoding { object, mistakes: decoder.mistakes, unknown: decoder.unknown }
}

#[derive(Default)]
struct Decoder {
    /// The path of the field at hand.
    path: String,
    /// Go's names of the fields on the way, embedded structs among them, list items not.
    stack: Vec<&'static str>,
    /// The struct whose field is at hand.
    owner: Option<Type>,
    mistakes: Vec<Mistake>,
    unknown: Vec<UnknownField>,
}

impl Decoder {
    /// The value that Go would hold; `None` for null and for what could not be decoded.
    fn value(&mut self, node: &Node, target: Type) -> Option<Json> {
        if node.value == Value::Null {
            return None;
        }
        match (target.shape(), &node.value) {
            (Shape::Quantity, _) => self.quantity(node, target),
            (Shape::IntOrString, _) => self.int_or_string(node, target),
            (Shape::Time, _) => self.time(node, target),
            (Shape::Any, _) => Some(plain(node)),
            (Shape::Text | Shape::Duration, Value::String(text)) => Some(Json::from(text.as_str())),
            (Shape::Bytes, Value::String(text)) => self.bytes(text, node, target),
            (Shape::Bool, Value::Bool(truth)) => Some(Json::from(*truth)),
            (Shape::Int(64) | Shape::Float, Value::Int(number)) => Some(Json::from(*number)),
            (Shape::Int(_), Value::Int(number)) if i32::try_from(*number).is_ok() => Some(Json::from(*number)),
            (Shape::Float, Value::Float(number)) => Some(Json::from(*number)),
            (Shape::List(item), Value::Sequence(items)) => Some(self.list(items, item)),
            (Shape::Map(value), Value::Mapping(entries)) => Some(self.map(entries, value)),
            (Shape::Struct(fields), Value::Mapping(entries)) => Some(self.structure(entries, fields, target)),
            (Shape::Int(_), Value::Int(_) | Value::Float(_)) => {
                let text = number_text(&node.value);
                self.wrong_type(node, target, &format!("number {text}"), &target.go_name());
                None
            }
            _ => {
                self.wrong_type(node, target, kind_words(&node.value), &target.go_name());
                None
            }
        }
    }

    fn list(&mut self, items: &[Node], item: Type) -> Json {
        let length = self.path.len();
        let items = items.iter().enumerate().map(|(index, node)| {
            // A missing item is an empty one, as in Go's slices.
            self.path.push_str(&format!("[{index}]"));
            let value = self.value(node, item).unwrap_or_else(|| empty(item));
            self.path.truncate(length);
            value
        });
        Json::Array(items.collect())
    }

    fn map(&mut self, entries: &[Entry], value: Type) -> Json {
        let mut map = Map::new();
        for entry in in_wire_order(entries) {
            let length = self.enter(&entry.key);
            let value = self.value(&entry.node, value).unwrap_or_else(|| empty(value));
            self.path.truncate(length);
            map.insert(entry.key.clone(), value);
        }
        Json::Object(map)
    }

    fn structure(&mut self, entries: &[Entry], fields: &'static Struct, owner: Type) -> Json {
        let mut map = Map::new();
        let outer = self.owner;
        let depth = self.stack.len();
        for entry in in_wire_order(entries) {
            let length = self.enter(&entry.key);
            if let Some((way, field)) = fields.field(&entry.key) {
                self.stack.extend(way);
                self.stack.push(field.name);
                self.owner = Some(owner);
                let value = self.value(&entry.node, field.field_type);
                self.stack.truncate(depth);
                self.owner = outer;
                let left_out =
                    |value: &Json| field.omit_empty && !field.counts_empty && is_empty(value, field.field_type);
                if let Some(value) = value.filter(|value| !left_out(value)) {
                    map.insert(entry.key.clone(), value);
                }
            } else {
                self.unknown.push(UnknownField {
                    path: self.path.clone(),
                    span: entry.key_span,
                    parent: owner.target(),
                    key: entry.key.clone(),
                });
            }
            self.path.truncate(length);
        }
        Json::Object(map)
    }

    /// Goes to a field and gives the length of the path before.
    fn enter(&mut self, key: &str) -> usize {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(key);
        length
    }

    fn bytes(&mut self, text: &str, node: &Node, target: Type) -> Option<Json> {
        use base64::Engine as _;
        let engine = base64::engine::general_purpose::STANDARD;
        match engine.decode(text.replace(['\r', '\n'], "")) {
            Ok(bytes) => Some(Json::from(engine.encode(bytes))),
            Err(error) => {
                let at = match error {
                    base64::DecodeError::InvalidByte(at, _)
                    | base64::DecodeError::InvalidLastSymbol { offset: at, .. } => at,
                    base64::DecodeError::InvalidLength(_) | base64::DecodeError::InvalidPadding => text.len() / 4 * 4,
                };
                self.mistake(node, target, format!("illegal base64 data at input byte {at}"), false);
                None
            }
        }
    }

    fn quantity(&mut self, node: &Node, target: Type) -> Option<Json> {
        let text = match &node.value {
            Value::String(text) => text.clone(),
            Value::Int(_) | Value::Float(_) => number_text(&node.value),
            _ => golang::json(node),
        };
        match Quantity::parse(&text) {
            Ok(quantity) => Some(Json::from(quantity.to_string())),
            Err(error) => {
                self.mistake(node, target, error.to_string(), true);
                None
            }
        }
    }

    fn int_or_string(&mut self, node: &Node, target: Type) -> Option<Json> {
        let (words, number) = match &node.value {
            Value::String(text) => return Some(Json::from(text.as_str())),
            Value::Int(number) if i32::try_from(*number).is_ok() => return Some(Json::from(*number)),
            Value::Int(_) | Value::Float(_) => (format!("number {}", number_text(&node.value)), true),
            value => (kind_words(value).to_owned(), false),
        };
        debug_assert!(number || !words.is_empty());
        let message = self.unmarshal_words(&words, "int32");
        self.mistake(node, target, message, true);
        None
    }

    fn time(&mut self, node: &Node, target: Type) -> Option<Json> {
        let Value::String(text) = &node.value else {
            let message = self.unmarshal_words(kind_words(&node.value), "string");
            self.mistake(node, target, message, true);
            return None;
        };
        match time::stored(text) {
            Ok(stored) => Some(Json::from(stored)),
            Err(words) => {
                self.mistake(node, target, words, true);
                None
            }
        }
    }

    fn wrong_type(&mut self, node: &Node, target: Type, found: &str, go_name: &str) {
        let words = self.unmarshal_words(found, go_name);
        self.mistake(node, target, words, false);
    }

    fn unmarshal_words(&self, found: &str, go_name: &str) -> String {
        match self.owner {
            Some(owner) => format!(
                "json: cannot unmarshal {found} into Go struct field {}.{} of type {go_name}",
                owner.name(),
                self.stack.join("."),
            ),
            None => format!("json: cannot unmarshal {found} into Go value of type {go_name}"),
        }
    }

    fn mistake(&mut self, node: &Node, target: Type, words: String, ends: bool) {
        let found = match &node.value {
            Value::Bool(_) => Found::Bool,
            Value::Int(_) | Value::Float(_) => Found::Number,
            Value::Null | Value::String(_) => Found::Text,
            Value::Sequence(_) => Found::List,
            Value::Mapping(_) => Found::Mapping,
        };
        self.mistakes.push(Mistake {
            words,
            path: self.path.clone(),
            span: node.span,
            wanted: target.target(),
            found,
            ends,
        });
    }
}

/// The entries as kubectl sends them: sorted, and of those with one key the last.
fn in_wire_order(entries: &[Entry]) -> Vec<&Entry> {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_by(|a, b| a.key.cmp(&b.key));
    // The sort is stable, so the last of a run is the last in the text.
    sorted.reverse();
    sorted.dedup_by(|a, b| a.key == b.key);
    sorted.reverse();
    sorted
}

/// A tree as JSON, of duplicate keys the last.
#[must_use]
pub fn plain(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(truth) => Json::from(*truth),
        Value::Int(number) => Json::from(*number),
        Value::Float(number) => Json::from(*number),
        Value::String(text) => Json::from(text.as_str()),
        Value::Sequence(items) => Json::Array(items.iter().map(plain).collect()),
        Value::Mapping(entries) => {
            Json::Object(entries.iter().map(|entry| (entry.key.clone(), plain(&entry.node))).collect())
        }
    }
}

fn kind_words(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Int(_) | Value::Float(_) => "number",
        Value::String(_) => "string",
        Value::Sequence(_) => "array",
        Value::Mapping(_) => "object",
    }
}

/// A number as kubectl sends it.
fn number_text(value: &Value) -> String {
    match value {
        Value::Int(number) => number.to_string(),
        Value::Float(number) => golang::float_json(*number),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests;
