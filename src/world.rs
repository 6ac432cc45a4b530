//! A deterministic virtual machine: clock, processes, files, network. No threads, no real clock, no real files, no real
//! network: the same seed and the same calls give the same life. It must not know a shell or Kubernetes.
//!
//! Every process is a Rust future that the world polls; system calls are methods of [`Process`], and those that may wait
//! are `async`. So a program is a plain `async fn(Process) -> u8` (its exit code), and an executable file is one that
//! [`binary`] wrote: it names a program that the owner provides by [`Programs`].
//!
//! # How an owner uses it
//!
//! ```ignore
//! let mut world = World::new(seed, Stamp::from_secs(1_790_000_000), Rc::new(programs));
//! let net = world.add_network(vec![pod_ip]);           // one localhost and one port space
//! let pids = world.add_pids();                          // own, or shared between containers
//! let cell = world.add_cell(Budget::default());         // one for a Pod
//! let root = world.add_fs(image.clone());               // a clone of an `Fs` is copied on write
//! let volume = world.add_fs(Fs::new("ext4", "/dev/sda1"));
//! let spec = ContainerSpec { root, mounts: vec![MountSpec::new("/data", volume)], net, pids, cell, ... };
//! let container = world.add_container(spec)?;
//! let log = Log::new();
//! let process = world.start(container, ProcessSpec { argv, env, log: log.clone(), main: true, ... })?;
//! loop {
//!     let progress = world.step(until);                 // comes back early when there are events
//!     for event in world.take_events() { /* Exited, Exhausted, Unsupported */ }
//!     if progress.now >= until { break }
//! }
//! log.lines();                                          // with the time of each
//! ```
//!
//! - `kubectl exec` and exec probes are another `start` in the same container (`main: false`, a log of its own); probes by
//!   TCP and HTTP, and whatever else talks to a Pod from outside, are `start_native`: an `async` block that connects.
//! - Files are looked at and put by paths with `world.fs(id)` and `world.fs_mut(id)`.
//! - `world.kill` sends signals. As in a real container, PID 1 ignores what it has no handler for, except `KILL`.
//! - A process that works without a pause makes time pass, first little, then more, so a busy loop does not stop the world;
//!   in the end its cell's [`Budget`] is used up, everything in it is killed, and [`Event::Exhausted`] says why.

#![expect(
    clippy::single_match_else,
    clippy::struct_excessive_bools,
    reason = "good and bad outcome of a lookup read best side by side; a process has many flags"
)]

mod budget;
mod capability;
mod container;
mod content;
mod errno;
mod fs;
mod kernel;
mod log;
mod net;
mod open;
mod owner;
mod pipe;
mod procfs;
mod program;
mod ready;
mod signal;
mod sys;
pub mod text;
mod time;
mod tree;
mod walk;

pub use budget::{Budget, Cell, Limit};
pub use capability::{Capabilities, Capability};
pub use container::{CellId, ContainerId, ContainerSpec, FsId, MountSpec, Net, PidSpace};
pub use errno::Errno;
pub use fs::{Device, Fs, Ino, Inode, Node};
pub use kernel::{Credentials, Frame};
pub use log::{Line, Log, Piece, Stream};
pub use net::{Network, Nowhere};
pub use open::OpenHow;
pub use owner::{Event, Input, ProcessSpec, Progress, StartError, World};
pub use pipe::{PipeReader, PipeWriter};
pub use program::{Program, Programs, binary, program};
pub use ready::Key;
pub use signal::{DefaultAction, Disposition, Exit, Signal};
pub use sys::{Child, Either, Kind, Metadata, Process, ProcessInfo, Seek, Space, Waited};
pub use time::{Stamp, Time};
pub use tree::Attributes;
pub use walk::normalize;
