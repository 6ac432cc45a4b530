//! Which of the declared values stands in an exercise. The rule below is written down in `exercises/README.md` too, and is
//! never changed: the same seed means the same exercise on every machine, in every version.
//!
//! For a list of `n` values: SHA-256 of the lines `podlings values 1`, the exercise's id, the list's name, the seed in decimal
//! digits, each ended by a newline; its first eight bytes as a big-endian number `x`; the value at the index `x * n / 2^64`,
//! rounded down. Each list is drawn by itself, so that a new one moves none of the others.

use sha2::{Digest as _, Sha256};
use toml::de::DeInteger;

use super::Value;
use super::declare::{Choice, Slot};

/// Which values to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// The first of each: the exercise as it is written.
    First,
    /// Drawn by a seed.
    Seed(u64),
    /// The one at this index of each list, shorter lists from their beginning again, every second list from its end, so that
    /// values of different lists do not always meet the same ones. Counting up reaches every value; 0 is the first of each.
    Round(usize),
}

impl Pick {
    /// The seed, where one draws.
    #[must_use]
    pub fn seed(self) -> Option<u64> {
        match self {
            Pick::Seed(seed) => Some(seed),
            Pick::First | Pick::Round(_) => None,
        }
    }

    /// The index into a list of so many values.
    fn index(self, id: &str, list: &str, position: usize, count: usize) -> usize {
        match self {
            Pick::First => 0,
            Pick::Seed(seed) => drawn(id, list, seed, count),
            Pick::Round(_) if count == 0 => 0,
            Pick::Round(round) if position.is_multiple_of(2) => round % count,
            Pick::Round(round) => (count - round % count) % count,
        }
    }
}

fn drawn(id: &str, list: &str, seed: u64, count: usize) -> usize {
    let hash: [u8; 32] = Sha256::digest(format!("podlings values 1\n{id}\n{list}\n{seed}\n")).into();
    let x = hash.iter().take(8).fold(0u128, |x, byte| (x << 8) | u128::from(*byte));
    let scaled = (x * u128::try_from(count).unwrap_or(0)) >> 64;
    usize::try_from(scaled).unwrap_or(0)
}

/// What stands for a declared value.
#[derive(Debug)]
pub(super) struct Chosen<'s, 'i> {
    /// The value's name.
    pub name: &'s str,
    /// Its text.
    pub text: &'s str,
    /// The number that it is.
    pub number: Option<&'s DeInteger<'i>>,
    of: usize,
}

impl Chosen<'_, '_> {
    /// The same to be kept with the exercise.
    pub fn value(&self) -> Value {
        Value { name: self.name.to_owned(), text: self.text.to_owned(), of: self.of }
    }
}

/// Takes one of each.
pub(super) fn choose<'s, 'i>(slots: &'s [Slot<'i>], id: &str, pick: Pick) -> Vec<Chosen<'s, 'i>> {
    let mut position = 0;
    let mut before: Option<&str> = None;
    let choose = |slot: &'s Slot<'i>| {
        // The fields of a row follow each other, and are one list.
        if before.replace(slot.list()).is_some_and(|list| list != slot.list()) {
            position += 1;
        }
        let Choice { text, number } = slot.choices.get(pick.index(id, slot.list(), position, slot.choices.len()))?;
        Some(Chosen { name: &slot.name, text, number: number.as_ref(), of: slot.choices.len() })
    };
    slots.iter().filter_map(choose).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers here are part of the format: should they change, every class's seeds mean other exercises.
    #[test]
    fn a_seed_means_the_same_for_ever() {
        let of = |id, list, count| (0..12).map(|seed| drawn(id, list, seed, count)).collect::<Vec<_>>();
        assert_eq!(of("wait-for-db", "port", 3), [2, 1, 2, 0, 0, 1, 2, 0, 2, 0, 0, 0]);
        assert_eq!(of("wait-for-db", "name", 3), [2, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 2]);
        assert_eq!(of("config-loader", "port", 7), [2, 6, 2, 1, 5, 6, 4, 0, 0, 0, 2, 1]);
        assert_eq!(drawn("wait-for-db", "port", u64::MAX, 1000), 202);
    }

    #[test]
    fn every_value_is_drawn_about_as_often() {
        let mut counts = [0u32; 5];
        for seed in 0..5000 {
            counts[drawn("exercise", "value", seed, 5)] += 1;
        }
        assert!(counts.iter().all(|count| (900..1100).contains(count)), "{counts:?}");
        assert_eq!(drawn("exercise", "value", 1, 0), 0);
    }
}
