//! nginx: reads its configuration, serves files, returns, forwards, counts, and writes its access log where the image's
//! links or the learner's volume lead. It must not know images.

mod conf;
mod notices;

use std::{
    cell::Cell,
    net::{IpAddr, SocketAddr},
    rc::Rc,
};

use jiff::Timestamp;

use crate::world::{Capability, Errno, OpenHow, Process, Signal};

use self::conf::{Action, Server};
use super::{
    complain,
    http::{self, Request, Response},
    serve::{listen, serve},
};

/// What the server calls itself.
const NAME: &str = "nginx/1.27.5";
/// User and group of the workers, in the image.
const WORKER: u32 = 101;
/// Folders that the master process makes before it serves.
const TEMPORARY: [&str; 5] = ["client_temp", "proxy_temp", "fastcgi_temp", "uwsgi_temp", "scgi_temp"];

/// Runs nginx.
pub async fn run(sys: Process) -> u8 {
    let args = sys.argv();
    if args.iter().any(|arg| arg == "-v") {
        complain(&sys, &format!("nginx version: {NAME}")).await;
        return 0;
    }
    let path = super::option(&args, "c").unwrap_or_else(|| "/etc/nginx/nginx.conf".to_owned());
    let conf = match conf::load(&sys, &path).await {
        Ok(conf) => conf,
        Err(words) => return refuse(&sys, &words).await,
    };
    if args.iter().any(|arg| arg == "-t") {
        complain(&sys, &format!("nginx: the configuration file {path} syntax is ok")).await;
        complain(&sys, &format!("nginx: configuration file {path} test is successful")).await;
        return 0;
    }
    if let Err(words) = prepare(&sys) {
        return refuse(&sys, &words).await;
    }
    let (mut fds, ports) = match bind(&sys, &conf.servers) {
        Ok(bound) => bound,
        Err(words) => {
            complain(&sys, &format!("nginx: [emerg] {words}")).await;
            complain(&sys, "nginx: [emerg] still could not bind()").await;
            return 1;
        }
    };
    notices::started(&sys, &conf, NAME).await;
    if let Err(words) = become_worker(&sys) {
        // The master stays, with its ports open and nobody who takes a client.
        complain(&sys, &format!("nginx: [emerg] {words} failed (1: {})", Errno::Perm)).await;
        complain(&sys, "nginx: [alert] worker process exited with fatal code 2 and cannot be respawned").await;
        fds.clear();
    }
    let (servers, requests) = (Rc::new(conf.servers), Rc::new(Cell::new(0_u64)));
    let own = sys.clone();
    let signal = serve(&sys, &fds, Vec::new(), |index, client| {
        let (sys, servers, requests, port) = (own.clone(), Rc::clone(&servers), Rc::clone(&requests), ports[index]);
        Box::pin(async move { client_of(&sys, client, &servers, port, &requests).await })
    })
    .await;
    u8::from(signal == Signal::KILL)
}

async fn refuse(sys: &Process, words: &str) -> u8 {
    complain(sys, &format!("nginx: [emerg] {words}")).await;
    1
}

/// Makes what nginx makes on its way up: on a read-only root, or as another user, this is where it ends.
fn prepare(sys: &Process) -> Result<(), String> {
    let number = |errno: Errno| match errno {
        Errno::ReadOnly => 30,
        Errno::Access => 13,
        Errno::Perm => 1,
        _ => 2,
    };
    let is_root = sys.credentials().uid == 0;
    for name in TEMPORARY {
        let path = format!("/var/cache/nginx/{name}");
        match sys.mkdir(&path, 0o700) {
            Ok(()) | Err(Errno::Exist) => {}
            Err(errno) => return Err(format!("mkdir() {path:?} failed ({}: {errno})", number(errno))),
        }
        if is_root && let Err(errno) = sys.chown(&path, Some(WORKER), None, true) {
            return Err(format!("chown({path:?}, {WORKER}) failed ({}: {errno})", number(errno)));
        }
    }
    if let Err(errno) = sys.access("/run", false, true, false) {
        return Err(format!("open() \"/run/nginx.pid\" failed ({}: {errno})", number(errno)));
    }
    Ok(())
}

/// What a worker does first: it stops being root. The call that fails without its capability.
fn become_worker(sys: &Process) -> Result<(), String> {
    let creds = sys.credentials();
    for (call, capability) in [("setgid", Capability::Setgid), ("setuid", Capability::Setuid)] {
        if creds.uid == 0 && !creds.can(capability) {
            return Err(format!("{call}({WORKER})"));
        }
    }
    Ok(())
}

fn bind(sys: &Process, servers: &[Server]) -> Result<(Vec<i32>, Vec<u16>), String> {
    let mut ports: Vec<u16> = servers.iter().flat_map(|server| server.ports.iter().copied()).collect();
    ports.sort_unstable();
    ports.dedup();
    let mut fds = Vec::new();
    for port in &ports {
        let fd = listen(sys, only_host(servers, *port), *port).map_err(|errno| {
            let number = if errno == Errno::AddrInUse { 98 } else { 13 };
            format!("bind() to 0.0.0.0:{port} failed ({number}: {errno})")
        })?;
        fds.push(fd);
    }
    Ok((fds, ports))
}

/// The one address for which all servers of a port listen there, if there is one.
fn only_host(servers: &[Server], port: u16) -> Option<IpAddr> {
    let mut hosts = servers.iter().filter(|server| server.ports.contains(&port)).map(|server| {
        let own = server.hosts.iter().find(|(of, _)| *of == port);
        own.map(|(_, host)| *host)
    });
    let first = hosts.next()??;
    hosts.all(|host| host == Some(first)).then_some(first)
}

async fn client_of(sys: &Process, fd: i32, servers: &[Server], port: u16, requests: &Cell<u64>) {
    let Some(request) = http::read_request(sys, fd).await else {
        let _ = sys.close(fd);
        return;
    };
    requests.set(requests.get() + 1);
    let host = request.header("host").unwrap_or("").split(':').next().unwrap_or("").to_owned();
    let here = || servers.iter().filter(|server| server.ports.contains(&port));
    let server = here().find(|server| server.names.contains(&host)).or_else(|| here().next());
    let response = match server {
        Some(server) => answer(sys, server, &request, requests.get()).await,
        None => error_page(404),
    };
    write_log(sys, fd, &request, &response).await;
    http::respond(sys, fd, &request, NAME, &response).await;
}

async fn answer(sys: &Process, server: &Server, request: &Request, requests: u64) -> Response {
    let path = request.path();
    let Some(location) = server.location(path) else { return error_page(404) };
    let mut response = match &location.action {
        Action::Return(status, body) if (300..400).contains(status) => {
            let mut page = error_page(*status);
            page.headers.push(("Location".to_owned(), body.clone()));
            page
        }
        Action::Return(status, body) if body.is_empty() => error_page(*status),
        Action::Return(status, body) => {
            let kind = location.kind.as_deref().unwrap_or("text/plain");
            Response::text(*status, kind, body.replace("\\n", "\n"))
        }
        Action::Status => Response::text(
            200,
            "text/plain",
            format!(
                "Active connections: 1 \nserver accepts handled requests\n {requests} {requests} {requests} \nReading: 0 Writing: 1 Waiting: 0 \n"
            ),
        ),
        Action::Pass(target) => forward(sys, target, &location.prefix, request).await,
        Action::Files { root, alias } => {
            let path = if *alias { path.strip_prefix(location.prefix.as_str()).unwrap_or(path) } else { path };
            match http::file(sys, root, path, &server.indexes).await {
                Ok((body, kind)) => Response::text(200, &kind, body),
                Err(status) => error_page(status),
            }
        }
    };
    response.headers.extend(location.headers.clone());
    response
}

async fn forward(sys: &Process, target: &str, prefix: &str, request: &Request) -> Response {
    let rest = target.strip_prefix("http://").or_else(|| target.strip_prefix("https://")).unwrap_or(target);
    let (authority, path) = rest.split_once('/').map_or((rest, None), |(a, p)| (a, Some(format!("/{p}"))));
    let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
    let Some(address) = sys.resolve(host).await.ok().and_then(|all| all.first().copied()) else {
        return error_page(502);
    };
    let mut inner = request.clone();
    if let Some(path) = path {
        let below = request.target.strip_prefix(prefix).unwrap_or("");
        inner.target = format!("{path}{below}");
    }
    inner.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("connection") && !name.eq_ignore_ascii_case("host"));
    inner.headers.push(("Host".to_owned(), authority.to_owned()));
    let to = SocketAddr::new(address, port.parse().unwrap_or(80));
    match http::exchange(sys, to, &inner).await {
        Ok(mut response) => {
            let own = ["connection", "content-length", "server"];
            response.headers.retain(|(name, _)| !own.iter().any(|own| name.eq_ignore_ascii_case(own)));
            response
        }
        Err(words) => {
            let line = format!("[error] connect() failed ({words}) while connecting to upstream, upstream: {target:?}");
            log_line(sys, "/var/log/nginx/error.log", &line, 2).await;
            error_page(502)
        }
    }
}

fn error_page(status: u16) -> Response {
    let words = http::reason(status);
    let body = format!(
        "<html>\r\n<head><title>{status} {words}</title></head>\r\n<body>\r\n<center><h1>{status} {words}</h1></center>\r\n<hr><center>{NAME}</center>\r\n</body>\r\n</html>\r\n"
    );
    Response::text(status, "text/html", body)
}

async fn write_log(sys: &Process, fd: i32, request: &Request, response: &Response) {
    let peer = sys.peers(fd).map_or_else(|| "-".to_owned(), |(_, peer)| peer.ip().to_string());
    let moment = Timestamp::from_second(sys.wall().secs()).unwrap_or(Timestamp::UNIX_EPOCH);
    let line = format!(
        "{peer} - - [{}] \"{} {} {}\" {} {} \"-\" \"{}\" \"-\"",
        moment.strftime("%d/%b/%Y:%H:%M:%S +0000"),
        request.method,
        request.target,
        request.version,
        response.status,
        response.body.len(),
        request.header("user-agent").unwrap_or("-"),
    );
    log_line(sys, "/var/log/nginx/access.log", &line, 1).await;
}

/// Writes into a log file, or to a stream where there is none.
async fn log_line(sys: &Process, path: &str, line: &str, stream: i32) {
    let bytes = format!("{line}\n");
    match sys.open(path, OpenHow::APPEND).await {
        Ok(file) => {
            // A full disk loses log lines, as it does in a real server.
            let _ = sys.write(file, bytes.as_bytes()).await;
            let _ = sys.close(file);
        }
        Err(_) => {
            let _ = sys.write(stream, bytes.as_bytes()).await;
        }
    }
}
