//! Ending containers: preStop hooks, SIGTERM, the grace period, SIGKILL, and the order of sidecars. It must not know why.

use std::time::Duration;

use crate::sim::{
    model::{Handler, Which},
    runtime::{CallId, Reply, Runtime},
};

use super::{Cluster, actions::KillOrder, events::Note, probes, state::field_of, worker::Worker};

/// No container gets less time than that.
const SHORTEST_GRACE: Duration = Duration::from_secs(2);

/// A container on its way out.
#[derive(Debug, Clone)]
pub(super) struct Killing {
    /// The place in `PodState::runs`.
    run: usize,
    message: String,
    grace: Duration,
    stage: Stage,
}

#[derive(Debug, Clone)]
enum Stage {
    /// Sidecars wait until these runs are over.
    Turn {
        after: Vec<usize>,
        since: Option<Duration>,
    },
    Hook {
        call: Option<CallId>,
        since: Duration,
        until: Duration,
    },
    Term {
        until: Duration,
    },
    Killed,
}

impl Killing {
    /// When there is something to do at the latest.
    pub(super) fn wake(&self) -> Option<Duration> {
        match &self.stage {
            Stage::Turn { since: None, .. } => Some(Duration::ZERO),
            Stage::Turn { since: Some(since), .. } => Some(*since + self.grace),
            Stage::Hook { until, .. } | Stage::Term { until } => Some(*until),
            Stage::Killed => None,
        }
    }
}

impl Worker {
    /// The killing that a failed probe or hook asks for.
    pub(super) fn kill_order(&self, order: &KillOrder) -> Option<Killing> {
        let run = self.state.runs.get(order.run)?;
        let container = self.state.pod.container(run.which)?;
        let own = match order.probe {
            Some(probes::Kind::Liveness) => container.liveness_probe.as_ref(),
            Some(probes::Kind::Startup) => container.startup_probe.as_ref(),
            _ => None,
        };
        let own = own.and_then(|probe| probe.termination_grace_period_seconds);
        let seconds = own.and_then(|s| u64::try_from(s).ok()).unwrap_or_else(|| self.state.pod.grace_seconds());
        Some(Killing {
            run: order.run,
            message: order.message.clone(),
            grace: Duration::from_secs(seconds),
            stage: Stage::Turn { after: Vec::new(), since: None },
        })
    }

    /// All that runs: main containers at once, sidecars after them in the reverse of their order.
    pub(super) fn kill_all(&self, grace: Option<u64>) -> Vec<Killing> {
        let grace = Duration::from_secs(grace.unwrap_or_else(|| self.state.pod.grace_seconds()));
        let alive: Vec<usize> = (0..self.state.runs.len()).filter(|i| self.state.runs[*i].ended.is_none()).collect();
        let one = |run: &usize| {
            let which = self.state.runs[*run].which;
            let container = self.state.pod.container(which);
            let sidecar =
                matches!(which, Which::Init(_)) && container.is_some_and(crate::sim::model::Container::is_sidecar);
            let later = |other: &&usize| match (which, self.state.runs[**other].which) {
                (Which::Init(_), Which::Main(_)) => sidecar,
                (Which::Init(mine), Which::Init(theirs)) => sidecar && theirs > mine,
                _ => false,
            };
            let name = container.map_or("", |c| &c.name);
            Killing {
                run: *run,
                message: format!("Stopping container {name}"),
                grace,
                stage: Stage::Turn { after: alive.iter().filter(later).copied().collect(), since: None },
            }
        };
        alive.iter().map(one).collect()
    }

    /// Goes on with every killing; those that are done are taken out.
    pub(super) fn poll_kills<R: Runtime>(&mut self, kills: &mut Vec<Killing>, cluster: &mut Cluster<R>) {
        // A container that ends may be what another waits for.
        let mut before = usize::MAX;
        while kills.len() < before {
            before = kills.len();
            kills.retain_mut(|killing| !self.poll_kill(killing, cluster));
        }
    }

    fn is_over_in<R: Runtime>(&self, run: usize, cluster: &Cluster<R>) -> bool {
        let run = &self.state.runs[run];
        run.ended.is_some() || run.id.is_none_or(|id| cluster.runtime.exit(id).is_some())
    }

    /// True once the container is over.
    fn poll_kill<R: Runtime>(&mut self, killing: &mut Killing, cluster: &mut Cluster<R>) -> bool {
        if self.is_over_in(killing.run, cluster) {
            if let Stage::Hook { call: Some(call), .. } = killing.stage {
                cluster.runtime.cancel(call);
            }
            return true;
        }
        let now = cluster.now;
        loop {
            match &mut killing.stage {
                Stage::Turn { after, since } => {
                    let since = *since.get_or_insert(now);
                    let waited = now.saturating_sub(since);
                    let others = after.clone();
                    if waited < killing.grace && !others.iter().all(|run| self.is_over_in(*run, cluster)) {
                        return false;
                    }
                    killing.grace = killing.grace.saturating_sub(waited);
                    self.announce(killing, cluster);
                }
                Stage::Hook { call, since, until } => {
                    let answer = call.and_then(|call| cluster.runtime.answer(call));
                    let failed = !matches!(
                        answer,
                        None | Some(Reply::Exec { code: 0, .. } | Reply::Http { .. } | Reply::Connected)
                    );
                    if answer.is_none() && now < *until {
                        return false;
                    }
                    if let (Some(call), None) = (*call, &answer) {
                        cluster.runtime.cancel(call);
                    }
                    killing.grace = killing.grace.saturating_sub(now.saturating_sub(*since));
                    if failed {
                        self.hook_failed(killing.run, cluster);
                    }
                    self.terminate_run(killing, cluster);
                }
                Stage::Term { until } => {
                    if now < *until {
                        return self.is_over_in(killing.run, cluster);
                    }
                    if let Some(id) = self.state.runs[killing.run].id {
                        cluster.runtime.signal(id, "KILL");
                    }
                    killing.stage = Stage::Killed;
                }
                Stage::Killed => return self.is_over_in(killing.run, cluster),
            }
        }
    }

    fn announce<R: Runtime>(&mut self, killing: &mut Killing, cluster: &mut Cluster<R>) {
        let now = cluster.now;
        let run = &mut self.state.runs[killing.run];
        run.killed = true;
        let (which, id) = (run.which, run.id);
        let Some(container) = self.state.pod.container(which) else { return };
        cluster.note(&self.object, Note::normal("Killing", &field_of(which, container), killing.message.clone()));
        let hook = container.lifecycle.pre_stop.as_ref().filter(|_| !killing.grace.is_zero());
        let ip = self.state.sandbox.map_or_else(String::new, |s| s.ip.to_string());
        match (hook, id) {
            (Some(Handler { sleep: Some(sleep), .. }), _) => {
                let nap = Duration::from_secs(u64::try_from(sleep.seconds).unwrap_or(0)).min(killing.grace);
                killing.stage = Stage::Hook { call: None, since: now, until: now + nap };
            }
            (Some(hook), Some(id)) => match probes::question(hook, container, id, &ip) {
                Some(question) => {
                    let call = Some(cluster.runtime.call(question));
                    killing.stage = Stage::Hook { call, since: now, until: now + killing.grace };
                }
                None => self.terminate_run(killing, cluster),
            },
            _ => self.terminate_run(killing, cluster),
        }
    }

    fn terminate_run<R: Runtime>(&mut self, killing: &mut Killing, cluster: &mut Cluster<R>) {
        let run = &self.state.runs[killing.run];
        let signal = self.state.pod.container(run.which).and_then(|c| c.lifecycle.stop_signal.clone());
        let signal = signal.as_deref().map_or("TERM", |s| s.trim_start_matches("SIG")).to_owned();
        if let Some(id) = run.id {
            cluster.runtime.signal(id, &signal);
        }
        killing.stage = Stage::Term { until: cluster.now + killing.grace.max(SHORTEST_GRACE) };
    }

    fn hook_failed<R: Runtime>(&mut self, run: usize, cluster: &mut Cluster<R>) {
        let which = self.state.runs[run].which;
        if let Some(container) = self.state.pod.container(which) {
            let note = Note::warning("FailedPreStopHook", &field_of(which, container), "PreStopHook failed");
            cluster.note(&self.object, note);
        }
    }
}
