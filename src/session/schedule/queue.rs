//! Which exercise comes next in a drill, and why. It must not know how it is drilled.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Schedule, Weak};

/// An exercise that can be drilled.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Its id.
    pub id: &'a str,
    /// The fields that it trains.
    pub fields: &'a BTreeSet<String>,
}

/// An exercise in its turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    /// Its id.
    pub exercise: String,
    /// Why it comes when it comes.
    pub why: Why,
    /// The field that went wrong lately and that it trains; the worst of them.
    pub field: Option<String>,
}

/// Why an exercise comes when it comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It is due, since so many days.
    Due {
        /// Since today: 0.
        late: u32,
    },
    /// It was never done.
    New,
    /// It is not due before that day.
    Later {
        /// The day.
        on: Date,
    },
}

/// All candidates in the order in which a drill takes them; they come in the pack's order.
///
/// What is due comes first: the more it trains of what went wrong lately the earlier, then the more likely it is forgotten. New
/// exercises come after that in the pack's order, those that train a weak field before the others. What is not due yet comes
/// last, the soonest first.
#[must_use]
pub fn queue(candidates: &[Candidate<'_>], schedule: &Schedule, weak: &[Weak], today: Date) -> Vec<Due> {
    let mut turns: Vec<(Turn, Due)> = candidates
        .iter()
        .enumerate()
        .map(|(place, candidate)| {
            let (weight, field) = weakness(candidate, weak);
            let memory = schedule.memory(candidate.id);
            let why = match memory {
                None => Why::New,
                Some(memory) => match memory.late(today) {
                    Some(late) => Why::Due { late },
                    None => Why::Later { on: memory.due },
                },
            };
            let turn = Turn {
                group: match why {
                    Why::Due { .. } => 0,
                    Why::New => 1,
                    Why::Later { .. } => 2,
                },
                weight,
                recall: if matches!(why, Why::Due { .. }) {
                    memory.map_or(0.0, |memory| memory.recall(today))
                } else {
                    0.0
                },
                day: memory.map(|memory| memory.due).filter(|due| *due > today),
                place,
            };
            (turn, Due { exercise: candidate.id.to_owned(), why, field })
        })
        .collect();
    turns.sort_by(|(a, _), (b, _)| a.cmp(b));
    turns.into_iter().map(|(_, due)| due).collect()
}

struct Turn {
    group: u8,
    weight: f64,
    recall: f32,
    day: Option<Date>,
    place: usize,
}

impl Turn {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.group
            .cmp(&other.group)
            .then_with(|| self.day.cmp(&other.day))
            .then_with(|| other.weight.total_cmp(&self.weight))
            .then_with(|| self.recall.total_cmp(&other.recall))
            .then_with(|| self.place.cmp(&other.place))
    }
}

/// How much a candidate trains of what went wrong lately, and the worst field of it.
fn weakness(candidate: &Candidate<'_>, weak: &[Weak]) -> (f64, Option<String>) {
    let mut trained = weak.iter().filter(|weak| candidate.fields.contains(&weak.field)).peekable();
    let first = trained.peek().map(|weak| weak.field.clone());
    (trained.map(|weak| weak.weight).sum(), first)
}
