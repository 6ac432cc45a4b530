//! System calls: what a program can ask of the kernel. `Process` is the program's own process; clones are the same
//! process. Calls that may wait are `async`; a process that is killed meanwhile never comes back from one.

mod files;
mod io;
mod owners;
mod processes;
mod sockets;

use std::cell::RefCell;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use super::budget::Limit;
use super::container::ContainerId;
use super::errno::Errno;
use super::kernel::{Kernel, Proc, Shared};
use super::owner::Event;
use super::ready::Key;
use super::time::{Stamp, Time};

pub use files::{Kind, Metadata, Space};
pub use io::Seek;
pub use processes::{Child, ProcessInfo, Waited};

/// Nanoseconds of virtual time that a step of a program takes.
const STEP_COST: u64 = 2_000;
/// How many parts a step has, for work that costs less than one.
const PARTS: u64 = 64;
/// How many steps a process may take without a pause of a tenth of a second: more than an hour of virtual time.
const MOST_BUSY: u64 = 650_000;
/// How long a process may work before others and the clock get their turn.
const SLICE: u64 = 1_000_000;

/// A process, as the program that runs in it sees it.
#[derive(Clone)]
pub struct Process {
    kernel: Shared,
    key: Key,
}

impl Process {
    pub(super) fn new(kernel: &Shared, key: Key) -> Self {
        Process { kernel: Rc::clone(kernel), key }
    }

    /// The process' key in the world, never used twice.
    #[must_use]
    pub fn key(&self) -> Key {
        self.key
    }

    /// Reads something of the own process; a default if it is gone.
    fn me<T: Default>(&self, read: impl FnOnce(&Proc) -> T) -> T {
        self.kernel.borrow().proc(self.key).map(read).unwrap_or_default()
    }

    fn me_mut(&self, change: impl FnOnce(&mut Proc)) {
        if let Ok(proc) = self.kernel.borrow_mut().proc_mut(self.key) {
            change(proc);
        }
    }

    /// Waits until `ready` has an answer; it must see to it that the process is woken when that may be. A doomed process
    /// waits for ever.
    async fn wait_for<T>(&self, mut ready: impl FnMut(&mut Kernel) -> Poll<T>) -> T {
        std::future::poll_fn(|_| {
            let mut kernel = self.kernel.borrow_mut();
            if kernel.proc(self.key).is_ok_and(|proc| proc.doomed.is_some()) {
                return Poll::Pending;
            }
            let polled = ready(&mut kernel);
            if kernel.proc(self.key).is_ok_and(|proc| proc.doomed.is_some() || proc.replace.is_some()) {
                return Poll::Pending;
            }
            polled
        })
        .await
    }

    /// Time since the world began.
    #[must_use]
    pub fn now(&self) -> Time {
        self.kernel.borrow().now
    }

    /// The wall clock.
    #[must_use]
    pub fn wall(&self) -> Stamp {
        self.kernel.borrow().stamp()
    }

    /// A random number.
    #[must_use]
    pub fn random(&self) -> u64 {
        self.kernel.borrow_mut().next_random()
    }

    /// The container's host name.
    #[must_use]
    pub fn hostname(&self) -> String {
        let kernel = self.kernel.borrow();
        let container = kernel.proc(self.key).and_then(|proc| kernel.container(proc.container));
        container.map(|own| own.hostname.clone()).unwrap_or_default()
    }

    /// The container that the process lives in.
    #[must_use]
    pub fn container(&self) -> Option<ContainerId> {
        self.kernel.borrow().proc(self.key).map(|proc| proc.container).ok()
    }

    /// Waits for a while of virtual time.
    ///
    /// # Errors
    /// `Intr` if a signal came that the process handles.
    pub async fn sleep(&self, span: Duration) -> Result<(), Errno> {
        let until = self.now() + span;
        self.kernel.borrow_mut().set_timer(until, self.key);
        self.wait_for(|kernel| {
            let Ok(proc) = kernel.proc(self.key) else { return Poll::Pending };
            if !proc.pending.is_empty() {
                return Poll::Ready(Err(Errno::Intr));
            }
            if kernel.now >= until { Poll::Ready(Ok(())) } else { Poll::Pending }
        })
        .await?;
        self.me_mut(|proc| {
            // A process that sleeps is no busy loop.
            if span >= Duration::from_millis(100) {
                proc.busy = 0;
            }
        });
        Ok(())
    }

    /// Asks to be woken at a time, for a future that waits for several things.
    pub fn wake_at(&self, at: Time) {
        self.kernel.borrow_mut().set_timer(at, self.key);
    }

    /// Waits until any future gives an answer or the time has come (`None`).
    pub async fn until<T>(&self, at: Option<Time>, future: impl Future<Output = T>) -> Option<T> {
        if let Some(at) = at {
            self.wake_at(at);
        }
        let mut future = std::pin::pin!(future);
        std::future::poll_fn(|context| {
            if let Poll::Ready(answer) = future.as_mut().poll(context) {
                return Poll::Ready(Some(answer));
            }
            if at.is_some_and(|at| self.now() >= at) { Poll::Ready(None) } else { Poll::Pending }
        })
        .await
    }

    /// Waits for the first of two futures; the other is dropped.
    pub async fn either<A, B>(&self, one: impl Future<Output = A>, two: impl Future<Output = B>) -> Either<A, B> {
        let mut one = std::pin::pin!(one);
        let mut two = std::pin::pin!(two);
        std::future::poll_fn(|context| {
            if let Poll::Ready(answer) = one.as_mut().poll(context) {
                return Poll::Ready(Either::One(answer));
            }
            two.as_mut().poll(context).map(Either::Two)
        })
        .await
    }

    /// Accounts for work of so many steps: a simple command of a shell is one, so are two lines read. A program must
    /// call it in every loop of its own. Work takes virtual time, the more the longer a process works without a pause, so
    /// that a busy loop does not stop the clock.
    pub async fn step(&self, steps: u64) {
        let mut until = None;
        self.wait_for(|kernel| {
            if let Some(until) = until {
                return if kernel.now >= until { Poll::Ready(()) } else { Poll::Pending };
            }
            let now = kernel.now;
            let Ok(proc) = kernel.proc_mut(self.key) else { return Poll::Pending };
            let steps = steps + proc.unpaid.get() / PARTS;
            proc.unpaid.update(|unpaid| unpaid % PARTS);
            kernel.charge(self.key, Limit::Steps, steps);
            let Ok(proc) = kernel.proc_mut(self.key) else { return Poll::Pending };
            proc.busy += steps;
            let slowness = match proc.busy {
                0..=300_000 => 1,
                300_001..=350_000 => 10,
                350_001..=400_000 => 100,
                400_001..=450_000 => 1000,
                _ => 10_000,
            };
            let endless = proc.busy > MOST_BUSY;
            proc.owed += steps * STEP_COST * slowness;
            if proc.owed < SLICE {
                return Poll::Ready(());
            }
            if endless {
                kernel.charge(self.key, Limit::Steps, u64::MAX);
                return Poll::Pending;
            }
            let Ok(proc) = kernel.proc_mut(self.key) else { return Poll::Pending };
            let pause = std::mem::take(&mut proc.owed);
            proc.cpu += pause;
            until = Some(now + Duration::from_nanos(pause));
            kernel.set_timer(now + Duration::from_nanos(pause), self.key);
            Poll::Pending
        })
        .await;
    }

    /// Notes work of so many 64ths of a step, for code that cannot wait; the next [`Process::step`] pays for it. Paths,
    /// directories and memory count by themselves.
    pub fn owe(&self, parts: u64) {
        if let Ok(proc) = self.kernel.borrow().proc(self.key) {
            proc.owe(parts);
        }
    }

    /// Says that the process now holds so many bytes more (or fewer) in memory. Too many, and the kernel kills it.
    pub fn hold_memory(&self, bytes: i64) {
        // A process that is gone holds nothing.
        let _ = self.kernel.borrow_mut().hold_memory(self.key, bytes);
    }

    /// Notes that the program was asked for something that this machine does not have.
    pub fn unsupported(&self, what: &str) {
        let mut kernel = self.kernel.borrow_mut();
        let at = kernel.now;
        if let Ok(container) = kernel.proc(self.key).map(|proc| proc.container) {
            let what = what.to_owned();
            kernel.events.push_back(Event::Unsupported { container, what, at });
        }
    }

    /// Runs a part of a program on a native stack of its own, so that deep recursion cannot overflow it. Call it at every
    /// so manyth level of a recursion.
    pub async fn deepen<T: 'static>(&self, part: impl Future<Output = T> + 'static) -> T {
        let slot: Rc<RefCell<Option<T>>> = Rc::default();
        let result = Rc::clone(&slot);
        self.me_mut(|proc| {
            proc.frames.push(Box::pin(async move {
                let value = part.await;
                *slot.borrow_mut() = Some(value);
                0
            }));
        });
        std::future::poll_fn(move |_| result.borrow_mut().take().map_or(Poll::Pending, Poll::Ready)).await
    }
}

/// The answer of the first of two futures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Either<A, B> {
    /// The first future's.
    One(A),
    /// The second's.
    Two(B),
}
