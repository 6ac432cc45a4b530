//! The history under processes that die.

mod killed;
