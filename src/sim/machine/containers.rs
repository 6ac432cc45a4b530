//! Sandboxes, volumes and containers as the kubelet asks for them: the machine's side of [`Runtime`]. It must not know why
//! they are asked for.

use std::net::IpAddr;

use crate::{
    sim::runtime::{
        Call, CallId, ContainerConfig, Exit, Processes, Reply, RunId, Runtime, SandboxConfig, VolumeConfig,
        VolumeContent,
    },
    world::{ContainerId, ContainerSpec, Credentials, Fs, Input, Log, MountSpec, ProcessSpec, Signal, StartError},
};

use super::{
    Asked, Ended, HELPERS, Kind, Machine, Pod, Run, Volume, files, lower, of_node, programs, refused, spec, start_words,
};

/// The code of a runtime's helper that could not become the container's program.
const NOT_LOADED: u8 = 255;

impl Runtime for Machine {
    fn create_sandbox(&mut self, config: &SandboxConfig) {
        let ip = IpAddr::V4(config.ip);
        let net = if config.host_network { self.node_net } else { self.world.network().add(vec![ip]) };
        let cell = self.world.add_cell(self.budget);
        let pause_pids = match config.processes {
            Processes::OfNode => self.node_pids(),
            Processes::Own | Processes::OfPod => self.world.add_pids(),
        };
        let empty = self.world.add_fs(Fs::new("overlay", "overlay"));
        let spec = spec("pause", empty, net, pause_pids, cell, &config.hostname);
        let Ok(pause) = self.world.add_container(spec) else { return };
        let process = of_node(&["/pause"]);
        // A pause process that could not start would only be missing from `ps`.
        let _ = self.world.start_native(pause, process, programs::pause);
        let shared = config.processes != Processes::Own;
        if shared {
            self.world.skip_pids(pause_pids, HELPERS - 1);
        }
        let etc = files::etc(config, self.world.wall());
        let etc = self.world.add_fs(etc);
        let pod = Pod {
            net,
            pids: shared.then_some(pause_pids),
            cell,
            etc,
            hostname: config.hostname.clone(),
            containers: Vec::new(),
            pause,
        };
        self.pods.insert(config.uid.clone(), pod);
    }

    fn remove_sandbox(&mut self, uid: &str) {
        let Some(pod) = self.pods.get(uid) else { return };
        for container in pod.containers.iter().chain([&pod.pause]) {
            self.world.kill_all(*container);
        }
        if pod.net != self.node_net {
            self.world.network().set_addresses(pod.net, Vec::new());
        }
    }

    fn set_volume(&mut self, uid: &str, config: &VolumeConfig) -> Result<(), String> {
        let now = self.world.wall();
        let key = (uid.to_owned(), config.name.clone());
        let (old, generation) = self.volumes.get(&key).map_or((None, 0), |v| (Some(v.fs), v.generation + 1));
        let (fs, part, writable) = match &config.content {
            VolumeContent::Empty { memory, limit } => {
                let fs = files::empty_dir(*memory, *limit, config.fs_group, now);
                (self.world.add_fs(fs), String::new(), true)
            }
            VolumeContent::Files { memory, files: all } => {
                let fs = match old {
                    Some(fs) => fs,
                    None => self.world.add_fs(files::empty_dir(*memory, None, config.fs_group, now)),
                };
                if let Some(mut tree) = self.world.fs_mut(fs) {
                    files::write_atomically(&mut tree, all, config.fs_group, now, generation);
                }
                (fs, String::new(), false)
            }
            VolumeContent::Host { path, kind } => {
                if let Some(mut tree) = self.world.fs_mut(self.node_fs) {
                    files::host_path(&mut tree, path, *kind, now)?;
                }
                (self.node_fs, path.trim_matches('/').to_owned(), true)
            }
            VolumeContent::Claim(claim) => {
                let fs = match self.claims.get(claim) {
                    Some(fs) => *fs,
                    None => self.world.add_fs(files::empty_dir(false, None, None, now)),
                };
                self.claims.insert(claim.clone(), fs);
                if let (Some(group), Some(mut tree)) = (config.fs_group, self.world.fs_mut(fs)) {
                    files::give_to_group(&mut tree, group);
                }
                (fs, String::new(), true)
            }
            VolumeContent::Image(name) => {
                let tree = self.root(name).ok_or_else(|| format!("image {name:?} cannot be pulled"))?;
                (self.world.add_fs(tree), String::new(), false)
            }
        };
        self.volumes.insert(key, Volume { fs, part, writable, generation });
        Ok(())
    }

    fn volume_file(&self, uid: &str, volume: &str, path: &str) -> Option<Vec<u8>> {
        let volume = self.volumes.get(&(uid.to_owned(), volume.to_owned()))?;
        let path = [volume.part.as_str(), path].join("/");
        let inside = self.follow(volume.fs, path.trim_matches('/'));
        self.world.fs(volume.fs)?.read_file(&inside).ok()
    }

    fn volume_usage(&self, uid: &str, volume: &str) -> u64 {
        let fs = self.volumes.get(&(uid.to_owned(), volume.to_owned())).map(|volume| volume.fs);
        fs.and_then(|fs| self.world.fs(fs).map(|tree| tree.used())).unwrap_or(0)
    }

    fn root_usage(&self, run: RunId) -> u64 {
        let Some(run) = self.runs.get(&run) else { return 0 };
        let used = self.world.fs(run.root).map_or(0, |tree| tree.used());
        let printed: usize = run.log.pieces(0).iter().map(|piece| piece.bytes.len()).sum();
        used.saturating_sub(run.root_size) + printed as u64
    }

    fn start(&mut self, config: &ContainerConfig) -> Result<RunId, String> {
        let now = self.world.wall();
        let mut root = self.root(&config.image).ok_or_else(|| refused("no such image"))?;
        let root_size = root.used();
        let pod = self.pods.get(&config.uid).ok_or_else(|| refused("no such sandbox"))?;
        let mut mounts = vec![];
        for name in ["hosts", "hostname", "resolv.conf"] {
            mounts.push(MountSpec::new(&format!("/etc/{name}"), pod.etc).sub_path(name));
        }
        let message = files::message();
        let volumes = self.mounts(&config.uid, &config.mounts).map_err(|words| refused(&words))?;
        for mount in volumes.iter().filter(|mount| !mount.sub_path.is_empty()) {
            if let Some(mut tree) = self.world.fs_mut(mount.fs) {
                files::make_sub_path(&mut tree, &mount.sub_path, now);
            }
        }
        self.fitting(&root, &volumes)?;
        files::make_working_dir(&mut root, &config.working_dir, now);
        let home = files::home_of(&root, config.user);
        let (net, cell, hostname, pids) = (pod.net, pod.cell, pod.hostname.clone(), pod.pids);
        let message = self.world.add_fs(message);
        mounts.push(MountSpec::new(&config.message_path, message).sub_path("message"));
        mounts.retain(|mount| !volumes.iter().any(|volume| volume.path.trim_end_matches('/') == mount.path));
        mounts.extend(volumes);
        let root = self.world.add_fs(root);
        let pids = pids.unwrap_or_else(|| self.world.add_pids());
        let spec = ContainerSpec {
            read_only_root: config.read_only_root,
            mounts,
            memory_limit: config.memory,
            ..spec(&config.name, root, net, pids, cell, &hostname)
        };
        let container = self.world.add_container(spec).map_err(|errno| {
            refused(&format!("error during container init: error mounting to rootfs: {}", lower(errno)))
        })?;
        let mut env = config.env.clone();
        if !env.iter().any(|(name, _)| name == "HOME") {
            env.push(("HOME".to_owned(), home));
        }
        let env: Vec<String> = env.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut groups = config.groups.clone();
        groups.push(config.group);
        groups.sort_unstable();
        groups.dedup();
        let credentials = Credentials {
            uid: config.user,
            gid: config.group,
            groups,
            capabilities: config.capabilities,
            no_new_privileges: config.no_new_privileges,
        };
        let (input, writer) = if config.stdin {
            let (reader, writer) = self.world.pipe();
            (Input::Pipe(reader), Some(writer))
        } else {
            (Input::Null, None)
        };
        let log = Log::new();
        let process = ProcessSpec {
            argv: config.argv.clone(),
            env: env.clone(),
            cwd: config.working_dir.clone(),
            credentials: credentials.clone(),
            input,
            log: log.clone(),
            main: true,
        };
        let process = self.start_or_say(container, process).map_err(|error| refused(&start_words(&error)))?;
        self.world.skip_pids(pids, HELPERS);
        let id = RunId(self.fresh());
        self.by_process.insert(process, Ended::Run(id));
        if let Some(pod) = self.pods.get_mut(&config.uid) {
            pod.containers.push(container);
        }
        let run = Run {
            uid: config.uid.clone(),
            name: config.name.clone(),
            container,
            process,
            root,
            root_size,
            message,
            log,
            env,
            cwd: config.working_dir.clone(),
            credentials,
            exit: None,
            _input: writer,
        };
        self.runs.insert(id, run);
        Ok(id)
    }

    fn signal(&mut self, run: RunId, signal: &str) {
        let Some(signal) = Signal::parse(signal) else { return };
        let Some(run) = self.runs.get(&run).filter(|run| run.exit.is_none()) else { return };
        if signal == Signal::KILL {
            self.world.kill_all(run.container);
        }
        self.world.kill(run.process, signal);
    }

    fn exit(&self, run: RunId) -> Option<Exit> {
        self.runs.get(&run).and_then(|run| run.exit.clone())
    }

    fn message(&self, run: RunId) -> String {
        const MOST: usize = 4096;
        let Some(tree) = self.runs.get(&run).and_then(|run| self.world.fs(run.message)) else { return String::new() };
        let bytes = tree.read_file("message").unwrap_or_default();
        String::from_utf8_lossy(&bytes[..bytes.len().min(MOST)]).into_owned()
    }

    fn log_tail(&self, run: RunId, lines: usize, bytes: usize) -> String {
        let text = self.log_text(run);
        let all: Vec<&str> = text.split_inclusive('\n').collect();
        let tail = all[all.len().saturating_sub(lines)..].concat();
        let mut from = tail.len().saturating_sub(bytes);
        while !tail.is_char_boundary(from) {
            from += 1;
        }
        tail[from..].to_owned()
    }

    fn call(&mut self, call: Call) -> CallId {
        let id = CallId(self.fresh());
        let asked = match call {
            Call::Exec { run, argv } => self.command(run, &argv),
            question => self.client(question),
        };
        match asked {
            Ok((process, kind)) => {
                self.by_process.insert(process, Ended::Call(id));
                self.calls.insert(id, Asked { process, kind, answer: None });
            }
            Err(reply) => {
                let asked = Asked { process: 0, kind: Kind::Command(Log::new()), answer: Some(reply) };
                self.calls.insert(id, asked);
            }
        }
        id
    }

    fn answer(&mut self, call: CallId) -> Option<Reply> {
        self.calls.get(&call)?.answer.as_ref()?;
        self.calls.remove(&call)?.answer
    }

    fn cancel(&mut self, call: CallId) {
        if let Some(asked) = self.calls.remove(&call)
            && asked.answer.is_none()
        {
            self.by_process.remove(&asked.process);
            self.world.kill(asked.process, Signal::KILL);
        }
    }
}

impl Machine {
    /// Starts a container's command. What the kernel refuses to run has been started all the same as far as the runtime
    /// knows; its helper says why, and ends with its own code.
    fn start_or_say(&mut self, container: ContainerId, process: ProcessSpec) -> Result<u32, StartError> {
        let helper = ProcessSpec {
            argv: vec!["runc".to_owned(), "init".to_owned()],
            env: Vec::new(),
            cwd: "/".to_owned(),
            credentials: process.credentials.clone(),
            input: Input::Null,
            log: process.log.clone(),
            main: true,
        };
        match self.world.start(container, process) {
            Err(StartError::NotLoaded(path, errno)) => {
                let words = format!("exec {path}: {}\n", lower(errno));
                self.world.start_native(container, helper, move |sys| async move {
                    // Nobody hears of a log that cannot be written.
                    let _ = sys.write(2, words.as_bytes()).await;
                    NOT_LOADED
                })
            }
            other => other,
        }
    }
}
