//! The class report for a terminal of 80 columns. It must not know how anything was counted, nor colours.

use super::Summary;
use crate::classroom::words;
use crate::session::prose::filled;

/// The width that is filled at most.
const WIDTH: usize = 80;

/// The longest bar, in columns.
const BAR: usize = 40;

/// The most that is said of one thing, in characters.
const LONGEST: usize = 400;

/// The most lines of a list.
const MOST: usize = 10;

/// The whole text. `unicode`: bars of blocks instead of `#`.
#[must_use]
pub fn text(summary: &Summary, unicode: bool) -> String {
    let mut text = format!("{}\n", words::cut(&words::line(&summary.assignment.title), WIDTH));
    if summary.students == 0 {
        text.push_str("Nobody has handed in yet.\n");
        return text;
    }
    text.push_str(&format!("{} handed in", summary.students));
    if let Some(missing) = &summary.missing {
        text.push_str(&format!(", {} did not", missing.len()));
    }
    if summary.late > 0 {
        text.push_str(&format!(", {} late", summary.late));
    }
    if summary.unreadable > 0 {
        text.push_str(&format!(", {} not gradable", summary.unreadable));
    }
    text.push_str(&format!("; median {} % of {} points\n", summary.median().unwrap_or(0), summary.assignment.max()));
    if let Some(terms) = &summary.assignment.terms {
        text.push_str(&format!("{}\n", words::cut(&words::line(&format!("due by {}", terms.due)), WIDTH)));
        text.push_str(&format!("{}\n", words::cut(&words::line(&terms.late), WIDTH)));
    }
    spread(summary, unicode, &mut text);
    missed(summary, &mut text);
    exercises(summary, &mut text);
    people(summary, &mut text);
    text
}

fn spread(summary: &Summary, unicode: bool, text: &mut String) {
    text.push_str("\nHow the scores spread\n");
    let bins = summary.spread();
    let highest = bins.iter().copied().max().unwrap_or(0).max(1);
    for (index, count) in bins.iter().enumerate() {
        let length = (count * BAR).div_ceil(highest);
        let bar = if unicode { "█" } else { "#" }.repeat(length);
        let bin = Summary::bin(index).replace('–', if unicode { "–" } else { "-" });
        text.push_str(format!("  {bin:>8} {count:>6}  {bar}").trim_end());
        text.push('\n');
    }
}

fn missed(summary: &Summary, text: &mut String) {
    let missed = summary.missed();
    text.push_str("\nWhat most people miss\n");
    if summary.values_note().is_some() {
        text.push_str("  (each student has other names, ports and paths: this is how it is written)\n");
    }
    if missed.is_empty() {
        text.push_str("  nothing: every check was met by everybody who answered\n");
    }
    for (exercise, check) in missed.iter().take(MOST) {
        let head = format!("  {:>3} %  ", check.share());
        text.push_str(&filled(&words::cut(&check.text, LONGEST), &head, &" ".repeat(head.len()), WIDTH));
        let mostly = check.mostly().map(|mostly| format!("; {mostly}")).unwrap_or_default();
        let note = format!("         {}: {} of {}{mostly}", exercise.id, check.missed, check.asked);
        text.push_str(&format!("{}\n", words::cut(&note, WIDTH)));
    }
    if missed.len() > MOST {
        text.push_str(&format!("  and {} more\n", missed.len() - MOST));
    }
}

fn exercises(summary: &Summary, text: &mut String) {
    text.push_str("\nExercises\n");
    text.push_str(&format!("  {:<38} {:>8} {:>8}  {:>10}  {:>7}\n", "", "answered", "in full", "median", "par"));
    for exercise in &summary.exercises {
        let title = words::cut(&exercise.title, 38);
        let time = |seconds: Option<u64>| seconds.map_or_else(|| "-".to_owned(), words::span);
        let (median, par) = (time(exercise.median()), time(exercise.par));
        text.push_str(&format!(
            "  {title:<38} {:>8} {:>8}  {median:>10}  {par:>7}\n",
            exercise.answered, exercise.passed
        ));
    }
}

fn people(summary: &Summary, text: &mut String) {
    if let Some(missing) = summary.missing.as_deref().filter(|missing| summary.names && !missing.is_empty()) {
        text.push_str("\nHanded nothing in\n");
        for name in missing.iter().take(MOST) {
            text.push_str(&format!("  {}\n", words::cut(&words::line(name), WIDTH - 2)));
        }
        if missing.len() > MOST {
            text.push_str(&format!("  and {} more\n", missing.len() - MOST));
        }
    }
    if !summary.problems.is_empty() {
        text.push_str("\nPlease look at\n");
        for (who, what) in summary.problems.iter().take(MOST) {
            text.push_str(&filled(&words::cut(&format!("{who}: {what}"), LONGEST), "  ", "    ", WIDTH));
        }
        if summary.problems.len() > MOST {
            text.push_str(&format!("  and {} more\n", summary.problems.len() - MOST));
        }
    }
    if !summary.alike.is_empty() {
        text.push_str("\nAnswers that are alike, in details that hardly anybody else has. It may be\n");
        text.push_str("chance, or learning together: a reason to read both, and no more.\n");
        for note in summary.alike.iter().take(MOST) {
            text.push_str(&filled(&note.who(), "  ", "  ", WIDTH));
            for (title, traces) in &note.reasons {
                let traces = if traces.is_empty() { String::new() } else { format!(": {}", traces.join(" | ")) };
                text.push_str(&format!("    {}\n", words::cut(&format!("{title}{traces}"), WIDTH - 4)));
            }
        }
        if summary.alike.len() > MOST {
            text.push_str(&format!("  and {} more; the HTML report has them\n", summary.alike.len() - MOST));
        }
    }
}
