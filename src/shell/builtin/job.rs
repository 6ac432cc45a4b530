//! Builtins on processes: `trap`, `wait`, `kill`, `jobs`, `times`, `umask`, `ulimit`.

use std::rc::Rc;

use crate::shell::escape::quoted;
use crate::shell::run::{Flow, How};
use crate::shell::state::{Shell, Trap};
use crate::world::{Disposition, Signal};

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
            Some(pid) => shell.wait_for_job(pid).await,
            None => {
                shell.say(&format!("{word}: No such job")).await;
                127
            }
        };
    }
    shell.done(status)
}

/// The process that a word names: a PID, or a job by `%n`, `%%`, `%+`.
fn job_pid(shell: &Shell, word: &str) -> Option<u32> {
    let Some(job) = word.strip_prefix('%') else { return word.parse().ok() };
    match job {
        "" | "%" | "+" => shell.jobs.last().map(|job| job.pid),
        "-" => shell.jobs.iter().rev().nth(1).map(|job| job.pid),
        _ => shell.jobs.get(job.parse::<usize>().ok()?.checked_sub(1)?).map(|job| job.pid),
    }
}

pub(super) async fn jobs(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    shell.collect_jobs();
    let pids_only = args.iter().any(|word| word == "-p");
    let count = shell.jobs.len();
    let mut text = String::new();
    for (index, job) in shell.jobs.iter().enumerate() {
        if pids_only {
            text.push_str(&format!("{}\n", job.pid));
            continue;
        }
        let mark = match count - index {
            1 => '+',
            2 => '-',
            _ => ' ',
        };
        let state = match job.status {
            None => "Running".to_owned(),
            Some(0) => "Done".to_owned(),
            Some(code) => format!("Done({code})"),
        };
        text.push_str(&format!("[{}] {mark} {state:<20}{}\n", index + 1, job.text));
    }
    shell.jobs.retain(|job| job.status.is_none());
    shell.print(&text).await;
    shell.done(0)
}

pub(super) async fn foreground(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let word = args.get(1).map_or("%%", String::as_str);
    let Some(pid) = job_pid(shell, word) else {
        let message = if args.len() > 1 {
            format!("{word}: no such job")
        } else {
            "job (null) not created under job control".to_owned()
        };
        return shell.refuse(&message).await;
    };
    if args.first().is_some_and(|name| name == "bg") {
        return shell.done(0);
    }
    let status = shell.wait_for_job(pid).await;
    shell.done(status)
}

pub(super) async fn kill(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    // Job names become PIDs; the rest is the applet's.
    let mut words = Vec::with_capacity(args.len());
    for word in args {
        match word.strip_prefix('%') {
            Some(_) => match job_pid(shell, word) {
                Some(pid) => words.push(pid.to_string()),
                None => {
                    shell.say(&format!("{word}: No such job")).await;
                    return shell.done(1);
                }
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

pub(super) async fn ulimit(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let letter = args.iter().skip(1).find_map(|word| word.strip_prefix('-')).and_then(|word| word.chars().last());
    if let Some(word) = args.iter().skip(1).find(|word| !word.starts_with('-')) {
        if word != "unlimited" && word.parse::<u64>().is_err() {
            shell.complain(&format!("sh: invalid number '{word}'\n")).await;
            return shell.done(1);
        }
        return shell.done(0);
    }
    let limits = [
        ('c', "core file size (blocks)         (-c)", "0"),
        ('d', "data seg size (kb)              (-d)", "unlimited"),
        ('f', "file size (blocks)              (-f)", "unlimited"),
        ('m', "max memory size (kb)            (-m)", "unlimited"),
        ('n', "open files                      (-n)", "1048576"),
        ('s', "stack size (kb)                 (-s)", "8192"),
        ('t', "cpu time (seconds)              (-t)", "unlimited"),
        ('u', "max user processes              (-u)", "unlimited"),
        ('v', "virtual memory (kb)             (-v)", "unlimited"),
    ];
    let text = match letter {
        Some('a') => limits.iter().map(|(_, name, value)| format!("{name} {value}\n")).collect(),
        other => {
            let wanted = other.unwrap_or('f');
            let found = limits.iter().find(|(letter, _, _)| *letter == wanted);
            match found {
                Some((_, _, value)) => format!("{value}\n"),
                None => {
                    shell.complain(&format!("ulimit: invalid option -- '{wanted}'\n")).await;
                    return shell.done(1);
                }
            }
        }
    };
    shell.print(&text).await;
    shell.done(0)
}
