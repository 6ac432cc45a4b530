//! From YAML text to what a Kubernetes 1.36 API server would say of it and store. No I/O; it must not know exercises,
//! grading or screens.

pub mod admission;
pub mod defaults;
pub mod quantity;
pub mod tree;
pub mod validate;

pub use tree::{Entry, Node, Place, Span, Value};
