//! `/proc`: the processes of the reader's PID namespace as files.

use super::capability::Capability;
use super::container::ContainerId;
use super::errno::Errno;
use super::fs::Ino;
use super::kernel::{FileSystem, Kernel, Proc};
use super::ready::Key;
use super::signal::Disposition;

/// A node of `/proc`; its inode number tells which.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ProcNode {
    Top,
    SelfLink,
    File(usize),
    Pid(u32),
    Root(u32),
    Cwd(u32),
    Exe(u32),
    FdDir(u32),
    PidFile(u32, usize),
    Fd(u32, i32),
}

/// Files directly in `/proc`.
const FILES: [&str; 9] =
    ["mounts", "meminfo", "cpuinfo", "uptime", "loadavg", "version", "stat", "filesystems", "cmdline"];
/// Files of one process.
const PID_FILES: [&str; 8] = ["cmdline", "status", "environ", "comm", "stat", "mounts", "statm", "mountinfo"];
/// Where the inode numbers of open files begin.
const FD_BASE: u32 = 0x8000_0000;
/// Open files of one process that have inode numbers.
const FD_SPAN: u32 = 256;

impl ProcNode {
    pub fn ino(self) -> Ino {
        let number = |index: usize| u32::try_from(index).unwrap_or(0);
        match self {
            ProcNode::Top => 1,
            ProcNode::SelfLink => 2,
            ProcNode::File(index) => 3 + number(index),
            ProcNode::Pid(pid) => pid * 32,
            ProcNode::Root(pid) => pid * 32 + 1,
            ProcNode::Cwd(pid) => pid * 32 + 2,
            ProcNode::Exe(pid) => pid * 32 + 3,
            ProcNode::FdDir(pid) => pid * 32 + 4,
            ProcNode::PidFile(pid, index) => pid * 32 + 5 + number(index),
            ProcNode::Fd(pid, fd) => FD_BASE + pid * FD_SPAN + u32::try_from(fd).unwrap_or(0) % FD_SPAN,
        }
    }

    pub fn of(ino: Ino) -> ProcNode {
        if ino >= FD_BASE {
            let rest = ino - FD_BASE;
            return ProcNode::Fd(rest / FD_SPAN, i32::try_from(rest % FD_SPAN).unwrap_or(0));
        }
        match (ino / 32, ino % 32) {
            (0, 1) => ProcNode::Top,
            (0, 2) => ProcNode::SelfLink,
            (0, rest) => ProcNode::File(rest.saturating_sub(3) as usize),
            (pid, 0) => ProcNode::Pid(pid),
            (pid, 1) => ProcNode::Root(pid),
            (pid, 2) => ProcNode::Cwd(pid),
            (pid, 3) => ProcNode::Exe(pid),
            (pid, 4) => ProcNode::FdDir(pid),
            (pid, rest) => ProcNode::PidFile(pid, (rest - 5) as usize),
        }
    }

    pub fn is_dir(self) -> bool {
        matches!(self, ProcNode::Top | ProcNode::Pid(_) | ProcNode::FdDir(_))
    }

    pub fn is_link(self) -> bool {
        matches!(self, ProcNode::SelfLink | ProcNode::Root(_) | ProcNode::Cwd(_) | ProcNode::Exe(_) | ProcNode::Fd(..))
    }
}

impl Kernel {
    /// An entry of a directory of `/proc`.
    pub fn proc_lookup(&self, key: Key, dir: ProcNode, name: &str) -> Result<ProcNode, Errno> {
        let found = match dir {
            ProcNode::Top if name == "self" || name == "thread-self" => Some(ProcNode::SelfLink),
            ProcNode::Top => match name.parse::<u32>() {
                Ok(pid) => self.by_pid(key, pid).ok().map(|_| ProcNode::Pid(pid)),
                Err(_) => FILES.iter().position(|file| *file == name).map(ProcNode::File),
            },
            ProcNode::Pid(pid) => match name {
                "root" => Some(ProcNode::Root(pid)),
                "cwd" => Some(ProcNode::Cwd(pid)),
                "exe" => Some(ProcNode::Exe(pid)),
                "fd" => Some(ProcNode::FdDir(pid)),
                _ => PID_FILES.iter().position(|file| *file == name).map(|index| ProcNode::PidFile(pid, index)),
            },
            ProcNode::FdDir(pid) => {
                let other = self.proc(self.by_pid(key, pid).map_err(|_| Errno::NoEnt)?)?;
                let fd = name.parse::<i32>().map_err(|_| Errno::NoEnt)?;
                other.fds.contains_key(&fd).then_some(ProcNode::Fd(pid, fd))
            }
            _ => return Err(Errno::NotDir),
        };
        found.ok_or(Errno::NoEnt)
    }

    /// The names in a directory of `/proc`.
    pub fn proc_names(&self, key: Key, dir: ProcNode) -> Result<Vec<String>, Errno> {
        let texts = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        Ok(match dir {
            ProcNode::Top => {
                let mut names = texts(&FILES);
                names.push("self".into());
                let pids = self.pids_of(self.proc(key)?.container)?;
                names.extend(pids.by_pid.keys().map(ToString::to_string));
                names
            }
            ProcNode::Pid(_) => {
                let mut names = texts(&PID_FILES);
                names.extend(texts(&["root", "cwd", "exe", "fd"]));
                names
            }
            ProcNode::FdDir(pid) => self.proc(self.by_pid(key, pid)?)?.fds.keys().map(ToString::to_string).collect(),
            _ => return Err(Errno::NotDir),
        })
    }

    /// The text of a link of `/proc`.
    pub fn proc_link(&self, key: Key, node: ProcNode) -> Option<String> {
        let other = |pid| self.proc(self.by_pid(key, pid).ok()?).ok();
        match node {
            ProcNode::SelfLink => Some(self.proc(key).ok()?.pid.to_string()),
            ProcNode::Root(_) => Some("/".into()),
            ProcNode::Cwd(pid) => Some(other(pid)?.cwd.to_string()),
            ProcNode::Exe(pid) => Some(other(pid)?.exe.clone()),
            ProcNode::Fd(pid, fd) => Some(other(pid)?.fds.get(&fd)?.file.path.clone()),
            _ => None,
        }
    }

    /// Whether a process may look into another: the same user and group, with no more capabilities than the own ones; or
    /// whoever may trace (ptrace(2), "Ptrace access mode checking").
    pub fn may_inspect(&self, key: Key, pid: u32) -> Result<Key, Errno> {
        let creds = &self.proc(key)?.creds;
        let other = self.by_pid(key, pid).map_err(|_| Errno::NoEnt)?;
        let its = &self.proc(other)?.creds;
        let alike = (creds.uid, creds.gid) == (its.uid, its.gid) && its.effective().is_part_of(creds.effective());
        if other == key || alike || creds.can(Capability::SysPtrace) { Ok(other) } else { Err(Errno::Access) }
    }

    /// The content of a file of `/proc`, as it is now.
    pub fn proc_text(&self, key: Key, node: ProcNode) -> Result<Vec<u8>, Errno> {
        match node {
            ProcNode::File(index) => self.machine_text(key, FILES.get(index).copied().unwrap_or_default()),
            ProcNode::PidFile(pid, index) => {
                let file = PID_FILES.get(index).copied().unwrap_or_default();
                let other = self.proc(self.by_pid(key, pid).map_err(|_| Errno::NoEnt)?)?;
                self.pid_text(key, other, file)
            }
            _ => Err(Errno::IsDir),
        }
    }

    fn pid_text(&self, key: Key, proc: &Proc, file: &str) -> Result<Vec<u8>, Errno> {
        Ok(match file {
            "cmdline" if proc.ended.is_some() => Vec::new(),
            "cmdline" => joined(&proc.argv),
            "environ" => {
                self.may_inspect(key, proc.pid)?;
                joined(&proc.env)
            }
            "comm" => format!("{}\n", proc.comm).into_bytes(),
            "mounts" | "mountinfo" => self.mounts_text(proc.container)?.into_bytes(),
            "status" => self.status_text(proc).into_bytes(),
            "statm" => b"550 160 140 180 0 60 0\n".to_vec(),
            _ => {
                let ppid = self.parent_pid(proc);
                format!("{} ({}) {} {ppid} {} 0 0 0\n", proc.pid, proc.comm, Self::state(proc), proc.group).into_bytes()
            }
        })
    }

    /// The letter that `ps` shows: running, sleeping, stopped, zombie.
    pub fn state(proc: &Proc) -> char {
        if proc.ended.is_some() {
            'Z'
        } else if proc.stopped {
            'T'
        } else if proc.running {
            'R'
        } else {
            'S'
        }
    }

    /// The parent's PID as the process' own namespace has it.
    pub fn parent_pid(&self, proc: &Proc) -> u32 {
        self.procs.get(&proc.parent).map_or(0, |parent| parent.pid)
    }

    fn status_text(&self, proc: &Proc) -> String {
        let state = match Self::state(proc) {
            'Z' => "Z (zombie)",
            'T' => "T (stopped)",
            'R' => "R (running)",
            _ => "S (sleeping)",
        };
        let creds = &proc.creds;
        let groups: Vec<String> = creds.groups.iter().map(ToString::to_string).collect();
        let mask = |wanted: Disposition| {
            let bits = proc.dispositions.iter().filter(|(_, disposition)| **disposition == wanted);
            bits.fold(0u64, |mask, (signal, _)| mask | 1 << (signal.number() - 1))
        };
        let (uid, gid) = (creds.uid, creds.gid);
        let (has, bound) = (creds.effective().bits(), creds.capabilities.bits());
        format!(
            "Name:\t{}\nUmask:\t{:04o}\nState:\t{state}\nTgid:\t{pid}\nPid:\t{pid}\nPPid:\t{}\nUid:\t{uid}\t{uid}\t{uid}\t{uid}\n\
             Gid:\t{gid}\t{gid}\t{gid}\t{gid}\nFDSize:\t64\nGroups:\t{} \nVmRSS:\t{:8} kB\nThreads:\t1\n\
             SigIgn:\t{:016x}\nSigCgt:\t{:016x}\nCapInh:\t0000000000000000\nCapPrm:\t{has:016x}\n\
             CapEff:\t{has:016x}\nCapBnd:\t{bound:016x}\nCapAmb:\t0000000000000000\nNoNewPrivs:\t{}\n",
            proc.comm,
            proc.umask,
            self.parent_pid(proc),
            groups.join(" "),
            640 + proc.memory / 1024,
            mask(Disposition::Ignore),
            mask(Disposition::Handle),
            u8::from(creds.no_new_privileges),
            pid = proc.pid,
        )
    }

    fn machine_text(&self, key: Key, file: &str) -> Result<Vec<u8>, Errno> {
        let up = self.now.as_nanos() / 10_000_000 + 1_000_000;
        let text = match file {
            "mounts" => self.mounts_text(self.proc(key)?.container)?,
            "meminfo" => {
                "MemTotal:       25165824 kB\nMemFree:        20971520 kB\nMemAvailable:   22020096 kB\nBuffers:          \
                 131072 kB\nCached:          2097152 kB\nSwapTotal:             0 kB\nSwapFree:              0 kB\n"
                    .into()
            }
            "cpuinfo" => (0..2).map(|n| format!("processor\t: {n}\nmodel name\t: virtual\n\n")).collect(),
            "uptime" => format!("{}.{:02} {}.00\n", up / 100, up % 100, up / 100),
            "loadavg" => "0.00 0.01 0.05 1/120 1000\n".into(),
            "version" => "Linux version 6.1.0 (podlings) #1 SMP\n".into(),
            "stat" => format!("cpu  0 0 0 0 0 0 0 0 0 0\nbtime {}\n", self.epoch.secs() - 10_000),
            "filesystems" => "nodev\tproc\nnodev\ttmpfs\n\text4\nnodev\toverlay\n".into(),
            _ => "BOOT_IMAGE=/boot/vmlinuz\n".into(),
        };
        Ok(text.into_bytes())
    }

    /// The mount table as `mount` reads it.
    pub fn mounts_text(&self, container: ContainerId) -> Result<String, Errno> {
        let mut text = String::new();
        for mount in &self.container(container)?.mounts {
            let (kind, source, size) = match self.file_systems.get(mount.root.fs.0 as usize) {
                Some(Some(FileSystem::Tree(fs))) => (fs.kind.as_str(), fs.source.as_str(), fs.limit),
                _ => ("proc", "proc", None),
            };
            let access = if mount.read_only { "ro" } else { "rw" };
            let size = match size {
                Some(limit) if kind == "tmpfs" => format!(",size={}k", limit / 1024),
                _ => String::new(),
            };
            text.push_str(&format!("{source} {} {kind} {access},relatime{size} 0 0\n", mount.path));
        }
        Ok(text)
    }
}

fn joined(words: &[String]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for word in words {
        bytes.extend_from_slice(&super::text::to_bytes(word));
        bytes.push(0);
    }
    bytes
}
