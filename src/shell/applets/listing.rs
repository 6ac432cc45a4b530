//! Applets that show files: ls, stat, readlink, realpath, basename, dirname, which.

use crate::shell::applet::{Applet, Call, Options};
use crate::shell::calendar;
use crate::shell::mode;
use crate::shell::users::Users;
use crate::world::{Errno, Kind, Metadata, Stamp};

pub(super) const APPLETS: &[Applet] = &[
    Applet { name: "ls", usage: "[-1AaCxdLHRFplinshrSXvctu] [-w WIDTH] [FILE]...", run: |call| Box::pin(ls(call)) },
    Applet { name: "stat", usage: "[-ltf] [-c FMT] FILE...", run: |call| Box::pin(stat(call)) },
    Applet { name: "readlink", usage: "[-fnv] FILE", run: |call| Box::pin(readlink(call)) },
    Applet { name: "realpath", usage: "FILE...", run: |call| Box::pin(realpath(call)) },
    Applet {
        name: "basename",
        usage: "FILE [SUFFIX] | -a FILE... | -s SUFFIX FILE...",
        run: |call| Box::pin(basename(call)),
    },
    Applet { name: "dirname", usage: "FILENAME", run: |call| Box::pin(dirname(call)) },
    Applet { name: "which", usage: "[-a] COMMAND...", run: |call| Box::pin(which(call)) },
];

/// An entry that `ls` shows.
struct Entry {
    name: String,
    path: String,
    metadata: Metadata,
}

struct Ls {
    options: Options,
    long: bool,
    /// How wide a line may be where names stand side by side.
    width: Option<usize>,
    users: Users,
    now: Stamp,
    code: u8,
}

async fn ls(mut call: Call) -> u8 {
    let long =
        [("color", '@'), ("full-time", '#'), ("group-directories-first", '%'), ("all", 'a'), ("almost-all", 'A')];
    let Ok(options) = call.options("1AaCxdLHRFplinshrSXvctukw:T:g@::#%", &long).await else { return 1 };
    let long = is_long(&options);
    let width = match options.value('w').map(str::parse::<usize>) {
        Some(Ok(width)) => width,
        Some(Err(_)) => {
            call.error(&format!("invalid number '{}'", options.value('w').unwrap_or_default())).await;
            return 1;
        }
        // A terminal that does not say how wide it is has 80, and the last is left free.
        None => 79,
    };
    let width = options.last_of("1Cx").filter(|form| *form != '1' && !long).map(|_| width);
    let users = if long { Users::read(&call.sys).await } else { Users::default() };
    let now = call.sys.wall();
    let mut ls = Ls { options, long, width, users, now, code: 0 };
    let words = if ls.options.words.is_empty() { vec![".".to_owned()] } else { ls.options.words.clone() };
    let follows = (!ls.long && !ls.options.has('d')) || ls.options.has('L') || ls.options.has('H');
    let (mut files, mut dirs) = (Vec::new(), Vec::new());
    for word in &words {
        let found = if follows { call.sys.stat(word).or_else(|_| call.sys.lstat(word)) } else { call.sys.lstat(word) };
        match found {
            Ok(metadata) => {
                let entry = Entry { name: word.clone(), path: word.clone(), metadata };
                if metadata.kind == Kind::Dir && !ls.options.has('d') { dirs.push(entry) } else { files.push(entry) }
            }
            Err(errno) => {
                call.fail(word, errno).await;
                ls.code = 1;
            }
        }
    }
    ls.sort(&mut files);
    ls.sort(&mut dirs);
    let had_files = !files.is_empty();
    ls.show(&mut call, &files, false).await;
    let titled = words.len() > 1 || ls.options.has('R');
    let mut first = !had_files;
    let mut pending: Vec<Entry> = dirs.into_iter().rev().collect();
    while let Some(dir) = pending.pop() {
        if titled {
            if !first {
                call.print("\n").await;
            }
            call.print(&format!("{}:\n", dir.path)).await;
        }
        first = false;
        let entries = ls.read(&mut call, &dir.path).await;
        ls.show(&mut call, &entries, true).await;
        if ls.options.has('R') {
            let below = entries.into_iter().filter(|entry| entry.metadata.kind == Kind::Dir);
            pending.extend(below.filter(|entry| entry.name != "." && entry.name != "..").rev_collect());
        }
        if call.is_broken() {
            break;
        }
    }
    let code = ls.code;
    call.finish(code).await
}

/// Whether one entry a line is told in full: `-l`, unless columns were asked for after it, and what implies it.
fn is_long(options: &Options) -> bool {
    options.last_of("lngCx#").is_some_and(|last| !matches!(last, 'C' | 'x'))
}

/// Collecting an iterator backwards.
trait RevCollect: Iterator + Sized {
    fn rev_collect(self) -> Vec<Self::Item> {
        let mut all: Vec<_> = self.collect();
        all.reverse();
        all
    }
}

impl<I: Iterator> RevCollect for I {}

impl Ls {
    async fn read(&mut self, call: &mut Call, dir: &str) -> Vec<Entry> {
        let mut names = match call.sys.read_dir(dir) {
            Ok(names) => names,
            Err(errno) => {
                call.error(&format!("can't open '{dir}': {errno}")).await;
                self.code = 1;
                return Vec::new();
            }
        };
        if self.options.has('a') {
            names.extend([".".to_owned(), "..".to_owned()]);
        }
        call.sys.step(1 + names.len() as u64 / 8).await;
        let hidden = self.options.has('a') || self.options.has('A');
        let mut entries = Vec::new();
        for name in names.into_iter().filter(|name| hidden || !name.starts_with('.')) {
            let path = if dir.ends_with('/') { format!("{dir}{name}") } else { format!("{dir}/{name}") };
            let found = if self.options.has('L') { call.sys.stat(&path) } else { call.sys.lstat(&path) };
            match found {
                Ok(metadata) => entries.push(Entry { name, path, metadata }),
                Err(errno) => {
                    call.fail(&path, errno).await;
                    self.code = 1;
                }
            }
        }
        self.sort(&mut entries);
        entries
    }

    fn sort(&self, entries: &mut [Entry]) {
        let by_time = self.options.has('t') || !self.long && (self.options.has('c') || self.options.has('u'));
        let by = self.options.last_of("SXvt").or(by_time.then_some('t'));
        entries.sort_by(|a, b| {
            let order = match by {
                Some('S') => b.metadata.size.cmp(&a.metadata.size),
                Some('t') => self.time(b).cmp(&self.time(a)),
                Some('X') => extension(&a.name).cmp(extension(&b.name)),
                _ => std::cmp::Ordering::Equal,
            };
            order.then_with(|| a.name.cmp(&b.name))
        });
        if self.options.has('r') {
            entries.reverse();
        }
        if self.options.has('%') {
            entries.sort_by_key(|entry| entry.metadata.kind != Kind::Dir);
        }
    }

    fn time(&self, entry: &Entry) -> Stamp {
        match self.options.last_of("cu") {
            Some('c') => entry.metadata.ctime,
            Some('u') => entry.metadata.atime,
            _ => entry.metadata.mtime,
        }
    }

    async fn show(&self, call: &mut Call, entries: &[Entry], is_dir: bool) {
        if is_dir && (self.long || self.options.has('s')) {
            let blocks: u64 = entries.iter().map(|entry| blocks_of(&entry.metadata)).sum();
            call.print(&format!("total {blocks}\n")).await;
        }
        let lines: Vec<String> = match self.width {
            None => entries.iter().map(|entry| self.line(call, entry)).collect(),
            Some(width) => self.side_by_side(call, entries, width),
        };
        for line in lines {
            call.print_line(&line).await;
            if call.is_broken() {
                return;
            }
        }
    }

    fn line(&self, call: &Call, entry: &Entry) -> String {
        let mut line = String::new();
        if self.options.has('i') {
            line.push_str(&format!("{:7} ", entry.metadata.ino));
        }
        if self.options.has('s') {
            line.push_str(&format!("{:6} ", blocks_of(&entry.metadata)));
        }
        if self.long {
            line.push_str(&self.long_line(entry));
        }
        line.push_str(&entry.name);
        if self.long
            && entry.metadata.kind == Kind::Link
            && let Ok(target) = call.sys.read_link(&entry.path)
        {
            line.push_str(&format!(" -> {target}"));
        }
        line.push_str(self.mark(&entry.metadata));
        line
    }

    /// Names in columns as wide as the longest needs, filled downwards or, with `-x`, from left to right.
    fn side_by_side(&self, call: &Call, entries: &[Entry], width: usize) -> Vec<String> {
        let longest = entries.iter().map(|entry| entry.name.chars().count()).max().unwrap_or(0);
        let column =
            longest + 2 + if self.options.has('i') { 8 } else { 0 } + if self.options.has('s') { 5 } else { 0 };
        let columns = (width / column).max(1);
        let rows = entries.len().div_ceil(columns);
        let across = self.options.last_of("Cx") == Some('x');
        let mut lines = Vec::with_capacity(rows);
        for row in 0..rows {
            let mut line = String::new();
            let (mut used, mut next) = (0, 0);
            for place in 0..columns {
                let index = if across { row * columns + place } else { place * rows + row };
                let Some(entry) = entries.get(index) else { continue };
                if used > 0 {
                    line.push_str(&" ".repeat(next - used.min(next)));
                    used = used.max(next);
                }
                next = used + column;
                let shown = self.line(call, entry);
                used += shown.chars().count();
                line.push_str(&shown);
            }
            lines.push(line);
        }
        lines
    }

    fn mark(&self, metadata: &Metadata) -> &'static str {
        match metadata.kind {
            Kind::Dir if self.options.has('F') || self.options.has('p') => "/",
            Kind::Link if self.options.has('F') => "@",
            Kind::Fifo if self.options.has('F') => "|",
            Kind::File if self.options.has('F') && metadata.mode & 0o111 != 0 => "*",
            _ => "",
        }
    }

    fn long_line(&self, entry: &Entry) -> String {
        let found = &entry.metadata;
        let numeric = self.options.has('n');
        let user = self.users.user(found.uid).filter(|_| !numeric).map_or_else(|| found.uid.to_string(), str::to_owned);
        let group =
            self.users.group(found.gid).filter(|_| !numeric).map_or_else(|| found.gid.to_string(), str::to_owned);
        let size = if self.options.has('h') {
            format!("{:>7}", human(found.size))
        } else if found.kind == Kind::Device {
            "  1,   3 ".to_owned()
        } else {
            format!("{:9}", found.size)
        };
        let time = self.time(entry);
        let age = self.now.secs() - time.secs();
        let date = if self.options.has('#') {
            calendar::format("%Y-%m-%d %H:%M:%S %z", time)
        } else if age < 3600 * 24 * 365 / 2 && age > -15 * 60 {
            calendar::format("%b %e %H:%M", time)
        } else {
            calendar::format("%b %e  %Y", time)
        };
        let shown = mode::show(found.kind, found.mode);
        let owner = if self.options.has('g') { String::new() } else { format!("{user:<8.8} ") };
        format!("{shown} {:4} {owner}{group:<8.8} {size} {date} ", found.links)
    }
}

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// Kibibytes of disk.
pub(super) fn blocks_of(metadata: &Metadata) -> u64 {
    match metadata.kind {
        Kind::File => metadata.size.div_ceil(4096) * 4,
        Kind::Dir => metadata.size / 4096 * 4,
        _ => 0,
    }
}

/// A size with its unit, as `-h` shows it.
pub(super) fn human(bytes: u64) -> String {
    if bytes < 1024 {
        return bytes.to_string();
    }
    #[expect(clippy::cast_precision_loss, reason = "a size is shown with one digit")]
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1024.0 && unit < 5 {
        value /= 1024.0;
        unit += 1;
    }
    format!("{value:.1}{}", ["", "K", "M", "G", "T", "P"][unit])
}

async fn stat(mut call: Call) -> u8 {
    let Ok(options) = call.options("tLfc:", &[]).await else { return 1 };
    if options.words.is_empty() {
        return call.show_usage().await;
    }
    let users = Users::read(&call.sys).await;
    let mut code = 0;
    if options.has('f') {
        return call.not_simulated("-f").await;
    }
    for file in &options.words {
        let found = if options.has('L') { call.sys.stat(file) } else { call.sys.lstat(file) };
        let metadata = match found {
            Ok(metadata) => metadata,
            Err(errno) => {
                call.error(&format!("can't stat '{file}': {errno}")).await;
                code = 1;
                continue;
            }
        };
        let target = call.sys.read_link(file).ok();
        let text = match options.value('c') {
            Some(format) => format!("{}\n", stat_text(format, file, &metadata, &users, target.as_deref())),
            None if options.has('t') => {
                stat_text("%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %o\n", file, &metadata, &users, None)
            }
            None => {
                let name = if target.is_some() { "%N" } else { "%n" };
                let format = format!(
                    "  File: {name}\n  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\nDevice: %Dh/%dd\tInode: %-10i  Links: %h\n\
                     Access: (%a/%A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\nAccess: %x\nModify: %y\nChange: %z\n"
                );
                stat_text(&format, file, &metadata, &users, target.as_deref())
            }
        };
        call.print(&text).await;
    }
    call.finish(code).await
}

fn stat_text(format: &str, file: &str, found: &Metadata, users: &Users, target: Option<&str>) -> String {
    let mut out = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let (mut width, mut left, mut zeros) = (0usize, false, false);
        let mut letter = chars.next();
        while let Some(flag @ ('-' | '0')) = letter {
            left |= flag == '-';
            zeros |= flag == '0';
            letter = chars.next();
        }
        while let Some(digit) = letter.and_then(|letter| letter.to_digit(10)) {
            width = (width * 10 + digit as usize).min(200);
            letter = chars.next();
        }
        let Some(letter) = letter else { break };
        let date =
            |stamp: Stamp| format!("{}.{:09} +0000", calendar::format("%Y-%m-%d %H:%M:%S", stamp), stamp.nanos());
        let kind = match found.kind {
            Kind::File if found.size == 0 => "regular empty file",
            Kind::File => "regular file",
            Kind::Dir => "directory",
            Kind::Link => "symbolic link",
            Kind::Fifo => "fifo",
            Kind::Device => "character special file",
            Kind::Socket => "socket",
        };
        let type_bits: u32 = match found.kind {
            Kind::File => 0o100_000,
            Kind::Dir => 0o040_000,
            Kind::Link => 0o120_000,
            Kind::Fifo => 0o010_000,
            Kind::Device => 0o020_000,
            Kind::Socket => 0o140_000,
        };
        let text = match letter {
            'n' => file.to_owned(),
            'N' => target.map_or_else(|| file.to_owned(), |target| format!("'{file}' -> '{target}'")),
            's' => found.size.to_string(),
            'a' => format!("{:o}", found.mode),
            'A' => mode::show(found.kind, found.mode),
            'f' => format!("{:x}", type_bits | found.mode),
            'u' => found.uid.to_string(),
            'U' => users.user(found.uid).unwrap_or("UNKNOWN").to_owned(),
            'g' => found.gid.to_string(),
            'G' => users.group(found.gid).unwrap_or("UNKNOWN").to_owned(),
            'F' => kind.to_owned(),
            'h' => found.links.to_string(),
            'i' => found.ino.to_string(),
            'd' => found.dev.to_string(),
            'D' => format!("{:x}", found.dev),
            'b' => (found.size.div_ceil(4096) * 8).to_string(),
            'B' => "512".to_owned(),
            'o' => "4096".to_owned(),
            't' | 'T' => "0".to_owned(),
            'x' => date(found.atime),
            'y' => date(found.mtime),
            'z' => date(found.ctime),
            'X' => found.atime.secs().to_string(),
            'Y' => found.mtime.secs().to_string(),
            'Z' => found.ctime.secs().to_string(),
            '%' => "%".to_owned(),
            other => other.to_string(),
        };
        let padded = match (left, zeros) {
            (true, _) => format!("{text:<width$}"),
            (false, true) => format!("{text:0>width$}"),
            (false, false) => format!("{text:>width$}"),
        };
        out.push_str(&padded);
    }
    out
}

/// The path behind all links. The last part may be missing, but not where it stands alone.
fn resolved(call: &Call, file: &str) -> Result<String, Errno> {
    if !file.contains('/') {
        call.sys.lstat(file)?;
    }
    call.sys.real_path(file)
}

async fn readlink(mut call: Call) -> u8 {
    let Ok(options) = call.options("fnvsq", &[]).await else { return 1 };
    let Some(file) = options.words.first() else { return call.show_usage().await };
    let found = if options.has('f') { resolved(&call, file) } else { call.sys.read_link(file) };
    match found {
        Ok(text) => {
            call.print(&text).await;
            if !options.has('n') {
                call.print("\n").await;
            }
            call.finish(0).await
        }
        Err(errno) => {
            if options.has('v') {
                call.fail(file, errno).await;
            }
            1
        }
    }
}

async fn realpath(mut call: Call) -> u8 {
    let Ok(options) = call.options("", &[]).await else { return 1 };
    if options.words.is_empty() {
        return call.show_usage().await;
    }
    let mut code = 0;
    for file in &options.words {
        match resolved(&call, file) {
            Ok(path) => call.print_line(&path).await,
            Err(errno) => {
                call.fail(file, errno).await;
                code = 1;
            }
        }
    }
    call.finish(code).await
}

async fn basename(mut call: Call) -> u8 {
    let Ok(options) = call.options("+as:", &[]).await else { return 1 };
    let (files, suffix) = match (options.words.as_slice(), options.value('s')) {
        ([], _) => return call.show_usage().await,
        (files, Some(suffix)) => (files, suffix.to_owned()),
        (files, None) if options.has('a') => (files, String::new()),
        ([_], None) => (options.words.as_slice(), String::new()),
        ([_, suffix], None) => (&options.words[..1], suffix.clone()),
        _ => return call.show_usage().await,
    };
    for file in files {
        let trimmed = file.trim_end_matches('/');
        let last = trimmed.rsplit('/').next().unwrap_or_default();
        let last = if trimmed.is_empty() && !file.is_empty() { "/" } else { last };
        let short = last.strip_suffix(suffix.as_str()).filter(|short| !short.is_empty()).unwrap_or(last);
        call.print_line(short).await;
    }
    call.finish(0).await
}

async fn dirname(mut call: Call) -> u8 {
    let Ok(options) = call.options("", &[]).await else { return 1 };
    let [file] = options.words.as_slice() else { return call.show_usage().await };
    let trimmed = file.trim_end_matches('/');
    let dir = match trimmed.rsplit_once('/') {
        Some((dir, _)) if dir.trim_end_matches('/').is_empty() => "/",
        Some((dir, _)) => dir.trim_end_matches('/'),
        None if trimmed.is_empty() && !file.is_empty() => "/",
        None => ".",
    };
    call.print_line(dir).await;
    call.finish(0).await
}

async fn which(mut call: Call) -> u8 {
    let Ok(options) = call.options("a", &[]).await else { return 1 };
    if options.words.is_empty() {
        return call.show_usage().await;
    }
    let path = call.sys.variable("PATH");
    let mut code = 0;
    for name in &options.words {
        match call.sys.find_command(name, path.as_deref()) {
            Ok(found) if call.sys.access(&found, false, false, true).is_ok() => call.print_line(&found).await,
            _ => code = 1,
        }
    }
    call.finish(code).await
}
