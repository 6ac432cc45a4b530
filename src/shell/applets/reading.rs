//! Applets that pass files on: cat, head, tail, wc, tee.

use std::time::Duration;

use crate::shell::applet::{Applet, Call, Options};
use crate::world::{Errno, OpenHow, Seek};

pub(super) const APPLETS: &[Applet] = &[
    Applet { name: "cat", usage: "[-nbvteA] [FILE]...", run: |call| Box::pin(cat(call)) },
    Applet { name: "head", usage: "[OPTIONS] [FILE]...", run: |call| Box::pin(head(call)) },
    Applet { name: "tail", usage: "[OPTIONS] [FILE]...", run: |call| Box::pin(tail(call)) },
    Applet { name: "wc", usage: "[-cmlwL] [FILE]...", run: |call| Box::pin(wc(call)) },
    Applet { name: "tee", usage: "[-ai] [FILE]...", run: |call| Box::pin(tee(call)) },
];

async fn cat(mut call: Call) -> u8 {
    let Ok(options) = call.options("nbvteAETu", &[]).await else { return 1 };
    let numbers = options.has('n') || options.has('b');
    let ends = options.has('e') || options.has('A') || options.has('E');
    let tabs = options.has('t') || options.has('A') || options.has('T');
    let visible = ends || tabs || options.has('v');
    let (mut code, mut number) = (0, 0);
    for file in options.files() {
        let mut input = match call.try_input(&file).await {
            Ok(input) => input,
            Err(errno) => {
                call.error(&format!("can't open '{file}': {errno}")).await;
                code = 1;
                continue;
            }
        };
        if !numbers && !visible {
            loop {
                // What comes late must go out at once: "tail -f x | cat".
                match call.sys.read(input.fd(), 65_536).await {
                    Ok(bytes) if bytes.is_empty() => break,
                    Ok(bytes) => {
                        call.write(&bytes).await;
                        if !call.flush().await {
                            return call.finish(1).await;
                        }
                    }
                    Err(errno) => {
                        call.fail("read error", errno).await;
                        code = 1;
                        break;
                    }
                }
            }
            continue;
        }
        while let Some(mut line) = input.raw_line(b'\n').await {
            let ended = line.last() == Some(&b'\n');
            if ended {
                line.pop();
            }
            if numbers && !(options.has('b') && line.is_empty()) {
                number += 1;
                call.print(&format!("{number:6}\t")).await;
            }
            let shown = if visible { make_visible(&line, tabs) } else { line };
            call.write(&shown).await;
            if ends {
                call.print("$").await;
            }
            if ended || numbers {
                call.print("\n").await;
            }
            if call.is_broken() {
                break;
            }
        }
    }
    call.finish(code).await
}

fn make_visible(line: &[u8], tabs: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    for &byte in line {
        let mut low = byte;
        if byte >= 0x80 {
            out.extend(b"M-");
            low = byte & 0x7f;
        }
        match low {
            b'\t' if !tabs && byte < 0x80 => out.push(low),
            0..=31 => out.extend([b'^', low + 64]),
            127 => out.extend(b"^?"),
            _ => out.push(low),
        }
    }
    out
}

/// A number as head, tail and dd take it: with a suffix for its unit.
pub(super) fn number_with_suffix(text: &str) -> Option<i64> {
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '-' && c != '+').unwrap_or(text.len());
    let (digits, suffix) = text.split_at(split);
    let factor: i64 = match suffix {
        "" | "c" => 1,
        "w" => 2,
        "b" => 512,
        "k" | "K" | "KiB" => 1024,
        "kB" | "kD" | "KB" => 1000,
        "m" | "M" | "MiB" => 1 << 20,
        "MB" | "MD" => 1_000_000,
        "g" | "G" | "GiB" => 1 << 30,
        "GB" => 1_000_000_000,
        "T" => 1 << 40,
        _ => return None,
    };
    digits.parse::<i64>().ok()?.checked_mul(factor)
}

/// Turns "-5" into "-n 5", as head and tail read it; tail also reads "+5".
fn old_style(args: &mut [String], signs: &[char]) {
    if let Some(arg) = args.first_mut() {
        let digits = arg.strip_prefix(signs).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        if digits.is_some() {
            *arg = format!("-n{}", arg.trim_start_matches('-'));
        }
    }
}

/// The count of `-n` or `-c`, or the message that it is none.
fn count_of(options: &Options) -> Result<(bool, i64, bool), String> {
    let bytes = options.last_of("cn") == Some('c');
    let text = options.value(if bytes { 'c' } else { 'n' }).unwrap_or("10");
    match number_with_suffix(text) {
        Some(count) => Ok((bytes, count, text.starts_with('+'))),
        None => Err(format!("invalid number '{text}'")),
    }
}

async fn header(call: &mut Call, file: &str, first: bool) {
    let name = if file == "-" { "standard input" } else { file };
    let blank = if first { "" } else { "\n" };
    call.print(&format!("{blank}==> {name} <==\n")).await;
}

async fn head(mut call: Call) -> u8 {
    old_style(&mut call.args, &['-']);
    let Ok(options) = call.options("n:c:qv", &[]).await else { return 1 };
    let (bytes, count, _) = match count_of(&options) {
        Ok(count) => count,
        Err(message) => {
            call.error(&message).await;
            return 1;
        }
    };
    let files = options.files();
    let titled = (files.len() > 1 && !options.has('q')) || options.has('v');
    let (mut code, mut first) = (0, true);
    for file in files {
        let opened = call.input(&file).await;
        let is_first = std::mem::replace(&mut first, false);
        let Some(mut input) = opened else {
            code = 1;
            continue;
        };
        if titled {
            header(&mut call, &file, is_first).await;
        }
        if count < 0 {
            // All but the last.
            let all = input.rest().await;
            let cut = usize::try_from(-count).unwrap_or(usize::MAX);
            let keep = if bytes { all.len().saturating_sub(cut) } else { tail_start(&all, cut) };
            call.write(&all[..keep]).await;
            continue;
        }
        let mut left = usize::try_from(count).unwrap_or(0);
        while left > 0 && !call.is_broken() {
            if bytes {
                let Ok(some) = call.sys.read(input.fd(), left.min(65_536)).await else { break };
                if some.is_empty() {
                    break;
                }
                left -= some.len();
                call.write(&some).await;
            } else {
                let Some(line) = input.raw_line(b'\n').await else { break };
                left -= 1;
                call.write(&line).await;
            }
        }
    }
    call.finish(code).await
}

/// Where the last `count` lines begin.
fn tail_start(all: &[u8], count: usize) -> usize {
    if count == 0 {
        return all.len();
    }
    let end = if all.ends_with(b"\n") { all.len() - 1 } else { all.len() };
    let newlines = all[..end].iter().enumerate().rev().filter(|(_, byte)| **byte == b'\n');
    newlines.map(|(at, _)| at + 1).nth(count - 1).unwrap_or(0)
}

/// A file that `tail -f` follows.
struct Followed {
    path: String,
    fd: Option<i32>,
    ino: u64,
    at: u64,
}

async fn tail(mut call: Call) -> u8 {
    old_style(&mut call.args, &['-', '+']);
    let Ok(options) = call.options("fFc:n:s:qv", &[]).await else {
        return 1;
    };
    let (bytes, count, from_start) = match count_of(&options) {
        Ok(count) => count,
        Err(message) => {
            call.error(&message).await;
            return 1;
        }
    };
    let follows = options.has('f') || options.has('F');
    let files = options.files();
    let mut code = 0;
    let mut followed = Vec::new();
    let mut opened = Vec::new();
    // All are opened before the first is shown, and only what was opened counts for the titles.
    for file in &files {
        let found = if file == "-" { Ok(0) } else { call.sys.open(file, OpenHow::READ).await };
        match found {
            Ok(fd) => opened.push((file, fd)),
            Err(errno) => {
                call.error(&format!("can't open '{file}': {errno}")).await;
                code = 1;
                if options.has('F') {
                    followed.push(Followed { path: file.clone(), fd: None, ino: 0, at: 0 });
                }
            }
        }
    }
    let opened_any = !opened.is_empty();
    let titled = (opened.len() + followed.len() > 1 && !options.has('q')) || options.has('v');
    for (index, (file, fd)) in opened.into_iter().enumerate() {
        if titled {
            header(&mut call, file, index == 0).await;
        }
        match show_end(&mut call, fd, bytes, count, from_start).await {
            Ok(()) => {}
            Err(errno) => {
                call.fail(file, errno).await;
                code = 1;
            }
        }
        let ino = call.sys.fstat(fd).map_or(0, |metadata| metadata.ino);
        let at = call.sys.seek(fd, Seek::By(0)).unwrap_or(0);
        followed.push(Followed { path: file.clone(), fd: Some(fd), ino, at });
    }
    if !opened_any && !options.has('F') {
        call.error("no files").await;
        return 1;
    }
    if follows && !followed.is_empty() {
        call.flush().await;
        let seconds = options.value('s').and_then(|text| text.parse().ok()).unwrap_or(1);
        return follow(call, followed, options.has('F'), Duration::from_secs(seconds), titled).await;
    }
    call.finish(code).await
}

/// How much `tail` holds before it asks for memory.
const HELD: usize = 65_536;

async fn show_end(call: &mut Call, fd: i32, bytes: bool, count: i64, from_start: bool) -> Result<(), Errno> {
    let wanted = usize::try_from(count.unsigned_abs()).unwrap_or(usize::MAX);
    if from_start {
        let mut skipped = 0;
        loop {
            let some = call.sys.read(fd, 65_536).await?;
            if some.is_empty() {
                return Ok(());
            }
            let start = if bytes {
                let start = wanted.saturating_sub(1).saturating_sub(skipped).min(some.len());
                skipped += some.len();
                start
            } else {
                let mut start = 0;
                while skipped + 1 < wanted && start < some.len() {
                    match some[start..].iter().position(|byte| *byte == b'\n') {
                        Some(at) => {
                            start += at + 1;
                            skipped += 1;
                        }
                        None => start = some.len(),
                    }
                }
                start
            };
            call.write(&some[start..]).await;
        }
    }
    let mut all: Vec<u8> = Vec::new();
    let (mut held, mut full) = (0, 2 * HELD);
    loop {
        let some = call.sys.read(fd, 65_536).await?;
        if some.is_empty() {
            break;
        }
        call.sys.step(1 + some.len() as u64 / 256).await;
        all.extend_from_slice(&some);
        if all.len() < full {
            continue;
        }
        let start = if bytes { all.len().saturating_sub(wanted) } else { tail_start(&all, wanted) };
        all.drain(..start);
        // Looking again only at double the size keeps the work in proportion.
        full = (2 * all.len()).max(2 * HELD);
        if all.len() > held + HELD {
            call.sys.hold_memory(i64::try_from(all.len() - held).unwrap_or(i64::MAX));
            held = all.len();
            call.sys.step(1).await;
        }
    }
    let start = if bytes { all.len().saturating_sub(wanted) } else { tail_start(&all, wanted) };
    call.write(&all[start..]).await;
    call.sys.hold_memory(-i64::try_from(held).unwrap_or(i64::MAX));
    Ok(())
}

async fn follow(mut call: Call, mut files: Vec<Followed>, by_name: bool, pause: Duration, titled: bool) -> u8 {
    let mut shown = files.len().saturating_sub(1);
    loop {
        if call.sys.sleep(pause).await.is_err() {
            return call.finish(1).await;
        }
        for (index, file) in files.iter_mut().enumerate() {
            if by_name {
                reopen(&mut call, file).await;
            }
            let Some(fd) = file.fd else { continue };
            let size = call.sys.fstat(fd).map_or(0, |metadata| metadata.size);
            if file.path != "-" && size < file.at {
                // The file was cut: what is in it now is all new.
                if let Ok(at) = call.sys.seek(fd, Seek::To(0)) {
                    file.at = at;
                }
            }
            loop {
                if file.path == "-" && !call.sys.can_read(fd) {
                    break;
                }
                let Ok(some) = call.sys.read(fd, 65_536).await else { break };
                if some.is_empty() {
                    break;
                }
                file.at += some.len() as u64;
                if titled && shown != index {
                    header(&mut call, &file.path, false).await;
                    shown = index;
                }
                call.write(&some).await;
            }
        }
        if !call.flush().await {
            return call.finish(1).await;
        }
    }
}

async fn reopen(call: &mut Call, file: &mut Followed) {
    let now = call.sys.stat(&file.path).map_or(0, |metadata| metadata.ino);
    if file.path == "-" || (file.fd.is_some() && now == file.ino) {
        return;
    }
    if now == 0 {
        if let Some(fd) = file.fd.take() {
            // It was open until now.
            let _ = call.sys.close(fd);
            file.ino = 0;
            call.error(&format!("{} has become inaccessible", file.path)).await;
        }
        return;
    }
    if let Some(fd) = file.fd.take() {
        let _ = call.sys.close(fd);
        call.error(&format!("{} has been replaced; following end of new file", file.path)).await;
    } else {
        call.error(&format!("{} has appeared; following end of new file", file.path)).await;
    }
    if let Ok(fd) = call.sys.open(&file.path, OpenHow::READ).await {
        *file = Followed { path: file.path.clone(), fd: Some(fd), ino: now, at: 0 };
    }
}

async fn wc(mut call: Call) -> u8 {
    let Ok(options) = call.options("cmlwL", &[]).await else { return 1 };
    let letters: Vec<char> = "lwcmL".chars().filter(|letter| options.has(*letter)).collect();
    let letters = if letters.is_empty() { vec!['l', 'w', 'c'] } else { letters };
    let mut total = [0u64; 5];
    let (mut code, mut shown) = (0, 0);
    let files = options.files();
    let alone = files.len() == 1 && letters.len() == 1;
    for file in &files {
        let Some(mut input) = call.input(file).await else {
            code = 1;
            continue;
        };
        let mut counts = [0u64; 5];
        let (mut in_word, mut column) = (false, 0);
        while let Some(bytes) = input.bytes().await {
            for byte in bytes {
                counts[2] += 1;
                counts[3] += u64::from(byte & 0xc0 != 0x80);
                counts[0] += u64::from(byte == b'\n');
                let space = byte.is_ascii_whitespace() || byte == 0x0b;
                counts[1] += u64::from(!space && !in_word);
                in_word = !space;
                column = match byte {
                    b'\n' | b'\r' | 0x0c => 0,
                    b'\t' => (column | 7) + 1,
                    _ => column + u64::from(byte & 0xc0 != 0x80),
                };
                counts[4] = counts[4].max(column);
            }
        }
        for (sum, count) in total.iter_mut().zip(counts) {
            *sum += count;
        }
        total[4] = total[4].max(counts[4]);
        let name = if options.words.is_empty() { "" } else { file };
        show_counts(&mut call, &letters, counts, name, alone).await;
        shown += 1;
    }
    if shown > 1 || (files.len() > 1 && code == 1) {
        show_counts(&mut call, &letters, total, "total", false).await;
    }
    call.finish(code).await
}

async fn show_counts(call: &mut Call, letters: &[char], counts: [u64; 5], name: &str, alone: bool) {
    let values = letters.iter().map(|letter| {
        let index = "lwcmL".find(*letter).unwrap_or(0);
        counts.get(index).copied().unwrap_or(0)
    });
    let values: Vec<String> =
        values.map(|value| if alone { value.to_string() } else { format!("{value:9}") }).collect();
    let gap = if name.is_empty() { "" } else { " " };
    call.print(&format!("{}{gap}{name}\n", values.join(" "))).await;
}

async fn tee(mut call: Call) -> u8 {
    let Ok(options) = call.options("ai", &[]).await else { return 1 };
    let how = if options.has('a') { OpenHow::APPEND } else { OpenHow::WRITE };
    let (mut code, mut fds) = (0, Vec::new());
    for file in &options.words {
        if file == "-" {
            fds.push((file.clone(), 1));
            continue;
        }
        match call.sys.open(file, how).await {
            Ok(fd) => fds.push((file.clone(), fd)),
            Err(errno) => {
                call.fail(file, errno).await;
                code = 1;
            }
        }
    }
    loop {
        let Ok(bytes) = call.sys.read(0, 65_536).await else { break };
        if bytes.is_empty() {
            break;
        }
        call.write(&bytes).await;
        call.flush().await;
        for (file, fd) in &fds {
            if let Err(errno) = call.sys.write(*fd, &bytes).await {
                call.fail(file, errno).await;
                code = 1;
            }
        }
    }
    call.finish(code).await
}
