//! The kernel's tables, and the rules for processes: birth, signals, death, budgets. System calls (`sys`) are its only door
//! for programs. It must not know a shell or Kubernetes.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::pin::Pin;
use std::rc::Rc;

use super::budget::{Cell, Limit};
use super::capability::{Capabilities, Capability};
use super::container::{CellId, Container, ContainerId, FsId, Loc, PidSpace};
use super::errno::Errno;
use super::fs::Fs;
use super::net::Network;
use super::open::{Closed, Descriptor};
use super::owner::Event;
use super::program::Programs;
use super::ready::{Key, Ready, WaitQueue};
use super::signal::{DefaultAction, Disposition, Exit, Signal};
use super::time::{Stamp, Time};

/// A running program or a part of one: see `Process::deepen`.
pub type Frame = Pin<Box<dyn Future<Output = u8>>>;

/// Who a process is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Credentials {
    /// User.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Supplementary groups.
    pub groups: Vec<u32>,
    /// The most that it may ever have: user 0 has all of these, and nobody else any.
    pub capabilities: Capabilities,
    /// A program that it starts cannot get it more rights than it has.
    pub no_new_privileges: bool,
}

impl Credentials {
    /// A user in one group.
    #[must_use]
    pub fn user(uid: u32, gid: u32, capabilities: Capabilities) -> Self {
        Self { uid, gid, groups: vec![gid], capabilities, no_new_privileges: false }
    }

    /// What it has and uses. An ordinary user loses all of them when the container's program is started.
    #[must_use]
    pub fn effective(&self) -> Capabilities {
        if self.uid == 0 { self.capabilities } else { Capabilities::NONE }
    }

    /// Whether it has a capability.
    #[must_use]
    pub fn can(&self, capability: Capability) -> bool {
        self.effective().has(capability)
    }

    /// Whether it is in a group.
    #[must_use]
    pub fn in_group(&self, gid: u32) -> bool {
        self.gid == gid || self.groups.contains(&gid)
    }
}

/// A process.
pub(super) struct Proc {
    pub container: ContainerId,
    pub pid: u32,
    pub parent: Key,
    pub group: u32,
    pub comm: String,
    pub exe: String,
    pub argv: Rc<Vec<String>>,
    pub env: Rc<Vec<String>>,
    pub creds: Rc<Credentials>,
    pub cwd: Rc<str>,
    pub umask: u32,
    pub fds: BTreeMap<i32, Descriptor>,
    pub frames: Vec<Frame>,
    pub running: bool,
    pub replace: Option<Frame>,
    pub doomed: Option<Exit>,
    pub ended: Option<Exit>,
    pub stopped: bool,
    pub dispositions: BTreeMap<Signal, Disposition>,
    pub pending: VecDeque<Signal>,
    pub children: Vec<Key>,
    pub child_ended: Rc<WaitQueue>,
    pub started: Time,
    pub owed: u64,
    /// Work done in calls that cannot wait, in 64ths of a step: the next step pays for it.
    pub unpaid: std::cell::Cell<u64>,
    pub busy: u64,
    pub cpu: u64,
    pub memory: u64,
    pub owned: bool,
    pub out_of_memory: bool,
}

impl Proc {
    /// Notes work of so many 64ths of a step.
    pub fn owe(&self, parts: u64) {
        self.unpaid.update(|unpaid| unpaid.saturating_add(parts));
    }
}

#[derive(Default)]
pub(super) struct Pids {
    pub next: u32,
    pub by_pid: BTreeMap<u32, Key>,
}

pub(super) enum FileSystem {
    Tree(Fs),
    Proc,
}

/// Everything there is.
pub(super) struct Kernel {
    pub now: Time,
    pub epoch: Stamp,
    pub random: u64,
    pub ready: Rc<Ready>,
    pub timers: BinaryHeap<Reverse<(Time, u64, Key)>>,
    pub timer_count: u64,
    pub procs: BTreeMap<Key, Proc>,
    pub next_key: Key,
    pub pids: Vec<Pids>,
    pub file_systems: Vec<Option<FileSystem>>,
    pub containers: Vec<Container>,
    pub cells: Vec<Cell>,
    pub network: Network,
    pub programs: Rc<dyn Programs>,
    pub events: VecDeque<Event>,
    pub closed: Closed,
    /// Programs of dead processes, dropped when nobody borrows the kernel.
    pub graves: Vec<Frame>,
}

pub(super) type Shared = Rc<RefCell<Kernel>>;

/// The file system of `/proc`, always the first.
pub(super) const PROC_FS: FsId = FsId(0);

impl Kernel {
    pub fn proc(&self, key: Key) -> Result<&Proc, Errno> {
        self.procs.get(&key).ok_or(Errno::Srch)
    }

    pub fn proc_mut(&mut self, key: Key) -> Result<&mut Proc, Errno> {
        self.procs.get_mut(&key).ok_or(Errno::Srch)
    }

    pub fn stamp(&self) -> Stamp {
        self.epoch.after(self.now)
    }

    pub fn container(&self, id: ContainerId) -> Result<&Container, Errno> {
        self.containers.get(id.0 as usize).ok_or(Errno::Srch)
    }

    pub fn container_mut(&mut self, id: ContainerId) -> Result<&mut Container, Errno> {
        self.containers.get_mut(id.0 as usize).ok_or(Errno::Srch)
    }

    pub fn cell_of(&mut self, key: Key) -> Result<&mut Cell, Errno> {
        let cell = self.container(self.proc(key)?.container)?.cell;
        self.cells.get_mut(cell.0 as usize).ok_or(Errno::Srch)
    }

    pub fn pids_of(&self, container: ContainerId) -> Result<&Pids, Errno> {
        self.pids.get(self.container(container)?.pids.0 as usize).ok_or(Errno::Srch)
    }

    /// The process of a PID as a process sees it.
    pub fn by_pid(&self, seen_by: Key, pid: u32) -> Result<Key, Errno> {
        self.pids_of(self.proc(seen_by)?.container)?.by_pid.get(&pid).copied().ok_or(Errno::Srch)
    }

    pub fn fs(&self, id: FsId) -> Result<&Fs, Errno> {
        match self.file_systems.get(id.0 as usize) {
            Some(Some(FileSystem::Tree(fs))) => Ok(fs),
            _ => Err(Errno::NoEnt),
        }
    }

    pub fn fs_mut(&mut self, id: FsId) -> Result<&mut Fs, Errno> {
        self.look_after_closed();
        match self.file_systems.get_mut(id.0 as usize) {
            Some(Some(FileSystem::Tree(fs))) => Ok(fs),
            _ => Err(Errno::NoEnt),
        }
    }

    fn look_after_closed(&mut self) {
        if self.closed.borrow().is_empty() {
            return;
        }
        let closed = std::mem::take(&mut *self.closed.borrow_mut());
        for Loc { fs, ino } in closed {
            if let Some(Some(FileSystem::Tree(fs))) = self.file_systems.get_mut(fs.0 as usize) {
                if let Ok(inode) = fs.get_mut(ino) {
                    inode.opens = inode.opens.saturating_sub(1);
                }
                fs.release(ino);
            }
        }
    }

    /// The next random number (splitmix64).
    pub fn next_random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Wakes a process at a time.
    pub fn set_timer(&mut self, at: Time, key: Key) {
        self.timer_count += 1;
        self.timers.push(Reverse((at, self.timer_count, key)));
    }

    /// Gives a process a PID and its place in the tables.
    pub fn add(&mut self, mut proc: Proc) -> Result<Key, Errno> {
        let space = self.container(proc.container)?.pids;
        let cell = self.container(proc.container)?.cell;
        let cell = self.cells.get_mut(cell.0 as usize).ok_or(Errno::Srch)?;
        if cell.processes >= cell.budget.processes {
            return Err(Errno::Again);
        }
        cell.processes += 1;
        cell.open_files += u32::try_from(proc.fds.len()).unwrap_or(u32::MAX);
        let key = self.next_key;
        self.next_key += 1;
        let pids = self.pids.get_mut(space.0 as usize).ok_or(Errno::Srch)?;
        let pid = pids.free_pid();
        pids.by_pid.insert(pid, key);
        proc.pid = pid;
        if proc.group == 0 {
            proc.group = pid;
        }
        if let Some(parent) = self.procs.get_mut(&proc.parent) {
            parent.children.push(key);
        }
        self.procs.insert(key, proc);
        self.ready.push(key);
        Ok(key)
    }

    /// Sends a signal as the kernel delivers it. `from_outside`: by the owner of the world, whom PID 1 must obey.
    pub fn signal(&mut self, key: Key, signal: Signal, from_outside: bool) {
        let Some(proc) = self.procs.get(&key) else { return };
        if proc.ended.is_some() {
            return;
        }
        let disposition = proc.dispositions.get(&signal).copied().unwrap_or_default();
        let unstoppable = signal == Signal::KILL || signal == Signal::STOP;
        let is_init = proc.pid == 1;
        let space = self.containers.get(proc.container.0 as usize).map(|container| container.pids);
        if signal == Signal::CONT {
            self.stop(key, false);
        }
        if is_init && unstoppable && !from_outside {
            return;
        }
        match disposition {
            Disposition::Handle if !unstoppable => {
                if let Some(proc) = self.procs.get_mut(&key)
                    && !proc.pending.contains(&signal)
                {
                    proc.pending.push_back(signal);
                }
                self.ready.push(key);
            }
            Disposition::Ignore if !unstoppable => {}
            _ if is_init && !unstoppable => {}
            _ => match signal.default_action() {
                DefaultAction::Terminate => self.doom(key, Exit::Signal(signal)),
                DefaultAction::Stop => self.stop(key, true),
                DefaultAction::Ignore | DefaultAction::Continue => {}
            },
        }
        debug_assert!(space.is_some());
    }

    /// The living processes of a process' group in its container, itself too.
    pub fn group_of(&self, key: Key) -> Vec<Key> {
        let Ok(own) = self.proc(key) else { return Vec::new() };
        let is_member =
            |proc: &Proc| proc.container == own.container && proc.group == own.group && proc.ended.is_none();
        self.procs.iter().filter(|(_, proc)| is_member(proc)).map(|(key, _)| *key).collect()
    }

    fn stop(&mut self, key: Key, stopped: bool) {
        if let Some(proc) = self.procs.get_mut(&key) {
            proc.stopped = stopped;
            if !stopped {
                self.ready.push(key);
            }
        }
    }

    /// Ends a process now, or, if it is the one that runs, as soon as it pauses.
    pub fn doom(&mut self, key: Key, exit: Exit) {
        let Some(proc) = self.procs.get_mut(&key) else { return };
        if proc.ended.is_some() || proc.doomed.is_some() {
            return;
        }
        if proc.running {
            proc.doomed = Some(exit);
        } else {
            self.end(key, exit);
        }
    }

    /// A process is over: its files close, its children go to PID 1, its parent hears of it.
    pub fn end(&mut self, key: Key, exit: Exit) {
        let now = self.now;
        let Some(proc) = self.procs.get_mut(&key) else { return };
        if proc.ended.is_some() {
            return;
        }
        proc.ended = Some(exit);
        proc.replace = None;
        self.graves.append(&mut proc.frames);
        let fds = std::mem::take(&mut proc.fds);
        let children = std::mem::take(&mut proc.children);
        let memory = std::mem::take(&mut proc.memory);
        let (container, pid, parent, owned) = (proc.container, proc.pid, proc.parent, proc.owned);
        let out_of_memory = proc.out_of_memory;
        let closing = u32::try_from(fds.len()).unwrap_or(u32::MAX);
        drop(fds);
        self.give_back(container, memory, closing);
        let init =
            self.pids_of(container).ok().and_then(|pids| pids.by_pid.get(&1).copied()).filter(|&init| init != key);
        for child in children {
            self.adopt(child, init);
        }
        if owned {
            self.events.push_back(Event::Exited { process: key, container, exit, at: now, out_of_memory });
        }
        if self.procs.contains_key(&parent) {
            if let Some(parent_proc) = self.procs.get(&parent) {
                parent_proc.child_ended.wake();
            }
            self.signal(parent, Signal::CHLD, false);
            self.ready.push(parent);
        } else {
            self.reap(key);
        }
        self.end_with(container, pid, key);
    }

    /// The end of PID 1 is the end of its namespace, that of a container's main process the end of the container.
    fn end_with(&mut self, container: ContainerId, pid: u32, key: Key) {
        let Ok(own) = self.container(container) else { return };
        let (space, is_main) = (own.pids, own.main == Some(key));
        if pid != 1 && !is_main {
            return;
        }
        let doomed: Vec<Key> = self
            .procs
            .iter()
            .filter(|(other, proc)| {
                **other != key && proc.ended.is_none() && self.goes_along(proc, container, pid, space)
            })
            .map(|(other, _)| *other)
            .collect();
        for other in doomed {
            self.doom(other, Exit::Signal(Signal::KILL));
        }
    }

    fn goes_along(&self, proc: &Proc, container: ContainerId, pid: u32, space: PidSpace) -> bool {
        proc.container == container || (pid == 1 && self.container(proc.container).is_ok_and(|own| own.pids == space))
    }

    fn give_back(&mut self, container: ContainerId, memory: u64, files: u32) {
        let Ok(own) = self.container_mut(container) else { return };
        own.memory = own.memory.saturating_sub(memory);
        let cell = own.cell;
        if let Some(cell) = self.cells.get_mut(cell.0 as usize) {
            cell.memory = cell.memory.saturating_sub(memory);
            cell.open_files = cell.open_files.saturating_sub(files);
        }
    }

    fn adopt(&mut self, child: Key, init: Option<Key>) {
        let Some(proc) = self.procs.get_mut(&child) else { return };
        let ended = proc.ended.is_some();
        proc.parent = init.unwrap_or(0);
        match init {
            Some(init) => {
                if let Some(init) = self.procs.get_mut(&init) {
                    init.children.push(child);
                    init.child_ended.wake();
                }
                if ended {
                    self.signal(init, Signal::CHLD, false);
                }
            }
            None if ended => self.reap(child),
            None => {}
        }
    }

    /// Takes a dead process out of the tables.
    pub fn reap(&mut self, key: Key) {
        let Some(proc) = self.procs.remove(&key) else { return };
        if let Some(parent) = self.procs.get_mut(&proc.parent) {
            parent.children.retain(|child| *child != key);
        }
        let Ok(own) = self.container(proc.container) else { return };
        let (space, cell) = (own.pids, own.cell);
        if let Some(pids) = self.pids.get_mut(space.0 as usize) {
            pids.by_pid.remove(&proc.pid);
        }
        if let Some(cell) = self.cells.get_mut(cell.0 as usize) {
            cell.processes = cell.processes.saturating_sub(1);
        }
    }

    /// Counts a use of the budget of a process' cell; beyond it everything in the cell is stopped.
    pub fn charge(&mut self, key: Key, limit: Limit, amount: u64) {
        let earned = if limit == Limit::Steps { self.now.as_secs().saturating_mul(1000) } else { 0 };
        let Ok(cell) = self.cell_of(key) else { return };
        if !cell.take(limit, amount, earned) && cell.exhausted.is_none() {
            cell.exhausted = Some(limit);
            let Ok(id) = self.proc(key).and_then(|proc| self.container(proc.container)).map(|own| own.cell) else {
                return;
            };
            self.exhaust(id, limit);
        }
    }

    fn exhaust(&mut self, cell: CellId, limit: Limit) {
        self.events.push_back(Event::Exhausted { cell, limit, at: self.now });
        let all: Vec<Key> = self
            .procs
            .iter()
            .filter(|(_, proc)| self.container(proc.container).is_ok_and(|own| own.cell == cell))
            .map(|(key, _)| *key)
            .collect();
        for key in all {
            self.doom(key, Exit::Signal(Signal::KILL));
        }
    }

    /// A process holds more or less memory than before; beyond the container's limit its biggest process is killed.
    pub fn hold_memory(&mut self, key: Key, bytes: i64) -> Result<(), Errno> {
        let amount = bytes.unsigned_abs();
        let proc = self.proc_mut(key)?;
        let container = proc.container;
        if bytes < 0 {
            let freed = amount.min(proc.memory);
            proc.memory -= freed;
            self.give_back(container, freed, 0);
            return Ok(());
        }
        proc.memory += amount;
        proc.owe(amount / 256);
        let own = self.container_mut(container)?;
        own.memory += amount;
        if own.memory_limit.is_some_and(|limit| own.memory > limit) {
            self.kill_for_memory(container);
        }
        self.charge(key, Limit::Memory, amount);
        Ok(())
    }

    /// A process has written to a file system in memory that now holds so many bytes: they count as memory of the
    /// container that writes.
    pub fn fill_memory(&mut self, key: Key, used: u64) -> Result<(), Errno> {
        let container = self.proc(key)?.container;
        let own = self.container(container)?;
        if own.memory_limit.is_some_and(|limit| own.memory.saturating_add(used) > limit) {
            self.kill_for_memory(container);
        }
        Ok(())
    }

    /// Ends all of a container, as the kernel does when its control group has `memory.oom.group` set, which the kubelet sets.
    fn kill_for_memory(&mut self, container: ContainerId) {
        let inside = self.procs.iter().filter(|(_, proc)| proc.container == container && proc.ended.is_none());
        let all: Vec<Key> = inside.map(|(key, _)| *key).collect();
        for key in all {
            if let Some(proc) = self.procs.get_mut(&key) {
                proc.out_of_memory = true;
            }
            self.doom(key, Exit::Signal(Signal::KILL));
        }
    }
}

impl Pids {
    /// The highest PID before counting starts again, as on a small machine.
    const MOST: u32 = 4_194_304;

    fn free_pid(&mut self) -> u32 {
        loop {
            self.next = if self.next >= Self::MOST { 2 } else { self.next + 1 };
            if !self.by_pid.contains_key(&self.next) {
                return self.next;
            }
        }
    }
}
