//! `podlings sh`: a script, or a conversation, with the shell of a fresh busybox container. Nothing of it touches the host.

use std::collections::VecDeque;
use std::io::{IsTerminal, Read};
use std::path::PathBuf;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use super::{CommandError, CommandResult, Outcome, Streams, error::system_words};
use crate::shell;
use crate::system::System;
use crate::system::keyboard::{self, Typed};
use crate::world::{
    Attributes, Budget, Capabilities, ContainerId, ContainerSpec, Credentials, Event, Exit, Input, Key, Limit, Log,
    PipeWriter, ProcessSpec, Progress, Signal, Stamp, Stream, Time, World,
};

/// Arguments of `podlings sh`.
#[derive(Debug, clap::Args)]
#[command(after_help = "The container is simulated: nothing that the script does reaches this machine.")]
pub struct Args {
    /// The script itself
    #[arg(short = 'c', value_name = "SCRIPT")]
    command: Option<String>,
    /// The script's file, and what it sees as $1, $2, …; without a file, lines are read from standard input
    #[arg(value_name = "FILE", trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<String>,
    /// The wall clock at the start, in seconds since 1970, instead of now
    #[arg(long, value_name = "SECONDS")]
    clock: Option<i64>,
    /// The seed of everything random
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// How much virtual time a script may take: a loop with a pause in it goes round often enough in a day to keep a person waiting.
const LONGEST: Time = Time::from_secs(6 * 3600);
/// The biggest script file that is read.
const BIGGEST: u64 = 8 << 20;

/// Runs the script; its exit code is ours.
///
/// # Errors
/// When the script's file cannot be read or our output cannot be written.
#[expect(clippy::similar_names, reason = "a command line is called argv")]
pub fn run(args: &Args, streams: &mut Streams) -> CommandResult {
    let clock = args.clock.unwrap_or_else(|| System::real().now().as_second());
    let mut argv = vec!["sh".to_owned()];
    let mut file = None;
    let mut words = args.words.clone();
    if let Some(script) = &args.command {
        argv.extend(["-c".to_owned(), script.clone()]);
        if !words.is_empty() {
            argv.push("sh".into());
        }
    } else if words.is_empty() {
        if std::io::stdin().is_terminal() {
            argv.push("-i".into());
        }
    } else {
        let path = PathBuf::from(words.remove(0));
        let name = path.file_name().map_or_else(|| "script".into(), |name| name.to_string_lossy().into_owned());
        let mut bytes = Vec::new();
        std::fs::File::open(&path).and_then(|opened| opened.take(BIGGEST).read_to_end(&mut bytes)).map_err(
            |error| CommandError::input(format!("{} cannot be read: {}", path.display(), system_words(&error))),
        )?;
        argv.push(name.clone());
        file = Some((name, bytes));
    }
    let interactive = argv.get(1).is_some_and(|word| word == "-i");
    argv.extend(words);
    let cannot = |errno| CommandError::input(format!("the script cannot be put into the container: {errno}"));
    let mut machine = Machine::new(args.seed, clock, file, interactive).map_err(cannot)?;
    if interactive {
        let typed = keyboard::listen()
            .map_err(|error| CommandError::environment(format!("the terminal cannot be listened to: {error}")))?;
        machine.keyboard = Some(Keyboard { typed, ahead: VecDeque::new() });
    }
    machine.play(argv, streams)
}

/// What is typed, and what was typed ahead.
struct Keyboard {
    typed: Receiver<Typed>,
    ahead: VecDeque<Typed>,
}

struct Machine {
    world: World,
    container: ContainerId,
    log: Log,
    shown: usize,
    interactive: bool,
    /// Who converses with the shell; none where it reads a script.
    keyboard: Option<Keyboard>,
    /// Control characters are made visible for a terminal, left alone for a file.
    guarded: bool,
}

impl Machine {
    fn new(
        seed: u64,
        clock: i64,
        file: Option<(String, Vec<u8>)>,
        interactive: bool,
    ) -> Result<Self, crate::world::Errno> {
        let mut world = World::new(seed, Stamp::from_secs(clock), shell::busybox());
        let mut root = shell::busybox_root();
        let plain = Attributes::mode(0o644).at(Stamp::from_secs(clock));
        root.put_file("etc/hosts", "127.0.0.1\tlocalhost\n10.244.0.2\tbusybox\n", plain)?;
        root.put_file("etc/hostname", "busybox\n", plain)?;
        if let Some((name, bytes)) = file {
            root.put_file(&format!("root/{name}"), bytes, plain)?;
        }
        let spec = ContainerSpec {
            name: "busybox".into(),
            root: world.add_fs(root),
            read_only_root: false,
            mounts: Vec::new(),
            net: world.add_network(vec![std::net::Ipv4Addr::new(10, 244, 0, 2).into()]),
            pids: world.add_pids(),
            cell: world.add_cell(Budget::default()),
            hostname: "busybox".into(),
            memory_limit: None,
        };
        let container = world.add_container(spec)?;
        let guarded = std::io::stdout().is_terminal();
        let log = if interactive { Log::terminal() } else { Log::new() };
        Ok(Machine { world, container, log, shown: 0, interactive, keyboard: None, guarded })
    }

    fn play(&mut self, argv: Vec<String>, streams: &mut Streams) -> CommandResult {
        let (reader, writer) = self.world.pipe();
        let mut writer = Some(writer);
        let path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        let spec = ProcessSpec {
            argv,
            env: vec![path.into(), "HOSTNAME=busybox".into(), "HOME=/root".into()],
            cwd: if self.interactive { "/".into() } else { "/root".into() },
            credentials: Credentials { groups: vec![0, 10], ..Credentials::user(0, 0, Capabilities::DEFAULT) },
            input: Input::Pipe(reader),
            log: self.log.clone(),
            main: true,
        };
        let started = self.world.start(self.container, spec);
        let process = started.map_err(|error| CommandError::environment(error.to_string()))?;
        let mut why: Option<Limit> = None;
        loop {
            // A conversation stops to show what has happened whenever time would pass.
            let progress = if self.interactive { self.world.step(self.world.now()) } else { self.pass() };
            self.show(streams)?;
            for event in self.world.take_events() {
                match event {
                    Event::Exited { process: ended, exit, .. } if ended == process => {
                        return end(exit, why, streams);
                    }
                    Event::Exhausted { limit, .. } => why = Some(limit),
                    Event::Unsupported { what, .. } => {
                        writeln!(streams.err, "podlings: the simulator does not have {what}")?;
                    }
                    Event::Exited { .. } => {}
                }
            }
            if self.listen(process, writer.as_ref()) {
                // Whoever waited may run now, which comes before waiting for more.
                continue;
            }
            let is_endless = progress.next.is_some();
            if !self.go_on(progress, process, &mut writer, streams)? {
                return Err(CommandError::input(if is_endless {
                    "the script has not ended within six hours of its own time, and was stopped"
                } else {
                    "the script waits for something that will never come"
                }));
            }
        }
    }

    /// Lets time pass as long as something happens by itself. While everybody waits for input the clock stands still.
    fn pass(&mut self) -> Progress {
        loop {
            let progress = self.world.step(self.world.now());
            match progress.next {
                Some(next) if next > progress.now && next <= LONGEST => _ = self.world.step(next),
                _ => return progress,
            }
        }
    }

    /// Lets time pass or asks for input, whichever the shell waits for; false if it waits for nothing.
    fn go_on(
        &mut self,
        progress: Progress,
        shell: Key,
        writer: &mut Option<PipeWriter>,
        streams: &mut Streams,
    ) -> std::io::Result<bool> {
        match progress.next {
            Some(next) if next <= progress.now => Ok(true),
            Some(next) if self.interactive && next <= progress.now + Duration::from_hours(1) => {
                self.world.step(next);
                Ok(true)
            }
            Some(next) if !self.interactive && next <= LONGEST => Ok(true),
            _ if writer.is_some() => {
                if self.keyboard.is_some() {
                    self.take_typed(shell, writer);
                } else {
                    feed(writer, streams)?;
                }
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Hears what was typed meanwhile: Ctrl-C at once, the rest when it is asked for. True after a Ctrl-C.
    fn listen(&mut self, shell: Key, writer: Option<&PipeWriter>) -> bool {
        let mut interrupted = false;
        while let Some(typed) = self.keyboard.as_ref().and_then(|keyboard| keyboard.typed.try_recv().ok()) {
            interrupted |= typed == Typed::Interrupt;
            self.hear(typed, shell, writer);
        }
        interrupted
    }

    fn hear(&mut self, typed: Typed, shell: Key, writer: Option<&PipeWriter>) {
        let Some(keyboard) = &mut self.keyboard else { return };
        if typed != Typed::Interrupt {
            keyboard.ahead.push_back(typed);
            return;
        }
        keyboard.ahead.clear();
        if let Some(writer) = writer {
            writer.flush();
        }
        self.world.kill_group(shell, Signal::INT);
    }

    /// Gives the container what is typed next, and waits for it.
    fn take_typed(&mut self, shell: Key, writer: &mut Option<PipeWriter>) {
        let Some(keyboard) = &mut self.keyboard else { return };
        let Some(end) = writer else { return };
        match keyboard.ahead.pop_front() {
            Some(Typed::Text(bytes)) if !matches!(end.write(&bytes), Ok(Some(_))) => *writer = None,
            Some(Typed::Text(_) | Typed::Interrupt) => {}
            Some(Typed::End) => end.end_once(),
            None => match keyboard.typed.recv() {
                Ok(typed) => self.hear(typed, shell, writer.as_ref()),
                Err(_) => *writer = None,
            },
        }
    }

    fn show(&mut self, streams: &mut Streams) -> std::io::Result<()> {
        let mut seen = 0;
        for piece in self.log.pieces(0) {
            // A piece that was shown may have grown since: what is written at one moment is one piece.
            let start = self.shown.saturating_sub(seen).min(piece.bytes.len());
            let fresh = piece.bytes.get(start..).unwrap_or_default();
            seen += piece.bytes.len();
            if piece.stream == Stream::Err {
                // What was printed before an error is seen before it.
                streams.out.flush()?;
            }
            let out = if piece.stream == Stream::Out { &mut *streams.out } else { &mut *streams.err };
            if self.guarded {
                out.write_all(&visible(fresh))?;
            } else {
                out.write_all(fresh)?;
            }
            if self.interactive {
                streams.out.flush()?;
            }
        }
        self.shown = seen;
        Ok(())
    }
}

/// Gives the shell the next line of our input, or its end.
fn feed(writer: &mut Option<PipeWriter>, streams: &mut Streams) -> std::io::Result<()> {
    let mut line = Vec::new();
    let mut byte = [0];
    while streams.input.read(&mut byte)? == 1 {
        line.push(byte[0]);
        if byte[0] == b'\n' || line.len() >= 4096 {
            break;
        }
    }
    // At the end of the input, and when nobody reads any more, the stream is closed.
    let taken = match writer {
        Some(end) if !line.is_empty() => matches!(end.write(&line), Ok(Some(_))),
        _ => false,
    };
    if !taken {
        *writer = None;
    }
    Ok(())
}

/// Bytes with control characters made visible, but for newline and tab.
fn visible(bytes: &[u8]) -> Vec<u8> {
    let mut shown = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            b'\n' | b'\t' | 0x20..=0x7e | 0x80.. => shown.push(byte),
            b'\r' => {}
            0x7f => shown.extend(b"^?"),
            _ => shown.extend([b'^', byte + 0x40]),
        }
    }
    shown
}

fn end(exit: Exit, why: Option<Limit>, streams: &mut Streams) -> CommandResult {
    if let Some(limit) = why {
        writeln!(streams.err, "podlings: {limit}")?;
    } else if exit.code() == 128 + Signal::SEGV.number() {
        // The shell itself has no word left to say, as a real one.
        writeln!(streams.err, "podlings: Segmentation fault: most likely a function calls itself without end")?;
    }
    Ok(Outcome::Code(exit.code()))
}
