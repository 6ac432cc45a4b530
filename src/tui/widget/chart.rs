//! Pictures made of characters: columns over time, a calendar of activity, bars of percents. It must not know what they count.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use ratatui::text::{Line, Span};

use crate::tui::look::{self, Look};
use crate::tui::theme::Meaning;

/// One column of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its height.
    pub value: u64,
    /// What its colour says.
    pub meaning: Meaning,
    /// The sign below it, which says the same.
    pub sign: &'static str,
}

/// A level that is marked across a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// Its height.
    pub value: u64,
    /// What stands at its left.
    pub label: String,
}

/// Columns of width two with a blank between them, the last ones where not all fit; below each its sign. The level is marked where
/// no column stands. `name` says what stands at the left of the highest row.
#[must_use]
pub fn columns(
    look: &Look,
    columns: &[Column],
    level: &Level,
    name: impl Fn(u64) -> String,
    width: usize,
    rows: usize,
) -> Vec<Line<'static>> {
    const WIDE: usize = 3;
    let all = columns.iter().map(|column| column.value).chain([level.value]).max().unwrap_or(0);
    let label = look::width(&name(all)).max(look::width(&level.label));
    let room = width.saturating_sub(label + 2) / WIDE;
    let shown = columns.get(columns.len().saturating_sub(room)..).unwrap_or(columns);
    let highest = shown.iter().map(|column| column.value).chain([level.value]).max().unwrap_or(1).max(1);
    let top = name(highest);
    // In eighths of a row, rounded up so that what is not nothing is seen.
    let eighths = |value: u64| {
        let all = rows as u64 * 8;
        usize::try_from((value.min(highest) * all).div_ceil(highest)).unwrap_or(0)
    };
    let level_row = eighths(level.value).saturating_sub(1) / 8;
    let mut lines = Vec::new();
    for row in (0..rows).rev() {
        let side = if row == level_row {
            level.label.as_str()
        } else if row + 1 == rows {
            top.as_str()
        } else {
            ""
        };
        let blank = " ".repeat(label.saturating_sub(look::width(side)));
        let mut spans =
            vec![look.span(&format!("{blank}{side}"), Meaning::Dim), look.span(look.signs.down, Meaning::Rule)];
        let ground = if row == level_row { look.signs.across } else { " " };
        for column in shown {
            spans.push(look.span(ground, Meaning::Rule));
            let part = eighths(column.value).saturating_sub(row * 8).min(8);
            let meaning = if part == 0 { Meaning::Rule } else { column.meaning };
            let sign = if part == 0 { ground } else { block(look, part) };
            spans.push(look.span(&sign.repeat(WIDE - 1), meaning));
        }
        let left = room.saturating_sub(shown.len()) * WIDE;
        spans.push(look.span(&ground.repeat(left), Meaning::Rule));
        lines.push(Line::from(spans));
    }
    let mut signs = vec![Span::raw(" ".repeat(label + 1))];
    for column in shown {
        signs.push(Span::raw(" "));
        signs.push(look.span(column.sign, column.meaning));
        signs.push(Span::raw(" "));
    }
    lines.push(Line::from(signs));
    lines
}

/// A row of a column, filled from below by so many eighths.
fn block(look: &Look, eighths: usize) -> &'static str {
    const BLOCKS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
    if look.signs.is_ascii() {
        return if eighths > 4 { "#" } else { "_" };
    }
    BLOCKS.get(eighths.saturating_sub(1)).copied().unwrap_or("█")
}

/// How many days were how active, as signs: none, little, … much.
const SHADES: [&str; 5] = ["·", "░", "▒", "▓", "█"];
const ASCII_SHADES: [&str; 5] = [".", "-", "+", "*", "#"];

fn shade(look: &Look, count: u32) -> &'static str {
    let step = match count {
        0 => 0,
        1..=2 => 1,
        3..=5 => 2,
        6..=9 => 3,
        10.. => 4,
    };
    let shades = if look.signs.is_ascii() { ASCII_SHADES } else { SHADES };
    shades.get(step).copied().unwrap_or("#")
}

/// A calendar: a column for each week until today, a row for each weekday, months above.
#[must_use]
pub fn calendar(look: &Look, count: impl Fn(Date) -> u32, today: Date, width: usize) -> Vec<Line<'static>> {
    const LABEL: usize = 4;
    const WIDE: usize = 2;
    const MOST_WEEKS: usize = 53;
    let weeks = (width.saturating_sub(LABEL) / WIDE).min(MOST_WEEKS);
    let monday = today.saturating_sub(i64::from(today.weekday().to_monday_zero_offset()).days());
    let first = |week: usize| monday.saturating_sub(i64::try_from(weeks - 1 - week).unwrap_or(0).weeks());
    let mut months = " ".repeat(LABEL);
    for week in 0..weeks {
        let begins = first(week);
        let named = begins.day() <= 7;
        let at = LABEL + week * WIDE;
        // A name needs two weeks; one that runs into the name before it waits.
        if named && look::width(&months) <= at && week + 1 < weeks {
            months.push_str(&" ".repeat(at - look::width(&months)));
            months.push_str(&begins.strftime("%b").to_string());
        }
    }
    let mut lines = vec![look.line(&months, Meaning::Dim)];
    for weekday in 0..7_i8 {
        let name = match Weekday::from_monday_zero_offset(weekday) {
            Ok(Weekday::Monday) => "Mon",
            Ok(Weekday::Wednesday) => "Wed",
            Ok(Weekday::Friday) => "Fri",
            Ok(Weekday::Sunday) => "Sun",
            _ => "",
        };
        let mut spans = vec![look.span(&look::pad(name, LABEL, ""), Meaning::Dim)];
        for week in 0..weeks {
            let day = first(week).saturating_add(i64::from(weekday).days());
            if day > today {
                break;
            }
            let count = count(day);
            let meaning = if count == 0 { Meaning::Rule } else { Meaning::Right };
            spans.push(look.span(shade(look, count), meaning));
            spans.push(Span::raw(" "));
        }
        lines.push(Line::from(spans));
    }
    lines
}

/// What the signs of the calendar mean.
#[must_use]
pub fn calendar_legend(look: &Look) -> Line<'static> {
    let steps = [(0, "none"), (1, "1-2"), (3, "3-5"), (6, "6-9"), (10, "10 and more")];
    let text: Vec<String> = steps.iter().map(|(count, words)| format!("{} {words}", shade(look, *count))).collect();
    look.line(&text.join("   "), Meaning::Dim)
}

/// A bar of a percentage.
#[must_use]
pub fn percent(look: &Look, percent: u32, columns: usize) -> Vec<Span<'static>> {
    let meaning = match percent {
        80.. => Meaning::Right,
        50..=79 => Meaning::Changed,
        _ => Meaning::Wrong,
    };
    let mut spans = super::bars::bar(look, columns, u64::from(percent), 100, meaning);
    spans.push(look.span(&format!(" {percent:>3} %"), Meaning::Text));
    spans
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::tui::signs::{ASCII, UNICODE};
    use crate::tui::theme::Theme;

    fn text(lines: &[Line<'_>]) -> String {
        let line = |line: &Line<'_>| line.spans.iter().map(|span| span.content.as_ref()).collect::<String>();
        lines.iter().map(|one| line(one).trim_end().to_owned() + "\n").collect()
    }

    fn of(values: &[u64]) -> Vec<Column> {
        values.iter().map(|value| Column { value: *value, meaning: Meaning::Right, sign: "v" }).collect()
    }

    #[test]
    fn columns_stand_on_one_ground() {
        let look = Look { theme: Theme::Plain, signs: UNICODE };
        let level = Level { value: 50, label: "par".into() };
        insta::assert_snapshot!(text(&columns(&look, &of(&[100, 10, 51, 0]), &level, |_| "1:40".to_owned(), 20, 4)), @r"
        1:40│ ██
            │ ██    ▁▁
         par│─██────██───
            │ ██ ▄▄ ██
              v  v  v  v
        ");
        let look = Look { theme: Theme::Plain, signs: ASCII };
        let drawn = text(&columns(&look, &of(&[1, 2, 3, 4, 5, 6, 7]), &level, |_| "9".to_owned(), 12, 3));
        assert!(drawn.is_ascii() && drawn.lines().count() == 4, "{drawn}");
    }

    #[test]
    fn a_calendar_ends_with_today() {
        let look = Look { theme: Theme::Plain, signs: UNICODE };
        let count = |day: Date| if day == date(2026, 11, 23) { 12 } else { u32::from(day.day() == 2) };
        insta::assert_snapshot!(text(&calendar(&look, count, date(2026, 11, 24), 20)), @r"
            Oct     Nov
        Mon · · · · ░ · · █
            · · · · · · · ·
        Wed · · · · · · ·
            · · · · · · ·
        Fri · · · · · · ·
            · · · · · · ·
        Sun · · · · · · ·
        ");
    }

    #[test]
    fn nothing_breaks_where_there_is_no_room() {
        let look = Look { theme: Theme::Plain, signs: ASCII };
        let level = Level { value: 0, label: String::new() };
        for width in 0..12 {
            let _ = columns(&look, &of(&[0, u64::MAX / 64]), &level, |_| String::new(), width, 0);
            let _ = calendar(&look, |_| 3, date(2026, 11, 24), width);
        }
    }
}
