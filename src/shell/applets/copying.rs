//! `cp` and `mv`.

use super::changing::{Removal, agreed, destination, inside, remove_tree};
use crate::shell::applet::{Applet, Call, Options};
use crate::world::{Errno, Kind, Metadata, OpenHow};

pub(super) const APPLETS: &[Applet] = &[
    Applet {
        name: "cp",
        usage: "[-arPLHpfinlsTu] SOURCE DEST\nor: cp [-arPLHpfinlsu] SOURCE... { -t DIRECTORY | DIRECTORY }",
        run: |call| Box::pin(cp(call)),
    },
    Applet {
        name: "mv",
        usage: "[-finT] SOURCE DEST\nor: mv [-fin] SOURCE... { -t DIRECTORY | DIRECTORY }",
        run: |call| Box::pin(mv(call)),
    },
];

async fn cp(mut call: Call) -> u8 {
    let long = [
        ("archive", 'a'),
        ("force", 'f'),
        ("interactive", 'i'),
        ("no-clobber", 'n'),
        ("link", 'l'),
        ("dereference", 'L'),
        ("recursive", 'R'),
        ("symbolic-link", 's'),
        ("no-target-directory", 'T'),
        ("target-directory", 't'),
        ("verbose", 'v'),
        ("update", 'u'),
        ("parents", '@'),
    ];
    let Ok(options) = call.options("pdRfinlsLHarPvuTt:@", &long).await else { return 1 };
    let Some((sources, target, is_dir)) = destination(&call, &options, options.has('T')) else {
        return call.show_usage().await;
    };
    if sources.is_empty() {
        return call.show_usage().await;
    }
    if options.has('T') && call.sys.stat(&target).is_ok_and(|found| found.kind == Kind::Dir) {
        call.error(&format!("'{target}' is a directory")).await;
        return 1;
    }
    let mut code = 0;
    for source in &sources {
        let path = if options.has('@') {
            format!("{target}/{source}")
        } else if is_dir || sources.len() > 1 {
            inside(&target, source)
        } else {
            target.clone()
        };
        if let (true, Some((above, _))) = (options.has('@'), path.rsplit_once('/')) {
            // If it cannot be made, the copy says why.
            let _ = super::changing::make_with_parents(&call, above);
        }
        let copier = Copier::new(&options);
        if !copier.copy(&mut call, source, &path).await {
            code = 1;
        }
    }
    call.finish(code).await
}

/// How files are copied.
pub(super) struct Copier {
    recursive: bool,
    keeps: bool,
    links: bool,
    force: bool,
    skips: bool,
    newer: bool,
    symbolic: bool,
    hard: bool,
    asks: bool,
    tells: bool,
}

impl Copier {
    fn new(options: &Options) -> Self {
        let archive = options.has('a');
        let recursive = archive || options.has('r') || options.has('R');
        let follows = options.has('L') || options.has('H');
        Copier {
            recursive,
            keeps: archive || options.has('p'),
            links: (archive || options.has('d') || options.has('P') || recursive) && !follows,
            force: options.has('f'),
            skips: options.has('n'),
            newer: options.has('u'),
            symbolic: options.has('s'),
            hard: options.has('l'),
            asks: options.last_of("fin") == Some('i'),
            tells: options.has('v'),
        }
    }

    /// As `install` copies: what a link means, over what is there.
    pub(super) fn installing(keeps: bool) -> Self {
        Copier { recursive: false, keeps, links: false, ..Copier::archive() }
    }

    fn archive() -> Self {
        Copier {
            recursive: true,
            keeps: true,
            links: true,
            force: true,
            skips: false,
            newer: false,
            symbolic: false,
            hard: false,
            asks: false,
            tells: false,
        }
    }

    /// Copies a file or a tree; failures are said.
    pub(super) async fn copy(&self, call: &mut Call, source: &str, target: &str) -> bool {
        let mut fine = true;
        let mut pending = vec![(source.to_owned(), target.to_owned())];
        let mut dirs = Vec::new();
        let real_source = call.sys.real_path(source).unwrap_or_default();
        while let Some((source, target)) = pending.pop() {
            call.sys.step(1).await;
            let found = if self.links { call.sys.lstat(&source) } else { call.sys.stat(&source) };
            let found = match found {
                Ok(found) => found,
                Err(errno) => {
                    call.error(&format!("can't stat '{source}': {errno}")).await;
                    fine = false;
                    continue;
                }
            };
            if let Err(errno) = call.sys.lstat(&target)
                && errno != Errno::NoEnt
            {
                call.error(&format!("can't stat '{target}': {errno}")).await;
                fine = false;
                continue;
            }
            if found.kind != Kind::Dir {
                let copied = self.copy_one(call, &source, &target, &found).await;
                if self.tells && copied == Some(true) {
                    call.print_line(&format!("'{source}' -> '{target}'")).await;
                }
                fine &= copied != Some(false);
                continue;
            }
            if !self.recursive {
                call.error(&format!("omitting directory '{source}'")).await;
                fine = false;
                continue;
            }
            let real_target = call.sys.real_path(&target).unwrap_or_default();
            if real_target.starts_with(&format!("{real_source}/")) && dirs.is_empty() {
                call.error(&format!("recursion detected, omitting directory '{target}'")).await;
                fine = false;
                continue;
            }
            if let Err(errno) = call.sys.mkdir(&target, found.mode | 0o700)
                && !call.sys.stat(&target).is_ok_and(|there| there.kind == Kind::Dir)
            {
                call.error(&format!("can't create directory '{target}': {errno}")).await;
                fine = false;
                continue;
            }
            let names = call.sys.read_dir(&source).unwrap_or_default();
            pending.extend(names.iter().rev().map(|name| {
                (format!("{}/{name}", source.trim_end_matches('/')), format!("{}/{name}", target.trim_end_matches('/')))
            }));
            dirs.push((source, target, found));
        }
        for (source, path, found) in dirs.iter().rev() {
            self.keep(call, path, found, true);
            if self.tells {
                call.print_line(&format!("'{source}' -> '{path}'")).await;
            }
        }
        fine
    }

    /// Copies what is no directory; `None` if what is there was to be left alone, else whether it worked.
    async fn copy_one(&self, call: &mut Call, source: &str, target: &str, found: &Metadata) -> Option<bool> {
        if let Ok(there) = call.sys.lstat(target) {
            if self.skips || (self.newer && there.mtime >= found.mtime) {
                return None;
            }
            if (there.ino, there.dev) == (found.ino, found.dev) {
                call.error(&format!("'{source}' and '{target}' are the same file")).await;
                return Some(false);
            }
            if self.asks && !agreed(call, &format!("overwrite '{target}'")).await {
                return None;
            }
            if there.kind == Kind::Dir {
                call.error(&format!("can't create '{target}': {}", Errno::IsDir)).await;
                return Some(false);
            }
        }
        if self.symbolic || self.hard {
            let made = if self.symbolic { call.sys.symlink(source, target) } else { call.sys.link(source, target) };
            return Some(said(call, made, &format!("can't create '{target}'")).await);
        }
        if found.kind == Kind::Link {
            let made = call.sys.read_link(source).and_then(|text| {
                // An older file makes room; if it cannot, the link says why.
                let _ = call.sys.unlink(target);
                call.sys.symlink(&text, target)
            });
            return Some(said(call, made, &format!("can't create symlink '{target}'")).await);
        }
        if found.kind == Kind::Fifo && self.recursive {
            let made = call.sys.mkfifo(target, found.mode);
            return Some(said(call, made, &format!("can't create '{target}'")).await);
        }
        let from = match call.sys.open(source, OpenHow::READ).await {
            Ok(fd) => fd,
            Err(errno) => {
                call.error(&format!("can't open '{source}': {errno}")).await;
                return Some(false);
            }
        };
        let mut opened = call.sys.open(target, OpenHow::WRITE).await;
        if opened.is_err() && self.force && call.sys.unlink(target).is_ok() {
            opened = call.sys.open(target, OpenHow::WRITE).await;
        }
        let to = match opened {
            Ok(fd) => fd,
            Err(errno) => {
                call.error(&format!("can't create '{target}': {errno}")).await;
                let _ = call.sys.close(from);
                return Some(false);
            }
        };
        let mut fine = true;
        loop {
            let bytes = match call.sys.read(from, 65_536).await {
                Ok(bytes) if bytes.is_empty() => break,
                Ok(bytes) => bytes,
                Err(errno) => {
                    call.fail("read error", errno).await;
                    fine = false;
                    break;
                }
            };
            call.sys.step(1 + bytes.len() as u64 / 4096).await;
            if let Err(errno) = call.sys.write(to, &bytes).await {
                call.fail("write error", errno).await;
                fine = false;
                break;
            }
        }
        // Both were open until now.
        let _ = call.sys.close(from);
        let _ = call.sys.close(to);
        self.keep(call, target, found, false);
        Some(fine)
    }

    /// Gives a copy what the original had: the mode of a new file, and all of it with `-p`.
    fn keep(&self, call: &Call, path: &str, found: &Metadata, is_dir: bool) {
        // A copy is a copy even if its owner or its times could not be kept.
        if self.keeps {
            let _ = call.sys.chown(path, Some(found.uid), Some(found.gid), false);
            let _ = call.sys.chmod(path, found.mode);
            let _ = call.sys.set_times(path, Some(found.atime), Some(found.mtime), false);
        } else {
            let umask = call.sys.umask();
            let mode = found.mode & 0o777 & !umask;
            if is_dir || found.mode & 0o111 != 0 {
                let _ = call.sys.chmod(path, mode);
            }
        }
    }
}

async fn said(call: &mut Call, result: Result<(), Errno>, what: &str) -> bool {
    match result {
        Ok(()) => true,
        Err(errno) => {
            call.fail(what, errno).await;
            false
        }
    }
}

const LONG_MV: [(&str, char); 6] = [
    ("interactive", 'i'),
    ("force", 'f'),
    ("no-clobber", 'n'),
    ("no-target-directory", 'T'),
    ("target-directory", 't'),
    ("verbose", 'v'),
];

async fn mv(mut call: Call) -> u8 {
    let Ok(options) = call.options("finTt:v", &LONG_MV).await else { return 1 };
    let Some((sources, target, is_dir)) = destination(&call, &options, options.has('T')) else {
        return call.show_usage().await;
    };
    if sources.is_empty() {
        return call.show_usage().await;
    }
    let mut code = 0;
    for source in &sources {
        let path = if is_dir || sources.len() > 1 { inside(&target, source) } else { target.clone() };
        let there = call.sys.lstat(&path).ok();
        let answer = options.last_of("fin").filter(|_| there.is_some());
        if answer == Some('n') || (answer == Some('i') && !agreed(&mut call, &format!("overwrite '{path}'")).await) {
            continue;
        }
        if options.has('T') && there.is_some_and(|there| there.kind == Kind::Dir) {
            call.error(&format!("'{path}' is a directory")).await;
            code = 1;
            continue;
        }
        if path.ends_with('/') && there.is_none() && call.sys.lstat(source).is_ok_and(|found| found.kind != Kind::Dir) {
            call.error(&format!("can't rename '{source}': {}", Errno::NotDir)).await;
            code = 1;
            continue;
        }
        match call.sys.rename(source, &path) {
            Ok(()) => {
                if options.has('v') {
                    call.print_line(&format!("'{source}' -> '{path}'")).await;
                }
            }
            Err(Errno::CrossDevice) => {
                if Copier::archive().copy(&mut call, source, &path).await {
                    if !remove_tree(&mut call, source, Removal::default()).await {
                        code = 1;
                    }
                } else {
                    code = 1;
                }
            }
            Err(errno) => {
                call.error(&format!("can't rename '{source}': {errno}")).await;
                code = 1;
            }
        }
    }
    call.finish(code).await
}
