//! Spans of time as exercise files write them: `5m`, `90s`, `1m30s`, `500ms`. It must not know what they are for.

use std::time::Duration;

/// What a span of time must look like, for messages.
pub const FORM: &str = "a span of time such as \"5m\", \"90s\" or \"1m30s\"";

/// Reads a span of time; `None` where it is none, or is longer than a day.
#[must_use]
pub fn parse(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut total = Duration::ZERO;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = rest.get(..digits)?.parse().ok()?;
        let unit_and_rest = rest.get(digits..)?;
        let end = unit_and_rest.find(|c: char| c.is_ascii_digit()).unwrap_or(unit_and_rest.len());
        let part = match unit_and_rest.get(..end)? {
            "ms" => Duration::from_millis(number),
            "s" => Duration::from_secs(number),
            "m" => Duration::from_secs(number.checked_mul(60)?),
            "h" => Duration::from_secs(number.checked_mul(3600)?),
            _ => return None,
        };
        total = total.checked_add(part)?;
        rest = unit_and_rest.get(end..)?;
    }
    (!text.is_empty() && total <= Duration::from_hours(24)).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::parse;
    use std::time::Duration;

    #[test]
    fn reads_spans() {
        assert_eq!(parse("5m"), Some(Duration::from_mins(5)));
        assert_eq!(parse("1m30s"), Some(Duration::from_secs(90)));
        assert_eq!(parse("500ms"), Some(Duration::from_millis(500)));
        for wrong in ["", "5", "m", "5 m", "5x", "-5s", "99999999999999999999s", "25h"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
