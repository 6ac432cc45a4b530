//! What happens over time: mock exams, drills, and when an exercise is due again, as values. Time and randomness come in from
//! outside; no clock, no file, no screen is known here.

pub mod drill;
pub mod exam;
pub mod overview;
pub mod page;
pub mod prose;
pub mod schedule;
pub mod statistics;
