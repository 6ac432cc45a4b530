//! Builtins that steer: `break`, `return`, `exit`, `eval`, `.`, `exec`, `command`, `type`.

use std::rc::Rc;

use crate::shell::ast::{Command, Piece};
use crate::shell::builtin;
use crate::shell::parse::Parser;
use crate::shell::run::{Flow, How};
use crate::shell::state::Shell;
use crate::world::text;

/// How many sourced files may be nested in each other.
const MOST_SOURCED: u32 = 400;

type Speaker = Option<Rc<str>>;

pub(super) async fn colon(shell: &mut Shell, _: &[String], _: How, _: Speaker) -> Flow {
    shell.done(0)
}

pub(super) async fn no(shell: &mut Shell, _: &[String], _: How, _: Speaker) -> Flow {
    shell.done(1)
}

pub(super) async fn break_or_continue(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let count = match args.get(1) {
        None => 1,
        Some(word) => match word.parse::<u32>() {
            Ok(count) if count > 0 => count,
            _ => return shell.refuse(&format!("Illegal number: {word}")).await,
        },
    };
    shell.status = 0;
    if shell.loops == 0 {
        return Flow::Next;
    }
    let count = count.min(shell.loops);
    if args.first().is_some_and(|name| name == "break") { Flow::Break(count) } else { Flow::Continue(count) }
}

pub(super) async fn return_or_exit(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    if let Some(word) = args.get(1) {
        match word.parse::<i64>() {
            Ok(code) if code >= 0 => shell.status = u8::try_from(code & 0xff).unwrap_or(0),
            _ => return shell.refuse(&format!("Illegal number: {word}")).await,
        }
    }
    if args.first().is_some_and(|name| name == "return") { Flow::Return } else { Flow::Exit }
}

pub(super) async fn eval(shell: &mut Shell, args: &[String], how: How, speaker: Speaker) -> Flow {
    let script = args.get(1..).unwrap_or_default().join(" ");
    // A mistake in the text is eval's own; what the text runs speaks for itself.
    let mut parser = Parser::new(&script);
    shell.sys.owe(192 + script.len() as u64);
    let own = std::mem::replace(&mut shell.speaker, speaker);
    if script.trim().is_empty() {
        return shell.done(0);
    }
    shell.depth += 1;
    let flow = loop {
        parser.set_aliases(&shell.aliases);
        let command = match parser.next_command() {
            Ok(Some(command)) => command,
            Ok(None) => break Flow::Next,
            Err(error) => {
                shell.speaker = own;
                break shell.refuse(&error.to_string()).await;
            }
        };
        match shell.run(&command, How { last: false, ..how }).await {
            Flow::Next => {}
            other => break other,
        }
    };
    shell.depth = shell.depth.saturating_sub(1);
    flow
}

pub(super) async fn dot(shell: &mut Shell, args: &[String], how: How, speaker: Speaker) -> Flow {
    let Some(name) = args.get(1) else { return shell.done(0) };
    let path = if name.contains('/') { name.clone() } else { in_path(shell, name) };
    if shell.functions_running > MOST_SOURCED {
        return shell.refuse("files are sourced too deeply for this simulator").await;
    }
    let script = match shell.sys.read_file(&path).await {
        Ok(bytes) => text::from_bytes(&bytes),
        // A name without a slash was looked for along `PATH`.
        Err(_) if !name.contains('/') => return shell.refuse(&format!("{name}: not found")).await,
        Err(errno) => return shell.refuse(&format!("can't open '{name}': {errno}")).await,
    };
    let outer = args
        .get(2..)
        .filter(|extra| !extra.is_empty())
        .map(|extra| std::mem::replace(&mut shell.parameters, Rc::new(extra.to_vec())));
    shell.speaker = Some(Rc::from(name.as_str()));
    shell.functions_running += 1;
    shell.depth += 1;
    let flow = shell.run_text(&script, How { last: false, ..how }).await;
    shell.depth = shell.depth.saturating_sub(1);
    shell.functions_running = shell.functions_running.saturating_sub(1);
    shell.speaker = speaker;
    if let Some(outer) = outer {
        shell.parameters = outer;
    }
    if flow == Flow::Return { Flow::Next } else { flow }
}

fn in_path(shell: &Shell, name: &str) -> String {
    let path = shell.get("PATH").unwrap_or_default();
    let found = path.split(':').map(|dir| format!("{dir}/{name}")).find(|file| shell.sys.stat(file).is_ok());
    found.unwrap_or_else(|| name.to_owned())
}

pub(super) async fn exec(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let mut words = args.get(1..).unwrap_or_default().to_vec();
    if words.first().is_some_and(|word| word == "-a") {
        words.drain(..2.min(words.len()));
    } else if words.first().is_some_and(|word| word == "--") {
        words.remove(0);
    }
    if words.is_empty() {
        return shell.done(0);
    }
    let environment = shell.environment();
    let found = shell.sys.find_command(&words[0], shell.get("PATH").as_deref());
    shell.status = shell.become_program(words, environment, found).await;
    Flow::Exit
}

pub(super) async fn command(shell: &mut Shell, args: &[String], how: How, speaker: Speaker) -> Flow {
    let mut words = args.get(1..).unwrap_or_default();
    let (mut terse, mut verbose) = (false, false);
    while let Some(word) = words.first().filter(|word| word.starts_with('-') && word.len() > 1) {
        for letter in word.chars().skip(1) {
            match letter {
                'v' => terse = true,
                'V' => verbose = true,
                'p' | '-' => {}
                _ => return shell.refuse(&format!("illegal option -{letter}")).await,
            }
        }
        words = &words[1..];
    }
    let Some(name) = words.first() else { return shell.done(0) };
    if terse || verbose {
        // Only the first is looked at.
        let known = describe(shell, name, terse).await;
        return shell.done(if known { 0 } else { 127 });
    }
    shell.speaker = speaker;
    if let Some(builtin) = builtin::find(name) {
        let outer = shell.speaker.replace(Rc::from(builtin.name));
        let flow = (builtin.run)(shell, words, how, outer.clone()).await;
        shell.speaker = outer;
        return if flow == Flow::Error { Flow::Next } else { flow };
    }
    // Functions are passed over: the words are run as a program's.
    let quoted = words.iter().map(|word| vec![Piece::Quoted(word.clone())]).collect();
    let functions = std::mem::take(&mut shell.functions);
    let simple = Command::Simple { assignments: Vec::new(), words: quoted, redirects: Vec::new(), line: shell.line };
    let flow = shell.run(&Rc::new(simple), How { last: false, ..how }).await;
    shell.functions = functions;
    flow
}

/// Looks commands up, and lists those that were found.
pub(super) async fn hash(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let mut status = 0;
    if args.len() < 2 {
        let lines: String = shell.found.values().map(|path| format!("{path}\n")).collect();
        shell.print(&lines).await;
    }
    if args.get(1).is_some_and(|word| word == "-r") {
        shell.found = Rc::default();
        return shell.done(0);
    }
    for name in args.iter().skip(1) {
        let known = shell.functions.contains_key(name) || super::find(name).is_some() || shell.remember(name).is_ok();
        if !known {
            shell.say(&format!("{name}: not found")).await;
            status = 1;
        }
    }
    shell.done(status)
}

pub(super) async fn type_of(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let mut status = 0;
    let terse = args.get(1).is_some_and(|first| first.starts_with('-'));
    for name in args.iter().skip(if terse { 2 } else { 1 }) {
        if !describe(shell, name, terse).await {
            status = 127;
        }
    }
    shell.done(status)
}

/// Prints what a name stands for; false if nothing.
async fn describe(shell: &mut Shell, name: &str, terse: bool) -> bool {
    let line = if builtin::is_keyword(name) {
        if terse { name.to_owned() } else { format!("{name} is a shell keyword") }
    } else if let Some(value) = shell.aliases.get(name) {
        if terse { format!("alias {name}='{value}'") } else { format!("{name} is an alias for {value}") }
    } else if shell.functions.contains_key(name) {
        if terse { name.to_owned() } else { format!("{name} is a function") }
    } else if let Some(builtin) = builtin::find(name) {
        let kind = if builtin.special { "special shell" } else { "shell" };
        if terse { name.to_owned() } else { format!("{name} is a {kind} builtin") }
    } else {
        match shell.sys.find_command(name, shell.get("PATH").as_deref()) {
            Ok(path) if shell.sys.access(&path, false, false, true).is_ok() => {
                if terse {
                    path
                } else {
                    format!("{name} is {path}")
                }
            }
            _ => {
                if !terse {
                    // Printed where the answer would be. Whether that can be written does not matter any more.
                    let _ = shell.print(&format!("{name}: not found\n")).await;
                }
                return false;
            }
        }
    };
    shell.print(&format!("{line}\n")).await
}
