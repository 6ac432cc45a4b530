//! The command line: words in, words out.

mod drill;
mod learner;
mod machine;
mod order;
