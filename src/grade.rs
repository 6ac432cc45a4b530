//! From a learner's text to a verdict. Pure: text and exercise in, verdict out. It must not know screens, files or time.

pub mod verdict;

pub use verdict::{CheckResult, ClusterWord, Difference, FindingKind, Refusal, Verdict};
