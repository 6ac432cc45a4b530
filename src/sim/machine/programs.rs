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
        if name == "pause" {
            return Some(crate::world::program(pause));
        }
        servers::find(name).or_else(|| Busybox.program(name))
    }
}

/// What holds a Pod's namespaces: it waits until a signal ends it.
pub async fn pause(sys: Process) -> u8 {
    servers::end_on_signals(&sys);
    while sys.sleep(std::time::Duration::from_secs(86_400)).await.is_ok() {}
    0
}
