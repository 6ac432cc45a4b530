//! `nc`: clients and servers by TCP and UDP.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use crate::shell::applet::{Call, Options};
use crate::world::{Either, Errno, Process};

/// What an nc was asked for.
struct Wanted {
    /// How often it was asked to speak.
    verbose: usize,
    /// Only looks whether somebody listens.
    scan: bool,
    wait: Option<Duration>,
    /// The program that talks instead of standard input and output.
    program: Vec<String>,
}

pub(super) async fn nc(mut call: Call) -> u8 {
    // What follows -e is the program with all its words.
    let mut program = Vec::new();
    if let Some(at) = call.args.iter().position(|word| word == "-e") {
        program = call.args.split_off(at);
        program.remove(0);
    }
    let Ok(options) = call.options("lkp:w:zvuni:s:o:bf:q:", &[]).await else { return 1 };
    let wait = options.value('w').or(options.value('q')).and_then(|text| text.parse().ok()).map(Duration::from_secs);
    let wanted = Wanted { verbose: options.count('v'), scan: options.has('z'), wait, program };
    if options.has('l') {
        return listen(call, &options, &wanted).await;
    }
    connect(call, &options, &wanted).await
}

fn local(port: u16) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), port)
}

async fn listen(mut call: Call, options: &Options, wanted: &Wanted) -> u8 {
    // "-l PORT" and "-l -p PORT" mean the same.
    let port = options.value('p').or(options.words.last().map(String::as_str));
    let Some(port) = port.and_then(|text| text.parse::<u16>().ok()) else {
        if let Some(text) = port {
            call.error(&format!("bad port '{text}'")).await;
        } else {
            call.show_usage().await;
        }
        return 1;
    };
    if options.has('u') {
        return listen_udp(call, port, wanted).await;
    }
    let socket = match call.sys.listen(local(port)) {
        Ok(socket) => socket,
        Err(errno) => {
            call.fail("bind", errno).await;
            return 1;
        }
    };
    if wanted.verbose > 0 {
        call.complain(&format!("listening on [::]:{port} ...\n")).await;
    }
    loop {
        let deadline = wanted.wait.map(|wait| call.sys.now() + wait);
        let accepted = call.sys.until(deadline, call.sys.accept(socket)).await;
        let fd = match accepted {
            Some(Ok(fd)) => fd,
            Some(Err(_)) => return 1,
            None => {
                call.error("timed out").await;
                return 1;
            }
        };
        if wanted.verbose > 0
            && let Some((own, other)) = call.sys.peers(fd)
        {
            call.complain(&format!("connect to {own} from {other} ({other})\n")).await;
        }
        // `-ll` says the same as `-lk`.
        if options.has('k') || options.count('l') > 1 {
            serve_in_child(&call, fd, socket, wanted).await;
            // It lives on in the child.
            let _ = call.sys.close(fd);
            while let Ok(Some(_)) = call.sys.try_wait(None) {}
            continue;
        }
        let _ = call.sys.close(socket);
        return talk_as(&mut call, fd, wanted).await;
    }
}

async fn serve_in_child(call: &Call, fd: i32, socket: i32, wanted: &Wanted) {
    let program = wanted.program.clone();
    let wait = wanted.wait;
    let child = call.sys.fork(|sys| async move {
        let _ = sys.close(socket);
        if program.is_empty() {
            talk(&sys, fd, wait).await;
            return 0;
        }
        become_program(&sys, fd, program).await
    });
    // Without room for a child the client is turned away.
    let _ = child.await;
}

async fn talk_as(call: &mut Call, fd: i32, wanted: &Wanted) -> u8 {
    if wanted.program.is_empty() {
        talk(&call.sys, fd, wanted.wait).await;
        return 0;
    }
    let sys = call.sys.clone();
    become_program(&sys, fd, wanted.program.clone()).await
}

async fn become_program(sys: &Process, fd: i32, words: Vec<String>) -> u8 {
    for own in 0..3 {
        let _ = sys.dup2(fd, own);
    }
    if fd > 2 {
        let _ = sys.close(fd);
    }
    let name = words.first().cloned().unwrap_or_default();
    let environment = sys.environment().as_ref().clone();
    let errno = match sys.find_command(&name, sys.variable("PATH").as_deref()) {
        Ok(found) => sys.exec(&found, words, environment).await,
        Err(errno) => errno,
    };
    let _ = sys.write(2, format!("nc: can't execute '{name}': {errno}\n").as_bytes()).await;
    1
}

/// Passes bytes both ways until the other side ends, or nothing comes for too long after our own input has ended.
async fn talk(sys: &Process, fd: i32, wait: Option<Duration>) {
    let mut input_open = true;
    loop {
        let deadline = if input_open { None } else { wait.map(|wait| sys.now() + wait) };
        let from_input = async { if input_open { sys.read(0, 8192).await } else { std::future::pending().await } };
        let both = sys.either(from_input, sys.read(fd, 8192));
        match sys.until(deadline, both).await {
            Some(Either::Two(Ok(bytes))) if !bytes.is_empty() => {
                sys.step(1 + bytes.len() as u64 / 1024).await;
                if sys.write(1, &bytes).await.is_err() {
                    return;
                }
            }
            Some(Either::One(Ok(bytes))) if !bytes.is_empty() => {
                sys.step(1).await;
                if sys.write(fd, &bytes).await.is_err() {
                    return;
                }
            }
            Some(Either::One(_)) => {
                input_open = false;
                // The other side must learn that nothing more comes.
                let _ = sys.shut_down(fd);
            }
            _ => return,
        }
    }
}

/// telnet as a script uses it: what comes is shown, what is read is sent.
pub(super) async fn telnet(mut call: Call) -> u8 {
    let Ok(options) = call.options("al:", &[]).await else { return 1 };
    let (host, port) = match options.words.as_slice() {
        [host] => (host, "23"),
        [host, port] => (host, port.as_str()),
        _ => return call.show_usage().await,
    };
    let Ok(port) = port.parse::<u16>() else {
        call.error(&format!("bad port '{port}'")).await;
        return 1;
    };
    let Some(address) = call.sys.resolve(host).await.ok().and_then(|all| all.first().copied()) else {
        call.error(&format!("bad address '{host}'")).await;
        return 1;
    };
    match call.sys.connect(SocketAddr::new(address, port)).await {
        Ok(fd) => {
            call.print_line(&format!("Connected to {host}")).await;
            call.flush().await;
            talk(&call.sys, fd, None).await;
            call.finish(0).await
        }
        Err(errno) => {
            call.error(&format!("can't connect to remote host ({address}): {errno}")).await;
            1
        }
    }
}

async fn connect(mut call: Call, options: &Options, wanted: &Wanted) -> u8 {
    let [host, port, ..] = options.words.as_slice() else { return call.show_usage().await };
    let Ok(port) = port.parse::<u16>() else {
        call.error(&format!("bad port '{port}'")).await;
        return 1;
    };
    let Some(address) = call.sys.resolve(host).await.ok().and_then(|all| all.first().copied()) else {
        call.error(&format!("bad address '{host}'")).await;
        return 1;
    };
    let to = SocketAddr::new(address, port);
    let shown = format!("{host} ({address}:{port})");
    if options.has('u') {
        return connect_udp(call, to, wanted).await;
    }
    let deadline = wanted.wait.map(|wait| call.sys.now() + wait);
    let connected = call.sys.until(deadline, call.sys.connect(to)).await.unwrap_or(Err(Errno::TimedOut));
    let fd = match connected {
        Ok(fd) => fd,
        Err(errno) => {
            // Failing is told by the exit code; what was refused is told only to who asks twice.
            if wanted.verbose > 1 || (wanted.verbose > 0 && errno != Errno::ConnRefused) {
                call.error(&format!("{shown}: {errno}")).await;
            }
            return 1;
        }
    };
    if wanted.verbose > 0 {
        call.complain(&format!("{shown} open\n")).await;
    }
    if wanted.scan {
        return call.finish(0).await;
    }
    talk_as(&mut call, fd, wanted).await
}

async fn connect_udp(mut call: Call, to: SocketAddr, wanted: &Wanted) -> u8 {
    let socket = match call.sys.udp(local(0)) {
        Ok(socket) => socket,
        Err(errno) => {
            call.fail("socket", errno).await;
            return 1;
        }
    };
    if wanted.scan {
        return 0;
    }
    let mut input_open = true;
    loop {
        let sys = call.sys.clone();
        let deadline = if input_open { None } else { wanted.wait.map(|wait| sys.now() + wait) };
        let from_input = async { if input_open { sys.read(0, 8192).await } else { std::future::pending().await } };
        match sys.until(deadline, sys.either(sys.receive(socket), from_input)).await {
            Some(Either::One(Ok((_, bytes)))) => {
                call.write(&bytes).await;
                call.flush().await;
            }
            Some(Either::Two(Ok(bytes))) if !bytes.is_empty() => {
                if sys.send_to(socket, to, &bytes).is_err() {
                    call.error(&format!("read error: {}", Errno::ConnRefused)).await;
                    return 1;
                }
            }
            Some(Either::Two(_)) => input_open = false,
            _ => return call.finish(0).await,
        }
    }
}

async fn listen_udp(mut call: Call, port: u16, wanted: &Wanted) -> u8 {
    let socket = match call.sys.udp(local(port)) {
        Ok(socket) => socket,
        Err(errno) => {
            call.fail("bind", errno).await;
            return 1;
        }
    };
    let mut other = None;
    let mut input_open = true;
    loop {
        let sys = call.sys.clone();
        let deadline = wanted.wait.map(|wait| sys.now() + wait);
        let from_input = async {
            if input_open && other.is_some() { sys.read(0, 8192).await } else { std::future::pending().await }
        };
        match sys.until(deadline, sys.either(sys.receive(socket), from_input)).await {
            Some(Either::One(Ok((from, bytes)))) => {
                other = Some(from);
                call.write(&bytes).await;
                call.flush().await;
            }
            Some(Either::Two(Ok(bytes))) if !bytes.is_empty() => {
                if let Some(to) = other {
                    // A datagram may always be lost.
                    let _ = sys.send_to(socket, to, &bytes);
                }
            }
            Some(Either::Two(_)) => input_open = false,
            _ => return call.finish(0).await,
        }
    }
}
