//! The class report as one HTML file: no script, nothing from elsewhere, light and dark, fit for a phone and for paper. It must
//! not know how anything was counted.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{AlikeNote, ExerciseSummary, Listed, MOST_LISTED, Summary};
use crate::classroom::words;

/// The most missed checks that are shown.
const MOST_MISSED: usize = 12;

const STYLE: &str = include_str!("report.css");

/// The whole file.
#[must_use]
pub fn page(summary: &Summary) -> String {
    let title = words::line(&summary.assignment.title);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " – class report" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (title) }
                    (facts(summary))
                    @if summary.students > 0 {
                        (spread(summary))
                        (missed(summary))
                        (exercises(summary))
                        (problems(summary))
                        (alike(summary))
                        (students(summary))
                    } @else {
                        p { "Nobody has handed in yet." }
                    }
                }
            }
        }
    };
    page.into_string()
}

fn facts(summary: &Summary) -> Markup {
    html! {
        dl.facts {
            div { dt { "Handed in" } dd { (summary.students) } }
            @if let Some(median) = summary.median() { div { dt { "Median" } dd { (median) " %" } } }
            div { dt { "Points to reach" } dd { (summary.assignment.max()) } }
            div { dt { "Late" } dd { (summary.late) } }
            @if summary.unreadable > 0 { div { dt { "Not gradable" } dd { (summary.unreadable) } } }
            @if let Some(due) = summary.assignment.due { div { dt { "Due" } dd.small { (due.strftime("%Y-%m-%d %H:%M")) " UTC" } } }
        }
    }
}

/// A bar of so many per cent, with what it says as text beside it.
fn bar(percent: usize, class: &str) -> Markup {
    html! { span.track aria-hidden="true" { span class=(format!("bar {class}")) style=(format!("width:{}%", percent.min(100))) {} } }
}

fn spread(summary: &Summary) -> Markup {
    let bins = summary.spread();
    let highest = bins.iter().copied().max().unwrap_or(0).max(1);
    html! {
        section {
            h2 { "How the scores spread" }
            table.bars {
                thead { tr { th scope="col" { "score" } th scope="col" { "students" } th {} } }
                tbody {
                    @for (index, count) in bins.iter().enumerate() {
                        tr {
                            th scope="row" { (Summary::bin(index)) }
                            td.number { (count) }
                            td.wide { (bar(count * 100 / highest, "neutral")) }
                        }
                    }
                }
            }
        }
    }
}

fn missed(summary: &Summary) -> Markup {
    let missed = summary.missed();
    html! {
        section {
            h2 { "What most people miss" }
            @if missed.is_empty() { p { "Every check was met by everybody who answered." } }
            @else {
                ol.missed {
                    @for (exercise, check) in missed.iter().take(MOST_MISSED) {
                        li {
                            p.check { (check.text) }
                            p.note {
                                (exercise.title) " · missed by " (check.missed) " of " (check.asked) " (" (check.share()) " %)"
                                @if let Some(mostly) = check.mostly() { " · " (mostly) }
                            }
                            (bar(check.share(), "bad"))
                        }
                    }
                }
                @if missed.len() > MOST_MISSED { p.note { "And " (missed.len() - MOST_MISSED) " more that somebody missed." } }
            }
        }
    }
}

fn exercises(summary: &Summary) -> Markup {
    html! {
        section {
            h2 { "Exercises" }
            ul.exercises {
                @for exercise in &summary.exercises {
                    li {
                        p.check { (exercise.title) }
                        p.note { (exercise_line(exercise, summary.students)) }
                        (bar(exercise.passed * 100 / summary.students.max(1), "good"))
                    }
                }
            }
        }
    }
}

/// `31 of 40 in full, 36 answered; half needed 6 min or less (prepared: 5 min)`
fn exercise_line(exercise: &ExerciseSummary, students: usize) -> String {
    let mut line = format!("{} of {students} in full, {} answered", exercise.passed, exercise.answered);
    if let Some(median) = exercise.median() {
        line.push_str(&format!(" · median time {}", words::span(median)));
        if let Some(par) = exercise.par {
            line.push_str(&format!(" (prepared: {})", words::span(par)));
        }
    }
    line
}

fn students(summary: &Summary) -> Markup {
    if !summary.names {
        return html! {};
    }
    html! {
        section {
            h2 { "Students" }
            @if summary.students > summary.listed.len() {
                p.note { "The first " (MOST_LISTED) " of " (summary.students) "; a gradebook has them all." }
            }
            div.scroll {
                table.students {
                    thead {
                        tr {
                            th scope="col" { "student" }
                            th.number scope="col" { "points" }
                            @for (number, exercise) in (1..).zip(&summary.exercises) {
                                th.number scope="col" title=(exercise.title) { (number) }
                            }
                        }
                    }
                    tbody { @for listed in &summary.listed { (student(listed)) } }
                }
            }
            p.note {
                "A check mark: in full; a dash: no answer. "
                @for (number, exercise) in (1..).zip(&summary.exercises) { (number) ": " (exercise.title) ". " }
            }
        }
    }
}

fn student(listed: &Listed) -> Markup {
    html! {
        tr {
            th scope="row" {
                (listed.name)
                @if let Some(late) = listed.late { " " span.late { (words::span(late)) " late" } }
            }
            td.number { (listed.score) }
            @for exercise in &listed.exercises {
                @match exercise {
                    None => td.number.none { "–" },
                    Some((points, true)) => td.number.full { "✓ " (points) },
                    Some((points, false)) => td.number { (points) },
                }
            }
        }
    }
}

fn problems(summary: &Summary) -> Markup {
    html! {
        @if !summary.problems.is_empty() {
            section {
                h2 { "Please look at" }
                ul { @for (who, what) in &summary.problems { li { strong { (who) } ": " (what) } } }
            }
        }
    }
}

fn alike(summary: &Summary) -> Markup {
    html! {
        @if !summary.alike.is_empty() {
            section {
                h2 { "Answers that are alike" }
                p.note {
                    "These share details that hardly anybody else has and that the task does not give. There are good reasons for \
                     that too: learning together, the same example from the documentation. It is a reason to read both, and no more."
                }
                ul.alike { @for note in &summary.alike { (alike_note(note)) } }
            }
        }
    }
}

fn alike_note(note: &AlikeNote) -> Markup {
    html! {
        li {
            strong { (note.students.join(" and ")) }
            ul {
                @for (title, traces) in &note.reasons {
                    li {
                        (title)
                        @if !traces.is_empty() { ": " @for trace in traces { code { (trace) } " " } }
                    }
                }
            }
        }
    }
}
