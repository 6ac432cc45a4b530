//! Sums and encodings of files: md5sum, sha1sum, sha256sum, sha512sum, cksum, base64. It must not know other applets.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use crate::shell::applet::{Applet, Call, Input};

pub(super) const APPLETS: &[Applet] = &[
    Applet { name: "md5sum", usage: "[-c[sw]] [FILE]...", run: |call| Box::pin(sum::<Md5>(call)) },
    Applet { name: "sha1sum", usage: "[-c[sw]] [FILE]...", run: |call| Box::pin(sum::<Sha1>(call)) },
    Applet { name: "sha256sum", usage: "[-c[sw]] [FILE]...", run: |call| Box::pin(sum::<Sha256>(call)) },
    Applet { name: "sha512sum", usage: "[-c[sw]] [FILE]...", run: |call| Box::pin(sum::<Sha512>(call)) },
    Applet { name: "cksum", usage: "FILE...", run: |call| Box::pin(cksum(call)) },
    Applet { name: "base64", usage: "[-d] [-w COL] [FILE]", run: |call| Box::pin(base64(call)) },
];

async fn digest<D: Digest>(input: &mut Input) -> String {
    let mut digest = D::new();
    while let Some(bytes) = input.bytes().await {
        digest.update(&bytes);
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn sum<D: Digest>(mut call: Call) -> u8 {
    let Ok(options) = call.options("scwb", &[]).await else { return 1 };
    let mut code = 0;
    if options.has('c') {
        return check::<D>(call, options.files(), options.has('s')).await;
    }
    for file in options.files() {
        let Some(mut input) = call.try_input(&file).await.ok() else {
            code = 1;
            let errno = call.try_input(&file).await.err();
            let reason = errno.map_or_else(String::new, |errno| errno.to_string());
            call.error(&format!("can't open '{file}': {reason}")).await;
            continue;
        };
        let sum = digest::<D>(&mut input).await;
        call.print_line(&format!("{sum}  {file}")).await;
    }
    call.finish(code).await
}

/// Checks sums that were written before.
async fn check<D: Digest>(mut call: Call, lists: Vec<String>, quiet: bool) -> u8 {
    let (mut failed, mut count) = (0, 0);
    for list in lists {
        let Some(mut input) = call.input(&list).await else { return 1 };
        while let Some(line) = input.line(&call).await {
            let Some((wanted, file)) = line.split_once("  ").or_else(|| line.split_once(" *")) else {
                call.error("invalid format").await;
                continue;
            };
            count += 1;
            let good = match call.input(file).await {
                Some(mut input) => digest::<D>(&mut input).await == wanted,
                None => false,
            };
            failed += u32::from(!good);
            if !quiet {
                call.print_line(&format!("{file}: {}", if good { "OK" } else { "FAILED" })).await;
            }
        }
    }
    if failed > 0 && !quiet {
        call.error(&format!("WARNING: {failed} of {count} computed checksums did NOT match")).await;
    }
    call.finish(u8::from(failed > 0)).await
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

/// One byte of the POSIX checksum.
fn crc(sum: u32, byte: u8) -> u32 {
    let mut sum = sum ^ (u32::from(byte) << 24);
    for _ in 0..8 {
        sum = if sum & 0x8000_0000 == 0 { sum << 1 } else { (sum << 1) ^ 0x04c1_1db7 };
    }
    sum
}

async fn base64(mut call: Call) -> u8 {
    let Ok(options) = call.options("dw:", &[("decode", 'd'), ("wrap", 'w')]).await else { return 1 };
    let Some(width) = options.value('w').map_or(Some(76), |text| text.parse::<usize>().ok()) else {
        call.error(&format!("invalid number '{}'", options.value('w').unwrap_or_default())).await;
        return 1;
    };
    let Some(mut input) = call.input(&options.files()[0]).await else { return 1 };
    let bytes = input.rest().await;
    if options.has('d') {
        let text: Vec<u8> = bytes.into_iter().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let Ok(plain) = STANDARD.decode(&text) else {
            call.error("truncated input").await;
            return 1;
        };
        call.write(&plain).await;
        return call.finish(0).await;
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
