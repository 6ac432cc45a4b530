//! Sums and encodings of files: md5sum, sha1sum, sha256sum, sha512sum, sha3sum, cksum, base64. It must not know other applets.

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use super::keccak::Sha3;
use crate::shell::applet::{Applet, Call, Input, Options};

/// Decodes a group of four, whatever its unused bits are.
const LENIENT: GeneralPurpose =
    GeneralPurpose::new(&alphabet::STANDARD, GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true));

pub(super) const APPLETS: &[Applet] = &[
    Applet { name: "md5sum", usage: "[-c[sw]] [FILE]...", run: |call| Box::pin(sum(call, plain::<Md5>)) },
    Applet { name: "sha1sum", usage: "[-c[sw]] [FILE]...", run: |call| Box::pin(sum(call, plain::<Sha1>)) },
    Applet { name: "sha256sum", usage: "[-c[sw]] [FILE]...", run: |call| Box::pin(sum(call, plain::<Sha256>)) },
    Applet { name: "sha512sum", usage: "[-c[sw]] [FILE]...", run: |call| Box::pin(sum(call, plain::<Sha512>)) },
    Applet { name: "sha3sum", usage: "[-c[sw]] [-a BITS] [FILE]...", run: |call| Box::pin(sum(call, sha3)) },
    Applet { name: "cksum", usage: "FILE...", run: |call| Box::pin(cksum(call)) },
    Applet { name: "sum", usage: "[-rs] [FILE]...", run: |call| Box::pin(old_sum(call)) },
    Applet { name: "base64", usage: "[-d] [-w COL] [FILE]", run: |call| Box::pin(base64(call)) },
];

/// A sum of any kind, as it grows.
trait Sum {
    fn update(&mut self, bytes: &[u8]);
    fn finish(self: Box<Self>) -> Vec<u8>;
}

/// A sum that a crate makes.
struct Plain<D>(D);

impl<D: Digest> Sum for Plain<D> {
    fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(self: Box<Self>) -> Vec<u8> {
        self.0.finalize().iter().copied().collect()
    }
}

impl Sum for Sha3 {
    fn update(&mut self, bytes: &[u8]) {
        self.take(bytes);
    }

    fn finish(self: Box<Self>) -> Vec<u8> {
        self.sum()
    }
}

/// Begins a sum, with `-a` as it was given; `None` where there is no such one.
type Begin = fn(Option<&str>) -> Option<Box<dyn Sum>>;

#[expect(clippy::unnecessary_wraps, reason = "one of them can fail")]
fn plain<D: Digest + 'static>(_: Option<&str>) -> Option<Box<dyn Sum>> {
    Some(Box::new(Plain(D::new())))
}

fn sha3(bits: Option<&str>) -> Option<Box<dyn Sum>> {
    let bits = bits.map_or(Some(224), |text| text.parse().ok())?;
    if [224, 256, 384, 512].contains(&bits) { Some(Box::new(Sha3::new(bits))) } else { None }
}

async fn digest(input: &mut Input, mut sum: Box<dyn Sum>) -> String {
    while let Some(bytes) = input.bytes().await {
        sum.update(&bytes);
    }
    sum.finish().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The digest of a file; `None` if it cannot be opened, which was said.
async fn digest_of(call: &mut Call, file: &str, sum: Box<dyn Sum>) -> Option<String> {
    match call.try_input(file).await {
        Ok(mut input) => Some(digest(&mut input, sum).await),
        Err(errno) => {
            call.error(&format!("can't open '{file}': {errno}")).await;
            None
        }
    }
}

async fn sum(mut call: Call, begin: Begin) -> u8 {
    let letters = if call.name == "sha3sum" { "scwba:" } else { "scwb" };
    let Ok(options) = call.options(letters, &[]).await else { return 1 };
    let mut code = 0;
    if options.has('c') {
        return check(call, &options, begin).await;
    }
    for file in options.files() {
        let Some(sum) = begin(options.value('a')) else { return bad_length(call, &options).await };
        match digest_of(&mut call, &file, sum).await {
            Some(sum) => call.print_line(&format!("{sum}  {file}")).await,
            None => code = 1,
        }
    }
    call.finish(code).await
}

async fn bad_length(mut call: Call, options: &Options) -> u8 {
    call.error(&format!("bad -a{}", options.value('a').unwrap_or_default())).await;
    1
}

/// Checks sums that were written before.
async fn check(mut call: Call, options: &Options, begin: Begin) -> u8 {
    let (mut code, quiet) = (0, options.has('s'));
    for list in options.files() {
        let (mut failed, mut count) = (0, 0);
        let Some(mut input) = call.input(&list).await else { return 1 };
        while let Some(line) = input.line(&call).await {
            count += 1;
            let Some((wanted, file)) = line.split_once("  ").or_else(|| line.split_once(" *")) else {
                if options.has('w') {
                    call.error("invalid format").await;
                }
                failed += 1;
                continue;
            };
            let Some(sum) = begin(options.value('a')) else { return bad_length(call, options).await };
            let sum = digest_of(&mut call, file, sum).await;
            let good = sum.is_some_and(|sum| sum.eq_ignore_ascii_case(wanted));
            failed += u32::from(!good);
            if !quiet {
                call.print_line(&format!("{file}: {}", if good { "OK" } else { "FAILED" })).await;
            }
        }
        if failed > 0 && !quiet {
            call.error(&format!("WARNING: {failed} of {count} computed checksums did NOT match")).await;
        }
        if count == 0 {
            call.error(&format!("{list}: no checksum lines found")).await;
        }
        if failed > 0 || count == 0 {
            code = 1;
        }
    }
    call.finish(code).await
}

async fn cksum(mut call: Call) -> u8 {
    let Ok(options) = call.options("", &[]).await else { return 1 };
    let mut code = 0;
    for file in options.files() {
        let Some(mut input) = call.input(&file).await else {
            code = 1;
            continue;
        };
        let (mut sum, mut length) = (0u32, 0u64);
        while let Some(bytes) = input.bytes().await {
            sum = bytes.iter().fold(sum, |sum, byte| crc(sum, *byte));
            length += bytes.len() as u64;
        }
        let mut rest = length;
        while rest > 0 {
            sum = crc(sum, (rest & 0xff) as u8);
            rest >>= 8;
        }
        let name = if file == "-" { String::new() } else { format!(" {file}") };
        call.print_line(&format!("{} {length}{name}", !sum)).await;
    }
    call.finish(code).await
}

/// The checksums of BSD and, with `-s`, of System V.
async fn old_sum(mut call: Call) -> u8 {
    let Ok(options) = call.options("rs", &[]).await else { return 1 };
    let system_v = options.last_of("rs") == Some('s');
    let mut code = 0;
    for file in options.files() {
        let Some(mut input) = call.input(&file).await else {
            code = 1;
            continue;
        };
        let (mut sum, mut length) = (0_u32, 0_u64);
        while let Some(bytes) = input.bytes().await {
            length += bytes.len() as u64;
            for byte in bytes {
                sum = if system_v {
                    sum.wrapping_add(u32::from(byte))
                } else {
                    ((sum >> 1) + ((sum & 1) << 15) + u32::from(byte)) & 0xffff
                };
            }
        }
        // A single file is named by System V alone.
        let named = if system_v { 1 } else { 2 };
        let name = if options.words.len() < named { "" } else { file.as_str() };
        let line = if system_v {
            let folded = (sum & 0xffff) + (sum >> 16);
            let name = if name.is_empty() { String::new() } else { format!(" {name}") };
            format!("{} {}{name}", (folded & 0xffff) + (folded >> 16), length.div_ceil(512))
        } else {
            format!("{sum:05} {:5} {name}", length.div_ceil(1024))
        };
        call.print_line(&line).await;
    }
    call.finish(code).await
}

/// One byte of the POSIX checksum.
fn crc(sum: u32, byte: u8) -> u32 {
    let mut sum = sum ^ (u32::from(byte) << 24);
    for _ in 0..8 {
        sum = if sum & 0x8000_0000 == 0 { sum << 1 } else { (sum << 1) ^ 0x04c1_1db7 };
    }
    sum
}

/// What base64 text stands for, and whether it ends where it may. What is no base64 is passed over.
fn decoded(text: &[u8]) -> (Vec<u8>, bool) {
    let mut plain = Vec::new();
    let mut group: Vec<u8> = Vec::new();
    for (at, byte) in text.iter().enumerate() {
        let padding = *byte == b'=' && (group.len() == 3 || group.len() == 2 && text.get(at + 1) == Some(&b'='));
        if padding || byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/') {
            group.push(*byte);
        }
        if group.len() == 4 {
            plain.extend(LENIENT.decode(&group).unwrap_or_default());
            group.clear();
        }
    }
    (plain, group.is_empty())
}

async fn base64(mut call: Call) -> u8 {
    let Ok(options) = call.options("diw:", &[]).await else { return 1 };
    let Some(width) = options.value('w').map_or(Some(76), |text| text.parse::<usize>().ok()) else {
        call.error(&format!("invalid number '{}'", options.value('w').unwrap_or_default())).await;
        return 1;
    };
    let Some(mut input) = call.input(&options.files()[0]).await else { return 1 };
    let bytes = input.rest().await;
    if options.has('d') {
        let (plain, whole) = decoded(&bytes);
        call.write(&plain).await;
        if !whole {
            call.flush().await;
            call.error("truncated input").await;
        }
        return call.finish(u8::from(!whole)).await;
    }
    let text = STANDARD.encode(&bytes);
    if width == 0 {
        call.print(&text).await;
        return call.finish(0).await;
    }
    for line in text.as_bytes().chunks(width) {
        call.write(line).await;
        call.write(b"\n").await;
    }
    call.finish(0).await
}
