//! `wget` and `httpd`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use crate::shell::applet::{Call, Options};
use crate::shell::calendar;
use crate::world::{Errno, Kind, OpenHow, Process, text};

/// The biggest answer that is read.
const BIGGEST: usize = 64 << 20;
/// How many redirects are followed.
const MOST_REDIRECTS: u32 = 5;

/// A URL that wget takes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Url {
    scheme: Scheme,
    host: String,
    port: u16,
    path: String,
    user: Option<String>,
}

/// How a URL wants to be fetched. A connection is made for each; what comes after it is played for HTTP alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    Http,
    Https,
    Ftp,
}

impl Scheme {
    fn port(self) -> u16 {
        match self {
            Scheme::Http => 80,
            Scheme::Https => 443,
            Scheme::Ftp => 21,
        }
    }
}

impl Url {
    fn parse(text: &str) -> Result<Url, String> {
        let (scheme, rest) = match text.split_once("://") {
            None => (Scheme::Http, text),
            Some(("http", rest)) => (Scheme::Http, rest),
            Some(("https", rest)) => (Scheme::Https, rest),
            Some(("ftp" | "ftps", rest)) => (Scheme::Ftp, rest),
            Some(_) => return Err(format!("not an http or ftp url: {text}")),
        };
        let cut = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(cut);
        let path = path.split('#').next().unwrap_or_default();
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        let (user, host) =
            authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user.to_owned()), host));
        let (host, port) = match host.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().map_err(|_| format!("invalid port '{port}'"))?),
            None => (host, scheme.port()),
        };
        Ok(Url { scheme, host: host.to_owned(), port, path, user })
    }
}

pub(super) async fn wget(mut call: Call) -> u8 {
    let long = [
        ("quiet", 'q'),
        ("spider", '@'),
        ("output-document", 'O'),
        ("output-file", 'o'),
        ("header", 'H'),
        ("post-data", 'D'),
        ("post-file", 'F'),
        ("timeout", 'T'),
        ("tries", 't'),
        ("continue", 'c'),
        ("directory-prefix", 'P'),
        ("user-agent", 'U'),
        ("server-response", 'S'),
        ("no-check-certificate", '#'),
        ("no-verbose", 'n'),
    ];
    let Ok(options) = call.options("cqSO:o:P:Y:U:T:t:n::@#H:D:F:", &long).await else { return 1 };
    if options.words.is_empty() {
        return call.show_usage().await;
    }
    if options.has('F') {
        return call.not_simulated("--post-file").await;
    }
    let mut code = 0;
    for word in options.words.clone() {
        if !fetch(&mut call, &options, &word).await {
            code = 1;
        }
    }
    call.finish(code).await
}

/// What came back from a server.
struct Answer {
    status: u16,
    line: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

async fn fetch(call: &mut Call, options: &Options, word: &str) -> bool {
    let quiet = options.has('q');
    let mut url = match Url::parse(word) {
        Ok(url) => url,
        Err(words) => {
            call.error(&words).await;
            return false;
        }
    };
    let mut redirects = 0;
    let answer = loop {
        let Some(address) = call.sys.resolve(&url.host).await.ok().and_then(|all| all.first().copied()) else {
            call.error(&format!("bad address '{}'", url.host)).await;
            return false;
        };
        let to = SocketAddr::new(address, url.port);
        if !quiet {
            call.complain(&format!("Connecting to {} ({to})\n", host_and_port(&url))).await;
        }
        let wait = options.value('T').and_then(|text| text.parse().ok()).unwrap_or(900);
        if url.scheme != Scheme::Http && call.sys.connect(to).await.is_ok() {
            let mut what = "ftp";
            if url.scheme == Scheme::Https {
                what = "https";
                if !options.has('#') {
                    call.error("note: TLS certificate validation not implemented").await;
                }
            }
            call.not_simulated(what).await;
            return false;
        }
        let answer = match ask(call, options, &url, to, Duration::from_secs(wait)).await {
            Ok(answer) => answer,
            Err(message) => {
                call.error(&message).await;
                return false;
            }
        };
        if options.has('S') {
            let mut words = format!("  {}\n", answer.line);
            for (name, value) in &answer.headers {
                words.push_str(&format!("  {name}: {value}\n"));
            }
            words.push_str("  \n");
            call.complain(&words).await;
        }
        let location = answer.header("location").map(str::to_owned);
        match (answer.status, location) {
            (300..=399, Some(location)) => {
                redirects += 1;
                if redirects > MOST_REDIRECTS {
                    call.error("too many redirections").await;
                    return false;
                }
                if location.starts_with('/') {
                    url.path = location;
                } else if let Ok(other) = Url::parse(&location) {
                    url = other;
                }
            }
            (200..=299, _) => break answer,
            _ => {
                let words = answer.line.split_once(' ').map_or("", |(_, words)| words).to_owned();
                let proto = answer.line.split(' ').next().unwrap_or("HTTP/1.1").to_owned();
                call.error(&format!("server returned error: {proto} {words}")).await;
                return false;
            }
        }
    };
    if options.has('@') {
        if !quiet {
            call.complain("remote file exists\n").await;
        }
        return true;
    }
    save(call, options, &url, &answer.body).await
}

fn host_and_port(url: &Url) -> String {
    if url.port == url.scheme.port() { url.host.clone() } else { format!("{}:{}", url.host, url.port) }
}

async fn ask(call: &Call, options: &Options, url: &Url, to: SocketAddr, wait: Duration) -> Result<Answer, String> {
    let sys = &call.sys;
    let deadline = Some(sys.now() + wait);
    let fd = match sys.until(deadline, sys.connect(to)).await {
        Some(Ok(fd)) => fd,
        Some(Err(errno)) => return Err(format!("can't connect to remote host ({}): {errno}", to.ip())),
        None => return Err("download timed out".into()),
    };
    let verb = if options.has('D') {
        "POST"
    } else if options.has('@') {
        "HEAD"
    } else {
        "GET"
    };
    let agent = options.value('U').unwrap_or("Wget");
    let mut request =
        format!("{verb} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: {agent}\r\n", url.path, host_and_port(url));
    if let Some(user) = &url.user {
        use base64::Engine as _;
        let token = base64::engine::general_purpose::STANDARD.encode(user);
        request.push_str(&format!("Authorization: Basic {token}\r\n"));
    }
    for header in options.values('H') {
        request.push_str(&format!("{header}\r\n"));
    }
    request.push_str("Connection: close\r\n");
    let body = options.value('D').unwrap_or_default();
    if options.has('D') {
        request.push_str(&format!(
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
            body.len()
        ));
    }
    request.push_str("\r\n");
    request.push_str(body);
    if let Err(errno) = sys.write(fd, &text::to_bytes(&request)).await {
        return Err(format!("error getting response: {errno}"));
    }
    let answer = sys.until(deadline, read_answer(sys, fd, verb == "HEAD")).await;
    // It was open until now.
    let _ = sys.close(fd);
    answer.unwrap_or_else(|| Err("download timed out".into()))
}

async fn read_answer(sys: &Process, fd: i32, head_only: bool) -> Result<Answer, String> {
    let mut all = Vec::new();
    loop {
        let Some((head_end, body_start)) = end_of_head(&all) else {
            match sys.read(fd, 8192).await {
                Ok(bytes) if !bytes.is_empty() && all.len() < 1 << 16 => {
                    all.extend(bytes);
                    continue;
                }
                Ok(bytes) if bytes.is_empty() && all.is_empty() => return Err("error getting response".into()),
                // An old server that says nothing before the page.
                _ => return Err("error getting response".into()),
            }
        };
        let head = String::from_utf8_lossy(&all[..head_end]).into_owned();
        let mut lines = head.lines();
        let line = lines.next().unwrap_or_default().to_owned();
        let status = line.split_whitespace().nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
            .collect();
        let mut answer = Answer { status, line, headers, body: all.split_off(body_start) };
        if !answer.line.starts_with("HTTP/") {
            return Err("bad response".to_owned());
        }
        let length = answer.header("content-length").and_then(|text| text.parse::<usize>().ok());
        let most = if head_only { 0 } else { length.unwrap_or(BIGGEST).min(BIGGEST) };
        while answer.body.len() < most {
            match sys.read(fd, 65_536).await {
                Ok(bytes) if !bytes.is_empty() => {
                    sys.step(1 + bytes.len() as u64 / 1024).await;
                    answer.body.extend(bytes);
                }
                _ => break,
            }
        }
        if answer.header("transfer-encoding").is_some_and(|how| how.eq_ignore_ascii_case("chunked")) {
            answer.body = unchunked(&answer.body);
        } else if let Some(length) = length {
            answer.body.truncate(length);
        }
        return Ok(answer);
    }
}

/// Where the head of a message ends and its body begins.
fn end_of_head(bytes: &[u8]) -> Option<(usize, usize)> {
    let crlf = bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| (at, at + 4));
    let lf = bytes.windows(2).position(|two| two == b"\n\n").map(|at| (at, at + 2));
    match (crlf, lf) {
        (Some(crlf), Some(lf)) => Some(crlf.min(lf)),
        (crlf, lf) => crlf.or(lf),
    }
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(at) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(String::from_utf8_lossy(&rest[..at]).trim(), 16).unwrap_or(0);
        let start = at + 2;
        if size == 0 || start + size > rest.len() {
            break;
        }
        body.extend_from_slice(&rest[start..start + size]);
        rest = rest.get(start + size + 2..).unwrap_or_default();
    }
    body
}

async fn save(call: &mut Call, options: &Options, url: &Url, body: &[u8]) -> bool {
    let quiet = options.has('q');
    let name = match options.value('O') {
        Some(name) => name.to_owned(),
        None => {
            let path = url.path.split('?').next().unwrap_or_default();
            let base = path.rsplit('/').next().unwrap_or_default();
            let base = if base.is_empty() { "index.html" } else { base };
            match options.value('P') {
                Some(dir) => format!("{}/{base}", dir.trim_end_matches('/')),
                None => base.to_owned(),
            }
        }
    };
    if name == "-" {
        if !quiet {
            call.complain("writing to stdout\n").await;
        }
        call.write(body).await;
        let fine = call.flush().await;
        if !quiet {
            call.complain(&format!(
                "-                    100% |********************************| {:>5}  0:00:00 ETA\nwritten to stdout\n",
                body.len()
            ))
            .await;
        }
        return fine;
    }
    let how =
        if options.has('O') { OpenHow::WRITE } else { OpenHow { exclusive: !options.has('c'), ..OpenHow::WRITE } };
    let fd = match call.sys.open(&name, how).await {
        Ok(fd) => fd,
        Err(errno) => {
            call.error(&format!("can't open '{name}': {errno}")).await;
            return false;
        }
    };
    if !quiet {
        call.complain(&format!("saving to '{name}'\n")).await;
    }
    let written = call.sys.write(fd, body).await;
    // It was open until now.
    let _ = call.sys.close(fd);
    if let Err(errno) = written {
        call.fail("write error", errno).await;
        return false;
    }
    if !quiet {
        let shown: String = name.chars().take(20).collect();
        call.complain(&format!(
            "{shown:<20} 100% |********************************| {:>5}  0:00:00 ETA\n'{name}' saved\n",
            body.len()
        ))
        .await;
    }
    true
}

pub(super) async fn httpd(mut call: Call) -> u8 {
    let Ok(options) = call.options("ifvc:p:u:r:h:e:d:m:", &[]).await else { return 1 };
    let home = options.value('h').unwrap_or(".").to_owned();
    if let Err(errno) = call.sys.chdir(&home) {
        call.error(&format!("can't change directory to '{home}': {errno}")).await;
        return 1;
    }
    let home = call.sys.cwd();
    let wanted = options.value('p').unwrap_or("80");
    let (address, port) = wanted.rsplit_once(':').unwrap_or(("0.0.0.0", wanted));
    let address = address.trim_matches(['[', ']']).parse().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let Ok(port) = port.parse::<u16>() else {
        call.error(&format!("bad port '{wanted}'")).await;
        return 1;
    };
    let socket = match call.sys.listen(SocketAddr::new(address, port)) {
        Ok(socket) => socket,
        Err(errno) => {
            call.fail("bind", errno).await;
            return 1;
        }
    };
    let logs = options.has('v');
    if options.has('f') {
        return serve(call.sys.clone(), socket, home, logs).await;
    }
    let child = call.sys.fork(|sys| async move {
        sys.new_group();
        if let Ok(null) = sys.open("/dev/null", OpenHow::READ_WRITE).await {
            for fd in 0..3 {
                let _ = sys.dup2(null, fd);
            }
        }
        serve(sys, socket, home, false).await
    });
    match child.await {
        Ok(_) => 0,
        Err(errno) => {
            call.fail("fork", errno).await;
            1
        }
    }
}

async fn serve(sys: Process, socket: i32, home: String, logs: bool) -> u8 {
    loop {
        let fd = match sys.accept(socket).await {
            Ok(fd) => fd,
            Err(Errno::Intr) => continue,
            Err(_) => return 1,
        };
        let home = home.clone();
        // Without room for a child the client is turned away.
        let _ = sys
            .fork(|sys| async move {
                let _ = sys.close(socket);
                let deadline = Some(sys.now() + Duration::from_mins(1));
                sys.until(deadline, answer(&sys, fd, &home, logs)).await;
                0
            })
            .await;
        let _ = sys.close(fd);
        while let Ok(Some(_)) = sys.try_wait(None) {}
    }
}

async fn answer(sys: &Process, fd: i32, home: &str, logs: bool) {
    let mut request = Vec::new();
    let (head, body_start) = loop {
        if let Some(end) = end_of_head(&request) {
            break end;
        }
        match sys.read(fd, 4096).await {
            Ok(bytes) if !bytes.is_empty() && request.len() < 1 << 16 => request.extend(bytes),
            _ => return,
        }
    };
    let text = text::from_bytes(&request[..head]);
    let line = text.lines().next().unwrap_or_default().to_owned();
    let mut words = line.split_whitespace();
    let (verb, target) = (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or("/").to_owned());
    let path = decoded(target.split('?').next().unwrap_or("/"));
    let (status, headers, content) = if verb != "GET" && verb != "HEAD" {
        failure(501, "Not Implemented", "The requested method is not recognized")
    } else if path.split('/').any(|part| part == "..") {
        failure(400, "Bad Request", "Unsupported method")
    } else {
        page(sys, home, &path).await
    };
    debug_assert!(body_start >= head);
    let reason = format!("HTTP/1.1 {status}\r\nDate: {}\r\nConnection: close\r\n", date(sys));
    let mut reply = reason.into_bytes();
    reply.extend(headers.into_bytes());
    reply.extend(b"\r\n");
    if verb != "HEAD" {
        reply.extend(&content);
    }
    if logs && let Some((_, peer)) = sys.peers(fd) {
        let code = status.split(' ').next().unwrap_or_default();
        let _ = sys.write(2, format!("[::ffff:{peer}]: response:{code}\n").as_bytes()).await;
    }
    // The client may have gone.
    let _ = sys.write(fd, &reply).await;
}

type Page = (String, String, Vec<u8>);

fn failure(code: u16, reason: &str, words: &str) -> Page {
    let body = format!(
        "<HTML><HEAD><TITLE>{code} {reason}</TITLE></HEAD>\n<BODY><H1>{code} {reason}</H1>\n{words}\n</BODY></HTML>\n"
    );
    (format!("{code} {reason}"), "Content-type: text/html\r\n".into(), body.into_bytes())
}

async fn page(sys: &Process, home: &str, path: &str) -> Page {
    let missing = || failure(404, "Not Found", "The requested URL was not found");
    let mut file = format!("{}/{}", home.trim_end_matches('/'), path.trim_start_matches('/'));
    if sys.stat(&file).is_ok_and(|found| found.kind == Kind::Dir) {
        if !path.ends_with('/') {
            let (status, _, body) = failure(302, "Found", "Directories must end with a slash");
            return (status, format!("Content-type: text/html\r\nLocation: {path}/\r\n"), body);
        }
        file.push_str("index.html");
    }
    let Ok(found) = sys.stat(&file) else { return missing() };
    let Ok(content) = sys.read_file(&file).await else { return missing() };
    let kind = match file.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html" | "htm") => "text/html",
        Some("txt" | "h" | "c" | "cc" | "cpp") => "text/plain",
        Some("css") => "text/css",
        Some("js") => "application/javascript",
        Some("json") => "application/json",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("png") => "image/png",
        Some("gif") => "image/gif",
        Some("svg") => "image/svg+xml",
        Some("xml") => "text/xml",
        _ => "application/octet-stream",
    };
    let changed = calendar::format("%a, %d %b %Y %H:%M:%S GMT", found.mtime);
    let headers = format!(
        "Content-type: {kind}\r\nAccept-Ranges: bytes\r\nLast-Modified: {changed}\r\nETag: \"{:x}-{:x}\"\r\nContent-Length: {}\r\n",
        found.mtime.secs(),
        content.len(),
        content.len()
    );
    ("200 OK".into(), headers, content)
}

fn date(sys: &Process) -> String {
    calendar::format("%a, %d %b %Y %H:%M:%S GMT", sys.wall())
}

fn decoded(path: &str) -> String {
    let mut bytes = Vec::new();
    let raw = path.as_bytes();
    let mut at = 0;
    while let Some(&byte) = raw.get(at) {
        let hex = raw.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match hex.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(value) if byte == b'%' => {
                bytes.push(value);
                at += 3;
            }
            _ => {
                bytes.push(byte);
                at += 1;
            }
        }
    }
    text::from_bytes(&bytes)
}
