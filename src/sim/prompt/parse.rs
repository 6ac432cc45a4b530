//! Reads a command line. It must not know any life.

use std::time::Duration;

use crate::sim::time::{span, unit};

use super::words::{elsewhere, is_elsewhere, is_template, no_templates, unknown, unknown_program};
use super::{Command, Form, LogOptions, Namespace, Other};

/// The longest line that is read, in bytes.
const LONGEST: usize = 4096;

/// Reads a line.
///
/// # Errors
/// What is printed instead: what is wrong with the line, or what the prompt does not know.
pub fn parse(line: &str) -> Result<Command, String> {
    if line.len() > LONGEST {
        return Err("This line is too long.\n".to_owned());
    }
    if let Some((command, script)) = pipe(line) {
        let command = Box::new(parse(command)?);
        return Ok(Command::Piped { command, script: script.to_owned() });
    }
    let words = split(line)?;
    let rest = match words.split_first() {
        Some((first, rest)) if first == "kubectl" || first == "k" => rest,
        _ => &words[..],
    };
    let bare = rest.len() == words.len();
    let Some((verb, rest)) = rest.split_first() else { return Ok(Command::Help) };
    match verb.as_str() {
        "get" => get(rest),
        "describe" => describe(rest),
        "logs" | "log" => logs(rest),
        "events" => events(rest),
        "exec" => exec(rest),
        "delete" => delete(rest),
        "explain" => explain(rest),
        "help" | "--help" | "-h" | "?" => Ok(Command::Help),
        "clear" => Ok(Command::Clear),
        "exit" | "quit" | "logout" => Ok(Command::Leave),
        "vi" | "vim" | "nano" | "emacs" => {
            Err(format!("This prompt has no {verb}: leave it (Esc), press `e` and edit pod.yaml in your editor.\n"))
        }
        "apply" | "create" | "edit" | "replace" | "patch" | "run" | "set" => Err(format!(
            "This prompt looks, it does not change manifests: leave it (Esc), press `e` and edit pod.yaml instead of `{verb}`.\n"
        )),
        other if is_elsewhere(other) => Err(elsewhere(other)),
        other if bare => Err(unknown_program(other)),
        other => Err(unknown(other)),
    }
}

/// A line's first `|` outside of quotes, with what stands before it and behind it. `||` is none.
fn pipe(line: &str) -> Option<(&str, &str)> {
    let (mut quote, mut escaped) = (None, false);
    for (at, letter) in line.char_indices() {
        match (quote, letter) {
            _ if escaped => escaped = false,
            (None | Some('"'), '\\') => escaped = true,
            (None, '\'' | '"') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            (None, '|') => {
                let (before, after) = (&line[..at], &line[at + 1..]);
                return (!after.starts_with('|') && !after.trim().is_empty()).then_some((before, after));
            }
            _ => {}
        }
    }
    None
}

/// Splits a line at blanks, with a shell's quotes. What only a shell could do is refused.
fn split(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ' ' | '\t' => words.extend(word.take()),
            '\'' | '"' => {
                let open = word.get_or_insert_default();
                loop {
                    match letters.next() {
                        None => return Err(format!("A {letter} is opened and never closed.\n")),
                        Some(end) if end == letter => break,
                        Some('\\') if letter == '"' => {
                            let next = letters.next().unwrap_or('\\');
                            if !matches!(next, '"' | '\\' | '$' | '`') {
                                open.push('\\');
                            }
                            open.push(next);
                        }
                        Some(other) => open.push(other),
                    }
                }
            }
            '\\' => word.get_or_insert_default().extend(letters.next()),
            '|' | '>' | '<' | ';' | '&' => {
                return Err(format!(
                    "This prompt takes one kubectl command, and filters behind a pipe; it has no {letter:?}. Inside a \
                     container there is one: kubectl exec POD -- sh -c '…'\n"
                ));
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Ok(words)
}

/// The words of a command: flags with their values, and the others.
struct Words<'a> {
    rest: std::slice::Iter<'a, String>,
    /// The value that came with a flag: `-o=wide`.
    value: Option<String>,
    namespace: Namespace,
    others: Vec<String>,
}

impl<'a> Words<'a> {
    fn new(words: &'a [String]) -> Self {
        Self { rest: words.iter(), value: None, namespace: Namespace::One("default".to_owned()), others: Vec::new() }
    }

    /// The next flag that is not the same for all commands; `--` too.
    fn flag(&mut self) -> Result<Option<String>, String> {
        while let Some(word) = self.rest.next() {
            if word == "--" {
                return Ok(Some(word.clone()));
            }
            let Some(flag) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
                self.others.push(word.clone());
                continue;
            };
            self.value = None;
            let flag = self.cut(word, flag);
            match flag.as_str() {
                "-n" | "--namespace" => self.namespace = Namespace::One(self.value(&flag)?),
                "-A" | "--all-namespaces" => self.namespace = Namespace::All,
                _ => return Ok(Some(flag)),
            }
        }
        Ok(None)
    }

    /// The name of a flag without the value that is written to it.
    fn cut(&mut self, word: &str, short: &str) -> String {
        if let Some((name, value)) = word.split_once('=') {
            self.value = Some(value.to_owned());
            return name.to_owned();
        }
        // `-capp` is `-c app`; `-it` is two switches, which `exec` looks at.
        let mut letters = short.chars();
        match letters.next() {
            Some(first @ ('c' | 'n' | 'o')) if !word.starts_with("--") && short.len() > 1 => {
                self.value = Some(letters.as_str().to_owned());
                format!("-{first}")
            }
            _ => word.to_owned(),
        }
    }

    fn value(&mut self, flag: &str) -> Result<String, String> {
        self.value
            .take()
            .or_else(|| self.rest.next().cloned())
            .ok_or_else(|| format!("error: flag needs an argument: {flag}\n"))
    }

    /// Whether a switch is on: `--previous`, `--previous=false`.
    fn on(&mut self) -> bool {
        self.value.take().is_none_or(|value| value != "false")
    }
}

fn get(words: &[String]) -> Result<Command, String> {
    let mut words = Words::new(words);
    let (mut form, mut watch) = (Form::Table { wide: false }, false);
    while let Some(flag) = words.flag()? {
        match flag.as_str() {
            "-o" | "--output" => {
                let wanted = words.value(&flag)?;
                form = match wanted.as_str() {
                    "wide" => Form::Table { wide: true },
                    "yaml" => Form::Yaml,
                    "json" => Form::Json,
                    "name" => Form::Name,
                    other if is_template(other) => return Err(no_templates(other)),
                    other => return Err(unknown(&format!("-o {other}"))),
                };
            }
            "-w" | "--watch" => watch = words.on(),
            // The order of events is that of time anyway.
            "--sort-by" | "--field-selector" => _ = words.value(&flag)?,
            other => return Err(unknown(other)),
        }
    }
    let namespace = words.namespace;
    let mut others = words.others.into_iter();
    let kind = others
        .next()
        .ok_or_else(|| "error: Required resource not specified.\nWrite what to get: kubectl get pods\n".to_owned())?;
    if matches!(kind.as_str(), "events" | "event" | "ev") {
        return Ok(Command::Events { pod: None, namespace, with_counts: false });
    }
    let (word, first) =
        kind.split_once('/').map_or((kind.as_str(), None), |(word, name)| (word, Some(name.to_owned())));
    if let Some(kind) = Other::called(word) {
        let names = first.into_iter().chain(others).collect();
        return Ok(Command::GetOther { kind, names, namespace, form });
    }
    let names = pods(&kind, others)?;
    Ok(Command::Get { names, namespace, form, watch })
}

/// The names after a kind: `pod a b`, `pod/a`.
fn pods(kind: &str, others: impl Iterator<Item = String>) -> Result<Vec<String>, String> {
    let is_pod = |kind: &str| matches!(kind, "pod" | "pods" | "po");
    match kind.split_once('/') {
        Some((kind, name)) if is_pod(kind) => {
            let more = others.map(|other| match other.split_once('/') {
                Some((kind, name)) if is_pod(kind) => Ok(name.to_owned()),
                _ => Err(unknown(&other)),
            });
            std::iter::once(Ok(name.to_owned())).chain(more).collect()
        }
        None if is_pod(kind) => Ok(others.collect()),
        _ => Err(format!(
            "This prompt shows pods, events, services, configmaps and secrets, and does not know {kind:?}.\n"
        )),
    }
}

/// The one Pod of a command: `web`, `pod/web`.
fn pod(name: &str) -> Result<String, String> {
    match name.split_once('/') {
        None => Ok(name.to_owned()),
        Some(("pod" | "pods" | "po", name)) => Ok(name.to_owned()),
        Some(_) => Err(unknown(name)),
    }
}

fn describe(words: &[String]) -> Result<Command, String> {
    let mut words = Words::new(words);
    if let Some(flag) = words.flag()? {
        return Err(unknown(&flag));
    }
    let namespace = words.namespace;
    let mut others = words.others.into_iter();
    let kind = others.next().ok_or_else(|| "error: You must specify the type of resource to describe.\n".to_owned())?;
    let (word, first) =
        kind.split_once('/').map_or((kind.as_str(), None), |(word, name)| (word, Some(name.to_owned())));
    if Other::called(word) == Some(Other::Service) {
        return Ok(Command::DescribeServices { names: first.into_iter().chain(others).collect(), namespace });
    }
    Ok(Command::Describe { names: pods(&kind, others)?, namespace })
}

fn explain(words: &[String]) -> Result<Command, String> {
    let mut words = Words::new(words);
    let mut recursive = false;
    while let Some(flag) = words.flag()? {
        match flag.as_str() {
            "--recursive" => recursive = words.on(),
            "--api-version" | "--output" | "-o" => _ = words.value(&flag)?,
            other => return Err(unknown(other)),
        }
    }
    let path = words.others.into_iter().next().ok_or_else(|| {
        "error: You must specify the type of resource to explain: kubectl explain pod.spec.containers\n".to_owned()
    })?;
    Ok(Command::Explain { path, recursive })
}

fn events(words: &[String]) -> Result<Command, String> {
    let mut words = Words::new(words);
    let mut of = None;
    while let Some(flag) = words.flag()? {
        match flag.as_str() {
            "--for" => of = Some(pod(&words.value(&flag)?)?),
            other => return Err(unknown(other)),
        }
    }
    Ok(Command::Events { pod: of, namespace: words.namespace, with_counts: true })
}

fn logs(words: &[String]) -> Result<Command, String> {
    let mut words = Words::new(words);
    let mut options = LogOptions::default();
    while let Some(flag) = words.flag()? {
        match flag.as_str() {
            "-c" | "--container" => options.container = Some(words.value(&flag)?),
            "-p" | "--previous" => options.previous = words.on(),
            "--all-containers" => options.all = words.on(),
            "-f" | "--follow" => options.follow = words.on(),
            "--timestamps" => options.timestamps = words.on(),
            "--prefix" => options.prefix = words.on(),
            "--tail" => {
                let number = whole(&words.value(&flag)?, "--tail")?;
                if number < -1 {
                    return Err("error: --tail must be greater than or equal to -1\n".to_owned());
                }
                options.tail = usize::try_from(number).ok();
            }
            "--limit-bytes" => {
                let number = whole(&words.value(&flag)?, "--limit-bytes")?;
                let limit = usize::try_from(number).map_err(|_| "error: --limit-bytes must be greater than 0\n")?;
                options.limit_bytes = Some(limit).filter(|limit| *limit > 0);
            }
            "--since" => {
                let text = words.value(&flag)?;
                let since = go_duration(&text).ok_or_else(|| {
                    format!("error: invalid argument {text:?} for \"--since\" flag: time: invalid duration {text:?}\n")
                })?;
                options.since = Some(since).filter(|since| !since.is_zero());
            }
            other => return Err(unknown(other)),
        }
    }
    let mut others = words.others.into_iter();
    let usage = "error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\n\
                 POD or TYPE/NAME is a required argument for the logs command\n\
                 See 'kubectl logs -h' for help and examples\n";
    let pod = pod(&others.next().ok_or_else(|| usage.to_owned())?)?;
    // `kubectl logs POD CONTAINER` is the old way, and still works.
    if let Some(second) = others.next() {
        if options.container.is_some() {
            return Err("error: only one of -c or an inline [CONTAINER] arg is allowed\n".to_owned());
        }
        options.container = Some(second);
    }
    if let Some(container) = options.container.as_deref().filter(|_| options.all) {
        return Err(format!("error: --all-containers=true should not be specified with container name {container}\n"));
    }
    Ok(Command::Logs { pod, namespace: words.namespace, options })
}

/// A flag's whole number.
fn whole(text: &str, flag: &str) -> Result<i64, String> {
    text.parse().map_err(|_| {
        format!(
            "error: invalid argument {text:?} for {flag:?} flag: strconv.ParseInt: parsing {text:?}: invalid syntax\n"
        )
    })
}

/// `90s`, `1m30s`, `1.5h`: a duration in Go's form.
fn go_duration(text: &str) -> Option<Duration> {
    if text == "0" {
        return Some(Duration::ZERO);
    }
    span(text, unit)
}

fn exec(words: &[String]) -> Result<Command, String> {
    let mut words = Words::new(words);
    let (mut container, mut argv, mut interactive) = (None, Vec::new(), false);
    while let Some(flag) = words.flag()? {
        match flag.as_str() {
            "--" => argv = words.rest.by_ref().cloned().collect(),
            "-c" | "--container" => container = Some(words.value(&flag)?),
            "-i" | "-t" | "-it" | "-ti" | "--stdin" | "--tty" => interactive = words.on() || interactive,
            other => return Err(unknown(other)),
        }
    }
    let mut others = words.others.into_iter();
    let name = others.next().ok_or_else(|| "error: pod, type/name or --filename must be specified\n".to_owned())?;
    if others.next().is_some() && argv.is_empty() {
        return Err(
            "error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec \
             -h' for help and examples\n"
                .into(),
        );
    }
    if argv.is_empty() {
        return Err("error: you must specify at least one command for the container\n".to_owned());
    }
    Ok(Command::Exec { pod: pod(&name)?, namespace: words.namespace, container, argv, interactive })
}

fn delete(words: &[String]) -> Result<Command, String> {
    let mut words = Words::new(words);
    let (mut force, mut now, mut seconds) = (false, false, -1);
    while let Some(flag) = words.flag()? {
        match flag.as_str() {
            "--wait" => _ = words.on(),
            "--force" => force = words.on(),
            "--now" => now = words.on(),
            "--grace-period" => seconds = whole(&words.value(&flag)?, "--grace-period")?,
            other => return Err(unknown(other)),
        }
    }
    let grace = grace(force, now, seconds)?;
    let namespace = words.namespace;
    let mut others = words.others.into_iter();
    let kind =
        others.next().ok_or_else(|| "error: You must provide one or more resources by argument.\n".to_owned())?;
    match pods(&kind, others)?.as_slice() {
        [pod] => Ok(Command::Delete { pod: pod.clone(), namespace, grace }),
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
