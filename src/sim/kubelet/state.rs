//! What the kubelet knows of a Pod: its runs of containers as the runtime last showed them, its sandbox, why a container
//! could not be started. It must not decide anything.

use std::{collections::BTreeMap, net::Ipv4Addr, time::Duration};

use crate::sim::{
    model::{Container, Pod, Which},
    runtime::RunId,
};

/// One run of a container.
#[derive(Debug, Clone)]
pub struct Run {
    pub which: Which,
    /// How often the container had been started before.
    pub attempt: u32,
    /// `None` where the runtime could not start it.
    pub id: Option<RunId>,
    /// `containerd://…`
    pub container_id: String,
    pub started: Duration,
    pub ended: Option<Ended>,
    /// What the last look at the runtime showed.
    pub seen: Seen,
    /// The kubelet is killing it, or has.
    pub killed: bool,
    /// The image that it was made of.
    pub image: String,
    /// When one of its probes failed; events tell this only until there are too many of them.
    pub unhealthy: Vec<Duration>,
}

/// What the kubelet has noticed of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    Not,
    Running,
    Ended,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub code: i32,
    pub reason: String,
    pub message: String,
    pub at: Duration,
    /// It never began, so it has no time of start.
    pub stillborn: bool,
}

/// Why a container waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    pub reason: &'static str,
    pub message: String,
}

/// A Pod's sandbox.
#[derive(Debug, Clone, Copy)]
pub struct Sandbox {
    pub ip: Ipv4Addr,
    pub alive: bool,
}

/// The Pod and what is known of it.
#[derive(Debug, Clone)]
pub struct PodState {
    pub pod: Pod,
    pub runs: Vec<Run>,
    pub sandbox: Option<Sandbox>,
    /// The sandbox as the last look at the runtime showed it.
    pub sandbox_seen: Option<Sandbox>,
    pub reasons: BTreeMap<String, Reason>,
    /// The kubelet took the Pod on.
    pub accepted: Duration,
    /// The Pod's deletion was asked for.
    pub deleted: bool,
    /// The Pod was ended as a whole: the status' reason and message.
    pub ended: Option<Reason>,
}

impl PodState {
    /// The newest run of a container that has been noticed.
    #[must_use]
    pub fn newest(&self, which: Which) -> Option<&Run> {
        self.noticed(which).next()
    }

    /// The noticed runs of a container, newest first.
    pub fn noticed(&self, which: Which) -> impl Iterator<Item = &Run> {
        self.runs.iter().rev().filter(move |run| run.which == which && run.seen != Seen::Not)
    }

    /// The newest noticed run that is over.
    #[must_use]
    pub fn newest_ended(&self, which: Which) -> Option<&Ended> {
        self.noticed(which).find(|run| run.seen == Seen::Ended).and_then(|run| run.ended.as_ref())
    }

    /// The place in `runs` of the newest run of a container, noticed or not.
    #[must_use]
    pub fn latest(&self, which: Which) -> Option<usize> {
        self.runs.iter().rposition(|run| run.which == which)
    }

    /// A main container has been made in the sandbox that stands, so initialization is behind.
    #[must_use]
    pub fn is_initialized(&self) -> bool {
        self.sandbox_seen.is_some_and(|sandbox| sandbox.alive) && self.was_initialized()
    }

    /// A main container has been made at some time.
    #[must_use]
    pub fn was_initialized(&self) -> bool {
        self.runs.iter().any(|run| matches!(run.which, Which::Main(_)) && run.seen != Seen::Not)
    }

    /// A main container runs, so initialization need not be looked into.
    #[must_use]
    pub fn runs_main(&self) -> bool {
        let mains = (0..self.pod.spec.containers.len()).map(Which::Main);
        mains.filter_map(|which| self.newest(which)).any(|run| run.seen == Seen::Running)
    }

    /// The container is to be started, as things were last seen.
    #[must_use]
    pub fn wants_start(&self, which: Which, container: &Container) -> bool {
        if self.deleted {
            return false;
        }
        let Some(run) = self.newest(which) else { return true };
        let Some(ended) = run.ended.as_ref().filter(|_| run.seen == Seen::Ended) else { return false };
        container.restarts_after(ended.code, self.pod.spec.restart_policy)
    }
}

/// `spec.containers{app}`, as events name a container.
#[must_use]
pub fn field_of(which: Which, container: &Container) -> String {
    match which {
        Which::Init(_) => format!("spec.initContainers{{{}}}", container.name),
        Which::Main(_) => format!("spec.containers{{{}}}", container.name),
    }
}
