//! Redis and memcached as far as a Pod's exercises talk to them: strings, counters, a password; and `redis-cli`. They must
//! not know images.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    rc::Rc,
};

use crate::world::Process;

use super::{
    complain, option, say,
    serve::{Lines, Task, listen, serve},
};

/// What a server holds.
#[derive(Default)]
struct Data {
    values: BTreeMap<String, String>,
    password: Option<String>,
}

/// `redis-server [CONF] [--port N] [--requirepass WORD] [--bind ADDRESS]`
pub async fn server(sys: Process) -> u8 {
    let args = sys.argv();
    let mut settings: BTreeMap<String, String> = BTreeMap::new();
    if let Some(path) = args.get(1).filter(|arg| !arg.starts_with('-')) {
        let Ok(bytes) = sys.read_file(path).await else {
            say(&sys, &format!("*** FATAL CONFIG FILE ERROR (Redis 7.4.1) ***\nCan't open config file '{path}': No such file or directory")).await;
            return 1;
        };
        for line in String::from_utf8_lossy(&bytes).lines() {
            if let Some((name, value)) = line.trim().split_once(char::is_whitespace) {
                settings.insert(name.to_ascii_lowercase(), value.trim().trim_matches('"').to_owned());
            }
        }
    }
    for name in ["port", "requirepass", "bind"] {
        if let Some(value) = option(&args, name) {
            settings.insert(name.to_owned(), value);
        }
    }
    let port = settings.get("port").and_then(|p| p.parse().ok()).unwrap_or(6379);
    let host = settings.get("bind").and_then(|b| b.split_whitespace().next().and_then(|b| b.parse::<IpAddr>().ok()));
    log(&sys, 'C', "* oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo").await;
    log(&sys, 'C', "* Redis version=7.4.1, bits=64, commit=00000000, modified=0, pid=1, just started").await;
    let words = if args.len() > 1 {
        "* Configuration loaded"
    } else {
        "# Warning: no config file specified, using the default config. In order to specify a config file use redis-server \
         /path/to/redis.conf"
    };
    log(&sys, 'C', words).await;
    log(&sys, 'M', "* monotonic clock: POSIX clock_gettime").await;
    let fd = match listen(&sys, host, port) {
        Ok(fd) => fd,
        Err(errno) => {
            let words = format!("# Warning: Could not create server TCP listening socket *:{port}: bind: {errno}");
            log(&sys, 'M', &words).await;
            log(&sys, 'M', &format!("# Failed listening on port {port} (tcp), aborting.")).await;
            return 1;
        }
    };
    log(&sys, 'M', &format!("* Running mode=standalone, port={port}.")).await;
    log(&sys, 'M', "* Server initialized").await;
    log(&sys, 'M', "* Ready to accept connections tcp").await;
    let data = Rc::new(RefCell::new(Data { password: settings.get("requirepass").cloned(), ..Data::default() }));
    let own = sys.clone();
    serve(&sys, &[fd], Vec::new(), |_, client| {
        let (sys, data) = (own.clone(), Rc::clone(&data));
        Box::pin(async move { redis_client(&sys, client, &data).await }) as Task
    })
    .await;
    log(&sys, 'M', "* User requested shutdown...").await;
    log(&sys, 'M', "* Saving the final RDB snapshot before exiting.").await;
    log(&sys, 'M', "* DB saved on disk").await;
    log(&sys, 'M', "# Redis is now ready to exit, bye bye...").await;
    0
}

/// A line of the log: `1:M 01 Jan 2026 09:00:03.000 * …`, C before it serves and M as a master.
async fn log(sys: &Process, role: char, words: &str) {
    say(sys, &format!("1:{role} {} {words}", super::moment(sys, "%d %b %Y %H:%M:%S%.3f"))).await;
}

async fn redis_client(sys: &Process, fd: i32, data: &RefCell<Data>) {
    let mut lines = Lines::new(sys, fd);
    let mut admitted = data.borrow().password.is_none();
    while let Some(words) = read_command(&mut lines).await {
        let Some(name) = words.first().map(|word| word.to_ascii_uppercase()) else { continue };
        let answer = command(&name, &words[1..], data, &mut admitted);
        if sys.write(fd, answer.as_bytes()).await.is_err() || name == "QUIT" {
            break;
        }
    }
    let _ = sys.close(fd);
}

/// A command in the protocol's form, or a plain line as people type it.
async fn read_command(lines: &mut Lines) -> Option<Vec<String>> {
    let first = lines.next().await?;
    let Some(count) = first.strip_prefix('*') else {
        return Some(first.split_whitespace().map(ToOwned::to_owned).collect());
    };
    let mut words = Vec::new();
    for _ in 0..count.parse::<usize>().ok()?.min(1000) {
        let length: usize = lines.next().await?.strip_prefix('$')?.parse().ok()?;
        let bytes = lines.bytes(length.min(1 << 20)).await?;
        words.push(String::from_utf8_lossy(&bytes).into_owned());
        lines.next().await?;
    }
    Some(words)
}

fn command(name: &str, args: &[String], data: &RefCell<Data>, admitted: &mut bool) -> String {
    let mut data = data.borrow_mut();
    let bulk = |text: Option<&str>| text.map_or("$-1\r\n".to_owned(), |t| format!("${}\r\n{t}\r\n", t.len()));
    let wrong = || format!("-ERR wrong number of arguments for '{}' command\r\n", name.to_ascii_lowercase());
    if name == "AUTH" {
        return match (&data.password, args.last()) {
            (None, _) => "-ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?\r\n".to_owned(),
            (Some(password), Some(given)) if password == given => {
                *admitted = true;
                "+OK\r\n".to_owned()
            }
            _ => "-WRONGPASS invalid username-password pair or user is disabled.\r\n".to_owned(),
        };
    }
    if !*admitted && name != "QUIT" {
        return "-NOAUTH Authentication required.\r\n".to_owned();
    }
    match (name, args) {
        ("PING", []) => "+PONG\r\n".to_owned(),
        ("PING" | "ECHO", [text, ..]) => bulk(Some(text)),
        ("QUIT" | "SELECT" | "CONFIG" | "FLUSHALL" | "FLUSHDB" | "SAVE" | "EXPIRE", _) => {
            if name.starts_with("FLUSH") {
                data.values.clear();
            }
            "+OK\r\n".to_owned()
        }
        ("SET", [key, value, ..]) => {
            data.values.insert(key.clone(), value.clone());
            "+OK\r\n".to_owned()
        }
        ("GET", [key]) => bulk(data.values.get(key).map(String::as_str)),
        ("DEL", keys) if !keys.is_empty() => {
            format!(":{}\r\n", keys.iter().filter(|key| data.values.remove(*key).is_some()).count())
        }
        ("EXISTS", keys) if !keys.is_empty() => {
            format!(":{}\r\n", keys.iter().filter(|key| data.values.contains_key(*key)).count())
        }
        ("INCR" | "DECR", [key]) => {
            let step = if name == "INCR" { 1 } else { -1 };
            match data.values.get(key).map_or(Ok(0), |value| value.parse::<i64>()) {
                Ok(number) => {
                    let number = number.saturating_add(step);
                    data.values.insert(key.clone(), number.to_string());
                    format!(":{number}\r\n")
                }
                Err(_) => "-ERR value is not an integer or out of range\r\n".to_owned(),
            }
        }
        ("APPEND", [key, text]) => {
            let value = data.values.entry(key.clone()).or_default();
            value.push_str(text);
            format!(":{}\r\n", value.len())
        }
        ("KEYS", [_]) => {
            let keys: String = data.values.keys().map(|key| bulk(Some(key))).collect();
            format!("*{}\r\n{keys}", data.values.len())
        }
        ("DBSIZE", _) => format!(":{}\r\n", data.values.len()),
        ("INFO", _) => {
            bulk(Some("# Server\r\nredis_version:7.4.1\r\nredis_mode:standalone\r\n# Replication\r\nrole:master\r\n"))
        }
        ("SET" | "GET" | "DEL" | "EXISTS" | "INCR" | "DECR" | "APPEND" | "KEYS" | "ECHO", _) => wrong(),
        _ => {
            let shown = args.iter().fold(String::new(), |all, arg| all + "'" + arg + "' ");
            format!("-ERR unknown command '{name}', with args beginning with: {shown}\r\n")
        }
    }
}

/// `redis-cli [-h HOST] [-p PORT] [-a PASSWORD] COMMAND…`
pub async fn client(sys: Process) -> u8 {
    let args = sys.argv();
    let (mut host, mut port, mut password) = ("127.0.0.1".to_owned(), 6379_u16, sys.variable("REDISCLI_AUTH"));
    let mut words = args.iter().skip(1).peekable();
    while let Some(flag) = words.next_if(|word| word.starts_with('-')) {
        match flag.as_str() {
            "-h" => host = words.next().cloned().unwrap_or(host),
            "-p" => port = words.next().and_then(|p| p.parse().ok()).unwrap_or(port),
            "-a" => password = words.next().cloned(),
            _ => {}
        }
    }
    let command: Vec<String> = words.cloned().collect();
    let Some(address) = sys.resolve(&host).await.ok().and_then(|all| all.first().copied()) else {
        complain(&sys, &format!("Could not connect to Redis at {host}:{port}: Name or service not known")).await;
        return 1;
    };
    let fd = match sys.connect(SocketAddr::new(address, port)).await {
        Ok(fd) => fd,
        Err(errno) => {
            complain(&sys, &format!("Could not connect to Redis at {host}:{port}: {errno}")).await;
            return 1;
        }
    };
    let mut lines = Lines::new(&sys, fd);
    let mut commands = Vec::new();
    if let Some(password) = password {
        commands.push((vec!["AUTH".to_owned(), password], false));
    }
    if command.is_empty() {
        // Commands come on standard input, one a line.
        let mut input = Lines::new(&sys, 0);
        while let Some(line) = input.next().await {
            commands.push((line.split_whitespace().map(ToOwned::to_owned).collect(), true));
        }
    } else {
        commands.push((command, true));
    }
    for (words, shown) in commands.into_iter().filter(|(words, _)| !words.is_empty()) {
        let request = words.iter().fold(String::new(), |all, w| all + &format!("${}\r\n{w}\r\n", w.len()));
        let sent = sys.write(fd, format!("*{}\r\n{request}", words.len()).as_bytes()).await;
        let answer = if sent.is_ok() { read_reply(&mut lines).await } else { None };
        let Some(answer) = answer else {
            complain(&sys, "Error: Server closed the connection").await;
            return 1;
        };
        if shown {
            say(&sys, &answer).await;
        }
    }
    0
}

/// A reply as the client prints it where nobody looks on.
async fn read_reply(lines: &mut Lines) -> Option<String> {
    let first = lines.next().await?;
    let (kind, rest) = first.split_at_checked(1)?;
    match kind {
        "$" => {
            let Ok(length) = rest.parse::<usize>() else { return Some(String::new()) };
            let bytes = lines.bytes(length.min(1 << 20)).await?;
            lines.next().await?;
            Some(String::from_utf8_lossy(&bytes).into_owned())
        }
        "*" => {
            let mut all = Vec::new();
            for _ in 0..rest.parse::<usize>().ok()?.min(10_000) {
                let length: usize = lines.next().await?.strip_prefix('$')?.parse().ok()?;
                let bytes = lines.bytes(length).await?;
                lines.next().await?;
                all.push(String::from_utf8_lossy(&bytes).into_owned());
            }
            Some(all.join("\n"))
        }
        "+" | ":" | "-" => Some(rest.to_owned()),
        // What is no Redis still says something.
        _ => Some(first),
    }
}

/// What memcached holds: flags and value by key.
type Items = BTreeMap<String, (String, Vec<u8>)>;

/// `memcached [-p PORT]`
pub async fn memcached(sys: Process) -> u8 {
    let args = sys.argv();
    let port = option(&args, "p").and_then(|p| p.parse().ok()).unwrap_or(11_211);
    let fd = match listen(&sys, Some(IpAddr::V4(Ipv4Addr::UNSPECIFIED)), port) {
        Ok(fd) => fd,
        Err(errno) => {
            complain(&sys, &format!("failed to listen on TCP port {port}: {errno}")).await;
            return 71;
        }
    };
    let data: Rc<RefCell<Items>> = Rc::default();
    let own = sys.clone();
    serve(&sys, &[fd], Vec::new(), |_, client| {
        let (sys, data) = (own.clone(), Rc::clone(&data));
        Box::pin(async move {
            let mut lines = Lines::new(&sys, client);
            while let Some(line) = lines.next().await {
                let words: Vec<&str> = line.split_whitespace().collect();
                let answer = match words.as_slice() {
                    ["set" | "add" | "replace", key, flags, _, length, ..] => {
                        let length = length.parse::<usize>().unwrap_or(0).min(1 << 20);
                        let Some(value) = lines.bytes(length).await else { break };
                        lines.next().await;
                        data.borrow_mut().insert((*key).to_owned(), ((*flags).to_owned(), value));
                        "STORED\r\n".to_owned()
                    }
                    ["get", keys @ ..] => {
                        let data = data.borrow();
                        let known = keys.iter().filter_map(|key| data.get(*key).map(|value| (key, value)));
                        let values = known.fold(String::new(), |all, (key, (flags, value))| {
                            let text = String::from_utf8_lossy(value);
                            all + &format!("VALUE {key} {flags} {}\r\n{text}\r\n", value.len())
                        });
                        format!("{values}END\r\n")
                    }
                    ["delete", key, ..] => {
                        let gone = data.borrow_mut().remove(*key).is_some();
                        if gone { "DELETED\r\n".to_owned() } else { "NOT_FOUND\r\n".to_owned() }
                    }
                    ["version"] => "VERSION 1.6.31\r\n".to_owned(),
                    ["stats", ..] => format!("STAT pid 1\r\nSTAT curr_items {}\r\nEND\r\n", data.borrow().len()),
                    ["quit"] => break,
                    _ => "ERROR\r\n".to_owned(),
                };
                if sys.write(client, answer.as_bytes()).await.is_err() {
                    break;
                }
            }
            let _ = sys.close(client);
        }) as Task
    })
    .await;
    0
}
