//! A POSIX shell as busybox's ash is, and busybox's applets, as programs of a [`crate::world`]. It must not know Pods or
//! Kubernetes, nor anything outside that world.
//!
//! - [`Busybox`] provides them to a world: an owner with programs of its own asks it for the names that it does not know.
//! - [`busybox_root`] is the root file system of the image `busybox:1.36`.
//! - A script is parsed by [`parse`], its words are expanded by `expand`, its commands are run by [`run`]; what a shell
//!   remembers is in [`state`], what it does itself in [`builtin`]. Everything else is an applet: [`applet`] says what that
//!   is, [`applets`] has the table.

#![expect(
    clippy::single_match_else,
    clippy::struct_excessive_bools,
    reason = "good and bad outcome of a system call read best side by side; options of commands are flags"
)]

pub mod applet;
pub mod applets;
mod arith;
pub mod ast;
pub mod builtin;
mod calendar;
pub mod escape;
mod expand;
mod float;
mod image;
pub mod mode;
pub mod parse;
pub mod pattern;
pub mod posix;
pub mod run;
mod sh;
pub mod state;
pub mod users;

use std::rc::Rc;

use applet::Call;
pub use image::busybox_root;

use crate::world::{Process, Program, Programs, program};

/// The programs of busybox: `busybox` itself, which runs the applet that it is called by.
#[derive(Clone, Copy, Debug, Default)]
pub struct Busybox;

impl Programs for Busybox {
    fn program(&self, name: &str) -> Option<Program> {
        (name == "busybox").then(|| program(multi_call))
    }
}

/// Runs the applet that the process was called by; its exit code.
pub async fn multi_call(sys: Process) -> u8 {
    let argv = sys.argv();
    let called = argv.first().map_or("", |name| name.rsplit('/').next().unwrap_or_default());
    let called = called.trim_start_matches('-').to_owned();
    if called == "busybox" {
        let Some(name) = argv.get(1).cloned() else {
            let listed = applets::names().join(", ");
            let words = format!("{} multi-call binary.\n\nCurrently defined functions:\n\t{listed}\n", applet::VERSION);
            // There is nobody to tell if this fails.
            let _ = sys.write(1, words.as_bytes()).await;
            return 0;
        };
        if name == "--list" {
            let _ = sys.write(1, format!("{}\n", applets::names().join("\n")).as_bytes()).await;
            return 0;
        }
        sys.set_argv(argv[1..].to_vec());
        sys.set_comm(&name);
        return run_applet(sys, &name).await;
    }
    run_applet(sys, &called).await
}

async fn run_applet(sys: Process, name: &str) -> u8 {
    if matches!(name, "sh" | "ash") {
        return sh::main(sys).await;
    }
    let Some(applet) = applets::find(name) else {
        if applets::is_missing(name) {
            sys.unsupported(&format!("the applet {name}"));
        }
        let _ = sys.write(2, format!("{name}: applet not found\n").as_bytes()).await;
        return 127;
    };
    let args = sys.argv().iter().skip(1).cloned().collect();
    if sys.argv().get(1).is_some_and(|word| word == "--help")
        && !matches!(name, "echo" | "printf" | "test" | "[" | "true" | "false")
    {
        let mut call = Call::new(sys, applet, args);
        call.show_usage().await;
        return 0;
    }
    (applet.run)(Call::new(sys, applet, args)).await
}

/// The programs of busybox, to be given to a world.
#[must_use]
pub fn busybox() -> Rc<dyn Programs> {
    Rc::new(Busybox)
}
