//! Starting a container: back-off, image, configuration, start, postStart hook. It must not know why it is started.
//!
//! Reasons and words are those of `startContainer` and `EnsureImageExists` in the kubelet.

use std::{net::Ipv4Addr, time::Duration};

use crate::sim::{
    images::Lookup,
    model::{Container, Which},
    runtime::{CallId, ContainerConfig, RunId, Runtime},
};

use super::{
    Cluster,
    actions::KillOrder,
    config::{self, Refusal},
    events::Note,
    hooks::{self, Begun},
    kill::Killing,
    state::{Ended, Reason, Run, Seen, field_of},
    worker::Worker,
};

/// Making and starting a container takes that long.
const START: Duration = Duration::from_millis(100);
/// A registry needs that long to say that there is nothing.
const REFUSED_PULL: Duration = Duration::from_millis(500);
/// A pull needs that long for an image's first bytes, and one second more for as many bytes.
const PULL: Duration = Duration::from_millis(700);
const BYTES_A_SECOND: u64 = 40_000_000;

/// A container on its way in.
#[derive(Debug, Clone)]
pub(super) struct Starting {
    pub(super) which: Which,
    stage: Stage,
}

#[derive(Debug, Clone)]
enum Stage {
    Pull { until: Duration, began: Duration, error: Option<String> },
    Create { until: Duration },
    Hook { run: usize, call: Option<CallId>, until: Duration },
    Undo { kills: Vec<Killing>, message: String },
}

/// How a look at it ended.
pub(super) enum Progress {
    Still(Box<Starting>),
    Started,
    Failed,
}

impl Starting {
    pub(super) fn wake(&self) -> Option<Duration> {
        match &self.stage {
            Stage::Pull { until, .. } | Stage::Create { until } | Stage::Hook { call: None, until, .. } => Some(*until),
            Stage::Hook { .. } => None,
            Stage::Undo { kills, .. } => kills.iter().filter_map(Killing::wake).min(),
        }
    }

    pub(super) fn cancel<R: Runtime>(self, cluster: &mut Cluster<R>) {
        if let Stage::Hook { call: Some(call), .. } = self.stage {
            cluster.runtime.cancel(call);
        }
    }
}

impl Worker {
    /// Begins to start a container: it may be too early, or its image may not be there.
    pub(super) fn begin_start<R: Runtime>(&mut self, which: Which, cluster: &mut Cluster<R>) -> Progress {
        let Some(container) = self.state.pod.container(which).cloned() else { return Progress::Failed };
        if self.backs_off(which, &container, cluster) {
            return Progress::Failed;
        }
        match self.image(which, &container, cluster) {
            Ok(stage) => Progress::Still(Box::new(Starting { which, stage })),
            Err(reason) => self.fail(which, &container, reason, None, cluster),
        }
    }

    /// Notes why the container could not be started, and when to try again.
    fn fail<R: Runtime>(
        &mut self,
        which: Which,
        container: &Container,
        reason: Reason,
        event: Option<String>,
        cluster: &mut Cluster<R>,
    ) -> Progress {
        let words = event.unwrap_or_else(|| reason.reason.to_owned());
        if reason.reason != "PostStartHookError" {
            let note = Note::warning("Failed", &field_of(which, container), format!("Error: {words}"));
            cluster.note(&self.object, note);
        }
        self.new_reasons.push((container.name.clone(), Some(reason)));
        self.errors.push(None);
        Progress::Failed
    }

    fn backs_off<R: Runtime>(&mut self, which: Which, container: &Container, cluster: &mut Cluster<R>) -> bool {
        let Some(event) = self.state.newest_ended(which).map(|ended| ended.at) else { return false };
        // A container that was changed begins anew.
        let key = format!("{} {}", container.name, container.image);
        let Some(until) = self.restarts.until(&key, event, cluster.now) else {
            self.restarts.next(key, event, cluster.now);
            return false;
        };
        let pod = self.state.pod.full_name();
        let words = format!("Back-off restarting failed container {} in pod {pod}", container.name);
        cluster.note(&self.object, Note::warning("BackOff", &field_of(which, container), words));
        let delay = go_duration(self.restarts.delay(&key));
        let message = format!("back-off {delay} restarting failed container={} pod={pod}", container.name);
        self.new_reasons.push((container.name.clone(), Some(Reason { reason: "CrashLoopBackOff", message })));
        self.errors.push(Some(until));
        true
    }

    fn image<R: Runtime>(
        &mut self,
        which: Which,
        container: &Container,
        cluster: &mut Cluster<R>,
    ) -> Result<Stage, Reason> {
        let (name, field, now) = (&container.image, field_of(which, container), cluster.now);
        let found = match cluster.images.look_up(name) {
            Lookup::Invalid(words) => {
                let words = format!("Failed to apply default image tag {name:?}: {words}");
                cluster.note(&self.object, Note::warning("InspectFailed", &field, words.clone()));
                return Err(Reason { reason: "InvalidImageName", message: words });
            }
            Lookup::Unknown(words) => Err(words),
            Lookup::Found(found) => Ok(found),
        };
        let policy = container.pull_policy();
        let pulled = self.pulled.contains(name);
        if found.as_ref().is_ok_and(|f| pulled || f.present) && policy != "Always" {
            let words = format!("Container image {name:?} already present on machine and can be accessed by the pod");
            cluster.note(&self.object, Note::normal("Pulled", &field, words));
            return Ok(Stage::Create { until: now + START });
        }
        if policy == "Never" {
            let words = format!("Container image {name:?} is not present with pull policy of Never");
            cluster.note(&self.object, Note::warning("ErrImageNeverPull", &field, words.clone()));
            return Err(Reason { reason: "ErrImageNeverPull", message: words });
        }
        if self.pulls.until_since_update(name, now).is_some() {
            let words = format!("Back-off pulling image {name:?}");
            cluster.note(&self.object, Note::normal("BackOff", &field, words.clone()));
            let last = self.pull_errors.get(name).map_or_else(String::new, |e| format!(": ErrImagePull: {e}"));
            return Err(Reason { reason: "ImagePullBackOff", message: format!("{words}{last}") });
        }
        cluster.note(&self.object, Note::normal("Pulling", &field, format!("Pulling image {name:?}")));
        let (took, error) = match found {
            Ok(found) if pulled || found.present => (PULL, None),
            Ok(found) => (PULL + Duration::from_millis(found.image.size * 1000 / BYTES_A_SECOND), None),
            Err(words) => (REFUSED_PULL, Some(words)),
        };
        Ok(Stage::Pull { until: now + took, began: now, error })
    }

    /// Looks whether a container on its way in got further.
    pub(super) fn poll_start<R: Runtime>(&mut self, mut starting: Starting, cluster: &mut Cluster<R>) -> Progress {
        let which = starting.which;
        let Some(container) = self.state.pod.container(which).cloned() else { return Progress::Failed };
        let now = cluster.now;
        match starting.stage {
            Stage::Pull { until, .. } | Stage::Create { until } if now < until => Progress::Still(Box::new(starting)),
            Stage::Pull { error: Some(words), .. } => self.pull_failed(which, &container, words, cluster),
            Stage::Pull { began, error: None, .. } => {
                self.pull_done(which, &container, began, cluster);
                starting.stage = Stage::Create { until: now + START };
                Progress::Still(Box::new(starting))
            }
            Stage::Create { .. } => self.create(which, &container, cluster),
            Stage::Hook { run, call, until } => {
                // A command dies with its container, and that is an answer too.
                let answer = call.and_then(|call| cluster.runtime.answer(call));
                match answer {
                    None if call.is_none() && now >= until => self.started(&container),
                    None => Progress::Still(Box::new(starting)),
                    Some(reply) => {
                        let hook = container.lifecycle.post_start.clone().unwrap_or_default();
                        match self.hook_went(&hook, &reply, cluster) {
                            Ok(()) => self.started(&container),
                            Err((error, printed)) => self.undo(which, &container, run, (&error, &printed), cluster),
                        }
                    }
                }
            }
            Stage::Undo { mut kills, message } => {
                self.poll_kills(&mut kills, cluster);
                if kills.is_empty() {
                    let reason = Reason { reason: "PostStartHookError", message };
                    return self.fail(which, &container, reason, None, cluster);
                }
                Progress::Still(Box::new(Starting { which, stage: Stage::Undo { kills, message } }))
            }
        }
    }

    fn pull_failed<R: Runtime>(
        &mut self,
        which: Which,
        container: &Container,
        words: String,
        cluster: &mut Cluster<R>,
    ) -> Progress {
        let (field, now, name) = (field_of(which, container), cluster.now, container.image.clone());
        let event = format!("Failed to pull image {name:?}: {words}");
        cluster.note(&self.object, Note::warning("Failed", &field, event));
        self.pulls.next(name.clone(), now, now);
        self.pull_errors.insert(name, words.clone());
        self.fail(which, container, Reason { reason: "ErrImagePull", message: words }, None, cluster)
    }

    fn pull_done<R: Runtime>(
        &mut self,
        which: Which,
        container: &Container,
        began: Duration,
        cluster: &mut Cluster<R>,
    ) {
        let name = container.image.clone();
        let size = cluster.images.find(&name).map_or(0, |found| found.image.size);
        let took = go_duration(cluster.now.saturating_sub(began));
        let words = format!(
            "Successfully pulled image {name:?} in {took} ({took} including waiting). Image size: {size} bytes."
        );
        cluster.note(&self.object, Note::normal("Pulled", &field_of(which, container), words));
        self.pulled.insert(name);
    }

    fn create<R: Runtime>(&mut self, which: Which, container: &Container, cluster: &mut Cluster<R>) -> Progress {
        let Some(found) = cluster.images.find(&container.image) else { return Progress::Failed };
        let ip = self.state.sandbox.map_or(Ipv4Addr::UNSPECIFIED, |s| s.ip);
        let (uid, runtime) = (&self.state.pod.metadata.uid, &*cluster.runtime);
        let files = |volume: &str, path: &str| runtime.volume_file(uid, volume, path);
        let config = match config::build(&self.state.pod, which, container, &found, ip, cluster.store, &files) {
            Ok(config) => config,
            Err(refusal) => {
                let (reason, message) = match refusal {
                    Refusal::Config(words) => ("CreateContainerConfigError", words),
                    Refusal::Create(words) => ("CreateContainerError", words),
                };
                return self.fail(
                    which,
                    container,
                    Reason { reason, message: message.clone() },
                    Some(message),
                    cluster,
                );
            }
        };
        let field = field_of(which, container);
        cluster.note(&self.object, Note::normal("Created", &field, "Container created"));
        self.launch(which, container, &config, cluster)
    }

    fn launch<R: Runtime>(
        &mut self,
        which: Which,
        container: &Container,
        config: &ContainerConfig,
        cluster: &mut Cluster<R>,
    ) -> Progress {
        let now = cluster.now;
        let attempt = self.state.latest(which).map_or(0, |index| self.state.runs[index].attempt + 1);
        let container_id = format!("containerd://{}", cluster.store.hex(64));
        let mut run = Run {
            which,
            attempt,
            id: None,
            container_id,
            started: now,
            ended: None,
            seen: Seen::Not,
            killed: false,
            image: container.image.clone(),
            unhealthy: Vec::new(),
        };
        let index = self.state.runs.len();
        match cluster.runtime.start(config) {
            Ok(id) => run.id = Some(id),
            Err(words) => {
                let ended = Ended {
                    code: 128,
                    reason: "StartError".to_owned(),
                    message: words.clone(),
                    at: now,
                    stillborn: true,
                };
                run.ended = Some(ended);
                self.state.runs.push(run);
                let reason = Reason { reason: "RunContainerError", message: words.clone() };
                return self.fail(which, container, reason, Some(words), cluster);
            }
        }
        let id = run.id;
        self.state.runs.push(run);
        cluster.note(&self.object, Note::normal("Started", &field_of(which, container), "Container started"));
        let Some((hook, id)) = container.lifecycle.post_start.as_ref().zip(id) else { return self.started(container) };
        let ip = self.state.sandbox.map_or_else(String::new, |s| s.ip.to_string());
        let stage = match hooks::begin(hook, container, id, &ip) {
            Begun::Nap(nap) => Stage::Hook { run: index, call: None, until: now + nap },
            Begun::Question(question) => {
                Stage::Hook { run: index, call: Some(cluster.runtime.call(question)), until: Duration::MAX }
            }
            Begun::Impossible(words) => return self.undo(which, container, index, (&words, ""), cluster),
        };
        Progress::Still(Box::new(Starting { which, stage }))
    }

    fn started(&mut self, container: &Container) -> Progress {
        self.new_reasons.push((container.name.clone(), None));
        Progress::Started
    }

    /// Takes a container back whose postStart hook failed: with what error, and what it had printed.
    fn undo<R: Runtime>(
        &mut self,
        which: Which,
        container: &Container,
        run: usize,
        (error, printed): (&str, &str),
        cluster: &mut Cluster<R>,
    ) -> Progress {
        let field = field_of(which, container);
        cluster.note(&self.object, Note::warning("FailedPostStartHook", &field, "PostStartHook failed"));
        let order = KillOrder { run, message: "FailedPostStartHook".to_owned(), probe: None };
        let kills = self.kill_order(&order).into_iter().collect();
        let hook = container.lifecycle.post_start.clone().unwrap_or_default();
        let message = hooks::failure(&self.state.pod, container, &hook, error, printed);
        Progress::Still(Box::new(Starting { which, stage: Stage::Undo { kills, message } }))
    }
}

/// What a run leaves as its termination message.
pub(super) fn last_words<R: Runtime>(container: &Container, run: RunId, code: i32, cluster: &Cluster<R>) -> String {
    let words = cluster.runtime.message(run);
    let fall_back = container.termination_message_policy.as_deref() == Some("FallbackToLogsOnError");
    if words.is_empty() && fall_back && code != 0 {
        return cluster.runtime.log_tail(run, 80, 2048);
    }
    words
}

/// `1m20s`, `2.5s`, `700ms`, as Go prints a duration of whole milliseconds.
fn go_duration(duration: Duration) -> String {
    let (minutes, millis) = (duration.as_secs() / 60, duration.as_millis() % 60_000);
    if minutes == 0 && (1..1000).contains(&millis) {
        return format!("{millis}ms");
    }
    let fraction = format!("{:03}", millis % 1000);
    let seconds = match fraction.trim_end_matches('0') {
        "" => format!("{}s", millis / 1000),
        digits => format!("{}.{digits}s", millis / 1000),
    };
    if minutes == 0 { seconds } else { format!("{minutes}m{seconds}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_gos() {
        for (millis, want) in
            [(10_000, "10s"), (80_000, "1m20s"), (700, "700ms"), (2200, "2.2s"), (300_000, "5m0s"), (61_050, "1m1.05s")]
        {
            assert_eq!(go_duration(Duration::from_millis(millis)), want);
        }
    }
}
