//! Backslash escapes as `echo -e` and `printf` read them, and quoting as `set` and `export -p` print it.

use crate::world::text;

/// What one escape stands for.
pub enum Escape {
    /// Bytes.
    Bytes(Vec<u8>),
    /// `\c`: nothing more is printed.
    Stop,
}

/// Reads the escape after a backslash. `octal_zero`: an octal number may begin with a 0 more than its three digits.
pub fn escape(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, octal_zero: bool) -> Escape {
    let Some(&c) = chars.peek() else { return Escape::Bytes(b"\\".to_vec()) };
    let simple = match c {
        'a' => Some(7),
        'b' => Some(8),
        'e' => Some(27),
        'f' => Some(12),
        'n' => Some(10),
        'r' => Some(13),
        't' => Some(9),
        'v' => Some(11),
        '\\' => Some(b'\\'),
        _ => None,
    };
    if let Some(byte) = simple {
        chars.next();
        return Escape::Bytes(vec![byte]);
    }
    if c == 'c' {
        return Escape::Stop;
    }
    if c == 'x' {
        let mut ahead = chars.clone();
        ahead.next();
        if let Some(first) = ahead.next().and_then(|digit| digit.to_digit(16)) {
            chars.next();
            chars.next();
            let mut value = first;
            if let Some(second) = chars.peek().and_then(|digit| digit.to_digit(16)) {
                chars.next();
                value = value * 16 + second;
            }
            return Escape::Bytes(vec![(value & 0xff) as u8]);
        }
        return Escape::Bytes(b"\\".to_vec());
    }
    if c.is_digit(8) {
        let most = if c == '0' && octal_zero { 4 } else { 3 };
        let mut value = 0;
        for _ in 0..most {
            let Some(digit) = chars.peek().and_then(|digit| digit.to_digit(8)) else { break };
            chars.next();
            value = value * 8 + digit;
        }
        return Escape::Bytes(vec![(value & 0xff) as u8]);
    }
    Escape::Bytes(b"\\".to_vec())
}

/// What `echo -e` prints for a text, and whether `\c` cut it short.
#[must_use]
pub fn echo_escapes(printed: &str) -> (Vec<u8>, bool) {
    let mut bytes = Vec::with_capacity(printed.len());
    let mut chars = printed.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            text::push_char(&mut bytes, c);
            continue;
        }
        match escape(&mut chars, true) {
            Escape::Bytes(some) => bytes.extend(some),
            Escape::Stop => return (bytes, true),
        }
    }
    (bytes, false)
}

/// A text in single quotes, as `set` and `export -p` print it.
#[must_use]
pub fn quoted(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    let mut rest = value;
    loop {
        let (before, after) = rest.split_at(rest.find('\'').unwrap_or(rest.len()));
        out.push('\'');
        out.push_str(before);
        out.push('\'');
        if after.is_empty() {
            return out;
        }
        // Single quotes stand together in double ones, and nothing follows them at the end.
        rest = after.trim_start_matches('\'');
        out.push('"');
        out.push_str(&after[..after.len() - rest.len()]);
        out.push('"');
        if rest.is_empty() {
            return out;
        }
    }
}
