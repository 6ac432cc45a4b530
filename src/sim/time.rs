//! Virtual time as Kubernetes writes it: RFC 3339 in objects, `2m30s` in tables, `Sun, 22 Nov 2026 …` in descriptions.
//! It must not know a real clock.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde_json::Value;

/// When every simulated life begins: Thursday, 1 January 2026, 09:00 UTC.
pub const EPOCH_SECONDS: i64 = 1_767_258_000;

/// The moment `at` after the beginning, to the second, as API objects hold it.
#[must_use]
pub fn stamp(at: Duration) -> String {
    timestamp(at).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The moment `at` after the beginning with nine digits of its second, as `kubectl logs --timestamps` has it from the kubelet
/// (`RFC3339NanoFixed` in pkg/kubelet/kuberuntime/logs).
#[must_use]
pub fn nanos(at: Duration) -> String {
    let whole = timestamp(at).strftime("%Y-%m-%dT%H:%M:%S").to_string();
    format!("{whole}.{:09}Z", at.subsec_nanos())
}

/// Seconds since 1970 of the moment `at` after the beginning.
#[must_use]
pub fn unix(at: Duration) -> i64 {
    EPOCH_SECONDS.saturating_add(i64::try_from(at.as_secs()).unwrap_or(i64::MAX))
}

fn timestamp(at: Duration) -> Timestamp {
    Timestamp::from_second(unix(at)).unwrap_or(Timestamp::MAX)
}

/// An API object's time, read back.
#[must_use]
pub fn read(value: &Value) -> Option<Timestamp> {
    value.as_str()?.parse().ok()
}

/// `Sun, 22 Nov 2026 13:32:26 +0000`, as descriptions write a time.
#[must_use]
pub fn rfc1123(value: &Value) -> Option<String> {
    let time = read(value)?.to_zoned(TimeZone::UTC);
    Some(time.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string())
}

/// How long before `now` a moment was, as tables write it.
#[must_use]
pub fn ago(value: &Value, now: Timestamp) -> String {
    read(value).map_or_else(|| "<unknown>".to_owned(), |then| human(now.duration_since(then)))
}

/// The moment `at` after the beginning, to compare with times read back.
#[must_use]
pub fn moment(at: Duration) -> Timestamp {
    timestamp(at)
}

/// A duration in the two units that matter: `118s`, `9m10s`, `2d3h`, `<invalid>` for a negative one.
#[must_use]
pub fn human(duration: SignedDuration) -> String {
    let seconds = duration.as_secs();
    if seconds < -1 {
        return "<invalid>".to_owned();
    }
    let seconds = seconds.max(0);
    let (minutes, hours, days, years) = (seconds / 60, seconds / 3600, seconds / 86400, seconds / 86400 / 365);
    let two = |big: i64, unit: char, small: i64, small_unit: char| match small {
        0 => format!("{big}{unit}"),
        _ => format!("{big}{unit}{small}{small_unit}"),
    };
    if seconds < 120 {
        format!("{seconds}s")
    } else if minutes < 10 {
        two(minutes, 'm', seconds % 60, 's')
    } else if minutes < 180 {
        format!("{minutes}m")
    } else if hours < 8 {
        two(hours, 'h', minutes % 60, 'm')
    } else if hours < 48 {
        format!("{hours}h")
    } else if hours < 192 {
        two(days, 'd', hours % 24, 'h')
    } else if days < 365 * 2 {
        format!("{days}d")
    } else if days < 365 * 8 {
        two(years, 'y', days % 365, 'd')
    } else {
        format!("{years}y")
    }
}

/// Reads a span of time of numbers with units, `1m30s` or `1.5h`; `unit` gives a unit's seconds. `None` where it is none.
#[must_use]
pub fn span(text: &str, unit: impl Fn(&str) -> Option<f64>) -> Option<Duration> {
    let (mut total, mut rest) = (Duration::ZERO, text);
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
        let number: f64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let letters = rest.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(rest.len());
        let seconds = number * unit(&rest[..letters])?;
        rest = &rest[letters..];
        total = total.checked_add(Duration::try_from_secs_f64(seconds).ok()?)?;
    }
    (!text.is_empty()).then_some(total)
}

/// The seconds of a unit, as Go's durations have them.
#[must_use]
pub fn unit(word: &str) -> Option<f64> {
    match word {
        "ms" => Some(0.001),
        "s" => Some(1.0),
        "m" => Some(60.0),
        "h" => Some(3600.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn writes_times_as_kubernetes_does() {
        assert_eq!(stamp(Duration::from_millis(1900)), "2026-01-01T09:00:01Z");
        assert_eq!(rfc1123(&json!("2026-11-22T13:32:26Z")).unwrap(), "Sun, 22 Nov 2026 13:32:26 +0000");
        for (seconds, want) in [
            (119, "119s"),
            (120, "2m"),
            (570, "9m30s"),
            (3600, "60m"),
            (4 * 3600 + 60, "4h1m"),
            (47 * 3600, "47h"),
            (5 * 86400, "5d"),
            (10 * 86400, "10d"),
            (-5, "<invalid>"),
        ] {
            assert_eq!(human(SignedDuration::from_secs(seconds)), want);
        }
    }
}
