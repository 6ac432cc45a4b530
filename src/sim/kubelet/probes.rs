//! Probes: when they run, what their answers add up to. It must not know what is done about a failure.
//!
//! The rules are those of the kubelet's `prober/worker.go`.

use std::{collections::HashMap, time::Duration};

use crate::sim::{
    model::{Container, Handler, HttpGet, Port, Probe, Which},
    runtime::{Call, CallId, Reply, RunId, Runtime},
};

use super::environment::expand;

/// Which probe of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Startup,
    Liveness,
    Readiness,
}

impl Kind {
    /// As events begin.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Startup => "Startup",
            Self::Liveness => "Liveness",
            Self::Readiness => "Readiness",
        }
    }
}

/// What a probe's runs add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Success,
    Failure,
    Unknown,
}

/// The outcomes by container run.
#[derive(Debug, Clone, Default)]
pub struct Results(HashMap<(String, Kind), Outcome>);

impl Results {
    /// What holds for a run, by its container id.
    #[must_use]
    pub fn get(&self, container_id: &str, kind: Kind) -> Option<Outcome> {
        self.0.get(&(container_id.to_owned(), kind)).copied()
    }

    /// Notes an outcome; true where it is another than before.
    fn set(&mut self, container_id: &str, kind: Kind, outcome: Outcome) -> bool {
        self.0.insert((container_id.to_owned(), kind), outcome) != Some(outcome)
    }
}

/// A container as the last reported status shows it.
#[derive(Debug, Clone)]
pub struct View {
    pub run: RunId,
    pub container_id: String,
    /// Since when it runs; `None` where it does not.
    pub running: Option<Duration>,
    pub started: bool,
}

/// Two things within this time happen together.
const AT_ONCE: Duration = Duration::from_millis(50);

/// One probe of one container.
#[derive(Debug, Clone)]
pub struct Prober {
    pub which: Which,
    pub kind: Kind,
    probe: Probe,
    container_id: String,
    next: Duration,
    last: Outcome,
    in_a_row: u32,
    on_hold: bool,
    call: Option<(CallId, Duration)>,
}

/// What one question brought.
enum Verdict {
    /// An answer, with its words.
    Said(Outcome, String),
    /// An answer that is good enough, and what is odd about it.
    Warned(String),
    /// The question could not be put. The kubelet tells it, and forgets it: it counts neither for nor against the container.
    NotAsked(String),
}

impl Verdict {
    fn failure(words: String) -> Self {
        Self::Said(Outcome::Failure, words)
    }
}

/// What a tick of a probe brought.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tick {
    /// The words of an `Unhealthy` event.
    pub unhealthy: Option<String>,
    /// The words of a `ProbeWarning` event.
    pub warning: Option<String>,
    /// The outcome is another than before.
    pub changed: bool,
}

/// What is around a tick.
pub struct Around<'a, R> {
    pub now: Duration,
    pub runtime: &'a mut R,
    pub results: &'a mut Results,
    /// The Pod's address.
    pub ip: &'a str,
    pub container: &'a Container,
    pub view: Option<&'a View>,
    /// The Pod is being deleted.
    pub deleted: bool,
}

impl Prober {
    /// A probe whose first tick is now.
    #[must_use]
    pub fn new(which: Which, kind: Kind, probe: Probe, now: Duration) -> Self {
        Self {
            which,
            kind,
            probe,
            container_id: String::new(),
            next: now,
            last: Outcome::Unknown,
            in_a_row: 0,
            on_hold: false,
            call: None,
        }
    }

    /// When something is to be done at the latest.
    #[must_use]
    pub fn wake(&self) -> Duration {
        self.call.map_or(self.next, |(_, until)| until)
    }

    /// An answer is awaited.
    #[must_use]
    pub fn is_asking(&self) -> bool {
        self.call.is_some()
    }

    /// Runs at once, and then in its period from now.
    pub fn trigger(&mut self, now: Duration) {
        if self.call.is_none() {
            self.next = now;
        }
    }

    /// Looks at an answer, or asks again where it is time.
    pub fn tick<R: Runtime>(&mut self, around: &mut Around<R>) -> Tick {
        if let Some((call, until)) = self.call {
            let answer = match around.runtime.answer(call) {
                Some(reply) => judge(&reply),
                None if around.now >= until => {
                    around.runtime.cancel(call);
                    Verdict::failure(self.timed_out(around))
                }
                None => return Tick::default(),
            };
            self.call = None;
            return self.note(answer, around);
        }
        if around.now < self.next {
            return Tick::default();
        }
        self.next = around.now + Duration::from_secs(self.probe.period());
        self.begin(around)
    }

    fn begin<R: Runtime>(&mut self, around: &mut Around<R>) -> Tick {
        let Some(view) = around.view else { return Tick::default() };
        let mut tick = Tick::default();
        if self.container_id != view.container_id {
            self.container_id.clone_from(&view.container_id);
            let first = match self.kind {
                Kind::Startup => Outcome::Unknown,
                Kind::Liveness => Outcome::Success,
                Kind::Readiness => Outcome::Failure,
            };
            around.results.set(&self.container_id, self.kind, first);
            (self.last, self.in_a_row, self.on_hold) = (Outcome::Unknown, 0, false);
        }
        if self.on_hold {
            return tick;
        }
        let Some(since) = view.running else {
            tick.changed = around.results.set(&self.container_id, self.kind, Outcome::Failure);
            return tick;
        };
        if around.deleted && self.kind != Kind::Readiness {
            around.results.set(&self.container_id, self.kind, Outcome::Success);
            return tick;
        }
        let old_enough = around.now.saturating_sub(since) >= Duration::from_secs(self.probe.initial_delay());
        let its_turn = view.started != (self.kind == Kind::Startup);
        if !old_enough || !its_turn || is_ending(around) {
            return tick;
        }
        let until = around.now + Duration::from_secs(self.probe.timeout());
        let call = question(&self.probe.handler, around.container, view.run, around.ip);
        match call.map(|call| as_probe(call, around.container)) {
            Some(call) => self.call = Some((around.runtime.call(call), until)),
            None => return self.note(Verdict::NotAsked(no_question(&self.probe.handler)), around),
        }
        // An answer that is there at once needs no second look.
        let call = self.call.map(|(call, _)| call);
        if let Some(reply) = call.and_then(|call| around.runtime.answer(call)) {
            self.call = None;
            return self.note(judge(&reply), around);
        }
        tick
    }

    fn note<R: Runtime>(&mut self, verdict: Verdict, around: &mut Around<R>) -> Tick {
        let mut tick = Tick::default();
        let (outcome, words) = match verdict {
            Verdict::Said(outcome, words) => (outcome, words),
            Verdict::Warned(words) => {
                tick.warning = Some(format!("{} probe warning: {words}", self.kind.word()));
                (Outcome::Success, String::new())
            }
            Verdict::NotAsked(words) => {
                let word = self.kind.word();
                tick.unhealthy = Some(format!("{word} probe errored and resulted in unknown state: {words}"));
                return tick;
            }
        };
        if outcome != Outcome::Success {
            tick.unhealthy = Some(format!("{} probe failed: {words}", self.kind.word()));
        }
        self.in_a_row = if self.last == outcome { self.in_a_row + 1 } else { 1 };
        self.last = outcome;
        let enough = match outcome {
            Outcome::Success => self.probe.successes(),
            _ => self.probe.failures(),
        };
        if self.in_a_row < enough {
            return tick;
        }
        tick.changed = around.results.set(&self.container_id, self.kind, outcome);
        if self.kind == Kind::Startup || self.kind == Kind::Liveness && outcome == Outcome::Failure {
            // The container is up, or about to be killed: no more questions until the next one runs.
            (self.on_hold, self.in_a_row) = (true, 0);
        }
        tick
    }

    fn timed_out<R>(&self, around: &Around<R>) -> String {
        let seconds = self.probe.timeout();
        let handler = &self.probe.handler;
        if let Some(exec) = &handler.exec {
            return format!("command timed out: {:?} timed out after {seconds}s", exec.command.join(" "));
        }
        if let Some(get) = &handler.http_get {
            let url = url(get, around.container, around.ip);
            return format!("Get {url:?}: context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
        }
        if let Some(grpc) = &handler.grpc {
            return format!(
                "timeout: failed to connect service \"{}:{}\" within {seconds}s: context deadline exceeded",
                around.ip, grpc.port
            );
        }
        let port = handler.tcp_socket.as_ref().and_then(|t| port_number(&t.port, around.container)).unwrap_or(0);
        format!("dial tcp {}:{port}: i/o timeout", around.ip)
    }
}

/// Why there is nothing to ask: a port's name that no port has is read as a number, which it is not.
#[must_use]
pub fn no_question(handler: &Handler) -> String {
    let port = handler.http_get.as_ref().map(|get| &get.port).or(handler.tcp_socket.as_ref().map(|tcp| &tcp.port));
    match port {
        Some(Port::Name(name)) => format!("strconv.Atoi: parsing {name:?}: invalid syntax"),
        _ => "missing probe handler".to_owned(),
    }
}

/// What only probes do: `$(VAR)` in a command is a variable whose value the manifest gives as it is.
fn as_probe(call: Call, container: &Container) -> Call {
    match call {
        Call::Exec { run, argv } => {
            let value = |name: &str| {
                let mut plain = container.env.iter().filter(|variable| variable.value_from.is_none());
                plain.rfind(|variable| variable.name == name).map(|variable| variable.value.clone())
            };
            Call::Exec { run, argv: argv.iter().map(|word| expand(word, value)).collect() }
        }
        other => other,
    }
}

/// What a probe or a hook asks of the runtime; `None` for nothing, or for a port that has no number.
#[must_use]
pub fn question(handler: &Handler, container: &Container, run: RunId, ip: &str) -> Option<Call> {
    let host = |given: &str| if given.is_empty() { ip.to_owned() } else { given.to_owned() };
    if let Some(exec) = &handler.exec {
        return Some(Call::Exec { run, argv: exec.command.clone() });
    }
    if let Some(get) = &handler.http_get {
        let mut headers: Vec<(String, String)> =
            get.http_headers.iter().map(|h| (h.name.clone(), h.value.clone())).collect();
        let named = headers.iter().position(|(name, _)| name.eq_ignore_ascii_case("host"));
        let virtual_host = named.map(|place| headers.remove(place).1);
        return Some(Call::Http {
            ip: host(&get.host),
            port: port_number(&get.port, container)?,
            path: slashed(&get.path),
            host: virtual_host,
            headers,
            tls: get.scheme.as_deref() == Some("HTTPS"),
            follow: true,
        });
    }
    if let Some(tcp) = &handler.tcp_socket {
        return Some(Call::Tcp { ip: host(&tcp.host), port: port_number(&tcp.port, container)? });
    }
    let grpc = handler.grpc.as_ref()?;
    Some(Call::Grpc { ip: ip.to_owned(), port: grpc.port, service: grpc.service.clone() })
}

/// The number of a port that may be named.
#[must_use]
pub fn port_number(port: &Port, container: &Container) -> Option<u16> {
    match port {
        Port::Number(number) => Some(*number),
        Port::Name(name) => name
            .parse()
            .ok()
            .or_else(|| container.ports.iter().find(|port| port.name == *name).map(|port| port.container_port)),
    }
}

fn slashed(path: &str) -> String {
    if path.starts_with('/') { path.to_owned() } else { format!("/{path}") }
}

fn url(get: &HttpGet, container: &Container, ip: &str) -> String {
    let scheme = get.scheme.as_deref().unwrap_or("HTTP").to_ascii_lowercase();
    let host = if get.host.is_empty() { ip } else { &get.host };
    format!("{scheme}://{host}:{}{}", port_number(&get.port, container).unwrap_or(0), slashed(&get.path))
}

/// As many bytes of what a command printed are kept.
const MOST_WORDS: usize = 10 << 10;

/// The container ends just now. A node's clocks never strike together, and a question that is put in that moment would
/// be one that no real probe asks.
fn is_ending<R: Runtime>(around: &Around<R>) -> bool {
    let exit = around.view.and_then(|view| around.runtime.exit(view.run));
    exit.is_some_and(|exit| around.now.saturating_sub(exit.at) < AT_ONCE)
}

fn judge(reply: &Reply) -> Verdict {
    match reply {
        Reply::Exec { code: 0, .. } | Reply::Connected => Verdict::Said(Outcome::Success, String::new()),
        Reply::Exec { stdout, stderr, .. } => {
            let words = format!("{stdout}{stderr}");
            Verdict::failure(words[..words.floor_char_boundary(MOST_WORDS)].to_owned())
        }
        // A redirect that is left is one to another host, and good enough.
        Reply::Http { status: 300..400, body } => {
            Verdict::Warned(format!("Probe terminated redirects, Response body: {body}"))
        }
        Reply::Http { status, .. } if (200..400).contains(status) => Verdict::Said(Outcome::Success, String::new()),
        Reply::Http { status, .. } => Verdict::failure(format!("HTTP probe failed with statuscode: {status}")),
        Reply::NotStarted(words) => Verdict::NotAsked(runtime_error(words)),
        Reply::Failed(words) => Verdict::failure(words.clone()),
    }
}

/// What the runtime says as the kubelet hears it, over gRPC.
#[must_use]
pub fn runtime_error(words: &str) -> String {
    format!("rpc error: code = Unknown desc = {words}")
}
