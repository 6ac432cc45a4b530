//! Envoy's configuration: listeners, and the clusters that their first routes lead to. It must not know how bytes are passed.

use serde_json::Value;

use crate::world::Process;

use super::{Route, complain, forward, option};

/// `envoy -c FILE`
pub async fn envoy(sys: Process) -> u8 {
    let args = sys.argv();
    let path = ["c", "config-path"].iter().find_map(|name| option(&args, name));
    let path = path.unwrap_or_else(|| "/etc/envoy/envoy.yaml".to_owned());
    let Ok(bytes) = sys.read_file(&path).await else {
        complain(
            &sys,
            &format!("{} error initializing configuration '{path}': unable to read file: {path}", critical(&sys)),
        )
        .await;
        return 1;
    };
    let config: Value = match serde_yaml::from_slice(&bytes) {
        Ok(config) => config,
        Err(error) => {
            complain(
                &sys,
                &format!("{} error initializing configuration '{path}': Unable to parse YAML: {error}", critical(&sys)),
            )
            .await;
            return 1;
        }
    };
    let routes = routes(&config);
    if routes.is_empty() {
        complain(
            &sys,
            &format!("{} error initializing configuration '{path}': no listener with a cluster", critical(&sys)),
        )
        .await;
        return 1;
    }
    complain(&sys, "[info][main] starting main dispatch loop").await;
    match forward(&sys, routes).await {
        Ok(()) => 0,
        Err((at, why)) => {
            complain(&sys, &format!("{} error adding listener: cannot bind '{at}': {why}", critical(&sys))).await;
            1
        }
    }
}

/// How a line begins that ends it all.
fn critical(sys: &Process) -> String {
    super::super::moment(sys, "[%Y-%m-%d %H:%M:%S%.3f][1][critical][main] [source/server/server.cc:131]")
}

fn routes(config: &Value) -> Vec<Route> {
    let resources = &config["static_resources"];
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let clusters = list(&resources["clusters"]);
    let mut routes = Vec::new();
    for listener in list(&resources["listeners"]) {
        let address = &listener["address"]["socket_address"];
        let Some(port) = address["port_value"].as_u64().and_then(|port| u16::try_from(port).ok()) else { continue };
        let mut names = Vec::new();
        collect(&listener["filter_chains"], "cluster", &mut names, 0);
        let Some(cluster) = clusters.iter().find(|cluster| names.iter().any(|name| cluster["name"] == name.as_str()))
        else {
            continue;
        };
        let mut ends = Vec::new();
        addresses(&cluster["load_assignment"], &mut ends, 0);
        let host = address["address"].as_str().unwrap_or("").to_owned();
        routes.push(Route { host, port, backends: ends });
    }
    routes
}

/// A configuration is looked into no deeper.
const DEEPEST: usize = 40;

/// All texts under a key, anywhere below.
fn collect(value: &Value, key: &str, found: &mut Vec<String>, depth: usize) {
    match value {
        _ if depth > DEEPEST => {}
        Value::Object(map) => {
            for (name, inner) in map {
                match inner.as_str() {
                    Some(text) if name == key => found.push(text.to_owned()),
                    _ => collect(inner, key, found, depth + 1),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| collect(inner, key, found, depth + 1)),
        _ => {}
    }
}

/// All socket addresses, anywhere below.
fn addresses(value: &Value, found: &mut Vec<String>, depth: usize) {
    match value {
        _ if depth > DEEPEST => {}
        Value::Object(map) => {
            if let (Some(host), Some(port)) =
                (map.get("address").and_then(Value::as_str), map.get("port_value").and_then(Value::as_u64))
            {
                found.push(format!("{host}:{port}"));
            }
            map.values().for_each(|inner| addresses(inner, found, depth + 1));
        }
        Value::Array(list) => list.iter().for_each(|inner| addresses(inner, found, depth + 1)),
        _ => {}
    }
}
