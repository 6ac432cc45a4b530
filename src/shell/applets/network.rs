//! Applets on the network: nc, wget, httpd, nslookup, ping, netstat, ip, ifconfig, route, telnet.

mod http;
mod interfaces;
mod nc;

use std::net::IpAddr;
use std::time::Duration;

use crate::shell::applet::{Applet, Call};

pub(super) const APPLETS: &[Applet] = &[
    Applet {
        name: "nc",
        usage: "[OPTIONS] HOST PORT  - connect\nnc [OPTIONS] -l -p PORT [HOST] [PORT]  - listen",
        run: |call| Box::pin(nc::nc(call)),
    },
    Applet {
        name: "wget",
        usage: "[-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]\n	[--post-data STR | --post-file FILE] [-Y on/off]\n	[--no-check-certificate] [-P DIR] [-U AGENT] [-T SEC] URL...",
        run: |call| Box::pin(http::wget(call)),
    },
    Applet {
        name: "httpd",
        usage: "[-ifv[v]] [-c CONFFILE] [-p [IP:]PORT] [-u USER[:GRP]] [-r REALM] [-h HOME]\nor httpd -d/-e/-m STRING",
        run: |call| Box::pin(http::httpd(call)),
    },
    Applet {
        name: "nslookup",
        usage: "[-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]",
        run: |call| Box::pin(nslookup(call)),
    },
    Applet { name: "ping", usage: "[OPTIONS] HOST", run: |call| Box::pin(ping(call)) },
    Applet {
        name: "ip",
        usage: "[OPTIONS] address|route|link|tunnel|neigh|rule [ARGS]",
        run: |call| Box::pin(interfaces::ip(call)),
    },
    Applet { name: "ipaddr", usage: "[show [dev IFACE]]", run: |call| Box::pin(interfaces::ip(call)) },
    Applet { name: "ifconfig", usage: "[-a] [INTERFACE]", run: |call| Box::pin(interfaces::ifconfig(call)) },
    Applet { name: "route", usage: "[-ne]", run: |call| Box::pin(interfaces::route(call)) },
    Applet { name: "telnet", usage: "[-a] [-l USER] HOST [PORT]", run: |call| Box::pin(nc::telnet(call)) },
    Applet { name: "netstat", usage: "[-ral] [-tuwx] [-enWp]", run: |call| Box::pin(netstat(call)) },
];

async fn nslookup(mut call: Call) -> u8 {
    let words: Vec<String> = call.args.iter().filter(|word| !word.starts_with('-')).cloned().collect();
    let Some(name) = words.first() else { return call.show_usage().await };
    let config = call.sys.read_file("/etc/resolv.conf").await.unwrap_or_default();
    let config = String::from_utf8_lossy(&config).into_owned();
    let own = config.lines().find_map(|line| line.strip_prefix("nameserver")).map(|rest| rest.trim().to_owned());
    let server = words.get(1).cloned().or(own).unwrap_or_else(|| "127.0.0.1".into());
    let search: Vec<&str> = config
        .lines()
        .find_map(|line| line.strip_prefix("search"))
        .map(|rest| rest.split_whitespace().collect())
        .unwrap_or_default();
    call.print(&format!("Server:\t\t{server}\nAddress:\t{server}:53\n\n")).await;
    let mut tried: Vec<String> = Vec::new();
    if !name.ends_with('.') && !name.contains('.') {
        tried.extend(search.iter().map(|domain| format!("{name}.{domain}")));
    }
    tried.push(name.trim_end_matches('.').to_owned());
    for full in &tried {
        if let Some(addresses) = call.sys.ask_dns(full).filter(|addresses| !addresses.is_empty()) {
            for address in addresses {
                call.print(&format!("Name:\t{full}\nAddress: {address}\n")).await;
            }
            call.print("\n").await;
            return call.finish(0).await;
        }
    }
    for full in &tried {
        call.print(&format!("** server can't find {full}: NXDOMAIN\n\n")).await;
    }
    call.finish(1).await
}

async fn ping(mut call: Call) -> u8 {
    let Ok(options) = call.options("c:i:W:w:s:t:I:qnA46", &[]).await else { return 1 };
    let Some(host) = options.words.first() else { return call.show_usage().await };
    let Ok(addresses) = call.sys.resolve(host).await else {
        call.error(&format!("bad address '{host}'")).await;
        return 1;
    };
    let Some(address) = addresses.first().copied() else { return 1 };
    let count = options.value('c').and_then(|text| text.parse::<u64>().ok()).unwrap_or(u64::MAX);
    let pause = options.value('i').and_then(|text| text.parse::<f64>().ok()).unwrap_or(1.0);
    let wait = options.value('W').and_then(|text| text.parse::<u64>().ok()).unwrap_or(10);
    let deadline = options.value('w').and_then(|text| text.parse::<u64>().ok());
    let began = call.sys.now();
    let quiet = options.has('q');
    call.print(&format!("PING {host} ({address}): 56 data bytes\n")).await;
    let (mut sent, mut got) = (0, 0);
    for sequence in 0..count {
        if deadline.is_some_and(|most| call.sys.now().since(began) >= Duration::from_secs(most)) {
            break;
        }
        sent += 1;
        if call.sys.answers(address) {
            got += 1;
            if !quiet {
                let millis = if is_near(&call, address) { "0.052" } else { "0.110" };
                call.print(&format!("64 bytes from {address}: seq={sequence} ttl=64 time={millis} ms\n")).await;
            }
        }
        if !call.flush().await {
            return 1;
        }
        let last = sequence + 1 == count;
        let span = if last && got == sent {
            Duration::ZERO
        } else if last {
            Duration::from_secs(wait)
        } else {
            Duration::from_secs_f64(pause.clamp(0.01, 1e6))
        };
        if call.sys.sleep(span).await.is_err() {
            break;
        }
    }
    let lost = if sent == 0 { 0 } else { (sent - got) * 100 / sent };
    call.print(&format!(
        "\n--- {host} ping statistics ---\n{sent} packets transmitted, {got} packets received, {lost}% packet loss\n"
    ))
    .await;
    if got > 0 {
        call.print("round-trip min/avg/max = 0.052/0.081/0.110 ms\n").await;
    }
    call.finish(u8::from(got == 0)).await
}

fn is_near(call: &Call, address: IpAddr) -> bool {
    address.is_loopback() || call.sys.addresses().contains(&address)
}

async fn netstat(mut call: Call) -> u8 {
    let Ok(options) = call.options("ralntuwxeWp", &[]).await else { return 1 };
    call.print("Active Internet connections (only servers)\nProto Recv-Q Send-Q Local Address           Foreign Address         State       \n").await;
    for (tcp, address) in call.sys.listening() {
        let wanted =
            (!options.has('t') && !options.has('u')) || (tcp && options.has('t')) || (!tcp && options.has('u'));
        if wanted {
            let (proto, state) = if tcp { ("tcp", "LISTEN") } else { ("udp", "") };
            let line =
                format!("{proto:<5} {:>6} {:>6} {:<23} {:<23} {state:<12}\n", 0, 0, address.to_string(), "0.0.0.0:*");
            call.print(&line).await;
        }
    }
    call.finish(0).await
}
