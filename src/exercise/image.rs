//! Container images as packs and the program itself bring them: the TOML format of `images/NAME.toml`, read and checked. It
//! must not know how an image is pulled or run.

mod read;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

/// A container image that Pods can use: what is in it, and how it starts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(title = "podlings image")]
pub struct Image {
    /// What Pods call it, without a tag: "shop-api", "shop/api", "ghcr.io/shop/api".
    #[schemars(length(min = 1))]
    pub names: Vec<String>,
    /// The lowest and the highest version that exist, by their first two numbers: "1.0" and "2.3". All between them exist.
    pub versions: [String; 2],
    /// Tags that are words; "latest" where this is left out.
    #[serde(default = "latest")]
    pub words: Vec<String>,
    /// What may follow a version or stand for it: "alpine", "slim-bookworm".
    #[serde(default)]
    pub suffixes: Vec<String>,
    /// Tags that lie on the node already and need no pull.
    #[serde(default)]
    pub present: Vec<String>,
    /// Bytes to pull; a pull takes the longer the more there are.
    #[serde(default = "usual_size")]
    pub size: u64,
    /// What it runs, as ENTRYPOINT in a Dockerfile; a Pod's `command` replaces it.
    #[serde(default)]
    pub entrypoint: Vec<String>,
    /// The arguments of that, as CMD in a Dockerfile; a Pod's `args` replace them.
    #[serde(default)]
    pub command: Vec<String>,
    /// Environment variables: "NAME=value".
    #[serde(default, rename = "env", deserialize_with = "pairs")]
    #[schemars(with = "Vec<String>")]
    pub env: Vec<(String, String)>,
    /// The id of the user that it runs as.
    #[serde(default)]
    pub user: u32,
    /// The id of that user's group.
    #[serde(default)]
    pub group: u32,
    /// The user's name, where the Dockerfile names its user instead of giving a number (`runAsNonRoot` then cannot be checked).
    #[serde(default)]
    pub user_name: Option<String>,
    /// The folder that it starts in.
    #[serde(default = "root")]
    pub working_dir: String,
    /// Which commands it has besides its own files.
    #[serde(default)]
    pub commands: Commands,
    /// Folders besides the usual ones.
    #[serde(default)]
    pub dirs: Vec<DirSpec>,
    /// Its files.
    #[serde(default)]
    pub files: Vec<FileSpec>,
    /// Symbolic links: a path, and what it points to.
    #[serde(default)]
    pub links: BTreeMap<String, String>,
}

/// Which commands an image has besides its own files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Commands {
    /// All of busybox.
    #[default]
    Busybox,
    /// Alpine: busybox and its package manager's file.
    Alpine,
    /// A Debian image: a shell and the coreutils; no `ps`, `nc`, `wget`, `vi`.
    Debian,
    /// Nothing, not even a shell.
    None,
}

/// A folder of an image.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DirSpec {
    /// Where it is: "/data".
    pub path: String,
    /// Its permissions in octal digits; "755" where this is left out.
    #[serde(default)]
    pub mode: Option<String>,
    /// The ids of the user and the group that own it.
    #[serde(default)]
    pub owner: [u32; 2],
}

/// A file of an image: text, or one of the simulator's own programs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileSpec {
    /// Where it is: "/usr/local/bin/api".
    pub path: String,
    /// Its content. A text that begins with "#!/bin/sh" is a script and can be executed.
    #[serde(default)]
    pub text: String,
    /// A program instead of a text.
    #[serde(default)]
    pub program: Option<NativeProgram>,
    /// Its permissions in octal digits; "644" where this is left out, "755" for scripts and programs.
    #[serde(default)]
    pub mode: Option<String>,
    /// The ids of the user and the group that own it.
    #[serde(default)]
    pub owner: [u32; 2],
}

/// The simulator's own programs, which stand for what shell text cannot express.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NativeProgram {
    /// The web server; reads `/etc/nginx/nginx.conf`.
    Nginx,
    /// A web server that is started as Apache's or as Python's.
    WebServer,
    RedisServer,
    RedisCli,
    Memcached,
    /// A database that is started as `PostgreSQL` or `MySQL`.
    SqlServer,
    Haproxy,
    /// The program of twemproxy.
    Nutcracker,
    Envoy,
    StatsdExporter,
    NginxExporter,
    FluentBit,
    Fluentd,
    Curl,
    /// The test server of Kubernetes itself: answers gRPC health checks.
    Agnhost,
    /// Answers gRPC health checks, and stores nothing.
    Etcd,
    /// The shell of a Debian image.
    Bash,
    /// Waits until it is told to end.
    Pause,
}

impl NativeProgram {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::Nginx,
        Self::WebServer,
        Self::RedisServer,
        Self::RedisCli,
        Self::Memcached,
        Self::SqlServer,
        Self::Haproxy,
        Self::Nutcracker,
        Self::Envoy,
        Self::StatsdExporter,
        Self::NginxExporter,
        Self::FluentBit,
        Self::Fluentd,
        Self::Curl,
        Self::Agnhost,
        Self::Etcd,
        Self::Bash,
        Self::Pause,
    ];

    /// Its name, as image files have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::WebServer => "web-server",
            Self::RedisServer => "redis-server",
            Self::RedisCli => "redis-cli",
            Self::Memcached => "memcached",
            Self::SqlServer => "sql-server",
            Self::Haproxy => "haproxy",
            Self::Nutcracker => "nutcracker",
            Self::Envoy => "envoy",
            Self::StatsdExporter => "statsd-exporter",
            Self::NginxExporter => "nginx-exporter",
            Self::FluentBit => "fluent-bit",
            Self::Fluentd => "fluentd",
            Self::Curl => "curl",
            Self::Agnhost => "agnhost",
            Self::Etcd => "etcd",
            Self::Bash => "bash",
            Self::Pause => "pause",
        }
    }
}

fn latest() -> Vec<String> {
    vec!["latest".to_owned()]
}

const fn usual_size() -> u64 {
    30_000_000
}

fn root() -> String {
    "/".to_owned()
}

fn pairs<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<(String, String)>, D::Error> {
    let lines = Vec::<String>::deserialize(source)?;
    let split = |line: String| {
        let pair = line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
        let named = pair.filter(|(name, _)| !name.is_empty());
        named.ok_or_else(|| serde::de::Error::custom(format!("{line:?} is not \"NAME=value\"")))
    };
    lines.into_iter().map(split).collect()
}
