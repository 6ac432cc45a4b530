//! Assignments, from the teacher's file to graded submissions and what is made of them.

mod class;
mod commands;
mod deploy;
mod flow;
mod formats;
mod hostile;
mod properties;
mod schema;
pub mod students;
mod tampering;
mod uploads;
