//! A round's clock against par and the personal best. It must not know any screen.

use std::time::Duration;

use ratatui::text::Span;

use super::bars::bar;
use crate::session::drill::{Gap, Split};
use crate::tui::catalog::clock;
use crate::tui::look::Look;
use crate::tui::theme::Meaning;

/// A round's clock for the first line: variants from long to short.
#[must_use]
pub fn live(look: &Look, split: &Split) -> Vec<Vec<Span<'static>>> {
    let over = split.time > split.par;
    let meaning = if over { Meaning::Hurry } else { Meaning::Strong };
    let time = look.span(&clock(split.time), meaning);
    let goal = |word: &str, goal: Duration, columns: usize| {
        let passed = split.time > goal;
        let mut spans = vec![Span::raw("  ")];
        let word = if passed { format!("over {word}") } else { word.to_owned() };
        spans.push(look.span(&format!("{word} {}", clock(goal)), if passed { Meaning::Hurry } else { Meaning::Dim }));
        if columns > 0 {
            spans.push(Span::raw(" "));
            let meaning = if passed { Meaning::Hurry } else { Meaning::Focus };
            spans.extend(bar(look, columns, millis(split.time), millis(goal), meaning));
        }
        spans
    };
    let points: Vec<Span<'static>> = match (split.points, split.against_best) {
        (_, None) => Vec::new(),
        (points, Some(against)) => {
            let mut spans = vec![look.span(&format!("{points} of {}", split.of), Meaning::Text), Span::raw(" ")];
            spans.push(gap(look, against));
            spans.push(Span::raw("   "));
            spans
        }
    };
    let variant = |with_points: bool, columns: usize, with_best: bool| {
        let mut spans = if with_points { points.clone() } else { Vec::new() };
        spans.push(time.clone());
        spans.extend(goal("par", split.par, columns));
        if let Some(best) = split.best.filter(|_| with_best) {
            spans.extend(goal("best", best, columns));
        }
        spans
    };
    vec![
        variant(true, 12, true),
        variant(true, 6, true),
        variant(true, 0, true),
        variant(false, 0, true),
        variant(false, 0, false),
    ]
}

/// Ahead or behind, with a sign: `-0:12` is good.
#[must_use]
pub fn gap(look: &Look, gap: Gap) -> Span<'static> {
    match gap {
        Gap::Ahead(by) => look.span(&format!("-{} {}", clock(by), look.signs.right), Meaning::Right),
        Gap::Behind(by) if by < Duration::from_secs(1) => look.span("+0:00", Meaning::Text),
        Gap::Behind(by) => look.span(&format!("+{}", clock(by)), Meaning::Changed),
    }
}

/// A time as a bar among others: a name, the bar, the time.
#[must_use]
pub fn row(
    look: &Look,
    name: &str,
    time: Duration,
    longest: Duration,
    columns: usize,
    meaning: Meaning,
) -> Vec<Span<'static>> {
    let filled = length(time, longest, columns);
    vec![
        look.span(&crate::tui::look::pad(name, 7, look.signs.cut), Meaning::Dim),
        look.span(&look.signs.full.repeat(filled), meaning),
        look.span(&look.signs.empty.repeat(columns - filled), Meaning::Rule),
        look.span(&format!(" {}", clock(time)), Meaning::Text),
    ]
}

/// How many of `columns` a time takes where the longest takes all; what is not nothing takes one.
#[must_use]
pub fn length(time: Duration, longest: Duration, columns: usize) -> usize {
    let whole = longest.as_millis().max(1);
    let filled = (time.as_millis().min(whole) * columns as u128).div_ceil(whole);
    usize::try_from(filled).unwrap_or(columns).min(columns)
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::signs::UNICODE;
    use crate::tui::theme::Theme;

    fn text(spans: &[Span<'_>]) -> String {
        spans.iter().map(|span| span.content.as_ref()).collect()
    }

    #[test]
    fn the_clock_names_what_is_passed() {
        let look = Look { theme: Theme::Plain, signs: UNICODE };
        let secs = Duration::from_secs;
        let split = Split {
            time: secs(150),
            par: secs(300),
            best: Some(secs(120)),
            points: 4,
            of: 7,
            against_best: Some(Gap::Ahead(secs(12))),
        };
        let shown: Vec<String> = live(&look, &split).iter().map(|spans| text(spans)).collect();
        assert_eq!(
            shown,
            [
                "4 of 7 -0:12 ✓   2:30  par 5:00 ━━━━━━──────  over best 2:00 ━━━━━━━━━━━━",
                "4 of 7 -0:12 ✓   2:30  par 5:00 ━━━───  over best 2:00 ━━━━━━",
                "4 of 7 -0:12 ✓   2:30  par 5:00  over best 2:00",
                "2:30  par 5:00  over best 2:00",
                "2:30  par 5:00",
            ]
        );
    }
}
