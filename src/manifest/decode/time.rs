//! Times as `metav1.Time` reads and writes them. It must not know which field a time stands in.

use std::fmt::Write as _;

use jiff::Timestamp;

const LAYOUT: &str = "2006-01-02T15:04:05Z07:00";

/// The pieces of Go's RFC 3339 layout: as it writes them, and the digits or the character that stand there.
const PIECES: [(&str, Piece); 11] = [
    ("2006", Piece::Digits { count: 4, field: "", most: 9999 }),
    ("-", Piece::Exactly('-')),
    ("01", Piece::Digits { count: 2, field: "month", most: 12 }),
    ("-", Piece::Exactly('-')),
    ("02", Piece::Digits { count: 2, field: "day", most: 31 }),
    ("T", Piece::Exactly('T')),
    ("15", Piece::Digits { count: 2, field: "hour", most: 23 }),
    (":", Piece::Exactly(':')),
    ("04", Piece::Digits { count: 2, field: "minute", most: 59 }),
    (":", Piece::Exactly(':')),
    ("05", Piece::Digits { count: 2, field: "second", most: 59 }),
];

#[derive(Clone, Copy)]
enum Piece {
    Digits { count: usize, field: &'static str, most: u32 },
    Exactly(char),
}

/// The time in UTC to the second, or the words of Go's `time.Parse`.
pub(super) fn stored(text: &str) -> Result<String, String> {
    let mut rest = text;
    for (layout, piece) in PIECES {
        rest = match piece {
            Piece::Exactly(c) => rest.strip_prefix(c).ok_or_else(|| cannot(text, rest, layout))?,
            Piece::Digits { count, field, most } => {
                let digits = rest.get(..count).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
                let number = digits.and_then(|digits| digits.parse::<u32>().ok());
                let number = number.ok_or_else(|| cannot(text, rest, layout))?;
                let too_small = number == 0 && (field == "month" || field == "day");
                if number > most || too_small {
                    return Err(format!("parsing time {}: {field} out of range", quoted(text)));
                }
                &rest[count..]
            }
        };
    }
    let after_fraction =
        rest.strip_prefix('.').map_or(rest, |fraction| fraction.trim_start_matches(|c: char| c.is_ascii_digit()));
    if after_fraction.is_empty() || !after_fraction.starts_with(['Z', '+', '-']) {
        return Err(cannot(text, after_fraction, "Z07:00"));
    }
    let time: Timestamp = text.parse().map_err(|_| {
        if after_fraction.starts_with('Z') && after_fraction.len() > 1 {
            format!("parsing time {}: extra text: {}", quoted(text), quoted(&after_fraction[1..]))
        } else if after_fraction == "Z" {
            format!("parsing time {}: day out of range", quoted(text))
        } else {
            cannot(text, after_fraction, "Z07:00")
        }
    })?;
    Ok(time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

fn cannot(text: &str, rest: &str, layout: &str) -> String {
    format!("parsing time {} as \"{LAYOUT}\": cannot parse {} as \"{layout}\"", quoted(text), quoted(rest))
}

/// A text as Go's `time` quotes it: bytes outside of ASCII and controls in hexadecimal.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(byte)]),
            // Writing to a string cannot fail.
            0..0x20 | 0x80.. => _ = write!(out, "\\x{byte:02x}"),
            byte => out.push(char::from(byte)),
        }
    }
    out.push('"');
    out
}
