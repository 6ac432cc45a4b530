//! `read`.

use std::rc::Rc;
use std::time::Duration;

use crate::shell::parse::command::is_name;
use crate::shell::run::{Flow, How};
use crate::shell::state::{Shell, Trap};
use crate::world::{Errno, text};

type Speaker = Option<Rc<str>>;

/// How a `read` was asked for.
struct Wanted {
    raw: bool,
    fd: i32,
    most: Option<usize>,
    delimiter: u8,
    until: Option<crate::world::Time>,
}

pub(super) async fn read(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let (wanted, prompt, names) = match options(shell, args) {
        Ok(parsed) => parsed,
        Err(message) => return shell.refuse(&message).await,
    };
    if let Some(bad) = names.iter().find(|name| !is_name(name)) {
        shell.complain(&format!("sh: read: '{bad}': bad variable name\n")).await;
        return shell.done(1);
    }
    if let Some(prompt) = prompt
        && shell.flags.has('i')
    {
        shell.complain(&prompt).await;
    }
    let (line, escaped, status) = take_line(shell, &wanted).await;
    let Some(status) = status else { return shell.done(1) };
    if let Err(message) = assign(shell, &names, &line, &escaped) {
        return shell.refuse(&message).await;
    }
    shell.done(status)
}

fn options(shell: &Shell, args: &[String]) -> Result<(Wanted, Option<String>, Vec<String>), String> {
    let mut wanted = Wanted { raw: false, fd: 0, most: None, delimiter: b'\n', until: None };
    let mut prompt = None;
    let mut words = args.iter().skip(1);
    let mut names = Vec::new();
    while let Some(word) = words.next() {
        if word == "--" {
            break;
        }
        let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
            names.push(word.clone());
            break;
        };
        let mut letters = letters.chars();
        while let Some(letter) = letters.next() {
            if letter == 'r' || letter == 's' {
                wanted.raw |= letter == 'r';
                continue;
            }
            if !"pntud".contains(letter) {
                return Err(format!("illegal option -{letter}"));
            }
            let attached: String = letters.by_ref().collect();
            let value = if attached.is_empty() { words.next().cloned() } else { Some(attached) };
            let value = value.ok_or_else(|| format!("No arg for -{letter} option"))?;
            match letter {
                'p' => prompt = Some(value),
                'n' => wanted.most = Some(value.parse().map_err(|_| "invalid count".to_owned())?),
                'u' => wanted.fd = value.parse().map_err(|_| "invalid file descriptor".to_owned())?,
                'd' => wanted.delimiter = text::to_bytes(&value).first().copied().unwrap_or(0),
                _ => {
                    let seconds: f64 = value.parse().map_err(|_| "invalid timeout".to_owned())?;
                    let span = Duration::try_from_secs_f64(seconds).map_err(|_| "invalid timeout".to_owned())?;
                    wanted.until = Some(shell.sys.now() + span);
                }
            }
        }
    }
    names.extend(words.cloned());
    Ok((wanted, prompt, names))
}

/// A line as bytes, which of them were escaped, and the status; `None` if nothing could be read at all.
async fn take_line(shell: &mut Shell, wanted: &Wanted) -> (Vec<u8>, Vec<bool>, Option<u8>) {
    let (mut line, mut escaped) = (Vec::new(), Vec::new());
    let mut backslash = false;
    loop {
        if wanted.most.is_some_and(|most| line.len() >= most) {
            return (line, escaped, Some(0));
        }
        let sys = shell.sys.clone();
        let byte = match sys.until(wanted.until, sys.read(wanted.fd, 1)).await {
            None => return (line, escaped, Some(1)),
            Some(Ok(bytes)) => bytes.first().copied(),
            Some(Err(Errno::Intr)) => {
                let signal = shell.traps.keys().find_map(|trap| match trap {
                    Trap::Signal(signal) if sys.is_pending(*signal) => Some(signal.number()),
                    _ => None,
                });
                return (line, escaped, Some(128 + signal.unwrap_or(0)));
            }
            Some(Err(_)) => return (line, escaped, None),
        };
        if line.len() % 64 == 0 {
            shell.sys.step(1).await;
        }
        let Some(byte) = byte else { return (line, escaped, Some(1)) };
        if byte == 0 && wanted.delimiter != 0 {
            continue;
        }
        if backslash {
            backslash = false;
            if byte != b'\n' {
                line.push(byte);
                escaped.push(true);
            }
            continue;
        }
        if byte == b'\\' && !wanted.raw {
            backslash = true;
            continue;
        }
        if byte == wanted.delimiter {
            return (line, escaped, Some(0));
        }
        line.push(byte);
        escaped.push(false);
    }
}

fn assign(shell: &mut Shell, names: &[String], line: &[u8], escaped: &[bool]) -> Result<(), String> {
    if names.is_empty() {
        return shell.set("REPLY", &text::from_bytes(line));
    }
    let separators = shell.get("IFS").unwrap_or_else(|| " \t\n".into());
    let separators = separators.as_bytes();
    let is_separator = |at: usize| separators.contains(&line[at]) && !escaped[at];
    let is_space = |at: usize| is_separator(at) && line[at].is_ascii_whitespace();
    let mut at = 0;
    let skip_spaces = |mut at: usize| {
        while at < line.len() && is_space(at) {
            at += 1;
        }
        at
    };
    at = skip_spaces(at);
    for (index, name) in names.iter().enumerate() {
        if index + 1 == names.len() {
            let mut end = line.len();
            while end > at && is_space(end - 1) {
                end -= 1;
            }
            // One field alone loses a single delimiter at its end.
            let inner = (at..end).filter(|place| is_separator(*place)).count();
            if end > at && is_separator(end - 1) && inner == 1 {
                end -= 1;
                while end > at && is_space(end - 1) {
                    end -= 1;
                }
            }
            shell.set(name, &text::from_bytes(&line[at..end]))?;
            break;
        }
        let start = at;
        while at < line.len() && !is_separator(at) {
            at += 1;
        }
        shell.set(name, &text::from_bytes(&line[start..at]))?;
        at = skip_spaces(at);
        if at < line.len() && is_separator(at) && !is_space(at) {
            at = skip_spaces(at + 1);
        }
    }
    Ok(())
}
