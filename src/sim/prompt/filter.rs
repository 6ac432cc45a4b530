//! What stands behind a `|` in the prompt: a shell script that gets what the command printed. It runs in a busybox container
//! of its own, in no time, and leaves nothing behind. It must not know commands or lives.

use std::net::Ipv4Addr;

use crate::shell;
use crate::world::{
    Attributes, Budget, Capabilities, ContainerSpec, Credentials, Errno, Event, Input, Log, ProcessSpec, Stamp, Time,
    World,
};

/// A filter that still waits for something then never ends.
const LONGEST: Time = Time::from_secs(60);
/// Where the script finds its input.
const PLACE: &str = "tmp/printed";

/// What the script makes of a text, on both outputs.
pub(super) fn filter(text: &str, script: &str) -> String {
    match run(text, script) {
        Ok(printed) => printed,
        Err(errno) => format!("This cannot be run: {errno}\n"),
    }
}

fn run(text: &str, script: &str) -> Result<String, Errno> {
    let mut world = World::new(0, Stamp::default(), shell::busybox());
    let mut root = shell::busybox_root();
    root.put_file(PLACE, text.as_bytes().to_vec(), Attributes::mode(0o644))?;
    let spec = ContainerSpec {
        name: "filter".to_owned(),
        root: world.add_fs(root),
        read_only_root: false,
        mounts: Vec::new(),
        net: world.add_network(vec![Ipv4Addr::new(10, 244, 0, 2).into()]),
        pids: world.add_pids(),
        cell: world.add_cell(Budget::default()),
        hostname: "terminal".to_owned(),
        memory_limit: None,
    };
    let container = world.add_container(spec)?;
    let log = Log::new();
    let process = ProcessSpec {
        argv: vec!["sh".to_owned(), "-c".to_owned(), format!("cat /{PLACE} |{script}")],
        env: vec!["PATH=/bin:/usr/bin".to_owned(), "HOME=/root".to_owned()],
        cwd: "/root".to_owned(),
        credentials: Credentials::user(0, 0, Capabilities::DEFAULT),
        input: Input::Null,
        log: log.clone(),
        main: true,
    };
    let process = world.start(container, process).map_err(|_| Errno::NoEnt)?;
    let mut words = "";
    loop {
        let progress = world.step(LONGEST);
        for event in world.take_events() {
            match event {
                Event::Exited { process: ended, .. } if ended == process => return Ok(log.text() + words),
                Event::Exhausted { .. } => words = "This was too much work for a filter, and was ended.\n",
                _ => {}
            }
        }
        if progress.next.is_none_or(|next| next > LONGEST) {
            return Ok(log.text() + "This waits for something that never comes, and was ended.\n");
        }
    }
}
