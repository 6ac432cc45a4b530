//! The builtin `ulimit`. Limits are remembered and shown, for this shell and its subshells; it must not know what keeps to them.

use std::rc::Rc;

use crate::shell::run::{Flow, How};
use crate::shell::state::{Limits, Shell};

type Speaker = Option<Rc<str>>;

/// A limit: its letter, its name, by how many bits its unit is more than one, and what it is in a container.
struct Resource {
    letter: char,
    name: &'static str,
    shift: u32,
    usual: Limits,
}

const fn resource(letter: char, name: &'static str, shift: u32, soft: Option<u64>, hard: Option<u64>) -> Resource {
    Resource { letter, name, shift, usual: (soft, hard) }
}

/// The limits in the order in which `ulimit -a` shows them.
const RESOURCES: &[Resource] = &[
    resource('c', "core file size (blocks)", 9, Some(0), None),
    resource('d', "data seg size (kb)", 10, None, None),
    resource('e', "scheduling priority", 0, Some(0), Some(0)),
    resource('f', "file size (blocks)", 9, None, None),
    resource('i', "pending signals", 0, Some(31_553), Some(31_553)),
    resource('l', "max locked memory (kb)", 10, Some(8 << 20), Some(8 << 20)),
    resource('m', "max memory size (kb)", 10, None, None),
    resource('n', "open files", 0, Some(1_048_576), Some(1_048_576)),
    resource('q', "POSIX message queues (bytes)", 0, Some(819_200), Some(819_200)),
    resource('r', "real-time priority", 0, Some(0), Some(0)),
    resource('s', "stack size (kb)", 10, Some(8 << 20), None),
    resource('t', "cpu time (seconds)", 0, None, None),
    resource('u', "max user processes", 0, None, None),
    resource('v', "virtual memory (kb)", 10, None, None),
    resource('x', "file locks", 0, None, None),
];

/// The files that may be open at once, whatever root asks for.
const MOST_FILES: u64 = 1_048_576;

/// What one word asks for.
enum Asked {
    Show(&'static Resource),
    Set(&'static Resource, String),
}

pub(super) async fn ulimit(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let (mut soft, mut hard, mut all, mut named) = (false, false, false, 0);
    let mut asked = Vec::new();
    let mut words = args.iter().skip(1).peekable();
    while let Some(word) = words.next() {
        let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
            // A bare number is one for files' sizes.
            asked.extend(find('f').map(|resource| Asked::Set(resource, word.clone())));
            continue;
        };
        for (at, letter) in letters.char_indices() {
            match letter {
                'S' => soft = true,
                'H' => hard = true,
                'a' => all = true,
                _ => {
                    let Some(resource) = find(letter) else {
                        shell.complain(&format!("ulimit: invalid option -- '{letter}'\n")).await;
                        return shell.done(1);
                    };
                    named += 1;
                    let attached = &letters[at + letter.len_utf8()..];
                    let value = if attached.is_empty() {
                        words.next_if(|next| !next.starts_with('-')).cloned()
                    } else {
                        Some(attached.to_owned())
                    };
                    asked.push(value.map_or(Asked::Show(resource), |value| Asked::Set(resource, value)));
                    break;
                }
            }
        }
    }
    if !soft && !hard {
        (soft, hard) = (true, true);
    }
    if all {
        let lines: String = RESOURCES.iter().map(|resource| line(shell, resource, soft, true)).collect();
        shell.print(&lines).await;
        return shell.done(0);
    }
    if asked.is_empty() {
        asked.extend(find('f').map(Asked::Show));
    }
    for one in asked {
        match one {
            Asked::Show(resource) => {
                let line = line(shell, resource, soft, named > 1);
                shell.print(&line).await;
            }
            Asked::Set(resource, value) => {
                if let Err(message) = set(shell, resource, &value, soft, hard) {
                    shell.complain(&format!("sh: {message}\n")).await;
                    return shell.done(1);
                }
            }
        }
    }
    shell.done(0)
}

fn find(letter: char) -> Option<&'static Resource> {
    RESOURCES.iter().find(|resource| resource.letter == letter)
}

fn limits(shell: &Shell, resource: &Resource) -> Limits {
    shell.limits.get(&resource.letter).copied().unwrap_or(resource.usual)
}

fn line(shell: &Shell, resource: &Resource, soft: bool, with_name: bool) -> String {
    let limits = limits(shell, resource);
    let limit = if soft { limits.0 } else { limits.1 };
    let value = limit.map_or_else(|| "unlimited".to_owned(), |limit| (limit >> resource.shift).to_string());
    if with_name { format!("{:<32}(-{}) {value}\n", resource.name, resource.letter) } else { format!("{value}\n") }
}

fn set(shell: &mut Shell, resource: &Resource, value: &str, soft: bool, hard: bool) -> Result<(), String> {
    let new = match value {
        "unlimited" => None,
        _ => {
            let number: u64 = value.parse().map_err(|_| format!("invalid number '{value}'"))?;
            Some(number << resource.shift)
        }
    };
    let old = limits(shell, resource);
    let (low, high) = (if soft { new } else { old.0 }, if hard { new } else { old.1 });
    let above = |one: Option<u64>, other: Option<u64>| match (one, other) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(one), Some(other)) => one > other,
    };
    if above(low, high) {
        return Err("error setting limit: Invalid argument".to_owned());
    }
    // A container's root may not raise what the node has set.
    if above(high, old.1) || (resource.letter == 'n' && above(high, Some(MOST_FILES))) {
        return Err("error setting limit: Operation not permitted".to_owned());
    }
    Rc::make_mut(&mut shell.limits).insert(resource.letter, (low, high));
    Ok(())
}
