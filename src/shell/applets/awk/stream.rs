//! Where awk reads and writes: its input files, files by name, commands. It must not know programs.

use std::collections::BTreeMap;

use super::tree::Redirection;
use crate::shell::applet::{Call, Input};
use crate::world::{OpenHow, Process, text};

/// Everything that is open.
#[derive(Default)]
pub struct Streams {
    input: Option<Input>,
    argument: usize,
    any_file: bool,
    reading: BTreeMap<String, Reading>,
    writing: BTreeMap<String, Writing>,
}

/// The next of the arguments.
pub enum Argument {
    /// The one at an index.
    At(usize),
    /// There are none, and no file was named.
    StandardInput,
    /// There are no more.
    None,
}

struct Reading {
    input: Input,
    pid: Option<u32>,
}

struct Writing {
    fd: i32,
    pid: Option<u32>,
}

impl Streams {
    /// What to look at next.
    pub fn next_argument(&mut self, count: f64) -> Argument {
        self.argument += 1;
        #[expect(clippy::cast_precision_loss, reason = "there are few arguments")]
        if (self.argument as f64) < count {
            return Argument::At(self.argument);
        }
        if std::mem::replace(&mut self.any_file, true) { Argument::None } else { Argument::StandardInput }
    }

    pub async fn open_input(&mut self, call: &mut Call, path: &str) -> bool {
        self.any_file = true;
        self.input = call.input(path).await;
        self.input.is_some()
    }

    pub fn next_file(&mut self) {
        self.input = None;
    }

    /// The next record of the input file.
    pub async fn record(&mut self, call: &mut Call, separator: &str) -> Option<String> {
        let record = read(self.input.as_mut()?, call, separator).await;
        if record.is_none() {
            self.input = None;
        }
        record
    }

    pub async fn read_file(&mut self, call: &mut Call, path: &str, separator: &str) -> Result<Option<String>, ()> {
        if !self.reading.contains_key(path) {
            let input = call.try_input(path).await.map_err(drop)?;
            self.reading.insert(path.to_owned(), Reading { input, pid: None });
        }
        self.read_from(call, path, separator).await
    }

    pub async fn read_command(
        &mut self,
        call: &mut Call,
        command: &str,
        separator: &str,
    ) -> Result<Option<String>, ()> {
        if !self.reading.contains_key(command) {
            let (ours, theirs) = call.sys.pipe().map_err(drop)?;
            let pid = run_shell(&call.sys, command, theirs, 1, ours).await.map_err(drop)?;
            let input = call.input_of(ours, true);
            self.reading.insert(command.to_owned(), Reading { input, pid: Some(pid) });
        }
        self.read_from(call, command, separator).await
    }

    async fn read_from(&mut self, call: &mut Call, name: &str, separator: &str) -> Result<Option<String>, ()> {
        let reading = self.reading.get_mut(name).ok_or(())?;
        Ok(read(&mut reading.input, call, separator).await)
    }

    /// Prints to a file or a command.
    pub async fn print(&mut self, call: &mut Call, how: Redirection, name: &str, line: &str) -> Result<(), String> {
        if how != Redirection::Pipe && (name == "/dev/stdout" || name == "-") {
            call.print(line).await;
            call.flush().await;
            return Ok(());
        }
        if how != Redirection::Pipe && name == "/dev/stderr" {
            call.complain(line).await;
            return Ok(());
        }
        let fd = if let Some(writing) = self.writing.get(name) {
            writing.fd
        } else {
            call.flush().await;
            let writing = open(call, how, name).await.map_err(|errno| format!("can't open '{name}': {errno}"))?;
            let fd = writing.fd;
            self.writing.insert(name.to_owned(), writing);
            fd
        };
        call.sys.step(1 + line.len() as u64 / 1024).await;
        // A reader that went away ends the writer by a signal; there is nothing to be said.
        let _ = call.sys.write(fd, &text::to_bytes(line)).await;
        Ok(())
    }

    /// Closes one; the exit code of a command, -1 if nothing of that name is open.
    pub async fn close(&mut self, call: &mut Call, name: &str) -> f64 {
        let mut result = -1.0;
        if let Some(Reading { input, pid }) = self.reading.remove(name) {
            drop(input);
            result = wait(call, pid).await;
        }
        if let Some(writing) = self.writing.remove(name) {
            // It was open until now.
            let _ = call.sys.close(writing.fd);
            result = wait(call, writing.pid).await;
        }
        result
    }

    pub async fn close_all(&mut self, call: &mut Call) {
        call.flush().await;
        let names: Vec<String> = self.reading.keys().chain(self.writing.keys()).cloned().collect();
        for name in names {
            self.close(call, &name).await;
        }
    }
}

async fn open(call: &Call, how: Redirection, name: &str) -> Result<Writing, crate::world::Errno> {
    match how {
        Redirection::Write => Ok(Writing { fd: call.sys.open(name, OpenHow::WRITE).await?, pid: None }),
        Redirection::Append => Ok(Writing { fd: call.sys.open(name, OpenHow::APPEND).await?, pid: None }),
        Redirection::Pipe => {
            let (theirs, ours) = call.sys.pipe()?;
            let pid = run_shell(&call.sys, name, theirs, 0, ours).await?;
            Ok(Writing { fd: ours, pid: Some(pid) })
        }
    }
}

async fn wait(call: &Call, pid: Option<u32>) -> f64 {
    match pid {
        Some(pid) => call.sys.wait(Some(pid), false).await.map_or(-1.0, |waited| f64::from(waited.exit.code())),
        None => 0.0,
    }
}

/// Runs a command by `sh -c`, with `theirs` as its descriptor `target`; `ours` is closed there, `theirs` here.
async fn run_shell(
    sys: &Process,
    command: &str,
    theirs: i32,
    target: i32,
    ours: i32,
) -> Result<u32, crate::world::Errno> {
    let argv = vec!["sh".to_owned(), "-c".to_owned(), command.to_owned()];
    let env = sys.environment();
    let child = sys
        .fork(move |child| async move {
            // What fails here shows in the command's own trouble.
            let _ = child.dup2(theirs, target);
            let _ = child.close(theirs);
            let _ = child.close(ours);
            let errno = child.exec("/bin/sh", argv, env.to_vec()).await;
            let words = format!("awk: can't execute '/bin/sh': {errno}\n");
            let _ = child.write(2, words.as_bytes()).await;
            127
        })
        .await?;
    sys.close(theirs)?;
    Ok(child.pid)
}

/// A record: up to a separator, to an empty line, or to what a pattern matches.
async fn read(input: &mut Input, call: &Call, separator: &str) -> Option<String> {
    let mut chars = separator.chars();
    match (chars.next(), chars.next()) {
        (None, _) => paragraph(input, call).await,
        (Some(single), None) if single.is_ascii() => {
            let delimiter = u8::try_from(single).unwrap_or(b'\n');
            let raw = input.raw_line(delimiter).await?;
            let whole = raw.strip_suffix(&[delimiter]);
            // The newline at the end of the last record of another separator stays, as busybox has it.
            Some(text::from_bytes(whole.unwrap_or(&raw)))
        }
        _ => {
            let pattern = super::tree::compile(separator).ok()?;
            let rest = text::from_bytes(&input.rest().await);
            if rest.is_empty() {
                return None;
            }
            let (record, after) = match pattern.find(&rest).filter(|found| !found.is_empty()) {
                Some(found) => (rest[..found.start()].to_owned(), rest[found.end()..].to_owned()),
                None => (rest.clone(), String::new()),
            };
            input.put_back(&text::to_bytes(&after));
            Some(record)
        }
    }
}

async fn paragraph(input: &mut Input, call: &Call) -> Option<String> {
    let mut lines: Vec<String> = Vec::new();
    while let Some(line) = input.line(call).await {
        if line.is_empty() {
            if lines.is_empty() {
                continue;
            }
            break;
        }
        lines.push(line);
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}
