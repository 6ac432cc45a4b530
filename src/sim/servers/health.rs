//! Servers that answer gRPC health checks: `agnhost grpc-health-checking`, and `etcd` as far as a probe can see it. They must
//! not know images.
//!
//! gRPC is spoken in the short form of the simulator's own clients: the preface of HTTP/2, the service's name, and a word in
//! answer.

use std::{cell::Cell, rc::Rc};

use crate::world::Process;

use super::{
    complain,
    http::{self, Request, Response},
    option, port_of,
    serve::{Lines, Task, listen, serve},
};

/// How a Go program that handles no signals ends as a container's first process.
const ENDED_BY_SIGNAL: u8 = 2;

/// What a client wants.
enum Asked {
    /// How a service is, by gRPC; the server itself where it is empty.
    Health(String),
    Page(Request),
}

async fn hear(sys: &Process, client: i32) -> Option<Asked> {
    let mut lines = Lines::new(sys, client);
    let first = lines.next().await?;
    let mut words = first.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    if method != "PRI" {
        while !lines.next().await?.is_empty() {}
        return Some(Asked::Page(Request { method, target, version: "HTTP/1.1".to_owned(), ..Request::default() }));
    }
    // An empty line, `SM`, another empty line, and then what it is about.
    for _ in 0..3 {
        lines.next().await?;
    }
    lines.next().await.map(Asked::Health)
}

async fn answer(sys: &Process, client: i32, word: &str) {
    // A client that has gone wants no answer.
    let _ = sys.write(client, format!("{word}\n").as_bytes()).await;
    let _ = sys.close(client);
}

/// A line as Go's `log` prints it.
async fn log(sys: &Process, words: &str) {
    complain(sys, &format!("{} {words}", super::moment(sys, "%Y/%m/%d %H:%M:%S"))).await;
}

/// `agnhost grpc-health-checking [--port 5000] [--http-port 8080] [--service NAME] [--delay-unhealthy-sec N]`, `agnhost pause`
pub async fn agnhost(sys: Process) -> u8 {
    let args = sys.argv();
    match args.get(1).map(String::as_str) {
        Some("grpc-health-checking") => checking(&sys, &args).await,
        None | Some("pause") => {
            complain(&sys, "Paused").await;
            super::end_on_signals(&sys);
            while sys.sleep(std::time::Duration::from_hours(24)).await.is_ok() {}
            0
        }
        Some(other) => {
            complain(&sys, &format!("Error: unknown command {other:?} for \"app\"\nRun 'app --help' for usage.")).await;
            1
        }
    }
}

async fn checking(sys: &Process, args: &[String]) -> u8 {
    let number = |name: &str, usual: i64| option(args, name).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (port, pages) = (number("port", 5000), number("http-port", 8080));
    let (service, delay) = (option(args, "service").unwrap_or_default(), number("delay-unhealthy-sec", -1));
    let mut doors = Vec::new();
    for (port, words) in [(pages, "Http"), (port, "gRPC")] {
        match listen(sys, None, u16::try_from(port).unwrap_or(0)) {
            Ok(door) => doors.push(door),
            Err(errno) => {
                let errno = errno.to_string().to_lowercase();
                log(sys, &format!("Error while starting the listening service listen tcp :{port}: bind: {errno}"))
                    .await;
                return 1;
            }
        }
        log(sys, &format!("{words} server starting to listen on :{port}")).await;
    }
    let (began, forced) = (sys.now(), Rc::new(Cell::new(None)));
    let own = sys.clone();
    serve(sys, &doors, Vec::new(), |_, client| {
        let (sys, service, forced) = (own.clone(), service.clone(), Rc::clone(&forced));
        Box::pin(async move {
            let age = sys.now().since(began);
            match hear(&sys, client).await {
                Some(Asked::Health(name)) => {
                    log(&sys, "Serving the Check request for health check").await;
                    let late = u64::try_from(delay).is_ok_and(|delay| age.as_secs() >= delay);
                    let word = match forced.get() {
                        _ if name != service => "ERROR NotFound unknown service",
                        Some(true) => "NOT_SERVING",
                        _ if late => "NOT_SERVING",
                        _ => "SERVING",
                    };
                    answer(&sys, client, word).await;
                }
                Some(Asked::Page(request)) => {
                    let page = match request.path() {
                        "/make-not-serving" | "/make-serving" => {
                            let sick = request.path() == "/make-not-serving";
                            log(&sys, if sick { "Mark as unhealthy" } else { "Mark as healthy" }).await;
                            forced.set(Some(sick));
                            Response::text(200, "text/plain; charset=utf-8", format!("{}s", age.as_secs_f64()))
                        }
                        _ => Response::text(404, "text/plain; charset=utf-8", "404 page not found\n"),
                    };
                    http::respond(&sys, client, &request, "", &page).await;
                }
                None => _ = sys.close(client),
            }
        }) as Task
    })
    .await;
    ENDED_BY_SIGNAL
}

/// `etcd [--listen-client-urls http://0.0.0.0:2379]`: healthy as soon as it listens.
pub async fn etcd(sys: Process) -> u8 {
    let args = sys.argv();
    let url = option(&args, "listen-client-urls").unwrap_or_else(|| "http://localhost:2379".to_owned());
    let Some(port) = port_of(url.trim_end_matches('/')) else {
        complain(&sys, &format!("error verifying flags, URL address does not have the form \"host:port\": {url}"))
            .await;
        return 1;
    };
    let local = url.contains("//localhost") || url.contains("//127.0.0.1");
    let host = local.then(|| std::net::Ipv4Addr::LOCALHOST.into());
    let Ok(door) = listen(&sys, host, port) else {
        json(
            &sys,
            "fatal",
            "etcdmain/etcd.go:204",
            &format!("discovery failed: listen tcp :{port}: bind: address already in use"),
        )
        .await;
        return 1;
    };
    json(&sys, "info", "etcdmain/etcd.go:73", "Running: ").await;
    json(&sys, "info", "embed/serve.go:103", "ready to serve client requests").await;
    let own = sys.clone();
    serve(&sys, &[door], Vec::new(), |_, client| {
        let sys = own.clone();
        Box::pin(async move {
            match hear(&sys, client).await {
                Some(Asked::Health(name)) if name.is_empty() => answer(&sys, client, "SERVING").await,
                Some(Asked::Health(_)) => answer(&sys, client, "ERROR NotFound unknown service").await,
                Some(Asked::Page(request)) => {
                    let page = match request.path() {
                        "/health" => Response::text(200, "application/json", "{\"health\":\"true\",\"reason\":\"\"}"),
                        "/version" => Response::text(
                            200,
                            "application/json",
                            "{\"etcdserver\":\"3.5.15\",\"etcdcluster\":\"3.5.0\"}",
                        ),
                        _ => Response::text(404, "text/plain; charset=utf-8", "404 page not found\n"),
                    };
                    http::respond(&sys, client, &request, "", &page).await;
                }
                None => _ = sys.close(client),
            }
        }) as Task
    })
    .await;
    0
}

async fn json(sys: &Process, level: &str, caller: &str, words: &str) {
    let ts = super::moment(sys, "%Y-%m-%dT%H:%M:%S%.3fZ");
    complain(sys, &format!("{{\"level\":\"{level}\",\"ts\":\"{ts}\",\"caller\":\"{caller}\",\"msg\":\"{words}\"}}"))
        .await;
}
