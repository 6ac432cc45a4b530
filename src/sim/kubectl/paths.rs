//! What kubectl does with single JSON paths: custom columns, and the order of a list. It must not know which objects were
//! asked for.

use std::cmp::Ordering;

use serde_json::Value;

use super::{gotext, jsonpath::Template, table};
use crate::manifest::quantity::Quantity;

/// A column of `-o custom-columns`.
#[derive(Debug, Clone)]
pub struct Column {
    head: String,
    path: String,
}

/// Reads `NAME:.metadata.name,IMAGE:.spec.containers[*].image`.
///
/// # Errors
/// kubectl's words.
pub fn columns(text: &str) -> Result<Vec<Column>, String> {
    if text.is_empty() {
        return Err("custom-columns format specified but no custom columns given".to_owned());
    }
    let column = |part: &str| {
        let Some((head, path)) = part.split_once(':') else {
            return Err(format!("unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>"));
        };
        Ok(Column { head: head.to_owned(), path: relaxed(path)? })
    };
    text.split(',').map(column).collect()
}

/// The table of some objects, and kubectl's words for a path that cannot be read or gone; what stands before such a one is
/// printed all the same.
#[must_use]
pub fn print_columns(columns: &[Column], objects: &[&Value], no_headers: bool) -> (String, Option<String>) {
    let head = (!no_headers).then(|| columns.iter().map(|column| column.head.clone()).collect());
    let mut lines: Vec<Vec<String>> = head.into_iter().collect();
    let mut read_and_go = || {
        let templates = columns.iter().map(|column| Template::parse(&column.path)).collect::<Result<Vec<_>, _>>()?;
        for object in objects {
            lines.push(templates.iter().map(|template| cell(template, object)).collect::<Result<Vec<_>, _>>()?);
        }
        Ok(())
    };
    let words: Result<(), String> = read_and_go();
    (table::set(&lines), words.err())
}

fn cell(template: &Template, object: &Value) -> Result<String, String> {
    let parts = template.find(object)?;
    let nothing = parts.first().is_none_or(Vec::is_empty).then(|| "<none>".to_owned());
    let found = parts.iter().flatten().map(|value| gotext::plain(value));
    Ok(nothing.into_iter().chain(found).collect::<Vec<_>>().join(","))
}

/// A path as kubectl takes it, with and without braces and the first point, in its whole form.
///
/// # Errors
/// kubectl's words.
pub fn relaxed(path: &str) -> Result<String, String> {
    if path.is_empty() {
        return Ok(String::new());
    }
    let bare = path.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(path);
    let steps = bare.strip_prefix('.').filter(|rest| !rest.is_empty()).unwrap_or(bare);
    if steps.is_empty() || steps.contains(['{', '}']) {
        return Err("unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or \
                    '{.name1.name2}'"
            .to_owned());
    }
    Ok(format!("{{.{steps}}}"))
}

/// Puts objects in the order of what a path gives for each; those for which it gives nothing come first.
///
/// # Errors
/// kubectl's words for a path that cannot be read, is in no object, or gives what has no order.
pub fn sort(objects: &mut [&Value], path: &str) -> Result<(), String> {
    let path = relaxed(path)?;
    let template = Template::parse(&path)?;
    let mut keyed = Vec::new();
    for object in objects.iter() {
        let first = template.find(object)?.into_iter().next().and_then(|found| found.into_iter().next());
        keyed.push((first.map(std::borrow::Cow::into_owned), *object));
    }
    if !objects.is_empty() && keyed.iter().all(|(key, _)| key.is_none()) {
        return Err(format!("couldn't find any field with path {path:?} in the list of objects"));
    }
    if let Some(key) = keyed.iter().filter_map(|(key, _)| key.as_ref()).find(|key| key.is_array() || key.is_object()) {
        return Err(format!("Field {path} is an unsortable type: {}", gotext::type_name(key)));
    }
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) => order(a, b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    });
    for (place, (_, object)) in objects.iter_mut().zip(keyed) {
        *place = object;
    }
    Ok(())
}

/// Texts that are both amounts are compared as amounts.
fn order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::String(a), Value::String(b)) => match (Quantity::parse(a), Quantity::parse(b)) {
            (Ok(a), Ok(b)) => a.cmp(&b),
            _ => a.cmp(b),
        },
        (Value::Number(a), Value::Number(b)) => a.as_f64().partial_cmp(&b.as_f64()).unwrap_or(Ordering::Equal),
        _ => Ordering::Equal,
    }
}
