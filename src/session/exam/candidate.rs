//! The exercises that an exam can be drawn from. It must not know how one is chosen.

use std::time::Duration;

use crate::exercise::Library;
use crate::exercise::topics::is_about;

/// An exercise as the draw sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its id.
    pub exercise: String,
    /// Its title.
    pub title: String,
    /// The topic that it lies in.
    pub topic: String,
    /// What it trains besides.
    pub topics: Vec<String>,
    /// Its domain as exercise files write it.
    pub domain: String,
    /// `build`, `fix` or `debug`.
    pub kind: String,
    /// 1 to 5.
    pub difficulty: u8,
    /// What a prepared person needs.
    pub par: Duration,
    /// Full marks.
    pub points: u32,
    /// It declares values that a seed draws.
    pub has_values: bool,
}

impl Candidate {
    /// It is of one of these topics; none: of whatever topic.
    #[must_use]
    pub fn is_of(&self, topics: &[String]) -> bool {
        topics.is_empty() || topics.iter().any(|topic| is_about(topic, &self.topic, &self.topics))
    }
}

/// Every exercise of a library that can be used; those with a broken file are left out.
#[must_use]
pub fn candidates(library: &Library) -> Vec<Candidate> {
    let usable = library.entries().filter_map(|entry| {
        let exercise = entry.exercise().ok()?;
        Some(Candidate {
            exercise: entry.id.clone(),
            title: exercise.title.clone(),
            topic: entry.topic.clone(),
            topics: exercise.topics.clone(),
            domain: exercise.domain.clone(),
            kind: exercise.kind.name().to_owned(),
            difficulty: exercise.difficulty,
            par: exercise.par,
            points: exercise.points(),
            has_values: exercise.has_values(),
        })
    });
    usable.collect()
}
