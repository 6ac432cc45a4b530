//! What the kubelet asks of the machine under it: sandboxes, volumes, containers, and questions to what runs in them. It
//! must not know Pods' rules, nor how a machine is built; `machine` answers it, tests answer it with less.

use std::{collections::BTreeMap, net::Ipv4Addr, time::Duration};

use crate::world::Capabilities;

/// One run of a container; every restart is another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RunId(pub u64);

/// A question under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallId(pub u64);

/// Which processes a container sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Processes {
    /// Its own.
    Own,
    /// Those of its Pod.
    OfPod,
    /// Those of the node, and with them those of all Pods.
    OfNode,
}

/// The place that all containers of a Pod share.
#[derive(Debug, Clone)]
pub struct SandboxConfig {
    /// The Pod's uid.
    pub uid: String,
    /// What `hostname` prints.
    pub hostname: String,
    /// The address; the node's own for `hostNetwork`.
    pub ip: Ipv4Addr,
    /// The node's network instead of one of its own.
    pub host_network: bool,
    /// Which processes the containers see.
    pub processes: Processes,
    /// `/etc/hosts`.
    pub hosts: String,
    /// `/etc/resolv.conf`.
    pub resolv: String,
    /// Domains that short names are looked up in.
    pub search: Vec<String>,
}

/// A file of a volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeFile {
    /// What it holds.
    pub data: Vec<u8>,
    /// Permission bits.
    pub mode: u32,
}

/// What a path of the node must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostKind {
    /// Whatever is there; a folder where there is nothing.
    Any,
    /// A folder, made first where `create` says so.
    Folder { create: bool },
    /// A file, likewise.
    File { create: bool },
    /// A socket or a device, by the kubelet's word for it. The node has none.
    Special(&'static str),
}

/// What a volume is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VolumeContent {
    /// An empty folder, in memory or on disk, with a limit in bytes (which only memory enforces by itself).
    Empty { memory: bool, limit: Option<u64> },
    /// Files by relative path, kept up to date by the kubelet, read-only for containers; secrets lie in memory.
    Files { memory: bool, files: BTreeMap<String, VolumeFile> },
    /// Something of the node.
    Host { path: String, kind: HostKind },
    /// A claim's storage, the same for all Pods.
    Claim(String),
    /// An image's files.
    Image(String),
}

/// A volume of a Pod.
#[derive(Debug, Clone)]
pub struct VolumeConfig {
    /// Its name in the Pod.
    pub name: String,
    /// What it is made of.
    pub content: VolumeContent,
    /// The group that owns it, with the group's rights and the set-group-id bit.
    pub fs_group: Option<u32>,
}

/// A volume in a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MountConfig {
    /// The volume's name in the Pod.
    pub volume: String,
    /// Where it appears.
    pub path: String,
    /// The part of it that appears; empty for all.
    pub sub_path: String,
    /// Nothing can be written through it.
    pub read_only: bool,
}

/// A container to start.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own, as in a container runtime")]
#[derive(Debug, Clone)]
pub struct ContainerConfig {
    /// The Pod's uid.
    pub uid: String,
    /// The container's name.
    pub name: String,
    /// The image's name as the manifest has it.
    pub image: String,
    /// Command line, the image's entrypoint already in it.
    pub argv: Vec<String>,
    /// The environment, in order.
    pub env: Vec<(String, String)>,
    /// Where it starts.
    pub working_dir: String,
    /// User and main group.
    pub user: u32,
    pub group: u32,
    /// More groups.
    pub groups: Vec<u32>,
    /// Nothing can be written outside of mounts.
    pub read_only_root: bool,
    /// Volumes.
    pub mounts: Vec<MountConfig>,
    /// Bytes of memory before it is killed.
    pub memory: Option<u64>,
    /// The file whose content becomes the termination message.
    pub message_path: String,
    /// What user 0 may do beyond the rules.
    pub capabilities: Capabilities,
    /// No program of it gets more rights than it was started with.
    pub no_new_privileges: bool,
    /// Standard input stays open.
    pub stdin: bool,
    pub tty: bool,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exit {
    /// The code as containerd reports it: 128 + signal for a signal.
    pub code: i32,
    /// The kernel ended it for its memory.
    pub oom: bool,
    /// When.
    pub at: Duration,
}

/// Something the kubelet asks of a running Pod.
#[derive(Debug, Clone)]
pub enum Call {
    /// A command in a container.
    Exec { run: RunId, argv: Vec<String> },
    /// A GET; `follow` goes where a redirect to the same host leads.
    Http {
        ip: String,
        port: u16,
        path: String,
        host: Option<String>,
        headers: Vec<(String, String)>,
        tls: bool,
        follow: bool,
    },
    /// A connection.
    Tcp { ip: String, port: u16 },
    /// A gRPC health question.
    Grpc { ip: String, port: u16, service: String },
}

/// Its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// A command ended: its code, and what it wrote: to both outputs as it came, and to each.
    Exec { code: i32, output: String, stdout: String, stderr: String },
    /// The command could not be started.
    NotStarted(String),
    /// A status line's number and the body.
    Http { status: u16, body: String },
    /// The connection stands; for gRPC: it serves.
    Connected,
    /// Not reached or not understood, in the words of Go's net package.
    Failed(String),
}

/// The machine.
pub trait Runtime {
    /// Makes a Pod's network and process table.
    fn create_sandbox(&mut self, config: &SandboxConfig);
    /// Gives them back. What still runs is killed.
    fn remove_sandbox(&mut self, uid: &str);
    /// Makes a volume, or brings its files up to date.
    ///
    /// # Errors
    /// In the kubelet's words, as for a `hostPath` of the wrong type.
    fn set_volume(&mut self, uid: &str, config: &VolumeConfig) -> Result<(), String>;
    /// A file of a volume, links followed inside of it; `None` where there is none.
    fn volume_file(&self, uid: &str, volume: &str, path: &str) -> Option<Vec<u8>>;
    /// Bytes that lie in a volume.
    fn volume_usage(&self, uid: &str, volume: &str) -> u64;
    /// Bytes that a run wrote outside of volumes.
    fn root_usage(&self, run: RunId) -> u64;
    /// Starts a container.
    ///
    /// # Errors
    /// In containerd's words: the run does not exist then.
    fn start(&mut self, config: &ContainerConfig) -> Result<RunId, String>;
    /// Sends a signal to the first process of a run.
    fn signal(&mut self, run: RunId, signal: &str);
    /// How a run ended; `None` while it runs.
    fn exit(&self, run: RunId) -> Option<Exit>;
    /// What the run left in its termination message file.
    fn message(&self, run: RunId) -> String;
    /// The last lines of a run's output.
    fn log_tail(&self, run: RunId, lines: usize, bytes: usize) -> String;
    /// Asks something; the answer comes with [`Runtime::answer`].
    fn call(&mut self, call: Call) -> CallId;
    /// The answer, once there is one. It is given once.
    fn answer(&mut self, call: CallId) -> Option<Reply>;
    /// Gives up on an answer.
    fn cancel(&mut self, call: CallId);
}
