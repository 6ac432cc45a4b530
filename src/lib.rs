#![doc = include_str!("ARCHITECTURE.md")]

pub mod classroom;
pub mod cli;
pub mod exercise;
pub mod grade;
pub mod history;
pub mod manifest;
pub mod proof;
pub mod session;
pub mod shell;
pub mod sim;
pub mod system;
pub mod tui;
pub mod work;
pub mod world;
