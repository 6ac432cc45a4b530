//! Plays that know nothing of each other, at once on as many processors as there are: a learner waits for the longest and not
//! for all. It must not know what is played, and what comes out must not depend on who is first.

use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, scope};

/// As much as the main thread has: scripts call themselves.
const STACK: usize = 8 << 20;

/// Does the work for every job and gives the results in the order of the jobs. Where no thread can be had, one after the other.
pub fn together<T: Send, R: Send>(jobs: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let count = jobs.len();
    if count < 2 {
        return jobs.into_iter().map(work).collect();
    }
    let slots: Vec<Mutex<Option<T>>> = jobs.into_iter().map(|job| Mutex::new(Some(job))).collect();
    let take = |index: usize| {
        let mut slot = slots[index].lock().unwrap_or_else(PoisonError::into_inner);
        slot.take()
    };
    let one = |index: usize| take(index).map(&work);
    let one = &one;
    scope(|scope| {
        // The first is done here, so that two jobs need one thread more.
        let others: Vec<_> = (1..count)
            .map(|index| (index, Builder::new().stack_size(STACK).spawn_scoped(scope, move || one(index))))
            .collect();
        let first = one(0);
        let rest = others.into_iter().map(|(index, thread)| match thread {
            Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(_) => one(index),
        });
        std::iter::once(first).chain(rest).flatten().collect()
    })
}

#[cfg(test)]
mod tests {
    use super::together;

    #[test]
    fn results_stand_in_the_order_of_the_jobs() {
        assert_eq!(together((0..40).collect(), |n: u64| n * n), (0..40).map(|n| n * n).collect::<Vec<_>>());
        assert_eq!(together(vec![7], |n| n + 1), [8]);
        assert!(together(Vec::<u8>::new(), |n| n).is_empty());
    }
}
