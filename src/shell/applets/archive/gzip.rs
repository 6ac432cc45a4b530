//! gzip, gunzip and zcat, and the format of their files (RFC 1952).

use super::deflate::deflate;
use super::inflate::{Broken, inflate};
use crate::shell::applet::{Call, Options};
use crate::world::{Kind, OpenHow};

/// The most bytes that are unpacked at once: beyond them a container has no memory left either.
pub const MOST: usize = 64 << 20;

/// What stands before packed data: no name, no time, made on Unix.
const HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];

/// The checksum of data.
fn crc(data: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in data {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    !sum
}

/// Packs data into a file's bytes.
pub async fn pack(call: &Call, data: &[u8]) -> Vec<u8> {
    // Each packing fills its tables anew.
    call.sys.step(300 + data.len() as u64 / 48).await;
    let mut out = HEAD.to_vec();
    out.extend(deflate(data));
    out.extend(crc(data).to_le_bytes());
    let length = u32::try_from(data.len() & 0xffff_ffff).unwrap_or(0);
    out.extend(length.to_le_bytes());
    out
}

/// Whether a file's bytes begin as packed ones do.
pub fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(&HEAD[..2])
}

/// What one file holds, part after part; what stands behind the parts does not count.
///
/// # Errors
/// busybox's words.
pub async fn unpack(call: &Call, mut bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
    if !is_packed(bytes) {
        return Err("invalid magic");
    }
    let mut all = Vec::new();
    while is_packed(bytes) {
        let start = data_start(bytes)?;
        let (part, length) = inflate(&bytes[start..], MOST - all.len()).map_err(|broken| match broken {
            Broken::Short => "unexpected end of file",
            Broken::Wrong => "corrupted data",
            Broken::Large => "out of memory",
        })?;
        call.sys.step(1 + part.len() as u64 / 256).await;
        let tail = bytes.get(start + length..start + length + 8).ok_or("unexpected end of file")?;
        let number = |at: usize| tail.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes);
        if number(0) != Some(crc(&part)) {
            return Err("crc error");
        }
        if number(4) != u32::try_from(part.len() & 0xffff_ffff).ok() {
            return Err("incorrect length");
        }
        all.extend(part);
        bytes = &bytes[start + length + 8..];
    }
    Ok(all)
}

/// Where the data of a part begin: behind a name and the like.
fn data_start(bytes: &[u8]) -> Result<usize, &'static str> {
    let short = "unexpected end of file";
    if *bytes.get(2).ok_or(short)? != 8 {
        return Err("corrupted data");
    }
    let flags = *bytes.get(3).ok_or(short)?;
    let mut at = 10;
    if flags & 4 != 0 {
        let length = bytes.get(at..at + 2).ok_or(short)?;
        at += 2 + usize::from(length[0]) + 256 * usize::from(length[1]);
    }
    for flag in [8, 16] {
        if flags & flag != 0 {
            let rest = bytes.get(at..).ok_or(short)?;
            at += rest.iter().position(|byte| *byte == 0).ok_or(short)? + 1;
        }
    }
    if flags & 2 != 0 {
        at += 2;
    }
    if at > bytes.len() { Err(short) } else { Ok(at) }
}

pub(super) async fn gzip(mut call: Call) -> u8 {
    let long = [
        ("stdout", 'c'),
        ("to-stdout", 'c'),
        ("force", 'f'),
        ("keep", 'k'),
        ("decompress", 'd'),
        ("uncompress", 'd'),
        ("test", 't'),
        ("verbose", 'v'),
        ("quiet", 'q'),
        ("fast", '1'),
        ("best", '9'),
        ("no-name", 'n'),
    ];
    let letters = if call.name == "gzip" { "cfkdtvq123456789n" } else { "cfkdtvqn" };
    let Ok(options) = call.options(letters, &long).await else { return 1 };
    let mut code = 0;
    for file in options.files() {
        if !one(&mut call, &options, &file).await {
            code = 1;
        }
    }
    call.finish(code).await
}

/// Packs or unpacks a file; whether that went well.
async fn one(call: &mut Call, options: &Options, file: &str) -> bool {
    let unpacks = call.name != "gzip" || options.has('d') || options.has('t');
    let prints = call.name == "zcat" || options.has('c') || options.has('t') || file == "-";
    let found = if file == "-" { None } else { Some(call.sys.stat(file)) };
    if let Some(Err(errno)) = found {
        call.fail(file, errno).await;
        return false;
    }
    let target = match target(file, unpacks) {
        Some(target) => target,
        None if prints => String::new(),
        None => {
            call.error(&format!("{file}: unknown suffix - ignored")).await;
            return false;
        }
    };
    let is_dir = found.is_some_and(|found| found.is_ok_and(|found| found.kind == Kind::Dir));
    let bytes = if is_dir {
        Vec::new()
    } else {
        let Some(mut input) = call.input(file).await else { return false };
        input.rest().await
    };
    if !prints {
        let exists = call.sys.lstat(&target).is_ok();
        if exists && !options.has('f') {
            call.error(&format!("can't open '{target}': File exists")).await;
            return false;
        }
    }
    let made = if !unpacks {
        Ok(pack(call, &bytes).await)
    } else if call.name == "zcat" && !is_packed(&bytes) {
        Err("no gzip/bzip2/xz magic")
    } else {
        unpack(call, &bytes).await
    };
    let made = match made {
        Ok(made) => made,
        Err(words) => {
            call.error(words).await;
            return false;
        }
    };
    if options.has('t') {
        return true;
    }
    if prints {
        call.write(&made).await;
        return true;
    }
    if !replace(call, file, &target, &made, options.has('k')).await {
        return false;
    }
    if options.has('v') {
        let share = if unpacks && !made.is_empty() { bytes.len() * 100 / made.len() } else { 0 };
        let share = i64::try_from(share).map_or(0, |share| 100 - share);
        call.complain(&format!("{file}: {share}% - replaced with {target}\n")).await;
    }
    true
}

/// The name of the file that is made; none if the name does not say how.
fn target(file: &str, unpacks: bool) -> Option<String> {
    if !unpacks {
        return Some(format!("{file}.gz"));
    }
    let (stem, suffix) = file.rsplit_once('.')?;
    match suffix {
        "gz" | "z" | "Z" => Some(stem.to_owned()),
        "tgz" => Some(format!("{stem}.tar")),
        _ => None,
    }
}

/// Writes a file in place of another, with its mode and its time.
async fn replace(call: &mut Call, file: &str, target: &str, bytes: &[u8], keeps: bool) -> bool {
    let before = call.sys.stat(file);
    let written = match call.sys.open(target, OpenHow::WRITE).await {
        Ok(fd) => {
            let written = call.sys.write(fd, bytes).await;
            // It was opened a moment ago.
            let _ = call.sys.close(fd);
            written
        }
        Err(errno) => Err(errno),
    };
    if let Err(errno) = written {
        call.error(&format!("can't open '{target}': {errno}")).await;
        return false;
    }
    if let Ok(before) = before {
        // What is not allowed is left as it is.
        let _ = call.sys.chmod(target, before.mode);
        let _ = call.sys.set_times(target, Some(before.atime), Some(before.mtime), true);
    }
    if !keeps && let Err(errno) = call.sys.unlink(file) {
        call.error(&format!("can't remove file '{file}': {errno}")).await;
        return false;
    }
    true
}
