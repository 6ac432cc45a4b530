//! Paths into an expectation: how a check names the fields that it owns, and which check owns which expected field. It must
//! not know how a Pod is compared with them.
//!
//! A path is written as Kubernetes writes it: `spec.containers[app].volumeMounts[$shared].readOnly`. In brackets stands,
//! for an item of a list, the expected value of one of its identifying keys, or its index where it has none; for a key of
//! a mapping, the key itself (`metadata.annotations[prometheus.io/scrape]`).

use serde_json::Value;

use super::matcher::{self, Matcher};

/// One step into a value: what a JSON pointer's part is. A list inside `{"$only" = […]}` is reached through the key `$only`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Into a mapping.
    Key(String),
    /// Into a list.
    Item(usize),
}

/// The steps from the root of an expectation to something in it.
pub type Route = Vec<Step>;

/// Why a path leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// The text is no path.
    #[error("`{0}` is not a path such as `spec.containers[app].image`")]
    Syntax(String),
    /// Nothing of that name is expected there.
    #[error("nothing is expected at `{path}`: there is no `{part}`")]
    Nowhere {
        /// The whole path.
        path: String,
        /// The first part that is not there.
        part: String,
        /// What is there instead.
        known: Vec<String>,
    },
    /// Two items answer to the same name.
    #[error("`{part}` in `{path}` could be more than one item; name it by another of its keys")]
    Ambiguous {
        /// The whole path.
        path: String,
        /// The part that is not clear.
        part: String,
    },
}

/// What identifies an item of a list, the most telling first.
const IDENTIFYING: [&str; 12] = [
    "name",
    "mountPath",
    "containerPort",
    "key",
    "path",
    "ip",
    "devicePath",
    "topologyKey",
    "uid",
    "conditionType",
    "secretRef",
    "configMapRef",
];

/// Finds what a path names in an expectation.
///
/// # Errors
/// Says which part leads nowhere or is not clear.
pub fn resolve(expect: &Value, path: &str) -> Result<Route, PathError> {
    let mut route = Route::new();
    let mut here = expect;
    for part in parts(path).ok_or_else(|| PathError::Syntax(path.to_owned()))? {
        if let Some(Value::Array(_)) = here.get("$only") {
            route.push(Step::Key("$only".to_owned()));
            here = &here["$only"];
        }
        let step = match (here, &part) {
            (Value::Object(map), Part::Name(name) | Part::Bracket(name)) if map.contains_key(name.as_str()) => {
                Step::Key(name.clone())
            }
            (Value::Array(items), Part::Bracket(label)) => item(items, path, label)?,
            _ => return Err(nowhere(here, path, part.text())),
        };
        here = match &step {
            Step::Key(key) => &here[key.as_str()],
            Step::Item(index) => &here[*index],
        };
        route.push(step);
    }
    Ok(route)
}

/// The expected fields that are compared one by one: scalars, matchers, empty tables, lists of scalars as a whole, and the
/// wish of `$only` that there be no others.
#[must_use]
pub fn leaves(expect: &Value) -> Vec<Route> {
    let mut found = Vec::new();
    collect(expect, &mut Route::new(), &mut found);
    found
}

/// The value at a route.
#[must_use]
pub fn value_at<'a>(expect: &'a Value, route: &[Step]) -> Option<&'a Value> {
    route.iter().try_fold(expect, |here, step| match step {
        Step::Key(key) => here.get(key),
        Step::Item(index) => here.get(index),
    })
}

/// A route as a path.
#[must_use]
pub fn display(expect: &Value, route: &[Step]) -> String {
    let mut text = String::new();
    let mut here = Some(expect);
    for step in route {
        let next = here.and_then(|value| value_at(value, std::slice::from_ref(step)));
        match step {
            Step::Key(key) if key == "$only" => {}
            Step::Key(key) if key.contains(['.', '[', ']', '/']) => text.extend(["[", key, "]"]),
            Step::Key(key) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(key);
            }
            Step::Item(index) => {
                let label = here.and_then(|list| list.as_array()).and_then(|items| label_of(items, *index));
                text.extend(["[", &label.unwrap_or_else(|| index.to_string()), "]"]);
            }
        }
        here = next;
    }
    text
}

/// The index of the check that owns a field: the one with the longest path that leads to it.
#[must_use]
pub fn owner(checks: &[Vec<Route>], leaf: &[Step]) -> Option<usize> {
    checks
        .iter()
        .enumerate()
        .flat_map(|(index, routes)| routes.iter().map(move |route| (index, route)))
        .filter(|(_, route)| leads_to(route, leaf))
        .max_by_key(|(index, route)| (route.len(), std::cmp::Reverse(*index)))
        .map(|(index, _)| index)
}

/// Whether a route is the beginning of another.
fn leads_to(route: &[Step], leaf: &[Step]) -> bool {
    leaf.starts_with(route)
}

/// What the parts of a path are.
enum Part {
    Name(String),
    Bracket(String),
}

impl Part {
    fn text(&self) -> &str {
        match self {
            Part::Name(text) | Part::Bracket(text) => text,
        }
    }
}

/// A path cut into its parts.
fn parts(path: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let (label, behind) = inner.split_once(']')?;
            parts.push(Part::Bracket(label.trim_matches('"').to_owned()));
            rest = behind;
        } else {
            if !parts.is_empty() {
                rest = rest.strip_prefix('.')?;
            }
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (name, behind) = rest.split_at(end);
            if name.is_empty() {
                return None;
            }
            parts.push(Part::Name(name.to_owned()));
            rest = behind;
        }
    }
    (!parts.is_empty()).then_some(parts)
}

/// The item that a label names.
fn item(items: &[Value], path: &str, label: &str) -> Result<Step, PathError> {
    let named = |index: &usize| items.get(*index).is_some_and(|item| names_of(item).any(|name| name == label));
    let found: Vec<usize> = (0..items.len()).filter(named).collect();
    match (found.as_slice(), label.parse::<usize>()) {
        ([only], _) => Ok(Step::Item(*only)),
        ([], Ok(index)) if index < items.len() => Ok(Step::Item(index)),
        ([], _) => Err(PathError::Nowhere {
            path: path.to_owned(),
            part: label.to_owned(),
            known: (0..items.len()).filter_map(|index| label_of(items, index)).collect(),
        }),
        _ => Err(PathError::Ambiguous { path: path.to_owned(), part: label.to_owned() }),
    }
}

fn nowhere(here: &Value, path: &str, part: &str) -> PathError {
    let known = here.as_object().map(|map| map.keys().cloned().collect()).unwrap_or_default();
    PathError::Nowhere { path: path.to_owned(), part: part.to_owned(), known }
}

/// What an item can be called in a path.
fn names_of(item: &Value) -> impl Iterator<Item = String> + '_ {
    IDENTIFYING.iter().filter_map(|key| match item.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// The shortest unmistakable name of an item.
fn label_of(items: &[Value], index: usize) -> Option<String> {
    let shared = |name: &str| items.iter().filter(|item| names_of(item).any(|other| other == name)).count() > 1;
    names_of(items.get(index)?).find(|name| !shared(name))
}

fn collect(value: &Value, route: &mut Route, found: &mut Vec<Route>) {
    let mut visit = |step: Step, inner: &Value| {
        route.push(step);
        collect(inner, route, found);
        route.pop();
    };
    match (matcher::read(value), value) {
        (Ok(Some(Matcher::Only(_))), Value::Object(map)) => {
            if let Some(list) = map.get("$only") {
                visit(Step::Key("$only".to_owned()), list);
            }
            if value["$only"].as_array().is_some_and(|items| is_object_list(items)) {
                found.push(route.clone());
            }
        }
        (Ok(None), Value::Object(map)) if !map.is_empty() => {
            for (key, inner) in map.iter().filter(|(key, _)| !key.starts_with('$')) {
                visit(Step::Key(key.clone()), inner);
            }
        }
        (_, Value::Array(items)) if is_object_list(items) => {
            for (index, inner) in items.iter().enumerate() {
                visit(Step::Item(index), inner);
            }
        }
        _ => found.push(route.clone()),
    }
}

/// Whether a list is one of things with fields (containers, mounts), and not of plain values (args).
#[must_use]
pub fn is_object_list(items: &[Value]) -> bool {
    !items.is_empty() && items.iter().all(|item| item.is_object() && matches!(matcher::read(item), Ok(None)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sample() -> Value {
        json!({"spec": {
            "containers": [{"name": "app", "args": ["a", "b"], "ports": [{"containerPort": 8080}],
                "volumeMounts": [{"name": "$v", "mountPath": "/a"}, {"name": "$v", "mountPath": "/b", "readOnly": true}]}],
            "volumes": {"$only": [{"name": "$v", "emptyDir": {}}]}
        }, "metadata": {"annotations": {"prometheus.io/port": "9102"}}})
    }

    fn round(path: &str) -> String {
        let expect = sample();
        resolve(&expect, path).map_or_else(|error| error.to_string(), |route| display(&expect, &route))
    }

    #[test]
    fn resolves_and_displays() {
        assert_eq!(round("spec.containers[app].args"), "spec.containers[app].args");
        assert_eq!(round("spec.containers[0].ports[8080]"), "spec.containers[app].ports[8080]");
        assert_eq!(
            round("spec.containers[app].volumeMounts[/b].readOnly"),
            "spec.containers[app].volumeMounts[/b].readOnly"
        );
        assert_eq!(round("spec.volumes[$v].emptyDir"), "spec.volumes[$v].emptyDir");
        assert_eq!(round("metadata.annotations[prometheus.io/port]"), "metadata.annotations[prometheus.io/port]");
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(round("spec.contaners"), "nothing is expected at `spec.contaners`: there is no `contaners`");
        assert_eq!(
            round("spec.containers[app].volumeMounts[$v]"),
            "`$v` in `spec.containers[app].volumeMounts[$v]` could be more than one item; name it by another of its keys"
        );
        assert_eq!(round("spec..x"), "`spec..x` is not a path such as `spec.containers[app].image`");
        assert_eq!(round(""), "`` is not a path such as `spec.containers[app].image`");
        assert_eq!(round("spec[containers"), "`spec[containers` is not a path such as `spec.containers[app].image`");
    }

    #[test]
    fn leaves_are_what_is_compared() {
        let expect = sample();
        let paths: Vec<String> = leaves(&expect).iter().map(|route| display(&expect, route)).collect();
        assert_eq!(
            paths,
            [
                "metadata.annotations[prometheus.io/port]",
                "spec.containers[app].args",
                "spec.containers[app].name",
                "spec.containers[app].ports[8080].containerPort",
                "spec.containers[app].volumeMounts[/a].mountPath",
                "spec.containers[app].volumeMounts[/a].name",
                "spec.containers[app].volumeMounts[/b].mountPath",
                "spec.containers[app].volumeMounts[/b].name",
                "spec.containers[app].volumeMounts[/b].readOnly",
                "spec.volumes[$v].emptyDir",
                "spec.volumes[$v].name",
                "spec.volumes",
            ]
        );
    }

    #[test]
    fn the_longest_path_owns() {
        let expect = sample();
        let route = |path| resolve(&expect, path).unwrap();
        let checks = vec![vec![route("spec")], vec![route("spec.containers[app].ports"), route("metadata")]];
        assert_eq!(owner(&checks, &route("spec.containers[app].ports[8080].containerPort")), Some(1));
        assert_eq!(owner(&checks, &route("spec.containers[app].args")), Some(0));
        assert_eq!(owner(&checks[1..], &route("spec.containers[app].args")), None);
    }
}
