//! Draws the statistics. It must not change them.

use std::time::Duration;

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Picture, StatisticsScreen, statistics};
use crate::session::overview::Overview;
use crate::session::statistics::{Statistics, TimePoint, Times};
use crate::tui::catalog::clock;
use crate::tui::look::{self, Look};
use crate::tui::screen::drill::last_name;
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::canvas::spread;
use crate::tui::widget::chart::{Column, Level, calendar, calendar_legend, columns, percent};
use crate::tui::widget::markdown::markdown;

/// Fields that are shown.
const FIELDS: usize = 12;

/// One picture for itself.
#[must_use]
pub fn alone(screen: &StatisticsScreen, area: Rect, shared: &Shared) -> Vec<Line<'static>> {
    let Some((overview, statistics)) = shared.overview.as_ref().zip(statistics(shared)) else {
        return nothing(area, shared);
    };
    let mut lines = vec![Line::default()];
    lines.extend(match screen.picture {
        Picture::Times => times(screen, statistics, area, usize::from(area.height.saturating_sub(8)), shared),
        Picture::Activity => activity(overview, statistics, area, shared),
        Picture::Topics => topics(statistics, area, shared),
        Picture::Fields => fields(statistics, area, shared),
    });
    lines
}

/// Times above activity.
#[must_use]
pub fn left(screen: &StatisticsScreen, area: Rect, shared: &Shared) -> Vec<Line<'static>> {
    let Some((overview, statistics)) = shared.overview.as_ref().zip(statistics(shared)) else { return Vec::new() };
    // The calendar needs 14 rows with its heading; what is left is for the columns.
    let rows = usize::from(area.height).saturating_sub(8 + 14).clamp(4, 16);
    let mut lines = vec![Line::default()];
    lines.extend(times(screen, statistics, area, rows, shared));
    lines.push(Line::default());
    lines.extend(activity(overview, statistics, area, shared));
    lines
}

/// Topics above fields.
#[must_use]
pub fn right(area: Rect, shared: &Shared) -> Vec<Line<'static>> {
    let Some(statistics) = statistics(shared) else { return Vec::new() };
    let mut lines = vec![Line::default()];
    lines.extend(topics(statistics, area, shared));
    lines.push(Line::default());
    lines.extend(fields(statistics, area, shared));
    lines
}

fn nothing(area: Rect, shared: &Shared) -> Vec<Line<'static>> {
    let text = "There is nothing to show yet.\n\nSolve an exercise, or press `d` to drill one against the clock. Times, activity by \
                day, and strength by topic and by field are shown here from the first attempt on.";
    let mut lines = vec![Line::default()];
    lines.extend(markdown(text, usize::from(area.width).min(76), &shared.look));
    lines
}

fn times(
    screen: &StatisticsScreen,
    statistics: &Statistics,
    area: Rect,
    rows: usize,
    shared: &Shared,
) -> Vec<Line<'static>> {
    let look = &shared.look;
    let width = usize::from(area.width);
    let place = screen.place(statistics);
    let Some(times) = statistics.times.get(place) else {
        return markdown("No attempt was graded yet.", width, look);
    };
    let title = shared.catalog.get(&times.exercise).map_or(times.exercise.as_str(), |exercise| exercise.title.as_str());
    let count = format!("{} of {}", place + 1, statistics.times.len());
    let mut lines = vec![
        spread(look, width, vec![look.span(title, Meaning::Strong)], vec![look.span(&count, Meaning::Dim)]),
        look.line(&summary(times), Meaning::Dim),
        Line::default(),
    ];
    let bars: Vec<Column> = times.points.iter().map(|point| column(point, times.par, look)).collect();
    let level = Level { value: millis(times.par), label: format!("par {}", clock(times.par)) };
    lines.extend(columns(look, &bars, &level, |time| clock(Duration::from_millis(time)), width, rows.max(3)));
    lines.push(legend(look));
    lines
}

fn column(point: &TimePoint, par: Duration, look: &Look) -> Column {
    let (meaning, sign) = match (point.passed, point.time > par) {
        (true, false) => (Meaning::Right, look.signs.right),
        (true, true) => (Meaning::Changed, look.signs.partly),
        (false, _) => (Meaning::Wrong, look.signs.wrong),
    };
    Column { value: millis(point.time), meaning, sign }
}

fn legend(look: &Look) -> Line<'static> {
    let mut spans = Vec::new();
    let signs = look.signs;
    for (sign, meaning, words) in [
        (signs.right, Meaning::Right, "within par   "),
        (signs.partly, Meaning::Changed, "over par   "),
        (signs.wrong, Meaning::Wrong, "not full marks"),
    ] {
        spans.push(look.span(sign, meaning));
        spans.push(look.span(&format!(" {words}"), Meaning::Dim));
    }
    Line::from(spans)
}

/// `3 attempts, 1 without a verdict, 1 going on; best 2:41, par 5:00`.
fn summary(times: &Times) -> String {
    let best = times.best().map_or_else(|| "not solved yet".to_owned(), |best| format!("best {}", clock(best)));
    let silent = if times.silent > 0 { format!(", {} without a verdict", times.silent) } else { String::new() };
    let attempts = count(times.attempts());
    format!("{attempts}{silent}{}; {best}, par {}", going_on(times.open), clock(times.par))
}

fn count(attempts: u32) -> String {
    if attempts == 1 { "1 attempt".to_owned() } else { format!("{attempts} attempts") }
}

fn going_on(open: u32) -> String {
    if open > 0 { format!(", {open} going on") } else { String::new() }
}

fn activity(overview: &Overview, statistics: &Statistics, area: Rect, shared: &Shared) -> Vec<Line<'static>> {
    let look = &shared.look;
    let width = usize::from(area.width);
    let mut lines = vec![look.line("Activity", Meaning::Strong)];
    let hours = match statistics.time.as_secs() {
        seconds @ 3600.. => format!("{} h {:02} min", seconds / 3600, seconds / 60 % 60),
        _ => clock(statistics.time),
    };
    let text = format!(
        "{}{}, {} with full marks, {hours} on {} day{}",
        count(statistics.attempts.saturating_add(statistics.open)),
        going_on(statistics.open),
        statistics.passed,
        statistics.days.len(),
        if statistics.days.len() == 1 { "" } else { "s" }
    );
    lines.push(look.line(&text, Meaning::Dim));
    lines.push(Line::default());
    let count = |day| statistics.days.get(&day).map_or(0, |day| day.attempts);
    lines.extend(calendar(look, count, overview.today, width));
    lines.push(Line::default());
    let mut legend = vec![look.span("attempts a day:  ", Meaning::Dim)];
    legend.extend(calendar_legend(look).spans);
    lines.push(Line::from(legend));
    lines
}

fn topics(statistics: &Statistics, area: Rect, shared: &Shared) -> Vec<Line<'static>> {
    let look = &shared.look;
    let width = usize::from(area.width);
    let mut lines = vec![
        look.line("Strength by topic", Meaning::Strong),
        look.line("the chance that you would do an exercise of it well today", Meaning::Dim),
        Line::default(),
    ];
    let titles: Vec<String> = statistics.topics.iter().map(|topic| shared.catalog.topic_title(&topic.topic)).collect();
    let name = titles.iter().map(|title| look::width(title)).max().unwrap_or(0).min(28);
    for (topic, title) in statistics.topics.iter().zip(&titles) {
        let due = if topic.due > 0 { format!("   {} due", topic.due) } else { String::new() };
        let solved = format!("   {:>2} of {:<2} solved", topic.solved, topic.exercises);
        let bar = width.saturating_sub(name + 36).clamp(6, 30);
        let mut spans = vec![look.span(&look::pad(title, name, look.signs.cut), Meaning::Text), Span::raw("  ")];
        spans.extend(percent(look, topic.percent, bar));
        spans.push(look.span(&solved, Meaning::Dim));
        spans.push(look.span(&due, Meaning::Changed));
        lines.push(Line::from(spans));
    }
    lines
}

fn fields(statistics: &Statistics, area: Rect, shared: &Shared) -> Vec<Line<'static>> {
    let look = &shared.look;
    let width = usize::from(area.width);
    let mut lines = vec![look.line("Strength by field", Meaning::Strong)];
    if statistics.fields.is_empty() {
        let text = "No field has gone wrong yet. Those that do are listed here, and drills bring them back.";
        lines.extend(markdown(text, width, look));
        return lines;
    }
    lines.push(look.line("how often a field was right; what needs training most comes first", Meaning::Dim));
    lines.push(Line::default());
    let shown: Vec<_> = statistics.fields.iter().take(FIELDS).collect();
    let name = shown.iter().map(|field| look::width(last_name(&field.field))).max().unwrap_or(0).min(36);
    for field in shown {
        let bar = width.saturating_sub(name + 30).clamp(6, 30);
        let mut spans =
            vec![look.span(&look::pad(last_name(&field.field), name, look.signs.cut), Meaning::Text), Span::raw("  ")];
        spans.extend(percent(look, field.percent(), bar));
        let count = format!("   {:>2} of {:<3}", field.right, field.right + field.wrong);
        spans.push(look.span(&count, Meaning::Dim));
        if field.weight >= 0.5 {
            spans.push(look.span("weak", Meaning::Wrong));
        }
        lines.push(Line::from(spans));
    }
    let more = statistics.fields.len().saturating_sub(FIELDS);
    if more > 0 {
        lines.push(
            look.line(&format!("{} {more} more; `podlings stats -o json` names all", look.signs.below), Meaning::Dim),
        );
    }
    lines
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
