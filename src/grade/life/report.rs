//! What is said of a life check: what was wanted, what was seen instead, and whose limit it was. It must not know how the
//! Pod was played.

use std::time::Duration;

use serde_json::Value as Json;

use super::facts::{Looked, Wanted, containers};
use crate::exercise::{LifeCheck, LifeFact, Play, TextMatch, Without};
use crate::grade::report::join;
use crate::grade::value::{quoted_if_needed, shorten};
use crate::grade::verdict::{CheckResult, FindingKind};
use crate::sim::Life;
use crate::sim::kubelet::environment::halves_dollars;

/// The most lines of a log that are shown.
const LINES: usize = 3;

/// How one of a check's plays went.
pub fn result(check: &LifeCheck, look: &Looked, life: &Life, pod: &str) -> CheckResult {
    // That something never happens is no merit of a Pod in which nothing ever happens.
    let lived = containers(life.last_seen(pod)).iter().any(|name| life.runs(pod, name).iter().any(|run| !run.refused));
    let play = look.play;
    let passed = if play.never { look.at.is_none() && look.began.is_some() && lived } else { look.at.is_some() };
    let mut result = outline(check);
    result.passed = passed;
    if passed {
        result.points = check.points;
        return result;
    }
    result.kind = Some(FindingKind::Life);
    let failed = look.facts.iter().find(|wanted| !wanted.held).or_else(|| look.facts.first());
    let Some(wanted) = failed else { return result };
    let seconds = |time: Duration| format!("{}s", (time.as_millis() + 50) / 100 * 100 / 1000);
    let until = look.deadline();
    let (within, world) = (format!("within {}{}", seconds(play.by), since_words(look)), without_words(play));
    if look.began.is_none() {
        result.expected = Some(format!("{}{world}", all_of(&look.since)));
        result.actual = Some("it never was so".to_owned());
    } else if play.never {
        result.expected = Some(format!("never {}{world}", all_of(&look.facts)));
        let at = look.at.map(|at| format!("it was so after {}", seconds(at)));
        result.actual = Some(at.unwrap_or_else(|| "no container ever ran".to_owned()));
    } else if look.facts.iter().all(|wanted| wanted.held) {
        result.expected = Some(format!("{} at one moment {within}{world}", all_of(&look.facts)));
        result.actual = Some("each of them, but never together".to_owned());
    } else {
        let (expected, actual) = first_difference(wanted, life, pod, until)
            .unwrap_or_else(|| (describe(wanted), seen(wanted, life, pod, until)));
        result.expected = Some(format!("{expected} {within}{world}"));
        result.actual = Some(shorten_lines(&actual));
    }
    result.path = (!wanted.container.is_empty()).then(|| format!("container {}", wanted.container));
    result.more = symptoms(life, pod, until);
    if let Some(note) = life.notes(pod).next() {
        result.kind = Some(FindingKind::Limit);
        let words = format!(
            "The simulator reached its own limit here, which is not your mistake: {}.",
            note.words.trim_end_matches('.')
        );
        result.why = join(&words, &result.why);
    }
    result
}

/// A check of a Pod that never came to be.
pub fn never_lived(check: &LifeCheck, actual: &str, note: &str) -> CheckResult {
    let mut result = outline(check);
    let fact = check.plays.iter().find_map(|play| play.facts.first().map(|fact| (play.never, fact)));
    let words = |(never, fact)| format!("{}{}", if never { "never " } else { "" }, describe(&Wanted::new(fact, &[])));
    result.expected = fact.map(words);
    result.actual = Some(actual.to_owned());
    result.kind = Some(FindingKind::Life);
    result.why = join(note, &check.why);
    result
}

fn outline(check: &LifeCheck) -> CheckResult {
    CheckResult {
        id: check.id.clone(),
        text: check.text.clone(),
        points: 0,
        max_points: check.points,
        passed: false,
        expected: None,
        actual: None,
        path: None,
        place: None,
        kind: None,
        why: check.why.clone(),
        more: Vec::new(),
        tried: true,
    }
}

fn all_of(facts: &[Wanted]) -> String {
    facts.iter().map(describe).collect::<Vec<_>>().join(" and ")
}

/// From when its time is counted.
fn since_words(look: &Looked) -> String {
    if look.since.is_empty() { String::new() } else { format!(" of {}", all_of(&look.since)) }
}

/// A fact in words.
fn describe(wanted: &Wanted) -> String {
    let container = &wanted.container;
    match wanted.fact {
        LifeFact::Status(status) => format!("status {status}"),
        LifeFact::Ready(ready) => format!("ready {ready}"),
        LifeFact::Restarts { at_least, .. } if container.is_empty() => {
            format!("{at_least} or more restarts in the Pod")
        }
        LifeFact::Restarts { at_least, .. } => format!("{at_least} or more restarts of {container}"),
        LifeFact::Log { text, at_least: 1, .. } => format!("a line in the log of {container}{}", text_words(text)),
        LifeFact::Log { text, at_least, .. } => {
            format!("{at_least} lines in the log of {container}{}", text_words(text))
        }
        LifeFact::Lines { text, .. } => format!("a log of {container}{}", text_words(text)),
        LifeFact::File { path, text, .. } => format!("the file {path} in {container}{}", text_words(text)),
        LifeFact::Port { port, http: Some(path), outside: true, text, .. } => {
            format!("an answer from http://POD-IP:{port}{path}{}", text_words(text))
        }
        LifeFact::Port { port, http: Some(path), text, .. } => {
            format!("an answer from http://localhost:{port}{path}{}", text_words(text))
        }
        LifeFact::Port { port, outside: true, text, .. } => {
            format!("an answer from port {port} of the Pod's address{}", text_words(text))
        }
        LifeFact::Port { port, text, .. } => format!("an answer from port {port}{}", text_words(text)),
        LifeFact::Exit { code, .. } => format!("{container} ends with exit code {code}"),
        LifeFact::Process { text, .. } => format!("a process in {container}{}", text_words(text)),
        LifeFact::Exec { command, text, .. } => {
            let output = match text {
                TextMatch::Any => String::new(),
                text => format!(", and an output{}", text_words(text)),
            };
            format!("exit code 0 of `{}` in {container}{output}", command.join(" "))
        }
    }
}

/// What the world of a play does without.
fn without_words(play: &Play) -> String {
    let names = play.without.iter().map(|without| match without {
        Without::Container(name) => format!("while {name} does nothing"),
        Without::Object { kind, name } => format!("without the {kind} {name}"),
    });
    let others = play.instead.iter().map(|instead| format!("while {} runs another script", instead.container));
    names.chain(others).map(|words| format!(", {words}")).collect()
}

/// The first line of a log that is not the wanted one, where certain lines are wanted and others are there.
fn first_difference(wanted: &Wanted, life: &Life, pod: &str, until: Duration) -> Option<(String, String)> {
    let LifeFact::Lines { container, text: TextMatch::Equals(text), .. } = wanted.fact else { return None };
    let (wants, gots): (Vec<&str>, _) = (text.trim().lines().collect(), wanted.lines(life, pod, until));
    let differs = |index: &usize| wants.get(*index) != gots.get(*index);
    let index = (0..wants.len().max(gots.len())).find(differs).filter(|_| !gots.is_empty())?;
    let shown = |lines: &[&str]| lines.get(index).map_or_else(|| "nothing more".to_owned(), |line| (*line).to_owned());
    let which = format!("as line {} of those that count in the log of {container}", index + 1);
    Some((format!("{} {which}", shown(&wants)), shown(&gots)))
}

fn text_words(text: &TextMatch) -> String {
    match text {
        TextMatch::Any => String::new(),
        TextMatch::Equals(text) => {
            let text = text.trim();
            let more = text.lines().count().saturating_sub(LINES);
            let first: Vec<&str> = text.lines().take(LINES).collect();
            let more = if more > 0 { format!(" and {more} lines more") } else { String::new() };
            format!(" that says {}{more}", quoted_if_needed(&first.join("\n")))
        }
        TextMatch::Contains(part) => format!(" with {}", quoted_if_needed(part)),
        TextMatch::Matches(pattern) => format!(" that matches {pattern}"),
        TextMatch::Json(json) => format!(" that is the JSON {json}"),
    }
}

/// What was there instead.
fn seen(wanted: &Wanted, life: &Life, pod: &str, until: Duration) -> String {
    let row = life.row(pod, until);
    match wanted.fact {
        LifeFact::Status(_) => row.map_or_else(|| "(no Pod)".to_owned(), |row| format!("status {}", row.status)),
        LifeFact::Ready(_) => row.map_or_else(|| "(no Pod)".to_owned(), |row| format!("ready {}", row.ready)),
        LifeFact::Restarts { .. } => {
            format!("{} restarts", wanted.restarts(life, pod, until))
        }
        LifeFact::Log { .. } => {
            let lines: Vec<&str> = life.log(pod, &wanted.container, until).map(|line| line.text.trim_end()).collect();
            match lines.len() {
                0 => "(an empty log)".to_owned(),
                count => lines[count.saturating_sub(LINES)..].join("\n"),
            }
        }
        LifeFact::Lines { .. } => match wanted.lines(life, pod, until) {
            lines if lines.is_empty() => "(no such line)".to_owned(),
            lines => lines.join("\n"),
        },
        LifeFact::Exit { .. } => {
            let last = life.runs(pod, &wanted.container).iter().rev().find_map(|run| run.ended);
            last.map_or_else(|| "it has not ended".to_owned(), |(_, code)| format!("exit code {code}"))
        }
        _ if wanted.seen.is_empty() => "(nothing)".to_owned(),
        _ => wanted.seen.trim_end().to_owned(),
    }
}

/// What else explains it: the Pod's status, and why a container waits or ended.
fn symptoms(life: &Life, pod: &str, until: Duration) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(row) = life.row(pod, until) {
        lines.push(format!("kubectl get pods: {} {}", row.ready, row.status));
    }
    lines.extend(halved(life.pod(pod, until)));
    for name in containers(life.pod(pod, until)) {
        let Some(status) = life.container(pod, &name, until) else { continue };
        let state = &status["state"];
        let waiting = state["waiting"]["reason"]
            .as_str()
            .filter(|reason| !matches!(*reason, "PodInitializing" | "ContainerCreating"));
        if let Some(reason) = waiting {
            lines.push(format!("{name} waits: {reason}{}", detail(&state["waiting"]["message"])));
        }
        let ended = [&state["terminated"], &status["lastState"]["terminated"]];
        let ended = ended.into_iter().find(|ended| ended["exitCode"].as_i64().is_some_and(|code| code != 0));
        if let Some(ended) = ended {
            let reason = ended["reason"].as_str().unwrap_or("Error");
            // A container that never began ended with the very message that it waits with.
            let message = if ended["message"] == state["waiting"]["message"] { &Json::Null } else { &ended["message"] };
            lines.push(format!("{name} ended: {reason}, exit code {}{}", ended["exitCode"], detail(message)));
            let last = life.log(pod, &name, until).last().map(|line| line.text.trim_end().to_owned());
            lines.extend(last.map(|line| shorten(format!("{name} said last: {line}"))));
        }
    }
    lines
}

/// Which containers are started with another text than their manifest has: a shell's own number is written `$$`, and `$` arrives.
fn halved(pod: Option<&Json>) -> Vec<String> {
    let texts = |words: &Json| words.as_array().into_iter().flatten().filter_map(Json::as_str).any(halves_dollars);
    let lists = ["initContainers", "containers"].map(|list| pod.and_then(|pod| pod["spec"][list].as_array()));
    let halved = lists.into_iter().flatten().flatten().filter(|it| texts(&it["command"]) || texts(&it["args"]));
    let words = "the kubelet makes `$` of `$$` in `command` and `args`; the shell's own number is `$$$$` there";
    halved.filter_map(|container| container["name"].as_str()).map(|name| format!("{name}: {words}")).collect()
}

/// A message of the kubelet or of the container runtime. Each layer puts its words before those of the layer below, so of a
/// long one the end is what helps.
fn detail(message: &Json) -> String {
    const LONGEST: usize = 120;
    let Some(text) = message.as_str() else { return String::new() };
    let over = text.chars().count().saturating_sub(LONGEST);
    let Some((start, _)) = text.char_indices().nth(over).filter(|_| over > 0) else { return format!(": {text}") };
    let tail = &text[start..];
    let tail = tail.find(": ").map_or(tail, |colon| &tail[colon + 2..]);
    format!(": … {tail}")
}

fn shorten_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().take(LINES).map(|line| shorten(line.to_owned())).collect();
    lines.join("\n")
}
