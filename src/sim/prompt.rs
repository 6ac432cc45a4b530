//! The `kubectl` of a small prompt: takes the commands by which a Pod is investigated, and prints what kubectl would print
//! of a recorded life. It must not know screens, nor change the life: what would is handed back as a [`Deed`].

mod explain;
mod filter;
mod logs;
mod look;
mod others;
mod parse;
mod words;

use std::time::Duration;

use super::{Life, LookError, Simulation};

pub use logs::log_lines;
pub use parse::parse;
pub use words::VERBS;

/// A command that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `kubectl get pods [NAME…]`
    Get { names: Vec<String>, namespace: Namespace, form: Form, watch: bool },
    /// `kubectl get services [NAME…]`, and the like
    GetOther { kind: Other, names: Vec<String>, namespace: Namespace, form: Form },
    /// `kubectl get events`, or `kubectl events`
    Events { pod: Option<String>, namespace: Namespace, with_counts: bool },
    /// `kubectl describe pod [NAME…]`
    Describe { names: Vec<String>, namespace: Namespace },
    /// `kubectl describe service [NAME…]`
    DescribeServices { names: Vec<String>, namespace: Namespace },
    /// `kubectl logs POD`
    Logs { pod: String, namespace: Namespace, options: LogOptions },
    /// `kubectl exec POD -- COMMAND`
    Exec { pod: String, namespace: Namespace, container: Option<String>, argv: Vec<String>, interactive: bool },
    /// `kubectl delete pod NAME`, with a grace period of its own where one is asked for; none at all is force.
    Delete { pod: String, namespace: Namespace, grace: Option<u32> },
    /// `COMMAND | grep x`: a shell gets what the command prints.
    Piped { command: Box<Command>, script: String },
    /// `kubectl explain pod.spec.containers`
    Explain { path: String, recursive: bool },
    /// What the prompt knows.
    Help,
    /// Forget what was printed.
    Clear,
    /// `exit`: leave the prompt.
    Leave,
}

/// What of a log `kubectl logs` prints, and how.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own, as on kubectl's command line")]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogOptions {
    /// `-c`
    pub container: Option<String>,
    /// `--all-containers`
    pub all: bool,
    /// `--previous`
    pub previous: bool,
    /// `--follow`
    pub follow: bool,
    /// `--tail`, in lines.
    pub tail: Option<usize>,
    /// `--since`
    pub since: Option<Duration>,
    /// `--limit-bytes`
    pub limit_bytes: Option<usize>,
    /// `--timestamps`
    pub timestamps: bool,
    /// `--prefix`
    pub prefix: bool,
}

/// Which namespaces a command looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Namespace {
    /// One of them; `default` where none is named.
    One(String),
    /// `--all-namespaces`
    All,
}

/// What `get` shows besides Pods and events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Other {
    Service,
    ConfigMap,
    Secret,
}

/// How `get` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A table, with more columns where wide.
    Table {
        wide: bool,
    },
    Yaml,
    Json,
    Name,
}

/// Something that is done to the cluster from the prompt, and so becomes part of its life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// Counted from the beginning.
    pub at: Duration,
    /// The Pod, as [`Life`] names it.
    pub pod: String,
    /// What is done.
    pub act: Act,
    /// The shell script that gets what is printed.
    pub filter: Option<String>,
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// A command is executed in a container.
    Exec { container: String, argv: Vec<String> },
    /// The Pod is deleted, with the grace period of its spec where there is none here.
    Delete { grace: Option<u32> },
}

/// What the prompt does with a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// It prints.
    Text(String),
    /// It prints the first, then does it and prints what comes of it.
    Do(String, Deed),
    /// It forgets what was printed.
    Clear,
    /// It gives the keyboard back.
    Leave,
}

/// What a command does at a moment of a life. Refusals are printed, too.
#[must_use]
pub fn answer(life: &Life, at: Duration, command: &Command) -> Reply {
    look::answer(life, at, command).unwrap_or_else(Reply::Text)
}

/// What a command that goes on (`logs -f`, `get pods -w`) has printed by now since it was given; `None` for one that ends at
/// once, or that was refused.
#[must_use]
pub fn follow(life: &Life, given: Duration, now: Duration, command: &Command) -> Option<String> {
    let now = now.max(given);
    match command {
        Command::Logs { pod, namespace, options } if options.follow => {
            logs::print(life, given..=now, pod, namespace, options).ok()
        }
        Command::Get { names, namespace, form: form @ Form::Table { .. }, watch: true } => {
            look::get(life, now, names, namespace, *form, Some(given)).ok()
        }
        Command::Piped { command, script } => {
            follow(life, given, now, command).map(|text| filter::filter(&text, script))
        }
        _ => None,
    }
}

/// Does a deed now; gives what kubectl prints of it.
pub fn perform(simulation: &mut Simulation, deed: &Deed) -> String {
    match &deed.act {
        Act::Exec { container, argv } => match simulation.exec(&deed.pod, container, argv) {
            Ok(done) if done.code == 0 => filtered(done.output, deed),
            Ok(done) => {
                let mut text = filtered(done.output, deed);
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
                text + &format!("command terminated with exit code {}\n", done.code)
            }
            Err(LookError::NotRunning(container)) => words::not_found_to_exec(&container),
            Err(LookError::Refused(words)) if words.starts_with("failed to exec") => {
                format!("error: Internal error occurred: error executing command in container: {words}\n")
            }
            Err(LookError::Refused(words)) => format!("{words}\n"),
            Err(error) => format!("{error}\n"),
        },
        Act::Delete { grace } => {
            let (namespace, name) = super::life::split(&deed.pod);
            if simulation.delete_within("Pod", namespace, name, *grace) {
                let how = if *grace == Some(0) { "force deleted" } else { "deleted" };
                filtered(format!("pod {name:?} {how} from {namespace} namespace\n"), deed)
            } else {
                words::no_pod(name)
            }
        }
    }
}

/// What is left of what was printed.
fn filtered(text: String, deed: &Deed) -> String {
    match &deed.filter {
        Some(script) => filter::filter(&text, script),
        None => text,
    }
}

#[cfg(test)]
mod tests;
