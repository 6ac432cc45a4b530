//! Who may run next, and who waits for what. It must not know what processes are beyond their keys.

use std::cell::RefCell;
use std::collections::{HashSet, VecDeque};
use std::rc::Rc;

/// A process of the world, never used twice.
pub type Key = u32;

/// The processes that may run, first come, first served.
#[derive(Default)]
pub struct Ready {
    queue: RefCell<VecDeque<Key>>,
    queued: RefCell<HashSet<Key>>,
}

impl Ready {
    /// Lets a process run at its next turn.
    pub fn push(&self, key: Key) {
        if self.queued.borrow_mut().insert(key) {
            self.queue.borrow_mut().push_back(key);
        }
    }

    /// The process whose turn it is.
    pub fn pop(&self) -> Option<Key> {
        let key = self.queue.borrow_mut().pop_front()?;
        self.queued.borrow_mut().remove(&key);
        Some(key)
    }

    /// Whether anything may run now.
    pub fn is_empty(&self) -> bool {
        self.queue.borrow().is_empty()
    }
}

/// Processes that wait for one thing to change. Waking lets all of them look again; a wake-up too many does no harm.
pub struct WaitQueue {
    ready: Rc<Ready>,
    waiting: RefCell<Vec<Key>>,
}

impl WaitQueue {
    /// A queue that nobody waits in yet.
    pub fn new(ready: &Rc<Ready>) -> Self {
        WaitQueue { ready: Rc::clone(ready), waiting: RefCell::default() }
    }

    /// Notes that a process wants to be woken.
    pub fn park(&self, key: Key) {
        let mut waiting = self.waiting.borrow_mut();
        if !waiting.contains(&key) {
            waiting.push(key);
        }
    }

    /// Lets everyone in the queue look again.
    pub fn wake(&self) {
        for key in self.waiting.borrow_mut().drain(..) {
            self.ready.push(key);
        }
    }
}
