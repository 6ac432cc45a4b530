//! Builtins on processes: `trap`, `wait`, `kill`, `jobs`, `times`, `umask`.

use std::rc::Rc;

use crate::shell::escape::quoted;
use crate::shell::run::{Flow, How};
use crate::shell::state::{Shell, Trap};
use crate::world::{Disposition, Exit, Signal};

type Speaker = Option<Rc<str>>;

pub(super) async fn trap(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let mut words = args.get(1..).unwrap_or_default();
    match words.first().and_then(|word| word.strip_prefix('-')) {
        Some("-") => words = &words[1..],
        Some(letters) if !letters.is_empty() => {
            let letter = letters.chars().next().unwrap_or_default();
            return shell.refuse(&format!("illegal option -{letter}")).await;
        }
        _ => {}
    }
    let Some(first) = words.first() else {
        let lines: Vec<String> = shell
            .traps
            .iter()
            .map(|(trap, action)| format!("trap -- {} {}\n", quoted(action), trap_name(*trap)))
            .collect();
        shell.print(&lines.concat()).await;
        return shell.done(0);
    };
    // "trap TERM" and "trap 15" reset, as "trap - TERM" does.
    let resets = first == "-" || (words.len() == 1 && trap_of(first).is_some()) || first.parse::<u32>().is_ok();
    let action = if resets { None } else { Some(first.clone()) };
    let named = if resets && first != "-" { words } else { &words[1..] };
    let mut status = 0;
    for name in named {
        let Some(trap) = trap_of(name) else {
            let message = format!("{name}: invalid signal specification");
            shell.say(&message).await;
            status = 1;
            continue;
        };
        match &action {
            Some(action) => shell.traps.insert(trap, action.clone()),
            None => shell.traps.remove(&trap),
        };
        if let Trap::Signal(signal) = trap {
            let disposition = match &action {
                // A conversation survives Ctrl-C.
                None if signal == Signal::INT && shell.flags.has('i') => Disposition::Handle,
                None => Disposition::Default,
                Some(action) if action.is_empty() => Disposition::Ignore,
                Some(_) => Disposition::Handle,
            };
            shell.sys.on_signal(signal, disposition);
        }
    }
    shell.done(status)
}

fn trap_of(name: &str) -> Option<Trap> {
    match name.to_ascii_uppercase().as_str() {
        "0" | "EXIT" | "SIGEXIT" => Some(Trap::Exit),
        "ERR" => Some(Trap::Err),
        _ => Signal::parse(name).map(Trap::Signal),
    }
}

fn trap_name(trap: Trap) -> String {
    match trap {
        Trap::Exit => "EXIT".into(),
        Trap::Err => "ERR".into(),
        Trap::Signal(signal) => signal.name(),
    }
}

pub(super) async fn wait(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let mut words = args.get(1..).unwrap_or_default();
    let one = words.first().is_some_and(|word| word == "-n");
    if one {
        words = &words[1..];
    }
    if words.is_empty() {
        let status = if one { shell.wait_for_any().await } else { shell.wait_for_all().await };
        return shell.done(status);
    }
    let mut status = 0;
    for word in words {
        status = match job_pid(shell, word) {
            Ok(pid) => shell.wait_for_job(pid).await,
            Err(message) => return shell.refuse(&message).await,
        };
    }
    shell.done(status)
}

/// The process that a word names: a PID, or a job by `%n`, `%%`, `%+`, `%-`, the beginning or a part of its text.
fn job_pid(shell: &Shell, word: &str) -> Result<u32, String> {
    let Some(job) = word.strip_prefix('%') else {
        return word.parse().map_err(|_| format!("Illegal number: {word}"));
    };
    let unknown = || format!("{word}: no such job");
    let found = match job {
        "" | "%" | "+" => return current(shell, 0).ok_or_else(|| "No current job".to_owned()),
        "-" => return current(shell, 1).ok_or_else(|| "No previous job".to_owned()),
        _ => match job.parse::<usize>() {
            Ok(number) => shell.jobs.iter().find(|job| job.number == number),
            Err(_) => shell.jobs.iter().rev().find(|known| match job.strip_prefix('?') {
                Some(part) => known.text.contains(part),
                None => known.text.starts_with(job),
            }),
        },
    };
    found.map(|job| job.pid).ok_or_else(unknown)
}

/// The job that was started last, or the one so many before it.
fn current(shell: &Shell, back: usize) -> Option<u32> {
    shell.jobs.iter().rev().nth(back).map(|job| job.pid)
}

pub(super) async fn jobs(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    shell.collect_jobs();
    let has = |letter| args.iter().skip(1).any(|word| word.starts_with('-') && word.contains(letter));
    let (pids_only, pids) = (has('p'), has('l'));
    let mut text = String::new();
    for (back, job) in shell.jobs.iter().rev().enumerate() {
        if pids_only {
            text.push_str(&format!("{}\n", job.pid));
            continue;
        }
        let mark = ["+", "-"].get(back).unwrap_or(&" ");
        let state = match job.exit {
            None => "Running".to_owned(),
            Some(Exit::Code(0)) => "Done".to_owned(),
            Some(Exit::Code(code)) => format!("Done({code})"),
            Some(Exit::Signal(signal)) => signal.description().to_owned(),
        };
        let pid = if pids { format!("{} ", job.pid) } else { String::new() };
        let head = format!("[{}]{mark}  {pid}{state}", job.number);
        // At least one blank, even where the columns do not do.
        text.push_str(&format!("{head:<32} {}\n", job.text));
    }
    if !pids_only {
        shell.jobs.retain(|job| job.exit.is_none());
    }
    shell.print(&text).await;
    shell.done(0)
}

pub(super) async fn foreground(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let word = args.get(1).map_or("%%", String::as_str);
    let pid = match job_pid(shell, word) {
        // What is no job's name is no job, even if it is a process.
        Ok(pid) if word.starts_with('%') => pid,
        Ok(_) => return shell.refuse(&format!("{word}: no such job")).await,
        Err(message) => return shell.refuse(&message).await,
    };
    if !shell.flags.has('m') && !shell.flags.has('i') {
        let name = args.get(1).map_or("(null)", String::as_str);
        return shell.refuse(&format!("job {name} not created under job control")).await;
    }
    if args.first().is_some_and(|name| name == "bg") {
        return shell.done(0);
    }
    let status = shell.wait_for_job(pid).await;
    shell.jobs.retain(|job| job.pid != pid || job.exit.is_none());
    shell.done(status)
}

pub(super) async fn kill(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    // Job names become PIDs; the rest is the applet's.
    let mut words = Vec::with_capacity(args.len());
    for word in args {
        match word.strip_prefix('%') {
            Some(_) => match job_pid(shell, word) {
                Ok(pid) => words.push(pid.to_string()),
                Err(message) => return shell.refuse(&message).await,
            },
            None => words.push(word.clone()),
        }
    }
    let status = shell.run_applet("kill", &words).await;
    shell.done(status)
}

pub(super) async fn times(shell: &mut Shell, _: &[String], _: How, _: Speaker) -> Flow {
    let millis = shell.sys.cpu() / 1_000_000;
    let own = format!("{}m{}.{:03}s", millis / 60_000, millis / 1000 % 60, millis % 1000);
    shell.print(&format!("{own} 0m0.000s\n0m0.000s 0m0.000s\n")).await;
    shell.done(0)
}

pub(super) async fn umask(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let symbolic = args.get(1).is_some_and(|word| word == "-S");
    let Some(word) = args.iter().skip(1).find(|word| *word != "-S") else {
        let mask = shell.sys.umask();
        let text = if symbolic {
            let part = |shift: u32| {
                let bits = !(mask >> shift);
                let letters = [(4, 'r'), (2, 'w'), (1, 'x')];
                letters.iter().filter(|(bit, _)| bits & bit != 0).map(|(_, letter)| *letter).collect::<String>()
            };
            format!("u={},g={},o={}\n", part(6), part(3), part(0))
        } else {
            format!("{mask:04o}\n")
        };
        shell.print(&text).await;
        return shell.done(0);
    };
    let new = if word.starts_with(|c: char| c.is_ascii_digit()) {
        u32::from_str_radix(word, 8).ok().filter(|mask| *mask <= 0o777)
    } else {
        crate::shell::mode::parse(word, !shell.sys.umask() & 0o777, false, 0).map(|mode| !mode & 0o777)
    };
    match new {
        Some(mask) => {
            shell.sys.set_umask(mask);
            shell.done(0)
        }
        None => shell.refuse(&format!("illegal mode: {word}")).await,
    }
}
