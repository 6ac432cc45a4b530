//! How `kubectl` shows API objects: rows of `get pods`, `describe pod`, words of `logs`. Pictures of stored objects only:
//! it must not know how they came to be.

pub mod describe;
pub mod events;
pub mod rows;
mod tabs;

pub use describe::describe;
pub use events::columns;
pub use rows::{Row, row};
