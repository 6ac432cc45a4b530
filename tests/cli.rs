//! The command line: words in, words out.

mod grade;
mod learner;
mod machine;
mod order;
