//! The teacher's side: assignments, submissions, their grading, gradebooks and reports. It must not know screens, nor how a
//! text is graded.

pub mod assignment;
pub mod autograder;
pub mod bundle;
pub mod checkout;
pub mod course;
pub mod desk;
pub mod gradebook;
pub mod grading;
pub mod hand_in;
pub mod journal;
pub mod points;
pub mod records;
pub mod result;
pub mod roster;
pub mod run;
pub mod similarity;
pub mod submission;
pub mod summary;
pub mod upload;
pub mod words;

pub use assignment::{Assignment, Feedback};
