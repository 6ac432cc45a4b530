//! Proxies that pass TCP connections on: haproxy, twemproxy (nutcracker) and Envoy, in the simple cases of their own
//! configuration files. They must not know images.

mod envoy;

use std::{cell::Cell, net::SocketAddr, rc::Rc};

use serde_json::Value;

use crate::world::Process;

use super::{
    complain, option, port_of, say,
    serve::{Task, listen, pass_on, serve},
};

pub use envoy::envoy;

/// A door and where it leads, in turn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Route {
    host: String,
    port: u16,
    /// `host:port`
    backends: Vec<String>,
}

/// Passes connections on until a signal comes.
///
/// # Errors
/// The port that could not be listened on, and why.
async fn forward(sys: &Process, routes: Vec<Route>) -> Result<(), (String, String)> {
    let mut fds = Vec::new();
    for route in &routes {
        let host = route.host.parse().ok();
        let fd =
            listen(sys, host, route.port).map_err(|e| (format!("{}:{}", route.host, route.port), e.to_string()))?;
        fds.push(fd);
    }
    let turn = Rc::new(Cell::new(0_usize));
    let own = sys.clone();
    serve(sys, &fds, Vec::new(), |index, client| {
        let (sys, turn) = (own.clone(), Rc::clone(&turn));
        let backends = routes.get(index).map(|route| route.backends.clone()).unwrap_or_default();
        Box::pin(async move {
            for attempt in 0..backends.len() {
                turn.set(turn.get().wrapping_add(usize::from(attempt == 0)));
                let Some(backend) = backends.get((turn.get() + attempt) % backends.len()) else { break };
                if let Some(server) = connect(&sys, backend).await {
                    pass_on(sys, client, server).await;
                    return;
                }
            }
            let _ = sys.close(client);
        }) as Task
    })
    .await;
    Ok(())
}

async fn connect(sys: &Process, backend: &str) -> Option<i32> {
    let (host, port) = backend.rsplit_once(':')?;
    let address = sys.resolve(host.trim_matches(['[', ']'])).await.ok()?.first().copied()?;
    let to = SocketAddr::new(address, port.parse().ok()?);
    let patience = sys.now() + std::time::Duration::from_secs(5);
    sys.until(Some(patience), sys.connect(to)).await?.ok()
}

/// `haproxy -f FILE`
pub async fn haproxy(sys: Process) -> u8 {
    let args = sys.argv();
    let path = option(&args, "f").unwrap_or_else(|| "/usr/local/etc/haproxy/haproxy.cfg".to_owned());
    let Ok(bytes) = sys.read_file(&path).await else {
        complain(&sys, "[NOTICE]   (1) : haproxy version is 2.9.12").await;
        complain(
            &sys,
            &format!("[ALERT]    (1) : Cannot open configuration file/directory {path} : No such file or directory"),
        )
        .await;
        return 1;
    };
    let routes = match haproxy_routes(&String::from_utf8_lossy(&bytes), &path) {
        Ok(routes) => routes,
        Err(words) => {
            complain(&sys, &format!("[ALERT]    (1) : config : {words}")).await;
            complain(&sys, "[ALERT]    (1) : config : Fatal errors found in configuration.").await;
            return 1;
        }
    };
    if args.iter().any(|arg| arg == "-c") {
        say(&sys, "Configuration file is valid").await;
        return 0;
    }
    complain(&sys, "[NOTICE]   (1) : New worker (8) forked").await;
    complain(&sys, "[NOTICE]   (1) : Loading success.").await;
    match forward(&sys, routes).await {
        Ok(()) => 143,
        Err((at, why)) => {
            complain(
                &sys,
                &format!("[ALERT]    (1) : Binding [{path}] for frontend: cannot bind socket ({why}) for [{at}]"),
            )
            .await;
            1
        }
    }
}

/// The frontends and `listen` sections with the servers of their backends.
fn haproxy_routes(text: &str, path: &str) -> Result<Vec<Route>, String> {
    const SECTIONS: [&str; 9] =
        ["global", "defaults", "frontend", "backend", "listen", "resolvers", "peers", "userlist", "program"];
    let mut sections: Vec<(String, String, Vec<Vec<String>>)> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or("");
        let words: Vec<String> = line.split_whitespace().map(ToOwned::to_owned).collect();
        let Some(first) = words.first() else { continue };
        if SECTIONS.contains(&first.as_str()) && !line.starts_with([' ', '\t']) {
            sections.push((first.clone(), words.get(1).cloned().unwrap_or_default(), Vec::new()));
        } else if let Some((_, _, own)) = sections.last_mut() {
            own.push(words);
        } else {
            return Err(format!("parsing [{path}:{}]: unknown keyword '{first}' out of section.", number + 1));
        }
    }
    let servers = |own: &[Vec<String>]| -> Vec<String> {
        own.iter().filter(|w| w[0] == "server").filter_map(|w| w.get(2).cloned()).collect()
    };
    let mut routes = Vec::new();
    for (kind, name, own) in sections.iter().filter(|(kind, _, _)| kind == "frontend" || kind == "listen") {
        let mut backends = servers(own);
        if let Some(target) =
            own.iter().find(|w| matches!(w[0].as_str(), "default_backend" | "use_backend")).and_then(|w| w.get(1))
        {
            let Some((_, _, backend)) = sections.iter().find(|(kind, own, _)| kind == "backend" && own == target)
            else {
                return Err(format!("Proxy '{name}': unable to find required default_backend: '{target}'."));
            };
            backends = servers(backend);
        }
        for bind in own.iter().filter(|w| w[0] == "bind").filter_map(|w| w.get(1)) {
            let (host, _) = bind.rsplit_once(':').unwrap_or(("", bind));
            let port = port_of(bind).ok_or_else(|| {
                format!("parsing [{path}] : '{kind} {name}' : 'bind' : missing port number in '{bind}'")
            })?;
            routes.push(Route { host: host.trim_matches('*').to_owned(), port, backends: backends.clone() });
        }
    }
    Ok(routes)
}

/// `nutcracker -c FILE [-s PORT] [-v LEVEL]`
pub async fn nutcracker(sys: Process) -> u8 {
    let args = sys.argv();
    let path = ["c", "conf-file"].iter().find_map(|name| option(&args, name));
    let path = path.unwrap_or_else(|| "conf/nutcracker.yml".to_owned());
    let Ok(bytes) = sys.read_file(&path).await else {
        complain(&sys, &format!("nutcracker: conf: failed to open configuration '{path}': No such file or directory"))
            .await;
        return 1;
    };
    let pools: Value = serde_yaml::from_slice(&bytes).unwrap_or(Value::Null);
    let Some(pools) = pools.as_object().filter(|pools| !pools.is_empty()) else {
        complain(&sys, &format!("nutcracker: configuration file '{path}' syntax is invalid")).await;
        return 1;
    };
    let mut routes = Vec::new();
    for (name, pool) in pools {
        let listen = pool["listen"].as_str().unwrap_or("");
        let servers: Vec<String> = pool["servers"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|server| {
                let mut parts = server.as_str()?.split_whitespace().next()?.split(':');
                Some(format!("{}:{}", parts.next()?, parts.next()?))
            })
            .collect();
        let Some(port) = port_of(listen).filter(|_| !servers.is_empty()) else {
            complain(&sys, &format!("nutcracker: conf: pool '{name}' has no valid \"listen:\" or \"servers:\"")).await;
            return 1;
        };
        let host = listen.rsplit_once(':').map_or("", |(host, _)| host).to_owned();
        routes.push(Route { host, port, backends: servers });
    }
    complain(&sys, "[nc.c:187] nutcracker-0.4.1 started on pid 1").await;
    match forward(&sys, routes).await {
        Ok(()) => 0,
        Err((at, why)) => {
            complain(&sys, &format!("[nc_proxy.c:206] bind on p 6 to addr '{at}' failed: {why}")).await;
            1
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frontend_leads_to_its_backends_servers() {
        let text = "defaults\n  mode tcp\nfrontend pg\n  bind :5432\n  default_backend primary\nbackend primary\n  server db1 db-1:5432 check\n";
        let want = Route { host: String::new(), port: 5432, backends: vec!["db-1:5432".into()] };
        assert_eq!(haproxy_routes(text, "f"), Ok(vec![want]));
        assert!(haproxy_routes(&text.replace("backend primary\n  server", "backend other\n  server"), "f").is_err());
    }
}
