//! Listing and unpacking tar archives. Archives are hostile: whatever they say, nothing but the container's files is changed.

use super::header::{self, BLOCK, Header, What};
use super::tar::Excluded;
use crate::shell::applet::{Call, Options};
use crate::shell::applets::changing::make_with_parents;
use crate::shell::calendar;
use crate::shell::mode;
use crate::shell::pattern::Pattern;
use crate::shell::users::Users;
use crate::world::{Errno, Kind, OpenHow, Stamp};

/// What is to be done with the members of an archive.
pub struct Unpacking {
    extracts: bool,
    prints: bool,
    names: bool,
    details: bool,
    keeps: bool,
    owners: bool,
    by_number: bool,
    times: bool,
    modes: bool,
    strip: usize,
    wanted: Vec<(String, Pattern, bool)>,
    excluded: Excluded,
    users: Users,
    told_of_slash: bool,
}

impl Unpacking {
    pub fn new(options: &Options, names: Vec<String>, excluded: Excluded, users: Users) -> Self {
        let extracts = options.has('x');
        let wanted = |name: String| {
            let pattern = Pattern::new(name.trim_end_matches('/'));
            (name, pattern, false)
        };
        Unpacking {
            extracts,
            prints: options.has('O'),
            names: options.has('v') || !extracts,
            details: options.count('v') > usize::from(extracts),
            keeps: options.has('k'),
            owners: !options.has('o'),
            by_number: options.has('N'),
            times: !options.has('m'),
            modes: !options.has('P'),
            strip: options.value('S').and_then(|text| text.parse().ok()).unwrap_or(0),
            wanted: names.into_iter().map(wanted).collect(),
            excluded,
            users,
            told_of_slash: false,
        }
    }

    pub async fn run(mut self, call: &mut Call, bytes: &[u8]) -> u8 {
        let (mut at, mut code) = (0, 0);
        loop {
            call.sys.step(2).await;
            let header = match header::read(bytes, &mut at) {
                Ok(Some(header)) => header,
                Ok(None) => break,
                Err(words) => {
                    call.error(words).await;
                    return 1;
                }
            };
            let Some(held) = at.checked_add(header.size).and_then(|end| bytes.get(at..end)) else {
                call.error("short read").await;
                return 1;
            };
            at += header.size.next_multiple_of(BLOCK);
            if !self.wants(&header.name) {
                continue;
            }
            let Some(header) = self.renamed(call, header).await else { continue };
            self.tell(call, &header).await;
            if !self.extracts {
                continue;
            }
            if self.prints {
                call.write(held).await;
            } else if let Err(words) = self.extract(call, &header, held).await {
                call.error(&words).await;
                code = 1;
                break;
            }
        }
        for (name, _, found) in &self.wanted {
            if !found {
                call.error(&format!("{name}: not found in archive")).await;
                return 1;
            }
        }
        code
    }

    /// Whether a member was asked for: by its name, or by that of a directory above it.
    fn wants(&mut self, name: &str) -> bool {
        if self.excluded.has(name) {
            return false;
        }
        if self.wanted.is_empty() {
            return true;
        }
        let chars: Vec<char> = name.trim_end_matches('/').chars().collect();
        let ends: Vec<usize> = (1..=chars.len()).filter(|at| *at == chars.len() || chars[*at] == '/').collect();
        let mut is_wanted = false;
        for (_, pattern, found) in &mut self.wanted {
            if ends.iter().any(|end| pattern.matches(&chars[..*end])) {
                (*found, is_wanted) = (true, true);
            }
        }
        is_wanted
    }

    /// The member under the name that it gets; none if nothing of it is left.
    async fn renamed(&mut self, call: &mut Call, mut header: Header) -> Option<Header> {
        let cut = |name: &str| {
            let mut rest = name;
            for _ in 0..self.strip {
                rest = rest.split_once('/').map_or("", |(_, rest)| rest);
            }
            rest.to_owned()
        };
        if self.strip > 0 {
            header.name = cut(&header.name);
            if header.what == What::HardLink {
                header.link = cut(&header.link);
            }
        }
        let stripped = header.name.trim_start_matches('/').to_owned();
        if stripped.len() < header.name.len() && !std::mem::replace(&mut self.told_of_slash, true) {
            call.error("removing leading '/' from member names").await;
        }
        header.name = stripped;
        (!header.name.is_empty()).then_some(header)
    }

    async fn tell(&self, call: &mut Call, header: &Header) {
        if !self.names {
            return;
        }
        let mut line = header.name.clone();
        if self.details {
            let kind = match header.what {
                What::Dir => Kind::Dir,
                What::Symlink => Kind::Link,
                What::Fifo => Kind::Fifo,
                _ => Kind::File,
            };
            let or_number = |name: &str, number: u32| {
                if name.is_empty() || self.by_number { number.to_string() } else { name.to_owned() }
            };
            let owner = format!("{}/{}", or_number(&header.user, header.uid), or_number(&header.group, header.gid));
            let when = calendar::format("%Y-%m-%d %H:%M:%S", Stamp::from_secs(header.mtime));
            line = format!("{} {owner} {:>9} {when} {line}", mode::show(kind, header.mode), header.size);
            if !header.link.is_empty() {
                line.push_str(&format!(" -> {}", header.link));
            }
        }
        if self.prints {
            call.complain(&format!("{line}\n")).await;
        } else {
            call.print_line(&line).await;
        }
    }

    async fn extract(&self, call: &Call, header: &Header, held: &[u8]) -> Result<(), String> {
        let name = header.name.trim_end_matches('/');
        if let Some((folder, _)) = name.rsplit_once('/') {
            make_with_parents(call, folder)
                .map_err(|(path, errno)| format!("can't make dir {}: {errno}", path.trim_end_matches('/')))?;
        }
        let there = call.sys.lstat(name);
        if let Ok(there) = &there
            && !(header.what == What::Dir && there.kind == Kind::Dir)
        {
            if self.keeps {
                return Ok(());
            }
            match call.sys.unlink(name) {
                Ok(()) | Err(Errno::IsDir) => {}
                Err(errno) => return Err(format!("can't remove old file {name}: {errno}")),
            }
        }
        match header.what {
            What::Dir => match call.sys.mkdir(name, 0o777) {
                Ok(()) | Err(Errno::Exist) => {}
                Err(errno) => return Err(format!("can't make dir {name}: {errno}")),
            },
            What::Symlink => call
                .sys
                .symlink(&header.link, name)
                .map_err(|errno| format!("can't create symlink '{name}' to '{}': {errno}", header.link))?,
            What::HardLink => {
                let target = header.link.trim_start_matches('/');
                call.sys
                    .link(target, name)
                    .map_err(|errno| format!("can't create hardlink '{name}' to '{target}': {errno}"))?;
            }
            What::Fifo => {
                call.sys.mkfifo(name, header.mode).map_err(|errno| format!("can't create node {name}: {errno}"))?;
            }
            What::File => {
                let fd = call.sys.open(name, OpenHow::WRITE).await;
                let fd = fd.map_err(|errno| format!("can't open '{name}': {errno}"))?;
                let written = call.sys.write(fd, held).await;
                // It was opened a moment ago.
                let _ = call.sys.close(fd);
                written.map_err(|errno| format!("write error: {errno}"))?;
            }
            What::Other => return Ok(()),
        }
        self.dress(call, header, name);
        Ok(())
    }

    /// Gives a file its owner, its mode and its time, as far as that is allowed.
    fn dress(&self, call: &Call, header: &Header, name: &str) {
        if header.what == What::HardLink {
            return;
        }
        if self.owners {
            let (mut uid, mut gid) = (header.uid, header.gid);
            if !self.by_number {
                uid = self.users.user_by_name(&header.user).map_or(uid, |(uid, _)| uid);
                gid = self.users.group_by_name(&header.group).unwrap_or(gid);
            }
            let _ = call.sys.chown(name, Some(uid), Some(gid), false);
        }
        if header.what == What::Symlink {
            return;
        }
        if self.modes {
            let _ = call.sys.chmod(name, header.mode);
        }
        if self.times {
            let time = Stamp::from_secs(header.mtime);
            let _ = call.sys.set_times(name, Some(time), Some(time), false);
        }
    }
}
