//! Examines the expected Pod: matchers that are well formed, paths that lead somewhere, each field owned by one check. It
//! must not know how a Pod is compared with it.

use serde_json::Value;

use super::matcher::{self, Matcher};
use super::model::CheckSpec;
use super::nearest::nearest;
use super::path::{self, PathError, Route, Step};
use super::source::{At, Source, at};

/// The deepest expectation that is read.
const MAX_DEPTH: usize = 32;

/// Notes what is wrong with the expectation and with the checks that own it.
pub(super) fn examine(source: &mut Source<'_>, expect: &Value, checks: &[CheckSpec]) {
    for key in expect.as_object().into_iter().flat_map(|map| map.keys()) {
        if !["metadata", "spec"].contains(&key.as_str()) {
            let help =
                "the parts of a Pod are `[expect.metadata]` and `[expect.spec]`; apiVersion and kind need no word";
            source.wrong_with_help(
                at!["expect", key.as_str()],
                format!("`expect.{key}` is not graded"),
                Some(help.to_owned()),
            );
        }
    }
    if !values(source, expect, &mut vec![At::from("expect")]) {
        return;
    }
    let routes = check_routes(source, expect, checks);
    if source.is_good() {
        ownership(source, expect, checks, &routes);
    }
}

/// The routes that the checks' paths lead to. The exercise was loaded, so that each path leads somewhere.
#[must_use]
pub fn routes(expect: &Value, checks: &[CheckSpec]) -> Vec<Vec<Route>> {
    let of = |check: &CheckSpec| check.paths.iter().filter_map(|path| path::resolve(expect, path).ok()).collect();
    checks.iter().map(of).collect()
}

/// Looks at each value; `false` where the depth is too much to go on.
fn values(source: &mut Source<'_>, value: &Value, at: &mut Vec<At>) -> bool {
    if at.len() > MAX_DEPTH {
        source.wrong(at, format!("the expectation is nested more than {MAX_DEPTH} levels deep"));
        return false;
    }
    match matcher::read(value) {
        Err(message) => {
            let word = value.as_object().and_then(|map| map.keys().find(|key| key.starts_with('$')));
            let near = word.and_then(|word| nearest(word, matcher::NAMES).first().map(|near| (word, *near)));
            let help = near.filter(|(word, near)| word != near).map(|(_, near)| format!("did you mean `{near}`?"));
            source.wrong_with_help(at, message, help);
            return true;
        }
        Ok(Some(Matcher::Matches(pattern))) => {
            if regex::Regex::new(pattern).is_err() {
                source.wrong(at, format!("`{pattern}` is not a regular expression"));
            }
            return true;
        }
        Ok(Some(Matcher::OneOf(_) | Matcher::Contains(_) | Matcher::Any | Matcher::Absent)) => return true,
        Ok(Some(Matcher::Only(_)) | None) => {}
    }
    match value {
        Value::Null => {
            source.wrong(at, "Kubernetes has no dates and no infinite numbers; write a text");
            true
        }
        Value::String(text)
            if text.starts_with('$') && matcher::free_name(text).is_none() && !text.starts_with("$(") =>
        {
            let help =
                "a free name is `$` and a word; a text with a dollar is written {\"$oneOf\" = [\"…\"]}".to_owned();
            source.wrong_with_help(at, format!("`{text}` is not a free name"), Some(help));
            true
        }
        Value::Array(items) => items.iter().enumerate().all(|(index, item)| inner(source, item, At::Item(index), at)),
        Value::Object(map) => map.iter().all(|(key, item)| {
            if key == matcher::SIDECAR && item != &Value::Bool(true) {
                source.wrong(at, format!("`{key}` can only be true"));
            }
            inner(source, item, At::Key(key.clone()), at)
        }),
        _ => true,
    }
}

fn inner(source: &mut Source<'_>, value: &Value, step: At, at: &mut Vec<At>) -> bool {
    at.push(step);
    let good = values(source, value, at);
    at.pop();
    good
}

/// Resolves each path of each check, and notes those that lead nowhere.
fn check_routes(source: &mut Source<'_>, expect: &Value, checks: &[CheckSpec]) -> Vec<Vec<Route>> {
    let mut routes = Vec::new();
    for (index, check) in checks.iter().enumerate() {
        let mut own = Vec::new();
        for (nr, text) in check.paths.iter().enumerate() {
            let here = at!["checks", index, "paths", nr];
            match path::resolve(expect, text) {
                Ok(route) => own.push(route),
                Err(error) => {
                    let help = meant(&error);
                    source.wrong_with_help(here, error.to_string(), help);
                }
            }
        }
        if check.paths.is_empty() {
            source.wrong(at!["checks", index, "paths"], "a check owns at least one path");
        }
        routes.push(own);
    }
    routes
}

fn meant(error: &PathError) -> Option<String> {
    let PathError::Nowhere { part, known, .. } = error else { return None };
    match nearest(part, known.iter().map(String::as_str)).first() {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if known.is_empty() => None,
        None => Some(format!("expected there: {}", known.join(", "))),
    }
}

/// Each field has one owner, and each check owns something.
fn ownership(source: &mut Source<'_>, expect: &Value, checks: &[CheckSpec], routes: &[Vec<Route>]) {
    let mut used = vec![false; checks.len()];
    for leaf in path::leaves(expect) {
        match path::owner(routes, &leaf) {
            Some(index) => used[index] = true,
            None if matches!(leaf.as_slice(), []) => {}
            None => {
                let message = format!("no check owns `{}`", path::display(expect, &leaf));
                let help = "add the path to one of the checks, or to a new one".to_owned();
                source.wrong_with_help(&place(&leaf), message, Some(help));
            }
        }
    }
    for (index, check) in checks.iter().enumerate() {
        for (nr, route) in routes[index].iter().enumerate() {
            let elsewhere = routes[..index].iter().flatten().chain(&routes[index][..nr]).any(|other| other == route);
            if elsewhere {
                source.wrong(at!["checks", index, "paths", nr], format!("`{}` has an owner already", check.paths[nr]));
            }
        }
        if !used[index] {
            source.wrong(at!["checks", index, "paths"], "longer paths of other checks own everything below these");
        }
    }
}

/// The place of an expected field in its file.
fn place(route: &[Step]) -> Vec<At> {
    let steps = route.iter().map(|step| match step {
        Step::Key(key) => At::Key(key.clone()),
        Step::Item(index) => At::Item(*index),
    });
    std::iter::once(At::from("expect")).chain(steps).collect()
}
