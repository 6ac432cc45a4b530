//! The app's screens: keys in, screen out.

mod assignment;
mod diff;
mod drill;
mod exam;
mod home;
mod hostile;
mod keys;
mod pictures;
mod run;
mod settings;
mod stage;
mod svg;
mod task;
mod verdict;
