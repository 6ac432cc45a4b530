//! The time: the wall clock, and a clock that only goes forward. It must not know what is timed.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The real clock, or one that a test sets by hand. Clones of one clock show the same time.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    Real { origin: Instant },
    Fixed(Arc<Mutex<Hand>>),
}

#[derive(Debug)]
struct Hand {
    now: Timestamp,
    gone: Duration,
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn real() -> Self {
        Self(Source::Real { origin: Instant::now() })
    }

    /// A clock that stands at `now` until [`advance`](Self::advance) moves it.
    #[must_use]
    pub fn fixed(now: Timestamp) -> Self {
        Self(Source::Fixed(Arc::new(Mutex::new(Hand { now, gone: Duration::ZERO }))))
    }

    /// The wall clock: what a calendar shows. It may jump, in both directions.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::Real { .. } => Timestamp::now(),
            Source::Fixed(hand) => hand.lock().unwrap_or_else(PoisonError::into_inner).now,
        }
    }

    /// Time gone since this clock was made; never goes back, whatever happens to the wall clock.
    #[must_use]
    pub fn monotonic(&self) -> Duration {
        match &self.0 {
            Source::Real { origin } => origin.elapsed(),
            Source::Fixed(hand) => hand.lock().unwrap_or_else(PoisonError::into_inner).gone,
        }
    }

    /// The time zone that days are counted in: the user's, and UTC on a fixed clock.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        match &self.0 {
            Source::Real { .. } => TimeZone::system(),
            Source::Fixed(_) => TimeZone::UTC,
        }
    }

    /// Moves a fixed clock forward; the real one goes by itself and takes no notice.
    pub fn advance(&self, by: Duration) {
        if let Source::Fixed(hand) = &self.0 {
            let mut hand = hand.lock().unwrap_or_else(PoisonError::into_inner);
            hand.gone = hand.gone.saturating_add(by);
            hand.now = hand.now.saturating_add(by).unwrap_or(Timestamp::MAX);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_stands_until_it_is_moved_and_its_clones_with_it() {
        let start: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
        let clock = Clock::fixed(start);
        let other = clock.clone();
        assert_eq!(clock.now(), start);
        clock.advance(Duration::from_secs(90));
        assert_eq!(other.now().to_string(), "2026-11-23T09:01:30Z");
        assert_eq!(other.monotonic(), Duration::from_secs(90));
    }

    #[test]
    fn the_real_clock_goes_forward() {
        let clock = Clock::real();
        let first = clock.monotonic();
        assert!(clock.monotonic() >= first);
    }
}
