//! tr: sets of characters. It must not know other applets.

use crate::shell::applet::{Applet, Call};
use crate::world::text;

pub(super) const APPLETS: &[Applet] =
    &[Applet { name: "tr", usage: "[-cds] STRING1 [STRING2]", run: |call| Box::pin(tr(call)) }];

async fn tr(mut call: Call) -> u8 {
    let Ok(options) = call.options("+Ccds", &[]).await else { return 1 };
    let (delete, squeeze) = (options.has('d'), options.has('s'));
    let [from, rest @ ..] = options.words.as_slice() else { return call.show_usage().await };
    if rest.first().is_some_and(String::is_empty) {
        call.error("STRING2 cannot be empty").await;
        return 1;
    }
    let mut from = set(from);
    if options.has('c') || options.has('C') {
        from = (0..=255).filter(|byte| !from.contains(byte)).collect();
    }
    let to = rest.first().map_or_else(Vec::new, |to| set(to));
    let mut map: Vec<Option<u8>> = (0..=255).map(Some).collect();
    for (index, byte) in from.iter().enumerate() {
        map[usize::from(*byte)] = match to.get(index).or(to.last()) {
            _ if delete => None,
            Some(to) => Some(*to),
            None => Some(*byte),
        };
    }
    let squeezed: &[u8] = if to.is_empty() { &from } else { &to };
    let mut before = None;
    let mut input = call.input_of(0, false);
    while let Some(bytes) = input.bytes().await {
        let mut out = Vec::with_capacity(bytes.len());
        for byte in bytes.iter().filter_map(|byte| map[usize::from(*byte)]) {
            if squeeze && before == Some(byte) && squeezed.contains(&byte) {
                continue;
            }
            before = Some(byte);
            out.push(byte);
        }
        call.write(&out).await;
        if !call.flush().await {
            break;
        }
    }
    call.finish(0).await
}

/// The bytes of a set such as `a-z[:digit:]\n`. A range that goes backwards is empty.
fn set(written: &str) -> Vec<u8> {
    let bytes = escaped(&text::to_bytes(written));
    let mut set = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        if let Some((class, length)) = class(rest) {
            set.extend(class);
            at += length;
        } else if rest.len() >= 3 && rest[1].0 == b'-' && !rest[1].1 {
            set.extend(rest[0].0..=rest[2].0);
            at += 3;
        } else {
            set.push(rest[0].0);
            at += 1;
        }
    }
    set
}

/// The bytes with their backslashes taken; `true` marks those that were written with one.
fn escaped(bytes: &[u8]) -> Vec<(u8, bool)> {
    let mut out = Vec::new();
    let mut rest = bytes.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            out.push((byte, false));
            continue;
        }
        let byte = match rest.next() {
            Some(b'n') => b'\n',
            Some(b't') => b'\t',
            Some(b'r') => b'\r',
            Some(b'a') => 7,
            Some(b'b') => 8,
            Some(b'f') => 12,
            Some(b'v') => 11,
            Some(first @ b'0'..=b'7') => {
                let mut code = u32::from(first - b'0');
                for _ in 0..2 {
                    let Some(digit) = rest.peek().filter(|byte| (b'0'..=b'7').contains(byte)) else { break };
                    code = code * 8 + u32::from(digit - b'0');
                    rest.next();
                }
                (code & 0xff) as u8
            }
            Some(other) => other,
            None => b'\\',
        };
        out.push((byte, true));
    }
    out
}

/// A class such as `[:alpha:]`, or `[=x=]`, at the beginning, with its length.
fn class(rest: &[(u8, bool)]) -> Option<(Vec<u8>, usize)> {
    let plain: Vec<u8> = rest.iter().take(12).map(|(byte, _)| *byte).collect();
    if plain.starts_with(b"[=") && plain.len() >= 5 && plain[3..5] == *b"=]" {
        return Some((vec![plain[2]], 5));
    }
    let inner = plain.strip_prefix(b"[:")?;
    let end = inner.windows(2).position(|pair| pair == b":]")?;
    let test: fn(&u8) -> bool = match &inner[..end] {
        b"alpha" => u8::is_ascii_alphabetic,
        b"digit" => u8::is_ascii_digit,
        b"alnum" => u8::is_ascii_alphanumeric,
        b"upper" => u8::is_ascii_uppercase,
        b"lower" => u8::is_ascii_lowercase,
        b"space" => |byte| b" \t\n\x0b\x0c\r".contains(byte),
        b"blank" => |byte| b" \t".contains(byte),
        b"punct" => u8::is_ascii_punctuation,
        b"cntrl" => u8::is_ascii_control,
        b"xdigit" => u8::is_ascii_hexdigit,
        b"print" => |byte| (0x20..0x7f).contains(byte),
        b"graph" => u8::is_ascii_graphic,
        _ => return None,
    };
    Some(((0..=255).filter(test).collect(), end + 4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_have_ranges_and_classes() {
        assert_eq!(set("a-c\\n"), b"abc\n");
        assert_eq!(set("[:digit:]x"), b"0123456789x");
        assert_eq!(set("a-"), b"a-");
        assert_eq!(set("z-a"), b"");
        assert_eq!(set("\\055"), b"-");
    }
}
