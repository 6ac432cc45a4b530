//! The ways in which the program breaks an expected field: leaving it out, giving it another value, moving it. It must not
//! know what breaking costs.

use serde_json::{Map, Value, json};

use crate::exercise::matcher::{self, Matcher};
use crate::exercise::path::{Route, Step};

/// A broken solution.
#[derive(Debug)]
pub(super) struct Broken {
    /// What was done, in words that follow the field's path: `left out`.
    pub what: &'static str,
    /// The solution after it.
    pub solution: Value,
}

/// The kinds of volumes that are an empty table by themselves.
const EMPTY_SOURCES: [&str; 1] = ["emptyDir"];

/// All ways to break one expected field of a solution.
///
/// `wanted` is the expected value, `route` leads to what it speaks of; `ordered` says whether the order of a list of plain
/// values has a meaning.
pub(super) fn ways(solution: &Value, wanted: &Value, route: &Route, ordered: bool) -> Vec<Broken> {
    let mut all = Vec::new();
    let mut add = |what, solution: Option<Value>| all.extend(solution.map(|solution| Broken { what, solution }));
    match matcher::read(wanted) {
        Ok(Some(Matcher::Absent)) => {
            for value in [json!("podlings"), json!(["podlings"]), json!(1), json!(true)] {
                add("added", set(solution, route, value));
            }
        }
        Ok(Some(Matcher::Any)) => add("left out", removed(solution, route)),
        Ok(Some(Matcher::OneOf(values))) if values.iter().any(matcher::is_absent) => {
            for value in values.iter().filter(|value| !matcher::is_absent(value)).map(unlike) {
                add("given another value", set(solution, route, value));
            }
        }
        Ok(Some(Matcher::Matches(_) | Matcher::OneOf(_) | Matcher::Contains(_))) => {
            add("left out", removed(solution, route));
            if let Some(value) = at(solution, route).map(unlike) {
                add("changed", set(solution, route, value));
            }
        }
        Ok(Some(Matcher::Only(_))) => add("given one more item", with_another_item(solution, route)),
        _ => {
            add("left out", removed(solution, route));
            // A default need not be written in the solution; it can be changed all the same.
            for value in others(at(solution, route).unwrap_or(wanted), ordered) {
                add("changed", set(solution, route, value));
            }
            add("changed to a folder of the node", other_source(solution, route));
            add("moved one level up", moved_up(solution, route));
        }
    }
    all
}

/// The solution with an init container among the containers.
pub(super) fn init_among_containers(solution: &Value, index: usize) -> Option<Broken> {
    let mut solution = solution.clone();
    let spec = solution.get_mut("spec")?.as_object_mut()?;
    let list = spec.get_mut("initContainers")?.as_array_mut()?;
    if index >= list.len() {
        return None;
    }
    let item = list.remove(index);
    if list.is_empty() {
        spec.remove("initContainers");
    }
    spec.get_mut("containers")?.as_array_mut()?.push(item);
    Some(Broken { what: "put among `containers`", solution })
}

/// The solution with two init containers in the other order.
pub(super) fn init_swapped(solution: &Value, one: usize, other: usize) -> Option<Broken> {
    let mut solution = solution.clone();
    let list = solution.get_mut("spec")?.get_mut("initContainers")?.as_array_mut()?;
    if one >= list.len() || other >= list.len() {
        return None;
    }
    list.swap(one, other);
    Some(Broken { what: "put in another order", solution })
}

/// A value that is nothing like this one, of the same type.
fn unlike(value: &Value) -> Value {
    match value {
        Value::Array(_) => json!(["podlings"]),
        Value::Number(_) => json!(64999),
        Value::Bool(truth) => json!(!truth),
        _ => json!("podlings"),
    }
}

/// Values that are not this one, of the same type.
fn others(value: &Value, ordered: bool) -> Vec<Value> {
    match value {
        Value::String(text) if text.starts_with(|c: char| c.is_ascii_digit()) => vec![json!(format!("9{text}"))],
        Value::String(text) => vec![json!(format!("{text}-other"))],
        Value::Number(number) => vec![json!(number.as_i64().unwrap_or(0).saturating_add(1))],
        Value::Bool(truth) => vec![json!(!truth)],
        Value::Array(items) => {
            let longer: Vec<Value> = items.iter().cloned().chain([json!("other")]).collect();
            let mut all = vec![Value::Array(longer)];
            if let [first, second, rest @ ..] = items.as_slice()
                && ordered
                && first != second
            {
                let swapped = [second, first].into_iter().chain(rest).cloned().collect();
                all.push(Value::Array(swapped));
            }
            all
        }
        _ => Vec::new(),
    }
}

fn at<'a>(value: &'a Value, route: &[Step]) -> Option<&'a Value> {
    crate::exercise::path::value_at(value, route)
}

fn at_mut<'a>(value: &'a mut Value, route: &[Step]) -> Option<&'a mut Value> {
    route.iter().try_fold(value, |here, step| match step {
        Step::Key(key) => here.get_mut(key.as_str()),
        Step::Item(index) => here.get_mut(*index),
    })
}

/// The mapping that holds a field, and the field's key.
fn holder<'a>(value: &'a mut Value, route: &[Step]) -> Option<(&'a mut Map<String, Value>, String)> {
    let (Step::Key(key), above) = route.split_last()? else { return None };
    Some((at_mut(value, above)?.as_object_mut()?, key.clone()))
}

fn set(solution: &Value, route: &[Step], value: Value) -> Option<Value> {
    let mut solution = solution.clone();
    // What must not be set may stand in a mapping that is not there either.
    let mut here = &mut solution;
    for (place, step) in route.iter().enumerate().take(route.len().saturating_sub(1)) {
        here = match step {
            Step::Key(key) => here.as_object_mut()?.entry(key.as_str()).or_insert_with(|| json!({})),
            Step::Item(_) => at_mut(here, &route[place..=place])?,
        };
    }
    let Some(Step::Key(key)) = route.last() else { return None };
    here.as_object_mut()?.insert(key.clone(), value);
    Some(solution)
}

fn removed(solution: &Value, route: &[Step]) -> Option<Value> {
    let mut solution = solution.clone();
    let (map, key) = holder(&mut solution, route)?;
    map.remove(&key)?;
    Some(solution)
}

/// A volume that is not the Pod's but the node's.
fn other_source(solution: &Value, route: &[Step]) -> Option<Value> {
    let mut solution = solution.clone();
    let (map, key) = holder(&mut solution, route)?;
    if !EMPTY_SOURCES.contains(&key.as_str()) {
        return None;
    }
    map.remove(&key)?;
    map.insert("hostPath".to_owned(), json!({"path": "/podlings"}));
    Some(solution)
}

/// The field in the mapping around the one that holds it: indented one level too little.
fn moved_up(solution: &Value, route: &[Step]) -> Option<Value> {
    let mut solution = solution.clone();
    let (map, key) = holder(&mut solution, route)?;
    let value = map.remove(&key)?;
    let (_, mut above) = route.split_last()?;
    loop {
        (_, above) = above.split_last()?;
        if let Some(outer) = at_mut(&mut solution, above)?.as_object_mut() {
            if outer.contains_key(&key) {
                return None;
            }
            outer.insert(key, value);
            return Some(solution);
        }
    }
}

/// A list with an item that nobody asked for.
fn with_another_item(solution: &Value, route: &[Step]) -> Option<Value> {
    let mut solution = solution.clone();
    let list = at_mut(&mut solution, route)?.as_array_mut()?;
    let mut item = list.first()?.clone();
    if let Some(map) = item.as_object_mut() {
        let other = [("name", json!("podlings")), ("mountPath", json!("/podlings")), ("containerPort", json!(64999))];
        for (key, value) in other {
            if map.contains_key(key) && !(key == "name" && map.contains_key("mountPath")) {
                map.insert(key.to_owned(), value);
            }
        }
    } else {
        item = json!("podlings");
    }
    list.push(item);
    Some(solution)
}
