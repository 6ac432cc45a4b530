//! One Pod in the kubelet's hands: syncs follow each other, each a list of steps that may wait. It must not know what is
//! started or killed how (`start`, `kill`), nor what a sync has to do (`actions`).

mod disk;
mod leaving;
mod secrets;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    net::Ipv4Addr,
    sync::Arc,
    time::Duration,
};

use serde_json::Value;

use crate::sim::{
    model::{Pod, Which},
    runtime::{Runtime, VolumeConfig},
    store::Key,
};

use super::{
    Cluster, actions,
    backoff::Backoff,
    events::Note,
    kill::Killing,
    next_multiple,
    probes::{Around, Kind, Outcome, Prober, Results, View},
    start::{Progress, Starting},
    state::{Ended, PodState, Reason, Sandbox, Seen},
    status::{self, About},
};

/// Making a sandbox takes that long.
const SANDBOX: Duration = Duration::from_millis(250);
/// A sync waits no longer for volumes.
const VOLUME_WAIT: Duration = Duration::from_secs(123);
/// The first wait after a volume could not be made, and the longest.
const VOLUME_RETRY: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(122));
/// After a sync that went well, and after one that did not.
const RESYNC: Duration = Duration::from_mins(1);
const RETRY: Duration = Duration::from_secs(10);
/// A node scatters its waits by up to half. Here a wait whose end is known (a back-off) is hardly longer than it must be,
/// so that a learner sees the 10, 20, 40 seconds of the book; any other is longer by what is usual. In hundredths.
const SCATTER: (u32, u32) = (102, 118);
/// A Pod that is gone is taken from the API server that much later.
const FAREWELL: Duration = Duration::from_millis(200);

/// Reason and words where a Pod ran too long.
const DEADLINE: &str = "DeadlineExceeded";
const PAST_DEADLINE: &str = "Pod was active on the node longer than the specified deadline";

/// What a Pod's worker does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Syncing,
    Terminating,
    /// All containers are over for good.
    Over,
    Gone,
}

/// A step of a sync.
#[derive(Debug, Clone)]
enum Step {
    Volumes,
    Compute,
    Sandbox,
    Kill(Box<Killing>),
    KillAll {
        grace: Option<u64>,
    },
    StopSandbox,
    Start(Which),
    /// A look at the runtime, out of turn.
    Look,
}

/// A step that waits.
#[derive(Debug, Clone)]
enum Waiting {
    Volumes { until: Duration },
    Sandbox { until: Duration },
    Kills(Vec<Killing>),
    Start(Box<Starting>),
}

/// How a look at a step that waits ended.
enum Look {
    Still(Waiting),
    Done,
    /// The rest of the sync falls away.
    Broken,
}

/// A sync under way.
#[derive(Debug, Clone, Default)]
struct Sync {
    steps: VecDeque<Step>,
    waiting: Option<Waiting>,
}

/// A volume's way to being there.
#[derive(Debug, Clone, Default)]
struct VolumeTry {
    made: Option<VolumeConfig>,
    next: Duration,
    delay: Duration,
}

/// One Pod.
#[derive(Debug, Clone)]
pub(super) struct Worker {
    pub(super) state: PodState,
    pub(super) object: Arc<Value>,
    /// The object from which `state` knows the Pod.
    read: Arc<Value>,
    pub(super) results: Results,
    pub(super) restarts: Backoff<String>,
    pub(super) pulls: Backoff<String>,
    pub(super) pull_errors: BTreeMap<String, String>,
    pub(super) pulled: BTreeSet<String>,
    /// What went wrong in this sync: when to try again, where that is known.
    pub(super) errors: Vec<Option<Duration>>,
    pub(super) new_reasons: Vec<(String, Option<Reason>)>,
    key: Key,
    stage: Stage,
    sync: Option<Sync>,
    wanted: bool,
    requeue: Option<Duration>,
    synced: Option<Duration>,
    probers: Vec<Prober>,
    views: BTreeMap<Which, View>,
    tries: BTreeMap<String, VolumeTry>,
    ip: Ipv4Addr,
    farewell: Option<Duration>,
}

impl Worker {
    /// A Pod that the kubelet takes on; `None` where the object cannot be read as a Pod.
    pub(super) fn new(object: &Arc<Value>, ip: Ipv4Addr, now: Duration) -> Option<Self> {
        let pod = Pod::read(object).ok()?;
        let ip = if pod.spec.host_network { super::NODE_IP } else { ip };
        let state = PodState {
            pod,
            runs: Vec::new(),
            sandbox: None,
            sandbox_seen: None,
            reasons: BTreeMap::new(),
            accepted: now,
            deleted: false,
            ended: None,
        };
        Some(Self {
            state,
            object: Arc::clone(object),
            read: Arc::clone(object),
            results: Results::default(),
            restarts: Backoff::default(),
            pulls: Backoff::default(),
            pull_errors: BTreeMap::new(),
            pulled: BTreeSet::new(),
            errors: Vec::new(),
            new_reasons: Vec::new(),
            key: Key::of(object),
            stage: Stage::Syncing,
            sync: None,
            wanted: true,
            requeue: None,
            synced: None,
            probers: Vec::new(),
            views: BTreeMap::new(),
            tries: BTreeMap::new(),
            ip,
            farewell: None,
        })
    }

    pub(super) fn state(&self) -> &PodState {
        &self.state
    }

    pub(super) fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Over | Stage::Gone)
    }

    pub(super) fn is_gone(&self) -> bool {
        self.stage == Stage::Gone
    }

    /// Labels and annotations may have changed; a deletion may have been asked for.
    pub(super) fn object_changed<R: Runtime>(&mut self, object: &Arc<Value>, cluster: &mut Cluster<R>) {
        self.object = Arc::clone(object);
        if !says_the_same(&self.read, object)
            && let Ok(pod) = Pod::read(object)
        {
            self.read = Arc::clone(object);
            let images = |pod: &Pod| pod.all().map(|(_, container)| container.image.clone()).collect::<Vec<_>>();
            let changed = images(&pod) != images(&self.state.pod);
            let deadline = pod.spec.active_deadline_seconds != self.state.pod.spec.active_deadline_seconds;
            self.state.pod.metadata = pod.metadata.clone();
            if changed || deadline {
                self.state.pod = pod;
                self.wanted = true;
            }
        }
        if object["metadata"]["deletionTimestamp"].is_null() || self.state.deleted {
            return;
        }
        self.state.deleted = true;
        let grace = object["metadata"]["deletionGracePeriodSeconds"].as_u64();
        if self.stage == Stage::Over {
            self.farewell = Some(cluster.now + FAREWELL);
        } else if self.stage == Stage::Syncing {
            self.terminate(grace, cluster);
        }
    }

    /// When there is something to do at the latest.
    pub(super) fn wake(&self) -> Option<Duration> {
        let probers = self.probers.iter().filter(|_| !self.is_over()).map(Prober::wake).min();
        let requeue = self.requeue.filter(|_| self.sync.is_none());
        let volumes = self.tries.values().filter(|t| t.made.is_none()).map(|t| t.next).min();
        let deadline = self.deadline().filter(|_| self.stage == Stage::Syncing);
        let waiting = self.sync.as_ref().and_then(|sync| sync.waiting.as_ref()).and_then(Waiting::wake);
        let first = (self.wanted && self.synced.is_none() && self.sync.is_none()).then_some(self.state.accepted);
        let volumes = volumes.filter(|_| self.stage == Stage::Syncing);
        [probers, requeue, volumes, deadline, waiting, first, self.farewell].into_iter().flatten().min()
    }

    fn deadline(&self) -> Option<Duration> {
        let seconds = u64::try_from(self.state.pod.spec.active_deadline_seconds?).ok()?;
        Some(self.state.accepted + Duration::from_secs(seconds))
    }

    /// Does what is due. `relisted` is when the runtime was last looked at.
    pub(super) fn tick<R: Runtime>(&mut self, relisted: Duration, cluster: &mut Cluster<R>) {
        let now = cluster.now;
        if self.farewell.is_some_and(|at| now >= at) {
            self.leave(cluster);
            return;
        }
        if self.is_over() {
            return;
        }
        self.probe(cluster);
        if self.stage == Stage::Syncing && self.deadline().is_some_and(|at| now >= at) {
            self.state.ended = Some(Reason { reason: DEADLINE, message: PAST_DEADLINE.to_owned() });
            self.tell_of_deadline(cluster);
            self.terminate(None, cluster);
        }
        self.advance(cluster);
        if self.requeue.is_some_and(|at| now >= at) {
            (self.wanted, self.requeue) = (true, None);
        }
        let looked_since = self.synced.is_none_or(|synced| relisted > synced);
        if self.wanted && self.sync.is_none() && self.stage == Stage::Syncing && looked_since {
            self.begin_sync(cluster);
        }
    }

    /// A node says so each time that it works out the Pod's status.
    fn tell_of_deadline<R: Runtime>(&self, cluster: &mut Cluster<R>) {
        if self.state.ended.as_ref().is_some_and(|ended| ended.reason == DEADLINE) {
            cluster.note(&self.object, Note::normal(DEADLINE, "", PAST_DEADLINE));
        }
    }

    fn begin_sync<R: Runtime>(&mut self, cluster: &mut Cluster<R>) {
        (self.wanted, self.requeue) = (false, None);
        self.errors.clear();
        let phase = self.report(false, cluster);
        if matches!(phase.as_str(), "Succeeded" | "Failed") {
            self.terminate(None, cluster);
            return;
        }
        self.sync = Some(Sync { steps: [Step::Volumes, Step::Compute].into(), waiting: None });
        self.advance(cluster);
    }

    /// Goes on with the sync until a step waits.
    fn advance<R: Runtime>(&mut self, cluster: &mut Cluster<R>) {
        while let Some(mut sync) = self.sync.take() {
            if let Some(waiting) = sync.waiting.take() {
                match self.poll(waiting, cluster) {
                    Look::Still(still) => {
                        sync.waiting = Some(still);
                        self.sync = Some(sync);
                        return;
                    }
                    Look::Done => {}
                    Look::Broken => sync.steps.clear(),
                }
            }
            let Some(step) = sync.steps.pop_front() else {
                self.finish(cluster);
                return;
            };
            match self.begin(step, &mut sync.steps, cluster) {
                Look::Still(waiting) => sync.waiting = Some(waiting),
                Look::Done => {}
                Look::Broken => sync.steps.clear(),
            }
            self.sync = Some(sync);
        }
    }

    fn begin<R: Runtime>(&mut self, step: Step, steps: &mut VecDeque<Step>, cluster: &mut Cluster<R>) -> Look {
        match step {
            Step::Volumes => Look::Still(Waiting::Volumes { until: cluster.now + VOLUME_WAIT }),
            Step::Compute => {
                self.tell_of_pull_secrets(cluster);
                self.add_probers(cluster.now);
                self.plan(steps);
                Look::Done
            }
            Step::Sandbox => Look::Still(Waiting::Sandbox { until: cluster.now + SANDBOX }),
            Step::Kill(killing) => Look::Still(Waiting::Kills(vec![*killing])),
            Step::KillAll { grace } => Look::Still(Waiting::Kills(self.kill_all(grace))),
            Step::StopSandbox => {
                cluster.runtime.remove_sandbox(&self.state.pod.metadata.uid);
                if let Some(sandbox) = &mut self.state.sandbox {
                    sandbox.alive = false;
                }
                Look::Done
            }
            Step::Start(which) => {
                let progress = self.begin_start(which, cluster);
                self.started_or_not(which, progress)
            }
            Step::Look => {
                self.relist(cluster);
                Look::Done
            }
        }
    }

    /// Turns what has to be done into steps.
    fn plan(&mut self, steps: &mut VecDeque<Step>) {
        let actions = actions::compute(&self.state, &self.results);
        if actions.kill_pod {
            steps.extend([Step::KillAll { grace: None }, Step::StopSandbox]);
            return;
        }
        for order in actions.kill {
            if let Some(killing) = self.kill_order(&order) {
                steps.push_back(Step::Kill(Box::new(killing)));
            }
        }
        if actions.create_sandbox {
            steps.push_back(Step::Sandbox);
        }
        steps.extend(actions.start.into_iter().map(Step::Start));
    }

    /// Looks whether a step that waited is done.
    fn poll<R: Runtime>(&mut self, waiting: Waiting, cluster: &mut Cluster<R>) -> Look {
        match waiting {
            Waiting::Volumes { until } => {
                if self.make_volumes(cluster) {
                    Look::Done
                } else if cluster.now >= until {
                    // Only the volumes themselves are told of; that waiting for them took too long is no event.
                    self.errors.push(None);
                    Look::Broken
                } else {
                    Look::Still(Waiting::Volumes { until })
                }
            }
            Waiting::Sandbox { until } if cluster.now < until => Look::Still(Waiting::Sandbox { until }),
            Waiting::Sandbox { .. } => {
                if let Some(words) = super::sandbox::too_many_servers(&self.state.pod) {
                    cluster.note(&self.object, Note::warning("DNSConfigForming", "", words));
                }
                cluster.runtime.create_sandbox(&super::sandbox::sandbox(&self.state.pod, self.ip));
                self.state.sandbox = Some(Sandbox { ip: self.ip, alive: true });
                Look::Done
            }
            Waiting::Kills(mut kills) => {
                self.poll_kills(&mut kills, cluster);
                if kills.is_empty() { Look::Done } else { Look::Still(Waiting::Kills(kills)) }
            }
            Waiting::Start(starting) => {
                let which = starting.which;
                let progress = self.poll_start(*starting, cluster);
                self.started_or_not(which, progress)
            }
        }
    }

    /// An init container that cannot be started keeps all behind it from starting; a sidecar does not.
    fn started_or_not(&self, which: Which, progress: Progress) -> Look {
        match progress {
            Progress::Still(starting) => Look::Still(Waiting::Start(starting)),
            Progress::Started => Look::Done,
            Progress::Failed => {
                let sidecar = self.state.pod.container(which).is_some_and(crate::sim::model::Container::is_sidecar);
                if matches!(which, Which::Init(_)) && !sidecar { Look::Broken } else { Look::Done }
            }
        }
    }

    /// A sync came to its end.
    fn finish<R: Runtime>(&mut self, cluster: &mut Cluster<R>) {
        for (name, reason) in self.new_reasons.drain(..) {
            match reason {
                Some(reason) => self.state.reasons.insert(name, reason),
                None => self.state.reasons.remove(&name),
            };
        }
        self.synced = Some(cluster.now);
        if self.stage == Stage::Terminating {
            self.stage = Stage::Over;
            self.state.sandbox_seen = self.state.sandbox;
            // Once when the last container is gone, and once when the Pod is put away.
            self.tell_of_deadline(cluster);
            self.tell_of_deadline(cluster);
            self.report(true, cluster);
            if self.state.deleted {
                self.farewell = Some(cluster.now + FAREWELL);
            }
            return;
        }
        let known = self.errors.iter().flatten().min().map(|at| at.saturating_sub(cluster.now));
        let scattered = match known {
            Some(wait) => wait.min(RESYNC) * SCATTER.0 / 100,
            None if self.errors.is_empty() => RESYNC * SCATTER.1 / 100,
            None => RETRY * SCATTER.1 / 100,
        };
        self.requeue = Some(next_multiple(cluster.now + scattered, Duration::from_secs(1)));
    }

    /// Writes the Pod's status as it is now; its phase.
    fn report<R: Runtime>(&mut self, terminal: bool, cluster: &mut Cluster<R>) -> String {
        let object = Arc::clone(&self.object);
        let old = &object["status"];
        let about = About { results: &self.results, images: cluster.images, old, terminal, now: cluster.now };
        let status = status::generate(&self.state, &about);
        let phase = status["phase"].as_str().unwrap_or("").to_owned();
        let status = status::held_back(status, old, terminal);
        match cluster.store.set_status(&self.key, &self.state.pod.metadata.uid, &status) {
            Some(object) => self.object = object,
            // Another Pod may have taken the name.
            None => Arc::make_mut(&mut self.object)["status"] = status,
        }
        self.refresh_views(cluster.now);
        phase
    }

    /// What probes see of the containers; who is not ready is asked again at once.
    fn refresh_views(&mut self, now: Duration) {
        for (which, container) in self.state.pod.all() {
            let Some(run) = self.state.newest(which) else { continue };
            let Some(id) = run.id else { continue };
            let running = (run.seen == Seen::Running).then_some(run.started);
            let up = self.results.get(&run.container_id, Kind::Startup) == Some(Outcome::Success);
            let started = running.is_some() && (container.startup_probe.is_none() || up);
            let view = View { run: id, container_id: run.container_id.clone(), running, started };
            let ready = self.results.get(&run.container_id, Kind::Readiness) == Some(Outcome::Success);
            if started && !ready {
                for prober in &mut self.probers {
                    if prober.which == which && prober.kind == Kind::Readiness {
                        prober.trigger(now);
                    }
                }
            }
            self.views.insert(which, view);
        }
    }

    fn add_probers(&mut self, now: Duration) {
        if !self.probers.is_empty() {
            return;
        }
        for (which, container) in self.state.pod.all() {
            if matches!(which, Which::Init(_)) && !container.is_sidecar() {
                continue;
            }
            let all = [
                (Kind::Startup, &container.startup_probe),
                (Kind::Liveness, &container.liveness_probe),
                (Kind::Readiness, &container.readiness_probe),
            ];
            for (kind, probe) in all {
                if let Some(probe) = probe {
                    self.probers.push(Prober::new(which, kind, probe.clone(), now));
                }
            }
        }
    }

    fn probe<R: Runtime>(&mut self, cluster: &mut Cluster<R>) {
        let ip = self.ip.to_string();
        let mut report = false;
        for index in 0..self.probers.len() {
            let prober = &mut self.probers[index];
            if cluster.now < prober.wake() && !prober.is_asking() {
                continue;
            }
            let Some(container) = self.state.pod.container(prober.which) else { continue };
            let mut around = Around {
                now: cluster.now,
                runtime: cluster.runtime,
                results: &mut self.results,
                ip: &ip,
                container,
                view: self.views.get(&prober.which),
                deleted: self.state.deleted,
            };
            let tick = prober.tick(&mut around);
            let failed = tick.unhealthy.is_some();
            if let Some(words) = tick.unhealthy {
                let field = super::state::field_of(prober.which, container);
                cluster.note(&self.object, Note::warning("Unhealthy", &field, words));
            }
            if let Some(words) = tick.warning {
                let field = super::state::field_of(prober.which, container);
                cluster.note(&self.object, Note::warning("ProbeWarning", &field, words));
            }
            if let Some(run) = self.state.latest(prober.which).filter(|_| failed) {
                self.state.runs[run].unhealthy.push(cluster.now);
            }
            self.wanted |= tick.changed;
            report |= tick.changed && prober.kind == Kind::Readiness;
        }
        if report {
            self.report(false, cluster);
        }
    }

    /// Looks at the runtime: what has begun or ended since.
    pub(super) fn relist<R: Runtime>(&mut self, cluster: &mut Cluster<R>) {
        let mut changed = false;
        for index in 0..self.state.runs.len() {
            let run = &mut self.state.runs[index];
            if let (None, Some(id)) = (&run.ended, run.id)
                && let Some(exit) = cluster.runtime.exit(id)
            {
                let container = self.state.pod.container(run.which);
                let message =
                    container.map_or_else(String::new, |c| super::start::last_words(c, id, exit.code, cluster));
                let reason = match exit.code {
                    _ if exit.oom => "OOMKilled",
                    0 => "Completed",
                    _ => "Error",
                };
                let reason = reason.to_owned();
                run.ended = Some(Ended { code: exit.code, reason, message, at: exit.at, stillborn: false });
            }
            let now = if run.ended.is_some() { Seen::Ended } else { Seen::Running };
            changed |= run.seen != now;
            run.seen = now;
        }
        let alive = |sandbox: Option<Sandbox>| sandbox.map(|s| s.alive);
        changed |= alive(self.state.sandbox) != alive(self.state.sandbox_seen);
        self.state.sandbox_seen = self.state.sandbox;
        self.wanted |= changed;
    }
}

/// Whether two versions of a Pod differ in nothing that the kubelet reads from it: in the status, or in the number of the version.
fn says_the_same(one: &Value, other: &Value) -> bool {
    fn metadata(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
        let fields = object["metadata"].as_object().into_iter().flatten();
        fields.filter(|(field, _)| *field != "resourceVersion")
    }
    one["spec"] == other["spec"] && metadata(one).eq(metadata(other))
}

impl Waiting {
    fn wake(&self) -> Option<Duration> {
        match self {
            Self::Volumes { until } | Self::Sandbox { until } => Some(*until),
            Self::Kills(kills) => kills.iter().filter_map(Killing::wake).min(),
            Self::Start(starting) => starting.wake(),
        }
    }

    fn cancel<R: Runtime>(self, cluster: &mut Cluster<R>) {
        if let Self::Start(starting) = self {
            starting.cancel(cluster);
        }
    }
}
