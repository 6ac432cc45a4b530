//! The headers of tar's members: what a member is, as 512 bytes and back. It must not know files.

use crate::world::text;

/// The size of a block.
pub const BLOCK: usize = 512;

/// What a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    File,
    HardLink,
    Symlink,
    Dir,
    Fifo,
    Other,
}

/// A member of an archive without what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub name: String,
    pub what: What,
    pub mode: u32,
    pub uid: u32,
    pub gid: u32,
    pub size: usize,
    pub mtime: i64,
    pub link: String,
    pub user: String,
    pub group: String,
}

/// A name that fills its field is given in a member of its own before.
const LONG_NAME: &str = "././@LongLink";

impl Header {
    /// The header's blocks.
    pub fn write(&self, out: &mut Vec<u8>) {
        for (text, letter) in [(&self.link, b'K'), (&self.name, b'L')] {
            let bytes = text::to_bytes(text);
            if bytes.len() >= 100 {
                let size = bytes.len() + 1;
                block(out, LONG_NAME, letter, &Header { size, mode: 0, mtime: 0, uid: 0, gid: 0, ..Self::blank() });
                out.extend_from_slice(&bytes);
                out.push(0);
                pad(out);
            }
        }
        let letter = match self.what {
            What::File | What::Other => b'0',
            What::HardLink => b'1',
            What::Symlink => b'2',
            What::Dir => b'5',
            What::Fifo => b'6',
        };
        block(out, &self.name, letter, self);
    }

    fn blank() -> Header {
        Header {
            name: String::new(),
            what: What::File,
            mode: 0,
            uid: 0,
            gid: 0,
            size: 0,
            mtime: 0,
            link: String::new(),
            user: String::new(),
            group: String::new(),
        }
    }
}

fn block(out: &mut Vec<u8>, name: &str, letter: u8, header: &Header) {
    let mut block = [0_u8; BLOCK];
    let mut put = |at: usize, most: usize, bytes: &[u8]| {
        let length = bytes.len().min(most);
        block[at..at + length].copy_from_slice(&bytes[..length]);
    };
    put(0, 99, &text::to_bytes(name));
    for (at, value) in [(100, header.mode), (108, header.uid), (116, header.gid)] {
        put(at, 7, format!("{value:07o}").as_bytes());
    }
    put(124, 11, format!("{:011o}", header.size).as_bytes());
    put(136, 11, format!("{:011o}", header.mtime.max(0)).as_bytes());
    put(148, 8, b"        ");
    put(156, 1, &[letter]);
    put(157, 99, &text::to_bytes(&header.link));
    put(257, 8, b"ustar  \0");
    put(265, 31, header.user.as_bytes());
    put(297, 31, header.group.as_bytes());
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    out.extend_from_slice(&block);
}

/// Fills the last block.
pub fn pad(out: &mut Vec<u8>) {
    out.resize(out.len().next_multiple_of(BLOCK), 0);
}

/// The next member and where what it holds begins; none at the end.
///
/// # Errors
/// busybox's words.
pub fn read(bytes: &[u8], at: &mut usize) -> Result<Option<Header>, &'static str> {
    let (mut long_name, mut long_link) = (None, None);
    loop {
        let Some(block) = bytes.get(*at..*at + BLOCK) else {
            return match bytes.len() {
                0 => Err("short read"),
                length if *at >= length => Ok(None),
                _ => Err("invalid tar magic"),
            };
        };
        if block.iter().all(|byte| *byte == 0) {
            return Ok(None);
        }
        if &block[257..262] != b"ustar" {
            return Err("invalid tar magic");
        }
        let summed: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        let in_field: u32 = block[148..156].iter().map(|byte| u32::from(*byte)).sum();
        if number(&block[148..156]) != u64::from(summed - in_field) + 8 * 32 {
            return Err("invalid tar header checksum");
        }
        *at += BLOCK;
        let size = usize::try_from(number(&block[124..136])).map_err(|_| "short read")?;
        let held = |at: usize| bytes.get(at..at.checked_add(size)?).map(field);
        match block[156] {
            b'L' => long_name = Some(held(*at).ok_or("short read")?),
            b'K' => long_link = Some(held(*at).ok_or("short read")?),
            b'x' | b'g' => {}
            letter => {
                let mut header = parse(block, letter, size);
                header.name = long_name.unwrap_or(header.name);
                header.link = long_link.unwrap_or(header.link);
                return Ok(Some(header));
            }
        }
        *at += size.next_multiple_of(BLOCK);
    }
}

fn parse(block: &[u8], letter: u8, size: usize) -> Header {
    let (mut name, prefix) = (field(&block[..100]), field(&block[345..500]));
    // Behind GNU's magic there is no prefix.
    if block[263..265] == *b"00" && !prefix.is_empty() {
        name = format!("{prefix}/{name}");
    }
    let what = match letter {
        b'1' => What::HardLink,
        b'2' => What::Symlink,
        b'5' => What::Dir,
        b'6' => What::Fifo,
        b'3' | b'4' => What::Other,
        _ if name.ends_with('/') => What::Dir,
        _ => What::File,
    };
    let small = |range: std::ops::Range<usize>| u32::try_from(number(&block[range])).unwrap_or(0);
    Header {
        name,
        what,
        mode: small(100..108) & 0o7777,
        uid: small(108..116),
        gid: small(116..124),
        size: if what == What::File { size } else { 0 },
        mtime: i64::try_from(number(&block[136..148])).unwrap_or(0),
        link: field(&block[157..257]),
        user: field(&block[265..297]),
        group: field(&block[297..329]),
    }
}

fn field(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    text::from_bytes(&bytes[..end])
}

fn number(bytes: &[u8]) -> u64 {
    let digits = bytes.iter().skip_while(|byte| **byte == b' ').take_while(|byte| (b'0'..=b'7').contains(byte));
    digits.fold(0_u64, |sum, digit| sum.saturating_mul(8).saturating_add(u64::from(digit - b'0')))
}
