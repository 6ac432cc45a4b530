//! Moments as teachers write them: a day, a day with a time, or either with an offset. It must not know what they are for.

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned, fmt::temporal::DateTimeParser};

/// What a moment must look like, for messages.
pub const FORM: &str = "a time such as \"2026-11-30 23:59\" (with `timezone`) or \"2026-11-30T23:59:00+01:00\"";

/// Which end of a day is meant where only the day is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Its first moment.
    Beginning,
    /// The moment at which the next day begins.
    End,
}

/// Why a text is no moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// It does not look like one.
    Form,
    /// It needs a time zone, and there is none.
    NoZone,
}

/// Reads a moment. A time that a clock shows twice, when summer ends, is the later one; a time that it leaves out is read as if
/// it had not been changed.
pub fn parse(text: &str, zone: Option<&TimeZone>, edge: Edge) -> Result<Zoned, Wrong> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        let offset = offset_of(text).unwrap_or(Offset::UTC);
        return Ok(at.to_zoned(zone.cloned().unwrap_or_else(|| TimeZone::fixed(offset))));
    }
    let civil = if text.len() <= 10 {
        let day: Date = text.parse().map_err(|_| Wrong::Form)?;
        let day = if edge == Edge::End { day.tomorrow().map_err(|_| Wrong::Form)? } else { day };
        day.at(0, 0, 0, 0)
    } else {
        text.parse::<DateTime>().map_err(|_| Wrong::Form)?
    };
    let zone = zone.ok_or(Wrong::NoZone)?;
    zone.to_ambiguous_zoned(civil).later().map_err(|_| Wrong::Form)
}

fn offset_of(text: &str) -> Option<Offset> {
    let pieces = DateTimeParser::new().parse_pieces(text).ok()?;
    pieces.to_numeric_offset()
}
