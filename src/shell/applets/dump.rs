//! Bytes made visible: od, hexdump, xxd, strings. It must not know other applets.

use crate::shell::applet::{Applet, Call};

pub(super) const APPLETS: &[Applet] = &[
    Applet {
        name: "od",
        usage: "[-abcdfhilovxs] [-t TYPE] [-A RADIX] [-N SIZE] [-j SKIP] [-S MINSTR] [-w WIDTH] [FILE]...",
        run: |call| Box::pin(od(call)),
    },
    Applet {
        name: "hexdump",
        usage: "[-bcdoxCv] [-e FMT] [-f FMT_FILE] [-n LEN] [-s OFS] [FILE]...",
        run: |call| Box::pin(hexdump(call)),
    },
    Applet { name: "hd", usage: "FILE...", run: |call| Box::pin(hexdump(call)) },
    Applet {
        name: "xxd",
        usage: "[-pri] [-g N] [-c N] [-l LEN] [-s OFS] [-o OFS] [FILE]",
        run: |call| Box::pin(xxd(call)),
    },
    Applet { name: "strings", usage: "[-fo] [-t o|d|x] [-n LEN] [FILE]...", run: |call| Box::pin(strings(call)) },
];

/// The bytes of all files; `None` if one could not be read.
async fn all_bytes(call: &mut Call, files: &[String], skip: usize, most: usize) -> Option<Vec<u8>> {
    let mut all = Vec::new();
    for file in files {
        let mut input = call.input(file).await?;
        while let Some(bytes) = input.bytes().await {
            call.sys.hold_memory(i64::try_from(bytes.len()).unwrap_or(i64::MAX));
            all.extend(bytes);
            if all.len() >= skip.saturating_add(most) {
                break;
            }
        }
    }
    all.drain(..skip.min(all.len()));
    all.truncate(most);
    Some(all)
}

fn count(text: Option<&str>) -> Result<Option<usize>, String> {
    let Some(text) = text else { return Ok(None) };
    let parsed = text.strip_prefix("0x").map_or_else(|| text.parse().ok(), |hex| usize::from_str_radix(hex, 16).ok());
    parsed.map(Some).ok_or_else(|| format!("invalid number '{text}'"))
}

/// Prints blocks of sixteen bytes; equal ones once, then a star.
async fn blocks(
    call: &mut Call,
    bytes: &[u8],
    squeeze: bool,
    base: usize,
    address: fn(usize) -> String,
    show: impl Fn(&[u8]) -> Vec<String>,
) {
    let mut last: Option<&[u8]> = None;
    let mut starred = false;
    for (index, block) in bytes.chunks(16).enumerate() {
        // Sixteen numbers and a line are more work than they look.
        call.sys.step(4).await;
        if squeeze && block.len() == 16 && last == Some(block) {
            if !starred {
                call.print_line("*").await;
            }
            starred = true;
            continue;
        }
        (last, starred) = (Some(block), false);
        for (line, shown) in show(block).into_iter().enumerate() {
            let at = address(base + index * 16);
            let head = if line == 0 { at } else { " ".repeat(at.len()) };
            call.print_line(&format!("{head}{shown}")).await;
        }
        if call.is_broken() {
            return;
        }
    }
    let end = address(base + bytes.len());
    if !end.is_empty() {
        call.print_line(&end).await;
    }
}

fn octal_address(at: usize) -> String {
    format!("{at:07o}")
}

fn words(block: &[u8], size: usize, show: impl Fn(u64) -> String) -> String {
    let word = |bytes: &[u8]| bytes.iter().rev().fold(0u64, |word, byte| (word << 8) | u64::from(*byte));
    block.chunks(size).map(|bytes| format!(" {}", show(word(bytes)))).collect()
}

fn named(byte: u8) -> String {
    match byte {
        0 => "\\0".to_owned(),
        7 => "\\a".to_owned(),
        8 => "\\b".to_owned(),
        9 => "\\t".to_owned(),
        10 => "\\n".to_owned(),
        11 => "\\v".to_owned(),
        12 => "\\f".to_owned(),
        13 => "\\r".to_owned(),
        0x20..=0x7e => char::from(byte).to_string(),
        byte => format!("{byte:03o}"),
    }
}

async fn od(mut call: Call) -> u8 {
    let Ok(options) = call.options("abcdfhilovxst:A:N:j:", &[]).await else { return 1 };
    let (most, skip) = (count(options.value('N')), count(options.value('j')));
    let (Ok(most), Ok(skip)) = (most, skip) else {
        call.error("invalid number").await;
        return 1;
    };
    let mut formats: Vec<String> = Vec::new();
    for (letter, value) in options.all() {
        match letter {
            'c' => formats.push("c".to_owned()),
            'a' => formats.push("a".to_owned()),
            'b' => formats.push("o1".to_owned()),
            'd' => formats.push("u2".to_owned()),
            'o' => formats.push("o2".to_owned()),
            'x' | 'h' => formats.push("x2".to_owned()),
            'i' | 'l' => formats.push("d4".to_owned()),
            's' => formats.push("d2".to_owned()),
            't' => formats.extend(value.clone()),
            _ => {}
        }
    }
    if formats.is_empty() {
        formats.push("o2".to_owned());
    }
    if formats.iter().any(|format| format.starts_with(['a', 'f'])) {
        return call.not_simulated("this type").await;
    }
    let Some(bytes) = all_bytes(&mut call, &options.files(), skip.unwrap_or(0), most.unwrap_or(usize::MAX)).await
    else {
        return 1;
    };
    let address: fn(usize) -> String = match options.value('A') {
        Some("n") => |_| String::new(),
        Some("x") => |at| format!("{at:06x}"),
        Some("d") => |at| format!("{at:07}"),
        _ => octal_address,
    };
    let show = |block: &[u8]| formats.iter().map(|format| od_line(block, format)).collect();
    blocks(&mut call, &bytes, !options.has('v'), skip.unwrap_or(0), address, show).await;
    call.finish(0).await
}

fn od_line(block: &[u8], format: &str) -> String {
    let (kind, size) = format.split_at(1);
    let size: usize = match size.trim_end_matches('z') {
        "" if kind == "c" => 1,
        "" => 4,
        "C" => 1,
        "S" => 2,
        "L" => 8,
        number => number.parse().unwrap_or(4),
    };
    let size = size.clamp(1, 8);
    match kind {
        "c" => block.iter().map(|byte| format!(" {:>3}", named(*byte))).collect(),
        "x" => words(block, size, |word| format!("{word:0width$x}", width = size * 2)),
        "o" => words(block, size, |word| format!("{word:0width$o}", width = [3, 6, 0, 11, 0, 0, 0, 22][size - 1])),
        "u" => words(block, size, |word| format!("{word:width$}", width = [3, 5, 0, 10, 0, 0, 0, 20][size - 1])),
        _ => words(block, size, |word| {
            let bits = size * 8;
            #[expect(clippy::cast_possible_wrap, reason = "the sign bit is moved to its place")]
            let signed = ((word << (64 - bits)) as i64) >> (64 - bits);
            format!("{signed:width$}", width = [4, 6, 0, 11, 0, 0, 0, 20][size - 1])
        }),
    }
}

async fn hexdump(mut call: Call) -> u8 {
    let canonical_name = call.name == "hd";
    let Ok(options) = call.options("bcdoxCn:s:ve:f:", &[]).await else { return 1 };
    if options.has('e') || options.has('f') {
        return call.not_simulated("-e").await;
    }
    let (Ok(most), Ok(skip)) = (count(options.value('n')), count(options.value('s'))) else {
        call.error("invalid number").await;
        return 1;
    };
    let base = skip.unwrap_or(0);
    let Some(bytes) = all_bytes(&mut call, &options.files(), base, most.unwrap_or(usize::MAX)).await else { return 1 };
    if bytes.is_empty() {
        return call.finish(0).await;
    }
    let squeeze = !options.has('v');
    if options.has('C') || canonical_name {
        let show = |block: &[u8]| vec![canonical(block)];
        blocks(&mut call, &bytes, squeeze, base, |at| format!("{at:08x}"), show).await;
    } else {
        let letter = options.last_of("bcdox").unwrap_or('\0');
        let show = |block: &[u8]| {
            let line = match letter {
                'b' => words(block, 1, |word| format!("{word:03o}")),
                'c' => block.iter().map(|byte| format!(" {:>3}", named(*byte))).collect(),
                'd' => words(block, 2, |word| format!("  {word:05}")),
                'o' => words(block, 2, |word| format!(" {word:06o}")),
                'x' => words(block, 2, |word| format!("   {word:04x}")),
                _ => words(block, 2, |word| format!("{word:04x}")),
            };
            // A short last line is filled up with blanks.
            let width = match letter {
                'b' | 'c' | 'd' | 'o' | 'x' => 64,
                _ => 40,
            };
            vec![format!("{line:width$}")]
        };
        blocks(&mut call, &bytes, squeeze, base, |at| format!("{at:07x}"), show).await;
    }
    call.finish(0).await
}

fn printable(block: &[u8]) -> String {
    block.iter().map(|byte| if (0x20..0x7f).contains(byte) { char::from(*byte) } else { '.' }).collect()
}

fn canonical(block: &[u8]) -> String {
    let mut line = String::new();
    for index in 0..16 {
        if index % 8 == 0 {
            line.push(' ');
        }
        line.push_str(&block.get(index).map_or("   ".to_owned(), |byte| format!(" {byte:02x}")));
    }
    format!("{line}  |{}|", printable(block))
}

async fn xxd(mut call: Call) -> u8 {
    let Ok(options) = call.options("ps:l:c:g:ri", &[]).await else { return 1 };
    if options.has('i') {
        return call.not_simulated("-i").await;
    }
    let numbers = ['s', 'l', 'c', 'g'].map(|letter| count(options.value(letter)));
    let [Ok(skip), Ok(most), Ok(columns), Ok(group)] = numbers else {
        call.error("invalid number").await;
        return 1;
    };
    let Some(bytes) = all_bytes(&mut call, &options.files(), skip.unwrap_or(0), most.unwrap_or(usize::MAX)).await
    else {
        return 1;
    };
    if options.has('r') {
        let plain = from_hex(&bytes, options.has('p'));
        call.write(&plain).await;
        return call.finish(0).await;
    }
    let plain = options.has('p');
    let columns = columns.filter(|columns| *columns > 0).unwrap_or(if plain { 30 } else { 16 });
    let group = group.filter(|group| *group > 0).unwrap_or(2);
    for (index, block) in bytes.chunks(columns).enumerate() {
        let hex = |bytes: &[u8]| -> String { bytes.iter().map(|byte| format!("{byte:02x}")).collect() };
        call.sys.step(4).await;
        if plain {
            call.print_line(&hex(block)).await;
            continue;
        }
        let shown = block.chunks(group).map(hex).collect::<Vec<_>>().join(" ");
        let width = columns * 2 + columns.div_ceil(group) - 1;
        let at = skip.unwrap_or(0) + index * columns;
        call.print_line(&format!("{at:08x}: {shown:width$}  {}", printable(block))).await;
    }
    call.finish(0).await
}

/// The bytes of a dump.
fn from_hex(text: &[u8], plain: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in text.split(|byte| *byte == b'\n') {
        let line = String::from_utf8_lossy(line);
        let line = if plain { line.as_ref() } else { line.split_once(": ").map_or("", |(_, rest)| rest) };
        let line = if plain { line } else { line.split("  ").next().unwrap_or("") };
        let digits: Vec<u32> = line.chars().filter_map(|c| c.to_digit(16)).collect();
        bytes.extend(digits.chunks_exact(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap_or(0)));
    }
    bytes
}

async fn strings(mut call: Call) -> u8 {
    let Ok(options) = call.options("afon:t:", &[]).await else { return 1 };
    let Ok(least) = count(options.value('n')) else {
        call.error("invalid number").await;
        return 1;
    };
    let least = least.unwrap_or(4).max(1);
    let radix = if options.has('o') { "o" } else { options.value('t').unwrap_or_default() }.to_owned();
    for file in options.files() {
        let Some(bytes) = all_bytes(&mut call, std::slice::from_ref(&file), 0, usize::MAX).await else { return 1 };
        let mut at = 0;
        for part in bytes.split(|byte| !(0x20..0x7f).contains(byte) && *byte != b'\t') {
            let start = at;
            at += part.len() + 1;
            if part.len() < least {
                continue;
            }
            let name = if options.has('f') { format!("{file}: ") } else { String::new() };
            let offset = match radix.as_str() {
                "o" => format!("{start:7o} "),
                "d" => format!("{start:7} "),
                "x" => format!("{start:7x} "),
                _ => String::new(),
            };
            call.print_line(&format!("{name}{offset}{}", String::from_utf8_lossy(part))).await;
        }
    }
    call.finish(0).await
}
