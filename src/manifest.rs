//! From YAML text to what a Kubernetes 1.36 API server would say of it and store. No I/O; it must not know exercises,
//! grading or screens.

pub mod golang;
pub mod scalar;
pub mod schema;
pub mod text;
pub mod tree;

pub use text::{Document, Reading, TextError, read};
pub use tree::{Entry, Node, Place, Span, Value};
