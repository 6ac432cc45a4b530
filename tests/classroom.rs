//! Assignments, from the teacher's file to graded submissions, and what comes out of a class.

mod class;
mod commands;
mod deploy;
mod flow;
mod formats;
mod hostile;
mod outputs;
mod properties;
mod schema;
mod students;
