//! `nginx-prometheus-exporter`: asks nginx for its `stub_status` page, and tells Prometheus. It must not know images.

use std::net::SocketAddr;

use crate::world::Process;

use super::{
    complain, host_of,
    http::{self, Request, Response},
    option, port_of,
    serve::{Task, listen, serve},
};

/// `nginx-prometheus-exporter --nginx.scrape-uri=http://localhost:8080/stub_status [--web.listen-address=:9113]`
pub async fn run(sys: Process) -> u8 {
    let args = sys.argv();
    let uri = option(&args, "nginx.scrape-uri")
        .or_else(|| sys.variable("SCRAPE_URI"))
        .unwrap_or_else(|| "http://127.0.0.1:8080/stub_status".to_owned());
    let address = option(&args, "web.listen-address").or_else(|| sys.variable("LISTEN_ADDRESS"));
    let host = address.as_deref().and_then(host_of);
    let port = address.and_then(|address| port_of(&address)).unwrap_or(9113);
    let fd = match listen(&sys, host, port) {
        Ok(fd) => fd,
        Err(errno) => {
            complain(
                &sys,
                &format!(
                    "{} level=ERROR msg=\"Error while serving\" err=\"listen tcp :{port}: bind: {errno}\"",
                    stamp(&sys)
                ),
            )
            .await;
            return 1;
        }
    };
    complain(&sys, &format!("{} level=INFO msg=\"Listening on\" address=[::]:{port}", stamp(&sys))).await;
    let own = sys.clone();
    serve(&sys, &[fd], Vec::new(), |_, client| {
        let (sys, uri) = (own.clone(), uri.clone());
        Box::pin(async move {
            let Some(request) = http::read_request(&sys, client).await else {
                let _ = sys.close(client);
                return;
            };
            let response = if request.path() == "/metrics" {
                Response::text(200, "text/plain; version=0.0.4; charset=utf-8", metrics(&sys, &uri).await)
            } else {
                Response::text(200, "text/html", "<h1>NGINX Prometheus Exporter</h1><a href=\"/metrics\">Metrics</a>\n")
            };
            http::respond(&sys, client, &request, "nginx-prometheus-exporter", &response).await;
        }) as Task
    })
    .await;
    0
}

/// `time=2026-01-01T09:00:03.000Z`
fn stamp(sys: &Process) -> String {
    super::moment(sys, "time=%Y-%m-%dT%H:%M:%S%.3fZ")
}

async fn metrics(sys: &Process, uri: &str) -> String {
    let up = "# HELP nginx_up Status of the last metric scrape\n# TYPE nginx_up gauge\nnginx_up";
    match scrape(sys, uri).await {
        None => {
            complain(
                sys,
                &format!("{} level=ERROR msg=\"Error getting stats\" error=\"failed to get {uri}\"", stamp(sys)),
            )
            .await;
            format!("{up} 0\n")
        }
        Some(page) => {
            let numbers: Vec<&str> = page.split_whitespace().filter(|w| w.parse::<u64>().is_ok()).collect();
            let names = [
                ("nginx_connections_active", "gauge"),
                ("nginx_connections_accepted", "counter"),
                ("nginx_connections_handled", "counter"),
                ("nginx_http_requests_total", "counter"),
                ("nginx_connections_reading", "gauge"),
                ("nginx_connections_writing", "gauge"),
                ("nginx_connections_waiting", "gauge"),
            ];
            let one =
                |((name, kind), number): (&(&str, &str), &&str)| format!("# TYPE {name} {kind}\n{name} {number}\n");
            let all: String = names.iter().zip(&numbers).map(one).collect();
            format!("{all}{up} 1\n")
        }
    }
}

async fn scrape(sys: &Process, uri: &str) -> Option<String> {
    let (authority, path) = uri.strip_prefix("http://")?.split_once('/')?;
    let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
    let address = sys.resolve(host).await.ok()?.first().copied()?;
    let request = Request {
        method: "GET".to_owned(),
        target: format!("/{path}"),
        headers: vec![("Host".to_owned(), authority.to_owned())],
        ..Request::default()
    };
    let answer = http::exchange(sys, SocketAddr::new(address, port.parse().ok()?), &request).await.ok()?;
    (answer.status == 200).then(|| String::from_utf8_lossy(&answer.body).into_owned())
}
