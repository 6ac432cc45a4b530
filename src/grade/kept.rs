//! Values that were worked out lately, by what they were worked out from: bounded, shared by any number of threads. It must
//! not know what the values mean.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

/// The last values. When the young ones are many they become the old ones, and the old ones go.
#[derive(Debug)]
pub struct Kept<K, V> {
    most: usize,
    generations: Mutex<[HashMap<K, V>; 2]>,
}

impl<K: Eq + Hash, V: Clone> Kept<K, V> {
    /// Keeps up to twice `most` values.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, generations: Mutex::default() }
    }

    /// The value of a key, where it is still there.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<V> {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        let [young, old] = &mut *generations;
        if let Some(value) = young.get(key) {
            return Some(value.clone());
        }
        let (key, value) = old.remove_entry(key)?;
        put(&mut generations, self.most, key, value.clone());
        Some(value)
    }

    /// Keeps a value.
    pub fn put(&self, key: K, value: V) {
        put(&mut self.generations.lock().unwrap_or_else(PoisonError::into_inner), self.most, key, value);
    }
}

fn put<K: Eq + Hash, V>([young, old]: &mut [HashMap<K, V>; 2], most: usize, key: K, value: V) {
    if young.len() >= most {
        *old = std::mem::take(young);
    }
    young.insert(key, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stays_and_the_rest_goes() {
        let kept = Kept::new(2);
        for number in 0..10 {
            kept.put(number, number * 10);
            assert_eq!(kept.get(&0), Some(0), "{number}");
        }
        let left = (1..10).filter(|number| kept.get(number).is_some()).count();
        assert!((1..4).contains(&left), "{left}");
        assert_eq!(kept.get(&9), Some(90));
    }
}
