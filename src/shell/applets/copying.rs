//! `cp` and `mv`.

use super::changing::{destination, inside, remove_tree};
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
    let long = [("archive", 'a'), ("recursive", 'r'), ("force", 'f'), ("no-clobber", 'n'), ("parents", '@')];
    let Ok(options) = call.options("arRdPLHpfilsTunvt:@", &long).await else { return 1 };
    let Some((sources, target, is_dir)) = destination(&call, &options, options.has('T')) else {
        return call.show_usage().await;
    };
    if sources.is_empty() {
        return call.show_usage().await;
    }
    let mut code = 0;
    for source in &sources {
        let path = if is_dir || sources.len() > 1 { inside(&target, source) } else { target.clone() };
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
            if found.kind != Kind::Dir {
                fine &= self.copy_one(call, &source, &target, &found).await;
                continue;
            }
            if !self.recursive {
                call.error(&format!("omitting directory '{source}'")).await;
                fine = false;
                continue;
            }
            let real_target = call.sys.real_path(&target).unwrap_or_default();
            if real_target.starts_with(&format!("{real_source}/")) && dirs.is_empty() {
                call.error(&format!("recursion detected, omitting directory '{source}'")).await;
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
            dirs.push((target, found));
        }
        for (path, found) in dirs.iter().rev() {
            self.keep(call, path, found, true);
        }
        fine
    }

    async fn copy_one(&self, call: &mut Call, source: &str, target: &str, found: &Metadata) -> bool {
        if let Ok(there) = call.sys.lstat(target) {
            if self.skips || (self.newer && there.mtime >= found.mtime) {
                return true;
            }
            if (there.ino, there.dev) == (found.ino, found.dev) {
                call.error(&format!("'{source}' and '{target}' are the same file")).await;
                return false;
            }
            if there.kind == Kind::Dir {
                call.error(&format!("can't create '{target}': {}", Errno::IsDir)).await;
                return false;
            }
        }
        if self.symbolic || self.hard {
            let made = if self.symbolic { call.sys.symlink(source, target) } else { call.sys.link(source, target) };
            return said(call, made, &format!("can't create '{target}'")).await;
        }
        if found.kind == Kind::Link {
            let made = call.sys.read_link(source).and_then(|text| {
                // An older file makes room; if it cannot, the link says why.
                let _ = call.sys.unlink(target);
                call.sys.symlink(&text, target)
            });
            return said(call, made, &format!("can't create symlink '{target}'")).await;
        }
        if found.kind == Kind::Fifo && self.recursive {
            let made = call.sys.mkfifo(target, found.mode);
            return said(call, made, &format!("can't create '{target}'")).await;
        }
        let from = match call.sys.open(source, OpenHow::READ).await {
            Ok(fd) => fd,
            Err(errno) => {
                call.error(&format!("can't open '{source}': {errno}")).await;
                return false;
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
                return false;
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
        fine
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

async fn mv(mut call: Call) -> u8 {
    let Ok(options) = call.options("finT", &[("force", 'f'), ("no-clobber", 'n')]).await else { return 1 };
    let Some((sources, target, is_dir)) = destination(&call, &options, options.has('T')) else {
        return call.show_usage().await;
    };
    if sources.is_empty() {
        return call.show_usage().await;
    }
    let mut code = 0;
    for source in &sources {
        let path = if is_dir || sources.len() > 1 { inside(&target, source) } else { target.clone() };
        if options.has('n') && call.sys.lstat(&path).is_ok() {
            continue;
        }
        match call.sys.rename(source, &path) {
            Ok(()) => {}
            Err(Errno::CrossDevice) => {
                if Copier::archive().copy(&mut call, source, &path).await {
                    if !remove_tree(&mut call, source).await {
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
