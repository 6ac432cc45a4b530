//! From YAML text to what a Kubernetes 1.36 API server would say of it and store. No I/O; it must not know exercises,
//! grading or screens.

pub mod admission;
pub mod decode;
pub mod defaults;
pub mod emit;
pub mod explain;
pub mod golang;
pub mod judge;
pub mod path;
pub mod quantity;
pub mod scalar;
pub mod schema;
pub mod server;
pub mod stored;
pub mod text;
pub mod tree;
pub mod validate;
pub mod words;

pub use judge::{Judgement, Refusal, judge, judge_reading};
pub use text::{Document, Reading, TextError, read};
pub use tree::{Entry, Node, Place, Span, Value};
