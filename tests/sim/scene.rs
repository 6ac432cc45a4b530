//! Small scenes: a Pod from one line, its life, and what can be asked of it.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its case ends there")]

use std::time::Duration;

use podlings::sim::{Change, Images, Life, Limits, Simulation, What, play, read_objects};
use serde_json::Value;

pub fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub fn objects(manifest: &str) -> Vec<Value> {
    read_objects(manifest.as_bytes(), "pod.yaml").unwrap_or_else(|refused| panic!("{refused:?}"))
}

pub fn life(manifest: &str, seconds: u64) -> Life {
    play(&objects(manifest), &[], s(seconds), Images::default(), Limits::default())
}

pub fn live(manifest: &str, seconds: u64) -> Simulation {
    let mut simulation = Simulation::new(Images::default(), Limits::default());
    for object in objects(manifest) {
        simulation.apply(object);
    }
    simulation.run_until(s(seconds));
    simulation
}

/// A Pod `p` with the containers given as a flow sequence.
pub fn pod(rest: &str) -> String {
    format!("{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{{rest}}}}}")
}

pub fn status(life: &Life, seconds: u64) -> String {
    life.row("p", s(seconds)).map_or_else(String::new, |row| format!("{} {}", row.ready, row.status))
}

pub fn log(life: &Life, container: &str) -> String {
    life.log_text("p", container, false).unwrap_or_default().to_owned()
}

pub fn reasons(life: &Life) -> Vec<String> {
    life.events("p", life.until).iter().map(|event| event["reason"].as_str().unwrap().to_owned()).collect()
}

pub fn run(script: &str) -> String {
    format!("{{name: app, image: 'busybox:1.36', command: [sh, -c, {}]", serde_json::json!(script))
}

/// A life in which the Pod `p` is deleted at a moment.
pub fn deleted(manifest: &str, at: u64, seconds: u64) -> Life {
    let what = What::Delete { kind: "Pod".into(), namespace: "default".into(), name: "p".into() };
    let change = Change { at: s(at), what };
    play(&objects(manifest), &[change], s(seconds), Images::default(), Limits::default())
}

/// The rows of the Pod `p`: second, READY, STATUS, RESTARTS.
pub fn rows(life: &Life) -> Vec<String> {
    let one = |change: podlings::sim::RowChange| match change.row {
        Some(row) => format!("{} {} {} {}", change.at.as_secs(), row.ready, row.status, row.restarts),
        None => format!("{} (deleted)", change.at.as_secs()),
    };
    life.rows("p").into_iter().map(one).collect()
}

/// The events of the Pod `p` for a reason: how often, and what they say.
pub fn told(life: &Life, reason: &str) -> Vec<String> {
    let events = life.events("p", life.until);
    let of = events.iter().filter(|event| event["reason"] == reason);
    of.map(|event| format!("{}x {}", event["count"], event["message"].as_str().unwrap())).collect()
}

/// The state of a container of the Pod `p` at the end.
pub fn state(life: &Life, container: &str) -> Value {
    life.container("p", container, life.until).unwrap()["state"].clone()
}
