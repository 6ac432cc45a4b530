//! nginx's configuration: directives and blocks, and the servers that they make. It must not know how requests come.

use std::net::IpAddr;

use super::super::host_of;
use crate::world::Process;

/// A configuration.
#[derive(Debug, Clone, Default)]
pub(super) struct Conf {
    pub servers: Vec<Server>,
    /// The error logs that take notices too.
    pub notices: Vec<String>,
    /// How many workers there are.
    pub workers: u32,
}

/// A server block.
#[derive(Debug, Clone, Default)]
pub(super) struct Server {
    pub ports: Vec<u16>,
    /// Those of the ports that are for one address only.
    pub hosts: Vec<(u16, IpAddr)>,
    pub names: Vec<String>,
    pub indexes: Vec<String>,
    locations: Vec<Location>,
}

/// What is done below a path.
#[derive(Debug, Clone)]
pub(super) struct Location {
    pub prefix: String,
    exact: bool,
    pub action: Action,
    pub headers: Vec<(String, String)>,
    pub kind: Option<String>,
}

/// What is done with a request.
#[derive(Debug, Clone)]
pub(super) enum Action {
    Files { root: String, alias: bool },
    Return(u16, String),
    Pass(String),
    Status,
}

impl Server {
    /// The location of a path: the exact one, or the longest prefix.
    pub(super) fn location(&self, path: &str) -> Option<&Location> {
        let exact = self.locations.iter().find(|l| l.exact && l.prefix == path);
        let prefixes = self.locations.iter().filter(|l| !l.exact && path.starts_with(&l.prefix));
        exact.or_else(|| prefixes.max_by_key(|l| l.prefix.len()))
    }
}

/// A directive with its block.
#[derive(Debug, Clone)]
struct Directive {
    words: Vec<String>,
    block: Vec<Directive>,
    line: usize,
    file: String,
}

/// Directives that are known to nginx; any other is refused.
const KNOWN: &[&str] = &[
    "user",
    "worker_processes",
    "error_log",
    "pid",
    "events",
    "worker_connections",
    "http",
    "include",
    "default_type",
    "log_format",
    "access_log",
    "sendfile",
    "tcp_nopush",
    "tcp_nodelay",
    "keepalive_timeout",
    "gzip",
    "server",
    "listen",
    "server_name",
    "location",
    "root",
    "alias",
    "index",
    "return",
    "proxy_pass",
    "proxy_set_header",
    "proxy_http_version",
    "stub_status",
    "allow",
    "deny",
    "add_header",
    "try_files",
    "error_page",
    "upstream",
    "client_max_body_size",
    "resolver",
    "ssl_certificate",
    "ssl_certificate_key",
    "ssl_protocols",
    "ssl_ciphers",
    "ssl_prefer_server_ciphers",
    "types",
    "daemon",
    "ssl_session_cache",
    "ssl_session_timeout",
    "proxy_connect_timeout",
    "proxy_read_timeout",
    "proxy_redirect",
    "autoindex",
    "server_tokens",
    "charset",
    "expires",
    "rewrite",
    "set",
    "if",
    "map",
    "stream",
    "worker_rlimit_nofile",
    "use",
    "multi_accept",
    "proxy_buffering",
    "proxy_send_timeout",
    "limit_req",
    "limit_req_zone",
    "auth_basic",
    "types_hash_max_size",
    "server_names_hash_bucket_size",
    "gzip_types",
    "client_body_temp_path",
    "proxy_temp_path",
    "fastcgi_temp_path",
    "uwsgi_temp_path",
    "scgi_temp_path",
    "least_conn",
    "ip_hash",
    "keepalive",
    "zone",
    "load_module",
    "real_ip_header",
];

/// Files are included no deeper.
const DEEPEST: usize = 8;

/// Reads a configuration and all that it includes.
///
/// # Errors
/// nginx's own words behind `[emerg] `.
pub(super) async fn load(sys: &Process, path: &str) -> Result<Conf, String> {
    let directives = read(sys, path, 0).await?;
    let mut servers = Vec::new();
    let mut upstreams = Vec::new();
    let mut pending: Vec<&Directive> = directives.iter().rev().collect();
    while let Some(directive) = pending.pop() {
        match directive.words.first().map(String::as_str) {
            Some("http") => pending.extend(directive.block.iter().rev()),
            Some("upstream") => upstreams.push(directive),
            Some("server") => servers.push(directive),
            _ => {}
        }
    }
    let mut all = Vec::new();
    for directive in servers {
        check_certificates(sys, directive)?;
        all.push(server(directive, &upstreams)?);
    }
    Ok(Conf { servers: all, notices: notices(&directives), workers: workers(&directives) })
}

/// The error logs of the whole server that take notices. Without a level a log takes errors, and what is worse.
fn notices(directives: &[Directive]) -> Vec<String> {
    let logs = directives.iter().filter(|directive| directive.words[0] == "error_log");
    let takes =
        |words: &[String]| words.get(2).is_some_and(|level| ["notice", "info", "debug"].contains(&level.as_str()));
    logs.filter(|log| takes(&log.words))
        .map(|log| if log.words[1] == "stderr" { "/dev/stderr".to_owned() } else { log.words[1].clone() })
        .collect()
}

/// How many workers a configuration asks for: `auto` is one for each CPU of the node.
fn workers(directives: &[Directive]) -> u32 {
    const MOST: u32 = 64;
    let asked = directives.iter().find(|directive| directive.words[0] == "worker_processes");
    match asked.and_then(|directive| directive.words.get(1)).map(String::as_str) {
        Some("auto") => 2,
        Some(number) => number.parse().unwrap_or(1).min(MOST),
        None => 1,
    }
}

fn read<'a>(
    sys: &'a Process,
    path: &'a str,
    depth: usize,
) -> std::pin::Pin<Box<dyn Future<Output = Result<Vec<Directive>, String>> + 'a>> {
    Box::pin(async move {
        let bytes = sys.read_file(path).await.map_err(|errno| format!("open() {path:?} failed (2: {errno})"))?;
        let mut directives = parse(&String::from_utf8_lossy(&bytes), path)?;
        include(sys, &mut directives, depth).await?;
        Ok(directives)
    })
}

fn include<'a>(
    sys: &'a Process,
    directives: &'a mut Vec<Directive>,
    depth: usize,
) -> std::pin::Pin<Box<dyn Future<Output = Result<(), String>> + 'a>> {
    Box::pin(async move {
        let mut all = Vec::new();
        for mut directive in std::mem::take(directives) {
            if directive.words.first().is_some_and(|word| word == "include") && depth < DEEPEST {
                for path in matching(sys, directive.words.get(1).map_or("", String::as_str)) {
                    all.extend(read(sys, &path, depth + 1).await?);
                }
                continue;
            }
            if directive.words.first().is_none_or(|word| word != "types") {
                include(sys, &mut directive.block, depth).await?;
            }
            all.push(directive);
        }
        *directives = all;
        Ok(())
    })
}

/// The files of a pattern with a star in its last part.
fn matching(sys: &Process, pattern: &str) -> Vec<String> {
    let pattern = if pattern.starts_with('/') { pattern.to_owned() } else { format!("/etc/nginx/{pattern}") };
    let (folder, name) = pattern.rsplit_once('/').unwrap_or(("", &pattern));
    let Some((before, after)) = name.split_once('*') else { return vec![pattern] };
    let names = sys.read_dir(folder).unwrap_or_default();
    let fits = |name: &&String| name.starts_with(before) && name.ends_with(after) && !name.starts_with('.');
    names.iter().filter(fits).map(|name| format!("{folder}/{name}")).collect()
}

fn parse(text: &str, file: &str) -> Result<Vec<Directive>, String> {
    let mut stack: Vec<Vec<Directive>> = vec![Vec::new()];
    let mut heads: Vec<Directive> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut line = 1;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\n' => line += 1,
            '#' => while letters.next_if(|c| *c != '\n').is_some() {},
            c if c.is_whitespace() => {}
            ';' | '{' => {
                let Some(first) = words.first() else {
                    return Err(format!("unexpected {:?} in {file}:{line}", letter.to_string()));
                };
                let in_types =
                    heads.last().is_some_and(|h| matches!(h.words[0].as_str(), "types" | "map" | "upstream"));
                if !in_types && !KNOWN.contains(&first.as_str()) {
                    return Err(format!("unknown directive {first:?} in {file}:{line}"));
                }
                let words = std::mem::take(&mut words);
                let directive = Directive { words, block: Vec::new(), line, file: file.to_owned() };
                if letter == '{' {
                    heads.push(directive);
                    stack.push(Vec::new());
                } else if let Some(top) = stack.last_mut() {
                    top.push(directive);
                }
            }
            '}' => {
                if !words.is_empty() || heads.is_empty() {
                    return Err(format!("unexpected \"}}\" in {file}:{line}"));
                }
                if let (Some(mut head), Some(block)) = (heads.pop(), stack.pop()) {
                    head.block = block;
                    if let Some(top) = stack.last_mut() {
                        top.push(head);
                    }
                }
            }
            quote @ ('"' | '\'') => {
                let mut word = String::new();
                while let Some(c) = letters.next().filter(|c| *c != quote) {
                    line += usize::from(c == '\n');
                    word.push(c);
                }
                words.push(word);
            }
            first => {
                let mut word = first.to_string();
                while let Some(c) = letters.next_if(|c| !c.is_whitespace() && !matches!(c, ';' | '{' | '}')) {
                    word.push(c);
                }
                words.push(word);
            }
        }
    }
    if !heads.is_empty() || !words.is_empty() {
        let wanted = if words.is_empty() { "\"}\"" } else { "\";\" or \"}\"" };
        return Err(format!("unexpected end of file, expecting {wanted} in {file}:{line}"));
    }
    Ok(stack.pop().unwrap_or_default())
}

/// A server that is to speak TLS needs its certificate when it starts.
fn check_certificates(sys: &Process, server: &Directive) -> Result<(), String> {
    let own = |name: &str| server.block.iter().find(|d| d.words[0] == name).and_then(|d| d.words.get(1));
    let tls = server.block.iter().any(|d| d.words[0] == "listen" && d.words.iter().any(|word| word == "ssl"));
    if !tls {
        return Ok(());
    }
    for (name, word) in [("ssl_certificate", "certificate"), ("ssl_certificate_key", "certificate key")] {
        let Some(path) = own(name) else {
            return Err(format!(
                "no \"ssl_certificate\" is defined for the \"listen ... ssl\" directive in {}:{}",
                server.file, server.line
            ));
        };
        if let Err(errno) = sys.access(path, true, false, false) {
            return Err(format!(
                "cannot load {word} {path:?}: BIO_new_file() failed (SSL: error:80000002:system library::{errno}:calling fopen({path}, r) error:10000080:BIO routines::no such file)"
            ));
        }
    }
    Ok(())
}

fn server(directive: &Directive, upstreams: &[&Directive]) -> Result<Server, String> {
    let mut server = Server { indexes: vec!["index.html".to_owned()], ..Server::default() };
    let mut root = "/etc/nginx/html".to_owned();
    let words = |d: &Directive, at: usize| d.words.get(at).cloned().unwrap_or_default();
    for own in &directive.block {
        match own.words[0].as_str() {
            "listen" => {
                let text = words(own, 1);
                let number = text.rsplit(':').next().unwrap_or("").trim_end_matches(']').parse();
                let port = number.map_err(|_| {
                    format!("invalid port in {text:?} of the \"listen\" directive in {}:{}", own.file, own.line)
                })?;
                server.ports.push(port);
                server.hosts.extend(host_of(&text).map(|host| (port, host)));
            }
            "server_name" => server.names.extend(own.words[1..].iter().cloned()),
            "root" => root = words(own, 1),
            "index" => server.indexes = own.words[1..].to_vec(),
            _ => {}
        }
    }
    if server.ports.is_empty() {
        server.ports.push(80);
    }
    let whole = Location {
        prefix: "/".to_owned(),
        exact: false,
        action: action(&directive.block, &root, upstreams),
        headers: headers(&directive.block),
        kind: None,
    };
    for own in directive.block.iter().filter(|d| d.words[0] == "location") {
        let exact = words(own, 1) == "=";
        let prefix = own.words.last().cloned().unwrap_or_default();
        let kind = own.block.iter().find(|d| d.words[0] == "default_type").and_then(|d| d.words.get(1).cloned());
        let mut headers = headers(&own.block);
        if headers.is_empty() {
            headers.clone_from(&whole.headers);
        }
        server.locations.push(Location { prefix, exact, action: action(&own.block, &root, upstreams), headers, kind });
    }
    // Of two that are as long, the last counts: what the learner wrote goes before the server's own.
    server.locations.insert(0, whole);
    Ok(server)
}

fn headers(block: &[Directive]) -> Vec<(String, String)> {
    let own = block.iter().filter(|d| d.words[0] == "add_header" && d.words.len() >= 3);
    own.map(|d| (d.words[1].clone(), d.words[2].clone())).collect()
}

fn action(block: &[Directive], root: &str, upstreams: &[&Directive]) -> Action {
    let find = |name: &str| block.iter().find(|d| d.words[0] == name);
    let word = |d: &Directive, at: usize| d.words.get(at).cloned().unwrap_or_default();
    if let Some(d) = find("return") {
        return match word(d, 1).parse() {
            Ok(status) => Action::Return(status, d.words.get(2..).unwrap_or_default().join(" ")),
            Err(_) => Action::Return(302, word(d, 1)),
        };
    }
    if let Some(d) = find("proxy_pass") {
        let target = word(d, 1);
        let name = target.strip_prefix("http://").unwrap_or("").split('/').next().unwrap_or("").to_owned();
        let upstream = upstreams.iter().find(|u| u.words.get(1) == Some(&name));
        let first = upstream.and_then(|u| u.block.iter().find(|d| d.words[0] == "server")).map(|d| word(d, 1));
        return Action::Pass(first.map_or(target.clone(), |server| target.replacen(&name, &server, 1)));
    }
    if find("stub_status").is_some() {
        return Action::Status;
    }
    if let Some(d) = find("alias") {
        return Action::Files { root: word(d, 1), alias: true };
    }
    let root = find("root").map_or_else(|| root.to_owned(), |d| word(d, 1));
    Action::Files { root, alias: false }
}
