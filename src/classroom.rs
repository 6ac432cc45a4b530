//! The teacher's side: assignments, submissions, their grading, gradebooks and reports. It must not know screens, nor how a
//! text is graded.

pub mod assignment;
pub mod autograder;
pub mod checkout;
pub mod gradebook;
pub mod points;
pub mod records;
pub mod result;
pub mod roster;
pub mod similarity;
pub mod summary;
pub mod words;

pub use assignment::{Assignment, Feedback};
