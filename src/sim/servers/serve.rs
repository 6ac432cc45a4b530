//! Serving many clients in one process: tasks that take turns, until a signal ends them all. It must not know protocols.

use std::{
    future::poll_fn,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    pin::Pin,
    task::Poll,
};

use crate::world::{Disposition, Errno, Process, Signal};

/// Something that goes on beside other things.
pub type Task = Pin<Box<dyn Future<Output = ()>>>;

/// More clients than that wait outside.
const MOST_CLIENTS: usize = 200;

/// Listens on a port of every address, or of one.
///
/// # Errors
/// `AddrInUse`, `AddrNotAvail`.
pub fn listen(sys: &Process, host: Option<IpAddr>, port: u16) -> Result<i32, Errno> {
    sys.listen(SocketAddr::new(host.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)), port))
}

/// Says that the usual signals end this program, as a server's own handlers would.
pub fn end_on_signals(sys: &Process) {
    for signal in [Signal::TERM, Signal::INT, Signal::QUIT] {
        sys.on_signal(signal, Disposition::Handle);
    }
}

/// Serves clients of all these sockets, and does the tasks meanwhile, until a signal comes.
pub async fn serve(
    sys: &Process,
    listeners: &[i32],
    mut tasks: Vec<Task>,
    handler: impl Fn(usize, i32) -> Task,
) -> Signal {
    end_on_signals(sys);
    let accept = |fd: i32| -> Pin<Box<dyn Future<Output = Result<i32, Errno>>>> {
        let sys = sys.clone();
        Box::pin(async move { sys.accept(fd).await })
    };
    let mut doors: Vec<_> = listeners.iter().map(|fd| accept(*fd)).collect();
    // A signal wakes a sleeper; without clients and doors there would be none.
    let bed = sys.clone();
    let mut sleeper: Task = Box::pin(async move {
        // It is woken by the signal.
        while bed.sleep(std::time::Duration::from_hours(1)).await.is_ok() {}
    });
    poll_fn(|context| {
        if let Some(signal) = sys.take_signal() {
            return Poll::Ready(signal);
        }
        let _ = sleeper.as_mut().poll(context);
        for (index, door) in doors.iter_mut().enumerate() {
            while tasks.len() < MOST_CLIENTS {
                match door.as_mut().poll(context) {
                    Poll::Ready(Ok(client)) => {
                        tasks.push(handler(index, client));
                        *door = accept(listeners[index]);
                    }
                    Poll::Ready(Err(_)) => {
                        *door = accept(listeners[index]);
                        break;
                    }
                    Poll::Pending => break,
                }
            }
        }
        tasks.retain_mut(|task| task.as_mut().poll(context).is_pending());
        match sys.take_signal() {
            Some(signal) => Poll::Ready(signal),
            None => Poll::Pending,
        }
    })
    .await
}

/// Passes bytes on between two connections until both sides are done.
pub async fn pass_on(sys: Process, client: i32, server: i32) {
    let one = copy(sys.clone(), client, server);
    let two = copy(sys.clone(), server, client);
    both(one, two).await;
    // Both sides are done; nothing is left to lose.
    let _ = sys.close(client);
    let _ = sys.close(server);
}

async fn copy(sys: Process, from: i32, to: i32) {
    while let Ok(bytes) = sys.read(from, 65_536).await {
        if bytes.is_empty() || sys.write(to, &bytes).await.is_err() {
            break;
        }
        sys.step(1).await;
    }
    // The other side may have gone already.
    let _ = sys.shut_down(to);
}

async fn both(one: impl Future<Output = ()>, two: impl Future<Output = ()>) {
    let (mut one, mut two) = (std::pin::pin!(one), std::pin::pin!(two));
    let (mut first, mut second) = (false, false);
    poll_fn(|context| {
        first = first || one.as_mut().poll(context).is_ready();
        second = second || two.as_mut().poll(context).is_ready();
        if first && second { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// A client's text, line by line.
pub struct Lines {
    sys: Process,
    fd: i32,
    buffer: Vec<u8>,
}

impl Lines {
    /// Reads from a connection.
    pub fn new(sys: &Process, fd: i32) -> Self {
        Self { sys: sys.clone(), fd, buffer: Vec::new() }
    }

    /// The next line without its end; `None` at the end of the stream, or when a line is too long.
    pub async fn next(&mut self) -> Option<String> {
        const LONGEST: usize = 1 << 20;
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                return Some(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned());
            }
            if self.buffer.len() > LONGEST || !self.fill().await {
                return None;
            }
        }
    }

    /// The next so many bytes.
    pub async fn bytes(&mut self, count: usize) -> Option<Vec<u8>> {
        while self.buffer.len() < count {
            if !self.fill().await {
                return None;
            }
        }
        Some(self.buffer.drain(..count).collect())
    }

    async fn fill(&mut self) -> bool {
        self.sys.step(1).await;
        match self.sys.read(self.fd, 65_536).await {
            Ok(bytes) if !bytes.is_empty() => {
                self.buffer.extend(bytes);
                true
            }
            _ => false,
        }
    }
}
