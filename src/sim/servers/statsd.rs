//! `statsd-exporter`: statsd lines in, by UDP and TCP, Prometheus' text out. It must not know images.

use std::fmt::Write as _;
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use crate::world::Process;

use super::{
    complain, host_of,
    http::{self, Response},
    option, port_of,
    serve::{Lines, Task, listen, serve},
};

/// What was counted, by name and tags.
#[derive(Default)]
struct Metrics {
    counters: BTreeMap<(String, String), f64>,
    gauges: BTreeMap<(String, String), f64>,
    /// Count and sum.
    timers: BTreeMap<(String, String), (u64, f64)>,
    lines: u64,
    bad: u64,
}

/// `statsd_exporter [--statsd.listen-udp=:9125] [--statsd.listen-tcp=:9125] [--web.listen-address=:9102]`
pub async fn run(sys: Process) -> u8 {
    let args = sys.argv();
    if let Some(wrong) = args.iter().skip(1).find(|arg| !arg.starts_with('-')) {
        complain(&sys, &format!("statsd_exporter: error: unexpected {wrong}, try --help")).await;
        return 1;
    }
    let port =
        |name: &str, usual: u16| option(&args, name).map_or(Some(usual), |text| port_of(&text)).filter(|p| *p > 0);
    let host = |name: &str| option(&args, name).as_deref().and_then(host_of);
    let metrics: Rc<RefCell<Metrics>> = Rc::default();
    let mut doors = Vec::new();
    let Some(web) = port("web.listen-address", 9102) else { return 1 };
    let mut wanted = vec![(host("web.listen-address"), web, true)];
    wanted.extend(port("statsd.listen-tcp", 9125).map(|port| (host("statsd.listen-tcp"), port, false)));
    for (host, number, is_web) in wanted {
        match listen(&sys, host, number) {
            Ok(fd) => doors.push((fd, is_web)),
            Err(errno) => {
                complain(
                    &sys,
                    &format!(
                        "level=ERROR source=main.go msg=\"Error listening\" err=\"listen tcp :{number}: bind: {errno}\""
                    ),
                )
                .await;
                return 1;
            }
        }
    }
    let mut tasks: Vec<Task> = Vec::new();
    if let Some(number) = port("statsd.listen-udp", 9125) {
        let any = std::net::SocketAddr::from(([0, 0, 0, 0], number));
        let Ok(socket) = sys.udp(any) else {
            complain(&sys, &format!("{} level=ERROR source=main.go msg=\"failed to start UDP listener\" err=\"listen udp :{number}: bind: address already in use\"", stamp(&sys))).await;
            return 1;
        };
        let (own, metrics) = (sys.clone(), Rc::clone(&metrics));
        tasks.push(Box::pin(async move {
            while let Ok((_, bytes)) = own.receive(socket).await {
                own.step(1).await;
                String::from_utf8_lossy(&bytes).lines().for_each(|line| metrics.borrow_mut().take(line));
            }
        }));
    }
    for words in ["Starting StatsD -> Prometheus Exporter", "Accepting StatsD Traffic", "Accepting Prometheus Requests"]
    {
        complain(&sys, &format!("{} level=INFO source=main.go msg=\"{words}\"", stamp(&sys))).await;
    }
    let fds: Vec<i32> = doors.iter().map(|(fd, _)| *fd).collect();
    let own = sys.clone();
    serve(&sys, &fds, tasks, |index, client| {
        let (sys, metrics) = (own.clone(), Rc::clone(&metrics));
        let is_web = doors.get(index).is_some_and(|(_, is_web)| *is_web);
        Box::pin(async move {
            if is_web {
                page(&sys, client, &metrics).await;
            } else {
                let mut lines = Lines::new(&sys, client);
                while let Some(line) = lines.next().await {
                    metrics.borrow_mut().take(&line);
                }
                let _ = sys.close(client);
            }
        }) as Task
    })
    .await;
    0
}

async fn page(sys: &Process, client: i32, metrics: &RefCell<Metrics>) {
    let Some(request) = http::read_request(sys, client).await else {
        let _ = sys.close(client);
        return;
    };
    let response = match request.path() {
        "/metrics" => Response::text(200, "text/plain; version=0.0.4; charset=utf-8", metrics.borrow().text()),
        "/" => Response::text(
            200,
            "text/html",
            "<html><body><h1>StatsD Exporter</h1><a href=\"/metrics\">Metrics</a></body></html>\n",
        ),
        "/-/healthy" | "/-/ready" => Response::text(200, "text/plain", "Statsd Exporter is Healthy.\n"),
        _ => Response::text(404, "text/plain", "404 page not found\n"),
    };
    http::respond(sys, client, &request, "statsd_exporter", &response).await;
}

impl Metrics {
    /// Takes a line: `bookings:1|c`, `load:3|g`, `took:12|ms|#path:/a`.
    fn take(&mut self, line: &str) {
        const MOST: usize = 10_000;
        let line = line.trim();
        if line.is_empty() {
            return;
        }
        self.lines += 1;
        let parsed = (|| {
            let (name, rest) = line.split_once(':')?;
            let mut parts = rest.split('|');
            let value = parts.next()?;
            let kind = parts.next()?;
            let mut rate = 1.0;
            let mut labels = String::new();
            for part in parts {
                if let Some(number) = part.strip_prefix('@') {
                    rate = number.parse().ok().filter(|rate| *rate > 0.0)?;
                } else if let Some(tags) = part.strip_prefix('#') {
                    let pair = |tag: &str| tag.split_once(':').map(|(k, v)| format!("{}={v:?}", clean(k)));
                    labels = tags.split(',').filter_map(pair).collect::<Vec<_>>().join(",");
                }
            }
            Some((clean(name), labels, value, value.parse::<f64>().ok()?, kind, rate))
        })();
        let Some((name, labels, text, value, kind, rate)) = parsed.filter(|_| self.counters.len() < MOST) else {
            self.bad += 1;
            return;
        };
        let key = (name, labels);
        match kind {
            "c" => *self.counters.entry(key).or_default() += value / rate,
            "g" if text.starts_with(['+', '-']) => *self.gauges.entry(key).or_default() += value,
            "g" => {
                self.gauges.insert(key, value);
            }
            "ms" | "h" | "d" => {
                let entry = self.timers.entry(key).or_default();
                entry.0 += 1;
                entry.1 += if kind == "ms" { value / 1000.0 } else { value };
            }
            _ => self.bad += 1,
        }
    }

    fn text(&self) -> String {
        let mut out = String::new();
        let with = |labels: &str| if labels.is_empty() { String::new() } else { format!("{{{labels}}}") };
        for (kind, values) in [("counter", &self.counters), ("gauge", &self.gauges)] {
            let mut last = "";
            for ((name, labels), value) in values {
                if name != last {
                    _ = writeln!(out, "# HELP {name} Metric autogenerated by statsd_exporter.\n# TYPE {name} {kind}");
                }
                _ = writeln!(out, "{name}{} {value}", with(labels));
                last = name;
            }
        }
        for ((name, labels), (count, sum)) in &self.timers {
            _ = writeln!(out, "# HELP {name} Metric autogenerated by statsd_exporter.\n# TYPE {name} summary");
            _ = writeln!(out, "{name}_sum{} {sum}\n{name}_count{} {count}", with(labels), with(labels));
        }
        out += "# HELP statsd_exporter_lines_total The total number of StatsD lines received.\n# TYPE statsd_exporter_lines_total counter\n";
        _ = writeln!(out, "statsd_exporter_lines_total {}", self.lines);
        out += "# HELP statsd_exporter_sample_errors_total The total number of errors parsing StatsD samples.\n# TYPE statsd_exporter_sample_errors_total counter\n";
        _ = writeln!(out, "statsd_exporter_sample_errors_total{{reason=\"malformed_value\"}} {}", self.bad);
        out
    }
}

/// A name as Prometheus allows it.
fn clean(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' || c == ':' { c } else { '_' }).collect()
}

/// `time=2026-01-01T09:00:03.000Z`
fn stamp(sys: &Process) -> String {
    super::moment(sys, "time=%Y-%m-%dT%H:%M:%S%.3fZ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_statsd_means_it() {
        let mut metrics = Metrics::default();
        for line in
            ["bookings:1|c", "bookings:2|c|@0.5", "load.avg:3|g", "load.avg:+1|g", "nonsense", "t:1500|ms|#path:/a"]
        {
            metrics.take(line);
        }
        let text = metrics.text();
        for line in [
            "bookings 5",
            "load_avg 4",
            "t_sum{path=\"/a\"} 1.5",
            "t_count{path=\"/a\"} 1",
            "statsd_exporter_lines_total 6",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} in\n{text}");
        }
    }
}
