//! The network: one localhost and one port space per namespace, addresses, services, names, TCP connections and UDP
//! datagrams. It must not know processes.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::rc::{Rc, Weak};

use super::container::Net;
use super::errno::Errno;
use super::pipe::{Pipe, PipeReader, PipeWriter};
use super::ready::{Ready, WaitQueue};

/// How many connections wait for `accept`.
const BACKLOG: usize = 128;
/// How many datagrams wait to be read before more are lost.
const DATAGRAMS: usize = 256;

/// One side of a TCP connection.
pub struct Connection {
    pub(super) incoming: PipeReader,
    pub(super) outgoing: RefCell<Option<PipeWriter>>,
    /// The address of this side.
    pub local: SocketAddr,
    /// The address of the other side.
    pub peer: SocketAddr,
}

/// A TCP socket that listens.
pub struct Listener {
    pub(super) address: SocketAddr,
    pub(super) queue: RefCell<VecDeque<Connection>>,
    pub(super) waiting: WaitQueue,
}

/// A UDP socket.
pub struct Datagrams {
    pub(super) local: Cell<SocketAddr>,
    pub(super) queue: RefCell<VecDeque<(SocketAddr, Vec<u8>)>>,
    pub(super) waiting: WaitQueue,
}

/// What becomes of a packet to an address that nobody has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Nowhere {
    /// It is lost; a connection times out.
    Lost,
    /// It comes back as refused.
    Refused,
    /// It comes back as `No route to host`.
    NoRoute,
}

/// One Pod's network.
#[derive(Default)]
struct Namespace {
    addresses: Vec<IpAddr>,
    listeners: Vec<Weak<Listener>>,
    datagrams: Vec<Weak<Datagrams>>,
    next_port: u16,
    /// Ports below this one need a capability.
    privileged_below: u16,
}

/// All networks, services and names of a world.
#[derive(Default)]
pub struct Network {
    namespaces: Vec<Namespace>,
    services: BTreeMap<IpAddr, BTreeMap<u16, Vec<SocketAddr>>>,
    names: BTreeMap<String, Vec<IpAddr>>,
    turn: usize,
    nowhere: Option<Nowhere>,
}

/// Where a connection attempt leads.
pub(super) enum Route {
    Open(Rc<Listener>),
    Refused,
    Unreachable,
    Lost,
}

impl Network {
    /// A namespace with these addresses besides localhost.
    pub fn add(&mut self, addresses: Vec<IpAddr>) -> Net {
        self.namespaces.push(Namespace { addresses, next_port: 32_768, ..Namespace::default() });
        Net(u32::try_from(self.namespaces.len() - 1).unwrap_or(u32::MAX))
    }

    /// The addresses of a namespace.
    #[must_use]
    pub fn addresses(&self, net: Net) -> &[IpAddr] {
        self.namespaces.get(net.0 as usize).map_or(&[], |space| &space.addresses)
    }

    /// Replaces the addresses of a namespace; none when its Pod is gone.
    pub fn set_addresses(&mut self, net: Net, addresses: Vec<IpAddr>) {
        if let Some(space) = self.namespaces.get_mut(net.0 as usize) {
            space.addresses = addresses;
        }
    }

    /// Keeps the ports below one for those who have the capability, as a machine does
    /// (`net.ipv4.ip_unprivileged_port_start`). A new namespace keeps none, as containerd makes it for a Pod.
    pub fn set_privileged_below(&mut self, net: Net, port: u16) {
        if let Some(space) = self.namespaces.get_mut(net.0 as usize) {
            space.privileged_below = port;
        }
    }

    /// Whether a port needs the capability; 0, which is any, never does.
    pub(super) fn is_privileged(&self, net: Net, port: u16) -> bool {
        port != 0 && self.namespaces.get(net.0 as usize).is_some_and(|space| port < space.privileged_below)
    }

    /// What becomes of packets to unknown addresses; `Lost` unless said.
    pub fn set_nowhere(&mut self, nowhere: Nowhere) {
        self.nowhere = Some(nowhere);
    }

    /// A service's address and, by port, those who answer for it, in turn. Nobody: refused.
    pub fn set_service(&mut self, address: IpAddr, port: u16, backends: Vec<SocketAddr>) {
        self.services.entry(address).or_default().insert(port, backends);
    }

    /// Takes a service's address away.
    pub fn remove_service(&mut self, address: IpAddr) {
        self.services.remove(&address);
    }

    /// What DNS answers for a full name (without a dot at its end).
    pub fn set_name(&mut self, name: &str, addresses: Vec<IpAddr>) {
        self.names.insert(name.to_ascii_lowercase(), addresses);
    }

    /// Makes DNS forget a name.
    pub fn remove_name(&mut self, name: &str) {
        self.names.remove(&name.to_ascii_lowercase());
    }

    /// What DNS knows about a full name; `None` is NXDOMAIN.
    #[must_use]
    pub fn name(&self, name: &str) -> Option<&[IpAddr]> {
        self.names.get(name.trim_end_matches('.').to_ascii_lowercase().as_str()).map(Vec::as_slice)
    }

    /// Whether anybody has this address: what `ping` finds out.
    #[must_use]
    pub fn is_known(&self, net: Net, address: IpAddr) -> bool {
        self.find(net, address).is_some()
    }

    fn find(&self, net: Net, address: IpAddr) -> Option<&Namespace> {
        let own = self.namespaces.get(net.0 as usize)?;
        if address.is_loopback() || address.is_unspecified() || own.addresses.contains(&address) {
            return Some(own);
        }
        self.namespaces.iter().find(|space| space.addresses.contains(&address))
    }

    /// Whether a listener is there, without connecting.
    pub(super) fn route(&mut self, net: Net, to: SocketAddr) -> Route {
        let to = match self.backend(to) {
            Ok(to) => to,
            Err(route) => return route,
        };
        let Some(space) = self.find(net, to.ip()) else {
            return match self.nowhere {
                Some(Nowhere::Refused) => Route::Refused,
                Some(Nowhere::NoRoute) => Route::Unreachable,
                _ => Route::Lost,
            };
        };
        let found = space.listeners.iter().filter_map(Weak::upgrade).find(|listener| listener.takes(to));
        found.map_or(Route::Refused, Route::Open)
    }

    /// A service's backend in place of its address.
    fn backend(&mut self, to: SocketAddr) -> Result<SocketAddr, Route> {
        let Some(ports) = self.services.get(&to.ip()) else { return Ok(to) };
        let Some(backends) = ports.get(&to.port()) else { return Err(Route::Lost) };
        if backends.is_empty() {
            return Err(Route::Refused);
        }
        self.turn = self.turn.wrapping_add(1);
        backends.get(self.turn % backends.len()).copied().ok_or(Route::Refused)
    }

    /// Makes a connection and puts its far side into the listener's queue.
    pub(super) fn connect(
        &mut self,
        ready: &Rc<Ready>,
        net: Net,
        to: SocketAddr,
        far: &Listener,
    ) -> Option<Connection> {
        if far.queue.borrow().len() >= BACKLOG {
            return None;
        }
        let port = self.ephemeral(net);
        let from = match self.addresses(net).first() {
            Some(first) if !to.ip().is_loopback() => *first,
            _ => IpAddr::V4(Ipv4Addr::LOCALHOST),
        };
        let local = SocketAddr::new(from, port);
        let (near_read, far_write) = Pipe::pair(ready);
        let (far_read, near_write) = Pipe::pair(ready);
        far.queue.borrow_mut().push_back(Connection {
            incoming: far_read,
            outgoing: RefCell::new(Some(far_write)),
            local: SocketAddr::new(to.ip(), far.address.port()),
            peer: local,
        });
        far.waiting.wake();
        Some(Connection { incoming: near_read, outgoing: RefCell::new(Some(near_write)), local, peer: to })
    }

    fn ephemeral(&mut self, net: Net) -> u16 {
        let Some(space) = self.namespaces.get_mut(net.0 as usize) else { return 0 };
        let port = space.next_port;
        space.next_port = if port >= 60_999 { 32_768 } else { port + 1 };
        port
    }

    /// Listens for TCP on an address of the namespace or on all of them (`0.0.0.0`).
    pub(super) fn listen(&mut self, ready: &Rc<Ready>, net: Net, mut at: SocketAddr) -> Result<Rc<Listener>, Errno> {
        if at.port() == 0 {
            at.set_port(self.ephemeral(net));
        }
        let space = self.space(net, at.ip())?;
        space.listeners.retain(|listener| listener.strong_count() > 0);
        if space.listeners.iter().filter_map(Weak::upgrade).any(|other| overlap(other.address, at)) {
            return Err(Errno::AddrInUse);
        }
        let listener = Rc::new(Listener { address: at, queue: RefCell::default(), waiting: WaitQueue::new(ready) });
        space.listeners.push(Rc::downgrade(&listener));
        Ok(listener)
    }

    /// A UDP socket on a port, 0 for any.
    pub(super) fn datagrams(
        &mut self,
        ready: &Rc<Ready>,
        net: Net,
        mut at: SocketAddr,
    ) -> Result<Rc<Datagrams>, Errno> {
        if at.port() == 0 {
            at.set_port(self.ephemeral(net));
        }
        let space = self.space(net, at.ip())?;
        space.datagrams.retain(|socket| socket.strong_count() > 0);
        if space.datagrams.iter().filter_map(Weak::upgrade).any(|other| overlap(other.local.get(), at)) {
            return Err(Errno::AddrInUse);
        }
        let socket =
            Rc::new(Datagrams { local: Cell::new(at), queue: RefCell::default(), waiting: WaitQueue::new(ready) });
        space.datagrams.push(Rc::downgrade(&socket));
        Ok(socket)
    }

    fn space(&mut self, net: Net, address: IpAddr) -> Result<&mut Namespace, Errno> {
        let space = self.namespaces.get_mut(net.0 as usize).ok_or(Errno::NetUnreach)?;
        let own = address.is_unspecified() || address.is_loopback() || space.addresses.contains(&address);
        if own { Ok(space) } else { Err(Errno::AddrNotAvail) }
    }

    /// Sends a datagram. Nobody there is an error that a connected socket would read; a lost packet is none.
    pub(super) fn send(&mut self, net: Net, from: &Datagrams, to: SocketAddr, bytes: &[u8]) -> Result<(), Errno> {
        let to = match self.backend(to) {
            Ok(to) => to,
            Err(Route::Refused) => return Err(Errno::ConnRefused),
            Err(_) => return Ok(()),
        };
        let source = match self.addresses(net).first() {
            Some(first) if !to.ip().is_loopback() => *first,
            _ => IpAddr::V4(Ipv4Addr::LOCALHOST),
        };
        let Some(space) = self.find(net, to.ip()) else { return Ok(()) };
        let sockets = space.datagrams.iter().filter_map(Weak::upgrade);
        let Some(socket) = sockets.into_iter().find(|socket| takes(socket.local.get(), to)) else {
            return Err(Errno::ConnRefused);
        };
        let mut queue = socket.queue.borrow_mut();
        if queue.len() < DATAGRAMS {
            queue.push_back((SocketAddr::new(source, from.local.get().port()), bytes.to_vec()));
        }
        drop(queue);
        socket.waiting.wake();
        Ok(())
    }

    /// The ports that a namespace listens on: (`tcp` or not, address), for `netstat`.
    #[must_use]
    pub fn listening(&self, net: Net) -> Vec<(bool, SocketAddr)> {
        let Some(space) = self.namespaces.get(net.0 as usize) else { return Vec::new() };
        let tcp = space.listeners.iter().filter_map(Weak::upgrade).map(|listener| (true, listener.address));
        let udp = space.datagrams.iter().filter_map(Weak::upgrade).map(|socket| (false, socket.local.get()));
        tcp.chain(udp).collect()
    }
}

impl Listener {
    fn takes(&self, to: SocketAddr) -> bool {
        takes(self.address, to)
    }
}

fn takes(bound: SocketAddr, to: SocketAddr) -> bool {
    bound.port() == to.port() && (bound.ip().is_unspecified() || to.ip().is_unspecified() || bound.ip() == to.ip())
}

fn overlap(a: SocketAddr, b: SocketAddr) -> bool {
    a.port() == b.port() && (a.ip().is_unspecified() || b.ip().is_unspecified() || a.ip() == b.ip())
}
