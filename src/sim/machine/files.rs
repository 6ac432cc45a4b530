//! File systems as a node makes them: an image's root, the kinds of volumes, the files that the kubelet itself mounts. It
//! must not know who uses them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::Timestamp;

use crate::{
    exercise::image::{Commands, Image},
    shell,
    sim::runtime::{HostKind, SandboxConfig, VolumeFile},
    world::{Attributes, Fs, Node, Stamp, binary},
};

/// Commands that a Debian image lacks: those of other packages than coreutils, sed, grep, gawk and tar.
const NOT_IN_DEBIAN: &[&str] = &[
    "adduser",
    "ash",
    "fdisk",
    "free",
    "ftpget",
    "httpd",
    "ifconfig",
    "ip",
    "kill",
    "killall",
    "less",
    "lsof",
    "nc",
    "netcat",
    "netstat",
    "nslookup",
    "pgrep",
    "pidof",
    "ping",
    "ping6",
    "pkill",
    "ps",
    "route",
    "telnet",
    "telnetd",
    "tftp",
    "time",
    "top",
    "traceroute",
    "uptime",
    "vi",
    "watch",
    "wget",
    "whois",
    "xxd",
    "unzip",
    "bc",
    "dc",
    "hexdump",
];

/// The links followed at most in one path.
const MOST_LINKS: usize = 20;

/// An image's root file system.
#[must_use]
pub fn root(image: &Image, now: Stamp) -> Fs {
    // An image lies where it was built, long before any Pod.
    let built = Stamp::from_secs(now.secs() - 30 * 86_400);
    let mut fs = match image.commands {
        Commands::None => Fs::new("overlay", "overlay"),
        Commands::Busybox | Commands::Alpine => shell::busybox_root(),
        Commands::Debian => debian(),
    };
    // Putting into a tree of its own fails only where an image's own entries stand in each other's way; the later one is
    // then left out.
    let mut dir = |path: &str, mode: u32, owner: [u32; 2]| {
        let _ = fs.put_dir(path, Attributes::mode(mode).owned(owner[0], owner[1]).at(built));
    };
    for path in ["bin", "etc", "home", "usr/bin", "usr/sbin", "usr/local/bin", "tmp", "root", "dev", "proc", "sys"] {
        let mode = match path {
            "tmp" => 0o1777,
            "root" => 0o700,
            _ => 0o755,
        };
        if image.commands != Commands::Busybox {
            dir(path, mode, [0, 0]);
        }
    }
    for path in ["sbin", "usr/lib", "run", "var/run", "var/lib", "var/cache", "var/log", "opt", "srv", "mnt"] {
        if image.commands != Commands::Busybox {
            dir(path, 0o755, [0, 0]);
        }
    }
    for spec in &image.dirs {
        dir(&spec.path, octal(spec.mode.as_deref(), 0o755), spec.owner);
    }
    if image.commands == Commands::Alpine {
        let _ = fs.put_file("etc/alpine-release", "3.20.3\n", Attributes::mode(0o644).at(built));
    }
    accounts(&mut fs, image, built);
    for spec in &image.files {
        let bytes = spec.program.map_or_else(|| spec.text.clone().into_bytes(), |program| binary(program.name()));
        let usual = if spec.program.is_some() || spec.text.starts_with("#!") { 0o755 } else { 0o644 };
        let attributes = Attributes::mode(octal(spec.mode.as_deref(), usual)).owned(spec.owner[0], spec.owner[1]);
        let _ = fs.put_file(&spec.path, bytes, attributes.at(built));
    }
    for (path, target) in &image.links {
        let _ = fs.put_symlink(path, target, Attributes::mode(0o777).at(built));
    }
    fs
}

/// A root with a shell and the coreutils, as Debian's images have them.
fn debian() -> Fs {
    let mut fs = shell::busybox_root();
    let now = Stamp::default();
    for name in NOT_IN_DEBIAN {
        // What is not there need not be taken away.
        let _ = fs.remove(&format!("bin/{name}"), now);
    }
    let _ = fs.put_file("bin/bash", binary("bash"), Attributes::mode(0o755));
    fs
}

fn octal(text: Option<&str>, usual: u32) -> u32 {
    text.and_then(|text| u32::from_str_radix(text, 8).ok()).unwrap_or(usual)
}

fn accounts(fs: &mut Fs, image: &Image, built: Stamp) {
    let read = |fs: &Fs, path: &str| {
        fs.read_file(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    };
    let mut passwd = read(fs, "etc/passwd");
    let mut group = read(fs, "etc/group");
    if passwd.is_empty() {
        "root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n".clone_into(&mut passwd);
        "root:x:0:\nnobody:x:65534:\n".clone_into(&mut group);
    }
    if image.commands == Commands::Debian {
        passwd = passwd.replace(":/root:/bin/sh", ":/root:/bin/bash");
    }
    if let Some(name) = &image.user_name {
        _ = writeln!(passwd, "{name}:x:{}:{}:{name}:/home/{name}:/bin/false", image.user, image.group);
        _ = writeln!(group, "{name}:x:{}:", image.group);
    }
    let plain = Attributes::mode(0o644).at(built);
    let _ = fs.put_file("etc/passwd", passwd, plain);
    let _ = fs.put_file("etc/group", group, plain);
}

/// The home of a user by the image's own accounts, `/` for one that it does not know.
#[must_use]
pub fn home_of(fs: &Fs, user: u32) -> String {
    let passwd =
        fs.read_file("etc/passwd").map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let own = passwd
        .lines()
        .map(|line| line.split(':').collect::<Vec<_>>())
        .find(|fields| fields.get(2).and_then(|id| id.parse::<u32>().ok()) == Some(user));
    own.and_then(|fields| fields.get(5).map(|home| (*home).to_owned())).unwrap_or_else(|| "/".to_owned())
}

/// A container starts in a folder even where its image does not have it.
pub fn make_working_dir(fs: &mut Fs, path: &str, now: Stamp) {
    let path = follow(fs, path.trim_matches('/'));
    // Where a file stands in the way, starting will say so.
    let _ = fs.put_dir(&path, Attributes::mode(0o755).at(now));
}

/// A part of a volume that is not there yet is made, with the rights that the volume itself has.
pub fn make_sub_path(fs: &mut Fs, path: &str, now: Stamp) {
    if fs.find(path).is_ok() {
        return;
    }
    let Ok((mode, owner, group)) = fs.find("").and_then(|ino| fs.get(ino)).map(|own| (own.mode, own.uid, own.gid))
    else {
        return;
    };
    // Where a file stands in the way, mounting will say so.
    let _ = fs.put_dir(path, Attributes::mode(mode & 0o2777).owned(owner, group).at(now));
}

/// `/etc/hosts` and its company, of a whole Pod.
#[must_use]
pub fn etc(config: &SandboxConfig, now: Stamp) -> Fs {
    let mut fs = Fs::new("ext4", "/dev/sda1");
    let plain = Attributes::mode(0o644).at(now);
    for (name, text) in [
        ("hosts", config.hosts.clone()),
        ("hostname", format!("{}\n", config.hostname)),
        ("resolv.conf", config.resolv.clone()),
    ] {
        let _ = fs.put_file(name, text, plain);
    }
    fs
}

/// What a container's termination message is written to.
#[must_use]
pub fn message() -> Fs {
    let mut fs = Fs::new("ext4", "/dev/sda1");
    let _ = fs.put_file("message", Vec::new(), Attributes::mode(0o666));
    fs
}

/// An empty folder that everybody may write to.
#[must_use]
pub fn empty_dir(memory: bool, limit: Option<u64>, group: Option<u32>, now: Stamp) -> Fs {
    let mut fs = if memory { Fs::new("tmpfs", "tmpfs") } else { Fs::new("ext4", "/dev/sda1") };
    fs.limit = limit.filter(|_| memory);
    // In memory it keeps the sticky bit that every tmpfs begins with.
    change_root(&mut fs, if memory { 0o1777 } else { 0o777 }, group, now);
    fs
}

fn change_root(fs: &mut Fs, mode: u32, group: Option<u32>, now: Stamp) {
    if let Ok(ino) = fs.find("")
        && let Ok(inode) = fs.get_mut(ino)
    {
        inode.mode = mode | if group.is_some() { 0o2000 } else { 0 };
        inode.gid = group.unwrap_or(0);
        (inode.mtime, inode.ctime, inode.atime) = (now, now, now);
    }
}

/// Everything in a volume belongs to a group then.
pub fn give_to_group(fs: &mut Fs, group: u32) {
    let _ = fs.change_all("", &mut |inode| {
        inode.gid = group;
        inode.mode |= if inode.is_dir() { 0o2070 } else { 0o060 };
    });
}

/// Writes files the way the kubelet does, so that a reader sees all old or all new: into a dated folder, which `..data`
/// points to, and a link for every name.
pub fn write_atomically(
    fs: &mut Fs,
    files: &BTreeMap<String, VolumeFile>,
    group: Option<u32>,
    now: Stamp,
    generation: u32,
) {
    let moment = Timestamp::from_second(now.secs()).unwrap_or(Timestamp::UNIX_EPOCH);
    let dated = format!(
        "..{}.{:09}",
        moment.strftime("%Y_%m_%d_%H_%M_%S"),
        now.nanos() % 900_000_000 + i64::from(generation) + 1
    );
    let old = link_target(fs, "..data");
    let owner = group.unwrap_or(0);
    let dir_mode = 0o755 | if group.is_some() { 0o2000 } else { 0 };
    let folder = Attributes::mode(dir_mode).owned(0, owner).at(now);
    // The tree is the kubelet's own: nothing stands in the way.
    let _ = fs.put_dir(&dated, folder);
    let mut tops = BTreeSet::new();
    for (path, file) in files {
        let mode = if group.is_some() { file.mode | ((file.mode & 0o400) >> 3) } else { file.mode };
        if let Some((above, _)) = path.rsplit_once('/') {
            let _ = fs.put_dir(&format!("{dated}/{above}"), folder);
        }
        let _ =
            fs.put_file(&format!("{dated}/{path}"), file.data.clone(), Attributes::mode(mode).owned(0, owner).at(now));
        tops.insert(path.split('/').next().unwrap_or(path));
    }
    let link = Attributes::mode(0o777).owned(0, owner).at(now);
    let _ = fs.put_symlink("..data", &dated, link);
    for name in fs.names("").unwrap_or_default() {
        if !name.starts_with("..") && !tops.contains(name.as_str()) {
            let _ = fs.remove(&name, now);
        }
    }
    for top in tops {
        if fs.find(top).is_err() {
            let _ = fs.put_symlink(top, &format!("..data/{top}"), link);
        }
    }
    if let Some(old) = old.filter(|old| *old != dated) {
        let _ = fs.remove(&old, now);
    }
}

/// Sees to a `hostPath`.
///
/// # Errors
/// In the kubelet's words, where it is not of the type that was asked for.
pub fn host_path(fs: &mut Fs, path: &str, kind: HostKind, now: Stamp) -> Result<(), String> {
    let inside = path.trim_matches('/');
    let found = fs.find(inside).and_then(|ino| fs.get(ino).map(crate::world::Inode::is_dir));
    let wrong = |word: &str| Err(format!("hostPath type check failed: {path} is not a {word}"));
    let made = match (kind, found) {
        (HostKind::Any, Ok(_)) | (HostKind::Folder { .. }, Ok(true)) | (HostKind::File { .. }, Ok(false)) => Ok(()),
        (HostKind::Any | HostKind::Folder { create: true }, Err(_)) => {
            fs.put_dir(inside, Attributes::mode(0o755).at(now)).map(|_| ())
        }
        (HostKind::File { create: true }, Err(_)) => {
            fs.put_file(inside, Vec::new(), Attributes::mode(0o644).at(now)).map(|_| ())
        }
        (HostKind::Folder { .. }, _) => return wrong("directory"),
        (HostKind::File { .. }, _) => return wrong("file"),
        (HostKind::Special(word), _) => return wrong(word),
    };
    made.map_err(|errno| format!("mkdir {path}: {errno}"))
}

fn link_target(fs: &Fs, path: &str) -> Option<String> {
    match &fs.get(fs.find(path).ok()?).ok()?.node {
        Node::Link(target) => Some(target.to_string()),
        _ => None,
    }
}

/// A path with links followed, in one file system.
#[must_use]
pub fn follow(fs: &Fs, path: &str) -> String {
    let mut todo: Vec<String> = path.split('/').rev().filter(|p| !p.is_empty()).map(ToOwned::to_owned).collect();
    let mut done: Vec<String> = Vec::new();
    let mut links = 0;
    while let Some(part) = todo.pop() {
        match part.as_str() {
            "." => continue,
            ".." => {
                done.pop();
                continue;
            }
            _ => {}
        }
        done.push(part);
        let target = link_target(fs, &done.join("/"));
        if let Some(target) = target.filter(|_| links < MOST_LINKS) {
            links += 1;
            if target.starts_with('/') {
                done.clear();
            } else {
                done.pop();
            }
            todo.extend(target.split('/').rev().filter(|p| !p.is_empty()).map(ToOwned::to_owned));
        }
    }
    done.join("/")
}
