//! Reads a command line. It must not know any life.

mod commands;
mod flags;
mod line;

use super::Command;
use super::words::{elsewhere, is_elsewhere, unknown_command, unknown_program};

/// The longest line that is read, in bytes.
const LONGEST: usize = 4096;

/// Reads a line.
///
/// # Errors
/// What is printed instead: what is wrong with the line, or what the prompt does not know.
pub fn parse(line: &str) -> Result<Command, String> {
    if line.len() > LONGEST {
        return Err("This line is too long.\n".to_owned());
    }
    if let Some((command, script)) = line::pipe(line) {
        let command = Box::new(parse(command)?);
        return Ok(Command::Piped { command, script: script.to_owned() });
    }
    let words = line::split(line)?;
    let rest = match words.split_first() {
        Some((first, rest)) if first == "kubectl" || first == "k" => rest,
        _ => &words[..],
    };
    let bare = rest.len() == words.len();
    let Some((verb, rest)) = verb_first(rest) else { return Ok(Command::Help) };
    match verb.as_str() {
        "get" => commands::get(&rest),
        "describe" => commands::describe(&rest),
        "logs" | "log" => commands::logs(&rest),
        "events" => commands::events(&rest),
        "exec" => commands::exec(&rest),
        "delete" => commands::delete(&rest),
        "explain" => commands::explain(&rest),
        "top" => commands::top(&rest),
        "help" | "--help" | "-h" | "?" => Ok(Command::Help),
        "clear" => Ok(Command::Clear),
        "exit" | "quit" | "logout" => Ok(Command::Leave),
        "vi" | "vim" | "nano" | "emacs" => {
            Err(format!("This prompt has no {verb}: leave it (Esc), press `e` and edit pod.yaml in your editor.\n"))
        }
        "apply" | "create" | "edit" | "replace" | "patch" | "run" | "set" => Err(format!(
            "This prompt looks, it does not change manifests: leave it (Esc), press `e` and edit pod.yaml instead of `{verb}`.\n"
        )),
        other if is_elsewhere(other) => Err(elsewhere(other)),
        other if bare => Err(unknown_program(other)),
        other => Err(unknown_command(other)),
    }
}

/// The verb and all other words; a namespace may stand before it.
fn verb_first(words: &[String]) -> Option<(String, Vec<String>)> {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        at += match word.as_str() {
            "-n" | "--namespace" => 2,
            namespace if namespace.starts_with("-n") || namespace.starts_with("--namespace=") => 1,
            _ => break,
        };
    }
    let verb = words.get(at).or(words.first())?.clone();
    let mut rest = words.to_vec();
    rest.remove(if at < words.len() { at } else { 0 });
    Some((verb, rest))
}
