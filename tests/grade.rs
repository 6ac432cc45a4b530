//! Tests of grading: what is right gets its points, what is wrong loses them, and each mistake is called by its name.

mod cheats;
mod commands;
mod diff;
mod findings;
mod fixtures;
mod hostile;
mod life;
mod meaning;
mod pack;
mod projected;
mod spoilers;
mod variables;
mod worlds;
mod writing;
