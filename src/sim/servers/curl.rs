//! `curl`, for HTTP, with the options that people use in a Pod. It must not know images.

use std::{net::SocketAddr, time::Duration};

use crate::world::{Errno, OpenHow, Process};

use super::{
    complain,
    http::{self, Request},
};

/// What was asked for.
#[expect(clippy::struct_excessive_bools, reason = "they are curl's own switches")]
#[derive(Default)]
struct Options {
    silent: bool,
    show_errors: bool,
    fail: bool,
    head: bool,
    include: bool,
    follow: bool,
    output: Option<String>,
    method: Option<String>,
    headers: Vec<(String, String)>,
    data: Option<String>,
    patience: Option<u64>,
    retries: u64,
    write_out: Option<String>,
    urls: Vec<String>,
}

/// Runs curl.
pub async fn run(sys: Process) -> u8 {
    let args = sys.argv();
    let options = match parse(&args) {
        Ok(options) => options,
        Err(unknown) => {
            complain(
                &sys,
                &format!("curl: option {unknown}: is unknown\ncurl: try 'curl --help' for more information"),
            )
            .await;
            return 2;
        }
    };
    if options.urls.is_empty() {
        complain(&sys, "curl: (2) no URL specified\ncurl: try 'curl --help' for more information").await;
        return 2;
    }
    let mut code = 0;
    for url in &options.urls {
        let mut left = options.retries;
        loop {
            code = fetch(&sys, url, &options).await;
            if code == 0 || left == 0 {
                break;
            }
            left -= 1;
            // A signal ends the waiting, and the program with it.
            if sys.sleep(Duration::from_secs(1)).await.is_err() {
                return code;
            }
        }
    }
    code
}

fn parse(args: &[String]) -> Result<Options, String> {
    let mut options = Options::default();
    let mut args = args.iter().skip(1);
    while let Some(arg) = args.next() {
        if !arg.starts_with('-') || arg == "-" {
            options.urls.push(arg.clone());
            continue;
        }
        let flags: Vec<String> = if arg.starts_with("--") {
            vec![arg.clone()]
        } else {
            arg.chars().skip(1).map(|letter| format!("-{letter}")).collect()
        };
        for flag in flags {
            let mut value = || args.next().cloned().unwrap_or_default();
            match flag.as_str() {
                "-s" | "--silent" => options.silent = true,
                "-S" | "--show-error" => options.show_errors = true,
                "-f" | "--fail" => options.fail = true,
                "-I" | "--head" => options.head = true,
                "-i" | "--include" => options.include = true,
                "-L" | "--location" => options.follow = true,
                "-k"
                | "--insecure"
                | "-v"
                | "--verbose"
                | "-g"
                | "-4"
                | "-N"
                | "--no-buffer"
                | "--retry-connrefused" => {}
                "-o" | "--output" => options.output = Some(value()),
                "-X" | "--request" => options.method = Some(value()),
                "-d" | "--data" | "--data-raw" => options.data = Some(value()),
                "-m" | "--max-time" | "--connect-timeout" => {
                    options.patience = value().split('.').next().and_then(|s| s.parse().ok());
                }
                "--retry" => options.retries = value().parse().unwrap_or(0),
                "--retry-delay" | "-u" | "--user" => {
                    value();
                }
                "-w" | "--write-out" => options.write_out = Some(value()),
                "-H" | "--header" => {
                    if let Some((name, text)) = value().split_once(':') {
                        options.headers.push((name.trim().to_owned(), text.trim().to_owned()));
                    }
                }
                "-A" | "--user-agent" => options.headers.push(("User-Agent".to_owned(), value())),
                unknown => return Err(unknown.to_owned()),
            }
        }
    }
    Ok(options)
}

async fn fetch(sys: &Process, url: &str, options: &Options) -> u8 {
    let patience = options.patience.map(|seconds| sys.now() + Duration::from_secs(seconds));
    let work = request(sys, url, options);
    match sys.until(patience, work).await {
        Some(Ok(code)) => code,
        Some(Err((code, words))) => {
            if !options.silent || options.show_errors {
                complain(sys, &format!("curl: ({code}) {words}")).await;
            }
            code
        }
        None => {
            if !options.silent || options.show_errors {
                let seconds = options.patience.unwrap_or(0);
                complain(
                    sys,
                    &format!(
                        "curl: (28) Operation timed out after {} milliseconds with 0 bytes received",
                        seconds * 1000
                    ),
                )
                .await;
            }
            28
        }
    }
}

async fn request(sys: &Process, url: &str, options: &Options) -> Result<u8, (u8, String)> {
    const MOST_HOPS: usize = 10;
    let mut url = url.to_owned();
    for _ in 0..MOST_HOPS {
        let rest = match url.split_once("://") {
            Some(("http", rest)) => rest.to_owned(),
            Some(("https", rest)) => {
                let host = rest.split('/').next().unwrap_or("").to_owned();
                return Err((35, format!("TLS is not part of this simulator: {host} cannot be reached by https")));
            }
            Some((scheme, _)) => return Err((1, format!("Protocol \"{scheme}\" not supported"))),
            None => url.clone(),
        };
        let (authority, path) = rest.split_once('/').map_or((rest.as_str(), ""), |(a, p)| (a, p));
        let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "80"));
        let port: u16 = port.parse().map_err(|_| (3, "URL using bad/illegal format or missing URL".to_owned()))?;
        let Some(address) = sys.resolve(host).await.ok().and_then(|all| all.first().copied()) else {
            return Err((6, format!("Could not resolve host: {host}")));
        };
        let method = options.method.clone().unwrap_or_else(|| {
            let usual = if options.head {
                "HEAD"
            } else if options.data.is_some() {
                "POST"
            } else {
                "GET"
            };
            usual.to_owned()
        });
        let mut headers = vec![
            ("Host".to_owned(), authority.to_owned()),
            ("User-Agent".to_owned(), "curl/8.10.1".to_owned()),
            ("Accept".to_owned(), "*/*".to_owned()),
        ];
        for (name, value) in &options.headers {
            headers.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
            headers.push((name.clone(), value.clone()));
        }
        let body = options.data.clone().unwrap_or_default().into_bytes();
        let asked = Request { method, target: format!("/{path}"), headers, body, ..Request::default() };
        let answer = http::exchange(sys, SocketAddr::new(address, port), &asked).await.map_err(|words| {
            if words == Errno::ConnRefused.to_string() || words == Errno::TimedOut.to_string() {
                (7, format!("Failed to connect to {host} port {port} after 0 ms: Couldn't connect to server"))
            } else {
                (52, words)
            }
        })?;
        let next = answer.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("location"));
        if let Some((_, target)) = next.filter(|_| options.follow && (300..400).contains(&answer.status)) {
            url = if target.contains("://") { target.clone() } else { format!("http://{authority}{target}") };
            continue;
        }
        if options.fail && answer.status >= 400 {
            return Err((22, format!("The requested URL returned error: {}", answer.status)));
        }
        let mut out = Vec::new();
        if options.include || options.head {
            out.extend(format!("HTTP/1.1 {} {}\r\n", answer.status, http::reason(answer.status)).into_bytes());
            for (name, value) in &answer.headers {
                out.extend(format!("{name}: {value}\r\n").into_bytes());
            }
            out.extend(b"\r\n");
        }
        if !options.head {
            out.extend(&answer.body);
        }
        write(sys, options, &out).await?;
        if let Some(form) = &options.write_out {
            let text = form
                .replace("%{http_code}", &format!("{:03}", answer.status))
                .replace("%{response_code}", &format!("{:03}", answer.status))
                .replace("\\n", "\n");
            // Nobody may be reading any more.
            let _ = sys.write(1, text.as_bytes()).await;
        }
        return Ok(0);
    }
    Err((47, "Maximum (10) redirects followed".to_owned()))
}

async fn write(sys: &Process, options: &Options, bytes: &[u8]) -> Result<(), (u8, String)> {
    let failed = |errno: Errno| (23, format!("Failure writing output to destination: {errno}"));
    let Some(path) = options.output.as_ref().filter(|path| *path != "-") else {
        return sys.write(1, bytes).await.map_err(failed);
    };
    let fd = sys.open(path, OpenHow::WRITE).await.map_err(failed)?;
    let written = sys.write(fd, bytes).await.map_err(failed);
    let _ = sys.close(fd);
    written
}
