//! The commands of kubectl, each with its flags. It must not know any life.

use std::time::Duration;

use super::flags::{Flag, Given, elsewhere, switch, value};
use crate::sim::kubectl::table::Look;
use crate::sim::prompt::kind::Kind;
use crate::sim::prompt::wanted::{Wanted, kind_and_name};
use crate::sim::prompt::{Command, Get, LogOptions, Logged, Namespace};
use crate::sim::time::{span, unit};

const GET: [Flag; 26] = [
    value("output").or('o'),
    value("selector").or('l'),
    value("field-selector"),
    value("sort-by"),
    value("label-columns").or('L'),
    value("chunk-size"),
    switch("all-namespaces").or('A'),
    switch("watch").or('w'),
    switch("show-labels"),
    switch("no-headers"),
    switch("ignore-not-found"),
    switch("show-kind"),
    switch("show-managed-fields"),
    switch("server-print"),
    switch("allow-missing-template-keys"),
    elsewhere("watch-only"),
    elsewhere("output-watch-events"),
    elsewhere("template"),
    elsewhere("filename").or('f'),
    elsewhere("kustomize").or('k'),
    elsewhere("recursive").or('R'),
    elsewhere("raw"),
    elsewhere("subresource"),
    elsewhere("all"),
    elsewhere("profile"),
    elsewhere("profile-output"),
];

pub(super) fn get(words: &[String]) -> Result<Command, String> {
    let given = Given::read("get", words, &GET)?;
    if given.words.is_empty() {
        return Err(format!(
            "You must specify the type of resource to get. {RESOURCES}\n\n{}",
            given.usage(
                "Required resource not specified.\nUse \"kubectl explain <resource>\" for a detailed description of that \
                 resource (e.g. kubectl explain pods)."
            )
        ));
    }
    let what = wanted(&given)?;
    let output = given.value("output").unwrap_or_default().to_owned();
    let look = Look {
        wide: output == "wide",
        no_headers: given.is_on("no-headers"),
        labels: given.is_on("show-labels"),
        label_columns: given.values("label-columns").flat_map(|list| list.split(',')).map(ToOwned::to_owned).collect(),
        namespace: what.namespace == Namespace::All,
        kind: given.is_on("show-kind"),
    };
    if look.labels && !matches!(output.as_str(), "" | "wide") {
        return Err(format!("error: --show-labels option cannot be used with {output} printer\n"));
    }
    if !look.label_columns.is_empty() && output.starts_with("custom-columns") {
        return Err(format!("error: --label-columns option cannot be used with {output} printer\n"));
    }
    Ok(Command::Get(Get {
        what,
        output,
        look,
        sort_by: given.value("sort-by").filter(|path| !path.is_empty()).map(ToOwned::to_owned),
        watch: given.is_on("watch"),
        ignore_not_found: given.is_on("ignore-not-found"),
    }))
}

const RESOURCES: &str = "Use \"kubectl api-resources\" for a complete list of supported resources.";

/// The objects that a command is about.
fn wanted(given: &Given) -> Result<Wanted, String> {
    let text = |flag: &str| given.value(flag).filter(|text| !text.is_empty()).map(ToOwned::to_owned);
    let wanted = Wanted::read(&given.words, namespace(given))?;
    Ok(Wanted { labels: text("selector"), fields: text("field-selector"), ..wanted })
}

fn namespace(given: &Given) -> Namespace {
    match given.value("namespace").filter(|name| !name.is_empty()) {
        _ if given.is_on("all-namespaces") => Namespace::All,
        name => Namespace::One(name.unwrap_or("default").to_owned()),
    }
}

pub(super) fn describe(words: &[String]) -> Result<Command, String> {
    let own = [
        value("selector").or('l'),
        value("chunk-size"),
        switch("all-namespaces").or('A'),
        switch("show-events"),
        elsewhere("filename").or('f'),
        elsewhere("kustomize").or('k'),
        elsewhere("recursive").or('R'),
    ];
    let given = Given::read("describe", words, &own)?;
    if given.words.is_empty() {
        return Err(format!("error: You must specify the type of resource to describe. {RESOURCES}\n"));
    }
    Ok(Command::Describe(wanted(&given)?))
}

pub(super) fn explain(words: &[String]) -> Result<Command, String> {
    let own = [switch("recursive"), value("api-version"), value("output").or('o')];
    let given = Given::read("explain", words, &own)?;
    match &given.words[..] {
        [] => Err(format!("error: You must specify the type of resource to explain. {RESOURCES}\n")),
        [path] => Ok(Command::Explain { path: path.clone(), recursive: given.is_on("recursive") }),
        _ => Err("error: We accept only this format: explain RESOURCE\n".to_owned()),
    }
}

pub(super) fn top(words: &[String]) -> Result<Command, String> {
    let own = [
        value("selector").or('l'),
        value("field-selector"),
        value("sort-by"),
        switch("containers"),
        switch("all-namespaces").or('A'),
        switch("no-headers"),
        switch("sum"),
        switch("show-swap"),
        switch("show-capacity"),
        switch("use-protocol-buffers"),
    ];
    let given = Given::read("top", words, &own)?;
    match given.words.first().map(String::as_str) {
        None => Err("Say of what: kubectl top pod\n".to_owned()),
        Some("pod" | "pods" | "po" | "node" | "nodes" | "no") => Ok(Command::Top),
        Some(other) => Err(given.usage(&format!("unknown command {other:?}"))),
    }
}

pub(super) fn events(words: &[String]) -> Result<Command, String> {
    let own = [
        value("for"),
        value("types"),
        value("chunk-size"),
        switch("all-namespaces").or('A'),
        switch("no-headers"),
        elsewhere("watch").or('w'),
        elsewhere("output").or('o'),
        elsewhere("template"),
    ];
    let given = Given::read("events", words, &own)?;
    let types: Vec<String> = given.values("types").flat_map(|list| list.split(',')).map(str::to_lowercase).collect();
    let about = match given.value("for").filter(|name| !name.is_empty()) {
        Some(name) if !name.contains('/') => return Err("error: --for must be in resource/name form\n".to_owned()),
        name => name.map(kind_and_name).transpose()?,
    };
    if types.iter().any(|name| !matches!(name.as_str(), "normal" | "warning")) {
        return Err("error: valid --types are Normal or Warning\n".to_owned());
    }
    Ok(Command::Events { about, namespace: namespace(&given), types, no_headers: given.is_on("no-headers") })
}

const LOGS: [Flag; 17] = [
    value("container").or('c'),
    value("selector").or('l'),
    value("tail"),
    value("since"),
    value("limit-bytes"),
    value("pod-running-timeout"),
    value("max-log-requests"),
    switch("previous").or('p'),
    switch("follow").or('f'),
    switch("all-containers"),
    switch("timestamps"),
    switch("prefix"),
    switch("ignore-errors"),
    switch("insecure-skip-tls-verify-backend"),
    elsewhere("since-time"),
    elsewhere("all-pods"),
    elsewhere("filename"),
];

pub(super) fn logs(words: &[String]) -> Result<Command, String> {
    let given = Given::read("logs", words, &LOGS)?;
    let selector = given.value("selector").filter(|selector| !selector.is_empty());
    let expected = "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\n\
                    POD or TYPE/NAME is a required argument for the logs command";
    let (what, inline) = match (&given.words[..], selector) {
        ([], Some(selector)) => (Logged::Labelled(selector.to_owned()), None),
        ([_], Some(_)) => return Err(given.usage("only a selector (-l) or a POD name is allowed")),
        ([pod], None) => (Logged::Pod(self::pod(pod)?), None),
        // `kubectl logs POD CONTAINER` is the old way, and still works.
        ([pod, container], _) => (Logged::Pod(self::pod(pod)?), Some(container.clone())),
        _ => return Err(given.usage(expected)),
    };
    let options = log_options(&given, &what, inline)?;
    Ok(Command::Logs { what, namespace: namespace(&given), options })
}

fn log_options(given: &Given, what: &Logged, inline: Option<String>) -> Result<LogOptions, String> {
    let named = given.value("container").map(ToOwned::to_owned);
    if let Some(container) = inline.as_ref().or(named.as_ref()).filter(|_| given.is_on("all-containers")) {
        return Err(format!("error: --all-containers=true should not be specified with container name {container}\n"));
    }
    if named.is_some() && inline.is_some() {
        return Err("error: only one of -c or an inline [CONTAINER] arg is allowed\n".to_owned());
    }
    let limit = given.number("limit-bytes")?.unwrap_or(0);
    let limit = usize::try_from(limit).map_err(|_| "error: --limit-bytes must be greater than 0\n")?;
    let tail = given.number("tail")?;
    if tail.is_some_and(|tail| tail < -1) {
        return Err("error: --tail must be greater than or equal to -1\n".to_owned());
    }
    // Of Pods that a selector picks the ends of the logs are shown, if nothing else is asked for.
    let tail = tail.or(matches!(what, Logged::Labelled(_)).then_some(10));
    let since = match given.value("since") {
        None => None,
        Some(text) => {
            let words = || given.invalid("since", text, &format!("time: invalid duration {text:?}"));
            Some(go_duration(text).ok_or_else(words)?).filter(|since| !since.is_zero())
        }
    };
    Ok(LogOptions {
        container: inline.or(named),
        all: given.is_on("all-containers"),
        previous: given.is_on("previous"),
        follow: given.is_on("follow"),
        tail: tail.and_then(|tail| usize::try_from(tail).ok()),
        since,
        limit_bytes: Some(limit).filter(|limit| *limit > 0),
        timestamps: given.is_on("timestamps"),
        prefix: given.is_on("prefix"),
        ignore_errors: given.is_on("ignore-errors"),
    })
}

/// `90s`, `1m30s`, `1.5h`: a duration in Go's form.
fn go_duration(text: &str) -> Option<Duration> {
    if text == "0" {
        return Some(Duration::ZERO);
    }
    span(text, unit)
}

/// The one Pod of a command: `web`, `pod/web`.
fn pod(name: &str) -> Result<String, String> {
    if !name.contains('/') {
        return Ok(name.to_owned());
    }
    match kind_and_name(name)? {
        (Kind::Pod, name) => Ok(name),
        (kind, _) => Err(format!("Of {} this trainer knows no Pods; name the Pod itself.\n", kind.resource())),
    }
}

pub(super) fn exec(words: &[String]) -> Result<Command, String> {
    let own = [
        value("container").or('c'),
        value("pod-running-timeout"),
        switch("stdin").or('i'),
        switch("tty").or('t'),
        switch("quiet").or('q'),
        elsewhere("filename").or('f'),
    ];
    let given = Given::read("exec", words, &own)?;
    let Some((name, more)) = given.words.split_first() else {
        return Err("error: pod, type/name or --filename must be specified\n".to_owned());
    };
    if !more.is_empty() {
        return Err(given.usage("exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead"));
    }
    if given.rest.is_empty() {
        return Err("error: you must specify at least one command for the container\n".to_owned());
    }
    Ok(Command::Exec {
        pod: pod(name)?,
        namespace: namespace(&given),
        container: given.value("container").map(ToOwned::to_owned),
        interactive: given.is_on("stdin") || given.is_on("tty"),
        argv: given.rest,
    })
}

pub(super) fn delete(words: &[String]) -> Result<Command, String> {
    let own = [
        value("grace-period"),
        value("cascade"),
        value("timeout"),
        switch("force"),
        switch("now"),
        switch("wait"),
        elsewhere("all"),
        elsewhere("selector").or('l'),
        elsewhere("field-selector"),
        elsewhere("ignore-not-found"),
        elsewhere("filename").or('f'),
        elsewhere("output").or('o'),
        elsewhere("dry-run"),
        elsewhere("interactive").or('i'),
    ];
    let given = Given::read("delete", words, &own)?;
    let grace = grace(given.is_on("force"), given.is_on("now"), given.number("grace-period")?.unwrap_or(-1))?;
    if given.words.is_empty() {
        return Err("error: You must provide one or more resources by argument or filename.\nExample resource \
                    specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   \
                    '<resource>'\n"
            .to_owned());
    }
    let namespace = namespace(&given);
    let wanted = Wanted::read(&given.words, namespace.clone())?;
    match &wanted.names[..] {
        [] => Err("error: resource(s) were provided, but no name was specified\n".to_owned()),
        [(Kind::Pod, pod)] => Ok(Command::Delete { pod: pod.clone(), namespace, grace }),
        _ => Err("Name the one Pod to delete: kubectl delete pod NAME\n".to_owned()),
    }
}

/// The grace period that kubectl asks for: only force makes it none.
fn grace(force: bool, now: bool, seconds: i64) -> Result<Option<u32>, String> {
    if now && seconds != -1 {
        return Err("error: --now and --grace-period cannot be specified together\n".to_owned());
    }
    if force && seconds > 0 {
        return Err("error: --force and --grace-period greater than 0 cannot be specified together\n".to_owned());
    }
    Ok(match seconds {
        _ if now => Some(1),
        0 if !force => Some(1),
        ..0 if force => Some(0),
        other => u32::try_from(other).ok(),
    })
}
