//! Manifests against what a real cluster said of them, and what must hold for any text.

#[path = "manifest/properties.rs"]
mod properties;
#[path = "manifest/recorded.rs"]
mod recorded;
mod server;
#[path = "manifest/types.rs"]
mod types;
#[path = "manifest/validate.rs"]
mod validate;
