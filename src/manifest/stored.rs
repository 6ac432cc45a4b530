//! The form in which Go writes an object: which empty fields it leaves out, and which it always writes. It must not know
//! defaults.

use serde_json::{Map, Value as Json};

use super::schema::{Shape, Type};

/// The object as Go writes it: a field that Go always writes is there with its empty value, one that it leaves out while
/// empty is not.
pub fn complete(object: &mut Json, of: Type) {
    match of.shape() {
        Shape::Struct(fields) => {
            let Json::Object(map) = object else { return };
            for field in fields.fields() {
                complete_field(map, field.name, field.field_type, field.omit_empty);
            }
        }
        Shape::List(item) => {
            if let Json::Array(items) = object {
                for value in items {
                    complete(value, item);
                }
            }
        }
        Shape::Map(value_type) => {
            if let Json::Object(map) = object {
                for value in map.values_mut() {
                    complete(value, value_type);
                }
            }
        }
        _ => {}
    }
}

fn complete_field(map: &mut Map<String, Json>, name: &str, of: Type, omit_empty: bool) {
    if let Some(value) = map.get_mut(name) {
        let collection = matches!(of.shape(), Shape::List(_) | Shape::Map(_));
        if omit_empty && is_empty(value, of) {
            map.remove(name);
        } else if collection && is_empty(value, of) {
            // In the store a list without items is no list.
            *value = Json::Null;
        } else {
            complete(value, of);
        }
        return;
    }
    // Most fields of most objects are pointers that are left out: those are not looked up.
    if omit_empty && of.is_pointer() {
        return;
    }
    let value = match of.shape() {
        // A creation time is left out while it is not set; no other time stands in a struct of its own.
        Shape::Time => return,
        _ if of.is_pointer() => Json::Null,
        Shape::Struct(_) | Shape::Quantity | Shape::IntOrString => empty(of),
        _ if omit_empty => return,
        _ => nothing(of),
    };
    if value == Json::Null && omit_empty {
        return;
    }
    map.insert(name.to_owned(), value);
}

/// Go's zero value as it is written where it is not left out.
fn nothing(of: Type) -> Json {
    match of.shape() {
        Shape::List(_) | Shape::Map(_) | Shape::Bytes | Shape::Any => Json::Null,
        _ => empty(of),
    }
}

/// Go's zero value in a list or a map.
pub(super) fn empty(of: Type) -> Json {
    if of.is_pointer() {
        return Json::Null;
    }
    match of.shape() {
        Shape::Text | Shape::Duration => Json::from(""),
        Shape::Bool => Json::from(false),
        Shape::Int(_) | Shape::Float | Shape::IntOrString => Json::from(0),
        Shape::Quantity => Json::from("0"),
        Shape::Struct(_) => {
            let mut object = Json::Object(Map::new());
            complete(&mut object, of);
            object
        }
        Shape::List(_) | Shape::Map(_) | Shape::Bytes | Shape::Time | Shape::Any => Json::Null,
    }
}

/// What `omitempty` leaves out.
pub(super) fn is_empty(value: &Json, of: Type) -> bool {
    match value {
        Json::Null => true,
        _ if of.is_pointer() => false,
        Json::Bool(truth) => !truth,
        Json::Array(items) => items.is_empty(),
        Json::Number(number) => matches!(of.shape(), Shape::Int(_) | Shape::Float) && number.as_f64() == Some(0.0),
        Json::String(text) => text.is_empty() && !matches!(of.shape(), Shape::Quantity | Shape::IntOrString),
        Json::Object(map) => map.is_empty() && matches!(of.shape(), Shape::Map(_)),
    }
}
