//! The `kubectl` of a small prompt: takes the commands by which a Pod is investigated, and prints what kubectl would print
//! of a recorded life. It must not know screens, nor change the life: what would is handed back as a [`Deed`].

mod endpoints;
mod explain;
mod fields;
mod filter;
mod get;
mod kind;
mod labels;
mod logs;
mod look;
mod parse;
mod session;
mod wanted;
mod words;

use std::time::Duration;

use super::kubectl::table;
use super::{Life, LookError, Simulation};

pub use kind::Kind;
pub use logs::log_lines;
pub use parse::parse;
pub use session::Session;
pub use wanted::Wanted;
pub use words::VERBS;

/// A command that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `kubectl get pods [NAME…]`
    Get(Get),
    /// `kubectl events`
    Events { about: Option<(Kind, String)>, namespace: Namespace, types: Vec<String>, no_headers: bool },
    /// `kubectl describe pod [NAME…]`
    Describe(Wanted),
    /// `kubectl logs POD`; of several Pods where a selector picks them.
    Logs { what: Logged, namespace: Namespace, options: LogOptions },
    /// `kubectl exec POD -- COMMAND`
    Exec { pod: String, namespace: Namespace, container: Option<String>, argv: Vec<String>, interactive: bool },
    /// `kubectl delete pod NAME`, with a grace period of its own where one is asked for; none at all is force.
    Delete { pod: String, namespace: Namespace, grace: Option<u32> },
    /// `kubectl top pod`
    Top,
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
    /// `--ignore-errors`
    pub ignore_errors: bool,
}

/// Which namespaces a command looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Namespace {
    /// One of them; `default` where none is named.
    One(String),
    /// `--all-namespaces`
    All,
}

/// What `kubectl get` is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Get {
    /// The objects.
    pub what: Wanted,
    /// `-o`, as it was typed; a template is read after the objects were found.
    pub output: String,
    /// How a table looks.
    pub look: table::Look,
    /// `--sort-by`, as it was typed.
    pub sort_by: Option<String>,
    /// `-w`
    pub watch: bool,
    /// `--ignore-not-found`
    pub ignore_not_found: bool,
}

/// Whose log is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Logged {
    /// A Pod's.
    Pod(String),
    /// Those of all Pods with such labels.
    Labelled(String),
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
    /// A line is typed to a shell in a container.
    Typed { container: String, argv: Vec<String> },
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
    /// It prints the first, and begins a conversation with a shell.
    Converse(String, Session),
    /// It forgets what was printed.
    Clear,
    /// It gives the keyboard back.
    Leave,
}

/// What a command prints: what goes into a pipe, and what goes to the terminal all the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Printed {
    /// What kubectl says of its choice before it begins.
    notice: String,
    out: String,
    /// What could not be done, after all that could.
    refusal: String,
}

impl Printed {
    fn out(out: String) -> Self {
        Self { out, ..Self::default() }
    }

    /// All of it, as a terminal shows it.
    fn whole(self) -> String {
        self.notice + &self.out + &self.refusal
    }
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
        Command::Logs { what, namespace, options } if options.follow => {
            logs::print(life, given..=now, what, namespace, options).ok().map(Printed::whole)
        }
        Command::Get(get) if get.watch && matches!(get.output.as_str(), "" | "wide") => {
            get::get(life, now, get, Some(given)).ok().map(Printed::whole)
        }
        Command::Piped { command, script } => {
            let (notice, text) = match &**command {
                Command::Logs { what, namespace, options } if options.follow => {
                    let printed = logs::print(life, given..=now, what, namespace, options).ok()?;
                    (printed.notice, printed.out + &printed.refusal)
                }
                other => (String::new(), follow(life, given, now, other)?),
            };
            Some(notice + &filter::filter(&text, script))
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
            Err(error) => not_executed(error),
        },
        Act::Typed { container, argv } => match simulation.exec(&deed.pod, container, argv) {
            Ok(done) => session::marked(done.output, done.code),
            // The shell itself is there.
            Err(LookError::Refused(words)) if !words.starts_with("failed to exec") => {
                session::marked(format!("({words}: the command was ended)\n"), 137)
            }
            Err(error) => not_executed(error),
        },
        Act::Delete { grace } => {
            let (namespace, name) = super::life::split(&deed.pod);
            if simulation.delete_within("Pod", namespace, name, *grace) {
                let how = if *grace == Some(0) { "force deleted" } else { "deleted" };
                filtered(format!("pod {name:?} {how} from {namespace} namespace\n"), deed)
            } else {
                words::no_object(Kind::Pod, name)
            }
        }
    }
}

/// Why a command was not executed, in kubectl's words.
fn not_executed(error: LookError) -> String {
    match error {
        LookError::NotRunning(container) => words::not_found_to_exec(&container),
        LookError::Refused(words) if words.starts_with("failed to exec") => {
            format!("error: Internal error occurred: error executing command in container: {words}\n")
        }
        LookError::Refused(words) => format!("{words}\n"),
        error => format!("{error}\n"),
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
