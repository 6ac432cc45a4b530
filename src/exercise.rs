//! Exercises as they are written: the TOML model, packs, what a pack must prove. No screens, no grading, no clock.

pub mod model;

pub use model::{Accept, CheckSpec, Exercise, Hint, Kind, LifeCheck, LifeFact, Reject, WorldChange};
