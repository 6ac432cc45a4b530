//! The world as its owner sees it: making file systems, networks, containers and processes, letting time pass, hearing of
//! what happened.

use std::cell::{Ref, RefCell, RefMut};
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use super::budget::{Budget, Cell, Limit};
use super::container::{CellId, Container, ContainerId, ContainerSpec, FsId, Loc, Mount, Net, PidSpace};
use super::errno::Errno;
use super::fs::{Device, Fs};
use super::kernel::{Credentials, FileSystem, Frame, Kernel, PROC_FS, Pids, Proc, Shared};
use super::log::{Log, Stream};
use super::net::Network;
use super::open::{Descriptor, Open, OpenFile, OpenHow};
use super::pipe::{Pipe, PipeReader, PipeWriter};
use super::program::Programs;
use super::ready::{Key, WaitQueue};
use super::signal::{Exit, Signal};
use super::sys::Process;
use super::time::{Stamp, Time};
use super::tree::Attributes;

/// What happened that an owner should know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// A process that the owner started has ended.
    Exited {
        /// Which, as `World::start` named it.
        process: Key,
        /// Where.
        container: ContainerId,
        /// How.
        exit: Exit,
        /// When.
        at: Time,
        /// Whether it was killed because its container's memory limit was reached.
        out_of_memory: bool,
    },
    /// A cell has used up a part of its budget; all its processes were killed.
    Exhausted {
        /// Which.
        cell: CellId,
        /// What it used up.
        limit: Limit,
        /// When.
        at: Time,
    },
    /// A program wanted something that this machine does not have: a verdict should not hold it against the learner.
    Unsupported {
        /// Where.
        container: ContainerId,
        /// What, in words: "the applet vi".
        what: String,
        /// When.
        at: Time,
    },
}

/// How far a [`World::step`] came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// The clock now; before the time asked for if an event waits to be taken.
    pub now: Time,
    /// When something will next happen by itself, `None` if nothing ever will.
    pub next: Option<Time>,
}

/// Where a process' standard input comes from.
pub enum Input {
    /// Nothing: `/dev/null`.
    Null,
    /// A stream that the owner writes to, see [`World::pipe`].
    Pipe(PipeReader),
}

/// A process that an owner starts.
pub struct ProcessSpec {
    /// The command; the first word is looked for in the `PATH` of `env`.
    pub argv: Vec<String>,
    /// `NAME=value`.
    pub env: Vec<String>,
    /// The working directory; it must exist.
    pub cwd: String,
    /// User, group, groups.
    pub credentials: Credentials,
    /// Standard input.
    pub input: Input,
    /// Where standard output and error go.
    pub log: Log,
    /// Whether its end is the end of its container.
    pub main: bool,
}

/// Why a process could not be started.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StartError {
    /// No file of that name in the `PATH`.
    #[error("exec: {0:?}: executable file not found in $PATH")]
    NotInPath(String),
    /// The command has a slash and cannot be run.
    #[error("exec: {0:?}: {1}")]
    Failed(String, Errno),
    /// The file is there and may be run, and the kernel cannot: it is no program, or its interpreter is missing.
    #[error("exec {0}: {1}")]
    NotLoaded(String, Errno),
    /// The working directory cannot be entered.
    #[error("chdir to cwd ({0:?}): {1}")]
    Cwd(String, Errno),
    /// There is no such container, or no process may be added.
    #[error("{0}")]
    Machine(Errno),
}

/// The machine. Dropping it ends everything in it.
pub struct World {
    kernel: Shared,
}

impl World {
    /// A world without containers whose clock stands at zero, which is `epoch` on the wall. The same seed, programs and
    /// calls give the same life.
    #[must_use]
    pub fn new(seed: u64, epoch: Stamp, programs: Rc<dyn Programs>) -> Self {
        let kernel = Kernel {
            now: Time::ZERO,
            epoch,
            random: seed,
            ready: Rc::default(),
            timers: BinaryHeap::new(),
            timer_count: 0,
            procs: BTreeMap::new(),
            next_key: 1,
            pids: Vec::new(),
            file_systems: vec![Some(FileSystem::Proc), Some(FileSystem::Tree(devices(epoch)))],
            containers: Vec::new(),
            cells: Vec::new(),
            network: Network::default(),
            programs,
            events: VecDeque::new(),
            closed: Rc::default(),
            graves: Vec::new(),
        };
        World { kernel: Rc::new(RefCell::new(kernel)) }
    }

    /// The clock.
    #[must_use]
    pub fn now(&self) -> Time {
        self.kernel.borrow().now
    }

    /// The wall clock.
    #[must_use]
    pub fn wall(&self) -> Stamp {
        self.kernel.borrow().stamp()
    }

    /// A random number from the world's seed.
    pub fn random(&mut self) -> u64 {
        self.kernel.borrow_mut().next_random()
    }

    /// Adds a file system; several containers may mount it.
    pub fn add_fs(&mut self, fs: Fs) -> FsId {
        let mut kernel = self.kernel.borrow_mut();
        kernel.file_systems.push(Some(FileSystem::Tree(fs)));
        FsId(u32::try_from(kernel.file_systems.len() - 1).unwrap_or(u32::MAX))
    }

    /// Forgets a file system that no container needs any more.
    pub fn remove_fs(&mut self, id: FsId) {
        let mut kernel = self.kernel.borrow_mut();
        if id != PROC_FS
            && let Some(slot) = kernel.file_systems.get_mut(id.0 as usize)
        {
            *slot = None;
        }
    }

    /// A file system, to be read by paths (see [`Fs`]).
    #[must_use]
    pub fn fs(&self, id: FsId) -> Option<Ref<'_, Fs>> {
        Ref::filter_map(self.kernel.borrow(), |kernel| kernel.fs(id).ok()).ok()
    }

    /// A file system, to be changed by paths.
    #[must_use]
    pub fn fs_mut(&mut self, id: FsId) -> Option<RefMut<'_, Fs>> {
        RefMut::filter_map(self.kernel.borrow_mut(), |kernel| kernel.fs_mut(id).ok()).ok()
    }

    /// Addresses, services and names; `add` makes a Pod's network.
    pub fn network(&mut self) -> RefMut<'_, Network> {
        RefMut::map(self.kernel.borrow_mut(), |kernel| &mut kernel.network)
    }

    /// A Pod's network: one localhost and one port space, with these addresses.
    pub fn add_network(&mut self, addresses: Vec<std::net::IpAddr>) -> Net {
        self.network().add(addresses)
    }

    /// A PID namespace without processes: the first to come is PID 1.
    pub fn add_pids(&mut self) -> PidSpace {
        let mut kernel = self.kernel.borrow_mut();
        kernel.pids.push(Pids::default());
        PidSpace(u32::try_from(kernel.pids.len() - 1).unwrap_or(u32::MAX))
    }

    /// Lets the next PID of a namespace be higher by `count`, as after a container runtime's own short-lived helpers.
    pub fn skip_pids(&mut self, space: PidSpace, count: u32) {
        if let Some(pids) = self.kernel.borrow_mut().pids.get_mut(space.0 as usize) {
            pids.next = pids.next.saturating_add(count);
        }
    }

    /// A budget for the processes of a Pod.
    pub fn add_cell(&mut self, budget: Budget) -> CellId {
        let mut kernel = self.kernel.borrow_mut();
        kernel.cells.push(Cell::new(budget));
        CellId(u32::try_from(kernel.cells.len() - 1).unwrap_or(u32::MAX))
    }

    /// What a cell has used.
    #[must_use]
    pub fn cell(&self, id: CellId) -> Option<Cell> {
        self.kernel.borrow().cells.get(id.0 as usize).copied()
    }

    /// Makes a container: its mount points are made in its root, and `/proc` and `/dev` are mounted first.
    ///
    /// # Errors
    /// When a mount's file system is not there or a mount point cannot be made (`NotDir`).
    pub fn add_container(&mut self, spec: ContainerSpec) -> Result<ContainerId, Errno> {
        let mut kernel = self.kernel.borrow_mut();
        let id = ContainerId(u32::try_from(kernel.containers.len()).unwrap_or(u32::MAX));
        let root = Mount { on: None, path: "/".into(), root: Loc::root(spec.root), read_only: spec.read_only_root };
        kernel.containers.push(Container {
            name: spec.name,
            mounts: vec![root],
            net: spec.net,
            pids: spec.pids,
            cell: spec.cell,
            hostname: spec.hostname,
            memory_limit: spec.memory_limit,
            memory: 0,
            main: None,
        });
        kernel.mount(id, "/proc", Loc::root(PROC_FS), false)?;
        kernel.mount(id, "/dev", Loc::root(FsId(1)), false)?;
        for mount in spec.mounts {
            let now = kernel.stamp();
            let fs = kernel.fs_mut(mount.fs)?;
            let ino = match fs.find(&mount.sub_path) {
                Ok(ino) => ino,
                Err(_) => fs.put_dir(&mount.sub_path, Attributes::mode(0o755).at(now))?,
            };
            // What is mounted stays when its name goes: a part of a ConfigMap is the file of the first moment for ever.
            fs.get_mut(ino)?.opens += 1;
            kernel.mount(id, &mount.path, Loc { fs: mount.fs, ino }, mount.read_only)?;
        }
        Ok(id)
    }

    /// The processes that live in a container: key, PID, command line.
    #[must_use]
    pub fn processes(&self, container: ContainerId) -> Vec<(Key, u32, Vec<String>)> {
        let kernel = self.kernel.borrow();
        let inside = kernel.procs.iter().filter(|(_, proc)| proc.container == container && proc.ended.is_none());
        inside.map(|(key, proc)| (*key, proc.pid, proc.argv.as_ref().clone())).collect()
    }

    /// The name that a container was given.
    #[must_use]
    pub fn container_name(&self, container: ContainerId) -> String {
        self.kernel.borrow().container(container).map(|own| own.name.clone()).unwrap_or_default()
    }

    /// Bytes of memory that a container's programs hold.
    #[must_use]
    pub fn memory(&self, container: ContainerId) -> u64 {
        self.kernel.borrow().container(container).map_or(0, |own| own.memory)
    }

    /// A stream whose reading end can be a process' input.
    #[must_use]
    pub fn pipe(&self) -> (PipeReader, PipeWriter) {
        Pipe::pair(&self.kernel.borrow().ready)
    }

    /// Starts a command in a container.
    ///
    /// # Errors
    /// As a container runtime would refuse: see [`StartError`].
    pub fn start(&mut self, container: ContainerId, spec: ProcessSpec) -> Result<Key, StartError> {
        let argv = spec.argv.clone();
        let command = argv.first().cloned().unwrap_or_default();
        let key = self.admit(container, spec)?;
        let process = Process::new(&self.kernel, key);
        let started = self.enter(key, &process, &command).and_then(|()| {
            let loaded = process.find_command(&command, process.variable("PATH").as_deref());
            let path = loaded.map_err(|errno| match errno {
                Errno::NoEnt if !command.contains('/') => StartError::NotInPath(command.clone()),
                errno => StartError::Failed(command.clone(), errno),
            })?;
            let kind = process.stat(&path).map(|metadata| metadata.kind);
            if kind == Ok(super::sys::Kind::Dir) {
                return Err(StartError::Failed(command.clone(), Errno::IsDir));
            }
            process.load(&path, argv).map_err(|errno| match errno {
                Errno::NoEnt | Errno::NoExec if kind.is_ok() => StartError::NotLoaded(path, errno),
                errno => StartError::Failed(command.clone(), errno),
            })
        });
        match started {
            Ok(frame) => {
                self.install(key, frame);
                Ok(key)
            }
            Err(error) => {
                self.withdraw(key);
                Err(error)
            }
        }
    }

    /// Starts Rust code as a process of a container: a probe, a client, a test.
    ///
    /// # Errors
    /// `Machine`, `Cwd`.
    pub fn start_native<F, R>(&mut self, container: ContainerId, spec: ProcessSpec, run: F) -> Result<Key, StartError>
    where
        F: FnOnce(Process) -> R,
        R: Future<Output = u8> + 'static,
    {
        let key = self.admit(container, spec)?;
        let frame = run(Process::new(&self.kernel, key));
        self.install(key, Box::pin(frame));
        Ok(key)
    }

    fn install(&mut self, key: Key, frame: Frame) {
        if let Ok(proc) = self.kernel.borrow_mut().proc_mut(key) {
            proc.frames = vec![frame];
        }
    }

    fn enter(&self, key: Key, process: &Process, _command: &str) -> Result<(), StartError> {
        let cwd = self.kernel.borrow().proc(key).map(|proc| Rc::clone(&proc.cwd)).map_err(StartError::Machine)?;
        process.chdir(&cwd).map_err(|errno| StartError::Cwd(cwd.to_string(), errno))
    }

    fn admit(&mut self, container: ContainerId, spec: ProcessSpec) -> Result<Key, StartError> {
        let mut kernel = self.kernel.borrow_mut();
        let input = match spec.input {
            Input::Null => Open::Device(Device::Null),
            Input::Pipe(reader) => Open::Reader(reader),
        };
        let write = OpenHow { read: false, write: true, ..OpenHow::READ };
        let files = [
            OpenFile::new(input, OpenHow::READ, "/dev/null"),
            OpenFile::new(Open::Log(spec.log.clone(), Stream::Out), write, "pipe:[1]"),
            OpenFile::new(Open::Log(spec.log, Stream::Err), write, "pipe:[2]"),
        ];
        let fds = (0..).zip(files).map(|(fd, file)| (fd, Descriptor { file, close_on_exec: false })).collect();
        let child_ended = Rc::new(WaitQueue::new(&kernel.ready));
        let proc = Proc {
            container,
            pid: 0,
            parent: 0,
            group: 0,
            comm: String::new(),
            exe: String::new(),
            argv: Rc::new(spec.argv),
            env: Rc::new(spec.env),
            creds: Rc::new(spec.credentials),
            cwd: Rc::from(spec.cwd),
            umask: 0o022,
            fds,
            frames: Vec::new(),
            running: false,
            replace: None,
            doomed: None,
            ended: None,
            stopped: false,
            dispositions: BTreeMap::new(),
            pending: VecDeque::new(),
            children: Vec::new(),
            child_ended,
            started: kernel.now,
            owed: 0,
            unpaid: std::cell::Cell::new(0),
            busy: 0,
            cpu: 0,
            memory: 0,
            owned: true,
            out_of_memory: false,
        };
        let key = kernel.add(proc).map_err(StartError::Machine)?;
        if spec.main {
            kernel.container_mut(container).map_err(StartError::Machine)?.main = Some(key);
        }
        Ok(key)
    }

    fn withdraw(&mut self, key: Key) {
        let mut kernel = self.kernel.borrow_mut();
        if let Ok(proc) = kernel.proc_mut(key) {
            proc.owned = false;
        }
        kernel.end(key, Exit::Code(128));
        kernel.reap(key);
    }

    /// Sends a signal from outside. PID 1 ignores what it does not handle, except `KILL` and `STOP`.
    pub fn kill(&mut self, process: Key, signal: Signal) {
        self.kernel.borrow_mut().signal(process, signal, true);
        self.bury();
    }

    /// Sends a signal to a process and all in its group, as a terminal does to those in the foreground on Ctrl-C.
    pub fn kill_group(&mut self, process: Key, signal: Signal) {
        let members = self.kernel.borrow().group_of(process);
        for member in members {
            self.kill(member, signal);
        }
    }

    /// Kills everything in a container.
    pub fn kill_all(&mut self, container: ContainerId) {
        for (key, _, _) in self.processes(container) {
            self.kill(key, Signal::KILL);
        }
    }

    /// How a process ended, if it has and its parent has not been told.
    #[must_use]
    pub fn is_alive(&self, process: Key) -> bool {
        self.kernel.borrow().proc(process).is_ok_and(|proc| proc.ended.is_none())
    }

    /// Takes what happened since the last call.
    pub fn take_events(&mut self) -> Vec<Event> {
        self.kernel.borrow_mut().events.drain(..).collect()
    }

    /// When something will next happen by itself: now, if a process may run.
    #[must_use]
    pub fn next(&self) -> Option<Time> {
        let kernel = self.kernel.borrow();
        if !kernel.ready.is_empty() || !kernel.events.is_empty() {
            return Some(kernel.now);
        }
        kernel.timers.peek().map(|timer| timer.0.0.max(kernel.now))
    }

    /// Lets time pass until `until`, or until an [`Event`] waits to be taken, whichever is earlier.
    pub fn step(&mut self, until: Time) -> Progress {
        loop {
            while self.run_one() {
                if !self.kernel.borrow().events.is_empty() {
                    return self.progress();
                }
            }
            let mut kernel = self.kernel.borrow_mut();
            if !kernel.events.is_empty() {
                break;
            }
            match kernel.timers.peek() {
                Some(timer) if timer.0.0 <= until => {
                    kernel.now = kernel.now.max(timer.0.0);
                    let now = kernel.now;
                    while let Some(timer) = kernel.timers.peek().filter(|timer| timer.0.0 <= now) {
                        kernel.ready.push(timer.0.2);
                        kernel.timers.pop();
                    }
                }
                _ => {
                    kernel.now = kernel.now.max(until);
                    break;
                }
            }
        }
        self.progress()
    }

    fn progress(&self) -> Progress {
        Progress { now: self.now(), next: self.next() }
    }

    /// Lets the process whose turn it is run until it waits. False if nobody may run.
    fn run_one(&mut self) -> bool {
        let mut frames = {
            let mut kernel = self.kernel.borrow_mut();
            let Some(key) = kernel.ready.pop() else { return false };
            let Ok(proc) = kernel.proc_mut(key) else { return true };
            if proc.ended.is_some() || proc.stopped || proc.frames.is_empty() {
                return true;
            }
            proc.running = true;
            (key, std::mem::take(&mut proc.frames))
        };
        let mut exit = None;
        while let Some(top) = frames.1.last_mut() {
            let polled = top.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            let mut kernel = self.kernel.borrow_mut();
            let Ok(proc) = kernel.proc_mut(frames.0) else { break };
            if let Some(doom) = proc.doomed {
                exit = Some(doom);
                break;
            }
            let pushed = std::mem::take(&mut proc.frames);
            if let Some(replacement) = proc.replace.take() {
                kernel.graves.append(&mut frames.1);
                kernel.graves.extend(pushed);
                frames.1.push(replacement);
                continue;
            }
            match polled {
                Poll::Ready(code) => {
                    let done = frames.1.pop();
                    kernel.graves.extend(done);
                    if frames.1.is_empty() {
                        exit = Some(Exit::Code(code));
                        break;
                    }
                }
                Poll::Pending if pushed.is_empty() => break,
                Poll::Pending => frames.1.extend(pushed),
            }
        }
        self.settle(frames.0, frames.1, exit);
        true
    }

    fn settle(&mut self, key: Key, frames: Vec<Frame>, exit: Option<Exit>) {
        {
            let mut kernel = self.kernel.borrow_mut();
            if let Ok(proc) = kernel.proc_mut(key) {
                proc.running = false;
                proc.frames = frames;
            }
            if let Some(exit) = exit {
                kernel.end(key, exit);
            }
        }
        self.bury();
    }

    /// Drops the programs of the dead. Their own cleaning up may make system calls, so nothing is borrowed meanwhile.
    fn bury(&mut self) {
        loop {
            let graves = std::mem::take(&mut self.kernel.borrow_mut().graves);
            if graves.is_empty() {
                break;
            }
            // The newest part of a program first: it borrows from none of the older ones, but may use what they own.
            graves.into_iter().rev().for_each(drop);
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // Programs hold their process, which holds the kernel: without this the circle would never be freed.
        let procs: Vec<Proc> = std::mem::take(&mut self.kernel.borrow_mut().procs).into_values().collect();
        drop(procs);
        self.bury();
    }
}

/// `/dev`, the same in every container.
fn devices(now: Stamp) -> Fs {
    let mut fs = Fs::new("tmpfs", "tmpfs");
    let plain = Attributes::mode(0o666).at(now);
    let files = [
        ("null", Device::Null),
        ("zero", Device::Zero),
        ("full", Device::Full),
        ("random", Device::Random),
        ("urandom", Device::Random),
        ("tty", Device::Tty),
    ];
    // A fresh tree takes every one of these names.
    for (name, device) in files {
        let _ = fs.put_device(name, device, plain);
    }
    for (name, target) in [
        ("stdin", "/proc/self/fd/0"),
        ("stdout", "/proc/self/fd/1"),
        ("stderr", "/proc/self/fd/2"),
        ("fd", "/proc/self/fd"),
    ] {
        let _ = fs.put_symlink(name, target, plain);
    }
    let _ = fs.put_dir("shm", Attributes::mode(0o1777).at(now));
    let _ = fs.put_dir("pts", Attributes::mode(0o755).at(now));
    fs
}
