//! Dates: seconds since 1970 as text and back, in UTC, as busybox's applets show and read them.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;

use crate::world::Stamp;

const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A moment by the fields of a calendar, in UTC.
#[must_use]
pub fn civil(stamp: Stamp) -> DateTime {
    let timestamp = Timestamp::from_second(stamp.secs()).unwrap_or(Timestamp::UNIX_EPOCH);
    timestamp.to_zoned(TimeZone::UTC).datetime()
}

/// A date in a form of the caller's own, as `strptime` reads it; a day that the form leaves out is today's, a time midnight.
#[must_use]
pub fn parse_as(pattern: &str, text: &str, now: Stamp) -> Option<Stamp> {
    let read = strtime::parse(pattern, text).ok()?;
    if let Some(timestamp) = read.timestamp() {
        return Some(Stamp::from_secs(timestamp.as_second()));
    }
    let today = civil(now).date();
    let date = read.to_date().or_else(|_| {
        let (month, day) = (read.month().unwrap_or(today.month()), read.day().unwrap_or(today.day()));
        jiff::civil::Date::new(read.year().unwrap_or(today.year()), month, day)
    });
    let date = date.ok()?;
    let at = |part: Option<i8>| part.unwrap_or(0);
    let time = jiff::civil::Time::new(at(read.hour()), at(read.minute()), at(read.second()), 0).ok()?;
    let zoned = date.to_datetime(time).to_zoned(TimeZone::UTC).ok()?;
    Some(Stamp::from_secs(zoned.timestamp().as_second()))
}

/// A moment as `strftime` shows it.
#[must_use]
pub fn format(pattern: &str, stamp: Stamp) -> String {
    let mut out = String::new();
    let date = civil(stamp);
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let Some(mut letter) = chars.next() else {
            out.push('%');
            break;
        };
        let mut pad = None;
        if matches!(letter, '-' | '_' | '0' | '^') {
            pad = Some(letter);
            letter = chars.next().unwrap_or('%');
        } else if matches!(letter, 'E' | 'O') {
            letter = chars.next().unwrap_or('%');
        }
        out.push_str(&field(letter, pad, &date, stamp));
    }
    out
}

fn field(letter: char, pad: Option<char>, date: &DateTime, stamp: Stamp) -> String {
    let two = |value: i64| match pad {
        Some('-') => value.to_string(),
        Some('_') => format!("{value:2}"),
        _ => format!("{value:02}"),
    };
    let weekday = usize::try_from(date.weekday().to_sunday_zero_offset()).unwrap_or(0);
    let day_name = DAYS.get(weekday).copied().unwrap_or_default();
    let month_name = MONTHS.get(usize::try_from(date.month() - 1).unwrap_or(0)).copied().unwrap_or_default();
    let hour12 = match date.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    let year_day = i64::from(date.day_of_year());
    let again = |pattern: &str| format(pattern, stamp);
    let text = match letter {
        'Y' => date.year().to_string(),
        'C' => two(i64::from(date.year() / 100)),
        'y' => two(i64::from(date.year() % 100)),
        'm' => two(i64::from(date.month())),
        'd' => two(i64::from(date.day())),
        'e' => format!("{:2}", date.day()),
        'H' => two(i64::from(date.hour())),
        'k' => format!("{:2}", date.hour()),
        'I' => two(i64::from(hour12)),
        'l' => format!("{hour12:2}"),
        'M' => two(i64::from(date.minute())),
        'S' => two(i64::from(date.second())),
        's' => stamp.secs().to_string(),
        'N' => format!("{:09}", stamp.nanos()),
        'j' => format!("{year_day:03}"),
        'a' => day_name[..3.min(day_name.len())].to_owned(),
        'A' => day_name.to_owned(),
        'b' | 'h' => month_name[..3.min(month_name.len())].to_owned(),
        'B' => month_name.to_owned(),
        'p' => (if date.hour() < 12 { "AM" } else { "PM" }).to_owned(),
        'P' => (if date.hour() < 12 { "am" } else { "pm" }).to_owned(),
        'u' => (if weekday == 0 { 7 } else { weekday }).to_string(),
        'w' => weekday.to_string(),
        'U' => two((year_day + 6 - i64::try_from(weekday).unwrap_or(0)) / 7),
        'W' => two((year_day + 6 - (i64::try_from(weekday).unwrap_or(0) + 6) % 7) / 7),
        'V' => two(i64::from(date.date().iso_week_date().week())),
        'G' => date.date().iso_week_date().year().to_string(),
        'z' => "+0000".to_owned(),
        'Z' => "UTC".to_owned(),
        'F' => again("%Y-%m-%d"),
        'T' | 'X' => again("%H:%M:%S"),
        'R' => again("%H:%M"),
        'r' => again("%I:%M:%S %p"),
        'D' | 'x' => again("%m/%d/%y"),
        'c' => again("%a %b %e %H:%M:%S %Y"),
        'n' => "\n".to_owned(),
        't' => "\t".to_owned(),
        '%' => "%".to_owned(),
        other => format!("%{other}"),
    };
    if pad == Some('^') { text.to_uppercase() } else { text }
}

/// A date as busybox's `date -d` and `touch -d` read it.
#[must_use]
pub fn parse(text: &str, now: Stamp) -> Option<Stamp> {
    let text = text.trim();
    if let Some(seconds) = text.strip_prefix('@') {
        return seconds.parse().ok().map(Stamp::from_secs);
    }
    let today = civil(now);
    let (text, utc) = match text.strip_suffix('Z').or_else(|| text.strip_suffix(" UTC")) {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    debug_assert!(!utc || !text.is_empty() || text.is_empty());
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && text.len() >= 8 && !text.contains('-') {
        return touch_form(text, today.year());
    }
    let (date, time) = match text.split_once(['T', ' ']) {
        Some((date, time)) => (Some(date), Some(time)),
        None if text.contains(':') && !text.contains('-') => (None, Some(text)),
        None => (Some(text), None),
    };
    let (mut year, mut month, mut day) = (today.year(), today.month(), today.day());
    let mut time = time.map(str::to_owned);
    if let Some(date) = date {
        let (date, rest) = match date.split_once('-') {
            // "2026.11.22-13:31"
            Some((first, rest)) if first.contains('.') => (first.replace('.', "-"), Some(rest.to_owned())),
            _ => (date.to_owned(), None),
        };
        time = time.or(rest);
        let parts: Vec<&str> = date.split(['-', '/']).collect();
        match parts.as_slice() {
            [y, m, d] => (year, month, day) = (y.parse().ok()?, m.parse().ok()?, d.parse().ok()?),
            [m, d] => (month, day) = (m.parse().ok()?, d.parse().ok()?),
            _ => return None,
        }
    }
    let (mut hour, mut minute, mut second) = (0, 0, 0);
    if let Some(time) = time {
        let parts: Vec<&str> = time.split(':').collect();
        match parts.as_slice() {
            [h, m] => (hour, minute) = (h.parse().ok()?, m.parse().ok()?),
            [h, m, s] => {
                (hour, minute) = (h.parse().ok()?, m.parse().ok()?);
                second = s.split('.').next()?.parse().ok()?;
            }
            _ => return None,
        }
    }
    stamp_of(DateTime::new(year, month, day, hour, minute, second, 0).ok()?)
}

/// `[[CC]YY]MMDDhhmm[.ss]`.
#[must_use]
pub fn touch_form(text: &str, this_year: i16) -> Option<Stamp> {
    let (digits, seconds) = text.split_once('.').unwrap_or((text, "0"));
    if !digits.is_ascii() {
        return None;
    }
    let (year, rest) = match digits.len() {
        8 => (this_year, digits),
        10 => {
            let year: i16 = digits[..2].parse().ok()?;
            (if year < 69 { 2000 + year } else { 1900 + year }, &digits[2..])
        }
        12 => (digits[..4].parse().ok()?, &digits[4..]),
        _ => return None,
    };
    let pair = |at: usize| rest.get(at..at + 2)?.parse::<i8>().ok();
    let date = DateTime::new(year, pair(0)?, pair(2)?, pair(4)?, pair(6)?, seconds.parse().ok()?, 0);
    stamp_of(date.ok()?)
}

fn stamp_of(date: DateTime) -> Option<Stamp> {
    date.to_zoned(TimeZone::UTC).ok().map(|zoned| Stamp::from_secs(zoned.timestamp().as_second()))
}
