//! Answers commands from a recorded life, in kubectl's words. It must not change anything.

use std::time::Duration;

use serde_json::Value;

use super::explain::explain;
use super::filter::filter;
use super::get::{self, nothing};
use super::kind::Kind;
use super::logs;
use super::wanted::{Wanted, one_pod};
use super::words::{self, HELP, no_object, not_found_to_exec};
use super::{Act, Command, Deed, Namespace, Printed, Reply, Session};
use crate::sim::kubectl::table;
use crate::sim::life::{joined, split};
use crate::sim::{Life, kubectl, time};

/// Shells that read what is typed where they get no script.
const SHELLS: [&str; 6] = ["sh", "bash", "ash", "/bin/sh", "/bin/bash", "/bin/ash"];

/// What is printed or done; an error is printed all the same.
pub(super) fn answer(life: &Life, at: Duration, command: &Command) -> Result<Reply, String> {
    match command {
        Command::Clear => Ok(Reply::Clear),
        Command::Leave => Ok(Reply::Leave),
        Command::Exec { pod, namespace, container, argv, interactive } => {
            exec(life, at, (pod, namespace), container.as_deref(), argv, *interactive)
        }
        Command::Delete { pod, namespace, grace } => {
            let pod = one_pod(life, at, pod, namespace)?;
            let warning = if *grace == Some(0) { words::FORCED } else { "" };
            let deed = Deed { at, pod, act: Act::Delete { grace: *grace }, filter: None };
            Ok(Reply::Do(warning.to_owned(), deed))
        }
        Command::Piped { command, script } => match &**command {
            Command::Exec { .. } | Command::Delete { .. } => match answer(life, at, command)? {
                Reply::Do(words, deed) => Ok(Reply::Do(words, Deed { filter: Some(script.clone()), ..deed })),
                Reply::Converse(..) => Err("A shell in a container and a pipe do not go together here.\n".to_owned()),
                other => Ok(other),
            },
            other => {
                // A refusal and a notice go to the terminal, not into the pipe, which then gets nothing or less.
                let printed =
                    print(life, at, other).unwrap_or_else(|refusal| Printed { refusal, ..Printed::default() });
                Ok(Reply::Text(printed.notice + &printed.refusal + &filter(&printed.out, script)))
            }
        },
        other => print(life, at, other).map(|printed| Reply::Text(printed.whole())),
    }
}

/// What a command prints that changes nothing.
fn print(life: &Life, at: Duration, command: &Command) -> Result<Printed, String> {
    match command {
        Command::Explain { path, recursive } => explain(path, *recursive).map(Printed::out),
        Command::Get(get) => get::get(life, at, get, get.watch.then_some(at)),
        Command::Events { about, namespace, types, no_headers } => {
            events(life, at, about.as_ref(), namespace, types, *no_headers).map(Printed::out)
        }
        Command::Describe(wanted) => describe(life, at, wanted),
        Command::Logs { what, namespace, options } => logs::print(life, at..=at, what, namespace, options),
        Command::Top => Err("error: Metrics API not available\n".to_owned()),
        _ => Ok(Printed::out(HELP.to_owned())),
    }
}

/// What `kubectl describe` prints; a name that nothing has is the beginning of one.
fn describe(life: &Life, at: Duration, wanted: &Wanted) -> Result<Printed, String> {
    let made = super::endpoints::made(life, at);
    let (mut groups, mut missing) = wanted.objects_among(life, &made, at)?;
    if let ([(kind, name)], false) = (&wanted.names[..], missing.is_empty()) {
        let (all, _) = Wanted::all(vec![*kind], wanted.namespace.clone()).objects_among(life, &made, at)?;
        let begins = |object: &&Value| object["metadata"]["name"].as_str().is_some_and(|own| own.starts_with(name));
        groups = all.into_iter().map(|(kind, list)| (kind, list.into_iter().filter(begins).collect())).collect();
        if groups.iter().any(|(_, list)| !list.is_empty()) {
            missing.clear();
        }
    }
    let pods: Vec<&Value> = life.pods().filter_map(|pod| life.pod(pod, at)).collect();
    let mut pages = Vec::new();
    for (kind, objects) in groups {
        for object in objects {
            pages.push(match kind {
                Kind::Pod => {
                    let text = |field: &str| object["metadata"][field].as_str().unwrap_or_default();
                    life.describe(&joined(text("namespace"), text("name")), at).unwrap_or_default()
                }
                Kind::Service => kubectl::describe::service::describe(object, &pods),
                Kind::ConfigMap => kubectl::describe::data::config_map(object),
                Kind::Secret => kubectl::describe::data::secret(object),
                Kind::Event | Kind::Endpoints | Kind::EndpointSlice => {
                    return Err("This prompt describes pods, services, configmaps and secrets.\n".to_owned());
                }
            });
        }
    }
    if pages.is_empty() && missing.is_empty() {
        return Err(nothing(&wanted.namespace));
    }
    Ok(Printed { out: pages.join("\n\n"), refusal: missing, ..Printed::default() })
}

/// What `kubectl events` prints: the last at the end.
fn events(
    life: &Life,
    at: Duration,
    about: Option<&(Kind, String)>,
    namespace: &Namespace,
    types: &[String],
    no_headers: bool,
) -> Result<String, String> {
    let now = time::moment(at);
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let (groups, _) = Wanted::all(vec![Kind::Event], namespace.clone()).objects(life, at)?;
    let mut all: Vec<&Value> = groups.into_iter().flat_map(|(_, events)| events).collect();
    all.retain(|event| {
        let of = &event["involvedObject"];
        let fits = about.is_none_or(|(kind, name)| of["kind"] == kind.name() && of["name"] == **name);
        fits && (types.is_empty() || types.contains(&text(&event["type"]).to_lowercase()))
    });
    if all.is_empty() {
        return Err(match namespace {
            Namespace::All => "No events found.\n".to_owned(),
            Namespace::One(namespace) => format!("No events found in {namespace} namespace.\n"),
        });
    }
    all.sort_by_key(|event| time::read(&event["lastTimestamp"]));
    let everywhere = *namespace == Namespace::All;
    let head =
        everywhere.then_some("NAMESPACE").into_iter().chain(["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"]);
    let head = (!no_headers).then(|| head.map(ToOwned::to_owned).collect());
    let lines = all.into_iter().map(|event| {
        let first = time::ago(&event["firstTimestamp"], now);
        let seen = match event["count"].as_u64().unwrap_or(1) {
            0 | 1 => first,
            count => format!("{} (x{count} over {first})", time::ago(&event["lastTimestamp"], now)),
        };
        let of = &event["involvedObject"];
        let object = format!("{}/{}", text(&of["kind"]), text(&of["name"]));
        let message = text(&event["message"]).trim().to_owned();
        let namespace = everywhere.then(|| text(&event["metadata"]["namespace"]));
        let own = [seen, text(&event["type"]), text(&event["reason"]), object, message];
        namespace.into_iter().chain(own).collect::<Vec<_>>()
    });
    Ok(table::set(&head.into_iter().chain(lines).collect::<Vec<_>>()))
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
    let Some(object) = life.pod(pod, at) else { return Err(no_object(Kind::Pod, name)) };
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
    let pod = one_pod(life, at, pod, namespace)?;
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
        return Ok(Reply::Converse(words, Session::new(pod, container, argv[0].clone())));
    }
    let act = Act::Exec { container, argv: argv.to_vec() };
    Ok(Reply::Do(words, Deed { at, pod, act, filter: None }))
}
