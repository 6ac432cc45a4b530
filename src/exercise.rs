//! Exercises as they are written: the TOML model, packs, what a pack must be. No screens, no grading, no clock.

pub mod duration;
mod expectation;
pub mod file;
mod life;
mod load;
pub mod matcher;
pub mod model;
mod nearest;
pub mod path;
pub mod problem;
mod source;

pub use expectation::routes;
pub use load::{CLUSTER, MAX_FILE, is_id, load};
pub use model::{Accept, CheckSpec, Exercise, Hint, Kind, LifeCheck, LifeFact, Reject, TextMatch, WorldChange};
pub use nearest::nearest;
pub use problem::Problem;
