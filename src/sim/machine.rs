//! The node's machine: sandboxes, volumes and containers of the kubelet as file systems, networks and processes of a
//! [`World`]. It must not know the kubelet's rules, nor API objects.

mod calls;
mod containers;
pub mod files;
mod host;
pub mod programs;

use std::{
    cell::RefCell,
    collections::{BTreeMap, VecDeque},
    net::{IpAddr, SocketAddr},
    rc::Rc,
    time::Duration,
};

use crate::world::{
    Attributes, Budget, Capabilities, CellId, ContainerId, ContainerSpec, Credentials, Errno, Event, Fs, FsId, Input,
    Line, Log, MountSpec, Net, PidSpace, PipeWriter, ProcessSpec, Signal, Stamp, StartError, Stream, Time, World,
};

use super::{
    images::Images,
    kubelet::{NODE_IP, NODE_NAME},
    runtime::{Call, CallId, Exit, MountConfig, Reply, RunId},
    time,
};

/// Ports below this one are kept for the privileged on a node, though not in a Pod's network.
const PRIVILEGED_PORTS: u16 = 1024;

/// PIDs that a container runtime's helpers take before a container's first process, and before one that it enters.
const HELPERS: u32 = 5;

/// What a look into a file brought.
type ReadFile = Result<Vec<u8>, String>;

/// A look into a file goes no more rounds.
const READ_ROUNDS: usize = 8;

/// Something that the simulator, not the learner's work, put an end to or could not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The Pod's uid.
    pub uid: String,
    /// The container, where it is one alone.
    pub container: Option<String>,
    /// In plain words.
    pub words: String,
    pub at: Duration,
}

/// A Pod's place.
struct Pod {
    net: Net,
    pids: Option<PidSpace>,
    cell: CellId,
    etc: FsId,
    hostname: String,
    containers: Vec<ContainerId>,
    /// The pause process' container.
    pause: ContainerId,
}

/// A volume: a part of a file system.
struct Volume {
    fs: FsId,
    part: String,
    writable: bool,
    generation: u32,
}

/// A run of a container.
pub struct Run {
    pub uid: String,
    pub name: String,
    container: ContainerId,
    process: u32,
    root: FsId,
    root_size: u64,
    message: FsId,
    log: Log,
    env: Vec<String>,
    cwd: String,
    credentials: Credentials,
    exit: Option<Exit>,
    /// Keeps a standard input open that was asked for.
    _input: Option<PipeWriter>,
}

/// A question under way.
struct Asked {
    process: u32,
    /// A command's output and answer, or where a client leaves its answer.
    kind: Kind,
    answer: Option<Reply>,
}

enum Kind {
    Command(Log),
    Client(Rc<RefCell<Option<Reply>>>),
}

/// The machine.
pub struct Machine {
    world: World,
    images: Images,
    roots: BTreeMap<String, Fs>,
    pods: BTreeMap<String, Pod>,
    /// By the Pod's uid and the volume's name.
    volumes: BTreeMap<(String, String), Volume>,
    runs: BTreeMap<RunId, Run>,
    by_process: BTreeMap<u32, Ended>,
    calls: BTreeMap<CallId, Asked>,
    claims: BTreeMap<String, FsId>,
    node_fs: FsId,
    node: ContainerId,
    node_net: Net,
    /// The node's own processes, once a Pod has asked to see them.
    node_pids: Option<PidSpace>,
    next: u64,
    notes: VecDeque<Note>,
    budget: Budget,
}

/// Whose process it was that ended.
#[derive(Clone, Copy)]
enum Ended {
    Run(RunId),
    Call(CallId),
}

impl Machine {
    /// A node without Pods.
    #[must_use]
    pub fn new(seed: u64, images: Images, budget: Budget) -> Self {
        let programs = Rc::new(programs::Native);
        let mut world = World::new(seed, Stamp::from_secs(time::EPOCH_SECONDS), programs);
        let node_net = world.network().add(vec![IpAddr::V4(NODE_IP)]);
        world.network().set_privileged_below(node_net, PRIVILEGED_PORTS);
        let mut tree = Fs::new("ext4", "/dev/sda1");
        let mode = Attributes::mode(0o755).at(world.wall());
        for path in ["tmp", "var/log/pods", "var/lib/kubelet", "etc", "home", "data", "opt", "mnt", "srv"] {
            // A fresh tree takes every folder.
            let _ = tree.put_dir(path, mode);
        }
        let node_fs = world.add_fs(tree);
        let (pids, cell) = (world.add_pids(), world.add_cell(budget));
        let empty = world.add_fs(Fs::new("overlay", "overlay"));
        let spec = spec(NODE_NAME, empty, node_net, pids, cell, NODE_NAME);
        // A container without mounts of its own is always made.
        let node = world.add_container(spec).unwrap_or_else(|_| unreachable!("nothing is mounted into it"));
        Self {
            world,
            images,
            roots: BTreeMap::new(),
            pods: BTreeMap::new(),
            volumes: BTreeMap::new(),
            runs: BTreeMap::new(),
            by_process: BTreeMap::new(),
            calls: BTreeMap::new(),
            claims: BTreeMap::new(),
            node_fs,
            node,
            node_net,
            node_pids: None,
            next: 0,
            notes: VecDeque::new(),
            budget,
        }
    }

    /// The clock.
    #[must_use]
    pub fn now(&self) -> Duration {
        Duration::from_nanos(self.world.now().as_nanos())
    }

    /// Lets time pass until `until`, or until something ended that somebody may wait for.
    pub fn advance(&mut self, until: Duration) -> Duration {
        let until = Time::ZERO + until;
        loop {
            let progress = self.world.step(until);
            let mut news = false;
            for event in self.world.take_events() {
                news |= self.hear(event);
            }
            if news || progress.now >= until {
                return self.now();
            }
        }
    }

    /// Notes what happened; true where somebody may wait for it.
    fn hear(&mut self, event: Event) -> bool {
        match event {
            Event::Exited { process, exit, at, out_of_memory, .. } => {
                let at = Duration::from_nanos(at.as_nanos());
                match self.by_process.remove(&process) {
                    Some(Ended::Run(id)) => {
                        if let Some(run) = self.runs.get_mut(&id) {
                            run.exit = Some(Exit { code: i32::from(exit.code()), oom: out_of_memory, at });
                            self.world.kill_all(run.container);
                        }
                        true
                    }
                    Some(Ended::Call(id)) => {
                        self.call_ended(id, i32::from(exit.code()));
                        true
                    }
                    None => false,
                }
            }
            Event::Exhausted { cell, limit, at } => {
                let owner = self.pods.iter().find(|(_, pod)| pod.cell == cell).map(|(uid, _)| uid.clone());
                self.note(owner.unwrap_or_default(), None, limit.to_string(), at);
                true
            }
            Event::Unsupported { container, what, at } => {
                let run = self.runs.values().find(|run| run.container == container);
                let (uid, name) = run.map_or_else(Default::default, |run| (run.uid.clone(), run.name.clone()));
                self.note(uid, Some(name), format!("the simulator does not have {what}"), at);
                false
            }
        }
    }

    fn note(&mut self, uid: String, container: Option<String>, words: String, at: Time) {
        const MOST: usize = 1000;
        let note = Note { uid, container, words, at: Duration::from_nanos(at.as_nanos()) };
        let known =
            self.notes.iter().any(|n| n.uid == note.uid && n.container == note.container && n.words == note.words);
        if !known && self.notes.len() < MOST {
            self.notes.push_back(note);
        }
    }

    fn call_ended(&mut self, id: CallId, code: i32) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        if call.answer.is_some() {
            return;
        }
        call.answer = Some(match &call.kind {
            Kind::Command(log) => {
                let of = |stream| String::from_utf8_lossy(&log.bytes(stream)).into_owned();
                Reply::Exec { code, output: log.text(), stdout: of(Stream::Out), stderr: of(Stream::Err) }
            }
            Kind::Client(slot) => slot.borrow_mut().take().unwrap_or_else(|| Reply::Failed("no answer".to_owned())),
        });
    }

    /// What the simulator could not do, so far.
    pub fn notes(&self) -> impl Iterator<Item = &Note> {
        self.notes.iter()
    }

    /// The world's network, for Services and names.
    pub fn world(&mut self) -> &mut World {
        &mut self.world
    }

    /// The lines that a run printed.
    #[must_use]
    pub fn log(&self, run: RunId) -> Vec<Line> {
        self.runs.get(&run).map(|run| run.log.lines()).unwrap_or_default()
    }

    /// All that a run printed.
    #[must_use]
    pub fn log_text(&self, run: RunId) -> String {
        self.runs.get(&run).map(|run| run.log.text()).unwrap_or_default()
    }

    /// How many pieces a run printed.
    #[must_use]
    pub fn log_length(&self, run: RunId) -> usize {
        self.runs.get(&run).map_or(0, |run| run.log.len())
    }

    /// The processes in a run's container: PID there, command line.
    #[must_use]
    pub fn processes(&self, run: RunId) -> Vec<(u32, Vec<String>)> {
        let Some(run) = self.runs.get(&run) else { return Vec::new() };
        self.world.processes(run.container).into_iter().map(|(_, pid, argv)| (pid, argv)).collect()
    }

    fn fresh(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// An image's files, built once.
    fn root(&mut self, name: &str) -> Option<Fs> {
        if let Some(fs) = self.roots.get(name) {
            return Some(fs.clone());
        }
        let found = self.images.find(name)?;
        let fs = files::root(&found.image, self.world.wall());
        self.roots.insert(name.to_owned(), fs.clone());
        Some(fs)
    }

    fn mounts(&self, uid: &str, config: &[MountConfig]) -> Result<Vec<MountSpec>, String> {
        let mut sorted: Vec<&MountConfig> = config.iter().collect();
        sorted.sort_by_key(|mount| mount.path.split('/').filter(|part| !part.is_empty()).count());
        let one = |mount: &&MountConfig| {
            let key = (uid.to_owned(), mount.volume.clone());
            let volume = self.volumes.get(&key).ok_or_else(|| format!("no volume {:?}", mount.volume))?;
            let part = [volume.part.as_str(), mount.sub_path.trim_matches('/')].map(str::trim).join("/");
            Ok(MountSpec {
                path: mount.path.clone(),
                fs: volume.fs,
                sub_path: self.follow(volume.fs, part.trim_matches('/')),
                read_only: mount.read_only || !volume.writable,
            })
        };
        sorted.iter().map(one).collect()
    }

    /// A folder can only be mounted on a folder, a file on a file; what is not there in the image is made.
    fn fitting(&self, root: &Fs, mounts: &[MountSpec]) -> Result<(), String> {
        for mount in mounts {
            let place = files::follow(root, mount.path.trim_matches('/'));
            let onto = root.find(&place).and_then(|ino| root.get(ino)).map(crate::world::Inode::is_dir);
            let Some(tree) = self.world.fs(mount.fs) else { continue };
            let what = tree.find(&mount.sub_path).and_then(|ino| tree.get(ino)).map(crate::world::Inode::is_dir);
            if let (Ok(onto), Ok(what)) = (onto, what)
                && onto != what
            {
                return Err(refused(&format!(
                    "error during container init: error mounting a volume to rootfs at {:?}: not a directory: Are you \
                     trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists \
                     and is the expected type",
                    mount.path
                )));
            }
        }
        Ok(())
    }

    /// A path in a volume with the links of a kubelet-written volume followed: `key` to `..2026…/key`.
    fn follow(&self, fs: FsId, path: &str) -> String {
        let Some(tree) = self.world.fs(fs) else { return path.to_owned() };
        files::follow(&tree, path)
    }
}

fn spec(name: &str, root: FsId, net: Net, pids: PidSpace, cell: CellId, hostname: &str) -> ContainerSpec {
    ContainerSpec {
        name: name.to_owned(),
        root,
        read_only_root: false,
        mounts: Vec::new(),
        net,
        pids,
        cell,
        hostname: hostname.to_owned(),
        memory_limit: None,
    }
}

/// What runc and containerd say around the reason why a process did not start.
fn refused(words: &str) -> String {
    format!(
        "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: \
         unable to start container process: {words}: unknown"
    )
}

fn lower(errno: Errno) -> String {
    let text = errno.to_string();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn start_words(error: &StartError) -> String {
    match error {
        StartError::NotInPath(_) | StartError::NotLoaded(..) => error.to_string(),
        StartError::Failed(command, Errno::NoEnt) => {
            format!("exec: {command:?}: stat {command}: no such file or directory")
        }
        StartError::Failed(command, errno) => format!("exec: {command:?}: {}", lower(*errno)),
        StartError::Cwd(path, Errno::NotDir) => {
            format!("error during container init: mkdir {path}: {}", lower(Errno::NotDir))
        }
        StartError::Cwd(path, errno) => format!("chdir to cwd ({path:?}) set in config.json failed: {}", lower(*errno)),
        StartError::Machine(errno) => lower(*errno),
    }
}

impl Machine {
    fn command(&mut self, run: RunId, argv: &[String]) -> Result<(u32, Kind), Reply> {
        let Some(run) = self.runs.get(&run).filter(|run| run.exit.is_none()) else {
            return Err(Reply::NotStarted("container is not running".to_owned()));
        };
        let log = Log::new();
        let process = ProcessSpec {
            argv: argv.to_vec(),
            env: run.env.clone(),
            cwd: run.cwd.clone(),
            credentials: run.credentials.clone(),
            input: Input::Null,
            log: log.clone(),
            main: false,
        };
        match self.world.start(run.container, process) {
            Ok(process) => Ok((process, Kind::Command(log))),
            Err(error) => Err(Reply::NotStarted(format!(
                "failed to exec in container: failed to start exec \"{}\": OCI runtime exec failed: exec failed: unable \
                 to start container process: {}: unknown",
                self.exec_id(),
                start_words(&error)
            ))),
        }
    }

    /// The 64 digits that containerd gives every command in a container.
    fn exec_id(&mut self) -> String {
        use sha2::{Digest as _, Sha256};
        let digest = Sha256::digest(self.fresh().to_le_bytes());
        digest.iter().fold(String::new(), |all, byte| all + &format!("{byte:02x}"))
    }

    fn client(&mut self, question: Call) -> Result<(u32, Kind), Reply> {
        let slot = Rc::new(RefCell::new(None));
        let process = of_node(&["kubelet"]);
        let leave = Rc::clone(&slot);
        let started = self.world.start_native(self.node, process, move |sys| async move {
            let reply = calls::ask(&sys, question).await;
            *leave.borrow_mut() = Some(reply);
            0
        });
        match started {
            Ok(process) => Ok((process, Kind::Client(slot))),
            Err(error) => Err(Reply::Failed(start_words(&error))),
        }
    }

    /// A Service's backends by port, and a name's addresses, for the Pods' network.
    pub fn set_service(&mut self, address: IpAddr, ports: BTreeMap<u16, Vec<SocketAddr>>) {
        let mut network = self.world.network();
        network.remove_service(address);
        for (port, backends) in ports {
            network.set_service(address, port, backends);
        }
    }

    /// The bytes of a file as a run's container sees it, whoever may read it.
    ///
    /// # Errors
    /// `/x: No such file or directory`
    pub fn read(&mut self, run: RunId, path: &str) -> Result<Vec<u8>, String> {
        let slot: Rc<RefCell<Option<ReadFile>>> = Rc::default();
        let (leave, path) = (Rc::clone(&slot), path.to_owned());
        let process = self.inside(run, move |sys| async move {
            let read = sys.read_file(&path).await.map_err(|errno| format!("{path}: {errno}"));
            *leave.borrow_mut() = Some(read);
            0
        })?;
        // A read waits only for a named pipe that nobody writes to.
        for _ in 0..READ_ROUNDS {
            let now = self.now();
            self.advance(now);
            if let Some(read) = slot.borrow_mut().take() {
                return read;
            }
        }
        self.world.kill(process, Signal::KILL);
        Err("it cannot be read without waiting".to_owned())
    }

    /// Connects from a run's container to a port of a host, sends bytes and collects what comes back.
    ///
    /// # Errors
    /// Where the container does not run.
    pub fn converse(&mut self, run: RunId, host: &str, port: u16, send: &[u8]) -> Result<calls::Conversation, String> {
        let conversation = calls::Conversation::default();
        let (own, host, send) = (conversation.clone(), host.to_owned(), send.to_vec());
        self.inside(run, move |sys| async move { own.hold(&sys, &host, port, &send).await })?;
        Ok(conversation)
    }

    /// Runs something of ours beside a container's processes.
    fn inside<F, R>(&mut self, run: RunId, work: F) -> Result<u32, String>
    where
        F: FnOnce(crate::world::Process) -> R,
        R: Future<Output = u8> + 'static,
    {
        let Some(container) = self.runs.get(&run).filter(|run| run.exit.is_none()).map(|run| run.container) else {
            return Err("container is not running".to_owned());
        };
        let process = ProcessSpec {
            argv: vec!["podlings".to_owned()],
            env: Vec::new(),
            cwd: "/".to_owned(),
            credentials: root_credentials(),
            input: Input::Null,
            log: Log::new(),
            main: false,
        };
        self.world.start_native(container, process, work).map_err(|error| start_words(&error))
    }
}

/// A process of the node's own: root's, without input, whose output nobody reads.
fn of_node(argv: &[&str]) -> ProcessSpec {
    ProcessSpec {
        argv: argv.iter().map(|&word| word.to_owned()).collect(),
        env: Vec::new(),
        cwd: "/".to_owned(),
        credentials: root_credentials(),
        input: Input::Null,
        log: Log::new(),
        main: false,
    }
}

fn root_credentials() -> Credentials {
    Credentials::user(0, 0, Capabilities::ALL)
}
