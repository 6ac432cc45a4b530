//! Exercise files, packs and their proof.

mod commands;
mod files;
mod handout;
mod packs;
mod proof;
mod schema;
