//! Answers that are more alike than chance explains, noted for the teacher to look at. It must not judge anybody: a note is a
//! reason to read two answers, never a finding.
//!
//! Right answers to a small task are alike, as they must be. So an answer is looked at only for its *traces*: what it has beyond
//! the task, the text it starts from and the known right answers. They are taken from a normalised manifest, in which order
//! and free names do not count, and from what people write beside it: comments, names of their own. A trace that many have is a
//! common idea or mistake and says little; one that only two or three of a whole class have says much. Rare traces are looked
//! up in an index, so only students who share one are compared at all: a class of 10,000 takes seconds.

mod normal;

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher as _};

pub use normal::Task;

use super::result::Student;

/// A trace that more students than this have is common.
const RARE: usize = 6;

/// Shared rare traces that a pair must have.
const LEAST_SHARED: usize = 4;

/// And how much of what the one with less has beyond the task they must be, in per cent.
const LEAST_SHARE: usize = 50;

/// A group with the same answer that is larger than one part in so many of the class is simply how it is done.
const LARGEST_GROUP: usize = 4;

/// The most pairs, and the most groups, that are noted.
const MOST: usize = 100;

/// Two students whose answers are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alike {
    /// Their places in the order of reading.
    pub students: (usize, usize),
    /// How many rare traces they share.
    pub shared: usize,
    /// Of how many that the one with fewer of them has.
    pub of: usize,
}

/// More than a few students whose answer to one exercise has the very same traces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The exercise's id.
    pub exercise: String,
    /// Their places in the order of reading.
    pub students: Vec<usize>,
}

/// Collects traces, student after student; keeps eight bytes of each.
#[derive(Debug, Default)]
pub struct Collector {
    /// Who has a trace.
    owners: HashMap<u64, Vec<usize>>,
    /// Who has just these traces in an exercise.
    sets: HashMap<(String, u64), Vec<usize>>,
    /// How many traces somebody has.
    counts: Vec<usize>,
}

impl Collector {
    /// Adds a student.
    pub fn add(&mut self, student: &Student) {
        let number = self.counts.len();
        let mut count = 0;
        for exercise in &student.exercises {
            let mut hashes: Vec<u64> = exercise.traces.iter().map(|trace| key(&exercise.id, trace)).collect();
            hashes.sort_unstable();
            hashes.dedup();
            count += hashes.len();
            if hashes.len() >= LEAST_SHARED {
                self.sets.entry((exercise.id.clone(), hash(&hashes))).or_default().push(number);
            }
            for hash in hashes {
                let owners = self.owners.entry(hash).or_default();
                // One more than rare is enough to know that it is common.
                if owners.len() <= RARE {
                    owners.push(number);
                }
            }
        }
        self.counts.push(count);
    }

    /// The pairs, the most alike first.
    #[must_use]
    pub fn pairs(&self) -> Vec<Alike> {
        let mut shared: HashMap<(usize, usize), usize> = HashMap::new();
        for owners in self.owners.values().filter(|owners| (2..=RARE).contains(&owners.len())) {
            for (at, first) in owners.iter().enumerate() {
                for second in owners.iter().skip(at + 1) {
                    *shared.entry((*first, *second)).or_default() += 1;
                }
            }
        }
        let mut pairs: Vec<Alike> = shared.into_iter().filter_map(|(pair, shared)| self.alike(pair, shared)).collect();
        pairs.sort_by_key(|pair| (Reverse(pair.shared), pair.students));
        pairs.truncate(MOST);
        pairs
    }

    fn alike(&self, students: (usize, usize), shared: usize) -> Option<Alike> {
        let of = *self.counts.get(students.0)?.min(self.counts.get(students.1)?);
        (shared >= LEAST_SHARED && shared * 100 >= of * LEAST_SHARE).then_some(Alike { students, shared, of })
    }

    /// Why two students are noted: in each exercise what both answers have and hardly anybody else does.
    #[must_use]
    pub fn reasons(&self, first: &Student, second: &Student) -> Reasons {
        let is_rare = |exercise: &str, trace: &String| {
            self.owners.get(&key(exercise, trace)).is_some_and(|owners| owners.len() <= RARE)
        };
        let mut reasons = Vec::new();
        for exercise in &first.exercises {
            let Some(other) = second.exercise(&exercise.id) else { continue };
            let both = exercise.traces.iter().filter(|trace| other.traces.contains(trace));
            let both: Vec<String> = both.filter(|trace| is_rare(&exercise.id, trace)).cloned().collect();
            if !both.is_empty() {
                reasons.push((exercise.id.clone(), both));
            }
        }
        reasons
    }

    /// Groups too large for pairs, the largest first.
    #[must_use]
    pub fn groups(&self) -> Vec<Group> {
        let sizes = RARE + 1..=self.counts.len() / LARGEST_GROUP;
        let found = self.sets.iter().filter(|(_, students)| sizes.contains(&students.len()));
        let mut groups: Vec<Group> = found
            .map(|((exercise, _), students)| Group { exercise: exercise.clone(), students: students.clone() })
            .collect();
        groups.sort_by(|a, b| {
            (b.students.len(), &a.exercise, &a.students).cmp(&(a.students.len(), &b.exercise, &b.students))
        });
        groups.truncate(MOST);
        groups
    }
}

/// By what a trace of an exercise is looked up.
fn key(exercise: &str, trace: &str) -> u64 {
    hash(&(exercise, trace))
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// For each exercise the traces that two students share.
pub type Reasons = Vec<(String, Vec<String>)>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classroom::result::{ExerciseResult, Points};

    fn student(id: usize, traces: &[&str]) -> Student {
        let traces = traces.iter().map(|&trace| trace.to_owned()).collect();
        let exercise = ExerciseResult { traces, ..ExerciseResult::unanswered("web", Points::whole(1), []) };
        Student { id: id.to_string(), exercises: vec![exercise], ..Student::default() }
    }

    fn collect(students: &[Student]) -> Collector {
        let mut collector = Collector::default();
        for student in students {
            collector.add(student);
        }
        collector
    }

    #[test]
    fn two_with_rare_traces_in_common_are_noted_and_common_ideas_are_not() {
        let mut students: Vec<Student> = (0..40).map(|id| student(id, &["a", "b", "c", "d", "e"])).collect();
        assert_eq!(collect(&students).pairs(), []);
        assert_eq!(collect(&students).groups(), []);
        students[3] = student(3, &["a", "# my pod", "port 81", "label x", "sleep 17"]);
        students[9] = student(9, &["a", "# my pod", "port 81", "label x", "sleep 17", "own"]);
        let collector = collect(&students);
        assert_eq!(collector.pairs(), [Alike { students: (3, 9), shared: 4, of: 5 }]);
        let why = collector.reasons(&students[3], &students[9]);
        // What the whole class has is no reason.
        assert_eq!(why, [("web".to_owned(), ["# my pod", "port 81", "label x", "sleep 17"].map(str::to_owned).into())]);
    }

    #[test]
    fn a_small_answer_is_never_enough() {
        let students: Vec<Student> = (0..2).map(|id| student(id, &["a", "b", "c"])).collect();
        assert_eq!(collect(&students).pairs(), []);
    }

    #[test]
    fn eight_of_a_class_with_the_same_traces_are_a_group() {
        let alike = (0..8).map(|id| student(id, &["a", "b", "c", "d"]));
        let students: Vec<Student> = alike.chain((8..40).map(|id| student(id, &[]))).collect();
        assert_eq!(collect(&students).groups(), [Group { exercise: "web".to_owned(), students: (0..8).collect() }]);
    }
}
