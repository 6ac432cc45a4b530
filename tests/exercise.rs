//! Exercise files, packs and their proof.

mod files;
mod packs;
mod schema;
