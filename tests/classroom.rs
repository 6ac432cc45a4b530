//! The teacher's side: what comes out of a class.

mod class;
mod commands;
mod deploy;
mod formats;
mod properties;
