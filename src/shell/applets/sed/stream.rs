//! The lines that sed reads. It must not know scripts.

use crate::shell::applet::{Call, Input};

/// The lines of several files as one stream that can be asked whether more comes.
pub struct Stream {
    files: std::vec::IntoIter<String>,
    input: Option<Input>,
    next: Option<Vec<u8>>,
    primed: bool,
    pub failed: bool,
}

impl Stream {
    pub fn new(files: Vec<String>) -> Self {
        Stream { files: files.into_iter(), input: None, next: None, primed: false, failed: false }
    }

    async fn read(&mut self, call: &mut Call) -> Option<Vec<u8>> {
        loop {
            if let Some(input) = &mut self.input {
                if let Some(line) = input.raw_line(b'\n').await {
                    return Some(line);
                }
                self.input = None;
            }
            let file = self.files.next()?;
            self.input = call.input(&file).await;
            self.failed |= self.input.is_none();
        }
    }

    /// The next line with its newline, if it has one. The line behind it is always read too, so a line that comes alone
    /// waits for the next.
    pub async fn line(&mut self, call: &mut Call) -> Option<Vec<u8>> {
        let line = if self.primed { self.next.take() } else { self.read(call).await };
        self.primed = true;
        if line.is_some() {
            self.next = self.read(call).await;
        }
        line
    }

    /// Whether the line given last was the last one.
    pub fn at_end(&self) -> bool {
        self.next.is_none()
    }
}
