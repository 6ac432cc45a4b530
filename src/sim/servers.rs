//! Programs of images that shell text cannot express: web servers, databases, proxies, exporters, clients. Each reads the
//! simple cases of its real configuration files and arguments, and says in its real words what it cannot start with. They
//! know a process and its world, nothing of Pods.

mod curl;
mod exporter;
mod forward;
mod health;
mod http;
mod logs;
mod nginx;
mod redis;
mod serve;
mod sql;
mod statsd;
mod web;

use std::net::{IpAddr, Ipv4Addr};

use jiff::{Timestamp, tz::TimeZone};

use crate::world::{Process, Program, program};

pub use serve::end_on_signals;

/// The program of a name, as images use it.
#[must_use]
pub fn find(name: &str) -> Option<Program> {
    Some(match name {
        "nginx" => program(nginx::run),
        "web-server" => program(web::run),
        "redis-server" => program(redis::server),
        "redis-cli" => program(redis::client),
        "memcached" => program(redis::memcached),
        "sql-server" => program(sql::server),
        "haproxy" => program(forward::haproxy),
        "nutcracker" => program(forward::nutcracker),
        "envoy" => program(forward::envoy),
        "statsd-exporter" => program(statsd::run),
        "nginx-exporter" => program(exporter::run),
        "fluent-bit" => program(logs::fluent_bit),
        "fluentd" => program(logs::fluentd),
        "curl" => program(curl::run),
        "agnhost" => program(health::agnhost),
        "etcd" => program(health::etcd),
        _ => return None,
    })
}

/// The moment as a server's log writes it, in the words of `strftime`.
fn moment(sys: &Process, format: &str) -> String {
    let wall = sys.wall();
    let nanos = i32::try_from(wall.nanos().rem_euclid(1_000_000_000)).unwrap_or(0);
    let moment = Timestamp::new(wall.secs(), nanos).unwrap_or_default();
    moment.to_zoned(TimeZone::UTC).strftime(format).to_string()
}

/// Prints a line on standard output.
async fn say(sys: &Process, line: &str) {
    // A server whose output nobody takes goes on.
    let _ = sys.write(1, format!("{line}\n").as_bytes()).await;
}

/// Prints a line on standard error.
async fn complain(sys: &Process, line: &str) {
    let _ = sys.write(2, format!("{line}\n").as_bytes()).await;
}

/// The value of an option in any of its usual forms: `--name=value`, `-name=value`, `--name value`.
fn option(args: &[String], name: &str) -> Option<String> {
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let Some(rest) = arg.strip_prefix('-') else { continue };
        let rest = rest.strip_prefix('-').unwrap_or(rest);
        if rest == name {
            return args.next().cloned();
        }
        if let Some(value) = rest.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) {
            return Some(value.to_owned());
        }
    }
    None
}

/// The only address at which a server is to be heard, where it names one: that of `127.0.0.1:80`, not of `:80` and `*:80`.
fn host_of(address: &str) -> Option<IpAddr> {
    let (host, _) = address.rsplit_once(':')?;
    match host {
        "localhost" => Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        _ => host.parse().ok().filter(IpAddr::is_ipv4),
    }
}

/// The port of `:8125`, `0.0.0.0:8125` or `8125`.
fn port_of(address: &str) -> Option<u16> {
    address.rsplit(':').next()?.trim().parse().ok()
}
