//! Comparisons within filters, with Go's templates' idea of what can be compared. It must not know templates.

use std::cmp::Ordering;

use serde_json::Value;

/// What can be compared at all.
#[derive(PartialEq, PartialOrd)]
enum Basic<'a> {
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(&'a str),
}

/// Whether a comparison holds.
///
/// # Errors
/// kubectl's words where two values cannot be compared so.
pub(super) fn holds(operator: &str, left: &Value, right: &Value) -> Result<bool, String> {
    let equal = |order: Option<Ordering>| order == Some(Ordering::Equal);
    Ok(match operator {
        "==" => equal(order(left, right, true)?),
        "!=" => !equal(order(left, right, true)?),
        "<" => order(left, right, false)? == Some(Ordering::Less),
        "<=" => matches!(order(left, right, false)?, Some(Ordering::Less | Ordering::Equal)),
        ">" => order(left, right, false)? == Some(Ordering::Greater),
        ">=" => matches!(order(left, right, false)?, Some(Ordering::Greater | Ordering::Equal)),
        other => return Err(format!("unrecognized filter operator {other}")),
    })
}

fn order(left: &Value, right: &Value, only_equality: bool) -> Result<Option<Ordering>, String> {
    let (left, right) = (basic(left)?, basic(right)?);
    if std::mem::discriminant(&left) != std::mem::discriminant(&right) {
        return Err("incompatible types for comparison".to_owned());
    }
    if matches!(left, Basic::Bool(_)) && !only_equality {
        return Err("invalid type for comparison".to_owned());
    }
    Ok(left.partial_cmp(&right))
}

fn basic(value: &Value) -> Result<Basic<'_>, String> {
    match value {
        Value::Bool(value) => Some(Basic::Bool(*value)),
        Value::Number(number) if number.is_f64() => number.as_f64().map(Basic::Float),
        Value::Number(number) => number.as_i64().map(Basic::Int),
        Value::String(text) => Some(Basic::Text(text)),
        _ => None,
    }
    .ok_or_else(|| "invalid type for comparison".to_owned())
}
