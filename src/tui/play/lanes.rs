//! A container's life as spans of one state and marks at moments. It must not know how they are drawn.

use std::time::Duration;

use serde_json::Value;

use crate::sim::{Life, RunRecord};

/// What a container is among those of its Pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It runs to its end before the others start.
    Init,
    /// An init container that keeps running.
    Sidecar,
    /// One of `containers`.
    Main,
}

/// How a container is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It has not been started, or waits for something.
    Waiting,
    /// It runs and is not ready.
    Running,
    /// It runs, and is ready where that means something.
    Ready,
    /// It ended badly and is started again later.
    BackingOff,
    /// It has ended for good, or the Pod is gone.
    Over,
}

/// A state for some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: Duration,
    pub state: State,
}

/// Something at a moment. The greater one is shown where two share a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// It ended with 0.
    Done,
    /// A probe failed.
    ProbeFailed,
    /// It ended with another code, or could not be started.
    Crashed,
}

/// A container's life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    pub name: String,
    pub kind: Kind,
    /// In order; the first begins at zero.
    pub spans: Vec<Span>,
    /// In order.
    pub marks: Vec<(Duration, Mark)>,
}

impl Lane {
    /// How the container is at a moment.
    #[must_use]
    pub fn state(&self, at: Duration) -> State {
        let after = self.spans.partition_point(|span| span.from <= at);
        after.checked_sub(1).and_then(|index| self.spans.get(index)).map_or(State::Waiting, |span| span.state)
    }

    /// The greatest mark from one moment until before another.
    #[must_use]
    pub fn mark(&self, from: Duration, to: Duration) -> Option<Mark> {
        let start = self.marks.partition_point(|(at, _)| *at < from);
        self.marks[start..].iter().take_while(|(at, _)| *at < to).map(|(_, mark)| *mark).max()
    }
}

/// The lanes of a Pod's containers, in the order in which they are started.
#[must_use]
pub fn lanes(life: &Life, pod: &str) -> Vec<Lane> {
    let Some(object) = life.last_seen(pod) else { return Vec::new() };
    let moments = life.moments(pod);
    let containers = |list: &str| object["spec"][list].as_array().cloned().unwrap_or_default();
    let kind = |container: &Value| if container["restartPolicy"] == "Always" { Kind::Sidecar } else { Kind::Init };
    let init = containers("initContainers").into_iter().map(|container| (kind(&container), container));
    let main = containers("containers").into_iter().map(|container| (Kind::Main, container));
    init.chain(main)
        .map(|(kind, container)| {
            let name = container["name"].as_str().unwrap_or_default().to_owned();
            let spans = spans(life, pod, &name, kind, &moments);
            let marks = marks(life, pod, &name);
            Lane { name, kind, spans, marks }
        })
        .collect()
}

fn spans(life: &Life, pod: &str, name: &str, kind: Kind, moments: &[Duration]) -> Vec<Span> {
    let runs = life.runs(pod, name);
    let ends = runs.iter().filter_map(|run| run.ended.map(|(at, _)| at));
    let mut edges: Vec<Duration> =
        runs.iter().map(|run| run.started).chain(ends).chain(moments.iter().copied()).collect();
    edges.push(Duration::ZERO);
    edges.sort_unstable();
    edges.dedup();
    let mut spans: Vec<Span> = Vec::new();
    for from in edges {
        let state = state(life, pod, name, kind, runs, from);
        if spans.last().is_none_or(|last| last.state != state) {
            spans.push(Span { from, state });
        }
    }
    spans
}

/// The runtime knows first whether a container runs; all else is what the API shows.
fn state(life: &Life, pod: &str, name: &str, kind: Kind, runs: &[RunRecord], at: Duration) -> State {
    let Some(object) = life.pod(pod, at) else { return State::Over };
    let status = life.container(pod, name, at);
    let newest = runs.iter().rev().find(|run| run.started <= at);
    let ended = |run: &RunRecord| run.refused || run.ended.is_some_and(|(end, _)| end <= at);
    if let Some(run) = newest.filter(|run| !ended(run)) {
        let ready = kind == Kind::Init || status.is_some_and(|status| status["ready"] == true);
        // What the API still says of the run before is not about this one.
        let fresh = status.is_some_and(|status| status["restartCount"] == u64::from(run.run));
        return if ready && (fresh || kind == Kind::Init) { State::Ready } else { State::Running };
    }
    let reason = status.and_then(|status| status["state"]["waiting"]["reason"].as_str()).unwrap_or_default();
    let over = matches!(object["status"]["phase"].as_str(), Some("Succeeded" | "Failed"));
    if reason.ends_with("BackOff") {
        return State::BackingOff;
    }
    match newest {
        None if !over => State::Waiting,
        Some(run) if !over && runs.iter().any(|later| later.run > run.run) => State::BackingOff,
        // What comes next may lie behind the end of the record.
        Some(run) if !over && comes_again(object, name, kind, run) => State::BackingOff,
        _ => State::Over,
    }
}

/// Whether a container that has ended is to be started again, by its restart policy or its Pod's.
fn comes_again(pod: &Value, name: &str, kind: Kind, run: &RunRecord) -> bool {
    let list = if kind == Kind::Main { "containers" } else { "initContainers" };
    let own = pod["spec"][list].as_array().into_iter().flatten().find(|container| container["name"] == name);
    let own = own.and_then(|container| container["restartPolicy"].as_str());
    let failed = run.refused || run.ended.is_some_and(|(_, code)| code != 0);
    let by_policy = match own.or(pod["spec"]["restartPolicy"].as_str()) {
        Some("Never") => false,
        Some("OnFailure") => failed,
        _ => failed || kind != Kind::Init,
    };
    by_policy && pod["metadata"]["deletionTimestamp"].is_null()
}

fn marks(life: &Life, pod: &str, name: &str) -> Vec<(Duration, Mark)> {
    let ends = life.runs(pod, name).iter().filter_map(|run| {
        let (at, code) = run.ended?;
        Some((at, if code == 0 && !run.refused { Mark::Done } else { Mark::Crashed }))
    });
    let failed = life.runs(pod, name).iter().flat_map(|run| run.unhealthy.iter().map(|at| (*at, Mark::ProbeFailed)));
    let mut marks: Vec<(Duration, Mark)> = ends.chain(failed).collect();
    marks.sort_unstable();
    marks
}

/// The moments at which something can be seen to happen.
#[must_use]
pub fn edges(life: &Life, pod: &str, lanes: &[Lane]) -> Vec<Duration> {
    const CLOSEST: Duration = Duration::from_millis(100);
    let spans = lanes.iter().flat_map(|lane| lane.spans.iter().map(|span| span.from));
    let marks = lanes.iter().flat_map(|lane| lane.marks.iter().map(|(at, _)| *at));
    let rows = life.rows(pod);
    let mut all: Vec<Duration> = rows.iter().map(|change| change.at).chain(spans).chain(marks).collect();
    all.sort_unstable();
    let mut edges: Vec<Duration> = Vec::new();
    for at in all {
        match edges.last_mut() {
            // Of what happens almost at once the last is shown, when all of it has happened.
            Some(last) if at.saturating_sub(*last) < CLOSEST => *last = at,
            _ => edges.push(at),
        }
    }
    edges
}
