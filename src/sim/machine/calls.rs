//! Questions that come from outside a Pod: GET, TCP, gRPC health. Words of failure are those of Go's net package, as the
//! kubelet's events carry them. It must not know who asks.

use std::fmt::Write as _;
use std::{
    cell::RefCell,
    net::{IpAddr, SocketAddr},
    rc::Rc,
    time::Duration,
};

use crate::sim::runtime::{Call, Reply};
use crate::world::{Errno, Process};

/// Redirects are followed no further.
const MOST_HOPS: usize = 10;
/// A body is read no further.
const MOST: usize = 1 << 20;
/// Who says nothing for so long has said all.
const SILENCE: Duration = Duration::from_secs(1);

/// Asks, and gives the answer. A caller in a hurry stops it.
pub(super) async fn ask(sys: &Process, call: Call) -> Reply {
    match call {
        Call::Http { ip, mut port, mut path, host, headers, tls, follow } => {
            let scheme = if tls { "https" } else { "http" };
            let mut hops = 0;
            loop {
                let url = format!("{scheme}://{ip}:{port}{path}");
                let answer = match connect(sys, &ip, port).await {
                    Ok(fd) if tls => not_tls(sys, fd),
                    Ok(fd) => {
                        let host = host.clone().unwrap_or_else(|| format!("{ip}:{port}"));
                        get(sys, fd, &path, &host, &headers).await
                    }
                    Err(words) => Err(words),
                };
                match answer {
                    Err(words) => return Reply::Failed(format!("Get {url:?}: {words}")),
                    Ok(Answer { status, body, location }) => {
                        let next = location.filter(|_| follow && matches!(status, 301..=303 | 307 | 308));
                        match next.and_then(|location| same_host(&location, &ip, port, &path)) {
                            Some(_) if hops >= MOST_HOPS => {
                                return Reply::Failed(format!("Get {url:?}: stopped after {MOST_HOPS} redirects"));
                            }
                            Some(next) => (port, path) = next,
                            None => return Reply::Http { status, body },
                        }
                    }
                }
                hops += 1;
            }
        }
        Call::Tcp { ip, port } => match connect(sys, &ip, port).await {
            Ok(fd) => {
                // The other side sees the end of it.
                let _ = sys.close(fd);
                Reply::Connected
            }
            Err(words) => Reply::Failed(words),
        },
        Call::Grpc { ip, port, service } => grpc(sys, &ip, port, &service).await,
        Call::Exec { .. } => Reply::Failed("not a question for the network".to_owned()),
    }
}

async fn connect(sys: &Process, ip: &str, port: u16) -> Result<i32, String> {
    let address: IpAddr = match ip.parse() {
        Ok(address) => address,
        Err(_) => match sys.resolve(ip).await.ok().and_then(|all| all.first().copied()) {
            Some(address) => address,
            None => return Err(format!("dial tcp: lookup {ip} on 10.96.0.10:53: no such host")),
        },
    };
    let words = |errno: Errno| match errno {
        Errno::ConnRefused => "connect: connection refused",
        Errno::HostUnreach => "connect: no route to host",
        _ => "i/o timeout",
    };
    sys.connect(SocketAddr::new(address, port)).await.map_err(|e| format!("dial tcp {ip}:{port}: {}", words(e)))
}

/// What a web server answered.
struct Answer {
    status: u16,
    body: String,
    location: Option<String>,
}

/// Port and path that a redirect leads to; `None` for another host or another scheme.
fn same_host(location: &str, ip: &str, port: u16, path: &str) -> Option<(u16, String)> {
    if let Some(rest) = location.strip_prefix("http://") {
        let (authority, path) = rest.split_once('/').map_or((rest, String::new()), |(a, p)| (a, p.to_owned()));
        let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "80"));
        return (host == ip).then_some((port.parse().ok()?, format!("/{path}")));
    }
    if location.contains("://") || location.starts_with("//") {
        return None;
    }
    if location.starts_with('/') {
        return Some((port, location.to_owned()));
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    Some((port, format!("{folder}/{location}")))
}

async fn get(sys: &Process, fd: i32, path: &str, host: &str, headers: &[(String, String)]) -> Result<Answer, String> {
    let mut request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n");
    let named = |name: &str| headers.iter().any(|(n, _)| n.eq_ignore_ascii_case(name));
    if !named("User-Agent") {
        request += "User-Agent: kube-probe/1.36\r\n";
    }
    if !named("Accept") {
        request += "Accept: */*\r\n";
    }
    for (name, value) in headers {
        _ = write!(request, "{name}: {value}\r\n");
    }
    request += "Connection: close\r\n\r\n";
    if sys.write(fd, request.as_bytes()).await.is_err() {
        return Err("EOF".to_owned());
    }
    let bytes = read_answer(sys, fd).await;
    // The answer is here; how the other side hears of the end does not matter.
    let _ = sys.close(fd);
    parse(&bytes)
}

/// Reads a whole answer: to its end, or as far as its length says.
async fn read_answer(sys: &Process, fd: i32) -> Vec<u8> {
    let mut all = Vec::new();
    while all.len() < MOST {
        match sys.read(fd, 65_536).await {
            Ok(bytes) if !bytes.is_empty() => all.extend(bytes),
            _ => break,
        }
        sys.step(1).await;
        if is_complete(&all) {
            break;
        }
    }
    all
}

fn is_complete(answer: &[u8]) -> bool {
    let text = String::from_utf8_lossy(answer);
    let Some((head, _)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    length.is_some_and(|length| answer.len() >= head.len() + 4 + length)
}

fn parse(bytes: &[u8]) -> Result<Answer, String> {
    if bytes.is_empty() {
        return Err("EOF".to_owned());
    }
    let text = String::from_utf8_lossy(bytes);
    let line = text.lines().next().unwrap_or("");
    let Some(rest) = line.strip_prefix("HTTP/") else {
        let start: String = line.chars().take(40).collect();
        return Err(format!("net/http: HTTP/1.x transport connection broken: malformed HTTP response {start:?}"));
    };
    let status = rest.split_whitespace().nth(1).and_then(|code| code.parse().ok());
    let status = status.ok_or_else(|| format!("malformed HTTP status code {rest:?}"))?;
    let body = text.split_once("\r\n\r\n").or_else(|| text.split_once("\n\n")).map_or("", |(_, body)| body);
    let head = text.lines().skip(1).take_while(|line| !line.trim().is_empty());
    let location = head.filter_map(|line| line.split_once(':')).find(|(name, _)| name.eq_ignore_ascii_case("location"));
    Ok(Answer { status, body: body.to_owned(), location: location.map(|(_, place)| place.trim().to_owned()) })
}

/// No server of this machine speaks TLS.
fn not_tls(sys: &Process, fd: i32) -> Result<Answer, String> {
    let _ = sys.close(fd);
    Err("http: server gave HTTP response to HTTPS client".to_owned())
}

async fn grpc(sys: &Process, ip: &str, port: u16, service: &str) -> Reply {
    // A client of gRPC tries to connect until its time is up, and so do we.
    let Ok(fd) = connect(sys, ip, port).await else { return wait_in_vain(sys).await };
    // Servers of this machine that know gRPC health answer its preface with a word.
    let preface = format!("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{service}\r\n");
    let mut answer = String::new();
    if sys.write(fd, preface.as_bytes()).await.is_ok() {
        answer = String::from_utf8_lossy(&read_answer(sys, fd).await).into_owned();
    }
    let _ = sys.close(fd);
    match answer.trim() {
        "SERVING" => Reply::Connected,
        "NOT_SERVING" => Reply::Failed("service unhealthy (responded with \"NOT_SERVING\")".to_owned()),
        word if word.starts_with("ERROR ") => {
            let (code, words) = word["ERROR ".len()..].split_once(' ').unwrap_or(("Unknown", ""));
            Reply::Failed(format!("error: health rpc probe failed: rpc error: code = {code} desc = {words}"))
        }
        _ => wait_in_vain(sys).await,
    }
}

/// Waits until the caller gives up, who knows how long that was.
async fn wait_in_vain(sys: &Process) -> Reply {
    while sys.sleep(Duration::from_hours(1)).await.is_ok() {}
    Reply::Failed("context deadline exceeded".to_owned())
}

/// A talk with a port, as it goes on.
#[derive(Clone, Default)]
pub struct Conversation(Rc<RefCell<Talk>>);

#[derive(Default)]
struct Talk {
    heard: Vec<u8>,
    refused: Option<String>,
    done: bool,
}

impl Conversation {
    /// Nothing more will come.
    pub fn is_done(&self) -> bool {
        self.0.borrow().done
    }

    /// What came back.
    ///
    /// # Errors
    /// Where nothing listens.
    pub fn take(&self) -> Result<Vec<u8>, String> {
        let mut talk = self.0.borrow_mut();
        talk.refused.take().map_or_else(|| Ok(std::mem::take(&mut talk.heard)), Err)
    }

    /// Talks: sends, then listens until the other side closes or is silent for a second.
    pub(super) async fn hold(&self, sys: &Process, host: &str, port: u16, send: &[u8]) -> u8 {
        let connected = connect(sys, host, port).await;
        match connected {
            Err(words) => self.0.borrow_mut().refused = Some(words),
            Ok(fd) => {
                // Where nobody reads, there may still be an answer.
                let _ = sys.write(fd, send).await;
                loop {
                    let patience = sys.now() + SILENCE;
                    match sys.until(Some(patience), sys.read(fd, 65_536)).await {
                        Some(Ok(bytes)) if !bytes.is_empty() && self.0.borrow().heard.len() < MOST => {
                            self.0.borrow_mut().heard.extend(bytes);
                        }
                        _ => break,
                    }
                }
                let _ = sys.close(fd);
            }
        }
        self.0.borrow_mut().done = true;
        0
    }
}
