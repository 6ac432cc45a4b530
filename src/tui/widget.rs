//! What screens are drawn with. It must not know any screen.

pub mod bars;
pub mod canvas;
pub mod chart;
pub mod checklist;
pub mod markdown;
pub mod split;
pub mod textbox;
pub mod wrap;
pub mod yaml;
