//! The Pod's world in virtual time: a small, honest kubelet on one node, the objects of a cluster, and the pictures that
//! `kubectl` draws of them. Pure and deterministic: the same objects, changes, images and seed give the same life. It must
//! not know exercises, grading or screens.
//!
//! # How to use it
//!
//! To look at a whole life afterwards, `play` it; objects are API objects as `manifest` gives them, defaults filled in:
//!
//! ```
//! # use std::time::Duration;
//! # use podlings::sim::{Change, Images, Limits, What, play};
//! # let (pod, service): (serde_json::Value, serde_json::Value) = (serde_json::json!({"kind": "Pod", "metadata": {"name": "web"}, "spec": {}}), serde_json::json!({}));
//! let late = Change { at: Duration::from_secs(8), what: What::Apply(service) };
//! let life = play(&[pod], &[late], Duration::from_secs(60), Images::default(), Limits::default());
//! let at = Duration::from_secs(10);
//! life.row("web", at);               // READY, STATUS, RESTARTS at that moment
//! life.rows("web");                  // the history that `kubectl get pods -w` prints
//! life.container("web", "app", at);  // state, lastState, ready, restartCount
//! life.log("web", "app", at);        // lines with their time
//! life.events("web", at);
//! life.describe("web", at);          // the text of `kubectl describe pod`
//! life.notes("web");                 // what was the simulator's own limit
//! ```
//!
//! To look into running containers, drive a [`Simulation`] yourself: [`Simulation::apply`], [`Simulation::run_until`], and
//! at any present moment [`Simulation::row`], [`Simulation::logs`], [`Simulation::file`], [`Simulation::processes`]
//! (these take no time), [`Simulation::http_get`], [`Simulation::tcp`], [`Simulation::exec`] (these do, as they would).
//! [`Simulation::life`] gives the record so far.
//!
//! # How it is made
//!
//! `store` keeps objects as an API server does, `scheduler` binds Pods to the only node, `kubelet` brings them to life on
//! a `runtime::Runtime`, which `machine` is on top of [`crate::world`]. `network` keeps Services and names, `images` knows
//! what can be pulled, `kubectl` draws pictures, `life` is the record.

pub mod images;
pub mod kubectl;
pub mod kubelet;
mod life;
mod machine;
pub mod model;
mod network;
mod objects;
pub mod prompt;
pub mod quantity;
pub mod runtime;
pub mod scheduler;
mod servers;
mod simulation;
pub mod store;
pub mod time;

pub use images::Images;
pub use kubectl::Row;
pub use life::{Life, LogLine, RowChange, RunRecord};
pub use machine::Note;
pub use objects::read as read_objects;
pub use simulation::{Answer, Change, Executed, Limits, LookError, Simulation, What, play};
