//! A requirement of the Pod's life as TOML has it. It must not know how a Pod is run.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{NumberOr, OneOrMany, WorldTable, one, one_or_many};

/// A table with the keys of a play: in which world, until when, and what is looked at.
macro_rules! play_table {
    ($(#[$meta:meta])* $name:ident { $($own:tt)* }) => {
        $(#[$meta])*
        #[derive(Debug, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields, rename_all = "camelCase")]
        pub struct $name {
            $($own)*
            /// Counted from the Pod's creation, or from what `since` says: true at some moment until then; with `never`, at no moment until
            /// then.
            #[schemars(regex(pattern = "^([0-9]+(ms|s|m|h))+$"))]
            pub by: String,
            /// What `by` is counted from.
            pub since: Option<SinceTable>,
            /// The facts must not become true.
            #[serde(default)]
            pub never: bool,
            /// In a world that stays as it is when the Pod is created: what `[[world]]` brings later does not come.
            #[serde(default)]
            pub frozen: bool,
            /// In a world without these: `container/web`, a container of the Pod that does nothing, or `pod/db`, `service/db`, an
            /// object of `[[world]]` that never comes.
            #[serde(default)]
            pub without: Vec<String>,
            /// In a world in which a container of the Pod runs another script than its own. Its image is busybox's then; mounts, environment
            /// and probes stay.
            #[serde(default, deserialize_with = "one_or_many")]
            #[schemars(with = "OneOrMany<InsteadTable>")]
            pub instead: Vec<InsteadTable>,
            /// What is in the cluster, in place of the exercise's `[[world]]`.
            #[serde(default)]
            pub world: Vec<WorldTable>,
            /// The STATUS column of kubectl get pods: "Running".
            pub status: Option<String>,
            /// The READY column: "2/2".
            pub ready: Option<String>,
            /// A container, or any of the Pod's, has been restarted.
            pub restarts: Option<RestartsTable>,
            /// A line in a container's log.
            #[serde(default, deserialize_with = "one_or_many")]
            #[schemars(with = "OneOrMany<LogTable>")]
            pub log: Vec<LogTable>,
            /// The lines of a container's log.
            #[serde(default, deserialize_with = "one_or_many")]
            #[schemars(with = "OneOrMany<LinesTable>")]
            pub lines: Vec<LinesTable>,
            /// A file as a container sees it.
            #[serde(default, deserialize_with = "one_or_many")]
            #[schemars(with = "OneOrMany<FileTable>")]
            pub file: Vec<FileTable>,
            /// What answers inside the Pod's network.
            #[serde(default, deserialize_with = "one_or_many")]
            #[schemars(with = "OneOrMany<PortTable>")]
            pub port: Vec<PortTable>,
            /// A container has ended.
            #[serde(default, deserialize_with = "one_or_many")]
            #[schemars(with = "OneOrMany<ExitTable>")]
            pub exit: Vec<ExitTable>,
            /// A process runs in a container.
            #[serde(default, deserialize_with = "one_or_many")]
            #[schemars(with = "OneOrMany<ProcessTable>")]
            pub process: Vec<ProcessTable>,
            /// A command run in a container, as by kubectl exec, ends with 0.
            #[serde(default, deserialize_with = "one_or_many")]
            #[schemars(with = "OneOrMany<ExecTable>")]
            pub exec: Vec<ExecTable>,
        }
    };
}

play_table! {
    /// A requirement of the Pod's life, with one fact or several that hold at one moment.
    LifeTable {
        /// Unique in the exercise, among the checks too.
        pub id: String,
        /// What must be true, in the learner's words.
        pub text: String,
        /// Full points.
        #[schemars(range(min = 1, max = 100))]
        pub points: i64,
        /// Why it matters in a cluster.
        pub why: String,
        /// What else shows that it is met: plays in other worlds, each with its own time and facts. It is met when all are as they should.
        #[serde(default)]
        pub also: Vec<PlayTable>,
    }
}

play_table! {
    /// A further play for a requirement.
    PlayTable {}
}

impl LifeTable {
    /// Its plays, the first one and what it has besides; what is left is empty.
    pub fn take_plays(&mut self) -> Vec<PlayTable> {
        let first = PlayTable {
            by: std::mem::take(&mut self.by),
            since: std::mem::take(&mut self.since),
            never: std::mem::take(&mut self.never),
            frozen: std::mem::take(&mut self.frozen),
            without: std::mem::take(&mut self.without),
            instead: std::mem::take(&mut self.instead),
            world: std::mem::take(&mut self.world),
            status: std::mem::take(&mut self.status),
            ready: std::mem::take(&mut self.ready),
            restarts: std::mem::take(&mut self.restarts),
            log: std::mem::take(&mut self.log),
            lines: std::mem::take(&mut self.lines),
            file: std::mem::take(&mut self.file),
            port: std::mem::take(&mut self.port),
            exit: std::mem::take(&mut self.exit),
            process: std::mem::take(&mut self.process),
            exec: std::mem::take(&mut self.exec),
        };
        std::iter::once(first).chain(std::mem::take(&mut self.also)).collect()
    }
}

/// The first moment at which all of this is so.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SinceTable {
    /// Counted from the Pod's creation: where it is not so until then, the requirement is not met.
    #[schemars(regex(pattern = "^([0-9]+(ms|s|m|h))+$"))]
    pub by: String,
    /// A line in a container's log.
    #[serde(default, deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<LogTable>")]
    pub log: Vec<LogTable>,
    /// A file as a container sees it.
    #[serde(default, deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<FileTable>")]
    pub file: Vec<FileTable>,
}

/// A container of the Pod with another script than its own.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct InsteadTable {
    /// The container's name, or its free name.
    pub container: String,
    /// What busybox's shell runs there.
    pub script: String,
}

/// A container has been restarted at least so often.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RestartsTable {
    /// The container's name, or its free name. Without it all containers of the Pod count, together.
    #[serde(default)]
    pub container: Option<String>,
    /// How often at least.
    #[schemars(with = "NumberOr<u32>")]
    pub at_least: u32,
}

/// A line in a container's log, its earlier runs' too; at most one of `equals`, `contains`, `matches`, `json`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LogTable {
    /// The container's name, or its free name.
    pub container: String,
    /// So many such lines at least; 1 where nothing is said.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 1000))]
    pub at_least: u32,
    /// The line is this, blanks at both ends aside.
    pub equals: Option<String>,
    /// The line has this in it.
    pub contains: Option<String>,
    /// The line matches this regular expression.
    pub matches: Option<String>,
    /// The line is this JSON value: a table, or its text.
    pub json: Option<Value>,
}

/// The lines of a container's log, one under the other, its earlier runs' too; at most one of `equals`, `contains`, `matches`, `json`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LinesTable {
    /// The container's name, or its free name.
    pub container: String,
    /// Those lines alone that match this regular expression.
    pub of: Option<String>,
    /// The lines are these, blanks at both ends aside.
    pub equals: Option<String>,
    /// The lines have this in them.
    pub contains: Option<String>,
    /// The lines as one text match this regular expression.
    pub matches: Option<String>,
    /// The lines as one text are this JSON value: a table, or its text.
    pub json: Option<Value>,
}

/// A file as a container sees it; at most one of `equals`, `contains`, `matches`, `json`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct FileTable {
    /// The container's name, or its free name.
    pub container: String,
    /// An absolute path in the container.
    pub path: String,
    /// Its content is this, blanks at both ends aside.
    pub equals: Option<String>,
    /// Its content has this in it.
    pub contains: Option<String>,
    /// Its content matches this regular expression.
    pub matches: Option<String>,
    /// Its content is this JSON value: a table, or its text.
    pub json: Option<Value>,
}

/// What answers at a port of the Pod's localhost; at most one of `equals`, `contains`, `matches`, `json`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PortTable {
    /// The port.
    #[schemars(with = "NumberOr<u16>")]
    pub port: u16,
    /// Ask with a GET of this path.
    pub http: Option<String>,
    /// Send this and read the reply.
    pub send: Option<String>,
    /// Ask at the Pod's own address, as others in the cluster do: who listens on `127.0.0.1` only is not heard.
    #[serde(default)]
    pub outside: bool,
    /// The reply is this, blanks at both ends aside.
    pub equals: Option<String>,
    /// The reply has this in it.
    pub contains: Option<String>,
    /// The reply matches this regular expression.
    pub matches: Option<String>,
    /// The reply is this JSON value: a table, or its text.
    pub json: Option<Value>,
}

/// A container's last run has ended with a code.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ExitTable {
    /// The container's name, or its free name.
    pub container: String,
    /// The exit code.
    #[schemars(with = "NumberOr<i32>")]
    pub code: i32,
}

/// A process runs; at most one of `equals`, `contains`, `matches`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ProcessTable {
    /// The container's name, or its free name.
    pub container: String,
    /// Its command line is this.
    pub equals: Option<String>,
    /// Its command line has this in it.
    pub contains: Option<String>,
    /// Its command line matches this regular expression.
    pub matches: Option<String>,
}

/// A command, executed in a container; at most one of `equals`, `contains`, `matches`, `json`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ExecTable {
    /// The container's name, or its free name.
    pub container: String,
    /// The command with its arguments.
    #[schemars(length(min = 1))]
    pub command: Vec<String>,
    /// It prints this, blanks at both ends aside.
    pub equals: Option<String>,
    /// It prints something with this in it.
    pub contains: Option<String>,
    /// What it prints matches this regular expression.
    pub matches: Option<String>,
    /// It prints this JSON value: a table, or its text.
    pub json: Option<Value>,
}
