//! The API objects of the simulated cluster, as an API server keeps them: JSON values by kind, namespace and name, with
//! uids, revisions and what its admission plugins and controllers add. It must not know kubelet or machine.

mod admission;

use std::fmt::Write as _;
use std::{collections::BTreeMap, sync::Arc, time::Duration};

use serde_json::{Map, Value, json};

use super::time;

/// Names an object: kind, namespace, name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub kind: String,
    pub namespace: String,
    pub name: String,
}

impl Key {
    /// The key of an object of that kind.
    #[must_use]
    pub fn new(kind: &str, namespace: &str, name: &str) -> Self {
        Self { kind: kind.to_owned(), namespace: namespace.to_owned(), name: name.to_owned() }
    }

    /// The key that an object has; the namespace is `default` where it says none.
    #[must_use]
    pub fn of(object: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let namespace = text(&object["metadata"]["namespace"]);
        Self {
            kind: text(&object["kind"]),
            namespace: if namespace.is_empty() { "default".to_owned() } else { namespace },
            name: text(&object["metadata"]["name"]),
        }
    }
}

/// The objects.
#[derive(Debug, Clone)]
pub struct Store {
    /// Shared with whoever remembers what an object was: most are looked at far more often than they change.
    objects: BTreeMap<Key, Arc<Value>>,
    changed: Vec<Key>,
    revision: u64,
    serial: u64,
    seed: u64,
}

impl Store {
    /// The objects that every cluster has. The seed makes uids and random names.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut store = Self { objects: BTreeMap::new(), changed: Vec::new(), revision: 1, serial: 0, seed };
        for object in admission::first_objects() {
            store.create(object, Duration::ZERO);
        }
        store.changed.clear();
        store
    }

    /// Takes an object that is not there yet; of one that is there, spec, data and metadata are replaced.
    pub fn create(&mut self, mut object: Value, now: Duration) -> Key {
        let key = Key::of(&object);
        let old = self.objects.get(&key).cloned();
        admission::admit(&mut object, old.as_deref(), self, now);
        self.put(&key, object);
        key
    }

    fn put(&mut self, key: &Key, mut object: Value) {
        self.revision += 1;
        object["metadata"]["resourceVersion"] = json!(self.revision.to_string());
        self.objects.insert(key.clone(), Arc::new(object));
        self.changed.push(key.clone());
    }

    /// An object.
    #[must_use]
    pub fn get(&self, kind: &str, namespace: &str, name: &str) -> Option<&Value> {
        self.objects.get(&Key::new(kind, namespace, name)).map(Arc::as_ref)
    }

    /// An object, to keep as it is now.
    #[must_use]
    pub fn share(&self, key: &Key) -> Option<Arc<Value>> {
        self.objects.get(key).cloned()
    }

    /// All objects of a kind, by namespace and name.
    pub fn list<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        let from = Key::new(kind, "", "");
        self.objects.range(from..).take_while(move |(key, _)| key.kind == kind).map(|(_, object)| object.as_ref())
    }

    /// Changes an object where it stands; nothing where it is not there or does not change.
    pub fn update(&mut self, key: &Key, change: impl FnOnce(&mut Value)) {
        let Some(old) = self.objects.get(key) else { return };
        let mut new = Value::clone(old);
        change(&mut new);
        if new != **old {
            self.put(key, new);
        }
    }

    /// Changes the status of the object with that uid, and gives it as it is then; `None` where it is not there, or another one
    /// has taken its name.
    pub fn set_status(&mut self, key: &Key, uid: &str, status: &Value) -> Option<Arc<Value>> {
        let old = self.objects.get(key).filter(|object| object["metadata"]["uid"] == uid)?;
        if old["status"] == *status {
            return Some(Arc::clone(old));
        }
        let kept = old.as_object()?.iter().filter(|(field, _)| *field != "status");
        let mut new: Map<String, Value> = kept.map(|(field, value)| (field.clone(), value.clone())).collect();
        new.insert("status".to_owned(), status.clone());
        self.put(key, Value::Object(new));
        self.share(key)
    }

    /// Takes an object away.
    pub fn remove(&mut self, key: &Key) -> Option<Arc<Value>> {
        let gone = self.objects.remove(key);
        if gone.is_some() {
            self.revision += 1;
            self.changed.push(key.clone());
        }
        gone
    }

    /// The keys of what changed since this was last asked, in order, gone objects too.
    pub fn take_changes(&mut self) -> Vec<Key> {
        std::mem::take(&mut self.changed)
    }

    /// Something changed since it was last asked.
    #[must_use]
    pub fn has_changes(&self) -> bool {
        !self.changed.is_empty()
    }

    /// A number that no other call gives, the same in every run with the same seed.
    pub fn random(&mut self) -> u64 {
        self.serial += 1;
        mix(self.seed.wrapping_add(self.serial.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// Text of that many letters and digits, as generated names end with.
    pub fn suffix(&mut self, length: usize) -> String {
        const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
        let mut number = self.random();
        let mut text = String::new();
        for _ in 0..length {
            text.push(char::from(LETTERS[usize::try_from(number % 27).unwrap_or(0)]));
            number /= 27;
        }
        text
    }

    /// A version 4 UUID.
    pub fn uuid(&mut self) -> String {
        let (a, b) = (self.random(), self.random());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            a >> 32,
            (a >> 16) & 0xffff,
            a & 0xfff,
            0x8000 | (b >> 48) & 0x3fff,
            b & 0xffff_ffff_ffff
        )
    }

    /// Hexadecimal digits, as container ids and digests are made of.
    pub fn hex(&mut self, length: usize) -> String {
        let mut text = String::new();
        while text.len() < length {
            _ = write!(text, "{:016x}", self.random());
        }
        text.truncate(length);
        text
    }

    /// The moment as objects hold it.
    #[must_use]
    pub fn stamp(now: Duration) -> Value {
        json!(time::stamp(now))
    }
}

/// The finisher of `SplitMix64`.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
