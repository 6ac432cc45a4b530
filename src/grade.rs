//! From a learner's text to a verdict. Pure: text and exercise in, verdict out. It must not know screens, files or time.

mod align;
mod bind;
mod changes;
mod cluster;
mod compare;
pub mod diff;
mod document;
mod emit;
mod expectation;
mod finding;
mod grader;
mod kept;
mod life;
mod manuscript;
mod nearest;
mod rehearsal;
mod render;
mod repair;
mod report;
mod rewrite;
mod shape;
mod survey;
mod tried;
mod value;
pub mod verdict;

pub use grader::{Grader, grade};
pub use kept::Kept;
pub use life::Lives;
pub use rehearsal::{NotPlayed, Rehearsal};
pub use verdict::{CheckResult, ClusterWord, Difference, Fault, FieldDifference, FindingKind, Refusal, Verdict};
