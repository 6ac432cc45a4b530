//! The teacher's side: assignments, submissions, their grading, gradebooks and reports. It must not know screens, nor how a
//! text is graded.

pub mod assignment;

pub use assignment::{Assignment, Feedback};
