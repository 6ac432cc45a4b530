//! The command line: words in, words out.

mod grade;
mod drill;
mod learner;
pub mod machine;
mod order;
mod transfer;
