//! Why a command could not be done: a kind that picks the exit code, a sentence, and hints what to do next. It must not
//! know any command.

use std::fmt::Write as _;
use std::io::{self, Write};

/// Sorts the reasons why a command could not be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The command line makes no sense.
    Usage,
    /// What was asked for is not there or not usable: an unknown exercise, a broken pack, an unreadable file.
    Input,
    /// The machine does not play along: no home folder, a full disk, an editor that does not start.
    Environment,
    /// The reader of our output went away (`podlings list | head -1`): no words, and no failure either.
    BrokenPipe,
    /// A mistake of this program.
    Internal,
}

impl Kind {
    /// The exit code of the process.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::BrokenPipe => 0,
            Self::Usage | Self::Input | Self::Environment | Self::Internal => 2,
        }
    }
}

/// Why a command could not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct CommandError {
    kind: Kind,
    message: String,
    hints: Vec<String>,
}

impl CommandError {
    /// An error of `kind` with its sentence (lower-case start, no full stop).
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hints: Vec::new() }
    }

    /// What was asked for is not there or not usable.
    pub fn input(message: impl Into<String>) -> Self {
        Self::new(Kind::Input, message)
    }

    /// The machine does not play along.
    pub fn environment(message: impl Into<String>) -> Self {
        Self::new(Kind::Environment, message)
    }

    /// Adds a sentence that says what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The hints, in the order in which they were added.
    #[must_use]
    pub fn hints(&self) -> &[String] {
        &self.hints
    }

    /// Writes `error: …` and a line `hint: …` for each hint. Control characters are made visible, because the words may
    /// quote a file name or a pack.
    ///
    /// # Errors
    /// When `err` cannot be written.
    pub fn show(&self, err: &mut dyn Write) -> io::Result<()> {
        if self.kind == Kind::BrokenPipe {
            return Ok(());
        }
        writeln!(err, "error: {}", visible(&self.message))?;
        for hint in &self.hints {
            writeln!(err, "hint: {}", visible(hint))?;
        }
        Ok(())
    }
}

impl From<io::Error> for CommandError {
    /// A stream that cannot be written.
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::new(Kind::BrokenPipe, "nobody reads the output")
        } else {
            Self::environment(format!("cannot write the output: {error}"))
        }
    }
}

/// An operating system's error in its own words, without its number: `No such file or directory`.
#[must_use]
pub fn system_words(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}

/// The text with control characters (line breaks and tabs aside) written as `\u{1b}`, so that a terminal obeys none of them.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() && c != '\n' && c != '\t' {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_error_is_told_without_its_number() {
        assert_eq!(system_words(&io::Error::from_raw_os_error(2)), "No such file or directory");
        assert_eq!(system_words(&io::Error::other("too deep")), "too deep");
    }

    #[test]
    fn an_error_shows_its_sentence_and_its_hints() {
        let mut out = Vec::new();
        CommandError::input("no exercise \"a\u{1b}[31m\"").hint("see podlings list").show(&mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "error: no exercise \"a\\u{1b}[31m\"\nhint: see podlings list\n");
    }
}
