//! Builtins on variables and the working directory.

use std::rc::Rc;

use crate::shell::escape::quoted;
use crate::shell::parse::command::is_name;
use crate::shell::run::{Flow, How};
use crate::shell::state::{Shell, Variable, row};
use crate::world::{Kind, normalize};

/// The rows of the table of aliases.
const ALIAS_ROWS: u32 = 39;

type Speaker = Option<Rc<str>>;

pub(super) async fn export_or_readonly(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let verb = args.first().cloned().unwrap_or_default();
    let exports = verb == "export";
    let mut words = args.get(1..).unwrap_or_default();
    let mut takes_back = false;
    while let Some(word) = words.first().filter(|word| word.starts_with('-') && word.len() > 1) {
        match word.as_str() {
            "-n" if exports => takes_back = true,
            "-p" | "--" => {}
            _ => return shell.refuse(&format!("illegal option {word}")).await,
        }
        words = &words[1..];
    }
    if words.is_empty() {
        let shown = |variable: &Variable| if exports { variable.exported } else { variable.read_only };
        let lines: Vec<String> = shell
            .variables
            .iter()
            .filter(|(_, variable)| shown(variable))
            .map(|(name, variable)| match &variable.value {
                Some(value) => format!("{verb} {name}={}\n", quoted(value)),
                None => format!("{verb} {name}\n"),
            })
            .collect();
        shell.print(&lines.concat()).await;
        return shell.done(0);
    }
    for word in words {
        let (name, value) = word.split_once('=').map_or((word.as_str(), None), |(name, value)| (name, Some(value)));
        if !is_name(name) {
            return shell.refuse(&format!("{name}: bad variable name")).await;
        }
        if let Some(value) = value
            && let Err(message) = shell.set(name, value)
        {
            return shell.refuse(&message).await;
        }
        shell.mark(name, |variable| {
            if exports {
                variable.exported = !takes_back;
            } else {
                variable.read_only = true;
            }
        });
    }
    shell.done(0)
}

pub(super) async fn local(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    if shell.locals.is_empty() {
        return shell.refuse("not in a function").await;
    }
    for word in args.iter().skip(1) {
        let (name, value) = word.split_once('=').map_or((word.as_str(), None), |(name, value)| (name, Some(value)));
        if name == "-" {
            continue;
        }
        if !is_name(name) {
            return shell.refuse(&format!("{name}: bad variable name")).await;
        }
        let old = shell.variables.get(name).cloned();
        let mut is_local = false;
        if let Some(frame) = shell.locals.last_mut() {
            is_local = frame.iter().any(|(known, _)| known == name);
            if !is_local {
                frame.push((name.to_owned(), old));
            }
        }
        let set = match value {
            Some(value) => shell.set(name, value),
            // Who is local already keeps its value.
            None if is_local => Ok(()),
            // Without a value it is new and has none.
            None => shell.unset(name),
        };
        if let Err(message) = set {
            return shell.refuse(&message).await;
        }
    }
    shell.done(0)
}

pub(super) async fn unset(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let mut words = args.get(1..).unwrap_or_default();
    let mut functions = false;
    while let Some(word) = words.first().filter(|word| word.starts_with('-')) {
        match word.as_str() {
            "-f" => functions = true,
            "-v" | "--" => {}
            _ => return shell.refuse(&format!("illegal option {word}")).await,
        }
        words = &words[1..];
    }
    for name in words {
        if functions {
            Rc::make_mut(&mut shell.functions).remove(name);
            continue;
        }
        if !is_name(name) {
            return shell.refuse(&format!("{name}: bad variable name")).await;
        }
        if let Err(message) = shell.unset(name) {
            return shell.refuse(&message).await;
        }
    }
    shell.done(0)
}

pub(super) async fn shift(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let count = match args.get(1) {
        None => 1,
        Some(word) => match word.parse::<usize>() {
            Ok(count) => count,
            Err(_) => return shell.refuse(&format!("Illegal number: {word}")).await,
        },
    };
    if count > shell.parameters.len() {
        return shell.done(1);
    }
    Rc::make_mut(&mut shell.parameters).drain(..count);
    shell.done(0)
}

pub(super) async fn alias(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let mut status = 0;
    if args.len() < 2 {
        let mut aliases: Vec<_> = shell.aliases.iter().collect();
        aliases.sort_by_key(|(name, _)| row(name, ALIAS_ROWS));
        let lines: Vec<String> =
            aliases.into_iter().map(|(name, value)| format!("{name}={}\n", quoted(value))).collect();
        shell.print(&lines.concat()).await;
    }
    for word in args.iter().skip(1) {
        match word.split_once('=') {
            Some((name, value)) => {
                Rc::make_mut(&mut shell.aliases).insert(name.to_owned(), value.to_owned());
            }
            None => match shell.aliases.get(word).cloned() {
                Some(value) => {
                    shell.print(&format!("{word}={}\n", quoted(&value))).await;
                }
                None => {
                    shell.complain(&format!("alias: {word} not found\n")).await;
                    status = 1;
                }
            },
        }
    }
    shell.done(status)
}

pub(super) async fn unalias(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let mut status = 0;
    for word in args.iter().skip(1) {
        if word == "-a" {
            shell.aliases = Rc::default();
        } else if Rc::make_mut(&mut shell.aliases).remove(word).is_none() {
            shell.complain(&format!("unalias: {word} not found\n")).await;
            status = 1;
        }
    }
    shell.done(status)
}

pub(super) async fn let_(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let mut value = 0;
    for expression in args.iter().skip(1) {
        match shell.calculate(expression).await {
            Ok(result) => value = result,
            Err(flow) => return flow,
        }
    }
    if args.len() < 2 {
        return shell.refuse("expression expected").await;
    }
    shell.done(u8::from(value == 0))
}

pub(super) async fn cd(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let mut words = args.get(1..).unwrap_or_default();
    let mut physical = false;
    while let Some(word) = words.first().filter(|word| matches!(word.as_str(), "-P" | "-L" | "--")) {
        physical = word == "-P";
        words = &words[1..];
    }
    let mut shows = false;
    let target = match words.first().map(String::as_str) {
        None => shell.get("HOME").unwrap_or_default(),
        Some("-") => {
            shows = true;
            shell.get("OLDPWD").unwrap_or_default()
        }
        Some(target) => target.to_owned(),
    };
    if target.is_empty() {
        return shell.done(0);
    }
    let mut path = target.clone();
    if !target.starts_with(['/', '.'])
        && let Some(search) = shell.get("CDPATH")
    {
        let found = search.split(':').map(|dir| format!("{dir}/{target}"));
        let mut dirs = found.filter(|dir| shell.sys.stat(dir).is_ok_and(|metadata| metadata.kind == Kind::Dir));
        if let Some(found) = dirs.next() {
            path = found;
            shows = true;
        }
    }
    let old = shell.get("PWD").unwrap_or_else(|| shell.sys.cwd());
    let mut new = normalize(&old, &path);
    if physical {
        new = shell.sys.real_path(&new).unwrap_or(new);
    }
    if let Err(errno) = shell.sys.chdir(&new) {
        return shell.refuse(&format!("can't cd to {target}: {errno}")).await;
    }
    // PWD and OLDPWD may be read-only: then they stay as they are.
    let _ = shell.set("OLDPWD", &old);
    let _ = shell.set("PWD", &new);
    shell.mark("PWD", |variable| variable.exported = true);
    shell.mark("OLDPWD", |variable| variable.exported = true);
    if shows {
        shell.print(&format!("{new}\n")).await;
    }
    shell.done(0)
}

pub(super) async fn pwd(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let physical = args.get(1).is_some_and(|word| word == "-P");
    let cwd = shell.sys.cwd();
    let shown = if physical { shell.sys.real_path(&cwd).unwrap_or(cwd) } else { cwd };
    let printed = shell.print(&format!("{shown}\n")).await;
    shell.done(u8::from(!printed))
}
