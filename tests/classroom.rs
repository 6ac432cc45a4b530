//! Assignments, from the teacher's file to graded submissions.

mod flow;
mod hostile;
mod properties;
mod schema;
mod students;
