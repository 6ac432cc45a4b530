//! The programs that executable files of images stand for: the shell with its applets, and servers that shell text cannot
//! express. It must not know images.

use crate::{
    shell::{self, Busybox},
    sim::servers,
    world::{Disposition, Process, Program, Programs, Signal, program},
};

/// All programs of a simulation.
#[derive(Debug, Clone, Copy, Default)]
pub struct Native;

impl Programs for Native {
    fn program(&self, name: &str) -> Option<Program> {
        match name {
            "pause" => Some(program(pause)),
            "bash" => Some(program(bash)),
            _ => servers::find(name).or_else(|| Busybox.program(name)),
        }
    }
}

/// Debian's `bash`, as far as our shell goes.
async fn bash(sys: Process) -> u8 {
    let mut argv = sys.argv().as_ref().clone();
    if let Some(first) = argv.first_mut() {
        "sh".clone_into(first);
    }
    sys.set_argv(argv);
    shell::multi_call(sys).await
}

/// What holds a Pod's namespaces, and takes orphans that have ended out of the tables, until a signal ends it.
pub async fn pause(sys: Process) -> u8 {
    sys.set_comm("pause");
    servers::end_on_signals(&sys);
    sys.on_signal(Signal::CHLD, Disposition::Handle);
    while next_signal(&sys).await == Signal::CHLD {}
    0
}

/// What runs on a node for ever: its first process, which takes orphans, and others.
pub async fn daemon(sys: Process) -> u8 {
    let argv = sys.argv();
    let name = argv.first().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    sys.set_comm(name);
    sys.on_signal(Signal::CHLD, Disposition::Handle);
    loop {
        next_signal(&sys).await;
    }
}

/// Waits for a signal. Children that have ended are gone then.
async fn next_signal(sys: &Process) -> Signal {
    loop {
        while let Ok(Some(_)) = sys.try_wait(None) {}
        if let Some(signal) = sys.take_signal() {
            return signal;
        }
        // A signal ends it early.
        let _ = sys.sleep(std::time::Duration::from_hours(24)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::image::NativeProgram;

    #[test]
    fn every_program_that_images_may_name_is_there() {
        for program in NativeProgram::ALL {
            assert!(Native.program(program.name()).is_some(), "{}", program.name());
        }
    }
}
