//! Applets that start another program or become one: env, timeout, nohup, nice, setsid, time, watch.

use std::time::Duration;

use super::process::duration;
use crate::shell::applet::{Applet, Call};
use crate::world::{Disposition, Errno, Signal, text};

pub(super) const APPLETS: &[Applet] = &[
    Applet {
        name: "env",
        usage: "[-i0] [-u NAME]... [-] [NAME=VALUE]... [PROG ARGS]",
        run: |call| Box::pin(env(call)),
    },
    Applet { name: "timeout", usage: "[-s SIG] [-k KILL_SECS] SECS PROG ARGS", run: |call| Box::pin(timeout(call)) },
    Applet { name: "nohup", usage: "PROG ARGS", run: |call| Box::pin(nohup(call)) },
    Applet { name: "nice", usage: "[-n ADJUST] [PROG ARGS]", run: |call| Box::pin(nice(call)) },
    Applet { name: "setsid", usage: "[-c] PROG ARGS", run: |call| Box::pin(setsid(call)) },
    Applet { name: "time", usage: "[-vpa] [-o FILE] PROG ARGS", run: |call| Box::pin(time(call)) },
    Applet { name: "watch", usage: "[-n SEC] [-t] PROG ARGS", run: |call| Box::pin(watch(call)) },
];

/// Becomes another program, or says why not.
async fn become_program(call: &mut Call, words: &[String], environment: Vec<String>) -> u8 {
    let Some(name) = words.first() else { return 0 };
    let path = environment.iter().rev().find_map(|entry| entry.strip_prefix("PATH=")).map(str::to_owned);
    let errno = match call.sys.find_command(name, path.as_deref()) {
        Ok(found) => call.sys.exec(&found, words.to_vec(), environment).await,
        Err(errno) => errno,
    };
    call.error(&format!("can't execute '{name}': {errno}")).await;
    if errno == Errno::NoEnt { 127 } else { 126 }
}

async fn env(mut call: Call) -> u8 {
    let Ok(options) = call.options("+i0u:", &[("ignore-environment", 'i'), ("unset", 'u')]).await else { return 1 };
    let mut words = options.words.clone();
    let mut environment: Vec<String> =
        if options.has('i') { Vec::new() } else { call.sys.environment().as_ref().clone() };
    if words.first().is_some_and(|word| word == "-") {
        words.remove(0);
        environment.clear();
    }
    for name in options.values('u') {
        environment.retain(|entry| entry.split_once('=').is_none_or(|(known, _)| known != name));
    }
    while words.first().is_some_and(|word| word.contains('=')) {
        let entry = words.remove(0);
        let name = entry.split('=').next().unwrap_or_default().to_owned();
        match environment.iter_mut().find(|known| known.split('=').next() == Some(&name)) {
            Some(known) => *known = entry,
            None => environment.push(entry),
        }
    }
    if !words.is_empty() {
        return become_program(&mut call, &words, environment).await;
    }
    let end = if options.has('0') { "\0" } else { "\n" };
    for entry in environment {
        call.print(&format!("{entry}{end}")).await;
    }
    call.finish(0).await
}

async fn timeout(mut call: Call) -> u8 {
    let Ok(options) = call.options("+s:k:", &[("signal", 's'), ("kill-after", 'k'), ("foreground", 'f')]).await else {
        return 1;
    };
    let mut signal = Signal::TERM;
    if let Some(name) = options.value('s') {
        match Signal::parse(name) {
            Some(parsed) => signal = parsed,
            None => {
                call.error(&format!("unknown signal '{name}'")).await;
                return 1;
            }
        }
    }
    let Some((limit, words)) = options.words.split_first().filter(|(_, words)| !words.is_empty()) else {
        return call.show_usage().await;
    };
    let Some(span) = duration(limit) else {
        call.error(&format!("invalid number '{limit}'")).await;
        return 1;
    };
    let Some(child) = start(&mut call, words).await else { return 1 };
    let pid = i64::from(child);
    let deadline = (span > Duration::ZERO).then(|| call.sys.now() + span);
    let ended = call.sys.until(deadline, call.sys.wait(Some(child), false)).await;
    if let Some(result) = ended {
        return result.map_or(1, |waited| waited.exit.code());
    }
    // One that ends at this very moment cannot be killed any more.
    let _ = call.sys.kill(pid, Some(signal)).await;
    let mut ended = None;
    if let Some(more) = options.value('k').and_then(duration) {
        let deadline = call.sys.now() + more;
        ended = call.sys.until(Some(deadline), call.sys.wait(Some(child), false)).await;
        if ended.is_none() {
            let _ = call.sys.kill(pid, Some(Signal::KILL)).await;
        }
    }
    let ended = match ended {
        Some(ended) => ended,
        None => call.sys.wait(Some(child), false).await,
    };
    match ended {
        Ok(crate::world::Waited { exit: crate::world::Exit::Signal(signal), .. }) => {
            // The real one has become the program, so its death is the program's.
            let own = i64::from(call.sys.pid());
            let _ = call.sys.kill(own, Some(signal)).await;
            128 + signal.number()
        }
        Ok(waited) => waited.exit.code(),
        Err(_) => 1,
    }
}

/// Starts a program as a child.
async fn start(call: &mut Call, words: &[String]) -> Option<u32> {
    let words = words.to_vec();
    let name = call.name.clone();
    let child = call
        .sys
        .fork(|sys| async move {
            let environment = sys.environment().as_ref().clone();
            let path = sys.variable("PATH");
            let command = words.first().cloned().unwrap_or_default();
            let errno = match sys.find_command(&command, path.as_deref()) {
                Ok(found) => sys.exec(&found, words, environment).await,
                Err(errno) => errno,
            };
            let message = format!("{name}: can't execute '{command}': {errno}\n");
            // There is nowhere else to complain to.
            let _ = sys.write(2, &text::to_bytes(&message)).await;
            if errno == Errno::NoEnt { 127 } else { 126 }
        })
        .await;
    match child {
        Ok(child) => Some(child.pid),
        Err(errno) => {
            call.error(&format!("fork: {errno}")).await;
            None
        }
    }
}

async fn nohup(mut call: Call) -> u8 {
    let words = std::mem::take(&mut call.args);
    if words.is_empty() {
        call.show_usage().await;
        return 127;
    }
    call.sys.on_signal(Signal::HUP, Disposition::Ignore);
    let environment = call.sys.environment().as_ref().clone();
    become_program(&mut call, &words, environment).await
}

async fn nice(mut call: Call) -> u8 {
    let Ok(options) = call.options("+n:", &[]).await else { return 1 };
    if options.words.is_empty() {
        call.print_line("0").await;
        return call.finish(0).await;
    }
    let environment = call.sys.environment().as_ref().clone();
    become_program(&mut call, &options.words, environment).await
}

async fn setsid(mut call: Call) -> u8 {
    let Ok(options) = call.options("+c", &[]).await else { return 1 };
    if options.words.is_empty() {
        return call.show_usage().await;
    }
    call.sys.new_group();
    let environment = call.sys.environment().as_ref().clone();
    become_program(&mut call, &options.words, environment).await
}

async fn time(mut call: Call) -> u8 {
    let Ok(options) = call.options("+vpao:f:", &[]).await else { return 1 };
    if options.words.is_empty() {
        return call.show_usage().await;
    }
    let began = call.sys.now();
    let Some(child) = start(&mut call, &options.words).await else { return 1 };
    let code = call.sys.wait(Some(child), false).await.map_or(1, |waited| waited.exit.code());
    let took = call.sys.now().since(began);
    let line = |name: &str, span: Duration| {
        if options.has('p') {
            return format!("{name} {:.2}\n", span.as_secs_f64());
        }
        let seconds = span.as_secs_f64() % 60.0;
        format!("{name}\t{}m {seconds:.2}s\n", span.as_secs() / 60)
    };
    let words = format!("{}{}{}", line("real", took), line("user", Duration::ZERO), line("sys", Duration::ZERO));
    call.complain(&words).await;
    code
}

async fn watch(mut call: Call) -> u8 {
    let Ok(options) = call.options("+n:td", &[]).await else { return 1 };
    if options.words.is_empty() {
        return call.show_usage().await;
    }
    let pause = options.value('n').and_then(duration).unwrap_or(Duration::from_secs(2));
    let script = options.words.join(" ");
    loop {
        call.print("\u{1b}[H\u{1b}[J").await;
        if !options.has('t') {
            let date = crate::shell::calendar::format("%Y-%m-%d %H:%M:%S", call.sys.wall());
            call.print(&format!("Every {:.1}s: {script}  {date}\n\n", pause.as_secs_f64())).await;
        }
        if !call.flush().await {
            return 1;
        }
        let words = ["sh".to_owned(), "-c".to_owned(), script.clone()];
        let Some(child) = start(&mut call, &words).await else { return 1 };
        if call.sys.wait(Some(child), true).await.is_err() {
            return 1;
        }
        if call.sys.sleep(pause.max(Duration::from_millis(100))).await.is_err() {
            return 0;
        }
    }
}
