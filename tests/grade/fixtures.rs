//! Exercises of the tests' own, so that they do not change with the content of the program.

use std::collections::BTreeSet;

use podlings::exercise::{Exercise, load};
use podlings::grade::{CheckResult, Verdict, grade};

/// An init container writes a file into a shared volume for the app.
pub fn config_loader() -> Exercise {
    read("config-loader", include_str!("exercises/config-loader.toml"))
}

/// The same, in a world in which the Service `late` comes after twenty seconds, and the app has to wait for it.
pub fn late_service() -> Exercise {
    let more = r#"[[world]]
at = "20s"
manifest = "{apiVersion: v1, kind: Service, metadata: {name: late}, spec: {selector: {a: b}, ports: [{port: 80}]}}"

[[life]]
id = "patient"
text = "The app does not start before the Service `late` is there"
points = 1
why = "-"
by = "5m"
never = true
frozen = true
status = "Running"

[solution]
"#;
    let text = include_str!("exercises/config-loader.toml");
    read("late-service", &text.replacen("[solution]\n", more, 1))
}

/// A field of every sort that is compared in a way of its own.
pub fn everything() -> Exercise {
    read("everything", include_str!("exercises/everything.toml"))
}

fn read(id: &str, text: &str) -> Exercise {
    load(id, "tests", id, text).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// The checks about fields that a text fails, and no others.
pub fn failed(exercise: &Exercise, text: &str) -> BTreeSet<String> {
    failed_of(exercise, &grade(exercise, text))
}

/// The checks about fields that fail in a verdict.
pub fn failed_of(exercise: &Exercise, verdict: &Verdict) -> BTreeSet<String> {
    let about_fields = |check: &&CheckResult| exercise.checks.iter().any(|spec| spec.id == check.id);
    let failed = verdict.checks.iter().filter(about_fields).filter(|check| !check.passed);
    failed.map(|check| check.id.clone()).collect()
}

/// A set of ids.
pub fn ids<const N: usize>(ids: [&str; N]) -> BTreeSet<String> {
    ids.into_iter().map(str::to_owned).collect()
}
