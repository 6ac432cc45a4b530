//! A POSIX shell as busybox's ash is, and busybox's applets, as programs of a [`crate::world`]. It must not know Pods or
//! Kubernetes, nor anything outside that world.

pub mod applet;
pub mod applets;
pub mod escape;
pub mod pattern;
