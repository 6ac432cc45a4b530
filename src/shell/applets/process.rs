//! Applets on processes that are there, and on waiting: sleep, printenv, ps, kill, killall, pidof, … They start none.

use std::time::Duration;

use crate::shell::applet::{Applet, Call};
use crate::shell::users::Users;
use crate::world::{ProcessInfo, Signal};

pub(super) const APPLETS: &[Applet] = &[
    Applet { name: "sleep", usage: "[N]...", run: |call| Box::pin(sleep(call)) },
    Applet { name: "usleep", usage: "N", run: |call| Box::pin(usleep(call)) },
    Applet { name: "printenv", usage: "[VARIABLE]...", run: |call| Box::pin(printenv(call)) },
    Applet { name: "ps", usage: "[-o COL1,COL2=HEADER] [-T]", run: |call| Box::pin(ps(call)) },
    Applet { name: "kill", usage: "[-l] [-SIG] PID...", run: |call| Box::pin(kill(call)) },
    Applet { name: "killall", usage: "[-lq] [-SIG] PROCESS_NAME...", run: |call| Box::pin(killall(call)) },
    Applet { name: "pidof", usage: "[-s] [-o PID] [NAME]...", run: |call| Box::pin(pidof(call)) },
    Applet { name: "pgrep", usage: "[-flanovx] [-s SID|-P PPID|PATTERN]", run: |call| Box::pin(pgrep(call)) },
    Applet {
        name: "pkill",
        usage: "[-l|-SIGNAL] [-xfvnoe] [-s SID|-P PPID|PATTERN]",
        run: |call| Box::pin(pgrep(call)),
    },
];

/// A duration as sleep and timeout read it: `1`, `0.5`, `2m`.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let (digits, factor) = match text.char_indices().last()? {
        (at, 's') => (&text[..at], 1.0),
        (at, 'm') => (&text[..at], 60.0),
        (at, 'h') => (&text[..at], 3600.0),
        (at, 'd') => (&text[..at], 86_400.0),
        _ => (text, 1.0),
    };
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let seconds: f64 = digits.parse().ok()?;
    Duration::try_from_secs_f64(seconds * factor).ok()
}

async fn sleep(mut call: Call) -> u8 {
    if call.args.is_empty() {
        return call.show_usage().await;
    }
    match span(&call.args) {
        Ok(span) => {
            // A handled signal ends the nap, as nanosleep is not begun again.
            let _ = call.sys.sleep(span).await;
            0
        }
        Err(word) => {
            call.error(&format!("invalid number '{word}'")).await;
            1
        }
    }
}

/// How long `sleep` with these words takes.
///
/// # Errors
/// The first word that is no duration.
pub fn span(words: &[String]) -> Result<Duration, String> {
    if words.first().is_some_and(|word| word.to_ascii_lowercase().starts_with("inf")) {
        return Ok(Duration::from_secs(1 << 32));
    }
    words.iter().try_fold(Duration::ZERO, |sum, word| {
        let span = duration(word).ok_or_else(|| word.clone())?;
        Ok(sum.saturating_add(span))
    })
}

async fn usleep(mut call: Call) -> u8 {
    let Some(word) = call.args.first().cloned() else { return call.show_usage().await };
    let Ok(micros) = word.parse() else {
        call.error(&format!("invalid number '{word}'")).await;
        return 1;
    };
    let _ = call.sys.sleep(Duration::from_micros(micros)).await;
    0
}

async fn printenv(mut call: Call) -> u8 {
    let names = std::mem::take(&mut call.args);
    if names.is_empty() {
        for entry in call.sys.environment().iter() {
            call.print_line(entry).await;
        }
        return call.finish(0).await;
    }
    let mut code = 0;
    for name in &names {
        match call.sys.variable(name) {
            Some(value) => call.print_line(&value).await,
            None => code = 1,
        }
    }
    call.finish(code).await
}

/// The command line that ps shows: a dead process has its short name in brackets.
pub(super) fn command_of(info: &ProcessInfo) -> String {
    if info.state == 'Z' || info.argv.is_empty() {
        return format!("[{}]", info.comm);
    }
    info.argv.join(" ").chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}

async fn ps(mut call: Call) -> u8 {
    let Ok(options) = call.options("o:Taeflwxu", &[]).await else { return 1 };
    // Looking takes a moment, in which the others of a pipeline become what they are to be.
    let _ = call.sys.sleep(Duration::from_millis(2)).await;
    let users = Users::read(&call.sys).await;
    let default = "pid,user,time,args".to_owned();
    let chosen = if options.has('o') { options.values('o').join(",") } else { default };
    let mut columns = Vec::new();
    for column in chosen.split(',') {
        let (name, title) = column.split_once('=').map_or((column, None), |(name, title)| (name, Some(title)));
        let known = match name {
            "user" | "ruser" => ("user", 8, "USER"),
            "group" | "rgroup" => ("group", 8, "GROUP"),
            "comm" => ("comm", 16, "COMMAND"),
            "args" | "cmd" => ("args", 256, "COMMAND"),
            "pid" => ("pid", 5, "PID"),
            "ppid" => ("ppid", 5, "PPID"),
            "pgid" => ("pgid", 5, "PGID"),
            "sid" => ("pgid", 5, "SID"),
            "tty" => ("tty", 6, "TT"),
            "vsz" => ("vsz", 4, "VSZ"),
            "rss" => ("rss", 4, "RSS"),
            "stat" => ("stat", 4, "STAT"),
            "time" => ("time", 5, "TIME"),
            "etime" => ("etime", 7, "ELAPSED"),
            "nice" => ("nice", 5, "NI"),
            _ => {
                call.error(&format!("bad -o argument '{name}', supported arguments: user,group,comm,args,pid,ppid,pgid,etime,nice,rgroup,ruser,time,tty,vsz,sid,stat,rss")).await;
                return 1;
            }
        };
        columns.push((known.0, known.1, title.unwrap_or(known.2).to_owned()));
    }
    let row = |cells: Vec<String>| {
        let last = cells.len().saturating_sub(1);
        let padded = cells.into_iter().enumerate().map(|(index, cell)| {
            let (name, width, _) = &columns[index];
            if index == last && !matches!(*name, "pid" | "ppid" | "pgid") {
                cell
            } else if matches!(*name, "pid" | "ppid" | "pgid") {
                format!("{cell:>width$}")
            } else {
                format!("{cell:<width$}")
            }
        });
        format!("{}\n", padded.collect::<Vec<_>>().join(" "))
    };
    let titles = columns.iter().map(|(name, width, title)| {
        // Titles stand to the left even over numbers.
        if matches!(*name, "pid" | "ppid" | "pgid") { format!("{title:<width$}") } else { title.clone() }
    });
    let line = row(titles.collect());
    call.print(&line).await;
    let now = call.sys.now();
    for info in call.sys.processes() {
        let seconds = info.cpu / 1_000_000_000;
        let cells = columns.iter().map(|(name, width, _)| match *name {
            "user" => {
                let user = users.user(info.uid).map_or_else(|| info.uid.to_string(), str::to_owned);
                user.chars().take(*width).collect()
            }
            "group" => users.group(info.gid).map_or_else(|| info.gid.to_string(), str::to_owned),
            "comm" => info.comm.clone(),
            "args" => command_of(&info),
            "pid" => info.pid.to_string(),
            "ppid" => info.ppid.to_string(),
            "pgid" => info.group.to_string(),
            "tty" => "?".to_owned(),
            "vsz" => (4400 + info.memory / 1024).to_string(),
            "rss" => (640 + info.memory / 1024).to_string(),
            "stat" => info.state.to_string(),
            "nice" => "0".to_owned(),
            "etime" => clock(now.since(info.started).as_secs()),
            _ => format!("{:2}:{:02}", seconds / 60, seconds % 60),
        });
        let line = row(cells.collect());
        call.print(&line).await;
    }
    call.finish(0).await
}

fn clock(seconds: u64) -> String {
    format!("{:2}:{:02}", seconds / 60, seconds % 60)
}

/// Takes the signal out of the words of kill and its kin: `-9`, `-TERM`, `-s TERM`. `None`: there is no such signal.
fn take_signal(words: &mut Vec<String>) -> Result<Option<Signal>, String> {
    let Some(first) = words.first().cloned() else { return Ok(Some(Signal::TERM)) };
    let Some(name) = first.strip_prefix('-').filter(|name| !name.is_empty()) else { return Ok(Some(Signal::TERM)) };
    if name == "-" {
        words.remove(0);
        return Ok(Some(Signal::TERM));
    }
    let name = if name == "s" && words.len() > 1 {
        words.remove(0);
        words[0].clone()
    } else {
        name.strip_prefix('s').filter(|name| Signal::parse(name).is_some() && name.len() > 2).unwrap_or(name).to_owned()
    };
    words.remove(0);
    if words.first().is_some_and(|word| word == "--") {
        words.remove(0);
    }
    if name == "0" {
        return Ok(None);
    }
    Signal::parse(&name).map(Some).ok_or_else(|| format!("bad signal name '{name}'"))
}

async fn list_signals(call: &mut Call, words: &[String]) -> u8 {
    if words.is_empty() {
        for number in 1..=31 {
            if let Some(signal) = Signal::from_number(number) {
                call.print(&format!("{number:2}) {}\n", signal.name())).await;
            }
        }
    }
    let mut code = 0;
    for word in words {
        match word.parse::<i64>() {
            Ok(0) => call.print_line("EXIT").await,
            Ok(number) => match Signal::from_number(number & 0x7f) {
                Some(signal) => call.print_line(&signal.name()).await,
                None => code = 1,
            },
            Err(_) => match Signal::parse(word) {
                Some(signal) => call.print_line(&signal.number().to_string()).await,
                None => {
                    call.error(&format!("unknown signal '{word}'")).await;
                    code = 1;
                }
            },
        }
    }
    call.finish(code).await
}

async fn kill(mut call: Call) -> u8 {
    let mut words = std::mem::take(&mut call.args);
    if words.first().is_some_and(|word| word == "-l" || word == "-L") {
        return list_signals(&mut call, &words[1..]).await;
    }
    let signal = match take_signal(&mut words) {
        Ok(signal) => signal,
        Err(message) => {
            call.error(&message).await;
            return 1;
        }
    };
    if words.is_empty() {
        call.error("you need to specify whom to kill").await;
        return 1;
    }
    let mut code = 0;
    for word in &words {
        let Ok(pid) = word.parse::<i64>() else {
            call.error(&format!("invalid number '{word}'")).await;
            code = 1;
            continue;
        };
        if let Err(errno) = call.sys.kill(pid, signal).await {
            call.error(&format!("can't kill pid {pid}: {errno}")).await;
            code = 1;
        }
    }
    call.finish(code).await
}

/// The processes of a name: by their short name, or the file name of their program.
fn named(all: &[ProcessInfo], name: &str) -> Vec<u32> {
    let short: String = name.chars().take(15).collect();
    let matches = |info: &&ProcessInfo| {
        let program = info.argv.first().map(|word| word.rsplit('/').next().unwrap_or_default());
        info.comm == short || program == Some(name)
    };
    all.iter().filter(matches).map(|info| info.pid).collect()
}

async fn killall(mut call: Call) -> u8 {
    let mut words = std::mem::take(&mut call.args);
    if words.first().is_some_and(|word| word == "-l") {
        return list_signals(&mut call, &words[1..]).await;
    }
    let mut quiet = false;
    words.retain(|word| {
        quiet |= word == "-q";
        word != "-q"
    });
    let signal = match take_signal(&mut words) {
        Ok(signal) => signal,
        Err(message) => {
            call.error(&message).await;
            return 1;
        }
    };
    if words.is_empty() {
        call.error("you need to specify whom to kill").await;
        return 1;
    }
    let own = call.sys.pid();
    let all = call.sys.processes();
    let mut code = 0;
    for name in &words {
        let mut pids = named(&all, name);
        pids.retain(|pid| *pid != own);
        if pids.is_empty() {
            code = 1;
            if !quiet {
                call.error(&format!("{name}: no process killed")).await;
            }
        }
        for pid in pids {
            if let Err(errno) = call.sys.kill(i64::from(pid), signal).await {
                code = 1;
                call.error(&format!("can't kill pid {pid}: {errno}")).await;
            }
        }
    }
    call.finish(code).await
}

async fn pidof(mut call: Call) -> u8 {
    let Ok(options) = call.options("so:", &[]).await else { return 1 };
    let all = call.sys.processes();
    let own = call.sys.pid();
    let mut pids: Vec<u32> =
        options.words.iter().flat_map(|name| named(&all, name)).filter(|pid| *pid != own).collect();
    pids.sort_unstable();
    pids.reverse();
    if options.has('s') {
        pids.truncate(1);
    }
    let text: Vec<String> = pids.iter().map(ToString::to_string).collect();
    if !text.is_empty() {
        call.print_line(&text.join(" ")).await;
    }
    call.finish(u8::from(text.is_empty())).await
}

async fn pgrep(mut call: Call) -> u8 {
    let kills = call.name == "pkill";
    let mut signal = Some(Signal::TERM);
    if kills {
        let mut words = std::mem::take(&mut call.args);
        let names_signal =
            words.first().and_then(|word| word.strip_prefix('-')).is_some_and(|name| Signal::parse(name).is_some());
        if names_signal {
            signal = match take_signal(&mut words) {
                Ok(signal) => signal,
                Err(message) => {
                    call.error(&message).await;
                    return 1;
                }
            };
        }
        call.args = words;
    }
    let Ok(options) = call.options("flanovxeP:s:u:", &[]).await else { return 1 };
    let needed = usize::from(!(options.has('P') || options.has('s')));
    if options.words.len() != needed {
        return call.show_usage().await;
    }
    let pattern = options.words.first().cloned().unwrap_or_default();
    let Ok(regex) = regex::Regex::new(&if options.has('x') { format!("^(?:{pattern})$") } else { pattern }) else {
        call.error("bad regex").await;
        return 1;
    };
    let parent = options.value('P').and_then(|text| text.parse::<u32>().ok());
    let own = call.sys.pid();
    let mut found: Vec<ProcessInfo> = call.sys.processes();
    found.retain(|info| {
        let subject = if options.has('f') { info.argv.join(" ") } else { info.comm.clone() };
        let matches = regex.is_match(&subject) && parent.is_none_or(|parent| parent == info.ppid);
        info.pid != own && matches != options.has('v')
    });
    if options.has('n') {
        found = found.pop().into_iter().collect();
    } else if options.has('o') {
        found.truncate(1);
    }
    for info in &found {
        if kills {
            // One that has just ended is as good as killed.
            let _ = call.sys.kill(i64::from(info.pid), signal).await;
        } else if options.has('a') {
            call.print_line(&format!("{} {}", info.pid, command_of(info))).await;
        } else if options.has('l') {
            call.print_line(&format!("{} {}", info.pid, info.comm)).await;
        } else {
            call.print_line(&info.pid.to_string()).await;
        }
    }
    call.finish(u8::from(found.is_empty())).await
}
