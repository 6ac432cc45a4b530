//! The Pod's world: lives recorded on a real node, rows of `kubectl get pods`, and what the simulator adds of its own.

mod endings;
mod hooks;
mod lives;
mod pictures;
mod placing;
mod processes;
mod rules;
mod scene;
mod starting;
