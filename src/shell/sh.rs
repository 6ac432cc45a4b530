//! The program `sh`: its command line, and reading a script from an argument, a file or standard input.

use std::rc::Rc;

use super::parse::Parser;
use super::run::{Flow, How};
use super::state::Shell;
use crate::world::{Disposition, Errno, Process, Signal, text};

/// Where the script comes from.
enum Source {
    Text(String),
    Input,
}

/// What standard input gives.
enum Typed {
    Line(String),
    End,
    /// Ctrl-C: what was typed before it is forgotten.
    Interrupt,
}

/// Runs `sh`; its exit code.
#[expect(clippy::similar_names, reason = "both are called so everywhere")]
pub async fn main(sys: Process) -> u8 {
    let argv = sys.argv();
    let arg0 = argv.first().map_or("sh", String::as_str);
    let mut shell = Shell::new(sys.clone(), arg0.trim_start_matches('-'));
    let source = match shell.command_line(argv.get(1..).unwrap_or_default()).await {
        Ok(source) => source,
        Err(code) => return code,
    };
    let flow = match source {
        Source::Text(script) => {
            let in_argument = shell.flags.has('c');
            shell.run_script(&script, u32::from(!in_argument), in_argument).await
        }
        Source::Input => shell.run_input().await,
    };
    debug_assert!(flow != Flow::Break(0));
    shell.run_exit_trap().await;
    shell.status
}

impl Shell {
    async fn command_line(&mut self, args: &[String]) -> Result<Source, u8> {
        let mut words: Vec<String> = args.to_vec();
        let (mut in_argument, mut from_input) = (false, false);
        while let Some(word) = words.first().cloned() {
            if word == "--" || word == "-" {
                words.remove(0);
                break;
            }
            if !word.starts_with(['-', '+']) || word.len() < 2 {
                break;
            }
            words.remove(0);
            if word == "--login" || word == "--help" {
                continue;
            }
            let sign = &word[..1];
            for letter in word.chars().skip(1) {
                let rest = match letter {
                    'c' => {
                        in_argument = true;
                        continue;
                    }
                    's' => {
                        from_input = true;
                        continue;
                    }
                    'i' => {
                        self.flags.set('i', true);
                        continue;
                    }
                    'l' => continue,
                    'o' => vec![format!("{sign}o"), if words.is_empty() { String::new() } else { words.remove(0) }],
                    _ => vec![format!("{sign}{letter}")],
                };
                if self.set_options(&rest).await.is_err() {
                    return Err(2);
                }
            }
        }
        if in_argument {
            self.flags.set('c', true);
            if words.is_empty() {
                self.complain(&format!("{}: -c requires an argument\n", self.arg0)).await;
                return Err(2);
            }
            let script = words.remove(0);
            if !words.is_empty() {
                self.arg0 = Rc::from(words.remove(0));
                self.speaker = Some(Rc::clone(&self.arg0));
            }
            self.parameters = Rc::new(words);
            return Ok(Source::Text(script));
        }
        if words.is_empty() || from_input {
            self.flags.set('s', true);
            self.parameters = Rc::new(words);
            return Ok(Source::Input);
        }
        let file = words.remove(0);
        let bytes = match self.sys.read_file(&file).await {
            Ok(bytes) => bytes,
            Err(errno) => {
                let reason = if errno == Errno::IsDir { Errno::IsDir } else { errno };
                self.complain(&format!("{}: can't open '{file}': {reason}\n", self.arg0)).await;
                return Err(if errno == Errno::NoEnt { 2 } else { 126 });
            }
        };
        self.arg0 = Rc::from(file.as_str());
        self.speaker = Some(Rc::from(file));
        self.parameters = Rc::new(words);
        Ok(Source::Text(text::from_bytes(&bytes)))
    }

    /// Runs a script from its first line, which has a number; the last command of an argument need not fork.
    async fn run_script(&mut self, script: &str, first_line: u32, in_argument: bool) -> Flow {
        let mut parser = Parser::new(script);
        parser.set_line(first_line);
        let mut shown = 0;
        loop {
            parser.set_aliases(&self.aliases);
            let command = parser.next_command();
            let (lines, place) = parser.lines_read(shown);
            shown = place;
            if self.flags.has('v') {
                self.complain(&lines).await;
            }
            let command = match command {
                Ok(Some(command)) => command,
                Ok(None) => return Flow::Next,
                Err(error) => {
                    self.say_at(&error.to_string(), error.line).await;
                    self.status = 2;
                    return Flow::Error;
                }
            };
            self.read_line = parser.line();
            let last = in_argument && parser.is_done();
            let flow =
                if self.flags.has('n') { Flow::Next } else { self.run(&command, How { tested: false, last }).await };
            if flow != Flow::Next {
                return flow;
            }
        }
    }

    /// Runs what comes from standard input, command by command; an interactive shell survives errors.
    async fn run_input(&mut self) -> Flow {
        let interactive = self.flags.has('i');
        let mut pending = String::new();
        let mut line = 1;
        let mut ended = false;
        if interactive {
            self.sys.on_signal(Signal::INT, Disposition::Handle);
        }
        loop {
            if interactive {
                let prompt = if pending.is_empty() { self.prompt() } else { self.get("PS2").unwrap_or_default() };
                self.complain(&prompt).await;
            }
            match self.input_line().await {
                Typed::Line(more) => pending.push_str(&more),
                Typed::Interrupt => {
                    line += u32::try_from(pending.matches('\n').count()).unwrap_or(0);
                    pending.clear();
                    continue;
                }
                Typed::End => {
                    ended = true;
                    if interactive {
                        // What comes after the shell does not begin behind its prompt.
                        self.complain("\n").await;
                    }
                }
            }
            let mut parser = Parser::new(&pending);
            parser.set_line(line);
            parser.set_aliases(&self.aliases);
            let flow = match parser.next_command() {
                Ok(None) => Flow::Next,
                Ok(Some(command)) => {
                    self.read_line = parser.line();
                    self.run(&command, How::default()).await
                }
                Err(error) if error.at_end && !ended => continue,
                Err(error) => {
                    self.say_at(&error.to_string(), error.line).await;
                    self.status = 2;
                    Flow::Error
                }
            };
            line += u32::try_from(pending.matches('\n').count()).unwrap_or(0);
            pending.clear();
            match flow {
                Flow::Exit => return flow,
                Flow::Error if !interactive => return flow,
                _ if ended => return Flow::Next,
                _ => {}
            }
            self.collect_jobs();
        }
    }

    /// A line of standard input with its newline, read byte by byte so that commands find the rest.
    async fn input_line(&mut self) -> Typed {
        let mut line = Vec::new();
        loop {
            match self.sys.read(0, 1).await {
                Ok(bytes) => match bytes.first() {
                    Some(byte) => line.push(*byte),
                    None => break,
                },
                Err(Errno::Intr) => {
                    let interrupted = self.flags.has('i') && self.sys.is_pending(Signal::INT);
                    match self.run_traps().await {
                        Flow::Next | Flow::Error if interrupted => return Typed::Interrupt,
                        Flow::Next => continue,
                        _ => return Typed::End,
                    }
                }
                Err(_) => break,
            }
            if line.ends_with(b"\n") {
                break;
            }
            if line.len() % 64 == 0 {
                self.sys.step(1).await;
            }
        }
        if line.is_empty() { Typed::End } else { Typed::Line(text::from_bytes(&line)) }
    }

    fn prompt(&self) -> String {
        let mark = if self.sys.credentials().uid == 0 { "#" } else { "$" };
        let cwd = self.sys.cwd();
        let home = self.get("HOME").unwrap_or_default();
        let shown = match cwd.strip_prefix(&home) {
            Some(rest) if home.len() > 1 && (rest.is_empty() || rest.starts_with('/')) => format!("~{rest}"),
            _ => cwd,
        };
        let template = self.get("PS1").unwrap_or_default();
        template.replace("\\w", &shown).replace("\\$", mark).replace("\\h", &self.sys.hostname())
    }
}
