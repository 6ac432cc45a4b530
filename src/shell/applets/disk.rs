//! Applets on mounts and space: df, du, mount, umount, mountpoint.

use super::listing::{blocks_of, human};
use crate::shell::applet::{Applet, Call};
use crate::world::{Errno, Kind, Space};

pub(super) const APPLETS: &[Applet] = &[
    Applet { name: "df", usage: "[-PkmhTai] [-B SIZE] [-t TYPE] [FILESYSTEM]...", run: |call| Box::pin(df(call)) },
    Applet { name: "du", usage: "[-aHLdclsxhmk] [FILE]...", run: |call| Box::pin(du(call)) },
    Applet { name: "mount", usage: "[OPTIONS] [-o OPT] DEVICE NODE", run: |call| Box::pin(mount(call)) },
    Applet { name: "umount", usage: "[-rlfda] [-t FSTYPE] FILESYSTEM|DIRECTORY", run: |call| Box::pin(umount(call)) },
    Applet { name: "mountpoint", usage: "[-q] { [-dn] DIR | -x DEVICE }", run: |call| Box::pin(mountpoint(call)) },
];

async fn df(mut call: Call) -> u8 {
    let Ok(options) = call.options("PkmhTaiB:t:", &[]).await else { return 1 };
    let mut missing: Vec<String> = Vec::new();
    let spaces: Vec<Space> = if options.words.is_empty() {
        let shown = |space: &Space| space.size > 0 || options.has('a');
        call.sys.spaces().into_iter().filter(shown).collect()
    } else {
        let mut chosen = Vec::new();
        for path in &options.words {
            match call.sys.space_of(path) {
                Ok(space) => chosen.push(space),
                // The system's reason is not told.
                Err(_) => missing.push(path.clone()),
            }
        }
        chosen
    };
    let (title, unit) = match options.last_of("kmh") {
        _ if options.has('i') => return call.not_simulated("-i").await,
        Some('m') => ("1M-blocks", 1 << 20),
        Some('h') => ("     Size", 0),
        _ if options.has('P') => ("1024-blocks", 1 << 10),
        _ => ("1K-blocks", 1 << 10),
    };
    let kind_title = if options.has('T') { "Type       " } else { "" };
    let percent = if options.has('P') { "Capacity" } else { "Use%" };
    call.print(&format!("Filesystem           {kind_title}{title:<15}Used Available {percent} Mounted on\n")).await;
    for path in &missing {
        call.error(&format!("{path}: can't find mount point")).await;
    }
    for space in spaces {
        let free = space.size.saturating_sub(space.used);
        let show = |bytes: u64| bytes.checked_div(unit).map_or_else(|| human(bytes), |count| count.to_string());
        let percent = (space.used * 100 + space.size / 2).checked_div(space.size).unwrap_or(0);
        let kind = if options.has('T') { format!("{:<10} ", space.kind) } else { String::new() };
        let line = format!(
            "{:<20} {kind}{:>10}{:>10}{:>10} {percent:>3}% {}\n",
            space.source,
            show(space.size),
            show(space.used),
            show(free),
            space.path
        );
        call.print(&line).await;
    }
    call.finish(u8::from(!missing.is_empty())).await
}

async fn du(mut call: Call) -> u8 {
    let Ok(options) = call.options("aHLd:clsxhmkb", &[]).await else { return 1 };
    let deepest =
        if options.has('s') { 0 } else { options.value('d').and_then(|text| text.parse().ok()).unwrap_or(usize::MAX) };
    let words = if options.words.is_empty() { vec![".".to_owned()] } else { options.words.clone() };
    // With -b sizes are those that files seem to have, in bytes.
    let apparent = options.has('b');
    let show = |kib: u64| match options.last_of("hmk") {
        _ if apparent => kib.to_string(),
        Some('h') => human(kib * 1024),
        Some('m') => kib.div_ceil(1024).to_string(),
        _ => kib.to_string(),
    };
    let (mut code, mut grand) = (0, 0);
    for word in &words {
        match call.sys.lstat(word) {
            Ok(_) => {
                let (lines, total) = measure(&call, word, (deepest, options.has('a')), apparent).await;
                grand += total;
                for (kib, path) in lines {
                    call.print(&format!("{}\t{path}\n", show(kib))).await;
                }
            }
            Err(errno) => {
                call.fail(word, errno).await;
                code = 1;
            }
        }
    }
    if options.has('c') {
        call.print(&format!("{}\ttotal\n", show(grand))).await;
    }
    call.finish(code).await
}

/// The sizes of what lies at a path, deepest first, and their sum.
async fn measure(
    call: &Call,
    path: &str,
    (deepest, files): (usize, bool),
    apparent: bool,
) -> (Vec<(u64, String)>, u64) {
    // Every directory is met twice: to be entered, and, when all below it is known, to be shown.
    enum Visit {
        Enter(String, usize),
        Leave(String, usize),
    }
    let mut lines = Vec::new();
    let mut sums: Vec<u64> = vec![0];
    let mut pending = vec![Visit::Enter(path.to_owned(), 0)];
    while let Some(visit) = pending.pop() {
        call.sys.step(1).await;
        match visit {
            Visit::Enter(path, depth) => {
                let Ok(found) = call.sys.lstat(&path) else { continue };
                let own = if apparent { found.size } else { blocks_of(&found) };
                if found.kind != Kind::Dir {
                    if let Some(sum) = sums.last_mut() {
                        *sum += own;
                    }
                    if (files && depth <= deepest) || depth == 0 {
                        lines.push((own, path));
                    }
                    continue;
                }
                sums.push(own);
                pending.push(Visit::Leave(path.clone(), depth));
                for name in call.sys.read_dir(&path).unwrap_or_default().into_iter().rev() {
                    pending.push(Visit::Enter(format!("{}/{name}", path.trim_end_matches('/')), depth + 1));
                }
            }
            Visit::Leave(path, depth) => {
                let sum = sums.pop().unwrap_or(0);
                if let Some(above) = sums.last_mut() {
                    *above += sum;
                }
                if depth <= deepest {
                    lines.push((sum, path));
                }
            }
        }
    }
    (lines, sums.first().copied().unwrap_or(0))
}

async fn mount(mut call: Call) -> u8 {
    if !call.args.is_empty() {
        call.error(&format!("permission denied (are you root?): {}", Errno::Perm)).await;
        return 1;
    }
    for line in call.sys.mount_table().lines() {
        let fields: Vec<&str> = line.split(' ').collect();
        if let [source, path, kind, flags, ..] = fields.as_slice() {
            call.print(&format!("{source} on {path} type {kind} ({flags})\n")).await;
        }
    }
    call.finish(0).await
}

async fn umount(mut call: Call) -> u8 {
    let Some(path) = call.args.last().cloned() else { return call.show_usage().await };
    call.error(&format!("can't unmount {path}: {}", Errno::Perm)).await;
    1
}

async fn mountpoint(mut call: Call) -> u8 {
    let Ok(options) = call.options("qdnx", &[]).await else { return 1 };
    let Some(path) = options.words.first() else { return call.show_usage().await };
    let real = call.sys.real_path(path).unwrap_or_else(|_| path.clone());
    if let Err(errno) = call.sys.stat(path) {
        if !options.has('q') {
            call.fail(path, errno).await;
        }
        return 1;
    }
    let is = call.sys.spaces().iter().any(|space| space.path == real);
    if !options.has('q') {
        call.print(&format!("{path} is {}a mountpoint\n", if is { "" } else { "not " })).await;
    }
    call.finish(u8::from(!is)).await
}
