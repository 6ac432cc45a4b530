//! Applets that change files: mkdir, rmdir, rm, touch, chmod, chown, chgrp, ln, mktemp, mkfifo, truncate, sync.

use crate::shell::applet::{Applet, Call, Options};
use crate::shell::calendar;
use crate::shell::mode;
use crate::shell::users::Users;
use crate::world::{Errno, Kind, Metadata, OpenHow, Stamp};

use super::reading::number_with_suffix;

pub(super) const APPLETS: &[Applet] = &[
    Applet { name: "mkdir", usage: "[-m MODE] [-p] DIRECTORY...", run: |call| Box::pin(mkdir(call)) },
    Applet { name: "rmdir", usage: "[-p] DIRECTORY...", run: |call| Box::pin(rmdir(call)) },
    Applet { name: "rm", usage: "[-irf] FILE...", run: |call| Box::pin(rm(call)) },
    Applet { name: "unlink", usage: "FILE", run: |call| Box::pin(unlink(call)) },
    Applet { name: "touch", usage: "[-cham] [-d DATE] [-t DATE] [-r FILE] FILE...", run: |call| Box::pin(touch(call)) },
    Applet { name: "chmod", usage: "[-Rcvf] MODE[,MODE]... FILE...", run: |call| Box::pin(chmod(call)) },
    Applet { name: "chown", usage: "[-RhLHPcvf]... USER[:[GRP]] FILE...", run: |call| Box::pin(chown(call)) },
    Applet { name: "chgrp", usage: "[-RhLHPcvf]... GROUP FILE...", run: |call| Box::pin(chown(call)) },
    Applet { name: "ln", usage: "[-sfnbtv] [-S SUF] TARGET... LINK|DIR", run: |call| Box::pin(ln(call)) },
    Applet { name: "link", usage: "FILE LINK", run: |call| Box::pin(link(call)) },
    Applet { name: "mktemp", usage: "[-dt] [-p DIR] [TEMPLATE]", run: |call| Box::pin(mktemp(call)) },
    Applet { name: "mkfifo", usage: "[-m MODE] NAME", run: |call| Box::pin(mkfifo(call)) },
    Applet { name: "truncate", usage: "[-c] -s SIZE FILE...", run: |call| Box::pin(truncate(call)) },
    Applet { name: "fallocate", usage: "[-o OFS] -l LEN FILE", run: |call| Box::pin(fallocate(call)) },
    Applet { name: "sync", usage: "[-df] [FILE]...", run: |_| Box::pin(async { 0 }) },
];

async fn mkdir(mut call: Call) -> u8 {
    let long = [("mode", 'm'), ("parents", 'p'), ("verbose", 'v')];
    let Ok(options) = call.options("m:pv", &long).await else { return 1 };
    if options.words.is_empty() {
        return call.show_usage().await;
    }
    let wanted = match options.value('m') {
        None => None,
        Some(text) => match mode::parse(text, 0o777, true, 0) {
            Some(mode) => Some(mode),
            None => {
                call.error(&format!("invalid mode '{text}'")).await;
                return 1;
            }
        },
    };
    let mut code = 0;
    for path in &options.words {
        call.sys.step(1).await;
        let made = if options.has('p') {
            make_with_parents(&call, path)
        } else {
            call.sys.mkdir(path, 0o777).map(|()| vec![path.clone()]).map_err(|errno| (path.clone(), errno))
        };
        let mut all = made.as_ref().map_or_else(|_| Vec::new(), Vec::clone);
        if all.is_empty() {
            // One that was there already is told as if it were new.
            all.push(path.clone());
        }
        let made = made.map(|_| ()).and_then(|()| {
            wanted.map_or(Ok(()), |mode| call.sys.chmod(path, mode).map_err(|errno| (path.clone(), errno)))
        });
        if let Err((path, errno)) = made {
            call.error(&format!("can't create directory '{path}': {errno}")).await;
            code = 1;
        } else if options.has('v') {
            for path in all {
                call.print_line(&format!("created directory: '{path}'")).await;
            }
        }
    }
    call.finish(code).await
}

/// Makes a directory and those above it: which were new, or what could not be made, and why.
pub(super) fn make_with_parents(call: &Call, path: &str) -> Result<Vec<String>, (String, Errno)> {
    let mut new = Vec::new();
    let ends = path.match_indices('/').map(|(at, _)| at).filter(|at| *at > 0).chain([path.len()]);
    for end in ends {
        match call.sys.mkdir(&path[..end], 0o777) {
            Ok(()) if end == path.len() => new.push(path.to_owned()),
            Ok(()) => new.push(format!("{}/", &path[..end])),
            // What is there already, or cannot be made because it is there, is fine as long as it is a directory.
            Err(errno) => match call.sys.stat(&path[..end]) {
                Ok(found) if found.kind == Kind::Dir => {}
                Ok(_) if end == path.len() => return Err((path.to_owned(), Errno::Exist)),
                Ok(_) => return Err((format!("{}/", &path[..end]), Errno::NotDir)),
                Err(_) if end == path.len() => return Err((path.to_owned(), errno)),
                Err(_) => return Err((format!("{}/", &path[..end]), errno)),
            },
        }
    }
    Ok(new)
}

async fn rmdir(mut call: Call) -> u8 {
    let long = [("parents", 'p'), ("ignore-fail-on-non-empty", '#'), ("verbose", 'v')];
    let Ok(options) = call.options("pv#", &long).await else { return 1 };
    let mut code = 0;
    for path in &options.words {
        let mut path = path.trim_end_matches('/').to_owned();
        loop {
            if options.has('v') {
                call.print_line(&format!("rmdir: removing directory, '{path}'")).await;
            }
            if let Err(errno) = call.sys.rmdir(&path) {
                if !options.has('#') || errno != Errno::NotEmpty {
                    call.error(&format!("'{path}': {errno}")).await;
                    code = 1;
                }
                break;
            }
            match path.rsplit_once('/') {
                Some((above, _)) if options.has('p') && !above.is_empty() => path = above.to_owned(),
                _ => break,
            }
        }
    }
    call.finish(code).await
}

async fn unlink(mut call: Call) -> u8 {
    let [path] = call.args.as_slice() else { return call.show_usage().await };
    let path = path.clone();
    match call.sys.unlink(&path) {
        Ok(()) => 0,
        Err(errno) => {
            call.error(&format!("can't remove file '{path}': {errno}")).await;
            1
        }
    }
}

async fn rm(mut call: Call) -> u8 {
    let Ok(options) = call.options("fiRrv", &[]).await else { return 1 };
    let force = options.has('f');
    let asks = options.last_of("fi") == Some('i');
    let how = Removal { asks, tells: options.has('v') };
    if options.words.is_empty() && !force {
        return call.show_usage().await;
    }
    let mut code = 0;
    for path in &options.words {
        let base = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        if base == "." || base == ".." {
            call.error("can't remove '.' or '..'").await;
            code = 1;
            continue;
        }
        match call.sys.lstat(path) {
            Err(Errno::NoEnt | Errno::NotDir) if force => {}
            Err(errno) => {
                call.error(&format!("can't remove '{path}': {errno}")).await;
                code = 1;
            }
            Ok(found) if found.kind == Kind::Dir && !(options.has('r') || options.has('R')) => {
                call.error(&format!("'{path}' is a directory")).await;
                code = 1;
            }
            Ok(_) => {
                if !remove_tree(&mut call, path, how).await {
                    code = 1;
                }
            }
        }
    }
    call.finish(code).await
}

/// How things are taken away.
#[derive(Clone, Copy, Default)]
pub(super) struct Removal {
    /// Each is asked for.
    asks: bool,
    /// Each is told.
    tells: bool,
}

/// Asks on standard error; whether the answer, a line of standard input, is yes.
pub(super) async fn agreed(call: &mut Call, question: &str) -> bool {
    let words = format!("{}: {question}? ", call.speaker);
    call.complain(&words).await;
    let mut first = None;
    while let Ok(bytes) = call.sys.read(0, 1).await {
        let Some(byte) = bytes.first().copied().filter(|byte| *byte != b'\n') else { break };
        first = first.or(Some(byte));
    }
    matches!(first, Some(b'y' | b'Y'))
}

/// Takes away everything at a path; failures are said.
pub(super) async fn remove_tree(call: &mut Call, path: &str, how: Removal) -> bool {
    let mut fine = true;
    let mut pending = vec![(path.to_owned(), false)];
    while let Some((path, entered)) = pending.pop() {
        call.sys.step(1).await;
        let is_dir = call.sys.lstat(&path).is_ok_and(|found| found.kind == Kind::Dir);
        if how.asks {
            let question = match (is_dir, entered) {
                (true, false) => format!("descend into directory '{path}'"),
                (true, true) => format!("remove directory '{path}'"),
                _ => format!("remove '{path}'"),
            };
            if !agreed(call, &question).await {
                continue;
            }
        }
        let result = if is_dir && !entered {
            match call.sys.read_dir(&path) {
                Ok(names) => {
                    pending.push((path.clone(), true));
                    pending.extend(names.into_iter().rev().map(|name| (format!("{path}/{name}"), false)));
                    continue;
                }
                Err(errno) => Err(errno),
            }
        } else if is_dir {
            call.sys.rmdir(&path)
        } else {
            call.sys.unlink(&path)
        };
        match result {
            Err(errno) => {
                call.error(&format!("can't remove '{path}': {errno}")).await;
                fine = false;
            }
            Ok(()) if how.tells => {
                let kind = if is_dir { "directory: " } else { "" };
                call.print_line(&format!("removed {kind}'{path}'")).await;
            }
            Ok(()) => {}
        }
    }
    fine
}

async fn touch(mut call: Call) -> u8 {
    let long = [("no-create", 'c'), ("reference", 'r'), ("date", 'd')];
    let Ok(options) = call.options("cd:t:r:hafm", &long).await else { return 1 };
    if options.words.is_empty() {
        return call.show_usage().await;
    }
    let now = call.sys.wall();
    let mut time = None;
    if let Some(text) = options.value('d').or(options.value('t')) {
        let zone = call.sys.variable("TZ").map_or_else(calendar::Zone::utc, |text| calendar::Zone::of(&text));
        time = match calendar::parse(text, now, &zone) {
            // A day without a time keeps the time of this day.
            Some(stamp) if text.len() == 10 && text.split('-').count() == 3 => {
                Some(Stamp::from_secs(stamp.secs() + now.secs().rem_euclid(86_400)))
            }
            Some(stamp) => Some(stamp),
            None => {
                call.error(&format!("invalid date '{text}'")).await;
                return 1;
            }
        };
    } else if let Some(path) = options.value('r') {
        match call.sys.stat(path) {
            Ok(found) => time = Some(found.mtime),
            Err(errno) => {
                call.fail(path, errno).await;
                return 1;
            }
        }
    }
    let mut code = 0;
    for path in &options.words {
        call.sys.step(1).await;
        let mut result = call.sys.set_times(path, time, time, !options.has('h'));
        if result == Err(Errno::NoEnt) {
            if options.has('c') {
                continue;
            }
            let how = OpenHow { truncate: false, ..OpenHow::WRITE };
            result = match call.sys.open(path, how).await {
                Ok(fd) => call.sys.close(fd),
                Err(errno) => Err(errno),
            };
            if result.is_ok() && time.is_some() {
                result = call.sys.set_times(path, time, time, true);
            }
        }
        if let Err(errno) = result {
            call.fail(path, errno).await;
            code = 1;
        }
    }
    call.finish(code).await
}

/// Everything at and below a path, what is above first.
async fn tree(call: &Call, path: &str) -> Vec<(String, Metadata)> {
    let mut all = Vec::new();
    let mut pending = vec![path.to_owned()];
    while let Some(path) = pending.pop() {
        call.sys.step(1).await;
        let Ok(found) = call.sys.lstat(&path) else { continue };
        if found.kind == Kind::Dir {
            let names = call.sys.read_dir(&path).unwrap_or_default();
            pending.extend(names.into_iter().rev().map(|name| format!("{}/{name}", path.trim_end_matches('/'))));
        }
        all.push((path, found));
    }
    all
}

async fn chmod(mut call: Call) -> u8 {
    // "-x" and "-rwx" before all other words are modes, not options.
    let is_mode = |word: &&String| word.chars().nth(1).is_some_and(|letter| !"-Rcvf".contains(letter));
    let before = call.args.iter().take_while(|word| word.starts_with('-'));
    let place = before.enumerate().find(|(_, word)| is_mode(word)).map(|(at, _)| at);
    let wanted = place.map(|at| call.args.remove(at));
    let Ok(options) = call.options("Rcvf", &[]).await else { return 1 };
    let mut words = options.words.clone();
    let wanted = match wanted {
        Some(wanted) => wanted,
        None if words.is_empty() => return call.show_usage().await,
        None => words.remove(0),
    };
    if words.is_empty() {
        return call.show_usage().await;
    }
    let umask = call.sys.umask();
    let mut code = 0;
    for path in &words {
        let all = if options.has('R') { tree(&call, path).await } else { Vec::new() };
        let targets: Vec<String> =
            if all.is_empty() { vec![path.clone()] } else { all.into_iter().map(|(path, _)| path).collect() };
        for target in targets {
            let found = match call.sys.stat(&target) {
                Ok(found) => found,
                Err(_) if call.sys.lstat(&target).is_ok() && options.has('R') => continue,
                Err(errno) => {
                    call.fail(&target, errno).await;
                    code = 1;
                    continue;
                }
            };
            let Some(mode) = mode::parse(&wanted, found.mode, found.kind == Kind::Dir, umask) else {
                call.error(&format!("invalid mode '{wanted}'")).await;
                return 1;
            };
            if let Err(errno) = call.sys.chmod(&target, mode) {
                call.fail(&target, errno).await;
                code = 1;
            } else if options.has('v') || (options.has('c') && mode != found.mode) {
                let letters = mode::show(Kind::File, mode);
                call.print_line(&format!("mode of '{target}' changed to {mode:04o} ({})", &letters[1..])).await;
            }
        }
    }
    call.finish(code).await
}

async fn chown(mut call: Call) -> u8 {
    let Ok(options) = call.options("RhLHPcvf", &[("recursive", 'R')]).await else { return 1 };
    let Some((who, paths)) = options.words.split_first().filter(|(_, paths)| !paths.is_empty()) else {
        return call.show_usage().await;
    };
    let users = Users::read(&call.sys).await;
    let (user, group) = if call.name == "chgrp" {
        ("", Some(who.as_str()))
    } else {
        who.split_once([':', '.']).map_or((who.as_str(), None), |(user, group)| (user, Some(group)))
    };
    let mut uid = None;
    let mut own_group = None;
    if !user.is_empty() {
        match user.parse().ok().map(|uid| (uid, None)).or(users.user_by_name(user).map(|(uid, gid)| (uid, Some(gid)))) {
            Some((number, login_group)) => {
                uid = Some(number);
                own_group = login_group;
            }
            None => {
                let what = if group.is_some() { format!("user/group {who}") } else { format!("user {user}") };
                call.error(&format!("unknown {what}")).await;
                return 1;
            }
        }
    }
    let gid = match group {
        None => None,
        Some("") => own_group,
        Some(group) => match group.parse().ok().or(users.group_by_name(group)) {
            Some(gid) => Some(gid),
            None => {
                let what = if call.name == "chown" { format!("user/group {who}") } else { format!("group {group}") };
                call.error(&format!("unknown {what}")).await;
                return 1;
            }
        },
    };
    let mut code = 0;
    for path in paths {
        let mut targets = if options.has('R') { tree(&call, path).await } else { Vec::new() };
        if targets.is_empty()
            && let Ok(found) = call.sys.lstat(path)
        {
            targets.push((path.clone(), found));
        } else if targets.is_empty() {
            call.fail(path, Errno::NoEnt).await;
            code = 1;
        }
        for (target, found) in targets {
            let follow = !options.has('h') && !options.has('R');
            let owner = (uid.unwrap_or(found.uid), gid.unwrap_or(found.gid));
            if let Err(errno) = call.sys.chown(&target, uid, gid, follow) {
                call.fail(&target, errno).await;
                code = 1;
            } else if options.has('v') || (options.has('c') && owner != (found.uid, found.gid)) {
                call.print_line(&format!("changed ownership of '{target}' to {}:{}", owner.0, owner.1)).await;
            }
        }
    }
    call.finish(code).await
}

/// The last word as the place to put things: a directory takes them by their own names.
pub(super) fn destination(call: &Call, options: &Options, never_dir: bool) -> Option<(Vec<String>, String, bool)> {
    if let Some(target) = options.value('t') {
        return Some((options.words.clone(), target.to_owned(), true));
    }
    let (target, sources) = options.words.split_last()?;
    let is_dir = !never_dir && call.sys.stat(target).is_ok_and(|found| found.kind == Kind::Dir);
    Some((sources.to_vec(), target.clone(), is_dir))
}

pub(super) fn inside(dir: &str, source: &str) -> String {
    let base = source.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    format!("{}/{base}", dir.trim_end_matches('/'))
}

async fn ln(mut call: Call) -> u8 {
    let Ok(options) = call.options("sfnbS:vT", &[("symbolic", 's'), ("force", 'f')]).await else { return 1 };
    let one = options.words.len() == 1;
    let place = if one {
        Some((options.words.clone(), ".".into(), true))
    } else {
        destination(&call, &options, options.has('T'))
    };
    let Some((sources, target, mut is_dir)) = place else { return call.show_usage().await };
    if options.has('n') && call.sys.lstat(&target).is_ok_and(|found| found.kind == Kind::Link) {
        is_dir = false;
    }
    let mut code = 0;
    for source in &sources {
        let path = if is_dir { inside(&target, source) } else { target.clone() };
        if options.has('b') || options.has('S') {
            // A file that was there gets another name; if it cannot, the link says why.
            let _ = call.sys.rename(&path, &format!("{path}{}", options.value('S').unwrap_or("~")));
        }
        if options.has('f') && call.sys.lstat(&path).is_ok_and(|found| found.kind != Kind::Dir) {
            // What cannot be taken away makes the link fail with the reason.
            let _ = call.sys.unlink(&path);
        }
        if options.has('v') {
            call.print_line(&format!("'{path}' -> '{source}'")).await;
        }
        let made = if options.has('s') { call.sys.symlink(source, &path) } else { call.sys.link(source, &path) };
        if let Err(errno) = made {
            let missing = !options.has('s') && call.sys.lstat(source).is_err();
            call.fail(if missing { source } else { &path }, errno).await;
            code = 1;
        }
    }
    call.finish(code).await
}

async fn link(mut call: Call) -> u8 {
    let Ok(options) = call.options("", &[]).await else { return 1 };
    let [file, path] = options.words.as_slice() else { return call.show_usage().await };
    if let Err(errno) = call.sys.link(file, path) {
        call.error(&format!("can't create hardlink '{path}' to '{file}': {errno}")).await;
        return 1;
    }
    0
}

async fn mktemp(mut call: Call) -> u8 {
    let Ok(options) = call.options("dqtup:", &[]).await else { return 1 };
    let template = options.words.first().cloned();
    let tmp = call.sys.variable("TMPDIR").unwrap_or_else(|| "/tmp".into());
    let dir = options.value('p').map(str::to_owned);
    let path = match template {
        None => format!("{}/tmp.XXXXXX", dir.unwrap_or(tmp)),
        Some(template) if options.has('t') || dir.is_some() => format!("{}/{template}", dir.unwrap_or(tmp)),
        Some(template) => template,
    };
    let stem = path.trim_end_matches('X');
    if path.len() - stem.len() < 6 {
        if !options.has('q') {
            call.error(&Errno::Invalid.to_string()).await;
        }
        return 1;
    }
    let letters = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let count = path.len() - stem.len();
    for _ in 0..10 {
        let tail: String =
            (0..count).map(|_| char::from(letters[usize::try_from(call.sys.random() % 62).unwrap_or(0)])).collect();
        let name = format!("{stem}{tail}");
        let made = if options.has('u') {
            Ok(())
        } else if options.has('d') {
            call.sys.mkdir(&name, 0o700)
        } else {
            let how = OpenHow { exclusive: true, ..OpenHow::WRITE };
            let opened = call.sys.open(&name, how).await.and_then(|fd| call.sys.close(fd));
            opened.and_then(|()| call.sys.chmod(&name, 0o600))
        };
        match made {
            Err(Errno::Exist) => {}
            Err(errno) => {
                if !options.has('q') {
                    call.error(&errno.to_string()).await;
                }
                return 1;
            }
            Ok(()) => {
                call.print_line(&name).await;
                return call.finish(0).await;
            }
        }
    }
    1
}

async fn mkfifo(mut call: Call) -> u8 {
    let Ok(options) = call.options("m:", &[]).await else { return 1 };
    let mode = options.value('m').and_then(|text| mode::parse(text, 0o666, false, 0)).unwrap_or(0o666);
    let mut code = 0;
    for path in &options.words {
        if let Err(errno) = call.sys.mkfifo(path, mode) {
            call.fail(path, errno).await;
            code = 1;
        }
    }
    call.finish(code).await
}

async fn truncate(mut call: Call) -> u8 {
    let Ok(options) = call.options("cs:", &[]).await else { return 1 };
    let (Some(text), false) = (options.value('s'), options.words.is_empty()) else { return call.show_usage().await };
    let Some(size) = number_with_suffix(text).filter(|_| text.starts_with(|c: char| c.is_ascii_digit())) else {
        call.error(&format!("invalid number '{text}'")).await;
        return 1;
    };
    let mut code = 0;
    for path in &options.words {
        if call.sys.stat(path).is_err() {
            if options.has('c') {
                continue;
            }
            let how = OpenHow { truncate: false, ..OpenHow::WRITE };
            if let Err(errno) = call.sys.open(path, how).await.and_then(|fd| call.sys.close(fd)) {
                call.fail(path, errno).await;
                code = 1;
                continue;
            }
        }
        if let Err(errno) = call.sys.truncate(path, size.unsigned_abs()) {
            call.fail(path, errno).await;
            code = 1;
        }
    }
    call.finish(code).await
}

async fn fallocate(mut call: Call) -> u8 {
    let Ok(options) = call.options("l:o:", &[]).await else { return 1 };
    let ([path], Some(length)) = (options.words.as_slice(), options.value('l')) else {
        return call.show_usage().await;
    };
    let number = |text: &str| number_with_suffix(text).filter(|number| *number >= 0);
    let (Some(length), Some(offset)) = (number(length), number(options.value('o').unwrap_or("0"))) else {
        call.error(&format!("invalid number '{length}'")).await;
        return 1;
    };
    let how = OpenHow { truncate: false, ..OpenHow::WRITE };
    if let Err(errno) = call.sys.open(path, how).await.and_then(|fd| call.sys.close(fd)) {
        call.error(&format!("can't open '{path}': {errno}")).await;
        return 1;
    }
    let wanted = length.saturating_add(offset).unsigned_abs();
    let old = call.sys.stat(path).map_or(0, |found| found.size);
    if let Err(errno) = call.sys.truncate(path, wanted.max(old)) {
        call.error(&format!("fallocate '{path}': {errno}")).await;
        return 1;
    }
    0
}
