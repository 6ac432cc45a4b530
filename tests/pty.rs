//! The editor pane with real programs in a real pseudo-terminal.

mod app;
mod drill;
mod editors;
mod exam;
mod process;
mod terminal;
