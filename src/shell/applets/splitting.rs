//! Applets that take files apart or change the ends of their lines: split, dos2unix, unix2dos.

use super::reading::number_with_suffix;
use crate::shell::applet::{Applet, Call};
use crate::world::OpenHow;

pub(super) const APPLETS: &[Applet] = &[
    Applet { name: "split", usage: "[OPTIONS] [INPUT [PREFIX]]", run: |call| Box::pin(split(call)) },
    Applet { name: "dos2unix", usage: "[-ud] [FILE]", run: |call| Box::pin(ends(call)) },
    Applet { name: "unix2dos", usage: "[-ud] [FILE]", run: |call| Box::pin(ends(call)) },
];

async fn split(mut call: Call) -> u8 {
    let Ok(options) = call.options("l:b:a:", &[]).await else { return 1 };
    if options.words.len() > 2 {
        return call.show_usage().await;
    }
    let by_bytes = options.value('b');
    let mut most = 1000;
    if let Some(text) = by_bytes.or(options.value('l')) {
        let Some(number) = number_with_suffix(text) else {
            call.error(&format!("invalid number '{text}'")).await;
            return 1;
        };
        most = usize::try_from(number).unwrap_or(usize::MAX).max(1);
    }
    let letters = options.value('a').and_then(|text| text.parse().ok()).unwrap_or(2_usize).clamp(1, 64);
    let prefix = options.words.get(1).map_or("x", String::as_str).to_owned();
    let source = options.words.first().map_or("-", String::as_str).to_owned();
    let bytes = match call.try_input(&source).await {
        Ok(mut input) => input.rest().await,
        Err(errno) => {
            call.error(&format!("can't open '{source}': {errno}")).await;
            return 1;
        }
    };
    let parts: Vec<&[u8]> = if by_bytes.is_some() {
        bytes.chunks(most).collect()
    } else {
        let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
        let mut rest = bytes.as_slice();
        let sizes = lines.chunks(most).map(|lines| lines.iter().map(|line| line.len()).sum::<usize>());
        sizes
            .map(|size| {
                let (part, after) = rest.split_at(size);
                rest = after;
                part
            })
            .collect()
    };
    let mut suffix = vec![b'a'; letters];
    for (index, part) in parts.into_iter().enumerate() {
        call.sys.step(1 + part.len() as u64 / 512).await;
        if index > 0 && !advance(&mut suffix) {
            call.error("suffixes exhausted").await;
            return 1;
        }
        let name = format!("{prefix}{}", String::from_utf8_lossy(&suffix));
        if let Err(errno) = put(&call, &name, part).await {
            call.error(&format!("can't open '{name}': {errno}")).await;
            return 1;
        }
    }
    call.finish(0).await
}

/// The suffix after this one; false if it was the last.
fn advance(suffix: &mut [u8]) -> bool {
    for letter in suffix.iter_mut().rev() {
        if *letter < b'z' {
            *letter += 1;
            return true;
        }
        *letter = b'a';
    }
    false
}

async fn put(call: &Call, name: &str, bytes: &[u8]) -> Result<(), crate::world::Errno> {
    let fd = call.sys.open(name, OpenHow::WRITE).await?;
    let written = call.sys.write(fd, bytes).await;
    call.sys.close(fd)?;
    written
}

async fn ends(mut call: Call) -> u8 {
    let Ok(options) = call.options("ud", &[]).await else { return 1 };
    let to_dos = match options.last_of("ud") {
        Some(letter) => letter == 'd',
        None => call.name == "unix2dos",
    };
    for file in options.files() {
        let Some(mut input) = call.input(&file).await else { return 1 };
        let bytes = input.rest().await;
        drop(input);
        let mut changed = Vec::with_capacity(bytes.len());
        for byte in bytes {
            match byte {
                b'\r' => {}
                b'\n' if to_dos => changed.extend(b"\r\n"),
                other => changed.push(other),
            }
        }
        if file == "-" {
            call.write(&changed).await;
        } else if let Err(errno) = put(&call, &file, &changed).await {
            call.fail(&file, errno).await;
            return 1;
        }
    }
    call.finish(0).await
}
