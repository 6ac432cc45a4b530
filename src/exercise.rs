//! Exercises as they are written: the TOML model, packs, what a pack must be. No screens, no grading, no clock.

mod answer;
pub mod duration;
mod expectation;
pub mod file;
mod handout;
mod header;
pub mod image;
mod life;
mod load;
pub mod matcher;
pub mod model;
mod nearest;
mod pack;
pub mod path;
pub mod problem;
mod schema;
pub(crate) mod source;
pub mod topics;
pub mod values;

pub use expectation::routes;
pub use handout::handout;
pub use header::Header;
pub use image::Image;
pub use load::{CLUSTER, MAX_FILE, is_id, load, load_drawn};
pub use model::{
    Accept, CheckSpec, Exercise, Feedback, Hint, Instead, Kind, LifeCheck, LifeFact, Play, Reject, Since, TextMatch,
    Without, WorldChange,
};
pub use nearest::nearest;
pub use pack::{Entry, Library, LookupError, PackFile, Topic, embedded_files};
pub use problem::Problem;
pub use schema::{image_schema, schema};
pub use values::{Pick, Value};
