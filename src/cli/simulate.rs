//! `podlings simulate`: plays Pods in virtual time and prints what they would do. It must hold no rule of Kubernetes.

use std::fmt::Write as _;
use std::{
    collections::BTreeMap,
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    time::Duration,
};

use serde_json::{Value, json};

use super::{
    CommandError, CommandResult, Outcome, Streams,
    error::{system_words, visible},
    packs::{name_of, prefix, read_pack},
};
use crate::sim::time::{span, unit};
use crate::{
    exercise::Library,
    manifest::judge::BEYOND_US,
    manifest::words::{Form, print},
    sim::{Change, Images, Life, Limits, What, kubectl, play, read_objects, store::Key, time},
};

/// The longest life that is played.
const LONGEST: Duration = Duration::from_hours(7 * 24);
/// The most bytes of a manifest.
const MOST_BYTES: u64 = 16 << 20;
/// The most containers that are played.
const MOST_CONTAINERS: usize = 250;
/// Kinds that something in the simulated cluster acts on.
const KNOWN_KINDS: &[&str] = &[
    "Pod",
    "ConfigMap",
    "Secret",
    "Service",
    "PersistentVolumeClaim",
    "ServiceAccount",
    "Namespace",
    "PersistentVolume",
];

/// Arguments of `podlings simulate`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Plays every Pod given, in virtual time: an hour takes a moment. Nothing runs on this machine, and no cluster is asked.

Examples:
  podlings simulate pod.yaml
  podlings simulate pod.yaml config.yaml --for 5m
  podlings simulate pod.yaml --at 8s=service.yaml      the Service comes late
  podlings simulate pod.yaml --delete 20s=pod/web      what happens on `kubectl delete pod web`
  podlings simulate pod.yaml --pack my-pack            with the container images of a pack

Exit code: 0 when it was played, 1 when the cluster would refuse something, 2 when there is nothing to play or a file
cannot be read.")]
pub struct Args {
    /// Manifests: Pods and what they need (Services, config maps, secrets, claims); `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How long to play
    #[arg(long = "for", value_name = "TIME", default_value = "60s", value_parser = length)]
    long: Duration,
    /// Apply a manifest later
    #[arg(long, value_name = "TIME=FILE", value_parser = timed)]
    at: Vec<(Duration, String)>,
    /// Delete an object later
    #[arg(long, value_name = "TIME=KIND/NAME", value_parser = timed)]
    delete: Vec<(Duration, String)>,
    /// Take container images from this pack's `images` folder too (may be given more than once)
    #[arg(long, value_name = "DIR")]
    pack: Vec<PathBuf>,
    /// How to print it
    #[arg(short, long, value_enum, default_value_t = Output::Text)]
    output: Output,
}

/// Forms of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Output {
    /// What `kubectl get pods -w` prints, then every container's end and log
    Text,
    /// Rows, logs, events and status of every Pod
    Json,
}

/// Plays.
///
/// # Errors
/// Where a file cannot be read, a time or a kind is not one, or the output cannot be written.
pub fn run(args: &Args, streams: &mut Streams) -> CommandResult {
    let mut objects = Vec::new();
    for path in &args.files {
        let Some(more) = read(path, streams)? else { return Ok(Outcome::NotGood) };
        for object in more {
            if objects.iter().any(|known| Key::of(known) == Key::of(&object)) {
                let (file, words) = (path.display().to_string(), named(&Key::of(&object)));
                let words = format!(
                    "Error from server (AlreadyExists): error when creating {file:?}: {words} already exists\n"
                );
                write!(streams.err, "{}", visible(&words))?;
                return Ok(Outcome::NotGood);
            }
            objects.push(object);
        }
    }
    let mut changes = Vec::new();
    for (at, file) in &args.at {
        let Some(late) = read(Path::new(file), streams)? else { return Ok(Outcome::NotGood) };
        changes.extend(late.into_iter().map(|object| Change { at: *at, what: What::Apply(object) }));
    }
    for (at, target) in &args.delete {
        changes.push(Change { at: *at, what: deletion(target)? });
    }
    changes.sort_by_key(|change| change.at);
    warn_of_strangers(&objects, &changes, streams)?;
    refuse_crowds(&objects, &changes)?;
    if let Some(words) = nothing_to_delete(&objects, &changes) {
        write!(streams.err, "{}", visible(&words))?;
        return Ok(Outcome::NotGood);
    }
    if !all(&objects, &changes).any(|object| object["kind"] == "Pod") {
        return Err(CommandError::input("there is no Pod to play")
            .hint("give a manifest of a Pod; of a Deployment or a Job, its template as a Pod"));
    }
    for change in changes.iter().filter(|change| change.at > args.long) {
        let (at, end) = (change.at.as_secs_f64(), args.long.as_secs_f64());
        writeln!(streams.err, "note: what is to happen after {at}s is not played: --for {end}s ends it before")?;
    }
    let images = images(&args.pack, streams)?;
    let life = play(&objects, &changes, args.long, images, Limits::default());
    match args.output {
        Output::Json => {
            let pods: serde_json::Map<String, Value> =
                life.pods().map(|pod| (pod.to_owned(), life.json(pod))).collect();
            writeln!(streams.out, "{:#}", json!({ "pods": pods }))?;
        }
        Output::Text => write!(streams.out, "{}", visible(&text(&life)))?,
    }
    for (at, words) in life.refused() {
        let words = format!("after {}s: {words}\n", at.as_secs_f64());
        write!(streams.err, "{}", visible(&words))?;
    }
    Ok(if life.refused().is_empty() { Outcome::Good } else { Outcome::NotGood })
}

/// The program's images and those of packs; what is wrong with a pack's is said on standard error.
fn images(packs: &[PathBuf], streams: &mut Streams) -> Result<Images, CommandError> {
    let mut library = Library::default();
    for folder in packs {
        let files = read_pack(folder)?.into_iter().filter(|(path, _)| path.starts_with("images/"));
        library.add(&prefix(folder), &name_of(folder), files);
    }
    for problem in library.problems() {
        writeln!(streams.err, "{problem}")?;
    }
    Ok(Images::with(library.images()))
}

/// The objects of a file; `None` after the cluster's refusal was printed.
fn read(path: &Path, streams: &mut Streams) -> Result<Option<Vec<Value>>, CommandError> {
    let mut bytes = Vec::new();
    let shown = path.to_string_lossy();
    let done = if path.as_os_str() == "-" {
        streams.input.take(MOST_BYTES).read_to_end(&mut bytes)
    } else {
        fs::File::open(path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes))
    };
    done.map_err(|error| {
        CommandError::input(format!("{shown} cannot be read: {}", system_words(&error)))
            .hint("give the path of a manifest, or `-` to read it from standard input")
    })?;
    match read_objects(&bytes, &shown) {
        Ok(objects) if objects.is_empty() => {
            writeln!(streams.err, "error: no objects passed to create")?;
            Ok(None)
        }
        Ok(objects) => Ok(Some(objects)),
        Err(judgement) => {
            // Of what is wrong only: that other kinds are taken unseen is no news here.
            let words = print(&[*judgement], Form::Name).err;
            for line in words.split_inclusive('\n').filter(|line| !line.starts_with(BEYOND_US)) {
                write!(streams.err, "{}", visible(line))?;
            }
            Ok(None)
        }
    }
}

/// How kubectl names an object in its refusals: `pods "web"`.
fn named(key: &Key) -> String {
    let plural = match key.kind.to_ascii_lowercase() {
        kind if kind.ends_with('s') => format!("{kind}es"),
        kind if kind.ends_with('y') => format!("{}ies", kind.trim_end_matches('y')),
        kind => format!("{kind}s"),
    };
    format!("{plural} {:?}", key.name)
}

/// kubectl's words where something is to be deleted that nobody makes before.
fn nothing_to_delete(objects: &[Value], changes: &[Change]) -> Option<String> {
    let mut known: Vec<Key> = objects.iter().map(Key::of).collect();
    for change in changes {
        match &change.what {
            What::Apply(object) => known.push(Key::of(object)),
            What::Delete { kind, namespace, name } => {
                let key = Key::new(kind, namespace, name);
                if !known.contains(&key) {
                    return Some(format!("Error from server (NotFound): {} not found\n", named(&key)));
                }
            }
        }
    }
    None
}

/// All objects that will be there at some time.
fn all<'a>(objects: &'a [Value], changes: &'a [Change]) -> impl Iterator<Item = &'a Value> {
    let later = changes.iter().filter_map(|change| match &change.what {
        What::Apply(object) => Some(object),
        What::Delete { .. } => None,
    });
    objects.iter().chain(later)
}

/// A crowd of containers would take minutes and gigabytes.
fn refuse_crowds(objects: &[Value], changes: &[Change]) -> Result<(), CommandError> {
    let count = |pod: &Value| {
        let lists = ["initContainers", "containers"].map(|list| pod["spec"][list].as_array().map_or(0, Vec::len));
        lists.into_iter().sum::<usize>()
    };
    let containers: usize = all(objects, changes).filter(|object| object["kind"] == "Pod").map(count).sum();
    if containers > MOST_CONTAINERS {
        let words =
            format!("these Pods have {containers} containers, and at most {MOST_CONTAINERS} are played together");
        return Err(CommandError::input(words).hint("give fewer Pods at once"));
    }
    Ok(())
}

/// Says which objects nothing acts on.
fn warn_of_strangers(objects: &[Value], changes: &[Change], streams: &mut Streams) -> Result<(), CommandError> {
    for object in all(objects, changes) {
        let kind = object["kind"].as_str().unwrap_or("");
        if !KNOWN_KINDS.contains(&kind) {
            let name = object["metadata"]["name"].as_str().unwrap_or("");
            let words = match kind {
                "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet" | "Job" | "CronJob" => format!(
                    "note: {kind} {name:?} makes no Pods here, there is no controller: give its template as a Pod\n"
                ),
                _ => format!("note: {kind} {name:?} is kept, but nothing here acts on it: only Pods are played\n"),
            };
            write!(streams.err, "{}", visible(&words))?;
        }
    }
    Ok(())
}

fn deletion(target: &str) -> Result<What, CommandError> {
    let wrong = || {
        CommandError::new(super::Kind::Usage, format!("{target:?} names nothing to delete"))
            .hint("write it as kubectl takes it: `--delete 6s=pod/web`")
    };
    let (kind, name) = target.split_once('/').ok_or_else(wrong)?;
    let kind = match kind.to_ascii_lowercase().as_str() {
        "pod" | "pods" | "po" => "Pod",
        "service" | "services" | "svc" => "Service",
        "configmap" | "configmaps" | "cm" => "ConfigMap",
        "secret" | "secrets" => "Secret",
        "persistentvolumeclaim" | "persistentvolumeclaims" | "pvc" => "PersistentVolumeClaim",
        _ => return Err(wrong()),
    };
    if name.is_empty() {
        return Err(wrong());
    }
    Ok(What::Delete { kind: kind.to_owned(), namespace: "default".to_owned(), name: name.to_owned() })
}

/// `60s`, `5m`, `1h30m`, `500ms`; a number alone counts seconds.
fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is no time: write it like 30s, 5m or 1h30m");
    if let Ok(seconds) = text.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).map_err(|_| wrong());
    }
    let unit_or_day = |word: &str| if word == "d" { Some(86_400.0) } else { unit(word) };
    span(text, unit_or_day).ok_or_else(wrong)
}

/// A duration that can be played.
fn length(text: &str) -> Result<Duration, String> {
    let long = duration(text)?;
    if long > LONGEST { Err("at most 7 days are played".to_owned()) } else { Ok(long) }
}

fn timed(text: &str) -> Result<(Duration, String), String> {
    let (at, what) = text.split_once('=').ok_or_else(|| format!("{text:?} needs a time before it: 8s={text}"))?;
    Ok((duration(at)?, what.to_owned()))
}

/// The history of all Pods, then every container's end and log.
fn text(life: &Life) -> String {
    let mut out = table(life);
    for pod in life.pods() {
        let Some(object) = life.last_seen(pod) else { continue };
        for list in ["initContainers", "containers"] {
            for container in object["spec"][list].as_array().into_iter().flatten() {
                let name = container["name"].as_str().unwrap_or("");
                let word = if list == "containers" { "container" } else { "init container" };
                _ = writeln!(out, "\n{pod}, {word} {name}: {}", ending(life, pod, name));
                out += &log(life, pod, name);
            }
        }
        for note in life.notes(pod) {
            let place = note.container.as_deref().map_or_else(String::new, |name| format!(", {name}"));
            _ = writeln!(out, "\nnote: {pod}{place}: {} (the simulator's limit, not the Pod's)", note.words);
        }
    }
    out
}

fn table(life: &Life) -> String {
    let mut lines: BTreeMap<(Duration, usize), [String; 5]> = BTreeMap::new();
    for pod in life.pods() {
        for change in life.rows(pod) {
            let cells = match change.row {
                Some(row) => row.cells(time::moment(change.at)),
                None => [pod.to_owned(), String::new(), "(deleted)".to_owned(), String::new(), String::new()],
            };
            lines.insert((change.at, lines.len()), cells);
        }
    }
    let mut rows = vec![["NAME", "READY", "STATUS", "RESTARTS", "AGE"].map(ToOwned::to_owned)];
    rows.extend(lines.into_values());
    kubectl::columns(&rows, 3)
}

/// How a container stands at the end.
fn ending(life: &Life, pod: &str, container: &str) -> String {
    let runs = life.runs(pod, container);
    let status = life.container(pod, container, life.until);
    let waiting = status.and_then(|status| status["state"]["waiting"].as_object());
    let mut words = match runs.last() {
        None => match waiting.and_then(|w| w["reason"].as_str()) {
            Some(reason) => format!("never started, {reason}"),
            None => "never started".to_owned(),
        },
        Some(run) if run.refused => "could not be started".to_owned(),
        Some(run) => match run.ended {
            None => "running".to_owned(),
            Some((at, code)) => {
                format!("ended with exit code {code} after {:.1}s", at.saturating_sub(run.started).as_secs_f64())
            }
        },
    };
    if runs.len() > 1 {
        _ = write!(words, ", run {} of {}", runs.len(), runs.len());
    }
    if let Some(message) = waiting.and_then(|w| w.get("message")).and_then(Value::as_str) {
        _ = write!(words, "\n  {message}");
    }
    words
}

fn log(life: &Life, pod: &str, container: &str) -> String {
    let lines: Vec<_> = life.runs(pod, container).last().map_or(&[][..], |run| &run.lines).iter().collect();
    let mut out = String::new();
    for line in lines {
        _ = writeln!(out, "  {:>8.1}s  {}", line.at.as_secs_f64(), line.text);
    }
    out
}
