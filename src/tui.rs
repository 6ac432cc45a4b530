//! Screens: ratatui and crossterm live here alone. [`app`] decides, [`screen`] draws, `runtime` alone touches terminal,
//! threads and disk.

pub mod app;
pub mod assigned;
pub mod attempt;
pub mod catalog;
pub mod editors;
pub mod exam;
pub mod keymap;
pub mod look;
pub mod msg;
pub mod pane;
pub mod play;
pub mod runtime;
pub mod screen;
pub mod settings;
pub mod shared;
pub mod signs;
pub mod theme;
pub mod widget;

pub use runtime::{RunError, Setup, run};
