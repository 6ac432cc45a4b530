//! Bytes as text and back without loss. Programs of the world handle text as `str`; a byte that is no UTF-8 stands in it
//! as a character of its own from the last private-use plane, and becomes that byte again on its way out.

use std::borrow::Cow;

/// The characters that stand for the bytes 0x80 to 0xff.
const BASE: u32 = 0x0010_FF00;

/// Text that stands for these bytes.
#[must_use]
pub fn from_bytes(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        if chunk.valid().as_bytes().contains(&0xf4) {
            for c in chunk.valid().chars() {
                if stands_for_byte(c) {
                    let mut buffer = [0; 4];
                    push_bytes(&mut text, c.encode_utf8(&mut buffer).as_bytes());
                } else {
                    text.push(c);
                }
            }
        } else {
            text.push_str(chunk.valid());
        }
        push_bytes(&mut text, chunk.invalid());
    }
    text
}

/// The bytes that this text stands for.
#[must_use]
pub fn to_bytes(text: &str) -> Cow<'_, [u8]> {
    // Such a character begins with this byte in UTF-8; looking for a byte is quick.
    if !text.as_bytes().contains(&0xf4) {
        return Cow::Borrowed(text.as_bytes());
    }
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        push_char(&mut bytes, c);
    }
    Cow::Owned(bytes)
}

/// Adds the bytes that one character stands for.
pub fn push_char(bytes: &mut Vec<u8>, c: char) {
    if stands_for_byte(c) {
        bytes.push((u32::from(c) & 0xff) as u8);
    } else {
        let mut buffer = [0; 4];
        bytes.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
    }
}

/// The character that stands for one byte: itself if it is ASCII.
#[must_use]
pub fn byte_char(byte: u8) -> char {
    if byte < 0x80 { char::from(byte) } else { char::from_u32(BASE + u32::from(byte)).unwrap_or('\u{fffd}') }
}

fn push_bytes(text: &mut String, bytes: &[u8]) {
    text.extend(bytes.iter().map(|&byte| byte_char(byte)));
}

fn stands_for_byte(c: char) -> bool {
    (BASE + 0x80..=BASE + 0xff).contains(&u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_survives_the_way_through_text() {
        let all: Vec<u8> = (0..=255).chain("é€".bytes()).chain("\u{10FFFF}".bytes()).collect();
        assert_eq!(to_bytes(&from_bytes(&all)).as_ref(), all.as_slice());
    }
}
