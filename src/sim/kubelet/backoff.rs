//! Delays that double: between restarts of a container and between pulls of an image. It must not know what is delayed.

use std::{collections::HashMap, hash::Hash, time::Duration};

/// The first delay.
const FIRST: Duration = Duration::from_secs(10);
/// The longest delay. After twice as long without trouble the next delay is the first again.
const LONGEST: Duration = Duration::from_mins(5);

/// Delays by key.
#[derive(Debug, Clone)]
pub struct Backoff<K> {
    entries: HashMap<K, Entry>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    delay: Duration,
    updated: Duration,
}

impl Entry {
    fn expired(&self, event: Duration) -> bool {
        event.saturating_sub(self.updated) > LONGEST * 2
    }
}

impl<K> Default for Backoff<K> {
    fn default() -> Self {
        Self { entries: HashMap::new() }
    }
}

impl<K: Eq + Hash> Backoff<K> {
    /// Until when nothing may be tried, counted from the event (the end of the last run); `None` where it may be tried.
    pub fn until(&self, key: &K, event: Duration, now: Duration) -> Option<Duration> {
        let entry = self.entries.get(key).filter(|entry| !entry.expired(event))?;
        Some(event + entry.delay).filter(|until| now < *until)
    }

    /// Like [`Backoff::until`], counted from the last try.
    pub fn until_since_update(&self, key: &K, now: Duration) -> Option<Duration> {
        let entry = self.entries.get(key).filter(|entry| !entry.expired(now))?;
        Some(entry.updated + entry.delay).filter(|until| now < *until)
    }

    /// Notes a try at `now` after that event: the next delay is twice as long.
    pub fn next(&mut self, key: K, event: Duration, now: Duration) {
        let delay = match self.entries.get(&key) {
            Some(entry) if !entry.expired(event) => (entry.delay * 2).min(LONGEST),
            _ => FIRST,
        };
        self.entries.insert(key, Entry { delay, updated: now });
    }

    /// The delay that holds now.
    pub fn delay(&self, key: &K) -> Duration {
        self.entries.get(key).map_or(FIRST, |entry| entry.delay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn doubles_to_five_minutes_and_forgets_after_ten() {
        let mut backoff = Backoff::default();
        assert_eq!(backoff.until(&"app", s(1), s(1)), None, "the first restart is at once");
        let mut now = s(1);
        let mut delays = Vec::new();
        for _ in 0..7 {
            backoff.next("app", now, now);
            delays.push(backoff.delay(&"app").as_secs());
            now += backoff.delay(&"app");
        }
        assert_eq!(delays, [10, 20, 40, 80, 160, 300, 300]);
        assert_eq!(backoff.until(&"app", now, now), Some(now + s(300)));
        let later = now + s(601);
        assert_eq!(backoff.until(&"app", later, later), None);
        backoff.next("app", later, later);
        assert_eq!(backoff.delay(&"app"), s(10));
    }
}
