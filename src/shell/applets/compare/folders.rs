//! `diff` of two folders. It must not know how two files are compared.

use std::cmp::Ordering;

use crate::shell::applet::{Call, Options};
use crate::world::Kind;

/// Folders are followed no deeper than this: a link may lead back into its own folder.
const DEEPEST: usize = 40;

/// Holds two folders against each other, name by name; with `-r` what is in their folders, too. Gives the exit code.
pub(super) async fn diff(call: &mut Call, options: &Options, one: &str, two: &str) -> u8 {
    let mut code = 0;
    let names = [list(call, options, [one, two], &mut code).await, list(call, options, [two, one], &mut code).await];
    let begin = options.value('S').unwrap_or_default();
    let mut left = names[0].iter().filter(|name| name.as_str() >= begin).peekable();
    let mut right = names[1].iter().filter(|name| name.as_str() >= begin).peekable();
    loop {
        let order = match (left.peek(), right.peek()) {
            (None, None) => return code,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(a), Some(b)) => a.as_bytes().cmp(b.as_bytes()),
        };
        let a = if order.is_le() { left.next() } else { None };
        let b = if order.is_ge() { right.next() } else { None };
        let Some(name) = a.or(b) else { return code };
        if order.is_ne() && !options.has('N') {
            let dir = if order.is_lt() { one } else { two };
            call.print_line(&format!("Only in {dir}: {name}")).await;
            code = code.max(1);
        } else {
            let full = [join(one, name), join(two, name)];
            let paths = [
                if a.is_some() { full[0].as_str() } else { "/dev/null" },
                if b.is_some() { full[1].as_str() } else { "/dev/null" },
            ];
            code = code.max(pair(call, options, &full, paths).await);
        }
        if call.is_broken() {
            return code;
        }
    }
}

/// Compares what has one name in both folders, or in one and nothing in the other.
async fn pair(call: &mut Call, options: &Options, full: &[String; 2], paths: [&str; 2]) -> u8 {
    let kind = |path: &str| call.sys.stat(path).ok().map(|found| found.kind);
    let mut kinds = [kind(&full[0]), kind(&full[1])];
    // What is missing counts as what the other is.
    if paths[0] == "/dev/null" {
        kinds[0] = kinds[1];
    }
    if paths[1] == "/dev/null" {
        kinds[1] = kinds[0];
    }
    let [a, b] = full;
    if kinds == [Some(Kind::Dir); 2] {
        call.print_line(&format!("Common subdirectories: {a} and {b}")).await;
        return 0;
    }
    for (kind, path) in kinds.iter().zip(full) {
        if !matches!(kind, Some(Kind::File | Kind::Dir)) {
            call.print_line(&format!("File {path} is not a regular file or directory and was skipped")).await;
            return 0;
        }
    }
    let called = |kind| if kind == Some(Kind::Dir) { "directory" } else { "regular file" };
    if kinds[0] != kinds[1] {
        let (first, second) = (called(kinds[0]), called(kinds[1]));
        call.print_line(&format!("File {a} is a {first} while file {b} is a {second}")).await;
        return 0;
    }
    super::files(call, options, paths, [a, b]).await
}

/// The names below the first folder, sorted by their bytes; with `-r` those of files at any depth.
async fn list(call: &mut Call, options: &Options, [dir, other]: [&str; 2], code: &mut u8) -> Vec<String> {
    let mut found = Vec::new();
    let mut pending = vec![(String::new(), 0)];
    while let Some((below, depth)) = pending.pop() {
        let names = match call.sys.read_dir(&join(dir, &below)) {
            Ok(names) => names,
            Err(errno) => {
                call.fail(&join(dir, &below), errno).await;
                *code = 1;
                continue;
            }
        };
        for name in names {
            call.sys.step(1).await;
            let name = if below.is_empty() { name } else { format!("{below}/{name}") };
            let is_dir = |dir: &str| call.sys.stat(&join(dir, &name)).is_ok_and(|found| found.kind == Kind::Dir);
            if !options.has('r') || !is_dir(dir) {
                found.push(name);
            } else if options.has('N') || is_dir(other) {
                if depth < DEEPEST {
                    pending.push((name, depth + 1));
                }
            } else {
                *code = 1;
            }
        }
    }
    found.sort_by(|a, b| a.as_bytes().cmp(b.as_bytes()));
    found
}

fn join(dir: &str, name: &str) -> String {
    if name.is_empty() { dir.to_owned() } else { format!("{}/{name}", dir.trim_end_matches('/')) }
}
