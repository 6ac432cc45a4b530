//! The command line: words in, words out.

mod drill;
mod grade;
mod hostile;
mod learner;
pub mod machine;
mod order;
mod transfer;
