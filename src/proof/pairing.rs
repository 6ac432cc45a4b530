//! Finds in the solution what the expectation speaks of, so that it can be broken there. The solution is known to be right,
//! which makes this simple. It must not judge anything.

use std::collections::HashMap;

use serde_json::Value;

use crate::exercise::matcher;
use crate::exercise::path::{Route, Step, is_object_list};

/// For each route into the expectation the route into the solution that it speaks of.
pub(super) type Pairs = HashMap<Route, Route>;

/// Pairs an expectation with a solution.
pub(super) fn pairs(expect: &Value, solution: &Value) -> Pairs {
    let mut found = Pairs::new();
    pair((expect, &Route::new()), (solution, &Route::new()), &mut found);
    found
}

/// A route with one more step.
pub(super) fn then(route: &Route, step: Step) -> Route {
    route.iter().cloned().chain([step]).collect()
}

fn pair((expect, from): (&Value, &Route), (actual, to): (&Value, &Route), found: &mut Pairs) {
    found.insert(from.clone(), to.clone());
    match (expect, actual) {
        (Value::Object(map), _) if map.contains_key("$only") => {
            pair((&expect["$only"], &then(from, Step::Key("$only".to_owned()))), (actual, to), found);
        }
        (Value::Object(map), Value::Object(there)) => {
            for (key, inner) in map.iter().filter(|(key, _)| !key.starts_with('$')) {
                let step = || Step::Key(key.clone());
                match there.get(key) {
                    Some(actual) => pair((inner, &then(from, step())), (actual, &then(to, step())), found),
                    // What must not be there has its place too.
                    None => places((inner, &then(from, step())), &then(to, step()), found),
                }
            }
        }
        (Value::Array(items), Value::Array(there)) if is_object_list(items) => {
            let mut free: Vec<usize> = (0..there.len()).collect();
            for (index, item) in items.iter().enumerate() {
                let best =
                    free.iter().copied().max_by_key(|other| (likeness(item, &there[*other]), usize::MAX - other));
                let Some(best) = best else { continue };
                free.retain(|other| *other != best);
                let (from, to) = (then(from, Step::Item(index)), then(to, Step::Item(best)));
                pair((item, &from), (&there[best], &to), found);
            }
        }
        _ => {}
    }
}

/// The places of mappings, and of what is in them, that the solution does without.
fn places((expect, from): (&Value, &Route), to: &Route, found: &mut Pairs) {
    found.insert(from.clone(), to.clone());
    for (key, inner) in expect.as_object().into_iter().flatten().filter(|(key, _)| !key.starts_with('$')) {
        let step = || Step::Key(key.clone());
        places((inner, &then(from, step())), &then(to, step()), found);
    }
}

/// How much of what is expected is there.
fn likeness(expect: &Value, actual: &Value) -> usize {
    match (expect, actual) {
        (Value::Object(map), Value::Object(there)) => map
            .iter()
            .filter_map(|(key, inner)| {
                let weight = if key == "name" { 10 } else { 1 };
                Some(1 + weight * likeness(inner, there.get(key)?))
            })
            .sum(),
        (Value::Array(items), Value::Array(there)) => {
            items.iter().filter_map(|item| there.iter().map(|other| likeness(item, other)).max()).sum()
        }
        (Value::String(text), _) if matcher::free_name(text).is_some() => 0,
        _ => usize::from(expect == actual),
    }
}

#[cfg(test)]
mod tests {
    use super::pairs;
    use crate::exercise::path::{display, resolve};
    use serde_json::json;

    #[test]
    fn pairs_by_what_is_alike() {
        let expect = json!({"c": [{"name": "b", "m": [{"name": "$v", "mountPath": "/y", "ro": true}]}]});
        let solution = json!({"c": [{"name": "a"}, {"name": "b", "m": [{"name": "x", "mountPath": "/x"}, {"name": "x", "mountPath": "/y"}]}]});
        let found = pairs(&expect, &solution);
        let at = |path| display(&solution, &found[&resolve(&expect, path).unwrap()]);
        assert_eq!(at("c[b]"), "c[b]");
        assert_eq!(at("c[b].m[/y].mountPath"), "c[b].m[/y].mountPath");
        assert_eq!(at("c[b].m[/y].ro"), "c[b].m[/y].ro");
    }
}
