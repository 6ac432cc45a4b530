//! Plays that know nothing of each other, at once on as many processors as there are: a learner waits for the longest and not
//! for all. It must not know what is played, and what comes out must not depend on who is first.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, available_parallelism, scope};

/// As much as the main thread has: scripts call themselves.
const STACK: usize = 8 << 20;

/// Does the work for every job and gives the results in the order of the jobs. Where no thread can be had, one after the other.
pub fn together<T: Send, R: Send>(jobs: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let workers = available_parallelism().map_or(1, usize::from).min(jobs.len());
    if workers < 2 {
        return jobs.into_iter().map(work).collect();
    }
    let places: Vec<Mutex<(Option<T>, Option<R>)>> =
        jobs.into_iter().map(|job| Mutex::new((Some(job), None))).collect();
    let next = AtomicUsize::new(0);
    let worker = || {
        while let Some(place) = places.get(next.fetch_add(1, Ordering::Relaxed)) {
            // Nobody else comes to this place while its work is done.
            let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
            place.1 = place.0.take().map(&work);
        }
    };
    scope(|scope| {
        let spawn = |_| Builder::new().stack_size(STACK).spawn_scoped(scope, worker).ok();
        let others: Vec<_> = (1..workers).filter_map(spawn).collect();
        worker();
        for other in others {
            other.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
    places.into_iter().filter_map(|place| place.into_inner().unwrap_or_else(PoisonError::into_inner).1).collect()
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
