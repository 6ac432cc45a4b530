//! What `kubectl logs` prints of a recorded life, with its options. It must not change anything.

use std::{fmt::Write as _, ops::RangeInclusive, time::Duration};

use super::get::{self, nothing};
use super::kind::Kind;
use super::look::{container_of, names};
use super::wanted::{Wanted, one_pod};
use super::{LogOptions, Logged, Namespace, Printed};
use crate::sim::life::split;
use crate::sim::{Life, LogLine, RunRecord, time};

/// So many logs are followed at once.
const MOST_FOLLOWED: usize = 5;

/// What the command prints that was given at the first of two moments and goes on to the last.
///
/// # Errors
/// kubectl's words where nothing is printed.
pub(super) fn print(
    life: &Life,
    when: RangeInclusive<Duration>,
    what: &Logged,
    namespace: &Namespace,
    options: &LogOptions,
) -> Result<Printed, String> {
    let at = *when.start();
    let mut printed = Printed::default();
    let mut streams = Vec::new();
    for pod in pods(life, at, what, namespace)? {
        for (container, notice) in containers(life, at, &pod, options)? {
            printed.notice += &notice;
            streams.push((pod.clone(), container));
        }
    }
    if options.follow && streams.len() > MOST_FOLLOWED {
        return Err(format!(
            "error: you are attempting to follow {} log streams, but maximum allowed concurrency is {MOST_FOLLOWED}, use \
             --max-log-requests to increase the limit\n",
            streams.len()
        ));
    }
    for (pod, container) in streams {
        match logs(life, &when, &pod, &container, options) {
            Ok(more) => printed.out += &more,
            Err(words) if options.ignore_errors => printed.out += &format!("error: {words}"),
            // What came before the refusal has been printed.
            Err(words) => {
                printed.refusal = words;
                break;
            }
        }
    }
    Ok(printed)
}

/// The Pods whose logs are meant.
fn pods(life: &Life, at: Duration, what: &Logged, namespace: &Namespace) -> Result<Vec<String>, String> {
    match what {
        Logged::Labelled(selector) => {
            let all = Wanted::all(vec![Kind::Pod], namespace.clone());
            let pods = get::pods(life, at, &Wanted { labels: Some(selector.clone()), ..all })?;
            if pods.is_empty() { Err(nothing(namespace)) } else { Ok(pods) }
        }
        Logged::Pod(pod) => {
            let found = one_pod(life, at, pod, namespace);
            found.map(|pod| vec![pod]).map_err(|words| match namespace {
                Namespace::One(namespace) => {
                    format!("error: error from server (NotFound): pods {pod:?} not found in namespace {namespace:?}\n")
                }
                Namespace::All => words,
            })
        }
    }
}

/// The containers whose logs are meant, and what kubectl says of its choice.
fn containers(life: &Life, at: Duration, pod: &str, options: &LogOptions) -> Result<Vec<(String, String)>, String> {
    if !options.all {
        return Ok(vec![container_of(life, at, pod, options.container.as_deref())?]);
    }
    let object = life.pod(pod, at).cloned().unwrap_or_default();
    let (main, init) = names(&object);
    Ok(init.into_iter().chain(main).map(|name| (name.to_owned(), String::new())).collect())
}

/// One container's lines.
fn logs(
    life: &Life,
    when: &RangeInclusive<Duration>,
    pod: &str,
    container: &str,
    options: &LogOptions,
) -> Result<String, String> {
    let (at, now) = (*when.start(), *when.end());
    let lines = lines_until(life, at, now, pod, container, options.previous)?;
    let since = options.since.map_or(Duration::ZERO, |since| at.saturating_sub(since));
    let lines = &lines[lines.partition_point(|line| line.at < since)..];
    // What was there when the command was given is cut to its tail; what came later is shown whole.
    let old = lines.partition_point(|line| line.at <= at);
    let from = options.tail.map_or(0, |tail| old.saturating_sub(tail));
    let mut text = String::new();
    for line in &lines[from..] {
        if options.prefix {
            _ = write!(text, "[pod/{}/{container}] ", split(pod).1);
        }
        if options.timestamps {
            _ = write!(text, "{} ", time::nanos(line.at));
        }
        text.push_str(&line.text);
        if line.ended {
            text.push('\n');
        }
    }
    if let Some(limit) = options.limit_bytes {
        let end = (0..=limit.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(end);
    }
    Ok(text)
}

/// The lines that `kubectl logs` prints of a container at a moment, `previous` as by its flag.
///
/// # Errors
/// kubectl's words, where there is no such run.
pub fn log_lines<'l>(
    life: &'l Life,
    at: Duration,
    pod: &str,
    container: &str,
    previous: bool,
) -> Result<&'l [LogLine], String> {
    lines_until(life, at, at, pod, container, previous)
}

/// The lines until `now` of the run that is meant at a moment before.
fn lines_until<'l>(
    life: &'l Life,
    at: Duration,
    now: Duration,
    pod: &str,
    container: &str,
    previous: bool,
) -> Result<&'l [LogLine], String> {
    let name = split(pod).1;
    if life.pod(pod, at).is_some_and(|object| object["spec"]["nodeName"].is_null()) {
        // A Pod that no node has has no log, and that is no error.
        return Ok(&[]);
    }
    let refused = |words: String| format!("Error from server (BadRequest): {words}\n");
    let run = run(life, pod, container, at, previous).map_err(|reason| {
        refused(match reason {
            None if previous => format!("previous terminated container {container:?} in pod {name:?} not found"),
            None => format!("container {container:?} in pod {name:?} is waiting to start - no logs yet"),
            Some(reason) => {
                let words = match reason.as_str() {
                    "ErrImagePull" => "image can't be pulled",
                    "ImagePullBackOff" => "trying and failing to pull image",
                    other => other,
                };
                format!("container {container:?} in pod {name:?} is waiting to start: {words}")
            }
        })
    })?;
    Ok(&run.lines[..run.lines.partition_point(|line| line.at <= now)])
}

/// The run of a container whose log is meant at a moment; else the reason for which it waits.
///
/// # Errors
/// Where there is none: the container's reason to wait, if it has one.
fn run<'l>(
    life: &'l Life,
    pod: &str,
    container: &str,
    at: Duration,
    previous: bool,
) -> Result<&'l RunRecord, Option<String>> {
    let runs = life.runs(pod, container);
    let begun: Vec<&RunRecord> = runs.iter().filter(|run| run.started <= at).collect();
    let status = life.container(pod, container, at);
    let waits = status.is_some_and(|status| status["state"]["waiting"].is_object());
    let has_last = status.is_some_and(|status| status["lastState"]["terminated"].is_object());
    let ended = |run: &&&RunRecord| run.ended.is_some_and(|(end, _)| end <= at);
    let found = if previous {
        // While it waits to be started again, the run that ended last is the previous one.
        let skip = usize::from(!waits);
        begun.iter().rev().skip(skip).find(ended).filter(|_| has_last)
    } else if waits && !has_last {
        None
    } else {
        begun.last()
    };
    found.copied().ok_or_else(|| {
        let reason = status.and_then(|status| status["state"]["waiting"]["reason"].as_str());
        reason.filter(|_| !previous).map(ToOwned::to_owned)
    })
}
