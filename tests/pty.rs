//! The editor pane with real programs in a real pseudo-terminal.

mod app;
mod class;
mod drill;
mod editors;
mod exam;
mod other_editors;
mod process;
mod sh;
mod terminal;
