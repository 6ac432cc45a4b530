//! The command line: words in, words out.

mod drill;
mod learner;
pub mod machine;
mod order;
