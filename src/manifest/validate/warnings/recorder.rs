//! How many warnings the server sends, and how long ones it cuts (`k8s.io/apiserver/pkg/endpoints/filters`). It must not
//! know what they are about.

use std::collections::HashSet;

/// Characters of all warnings together from which on they are cut.
const MOST: usize = 4 * 1024;
/// Characters of one warning that are left then.
const MOST_OF_ONE: usize = 256;

/// The warnings so far, each once.
#[derive(Default)]
pub(in super::super) struct Recorder {
    ordered: Vec<String>,
    known: HashSet<String>,
    characters: usize,
    cutting: bool,
}

impl Recorder {
    /// Adds a warning, unless it is known or there are too many.
    pub fn push(&mut self, warning: String) {
        if self.is_full() || !self.known.insert(warning.clone()) {
            return;
        }
        let length = warning.chars().count();
        self.ordered.push(warning);
        if self.cutting {
            self.characters += length.min(MOST_OF_ONE);
        } else if self.characters + length <= MOST {
            self.characters += length;
        } else {
            self.cutting = true;
            let lengths = self.ordered.iter().map(|warning| warning.chars().count().min(MOST_OF_ONE));
            self.characters = lengths.sum();
        }
    }

    /// Whether no further warning is taken.
    pub fn is_full(&self) -> bool {
        self.cutting && self.characters >= MOST
    }

    /// The warnings as they are sent.
    pub fn into_vec(self) -> Vec<String> {
        if !self.cutting {
            return self.ordered;
        }
        self.ordered.iter().map(|warning| warning.chars().take(MOST_OF_ONE).collect()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, MOST_OF_ONE, Recorder};

    #[test]
    fn a_few_stand_as_they_are_and_each_once() {
        let mut recorder = Recorder::default();
        for warning in ["a", "b", "a"] {
            recorder.push(warning.to_owned());
        }
        assert_eq!(recorder.into_vec(), ["a", "b"]);
    }

    #[test]
    fn many_are_cut_and_end() {
        let mut recorder = Recorder::default();
        for number in 0..1000 {
            recorder.push(format!("{number:0>300}"));
        }
        let sent = recorder.into_vec();
        assert!(sent.iter().all(|warning| warning.len() == MOST_OF_ONE));
        assert_eq!(sent.len(), MOST / MOST_OF_ONE);
    }
}
