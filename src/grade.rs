//! From a learner's text to a verdict. Pure: text and exercise in, verdict out. It must not know screens, files or time.

mod align;
mod bind;
mod compare;
pub mod diff;
mod document;
mod expectation;
mod finding;
mod grader;
mod render;
mod report;
mod shape;
mod survey;
mod value;
pub mod verdict;

pub use grader::{Grader, grade};
pub use verdict::{CheckResult, ClusterWord, Difference, FindingKind, Refusal, Verdict};
