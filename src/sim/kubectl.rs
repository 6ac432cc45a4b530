//! How `kubectl` shows API objects: rows of `get pods`, `describe pod`, words of `logs`, JSON paths. Pictures of stored
//! objects only: it must not know how they came to be.

pub mod describe;
pub mod events;
pub mod gotext;
pub mod jsonpath;
pub mod paths;
pub mod rows;
pub mod table;
mod tabs;

pub use describe::describe;
pub use events::columns;
pub use rows::{Row, row};
