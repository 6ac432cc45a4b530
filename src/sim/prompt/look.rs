//! Answers commands from a recorded life, in kubectl's words. It must not change anything.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::Value;

use super::explain::explain;
use super::filter::filter;
use super::logs;
use super::others;
use super::words::{self, HELP, no_pod, not_found_to_exec};
use super::{Act, Command, Deed, Form, Namespace, Reply};
use crate::manifest::emit;
use crate::sim::life::{joined, split};
use crate::sim::{Life, kubectl, time};

/// Shells that read what is typed where they get no script.
const SHELLS: [&str; 6] = ["sh", "bash", "ash", "/bin/sh", "/bin/bash", "/bin/ash"];

/// What is printed or done; an error is printed all the same.
pub(super) fn answer(life: &Life, at: Duration, command: &Command) -> Result<Reply, String> {
    let text = match command {
        Command::Help => HELP.to_owned(),
        Command::Clear => return Ok(Reply::Clear),
        Command::Leave => return Ok(Reply::Leave),
        Command::Explain { path, recursive } => explain(path, *recursive)?,
        Command::Piped { command, script } => {
            // A refusal and a notice go to the terminal, not into the pipe.
            return Ok(match answer(life, at, command)? {
                Reply::Text(text) => {
                    let notice = if text.starts_with("Defaulted container ") {
                        text.find('\n').map_or(0, |end| end + 1)
                    } else {
                        0
                    };
                    let (notice, text) = text.split_at(notice);
                    Reply::Text(notice.to_owned() + &filter(text, script))
                }
                Reply::Do(words, deed) => Reply::Do(words, Deed { filter: Some(script.clone()), ..deed }),
                other @ (Reply::Clear | Reply::Leave) => other,
            });
        }
        Command::Get { names, namespace, form, watch } => {
            get(life, at, names, namespace, *form, watch.then_some(Duration::ZERO))?
        }
        Command::GetOther { kind, names, namespace, form } => others::get(life, at, *kind, names, namespace, *form)?,
        Command::Events { pod, namespace, with_counts } => events(life, at, pod.as_deref(), namespace, *with_counts),
        Command::Describe { names, namespace } => {
            let pods = chosen(life, at, names, namespace)?;
            pods.iter().filter_map(|pod| life.describe(pod, at)).collect::<Vec<_>>().join("\n\n")
        }
        Command::DescribeServices { names, namespace } => others::describe_services(life, at, names, namespace)?,
        Command::Logs { pod, namespace, options } => logs::print(life, at..=at, pod, namespace, options)?,
        Command::Exec { pod, namespace, container, argv, interactive } => {
            return exec(life, at, (pod, namespace), container.as_deref(), argv, *interactive);
        }
        Command::Delete { pod, namespace, grace } => {
            let pod = one(life, at, pod, namespace)?;
            let warning = if *grace == Some(0) { words::FORCED } else { "" };
            let deed = Deed { at, pod, act: Act::Delete { grace: *grace }, filter: None };
            return Ok(Reply::Do(warning.to_owned(), deed));
        }
    };
    Ok(Reply::Text(text))
}

/// The Pods that a command means and that are there.
fn chosen(life: &Life, at: Duration, names: &[String], namespace: &Namespace) -> Result<Vec<String>, String> {
    if !names.is_empty() {
        return names.iter().map(|name| one(life, at, name, namespace)).collect();
    }
    let in_namespace = |pod: &&str| match namespace {
        Namespace::All => true,
        Namespace::One(namespace) => split(pod).0 == namespace,
    };
    let there: Vec<String> =
        life.pods().filter(in_namespace).filter(|pod| life.pod(pod, at).is_some()).map(ToOwned::to_owned).collect();
    if there.is_empty() {
        return Err(nothing(namespace));
    }
    Ok(there)
}

pub(super) fn nothing(namespace: &Namespace) -> String {
    match namespace {
        Namespace::All => "No resources found\n".to_owned(),
        Namespace::One(namespace) => format!("No resources found in {namespace} namespace.\n"),
    }
}

pub(super) fn one(life: &Life, at: Duration, name: &str, namespace: &Namespace) -> Result<String, String> {
    let namespace = match namespace {
        Namespace::One(namespace) => namespace,
        Namespace::All => {
            return Err("error: a resource cannot be retrieved by name across all namespaces\n".to_owned());
        }
    };
    let pod = joined(namespace, name);
    life.pod(&pod, at).map(|_| pod).ok_or_else(|| no_pod(name))
}

pub(super) fn get(
    life: &Life,
    at: Duration,
    names: &[String],
    namespace: &Namespace,
    form: Form,
    watch: Option<Duration>,
) -> Result<String, String> {
    let pods = chosen(life, at, names, namespace)?;
    let objects: Vec<&Value> = pods.iter().filter_map(|pod| life.pod(pod, at)).collect();
    Ok(match form {
        Form::Table { wide } => table(life, at, &pods, wide, watch),
        Form::Name => pods.iter().fold(String::new(), |mut text, pod| {
            _ = writeln!(text, "pod/{}", split(pod).1);
            text
        }),
        other => either(other, &objects, !names.is_empty()),
    })
}

/// Objects as JSON or YAML: one that was named by itself, all others as a list.
pub(super) fn either(form: Form, objects: &[&Value], named: bool) -> String {
    let whole = match objects {
        [object] if named => (*object).clone(),
        all => {
            serde_json::json!({"apiVersion": "v1", "items": all, "kind": "List", "metadata": {"resourceVersion": ""}})
        }
    };
    if form == Form::Json { emit::json(&whole) + "\n" } else { emit::yaml(&whole) }
}

/// NAME READY STATUS RESTARTS AGE, and where wide IP NODE and what nobody uses; when watched since a moment, every line from
/// then on.
fn table(life: &Life, at: Duration, pods: &[String], wide: bool, watch: Option<Duration>) -> String {
    const HEAD: [&str; 9] =
        ["NAME", "READY", "STATUS", "RESTARTS", "AGE", "IP", "NODE", "NOMINATED NODE", "READINESS GATES"];
    let mut lines: Vec<(Duration, [String; 9])> = Vec::new();
    for pod in pods {
        let moments: Vec<Duration> = match watch {
            None => vec![at],
            Some(since) => {
                let changes: Vec<Duration> = life.rows(pod).iter().map(|change| change.at).collect();
                let first = Some(since).filter(|since| !changes.contains(since));
                first.into_iter().chain(changes.into_iter().filter(|at| *at >= since)).filter(|m| *m <= at).collect()
            }
        };
        for moment in moments {
            let Some(object) = life.pod(pod, moment) else { continue };
            let [name, ready, status, restarts, age] = kubectl::row(object).cells(time::moment(moment));
            let or_none = |value: &Value| value.as_str().unwrap_or("<none>").to_owned();
            let (ip, node) = (or_none(&object["status"]["podIP"]), or_none(&object["spec"]["nodeName"]));
            let empty = || "<none>".to_owned();
            lines.push((moment, [name, ready, status, restarts, age, ip, node, empty(), empty()]));
        }
    }
    lines.sort_by_key(|(moment, _)| *moment);
    let rows: Vec<[String; 9]> =
        std::iter::once(HEAD.map(ToOwned::to_owned)).chain(lines.into_iter().map(|(_, line)| line)).collect();
    if wide {
        return kubectl::columns(&rows, 3);
    }
    let narrow: Vec<[String; 5]> =
        rows.into_iter().map(|[name, ready, status, restarts, age, ..]| [name, ready, status, restarts, age]).collect();
    kubectl::columns(&narrow, 3)
}

fn events(life: &Life, at: Duration, of: Option<&str>, namespace: &Namespace, with_counts: bool) -> String {
    let now = time::moment(at);
    let in_namespace = |pod: &&str| match namespace {
        Namespace::All => true,
        Namespace::One(namespace) => split(pod).0 == namespace,
    };
    let mut all: Vec<&Value> = life
        .pods()
        .filter(in_namespace)
        .filter(|pod| of.is_none_or(|name| split(pod).1 == name))
        .flat_map(|pod| life.events(pod, at))
        .collect();
    if all.is_empty() {
        return nothing(namespace);
    }
    all.sort_by_key(|event| time::read(&event["lastTimestamp"]));
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let mut rows = vec![["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"].map(ToOwned::to_owned)];
    rows.extend(all.into_iter().map(|event| {
        let mut seen = time::ago(&event["lastTimestamp"], now);
        let count = event["count"].as_u64().unwrap_or(1);
        if with_counts && count > 1 {
            _ = write!(seen, " (x{count} over {})", time::ago(&event["firstTimestamp"], now));
        }
        let object = format!(
            "{}/{}",
            text(&event["involvedObject"]["kind"]).to_lowercase(),
            text(&event["involvedObject"]["name"])
        );
        [seen, text(&event["type"]), text(&event["reason"]), object, text(&event["message"]).trim().to_owned()]
    }));
    kubectl::columns(&rows, 3)
}

/// The names of a Pod's containers: those of `containers`, then the init containers.
pub(super) fn names(pod: &Value) -> (Vec<&str>, Vec<&str>) {
    let of = |list: &str| -> Vec<&str> {
        pod["spec"][list].as_array().into_iter().flatten().filter_map(|c| c["name"].as_str()).collect()
    };
    (of("containers"), of("initContainers"))
}

/// All containers of a Pod as kubectl lists them: `app, fetch (init)`.
fn all_names(main: &[&str], init: &[&str]) -> String {
    let init = init.iter().map(|name| format!("{name} (init)"));
    let all: Vec<String> = main.iter().map(|name| (*name).to_owned()).chain(init).collect();
    all.join(", ")
}

/// The container that a command means, and what kubectl says of its choice; its refusal where there is no such one.
pub(super) fn container_of(
    life: &Life,
    at: Duration,
    pod: &str,
    wanted: Option<&str>,
) -> Result<(String, String), String> {
    let name = split(pod).1;
    let Some(object) = life.pod(pod, at) else { return Err(no_pod(name)) };
    let (main, init) = names(object);
    if let Some(wanted) = wanted {
        if main.contains(&wanted) || init.contains(&wanted) {
            return Ok((wanted.to_owned(), String::new()));
        }
        let all = all_names(&main, &init);
        return Err(format!("error: container {wanted} is not valid for pod {name} out of: {all}\n"));
    }
    let marked = object["metadata"]["annotations"]["kubectl.kubernetes.io/default-container"].as_str();
    if let Some(marked) = marked.filter(|name| main.contains(name)) {
        return Ok((marked.to_owned(), String::new()));
    }
    let first = main.first().copied().unwrap_or_default().to_owned();
    if main.len() + init.len() == 1 {
        return Ok((first, String::new()));
    }
    let words = format!("Defaulted container {first:?} out of: {}\n", all_names(&main, &init));
    Ok((first, words))
}

fn exec(
    life: &Life,
    at: Duration,
    (pod, namespace): (&str, &Namespace),
    container: Option<&str>,
    argv: &[String],
    interactive: bool,
) -> Result<Reply, String> {
    let pod = one(life, at, pod, namespace)?;
    let object = life.pod(&pod, at).unwrap_or(&Value::Null);
    if let Some(phase @ ("Succeeded" | "Failed")) = object["status"]["phase"].as_str() {
        return Err(format!("error: cannot exec into a container in a completed pod; current phase is {phase}\n"));
    }
    let (container, words) = container_of(life, at, &pod, container)?;
    let runs = life.runs(&pod, &container);
    let alive = runs.iter().any(|run| run.started <= at && !run.refused && run.ended.is_none_or(|(end, _)| end > at));
    if !alive {
        return Err(words + &not_found_to_exec(&container));
    }
    if interactive && argv.len() == 1 && argv.iter().all(|word| SHELLS.contains(&word.as_str())) {
        return Err(
            "There is no keyboard behind `exec` here. Give the shell its commands: -- sh -c 'ls -l /data'\n".into()
        );
    }
    let act = Act::Exec { container, argv: argv.to_vec() };
    Ok(Reply::Do(words, Deed { at, pod, act, filter: None }))
}
