//! A plain web server: Apache httpd's files, Python's `http.server`. `web-server --root DIR --port N [--name WORDS]
//! [--log apache|python] [--list]`. It must not know images.

use jiff::Timestamp;

use crate::world::{Errno, Process};

use super::{
    complain,
    http::{self, Response},
    option, say,
    serve::{listen, serve},
};

/// Serves files.
pub async fn run(sys: Process) -> u8 {
    let args = sys.argv();
    let root = option(&args, "root").unwrap_or_else(|| sys.cwd());
    let port = option(&args, "port").and_then(|p| p.parse().ok()).unwrap_or(80);
    let name = option(&args, "name").unwrap_or_else(|| "Apache/2.4.62 (Unix)".to_owned());
    let python = option(&args, "log").as_deref() == Some("python");
    let fd = match listen(&sys, None, port) {
        Ok(fd) => fd,
        Err(errno) if python => {
            let number = if errno == Errno::AddrInUse { 98 } else { 13 };
            complain(&sys, &format!("OSError: [Errno {number}] {errno}")).await;
            return 1;
        }
        Err(errno) => {
            let words = format!("(98){errno}: AH00072: make_sock: could not bind to address 0.0.0.0:{port}");
            complain(
                &sys,
                &format!("{words}\nno listening sockets available, shutting down\nAH00015: Unable to open logs"),
            )
            .await;
            return 1;
        }
    };
    if python {
        say(&sys, &format!("Serving HTTP on 0.0.0.0 port {port} (http://0.0.0.0:{port}/) ...")).await;
    }
    let server = sys.clone();
    serve(&sys, &[fd], Vec::new(), |_, client| {
        let (sys, root, name) = (server.clone(), root.clone(), name.clone());
        Box::pin(async move { answer(&sys, client, &root, &name, python).await })
    })
    .await;
    0
}

async fn answer(sys: &Process, fd: i32, root: &str, name: &str, python: bool) {
    let peer = sys.peers(fd).map_or_else(String::new, |(_, peer)| peer.ip().to_string());
    let Some(request) = http::read_request(sys, fd).await else {
        let _ = sys.close(fd);
        return;
    };
    let response = match http::file(sys, root, request.path(), &["index.html".to_owned()]).await {
        Ok((body, kind)) => Response::text(200, &kind, body),
        Err(403) if python => Response::text(200, "text/html", listing(sys, root, request.path())),
        Err(status) => {
            let words = http::reason(status);
            Response::text(status, "text/html", format!("<html><body><h1>{words}</h1></body></html>\n"))
        }
    };
    let moment = Timestamp::from_second(sys.wall().secs()).unwrap_or(Timestamp::UNIX_EPOCH);
    let first = format!("{} {} {}", request.method, request.target, request.version);
    let (status, length) = (response.status, response.body.len());
    if python {
        let moment = moment.strftime("%d/%b/%Y %H:%M:%S");
        complain(sys, &format!("{peer} - - [{moment}] \"{first}\" {status} -")).await;
    } else {
        let moment = moment.strftime("%d/%b/%Y:%H:%M:%S +0000");
        say(sys, &format!("{peer} - - [{moment}] \"{first}\" {status} {length}")).await;
    }
    http::respond(sys, fd, &request, name, &response).await;
}

fn listing(sys: &Process, root: &str, path: &str) -> String {
    let names = sys.read_dir(&format!("{root}/{path}")).unwrap_or_default();
    let items =
        names.iter().fold(String::new(), |all, name| all + &format!("<li><a href=\"{name}\">{name}</a></li>\n"));
    format!(
        "<!DOCTYPE HTML>\n<html>\n<head><title>Directory listing for {path}</title></head>\n<body>\n<ul>\n{items}</ul>\n</body>\n</html>\n"
    )
}
