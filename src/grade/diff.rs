//! The picture of a difference: rows with their kinds, and in each the part to emphasise. Both the screens and the command
//! line draw it. It must not know colours, widths or what the texts mean.

mod rows;
mod words;

pub use rows::{Change, Line, Pair, Row, harmless, rows, side_by_side};
