//! Looks into a Pod that lives: files, processes, commands, ports. It must not know why anybody looks.

use std::time::Duration;

use super::Simulation;
use crate::sim::runtime::{Call, Reply, RunId, Runtime};

/// A question from outside is given up after that long.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why a look at a running container failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LookError {
    /// There is no such Pod.
    #[error("Error from server (NotFound): pods {0:?} not found")]
    NoPod(String),
    /// The Pod has no such container.
    #[error("container {container} is not valid for pod {pod}")]
    NoContainer { pod: String, container: String },
    /// It does not run now.
    #[error("container {0:?} is not running")]
    NotRunning(String),
    /// The words of who refused: a file system, a network, a program.
    #[error("{0}")]
    Refused(String),
}

/// What a command that was executed in a container left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Executed {
    pub code: i32,
    /// Both outputs, as they came.
    pub output: String,
}

/// What a web server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub body: String,
}

impl Simulation {
    fn running(&self, pod: &str, container: &str) -> Result<RunId, LookError> {
        let uid = self.uid(pod, container)?;
        let all = self.kubelet.history(&uid, container);
        let alive = all.last().and_then(|run| run.id).filter(|id| self.machine.exit(*id).is_none());
        alive.ok_or_else(|| LookError::NotRunning(container.to_owned()))
    }

    /// A file's bytes as a running container sees it. Takes no time.
    ///
    /// # Errors
    /// Where the container does not run, or the file cannot be read: `/x: No such file or directory`.
    pub fn file(&mut self, pod: &str, container: &str, path: &str) -> Result<Vec<u8>, LookError> {
        let run = self.running(pod, container)?;
        self.machine.read(run, path).map_err(LookError::Refused)
    }

    /// The processes of a running container: PID and command line.
    ///
    /// # Errors
    /// Where the container does not run.
    pub fn processes(&self, pod: &str, container: &str) -> Result<Vec<(u32, Vec<String>)>, LookError> {
        self.running(pod, container).map(|run| self.machine.processes(run))
    }

    /// Executes a command in a running container, as `kubectl exec` does. Time passes until it ends, at most five seconds.
    ///
    /// # Errors
    /// Where the container does not run or the command cannot be started.
    pub fn exec(&mut self, pod: &str, container: &str, argv: &[String]) -> Result<Executed, LookError> {
        let run = self.running(pod, container)?;
        match self.ask(Call::Exec { run, argv: argv.to_vec() }) {
            Some(Reply::Exec { code, output, .. }) => Ok(Executed { code, output }),
            other => Err(refused(other)),
        }
    }

    /// A GET of a path on a port of a Pod, from outside the Pod. Time passes until the answer, at most five seconds.
    ///
    /// # Errors
    /// Where the Pod has no address or nothing answers.
    pub fn http_get(&mut self, pod: &str, port: u16, path: &str) -> Result<Answer, LookError> {
        let ip = self.address(pod)?;
        let call =
            Call::Http { ip, port, path: path.to_owned(), host: None, headers: Vec::new(), tls: false, follow: false };
        match self.ask(call) {
            Some(Reply::Http { status, body }) => Ok(Answer { status, body }),
            other => Err(refused(other)),
        }
    }

    /// Sends bytes to a port of a Pod on its localhost, and reads what comes back. Time passes until the other side is
    /// silent or closes, at most five seconds.
    ///
    /// # Errors
    /// Where the container does not run or nothing listens.
    pub fn tcp(&mut self, pod: &str, container: &str, port: u16, send: &[u8]) -> Result<Vec<u8>, LookError> {
        self.talk(pod, container, "127.0.0.1", port, send)
    }

    /// The same at the Pod's own address, where only those are reached who listen for everybody.
    ///
    /// # Errors
    /// Where the container does not run, the Pod has no address, or nothing listens.
    pub fn tcp_outside(&mut self, pod: &str, container: &str, port: u16, send: &[u8]) -> Result<Vec<u8>, LookError> {
        let ip = self.address(pod)?;
        self.talk(pod, container, &ip, port, send)
    }

    fn talk(&mut self, pod: &str, container: &str, host: &str, port: u16, send: &[u8]) -> Result<Vec<u8>, LookError> {
        let run = self.running(pod, container)?;
        let question = self.machine.converse(run, host, port, send).map_err(LookError::Refused)?;
        let until = self.now + PATIENCE;
        while !question.is_done() && self.now < until {
            let next = (self.now + Duration::from_millis(50)).min(until);
            self.run_until(next);
        }
        question.take().map_err(LookError::Refused)
    }

    fn address(&self, pod: &str) -> Result<String, LookError> {
        let object = self.pod(pod).ok_or_else(|| LookError::NoPod(pod.to_owned()))?;
        let uid = object["metadata"]["uid"].as_str().unwrap_or("");
        let ip =
            self.kubelet.address(uid).ok_or_else(|| LookError::Refused("the Pod has no address yet".to_owned()))?;
        Ok(ip.to_string())
    }

    fn ask(&mut self, call: Call) -> Option<Reply> {
        let id = self.machine.call(call);
        let until = self.now + PATIENCE;
        loop {
            if let Some(reply) = self.machine.answer(id) {
                return Some(reply);
            }
            if self.now >= until {
                self.machine.cancel(id);
                return None;
            }
            let next = (self.now + Duration::from_millis(20)).min(until);
            self.run_until(next);
        }
    }
}

fn refused(reply: Option<Reply>) -> LookError {
    LookError::Refused(match reply {
        Some(Reply::NotStarted(words) | Reply::Failed(words)) => words,
        Some(_) => "an answer of another kind".to_owned(),
        None => "no answer within five seconds".to_owned(),
    })
}
