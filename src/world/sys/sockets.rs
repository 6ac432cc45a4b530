//! System calls on the network: names, TCP and UDP.

use std::cell::RefCell;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use super::Process;
use crate::world::capability::Capability;
use crate::world::container::Net;
use crate::world::errno::Errno;
use crate::world::net::Route;
use crate::world::open::{Open, OpenFile, OpenHow};

/// How long the kernel keeps trying to connect to an address that does not answer.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(127);
/// How long until `No route to host`.
const NO_ROUTE_AFTER: Duration = Duration::from_secs(3);
/// A packet's way to another Pod and back.
const ROUND_TRIP: Duration = Duration::from_micros(200);

impl Process {
    /// The network namespace of the process.
    fn net(&self) -> Result<Net, Errno> {
        let kernel = self.kernel.borrow();
        Ok(kernel.container(kernel.proc(self.key)?.container)?.net)
    }

    /// The network namespace of the process, where it may take a port.
    fn net_for(&self, port: u16) -> Result<Net, Errno> {
        let net = self.net()?;
        let may = !self.kernel.borrow().network.is_privileged(net, port)
            || self.credentials().can(Capability::NetBindService);
        if may { Ok(net) } else { Err(Errno::Access) }
    }

    /// The addresses of the Pod, without localhost.
    #[must_use]
    pub fn addresses(&self) -> Vec<IpAddr> {
        let Ok(net) = self.net() else { return Vec::new() };
        self.kernel.borrow().network.addresses(net).to_vec()
    }

    /// What listens in this network: TCP or not, where.
    #[must_use]
    pub fn listening(&self) -> Vec<(bool, SocketAddr)> {
        let Ok(net) = self.net() else { return Vec::new() };
        self.kernel.borrow().network.listening(net)
    }

    /// Whether anybody answers at an address.
    #[must_use]
    pub fn answers(&self, address: IpAddr) -> bool {
        let Ok(net) = self.net() else { return false };
        self.kernel.borrow().network.is_known(net, address)
    }

    /// The addresses of a name: an address itself, `/etc/hosts`, then DNS with the search list of `/etc/resolv.conf`.
    ///
    /// # Errors
    /// `NoEnt` if nobody knows it.
    pub async fn resolve(&self, name: &str) -> Result<Vec<IpAddr>, Errno> {
        self.step(5).await;
        if let Ok(address) = name.parse::<IpAddr>() {
            return Ok(vec![address]);
        }
        // inet_aton's short forms: "127.1", "0".
        if let Ok(number) = name.parse::<u32>() {
            return Ok(vec![IpAddr::V4(Ipv4Addr::from(number))]);
        }
        let hosts = self.read_file("/etc/hosts").await.unwrap_or_default();
        let hosts = String::from_utf8_lossy(&hosts).into_owned();
        let mut found: Vec<IpAddr> = Vec::new();
        for line in hosts.lines() {
            let line = line.split('#').next().unwrap_or_default();
            let mut words = line.split_whitespace();
            let Some(Ok(address)) = words.next().map(str::parse) else { continue };
            if words.any(|word| word.eq_ignore_ascii_case(name)) {
                found.push(address);
            }
        }
        found.sort_by_key(IpAddr::is_ipv6);
        if !found.is_empty() {
            return Ok(found);
        }
        if name.eq_ignore_ascii_case("localhost") {
            return Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]);
        }
        let config = self.read_file("/etc/resolv.conf").await.unwrap_or_default();
        let config = String::from_utf8_lossy(&config).into_owned();
        let kernel = self.kernel.borrow();
        for full in candidates(name, &config) {
            if let Some(addresses) = kernel.network.name(&full)
                && !addresses.is_empty()
            {
                return Ok(addresses.to_vec());
            }
        }
        Err(Errno::NoEnt)
    }

    /// What DNS says about exactly this name, nothing searched.
    #[must_use]
    pub fn ask_dns(&self, full_name: &str) -> Option<Vec<IpAddr>> {
        self.kernel.borrow().network.name(full_name).map(<[IpAddr]>::to_vec)
    }

    /// Connects by TCP.
    ///
    /// # Errors
    /// `ConnRefused`, `TimedOut` after two minutes, `HostUnreach`, `Intr`.
    pub async fn connect(&self, to: SocketAddr) -> Result<i32, Errno> {
        let net = self.net()?;
        let from = self.now();
        let mut told = false;
        let open = self
            .wait_for(|kernel| {
                if kernel.proc(self.key).is_ok_and(|proc| !proc.pending.is_empty()) {
                    return Poll::Ready(Err(Errno::Intr));
                }
                let waited = kernel.now.since(from);
                match kernel.network.route(net, to) {
                    Route::Refused => return Poll::Ready(Err(Errno::ConnRefused)),
                    Route::Unreachable if waited >= NO_ROUTE_AFTER => return Poll::Ready(Err(Errno::HostUnreach)),
                    Route::Unreachable => kernel.set_timer(from + NO_ROUTE_AFTER, self.key),
                    _ if waited >= CONNECT_TIMEOUT => return Poll::Ready(Err(Errno::TimedOut)),
                    Route::Open(listener) => {
                        let ready = Rc::clone(&kernel.ready);
                        if let Some(connection) = kernel.network.connect(&ready, net, to, &listener) {
                            return Poll::Ready(Ok(Open::Connection(connection)));
                        }
                        // The queue is full: the kernel tries again after a while.
                        let again = kernel.now + Duration::from_secs(1);
                        kernel.set_timer(again, self.key);
                    }
                    Route::Lost => {}
                }
                if !told {
                    told = true;
                    kernel.set_timer(from + CONNECT_TIMEOUT, self.key);
                }
                Poll::Pending
            })
            .await?;
        if !to.ip().is_loopback() {
            // Interrupted or not, the connection stands.
            let _ = self.sleep(ROUND_TRIP).await;
        }
        let file = OpenFile::new(open, OpenHow::READ_WRITE, "socket:[1]");
        self.kernel.borrow_mut().install_file(self.key, file)
    }

    /// Listens for TCP. `0.0.0.0` is every address, port 0 any port.
    ///
    /// # Errors
    /// `AddrInUse`, `AddrNotAvail`, `Access` for a port that is kept for the privileged.
    pub fn listen(&self, at: SocketAddr) -> Result<i32, Errno> {
        let net = self.net_for(at.port())?;
        let mut kernel = self.kernel.borrow_mut();
        let ready = Rc::clone(&kernel.ready);
        let listener = kernel.network.listen(&ready, net, at)?;
        kernel.install_file(self.key, OpenFile::new(Open::Listener(listener), OpenHow::READ_WRITE, "socket:[1]"))
    }

    /// Waits for a client; a descriptor for the connection.
    ///
    /// # Errors
    /// `NotSock`, `Intr`.
    pub async fn accept(&self, fd: i32) -> Result<i32, Errno> {
        let file = self.file_of(fd)?;
        let Open::Listener(listener) = &file.open else { return Err(Errno::NotSock) };
        let connection = self
            .wait_for(|kernel| {
                if let Some(connection) = listener.queue.borrow_mut().pop_front() {
                    return Poll::Ready(Ok(connection));
                }
                if kernel.proc(self.key).is_ok_and(|proc| !proc.pending.is_empty()) {
                    return Poll::Ready(Err(Errno::Intr));
                }
                listener.waiting.park(self.key);
                Poll::Pending
            })
            .await?;
        let file = OpenFile::new(Open::Connection(connection), OpenHow::READ_WRITE, "socket:[1]");
        self.kernel.borrow_mut().install_file(self.key, file)
    }

    /// Ends the own side of a connection; the other side reads the end.
    ///
    /// # Errors
    /// `NotSock`.
    pub fn shut_down(&self, fd: i32) -> Result<(), Errno> {
        let file = self.file_of(fd)?;
        let Open::Connection(connection) = &file.open else { return Err(Errno::NotSock) };
        let outgoing: RefCell<_> = RefCell::new(connection.outgoing.borrow_mut().take());
        drop(outgoing);
        Ok(())
    }

    /// The two addresses of a connection: own, other.
    #[must_use]
    pub fn peers(&self, fd: i32) -> Option<(SocketAddr, SocketAddr)> {
        match &self.file_of(fd).ok()?.open {
            Open::Connection(connection) => Some((connection.local, connection.peer)),
            _ => None,
        }
    }

    /// A UDP socket on a port, 0 for any.
    ///
    /// # Errors
    /// `AddrInUse`, `AddrNotAvail`, `Access` for a port that is kept for the privileged.
    pub fn udp(&self, at: SocketAddr) -> Result<i32, Errno> {
        let net = self.net_for(at.port())?;
        let mut kernel = self.kernel.borrow_mut();
        let ready = Rc::clone(&kernel.ready);
        let socket = kernel.network.datagrams(&ready, net, at)?;
        kernel.install_file(self.key, OpenFile::new(Open::Datagrams(socket), OpenHow::READ_WRITE, "socket:[1]"))
    }

    /// Sends a datagram.
    ///
    /// # Errors
    /// `NotSock`; `ConnRefused` if the address is known and nobody listens there.
    pub fn send_to(&self, fd: i32, to: SocketAddr, bytes: &[u8]) -> Result<(), Errno> {
        let net = self.net()?;
        let file = self.file_of(fd)?;
        let Open::Datagrams(socket) = &file.open else { return Err(Errno::NotSock) };
        self.kernel.borrow_mut().network.send(net, socket, to, bytes)
    }

    /// Waits for a datagram; from whom, and what.
    ///
    /// # Errors
    /// `NotSock`, `Intr`.
    pub async fn receive(&self, fd: i32) -> Result<(SocketAddr, Vec<u8>), Errno> {
        let file = self.file_of(fd)?;
        let Open::Datagrams(socket) = &file.open else { return Err(Errno::NotSock) };
        self.wait_for(|kernel| {
            if let Some(datagram) = socket.queue.borrow_mut().pop_front() {
                return Poll::Ready(Ok(datagram));
            }
            if kernel.proc(self.key).is_ok_and(|proc| !proc.pending.is_empty()) {
                return Poll::Ready(Err(Errno::Intr));
            }
            socket.waiting.park(self.key);
            Poll::Pending
        })
        .await
    }
}

/// The full names that a resolver tries, in order.
fn candidates(name: &str, config: &str) -> Vec<String> {
    let mut search: Vec<&str> = Vec::new();
    let mut dots_wanted = 1;
    for line in config.lines() {
        let mut words = line.split_whitespace();
        match words.next() {
            Some("search") => search = words.collect(),
            Some("domain") => search = words.take(1).collect(),
            Some("options") => {
                let option = words.find_map(|word| word.strip_prefix("ndots:")?.parse::<usize>().ok());
                dots_wanted = option.unwrap_or(dots_wanted);
            }
            _ => {}
        }
    }
    if let Some(full) = name.strip_suffix('.') {
        return vec![full.to_owned()];
    }
    let searched = search.iter().map(|domain| format!("{name}.{}", domain.trim_end_matches('.')));
    if name.matches('.').count() >= dots_wanted {
        std::iter::once(name.to_owned()).chain(searched).collect()
    } else {
        searched.chain(std::iter::once(name.to_owned())).collect()
    }
}
