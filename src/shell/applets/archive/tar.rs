//! tar: its options, and making archives. Reading them is `unpack`'s.

use std::collections::BTreeMap;

use super::gzip;
use super::header::{BLOCK, Header, What, pad};
use super::unpack::Unpacking;
use crate::shell::applet::{Call, Options};
use crate::shell::pattern::Pattern;
use crate::shell::users::Users;
use crate::world::{Kind, Metadata, OpenHow, text};

const LONG: [(&str, char); 24] = [
    ("list", 't'),
    ("extract", 'x'),
    ("create", 'c'),
    ("directory", 'C'),
    ("file", 'f'),
    ("to-stdout", 'O'),
    ("exclude-from", 'X'),
    ("files-from", 'T'),
    ("verbose", 'v'),
    ("keep-old", 'k'),
    ("keep-old-files", 'k'),
    ("no-same-owner", 'o'),
    ("same-permissions", 'p'),
    ("touch", 'm'),
    ("dereference", 'h'),
    ("gzip", 'z'),
    ("bzip2", 'j'),
    ("xz", 'J'),
    ("auto-compress", 'a'),
    ("exclude", 'E'),
    ("strip-components", 'S'),
    ("overwrite", 'W'),
    ("numeric-owner", 'N'),
    ("no-same-permissions", 'P'),
];

pub(super) async fn tar(mut call: Call) -> u8 {
    if call.args.first().is_some_and(|word| !word.starts_with('-')) {
        call.args[0].insert(0, '-');
    }
    let Ok(options) = call.options("txC:f:Oopvkzjc@hJaT:X:mE:S:WNP", &LONG).await else { return 1 };
    if [options.has('c'), options.has('x'), options.has('t')].iter().filter(|given| **given).count() != 1 {
        return call.show_usage().await;
    }
    if options.has('j') || options.has('J') {
        return call.not_simulated("packing by bzip2 or xz").await;
    }
    let file = options.value('f').unwrap_or("-").to_owned();
    let (mut names, mut excluded) = (options.words.clone(), Vec::new());
    for (letter, into) in [('T', &mut names), ('X', &mut excluded)] {
        for list in options.values(letter) {
            let Some(mut input) = call.input(list).await else { return 1 };
            while let Some(line) = input.line(&call).await {
                into.push(line.trim_end_matches('/').to_owned());
            }
        }
    }
    excluded.extend(options.values('E').into_iter().map(str::to_owned));
    let excluded = Excluded::new(&excluded);
    if options.has('c') {
        return create(call, &options, &file, &names, excluded).await;
    }
    let bytes = match call.try_input(&file).await {
        Ok(mut input) => input.rest().await,
        Err(errno) => {
            call.error(&format!("can't open '{file}': {errno}")).await;
            return 1;
        }
    };
    if !change_directory(&mut call, &options).await {
        return 1;
    }
    let bytes = if gzip::is_packed(&bytes) {
        match gzip::unpack(&call, &bytes).await {
            Ok(bytes) => bytes,
            Err(words) => {
                call.error(words).await;
                call.error("short read").await;
                return 1;
            }
        }
    } else if options.has('z') {
        call.error("invalid magic").await;
        call.error("short read").await;
        return 1;
    } else {
        bytes
    };
    let users = Users::read(&call.sys).await;
    let code = Unpacking::new(&options, names, excluded, users).run(&mut call, &bytes).await;
    call.finish(code).await
}

async fn change_directory(call: &mut Call, options: &Options) -> bool {
    let Some(folder) = options.value('C') else { return true };
    match call.sys.chdir(folder) {
        Ok(()) => true,
        Err(errno) => {
            call.error(&format!("can't change directory to '{folder}': {errno}")).await;
            false
        }
    }
}

/// Patterns of names that are left out: they match from the beginning or behind any slash, and all that is below.
pub(super) struct Excluded(Vec<Pattern>);

impl Excluded {
    fn new(patterns: &[String]) -> Self {
        Excluded(patterns.iter().map(|pattern| Pattern::new(pattern)).collect())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        let chars: Vec<char> = name.trim_end_matches('/').chars().collect();
        let starts = (0..chars.len()).filter(|at| *at == 0 || chars[at - 1] == '/');
        starts.into_iter().any(|start| {
            let ends = (start..=chars.len()).filter(|at| *at == chars.len() || chars[*at] == '/');
            ends.into_iter().any(|end| self.0.iter().any(|pattern| pattern.matches(&chars[start..end])))
        })
    }
}

/// An archive in the making.
struct Packing {
    bytes: Vec<u8>,
    /// The first name of each file that has several.
    seen: BTreeMap<(u64, u64), String>,
    users: Users,
    excluded: Excluded,
    /// The archive itself.
    own: Option<(u64, u64)>,
    follows: bool,
    lists: bool,
    /// Names go to the errors, since the archive is what is printed.
    prints: bool,
    told_of_slash: bool,
    failed: bool,
}

async fn create(mut call: Call, options: &Options, file: &str, names: &[String], excluded: Excluded) -> u8 {
    if names.is_empty() {
        call.error("empty archive").await;
        return 1;
    }
    let fd = if file == "-" {
        1
    } else {
        match call.sys.open(file, OpenHow::WRITE).await {
            Ok(fd) => fd,
            Err(errno) => {
                call.error(&format!("can't open '{file}': {errno}")).await;
                return 1;
            }
        }
    };
    let own = if fd == 1 { None } else { call.sys.stat(file).ok().map(|found| (found.dev, found.ino)) };
    if !change_directory(&mut call, options).await {
        return 1;
    }
    let mut packing = Packing {
        bytes: Vec::new(),
        seen: BTreeMap::new(),
        users: Users::read(&call.sys).await,
        excluded,
        own,
        follows: options.has('h'),
        lists: options.has('v'),
        prints: fd == 1,
        told_of_slash: false,
        failed: false,
    };
    for name in names {
        packing.add_all(&mut call, name).await;
    }
    packing.bytes.resize(packing.bytes.len() + 2 * BLOCK, 0);
    let packs = options.has('z') || (options.has('a') && (file.ends_with("gz")));
    let bytes = if packs { gzip::pack(&call, &packing.bytes).await } else { packing.bytes };
    call.flush().await;
    if let Err(errno) = call.sys.write(fd, &bytes).await {
        call.error(&format!("write error: {errno}")).await;
        return 1;
    }
    if packing.failed {
        call.error("error exit delayed from previous errors").await;
    }
    call.finish(u8::from(packing.failed)).await
}

impl Packing {
    /// Adds a file, and what is below a directory.
    async fn add_all(&mut self, call: &mut Call, name: &str) {
        let mut rest = vec![name.to_owned()];
        while let Some(path) = rest.pop() {
            call.sys.step(2).await;
            let found = if self.follows { call.sys.stat(&path) } else { call.sys.lstat(&path) };
            let found = match found {
                Ok(found) => found,
                Err(errno) => {
                    call.fail(&path, errno).await;
                    self.failed = true;
                    continue;
                }
            };
            if self.own == Some((found.dev, found.ino)) {
                call.error(&format!("{path}: file is the archive; skipping")).await;
                continue;
            }
            let stripped = path.trim_start_matches('/');
            if stripped.len() < path.len() && !std::mem::replace(&mut self.told_of_slash, true) {
                call.error("removing leading '/' from member names").await;
            }
            if stripped.is_empty() || self.excluded.has(stripped) {
                continue;
            }
            let stripped = stripped.to_owned();
            self.add(call, &path, &stripped, &found).await;
            if found.kind == Kind::Dir {
                let mut names = call.sys.read_dir(&path).unwrap_or_default();
                names.retain(|name| name != "." && name != "..");
                names.sort_unstable();
                let folder = path.trim_end_matches('/');
                rest.extend(names.into_iter().rev().map(|name| format!("{folder}/{name}")));
            }
        }
    }

    async fn add(&mut self, call: &mut Call, path: &str, name: &str, found: &Metadata) {
        let key = (found.dev, found.ino);
        let mut header = Header {
            name: name.to_owned(),
            what: What::File,
            mode: found.mode & 0o7777,
            uid: found.uid,
            gid: found.gid,
            size: 0,
            mtime: found.mtime.secs(),
            link: String::new(),
            user: self.users.user(found.uid).unwrap_or_default().to_owned(),
            group: self.users.group(found.gid).unwrap_or_default().to_owned(),
        };
        let mut bytes = Vec::new();
        match found.kind {
            Kind::Dir => {
                header.what = What::Dir;
                header.name = format!("{}/", name.trim_end_matches('/'));
            }
            Kind::Link => {
                header.what = What::Symlink;
                header.link = call.sys.read_link(path).unwrap_or_default();
            }
            Kind::Fifo => header.what = What::Fifo,
            Kind::File => {
                if let Some(first) = self.seen.get(&key).filter(|_| found.links > 1) {
                    header.what = What::HardLink;
                    header.link.clone_from(first);
                } else {
                    self.seen.insert(key, name.to_owned());
                    match call.sys.read_file(path).await {
                        Ok(read) => bytes = read,
                        Err(errno) => {
                            call.error(&format!("can't open '{path}': {errno}")).await;
                            self.failed = true;
                            return;
                        }
                    }
                    header.size = bytes.len();
                }
            }
            _ => {
                call.error(&format!("{path}: unknown file type")).await;
                self.failed = true;
                return;
            }
        }
        if self.lists {
            let line = format!("{}\n", header.name);
            if self.prints {
                call.complain(&line).await;
            } else {
                call.write(&text::to_bytes(&line)).await;
            }
        }
        header.write(&mut self.bytes);
        self.bytes.extend_from_slice(&bytes);
        pad(&mut self.bytes);
        call.sys.step(1 + bytes.len() as u64 / 512).await;
    }
}
