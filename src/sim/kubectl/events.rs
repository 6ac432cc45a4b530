//! The table of events at the end of a description. It must not know what the events mean.

use jiff::Timestamp;
use serde_json::Value;

use crate::sim::time;

/// `Events:` with a line for each, `<none>` where there are none.
#[must_use]
pub fn table(events: &[&Value], now: Timestamp) -> String {
    if events.is_empty() {
        return "Events:                      <none>\n".to_owned();
    }
    let mut sorted = events.to_vec();
    sorted.sort_by_key(|event| time::read(&event["lastTimestamp"]));
    let mut lines = vec![
        ["  Type", "Reason", "Age", "From", "Message"].map(ToOwned::to_owned),
        ["  ----", "------", "----", "----", "-------"].map(ToOwned::to_owned),
    ];
    for event in sorted {
        let count = event["count"].as_u64().unwrap_or(1);
        let last = time::ago(&event["lastTimestamp"], now);
        let age = if count > 1 {
            format!("{last} (x{count} over {})", time::ago(&event["firstTimestamp"], now))
        } else {
            time::ago(&event["firstTimestamp"], now)
        };
        let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
        let field = text(&event["involvedObject"]["fieldPath"]);
        let message = text(&event["message"]).trim().to_owned();
        let message = if field.is_empty() { message } else { format!("{field}: {message}") };
        lines.push([
            format!("  {}", text(&event["type"])),
            text(&event["reason"]),
            age,
            text(&event["source"]["component"]),
            message,
        ]);
    }
    let mut out = "Events:\n".to_owned();
    out += &columns(&lines, 2);
    out
}

/// Lines in columns with at least so many blanks between them; nothing behind the last.
pub(super) fn columns<const N: usize>(lines: &[[String; N]], gap: usize) -> String {
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
