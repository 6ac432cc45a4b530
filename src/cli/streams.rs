//! The three standard streams as values, so that a command runs the same in a test. It must not know what is read or written.

use std::io::{Read, Write};

/// Standard input, output and error of one run.
pub struct Streams<'a> {
    /// What the user pipes in.
    pub input: &'a mut dyn Read,
    /// The answer.
    pub out: &'a mut dyn Write,
    /// Warnings and errors.
    pub err: &'a mut dyn Write,
}

impl std::fmt::Debug for Streams<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Streams")
    }
}
