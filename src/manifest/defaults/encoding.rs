//! How the API server writes an object back after it has read it into Go's structs: empty fields are left out unless
//! they are pointers or not marked `omitempty`, and amounts get their canonical form. It must not know what fields mean.

use crate::manifest::quantity::Quantity;
use serde_json::{Map, Value};

/// A struct: its fields by name, sorted.
pub(super) struct Type(pub &'static [(&'static str, Shape)]);

/// How a field is written. `Kept…` are those without `omitempty`: they are written even when they are empty.
pub(super) enum Shape {
    /// Text, left out when empty.
    Text,
    KeptText,
    /// A number, left out when 0.
    Number,
    KeptNumber,
    /// A flag, left out when false.
    Flag,
    /// A pointer to text, number or flag, written when set.
    Pointer,
    /// A port's number or name, always written.
    Port,
    /// Written as it is.
    Opaque,
    /// A list of texts.
    TextList,
    KeptTextList,
    /// A list of numbers.
    NumberList,
    /// A list of structs.
    List(&'static Type),
    KeptList(&'static Type),
    /// A map of texts.
    TextMap,
    /// A struct by value, always written.
    Inline(&'static Type),
    /// A pointer to a struct, written when set.
    Pointed(&'static Type),
    KeptPointed(&'static Type),
    /// An amount, always written.
    Quantity,
    /// A pointer to an amount.
    QuantityPointer,
    /// Amounts by resource, rounded up to thousandths.
    Quantities,
}

impl Type {
    fn shape(&self, field: &str) -> Option<&'static Shape> {
        let index = self.0.binary_search_by_key(&field, |(name, _)| name).ok()?;
        self.0.get(index).map(|(_, shape)| shape)
    }
}

/// Writes a struct as the server would. Fields that it does not know stay as they are.
pub(super) fn encode(object: &mut Map<String, Value>, of: &'static Type) {
    object.retain(|field, value| of.shape(field).is_none_or(|shape| keep(value, shape)));
    for (field, shape) in of.0 {
        if let Some(zero) = shape.zero()
            && !object.contains_key(*field)
        {
            object.insert((*field).to_owned(), zero);
        }
    }
}

impl Shape {
    /// What an unset field is written as, where it is written at all.
    fn zero(&self) -> Option<Value> {
        match self {
            Self::KeptText => Some(Value::from("")),
            Self::KeptNumber | Self::Port => Some(Value::from(0)),
            Self::Quantity => Some(Value::from("0")),
            Self::KeptList(_) | Self::KeptTextList | Self::KeptPointed(_) => Some(Value::Null),
            Self::Inline(of) => {
                let mut empty = Map::new();
                encode(&mut empty, of);
                Some(Value::Object(empty))
            }
            _ => None,
        }
    }
}

/// Whether a field is written; its value is brought into form.
fn keep(value: &mut Value, shape: &'static Shape) -> bool {
    if value.is_null() {
        return false;
    }
    match shape {
        Shape::Text => value.as_str().is_none_or(|text| !text.is_empty()),
        Shape::Number => value.as_i64() != Some(0),
        Shape::Flag => value.as_bool() != Some(false),
        Shape::KeptText | Shape::KeptNumber | Shape::Pointer | Shape::Port | Shape::Opaque => true,
        Shape::TextList => texts(value) > 0,
        Shape::KeptTextList => {
            texts(value);
            true
        }
        Shape::NumberList => value.as_array().is_none_or(|list| !list.is_empty()),
        Shape::List(of) => structs(value, of) > 0,
        Shape::KeptList(of) => {
            structs(value, of);
            true
        }
        Shape::TextMap => text_map(value),
        Shape::Inline(of) | Shape::Pointed(of) | Shape::KeptPointed(of) => {
            if let Some(object) = value.as_object_mut() {
                encode(object, of);
            }
            true
        }
        Shape::Quantity | Shape::QuantityPointer => {
            if let Some(amount) = Quantity::of(value) {
                *value = Value::from(amount.to_string());
            }
            true
        }
        Shape::Quantities => quantities(value),
    }
}

/// Texts that are `null` are empty ones. Gives the length.
fn texts(value: &mut Value) -> usize {
    let Some(list) = value.as_array_mut() else { return 1 };
    for item in &mut *list {
        if item.is_null() {
            *item = Value::from("");
        }
    }
    list.len()
}

/// Structs that are `null` are empty ones. Gives the length.
fn structs(value: &mut Value, of: &'static Type) -> usize {
    let Some(list) = value.as_array_mut() else { return 1 };
    for item in &mut *list {
        if item.is_null() {
            *item = Value::Object(Map::new());
        }
        if let Some(object) = item.as_object_mut() {
            encode(object, of);
        }
    }
    list.len()
}

fn text_map(value: &mut Value) -> bool {
    let Some(map) = value.as_object_mut() else { return true };
    for (_, item) in map.iter_mut() {
        if item.is_null() {
            *item = Value::from("");
        }
    }
    !map.is_empty()
}

fn quantities(value: &mut Value) -> bool {
    let Some(map) = value.as_object_mut() else { return true };
    for (_, item) in map.iter_mut() {
        let amount = if item.is_null() { Some(Quantity::zero()) } else { Quantity::of(item) };
        if let Some(amount) = amount {
            *item = Value::from(amount.rounded_to_milli().to_string());
        }
    }
    !map.is_empty()
}
