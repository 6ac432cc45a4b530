//! The command line: words in, words out.

mod learner;
mod machine;
mod order;
mod transfer;
