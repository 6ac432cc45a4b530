//! The teacher's side: assignments, submissions, their grading, gradebooks and reports. It must not know screens, nor how a
//! text is graded.

pub mod assignment;
pub mod bundle;
pub mod course;
pub mod desk;
pub mod grading;
pub mod hand_in;
pub mod journal;
pub mod points;
pub mod records;
pub mod result;
pub mod run;
pub mod submission;

pub use assignment::{Assignment, Feedback};
