//! How wide the terminal is that standard output is, if it is one. It must not know what is printed.

/// Columns of the terminal that standard output is; `None` where it is a pipe or a file, or a terminal that does not say.
#[must_use]
pub fn columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok()?;
    (size.ws_col > 0).then(|| usize::from(size.ws_col))
}
