//! The command line: words in, words out.

mod learner;
pub mod machine;
mod order;
mod transfer;
