//! Chance from a seed, the same on every machine and in every version of this program. It must not know what is drawn.

/// A stream of numbers from a seed: `SplitMix64`, after Steele, Lea and Flood.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is small here, so that the slight preference for small numbers does not show.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    /// Puts the items in an order of chance (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last + 1);
            items.swap(last, other);
        }
    }
}

/// The seed of a thing inside a seeded whole, by its name (FNV-1a, then mixed). Below a million, as those that people type.
pub(super) fn seed_of(seed: u64, name: &str) -> u64 {
    let hash = name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    Random::new(seed ^ hash).next() % 1_000_000
}

/// A seed from the moment at which it is asked for, short enough to be told to a neighbour: six digits at most.
#[must_use]
pub fn seed_from(now: jiff::Timestamp) -> u64 {
    Random::new(now.as_nanosecond().rem_euclid(i128::from(i64::MAX)).try_into().unwrap_or(0)).next() % 1_000_000
}
