//! Single facts of a Pod's life: whether they hold at a moment. It must not know points.

use std::time::Duration;

use regex::Regex;
use serde_json::Value as Json;

use super::{Cast, in_order, is_live, is_question};
use crate::exercise::{LifeFact, Play, TextMatch};
use crate::sim::{Life, Simulation};

/// A fact with what it needs to be looked at.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// The fact.
    pub fact: &'a LifeFact,
    /// The container that it is about, by the learner's name; empty where it is about the Pod.
    pub container: String,
    /// It held at some moment.
    pub held: bool,
    /// What was seen when it was looked at last.
    pub seen: String,
    pattern: Option<Regex>,
    /// Which lines of a log count.
    among: Option<Regex>,
}

/// The most moments at which the lines of a log are looked at: each look goes through all of them.
const LOOKS_AT_LINES: usize = 300;

impl<'a> Wanted<'a> {
    /// Ready to be looked at.
    #[must_use]
    pub fn new(fact: &'a LifeFact, names: &[(String, String)]) -> Self {
        let (container, text) = match fact {
            LifeFact::Restarts { container, .. } => (container.as_deref().unwrap_or_default(), None),
            LifeFact::Exit { container, .. } => (container.as_str(), None),
            LifeFact::Log { container, text, .. }
            | LifeFact::Lines { container, text, .. }
            | LifeFact::File { container, text, .. }
            | LifeFact::Process { container, text }
            | LifeFact::Exec { container, text, .. } => (container.as_str(), Some(text)),
            LifeFact::Port { text, .. } => ("", Some(text)),
            LifeFact::Status(_) | LifeFact::Ready(_) => ("", None),
        };
        let pattern = match text {
            Some(TextMatch::Matches(pattern)) => Regex::new(pattern).ok(),
            _ => None,
        };
        let among = match fact {
            LifeFact::Lines { of: Some(of), .. } => Regex::new(of).ok(),
            _ => None,
        };
        let yours = names.iter().find(|(free, _)| container.strip_prefix('$') == Some(free));
        let container = yours.map_or(container, |(_, yours)| yours).to_owned();
        Self { fact, container, held: false, seen: String::new(), pattern, among }
    }

    /// Whether a fact of the record holds at a moment.
    fn recorded(&self, life: &Life, pod: &str, at: Duration) -> bool {
        match self.fact {
            LifeFact::Status(status) => life.row(pod, at).is_some_and(|row| row.status == *status),
            LifeFact::Ready(ready) => life.row(pod, at).is_some_and(|row| row.ready == *ready),
            LifeFact::Restarts { at_least, .. } => self.restarts(life, pod, at) >= u64::from(*at_least),
            LifeFact::Exit { code, .. } => {
                let runs = life.runs(pod, &self.container).iter().filter(|run| run.started <= at);
                let ended = runs.filter_map(|run| run.ended.filter(|(when, _)| *when <= at)).next_back();
                ended.is_some_and(|(_, ended)| ended == *code)
            }
            LifeFact::Log { text, at_least, .. } => {
                let lines = life.log(pod, &self.container, at);
                let matching = lines.filter(|line| self.matches(text, line.text.trim_end_matches('\n')));
                let wanted = *at_least as usize;
                matching.take(wanted).count() == wanted
            }
            LifeFact::Lines { text, .. } => self.matches(text, &self.lines(life, pod, at).join("\n")),
            _ => false,
        }
    }

    /// How often a container has been restarted; all of them, where none is named.
    pub fn restarts(&self, life: &Life, pod: &str, at: Duration) -> u64 {
        let names = match self.container.as_str() {
            "" => containers(life.pod(pod, at)),
            name => vec![name.to_owned()],
        };
        let count = |name: &String| life.container(pod, name, at).and_then(|status| status["restartCount"].as_u64());
        names.iter().filter_map(count).sum()
    }

    /// The lines of a log that count.
    pub fn lines<'l>(&self, life: &'l Life, pod: &str, at: Duration) -> Vec<&'l str> {
        let lines = life.log(pod, &self.container, at).map(|line| line.text.trim_end_matches('\n'));
        lines.filter(|line| self.among.as_ref().is_none_or(|among| among.is_match(line))).collect()
    }

    /// Whether a fact holds now.
    fn holds_now(&mut self, simulation: &mut Simulation, pod: &str) -> bool {
        self.held |= if is_live(self.fact) {
            self.alive(simulation, pod)
        } else {
            self.recorded(&simulation.life(), pod, simulation.now())
        };
        self.held
    }

    /// Whether a fact that only a living Pod shows holds now.
    fn alive(&mut self, simulation: &mut Simulation, pod: &str) -> bool {
        let (seen, text) = match self.fact {
            LifeFact::File { path, text, .. } => {
                let bytes = simulation.file(pod, &self.container, path);
                (
                    bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).map_err(|error| error.to_string()),
                    text,
                )
            }
            LifeFact::Process { text, .. } => {
                let lines = simulation
                    .processes(pod, &self.container)
                    .map(|processes| processes.into_iter().map(|(_, words)| words.join(" ")).collect::<Vec<_>>());
                let holds = lines.as_ref().is_ok_and(|lines| lines.iter().any(|line| self.matches(text, line)));
                self.seen = lines.map_or_else(|error| error.to_string(), |lines| lines.join("\n"));
                return holds;
            }
            LifeFact::Exec { command, text, .. } => {
                let done = simulation.exec(pod, &self.container, command).map_err(|error| error.to_string());
                let output = done.and_then(|done| match done.code {
                    0 => Ok(done.output),
                    code => Err(format!("exit code {code}: {}", done.output)),
                });
                (output, text)
            }
            LifeFact::Port { port, http, send, outside, text } => {
                let question =
                    Question { port: *port, http: http.as_deref(), send: send.as_deref(), outside: *outside };
                (answer(simulation, pod, question), text)
            }
            _ => return false,
        };
        let holds = seen.as_ref().is_ok_and(|seen| self.matches(text, seen));
        self.seen = seen.unwrap_or_else(|error| error);
        holds
    }

    fn matches(&self, wanted: &TextMatch, text: &str) -> bool {
        match wanted {
            TextMatch::Any => true,
            TextMatch::Equals(wanted) => text.trim() == wanted.trim(),
            TextMatch::Contains(part) => text.contains(part.as_str()),
            TextMatch::Matches(_) => self.pattern.as_ref().is_some_and(|pattern| pattern.is_match(text)),
            TextMatch::Json(wanted) => serde_json::from_str::<Json>(text.trim()).is_ok_and(|json| json == *wanted),
        }
    }
}

/// What a port is asked.
#[derive(Debug, Clone, Copy)]
struct Question<'a> {
    port: u16,
    http: Option<&'a str>,
    send: Option<&'a str>,
    outside: bool,
}

/// What a port of the Pod answers.
fn answer(simulation: &mut Simulation, pod: &str, asked: Question) -> Result<String, String> {
    let question = match asked.http {
        Some(path) => format!("GET {path} HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
        None => asked
            .send
            .map(|send| if send.ends_with('\n') { send.to_owned() } else { format!("{send}\n") })
            .unwrap_or_default(),
    };
    let mut error = "no container runs".to_owned();
    for container in containers(simulation.pod(pod)) {
        let answer = if asked.outside {
            simulation.tcp_outside(pod, &container, asked.port, question.as_bytes())
        } else {
            simulation.tcp(pod, &container, asked.port, question.as_bytes())
        };
        match answer {
            Ok(bytes) => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                return if asked.http.is_some() { body(&text) } else { Ok(text) };
            }
            Err(refused @ crate::sim::LookError::Refused(_)) => return Err(refused.to_string()),
            Err(other) => error = other.to_string(),
        }
    }
    Err(error)
}

/// The body of a good answer; any other is an error.
fn body(answer: &str) -> Result<String, String> {
    let (head, body) = answer.split_once("\r\n\r\n").or_else(|| answer.split_once("\n\n")).unwrap_or((answer, ""));
    let status = head.lines().next().unwrap_or_default();
    let good = status.split_whitespace().nth(1).is_some_and(|code| code.starts_with(['2', '3']));
    if good {
        Ok(body.to_owned())
    } else {
        Err(if status.is_empty() { "an empty answer".to_owned() } else { status.to_owned() })
    }
}

/// The names of a Pod's containers, ordinary ones first.
pub fn containers(pod: Option<&Json>) -> Vec<String> {
    let lists = ["containers", "initContainers"].map(|list| pod.and_then(|pod| pod["spec"][list].as_array()));
    lists.into_iter().flatten().flatten().filter_map(|c| c["name"].as_str()).map(str::to_owned).collect()
}

/// A play of a life check while it is looked at.
#[derive(Debug)]
pub struct Looked<'a> {
    /// The play.
    pub play: &'a Play,
    /// Its facts, cheap ones first.
    pub facts: Vec<Wanted<'a>>,
    /// What its time is counted from, where that is not the Pod's creation.
    pub since: Vec<Wanted<'a>>,
    /// When its time began; none while that is still to come.
    pub began: Option<Duration>,
    /// All facts held at this moment.
    pub at: Option<Duration>,
}

impl<'a> Looked<'a> {
    /// Ready to look.
    #[must_use]
    pub fn new(play: &'a Play, cast: &Cast) -> Self {
        let since = play.since.as_ref().map(|since| in_order(&since.facts, cast)).unwrap_or_default();
        let began = since.is_empty().then_some(Duration::ZERO);
        Self { play, facts: in_order(&play.facts, cast), since, began, at: None }
    }

    /// When its time is up, or would be at the latest.
    #[must_use]
    pub fn deadline(&self) -> Duration {
        let latest = self.play.since.as_ref().map_or(Duration::ZERO, |since| since.by);
        self.began.unwrap_or(latest) + self.play.by
    }

    /// It has a fact that only a living Pod shows, or a moment that is to be seen.
    #[must_use]
    pub fn is_live(&self) -> bool {
        !self.since.is_empty() || self.facts.iter().any(|wanted| is_live(wanted.fact))
    }

    /// It asks questions that disturb.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.facts.iter().any(|wanted| is_question(wanted.fact))
    }

    /// It is to be looked at in the common play.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.is_live() && !self.asks() && !self.is_decided()
    }

    /// It has been seen: nothing more can change the answer.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        self.at.is_some()
    }

    /// Looks at a living Pod. What only the record tells is looked up when everything else holds: it costs a copy.
    pub fn look(&mut self, simulation: &mut Simulation, pod: &str) {
        if self.began.is_none() {
            let by = self.play.since.as_ref().map_or(Duration::ZERO, |since| since.by);
            let all = simulation.now() <= by && self.since.iter_mut().all(|wanted| wanted.holds_now(simulation, pod));
            self.began = all.then(|| simulation.now());
        }
        if self.began.is_none() {
            return;
        }
        let mut holds = true;
        for wanted in self.facts.iter_mut().filter(|wanted| is_live(wanted.fact) && !is_question(wanted.fact)) {
            let now = wanted.alive(simulation, pod);
            wanted.held |= now;
            holds &= now;
        }
        if !holds {
            return;
        }
        if self.facts.iter().any(|wanted| !is_live(wanted.fact)) {
            let (life, now) = (simulation.life(), simulation.now());
            for wanted in self.facts.iter_mut().filter(|wanted| !is_live(wanted.fact)) {
                let now = wanted.recorded(&life, pod, now);
                wanted.held |= now;
                holds &= now;
            }
        }
        for wanted in self.facts.iter_mut().filter(|wanted| is_question(wanted.fact)) {
            // A question is asked even when the rest does not hold, so that the answer can be shown, but counts only then.
            let now = wanted.alive(simulation, pod);
            wanted.held |= now;
            holds &= now;
        }
        if holds {
            self.at = Some(simulation.now());
        }
    }

    /// Remembers what the record tells of a check that a living Pod was asked about, so that what is said to be wrong is.
    pub fn recall(&mut self, life: &Life, pod: &str) {
        let deadline = self.deadline();
        for wanted in self.facts.iter_mut().filter(|wanted| !is_live(wanted.fact) && !wanted.held) {
            wanted.held = wanted.recorded(life, pod, deadline);
        }
    }

    /// The moments until the check's time is up at which anything of its facts may have changed, in order, that one too.
    fn moments(&self, life: &Life, pod: &str) -> Vec<Duration> {
        let lines = self.facts.iter().flat_map(|wanted| life.runs(pod, &wanted.container));
        let mut moments: Vec<Duration> = lines
            .flat_map(|run| {
                run.lines.iter().map(|line| line.at).chain([run.started]).chain(run.ended.map(|(at, _)| at))
            })
            .chain(life.moments(pod))
            .filter(|at| *at <= self.play.by)
            .take(20_000)
            .collect();
        moments.push(self.play.by);
        moments.sort_unstable();
        moments.dedup();
        if self.facts.iter().any(|wanted| matches!(wanted.fact, LifeFact::Lines { .. })) {
            let step = moments.len().div_ceil(LOOKS_AT_LINES).max(1);
            let last = moments.len() - 1;
            moments = (0..=last).filter(|at| at % step == 0 || *at == last).map(|at| moments[at]).collect();
        }
        moments
    }

    /// Whether the record of a life that is not over shows already that all facts hold at some moment, whatever comes.
    #[must_use]
    pub fn will_hold(&self, life: &Life, pod: &str) -> bool {
        let recorded = |wanted: &Wanted, at: Duration| wanted.recorded(life, pod, at);
        let grows = |wanted: &&Wanted| matches!(wanted.fact, LifeFact::Log { .. } | LifeFact::Restarts { .. });
        if self.is_live() || !self.facts.iter().filter(grows).all(|wanted| recorded(wanted, life.until)) {
            return false;
        }
        // A line whose end has not come may yet become another.
        let whole = |wanted: &Wanted| {
            let runs = life.runs(pod, &wanted.container);
            runs.iter().flat_map(|run| &run.lines).all(|line| line.ended)
        };
        let mut moments = self.moments(life, pod);
        moments.retain(|at| *at < life.until);
        self.facts.iter().all(whole)
            && moments.into_iter().any(|at| self.facts.iter().all(|wanted| recorded(wanted, at)))
    }

    /// Reads the record for the first moment at which all facts hold.
    pub fn read(&mut self, life: &Life, pod: &str) {
        let mut moments = self.moments(life, pod);
        // Logs and restarts only grow: whether they hold at the end says whether an earlier moment is worth a look.
        for wanted in &mut self.facts {
            if matches!(wanted.fact, LifeFact::Log { .. } | LifeFact::Restarts { .. })
                && !wanted.recorded(life, pod, self.play.by)
            {
                moments.clear();
            }
        }
        for at in moments {
            let mut holds = true;
            for wanted in &mut self.facts {
                let now = wanted.recorded(life, pod, at);
                wanted.held |= now;
                holds &= now;
            }
            if holds {
                self.at = Some(at);
                return;
            }
        }
        for wanted in &mut self.facts {
            wanted.held |= wanted.recorded(life, pod, self.play.by);
        }
    }
}
