//! Screens: ratatui and crossterm live here alone.

pub mod pane;
