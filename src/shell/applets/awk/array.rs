//! awk's arrays, walked in the order in which busybox's hash table has them. It must not know programs.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::value::Value;

/// An array.
#[derive(Debug, Default)]
pub struct Array {
    items: BTreeMap<Rc<str>, (u64, Value)>,
    made: u64,
}

impl Array {
    pub fn get(&mut self, key: &Rc<str>) -> Value {
        self.made += 1;
        self.items.entry(Rc::clone(key)).or_insert((self.made, Value::Unset)).1.clone()
    }

    pub fn set(&mut self, key: &Rc<str>, value: Value) {
        self.made += 1;
        self.items.entry(Rc::clone(key)).or_insert((self.made, Value::Unset)).1 = value;
    }

    pub fn has(&self, key: &str) -> bool {
        self.items.contains_key(key)
    }

    pub fn remove(&mut self, key: &str) {
        self.items.remove(key);
    }

    pub fn clear(&mut self) {
        self.items.clear();
    }

    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// The keys as `for (key in array)` meets them: by bucket, the newest first in each.
    pub fn keys(&self) -> Vec<Rc<str>> {
        const SIZES: [u32; 6] = [61, 251, 1021, 4093, 16381, 65521];
        let size = SIZES.iter().find(|size| self.items.len() <= **size as usize * 10).copied().unwrap_or(65521);
        let mut keys: Vec<_> =
            self.items.iter().map(|(key, (made, _))| (hash(key) % size, u64::MAX - made, key)).collect();
        keys.sort_unstable();
        keys.into_iter().map(|(_, _, key)| Rc::clone(key)).collect()
    }
}

fn hash(key: &str) -> u32 {
    key.bytes().fold(0u32, |hash, byte| u32::from(byte).wrapping_add(hash << 6).wrapping_add(hash >> 26))
}
