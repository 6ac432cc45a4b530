//! Exercise files, packs and their proof.

mod commands;
mod files;
mod packs;
mod proof;
mod schema;
mod values;
