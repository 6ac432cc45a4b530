//! The table of events at the end of a description, and tables in general. It must not know what the events mean.

use jiff::Timestamp;
use serde_json::Value;

use crate::sim::time;

use super::describe::{Page, text};

/// `Events:` with a line for each, `<none>` where there are none.
pub(super) fn write(page: &mut Page, events: &[&Value], now: Timestamp) {
    if events.is_empty() {
        page.line(0, "Events:\t<none>");
        return;
    }
    page.line(0, "Events:");
    page.line(1, "Type\tReason\tAge\tFrom\tMessage");
    page.line(1, "----\t------\t----\t----\t-------");
    let mut sorted = events.to_vec();
    sorted.sort_by_key(|event| time::read(&event["lastTimestamp"]));
    for event in sorted {
        let count = event["count"].as_u64().unwrap_or(1);
        let first = time::ago(&event["firstTimestamp"], now);
        let age = match count {
            0 | 1 => first,
            _ => format!("{} (x{count} over {first})", time::ago(&event["lastTimestamp"], now)),
        };
        let (kind, reason, from) = (text(&event["type"]), text(&event["reason"]), text(&event["source"]["component"]));
        let message = text(&event["message"]).trim();
        let field = text(&event["involvedObject"]["fieldPath"]);
        let field = if field.is_empty() { String::new() } else { format!("{field}: ") };
        page.line(1, &format!("{kind}\t{reason}\t{age}\t{from}\t{field}{message}"));
    }
}

/// Lines in columns with at least so many blanks between them; nothing behind the last.
#[must_use]
pub fn columns<const N: usize>(lines: &[[String; N]], gap: usize) -> String {
    let mut widths = [0; N];
    for line in lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut out = String::new();
    for line in lines {
        for (index, cell) in line.iter().enumerate() {
            out.push_str(cell);
            if index + 1 < N {
                let blanks = widths[index] + gap - cell.chars().count();
                out.extend(std::iter::repeat_n(' ', blanks));
            }
        }
        out.push('\n');
    }
    out
}
