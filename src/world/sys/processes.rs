//! System calls on processes: fork, exec, wait, signals, and who one is.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::task::Poll;

use super::{Kind, Process};
use crate::world::capability::{Capabilities, Capability};
use crate::world::errno::Errno;
use crate::world::fs::Node;
use crate::world::kernel::{Credentials, Frame, Kernel, PROC_FS, Proc};
use crate::world::program::name_of;
use crate::world::ready::{Key, WaitQueue};
use crate::world::signal::{Disposition, Exit, Signal};
use crate::world::time::Time;
use crate::world::walk::MAY_EXECUTE;

/// How often a script may name a script as its interpreter.
const MOST_INTERPRETERS: u32 = 4;
/// What a fork and what an exec cost in steps.
const FORK_STEPS: u64 = 40;
/// The longest command line and environment, in bytes.
const ARG_MAX: usize = 2 << 20;

/// A child that was just started.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Child {
    /// Its PID as the parent sees it.
    pub pid: u32,
    /// Its key.
    pub key: Key,
}

/// A child that has ended and is now gone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Waited {
    /// Its PID.
    pub pid: u32,
    /// How it ended.
    pub exit: Exit,
    /// Whether it was killed for want of memory.
    pub out_of_memory: bool,
}

/// A process as `ps` sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the columns of ps")]
pub struct ProcessInfo {
    pub pid: u32,
    pub ppid: u32,
    pub group: u32,
    pub uid: u32,
    pub gid: u32,
    pub state: char,
    pub comm: String,
    pub argv: Vec<String>,
    /// Nanoseconds of work.
    pub cpu: u64,
    pub started: Time,
    pub memory: u64,
}

impl Process {
    /// The own PID.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.me(|proc| proc.pid)
    }

    /// The PID that the next process of the namespace gets.
    #[must_use]
    pub fn next_pid(&self) -> u32 {
        let kernel = self.kernel.borrow();
        let pids = kernel.proc(self.key).and_then(|proc| kernel.pids_of(proc.container));
        pids.map(|pids| pids.next + 1).unwrap_or_default()
    }

    /// The parent's PID, 0 if it is outside the namespace.
    #[must_use]
    pub fn parent_pid(&self) -> u32 {
        let kernel = self.kernel.borrow();
        kernel.proc(self.key).map(|proc| kernel.parent_pid(proc)).unwrap_or_default()
    }

    /// Who the process is.
    #[must_use]
    pub fn credentials(&self) -> Rc<Credentials> {
        let kernel = self.kernel.borrow();
        let nobody = || Credentials { groups: Vec::new(), ..Credentials::user(65_534, 65_534, Capabilities::NONE) };
        kernel.proc(self.key).map_or_else(|_| Rc::new(nobody()), |proc| Rc::clone(&proc.creds))
    }

    /// The command line.
    #[must_use]
    pub fn argv(&self) -> Rc<Vec<String>> {
        self.me(|proc| Rc::clone(&proc.argv))
    }

    /// The environment that the program was started with, as `NAME=value`.
    #[must_use]
    pub fn environment(&self) -> Rc<Vec<String>> {
        self.me(|proc| Rc::clone(&proc.env))
    }

    /// A variable of the environment.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<String> {
        self.me(|proc| {
            let value = proc.env.iter().rev().find_map(|entry| entry.strip_prefix(name)?.strip_prefix('='));
            value.map(str::to_owned)
        })
    }

    /// The short name that `ps -o comm` shows.
    #[must_use]
    pub fn comm(&self) -> String {
        self.me(|proc| proc.comm.clone())
    }

    /// Sets the short name.
    pub fn set_comm(&self, comm: &str) {
        self.me_mut(|proc| proc.comm = short(comm));
    }

    /// Sets the command line that `ps` shows.
    pub fn set_argv(&self, argv: Vec<String>) {
        self.me_mut(|proc| proc.argv = Rc::new(argv));
    }

    /// Permission bits that new files do not get.
    #[must_use]
    pub fn umask(&self) -> u32 {
        self.me(|proc| proc.umask)
    }

    /// Sets the umask.
    pub fn set_umask(&self, umask: u32) {
        self.me_mut(|proc| proc.umask = umask & 0o777);
    }

    /// Work done so far.
    #[must_use]
    pub fn cpu(&self) -> u64 {
        self.me(|proc| proc.cpu + proc.owed)
    }

    /// Makes a child that runs the given part of this program. It has the parent's files, directory, identity and ignored
    /// signals; handled ones go back to their default.
    ///
    /// # Errors
    /// `Again` if there are too many processes.
    pub async fn fork<R>(&self, child: impl FnOnce(Process) -> R) -> Result<Child, Errno>
    where
        R: Future<Output = u8> + 'static,
    {
        self.step(FORK_STEPS).await;
        let key = self.kernel.borrow_mut().fork(self.key)?;
        let process = Process::new(&self.kernel, key);
        let pid = process.pid();
        let frame: Frame = Box::pin(child(process));
        if let Ok(proc) = self.kernel.borrow_mut().proc_mut(key) {
            proc.frames = vec![frame];
        }
        Ok(Child { pid, key })
    }

    /// Where a command is: itself if it has a slash, else the first executable of that name along `path`.
    ///
    /// # Errors
    /// `NoEnt`; `Access` if only files were found that may not be run.
    pub fn find_command(&self, command: &str, path: Option<&str>) -> Result<String, Errno> {
        if command.contains('/') {
            return Ok(command.to_owned());
        }
        if command.is_empty() {
            return Err(Errno::NoEnt);
        }
        let mut result = Err(Errno::NoEnt);
        let mut candidate = String::with_capacity(64);
        for dir in path.unwrap_or("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin").split(':') {
            candidate.clear();
            if !dir.is_empty() {
                candidate.extend([dir, "/"]);
            }
            candidate.push_str(command);
            match self.stat(&candidate) {
                Ok(metadata) if metadata.kind == Kind::File => {
                    if self.access(&candidate, false, false, true).is_ok() {
                        return Ok(candidate);
                    }
                    result = Err(Errno::Access);
                }
                _ => {}
            }
        }
        result
    }

    /// Becomes another program: the file at a path, with this command line and environment. Comes back only if that fails.
    ///
    /// # Errors
    /// `NoEnt`, `Access`, `NoExec`, `TooBig`, …
    pub async fn exec(&self, path: &str, argv: Vec<String>, env: Vec<String>) -> Errno {
        self.step(FORK_STEPS).await;
        let length = argv.iter().chain(&env).map(|word| word.len() + 9).sum::<usize>();
        if length > ARG_MAX {
            return Errno::TooBig;
        }
        let old = self.me(|proc| Rc::clone(&proc.env));
        self.me_mut(|proc| proc.env = Rc::new(env));
        match self.load(path, argv) {
            Ok(frame) => {
                self.me_mut(|proc| {
                    proc.replace = Some(frame);
                    proc.dispositions.retain(|_, disposition| *disposition == Disposition::Ignore);
                    proc.pending.clear();
                });
                let closed = self.close_on_exec();
                drop(closed);
                let held = self.me(|proc| proc.memory);
                self.hold_memory(-i64::try_from(held).unwrap_or(i64::MAX));
                self.wait_for(|_| Poll::<Errno>::Pending).await
            }
            Err(errno) => {
                self.me_mut(|proc| proc.env = old);
                errno
            }
        }
    }

    fn close_on_exec(&self) -> Vec<crate::world::open::Descriptor> {
        let mut closed = Vec::new();
        self.me_mut(|proc| {
            let doomed: Vec<i32> =
                proc.fds.iter().filter(|(_, descriptor)| descriptor.close_on_exec).map(|(fd, _)| *fd).collect();
            closed = doomed.iter().filter_map(|fd| proc.fds.remove(fd)).collect();
        });
        if let Ok(cell) = self.kernel.borrow_mut().cell_of(self.key) {
            cell.open_files = cell.open_files.saturating_sub(u32::try_from(closed.len()).unwrap_or(0));
        }
        closed
    }

    /// Loads the program at a path into the process: names are set, the future of its run is given back.
    pub(in crate::world) fn load(&self, path: &str, argv: Vec<String>) -> Result<Frame, Errno> {
        let (program, exe, argv) = self.kernel.borrow().executable(self.key, path, argv)?;
        let found = self.kernel.borrow().programs.program(&program);
        let found = found.ok_or(Errno::NoExec)?;
        self.me_mut(|proc| {
            proc.comm = short(exe.rsplit('/').next().unwrap_or_default());
            proc.exe = exe;
            proc.argv = Rc::new(argv);
        });
        Ok(found(self.clone()))
    }

    /// Waits for a child to end and takes it out of the tables. `pid`: which, any if `None`.
    ///
    /// # Errors
    /// `Child` if there is none; `Intr` if a signal came that the process handles and `interruptible` was asked for.
    pub async fn wait(&self, pid: Option<u32>, interruptible: bool) -> Result<Waited, Errno> {
        self.wait_for(|kernel| match kernel.take_ended(self.key, pid) {
            Ok(Some(waited)) => Poll::Ready(Ok(waited)),
            Ok(None) => {
                let Ok(proc) = kernel.proc(self.key) else { return Poll::Pending };
                if interruptible && !proc.pending.is_empty() {
                    return Poll::Ready(Err(Errno::Intr));
                }
                proc.child_ended.park(self.key);
                Poll::Pending
            }
            Err(errno) => Poll::Ready(Err(errno)),
        })
        .await
    }

    /// Takes a child that has ended, if there is one.
    ///
    /// # Errors
    /// `Child` if there is no such child.
    pub fn try_wait(&self, pid: Option<u32>) -> Result<Option<Waited>, Errno> {
        self.kernel.borrow_mut().take_ended(self.key, pid)
    }

    /// Sends a signal: to a PID, to the own group (0), to all (-1) or to another group (negative). `None` only asks
    /// whether it could.
    ///
    /// # Errors
    /// `Srch`, `Perm`.
    pub async fn kill(&self, pid: i64, signal: Option<Signal>) -> Result<(), Errno> {
        let mut sent = Ok(());
        self.wait_for(|kernel| {
            sent = kernel.kill(self.key, pid, signal);
            Poll::Ready(())
        })
        .await;
        self.step(1).await;
        sent
    }

    /// Says how a signal is to be taken.
    pub fn on_signal(&self, signal: Signal, disposition: Disposition) {
        self.me_mut(|proc| {
            if disposition == Disposition::Default {
                proc.dispositions.remove(&signal);
            } else {
                proc.dispositions.insert(signal, disposition);
            }
            proc.pending.retain(|pending| *pending != signal || disposition == Disposition::Handle);
        });
    }

    /// How a signal is taken.
    #[must_use]
    pub fn disposition(&self, signal: Signal) -> Disposition {
        self.me(|proc| proc.dispositions.get(&signal).copied().unwrap_or_default())
    }

    /// The oldest handled signal that came and was not taken yet.
    #[must_use]
    pub fn take_signal(&self) -> Option<Signal> {
        let mut signal = None;
        self.me_mut(|proc| signal = proc.pending.pop_front());
        signal
    }

    /// Whether this signal waits to be taken.
    #[must_use]
    pub fn is_pending(&self, signal: Signal) -> bool {
        self.me(|proc| proc.pending.contains(&signal))
    }

    /// Whether a handled signal waits to be taken.
    #[must_use]
    pub fn has_signal(&self) -> bool {
        self.me(|proc| !proc.pending.is_empty())
    }

    /// Puts the process into a group of its own, as background jobs of an interactive shell and `setsid` have one.
    pub fn new_group(&self) {
        self.me_mut(|proc| proc.group = proc.pid);
    }

    /// All processes of the PID namespace, by PID.
    #[must_use]
    pub fn processes(&self) -> Vec<ProcessInfo> {
        let kernel = self.kernel.borrow();
        let Ok(pids) = kernel.proc(self.key).and_then(|proc| kernel.pids_of(proc.container)) else {
            return Vec::new();
        };
        let procs = pids.by_pid.values().filter_map(|key| kernel.proc(*key).ok());
        procs
            .map(|proc| ProcessInfo {
                pid: proc.pid,
                ppid: kernel.parent_pid(proc),
                group: proc.group,
                uid: proc.creds.uid,
                gid: proc.creds.gid,
                state: Kernel::state(proc),
                comm: proc.comm.clone(),
                argv: proc.argv.as_ref().clone(),
                cpu: proc.cpu,
                started: proc.started,
                memory: proc.memory,
            })
            .collect()
    }
}

fn short(name: &str) -> String {
    name.chars().take(15).collect()
}

impl Kernel {
    fn fork(&mut self, key: Key) -> Result<Key, Errno> {
        let ready = Rc::clone(&self.ready);
        let started = self.now;
        let parent = self.proc(key)?;
        let mut dispositions: BTreeMap<Signal, Disposition> = parent.dispositions.clone();
        dispositions.retain(|_, disposition| *disposition == Disposition::Ignore);
        let child = Proc {
            container: parent.container,
            pid: 0,
            parent: key,
            group: parent.group,
            comm: parent.comm.clone(),
            exe: parent.exe.clone(),
            argv: Rc::clone(&parent.argv),
            env: Rc::clone(&parent.env),
            creds: Rc::clone(&parent.creds),
            cwd: Rc::clone(&parent.cwd),
            umask: parent.umask,
            fds: parent.fds.clone(),
            frames: Vec::new(),
            running: false,
            replace: None,
            doomed: None,
            ended: None,
            stopped: false,
            dispositions,
            pending: VecDeque::new(),
            children: Vec::new(),
            child_ended: Rc::new(WaitQueue::new(&ready)),
            started,
            owed: 0,
            unpaid: std::cell::Cell::new(0),
            busy: parent.busy / 2,
            cpu: 0,
            memory: 0,
            owned: false,
            out_of_memory: false,
        };
        self.add(child)
    }

    fn take_ended(&mut self, key: Key, pid: Option<u32>) -> Result<Option<Waited>, Errno> {
        let children = &self.proc(key)?.children;
        let mut found = None;
        let mut any = false;
        for child in children {
            let Ok(proc) = self.proc(*child) else { continue };
            if pid.is_some_and(|pid| pid != proc.pid) {
                continue;
            }
            any = true;
            if let Some(exit) = proc.ended {
                found = Some((*child, Waited { pid: proc.pid, exit, out_of_memory: proc.out_of_memory }));
                break;
            }
        }
        match found {
            Some((child, waited)) => {
                self.reap(child);
                Ok(Some(waited))
            }
            None if any => Ok(None),
            None => Err(Errno::Child),
        }
    }

    fn kill(&mut self, key: Key, pid: i64, signal: Option<Signal>) -> Result<(), Errno> {
        let own = self.proc(key)?;
        let (uid, group, privileged) = (own.creds.uid, own.group, own.creds.can(Capability::Kill));
        let pids = self.pids_of(own.container)?;
        let all: Vec<(u32, Key)> = pids.by_pid.iter().map(|(pid, key)| (*pid, *key)).collect();
        let wanted_group = if pid == 0 { Some(group) } else { u32::try_from(-pid).ok() };
        let chosen: Vec<Key> = match pid {
            1.. => vec![self.by_pid(key, u32::try_from(pid).map_err(|_| Errno::Srch)?)?],
            -1 => all.iter().filter(|(pid, other)| *pid != 1 && *other != key).map(|(_, key)| *key).collect(),
            _ => {
                let in_group = |key: &Key| self.proc(*key).is_ok_and(|proc| Some(proc.group) == wanted_group);
                all.iter().map(|(_, key)| *key).filter(in_group).collect()
            }
        };
        if chosen.is_empty() {
            return Err(Errno::Srch);
        }
        let mut allowed = false;
        for other in chosen {
            let proc = self.proc(other)?;
            if !privileged && proc.creds.uid != uid {
                continue;
            }
            allowed = true;
            if let Some(signal) = signal {
                self.signal(other, signal, false);
            }
        }
        if allowed { Ok(()) } else { Err(Errno::Perm) }
    }

    /// What an executable file stands for: a program's name, the path of the file that is run, the command line.
    fn executable(&self, key: Key, path: &str, argv: Vec<String>) -> Result<(String, String, Vec<String>), Errno> {
        let mut path = path.to_owned();
        let mut argv = argv;
        for _ in 0..MOST_INTERPRETERS {
            let at = self.walk(key, &path, true)?.there()?;
            if at.loc.fs == PROC_FS {
                return Err(Errno::Access);
            }
            let inode = self.inode(at)?;
            let Node::File(content) = &inode.node else { return Err(Errno::Access) };
            let content = content.beginning();
            self.permit(&self.proc(key)?.creds, at, MAY_EXECUTE)?;
            if let Some(name) = name_of(content) {
                return Ok((name.to_owned(), path, argv));
            }
            let Some(line) = content.strip_prefix(b"#!") else { return Err(Errno::NoExec) };
            let line = line.split(|&byte| byte == b'\n').next().unwrap_or_default();
            let line = String::from_utf8_lossy(line).trim().to_owned();
            let (interpreter, argument) = match line.split_once([' ', '\t']) {
                Some((interpreter, argument)) => (interpreter.to_owned(), Some(argument.trim().to_owned())),
                None => (line, None),
            };
            if interpreter.is_empty() {
                return Err(Errno::NoExec);
            }
            let mut words = vec![interpreter.clone()];
            words.extend(argument.filter(|argument| !argument.is_empty()));
            words.push(path);
            words.extend(argv.into_iter().skip(1));
            argv = words;
            path = interpreter;
        }
        Err(Errno::Loop)
    }
}
