//! The programs that executable files of images stand for: the shell with its applets, and servers that shell text cannot
//! express. It must not know images.

use crate::{
    shell::Busybox,
    sim::servers,
    world::{Process, Program, Programs},
};

/// All programs of a simulation.
#[derive(Debug, Clone, Copy, Default)]
pub struct Native;

impl Programs for Native {
    fn program(&self, name: &str) -> Option<Program> {
        servers::find(name).or_else(|| Busybox.program(name))
    }
}

/// What holds a Pod's namespaces: it waits.
pub async fn pause(sys: Process) -> u8 {
    loop {
        // Nothing wakes it but a signal, which it does not handle.
        let _ = sys.sleep(std::time::Duration::from_secs(86_400)).await;
    }
}
