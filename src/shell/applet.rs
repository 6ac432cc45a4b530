//! What an applet is: the interface that all of busybox's little programs are written to, with their printing, reading and
//! option parsing. It must not know any one applet.
//!
//! # How to write one
//!
//! An applet is an `async fn(Call) -> u8` (its exit code) in a file of its family under `applets/`, with a line in that
//! family's table:
//!
//! ```ignore
//! pub(super) const APPLETS: &[Applet] = &[Applet { name: "rev", usage: "[FILE]...", run: |call| Box::pin(rev(call)) }];
//!
//! async fn rev(mut call: Call) -> u8 {
//!     let Ok(options) = call.options("", &[]).await else { return 1 };   // wrong option: said, with the usage
//!     let mut code = 0;
//!     for file in options.files() {                                      // "-" if none was named
//!         let Some(mut input) = call.input(&file).await else { code = 1; continue };   // "rev: x: No such file…" was said
//!         while let Some(line) = input.line(&call).await {               // without its newline; counts steps
//!             call.print_line(&line.chars().rev().collect::<String>()).await;
//!         }
//!     }
//!     call.finish(code).await                                            // flushes; an error then is exit 1
//! }
//! ```
//!
//! A family is entered in `applets.rs`. Text is `str` in which any byte survives (see `world::text`); use `input.bytes` and
//! `call.write` where bytes are meant. Every loop of an applet's own that could run long calls `call.sys.step(n)`, or it
//! would never give up its turn; reading and printing do so already.

use std::pin::Pin;

use crate::world::{Errno, OpenHow, Process, text};

/// The run of an applet.
pub type Run = fn(Call) -> Pin<Box<dyn Future<Output = u8>>>;

/// One applet.
#[derive(Clone, Copy)]
pub struct Applet {
    /// The name it is called by.
    pub name: &'static str,
    /// What follows the name in the usage line.
    pub usage: &'static str,
    /// What it does.
    pub run: Run,
}

/// One call of an applet: who calls, with what words, and where it prints.
pub struct Call {
    /// The process; system calls are its methods.
    pub sys: Process,
    /// The name it was called by.
    pub name: String,
    /// The words after the name.
    pub args: Vec<String>,
    /// The name in messages: that of the applet, or of the shell for its built-in ones.
    pub speaker: String,
    usage: &'static str,
    out: Vec<u8>,
    broken: Option<Errno>,
}

/// The version that the usage names.
pub const VERSION: &str = "BusyBox v1.36.1 (2024-09-26 21:31:42 UTC)";

/// How much is printed before it is written out: what a pipe or a file asks for.
const BUFFER: usize = 4096;

impl Call {
    /// A call of an applet by a process.
    #[must_use]
    pub fn new(sys: Process, applet: &Applet, args: Vec<String>) -> Self {
        Call {
            sys,
            name: applet.name.to_owned(),
            args,
            speaker: applet.name.to_owned(),
            usage: applet.usage,
            out: Vec::new(),
            broken: None,
        }
    }

    /// Prints text.
    pub async fn print(&mut self, printed: &str) {
        self.write(&text::to_bytes(printed)).await;
    }

    /// Prints text and a newline.
    pub async fn print_line(&mut self, printed: &str) {
        self.write(&text::to_bytes(printed)).await;
        self.write(b"\n").await;
    }

    /// Prints bytes. Standard output is written in whole blocks, as C's stdio does it where that is no terminal: what is
    /// printed shows when a block is full, or at the end. A terminal gets every line at once.
    pub async fn write(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
        let ready = if self.out.len() > BUFFER {
            self.out.len() - self.out.len() % BUFFER
        } else if bytes.contains(&b'\n') && self.sys.is_terminal(1) {
            self.out.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1)
        } else {
            0
        };
        if ready > 0 {
            let rest = self.out.split_off(ready);
            self.flush().await;
            self.out = rest;
        }
    }

    /// Writes out what was printed so far; whether that has worked all along.
    pub async fn flush(&mut self) -> bool {
        let bytes = std::mem::take(&mut self.out);
        if !bytes.is_empty() {
            self.sys.step(1 + bytes.len() as u64 / 512).await;
            if let Err(errno) = self.sys.write(1, &bytes).await {
                self.broken = Some(errno);
            }
        }
        self.broken.is_none()
    }

    /// Whether printing has failed: an applet that prints without end must then stop.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.broken.is_some()
    }

    /// Flushes and gives the exit code back, 1 if something could not be printed.
    pub async fn finish(&mut self, code: u8) -> u8 {
        if self.flush().await {
            return code;
        }
        if let Some(errno) = self.broken {
            let message = format!("{}: write error: {errno}\n", self.speaker);
            // There is nowhere left to complain to.
            let _ = self.sys.write(2, &text::to_bytes(&message)).await;
        }
        1
    }

    /// Says `name: message` on standard error.
    pub async fn error(&mut self, message: &str) {
        let line = format!("{}: {message}\n", self.speaker);
        self.complain(&line).await;
    }

    /// Says `name: what: errno`.
    pub async fn fail(&mut self, what: &str, errno: Errno) {
        self.error(&format!("{what}: {errno}")).await;
    }

    /// Writes to standard error as it is, after what was printed.
    pub async fn complain(&mut self, words: &str) {
        self.flush().await;
        // There is nowhere else to complain to.
        let _ = self.sys.write(2, &text::to_bytes(words)).await;
    }

    /// Shows the usage and gives the exit code for it.
    pub async fn show_usage(&mut self) -> u8 {
        let words = format!("{VERSION} multi-call binary.\n\nUsage: {} {}\n", self.name, self.usage);
        self.complain(words.trim_end_matches(' ')).await;
        1
    }

    /// Notes that the simulator lacks something that the real applet has, says so, and gives an exit code.
    pub async fn not_simulated(&mut self, what: &str) -> u8 {
        self.sys.unsupported(&format!("{}: {what}", self.name));
        self.error(&format!("{what} is not supported by this simulator")).await;
        1
    }

    /// Parses options as busybox does: letters, each followed by `:` if it takes a value (`::` if the value is optional and
    /// attached), long names mapped to letters. Options and other words may be mixed unless the letters start with `+`.
    ///
    /// # Errors
    /// An unknown option or a missing value, after it was said with the usage.
    pub async fn options(&mut self, letters: &str, long: &[(&str, char)]) -> Result<Options, ()> {
        let args = std::mem::take(&mut self.args);
        match parse_options(&args, letters, long) {
            Ok(options) => Ok(options),
            Err(OptionError::Help) => {
                self.show_usage().await;
                Err(())
            }
            Err(OptionError::Wrong(message)) => {
                self.error(&message).await;
                self.show_usage().await;
                Err(())
            }
        }
    }

    /// Opens a file to read lines from, `-` for standard input. A failure is said.
    pub async fn input(&mut self, path: &str) -> Option<Input> {
        match self.try_input(path).await {
            Ok(input) => Some(input),
            Err(errno) => {
                self.fail(path, errno).await;
                None
            }
        }
    }

    /// The same, with the failure given back.
    ///
    /// # Errors
    /// As opening a file has them.
    pub async fn try_input(&mut self, path: &str) -> Result<Input, Errno> {
        let fd = if path == "-" { 0 } else { self.sys.open(path, OpenHow::READ).await? };
        Ok(self.input_of(fd, path != "-"))
    }

    /// Reads from an open descriptor, and closes it in the end if it is `owned`.
    #[must_use]
    pub fn input_of(&self, fd: i32, owned: bool) -> Input {
        Input { sys: self.sys.clone(), fd, owned, buffer: Vec::new(), start: 0, ended: false, held: 0 }
    }
}

/// A file that is read line by line.
pub struct Input {
    sys: Process,
    fd: i32,
    owned: bool,
    buffer: Vec<u8>,
    start: usize,
    ended: bool,
    held: usize,
}

/// The longest line that is held before memory is asked for.
const HELD: usize = 65_536;

impl Input {
    /// The descriptor it reads from.
    #[must_use]
    pub fn fd(&self) -> i32 {
        self.fd
    }

    /// The next line without its newline.
    pub async fn line(&mut self, call: &Call) -> Option<String> {
        let line = self.raw_line(b'\n').await?;
        debug_assert!(!call.name.is_empty());
        Some(text::from_bytes(line.strip_suffix(b"\n").unwrap_or(&line)))
    }

    /// The next piece up to and including a delimiter; the last may lack it.
    pub async fn raw_line(&mut self, delimiter: u8) -> Option<Vec<u8>> {
        let mut looked = self.start;
        loop {
            if let Some(at) = self.buffer[looked..].iter().position(|&byte| byte == delimiter) {
                let end = looked + at + 1;
                let line = self.buffer[self.start..end].to_vec();
                self.start = end;
                if self.start > BUFFER && self.start * 2 > self.buffer.len() {
                    self.buffer.drain(..self.start);
                    self.start = 0;
                }
                return Some(line);
            }
            looked = self.buffer.len();
            if self.ended || !self.fill().await {
                if self.start >= self.buffer.len() {
                    return None;
                }
                let line = self.buffer.split_off(self.start);
                self.buffer.clear();
                self.start = 0;
                return Some(line);
            }
        }
    }

    /// The next bytes, as many as come at once; none at the end.
    pub async fn bytes(&mut self) -> Option<Vec<u8>> {
        if self.start >= self.buffer.len() && !self.fill().await {
            return None;
        }
        let bytes = self.buffer.split_off(self.start);
        self.buffer.clear();
        self.start = 0;
        Some(bytes)
    }

    /// Everything that is left.
    pub async fn rest(&mut self) -> Vec<u8> {
        while self.fill().await {}
        let bytes = self.buffer.split_off(self.start);
        self.buffer.clear();
        self.start = 0;
        bytes
    }

    /// Gives bytes back, to be read again before any others.
    pub fn put_back(&mut self, bytes: &[u8]) {
        let mut buffer = bytes.to_vec();
        buffer.extend_from_slice(&self.buffer[self.start..]);
        self.buffer = buffer;
        self.start = 0;
    }

    async fn fill(&mut self) -> bool {
        match self.sys.read(self.fd, 65_536).await {
            Ok(bytes) if !bytes.is_empty() => {
                // Whoever reads lines has work with each.
                let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
                self.sys.step(1 + bytes.len() as u64 / 256 + lines as u64 / 2).await;
                self.buffer.extend_from_slice(&bytes);
                if self.buffer.len() > self.held + HELD {
                    let more = self.buffer.len() - self.held;
                    self.held += more;
                    self.sys.hold_memory(i64::try_from(more).unwrap_or(i64::MAX));
                    self.sys.step(1).await;
                }
                true
            }
            _ => {
                self.ended = true;
                false
            }
        }
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        if self.owned {
            // A killed process has closed it already.
            let _ = self.sys.close(self.fd);
        }
        if self.held > 0 {
            self.sys.hold_memory(-i64::try_from(self.held).unwrap_or(i64::MAX));
        }
    }
}

/// Options as they were given, and the other words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    given: Vec<(char, Option<String>)>,
    /// The words that are no options.
    pub words: Vec<String>,
}

impl Options {
    /// Whether an option was given.
    #[must_use]
    pub fn has(&self, letter: char) -> bool {
        self.given.iter().any(|(given, _)| *given == letter)
    }

    /// How often an option was given.
    #[must_use]
    pub fn count(&self, letter: char) -> usize {
        self.given.iter().filter(|(given, _)| *given == letter).count()
    }

    /// The last value of an option.
    #[must_use]
    pub fn value(&self, letter: char) -> Option<&str> {
        self.given.iter().rev().find(|(given, _)| *given == letter)?.1.as_deref()
    }

    /// All values of an option, in order.
    #[must_use]
    pub fn values(&self, letter: char) -> Vec<&str> {
        self.given.iter().filter(|(given, _)| *given == letter).filter_map(|(_, value)| value.as_deref()).collect()
    }

    /// Which of these options was given last.
    #[must_use]
    pub fn last_of(&self, letters: &str) -> Option<char> {
        self.given.iter().rev().find(|(given, _)| letters.contains(*given)).map(|(given, _)| *given)
    }

    /// All options in the order they were given.
    #[must_use]
    pub fn all(&self) -> &[(char, Option<String>)] {
        &self.given
    }

    /// The words as files to read: standard input if there is none.
    #[must_use]
    pub fn files(&self) -> Vec<String> {
        if self.words.is_empty() { vec!["-".to_owned()] } else { self.words.clone() }
    }
}

/// Why options could not be parsed.
#[derive(Debug, PartialEq, Eq)]
enum OptionError {
    Help,
    Wrong(String),
}

fn parse_options(args: &[String], letters: &str, long: &[(&str, char)]) -> Result<Options, OptionError> {
    let mut options = Options::default();
    let in_order = letters.starts_with('+');
    let letters = letters.trim_start_matches('+');
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        if arg == "--" {
            options.words.extend(args.cloned());
            break;
        }
        if let Some(name) = arg.strip_prefix("--") {
            let (name, value) = name.split_once('=').map_or((name, None), |(name, value)| (name, Some(value)));
            let exact = long.iter().find(|(known, _)| *known == name);
            let matching: Vec<_> = long.iter().filter(|(known, _)| known.starts_with(name)).collect();
            let found = exact.or(if matching.len() == 1 { Some(matching[0]) } else { None });
            let Some((known, letter)) = found else {
                let help = name == "help" && value.is_none();
                let message = format!("unrecognized option '{arg}'");
                return Err(if help { OptionError::Help } else { OptionError::Wrong(message) });
            };
            let value = match (takes_value(letters, *letter), value) {
                (Takes::Nothing, Some(_)) => {
                    return Err(OptionError::Wrong(format!("option '--{known}' doesn't allow an argument")));
                }
                (Takes::Value, None) => match args.next() {
                    Some(value) => Some(value.clone()),
                    None => return Err(OptionError::Wrong(format!("option '--{known}' requires an argument"))),
                },
                (_, value) => value.map(str::to_owned),
            };
            options.given.push((*letter, value));
            continue;
        }
        if !arg.starts_with('-') || arg == "-" {
            options.words.push(arg.clone());
            if in_order {
                options.words.extend(args.cloned());
                break;
            }
            continue;
        }
        let mut rest = arg.chars().skip(1);
        while let Some(letter) = rest.next() {
            if letter == ':' || !letters.contains(letter) {
                return Err(OptionError::Wrong(format!("invalid option -- '{letter}'")));
            }
            let attached: String = rest.clone().collect();
            let value = match takes_value(letters, letter) {
                Takes::Nothing => {
                    options.given.push((letter, None));
                    continue;
                }
                Takes::Maybe => (!attached.is_empty()).then_some(attached),
                Takes::Value if !attached.is_empty() => Some(attached),
                Takes::Value => match args.next() {
                    Some(value) => Some(value.clone()),
                    None => {
                        return Err(OptionError::Wrong(format!("option requires an argument -- '{letter}'")));
                    }
                },
            };
            options.given.push((letter, value));
            break;
        }
    }
    Ok(options)
}

enum Takes {
    Nothing,
    Value,
    Maybe,
}

fn takes_value(letters: &str, letter: char) -> Takes {
    let after = letters.find(letter).map_or("", |at| &letters[at + letter.len_utf8()..]);
    if after.starts_with("::") {
        Takes::Maybe
    } else if after.starts_with(':') {
        Takes::Value
    } else {
        Takes::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str], letters: &str) -> Result<Options, OptionError> {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        parse_options(&args, letters, &[("verbose", 'v'), ("lines", 'n')])
    }

    #[test]
    fn options_and_words_may_be_mixed() {
        let options = parse(&["a", "-vn3", "b", "--lines=4", "--", "-c"], "vn:").unwrap();
        assert_eq!(options.words, ["a", "b", "-c"]);
        assert_eq!((options.has('v'), options.values('n')), (true, vec!["3", "4"]));
    }

    #[test]
    fn a_wrong_option_is_named() {
        assert_eq!(parse(&["-x"], "v").unwrap_err(), OptionError::Wrong("invalid option -- 'x'".into()));
        assert_eq!(parse(&["--xx"], "v").unwrap_err(), OptionError::Wrong("unrecognized option '--xx'".into()));
        assert_eq!(parse(&["-n"], "n:").unwrap_err(), OptionError::Wrong("option requires an argument -- 'n'".into()));
    }
}
