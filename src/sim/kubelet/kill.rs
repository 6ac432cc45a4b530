//! Ending containers: preStop hooks, SIGTERM, the grace period, SIGKILL, and the order of sidecars. It must not know why.

use std::time::Duration;

use crate::sim::{
    model::Which,
    runtime::{CallId, Runtime},
};

use super::{
    Cluster,
    actions::KillOrder,
    events::Note,
    hooks::{self, Begun},
    probes,
    state::field_of,
    worker::Worker,
};

/// No container gets less time than that.
const SHORTEST_GRACE: Duration = Duration::from_secs(2);
/// A runtime that waited in vain needs that long to kill. A probe that is asked when the time is up is still answered.
const LATE: Duration = Duration::from_millis(50);

/// A container on its way out.
#[derive(Debug, Clone)]
pub(super) struct Killing {
    /// The place in `PodState::runs`.
    run: usize,
    message: String,
    /// What is left of it, in whole seconds.
    grace: Duration,
    /// It ends no sooner than these runs: those that a sidecar serves.
    after: Vec<usize>,
    /// A preStop hook that was asked and has not answered.
    hook: Option<CallId>,
    stage: Stage,
}

#[derive(Debug, Clone)]
enum Stage {
    New,
    /// A preStop hook has its time.
    Hook {
        since: Duration,
        until: Duration,
    },
    /// Others are to end first.
    Turn {
        since: Duration,
    },
    Term {
        until: Duration,
    },
    Killed,
}

impl Killing {
    fn new(run: usize, message: String, grace: u64) -> Self {
        let grace = Duration::from_secs(grace);
        Self { run, message, grace, after: Vec::new(), hook: None, stage: Stage::New }
    }

    /// When there is something to do at the latest.
    pub(super) fn wake(&self) -> Option<Duration> {
        match &self.stage {
            Stage::New => Some(Duration::ZERO),
            Stage::Turn { since } => Some(*since + self.grace),
            Stage::Hook { until, .. } | Stage::Term { until } => Some(*until),
            Stage::Killed => None,
        }
    }

    /// Takes what was waited from the grace period. A node counts whole seconds.
    fn spend(&mut self, waited: Duration) {
        self.grace = self.grace.saturating_sub(Duration::from_secs(waited.as_secs()));
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
        Some(Killing::new(order.run, order.message.clone(), seconds))
    }

    /// All that runs. All are told at once, and their hooks run; then main containers end, and after them sidecars in the
    /// reverse of their order.
    pub(super) fn kill_all(&self, grace: Option<u64>) -> Vec<Killing> {
        let grace = grace.unwrap_or_else(|| self.state.pod.grace_seconds());
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
            let after = alive.iter().filter(later).copied().collect();
            Killing { after, ..Killing::new(*run, format!("Stopping container {name}"), grace) }
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
        let now = cluster.now;
        if self.is_over_in(killing.run, cluster) {
            if matches!(killing.stage, Stage::New) {
                // The node goes by what it saw last, and says so.
                self.tell_of_killing(killing, cluster);
            }
            // A command of a hook dies with its container; only a nap goes on.
            self.hear_hook(killing, true, cluster);
            return !matches!(killing.stage, Stage::Hook { until, .. } if killing.hook.is_none() && now < until);
        }
        let answered = self.hear_hook(killing, false, cluster);
        loop {
            match killing.stage {
                Stage::New => self.announce(killing, cluster),
                Stage::Hook { since, until } => {
                    if !answered && now < until {
                        return false;
                    }
                    killing.spend(now.saturating_sub(since));
                    killing.stage = Stage::Turn { since: now };
                }
                Stage::Turn { since } => {
                    let waited = now.saturating_sub(since);
                    if waited < killing.grace && !killing.after.iter().all(|run| self.is_over_in(*run, cluster)) {
                        return false;
                    }
                    killing.spend(waited);
                    self.terminate_run(killing, cluster);
                }
                Stage::Term { until } => {
                    if now < until {
                        return self.is_over_in(killing.run, cluster);
                    }
                    if let Some(id) = self.state.runs[killing.run].id {
                        cluster.runtime.signal(id, "KILL");
                    }
                    killing.stage = Stage::Killed;
                }
                Stage::Killed => {
                    let over = self.is_over_in(killing.run, cluster);
                    if over {
                        self.hear_hook(killing, true, cluster);
                    }
                    return over;
                }
            }
        }
    }

    /// Looks for a hook's answer, and tells of a failure; true where it has been answered. A hook that takes longer than the
    /// grace period still runs, until its container is gone.
    fn hear_hook<R: Runtime>(&mut self, killing: &mut Killing, gone: bool, cluster: &mut Cluster<R>) -> bool {
        let Some(call) = killing.hook else { return false };
        let answer = cluster.runtime.answer(call);
        let failed = match answer {
            None if !gone => return false,
            None => {
                cluster.runtime.cancel(call);
                true
            }
            Some(reply) => {
                let which = self.state.runs[killing.run].which;
                let hook = self.state.pod.container(which).and_then(|c| c.lifecycle.pre_stop.as_ref());
                hook.is_some_and(|hook| self.hook_went(hook, &reply, cluster).is_err())
            }
        };
        killing.hook = None;
        if failed {
            self.hook_failed(killing.run, cluster);
        }
        true
    }

    fn announce<R: Runtime>(&mut self, killing: &mut Killing, cluster: &mut Cluster<R>) {
        let now = cluster.now;
        let run = &mut self.state.runs[killing.run];
        run.killed = true;
        let (which, id) = (run.which, run.id);
        let Some(container) = self.state.pod.container(which).cloned() else { return };
        self.tell_of_killing(killing, cluster);
        let hook = container.lifecycle.pre_stop.as_ref().filter(|_| !killing.grace.is_zero());
        let Some((hook, id)) = hook.zip(id) else { return };
        let ip = self.state.sandbox.map_or_else(String::new, |s| s.ip.to_string());
        match hooks::begin(hook, &container, id, &ip) {
            Begun::Nap(nap) => killing.stage = Stage::Hook { since: now, until: now + nap.min(killing.grace) },
            Begun::Question(question) => {
                killing.hook = Some(cluster.runtime.call(question));
                killing.stage = Stage::Hook { since: now, until: now + killing.grace };
            }
            Begun::Impossible(_) => self.hook_failed(killing.run, cluster),
        }
    }

    fn tell_of_killing<R: Runtime>(&self, killing: &mut Killing, cluster: &mut Cluster<R>) {
        let which = self.state.runs[killing.run].which;
        if let Some(container) = self.state.pod.container(which) {
            let note = Note::normal("Killing", &field_of(which, container), killing.message.clone());
            cluster.note(&self.object, note);
        }
        killing.stage = Stage::Turn { since: cluster.now };
    }

    fn terminate_run<R: Runtime>(&mut self, killing: &mut Killing, cluster: &mut Cluster<R>) {
        let run = &self.state.runs[killing.run];
        let signal = self.state.pod.container(run.which).and_then(|c| c.lifecycle.stop_signal.clone());
        let signal = signal.as_deref().map_or("TERM", |s| s.trim_start_matches("SIG")).to_owned();
        if let Some(id) = run.id {
            cluster.runtime.signal(id, &signal);
        }
        killing.stage = Stage::Term { until: cluster.now + killing.grace.max(SHORTEST_GRACE) + LATE };
    }

    fn hook_failed<R: Runtime>(&mut self, run: usize, cluster: &mut Cluster<R>) {
        let which = self.state.runs[run].which;
        if let Some(container) = self.state.pod.container(which) {
            let note = Note::warning("FailedPreStopHook", &field_of(which, container), "PreStopHook failed");
            cluster.note(&self.object, note);
        }
    }
}
