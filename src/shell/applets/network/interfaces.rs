//! What a Pod sees of its network: ip, ifconfig, route. An interface to the Pod's address, one to itself, and the node as the
//! way to everything else. They show; what would change something is refused, as it is to a Pod without the right for it.

use std::net::{IpAddr, Ipv4Addr};

use crate::shell::applet::Call;
use crate::world::Errno;

const LOOPBACK: &str = "LOOPBACK,UP,LOWER_UP";
const FOREVER: &str = "       valid_lft forever preferred_lft forever";

/// The Pod's address of the old kind, the hardware's, that of all its neighbours, and the node's end.
struct Outside {
    address: Ipv4Addr,
    hardware: String,
    everybody: Ipv4Addr,
    node: Ipv4Addr,
    network: Ipv4Addr,
}

fn outside(call: &Call) -> Option<Outside> {
    let addresses = call.sys.addresses();
    let address = addresses.iter().find_map(|address| match address {
        IpAddr::V4(address) if !address.is_loopback() => Some(*address),
        _ => None,
    })?;
    let [a, b, c, d] = address.octets();
    Some(Outside {
        address,
        hardware: format!("0a:58:{a:02x}:{b:02x}:{c:02x}:{d:02x}"),
        everybody: Ipv4Addr::new(a, b, c, 255),
        node: Ipv4Addr::new(a, b, c, 1),
        network: Ipv4Addr::new(a, b, c, 0),
    })
}

/// What of an interface `ip` shows.
struct Shown {
    number: u32,
    name: &'static str,
    head: String,
    link: String,
    addresses: Vec<(bool, String)>,
}

fn interfaces(call: &Call) -> Vec<Shown> {
    let mut all = vec![Shown {
        number: 1,
        name: "lo",
        head: format!("lo: <{LOOPBACK}> mtu 65536 qdisc noqueue qlen 1000"),
        link: "link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00".to_owned(),
        addresses: vec![
            (false, "inet 127.0.0.1/8 scope host lo".to_owned()),
            (true, "inet6 ::1/128 scope host ".to_owned()),
        ],
    }];
    if let Some(outside) = outside(call) {
        let address = format!("inet {}/24 brd {} scope global eth0", outside.address, outside.everybody);
        all.push(Shown {
            number: 2,
            name: "eth0",
            head: "eth0@if9: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue qlen 1000".to_owned(),
            link: format!("link/ether {} brd ff:ff:ff:ff:ff:ff", outside.hardware),
            addresses: vec![(false, address)],
        });
    }
    all
}

pub(super) async fn ip(mut call: Call) -> u8 {
    let mut words = std::mem::take(&mut call.args);
    let (mut family, mut one_line) = (None, false);
    if call.name == "ipaddr" {
        words.insert(0, "address".to_owned());
    }
    while words.first().is_some_and(|word| word.starts_with('-')) {
        match words.remove(0).as_str() {
            "-4" => family = Some(false),
            "-6" => family = Some(true),
            "-o" | "-oneline" => one_line = true,
            "-f" | "-family" if !words.is_empty() => family = Some(words.remove(0) == "inet6"),
            _ => return call.show_usage().await,
        }
    }
    let Some(object) = words.first().cloned() else { return call.show_usage().await };
    let rest: Vec<&str> = words.iter().skip(1).map(String::as_str).filter(|word| *word != "dev").collect();
    let shows = |word: &&str| "show".starts_with(*word) || "list".starts_with(*word) || *word == "lst";
    let (rest, changes) = match rest.split_first() {
        Some((word, rest)) if shows(word) => (rest, false),
        Some((word, _)) => (&rest[..], ["add", "del", "set", "flush", "change", "replace"].contains(word)),
        None => (&rest[..], false),
    };
    if changes {
        call.error(&format!("RTNETLINK answers: {}", Errno::Perm)).await;
        return 2;
    }
    let is = |name: &str| name.starts_with(object.as_str());
    if is("address") || is("link") {
        let wanted = rest.first().copied();
        return show(call, wanted, is("address"), family, one_line).await;
    }
    if is("route") {
        if let Some(outside) = outside(&call) {
            call.print_line(&format!("default via {} dev eth0 ", outside.node)).await;
            call.print_line(&format!("{}/24 via {} dev eth0  src {} ", outside.network, outside.node, outside.address))
                .await;
            call.print_line(&format!("{} dev eth0 scope link  src {} ", outside.node, outside.address)).await;
        }
        return call.finish(0).await;
    }
    if is("neighbour") || is("rule") || is("tunnel") {
        return call.finish(0).await;
    }
    call.show_usage().await
}

async fn show(mut call: Call, wanted: Option<&str>, addresses: bool, family: Option<bool>, one_line: bool) -> u8 {
    let all = interfaces(&call);
    let chosen: Vec<Shown> = all.into_iter().filter(|shown| wanted.is_none_or(|wanted| wanted == shown.name)).collect();
    if let (Some(wanted), true) = (wanted, chosen.is_empty()) {
        call.error(&format!("can't find device '{wanted}'")).await;
        return 1;
    }
    let between = if one_line { "\\" } else { "\n" };
    for shown in chosen {
        let number = shown.number;
        let fits = |six: bool| family.is_none_or(|family| family == six);
        let its: Vec<&String> = shown.addresses.iter().filter(|(six, _)| fits(*six)).map(|(_, text)| text).collect();
        if addresses && one_line {
            for text in its {
                call.print_line(&format!("{number}: {}    {text}\\{FOREVER}", shown.name)).await;
            }
            continue;
        }
        if addresses && its.is_empty() {
            continue;
        }
        call.print(&format!("{number}: {}", shown.head)).await;
        if family.is_none() || !addresses {
            call.print(&format!("{between}    {}", shown.link)).await;
        }
        if addresses {
            for text in its {
                call.print(&format!("{between}    {text}{between}{FOREVER}")).await;
            }
        }
        call.print("\n").await;
    }
    call.finish(0).await
}

pub(super) async fn ifconfig(mut call: Call) -> u8 {
    let Ok(options) = call.options("a", &[]).await else { return 1 };
    if options.words.len() > 1 {
        call.error(&format!("SIOCSIFFLAGS: {}", Errno::Perm)).await;
        return 1;
    }
    let counters = "          RX packets:0 errors:0 dropped:0 overruns:0 frame:0
          TX packets:0 errors:0 dropped:0 overruns:0 carrier:0
          collisions:0 txqueuelen:1000 
          RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)\n\n";
    let mut all = Vec::new();
    if let Some(outside) = outside(&call) {
        let hardware = outside.hardware.to_uppercase();
        all.push((
            "eth0",
            format!(
                "eth0      Link encap:Ethernet  HWaddr {hardware}  
          inet addr:{}  Bcast:{}  Mask:255.255.255.0
          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1\n",
                outside.address, outside.everybody
            ),
        ));
    }
    all.push((
        "lo",
        "lo        Link encap:Local Loopback  
          inet addr:127.0.0.1  Mask:255.0.0.0
          inet6 addr: ::1/128 Scope:Host
          UP LOOPBACK RUNNING  MTU:65536  Metric:1\n"
            .to_owned(),
    ));
    let wanted = options.words.first();
    let mut any = false;
    for (name, text) in all {
        if wanted.is_none_or(|wanted| wanted == name) {
            any = true;
            call.print(&format!("{text}{counters}")).await;
        }
    }
    if let (Some(wanted), false) = (wanted, any) {
        call.error(&format!("{wanted}: error fetching interface information: Device not found")).await;
        return 1;
    }
    call.finish(0).await
}

pub(super) async fn route(mut call: Call) -> u8 {
    let Ok(options) = call.options("neA:", &[]).await else { return 1 };
    if !options.words.is_empty() {
        call.error(&format!("SIOCADDRT: {}", Errno::Perm)).await;
        return 1;
    }
    call.print(
        "Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n",
    )
    .await;
    if let Some(outside) = outside(&call) {
        let all = if options.has('n') { "0.0.0.0" } else { "default" };
        let none = if options.has('n') { "0.0.0.0" } else { "*" };
        let (gateway, network) = (outside.node.to_string(), outside.network.to_string());
        for (to, by, mask, flags) in [
            (all, gateway.as_str(), "0.0.0.0", "UG"),
            (network.as_str(), gateway.as_str(), "255.255.255.0", "UG"),
            (gateway.as_str(), none, "255.255.255.255", "UH"),
        ] {
            call.print_line(&format!("{to:<15} {by:<15} {mask:<15} {flags:<5} 0      0        0 eth0")).await;
        }
    }
    call.finish(0).await
}
