//! Redirections: opening, saving what was there, bringing it back.

use std::rc::Rc;

use super::{Flow, How};
use crate::shell::ast::{Command, Redirect, Target};
use crate::shell::state::Shell;
use crate::world::{Errno, Kind, OpenHow};

/// Descriptors as they were: each with a copy of what it referred to, if it was open.
pub(super) type Saved = Vec<(i32, Option<i32>)>;

/// The lowest descriptor that the shell keeps for itself.
const PRIVATE: i32 = 10;
/// A here-document up to this size fits into a pipe at once.
const PIPE_HOLDS: usize = 60_000;

impl Shell {
    /// Runs a compound command with redirections.
    pub(super) async fn run_redirected(&mut self, inner: &Rc<Command>, redirects: &[Redirect], how: How) -> Flow {
        let mut saved = Saved::new();
        let flow = match self.redirect(redirects, Some(&mut saved)).await {
            Ok(()) => self.run(inner, How { last: false, ..how }).await,
            Err(flow) => flow,
        };
        self.restore(saved);
        self.after(flow, How { tested: true, ..how }).await
    }

    /// Redirects, and then shows the command for `set -x`, where errors went before: one whose redirection fails is not shown.
    pub(super) async fn redirect(&mut self, redirects: &[Redirect], saved: Option<&mut Saved>) -> Result<(), Flow> {
        let Some(trace) = self.trace.take() else { return self.redirect_all(redirects, saved).await };
        let (mut own, keeps) = (Saved::new(), saved.is_none());
        let saved = saved.unwrap_or(&mut own);
        let result = self.redirect_all(redirects, Some(saved)).await;
        if result.is_ok() {
            let before = saved.iter().find(|(fd, _)| *fd == 2).and_then(|(_, copy)| *copy);
            // There is nowhere else to complain to.
            let _ = self.sys.write(before.unwrap_or(2), &crate::world::text::to_bytes(&trace)).await;
        }
        if keeps {
            for copy in own.into_iter().filter_map(|(_, copy)| copy) {
                let _ = self.sys.close(copy);
            }
        }
        result
    }

    /// Redirects, remembering what was there if `saved` is given. A failure was said, with status 1, and leads to `Next`:
    /// only the command is not run.
    async fn redirect_all(&mut self, redirects: &[Redirect], mut saved: Option<&mut Saved>) -> Result<(), Flow> {
        for redirect in redirects {
            let opened = self.open_target(redirect).await?;
            let mut fds = vec![redirect.fd];
            if matches!(redirect.to, Target::Both(_)) || matches!(opened, Opened::Both(_)) {
                fds = vec![1, 2];
            }
            for fd in fds {
                if let Some(saved) = saved.as_deref_mut()
                    && !saved.iter().any(|(known, _)| *known == fd)
                {
                    saved.push((fd, self.sys.dup_above(fd, PRIVATE).ok()));
                }
                match opened {
                    Opened::New(new) | Opened::Both(new) | Opened::Old(new) => {
                        if let Err(errno) = self.sys.dup2(new, fd) {
                            return Err(self.redirect_failed(&format!("{new}: {errno}")).await);
                        }
                    }
                    Opened::Closed => {
                        // Closing what is not open is no error.
                        let _ = self.sys.close(fd);
                    }
                }
            }
            if let Opened::New(new) | Opened::Both(new) = opened
                && new != redirect.fd
            {
                let _ = self.sys.close(new);
            }
        }
        Ok(())
    }

    /// Brings descriptors back.
    pub(super) fn restore(&self, saved: Saved) {
        for (fd, copy) in saved.into_iter().rev() {
            match copy {
                Some(copy) => {
                    let _ = self.sys.dup2(copy, fd);
                    let _ = self.sys.close(copy);
                }
                None => {
                    let _ = self.sys.close(fd);
                }
            }
        }
    }

    async fn redirect_failed(&mut self, message: &str) -> Flow {
        self.say(message).await;
        self.status = 1;
        Flow::Next
    }

    async fn open_target(&mut self, redirect: &Redirect) -> Result<Opened, Flow> {
        let (word, how) = match &redirect.to {
            Target::Read(word) => (word, OpenHow::READ),
            Target::Write(word) => (word, if self.flags.has('C') { OpenHow::CREATE_NEW } else { OpenHow::WRITE }),
            Target::Clobber(word) | Target::Both(word) => (word, OpenHow::WRITE),
            Target::Append(word) => (word, OpenHow::APPEND),
            Target::ReadWrite(word) => (word, OpenHow::READ_WRITE),
            Target::Duplicate(word) => {
                let word = self.expand_text(word).await?;
                return self.duplicate(&word, redirect.fd).await;
            }
            Target::Here(slot) => {
                let text = match slot.get() {
                    Some(word) => self.expand_text(word).await?,
                    None => String::new(),
                };
                return self.here_document(&text).await;
            }
        };
        let path = self.expand_text(word).await?;
        let how = match how {
            // "set -C" is about regular files only.
            how if how.exclusive && self.sys.stat(&path).is_ok_and(|found| found.kind != Kind::File) => OpenHow::WRITE,
            how => how,
        };
        match self.sys.open(&path, how).await {
            Ok(fd) => Ok(Opened::New(fd)),
            Err(errno) => Err(self.redirect_failed(&cannot_open(&path, how, errno)).await),
        }
    }

    async fn duplicate(&mut self, word: &str, to: i32) -> Result<Opened, Flow> {
        if word == "-" {
            return Ok(Opened::Closed);
        }
        match word.parse::<i32>() {
            Ok(fd) if self.sys.is_open(fd) => Ok(Opened::Old(fd)),
            Ok(fd) => Err(self.redirect_failed(&format!("{fd}: {}", Errno::BadFd)).await),
            // ">& file" is what "&> file" is.
            Err(_) if to == 1 => match self.sys.open(word, OpenHow::WRITE).await {
                Ok(fd) => Ok(Opened::Both(fd)),
                Err(errno) => Err(self.redirect_failed(&cannot_open(word, OpenHow::WRITE, errno)).await),
            },
            Err(_) => {
                self.say("syntax error: bad fd number").await;
                self.status = 2;
                Err(Flow::Error)
            }
        }
    }

    /// A here-document is a pipe; one that it cannot hold is written by a process of its own.
    async fn here_document(&mut self, text: &str) -> Result<Opened, Flow> {
        let Ok((read, write)) = self.sys.pipe() else {
            return Err(self.redirect_failed("pipe call failed: Too many open files").await);
        };
        let bytes = crate::world::text::to_bytes(text).into_owned();
        if bytes.len() <= PIPE_HOLDS {
            let _ = self.sys.write(write, &bytes).await;
        } else {
            let writer = move |sys: crate::world::Process| async move {
                let _ = sys.close(read);
                let _ = sys.write(write, &bytes).await;
                0
            };
            if self.sys.fork(writer).await.is_err() {
                self.say("can't fork: Resource temporarily unavailable").await;
            }
        }
        let _ = self.sys.close(write);
        Ok(Opened::New(read))
    }
}

#[derive(Clone, Copy)]
enum Opened {
    /// A new descriptor, to be closed once it was copied.
    New(i32),
    /// The same, for both outputs.
    Both(i32),
    /// One that stays.
    Old(i32),
    /// The descriptor is closed.
    Closed,
}

fn cannot_open(path: &str, how: OpenHow, errno: Errno) -> String {
    let verb = if how.create { "create" } else { "open" };
    match errno {
        Errno::NoEnt | Errno::NotDir if how.create => format!("can't create {path}: nonexistent directory"),
        Errno::NoEnt | Errno::NotDir => format!("can't open {path}: no such file"),
        Errno::Exist => format!("can't create {path}: File exists"),
        other => format!("can't {verb} {path}: {other}"),
    }
}
