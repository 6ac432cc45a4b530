//! HTTP as servers and clients here need it: one request a connection. It must not know what is asked for.

use std::fmt::Write as _;
use std::net::SocketAddr;

use crate::world::Process;

use super::serve::Lines;

/// A body is read no further.
const MOST: usize = 1 << 20;

/// What a client asks.
#[derive(Debug, Clone, Default)]
pub struct Request {
    pub method: String,
    /// With its query.
    pub target: String,
    pub version: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The path without its query.
    pub fn path(&self) -> &str {
        self.target.split(['?', '#']).next().unwrap_or("/")
    }
}

/// What a server answers.
#[derive(Debug, Clone, Default)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    /// A text of some type.
    pub fn text(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: vec![("Content-Type".to_owned(), kind.to_owned())], body: body.into() }
    }
}

/// Reads a request; `None` where it is none.
pub async fn read_request(sys: &Process, fd: i32) -> Option<Request> {
    let mut lines = Lines::new(sys, fd);
    let first = lines.next().await?;
    let mut words = first.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let version = words.next().unwrap_or("HTTP/1.0").to_owned();
    let headers = read_headers(&mut lines).await?;
    let mut request = Request { method, target, version, headers, body: Vec::new() };
    let length = request.header("content-length").and_then(|l| l.trim().parse::<usize>().ok()).unwrap_or(0);
    request.body = lines.bytes(length.min(MOST)).await?;
    Some(request)
}

async fn read_headers(lines: &mut Lines) -> Option<Vec<(String, String)>> {
    let mut headers = Vec::new();
    loop {
        let line = lines.next().await?;
        if line.is_empty() {
            return Some(headers);
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
}

/// Sends an answer, and closes the connection.
pub async fn respond(sys: &Process, fd: i32, request: &Request, server: &str, response: &Response) {
    let mut head = format!("HTTP/1.1 {} {}\r\nServer: {server}\r\n", response.status, reason(response.status));
    for (name, value) in &response.headers {
        _ = write!(head, "{name}: {value}\r\n");
    }
    _ = write!(head, "Content-Length: {}\r\nConnection: close\r\n\r\n", response.body.len());
    let mut bytes = head.into_bytes();
    if request.method != "HEAD" {
        bytes.extend(&response.body);
    }
    sys.step(1 + bytes.len() as u64 / 1024).await;
    // A client that went away does not hear it.
    let _ = sys.write(fd, &bytes).await;
    let _ = sys.close(fd);
}

/// Asks a server and reads its whole answer.
///
/// # Errors
/// Where nothing sensible came back, in a few words.
pub async fn exchange(sys: &Process, to: SocketAddr, request: &Request) -> Result<Response, String> {
    let fd = sys.connect(to).await.map_err(|errno| errno.to_string())?;
    let mut head = format!("{} {} HTTP/1.1\r\n", request.method, request.target);
    for (name, value) in &request.headers {
        _ = write!(head, "{name}: {value}\r\n");
    }
    if !request.body.is_empty() {
        _ = write!(head, "Content-Length: {}\r\n", request.body.len());
    }
    head += "Connection: close\r\n\r\n";
    let mut bytes = head.into_bytes();
    bytes.extend(&request.body);
    let sent = sys.write(fd, &bytes).await;
    let answer = if sent.is_ok() { read_response(sys, fd).await } else { None };
    let _ = sys.close(fd);
    answer.ok_or_else(|| "Empty reply from server".to_owned())
}

async fn read_response(sys: &Process, fd: i32) -> Option<Response> {
    let mut lines = Lines::new(sys, fd);
    let first = lines.next().await?;
    let status = first.strip_prefix("HTTP/")?.split_whitespace().nth(1)?.parse().ok()?;
    let headers = read_headers(&mut lines).await.unwrap_or_default();
    let length = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length = length.and_then(|(_, value)| value.trim().parse::<usize>().ok());
    let body = if let Some(length) = length {
        lines.bytes(length.min(MOST)).await.unwrap_or_default()
    } else {
        let mut all = Vec::new();
        while let Some(byte) = lines.bytes(1).await {
            all.extend(byte);
            if all.len() > MOST {
                break;
            }
        }
        all
    };
    Some(Response { status, headers, body })
}

/// The words of a status line.
pub fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Not Allowed",
        418 => "I'm a teapot",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Temporarily Unavailable",
        504 => "Gateway Time-out",
        _ => "Status",
    }
}

/// The type of a file by its name.
pub fn kind_of(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or("") {
        "html" | "htm" => "text/html",
        "css" => "text/css",
        "js" => "application/javascript",
        "json" => "application/json",
        "txt" | "log" => "text/plain",
        "xml" => "text/xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => "application/octet-stream",
    }
}

/// The file that a path leads to below a folder: its index where it is a folder itself.
///
/// # Errors
/// 403 or 404.
pub async fn file(sys: &Process, root: &str, path: &str, indexes: &[String]) -> Result<(Vec<u8>, String), u16> {
    if path.split('/').any(|part| part == "..") {
        return Err(403);
    }
    let mut full = format!("{}/{}", root.trim_end_matches('/'), percent_decoded(path).trim_start_matches('/'));
    let code = |errno: crate::world::Errno| -> u16 { if errno == crate::world::Errno::Access { 403 } else { 404 } };
    let found = sys.stat(full.trim_end_matches('/')).map_err(code)?;
    if found.kind == crate::world::Kind::Dir {
        let own = indexes.iter().map(|index| format!("{}/{index}", full.trim_end_matches('/')));
        full = own.into_iter().find(|index| sys.stat(index).is_ok()).ok_or(403_u16)?;
    }
    let bytes = sys.read_file(&full).await.map_err(code)?;
    Ok((bytes, kind_of(&full).to_owned()))
}

fn percent_decoded(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|h| std::str::from_utf8(h).ok()).and_then(|h| u8::from_str_radix(h, 16).ok());
        let byte = hex.filter(|_| *first == b'%');
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
