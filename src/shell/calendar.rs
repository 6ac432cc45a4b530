//! Dates: seconds since 1970 as text and back, as busybox's applets show and read them: in UTC, or as `TZ` has it.

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

/// A time zone as the C library reads it from `TZ` where no zone is installed, as in the image: by a rule such as
/// `CET-1CEST,M3.5.0,M10.5.0/3`. Any other name is UTC under the letters that it begins with.
#[derive(Clone, Debug)]
pub struct Zone {
    rule: Option<TimeZone>,
    name: String,
}

impl Zone {
    /// UTC.
    #[must_use]
    pub fn utc() -> Self {
        Zone { rule: None, name: "UTC".to_owned() }
    }

    /// What `TZ` says.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let text = text.trim_start_matches(':');
        // A summer time without dates has those of the United States.
        let rule = TimeZone::posix(text).or_else(|_| TimeZone::posix(&format!("{text},M3.2.0,M11.1.0")));
        let letters = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
        let name = if letters < 3 { "UTC" } else { &text[..letters] };
        Zone { rule: rule.ok(), name: name.to_owned() }
    }

    /// Seconds east of Greenwich at a moment, and the name of the time that then holds.
    fn at(&self, stamp: Stamp) -> (i64, String) {
        let (Some(rule), Ok(timestamp)) = (&self.rule, Timestamp::from_second(stamp.secs())) else {
            return (0, self.name.clone());
        };
        let info = rule.to_offset_info(timestamp);
        (i64::from(info.offset().seconds()), info.abbreviation().to_owned())
    }

    /// The moment at which a clock of this zone shows what one in UTC shows at another.
    fn moment_of(&self, shown: Stamp) -> Stamp {
        let guess = Stamp::from_secs(shown.secs() - self.at(shown).0);
        Stamp::from_secs(shown.secs() - self.at(guess).0)
    }
}

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
        let year = read.year().unwrap_or(today.year());
        // A day that its month does not have is one of the next month.
        let first = jiff::civil::Date::new(year, month, 1)?;
        first.checked_add(jiff::Span::new().days(i64::from(day) - 1))
    });
    let date = date.ok()?;
    let at = |part: Option<i8>| part.unwrap_or(0);
    let time = jiff::civil::Time::new(at(read.hour()), at(read.minute()), at(read.second()), 0).ok()?;
    let zoned = date.to_datetime(time).to_zoned(TimeZone::UTC).ok()?;
    Some(Stamp::from_secs(zoned.timestamp().as_second()))
}

/// A moment as `strftime` shows it, in UTC.
#[must_use]
pub fn format(pattern: &str, stamp: Stamp) -> String {
    format_in(pattern, stamp, &Zone::utc())
}

/// A moment as `strftime` shows it in a zone.
#[must_use]
pub fn format_in(pattern: &str, stamp: Stamp, zone: &Zone) -> String {
    let mut out = String::new();
    let date = civil(Stamp::from_secs(stamp.secs() + zone.at(stamp).0));
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
        } else if letter == ':' && chars.clone().next() == Some('z') {
            chars.next();
            let mut offset = field('z', None, &date, (stamp, zone));
            offset.insert(3, ':');
            out.push_str(&offset);
            continue;
        } else if matches!(letter, 'E' | 'O') {
            letter = chars.next().unwrap_or('%');
        }
        out.push_str(&field(letter, pad, &date, (stamp, zone)));
    }
    out
}

fn field(letter: char, pad: Option<char>, date: &DateTime, (stamp, zone): (Stamp, &Zone)) -> String {
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
    let again = |pattern: &str| format_in(pattern, stamp, zone);
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
        'g' => two(i64::from(date.date().iso_week_date().year() % 100)),
        'z' => {
            let minutes = zone.at(stamp).0 / 60;
            let sign = if minutes < 0 { '-' } else { '+' };
            format!("{sign}{:02}{:02}", minutes.abs() / 60, minutes.abs() % 60)
        }
        'Z' => zone.at(stamp).1,
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

/// The forms that busybox tries, in its order.
const FORMS: [&str; 13] = [
    "%R",
    "%T",
    "%m.%d-%R",
    "%m.%d-%T",
    "%Y.%m.%d-%R",
    "%Y.%m.%d-%T",
    "%b %d %T %Y",
    "%Y-%m-%d %R",
    "%Y-%m-%d %T",
    "%Y-%m-%d %R %z",
    "%Y-%m-%d %T %z",
    "%Y-%m-%d %H",
    "%Y-%m-%d",
];

/// A date as busybox's `date -d` and `touch -d` read it on a clock of a zone.
#[must_use]
pub fn parse(text: &str, now: Stamp, zone: &Zone) -> Option<Stamp> {
    if let Some(seconds) = text.strip_prefix('@') {
        // The second before 1970 is the C library's word for a failure.
        return seconds.parse().ok().filter(|seconds| *seconds != -1).map(Stamp::from_secs);
    }
    let local = Stamp::from_secs(now.secs() + zone.at(now).0);
    for form in FORMS {
        if let Some(stamp) = parse_as(form, text, local) {
            return Some(if form.ends_with("%z") { stamp } else { zone.moment_of(stamp) });
        }
    }
    let today = civil(local);
    let whole = if text.len() == 4 { format!("{:02}{:02}{text}", today.month(), today.day()) } else { text.to_owned() };
    touch_form(&whole, today.year()).map(|stamp| zone.moment_of(stamp))
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
