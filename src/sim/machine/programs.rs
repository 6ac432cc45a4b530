//! The programs that executable files of images stand for: the shell with its applets, and servers that shell text cannot
//! express. It must not know images.

use crate::{
    shell::{self, Busybox},
    sim::servers,
    world::{Process, Program, Programs, program},
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

/// What holds a Pod's namespaces: it waits until a signal ends it.
pub async fn pause(sys: Process) -> u8 {
    sys.set_comm("pause");
    servers::end_on_signals(&sys);
    while sys.sleep(std::time::Duration::from_hours(24)).await.is_ok() {}
    0
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
