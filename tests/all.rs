//! One test binary; an area of the program each in a file and a folder of its own.

// A test that meets what it does not expect has failed; unwrapping says so.
#![allow(clippy::unwrap_used)]

mod cli;
mod exam;
mod exercise;
mod grade;
mod history;
mod house;
mod manifest;
mod pty;
mod shell;
mod sim;
mod tui;
